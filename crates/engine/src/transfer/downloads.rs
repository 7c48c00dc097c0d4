//! Copying artifacts and versions out of the store. The code that wrote them is not trusted: what is copied is
//! opened once, beneath the run's directory, and no link is followed.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use contract::{PackageName, RunId, Version};
use files::beneath::{self, Opened};
use files::tree::{self, SkippedFile};
use files::zip::{self, Packed};
use files::{Watch, atomic, space};
use locales::{Failure, Message, Result};
use rundir::RunSnapshots;

use crate::datasets;
use crate::home::Staging;
use crate::parts::{Parts, Transfer};
use crate::reads::Reads;
use crate::runs::{RunSeries, refuse_waiting};
use crate::trees::Kept;

/// What was copied out of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Downloaded {
    /// The file or folder that was created.
    pub path: PathBuf,
    /// The size of its files in bytes.
    pub bytes: u64,
    /// The files that could not be copied.
    pub skipped: Vec<SkippedFile>,
}

/// Something to copy out of the store.
pub(crate) enum Source {
    /// An open file or folder.
    Open(Opened),
    /// The file or folder at a path in a snapshot.
    Kept(Arc<Kept>, PathBuf),
}

/// What only some runs have.
const REST: [&str; 3] = ["data_directory", "test_data_directory", "package.zip"];

impl<S: Reads> Transfer<'_, S> {
    /// Copies files of a run to `output`. `wanted` is `artifacts/…`, `data_directory/…`,
    /// `test_data_directory/…`, `_results.json` or `log`. `None`: all of these, as a folder. A folder becomes
    /// one zip if `output` ends with `.zip`. As with `cp`, if `output` is an existing folder, the copy is put
    /// into it. `replaces`: a file may replace another.
    ///
    /// # Errors
    /// It does not exist; its name is taken in the target folder, or that is in the store; the disk is full. Other files that cannot
    /// be copied are skipped, and named.
    pub fn download_from_run(
        &self,
        id: &RunId,
        wanted: Option<&Path>,
        output: &Path,
        replaces: bool,
        watch: &Watch,
    ) -> Result<Downloaded> {
        refuse_waiting(&self.0.runs().find(id.as_str())?)?;
        let mut skipped = Vec::new();
        let (sources, name) = match wanted {
            Some(wanted) => {
                let source = self.output(id, wanted)?;
                let name = match &source {
                    Source::Open(opened) if wanted == Path::new("package.zip") => {
                        version_file_name(opened.path()).map(Into::into)
                    }
                    _ => None,
                };
                let name = name.unwrap_or_else(|| wanted.file_name().unwrap_or_default().to_owned());
                (vec![(source, PathBuf::new())], name)
            }
            None => {
                let mut sources = Vec::new();
                for name in ["artifacts", "data_directory", "test_data_directory", "_results.json", "log"] {
                    match self.output(id, Path::new(name)) {
                        Ok(source) => sources.push((source, name.into())),
                        Err(failure) if matches!(*failure.message, Message::OutputUnknown { .. }) => {}
                        Err(why) => skipped.push(SkippedFile { path: name.into(), why }),
                    }
                }
                (sources, format!("run-{id}").into())
            }
        };
        let target = self.target(output, &name)?;
        match &sources[..] {
            [(Source::Open(Opened::File(file, path)), _)] if wanted.is_some() => {
                return take_file(file, path, &target, replaces);
            }
            [(Source::Kept(kept, path), _)] if kept.is_folder(path) == Some(false) => {
                return take_file(&kept.file(path)?, path, &target, replaces);
            }
            _ => {}
        }
        let mut downloaded = self.copy_out(sources, &target, &format!("run-{id}"), replaces, watch)?;
        downloaded.skipped.splice(0..0, skipped);
        Ok(downloaded)
    }

    /// The path of what is saved at `output`: in it, as `name`, if it is a folder.
    ///
    /// # Errors
    /// It is in the store.
    pub(crate) fn target(&self, output: &Path, name: &OsStr) -> Result<PathBuf> {
        let target = if output.is_dir() { output.join(name) } else { output.to_path_buf() };
        self.0.home().refuse_inside(&target)?;
        Ok(target)
    }

    /// Copies `sources`, each to its relative path, to `target`, which is a new folder, or a zip if it ends
    /// with `.zip`. `name` is the zip's root folder if it cannot be named after the zip. `replaces`: a zip may
    /// replace a file.
    pub(crate) fn copy_out(
        &self,
        sources: Vec<(Source, PathBuf)>,
        target: &Path,
        name: &str,
        replaces: bool,
        watch: &Watch,
    ) -> Result<Downloaded> {
        let is_zip = target.extension().is_some_and(|extension| extension == "zip");
        refuse_taken(target, replaces && is_zip)?;
        let mut skipped = Vec::new();
        if !is_zip {
            let bytes = take_folders(sources, target, &mut skipped, watch)?;
            return Ok(Downloaded { path: target.to_path_buf(), bytes, skipped });
        }
        let staging = Staging::for_output(self.0.home(), target)?;
        let folder = staging.path().join("folder");
        take_folders(sources, &folder, &mut skipped, watch)?;
        let own_name = target.file_stem().and_then(|name| zip::name(Path::new(name)));
        let name = own_name.unwrap_or(name);
        let packed = make_zip(target, replaces, |zip| zip::pack(&folder, name, zip, &|_| true, watch))?;
        // A dangling link was already named when it was copied.
        let named: HashSet<PathBuf> = skipped.iter().map(|one| one.path.clone()).collect();
        for path in packed.skipped.into_iter().filter(|path| !named.contains(path)) {
            let why = Message::FileNotZipped { path: files::shown(&path) }.into();
            skipped.push(SkippedFile { path, why });
        }
        Ok(Downloaded { path: target.to_path_buf(), bytes: packed.bytes, skipped })
    }

    /// Copies the zip of a version to `output`, a file or an existing folder, in which it is named after its
    /// root folder. `replaces`: it may replace a file.
    ///
    /// # Errors
    /// The version does not exist; the target exists, is in the store, or cannot be written.
    pub fn download_package(
        &self,
        name: &PackageName,
        version: Version,
        output: &Path,
        replaces: bool,
    ) -> Result<Downloaded> {
        self.0.packages().version(name, version)?;
        let zip = self.0.home().version_zip(name, version);
        let called = || version_file_name(&zip).unwrap_or_else(|| format!("{name}.zip"));
        let target = self.target(output, called().as_ref())?;
        let failed = |error| files::unreadable(&zip, error);
        match Opened::at(&zip) {
            Ok(Opened::File(file, path)) => take_file(&file, &path, &target, replaces),
            Ok(Opened::Folder(_)) => Err(failed(ErrorKind::IsADirectory.into())),
            Err(error) if error.kind() == ErrorKind::InvalidInput => {
                Err(Message::FileSpecial { path: files::shown(&zip) }.into())
            }
            Err(error) => Err(failed(error)),
        }
    }

    /// Writes `bytes`, which a page has made, to `output`, a file or an existing folder, in which they are called `name`.
    /// An existing file is replaced: the person chose `output` in a dialog that asks before.
    ///
    /// # Errors
    /// The target is a folder or in the store, or cannot be written.
    pub fn save_bytes(&self, bytes: &[u8], name: &str, output: &Path) -> Result<Downloaded> {
        let path = self.target(output, name.as_ref())?;
        refuse_taken(&path, true)?;
        atomic::write(&path, bytes)?;
        Ok(Downloaded { path, bytes: bytes.len() as u64, skipped: Vec::new() })
    }

    /// Writes all values of the series with these keys of each run to `output` as CSV, in the same way. If there are several
    /// runs, a column has their ids.
    ///
    /// # Errors
    /// As [`Transfer::save_bytes`]; a run's series cannot be read.
    pub fn save_series(&self, runs: &[(RunId, Vec<u32>)], name: &str, output: &Path) -> Result<Downloaded> {
        let path = self.target(output, name.as_ref())?;
        refuse_taken(&path, true)?;
        let is_several = runs.len() > 1;
        let bytes = atomic::write_with(&path, |file| {
            let titles = format!("{}{}", if is_several { "run," } else { "" }, RunSeries::CSV_TITLES);
            let mut written = file.write_all(titles.as_bytes());
            for (id, keys) in runs {
                let mut series = RunSeries::without_points(&self.0.home().run(id));
                series.read_on();
                series.csv(keys, is_several.then_some(id.as_str()), |text| {
                    written = file.write_all(text.as_bytes());
                    written.is_ok()
                })?;
                if written.is_err() {
                    break;
                }
            }
            written.map_err(|error| files::unwritable(&path, error))
        })?;
        Ok(Downloaded { path, bytes, skipped: Vec::new() })
    }

    /// Finds a file or folder of a run.
    fn output(&self, id: &RunId, wanted: &Path) -> Result<Source> {
        let mut parts = wanted.components().filter(|part| *part != Component::CurDir);
        let run = self.0.home().run(id);
        let (recorded, kind) = (RunSnapshots::of(&run)?, self.0.runs().spec(id)?.kind);
        let kept = [
            ("data_directory", recorded.data_directory(kind)),
            ("test_data_directory", recorded.test_data_directory(kind)),
        ];
        let is_kept = |name: &str| kept.iter().any(|(kept, snapshot)| *kept == name && snapshot.is_some());
        let roots = [
            ("artifacts", self.0.runs().artifacts_folder(id)?),
            ("data_directory", run.saved_data()),
            ("test_data_directory", run.saved_test_data()),
            ("_results.json", run.results()),
            ("log", run.log()),
            ("package.zip", run.package_zip()),
        ];
        let first = parts.next();
        let root = roots.iter().find(|(name, _)| first.is_some_and(|first| first.as_os_str() == *name));
        let below: PathBuf = parts.collect();
        let unknown = || {
            // What every run has, and of the rest what this run has.
            let is_offered = |(name, root): &&(&str, PathBuf)| {
                !REST.contains(name) || is_kept(name) || root.symlink_metadata().is_ok()
            };
            let shown = |(name, _): &(&str, PathBuf)| match name.contains("directory") || *name == "artifacts"
            {
                true => format!("{name}/…"),
                false => name.to_string(),
            };
            let places = roots.iter().filter(is_offered).map(shown).collect::<Vec<_>>().join(", ");
            Message::OutputUnknown { path: files::shown(wanted), id: id.to_string(), places }
        };
        let (name, root) = root.ok_or_else(unknown)?;
        // An earlier program, or an import, made a folder.
        if let Some(snapshot) = kept.iter().find(|(kept, _)| kept == name).and_then(|(_, snapshot)| *snapshot)
            && root.symlink_metadata().is_err()
        {
            let kept = self.0.trees().open_kept(&snapshot.id)?;
            return match kept.is_folder(&below) {
                Some(_) => Ok(Source::Kept(kept, below)),
                None => Err(unknown().into()),
            };
        }
        // Joining an empty path would append a slash.
        let path = if below.as_os_str().is_empty() { root.clone() } else { root.join(below) };
        run.open(&path).map(Source::Open).map_err(|error| match beneath::is_absent(&error) {
            true => unknown().into(),
            false => files::unreadable(&path, error),
        })
    }
}

/// The name of a version's zip outside the store: that of its root folder, as AI Center requires (contract
/// §1). `None` if the zip cannot be read; copying it reports that.
pub fn version_file_name(zip: &Path) -> Option<String> {
    let listed = zip::ZipListing::open(zip).ok()?;
    let root = listed.entries.first()?.path.iter().next()?;
    Some(format!("{}.zip", root.to_str()?))
}

/// `replaces`: the person has agreed to replace an existing file.
pub(super) fn take_file(source: &File, path: &Path, target: &Path, replaces: bool) -> Result<Downloaded> {
    refuse_taken(target, replaces)?;
    let bytes = atomic::copy_open(source, path, target)?;
    Ok(Downloaded { path: target.to_path_buf(), bytes, skipped: Vec::new() })
}

/// Makes the zip `target`: `pack` writes it under another path in the same folder, and only a complete one is
/// renamed. `replaces`: the person has agreed to replace an existing file.
pub(super) fn make_zip(
    target: &Path,
    replaces: bool,
    pack: impl FnOnce(&Path) -> Result<Packed>,
) -> Result<Packed> {
    refuse_taken(target, replaces)?;
    let staging = Staging::beside(target)?;
    let zip = staging.path().join(target.file_name().unwrap_or_default());
    let packed = pack(&zip)?;
    if replaces {
        atomic::rename(&zip, target)?;
    } else if !atomic::rename_no_replace(&zip, target)? {
        return Err(taken(target));
    }
    Ok(packed)
}

/// Refuses a target that exists, unless it is a file that may be replaced.
pub(super) fn refuse_taken(target: &Path, replaces: bool) -> Result<()> {
    match target.symlink_metadata() {
        Ok(about) if !replaces || about.is_dir() => Err(taken(target)),
        _ => Ok(()),
    }
}

fn taken(target: &Path) -> Failure {
    Message::FileTaken { path: files::shown(target) }.into()
}

/// Copies each source to its relative path below the new `folder`, and adds what cannot be copied to
/// `skipped`. Returns how many bytes were copied.
fn take_folders(
    sources: Vec<(Source, PathBuf)>,
    folder: &Path,
    skipped: &mut Vec<SkippedFile>,
    watch: &Watch,
) -> Result<u64> {
    let mut bytes = 0;
    for (source, below) in sources {
        let target = if below.as_os_str().is_empty() { folder.to_path_buf() } else { folder.join(&below) };
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(|error| files::unwritable(parent, error))?;
        }
        match source {
            Source::Open(Opened::Folder(source)) => {
                let scan = tree::scan_beneath(source, watch)?;
                space::require(&target, scan.needed)?;
                bytes += tree::copy(&scan, &target, watch)?.bytes;
                skipped.extend(datasets::below(&below, scan.skipped));
            }
            Source::Open(Opened::File(file, path)) => {
                bytes += take_file(&file, &path, &target, false)?.bytes;
            }
            Source::Kept(kept, path) => bytes += kept.restore(&path, &target, watch)?.bytes,
        }
    }
    Ok(bytes)
}
