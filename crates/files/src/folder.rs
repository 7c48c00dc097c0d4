//! What is in one folder, read without leaving a trace.

use crate::stamp::Stamp;
use locales::{Failure, Message, Result, is_unseen};
use rustix::fs::{Access, AtFlags, CWD, Dir, FileType, Mode, OFlags, Stat, accessat, openat, statat};
use rustix::io::Errno;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::SystemTime;

/// `path` as it is put into sentences: bytes that are no UTF-8 replaced, control characters
/// (a newline is legal in a name) and unseen ones escaped, so that a sentence stays on its line.
pub fn shown(path: &Path) -> String {
    let mut said = String::new();
    for c in path.to_string_lossy().chars() {
        if c.is_control() || is_unseen(c) {
            said.extend(c.escape_default());
        } else {
            said.push(c);
        }
    }
    said
}

/// Something in a folder; a link is the link itself.
pub struct Listed {
    /// Its name.
    pub name: OsString,
    pub(crate) stat: Stat,
}

impl Listed {
    pub(crate) fn kind(&self) -> FileType {
        FileType::from_raw_mode(self.stat.st_mode)
    }

    /// Whether it is a folder.
    pub fn is_folder(&self) -> bool {
        self.kind() == FileType::Directory
    }

    /// Whether it is a regular file.
    pub fn is_file(&self) -> bool {
        self.kind() == FileType::RegularFile
    }

    /// Its size in bytes.
    pub fn bytes(&self) -> u64 {
        self.stat.st_size as u64
    }

    /// When it was last changed.
    pub fn modified(&self) -> SystemTime {
        modified(&self.stat)
    }

    /// The bytes that it takes on the disk.
    pub fn room(&self) -> u64 {
        self.stat.st_blocks as u64 * 512
    }
}

/// When something was last changed.
pub fn modified(stat: &Stat) -> SystemTime {
    Stamp::of(stat).modified.into()
}

/// Opens for reading without touching the access time, where the system lets us.
pub fn open_untouched(path: &Path, flags: OFlags) -> rustix::io::Result<OwnedFd> {
    untouched(flags, |flags| openat(CWD, path, flags, Mode::empty()))
}

/// Calls `open` with `flags` and those that leave the access time alone, which only a file's owner may ask for.
pub fn untouched(
    flags: OFlags,
    open: impl Fn(OFlags) -> rustix::io::Result<OwnedFd>,
) -> rustix::io::Result<OwnedFd> {
    let flags = flags | OFlags::CLOEXEC;
    if flags.contains(OFlags::PATH) {
        return open(flags);
    }
    match open(flags | OFlags::NOCTTY | OFlags::NOATIME) {
        Err(Errno::PERM) => open(flags | OFlags::NOCTTY),
        opened => opened,
    }
}

/// Opens a file to read what somebody named. A FIFO, which would have its reader wait for ever, is
/// refused, and so is what else has no content; that a folder has none is said when it is read.
pub fn open_file(path: &Path, unreadable: impl Fn(std::io::Error) -> Failure) -> Result<File> {
    let file = File::from(open_untouched(path, OFlags::NONBLOCK).map_err(|e| unreadable(e.into()))?);
    let about = file.metadata().map_err(unreadable)?;
    if !about.is_file() && !about.is_dir() {
        return Err(Message::FileSpecial { path: shown(path) }.into());
    }
    Ok(file)
}

/// The folder that holds `path`; for a name alone, the current one.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Whether this person may change what is in the folder. A file system may be for reading only.
pub fn may_write(folder: &Path) -> bool {
    accessat(CWD, folder, Access::WRITE_OK, AtFlags::empty()).is_ok()
}

/// What is in the folder, in the order of the names' bytes.
pub fn list(path: &Path) -> rustix::io::Result<Vec<Listed>> {
    list_in(Dir::new(open_untouched(path, OFlags::DIRECTORY)?)?)
}

/// The same of an open folder.
pub fn list_in(mut reader: Dir) -> rustix::io::Result<Vec<Listed>> {
    let mut found = Vec::new();
    while let Some(entry) = reader.read() {
        let entry = entry?;
        let name = OsStr::from_bytes(entry.file_name().to_bytes());
        if name == "." || name == ".." {
            continue;
        }
        match statat(reader.fd()?, entry.file_name(), AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => found.push(Listed { name: name.into(), stat }),
            // Removed since the folder was read: as if it had been a moment earlier.
            Err(Errno::NOENT) => {}
            Err(e) => return Err(e),
        }
    }
    found.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// The failure of an attempt to read `path`: it vanished, or it cannot be read.
pub fn unreadable(path: &Path, cause: impl Into<std::io::Error>) -> Failure {
    let cause = cause.into();
    let path = shown(path);
    match cause.kind() {
        std::io::ErrorKind::NotFound => Message::FileVanished { path }.into(),
        _ => Failure::because(Message::FileUnreadable { path }, cause),
    }
}

/// The failure of an attempt to write `path`.
pub fn unwritable(path: &Path, cause: impl Into<std::io::Error>) -> Failure {
    Failure::because(Message::FileUnwritable { path: shown(path) }, cause.into())
}
