//! Putting things in order at every start: what a crash, a kill or a power cut left.

use std::fs;

use locales::{Failure, Result};

use crate::Engine;
use crate::home::Staging;

impl Engine {
    /// Fills an `empty` index, makes one anew that may be behind the files, ends the runs whose
    /// processes died, clears what was being made or removed, and starts what is next. Costs next
    /// to nothing when there is nothing to do. Answers with what could not be done for a run.
    pub(crate) fn reconcile(&self, empty: bool) -> Result<Vec<Failure>> {
        let booted = self.is_first_since_boot();
        if empty || booted.is_some() || self.is_store_marked() {
            let lock = self.lock_store()?;
            // Somebody else may have filled it while this process waited for the lock; once more
            // does no harm.
            if empty || booted.is_some() {
                self.rebuild_index(&lock)?;
            }
            if let Some(boot) = booted {
                let _ = fs::write(self.boot_file(), boot);
            }
        }
        if has_entries(&self.home.staging()) {
            Staging::clear_abandoned(&self.home);
        }
        for entry in fs::read_dir(self.home.trash()).into_iter().flatten().flatten() {
            // Another process may be deleting it too; whatever stays is tried again next time.
            let _ = files::tree::remove(&entry.path());
        }
        self.settle_open_runs()
    }

    /// After a power cut the index may lack its last rows, which no mark tells. Answers with the
    /// new boot's id.
    fn is_first_since_boot(&self) -> Option<String> {
        let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        (fs::read_to_string(self.boot_file()).ok().as_ref() != Some(&boot)).then_some(boot)
    }

    fn boot_file(&self) -> std::path::PathBuf {
        self.home.cache().join("boot_id")
    }
}

fn has_entries(folder: &std::path::Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}
