//! The files of a snapshot, listed folder by folder and read where they are kept.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use files::Watch;
use files::beneath::Kind;
use files::tree::Copied;
use locales::Result;
use snapshots::{Digest, Entry, Manifest, Modes, Snapshots};

use super::missing;

/// The snapshot that was opened last: a page asks for many folders of one.
#[derive(Debug, Default)]
pub(crate) struct LastKept(Mutex<Option<Arc<Kept>>>);

impl LastKept {
    /// Opens a snapshot, or takes it as it was opened before: it never changes.
    pub(super) fn open(&self, snapshots: &Snapshots, id: &Digest) -> Result<Arc<Kept>> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = last.as_ref().filter(|kept| kept.manifest.id() == *id) {
            return Ok(kept.clone());
        }
        // So that two of them are never in memory at once.
        *last = None;
        let manifest = snapshots.manifest(id)?;
        let entries = manifest.entries().collect();
        let kept = Arc::new(Kept { snapshots: snapshots.clone(), manifest, entries });
        *last = Some(kept.clone());
        Ok(kept)
    }
}

/// An open snapshot.
#[derive(Debug)]
pub(crate) struct Kept {
    snapshots: Snapshots,
    manifest: Manifest,
    /// What is in it, in the order of the paths: what is in a folder follows it.
    entries: Vec<Entry>,
}

impl Kept {
    /// Its root folder.
    pub(super) fn root(self: &Arc<Self>) -> KeptFolder {
        KeptFolder { kept: self.clone(), path: PathBuf::new() }
    }

    /// Opens the content of the file at `path`. A link in the snapshot is not followed.
    ///
    /// # Errors
    /// There is no such file, or its content is gone.
    pub(crate) fn file(&self, path: &Path) -> Result<File> {
        let content = self.entry(path).and_then(Entry::content).ok_or_else(|| missing(path))?;
        self.snapshots.file(path, content)
    }

    /// Copies a folder of it to the new folder `to`.
    ///
    /// # Errors
    /// Those of [`Snapshots::restore`].
    pub(crate) fn restore(&self, folder: &Path, to: &Path, watch: &Watch) -> Result<Copied> {
        self.snapshots.restore(&self.manifest.below(folder)?, to, Modes::Writable, watch)
    }

    /// Copies files and folders of it into the new folder `into`.
    pub(super) fn unpack(&self, chosen: &[&Path], into: &Path, watch: &Watch) -> Result<()> {
        let chosen: HashSet<&Path> = chosen.iter().copied().collect();
        let is_chosen = |path: &Path| path.ancestors().any(|path| chosen.contains(path));
        let part = self.manifest.part(is_chosen)?;
        self.snapshots.restore(&part, into, Modes::Writable, watch).map(drop)
    }

    /// Whether something in it is a folder; `None`: there is no such thing.
    pub(crate) fn is_folder(&self, path: &Path) -> Option<bool> {
        let is_root = path.as_os_str().is_empty();
        let is_folder = |entry: &Entry| matches!(entry.kind, snapshots::Kind::Folder);
        if is_root { Some(true) } else { self.entry(path).map(is_folder) }
    }

    fn entry(&self, path: &Path) -> Option<&Entry> {
        let at = self.entries.binary_search_by(|entry| entry.path.as_path().cmp(path)).ok()?;
        self.entries.get(at)
    }

    /// What is in the folder `path`, and in its folders.
    fn below(&self, path: &Path) -> &[Entry] {
        let first = self.entries.partition_point(|entry| entry.path.as_path() <= path);
        // That of the snapshot itself has no entry, so that the first one is in it.
        let first = if path.as_os_str().is_empty() { 0 } else { first };
        beginning(&self.entries[first..], path)
    }
}

/// A folder of a snapshot.
#[derive(Clone, Debug)]
pub(super) struct KeptFolder {
    kept: Arc<Kept>,
    path: PathBuf,
}

impl KeptFolder {
    /// A folder in it.
    pub(super) fn folder(&self, below: &Path) -> io::Result<Self> {
        let path = self.at(below);
        match self.kept.is_folder(&path) {
            Some(true) => Ok(Self { kept: self.kept.clone(), path }),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// The names of what is in it with their kinds, in the order of their bytes.
    pub(super) fn names(&self) -> Vec<(Kind, OsString)> {
        let (mut names, mut rest) = (Vec::new(), self.kept.below(&self.path));
        while let Some(entry) = rest.first() {
            names.push((kind(entry), entry.path.file_name().unwrap_or_default().into()));
            rest = &rest[beginning(rest, &entry.path).len()..];
        }
        names
    }

    /// Something in it.
    pub(super) fn entry(&self, name: &OsStr) -> Option<&Entry> {
        self.kept.entry(&self.at(Path::new(name)))
    }

    fn at(&self, below: &Path) -> PathBuf {
        // Joining an empty path would append a slash.
        if below.as_os_str().is_empty() { self.path.clone() } else { self.path.join(below) }
    }
}

fn kind(entry: &Entry) -> Kind {
    match entry.kind {
        snapshots::Kind::Folder => Kind::Folder,
        snapshots::Kind::File(_) => Kind::File,
        snapshots::Kind::Link { .. } => Kind::Link,
    }
}

/// The first of these entries, as long as they are `path` or in it.
fn beginning<'a>(entries: &'a [Entry], path: &Path) -> &'a [Entry] {
    &entries[..entries.partition_point(|entry| entry.path.starts_with(path))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::io::Read;
    use std::os::unix::fs::symlink;

    /// A person would see other files than those that a version was trained on, or save none of them.
    #[test]
    fn a_snapshot_is_browsed_like_the_folder_that_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("source");
        for path in ["a/b.csv", "a/deep/c.csv", "a.csv", "z.csv"] {
            fs::create_dir_all(source.join(path).parent().unwrap()).unwrap();
            fs::write(source.join(path), path).unwrap();
        }
        fs::create_dir(source.join("empty")).unwrap();
        symlink("a/b.csv", source.join("link")).unwrap();
        let snapshots = Snapshots::at(&folder.path().join("snapshots"));
        let scan = files::tree::scan(&source, &Watch::default()).unwrap();
        let taken = snapshots.taking().unwrap().keep(&scan, "source", &Watch::default()).unwrap();
        let kept = LastKept::default().open(&snapshots, &taken.described.manifest.id()).unwrap();

        let names = |path: &str| {
            let names = kept.root().folder(Path::new(path)).map(|folder| folder.names());
            names.ok().map(|names| names.iter().map(|(_, name)| name.to_str().unwrap().to_owned()).collect())
        };
        let some = |names: &[&str]| Some(names.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(names(""), some(&["a", "a.csv", "empty", "link", "z.csv"]));
        assert_eq!([names("a"), names("a/deep")], [some(&["b.csv", "deep"]), some(&["c.csv"])]);
        assert_eq!(
            [names("empty"), names("a.csv"), names("link"), names("../source")],
            [some(&[]), None, None, None]
        );
        assert_eq!(kept.root().entry(OsStr::new("z.csv")).unwrap().content().unwrap().size, 5);
        let text = |path: &str| {
            let mut text = String::new();
            kept.file(Path::new(path)).ok()?.read_to_string(&mut text).ok()?;
            Some(text)
        };
        assert_eq!(text("a/deep/c.csv").as_deref(), Some("a/deep/c.csv"));
        assert_eq!([text("a"), text("link"), text("none")], [None, None, None]);

        let (chosen, into) = ([Path::new("a/deep"), Path::new("z.csv")], folder.path().join("chosen"));
        kept.unpack(&chosen, &into, &Watch::default()).unwrap();
        let there = |path: &str| into.join(path).exists();
        assert_eq!(["a/deep/c.csv", "z.csv", "a/b.csv", "a.csv"].map(there), [true, true, false, false]);
        let below = folder.path().join("below");
        kept.restore(Path::new("a"), &below, &Watch::default()).unwrap();
        assert_eq!(fs::read_to_string(below.join("deep/c.csv")).unwrap(), "a/deep/c.csv");
    }
}
