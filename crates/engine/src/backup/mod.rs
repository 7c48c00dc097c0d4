//! Backups: incremental copies of the whole store in a folder, mostly on another disk.
//!
//! A backup is a snapshot of the store's folder (crate `snapshots`), and a small file that says so. That file is written
//! last, so that a backup that is listed is complete. What an earlier backup has is not copied again, and what has not
//! changed is not read again.
//!
//! Most of it is copied while others work on the store. Only the last look, which brings in what has changed meanwhile,
//! holds the store's lock: so packages, versions, runs and datasets are those of one moment. A run that is in progress
//! then is in the backup with what its directory says of it, and is restored as interrupted. The index is left out: it is
//! made from the files when the restored store is opened.

mod check;
mod file;
mod included;
mod place;
mod restore;

pub use check::{BackupCheck, BackupDamage};
pub use file::Backup;
pub use restore::{Restored, restore};

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use contract::RunId;
use files::tree::SkippedFile;
use files::{Progress, Watch, document, lock, tree};
use jiff::Timestamp;
use locales::{Failure, Result};
use serde::{Deserialize, Serialize};
use snapshots::{Needed, Taken, Taking};

use self::file::BackupFile;
use self::included::Included;
use self::place::Place;
use crate::Home;
use crate::logged::Logged;
use crate::parts::Backups;
use crate::reads::Reads;

/// A backup that was made.
#[derive(Clone, Debug)]
pub struct BackedUp {
    /// The backup.
    pub backup: Backup,
    /// How many bytes of contents were not in the folder before.
    pub added: u64,
    /// What could not be read, and is not in it.
    pub skipped: Vec<SkippedFile>,
    /// How many older backups were removed, and how many bytes that freed.
    pub removed: (u64, u64),
}

/// Where the last backup was made, and when. It is in the cache: nothing depends on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastBackup {
    /// The folder.
    pub folder: PathBuf,
    /// The moment that it is of.
    pub at: Timestamp,
}

impl files::Document for LastBackup {}

/// What a look at the store may have to copy so that the next one, which holds the lock, is short, in bytes.
const LITTLE: u64 = 64 << 20;
/// How often the store is looked at beforehand, if it changes a lot.
const LOOKS: usize = 5;

impl Backups<'_> {
    /// Makes a backup of the whole store in `folder`, which is made if it is missing. `keep`: how many backups of this
    /// store are left in it then, the newest ones; `None`: all.
    ///
    /// # Errors
    /// The folder is in the store or around it, or holds something else; another backup is being made in it; no room, which
    /// is found out before anything is copied; cancelled. There is no backup then.
    pub fn make(&self, folder: &Path, keep: Option<usize>, watch: &Watch) -> Result<BackedUp> {
        let home = self.0.home();
        let place = Place::make(home, folder)?;
        let made = self.make_in(&place, keep, watch);
        if made.is_err() {
            place.discard_if_new();
        }
        let made = made?;
        let last = LastBackup { folder: place.path().into(), at: made.backup.at };
        if !home.is_read_only() {
            document::write(&home.last_backup(), &last).logged("remember the last backup");
        }
        Ok(made)
    }

    /// The last backup of this store that was made here.
    pub fn last(&self) -> Option<LastBackup> {
        document::read(&self.0.home().last_backup()).ok()
    }

    fn make_in(&self, place: &Place, keep: Option<usize>, watch: &Watch) -> Result<BackedUp> {
        let home = self.0.home();
        let snapshots = place.snapshots();
        let taking = snapshots.taking()?;
        // Nothing that is in the store now is swept before it was copied.
        let own = home.snapshots();
        let may_be_swept = !home.is_read_only() && home.path().join(rundir::SNAPSHOTS).is_dir();
        let _own = may_be_swept.then(|| own.taking()).transpose()?;
        let mut added = 0;
        let mut quiet = Watch { progress: watch.progress.clone(), ..watch.clone() };
        for _ in 0..LOOKS {
            let (taken, _) = look(home, &taking, &quiet)?;
            added += taken.added;
            // Only the first look is what there is to do.
            quiet.progress = Progress::default();
            if taken.described.read <= LITTLE {
                break;
            }
        }
        let last_look = || {
            let (taken, running) = look(home, &taking, &quiet)?;
            Ok((taken, running, self.0.timestamp()))
        };
        let (taken, running, at) = match home.is_read_only() {
            true => last_look()?,
            false => self.0.change_store::<_, Failure>(|_| last_look())?,
        };
        added += taken.added;
        let skipped = taken.described.skipped;
        let file = BackupFile::of(home, at, &taken.described.manifest, running, &skipped);
        taking.write(&taken.described.manifest)?;
        let backup = place.add(file)?;
        drop(taking);
        let removed = match keep {
            Some(keep) => self.remove_older(place, keep, watch)?,
            None => {
                // What an interrupted backup left takes space.
                if place.was_interrupted() {
                    place.sweep(watch)?;
                }
                (0, 0)
            }
        };
        place.finish();
        Ok(BackedUp { backup, added, skipped, removed })
    }

    /// Removes all but the newest `keep` backups of this store, and what only they needed. Returns how many they were, and
    /// how many bytes that freed.
    fn remove_older(&self, place: &Place, keep: usize, watch: &Watch) -> Result<(u64, u64)> {
        let store = files::shown(self.0.home().path());
        let mut own = place.list()?.backups;
        own.retain(|backup| backup.store == store);
        let older = own.len().saturating_sub(keep.max(1));
        for backup in &own[..older] {
            place.remove(backup)?;
        }
        Ok((older as u64, place.sweep(watch)?))
    }
}

/// Keeps what is in the store now, and returns the runs that are in progress, of which only some files are included.
fn look(home: &Home, taking: &Taking<'_>, watch: &Watch) -> Result<(Taken, HashSet<RunId>)> {
    let running = running(home)?;
    let opened = files::beneath::Folder::open(home.path());
    let opened = opened.map_err(|error| files::unreadable(home.path(), error))?;
    let included = Included { home, running: &running };
    let scan = tree::scan_live(opened, &|path| included.includes(path), watch)?;
    let source = files::shown(home.path());
    Ok((taking.keep_live(&scan, &source, watch)?, running))
}

/// The runs of which a process is alive.
fn running(home: &Home) -> Result<HashSet<RunId>> {
    let entries = match std::fs::read_dir(home.runs()) {
        Ok(entries) => entries,
        Err(error) => return Err(files::unreadable(&home.runs(), error)),
    };
    let ids = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<RunId>().ok());
    let mut running = HashSet::new();
    for id in ids {
        if lock::is_held(&home.run(&id).lock())? {
            running.insert(id);
        }
    }
    Ok(running)
}

impl Place {
    /// Removes what no backup needs. Returns how many bytes that freed.
    fn sweep(&self, watch: &Watch) -> Result<u64> {
        let needed = || {
            let listed = self.list()?;
            // One that cannot be read may need anything.
            if let Some(damaged) = listed.damaged.first() {
                return Err(damaged.clone());
            }
            let kept = listed.backups.iter().map(|backup| backup.manifest).collect();
            Ok(Needed { kept, ..Needed::default() })
        };
        match self.snapshots().sweep(needed, watch) {
            Ok(swept) => Ok(swept.freed),
            Err(failure) if *failure.message == locales::Message::Cancelled => Err(failure),
            Err(failure) => {
                // The backup is there all the same, and the check names what cannot be read.
                tracing::warn!(%failure, "could not remove what no backup needs");
                Ok(0)
            }
        }
    }
}

/// The backups in a folder, oldest first.
///
/// # Errors
/// It has no backups, or a file that describes one is damaged, which is named.
pub fn list(folder: &Path) -> Result<Vec<Backup>> {
    let listed = Place::open(folder)?.list()?;
    match listed.damaged.into_iter().next() {
        Some(damaged) if listed.backups.is_empty() => Err(damaged),
        _ => Ok(listed.backups),
    }
}

/// Reads everything in a folder with backups, and says what is not what it was. `repairs`: what is damaged is set aside,
/// so that the next backup brings it back from the store.
///
/// # Errors
/// It has no backups; cancelled.
pub fn check(folder: &Path, repairs: bool, watch: &Watch) -> Result<BackupCheck> {
    check::check(&Place::open(folder)?, repairs, watch)
}

#[cfg(test)]
mod tests;
