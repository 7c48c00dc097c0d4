//! The store's lock, and the byte in it that says whether the store is dirty.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use files::Lock;
use locales::Result;

use crate::Home;
use crate::logged::Logged;

/// The store's lock, held: nobody else changes the store's structure at the same time.
#[derive(Debug)]
pub(super) struct StoreLock {
    path: PathBuf,
    /// The index is in memory, so the one on the disk does not have what is changed now.
    is_index_in_memory: bool,
    _lock: Lock,
}

impl StoreLock {
    pub(super) fn take(home: &Home, is_index_in_memory: bool) -> Result<Self> {
        let path = home.lock();
        Ok(Self { _lock: Lock::exclusive(&path)?, path, is_index_in_memory })
    }

    /// The same if nobody holds the lock.
    pub(super) fn try_take(home: &Home, is_index_in_memory: bool) -> Result<Option<Self>> {
        let path = home.lock();
        let lock = Lock::try_exclusive(&path)?;
        Ok(lock.map(|_lock| Self { _lock, path, is_index_in_memory }))
    }

    /// Must be called before changing files that the index describes: if this process dies before
    /// [`StoreLock::clear_dirty`], the next holder rebuilds the index. The state is one byte at a fixed
    /// position, so that writing it needs no space on a full disk.
    pub(super) fn set_dirty(&self) -> Result<()> {
        self.write(DIRTY).map_err(|error| files::unwritable(&self.path, error))
    }

    /// Files and index agree again.
    pub(super) fn clear_dirty(&self) {
        if !self.is_index_in_memory {
            // If the store stays dirty, the index is rebuilt once more than necessary.
            self.write(CLEAN).logged("remove the mark of a change");
        }
    }

    /// Whether the last holder left the store dirty.
    pub(super) fn is_dirty(&self) -> bool {
        is_dirty(&self.path)
    }

    fn write(&self, state: u8) -> std::io::Result<()> {
        write(&self.path, state)
    }
}

fn write(path: &Path, state: u8) -> std::io::Result<()> {
    OpenOptions::new().write(true).open(path)?.write_all_at(&[state], 0)
}

/// Makes the store dirty, whoever holds its lock: its index is damaged.
pub(crate) fn mark_dirty(home: &Home) {
    write(&home.lock(), DIRTY).logged("mark the index as damaged");
}

const DIRTY: u8 = b'!';
const CLEAN: u8 = b'-';

/// Whether a holder of the store's lock died between a change of the files and of the index.
pub(super) fn is_store_dirty(home: &Home) -> bool {
    is_dirty(&home.lock())
}

fn is_dirty(path: &Path) -> bool {
    fs::read(path).is_ok_and(|content| content.first().is_some_and(|state| *state != CLEAN))
}
