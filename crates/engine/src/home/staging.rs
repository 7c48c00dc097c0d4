//! Temporary folders in the store: for what is being prepared, and for what is being removed.

use std::fs;
use std::path::{Path, PathBuf};

use files::Lock;
use locales::{Failure, Message, Result};

use super::{Home, random};
use crate::Engine;
use crate::logged::Logged;

/// A folder in which something new is prepared until it is renamed to its final path, or from which something
/// removed may still be restored. Deleted when dropped; the next process deletes what a killed one left.
#[derive(Debug)]
pub(crate) struct Staging {
    folder: PathBuf,
    /// In the store, where other processes clean up.
    lock: Option<(PathBuf, Lock)>,
}

impl Staging {
    pub(crate) fn new(home: &Home) -> Result<Self> {
        home.may_change()?;
        Self::make(&home.staging())
    }

    /// A staging folder for a file that will be at `output`: in the store, or beside the file if the store is
    /// read-only.
    pub(crate) fn for_output(home: &Home, output: &Path) -> Result<Self> {
        if home.is_read_only { Self::beside(output) } else { Self::new(home) }
    }

    /// A staging folder beside `output`, among a person's files: if this process is killed, its name shows which
    /// program it belongs to.
    pub(crate) fn beside(output: &Path) -> Result<Self> {
        let folder = files::folder_of(output);
        let made = tempfile::Builder::new().prefix(".trainyard-").tempdir_in(folder);
        let made = made.map_err(|error| {
            Failure::because(Message::FileUnwritable { path: files::shown(folder) }, error)
        })?;
        Ok(Self { folder: made.keep(), lock: None })
    }

    /// A staging folder for what is removed and may be restored: no other process deletes it as long as it is
    /// held.
    pub(crate) fn in_trash(home: &Home) -> Result<Self> {
        home.may_change()?;
        home.with_reserve(|| Self::make(&home.trash()))
    }

    fn make(parent: &Path) -> Result<Self> {
        let folder = parent.join(format!("{:016x}", random()));
        let lock_path = folder.with_extension("lock");
        let lock = Lock::exclusive(&lock_path)?;
        fs::create_dir(&folder).map_err(|error| {
            Failure::because(Message::FileUnwritable { path: files::shown(&folder) }, error)
        })?;
        Ok(Self { folder, lock: Some((lock_path, lock)) })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.folder
    }

    /// Deletes what killed processes left.
    pub(crate) fn clear_abandoned(home: &Home) {
        for entry in fs::read_dir(home.staging()).into_iter().flatten().flatten() {
            let path = entry.path();
            let lock_path = path.with_extension("lock");
            if let Ok(Some(_lock)) = Lock::try_exclusive(&lock_path) {
                // If it cannot be deleted, the next program tries again, here and below.
                files::tree::remove(&path.with_extension("")).logged("clear what a killed process left");
                fs::remove_file(&lock_path).logged("remove the lock of what a killed process left");
            }
        }
    }
}

/// A temporary folder in the store. Deleted when dropped.
#[derive(Debug)]
pub struct Scratch(Staging);

impl Scratch {
    /// The folder.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Engine {
    /// Creates a temporary folder.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn scratch(&self) -> Result<Scratch> {
        Staging::new(self.home()).map(Scratch)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        files::tree::remove(&self.folder).logged("clear staging");
        if let Some((path, _lock)) = &self.lock {
            fs::remove_file(path).logged("remove a lock in staging");
        }
    }
}
