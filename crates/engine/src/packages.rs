//! ML packages: added, published, listed, taken out, removed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use contract::{
    About, AsOf, Facts, PackageName, PipelineKind, ProjectId, PythonVersion, Report, RunId, Source, Version,
};
use files::{Watch, atomic, space, zip};
use jiff::{Timestamp, Zoned};
use locales::{Failure, Message, Result};
use serde::{Deserialize, Serialize};
use store::packages::PackageRow;
use store::versions::VersionRow;

use crate::home::Staging;
use crate::{Engine, LogEntry, LogKind, LogSubject, StoreLock};

/// `package.json`: what all versions of a package have in common.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PackageFile {
    pub(crate) name: PackageName,
    pub(crate) project: ProjectId,
    pub(crate) created: Timestamp,
    #[serde(default)]
    pub(crate) about: About,
    /// When all of it was removed; what is added under its name later goes on counting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) removed: Option<Timestamp>,
}

/// `1.0.json`: a version and where it came from. It stays when the version is removed, so that its
/// number is never given again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct VersionFile {
    pub(crate) version: Version,
    pub(crate) made_by: Option<RunId>,
    pub(crate) made_from: Option<Version>,
    pub(crate) change_log: String,
    pub(crate) python: Option<PythonVersion>,
    /// The day that its runs resolve as of, unless a person says otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) as_of: Option<AsOf>,
    /// The day its newest file was changed, in the zip or folder it was added from: in its own zip all
    /// times are the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) newest: Option<AsOf>,
    pub(crate) pipelines: Vec<PipelineKind>,
    pub(crate) digest: String,
    pub(crate) bytes: u64,
    /// What `evaluate()` returned in the full run that made it.
    #[serde(default)]
    pub(crate) score: Option<f64>,
    pub(crate) created: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) removed: Option<Timestamp>,
}

impl VersionFile {
    pub(crate) fn row(&self, project: &ProjectId, package: &PackageName) -> VersionRow {
        VersionRow {
            project: project.clone(),
            package: package.clone(),
            version: self.version,
            made_by: self.made_by.clone(),
            made_from: self.made_from,
            change_log: self.change_log.clone(),
            python: self.python,
            as_of: self.as_of,
            pipelines: self.pipelines.clone(),
            digest: self.digest.clone(),
            bytes: self.bytes,
            score: self.score,
            created: self.created,
        }
    }
}

impl PackageFile {
    pub(crate) fn row(&self) -> PackageRow {
        PackageRow { project: self.project.clone(), name: self.name.clone(), created: self.created }
    }
}

/// What a person gives with a package.
#[derive(Clone, Debug, Default)]
pub struct NewPackage {
    /// Its name; none: its root folder's, or its file's.
    pub name: Option<PackageName>,
    /// What is new in it.
    pub change_log: String,
    /// The Python it wants.
    pub python: Option<PythonVersion>,
    /// The day that its runs resolve as of, unless a person says otherwise.
    pub as_of: Option<AsOf>,
    /// What is said of the package from now on; none: what was said of it before.
    pub about: Option<About>,
}

/// What became of it.
#[derive(Clone, Debug)]
pub struct Added {
    /// The version it is now.
    pub version: VersionRow,
    /// What the check said.
    pub report: Report,
}

impl Engine {
    /// Checks a zip or a folder as [`Engine::add_package`] would. Changes nothing; ML Logs tell of it.
    ///
    /// # Errors
    /// When it cannot be read. What the contract refuses is in the report.
    pub fn check_package(&self, path: &Path, python: Option<PythonVersion>) -> Result<Report> {
        let report = self.judge_package(path, python)?;
        self.tell(&[self.checked(path, &report)]);
        Ok(report)
    }

    fn judge_package(&self, path: &Path, python: Option<PythonVersion>) -> Result<Report> {
        // Asked only if it matters: on a new machine every Python has to be started once for it.
        let interpreters = python.map_or_else(Vec::new, |_| self.pythons());
        let interpreters: Vec<PythonVersion> = interpreters.iter().map(|found| found.version).collect();
        let facts = Facts {
            python,
            interpreters: &interpreters,
            free: Some(space::free(self.home.path())?),
            today: Some(Zoned::now().date()),
        };
        contract::check(&Source::at(path)?, &facts)
    }

    /// Adds a zip or a folder as a package's first version, or its next major one.
    ///
    /// # Errors
    /// What the check refuses, a name that cannot be one, a full disk. Nothing is changed then.
    pub fn add_package(&self, path: &Path, new: &NewPackage, watch: &Watch) -> Result<Added> {
        let report = self.judge_package(path, new.python)?;
        if let Some(check) = report.refused() {
            self.tell(&[self.checked(path, &report)]);
            return Err(check.failure());
        }
        let name = new.name.clone().map_or_else(|| name_of(path, &report), Ok)?;
        // The files, and a zip of them that is no larger.
        space::require(self.home.path(), report.bytes.saturating_mul(2))?;
        let staging = Staging::new(&self.home)?;
        let (folder, root_name) = self.package_folder(path, &name, &report, &staging, watch)?;
        let archive = staging.path().join("version.zip");
        let packed = zip::pack(
            &folder,
            &root_name,
            &archive,
            &|path| !contract::is_dropped(path) && !contract::is_environment(&folder.join(path)),
            watch,
        )?;
        self.check_packed(&archive, new.python)?;

        let lock = self.lock_project()?;
        let file = VersionFile {
            version: self.forecast_upload(&name),
            made_by: None,
            made_from: None,
            change_log: new.change_log.clone(),
            python: new.python,
            as_of: new.as_of,
            newest: report.newest,
            pipelines: report.pipelines.clone(),
            digest: packed.digest,
            bytes: packed.bytes,
            score: None,
            created: Timestamp::now(),
            removed: None,
        };
        let version = self.publish(&lock, &name, &file, &archive, new.about.as_ref())?;
        Ok(Added { version, report })
    }

    fn checked(&self, path: &Path, report: &Report) -> LogEntry {
        // It leads to a package of its name if there is one: the check itself keeps nothing.
        let known = name_of(path, report).ok().filter(|name| self.package(name).is_ok());
        let about = known.map(|name| LogSubject::Package(name, None));
        let source = files::shown(path);
        let checked = match report.refused() {
            None => LogEntry::new(LogKind::Check, about, Message::LogCheckAccepted { source }),
            Some(check) => LogEntry {
                failed: true,
                why: Some(check.failure().into()),
                ..LogEntry::new(LogKind::Check, about, Message::LogCheckRefused { source })
            },
        };
        checked.of(self.project())
    }

    /// The unpacked package and the name of its root folder in the zip to be made.
    fn package_folder(
        &self,
        path: &Path,
        name: &PackageName,
        report: &Report,
        staging: &Staging,
        watch: &Watch,
    ) -> Result<(PathBuf, String)> {
        match Source::at(path)? {
            Source::Folder(folder) => {
                let folder = report.folder.clone().unwrap_or(folder);
                let own_name = folder.file_name().and_then(|name| zip::name(Path::new(name)));
                let root_name = own_name.map_or_else(|| name.to_string(), String::from);
                Ok((folder, root_name))
            }
            Source::Zip(archive) => {
                let unpacked = staging.path().join("package");
                zip::unpack(&archive, &unpacked, &|path| !report.drops(path), watch)?;
                match &report.root {
                    Some(root) => Ok((unpacked.join(root), root.clone())),
                    None => Ok((unpacked, name.to_string())),
                }
            }
        }
    }

    /// The zip must be what the check says a package is, whatever happened since the source was read.
    fn check_packed(&self, archive: &Path, python: Option<PythonVersion>) -> Result<()> {
        let report = contract::check(&Source::Zip(archive.into()), &Facts { python, ..Facts::default() })?;
        report.refused().map_or(Ok(()), |check| Err(check.failure()))
    }

    /// Puts the zip at `archive` in its place as the version `file` describes. The number is
    /// claimed by the file before the zip gets its name, so that it cannot be given twice.
    pub(crate) fn publish(
        &self,
        lock: &StoreLock,
        name: &PackageName,
        file: &VersionFile,
        archive: &Path,
        about: Option<&About>,
    ) -> Result<VersionRow> {
        lock.mark()?;
        let folder = self.home.package(name);
        let package_file = self.home.package_file(name);
        let known = self.package_as_told(name);
        let package = match known {
            Some(mut package) => {
                if let Some(about) = about.filter(|about| **about != package.about) {
                    package.about = about.clone();
                    atomic::write_json(&package_file, &package)?;
                }
                package
            }
            None => {
                let created = file.created;
                let package = PackageFile {
                    name: name.clone(),
                    project: self.project().clone(),
                    created,
                    about: about.cloned().unwrap_or_default(),
                    removed: None,
                };
                fs::create_dir_all(&folder).map_err(|error| {
                    Failure::because(Message::FileUnwritable { path: files::shown(&folder) }, error)
                })?;
                atomic::write_json(&package_file, &package)?;
                package
            }
        };
        let place = self.home.version_zip(name, file.version);
        // Not there any more: this version was published, and the process died before saying so.
        let is_new = archive.exists();
        if !is_new && !place.exists() {
            return Err(Message::FileVanished { path: files::shown(archive) }.into());
        }
        atomic::write_json(&self.home.version_file(name, file.version), file)?;
        if is_new && !atomic::rename_no_replace(archive, &place)? {
            return Err(Message::VersionTaken {
                package: name.to_string(),
                version: file.version.to_string(),
            }
            .into());
        }
        atomic::sync_folder(&folder)?;
        let row = file.row(self.project(), name);
        self.write(|tables| {
            tables.put_package(&package.row())?;
            tables.put_version(&row)
        })?;
        if is_new {
            self.tell(&[published(name, file).of(self.project())]);
        }
        lock.unmark();
        Ok(row)
    }

    /// What `package.json` tells of a package that was not removed.
    pub(crate) fn package_as_told(&self, name: &PackageName) -> Option<PackageFile> {
        let file = atomic::read_json::<PackageFile>(&self.home.package_file(name)).ok();
        file.filter(|package| package.removed.is_none())
    }

    /// The number that a pipeline on `from` would make now. Whoever ends first gets it.
    pub fn forecast(&self, name: &PackageName, from: Version) -> Version {
        let same_major = self.claimed_numbers(name).filter(|version| version.major == from.major);
        from.trained_after(same_major.map(|version| version.minor).max().unwrap_or(from.minor))
    }

    /// The number that an upload under this name would get now.
    pub fn forecast_upload(&self, name: &PackageName) -> Version {
        Version::uploaded_after(self.claimed_numbers(name).map(|version| version.major).max())
    }

    /// Every number of a package that was ever given, told by names alone: what a broken file says
    /// is lost, but not that its number is taken.
    pub(crate) fn claimed_numbers(&self, name: &PackageName) -> impl Iterator<Item = Version> {
        let entries = fs::read_dir(self.home.package(name)).into_iter().flatten().flatten();
        entries.filter_map(|entry| {
            let file_name = entry.file_name();
            let file_name = file_name.to_str()?;
            file_name.strip_suffix(".json").or(file_name.strip_suffix(".zip"))?.parse().ok()
        })
    }

    /// Every version of a package that ever was, if it can be read.
    pub(crate) fn version_files(&self, name: &PackageName) -> Vec<VersionFile> {
        let read = |version| atomic::read_json(&self.home.version_file(name, version)).ok();
        self.claimed_numbers(name).collect::<BTreeSet<_>>().into_iter().filter_map(read).collect()
    }

    /// All packages of the project with their versions, newest first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn packages(&self) -> Result<Vec<(PackageRow, Vec<VersionRow>)>> {
        let (packages, versions) =
            self.read(|tables| Ok((tables.packages(self.project())?, tables.versions(self.project())?)))?;
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
    /// There is none of this name.
    pub fn package(&self, name: &PackageName) -> Result<(PackageRow, Vec<VersionRow>)> {
        self.read(|tables| match tables.package(self.project(), name)? {
            Some(package) => Ok((package, tables.versions_of(self.project(), name)?)),
            None => Err(Message::PackageUnknown { name: name.to_string() }.into()),
        })
    }

    /// One version of a package.
    ///
    /// # Errors
    /// There is no such package, or no such version of it.
    pub fn version(&self, name: &PackageName, version: Version) -> Result<VersionRow> {
        let (_, versions) = self.package(name)?;
        versions.into_iter().find(|row| row.version == version).ok_or_else(|| {
            Message::VersionUnknown { package: name.to_string(), version: version.to_string() }.into()
        })
    }

    /// Removes a version, or the whole package. Answers how many bytes that freed.
    ///
    /// # Errors
    /// There is none; a run that has not ended, or a schedule, needs it.
    pub fn remove_package(&self, name: &PackageName, version: Option<Version>) -> Result<u64> {
        let lock = self.lock_store()?;
        let going = match version {
            Some(version) => vec![self.version(name, version)?],
            None => self.package(name)?.1,
        };
        if let Some(needed) = self.needs()?.package(name, version) {
            return Err(needed.into());
        }
        lock.mark()?;
        let gone: Vec<_> =
            going.iter().map(|row| self.take_away(name, row.version)).collect::<Result<_>>()?;
        if version.is_none() {
            let mut package: PackageFile = atomic::read_json(&self.home.package_file(name))?;
            package.removed = Some(Timestamp::now());
            atomic::write_json(&self.home.package_file(name), &package)?;
            self.write(|tables| tables.delete_package(self.project(), name))?;
        }
        self.changed(&lock, removed(name, version));
        drop(lock);
        gone.iter().map(|zip| self.delete(zip)).sum()
    }

    /// Takes a version's zip out of sight; that there was one stays known. Answers where it is now.
    fn take_away(&self, name: &PackageName, version: Version) -> Result<PathBuf> {
        let path = self.home.version_file(name, version);
        let mut file: VersionFile = atomic::read_json(&path)?;
        file.removed = Some(Timestamp::now());
        atomic::write_json(&path, &file)?;
        let gone = self.home.to_trash(&self.home.version_zip(name, version))?;
        self.write(|tables| tables.delete_version(self.project(), name, version))?;
        Ok(gone)
    }
}

/// What is told of a package, or of one of its versions.
pub(crate) fn entry(name: &PackageName, version: Option<Version>, said: Message) -> LogEntry {
    LogEntry::new(LogKind::Version, Some(LogSubject::Package(name.clone(), version)), said)
}

pub(crate) fn published(name: &PackageName, file: &VersionFile) -> LogEntry {
    let (package, version) = (name.to_string(), file.version.to_string());
    let said = match &file.made_by {
        Some(run) => Message::LogVersionMade { package, version, run: run.to_string() },
        None => Message::LogVersionAdded { package, version },
    };
    LogEntry { at: file.created, ..entry(name, Some(file.version), said) }
}

pub(crate) fn removed(name: &PackageName, version: Option<Version>) -> LogEntry {
    let package = name.to_string();
    let said = match version {
        Some(version) => Message::LogVersionRemoved { package, version: version.to_string() },
        None => Message::LogPackageRemoved { package },
    };
    entry(name, version, said)
}

/// What the package at `path` is called unless the person gives it a name: as its root folder if
/// that can be one, else as its file.
///
/// # Errors
/// The file's name cannot be a package's either.
pub fn name_of(path: &Path, report: &Report) -> Result<PackageName> {
    let file =
        path.canonicalize().ok().and_then(|path| Some(path.file_stem()?.to_string_lossy().into_owned()));
    let root = report.root.clone().and_then(|root| root.parse().ok());
    root.map_or_else(|| file.unwrap_or_default().parse(), Ok)
}
