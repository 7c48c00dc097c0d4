//! Runs that are removed and may still come back: out of sight at once, deleted when nobody can want
//! them any more.
//!
//! They lie together in a folder of the trash whose lock is held by whoever can put them back. If that
//! one dies, or goes, the next program deletes them.

use std::fs;
use std::path::{Path, PathBuf};

use contract::RunId;
use files::tree;
use locales::{Failure, Message, Result};
use store::runs::RunRow;

use crate::Engine;
use crate::home::Staging;
use crate::runs::{removed, restored};

/// Removed runs. Dropping it deletes their files; until then [`Engine::restore_runs`] puts them back.
#[derive(Debug)]
#[must_use]
pub struct Removed {
    rows: Vec<RunRow>,
    folder: Staging,
}

impl Removed {
    /// The bytes that deleting them frees.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn bytes(&self) -> Result<u64> {
        Ok(tree::usage(self.folder.path())?.bytes)
    }
}

impl Engine {
    /// The bytes that runs take on the disk.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn runs_usage(&self, ids: &[RunId]) -> Result<u64> {
        ids.iter().map(|id| Ok(tree::usage(self.home.run(id).path())?.bytes)).sum()
    }

    /// Removes runs with all they left, all of them or none; the versions they made stay. As long as
    /// the answer is held they can be put back.
    ///
    /// # Errors
    /// One of them is unknown or has not ended.
    pub fn remove_runs(&self, ids: &[RunId]) -> Result<Removed> {
        let folder = Staging::in_trash(&self.home)?;
        let lock = self.lock_store()?;
        let rows = ids.iter().map(|id| self.ended_run(id)).collect::<Result<Vec<_>>>()?;
        lock.mark()?;
        let gone = Removed { rows, folder };
        let moved = self.places(&gone).try_for_each(|(there, away)| rename(&there, &away));
        let all = moved.and_then(|()| {
            self.write(|tables| gone.rows.iter().try_for_each(|row| tables.delete_run(&row.id)))
        });
        if let Err(failure) = all {
            // Refused is refused. The mark has the index made anew.
            self.places(&gone).for_each(|(there, away)| drop(rename(&away, &there)));
            return Err(failure);
        }
        self.tell(&gone.rows.iter().map(|row| removed(&row.id, &row.name)).collect::<Vec<_>>());
        lock.unmark();
        Ok(gone)
    }

    /// Puts removed runs back as they were.
    ///
    /// # Errors
    /// When one cannot be put back; trying again goes on with it.
    pub fn restore_runs(&self, back: &Removed) -> Result<()> {
        let lock = self.lock_store()?;
        lock.mark()?;
        self.places(back).try_for_each(|(there, away)| rename(&away, &there))?;
        self.write(|tables| back.rows.iter().try_for_each(|row| tables.put_run(row)))?;
        self.tell(&back.rows.iter().map(|row| restored(&row.id, &row.name)).collect::<Vec<_>>());
        lock.unmark();
        Ok(())
    }

    /// Where the directory of each belongs, and where it is out of sight.
    fn places(&self, runs: &Removed) -> impl Iterator<Item = (PathBuf, PathBuf)> {
        let away = runs.folder.path();
        runs.rows.iter().map(move |row| (self.home.run(&row.id).path().to_path_buf(), away.join(&row.id)))
    }
}

/// Passes over what was moved already.
fn rename(from: &Path, to: &Path) -> Result<()> {
    match fs::rename(from, to) {
        Err(error) if from.symlink_metadata().is_ok() => {
            Err(Failure::because(Message::FileUnwritable { path: files::shown(from) }, error))
        }
        _ => Ok(()),
    }
}
