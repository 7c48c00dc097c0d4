//! Which snapshots are needed, and removing the others.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use files::Watch;
use locales::Result;
use rundir::{RunDir, RunSnapshots};
use snapshots::Needed;

use crate::Home;

/// Removes the snapshots that no run needs, unless one is being taken: then a later removal does it. Returns how many
/// bytes that freed.
///
/// # Errors
/// What a run needs cannot be read, in which case nothing is removed; something cannot be removed.
pub(crate) fn sweep(home: &Home) -> Result<u64> {
    let needed = || {
        let mut needed = Needed::default();
        // What can be restored is needed, too. A run may be removed or restored meanwhile.
        add_restorable(home, &mut needed)?;
        add_runs(&home.runs(), &mut needed)?;
        add_restorable(home, &mut needed)?;
        Ok(needed)
    };
    let swept = home.snapshots().try_sweep(needed, &Watch::default())?;
    let swept = swept.unwrap_or_default();
    for id in &swept.unreadable {
        tracing::warn!(%id, "a snapshot is damaged, so no contents were removed");
    }
    Ok(swept.freed)
}

/// Adds what the runs in the trash need.
fn add_restorable(home: &Home, needed: &mut Needed) -> Result<()> {
    folders(&home.trash())?.iter().try_for_each(|removed| add_runs(removed, needed))
}

/// Adds what the runs in a folder need.
fn add_runs(folder: &Path, needed: &mut Needed) -> Result<()> {
    for run in folders(folder)? {
        for snapshot in RunSnapshots::of(&RunDir::new(run))?.all() {
            let of = if snapshot.kept { &mut needed.kept } else { &mut needed.recorded };
            of.insert(snapshot.id);
        }
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
