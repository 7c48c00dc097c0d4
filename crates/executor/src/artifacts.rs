//! What the code writes into the folder that `artifacts_directory` was given as, seen from where it
//! runs: `./artifacts`. These are artifacts of the run, too (contract §3, ours).
//!
//! Nothing is made there beforehand, since code calls `os.mkdir('artifacts')`. What is there between
//! two calls becomes a second name of the same file in the run's artifacts: so the next call still
//! finds it, and its removal removes nothing. The package's folder may be changed while it is read,
//! so each folder is opened in the one above it and no link is followed.

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

/// Folders nested deeper than this are left: each is held open.
const DEEPEST: usize = 100;
/// The name that a file has until it takes another's place.
const PASSING: &str = ".trainyard-artifact";
/// How many of what could not be taken over are named.
const NAMED: usize = 5;

/// The folder, if the package itself has nothing of that name.
pub(crate) struct OwnFolder {
    run: PathBuf,
    /// Relative to the run's directory.
    folder: PathBuf,
    artifacts: PathBuf,
}

/// How the artifacts get what is in the folder.
#[derive(Clone, Copy)]
pub(crate) enum Way<'a> {
    /// While the code lives, which may go on using it. Can be cancelled.
    Link(&'a Cancel),
    /// At the end. A folder is moved as a whole where nothing has its name yet.
    Move,
}

impl OwnFolder {
    /// To be asked for before the code runs. `package_root` is in the run's directory.
    pub(crate) fn of(run: &RunDir, spec: &RunSpec, package_root: &Path) -> Option<Self> {
        let folder = package_root.join(spec.parameters.artifacts_as_entered());
        if folder.symlink_metadata().is_ok() {
            return None;
        }
        let folder = folder.strip_prefix(run.path()).ok()?.to_path_buf();
        let artifacts = PathBuf::from(spec.parameters.artifacts_directory().as_str());
        Some(Self { run: run.path().to_path_buf(), folder, artifacts })
    }

    /// Whether there is anything.
    pub(crate) fn exists(&self) -> bool {
        self.run.join(&self.folder).symlink_metadata().is_ok()
    }

    /// Takes over what is there now; of two files of one name the one that was changed last. What cannot
    /// be linked is taken over at the end.
    ///
    /// # Errors
    /// At the end: what could not be taken over, which is among the artifacts all the same, in a folder
    /// of its own.
    pub(crate) fn take_over(&self, way: Way<'_>) -> Result<()> {
        let left = self.merge(way).map_err(|error| {
            let folder = files::shown(&self.run.join(&self.folder));
            Failure::because(Message::ArtifactsNotTaken { folder }, io::Error::from(error))
        })?;
        let Some((_, error)) = left.first().filter(|_| matches!(way, Way::Move)) else { return Ok(()) };
        let place = files::shown(&self.set_aside()?);
        let names: Vec<_> = left.iter().take(NAMED).map(|(path, _)| files::shown(path)).collect();
        let message = Message::ArtifactsNameTaken { names: names.join(", "), place };
        Err(Failure::because(message, io::Error::from(*error)))
    }

    /// Answers with what could not be taken over, and why.
    fn merge(&self, way: Way<'_>) -> Answer<Vec<(PathBuf, Errno)>> {
        let run = openat(CWD, &self.run, FOLDER, Mode::empty())?;
        let from = match beneath(&run, &self.folder, false) {
            // Nothing, or no folder: that is the package's.
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => return Ok(Vec::new()),
            opened => opened?,
        };
        let to = beneath(&run, &self.artifacts, true)?;
        let mut merge = Merge { way, left: Vec::new() };
        let name = PathBuf::from(self.name());
        if let Err(error) = merge.folder(&from, &to, &name) {
            merge.left.push((name, error));
        }
        if matches!(way, Way::Move) && merge.left.is_empty() {
            // It is not part of the version either.
            let _ = files::tree::remove(&self.run.join(&self.folder));
        }
        Ok(merge.left)
    }

    fn name(&self) -> &OsStr {
        self.folder.file_name().unwrap_or_default()
    }

    /// Moves what is left of the folder to a free name in the artifacts. Answers where that is in the run.
    fn set_aside(&self) -> Result<PathBuf> {
        let place = |n: u32| {
            let mut name = self.name().to_owned();
            name.push(format!("-{n}"));
            self.artifacts.join(name)
        };
        let mut n = 1;
        while !atomic::rename_no_replace(&self.run.join(&self.folder), &self.run.join(place(n)))? {
            n += 1;
        }
        Ok(place(n))
    }
}

const FOLDER: OFlags = OFlags::DIRECTORY.union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// Opens the folder `path` in `root`, on no way through a link.
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

/// One look at the folder.
struct Merge<'a> {
    way: Way<'a>,
    left: Vec<(PathBuf, Errno)>,
}

impl Merge<'_> {
    fn folder(&mut self, from: &OwnedFd, to: &OwnedFd, path: &Path) -> Answer<()> {
        if path.iter().count() > DEEPEST {
            return Err(Errno::NAMETOOLONG);
        }
        for entry in Dir::read_from(from)? {
            let entry = entry?;
            if matches!(self.way, Way::Link(cancel) if cancel.is_cancelled()) {
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
        let is_end = matches!(self.way, Way::Move);
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
            // Only what was not taken over is moved away, with the folders that contain it.
            let _ = unlinkat(from, name, if is_folder { AtFlags::REMOVEDIR } else { AtFlags::empty() });
        }
        Ok(())
    }
}

fn link(from: &OwnedFd, to: &OwnedFd, name: &CStr, there: &Stat, is_end: bool) -> Answer<()> {
    match linkat(from, name, to, name, AtFlags::empty()) {
        Err(Errno::EXIST) => {}
        // A file system without links, or this file has too many: it is moved at the end.
        Err(Errno::PERM | Errno::OPNOTSUPP | Errno::MLINK) if !is_end => return Ok(()),
        Err(Errno::PERM | Errno::OPNOTSUPP | Errno::MLINK) => return renameat(from, name, to, name),
        done => return done,
    }
    let Some(taken) = look(to, name)? else { return Ok(()) };
    let changed = |stat: &Stat| (stat.st_mtime, stat.st_mtime_nsec);
    let is_same = (taken.st_dev, taken.st_ino) == (there.st_dev, there.st_ino);
    // A link may lead to the very file whose name it has.
    if kind(&taken) != kind(there) {
        return Err(Errno::EXIST);
    }
    if is_same || changed(&taken) >= changed(there) {
        return Ok(());
    }
    let _ = unlinkat(to, PASSING, AtFlags::empty());
    linkat(from, name, to, PASSING, AtFlags::empty())?;
    renameat(to, PASSING, to, name).inspect_err(|_| {
        let _ = unlinkat(to, PASSING, AtFlags::empty());
    })
}

fn kind(stat: &Stat) -> FileType {
    FileType::from_raw_mode(stat.st_mode)
}

/// What has this name; none: it is gone by now.
fn look(at: impl AsFd, name: &CStr) -> Answer<Option<Stat>> {
    match statat(at, name, AtFlags::SYMLINK_NOFOLLOW) {
        Err(Errno::NOENT) => Ok(None),
        found => found.map(Some),
    }
}

fn existing_is_fine(made: Answer<()>) -> Answer<()> {
    if made == Err(Errno::EXIST) { Ok(()) } else { made }
}
