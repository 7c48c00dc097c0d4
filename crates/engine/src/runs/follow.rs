//! Following a run: the follower learns that something changed, and reads from the files what it is.

use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

use contract::RunId;
use files::{Lock, lock, parallel};
use locales::{Failure, Message, Result};
use rundir::RunDir;

use super::liveness;
use crate::Engine;
use crate::logged::Logged;
use crate::parts::Runs;
use crate::reads::Reads;
use crate::waiter::{LOOK, NameChange, WaitResult, Waiter};

/// What happened to a followed run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunChange {
    /// Files of the run changed: the log may be longer, or there is a new stage.
    Changed,
    /// Its metrics have more points, or it logged something else, and nothing else changed.
    Measured,
    /// Every process of the run is dead. Sent again as long as the follower waits.
    Dead,
    /// [`Follower::interrupter`] or [`Changes::interrupter`] was called.
    Interrupted,
}

/// How often the follower of a waiting run is woken, in case the process that should have started it was
/// unable to.
const QUEUED: Duration = Duration::from_secs(2);

/// Reports what happens to one run. Changes between two calls count as one.
pub struct Follower {
    run: RunDir,
    waiter: Waiter,
    changes: Receiver<RunChange>,
    send: Sender<RunChange>,
    /// How the death of every process of the run is noticed.
    death: Death,
}

/// See [`Follower::death`].
#[derive(Clone, Copy, PartialEq, Eq)]
enum Death {
    /// Nothing waits for it yet: the run was not started, or its death was already reported.
    Unwatched,
    /// A thread waits for it.
    Awaited,
    /// No thread could be started, so the lock is checked now and then.
    LookedFor,
}

impl<S: Reads> Runs<'_, S> {
    /// Whether the process that asked for a run holds [`Runs::awaited`].
    pub(crate) fn is_awaited(&self, id: &RunId) -> bool {
        lock::is_held(&self.0.home().run(id).environ()).unwrap_or(false)
    }
}

impl Runs<'_> {
    /// Follows a run, also one that is still queued.
    ///
    /// # Errors
    /// When its directory cannot be watched.
    pub fn follow(&self, id: &RunId) -> Result<Follower> {
        Follower::new(self.0.home().run(id))
    }

    /// Says, as long as the lock is held, that this process asked for a run that is queued, and tries to start it
    /// whenever its files change: a process that cannot give the run this one's limits leaves it to this one.
    /// `None` if that does not matter any more, or cannot be said.
    pub fn awaited(&self, id: &RunId) -> Option<Lock> {
        let run = self.0.home().run(id);
        let is_queued = !run.started().exists() && run.environ().exists();
        is_queued.then(|| Lock::try_exclusive(&run.environ()).ok())??
    }

    /// Waits until a started run's code runs, or all its processes are dead: no row is written when the code
    /// starts.
    ///
    /// # Errors
    /// When its directory cannot be watched.
    pub fn wait_for_code(&self, id: &RunId) -> Result<()> {
        let (run, mut follower) = (self.0.home().run(id), self.follow(id)?);
        while !run.running().exists() && follower.wait() != RunChange::Dead {}
        Ok(())
    }

    /// Waits until every process of a started run is dead, and finishes the run if nobody else did.
    ///
    /// # Errors
    /// Its lock cannot be waited for, or the run cannot be finished.
    pub fn wait_for_end(&self, id: &RunId) -> Result<()> {
        loop {
            liveness::wait_for_death(&self.0.home().run(id))?;
            // Another process may be finishing it, and hold the lock.
            if self.finish_if_dead(id)? {
                return Ok(());
            }
        }
    }
}

impl Follower {
    fn new(run: RunDir) -> Result<Self> {
        let waiter = Waiter::new(&[run.path()]).map_err(|error| {
            Failure::because(Message::FileUnreadable { path: files::shown(run.path()) }, error)
        })?;
        let (send, changes) = mpsc::channel();
        let follower = Self { run, waiter, changes, send, death: Death::Unwatched };
        // For everything that happened before the watch began.
        follower.notifier(RunChange::Changed)();
        Ok(follower)
    }

    /// Returns a function that sends [`RunChange::Interrupted`] to this follower, from any thread.
    pub fn interrupter(&self) -> impl Fn() + Send + 'static {
        self.notifier(RunChange::Interrupted)
    }

    fn notifier(&self, change: RunChange) -> impl Fn() + Send + 'static {
        let (send, call) = (self.send.clone(), self.waiter.waker());
        move || {
            // It fails if nobody follows any more.
            if send.send(change).is_ok() {
                call();
            }
        }
    }

    /// Waits for the next change.
    pub fn wait(&mut self) -> RunChange {
        if self.death == Death::Unwatched && self.run.started().exists() {
            self.death = self.wait_for_death();
        }
        loop {
            // The run was stopped before it began, or removed.
            let is_over = || rundir::has_outcome(&self.run) || !self.run.path().exists();
            if self.death == Death::Unwatched && is_over() {
                return RunChange::Dead;
            }
            if let Ok(change) = self.changes.try_recv() {
                if change == RunChange::Dead {
                    // The caller may find that another program is finishing the run, and wait again.
                    self.death = Death::Unwatched;
                }
                return change;
            }
            let most = match self.death {
                Death::Unwatched => Some(QUEUED),
                Death::Awaited => None,
                Death::LookedFor => Some(LOOK),
            };
            // Others follow these: there may be more of them than a page of the run can be read.
            let logged = [self.run.series(), self.run.logged(), self.run.logged_new()];
            let (mut has_metrics, mut has_others) = (false, false);
            let any = |change: NameChange<'_>| {
                let is_metrics = logged.iter().any(|file| file.file_name() == Some(change.name));
                has_metrics |= is_metrics;
                has_others |= !is_metrics;
                true
            };
            match self.waiter.wait(most, any) {
                // Where nothing can be watched, it is not known what changed.
                WaitResult::Changed if has_metrics && !has_others => return RunChange::Measured,
                WaitResult::Changed => return RunChange::Changed,
                WaitResult::Called => {}
                WaitResult::Late if self.death == Death::Unwatched => return RunChange::Changed,
                WaitResult::Late if liveness::is_alive(&self.run).unwrap_or(false) => {}
                WaitResult::Late => {
                    self.death = Death::Unwatched;
                    return RunChange::Dead;
                }
            }
        }
    }

    /// A crash writes no file, but it frees the lock, which a thread waits for.
    fn wait_for_death(&self) -> Death {
        let (notify, run) = (self.notifier(RunChange::Dead), self.run.clone());
        let waits = parallel::start(move || {
            // If waiting fails, reporting the death makes the follower check, instead of never.
            liveness::wait_for_death(&run).logged("wait for a run's end");
            notify();
        });
        if waits.is_ok() { Death::Awaited } else { Death::LookedFor }
    }
}

/// Reports that something in the store changed, whichever program did it: packages, datasets, runs, settings.
/// It does not report what changed: the lists are read again, so that a lost event costs a moment and never
/// shows something wrong. Changes of one run are reported by its [`Follower`].
pub struct Changes(Waiter);

impl Engine {
    /// Watches the store from now on.
    ///
    /// # Errors
    /// When its folder cannot be watched.
    pub fn changes(&self) -> Result<Changes> {
        let home = self.home().path();
        let waiter = Waiter::new(&[home, &self.home().schedules()]);
        Ok(Changes(waiter.map_err(|error| {
            Failure::because(Message::FileUnreadable { path: files::shown(home) }, error)
        })?))
    }
}

impl Changes {
    /// Waits until something changed since the last call.
    pub fn wait(&self) {
        self.wait_for(None);
    }

    /// The same, but not longer than `most`. Returns [`RunChange::Interrupted`] after a call of the
    /// interrupter.
    pub fn wait_at_most(&self, most: Duration) -> RunChange {
        self.wait_for(Some(most))
    }

    /// Returns a function that makes the current or next wait return [`RunChange::Interrupted`], from any
    /// thread.
    pub fn interrupter(&self) -> impl Fn() + Send + 'static {
        self.0.waker()
    }

    fn wait_for(&self, most: Option<Duration>) -> RunChange {
        // Every change ends with a row, which goes through the index's write-ahead log; except changes of
        // settings, the queue's order and schedules, which are JSON files.
        let is_relevant = |change: NameChange<'_>| {
            let path = Path::new(change.name);
            path == "store.db-wal"
                || ["json", "jsonl"].iter().any(|end| path.extension() == Some(end.as_ref()))
        };
        match self.0.wait(most, is_relevant) {
            WaitResult::Called => RunChange::Interrupted,
            WaitResult::Changed | WaitResult::Late => RunChange::Changed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use files::Lock;
    use std::path::PathBuf;

    /// A follower would wait for ever if another program is just writing the outcome.
    #[test]
    fn death_is_reported_again_at_every_wait() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        let lock = Lock::exclusive(&run.lock()).unwrap();
        std::fs::write(run.started(), "{}").unwrap();
        let mut follower = Follower::new(run.clone()).unwrap();
        assert_eq!(follower.wait(), RunChange::Changed);
        drop(lock);
        while follower.wait() != RunChange::Dead {}
        let settling = Lock::exclusive(&run.lock()).unwrap();
        drop(settling);
        while follower.wait() != RunChange::Dead {}
    }

    /// A page would read everything about a run ten times a second, because its code logs so often.
    #[test]
    fn new_metrics_alone_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        let mut follower = Follower::new(run.clone()).unwrap();
        assert_eq!(follower.wait(), RunChange::Changed);
        std::fs::write(run.series(), "one").unwrap();
        std::fs::write(run.series(), "more").unwrap();
        assert_eq!(follower.wait(), RunChange::Measured);
        std::fs::write(run.series(), "most").unwrap();
        std::fs::write(run.log(), "a line").unwrap();
        assert_eq!(follower.wait(), RunChange::Changed);
    }

    /// Following a run that was removed in the meantime would never end.
    #[test]
    fn a_removed_run_is_dead() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path().join("run"));
        std::fs::create_dir(run.path()).unwrap();
        let mut follower = Follower::new(run.clone()).unwrap();
        std::fs::rename(run.path(), folder.path().join("trash")).unwrap();
        while follower.wait() != RunChange::Dead {}
    }

    /// A window would show an old list until it is opened again.
    #[test]
    fn a_change_by_another_program_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Engine::open(&folder.path().join("home"), PathBuf::from("/no/program")).unwrap();
        let (window, command) = (open(), open());
        let changes = window.changes().unwrap();
        std::fs::create_dir(folder.path().join("rows")).unwrap();
        let name = "rows".parse().unwrap();
        command.datasets().add(&name, &folder.path().join("rows"), false, &files::Watch::default()).unwrap();
        changes.wait();
        assert_eq!(window.datasets().all().unwrap().len(), 1);
        command.apply_settings(&crate::Settings { runs_at_once: 2, ..Default::default() }).unwrap();
        while window.settings().runs_at_once != 2 {
            changes.wait();
        }
        command.queue().pause(true).unwrap();
        while !window.queue().state().unwrap().paused {
            changes.wait();
        }
    }
}
