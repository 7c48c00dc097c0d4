//! Cleaning up at every start after a crash, a kill or a power cut.

use std::fs;
use std::time::Duration;

use files::{Lock, lock};
use locales::{Failure, Result};

use super::lock::is_store_dirty;
use crate::home::Staging;
use crate::logged::Logged;
use crate::reads::Reads;
use crate::storage::{is_repaired, sweep};
use crate::{Damaged, Engine};

impl Engine {
    /// Fills an `empty` index, rebuilds one that may be behind the files or that lists something as damaged
    /// that was repaired, finishes the runs whose processes died, deletes what was being created or removed,
    /// and starts the next runs. Costs next to nothing when there is nothing to do. Returns what could not be
    /// done for a run.
    pub(crate) fn reconcile(&self, empty: bool) -> Result<Vec<Failure>> {
        let booted = self.is_first_since_boot();
        let repaired = |one: &Damaged| is_repaired(self.home(), one);
        // An empty index has no tables yet.
        let empty = empty
            || match self.reader().read_index(|tables| tables.damaged()) {
                Err(failure) if store::is_damaged(&failure) => true,
                listed => listed?.iter().any(repaired),
            };
        if empty || booted.is_some() || is_store_dirty(self.home()) {
            let lock = self.lock_store()?;
            // Another process may have filled it while this one waited for the lock; filling it again does no
            // harm.
            let _lock = if empty || booted.is_some() { self.rebuild_under(lock)? } else { lock };
            if let Some(boot) = booted {
                // If this cannot be written, the next program rebuilds the index once more.
                fs::write(self.boot_file(), boot).logged("record that the machine was started");
            }
        }
        let undone = self.queue().finish_dead_runs().or_else(|failure| {
            // The index was rebuilt.
            if store::is_damaged(&failure) { self.queue().finish_dead_runs() } else { Err(failure) }
        });
        self.clear();
        undone
    }

    /// Deletes what killed processes were creating or removing. Only one process does so; the others do not
    /// wait.
    fn clear(&self) {
        if !has_entries(&self.home().staging()) && !has_entries(&self.home().trash()) {
            return;
        }
        let Ok(Some(_cleaning)) = Lock::try_exclusive(&self.home().cleaning()) else { return };
        Staging::clear_abandoned(self.home());
        self.clear_environs();
        let mut is_emptied = false;
        for entry in fs::read_dir(self.home().trash()).into_iter().flatten().flatten() {
            let path = entry.path();
            // The holder of its lock may still put it back. What cannot be deleted is tried again next time.
            if !lock::is_held(&path.with_extension("lock")).unwrap_or(true) {
                files::tree::remove(&path).logged("empty the trash");
                is_emptied = true;
            }
        }
        if is_emptied {
            sweep(self.home()).logged("remove snapshots that nobody needs");
        }
    }

    /// Deletes environment variables of runs that were not created completely. They are written just before the
    /// run's directory appears.
    fn clear_environs(&self) {
        const CREATING: Duration = Duration::from_secs(60);
        for entry in fs::read_dir(self.home().environs()).into_iter().flatten().flatten() {
            let is_old = entry
                .metadata()
                .and_then(|about| about.modified())
                .is_ok_and(|at| at.elapsed().is_ok_and(|age| age > CREATING));
            if is_old && !self.home().runs().join(entry.file_name()).exists() {
                files::tree::remove(&entry.path())
                    .logged("remove the environment of a run that does not exist");
            }
        }
    }

    /// Deletes what was moved to the trash. Returns how many bytes that freed.
    pub(crate) fn delete(&self, gone: &std::path::Path) -> Result<u64> {
        // On a full disk there may be no lock. Two processes that delete at the same time do no harm.
        let _cleaning = Lock::exclusive(&self.home().cleaning()).ok();
        let freed = files::tree::usage(gone)?.bytes;
        files::tree::remove(gone)?;
        Ok(freed)
    }

    /// Returns the boot's id if this is the first start since the machine booted: after a power cut the index
    /// may lack its last rows, and the dirty state does not show it.
    fn is_first_since_boot(&self) -> Option<String> {
        let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        (fs::read_to_string(self.boot_file()).ok().as_ref() != Some(&boot)).then_some(boot)
    }

    fn boot_file(&self) -> std::path::PathBuf {
        self.home().cache().join("boot_id")
    }
}

fn has_entries(folder: &std::path::Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}
