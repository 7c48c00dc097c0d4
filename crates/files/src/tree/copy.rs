//! A private copy of a folder.

use super::remove::remove;
use super::scan::{Entry, Kind, Scan};
use crate::folder::{open_untouched, shown, unreadable, unwritable};
use crate::{Watch, parallel};
use locales::{Message, Result};
use rustix::fs::{AtFlags, CWD, Mode, OFlags, Timespec, Timestamps, UTIME_OMIT};
use rustix::fs::{copy_file_range, fstat, futimens, ioctl_ficlone, open, utimensat};
use rustix::io::Errno;
use std::fs::{DirBuilder, File};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, symlink};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{SystemTime, UNIX_EPOCH};

/// What [`copy`] made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Regular files.
    pub files: u64,
    /// Their sizes together.
    pub bytes: u64,
    /// Whether the copy shares its blocks with the original until one of them is written to.
    pub cloned: bool,
}

/// Files up to this size go through a buffer: one read and one write, and the read that comes back
/// short is also the proof that the file has not grown.
const SMALL: u64 = 256 << 10;
/// Between two looks at whether to go on.
const STEP: usize = 8 << 20;

/// Makes the new folder `to` and copies what was scanned into it. Times are kept; so are
/// permissions, as far as the umask goes, but the owner may always read and write the copy.
/// Neither the originals nor their access times change (where the system lets us).
///
/// Nothing is synced: [`crate::atomic::sync_tree`] does it once for all.
///
/// # Errors
///
/// A file that vanished or changed its size since the scan, anything that cannot be read or
/// written, cancelled; what was already copied is removed again. Also if `to` exists.
pub fn copy(scan: &Scan, to: &Path, watch: &Watch) -> Result<Copied> {
    std::fs::create_dir(to).map_err(|e| unwritable(to, e))?;
    let copied = fill(scan, to, watch);
    if copied.is_err() {
        // The failure that is told is the one that made it necessary.
        let _ = remove(to);
    }
    copied
}

fn fill(scan: &Scan, to: &Path, watch: &Watch) -> Result<Copied> {
    let mut files = Vec::new();
    for entry in &scan.entries {
        let new = to.join(&entry.path);
        match &entry.kind {
            Kind::Folder => DirBuilder::new().mode(entry.mode & 0o777 | 0o700).create(&new),
            Kind::Link { target } => symlink(target, &new),
            Kind::File { size } => {
                files.push((entry, *size));
                continue;
            }
        }
        .map_err(|e| unwritable(&new, e))?;
    }
    let clones = AtomicBool::new(true);
    let buffer = || vec![0; SMALL as usize + 1];
    parallel::each(files.len(), buffer, |buffer, i| {
        watch.cancel.check()?;
        let (entry, size) = files[i];
        FileCopy { entry, size, from: &scan.root.join(&entry.path), to: &to.join(&entry.path), watch }
            .make(&clones, buffer)
    })?;
    // Last and from the inside out: making something in a folder changes its time.
    for entry in scan.entries.iter().rev().filter(|e| !matches!(e.kind, Kind::File { .. })) {
        let new = to.join(&entry.path);
        utimensat(CWD, &new, &times(entry.modified), AtFlags::SYMLINK_NOFOLLOW)
            .map_err(|e| unwritable(&new, e))?;
    }
    let cloned = clones.into_inner() && !files.is_empty();
    Ok(Copied { files: scan.files, bytes: scan.bytes, cloned })
}

struct FileCopy<'a> {
    entry: &'a Entry,
    size: u64,
    from: &'a Path,
    to: &'a Path,
    watch: &'a Watch,
}

impl FileCopy<'_> {
    fn make(&self, clones: &AtomicBool, buffer: &mut [u8]) -> Result<()> {
        let read = |e: Errno| unreadable(self.from, e);
        let write = |e: Errno| unwritable(self.to, e);
        // NONBLOCK: if the file was replaced by a FIFO since, opening must not hang.
        let source = File::from(open_untouched(self.from, OFlags::NONBLOCK).map_err(read)?);
        self.expect_size(fstat(&source).map_err(read)?.st_size as u64)?;
        let mode = Mode::from_raw_mode(self.entry.mode & 0o777 | 0o600);
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        let new = File::from(open(self.to, flags, mode).map_err(write)?);
        if clones.load(Relaxed) && ioctl_ficlone(&new, &source).is_ok() {
            self.expect_size(fstat(&new).map_err(write)?.st_size as u64)?;
            self.watch.progress.advance(0, self.size);
        } else {
            clones.store(false, Relaxed);
            self.contents(source, &new, buffer)?;
        }
        futimens(&new, &times(self.entry.modified)).map_err(write)?;
        self.watch.progress.advance(1, 0);
        Ok(())
    }

    fn contents(&self, mut source: File, mut new: &File, buffer: &mut [u8]) -> Result<()> {
        let mut ranges = self.size > SMALL;
        let mut copied = 0;
        while copied <= self.size {
            self.watch.cancel.check()?;
            if ranges {
                match copy_file_range(&source, None, new, None, STEP) {
                    Ok(0) => break,
                    Ok(n) => copied += self.passed(n),
                    Err(Errno::INTR) => {}
                    // Between file systems, or one that cannot.
                    Err(Errno::XDEV | Errno::INVAL | Errno::OPNOTSUPP | Errno::NOSYS) => ranges = false,
                    Err(e) => return Err(unwritable(self.to, e)),
                }
                continue;
            }
            let n = match source.read(buffer) {
                Ok(n) => n,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(unreadable(self.from, e)),
            };
            new.write_all(&buffer[..n]).map_err(|e| unwritable(self.to, e))?;
            copied += self.passed(n);
            if n < buffer.len() {
                break;
            }
        }
        self.expect_size(copied)
    }

    fn passed(&self, bytes: usize) -> u64 {
        self.watch.progress.advance(0, bytes as u64);
        bytes as u64
    }

    fn expect_size(&self, found: u64) -> Result<()> {
        if found == self.size {
            return Ok(());
        }
        Err(Message::FileChanged { path: shown(self.from) }.into())
    }
}

/// The access time stays what it is: the copy's own.
fn times(modified: SystemTime) -> Timestamps {
    let last_access = Timespec { tv_sec: 0, tv_nsec: UTIME_OMIT };
    let last_modification = match modified.duration_since(UNIX_EPOCH) {
        Ok(after) => Timespec { tv_sec: after.as_secs() as i64, tv_nsec: after.subsec_nanos().into() },
        Err(before) => {
            let before = before.duration();
            let borrow = i64::from(before.subsec_nanos() > 0);
            let nanoseconds = (1_000_000_000 - i64::from(before.subsec_nanos())) % 1_000_000_000;
            Timespec { tv_sec: -(before.as_secs() as i64) - borrow, tv_nsec: nanoseconds }
        }
    };
    Timestamps { last_access, last_modification }
}
