//! Room on the disk, asked for before anything is written.

use crate::folder::{shown, unreadable};
use locales::{Message, Result};
use rustix::fs::{StatVfs, statfs, statvfs};
use rustix::io::Errno;
use std::path::Path;

/// What is left free, in bytes: a disk filled to the brim breaks the store's database and every
/// other program of the person.
pub const RESERVE: u64 = 64 << 20;

/// How many bytes this person may still write where `path` is or would be.
pub fn free(path: &Path) -> Result<u64> {
    at(path).map(|found| found.f_bavail.saturating_mul(found.f_frsize))
}

/// Whether no more files can be made where `path` is or would be, whatever room there is: a file system
/// may have only so many.
pub fn has_no_files_left(path: &Path) -> bool {
    // Those that make them as they need them count none.
    at(path).is_ok_and(|found| found.f_files > 0 && found.f_favail == 0)
}

/// Whether `path` is on a Windows drive that the Windows Subsystem for Linux passes on: its file system there
/// is 9P, whose locks and watches do not reach Windows.
pub fn is_windows_drive(path: &Path) -> bool {
    const V9FS_MAGIC: u64 = 0x0102_1997;
    statfs(path).is_ok_and(|found| found.f_type as u64 == V9FS_MAGIC)
}

fn at(path: &Path) -> Result<StatVfs> {
    let mut at = path;
    loop {
        let place = if at.as_os_str().is_empty() { Path::new(".") } else { at };
        match (statvfs(place), at.parent()) {
            (Ok(found), _) => return Ok(found),
            (Err(Errno::NOENT), Some(above)) => at = above,
            (Err(e), _) => return Err(unreadable(path, e)),
        }
    }
}

/// Fails with [`Message::DiskFull`] unless `bytes` more can be written where `path` is or would be,
/// with [`RESERVE`] left over.
pub fn require(path: &Path, bytes: u64) -> Result<()> {
    let free = free(path)?;
    let needed = bytes.saturating_add(RESERVE);
    if free < needed {
        return Err(Message::DiskFull { place: shown(path), needed, free }.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Without it a copy would begin, fill the disk and fail.
    #[test]
    fn what_does_not_fit_is_said_beforehand() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("not/yet/there");
        let free = free(&place).unwrap();
        assert!(free > 0);
        require(&place, 1).unwrap();
        let failure = require(&place, u64::MAX / 2).unwrap_err();
        assert!(matches!(*failure.message, Message::DiskFull { needed, .. } if needed > u64::MAX / 2));
        assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none());
    }
}
