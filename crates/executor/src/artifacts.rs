//! Collects what the code writes into the value of `artifacts_directory` relative to its working directory:
//! `./artifacts`. These files are artifacts of the run, too (contract §3, ours).
//!
//! The folder is not created beforehand, since code calls `os.mkdir('artifacts')`. Between two calls, its
//! files are hard-linked into the run's artifacts: the next call still finds them, and removing them does
//! not remove the artifacts. The package's folder may change while it is read, so each folder is opened
//! relative to its parent, and no link is followed.

use std::ffi::{CStr, OsStr};
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use files::{Cancel, atomic};
use locales::{Failure, Message, Result};
use rundir::{RunDir, RunSpec};
use rustix::fs::{
    AtFlags, CWD, Dir, FileType, Mode, OFlags, RenameFlags, Stat, linkat, mkdirat, openat, renameat,
    renameat_with, statat, unlinkat,
};
use rustix::io::{Errno, Result as Answer};

/// Folders nested deeper than this are not collected, because all of them are open at the same time.
const DEEPEST: usize = 100;
/// The temporary name of a file that replaces another one.
const TEMPORARY: &str = ".trainyard-artifact";
/// How many files that could not be collected are named.
const NAMED: usize = 5;

/// The folder `./artifacts`, unless the package itself contains something with that name.
pub(crate) struct OwnFolder {
    work: PathBuf,
    /// The path relative to the working copies.
    folder: PathBuf,
    artifacts: PathBuf,
}

/// How files get from the folder into the artifacts.
#[derive(Clone, Copy)]
pub(crate) enum Transfer<'a> {
    /// By hard links, while the code is alive and may continue to use the files. Can be cancelled.
    Link(&'a Cancel),
    /// By moving, at the end. A folder is moved as a whole if nothing has its name yet.
    Move,
}

impl OwnFolder {
    /// Must be called before the code runs. `package_root` is in the run's working copies.
    pub(crate) fn of(run: &RunDir, spec: &RunSpec, package_root: &Path) -> Option<Self> {
        let folder = package_root.join(spec.parameters.artifacts_as_entered());
        if folder.symlink_metadata().is_ok() {
            return None;
        }
        let folder = folder.strip_prefix(run.work().path()).ok()?.to_path_buf();
        let artifacts = PathBuf::from(spec.parameters.artifacts_directory().as_str());
        Some(Self { work: run.work_path(), folder, artifacts })
    }

    /// Whether the folder exists.
    pub(crate) fn exists(&self) -> bool {
        self.work.join(&self.folder).symlink_metadata().is_ok()
    }

    /// Collects what is there now; of two files with the same name the newer one wins. What cannot be linked
    /// is collected at the end.
    ///
    /// # Errors
    /// At the end, some files could not be collected. They are in a separate folder of the artifacts then.
    pub(crate) fn collect(&self, transfer: Transfer<'_>) -> Result<()> {
        let left = self.merge(transfer).map_err(|error| {
            let folder = files::shown(&self.work.join(&self.folder));
            Failure::because(Message::ArtifactsNotTaken { folder }, io::Error::from(error))
        })?;
        let Some((_, error)) = left.first().filter(|_| matches!(transfer, Transfer::Move)) else {
            return Ok(());
        };
        let path = files::shown(&self.set_aside()?);
        let names: Vec<_> = left.iter().take(NAMED).map(|(path, _)| files::shown(path)).collect();
        let message = Message::ArtifactsNameTaken { names: names.join(", "), place: path };
        Err(Failure::because(message, io::Error::from(*error)))
    }

    /// Returns what could not be collected, with the errors.
    fn merge(&self, transfer: Transfer<'_>) -> Answer<Vec<(PathBuf, Errno)>> {
        let run = openat(CWD, &self.work, FOLDER, Mode::empty())?;
        let from = match beneath(&run, &self.folder, false) {
            // It does not exist, or the code made something else than a folder.
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => return Ok(Vec::new()),
            opened => opened?,
        };
        let to = beneath(&run, &self.artifacts, true)?;
        let mut merge = Merge { transfer, left: Vec::new() };
        let name = PathBuf::from(self.name());
        if let Err(error) = merge.folder(&from, &to, &name) {
            merge.left.push((name, error));
        }
        if matches!(transfer, Transfer::Move) && merge.left.is_empty() {
            // The empty folder must not become part of the version.
            let folder = self.work.join(&self.folder);
            if let Err(error) = files::tree::remove(&folder) {
                tracing::warn!(path = %folder.display(), %error, "could not remove the collected folder");
            }
        }
        Ok(merge.left)
    }

    fn name(&self) -> &OsStr {
        self.folder.file_name().unwrap_or_default()
    }

    /// Moves what is left of the folder to a free name in the artifacts, and returns its path in the run.
    fn set_aside(&self) -> Result<PathBuf> {
        let path = |n: u32| {
            let mut name = self.name().to_owned();
            name.push(format!("-{n}"));
            self.artifacts.join(name)
        };
        let mut n = 1;
        while !atomic::rename_no_replace(&self.work.join(&self.folder), &self.work.join(path(n)))? {
            n += 1;
        }
        Ok(path(n))
    }
}

const FOLDER: OFlags = OFlags::DIRECTORY.union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// Opens the folder `path` in `root` without following any link.
fn beneath(root: &OwnedFd, path: &Path, make: bool) -> Answer<OwnedFd> {
    let mut at = openat(root, ".", FOLDER, Mode::empty())?;
    for part in path {
        if make {
            existing_is_fine(mkdirat(&at, part, Mode::from_raw_mode(0o777)))?;
        }
        at = openat(&at, part, FOLDER, Mode::empty())?;
    }
    Ok(at)
}

/// One collection of the folder's content.
struct Merge<'a> {
    transfer: Transfer<'a>,
    left: Vec<(PathBuf, Errno)>,
}

impl Merge<'_> {
    fn folder(&mut self, from: &OwnedFd, to: &OwnedFd, path: &Path) -> Answer<()> {
        if path.iter().count() > DEEPEST {
            return Err(Errno::NAMETOOLONG);
        }
        for entry in Dir::read_from(from)? {
            let entry = entry?;
            if matches!(self.transfer, Transfer::Link(cancel) if cancel.is_cancelled()) {
                return Err(Errno::CANCELED);
            }
            let name = entry.file_name();
            if name != c"." && name != c".." {
                let path = path.join(OsStr::from_bytes(name.to_bytes()));
                if let Err(error) = self.take(from, to, name, &path) {
                    self.left.push((path, error));
                }
            }
        }
        Ok(())
    }

    fn take(&mut self, from: &OwnedFd, to: &OwnedFd, name: &CStr, path: &Path) -> Answer<()> {
        let is_end = matches!(self.transfer, Transfer::Move);
        if is_end && renameat_with(from, name, to, name, RenameFlags::NOREPLACE).is_ok() {
            return Ok(());
        }
        let Some(there) = look(from, name)? else { return Ok(()) };
        let is_folder = kind(&there) == FileType::Directory;
        if is_folder {
            existing_is_fine(mkdirat(to, name, Mode::from_raw_mode(0o777)))?;
            let folder = |at: &OwnedFd| openat(at, name, FOLDER, Mode::empty());
            self.folder(&folder(from)?, &folder(to)?, path)?;
        } else {
            link(from, to, name, &there, is_end)?;
        }
        if is_end {
            // Fails for folders with files that could not be collected, which are renamed out of the way later.
            let _ = unlinkat(from, name, if is_folder { AtFlags::REMOVEDIR } else { AtFlags::empty() });
        }
        Ok(())
    }
}

fn link(from: &OwnedFd, to: &OwnedFd, name: &CStr, there: &Stat, is_end: bool) -> Answer<()> {
    match linkat(from, name, to, name, AtFlags::empty()) {
        Err(Errno::EXIST) => {}
        // The file system has no hard links, or this file has too many: it is moved at the end.
        Err(Errno::PERM | Errno::OPNOTSUPP | Errno::MLINK) if !is_end => return Ok(()),
        Err(Errno::PERM | Errno::OPNOTSUPP | Errno::MLINK) => return renameat(from, name, to, name),
        done => return done,
    }
    let Some(taken) = look(to, name)? else { return Ok(()) };
    let changed = |stat: &Stat| (stat.st_mtime, stat.st_mtime_nsec);
    let is_same = (taken.st_dev, taken.st_ino) == (there.st_dev, there.st_ino);
    // Replacing another type is refused: a link, for example, may lead to the file that it would replace.
    if kind(&taken) != kind(there) {
        return Err(Errno::EXIST);
    }
    if is_same || changed(&taken) >= changed(there) {
        return Ok(());
    }
    // Usually does not exist; a killed executor may have left it.
    let _ = unlinkat(to, TEMPORARY, AtFlags::empty());
    linkat(from, name, to, TEMPORARY, AtFlags::empty())?;
    renameat(to, TEMPORARY, to, name).inspect_err(|_| {
        // The error of the renaming is the one to report.
        let _ = unlinkat(to, TEMPORARY, AtFlags::empty());
    })
}

fn kind(stat: &Stat) -> FileType {
    FileType::from_raw_mode(stat.st_mode)
}

/// The status of what has this name; `None` if it does not exist any more.
fn look(at: impl AsFd, name: &CStr) -> Answer<Option<Stat>> {
    match statat(at, name, AtFlags::SYMLINK_NOFOLLOW) {
        Err(Errno::NOENT) => Ok(None),
        found => found.map(Some),
    }
}

fn existing_is_fine(made: Answer<()>) -> Answer<()> {
    if made == Err(Errno::EXIST) { Ok(()) } else { made }
}
