//! How what is in a scanned folder is reached.

use crate::beneath::{Folder, Source};
use crate::tree::Entry;
use rustix::fs::{Access, AtFlags, CWD, Stat, accessat, readlink};
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How what is in a scanned folder is reached.
#[derive(Debug)]
pub enum Reach {
    /// By its path below this one, through links.
    Anywhere(PathBuf),
    /// Beneath the folder, and what links led to beneath the one around it; through no link.
    Beneath { folder: Arc<Folder>, around: Arc<Folder> },
}

impl Reach {
    /// `around`: the folder itself if none.
    pub fn beneath(folder: Folder, around: Option<Folder>) -> Self {
        let folder = Arc::new(folder);
        let around = around.map_or_else(|| folder.clone(), Arc::new);
        Self::Beneath { folder, around }
    }

    /// Opens a folder, the root if `path` is empty. `linked`: see [`Entry`].
    pub fn folder(&self, path: &Path, linked: Option<&Path>) -> io::Result<Folder> {
        match (self, linked) {
            (Self::Anywhere(root), _) => Folder::open_named(&root.join(path)),
            (Self::Beneath { folder, .. }, None) => folder.folder(path),
            (Self::Beneath { around, .. }, Some(linked)) => around.folder(linked),
        }
    }

    /// Finds out whether a file may be read; opens it `if_wanted`, or if that is the only way.
    pub fn look(&self, path: &Path, linked: Option<&Path>, if_wanted: bool) -> io::Result<Option<File>> {
        match self {
            Self::Anywhere(root) if !if_wanted => {
                accessat(CWD, root.join(path), Access::READ_OK, AtFlags::empty())?;
                Ok(None)
            }
            _ => self.source_at(path, linked).open().map(Some),
        }
    }

    /// The text of a link.
    pub fn read_link(&self, path: &Path, linked: Option<&Path>) -> io::Result<PathBuf> {
        match (self, linked) {
            (Self::Anywhere(root), _) => {
                Ok(OsString::from_vec(readlink(root.join(path), Vec::new())?.into_bytes()).into())
            }
            (Self::Beneath { folder, .. }, None) => folder.read_link(path),
            (Self::Beneath { around, .. }, Some(linked)) => around.read_link(linked),
        }
    }

    /// What is known of what a link led to.
    pub fn stat_linked(&self, linked: &Path) -> io::Result<Stat> {
        match self {
            Self::Anywhere(root) => Ok(rustix::fs::stat(root.join(linked))?),
            Self::Beneath { around, .. } => around.stat_below(linked),
        }
    }

    /// Where an entry is read.
    pub fn source(&self, entry: &Entry) -> Source {
        self.source_at(&entry.path, entry.linked.as_deref())
    }

    fn source_at(&self, path: &Path, linked: Option<&Path>) -> Source {
        match (self, linked) {
            (Self::Anywhere(root), _) => Source::Path(root.join(path)),
            (Self::Beneath { folder, .. }, None) => Source::Beneath(folder.clone(), path.into()),
            (Self::Beneath { around, .. }, Some(linked)) => Source::Beneath(around.clone(), linked.into()),
        }
    }
}
