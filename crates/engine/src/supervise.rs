//! What a program that stays open does for a store: it fires schedules, finishes runs whose processes died,
//! and starts queued runs.

use std::collections::HashSet;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::Duration;

use contract::RunId;
use files::{Lock, lock, parallel};
use locales::{Failure, Result};

use crate::doctor::PAUSE;
use crate::logged::Logged;
use crate::parts::Schedules;
use crate::reads::Reads;
use crate::{Changes, Engine, RunChange};

/// The longest time between two looks at the clock. The clock may be set, or the machine may sleep, and
/// neither ends a wait.
const LOOK: Duration = Duration::from_secs(20);

/// Events for the supervising program.
#[derive(Clone, Debug)]
pub enum Supervised {
    /// The code of this run began. No file of the store changes at that moment.
    Began(RunId),
    /// Something could not be done. It is tried again in the next round.
    Failed(Failure),
    /// The store was checked without being asked, and so many things are wrong.
    Checked(u64),
    /// A round ended.
    Looked,
}

impl Engine {
    /// Fires schedules as they come due, finishes runs whose processes die, and starts queued runs, until
    /// `changes` is interrupted. Several programs may do so at once. `report` is called from several threads.
    pub fn supervise(&self, changes: &Changes, report: impl Fn(Supervised) + Clone + Send + 'static) {
        let mut waited_for = HashSet::new();
        // Dropped when this returns.
        let _checking = self.check_now_and_then(report.clone());
        loop {
            let open = self.runs().open().unwrap_or_default();
            waited_for.retain(|id| open.iter().any(|run| run.id == *id));
            for run in open.iter().filter(|run| run.started.is_some()) {
                // A run for which no thread could be started is tried again in the next round.
                if !waited_for.contains(&run.id) && self.wait_for(run.id.clone(), report.clone()).is_ok() {
                    waited_for.insert(run.id.clone());
                }
            }
            for failure in
                self.schedules().fire_due().err().into_iter().chain(self.queue().start_next().err())
            {
                report(Supervised::Failed(failure));
            }
            report(Supervised::Looked);
            logs::panic_point("supervise");
            if changes.wait_at_most(self.schedules().until_next()) == RunChange::Interrupted {
                return;
            }
        }
    }

    /// Supervises the store as its agent, which other programs see by [`Schedules::has_agent`].
    ///
    /// # Errors
    /// When no thread can be started to wait in.
    pub fn run_agent(
        &self,
        changes: &Changes,
        report: impl Fn(Supervised) + Clone + Send + 'static,
    ) -> Result<()> {
        // Held until this process ends. If another agent holds it, this one takes over when that one ends.
        let path = self.home().agent();
        parallel::start(move || drop(Lock::exclusive(&path).map(std::mem::forget)))?;
        self.supervise(changes, report);
        Ok(())
    }

    /// Checks the store in a thread, a little at a time, until what is returned is dropped.
    fn check_now_and_then(&self, report: impl Fn(Supervised) + Send + 'static) -> Sender<()> {
        let (goes_on, is_over) = mpsc::channel::<()>();
        let engine = self.clone();
        let checks = move || {
            logs::restarting("checking the store", || {
                while is_over.recv_timeout(PAUSE) == Err(RecvTimeoutError::Timeout) {
                    match engine.doctor().slice() {
                        Ok(Some(up)) => report(Supervised::Checked(up.wrong())),
                        Ok(None) => {}
                        // It goes on in the next round.
                        Err(failure) => report(Supervised::Failed(failure)),
                    }
                }
            });
        };
        // If there can be no thread, another program or a later one does it.
        parallel::start(checks).logged("check the store now and then");
        goes_on
    }

    /// Waits in a thread for the end of a run, because a crash writes no file.
    fn wait_for(&self, id: RunId, report: impl Fn(Supervised) + Send + 'static) -> Result<()> {
        let engine = self.clone();
        parallel::start(move || {
            logs::restarting("waiting for a run's end", || {
                if engine.runs().wait_for_code(&id).is_ok() {
                    report(Supervised::Began(id.clone()));
                }
                let ended = engine.runs().wait_for_end(&id).and_then(|()| engine.queue().start_next());
                // The next program that opens the store tries again.
                ended.unwrap_or_else(|failure| report(Supervised::Failed(failure)));
            });
        })
    }
}

impl Schedules<'_> {
    /// How long to wait before the clock has to be looked at again.
    fn until_next(&self) -> Duration {
        let now = self.0.now();
        let next = self.of_all_projects().iter().filter_map(|schedule| schedule.next(&now, 1).pop()).min();
        let until = next.and_then(|next| Duration::try_from(now.duration_until(&next)).ok());
        until.map_or(LOOK, |until| until.min(LOOK))
    }

    /// Whether an agent supervises this store.
    pub fn has_agent(&self) -> bool {
        lock::is_held(&self.0.home().agent()).unwrap_or(false)
    }
}
