//! What the code writes into the folder that `artifacts_directory` was given as, seen from where it
//! runs: `./artifacts`. These are artifacts of the run, too (contract §3, ours).
//!
//! Nothing is made there beforehand, since code calls `os.mkdir('artifacts')`. What is there between
//! two calls becomes a second name of the same file in the run's artifacts: so the next call still
//! finds it, and its removal removes nothing. The package's folder may be changed while it is read,
//! so each folder is opened in the one above it and no link is followed.

use std::ffi::CStr;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};

use contract::{RunDir, RunSpec};
use files::Cancel;
use locales::{Failure, Message, Result};
use rustix::fs::{
    AtFlags, CWD, Dir, FileType, Mode, OFlags, RenameFlags, Stat, linkat, mkdirat, openat, renameat,
    renameat_with, statat, unlinkat,
};
use rustix::io::{Errno, Result as Answer};

/// Folders nested deeper than this are left: each is held open.
const DEEPEST: usize = 100;
/// The name that a file has until it takes another's place.
const PASSING: &str = ".trainyard-artifact";

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

    /// Takes over what is there now; of two files of one name the one that was changed last.
    ///
    /// # Errors
    /// The first thing that could not be taken over; the others were.
    pub(crate) fn take_over(&self, way: Way<'_>) -> Result<()> {
        self.merge(way).map_err(|error| {
            let folder = files::shown(&self.run.join(&self.folder));
            Failure::because(Message::ArtifactsNotTaken { folder }, std::io::Error::from(error))
        })
    }

    fn merge(&self, way: Way<'_>) -> Answer<()> {
        let run = openat(CWD, &self.run, FOLDER, Mode::empty())?;
        let from = match beneath(&run, &self.folder, false) {
            // Nothing, or no folder: that is the package's.
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => return Ok(()),
            opened => opened?,
        };
        let to = beneath(&run, &self.artifacts, true)?;
        let merged = merge(&from, &to, way, 0);
        if matches!(way, Way::Move) {
            // It is not part of the version either.
            let _ = files::tree::remove(&self.run.join(&self.folder));
        }
        merged
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

fn merge(from: &OwnedFd, to: &OwnedFd, way: Way<'_>, depth: usize) -> Answer<()> {
    if depth > DEEPEST {
        return Err(Errno::NAMETOOLONG);
    }
    let mut merged = Ok(());
    for entry in Dir::read_from(from)? {
        let entry = entry?;
        if matches!(way, Way::Link(cancel) if cancel.is_cancelled()) {
            return Err(Errno::CANCELED);
        }
        let name = entry.file_name();
        if name != c"." && name != c".." {
            merged = merged.and(take(from, to, name, way, depth));
        }
    }
    merged
}

fn take(from: &OwnedFd, to: &OwnedFd, name: &CStr, way: Way<'_>, depth: usize) -> Answer<()> {
    let is_end = matches!(way, Way::Move);
    if is_end && renameat_with(from, name, to, name, RenameFlags::NOREPLACE).is_ok() {
        return Ok(());
    }
    let Some(there) = look(from, name)? else { return Ok(()) };
    if FileType::from_raw_mode(there.st_mode) != FileType::Directory {
        return link(from, to, name, &there, is_end);
    }
    existing_is_fine(mkdirat(to, name, Mode::from_raw_mode(0o777)))?;
    let folder = |at: &OwnedFd| openat(at, name, FOLDER, Mode::empty());
    merge(&folder(from)?, &folder(to)?, way, depth + 1)
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
    if is_same || changed(&taken) >= changed(there) {
        return Ok(());
    }
    let _ = unlinkat(to, PASSING, AtFlags::empty());
    linkat(from, name, to, PASSING, AtFlags::empty())?;
    renameat(to, PASSING, to, name)
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
