//! Copying artifacts and versions out of the store. The code that wrote them is not trusted: a link that
//! leads out of the run's folder is shown as a link and never followed.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};

use contract::{PackageName, RunId, Version};
use files::tree::{self, SkippedFile};
use files::{Watch, atomic, space, zip};
use locales::{Message, Result};

use crate::home::Staging;
use crate::parts::{Parts, Transfer};
use crate::reads::Reads;
use crate::runs::refuse_waiting;
use crate::{datasets, trees};

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

/// What only some runs have.
const REST: [&str; 3] = ["data_directory", "test_data_directory", "package.zip"];

impl<S: Reads> Transfer<'_, S> {
    /// Copies files of a run to `output`. `wanted` is `artifacts/…`, `data_directory/…`,
    /// `test_data_directory/…`, `_results.json` or `log`. `None`: all of these, as a folder. A folder becomes
    /// one zip if `output` ends with `.zip`. As with `cp`, if `output` is an existing folder, the copy is put
    /// into it. `replaces`: a single file may replace another.
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
        let (sources, name) = match wanted {
            Some(wanted) => {
                let source = self.output_path(id, wanted)?;
                let name = match wanted == Path::new("package.zip") {
                    true => version_file_name(&source).map(Into::into),
                    false => None,
                };
                let name = name.unwrap_or_else(|| source.file_name().unwrap_or_default().to_owned());
                (vec![(source, PathBuf::new())], name)
            }
            None => {
                let names = ["artifacts", "data_directory", "test_data_directory", "_results.json", "log"];
                let source = |name: &str| Some((self.output_path(id, Path::new(name)).ok()?, name.into()));
                (names.into_iter().filter_map(source).collect(), format!("run-{id}").into())
            }
        };
        let target = self.target(output, &name)?;
        if let [(file, _)] = &sources[..]
            && file.is_file()
        {
            return take_file(file, &target, replaces);
        }
        self.copy_out(&sources, &target, &format!("run-{id}"), watch)
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

    /// Copies `sources`, each to its relative path, to `target`, which is a new folder, or a new zip if it
    /// ends with `.zip`. `name` is the zip's root folder if it cannot be named after the zip.
    pub(crate) fn copy_out(
        &self,
        sources: &[(PathBuf, PathBuf)],
        target: &Path,
        name: &str,
        watch: &Watch,
    ) -> Result<Downloaded> {
        if target.exists() {
            return Err(Message::FileTaken { path: files::shown(target) }.into());
        }
        let mut skipped = Vec::new();
        if target.extension().is_none_or(|extension| extension != "zip") {
            let bytes = take_folders(sources, target, &mut skipped, watch)?;
            return Ok(Downloaded { path: target.to_path_buf(), bytes, skipped });
        }
        let staging = Staging::for_output(self.0.home(), target)?;
        let folder = staging.path().join("folder");
        take_folders(sources, &folder, &mut skipped, watch)?;
        let own_name = target.file_stem().and_then(|name| zip::name(Path::new(name)));
        let packed = zip::pack(&folder, own_name.unwrap_or(name), target, &|_| true, watch)?;
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
        take_file(&zip, &target, replaces)
    }

    /// The real path of a file or folder of a run.
    fn output_path(&self, id: &RunId, wanted: &Path) -> Result<PathBuf> {
        let mut parts = wanted.components().filter(|part| *part != Component::CurDir);
        let run = self.0.home().run(id);
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
        root.and_then(|(_, root)| trees::inside(run.path(), root, &below)).ok_or_else(|| {
            // What every run has, and of the rest what this run has.
            let is_offered =
                |(name, root): &&(&str, PathBuf)| !REST.contains(name) || root.symlink_metadata().is_ok();
            let shown = |(name, _): &(&str, PathBuf)| match name.contains("directory") || *name == "artifacts"
            {
                true => format!("{name}/…"),
                false => name.to_string(),
            };
            let places = roots.iter().filter(is_offered).map(shown).collect::<Vec<_>>().join(", ");
            Message::OutputUnknown { path: files::shown(wanted), id: id.to_string(), places }.into()
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
fn take_file(source: &Path, target: &Path, replaces: bool) -> Result<Downloaded> {
    if !replaces && target.symlink_metadata().is_ok() {
        return Err(Message::FileTaken { path: files::shown(target) }.into());
    }
    let bytes = atomic::copy(source, target)?;
    Ok(Downloaded { path: target.to_path_buf(), bytes, skipped: Vec::new() })
}

/// Copies each source to its relative path below the new `folder`, and adds what cannot be copied to
/// `skipped`. Returns how many bytes were copied.
fn take_folders(
    sources: &[(PathBuf, PathBuf)],
    folder: &Path,
    skipped: &mut Vec<SkippedFile>,
    watch: &Watch,
) -> Result<u64> {
    let mut bytes = 0;
    for (source, below) in sources {
        let target = if below.as_os_str().is_empty() { folder.to_path_buf() } else { folder.join(below) };
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(|error| files::unwritable(parent, error))?;
        }
        if source.is_dir() {
            let scan = tree::scan_inside(source, watch)?;
            space::require(&target, scan.needed)?;
            bytes += tree::copy(&scan, &target, watch)?.bytes;
            skipped.extend(datasets::below(below, scan.skipped));
        } else {
            bytes += take_file(source, &target, false)?.bytes;
        }
    }
    Ok(bytes)
}
