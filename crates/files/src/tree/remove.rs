//! Removing folders, and what removing them would free.
//!
//! Both go by open folders, not by paths, and so to any depth, and only through what is really in the folder.

use crate::Cancel;
use crate::descent::Descent;
use crate::folder::{list_in, unreadable, untouched, unwritable};
use locales::Result;
use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, Stat, openat, statat, unlink, unlinkat};
use rustix::fs::{chmod, fstat};
use rustix::io::Errno;
use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

/// Removes what is at `path`: a file, a link (never what it leads to), or a folder with all that
/// is in it, also if folders in it may not be written, or are nested deeper than a path can say.
/// If nothing is there, nothing is done.
pub fn remove(path: &Path) -> Result<()> {
    let removed = match statat(CWD, path, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) if is_folder(&stat) => return remove_folder(path),
        Ok(_) => unlink(path),
        Err(e) => Err(e),
    };
    missing_is_fine(removed).map_err(|e| unwritable(path, e))
}

/// Removes what was made only in part. The failure to report is the one that made this necessary; what is
/// left, because it cannot be removed either, is logged.
pub fn discard(path: &Path) {
    if let Err(error) = remove(path) {
        tracing::warn!(path = %path.display(), %error, "could not remove what was made only in part");
    }
}

fn remove_folder(root: &Path) -> Result<()> {
    let mut way = Descent::new();
    let emptied = empty(root, &mut way).and_then(|()| rustix::fs::rmdir(root));
    missing_is_fine(emptied).map_err(|e| unwritable(&way.path(root), e))
}

/// Removes what is in a folder. On the way, the folders in the current one that are still to be removed are kept.
fn empty(root: &Path, way: &mut Descent<Vec<OsString>>) -> rustix::io::Result<()> {
    let Some(folder) = open_to_empty(CWD, root.as_os_str())? else { return Ok(()) };
    let folders = remove_files(folder.as_fd())?;
    way.enter(OsString::new(), folder, folders)?;
    while let Some((folder, folders)) = way.current() {
        let Some(name) = folders.pop() else {
            let emptied = way.leave()?;
            if let Some((above, _)) = way.current() {
                missing_is_fine(unlinkat(above, &emptied, AtFlags::REMOVEDIR))?;
            }
            continue;
        };
        match open_to_empty(folder, &name)? {
            Some(inner) => {
                let folders = remove_files(inner.as_fd())?;
                way.enter(name, inner, folders)?;
            }
            None => missing_is_fine(unlinkat(folder, &name, AtFlags::REMOVEDIR))?,
        }
    }
    Ok(())
}

/// Opens a folder and makes it one that its owner may change. `None`: it is not there, or may not be read, and
/// counts as empty: it can be removed all the same.
fn open_to_empty(at: BorrowedFd<'_>, name: &OsStr) -> rustix::io::Result<Option<OwnedFd>> {
    let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW;
    let open = || untouched(flags, |flags| openat(at, name, flags, Mode::empty()));
    let opened = match open() {
        Err(Errno::ACCESS) => {
            let closed = openat(at, name, flags | OFlags::PATH | OFlags::CLOEXEC, Mode::empty())?;
            make_writable(closed.as_fd())?;
            open()
        }
        opened => opened,
    };
    match opened {
        Err(Errno::NOENT | Errno::ACCESS) => Ok(None),
        opened => {
            let opened = opened?;
            make_writable(opened.as_fd())?;
            Ok(Some(opened))
        }
    }
}

/// Gives the owner all rights to an open folder. If that is somebody else, what follows says so.
fn make_writable(folder: BorrowedFd<'_>) -> rustix::io::Result<()> {
    let mode = fstat(folder)?.st_mode;
    if mode & 0o700 != 0o700 {
        // Not by its name: another may have it now. `fchmod` refuses what was opened without the right to read it.
        let _ = chmod(format!("/proc/self/fd/{}", folder.as_raw_fd()), Mode::from_raw_mode(mode | 0o700));
    }
    Ok(())
}

/// Removes the files in a folder. Returns the names of the folders in it.
fn remove_files(folder: BorrowedFd<'_>) -> rustix::io::Result<Vec<OsString>> {
    let mut folders = Vec::new();
    for listed in list_in(Dir::read_from(folder)?)? {
        match is_folder(&listed.stat) {
            true => folders.push(listed.name),
            false => missing_is_fine(unlinkat(folder, &listed.name, AtFlags::empty()))?,
        }
    }
    Ok(folders)
}

fn is_folder(stat: &Stat) -> bool {
    FileType::from_raw_mode(stat.st_mode) == FileType::Directory
}

fn missing_is_fine(done: rustix::io::Result<()>) -> rustix::io::Result<()> {
    match done {
        Err(Errno::NOENT) => Ok(()),
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
    Ok(counted_below(path)?.usage)
}

fn counted_below(path: &Path) -> Result<Count> {
    let (mut count, mut way) = (Count::default(), Descent::new());
    match statat(CWD, path, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) => count.add(&stat),
        Err(Errno::NOENT) => return Ok(Count::default()),
        Err(e) => return Err(unreadable(path, e)),
    }
    measure(path, &mut way, &mut count).map_err(|e| unreadable(&way.path(path), e))?;
    Ok(count)
}

/// The bytes that become free when what is at `path` is removed: files that have a name elsewhere, too, stay.
///
/// # Errors
/// Those of [`usage`].
pub fn freed(path: &Path) -> Result<u64> {
    Ok(would_free(&[path.into()], &Cancel::default())?.bytes)
}

/// What becomes free when something is removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Freed {
    /// The bytes of what has no name elsewhere.
    pub bytes: u64,
    /// The files that have, by device and inode, each with how many of its names are removed.
    pub linked: HashMap<(u64, u64), u64>,
}

/// What becomes free when what is at these paths is removed; as [`freed`], with the files that have a name elsewhere.
///
/// # Errors
/// Those of [`usage`]; cancelled.
pub fn would_free(paths: &[PathBuf], cancel: &Cancel) -> Result<Freed> {
    let mut all = Count::default();
    for path in paths {
        cancel.check()?;
        let count = counted_below(path)?;
        all.usage.bytes += count.usage.bytes;
        for (file, found) in count.linked {
            let linked = all.linked.entry(file).or_insert(Linked { names_here: 0, ..found });
            // It was counted in each of them.
            if linked.names_here > 0 {
                all.usage.bytes -= found.bytes;
            }
            linked.names_here += found.names_here;
        }
    }
    let mut freed = Freed { bytes: all.usage.bytes, linked: HashMap::new() };
    for (file, linked) in all.linked {
        if linked.names_here < linked.names {
            freed.bytes -= linked.bytes;
            freed.linked.insert(file, linked.names_here.try_into().unwrap_or(0));
        }
    }
    Ok(freed)
}

#[derive(Default)]
struct Count {
    usage: Usage,
    /// Files with several names, by device and inode.
    linked: HashMap<(u64, u64), Linked>,
}

/// A file with several names.
#[derive(Clone, Copy, Default)]
struct Linked {
    /// On some machines the system counts them in 32 bits.
    names: i128,
    names_here: i128,
    bytes: u64,
}

impl Count {
    fn add(&mut self, stat: &Stat) {
        let (is_folder, bytes) = (is_folder(stat), stat.st_blocks as u64 * 512);
        self.usage.files += u64::from(!is_folder);
        if !is_folder && stat.st_nlink > 1 {
            let linked = self.linked.entry((stat.st_dev, stat.st_ino)).or_default();
            linked.names_here += 1;
            if linked.names_here > 1 {
                return;
            }
            (linked.names, linked.bytes) = (stat.st_nlink.into(), bytes);
        }
        self.usage.bytes += bytes;
    }
}

fn measure(root: &Path, way: &mut Descent<Vec<OsString>>, count: &mut Count) -> rustix::io::Result<()> {
    let Some((folder, folders)) = counted(CWD, root.as_os_str(), count)? else { return Ok(()) };
    way.enter(OsString::new(), folder, folders)?;
    while let Some((folder, folders)) = way.current() {
        let Some(name) = folders.pop() else {
            way.leave()?;
            continue;
        };
        if let Some((inner, folders)) = counted(folder, &name, count)? {
            way.enter(name, inner, folders)?;
        }
    }
    Ok(())
}

/// Counts what is in a folder. Returns the open folder and the names of those in it.
fn counted(
    at: BorrowedFd<'_>,
    name: &OsStr,
    count: &mut Count,
) -> rustix::io::Result<Option<(OwnedFd, Vec<OsString>)>> {
    let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW;
    let opened = untouched(flags, |flags| openat(at, name, flags, Mode::empty()));
    let listed = opened.and_then(|folder| Ok((list_in(Dir::read_from(&folder)?)?, folder)));
    let (listed, folder) = match listed {
        // With NOTDIR and LOOP it is something else now.
        Err(Errno::NOENT | Errno::ACCESS | Errno::NOTDIR | Errno::LOOP) => return Ok(None),
        listed => listed?,
    };
    listed.iter().for_each(|one| count.add(&one.stat));
    let folders = listed.into_iter().filter(|one| is_folder(&one.stat)).map(|one| one.name);
    Ok(Some((folder, folders.collect())))
}
