//! A folder with backups.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use files::{Lock, atomic, document, tree};
use locales::{Failure, Message, Result};
use serde::{Deserialize, Serialize};
use snapshots::Snapshots;

use super::file::{Backup, BackupFile};
use crate::Home;
use crate::logged::Logged;

/// An open folder with backups.
#[derive(Debug)]
pub(super) struct Place {
    folder: PathBuf,
    /// What of it was not there before.
    new: Option<New>,
    /// Whether a backup was begun in it and not completed.
    was_interrupted: bool,
    /// Held exclusively by who makes a backup, shared by who reads them; on a disk that may only be read, by nobody.
    _lock: Option<Lock>,
}

/// Whether the folder itself is new, or only what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum New {
    Folder,
    Contents,
}

/// What is in a folder.
pub(super) struct Listed {
    /// Oldest first.
    pub(super) backups: Vec<Backup>,
    /// Why others cannot be read.
    pub(super) damaged: Vec<Failure>,
}

/// Says that a folder has backups.
#[derive(Serialize, Deserialize)]
struct Mark {}

impl files::Document for Mark {}

const MARK: &str = "trainyard-backup.json";
const BACKUPS: &str = "backups";
const SNAPSHOTS: &str = "snapshots";
/// There while a backup is being made.
const UNFINISHED: &str = "unfinished";
const LOCK: &str = "lock";

impl Place {
    /// Opens `folder` for a backup of the store in `home`, and makes it if it is missing.
    pub(super) fn make(home: &Home, folder: &Path) -> Result<Self> {
        let failed = |error| files::unwritable(folder, error);
        home.refuse_inside(folder)?;
        let absolute = std::path::absolute(folder).map_err(failed)?;
        if let Ok(real) = absolute.canonicalize()
            && home.path().starts_with(&real)
        {
            let store = files::shown(home.path());
            return Err(Message::BackupAroundStore { path: files::shown(folder), store }.into());
        }
        if absolute.exists() && !absolute.is_dir() {
            return Err(Message::NotAFolder { path: files::shown(folder) }.into());
        }
        let was_there = absolute.is_dir();
        let new = match absolute.join(MARK).symlink_metadata() {
            Ok(_) => {
                document::read::<Mark>(&absolute.join(MARK))?;
                None
            }
            Err(_) if was_there && !is_empty(&absolute).map_err(failed)? => {
                return Err(Message::BackupFolderTaken { path: files::shown(folder) }.into());
            }
            Err(_) => Some(if was_there { New::Contents } else { New::Folder }),
        };
        // It has everything that the store has, such as keys among the parameters.
        let create = |path: &Path| DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(failed);
        create(&absolute)?;
        let busy = || Message::BackupBusy { path: files::shown(folder) };
        let lock = Lock::try_exclusive_of_shared(&absolute.join(LOCK))?.ok_or_else(busy)?;
        create(&absolute.join(SNAPSHOTS))?;
        create(&absolute.join(BACKUPS))?;
        let unfinished = absolute.join(UNFINISHED);
        let was_interrupted = unfinished.exists();
        fs::write(&unfinished, "").map_err(failed)?;
        if new.is_some() {
            document::write(&absolute.join(MARK), &Mark {})?;
        }
        let folder = absolute.canonicalize().map_err(failed)?;
        Ok(Self { folder, new, was_interrupted, _lock: Some(lock) })
    }

    /// Opens a folder with backups for reading.
    pub(super) fn open(folder: &Path) -> Result<Self> {
        let mark = folder.join(MARK);
        if mark.symlink_metadata().is_err() {
            return Err(Message::BackupNone { path: files::shown(folder) }.into());
        }
        let folder = folder.canonicalize().map_err(|error| files::unreadable(folder, error))?;
        let lock = files::may_write(&folder).then(|| Lock::shared(&folder.join(LOCK))).transpose()?;
        Ok(Self { folder, new: None, was_interrupted: false, _lock: lock })
    }

    pub(super) fn path(&self) -> &Path {
        &self.folder
    }

    pub(super) fn snapshots(&self) -> Snapshots {
        Snapshots::at(&self.folder.join(SNAPSHOTS))
    }

    /// Whether an earlier backup was not completed.
    pub(super) fn was_interrupted(&self) -> bool {
        self.was_interrupted
    }

    /// Whether the file that marks the folder is as it was written.
    pub(super) fn has_mark(&self) -> bool {
        let mark = self.folder.join(MARK);
        let expected = document::rewritten(&mark, &[], &Mark {}).unwrap_or_default();
        files::read(&mark, expected.len() as u64).is_ok_and(|found| found == expected)
    }

    /// The path of the file that marks it.
    pub(super) fn mark(&self) -> PathBuf {
        self.folder.join(MARK)
    }

    /// Adds a backup, all of which is there.
    pub(super) fn add(&self, file: BackupFile) -> Result<Backup> {
        let (bytes, name) = file.written()?;
        let path = self.folder.join(BACKUPS).join(name);
        atomic::write_private(&path, &bytes)?;
        atomic::sync_folder(&self.folder)?;
        BackupFile::read(&path)
    }

    /// Removes a backup from the list. Its contents are still there.
    pub(super) fn remove(&self, backup: &Backup) -> Result<()> {
        tree::remove(&self.folder.join(BACKUPS).join(&backup.name))?;
        atomic::sync_folder(&self.folder.join(BACKUPS))
    }

    /// All backups.
    pub(super) fn list(&self) -> Result<Listed> {
        let folder = self.folder.join(BACKUPS);
        let failed = |error| files::unreadable(&folder, error);
        let (mut backups, mut damaged) = (Vec::new(), Vec::new());
        let mut paths = Vec::new();
        for entry in fs::read_dir(&folder).map_err(failed)? {
            paths.push(entry.map_err(failed)?.path());
        }
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        paths.sort();
        for path in paths {
            match BackupFile::read(&path) {
                Ok(backup) => backups.push(backup),
                Err(failure) => damaged.push(failure),
            }
        }
        backups.sort_by_key(|backup| backup.at);
        Ok(Listed { backups, damaged })
    }

    /// The backup is complete.
    pub(super) fn finish(&self) {
        fs::remove_file(self.folder.join(UNFINISHED)).logged("say that a backup is complete");
    }

    /// Removes what was made for a first backup that failed.
    pub(super) fn discard_if_new(&self) {
        let Some(new) = self.new else { return };
        let own = [SNAPSHOTS, BACKUPS, UNFINISHED, MARK, LOCK];
        own.iter().for_each(|name| tree::remove(&self.folder.join(name)).logged("discard a failed backup"));
        if new == New::Folder {
            fs::remove_dir(&self.folder).logged("discard the folder of a failed backup");
        }
    }
}

fn is_empty(folder: &Path) -> std::io::Result<bool> {
    // A disk of its own has this from the beginning.
    let is_something = |name: &std::ffi::OsStr| name != "lost+found";
    let entries = fs::read_dir(folder)?;
    Ok(!entries.flatten().any(|entry| is_something(&entry.file_name())))
}
