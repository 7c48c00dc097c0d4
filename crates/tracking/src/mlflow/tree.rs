//! The files of artifacts and models, beneath a folder that the training can write to as well: each folder on the way
//! is opened from the one before it, and no link is followed.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, RawMode};
use rustix::fs::{fstatvfs, mkdirat, openat, renameat, statat, unlinkat};
use rustix::io::Errno;

/// The folder of all that is logged.
const MLFLOW: &str = "mlflow";
/// The longest path beneath it, in bytes, the longest name, and how deep it may be.
const LONGEST_PATH: usize = 2000;
const LONGEST_NAME: usize = 255;
const DEEPEST: usize = 40;
/// How many files of a folder are listed.
const MOST: usize = 20_000;

/// A path beneath the folder: plain names only.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Path(Vec<String>);

/// Something in a folder.
pub(super) struct Listed {
    pub(super) name: String,
    /// Its size in bytes; `None` for a folder.
    pub(super) bytes: Option<u64>,
}

/// The folder `artifacts` of a run.
pub(super) struct Tree {
    artifacts: OwnedFd,
    /// Numbers for files that are being written.
    next: AtomicU64,
}

/// A file that is being written under a name of its own. Unless it is put in its place, it is removed.
pub(super) struct Writing {
    folder: OwnedFd,
    name: String,
    is_done: bool,
}

impl Path {
    /// Takes a path apart; `None` if it has names such as `..`, or is too long or too deep.
    pub(super) fn parse(path: &str) -> Option<Self> {
        let is_name = |name: &&str| {
            !["", ".", ".."].contains(name) && name.len() <= LONGEST_NAME && !name.contains('\0')
        };
        let names: Vec<&str> = path.trim_matches('/').split('/').collect();
        let fits = path.len() <= LONGEST_PATH && names.len() <= DEEPEST;
        match names.as_slice() {
            [""] => Some(Self(Vec::new())),
            names if fits && names.iter().all(is_name) => {
                Some(Self(names.iter().map(|name| name.to_string()).collect()))
            }
            _ => None,
        }
    }

    /// Its folder and its name.
    fn split(&self) -> io::Result<(&[String], &String)> {
        self.0.split_last().map(|(name, folder)| (folder, name)).ok_or_else(|| ErrorKind::InvalidInput.into())
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join("/"))
    }
}

impl Tree {
    pub(super) fn new(artifacts: OwnedFd) -> Self {
        Self { artifacts, next: AtomicU64::new(0) }
    }

    /// Opens a folder, and makes it first if it is to be `made`.
    fn folder(&self, names: &[String], made: bool) -> io::Result<OwnedFd> {
        let mut folder = open_folder(&self.artifacts, MLFLOW, made)?;
        for name in names {
            folder = open_folder(&folder, name, made)?;
        }
        Ok(folder)
    }

    /// Begins to write a file. Its place is free to write to, with `reserve` bytes left on the disk after `bytes`.
    pub(super) fn write(&self, bytes: u64, reserve: u64) -> io::Result<(File, Writing)> {
        self.has_room(bytes, reserve)?;
        let folder = self.folder(&[], true)?;
        let name = format!(".writing-{}", self.next.fetch_add(1, Relaxed));
        // What the training has put there is replaced.
        let _ = unlinkat(&folder, &name, AtFlags::empty());
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = openat(&folder, &name, flags, Mode::from_raw_mode(0o666 as RawMode))?;
        Ok((file.into(), Writing { folder, name, is_done: false }))
    }

    /// Fails unless so many bytes can be written with `reserve` left.
    pub(super) fn has_room(&self, bytes: u64, reserve: u64) -> io::Result<()> {
        let disk = fstatvfs(&self.artifacts)?;
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        if free < bytes.saturating_add(reserve) { Err(ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    /// Puts a written file in its place.
    pub(super) fn place(&self, mut written: Writing, path: &Path) -> io::Result<()> {
        let (folder, name) = path.split()?;
        let folder = self.folder(folder, true)?;
        renameat(&written.folder, &written.name, &folder, name)?;
        written.is_done = true;
        Ok(())
    }

    /// Opens a regular file, and says how large it is.
    pub(super) fn read(&self, path: &Path) -> io::Result<(File, u64)> {
        let (folder, name) = path.split()?;
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
        let file = File::from(openat(self.folder(folder, false)?, name, flags, Mode::empty())?);
        let about = file.metadata()?;
        if about.is_file() { Ok((file, about.len())) } else { Err(ErrorKind::InvalidInput.into()) }
    }

    /// Lists a folder, by name; a file is the only one in its list. What is neither is left out.
    pub(super) fn list(&self, path: &Path) -> io::Result<Vec<Listed>> {
        let folder = self.folder(&path.0, false)?;
        let mut all = Vec::new();
        for entry in Dir::read_from(&folder)?.take(MOST) {
            let entry = entry?;
            let Ok(name) = entry.file_name().to_str() else { continue };
            if name == "." || name == ".." {
                continue;
            }
            let Ok(about) = statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW) else { continue };
            match FileType::from_raw_mode(about.st_mode) {
                FileType::Directory => all.push(Listed { name: name.into(), bytes: None }),
                FileType::RegularFile => {
                    all.push(Listed { name: name.into(), bytes: u64::try_from(about.st_size).ok() });
                }
                _ => {}
            }
        }
        all.sort_unstable_by(|left, right| left.name.cmp(&right.name));
        Ok(all)
    }

    /// Removes a file or a folder with all that is in it. It is no error if there is none.
    pub(super) fn remove(&self, path: &Path) -> io::Result<()> {
        let (folder, name) = path.split()?;
        match self.folder(folder, false).and_then(|folder| remove(&folder, OsStr::new(name), DEEPEST)) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            removed => removed,
        }
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if !self.is_done {
            let _ = unlinkat(&self.folder, &self.name, AtFlags::empty());
        }
    }
}

fn open_folder(above: impl AsFd, name: &str, made: bool) -> io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let open = || openat(&above, name, flags, Mode::empty());
    match open() {
        Err(Errno::NOENT) if made => {
            match mkdirat(&above, name, Mode::from_raw_mode(0o777 as RawMode)) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(error) => return Err(error.into()),
            }
            Ok(open()?)
        }
        opened => Ok(opened?),
    }
}

/// Removes something from an open folder, `deep` folders down at most.
fn remove(folder: &OwnedFd, name: &OsStr, deep: usize) -> io::Result<()> {
    match unlinkat(folder, name, AtFlags::empty()) {
        // Linux says the first, POSIX the second.
        Err(Errno::ISDIR | Errno::PERM) => {}
        removed => return Ok(removed?),
    }
    let deep = deep.checked_sub(1).ok_or(ErrorKind::InvalidInput)?;
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let inside = openat(folder, name, flags, Mode::empty())?;
    for entry in Dir::read_from(&inside)? {
        let entry = entry?;
        let name = OsStr::from_bytes(entry.file_name().to_bytes());
        if name != "." && name != ".." {
            remove(&inside, name, deep)?;
        }
    }
    Ok(unlinkat(folder, name, AtFlags::REMOVEDIR)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::os::unix::fs::symlink;

    fn tree() -> (tempfile::TempDir, Tree) {
        let place = tempfile::tempdir().unwrap();
        std::fs::create_dir(place.path().join("artifacts")).unwrap();
        let folder = File::open(place.path().join("artifacts")).unwrap();
        (place, Tree::new(folder.into()))
    }

    fn put(tree: &Tree, path: &str) -> io::Result<()> {
        let (mut file, writing) = tree.write(1, 0)?;
        file.write_all(b"x")?;
        tree.place(writing, &Path::parse(path).unwrap())
    }

    /// A training could have the executor, which is outside of its wall, write over a person's files.
    #[test]
    fn nothing_is_written_read_or_removed_through_a_link_or_outside() {
        let (place, tree) = tree();
        let outside = place.path().join("outside");
        std::fs::create_dir(&outside).unwrap();
        std::fs::write(outside.join("file"), "kept").unwrap();
        put(&tree, "a/file").unwrap();
        let inside = place.path().join("artifacts/mlflow");
        symlink(&outside, inside.join("link")).unwrap();
        symlink(outside.join("file"), inside.join("a/linked")).unwrap();
        assert!(put(&tree, "link/new").is_err() && put(&tree, "link/a/new").is_err());
        // The link itself is replaced.
        put(&tree, "a/linked").unwrap();
        assert!(tree.read(&Path::parse("link/file").unwrap()).is_err());
        assert!(tree.list(&Path::parse("link").unwrap()).is_err());
        tree.remove(&Path::parse("link").unwrap()).unwrap();
        symlink(&outside, inside.join("a/again")).unwrap();
        tree.remove(&Path::parse("a").unwrap()).unwrap();
        assert_eq!(std::fs::read_to_string(outside.join("file")).unwrap(), "kept");
        assert_eq!(std::fs::read_dir(&outside).unwrap().count(), 1);
        assert_eq!(std::fs::read_dir(&inside).unwrap().count(), 0);
        for path in ["..", "a/../b", "a//b", "./a", "a/..", "a\0b", &"a/".repeat(50), &"a".repeat(256)] {
            assert!(Path::parse(path).is_none(), "{path}");
        }
    }

    /// An artifact that was cut off would look like a whole one, and a full disk would break the person's programs.
    #[test]
    fn a_file_is_whole_or_not_there_and_the_reserve_is_kept() {
        let (place, tree) = tree();
        let (mut file, writing) = tree.write(1, 0).unwrap();
        file.write_all(b"half").unwrap();
        drop(writing);
        assert_eq!(std::fs::read_dir(place.path().join("artifacts/mlflow")).unwrap().count(), 0);
        assert_eq!(tree.write(1, u64::MAX - 1).err().unwrap().kind(), ErrorKind::StorageFull);
        put(&tree, "b").unwrap();
        // A folder is not replaced by a file.
        put(&tree, "c/d").unwrap();
        assert!(put(&tree, "c").is_err());
        let names: Vec<_> =
            tree.list(&Path::parse("").unwrap()).unwrap().into_iter().map(|listed| listed.name).collect();
        assert_eq!(names, ["b", "c"]);
    }
}
