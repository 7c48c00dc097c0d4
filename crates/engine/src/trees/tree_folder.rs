//! An open folder of a tree, on the disk, in a zip or in a snapshot.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;
use std::time::SystemTime;

use files::beneath::{Folder, Kind};
use locales::Result;

use super::kept::KeptFolder;
use super::zip::ZipFolder;

/// An open folder of a tree.
#[derive(Debug)]
pub(super) enum TreeFolder {
    /// On the disk.
    Plain(Folder),
    /// In a zip.
    Zipped(ZipFolder),
    /// In a snapshot.
    Kept(KeptFolder),
}

/// What is known of something in a folder.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct About {
    /// The size of a file, in bytes.
    pub(super) bytes: Option<u64>,
    /// When it was last modified. Versions are packed without times.
    pub(super) changed: Option<SystemTime>,
}

impl TreeFolder {
    /// Opens a folder beneath it.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub(super) fn folder(&self, below: &Path) -> io::Result<Self> {
        match self {
            Self::Plain(folder) => folder.folder(below).map(Self::Plain),
            Self::Zipped(folder) => folder.folder(below).map(Self::Zipped),
            Self::Kept(folder) => folder.folder(below).map(Self::Kept),
        }
    }

    /// The names of what is in it with their kinds, in any order.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn names(&self) -> Result<Vec<(Kind, OsString)>> {
        match self {
            Self::Plain(folder) => folder.names().map_err(|error| files::unreadable(folder.path(), error)),
            Self::Zipped(folder) => Ok(folder.names()),
            Self::Kept(folder) => Ok(folder.names()),
        }
    }

    /// What is known of something in it; nothing if it has vanished.
    pub(super) fn about(&self, name: &OsStr) -> About {
        match self {
            Self::Plain(folder) => folder.about(name).map_or_else(
                |_| About::default(),
                |about| About {
                    bytes: Some(about.bytes()).filter(|_| about.is_file()),
                    changed: Some(about.modified()),
                },
            ),
            Self::Zipped(folder) => About { bytes: folder.bytes(name), changed: None },
            Self::Kept(folder) => folder.entry(name).map_or_else(About::default, |entry| About {
                bytes: entry.content().map(|content| content.size),
                changed: Some(entry.modified),
            }),
        }
    }
}
