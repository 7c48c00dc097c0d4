//! What a run left, listed and taken out. The code that wrote it is not trusted: a link in it that
//! leads out of the run's folder is shown as a link and never followed.

use std::collections::HashSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

use contract::{PackageName, RunId, Version};
use files::tree::{self, LeftOut};
use files::{Watch, atomic, space, zip};
use locales::{Failure, Message, Result};

use crate::Engine;
use crate::home::Staging;
use crate::runs::refuse_waiting;
use crate::trees;

/// A file or folder that a run wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Relative to the artifacts' folder. Any legal name.
    pub path: PathBuf,
    /// Size in bytes; none: a folder or a link.
    pub bytes: Option<u64>,
    /// How much of that holds data: less where the file has holes.
    pub data: Option<u64>,
}

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

impl Engine {
    /// The artifacts of a run, as they are now; folders before what is in them, by name.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn artifacts(&self, id: &RunId) -> Result<Vec<Artifact>> {
        let root = self.artifacts_folder(id)?;
        // Also the folder itself may have become a link that leads elsewhere.
        if root.canonicalize().is_ok_and(|real| !real.starts_with(self.home.run(id).path())) {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        list(&root, Path::new(""), &mut found)?;
        Ok(found)
    }

    /// Where the artifacts of a run are.
    ///
    /// # Errors
    /// When its directory cannot be read.
    pub fn artifacts_folder(&self, id: &RunId) -> Result<PathBuf> {
        Ok(self.home.run(id).path().join(self.spec(id)?.parameters.artifacts_directory()))
    }

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
        refuse_waiting(&self.run(id.as_str())?)?;
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
        if place.exists() {
            return Err(Message::FileTaken { path: files::shown(&place) }.into());
        }
        if place.extension().is_none_or(|extension| extension != "zip") {
            let mut left_out = Vec::new();
            let bytes = take_folders(&sources, &place, &mut left_out, watch)?;
            return Ok(Downloaded { path: place, bytes, left_out });
        }
        let staging = Staging::for_place(&self.home, &place)?;
        let (folder, mut left_out) = (staging.path().join("folder"), Vec::new());
        take_folders(&sources, &folder, &mut left_out, watch)?;
        let own_name = place.file_stem().and_then(|name| zip::name(Path::new(name)));
        let root_name = own_name.map_or_else(|| format!("run-{id}"), String::from);
        let packed = zip::pack(&folder, &root_name, &place, &|_| true, watch)?;
        // A link to nothing was named when it was copied.
        let named: HashSet<PathBuf> = left_out.iter().map(|one| one.path.clone()).collect();
        for path in packed.left_out.into_iter().filter(|path| !named.contains(path)) {
            let why = Message::FileNotZipped { path: files::shown(&path) }.into();
            left_out.push(LeftOut { path, why });
        }
        Ok(Downloaded { path: place, bytes: packed.bytes, left_out })
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
        self.version(name, version)?;
        let zip = self.home.version_zip(name, version);
        let called = || version_file_name(&zip).unwrap_or_else(|| format!("{name}.zip"));
        let place = if output.is_dir() { output.join(called()) } else { output.to_path_buf() };
        take_file(&zip, &place, replaces)
    }

    /// The real path of something a run left.
    fn output_path(&self, id: &RunId, wanted: &Path) -> Result<PathBuf> {
        let mut parts = wanted.components().filter(|part| *part != Component::CurDir);
        let run = self.home.run(id);
        let roots = [
            ("artifacts", self.artifacts_folder(id)?),
            ("data_directory", run.kept_data()),
            ("test_data_directory", run.kept_test()),
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

/// What a version's zip is called outside the store: as its root folder, which AI Center wants (contract
/// §1). None: it cannot be read, which whoever copies it says.
pub fn version_file_name(zip: &Path) -> Option<String> {
    let listed = zip::Listed::open(zip).ok()?;
    let root = listed.entries.first()?.path.iter().next()?;
    Some(format!("{}.zip", root.to_str()?))
}

fn list(root: &Path, below: &Path, found: &mut Vec<Artifact>) -> Result<()> {
    let folder = root.join(below);
    let mut entries: Vec<_> = match fs::read_dir(&folder) {
        Ok(entries) => entries.flatten().collect(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        // One folder that the code has closed is listed itself, and keeps no other from being listed.
        Err(_) if !below.as_os_str().is_empty() => return Ok(()),
        Err(error) => {
            return Err(Failure::because(Message::FileUnreadable { path: files::shown(&folder) }, error));
        }
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = below.join(entry.file_name());
        // Of a link this is the link's own, so none is followed.
        let Ok(about) = entry.metadata() else { continue };
        let bytes = about.is_file().then_some(about.len());
        // Most files have a block for each of their bytes, and need not be opened.
        let may_have_holes = bytes.is_some_and(|bytes| about.blocks().saturating_mul(512) < bytes);
        let data = bytes.map(|bytes| if may_have_holes { tree::data(&entry.path(), bytes) } else { bytes });
        found.push(Artifact { path: path.clone(), bytes, data });
        if about.is_dir() {
            list(root, &path, found)?;
        }
    }
    Ok(())
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
/// `left_out`. Answers how many bytes they have.
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
            fs::create_dir_all(parent).map_err(|error| {
                Failure::because(Message::FileUnwritable { path: files::shown(parent) }, error)
            })?;
        }
        if source.is_dir() {
            let scan = tree::scan_inside(source, watch)?;
            space::require(&place, scan.needed)?;
            bytes += tree::copy(&scan, &place, watch)?.bytes;
            left_out.extend(crate::left_out::below(below, scan.left_out));
        } else {
            bytes += take_file(source, &place, false)?.bytes;
        }
    }
    Ok(bytes)
}
