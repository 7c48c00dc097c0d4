//! Reading what somebody else may be changing: a folder is opened once, and everything else is reached beneath
//! it, through no link, whatever is swapped meanwhile.

pub use crate::folder::Listed;
use crate::folder::{list_in, open_untouched, untouched};
use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, ResolveFlags, Stat};
use rustix::fs::{fstat, openat, openat2, readlinkat, statat};
use rustix::io::{Errno, Result};
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The longest path that the system takes, in bytes: nothing further down can be reached at once.
pub const LONGEST: usize = 4095;

/// An open folder.
#[derive(Debug)]
pub struct Folder {
    opened: OwnedFd,
    path: PathBuf,
}

/// What something in a folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A folder.
    Folder,
    /// A regular file.
    File,
    /// A symbolic link, wherever it leads.
    Link,
    /// A pipe, a socket or a device.
    Other,
}

impl Kind {
    fn of(kind: FileType) -> Self {
        match kind {
            FileType::Directory => Self::Folder,
            FileType::RegularFile => Self::File,
            FileType::Symlink => Self::Link,
            _ => Self::Other,
        }
    }
}

/// What [`Folder::open_any`] opened.
#[derive(Debug)]
pub enum Opened {
    /// A regular file, and the path to name it by.
    File(File, PathBuf),
    /// A folder.
    Folder(Folder),
}

impl Folder {
    /// Opens the folder at `path`, which must not be a link itself.
    ///
    /// # Errors
    /// It is no folder, or may not be read.
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { opened: open_untouched(path, FOLDER)?, path: path.into() })
    }

    /// Opens the folder that a person named, through links.
    ///
    /// # Errors
    /// Those of [`Folder::open`].
    pub fn open_named(path: &Path) -> io::Result<Self> {
        Ok(Self { opened: open_untouched(path, OFlags::DIRECTORY)?, path: path.into() })
    }

    /// Its path when it was opened: to name it, not to look it up again.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a folder beneath it.
    ///
    /// # Errors
    /// It is no folder, is behind a link, may not be read, or `below` is no path beneath a folder.
    pub fn folder(&self, below: &Path) -> io::Result<Self> {
        let opened = open_beneath(self.opened.as_fd(), below, FOLDER)?;
        Ok(Self { opened, path: self.named(below) })
    }

    /// Opens a regular file beneath it. A pipe makes nobody wait.
    ///
    /// # Errors
    /// It is no regular file ([`ErrorKind::InvalidInput`]), is behind a link, may not be read, or `below` is no
    /// path beneath a folder.
    pub fn file(&self, below: &Path) -> io::Result<File> {
        let file = File::from(open_beneath(self.opened.as_fd(), below, OFlags::NONBLOCK)?);
        if file.metadata()?.is_file() { Ok(file) } else { Err(ErrorKind::InvalidInput.into()) }
    }

    /// Opens a file or a folder beneath it.
    ///
    /// # Errors
    /// Those of [`Folder::file`].
    pub fn open_any(&self, below: &Path) -> io::Result<Opened> {
        let opened = open_beneath(self.opened.as_fd(), below, OFlags::NONBLOCK)?;
        let (path, file) = (self.named(below), File::from(opened));
        let about = file.metadata()?;
        match about.is_dir() {
            true => Ok(Opened::Folder(Self { opened: file.into(), path })),
            false if about.is_file() => Ok(Opened::File(file, path)),
            false => Err(ErrorKind::InvalidInput.into()),
        }
    }

    /// What is in it, in the order of the names' bytes.
    ///
    /// # Errors
    /// It may not be searched, or cannot be read.
    pub fn entries(&self) -> io::Result<Vec<Listed>> {
        Ok(list_in(Dir::read_from(&self.opened)?)?)
    }

    /// The names of what is in it with their kinds, in no order: quicker, for folders with very many files.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn names(&self) -> io::Result<Vec<(Kind, OsString)>> {
        self.names_up_to(usize::MAX)
    }

    /// The first names of what is in it with their kinds, at most so many.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn names_up_to(&self, most: usize) -> io::Result<Vec<(Kind, OsString)>> {
        let mut names = Vec::new();
        for entry in Dir::read_from(&self.opened)? {
            if names.len() >= most {
                break;
            }
            let entry = entry?;
            let name = OsStr::from_bytes(entry.file_name().to_bytes());
            if name != "." && name != ".." {
                let kind = match entry.file_type() {
                    FileType::Unknown => self.about(name).map_or(FileType::Unknown, |about| about.kind()),
                    kind => kind,
                };
                names.push((Kind::of(kind), name.into()));
            }
        }
        Ok(names)
    }

    /// What is known of something in it; of a link, the link itself.
    ///
    /// # Errors
    /// There is nothing of that name in it.
    pub fn about(&self, name: &OsStr) -> io::Result<Listed> {
        match Path::new(name).components().collect::<Vec<_>>()[..] {
            [Component::Normal(_)] => {
                let stat = statat(&self.opened, name, AtFlags::SYMLINK_NOFOLLOW)?;
                Ok(Listed { name: name.into(), stat })
            }
            _ => Err(ErrorKind::InvalidInput.into()),
        }
    }

    /// What is known of something beneath it.
    pub(crate) fn stat_below(&self, below: &Path) -> io::Result<Stat> {
        Ok(fstat(open_beneath(self.opened.as_fd(), below, OFlags::PATH)?)?)
    }

    /// The text of a link beneath it.
    pub(crate) fn read_link(&self, below: &Path) -> io::Result<PathBuf> {
        let link = open_beneath(self.opened.as_fd(), below, OFlags::PATH)?;
        Ok(OsString::from_vec(readlinkat(link, "", Vec::new())?.into_bytes()).into())
    }

    fn named(&self, below: &Path) -> PathBuf {
        // Joining an empty path would append a slash.
        if below.as_os_str().is_empty() { self.path.clone() } else { self.path.join(below) }
    }
}

impl AsFd for Folder {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.opened.as_fd()
    }
}

impl Opened {
    /// Opens the file or folder at `path`, which must not be a link itself.
    ///
    /// # Errors
    /// Those of [`Folder::open_any`].
    pub fn at(path: &Path) -> io::Result<Self> {
        match (path.parent(), path.file_name()) {
            (Some(folder), Some(name)) => Folder::open_named(&folder.join("."))?.open_any(Path::new(name)),
            _ => Folder::open(path).map(Self::Folder),
        }
    }

    /// Its path when it was opened: to name it, not to look it up again.
    pub fn path(&self) -> &Path {
        match self {
            Self::File(_, path) => path,
            Self::Folder(folder) => folder.path(),
        }
    }
}

/// Where a file is read.
#[derive(Clone, Debug)]
pub enum Source {
    /// At this path, through links.
    Path(PathBuf),
    /// Beneath an open folder, through none.
    Beneath(Arc<Folder>, PathBuf),
}

impl Source {
    /// Opens it. A pipe makes nobody wait.
    ///
    /// # Errors
    /// It is not there, or may not be read.
    pub fn open(&self) -> io::Result<File> {
        match self {
            Self::Path(path) => Ok(open_untouched(path, OFlags::NONBLOCK)?.into()),
            Self::Beneath(folder, below) => folder.file(below),
        }
    }

    /// The path to name it by.
    pub fn path(&self) -> PathBuf {
        match self {
            Self::Path(path) => path.clone(),
            Self::Beneath(folder, below) => folder.named(below),
        }
    }
}

/// All bytes of an open file, `most` of them.
///
/// # Errors
/// It cannot be read, or holds more ([`ErrorKind::FileTooLarge`]).
pub fn content(file: &File, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

/// Whether an error says that what was to be opened is not there as a file or folder: there is nothing, or a link
/// or a pipe.
pub fn is_absent(error: &io::Error) -> bool {
    let code = Errno::from_io_error(error);
    error.kind() == ErrorKind::InvalidInput && code.is_none()
        || matches!(code, Some(Errno::NOENT | Errno::NOTDIR | Errno::LOOP | Errno::XDEV | Errno::NXIO))
        || matches!(code, Some(Errno::NAMETOOLONG))
}

const FOLDER: OFlags = OFlags::DIRECTORY.union(OFlags::NOFOLLOW);
/// A link on the way or at the end is refused, and so is what would lead out.
const BENEATH: ResolveFlags =
    ResolveFlags::BENEATH.union(ResolveFlags::NO_SYMLINKS).union(ResolveFlags::NO_MAGICLINKS);

fn open_beneath(folder: BorrowedFd<'_>, below: &Path, flags: OFlags) -> Result<OwnedFd> {
    let is_plain = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    if !below.components().all(is_plain) {
        return Err(Errno::XDEV);
    }
    let path = if below.as_os_str().is_empty() { Path::new(".") } else { below };
    let flags = flags | OFlags::NOFOLLOW;
    match untouched(flags, |flags| openat2(folder, path, flags, Mode::empty(), BENEATH)) {
        // An old kernel, or a filter of system calls that does not know this one.
        Err(Errno::NOSYS | Errno::PERM) => by_parts(folder, path, flags),
        opened => opened,
    }
}

/// The same part by part.
fn by_parts(folder: BorrowedFd<'_>, below: &Path, flags: OFlags) -> Result<OwnedFd> {
    let mut held: Option<OwnedFd> = None;
    let mut parts = below.components().peekable();
    while let Some(part) = parts.next() {
        let at = held.as_ref().map_or(folder, AsFd::as_fd);
        let flags = if parts.peek().is_some() { OFlags::PATH | FOLDER } else { flags };
        held = Some(untouched(flags, |flags| openat(at, part.as_os_str(), flags, Mode::empty()))?);
    }
    held.ok_or(Errno::NOENT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::process::Command;

    /// A run's code could show a person's keys as its own artifacts, or have a command wait for ever.
    #[test]
    fn only_what_is_beneath_is_opened_with_and_without_openat2() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("root");
        fs::create_dir_all(root.join("a/b")).unwrap();
        fs::write(place.path().join("secret"), "x").unwrap();
        fs::write(root.join("a/b/file"), "x").unwrap();
        for (text, name) in [("../secret", "out"), ("/etc", "etc"), ("a/b/file", "in"), ("a", "folder-in")] {
            symlink(text, root.join(name)).unwrap();
        }
        assert!(Command::new("mkfifo").arg(root.join("pipe")).status().unwrap().success());
        let folder = Folder::open(&root).unwrap();
        let by_parts = |path: &str| by_parts(folder.as_fd(), Path::new(path), OFlags::NOFOLLOW);
        let deep = "a/".repeat(3000);
        let others = ["out", "etc/passwd", "in", "folder-in/b/file", "none", "a/b/file/x"];
        for path in others.into_iter().chain([&*deep]) {
            let error = folder.open_any(Path::new(path)).unwrap_err();
            assert!(is_absent(&error), "{path}: {error}");
            assert!(by_parts(path).is_err(), "{path}");
        }
        for path in ["..", "../secret", "/etc/passwd", "a/../../secret", "a/../a", "pipe"] {
            assert!(is_absent(&folder.open_any(Path::new(path)).unwrap_err()), "{path}");
        }
        assert!(by_parts("a/b/file").is_ok() && by_parts(".").is_ok());
        assert!(matches!(folder.open_any(Path::new("")).unwrap(), Opened::Folder(_)));
        assert!(folder.file(Path::new("a/b/file")).is_ok() && folder.file(Path::new("a")).is_err());
        assert_eq!(folder.read_link(Path::new("out")).unwrap(), Path::new("../secret"));
        symlink(&root, place.path().join("link")).unwrap();
        assert!(Folder::open(&place.path().join("link")).is_err());
        assert!(Folder::open_named(&place.path().join("link")).is_ok());
        // What is open stays what it is.
        fs::rename(&root, place.path().join("moved")).unwrap();
        symlink("/etc", &root).unwrap();
        assert!(folder.file(Path::new("a/b/file")).is_ok() && folder.file(Path::new("passwd")).is_err());
    }
}
