//! What takes space for nothing: what killed programs left, and contents that nothing needs.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use files::{lock, tree};
use locales::{Message, Result};
use snapshots::Going;

use super::{Check, FindingCode};
use crate::home::Staging;
use crate::storage::{needed, sweep};

/// A file that is being written is renamed within moments.
const WRITING: Duration = Duration::from_secs(3600);

impl Check<'_> {
    pub(super) fn leftovers(&mut self) -> Result<()> {
        if self.engine.home().is_read_only() {
            return Ok(());
        }
        self.unneeded_contents()?;
        self.of_killed_programs()?;
        self.set_aside()
    }

    fn unneeded_contents(&mut self) -> Result<()> {
        if self.has_lost_list {
            return Ok(());
        }
        let home = self.engine.home();
        // If something takes a snapshot now, it is for the next check.
        let Ok(Some(unneeded)) = home.snapshots().try_survey(|| needed(home), &Going::new(), self.watch)
        else {
            return self.watch.cancel.check();
        };
        let count = unneeded.manifests + unneeded.blobs + unneeded.unfinished;
        if count > 0 {
            let message = Message::DoctorUnneeded { count, bytes: unneeded.freed };
            let ways = (Message::DoctorWillRemove, Message::DoctorDidRemove);
            self.repairable(FindingCode::Unneeded, rundir::SNAPSHOTS.into(), message, ways, || {
                sweep(home).map(drop)
            });
        }
        Ok(())
    }

    /// What is in `staging/` and `trash/` and held by nobody, environments that nobody builds any more, and files that
    /// were being written.
    fn of_killed_programs(&mut self) -> Result<()> {
        let home = self.engine.home();
        let is_free = |path: &Path| !lock::is_held(&path.with_extension("lock")).unwrap_or(true);
        let mut left: Vec<PathBuf> = entries(&home.trash()).filter(|path| is_free(path)).collect();
        let staged = entries(&home.staging()).filter(|path| path.extension() != Some(OsStr::new("lock")));
        left.extend(staged.filter(|path| is_free(path)));
        left.extend(entries(&home.cache().join("envs")).filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            name.split_once(".new-").is_some_and(|(digest, _)| {
                !lock::is_held(&path.with_file_name(format!("{digest}.lock"))).unwrap_or(true)
            })
        }));
        let mut folders: Vec<PathBuf> = vec![home.path().into(), home.schedules(), home.cache()];
        folders.extend(self.packages()?.into_iter().map(|(home, name)| home.package(&name)));
        folders.extend(entries(&home.runs()));
        left.extend(folders.iter().flat_map(|folder| entries(folder)).filter(|path| is_old_writing(path)));
        if left.is_empty() {
            return Ok(());
        }
        let bytes = left.iter().filter_map(|path| tree::usage(path).ok()).map(|usage| usage.bytes).sum();
        let message = Message::DoctorLeftover { count: left.len() as u64, bytes };
        let thing = home.relative(&left[0]);
        let ways = (Message::DoctorWillRemove, Message::DoctorDidRemove);
        self.repairable(FindingCode::Leftover, thing, message, ways, || {
            Staging::clear_abandoned(home);
            left.iter().filter(|path| path.symlink_metadata().is_ok()).try_for_each(|path| tree::remove(path))
        });
        Ok(())
    }

    /// What was damaged, and was kept in case somebody wants to look at it.
    fn set_aside(&mut self) -> Result<()> {
        let home = self.engine.home();
        let is_index = |path: &PathBuf| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("store.db.broken"))
        };
        let damaged = home.path().join(rundir::SNAPSHOTS).join("damaged");
        let aside: Vec<_> = entries(home.path()).filter(is_index).chain(entries(&damaged)).collect();
        for path in aside {
            let bytes = tree::usage(&path)?.bytes;
            let thing = home.relative(&path);
            let message = Message::DoctorSetAside { path: thing.clone(), bytes };
            self.found(FindingCode::SetAside, thing, message, Message::DoctorSetAsideWay);
        }
        Ok(())
    }
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}

/// Whether it is a file that a program was writing when it was killed.
fn is_old_writing(path: &Path) -> bool {
    let is_writing = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".writing-"));
    let age = || path.symlink_metadata().ok()?.modified().ok()?.elapsed().ok();
    is_writing && age().is_some_and(|age| age > WRITING)
}
