//! A private copy of a folder.

use super::holes::FileCopy;
use super::remove::discard;
use super::scan::{Entry, Kind, Scan};
use crate::beneath::Folder;
use crate::folder::{unreadable, unwritable};
use crate::{Moment, Watch, parallel};
use locales::Result;
use rustix::fs::{AtFlags, Mode, OFlags, Timespec, Timestamps, UTIME_OMIT};
use rustix::fs::{fstat, futimens, ioctl_ficlone, mkdirat, openat, symlinkat, utimensat};
use rustix::io::Errno;
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::SystemTime;

/// What [`copy`] made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Regular files.
    pub files: u64,
    /// Their sizes together.
    pub bytes: u64,
    /// How many of these bytes hold data, the others being holes.
    pub data: u64,
    /// Whether the copy shares its blocks with the original until one of them is written to.
    pub cloned: bool,
}

/// Files up to this size go through a buffer: one read and one write, and the read that comes back
/// short is also the proof that the file has not grown.
const SMALL: u64 = 256 << 10;

/// Makes the new folder `to` and copies what was scanned into it. Holes stay holes; times are kept; so
/// are permissions, as far as the umask goes, but the owner may always read and write the copy.
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
        discard(to);
    }
    copied
}

fn fill(scan: &Scan, to: &Path, watch: &Watch) -> Result<Copied> {
    let mut files = Vec::new();
    // Beneath it, a path may be as long as beneath the scanned one.
    let made = Folder::open(to).map_err(|e| unwritable(to, e))?;
    for entry in &scan.entries {
        let mode = Mode::from_raw_mode(entry.mode & 0o777 | 0o700);
        match &entry.kind {
            Kind::Folder => mkdirat(&made, &entry.path, mode),
            Kind::Link { target } => symlinkat(target, &made, &entry.path),
            Kind::File { size, data } => {
                files.push((entry, *size, data == size));
                continue;
            }
        }
        .map_err(|e| unwritable(&to.join(&entry.path), e))?;
    }
    let clones = AtomicBool::new(true);
    let buffer = || vec![0; SMALL as usize + 1];
    parallel::each(files.len(), buffer, |buffer, i| {
        watch.cancel.check()?;
        let (entry, size, is_dense) = files[i];
        let (from, to) = (&scan.root.join(&entry.path), &to.join(&entry.path));
        let source = scan.reach.source(entry).open().map_err(|e| unreadable(from, e))?;
        EntryCopy { entry, size, is_dense, source, made: &made, from, to, watch }.make(&clones, buffer)
    })?;
    // Last and from the inside out: making something in a folder changes its time.
    for entry in scan.entries.iter().rev().filter(|e| !matches!(e.kind, Kind::File { .. })) {
        utimensat(&made, &entry.path, &times(entry.modified), AtFlags::SYMLINK_NOFOLLOW)
            .map_err(|e| unwritable(&to.join(&entry.path), e))?;
    }
    let cloned = clones.into_inner() && !files.is_empty();
    Ok(Copied { files: scan.files, bytes: scan.bytes, data: scan.data, cloned })
}

struct EntryCopy<'a> {
    entry: &'a Entry,
    size: u64,
    /// Whether all of it is data.
    is_dense: bool,
    source: File,
    /// The folder that the copy is made in.
    made: &'a Folder,
    from: &'a Path,
    to: &'a Path,
    watch: &'a Watch,
}

impl EntryCopy<'_> {
    fn make(&self, clones: &AtomicBool, buffer: &mut [u8]) -> Result<()> {
        let write = |e: Errno| unwritable(self.to, e);
        let source = &self.source;
        let mode = Mode::from_raw_mode(self.entry.mode & 0o777 | 0o600);
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        let new = File::from(openat(self.made, &self.entry.path, flags, mode).map_err(write)?);
        let copy = FileCopy { source, from: self.from, new: &new, to: self.to };
        copy.expect_size(self.size)?;
        if clones.load(Relaxed) && ioctl_ficlone(&new, source).is_ok() {
            if fstat(&new).map_err(write)?.st_size as u64 != self.size {
                return Err(copy.changed());
            }
            self.watch.progress.advance(0, self.size);
        } else {
            clones.store(false, Relaxed);
            if self.is_dense && self.size <= SMALL {
                self.small(&copy, buffer)?;
            } else {
                copy.make(self.size, |bytes| {
                    self.watch.progress.advance(0, bytes);
                    self.watch.cancel.check()
                })?;
            }
        }
        futimens(&new, &times(self.entry.modified)).map_err(write)?;
        self.watch.progress.advance(1, 0);
        Ok(())
    }

    fn small(&self, copy: &FileCopy<'_>, buffer: &mut [u8]) -> Result<()> {
        let (mut source, mut new, mut copied) = (copy.source, copy.new, 0);
        while copied <= self.size {
            let n = match source.read(buffer) {
                Ok(n) => n,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(unreadable(self.from, e)),
            };
            new.write_all(&buffer[..n]).map_err(|e| unwritable(self.to, e))?;
            copied += n as u64;
            if n < buffer.len() {
                break;
            }
        }
        self.watch.progress.advance(0, copied);
        if copied == self.size { Ok(()) } else { Err(copy.changed()) }
    }
}

/// The times for a copy of something that was last changed then. The access time stays what it is: the copy's own.
pub fn times(modified: SystemTime) -> Timestamps {
    let last_access = Timespec { tv_sec: 0, tv_nsec: UTIME_OMIT };
    let Moment { seconds, nanoseconds } = modified.into();
    let last_modification = Timespec { tv_sec: seconds, tv_nsec: nanoseconds.into() };
    Timestamps { last_access, last_modification }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};

    /// One file with a damaged time would end the copy of all.
    #[test]
    fn a_time_that_no_calendar_has_is_copied() {
        let seconds = |modified| times(modified).last_modification.tv_sec;
        assert_eq!(seconds(UNIX_EPOCH - Duration::from_secs(1 << 63)), i64::MIN);
        assert_eq!(seconds(UNIX_EPOCH + Duration::from_secs(i64::MAX as u64)), i64::MAX);
        assert_eq!(seconds(UNIX_EPOCH - Duration::from_millis(1500)), -2);
    }
}
