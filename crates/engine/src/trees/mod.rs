//! Trees of files, browsed a folder at a time: artifacts, a run's data, datasets, the files of versions, which stay in
//! their zips, and data that was kept, which stays in its snapshot. None of them is trusted: a link in a run, and one that leads out of a dataset, is shown as a link and
//! never followed.

mod changes;
mod find;
mod folder;
mod kept;
mod preview;
mod tree_folder;
mod zip;

use std::fs::File;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use contract::{DatasetName, PackageName, RunId, Version};
use files::Watch;
use files::beneath::{self, Folder, Opened};
use locales::{Failure, Message, Result};
use rundir::RunSnapshots;
use snapshots::Digest;

pub use changes::{TreeChange, TreeChanges};
pub use find::FoundFiles;
pub use folder::{EntryKind, SortBy, TreeEntry, TreeOrder};
pub(crate) use kept::{Kept, LastKept};
pub(crate) use preview::refused;
pub(crate) use zip::LastZip;

use crate::parts::{Parts, Trees};
use crate::reads::Reads;
use tree_folder::TreeFolder;
use zip::Zip;

/// The largest file that is read whole, in bytes: what a page is handed, and what is unpacked to be looked at.
const SHOWN: u64 = 64 << 20;

/// A tree to browse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// The artifacts of a run.
    Artifacts(RunId),
    /// The images that a run logged.
    Images(RunId),
    /// The data that a run's code was given, as long as the run has it.
    Data(RunId),
    /// The files of a dataset.
    Dataset(DatasetName),
    /// The files of a version of a package.
    Version(PackageName, Version),
    /// A folder of this machine, for a person to choose from.
    Machine(PathBuf),
}

impl Tree {
    /// The name of a file that holds the whole tree, without an extension.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Artifacts(_) => "artifacts".into(),
            Self::Images(_) => "images".into(),
            Self::Data(_) => "data".into(),
            Self::Dataset(name) => name.to_string(),
            Self::Version(package, version) => format!("{package}-{version}"),
            Self::Machine(folder) => folder.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        }
    }
}

impl<S: Reads> Trees<'_, S> {
    /// The absolute path of a file or folder of a tree, to be shown to a person.
    ///
    /// # Errors
    /// It does not exist, is not in the tree, or is kept in a snapshot.
    pub fn path(&self, tree: &Tree, path: &Path) -> Result<PathBuf> {
        if self.kept(tree)?.is_some() {
            return Err(Message::FileInSnapshot { path: files::shown(path) }.into());
        }
        Ok(self.open(tree, path)?.path().to_path_buf())
    }

    fn root(&self, tree: &Tree) -> Result<PathBuf> {
        match tree {
            Tree::Artifacts(id) => self.0.runs().artifacts_folder(id),
            Tree::Images(id) => Ok(self.0.home().run(&self.0.runs().find(id.as_str())?.id).images()),
            Tree::Data(id) => Ok(self.0.home().run(id).current_data(self.0.runs().spec(id)?.kind)),
            Tree::Dataset(name) => {
                self.0.datasets().get(name)?;
                Ok(self.0.home().dataset_files(name))
            }
            Tree::Version(package, version) => {
                self.0.packages().version(package, *version)?;
                Ok(self.0.home().version_zip(package, *version))
            }
            Tree::Machine(folder) => Ok(folder.clone()),
        }
    }

    /// Whether there is anything to browse. A run creates its folders when it starts, and may remove its data when it
    /// ends.
    fn exists(&self, tree: &Tree) -> Result<bool> {
        Ok(self.root(tree)?.symlink_metadata().is_ok() || self.kept(tree)?.is_some())
    }

    /// Opens a folder of a tree.
    fn open_folder(&self, tree: &Tree, path: &Path) -> Result<TreeFolder> {
        if let Some(zip) = self.zip(tree)? {
            return zip.root().folder(path).map(TreeFolder::Zipped).map_err(|_| missing(path));
        }
        if let Some(kept) = self.kept(tree)? {
            return kept.root().folder(path).map(TreeFolder::Kept).map_err(|_| missing(path));
        }
        let Opened::Folder(folder) = self.open(tree, path)? else { return Err(missing(path)) };
        Ok(TreeFolder::Plain(folder))
    }

    /// Opens a file of a tree.
    pub(crate) fn open_file(&self, tree: &Tree, path: &Path) -> Result<File> {
        if let Some(zip) = self.zip(tree)? {
            return zip.file(path, SHOWN);
        }
        if let Some(kept) = self.kept(tree)? {
            return kept.file(path);
        }
        let Opened::File(file, _) = self.open(tree, path)? else { return Err(missing(path)) };
        Ok(file)
    }

    /// Whether it is a folder of a tree.
    ///
    /// # Errors
    /// It does not exist, or is not in the tree.
    pub(crate) fn is_folder(&self, tree: &Tree, path: &Path) -> Result<bool> {
        if let Some(zip) = self.zip(tree)? {
            return Ok(zip.root().folder(path).is_ok());
        }
        if let Some(kept) = self.kept(tree)? {
            return kept.is_folder(path).ok_or_else(|| missing(path));
        }
        Ok(matches!(self.open(tree, path)?, Opened::Folder(_)))
    }

    /// Whether a tree is on the disk as its files are.
    ///
    /// # Errors
    /// The run does not exist, or what is recorded of its data cannot be read.
    pub fn is_plain(&self, tree: &Tree) -> Result<bool> {
        Ok(!matches!(tree, Tree::Version(..)) && self.kept(tree)?.is_none())
    }

    /// Copies files and folders of a tree that is not plain into the new folder `into`. Returns the tree that they are
    /// in then.
    pub(crate) fn unpack(&self, tree: &Tree, chosen: &[&Path], into: &Path, watch: &Watch) -> Result<Tree> {
        match self.kept(tree)? {
            Some(kept) => kept.unpack(chosen, into, watch)?,
            None => return self.open_zip(tree)?.unpack(chosen, into, watch).map(Tree::Machine),
        }
        Ok(Tree::Machine(into.into()))
    }

    /// The snapshot that a tree is, if it is one.
    fn kept(&self, tree: &Tree) -> Result<Option<Arc<Kept>>> {
        let Tree::Data(id) = tree else { return Ok(None) };
        let run = self.0.home().run(id);
        if run.saved_data().symlink_metadata().is_ok() {
            return Ok(None);
        }
        let recorded = RunSnapshots::of(&run)?;
        let snapshot = recorded.data_directory(self.0.runs().spec(id)?.kind);
        snapshot.map(|snapshot| self.open_kept(&snapshot.id)).transpose()
    }

    /// Opens a snapshot.
    pub(crate) fn open_kept(&self, id: &Digest) -> Result<Arc<Kept>> {
        self.0.reader().last_kept().open(&self.0.home().snapshots(), id)
    }

    /// The zip that a tree is in, if it is in one.
    fn zip(&self, tree: &Tree) -> Result<Option<Arc<Zip>>> {
        let Tree::Version(..) = tree else { return Ok(None) };
        self.open_zip(tree).map(Some)
    }

    fn open_zip(&self, tree: &Tree) -> Result<Arc<Zip>> {
        self.0.reader().last_zip().open(&self.root(tree)?)
    }

    /// Opens a file or folder of a plain tree.
    pub(crate) fn open(&self, tree: &Tree, path: &Path) -> Result<Opened> {
        let root = self.root(tree)?;
        let opened = match tree {
            // The folder itself may have become a link that leads out of the run.
            Tree::Artifacts(id) | Tree::Images(id) | Tree::Data(id) => {
                let run = self.0.home().run(id);
                run.open(&root).and_then(|root| match root {
                    Opened::Folder(root) => root.open_any(path),
                    Opened::File(..) => Err(io::ErrorKind::InvalidInput.into()),
                })
            }
            Tree::Dataset(_) | Tree::Version(..) | Tree::Machine(_) => inside(&root, path),
        };
        opened
            .map_err(|error| if beneath::is_absent(&error) { missing(path) } else { unreadable(path, error) })
    }
}

/// Opens the file or folder `path` below `root`. A link is followed as long as it stays below `root`.
fn inside(root: &Path, path: &Path) -> io::Result<Opened> {
    let is_name = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    if !path.components().all(is_name) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let root = root.canonicalize()?;
    // Only to see where links lead: what is opened is opened through none.
    let real = root.join(path).canonicalize()?;
    let below = real.strip_prefix(&root).map_err(|_| io::ErrorKind::InvalidInput)?;
    Folder::open(&root)?.open_any(below)
}

fn missing(path: &Path) -> Failure {
    Message::SourceMissing { path: files::shown(path) }.into()
}

fn unreadable(path: &Path, error: io::Error) -> Failure {
    Failure::because(Message::FileUnreadable { path: files::shown(path) }, error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    use contract::{Limits, PipelineKind};

    use crate::{Engine, NewPackage, RunForm};

    /// A run's code could show itself the person's keys as its data.
    #[test]
    fn nothing_outside_of_a_run_is_shown_as_its_data() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        let new = NewPackage { name: Some("churn".parse().unwrap()), ..NewPackage::default() };
        let package = testkit::Package::training("pass").write(folder.path());
        engine.packages().add(&package, &new, &Watch::default()).unwrap();
        let rows = folder.path().join("rows");
        fs::create_dir(&rows).unwrap();
        fs::write(rows.join("a.csv"), "1").unwrap();
        engine.datasets().add(&"rows".parse().unwrap(), &rows, true, &Watch::default()).unwrap();
        engine.queue().pause(true).unwrap();
        let form = RunForm {
            name: "first".into(),
            kind: PipelineKind::Training,
            package: "churn".parse().unwrap(),
            version: Version { major: 1, minor: 0 },
            as_of: None,
            input: Some(("rows".parse().unwrap(), "".parse().unwrap())),
            evaluation: None,
            input_state: None,
            evaluation_state: None,
            parameters: Vec::new(),
            gpu: false,
            limits: Limits::default(),
            grace_seconds: 10,
            isolation: None,
        };
        let run = engine.runs().create(&form).unwrap();
        let (tree, data) = (Tree::Data(run.id.clone()), engine.home().run(&run.id).work().data());
        let listed = || engine.trees().folder(&tree, Path::new(""), TreeOrder::default(), 0, 9);
        let bytes = |path: &str| engine.file_bytes(&tree, Path::new(path)).ok();
        assert_eq!(listed().unwrap().0, 0, "before the run has its copy");
        fs::create_dir_all(&data).unwrap();
        fs::write(data.join("b.csv"), "2").unwrap();
        symlink(rows.join("a.csv"), data.join("link.csv")).unwrap();
        assert_eq!(listed().unwrap().0, 2);
        assert_eq!(
            [bytes("b.csv"), bytes("link.csv"), bytes("../../spec.json")],
            [Some(b"2".to_vec()), None, None]
        );
        fs::remove_dir_all(&data).unwrap();
        symlink(&rows, &data).unwrap();
        assert!(listed().is_err() && bytes("a.csv").is_none());
    }

    /// A package from the internet could show itself the person's keys.
    #[test]
    fn nothing_outside_of_a_dataset_is_reached() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("files");
        fs::create_dir_all(root.join("plots")).unwrap();
        fs::write(folder.path().join("secret"), "x").unwrap();
        fs::write(root.join("plots/a.txt"), "x").unwrap();
        symlink("../secret", root.join("out")).unwrap();
        symlink("/etc", root.join("etc")).unwrap();
        symlink("plots/a.txt", root.join("in")).unwrap();
        symlink(root.join("plots"), root.join("absolute")).unwrap();
        let found = |path: &str| inside(&root, Path::new(path)).is_ok();
        for path in ["../secret", "out", "etc", "etc/passwd", "/etc/passwd", "plots/../../secret", "no"] {
            assert!(!found(path), "{path}");
        }
        assert!(found("in") && found("plots") && found("") && found("absolute/a.txt"));
    }
}
