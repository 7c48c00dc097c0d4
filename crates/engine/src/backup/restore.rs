//! Makes a store of a backup.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use files::{Watch, atomic, document, folder_of, tree};
use jiff::Timestamp;
use locales::{Message, Result};
use rundir::{Outcome, Started};
use snapshots::Modes;

use super::file::Backup;
use super::place::Place;
use crate::Home;
use crate::datasets::DatasetFile;
use crate::logged::Logged;

/// A store that was made of a backup.
#[derive(Clone, Debug)]
pub struct Restored {
    /// The backup.
    pub backup: Backup,
    /// The new store.
    pub store: PathBuf,
    /// Linked datasets whose folder is not on this machine.
    pub missing_links: Vec<PathBuf>,
}

/// Makes a new store in the folder `into`, which is not there or is empty, of the last backup in `folder`, or the last one
/// that was made until `until`. All contents are compared with their digests. If anything fails, nothing is left in `into`.
///
/// # Errors
/// `into` has something in it; there is no such backup; something in it is missing or damaged, which is named; no room;
/// cancelled.
pub fn restore(folder: &Path, until: Option<Timestamp>, into: &Path, watch: &Watch) -> Result<Restored> {
    let failed = |error| files::unwritable(into, error);
    let place = Place::open(folder)?;
    let listed = place.list()?;
    let backup = listed.backups.into_iter().rev().find(|backup| until.is_none_or(|until| backup.at <= until));
    let backup = match (backup, listed.damaged.into_iter().next()) {
        (Some(backup), _) => backup,
        (None, Some(damaged)) => return Err(damaged),
        (None, None) => return Err(Message::BackupNoneUntil { path: files::shown(folder) }.into()),
    };
    let into = std::path::absolute(into).map_err(failed)?;
    let is_taken = match fs::read_dir(&into) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) => error.kind() != std::io::ErrorKind::NotFound,
    };
    if is_taken {
        return Err(Message::RestoreTaken { path: files::shown(&into) }.into());
    }
    let manifest = place.snapshots().manifest(&backup.manifest)?;
    fs::create_dir_all(folder_of(&into)).map_err(failed)?;
    // Beside it: what is half restored does not look like a store.
    let staged =
        tempfile::Builder::new().prefix(".trainyard-").tempdir_in(folder_of(&into)).map_err(failed)?;
    let store = staged.path().join("store");
    let restored = place.snapshots().restore(&manifest, &store, Modes::Exact, watch).and_then(|_| {
        let missing_links = complete(&Home::at(&store), &backup)?;
        atomic::sync_tree(&store)?;
        // Over an empty folder this is allowed.
        atomic::rename(&store, &into)?;
        Ok(missing_links)
    });
    let missing_links =
        restored.inspect_err(|_| tree::remove(&store).logged("discard a failed restoration"))?;
    Ok(Restored { backup, store: into, missing_links })
}

/// Adds what is in no backup. Returns the links that lead to nothing.
fn complete(home: &Home, backup: &Backup) -> Result<Vec<PathBuf>> {
    let failed = |error| files::unwritable(home.path(), error);
    fs::set_permissions(home.path(), Permissions::from_mode(0o700)).map_err(failed)?;
    let mut missing = Vec::new();
    let projects = fs::read_dir(home.projects()).into_iter().flatten().flatten();
    let projects = projects.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let homes: Vec<Home> = projects.map(|id| home.in_project(&id)).chain([home.clone()]).collect();
    for home in homes {
        let datasets = fs::read_dir(home.datasets()).into_iter().flatten().flatten();
        for name in datasets.filter_map(|entry| entry.file_name().to_str()?.parse().ok()) {
            let Ok(DatasetFile { link: Some(link), .. }) = document::read(&home.dataset_file(&name)) else {
                continue;
            };
            let files = home.dataset_files(&name);
            if files.symlink_metadata().is_err() {
                symlink(&link, &files).map_err(|error| files::unwritable(&files, error))?;
                missing.extend((!files.is_dir()).then(|| PathBuf::from(link)));
            }
        }
    }
    for id in &backup.running {
        let run = home.run(id);
        let started = rundir::read::<Started>(&run.started()).map_or(backup.at, |started| started.at);
        // Nobody looks for its processes: they may still work on it in the store that it is a copy of.
        let outcome = Outcome::interrupted(started, backup.at, false, Message::ReasonBackedUp);
        rundir::write_outcome(&run, &outcome)?;
    }
    Ok(missing)
}
