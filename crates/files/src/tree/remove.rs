//! Removing folders, and what removing them would free.

use crate::folder::{list, unreadable, unwritable};
use locales::Result;
use rustix::fs::{AtFlags, CWD, FileType, Mode, chmod, rename, statat, unlink};
use rustix::io::Errno;
use std::collections::HashSet;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// Paths longer than this are made short before the system refuses them (at 4096).
const LONG: usize = 3000;

/// Removes what is at `path`: a file, a link (never what it leads to), or a folder with all that
/// is in it, also if folders in it may not be written, or are nested deeper than a path can say.
/// If nothing is there, nothing is done.
pub fn remove(path: &Path) -> Result<()> {
    let removed = match statat(CWD, path, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) if FileType::from_raw_mode(stat.st_mode) == FileType::Directory => {
            return remove_folder(path);
        }
        Ok(_) => unlink(path),
        Err(e) => Err(e),
    };
    missing_is_fine(removed).map_err(|e| unwritable(path, e))
}

/// Removes what was made only in part. The failure to report is the one that made this necessary; what is
/// left, because it cannot be removed either, is logged.
pub(crate) fn discard(path: &Path) {
    if let Err(error) = remove(path) {
        tracing::warn!(path = %path.display(), %error, "could not remove what was made only in part");
    }
}

fn remove_folder(root: &Path) -> Result<()> {
    let mut pending = vec![root.to_path_buf()];
    let mut emptied = Vec::new();
    let mut moved = 0_u64;
    while let Some(folder) = pending.pop() {
        let failed = |path: &Path, e: Errno| unwritable(path, e);
        let found = match list(&folder) {
            // Not readable or not searchable: it is ours to change, or else this says so.
            Err(Errno::ACCESS) => {
                chmod(&folder, Mode::RWXU).map_err(|e| failed(&folder, e))?;
                list(&folder)
            }
            other => other,
        };
        let found = match found {
            // One that may not be read is counted as empty; it can be removed all the same.
            Err(Errno::NOENT | Errno::ACCESS) => continue,
            other => other.map_err(|e| failed(&folder, e))?,
        };
        for listed in found {
            let path = folder.join(&listed.name);
            if listed.kind() != FileType::Directory {
                missing_is_fine(in_writable(&folder, || unlink(&path))).map_err(|e| failed(&path, e))?;
            } else if path.as_os_str().as_bytes().len() > LONG {
                moved += 1;
                let short = root.join(format!(".removing-{moved}"));
                in_writable(&folder, || rename(&path, &short)).map_err(|e| failed(&path, e))?;
                pending.push(short);
            } else {
                pending.push(path);
            }
        }
        emptied.push(folder);
    }
    // A folder was found before what is in it.
    for folder in emptied.iter().rev() {
        let above = folder.parent().filter(|_| folder != root);
        let removed = match above {
            Some(above) => in_writable(above, || rustix::fs::rmdir(folder)),
            None => rustix::fs::rmdir(folder),
        };
        missing_is_fine(removed).map_err(|e| unwritable(folder, e))?;
    }
    Ok(())
}

fn missing_is_fine(done: rustix::io::Result<()>) -> rustix::io::Result<()> {
    match done {
        Err(Errno::NOENT) => Ok(()),
        other => other,
    }
}

/// Does it again with the folder made writable, if that was in the way.
fn in_writable(folder: &Path, change: impl Fn() -> rustix::io::Result<()>) -> rustix::io::Result<()> {
    match change() {
        Err(Errno::ACCESS) => {
            chmod(folder, Mode::RWXU)?;
            change()
        }
        other => other,
    }
}

/// The room that something takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Everything that is no folder.
    pub files: u64,
    /// Bytes on the disk, folders included; what has several names counts once.
    pub bytes: u64,
}

/// The room that what is at `path` takes: a file, or a folder with all that is in it. Nothing there
/// is no room; what vanishes meanwhile, or is in a folder that may not be looked into,
/// is not counted.
pub fn usage(path: &Path) -> Result<Usage> {
    let mut usage = Usage::default();
    let mut seen = HashSet::new();
    let mut count = |stat: &rustix::fs::Stat, folder: bool| {
        usage.files += u64::from(!folder);
        if folder || stat.st_nlink == 1 || seen.insert((stat.st_dev, stat.st_ino)) {
            usage.bytes += stat.st_blocks as u64 * 512;
        }
    };
    let mut pending: Vec<PathBuf> = Vec::new();
    match statat(CWD, path, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) => {
            let folder = FileType::from_raw_mode(stat.st_mode) == FileType::Directory;
            count(&stat, folder);
            pending.extend(folder.then(|| path.to_path_buf()));
        }
        Err(Errno::NOENT) => {}
        Err(e) => return Err(unreadable(path, e)),
    }
    while let Some(folder) = pending.pop() {
        let found = match list(&folder) {
            Err(Errno::NOENT | Errno::ACCESS) => continue,
            other => other.map_err(|e| unreadable(&folder, e))?,
        };
        for listed in found {
            let is_folder = listed.kind() == FileType::Directory;
            count(&listed.stat, is_folder);
            pending.extend(is_folder.then(|| folder.join(&listed.name)));
        }
    }
    Ok(usage)
}
