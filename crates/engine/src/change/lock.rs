//! The store's lock and its mark.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

use files::Lock;
use locales::Result;

use crate::Home;
use crate::logged::Logged;

/// The store's lock, held: nobody else changes the store's structure meanwhile.
#[derive(Debug)]
pub(super) struct StoreLock {
    path: PathBuf,
    /// What is changed now is not in the index on the disk.
    is_aside: bool,
    _lock: Lock,
}

impl StoreLock {
    pub(super) fn take(home: &Home, is_aside: bool) -> Result<Self> {
        let path = home.lock();
        Ok(Self { _lock: Lock::exclusive(&path)?, path, is_aside })
    }

    /// To be called before files are changed that the index tells about: should this process die
    /// before [`StoreLock::unmark`], the next one rebuilds the index. The mark is one byte, always
    /// in its place, so that setting it needs no room on a full disk.
    pub(super) fn mark(&self) -> Result<()> {
        self.write(MARKED).map_err(|error| files::unwritable(&self.path, error))
    }

    /// Files and index tell the same again.
    pub(super) fn unmark(&self) {
        if !self.is_aside {
            // If the mark stays, the index is rebuilt once more than necessary.
            self.write(UNMARKED).logged("remove the mark of a change");
        }
    }

    /// Whether its last holder has left the store marked.
    pub(super) fn is_marked(&self) -> bool {
        is_marked(&self.path)
    }

    fn write(&self, mark: u8) -> std::io::Result<()> {
        OpenOptions::new().write(true).open(&self.path)?.write_all_at(&[mark], 0)
    }
}

const MARKED: u8 = b'!';
const UNMARKED: u8 = b'-';

/// Whether a holder of the store's lock died between a change of the files and of the index.
pub(super) fn is_store_marked(home: &Home) -> bool {
    is_marked(&home.lock())
}

fn is_marked(path: &std::path::Path) -> bool {
    fs::read(path).is_ok_and(|content| content.first().is_some_and(|mark| *mark != UNMARKED))
}
