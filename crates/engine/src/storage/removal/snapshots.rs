//! Which snapshots are needed, and removing the others.

use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use contract::ProjectId;
use files::Watch;
use locales::Result;
use rundir::{RunDir, RunSnapshots, RunSpec};
use snapshots::{Digest, Needed};

use crate::Home;
use crate::datasets::DatasetStates;

/// Removes the snapshots that nothing needs, unless one is being taken: then a later removal does it. Returns how many
/// bytes that freed.
///
/// # Errors
/// What something needs cannot be read, in which case nothing is removed; something cannot be removed.
pub(crate) fn sweep(home: &Home) -> Result<u64> {
    let swept = home.snapshots().try_sweep(|| needed(home), &Watch::default())?;
    let swept = swept.unwrap_or_default();
    for id in &swept.unreadable {
        tracing::warn!(%id, "the list of a snapshot is damaged or lost, so no contents were removed");
    }
    Ok(swept.freed)
}

/// What runs and datasets need, also those that can be restored. What an imported run kept in its own store, and is not
/// here, is not needed.
///
/// # Errors
/// A record of a run or of a dataset cannot be read.
pub(crate) fn needed(home: &Home) -> Result<Needed> {
    needed_without(home, &[])
}

/// The same once these folders of runs and datasets have been removed.
///
/// # Errors
/// Those of [`needed`].
pub(super) fn needed_without(home: &Home, going: &[PathBuf]) -> Result<Needed> {
    let (mut needed, going) = (Needed::default(), going.iter().collect::<HashSet<_>>());
    let stays = |folder: &PathBuf| !going.contains(folder);
    let all = home.in_project(&ProjectId::default());
    // A run or a dataset may be removed or restored meanwhile.
    add_restorable(home, &mut needed)?;
    let runs = folders(&all.runs())?.into_iter().filter(stays);
    runs.into_iter().try_for_each(|run| add_run(home, run, &mut needed))?;
    let projects = folders(&home.projects())?.into_iter().map(|project| project.join("datasets"));
    for datasets in projects.chain([all.datasets()]) {
        let datasets = folders(&datasets)?;
        datasets.iter().filter(|one| stays(one)).try_for_each(|one| add_dataset(one, &mut needed))?;
    }
    add_restorable(home, &mut needed)?;
    Ok(needed)
}

/// Adds what is needed by what is in the trash.
fn add_restorable(home: &Home, needed: &mut Needed) -> Result<()> {
    for removed in
        folders(&home.trash())?.iter().map(|removed| folders(removed)).collect::<Result<Vec<_>>>()?
    {
        for folder in removed {
            match folder.join("dataset.json").exists() {
                true => add_dataset(&folder, needed)?,
                false => add_run(home, folder, needed)?,
            }
        }
    }
    Ok(())
}

fn add_dataset(folder: &Path, needed: &mut Needed) -> Result<()> {
    for state in DatasetStates::of(folder)?.states {
        let of = if state.kept { &mut needed.kept } else { &mut needed.recorded };
        of.insert(state.id);
    }
    Ok(())
}

fn add_run(home: &Home, folder: PathBuf, needed: &mut Needed) -> Result<()> {
    let run = RunDir::new(folder);
    let snapshots = RunSnapshots::of(&run)?;
    let is_imported = || rundir::read::<RunSpec>(&run.spec()).is_ok_and(|spec| spec.imported.is_some());
    let is_elsewhere = |id: &Digest| !home.snapshots().manifest_path(id).exists() && is_imported();
    // What a run in progress was given may be a state of a dataset that is not recorded yet.
    let is_open = !rundir::has_outcome(&run);
    // A run that waits is to be given what another one was given. In the trash there are other folders, too.
    if is_open && run.spec().exists() {
        let spec: RunSpec = rundir::read(&run.spec())?;
        let given = [spec.input, spec.evaluation].into_iter().flatten();
        needed.kept.extend(given.filter_map(|dataset| dataset.snapshot));
    }
    for snapshot in snapshots.all().filter(|snapshot| !is_elsewhere(&snapshot.id)) {
        let of = if snapshot.kept || is_open { &mut needed.kept } else { &mut needed.recorded };
        of.insert(snapshot.id);
    }
    Ok(())
}

fn folders(folder: &Path) -> Result<Vec<PathBuf>> {
    let failed = |error| files::unreadable(folder, error);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed)?;
        if entry.file_type().map_err(failed)?.is_dir() {
            found.push(entry.path());
        }
    }
    Ok(found)
}
