//! What a run left, and versions, taken out. The code that wrote it is not trusted: a link in it that
//! leads out of the run's folder is shown as a link and never followed.

use std::collections::HashSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use contract::{PackageName, RunId, Version};
use files::tree::{self, LeftOut};
use files::{Watch, atomic, space, zip};
use locales::{Message, Result};

use crate::home::Staging;
use crate::parts::{Parts, Transfer};
use crate::reads::Reads;
use crate::runs::refuse_waiting;
use crate::{datasets, trees};

/// What was taken out, and where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Downloaded {
    /// The file or folder that was made.
    pub path: PathBuf,
    /// Size in bytes of its files.
    pub bytes: u64,
    /// What could not be taken of it.
    pub left_out: Vec<LeftOut>,
}

/// What only some runs have to be taken out.
const REST: [&str; 3] = ["data_directory", "test_data_directory", "package.zip"];

impl<S: Reads> Transfer<'_, S> {
    /// Copies what a run left to `output`. `wanted` is `artifacts/…`, `data_directory/…`,
    /// `test_data_directory/…`, `_results.json` or `log`; none: all of these, as a folder. A folder
    /// becomes one zip if `output` ends with `.zip`. As with `cp`, an `output` that is a folder
    /// already gets the thing put into it. `replaces`: a single file may take the place of another.
    ///
    /// # Errors
    /// There is no such thing; something of its name is in the way; a full disk. What else cannot be
    /// taken is left out, and named.
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
        let place = if output.is_dir() { output.join(&name) } else { output.to_path_buf() };
        if let [(file, _)] = &sources[..]
            && file.is_file()
        {
            return take_file(file, &place, replaces);
        }
        self.take_out(&sources, &place, &format!("run-{id}"), watch)
    }

    /// Copies `sources`, each to its place below, to the new folder `place`, or the new zip, if it ends with
    /// `.zip`. What the zip's root folder is called if not as the zip: `name`.
    pub(crate) fn take_out(
        &self,
        sources: &[(PathBuf, PathBuf)],
        place: &Path,
        name: &str,
        watch: &Watch,
    ) -> Result<Downloaded> {
        if place.exists() {
            return Err(Message::FileTaken { path: files::shown(place) }.into());
        }
        let mut left_out = Vec::new();
        if place.extension().is_none_or(|extension| extension != "zip") {
            let bytes = take_folders(sources, place, &mut left_out, watch)?;
            return Ok(Downloaded { path: place.to_path_buf(), bytes, left_out });
        }
        let staging = Staging::for_place(self.0.home(), place)?;
        let folder = staging.path().join("folder");
        take_folders(sources, &folder, &mut left_out, watch)?;
        let own_name = place.file_stem().and_then(|name| zip::name(Path::new(name)));
        let packed = zip::pack(&folder, own_name.unwrap_or(name), place, &|_| true, watch)?;
        // A link to nothing was named when it was copied.
        let named: HashSet<PathBuf> = left_out.iter().map(|one| one.path.clone()).collect();
        for path in packed.left_out.into_iter().filter(|path| !named.contains(path)) {
            let why = Message::FileNotZipped { path: files::shown(&path) }.into();
            left_out.push(LeftOut { path, why });
        }
        Ok(Downloaded { path: place.to_path_buf(), bytes: packed.bytes, left_out })
    }

    /// Copies the zip of a version to `output`, a file or a folder to put it in, where it is called as its
    /// root folder. `replaces`: a file that is there, too.
    ///
    /// # Errors
    /// There is no such version; something is in the way; it cannot be written.
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
        let place = if output.is_dir() { output.join(called()) } else { output.to_path_buf() };
        take_file(&zip, &place, replaces)
    }

    /// The real path of something a run left.
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
            // Those that every run gets, and of the others what this one has.
            let is_offered =
                |(name, root): &&(&str, PathBuf)| !REST.contains(name) || root.symlink_metadata().is_ok();
            let place = |(name, _): &(&str, PathBuf)| match name.contains("directory") || *name == "artifacts"
            {
                true => format!("{name}/…"),
                false => name.to_string(),
            };
            let places = roots.iter().filter(is_offered).map(place).collect::<Vec<_>>().join(", ");
            Message::OutputUnknown { path: files::shown(wanted), id: id.to_string(), places }.into()
        })
    }
}

/// The name of a version's zip outside the store: that of its root folder, which AI Center wants
/// (contract §1). `None` if the zip cannot be read; whoever copies it reports that.
pub fn version_file_name(zip: &Path) -> Option<String> {
    let listed = zip::Listed::open(zip).ok()?;
    let root = listed.entries.first()?.path.iter().next()?;
    Some(format!("{}.zip", root.to_str()?))
}

/// Whoever was asked may have agreed to replace what is there.
fn take_file(source: &Path, place: &Path, replaces: bool) -> Result<Downloaded> {
    if !replaces && place.symlink_metadata().is_ok() {
        return Err(Message::FileTaken { path: files::shown(place) }.into());
    }
    let bytes = atomic::copy(source, place)?;
    Ok(Downloaded { path: place.to_path_buf(), bytes, left_out: Vec::new() })
}

/// Copies each source to its place below `folder`, which is new, and adds what cannot be copied to
/// `left_out`. Returns how many bytes they have.
fn take_folders(
    sources: &[(PathBuf, PathBuf)],
    folder: &Path,
    left_out: &mut Vec<LeftOut>,
    watch: &Watch,
) -> Result<u64> {
    let mut bytes = 0;
    for (source, below) in sources {
        let place = if below.as_os_str().is_empty() { folder.to_path_buf() } else { folder.join(below) };
        if let Some(parent) = place.parent() {
            fs::create_dir_all(parent).map_err(|error| files::unwritable(parent, error))?;
        }
        if source.is_dir() {
            let scan = tree::scan_inside(source, watch)?;
            space::require(&place, scan.needed)?;
            bytes += tree::copy(&scan, &place, watch)?.bytes;
            left_out.extend(datasets::below(below, scan.left_out));
        } else {
            bytes += take_file(source, &place, false)?.bytes;
        }
    }
    Ok(bytes)
}
