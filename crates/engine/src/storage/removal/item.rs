//! Each kind of thing that can be removed: what belongs to it, and how it is restored.

use contract::{ProjectId, Version};
use locales::{Failure, Message, Result};
use store::Writing;
use store::datasets::DatasetRow;
use store::packages::PackageRow;
use store::versions::VersionRow;

use super::{Removable, Trash};
use crate::change::Change;
use crate::lineage::read_lineage;
use crate::packages::{PackageFile, VersionFile};
use crate::parts::Parts;
use crate::reads::Reads;
use crate::runs::indexed_metrics;
use crate::schedules::waiting_row;
use crate::{Damaged, DamagedKind, Home, LogEntry, Run, Schedule, datasets, packages, runs, schedules};

/// Something that was removed, with all that its restoration needs beside its files.
#[derive(Debug)]
pub(super) enum Item {
    Run(Run),
    Package(Versions),
    Dataset(DatasetRow),
    Schedule(Schedule),
    Environment(String),
}

/// Versions of a package.
#[derive(Debug)]
pub(super) struct Versions {
    package: PackageRow,
    /// The package's own file, if it was removed with all its versions.
    whole: Option<PackageFile>,
    files: Vec<VersionFile>,
    rows: Vec<VersionRow>,
    /// Versions whose file cannot be read.
    damaged: Vec<Damaged>,
}

impl Item {
    /// Finds it, unless something needs it.
    pub(super) fn find(change: &Change<'_>, thing: &Removable) -> Result<Self> {
        match thing {
            Removable::Run(id) => Ok(Self::Run(change.runs().find_ended(id)?)),
            Removable::Package(project, name, version) => {
                let change = entered(change, project)?;
                change.packages().check_removal(name, *version)?;
                let (package, mut rows) = change.packages().get(name)?;
                rows.retain(|row| version.is_none_or(|version| version == row.version));
                let (whole, mut damaged) = match version {
                    None => (change.packages().file(name)?, change.storage().damaged()?),
                    Some(_) => (None, Vec::new()),
                };
                damaged.retain(|one| {
                    one.kind == DamagedKind::Version && one.name.starts_with(&format!("{name} "))
                });
                let mut files = change.packages().version_files(name);
                files.retain(|file| rows.iter().any(|row| row.version == file.version));
                Ok(Self::Package(Versions { package, whole, files, rows, damaged }))
            }
            Removable::Dataset(project, name) => {
                let change = entered(change, project)?;
                change.datasets().check_removal(name)?;
                Ok(Self::Dataset(change.datasets().get(name)?))
            }
            Removable::Schedule(id) => Ok(Self::Schedule(change.schedules().find(id.as_str())?)),
            Removable::Environment(digest) => {
                let unknown = || Failure::from(Message::EnvironmentUnknown { digest: digest.clone() });
                let cached = environments::cached_environments(&change.home().cache());
                cached.iter().find(|cached| cached.digest == *digest).ok_or_else(unknown)?;
                match change.storage().environment_blocked_by(&change.runs().open()?, digest) {
                    Some(blocked_by) => Err(blocked_by.into()),
                    None => Ok(Self::Environment(digest.clone())),
                }
            }
        }
    }

    /// Moves its files to the trash.
    pub(super) fn discard(&self, change: &Change<'_>, trash: &mut Trash) -> Result<()> {
        let home = change.home();
        match self {
            Self::Run(run) => trash.take(change, home.run(&run.id).path()),
            Self::Package(Versions { package, whole, rows, .. }) => {
                let change = change.in_project(&package.project);
                if let Some(file) = whole {
                    change.packages().discard_all(&package.name, trash)?;
                    let removed = Some(change.timestamp());
                    let path = change.home().package_file(&package.name);
                    change.write(&path, &PackageFile { removed, ..file.clone() })?;
                }
                rows.iter().try_for_each(|row| change.packages().discard(&package.name, row.version, trash))
            }
            Self::Dataset(row) => trash.take(change, &home.in_project(&row.project).dataset(&row.name)),
            Self::Schedule(schedule) => {
                trash.take(change, &home.schedule(&schedule.id))?;
                // It may contain passwords.
                trash.take(change, &home.schedule_environ(&schedule.id))
            }
            Self::Environment(digest) => trash.take(change, &home.cache().join("envs").join(digest)),
        }
    }

    pub(super) fn delete_rows(&self, tables: &Writing<'_>) -> Result<()> {
        match self {
            Self::Run(run) => tables.delete_run(&run.id),
            Self::Package(Versions { package, whole: Some(_), .. }) => {
                tables.delete_package(&package.project, &package.name)
            }
            Self::Dataset(row) => tables.delete_dataset(&row.project, &row.name),
            Self::Schedule(schedule) => {
                schedule.waiting.as_ref().map_or(Ok(()), |run| tables.delete_run(run))
            }
            Self::Package(_) | Self::Environment(_) => Ok(()),
        }
    }

    /// Fails if it cannot be restored, because of what has happened since it was removed.
    pub(super) fn check_place(&self, change: &Change<'_>, trash: &Trash) -> Result<()> {
        let Some(project) = self.project() else { return Ok(()) };
        let change = entered(change, project)?;
        match self {
            Self::Package(Versions { package, whole: None, .. }) => {
                change.packages().get(&package.name).map(drop)
            }
            Self::Dataset(row) if trash.is_replaced(&change.home().dataset(&row.name)) => {
                Err(Message::DatasetTaken { name: row.name.to_string() }.into())
            }
            _ => Ok(()),
        }
    }

    /// Writes the documents that its removal has changed as they were.
    pub(super) fn write_documents(&self, change: &Change<'_>) -> Result<()> {
        let Self::Package(Versions { package, whole, files, .. }) = self else { return Ok(()) };
        let change = change.in_project(&package.project);
        for file in files {
            change.write(&change.home().version_file(&package.name, file.version), file)?;
        }
        // By now there may be another package of this name, which the versions are added to.
        match whole {
            Some(file) if change.packages().file(&package.name)?.is_none() => {
                change.write(&change.home().package_file(&package.name), file)
            }
            _ => Ok(()),
        }
    }

    pub(super) fn put_rows(&self, home: &Home, tables: &Writing<'_>) -> Result<()> {
        match self {
            Self::Run(run) => {
                tables.put_run(run)?;
                tables.put_run_metrics(&run.id, &indexed_metrics(home, &home.run(&run.id)))?;
                read_lineage(home, &run.id)
                    .map_or(Ok(()), |lineage| tables.put_run_lineage(&run.id, &lineage))
            }
            Self::Package(Versions { package, rows, damaged, .. }) => {
                tables.put_package(package)?;
                rows.iter().try_for_each(|row| tables.put_version(row))?;
                damaged.iter().try_for_each(|one| tables.put_damaged(one))
            }
            Self::Dataset(row) => tables.put_dataset(row),
            Self::Schedule(schedule) => waiting_row(schedule).map_or(Ok(()), |row| tables.put_run(&row)),
            Self::Environment(_) => Ok(()),
        }
    }

    /// The entry of ML Logs about its removal. The cache's contents have none.
    pub(super) fn log_removal(&self, change: &Change<'_>) {
        let at = change.timestamp();
        self.log(
            change,
            match self {
                Self::Run(run) => runs::removed(at, &run.id, &run.name),
                Self::Package(gone) => packages::removed(at, &gone.package.name, gone.only()),
                Self::Dataset(row) => datasets::removed(at, &row.name),
                Self::Schedule(schedule) => schedules::removed(at, schedule),
                Self::Environment(_) => return,
            },
        );
    }

    pub(super) fn log_restoration(&self, change: &Change<'_>) {
        let at = change.timestamp();
        self.log(
            change,
            match self {
                Self::Run(run) => runs::restored(at, &run.id, &run.name),
                Self::Package(back) => packages::restored(at, &back.package.name, back.only()),
                Self::Dataset(row) => datasets::restored(at, &row.name),
                Self::Schedule(schedule) => schedules::restored(at, schedule),
                Self::Environment(_) => return,
            },
        );
    }

    fn log(&self, change: &Change<'_>, entry: LogEntry) {
        if let Some(project) = self.project() {
            change.in_project(project).log(entry);
        }
    }

    /// The project that it belongs to.
    fn project(&self) -> Option<&ProjectId> {
        match self {
            Self::Run(run) => Some(&run.project),
            Self::Package(Versions { package, .. }) => Some(&package.project),
            Self::Dataset(row) => Some(&row.project),
            Self::Schedule(schedule) => Some(&schedule.project),
            Self::Environment(_) => None,
        }
    }
}

impl Versions {
    /// The version, if it is not the whole package.
    fn only(&self) -> Option<Version> {
        self.rows.first().filter(|_| self.whole.is_none()).map(|row| row.version)
    }
}

/// The change in another project, if that exists.
fn entered<'a>(change: &Change<'a>, project: &ProjectId) -> Result<Change<'a>> {
    let change = change.in_project(project);
    change.projects().current()?;
    Ok(change)
}
