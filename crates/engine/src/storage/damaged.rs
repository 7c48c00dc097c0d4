//! Things in the store that cannot be read: listed, exported, removed. They are found when the index is
//! rebuilt, and nothing else touches them while they are damaged.

use std::path::{Path, PathBuf};

use contract::{About, DatasetName, PackageName, RunId, ScheduleId, Version};
use files::beneath::Opened;
use files::{Document, Watch, document, tree};
use jiff::Timestamp;
use locales::{Failure, Message, Result};
use rundir::{Outcome, RunTags, Started};

use crate::change::Change;
use crate::datasets::{self, DatasetFile};
use crate::packages::{self, PackageFile, VersionFile};
use crate::parts::{Parts, Storage};
use crate::projects::ProjectFile;
use crate::reads::Reads;
use crate::runs::{self, liveness};
use crate::storage::Trash;
use crate::transfer::Source;
use crate::{Damaged, DamagedKind, Downloaded, Home, LogEntry, LogKind, Schedule};

impl<S: Reads> Storage<'_, S> {
    /// What is damaged in the project, and all damaged runs, schedules and projects: a damaged run or schedule
    /// no longer says which project it belongs to.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn damaged(&self) -> Result<Vec<Damaged>> {
        let mut damaged = self.0.read(|tables| tables.damaged())?;
        let is_of_any_project =
            |kind| !matches!(kind, DamagedKind::Package | DamagedKind::Version | DamagedKind::Dataset);
        damaged.retain(|one| one.project == *self.0.project() || is_of_any_project(one.kind));
        Ok(damaged)
    }

    fn find_damaged(&self, path: &str) -> Result<Damaged> {
        let all = self.0.read(|tables| tables.damaged())?;
        let found = all.into_iter().find(|one| one.path == path);
        found.ok_or_else(|| Message::DamagedUnknown { path: path.to_string() }.into())
    }

    /// Copies whatever exists of a damaged thing to `output`, as a folder, or as a zip if `output` ends with
    /// `.zip`. `replaces`: a zip may replace a file.
    ///
    /// # Errors
    /// Nothing damaged is known at `path`; `output` exists and may not be replaced, is in the store, or cannot be
    /// written.
    pub fn export_damaged(
        &self,
        path: &str,
        output: &Path,
        replaces: bool,
        watch: &Watch,
    ) -> Result<Downloaded> {
        let one = self.find_damaged(path)?;
        let output = self.0.transfer().target(output, format!("{}.zip", one.name).as_ref())?;
        let home = self.0.home().in_project(&one.project);
        let mut sources = Vec::new();
        for path in paths(&home, &one)? {
            let source = Opened::at(&path).map_err(|error| files::unreadable(&path, error))?;
            let below = match &source {
                Opened::Folder(_) => PathBuf::new(),
                Opened::File(..) => path.file_name().unwrap_or_default().into(),
            };
            sources.push((Source::Open(source), below));
        }
        self.0.transfer().copy_out(sources, &output, &one.name, replaces, watch)
    }
}

impl Storage<'_> {
    /// Removes a damaged thing with all its files. Returns how many bytes that freed.
    ///
    /// # Errors
    /// Nothing damaged is known at `path`, or it was repaired; the run is alive; a run or a schedule needs
    /// it; it is a project, of which only the name is lost.
    pub fn remove_damaged(&self, path: &str) -> Result<u64> {
        let one = self.find_damaged(path)?;
        if one.kind == DamagedKind::Project {
            return Err(Message::DamagedProject { id: one.name }.into());
        }
        let gone = self.0.change::<_, Failure>(&one.project, |change| {
            let one = change.storage().find_damaged(path)?;
            if is_repaired(change.home(), &one) {
                // The dirty state makes the next holder of the lock rebuild the index, which lists it again.
                change.set_dirty()?;
                return Err(Message::DamagedUnknown { path: path.to_string() }.into());
            }
            let gone = change.storage().discard(&one)?;
            change.rows(|tables| tables.delete_damaged(path))?;
            if let Some(entry) = removed(change.timestamp(), &one)? {
                change.log(entry);
            }
            Ok(gone)
        })?;
        gone.paths().map(|gone| self.0.delete(gone)).sum()
    }
}

impl Storage<'_, Change<'_>> {
    /// Moves a damaged thing to the trash. Version numbers stay reserved.
    fn discard(&self, one: &Damaged) -> Result<Trash> {
        let (change, home) = (self.0, self.0.home());
        let mut trash = Trash::default();
        match one.kind {
            DamagedKind::Run => {
                let run = home.run(&one.name.parse()?);
                let Some(_lock) = liveness::lock_if_dead(&run)? else {
                    return Err(Message::RunNotEnded { id: one.name.clone() }.into());
                };
                tree::remove(&run.environ())?;
                trash.take(change, run.path())?;
            }
            DamagedKind::Package => {
                let name: PackageName = one.name.parse()?;
                if let Some(blocked_by) = self.dependents()?.package(&name, None) {
                    return Err(blocked_by.into());
                }
                change.packages().discard_all(&name, &mut trash)?;
                let (created, removed) = (change.timestamp(), Some(change.timestamp()));
                let (project, about) = (change.project().clone(), About::default());
                let path = home.package_file(&name);
                trash.take(change, &path)?;
                change.write(&path, &PackageFile { name, project, created, about, removed })?;
            }
            DamagedKind::Version => {
                let (name, version) = package_and_version(&one.name)?;
                if let Some(blocked_by) = self.dependents()?.package(&name, Some(version)) {
                    return Err(blocked_by.into());
                }
                change.packages().discard(&name, version, &mut trash)?;
            }
            DamagedKind::Dataset => {
                let name: DatasetName = one.name.parse()?;
                if let Some(blocked_by) = self.dependents()?.dataset(&name) {
                    return Err(blocked_by.into());
                }
                trash.take(change, &home.dataset(&name))?;
            }
            DamagedKind::Schedule => {
                let id: ScheduleId = one.name.parse()?;
                tree::remove(&home.schedule_environ(&id))?;
                trash.take(change, &home.schedule(&id))?;
            }
            DamagedKind::Tags => trash.take(change, &home.run(&one.name.parse()?).labels())?,
            DamagedKind::Project => {}
        }
        Ok(trash)
    }
}

/// The existing files and folders of a damaged thing.
fn paths(home: &Home, one: &Damaged) -> Result<Vec<PathBuf>> {
    let mut all = match one.kind {
        DamagedKind::Run => vec![home.run(&one.name.parse()?).path().to_path_buf()],
        DamagedKind::Package => vec![home.package(&one.name.parse()?)],
        DamagedKind::Version => {
            let (name, version) = package_and_version(&one.name)?;
            vec![home.version_zip(&name, version), home.version_file(&name, version)]
        }
        DamagedKind::Dataset => vec![home.dataset(&one.name.parse()?)],
        DamagedKind::Project => vec![home.project_file()],
        DamagedKind::Schedule => vec![home.schedule(&one.name.parse()?)],
        DamagedKind::Tags => vec![home.run(&one.name.parse()?).labels()],
    };
    all.retain(|path| path.exists());
    Ok(all)
}

fn package_and_version(name: &str) -> Result<(PackageName, Version)> {
    let (name, version) = name.split_once(' ').unwrap_or((name, ""));
    Ok((name.parse()?, version.parse()?))
}

/// The entry of ML Logs about its removal. Tags have none.
fn removed(at: Timestamp, one: &Damaged) -> Result<Option<LogEntry>> {
    Ok(Some(match one.kind {
        DamagedKind::Run => runs::removed(at, &one.name.parse::<RunId>()?, &one.name),
        DamagedKind::Package => packages::removed(at, &one.name.parse()?, None),
        DamagedKind::Version => {
            let (name, version) = package_and_version(&one.name)?;
            packages::removed(at, &name, Some(version))
        }
        DamagedKind::Dataset => datasets::removed(at, &one.name.parse()?),
        DamagedKind::Schedule | DamagedKind::Project => {
            let name = one.name.clone();
            LogEntry::new(at, LogKind::Schedule, None, Message::LogScheduleRemoved { name })
        }
        DamagedKind::Tags => return Ok(None),
    }))
}

/// Whether a damaged thing was repaired or no longer exists.
pub(crate) fn is_repaired(home: &Home, one: &Damaged) -> bool {
    let reads_spec = || {
        let id: RunId = one.name.parse().ok()?;
        runs::read_spec(&home.run(&id), &id).ok()
    };
    let path = home.path().join(&one.path);
    if !path.parent().is_some_and(Path::exists) {
        return true;
    }
    match one.kind {
        DamagedKind::Run if one.path.ends_with("outcome.json") => {
            !path.exists() || rundir::read::<Outcome>(&path).is_ok()
        }
        DamagedKind::Run if one.path.ends_with("started") => {
            !path.exists() || rundir::read::<Started>(&path).is_ok()
        }
        DamagedKind::Run => reads_spec().is_some(),
        DamagedKind::Tags => path.symlink_metadata().is_err() || rundir::read::<RunTags>(&path).is_ok(),
        DamagedKind::Package => reads::<PackageFile>(&path),
        DamagedKind::Version => reads::<VersionFile>(&path) || !path.with_extension("zip").exists(),
        DamagedKind::Dataset => reads::<DatasetFile>(&path),
        DamagedKind::Project => !path.exists() || reads::<ProjectFile>(&path),
        DamagedKind::Schedule => !path.exists() || reads::<Schedule>(&path),
    }
}

fn reads<T: Document>(path: &Path) -> bool {
    document::read::<T>(path).is_ok()
}
