//! Where blobs are, and how new ones get there.

use crate::{Blob, Digest};
use files::beneath::Folder;
use files::{atomic, unreadable, unwritable};
use locales::Result;
use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags};
use rustix::fs::{linkat, mkdirat, openat, renameat, statat, unlinkat};
use rustix::io::Errno;
use std::collections::BTreeSet;
use std::fs::File;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use tempfile::TempDir;

/// The name of a blob below `blobs/`.
pub fn name(digest: &Digest) -> String {
    let digits = digest.to_string();
    format!("{}/{}", &digits[..2], &digits[2..])
}

/// The folder with the blobs.
#[derive(Debug)]
pub struct Blobs {
    /// `None`: there is none yet.
    folder: Option<Folder>,
}

impl Blobs {
    /// Opens `blobs/`, if it is there.
    pub fn open(path: &Path) -> Result<Self> {
        match Folder::open(path) {
            Ok(folder) => Ok(Self { folder: Some(folder) }),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Self { folder: None }),
            Err(e) => Err(unreadable(path, e)),
        }
    }

    /// Whether a blob is there, by its name and its length.
    pub fn has(&self, blob: &Blob) -> bool {
        self.folder.as_ref().is_some_and(|folder| {
            statat(folder, name(&blob.digest), AtFlags::SYMLINK_NOFOLLOW).is_ok_and(|found| {
                FileType::from_raw_mode(found.st_mode) == FileType::RegularFile
                    && found.st_size as u64 == blob.length
            })
        })
    }

    /// Opens a blob for reading; `None`: it is not there, or has another length.
    pub fn file(&self, blob: &Blob) -> Result<Option<File>> {
        let Some(folder) = &self.folder else { return Ok(None) };
        let below = PathBuf::from(name(&blob.digest));
        let failed = |e| unreadable(&folder.path().join(&below), e);
        match folder.file(&below) {
            Ok(file) => {
                let is_whole = file.metadata().map_err(failed)?.len() == blob.length;
                Ok(is_whole.then_some(file))
            }
            Err(e) if files::beneath::is_absent(&e) => Ok(None),
            Err(e) => Err(failed(e)),
        }
    }
}

/// New blobs, until all of them are there.
#[derive(Debug)]
pub struct Incoming {
    folder: TempDir,
    opened: Folder,
    next: AtomicUsize,
    ready: Mutex<Vec<(usize, Digest)>>,
}

/// A file that is becoming a blob.
#[derive(Debug)]
pub struct New {
    pub file: File,
    pub path: PathBuf,
    number: usize,
}

impl Incoming {
    /// A place for new blobs in `incoming/`.
    pub fn begin(path: &Path) -> Result<Self> {
        let folder = tempfile::tempdir_in(path).map_err(|e| unwritable(path, e))?;
        let opened = Folder::open(folder.path()).map_err(|e| unwritable(folder.path(), e))?;
        Ok(Self { folder, opened, next: AtomicUsize::new(0), ready: Mutex::default() })
    }

    /// Makes an empty file, which nobody will be able to write once it is closed.
    pub fn file(&self) -> Result<New> {
        let number = self.next.fetch_add(1, Relaxed);
        let name = number.to_string();
        let path = self.folder.path().join(&name);
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        let file = openat(&self.opened, name, flags, Mode::from_raw_mode(0o444));
        Ok(New { file: file.map_err(|e| unwritable(&path, e))?.into(), path, number })
    }

    /// Makes an open file a new blob itself: it gets a second name.
    pub fn link(&self, file: &File) -> rustix::io::Result<New> {
        let number = self.next.fetch_add(1, Relaxed);
        let name = number.to_string();
        let path = self.folder.path().join(&name);
        // The file that is open, whatever its name leads to by now.
        let open = format!("/proc/self/fd/{}", file.as_raw_fd());
        linkat(CWD, open, &self.opened, name, AtFlags::SYMLINK_FOLLOW)?;
        let file = file.try_clone().map_err(|_| Errno::MFILE)?;
        Ok(New { file, path, number })
    }

    /// Says what a file holds, all of which was written.
    pub fn ready(&self, new: &New, digest: Digest) {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner).push((new.number, digest));
    }

    /// Removes a file that is not needed.
    pub fn discard(&self, new: &New) -> Result<()> {
        let removed = unlinkat(&self.opened, new.number.to_string(), AtFlags::empty());
        removed.map_err(|e| unwritable(&new.path, e))
    }

    /// Moves what is ready to `blobs`: first all of it is on the disk, then it gets its names, and when this returns,
    /// these are on the disk, too.
    pub fn finish(self, blobs: &Path) -> Result<()> {
        let ready = self.ready.into_inner().unwrap_or_else(PoisonError::into_inner);
        if ready.is_empty() {
            return Ok(());
        }
        atomic::sync_tree(self.folder.path())?;
        let to = Folder::open(blobs).map_err(|e| unwritable(blobs, e))?;
        let mut folders = BTreeSet::new();
        for (number, digest) in ready {
            let (from, name) = (number.to_string(), name(&digest));
            let folder = name[..2].to_string();
            let renamed = match renameat(&self.opened, &from, &to, &name) {
                Err(Errno::NOENT) => {
                    match mkdirat(&to, &folder, Mode::from_raw_mode(0o777)) {
                        // Somebody else takes a snapshot, too.
                        Err(Errno::EXIST) => {}
                        made => made.map_err(|e| unwritable(&blobs.join(&folder), e))?,
                    }
                    renameat(&self.opened, &from, &to, &name)
                }
                renamed => renamed,
            };
            renamed.map_err(|e| unwritable(&blobs.join(&name), e))?;
            folders.insert(folder);
        }
        if folders.len() > FEW {
            return atomic::sync_tree(blobs);
        }
        folders.iter().try_for_each(|folder| atomic::sync_folder(&blobs.join(folder)))?;
        atomic::sync_folder(blobs)
    }
}

/// How many folders are synced one by one: more cost more than everything at once.
const FEW: usize = 16;
