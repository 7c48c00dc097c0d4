//! Putting things in order at every start: what a crash, a kill or a power cut left.

use std::fs;

use files::{Lock, lock};
use locales::{Failure, Result};

use super::lock::is_store_marked;
use crate::home::Staging;
use crate::logged::Logged;
use crate::reads::Reads;
use crate::storage::is_mended;
use crate::{Damaged, Engine};

impl Engine {
    /// Fills an `empty` index, rebuilds one that may be behind the files, as it is where something damaged
    /// was repaired, ends the runs whose
    /// processes died, clears what was being made or removed, and starts what is next. Costs next
    /// to nothing when there is nothing to do. Returns what could not be done for a run.
    pub(crate) fn reconcile(&self, empty: bool) -> Result<Vec<Failure>> {
        let booted = self.is_first_since_boot();
        // An empty index has no table yet that could be asked.
        let mended = |one: &Damaged| is_mended(self.home(), one);
        let empty = empty || self.read(|tables| tables.damaged())?.iter().any(mended);
        if empty || booted.is_some() || is_store_marked(self.home()) {
            let lock = self.lock_store()?;
            // Somebody else may have filled it while this process waited for the lock; once more
            // does no harm.
            let _lock = if empty || booted.is_some() { self.rebuild_under(lock)? } else { lock };
            if let Some(boot) = booted {
                // If this cannot be written, the next program rebuilds the index once more.
                fs::write(self.boot_file(), boot).logged("record that the machine was started");
            }
        }
        let undone = self.queue().settle();
        self.clear();
        undone
    }

    /// Clears what killed processes were making or removing. One process does; no other waits.
    fn clear(&self) {
        if !has_entries(&self.home().staging()) && !has_entries(&self.home().trash()) {
            return;
        }
        let Ok(Some(_cleaning)) = Lock::try_exclusive(&self.home().cleaning()) else { return };
        Staging::clear_abandoned(self.home());
        for entry in fs::read_dir(self.home().trash()).into_iter().flatten().flatten() {
            let path = entry.path();
            // Whoever holds it may still put it back. Whatever else stays is tried again next time.
            if !lock::is_held(&path.with_extension("lock")).unwrap_or(true) {
                files::tree::remove(&path).logged("empty the trash");
            }
        }
    }

    /// Deletes what was put into the trash. Returns how many bytes that freed.
    pub(crate) fn delete(&self, gone: &std::path::Path) -> Result<u64> {
        // On a disk without room there may be no lock. Who deletes at the same time does no harm.
        let _cleaning = Lock::exclusive(&self.home().cleaning()).ok();
        let freed = files::tree::usage(gone)?.bytes;
        files::tree::remove(gone)?;
        Ok(freed)
    }

    /// After a power cut the index may lack its last rows, which no mark tells. Returns the
    /// new boot's id.
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
