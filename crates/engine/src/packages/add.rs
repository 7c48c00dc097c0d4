//! ML packages: checked, added, and published as a version.

use std::fs;
use std::path::{Path, PathBuf};

use contract::{About, AsOf, AtField, Facts, Field, FormError, PackageName, PythonVersion, Report, Source};
use files::{Watch, space, zip};
use locales::{Message, Result};
use store::versions::VersionRow;

use super::{PackageFile, VersionFile, published};
use crate::change::Change;
use crate::home::Staging;
use crate::parts::{Packages, Parts};
use crate::reads::Reads;
use crate::{LogEntry, LogKind, LogSubject};

/// What a person enters when they add a package.
#[derive(Clone, Debug, Default)]
pub struct NewPackage {
    /// Its name. `None`: that of its root folder, or of its file.
    pub name: Option<PackageName>,
    /// What is new in it.
    pub change_log: String,
    /// The Python it needs.
    pub python: Option<PythonVersion>,
    /// The day that its runs resolve as of, unless the form names another.
    pub as_of: Option<AsOf>,
    /// The package's description. `None`: it does not change.
    pub about: Option<About>,
}

/// A package that was added.
#[derive(Clone, Debug)]
pub struct Added {
    /// Its new version.
    pub version: VersionRow,
    /// The report of the check.
    pub report: Report,
}

impl Packages<'_> {
    /// Checks a zip or a folder as [`Packages::add`] would. Changes nothing, but adds an entry to ML Logs.
    ///
    /// # Errors
    /// It cannot be read. What the contract refuses is in the report.
    pub fn check(&self, path: &Path, python: Option<PythonVersion>) -> Result<Report> {
        let report = self.examine(path, python)?;
        self.0.append_log(&[self.checked(path, &report)]);
        Ok(report)
    }

    fn examine(&self, path: &Path, python: Option<PythonVersion>) -> Result<Report> {
        // Only if it matters: on a new machine, this starts every Python once.
        let interpreters = python.map_or_else(Vec::new, |_| self.0.pythons());
        let interpreters: Vec<PythonVersion> = interpreters.iter().map(|found| found.version).collect();
        let facts = Facts {
            python,
            interpreters: &interpreters,
            free: Some(space::free(self.0.home().path())?),
            today: Some(self.0.now().date()),
        };
        contract::check(&Source::at(path)?, &facts)
    }

    /// Adds a zip or a folder as a package's first version, or its next major one.
    ///
    /// # Errors
    /// What the check refuses; an invalid name; a full disk. Nothing is changed then.
    pub fn add(&self, path: &Path, new: &NewPackage, watch: &Watch) -> Result<Added, FormError> {
        let report = self.examine(path, new.python)?;
        if let Some(check) = report.refused() {
            self.0.append_log(&[self.checked(path, &report)]);
            return Err(check.failure().into());
        }
        let name = new.name.clone().map_or_else(|| name_of(path, &report), Ok).at(Field::Package)?;
        // Space for the files, and for a zip of them that is no larger.
        space::require(self.0.home().path(), report.bytes.saturating_mul(2))?;
        let staging = Staging::new(self.0.home())?;
        let (folder, root_name) = package_folder(path, &name, &report, &staging, watch)?;
        let archive = staging.path().join("version.zip");
        let packed = zip::pack(
            &folder,
            &root_name,
            &archive,
            &|path| !contract::is_dropped(path) && !contract::is_environment(&folder.join(path)),
            watch,
        )?;
        check_packed(&archive, new.python)?;
        self.0.change(self.0.project(), |change| {
            let file = VersionFile {
                version: change.packages().forecast_upload(&name),
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
                created: change.timestamp(),
                removed: None,
            };
            let version = change.packages().publish(&name, &file, &archive, new.about.as_ref())?;
            Ok(Added { version, report })
        })
    }

    fn checked(&self, path: &Path, report: &Report) -> LogEntry {
        // It links to a package of that name if there is one: a check does not add one.
        let known = name_of(path, report).ok().filter(|name| self.get(name).is_ok());
        let about = known.map(|name| LogSubject::Package(name, None));
        let (now, source) = (self.0.timestamp(), files::shown(path));
        let checked = match report.refused() {
            None => LogEntry::new(now, LogKind::Check, about, Message::LogCheckAccepted { source }),
            Some(check) => LogEntry {
                failed: true,
                why: Some(check.failure().into()),
                ..LogEntry::new(now, LogKind::Check, about, Message::LogCheckRefused { source })
            },
        };
        checked.of(self.0.project())
    }
}

impl Packages<'_, Change<'_>> {
    /// Publishes the zip at `archive` as the version that `file` describes. The number is claimed by the file
    /// before the zip is renamed, so that it cannot be used twice.
    pub(crate) fn publish(
        &self,
        name: &PackageName,
        file: &VersionFile,
        archive: &Path,
        about: Option<&About>,
    ) -> Result<VersionRow> {
        let (change, home) = (self.0, self.0.home());
        let target = home.version_zip(name, file.version);
        // If it no longer exists, this version was published, and the process died before it could report
        // that.
        let is_new = archive.exists();
        if !is_new && !target.exists() {
            return Err(Message::FileVanished { path: files::shown(archive) }.into());
        }
        let package = match self.listed_for(name, file, about) {
            // A package of a newer program is not listed, and its file is left alone. The version that a run
            // made is stored all the same, so that the run can end.
            Err(failure)
                if file.made_by.is_some() && matches!(*failure.message, Message::FileNewer { .. }) =>
            {
                None
            }
            package => Some(package?),
        };
        change.write(&home.version_file(name, file.version), file)?;
        if is_new && !change.put(archive, &target)? {
            return Err(Message::VersionTaken {
                package: name.to_string(),
                version: file.version.to_string(),
            }
            .into());
        }
        let row = file.row(change.project(), name);
        if let Some((package, was_listed)) = package {
            // A package whose damaged file was just replaced has other versions too.
            let known = if was_listed { Vec::new() } else { self.version_files(name) };
            let is_there = |known: &&VersionFile| {
                known.removed.is_none() && home.version_zip(name, known.version).is_file()
            };
            change.rows(|tables| {
                tables.put_package(&package.row())?;
                let mut others = known.iter().filter(is_there).map(|known| known.row(change.project(), name));
                others.try_for_each(|row| tables.put_version(&row))?;
                tables.put_version(&row)
            })?;
        }
        if is_new {
            change.log(published(name, file));
        }
        Ok(row)
    }

    /// The package that a version is published in, with its new description if there is one, and whether the
    /// package was listed before. A damaged file is renamed and replaced, so that a training does not lose its
    /// version because of it.
    fn listed_for(
        &self,
        name: &PackageName,
        version: &VersionFile,
        about: Option<&About>,
    ) -> Result<(PackageFile, bool)> {
        let (change, home) = (self.0, self.0.home());
        let (folder, path) = (home.package(name), home.package_file(name));
        let known = self.file(name).or_else(|failure| {
            if matches!(*failure.message, Message::FileNewer { .. }) {
                return Err(failure);
            }
            change.rename(&path, &path.with_extension("json.broken"))?;
            change.rows(|tables| tables.delete_damaged(&home.relative(&path)))?;
            Ok(None)
        })?;
        let was_listed = known.is_some();
        let package = match known {
            Some(package) if about.is_none_or(|about| *about == package.about) => {
                return Ok((package, true));
            }
            Some(package) => PackageFile { about: about.cloned().unwrap_or_default(), ..package },
            None => PackageFile {
                name: name.clone(),
                project: change.project().clone(),
                created: version.created,
                about: about.cloned().unwrap_or_default(),
                removed: None,
            },
        };
        change.set_dirty()?;
        fs::create_dir_all(&folder).map_err(|error| files::unwritable(&folder, error))?;
        change.write(&path, &package)?;
        Ok((package, was_listed))
    }
}

/// The unpacked package and the name of its root folder in the zip to be made.
fn package_folder(
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

/// The zip must be a valid package, whatever happened since the source was read.
fn check_packed(archive: &Path, python: Option<PythonVersion>) -> Result<()> {
    let report = contract::check(&Source::Zip(archive.into()), &Facts { python, ..Facts::default() })?;
    report.refused().map_or(Ok(()), |check| Err(check.failure()))
}

/// The name of the package at `path` unless the person enters one: that of its root folder if that is a valid
/// name, or else that of its file.
///
/// # Errors
/// The file's name is not a valid package name either.
pub fn name_of(path: &Path, report: &Report) -> Result<PackageName> {
    let file =
        path.canonicalize().ok().and_then(|path| Some(path.file_stem()?.to_string_lossy().into_owned()));
    let root = report.root.clone().and_then(|root| root.parse().ok());
    root.map_or_else(|| file.unwrap_or_default().parse(), Ok)
}
