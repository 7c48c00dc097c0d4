//! Writes that are there whole or not at all, and that a power cut does not take back.

use crate::folder::{folder_of, open_file, shown, unreadable};
use crate::tree::FileCopy;
use locales::{Failure, Message, Result};
use rustix::fs::{AtFlags, CWD, FileType, OFlags, RenameFlags, linkat, renameat_with, syncfs};
use rustix::io::Errno;
use serde::Serialize;
use std::fs::{File, Permissions};
use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// Puts `bytes` at `path`, in place of what is there: written beside it under another name,
/// synced, renamed. The folder must exist.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    replace(path, bytes, USUAL)
}

/// The same, so that only its owner can read it.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    replace(path, bytes, 0o600)
}

/// Permissions as any new file has them; the umask applies.
const USUAL: u32 = 0o666;

/// Puts what `write` writes at `path` as [`write()`] does. Answers its size in bytes.
pub fn write_with(path: &Path, write: impl FnOnce(&mut File) -> Result<()>) -> Result<u64> {
    let failed = |e| unwritable(path, e);
    let mut file = temporary(path, USUAL).map_err(failed)?;
    write(file.as_file_mut())?;
    let size = file.as_file().metadata().map_err(failed)?.len();
    persist(file, path)?;
    Ok(size)
}

fn replace(path: &Path, bytes: &[u8], mode: u32) -> Result<()> {
    let failed = |e| unwritable(path, e);
    let mut file = temporary(path, mode).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    persist(file, path)
}

/// Puts the file that [`temporary`] made at `path`.
fn persist(file: tempfile::NamedTempFile, path: &Path) -> Result<()> {
    file.as_file().sync_all().map_err(|e| unwritable(path, e))?;
    file.persist(path).map_err(|e| unwritable(path, e.error))?;
    sync_folder(folder_of(path))
}

/// Puts `bytes` at `path` as [`write_private()`] does, by overwriting and renaming the file `reserve` of the same
/// folder: on a full disk this needs no new room, which other programs could use up first.
pub fn write_over(reserve: &Path, path: &Path, bytes: &[u8]) -> Result<()> {
    let failed = |e| unwritable(path, e);
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed();
    let mut file = File::options().write(true).custom_flags(flags).open(reserve).map_err(failed)?;
    let found = file.metadata().map_err(failed)?;
    if !found.is_file() || found.nlink() != 1 {
        return Err(unwritable(reserve, std::io::Error::from(std::io::ErrorKind::InvalidData)));
    }
    file.set_permissions(Permissions::from_mode(0o600)).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.set_len(bytes.len() as u64).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    std::fs::rename(reserve, path).map_err(failed)?;
    sync_folder(folder_of(path))
}

/// A file beside `path`, gone unless it is persisted.
fn temporary(path: &Path, mode: u32) -> std::io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new()
        .prefix(".writing-")
        .permissions(Permissions::from_mode(mode))
        .tempfile_in(folder_of(path))
}

/// Puts `value` at `path` as [`write()`] does: as indented JSON that ends in a newline.
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<()> {
    let mut text = serde_json::to_vec_pretty(value).map_err(|e| unwritable(path, e))?;
    text.push(b'\n');
    write(path, &text)
}

/// Copies the file at `from` to `to`, which is replaced as [`write()`] does; holes stay holes. Answers
/// its size in bytes.
pub fn copy(from: &Path, to: &Path) -> Result<u64> {
    copy_open(&open_file(from, |e| unreadable(from, e))?, from, to)
}

/// The same of a file that is open, and that messages call `from`.
pub fn copy_open(source: &File, from: &Path, to: &Path) -> Result<u64> {
    let failed = |e| unwritable(to, e);
    let size = source.metadata().map_err(failed)?.len();
    crate::space::require(folder_of(to), crate::tree::data(source, size))?;
    let file = temporary(to, USUAL).map_err(failed)?;
    FileCopy { source, from, new: file.as_file(), to }.make(size, |_| Ok(()))?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(to).map_err(|e| failed(e.error))?;
    sync_folder(folder_of(to))?;
    Ok(size)
}

/// Puts `bytes` at `path` unless something is there already: whole, and `true`, or not at all.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<bool> {
    let failed = |e| unwritable(path, e);
    let mut file = temporary(path, USUAL).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    let written = rename_no_replace(file.path(), path)?;
    if written {
        // Its name is another now.
        file.disable_cleanup(true);
    }
    Ok(written)
}

/// Reads what [`write_json`] wrote.
pub fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T> {
    let failed = |e: std::io::Error| unreadable(path, e);
    let mut text = Vec::new();
    open_file(path, failed)?.read_to_end(&mut text).map_err(failed)?;
    serde_json::from_slice(&text)
        .map_err(|e| Failure::because(Message::FileUnreadable { path: crate::shown(path) }, e))
}

/// Renames `from` to `to` unless something is there already: `true` if it was renamed, `false` if
/// the name was taken. Of several that try the same name at once, exactly one gets `true`.
///
/// Where the file system has no such rename (NFS), that is only so for files; of folders, callers
/// must keep each other out.
pub fn rename_no_replace(from: &Path, to: &Path) -> Result<bool> {
    let renamed = match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => link_and_unlink(from, to),
        other => other,
    };
    match renamed {
        Ok(()) => {}
        Err(Errno::EXIST) => return Ok(false),
        Err(e) => return Err(unwritable(to, e)),
    }
    sync_folder(folder_of(to))?;
    if folder_of(from) != folder_of(to) {
        sync_folder(folder_of(from))?;
    }
    Ok(true)
}

/// Renames `from` to `to`, in place of what is there.
pub fn rename(from: &Path, to: &Path) -> Result<()> {
    std::fs::rename(from, to).map_err(|e| unwritable(to, e))?;
    sync_folder(folder_of(to))
}

/// Renames `from` to `to`, as several may at once with the same file: whoever comes first does.
pub fn rename_once(from: &Path, to: &Path) -> Result<()> {
    match std::fs::rename(from, to) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound || !to.exists() => Err(unwritable(to, e)),
        _ => sync_folder(folder_of(to)),
    }
}

/// A link never replaces either. Killed between the two calls, the file has both names: the next
/// try goes on from there.
fn link_and_unlink(from: &Path, to: &Path) -> rustix::io::Result<()> {
    let from_stat = rustix::fs::lstat(from)?;
    let to_stat = rustix::fs::lstat(to);
    if FileType::from_raw_mode(from_stat.st_mode) == FileType::Directory {
        return if to_stat.is_ok() { Err(Errno::EXIST) } else { rustix::fs::rename(from, to) };
    }
    let is_linked = to_stat.is_ok_and(|to| (to.st_dev, to.st_ino) == (from_stat.st_dev, from_stat.st_ino));
    if !is_linked {
        linkat(CWD, from, CWD, to, AtFlags::empty())?;
    }
    rustix::fs::unlink(from)
}

/// Makes the names in `folder` last through a power cut: what was made, renamed and removed there.
pub fn sync_folder(folder: &Path) -> Result<()> {
    sync(folder)
}

fn sync(path: &Path) -> Result<()> {
    let failed = |e| unwritable(path, e);
    File::open(path).map_err(failed)?.sync_all().map_err(failed)
}

/// How many files and folders are synced one by one.
const FEW: usize = 64;

/// Makes everything written below `folder` last through a power cut. Many files are synced all at
/// once: a `syncfs` of the file system costs less than an `fsync` for each. For a few it would
/// cost more, as it also waits for whatever else is being written to that disk.
pub fn sync_tree(folder: &Path) -> Result<()> {
    let all = || {
        let file = File::open(folder).map_err(|e| unwritable(folder, e))?;
        syncfs(&file).map_err(|e| unwritable(folder, e))
    };
    let mut few = vec![folder.to_path_buf()];
    let mut next = 0;
    while let Some(path) = few.get(next).cloned() {
        next += 1;
        for entry in std::fs::read_dir(&path).into_iter().flatten().flatten() {
            // Opening anything else may wait for ever (a FIFO) or lead elsewhere (a link).
            if entry.file_type().is_ok_and(|kind| kind.is_file() || kind.is_dir()) {
                few.push(entry.path());
            }
        }
        if few.len() > FEW {
            return all();
        }
    }
    // One may not be opened, or be too deep for a path.
    few.iter().try_for_each(|path| sync(path)).or_else(|_| all())
}

fn unwritable(path: &Path, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Failure {
    Failure::because(Message::FileUnwritable { path: shown(path) }, cause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Code that is not isolated could make the program overwrite another file of the person.
    #[test]
    fn only_a_reserve_of_its_own_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let (reserve, path) = (folder.path().join("reserve"), folder.path().join("outcome"));
        let other = folder.path().join("other");
        std::fs::write(&other, "theirs").unwrap();
        std::os::unix::fs::symlink(&other, &reserve).unwrap();
        assert!(write_over(&reserve, &path, b"ours").is_err());
        std::fs::remove_file(&reserve).unwrap();
        std::fs::hard_link(&other, &reserve).unwrap();
        assert!(write_over(&reserve, &path, b"ours").is_err());
        assert_eq!(std::fs::read(&other).unwrap(), b"theirs");
        std::fs::remove_file(&reserve).unwrap();
        std::fs::write(&reserve, [1; 100]).unwrap();
        write_over(&reserve, &path, b"ours").unwrap();
        assert!(std::fs::read(&path).unwrap() == b"ours" && !reserve.exists());
    }

    /// A reader would see half of a file, or a folder would fill with temporary ones.
    #[test]
    fn writing_replaces_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x".repeat(255));
        write(&path, b"old").unwrap();
        let reader = File::open(&path).unwrap();
        write_json(&path, &[1]).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "[\n  1\n]\n");
        assert_eq!(std::io::read_to_string(reader).unwrap(), "old");
        assert_eq!(names(folder.path()).len(), 1);
        let failure = write(&folder.path().join("no/such"), b"").unwrap_err();
        assert!(matches!(*failure.message, Message::FileUnwritable { .. }));
    }

    /// Two finished runs would get one version number, and one of the versions would be lost.
    #[test]
    fn of_many_that_rename_to_one_name_exactly_one_succeeds() {
        type Rename = fn(&Path, &Path) -> bool;
        let plain: Rename = |from, to| rename_no_replace(from, to).unwrap();
        // What is done on file systems that have no such rename.
        let by_link: Rename = |from, to| match link_and_unlink(from, to) {
            Ok(()) => true,
            Err(Errno::EXIST) => false,
            Err(e) => panic!("{e}"),
        };
        for rename in [plain, by_link] {
            let folder = tempfile::tempdir().unwrap();
            let to = folder.path().join("1.1.zip");
            let renamed: usize = std::thread::scope(|scope| {
                let threads: Vec<_> = (0..8)
                    .map(|i| {
                        let (from, to) = (folder.path().join(format!("run{i}")), &to);
                        fs::write(&from, [i]).unwrap();
                        scope.spawn(move || usize::from(rename(&from, to)))
                    })
                    .collect();
                threads.into_iter().map(|t| t.join().unwrap()).sum()
            });
            assert_eq!(renamed, 1);
            assert_eq!(names(folder.path()).len(), 8, "the others kept their names");
            assert!(!folder.path().join(format!("run{}", fs::read(&to).unwrap()[0])).exists());
        }
    }

    #[test]
    fn a_missing_source_is_a_failure_not_a_taken_name() {
        let folder = tempfile::tempdir().unwrap();
        assert!(rename_no_replace(&folder.path().join("none"), &folder.path().join("to")).is_err());
        sync_tree(folder.path()).unwrap();
        assert!(sync_tree(&folder.path().join("none")).is_err());
    }

    /// Of two that start one run, the second would say that it cannot be started.
    #[test]
    fn what_two_rename_is_renamed_once() {
        let folder = tempfile::tempdir().unwrap();
        let [from, to] = ["from", "to"].map(|name| folder.path().join(name));
        std::fs::write(&from, "x").unwrap();
        for _ in 0..2 {
            rename_once(&from, &to).unwrap();
        }
        assert_eq!(std::fs::read(&to).unwrap(), b"x");
        std::fs::remove_file(&to).unwrap();
        assert!(rename_once(&from, &to).is_err(), "nobody renamed it");
    }
}
