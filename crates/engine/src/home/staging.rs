//! Folders in the store for what is on its way: into its place, or out of sight.

use std::fs;
use std::path::{Path, PathBuf};

use files::Lock;
use locales::{Failure, Message, Result};

use super::{Home, random};
use crate::Engine;
use crate::logged::Logged;

/// A folder in which something new is prepared, out of sight, until it is renamed into its place; or
/// from which what is removed may still come back. Gone when dropped; what a killed process leaves is
/// cleared by the next one.
#[derive(Debug)]
pub(crate) struct Staging {
    folder: PathBuf,
    /// In the store, where others clear up.
    lock: Option<(PathBuf, Lock)>,
}

impl Staging {
    pub(crate) fn new(home: &Home) -> Result<Self> {
        home.may_change()?;
        Self::make(&home.staging())
    }

    /// One for what is on its way to `place`: in the store, or beside it if that may only be read.
    pub(crate) fn for_place(home: &Home, place: &Path) -> Result<Self> {
        match place.parent() {
            Some(folder) if home.is_read_only => Self::beside(folder),
            _ => Self::new(home),
        }
    }

    /// One in a person's own folder: should this process be killed, the name says whose it was.
    fn beside(folder: &Path) -> Result<Self> {
        let made = tempfile::Builder::new().prefix(".trainyard-").tempdir_in(folder);
        let made = made.map_err(|error| {
            Failure::because(Message::FileUnwritable { path: files::shown(folder) }, error)
        })?;
        Ok(Self { folder: made.keep(), lock: None })
    }

    /// One for what is removed and may come back: nobody else empties it as long as it is held.
    pub(crate) fn in_trash(home: &Home) -> Result<Self> {
        home.may_change()?;
        home.with_reserve(|| Self::make(&home.trash()))
    }

    fn make(place: &Path) -> Result<Self> {
        let folder = place.join(format!("{:016x}", random()));
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

    /// Clears what killed processes left.
    pub(crate) fn clear_abandoned(home: &Home) {
        for entry in fs::read_dir(home.staging()).into_iter().flatten().flatten() {
            let path = entry.path();
            let lock_path = path.with_extension("lock");
            if let Ok(Some(_lock)) = Lock::try_exclusive(&lock_path) {
                // What stays is tried again by the next program; so it is below.
                files::tree::remove(&path.with_extension("")).logged("clear what a killed process left");
                fs::remove_file(&lock_path).logged("remove the lock of what a killed process left");
            }
        }
    }
}

/// A folder in the store for what is only passing through. Gone when dropped.
#[derive(Debug)]
pub struct Scratch(Staging);

impl Scratch {
    /// The folder.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Engine {
    /// Makes such a folder.
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
