//! Following a run while it goes: what changed is told, what it is now is read from the files.

use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

use contract::RunId;
use files::parallel;
use locales::{Failure, Message, Result};
use rundir::RunDir;

use super::liveness;
use crate::Engine;
use crate::logged::Logged;
use crate::parts::Runs;
use crate::waiter::{LOOK, Waiter, Woken};

/// Something to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// Files of the run changed: there may be more of the log, or a new stage.
    Changed,
    /// Every process of the run is dead. Comes again as long as the follower is asked.
    Dead,
    /// The person wants the run to stop ([`Follower::interrupter`]).
    Interrupted,
}

/// How often whoever follows a run that waits is woken: who ought to have started it may have been unable to.
const QUEUED: Duration = Duration::from_secs(2);

/// Tells what happens to one run. Changes that nobody took are one.
pub struct Follower {
    run: RunDir,
    waiter: Waiter,
    news: Receiver<News>,
    send: Sender<News>,
    /// How it is noticed that every process of the run is dead.
    death: Death,
}

/// See [`Follower::death`].
#[derive(Clone, Copy, PartialEq, Eq)]
enum Death {
    /// Nobody watches for it yet: the run was not started, or its death was already reported.
    Unheard,
    /// A thread waits for it.
    Awaited,
    /// No thread could be started: it is looked for now and then.
    LookedFor,
}

impl Runs<'_> {
    /// Follows a run, also one that is still queued.
    ///
    /// # Errors
    /// When its directory cannot be watched.
    pub fn follow(&self, id: &RunId) -> Result<Follower> {
        Follower::new(self.0.home().run(id))
    }

    /// Waits until a started run's code runs, or all of it is dead: of that no row is written.
    ///
    /// # Errors
    /// When its directory cannot be watched.
    pub fn wait_for_code(&self, id: &RunId) -> Result<()> {
        let (run, mut follower) = (self.0.home().run(id), self.follow(id)?);
        while !run.running().exists() && follower.wait() != News::Dead {}
        Ok(())
    }

    /// Waits until every process of a started run is dead, and gives it its end, should they have
    /// died without.
    ///
    /// # Errors
    /// When its lock cannot be waited for or its end not be written.
    pub fn wait_for_end(&self, id: &RunId) -> Result<()> {
        loop {
            liveness::wait_for_death(&self.0.home().run(id))?;
            // Somebody else may just be settling it, with the lock held.
            if self.settle(id)? {
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
        let (send, news) = mpsc::channel();
        let follower = Self { run, waiter, news, send, death: Death::Unheard };
        // What happened before the watch began.
        follower.giver(News::Changed)();
        Ok(follower)
    }

    /// Gives [`News::Interrupted`] to this follower, from any thread.
    pub fn interrupter(&self) -> impl Fn() + Send + 'static {
        self.giver(News::Interrupted)
    }

    fn giver(&self, news: News) -> impl Fn() + Send + 'static {
        let (send, call) = (self.send.clone(), self.waiter.caller());
        move || {
            // Nobody follows any more.
            if send.send(news).is_ok() {
                call();
            }
        }
    }

    /// Waits for the next news.
    pub fn wait(&mut self) -> News {
        if self.death == Death::Unheard && self.run.started().exists() {
            self.death = self.wait_for_death();
        }
        loop {
            // Stopped before it began, or removed.
            let is_over = || self.run.outcome().exists() || !self.run.path().exists();
            if self.death == Death::Unheard && is_over() {
                return News::Dead;
            }
            if let Ok(news) = self.news.try_recv() {
                if news == News::Dead {
                    // The caller may find that another program is just settling the run, and wait again.
                    self.death = Death::Unheard;
                }
                return news;
            }
            let most = match self.death {
                Death::Unheard => Some(QUEUED),
                Death::Awaited => None,
                Death::LookedFor => Some(LOOK),
            };
            match self.waiter.wait(most, |_| true) {
                Woken::Changed => return News::Changed,
                Woken::Called => {}
                Woken::Late if self.death == Death::Unheard => return News::Changed,
                Woken::Late if liveness::lives(&self.run).unwrap_or(false) => {}
                Woken::Late => {
                    self.death = Death::Unheard;
                    return News::Dead;
                }
            }
        }
    }

    /// A crash writes no file, but it frees the lock: that is waited for in a thread.
    fn wait_for_death(&self) -> Death {
        let (tell, run) = (self.giver(News::Dead), self.run.clone());
        let waits = parallel::start(move || {
            // Should waiting fail, looking is better than never looking again.
            liveness::wait_for_death(&run).logged("wait for a run's end");
            tell();
        });
        if waits.is_ok() { Death::Awaited } else { Death::LookedFor }
    }
}

/// Tells when something in the store changed, whoever did it: packages, datasets, runs, settings.
/// What changed is not said: the lists are read again, so that a lost event costs a moment and
/// never shows something wrong. How one run goes on is its [`Follower`]'s to tell.
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

    /// The same, but not for longer than `most`. Returns [`News::Interrupted`] after that was given.
    pub fn wait_at_most(&self, most: Duration) -> News {
        self.wait_for(Some(most))
    }

    /// Gives [`News::Interrupted`] to whoever waits, from any thread.
    pub fn interrupter(&self) -> impl Fn() + Send + 'static {
        self.0.caller()
    }

    fn wait_for(&self, most: Option<Duration>) -> News {
        // Every change but of settings, the queue's order and schedules ends with a row, and every row
        // goes through the index's log.
        let tells = |name: &std::ffi::OsStr| {
            let path = Path::new(name);
            path == "store.db-wal"
                || ["json", "jsonl"].iter().any(|end| path.extension() == Some(end.as_ref()))
        };
        match self.0.wait(most, tells) {
            Woken::Called => News::Interrupted,
            Woken::Changed | Woken::Late => News::Changed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use files::Lock;
    use std::path::PathBuf;

    /// Whoever follows a run would wait for ever if another program is just about to write its end.
    #[test]
    fn death_is_told_again_as_long_as_it_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        let held = Lock::exclusive(&run.lock()).unwrap();
        std::fs::write(run.started(), "{}").unwrap();
        let mut follower = Follower::new(run.clone()).unwrap();
        assert_eq!(follower.wait(), News::Changed);
        drop(held);
        while follower.wait() != News::Dead {}
        let settling = Lock::exclusive(&run.lock()).unwrap();
        drop(settling);
        while follower.wait() != News::Dead {}
    }

    /// Following a run that somebody removed meanwhile would never end.
    #[test]
    fn a_run_that_is_gone_is_dead() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path().join("run"));
        std::fs::create_dir(run.path()).unwrap();
        let mut follower = Follower::new(run.clone()).unwrap();
        std::fs::rename(run.path(), folder.path().join("trash")).unwrap();
        while follower.wait() != News::Dead {}
    }

    /// A window would show yesterday's list until it is opened again.
    #[test]
    fn a_change_by_another_program_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Engine::open(&folder.path().join("home"), PathBuf::from("/no/program")).unwrap();
        let (window, command) = (open(), open());
        let changes = window.changes().unwrap();
        std::fs::create_dir(folder.path().join("rows")).unwrap();
        let name = "rows".parse().unwrap();
        command.datasets().add(&name, &folder.path().join("rows"), false, &files::Watch::default()).unwrap();
        changes.wait();
        assert_eq!(window.datasets().all().unwrap().len(), 1);
        command.put_settings(&crate::Settings { runs_at_once: 2, ..Default::default() }).unwrap();
        while window.settings().runs_at_once != 2 {
            changes.wait();
        }
        command.queue().pause(true).unwrap();
        while !window.queue().state().unwrap().paused {
            changes.wait();
        }
    }
}
