//! A way down into folders and up again, however deep they are: by open folders, one step at a time.

use crate::folder::untouched;
use rustix::fs::{Mode, OFlags, fstat, openat};
use rustix::io::{Errno, Result};
use std::ffi::OsString;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

/// How many folders are open at most: those above are opened again by `..`.
const OPEN: usize = 32;

/// The folders from the first to the current one, with something to remember of each.
pub struct Descent<T> {
    levels: Vec<Level<T>>,
}

struct Level<T> {
    folder: Option<OwnedFd>,
    id: (u64, u64),
    /// In the folder above it.
    name: OsString,
    kept: T,
}

impl<T> Descent<T> {
    pub fn new() -> Self {
        Self { levels: Vec::new() }
    }

    /// The current folder; `None` before the first, and after it was left.
    pub fn current(&mut self) -> Option<(BorrowedFd<'_>, &mut T)> {
        let level = self.levels.last_mut()?;
        Some((level.folder.as_ref()?.as_fd(), &mut level.kept))
    }

    /// Makes `folder`, which was opened under this name in the current one, the current one.
    pub fn enter(&mut self, name: OsString, folder: OwnedFd, kept: T) -> Result<()> {
        let id = id(folder.as_fd())?;
        self.levels.push(Level { folder: Some(folder), id, name, kept });
        if let Some(far) = self.levels.len().checked_sub(OPEN + 1) {
            self.levels[far].folder = None;
        }
        Ok(())
    }

    /// Leaves the current folder. Returns its name.
    ///
    /// # Errors
    /// The folder above is another one now: this one was moved.
    pub fn leave(&mut self) -> Result<OsString> {
        let left = self.levels.pop().ok_or(Errno::NOENT)?;
        if let (Some(above), Some(folder)) = (self.levels.last_mut(), &left.folder)
            && above.folder.is_none()
        {
            let open = |flags| openat(folder, "..", flags, Mode::empty());
            let opened = untouched(OFlags::DIRECTORY, open)?;
            if id(opened.as_fd())? != above.id {
                return Err(Errno::STALE);
            }
            above.folder = Some(opened);
        }
        Ok(left.name)
    }

    /// The path of the current folder to name it by, as far as a person would read it.
    pub fn path(&self, root: &Path) -> PathBuf {
        let names = self.levels.iter().skip(1).map(|level| &level.name);
        std::iter::once(root.as_os_str()).chain(names.take(64).map(|name| name.as_os_str())).collect()
    }
}

fn id(folder: BorrowedFd<'_>) -> Result<(u64, u64)> {
    let stat = fstat(folder)?;
    Ok((stat.st_dev, stat.st_ino))
}
