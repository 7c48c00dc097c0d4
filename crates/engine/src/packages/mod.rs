//! ML packages: listed, and removed.

mod about;
mod add;
mod compare;
mod file;
mod points;
mod variables;

pub use add::{Added, NewPackage, name_of};
pub use compare::{Comparison, FileChange, REQUIREMENTS};
pub(crate) use file::{PackageFile, VersionFile};
pub use points::{VersionPoint, VersionPoints};
pub use variables::CodeVariable;

use std::collections::BTreeSet;
use std::fs;

use contract::{PackageName, Version};
use files::document;
use jiff::Timestamp;
use locales::{Message, Result};
use store::packages::PackageRow;
use store::versions::VersionRow;

use crate::change::Change;
use crate::parts::{Packages, Parts};
use crate::reads::Reads;
use crate::storage::Trash;
use crate::{LogEntry, LogKind, LogSubject, Removable, Run};

impl<S: Reads> Packages<'_, S> {
    /// The `package.json` of a package that was not removed.
    ///
    /// # Errors
    /// It cannot be read.
    pub(crate) fn file(&self, name: &PackageName) -> Result<Option<PackageFile>> {
        match document::read::<PackageFile>(&self.0.home().package_file(name)) {
            Err(failure) if matches!(*failure.message, Message::FileVanished { .. }) => Ok(None),
            file => file.map(|package| Some(package).filter(|package| package.removed.is_none())),
        }
    }

    /// Checks that a version, or the whole package, can be removed, and changes nothing.
    ///
    /// # Errors
    /// It does not exist; a run that has not ended, or a schedule, needs it.
    pub fn check_removal(&self, name: &PackageName, version: Option<Version>) -> Result<()> {
        match version {
            Some(version) => self.version(name, version).map(drop)?,
            None => self.get(name).map(drop)?,
        }
        let blocked_by = self.0.storage().dependents()?.package(name, version);
        blocked_by.map_or(Ok(()), |blocked_by| Err(blocked_by.into()))
    }

    /// The number that a pipeline on `from` would make now. The first run to end gets it.
    pub fn forecast(&self, name: &PackageName, from: Version) -> Version {
        let same_major = self.claimed_numbers(name).filter(|version| version.major == from.major);
        from.trained_after(same_major.map(|version| version.minor).max().unwrap_or(from.minor))
    }

    /// Whether a run that has not ended may get the number of [`Packages::forecast`].
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn is_contested(&self, name: &PackageName, from: Version) -> Result<bool> {
        let runs = self.0.runs().open_in_project()?;
        let is_rival =
            |run: &Run| run.package == *name && run.version.major == from.major && run.kind.trains();
        Ok(runs.iter().any(is_rival))
    }

    /// The number that a package added under this name would get now.
    pub fn forecast_upload(&self, name: &PackageName) -> Version {
        Version::uploaded_after(self.claimed_numbers(name).map(|version| version.major).max())
    }

    /// Every version number of a package that was ever used. Only file names are read, so a number stays
    /// taken even if its file is damaged.
    pub(crate) fn claimed_numbers(&self, name: &PackageName) -> impl Iterator<Item = Version> {
        let entries = fs::read_dir(self.0.home().package(name)).into_iter().flatten().flatten();
        entries.filter_map(|entry| {
            let file_name = entry.file_name();
            let file_name = file_name.to_str()?;
            file_name.strip_suffix(".json").or(file_name.strip_suffix(".zip"))?.parse().ok()
        })
    }

    /// Every version of a package that ever existed, if its file can be read.
    pub(crate) fn version_files(&self, name: &PackageName) -> Vec<VersionFile> {
        let read = |version| document::read(&self.0.home().version_file(name, version)).ok();
        self.claimed_numbers(name).collect::<BTreeSet<_>>().into_iter().filter_map(read).collect()
    }

    /// All packages of the project with their versions, newest first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn all(&self) -> Result<Vec<(PackageRow, Vec<VersionRow>)>> {
        let project = self.0.project();
        let (packages, versions) =
            self.0.read(|tables| Ok((tables.packages(project)?, tables.versions(project)?)))?;
        let mut versions = versions.into_iter().peekable();
        let with_versions = packages.into_iter().map(|package| {
            let own =
                std::iter::from_fn(|| versions.next_if(|version| version.package == package.name)).collect();
            (package, own)
        });
        Ok(with_versions.collect())
    }

    /// One package with its versions, newest first.
    ///
    /// # Errors
    /// No package has this name.
    pub fn get(&self, name: &PackageName) -> Result<(PackageRow, Vec<VersionRow>)> {
        let project = self.0.project();
        self.0.read(|tables| match tables.package(project, name)? {
            Some(package) => Ok((package, tables.versions_of(project, name)?)),
            None => Err(Message::PackageUnknown { name: name.to_string() }.into()),
        })
    }

    /// One version of a package.
    ///
    /// # Errors
    /// The package does not exist, or has no such version.
    pub fn version(&self, name: &PackageName, version: Version) -> Result<VersionRow> {
        let (_, versions) = self.get(name)?;
        versions.into_iter().find(|row| row.version == version).ok_or_else(|| {
            Message::VersionUnknown { package: name.to_string(), version: version.to_string() }.into()
        })
    }
}

impl Packages<'_> {
    /// Removes a version, or the whole package. Returns how many bytes that freed.
    ///
    /// # Errors
    /// As [`Packages::check_removal`].
    pub fn remove(&self, name: &PackageName, version: Option<Version>) -> Result<u64> {
        let removable = Removable::Package(self.0.project().clone(), name.clone(), version);
        self.0.storage().remove(&[removable])?.delete()
    }
}

impl Packages<'_, Change<'_>> {
    /// Moves the zips of all versions of a package to the trash, including damaged ones.
    pub(crate) fn discard_all(&self, name: &PackageName, trash: &mut Trash) -> Result<()> {
        let numbers: BTreeSet<_> = self.claimed_numbers(name).collect();
        numbers.into_iter().try_for_each(|version| self.discard(name, version, trash))
    }

    /// Moves a version's zip to the trash; its file stays, so that the number is not used again.
    pub(crate) fn discard(&self, name: &PackageName, version: Version, trash: &mut Trash) -> Result<()> {
        let (change, home, now) = (self.0, self.0.home(), self.0.timestamp());
        let path = home.version_file(name, version);
        match document::read::<VersionFile>(&path) {
            Ok(file) if file.removed.is_some() => {}
            Ok(file) => change.write(&path, &VersionFile { removed: Some(now), ..file })?,
            Err(_) => {
                trash.take(change, &path)?;
                change.write(&path, &VersionFile::removed(version, now))?;
            }
        }
        trash.take(change, &home.version_zip(name, version))?;
        change.rows(|tables| {
            tables.delete_version(change.project(), name, version)?;
            tables.delete_damaged(&home.relative(&path))
        })
    }
}

/// An entry of ML Logs about a package or one of its versions.
fn entry(at: Timestamp, name: &PackageName, version: Option<Version>, message: Message) -> LogEntry {
    LogEntry::new(at, LogKind::Version, Some(LogSubject::Package(name.clone(), version)), message)
}

pub(crate) fn published(name: &PackageName, file: &VersionFile) -> LogEntry {
    let (package, version) = (name.to_string(), file.version.to_string());
    let message = match &file.made_by {
        Some(run) => Message::LogVersionMade { package, version, run: run.to_string() },
        None => Message::LogVersionAdded { package, version },
    };
    entry(file.created, name, Some(file.version), message)
}

pub(crate) fn removed(at: Timestamp, name: &PackageName, version: Option<Version>) -> LogEntry {
    let package = name.to_string();
    let message = match version {
        Some(version) => Message::LogVersionRemoved { package, version: version.to_string() },
        None => Message::LogPackageRemoved { package },
    };
    entry(at, name, version, message)
}

pub(crate) fn restored(at: Timestamp, name: &PackageName, version: Option<Version>) -> LogEntry {
    let package = name.to_string();
    let message = match version {
        Some(version) => Message::LogVersionRestored { package, version: version.to_string() },
        None => Message::LogPackageRestored { package },
    };
    entry(at, name, version, message)
}
