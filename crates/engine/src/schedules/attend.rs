//! What a program that stays open does for a store: fires its schedules, and sees to its runs.

use std::collections::HashSet;
use std::time::Duration;

use contract::RunId;
use files::{Lock, lock, parallel};
use locales::{Failure, Result};

use crate::parts::Schedules;
use crate::reads::Reads;
use crate::{Changes, Engine, News};

/// How long nobody looks at the clock at most: it may have been set, or the machine have slept, which
/// ends no wait.
const LOOK: Duration = Duration::from_secs(20);

impl Schedules<'_> {
    /// Fires the schedules as they come due, until `changes` is interrupted; `look` is called with each
    /// look at the store, with what could not be done.
    pub fn attend(&self, changes: &Changes, mut look: impl FnMut(Option<Failure>)) {
        loop {
            let undone = self.fire_due().err();
            look(undone);
            if changes.wait_at_most(self.until_next()) == News::Interrupted {
                return;
            }
        }
    }

    fn until_next(&self) -> Duration {
        let now = self.0.now();
        let next = self.of_all_projects().iter().filter_map(|schedule| schedule.next(&now, 1).pop()).min();
        let until = next.and_then(|next| Duration::try_from(now.duration_until(&next)).ok());
        until.map_or(LOOK, |until| until.min(LOOK))
    }

    /// Whether an agent sees to this store.
    pub fn has_agent(&self) -> bool {
        lock::is_held(&self.0.home().agent()).unwrap_or(false)
    }
}

impl Engine {
    /// An agent: besides the schedules it sees to the end of runs whose processes die, and starts what
    /// is queued. Several do no harm.
    ///
    /// # Errors
    /// When no thread can be started to wait in.
    pub fn be_agent(&'static self, changes: &Changes, tell: impl Fn(Failure)) -> Result<()> {
        // Held until the end of this process; should another agent have it, as soon as that ends.
        let path = self.home().agent();
        parallel::start(move || drop(Lock::exclusive(&path).map(std::mem::forget)))?;
        let mut seen_to = HashSet::new();
        self.schedules().attend(changes, |undone| {
            let open = self.runs().open().unwrap_or_default();
            for run in open.iter().filter(|run| run.started.is_some()) {
                // One that no thread could be started for is tried again at the next look.
                if !seen_to.contains(&run.id) && self.see_to_end(run.id.clone()).is_ok() {
                    seen_to.insert(run.id.clone());
                }
            }
            seen_to.retain(|id| open.iter().any(|run| run.id == *id));
            undone.into_iter().chain(self.queue().advance().err()).for_each(&tell);
        });
        Ok(())
    }

    /// Waits in a thread: a crash writes no file.
    fn see_to_end(&'static self, id: RunId) -> Result<()> {
        // What could not be done now is done by whoever opens the store next.
        parallel::start(move || drop(self.runs().wait_for_end(&id).and_then(|()| self.queue().advance())))
    }
}
