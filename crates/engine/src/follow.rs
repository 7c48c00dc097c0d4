//! Following a run while it goes: what changed is told, what it is now is read from the files.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

use contract::{RunDir, RunId};
use files::{lock, parallel};
use locales::{Failure, Message, Result};
use notify::{EventKind, PollWatcher, RecursiveMode, Watcher};

use crate::Engine;

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

/// How often the files are looked at where they cannot be watched.
const LOOK: Duration = Duration::from_millis(500);

/// Tells what happens to one run. News of the same kind that nobody took are one.
pub struct Follower {
    run: RunDir,
    news: Receiver<News>,
    send: SyncSender<News>,
    _watcher: Box<dyn Watcher + Send>,
    waits_for_death: bool,
}

impl Engine {
    /// Follows a run, also one that is still queued.
    ///
    /// # Errors
    /// When its directory cannot be watched.
    pub fn follow(&self, id: &RunId) -> Result<Follower> {
        Follower::new(self.home.run(id))
    }

    /// Waits until a started run's code runs, or all of it is dead: of that no row is written.
    ///
    /// # Errors
    /// When its directory cannot be watched.
    pub fn wait_for_code(&self, id: &RunId) -> Result<()> {
        let (run, mut follower) = (self.home.run(id), self.follow(id)?);
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
            lock::wait_free(&self.home.run(id).lock())?;
            // Somebody else may just be settling it, with the lock held.
            if self.settle(id)? {
                return Ok(());
            }
        }
    }
}

impl Follower {
    fn new(run: RunDir) -> Result<Self> {
        let failed =
            |error| Failure::because(Message::FileUnreadable { path: files::shown(run.path()) }, error);
        let (send, news) = sync_channel(8);
        let tell = send.clone();
        let watcher = watch(run.path(), move |_| give(&tell, News::Changed)).map_err(failed)?;
        // What happened before the watch began.
        give(&send, News::Changed);
        Ok(Self { run, news, send, _watcher: watcher, waits_for_death: false })
    }

    /// Gives [`News::Interrupted`] to this follower, from any thread.
    pub fn interrupter(&self) -> impl Fn() + Send + 'static {
        let send = self.send.clone();
        move || {
            let _ = send.send(News::Interrupted);
        }
    }

    /// Waits for the next news.
    pub fn wait(&mut self) -> News {
        let is_started = self.run.started().exists();
        if !self.waits_for_death && is_started {
            self.waits_for_death = self.wait_for_death();
        }
        // Stopped before it began, or removed.
        if !self.waits_for_death && (self.run.outcome().exists() || !self.run.path().exists()) {
            return News::Dead;
        }
        if is_started && !self.waits_for_death {
            // No thread could be started that waits: the run is looked at now and then.
            return self.news.recv_timeout(LOOK).unwrap_or_else(|_| self.look());
        }
        // The sender in this follower keeps the channel open.
        let news = self.news.recv().unwrap_or(News::Dead);
        // Whoever hears it may find that another program is just settling the run, and asks again.
        self.waits_for_death &= news != News::Dead;
        news
    }

    /// A crash writes no file, but it frees the lock: that is waited for in a thread. `false`: none could
    /// be started.
    fn wait_for_death(&self) -> bool {
        let (send, path) = (self.send.clone(), self.run.lock());
        parallel::start(move || {
            // Should waiting fail, looking is better than never looking again.
            let _ = lock::wait_free(&path);
            let _ = send.send(News::Dead);
        })
        .is_ok()
    }

    fn look(&self) -> News {
        if lock::is_held(&self.run.lock()).unwrap_or(false) { News::Changed } else { News::Dead }
    }
}

/// Tells when something in the store changed, whoever did it: packages, datasets, runs, settings.
/// What changed is not said: the lists are read again, so that a lost event costs a moment and
/// never shows something wrong. How one run goes on is its [`Follower`]'s to tell.
pub struct Changes {
    changed: Receiver<News>,
    send: SyncSender<News>,
    _watchers: [Box<dyn Watcher + Send>; 2],
}

impl Engine {
    /// Watches the store from now on.
    ///
    /// # Errors
    /// When its folder cannot be watched.
    pub fn changes(&self) -> Result<Changes> {
        let home = self.home.path();
        let failed = |error| Failure::because(Message::FileUnreadable { path: files::shown(home) }, error);
        let (send, changed) = sync_channel(1);
        // Every change but of settings, the queue's order and schedules ends with a row, and every row
        // goes through the index's log.
        let tells = |path: &Path| {
            path.ends_with("store.db-wal")
                || ["json", "jsonl"].iter().any(|end| path.extension() == Some(end.as_ref()))
        };
        let watch = |folder: &Path| {
            let send = send.clone();
            watch(folder, move |event: &notify::Event| {
                if event.paths.iter().any(|path| tells(path)) {
                    give(&send, News::Changed);
                }
            })
        };
        let watchers = [watch(home).map_err(failed)?, watch(&self.home.schedules()).map_err(failed)?];
        Ok(Changes { changed, send, _watchers: watchers })
    }
}

impl Changes {
    /// Waits until something changed since the last call.
    pub fn wait(&self) {
        // The watcher holds the other end as long as this lives.
        let _ = self.changed.recv();
    }

    /// The same, but not for longer than `most`. Answers [`News::Interrupted`] after that was given.
    pub fn wait_at_most(&self, most: Duration) -> News {
        self.changed.recv_timeout(most).unwrap_or(News::Changed)
    }

    /// Gives [`News::Interrupted`] to whoever waits, from any thread.
    pub fn interrupter(&self) -> impl Fn() + Send + 'static {
        let send = self.send.clone();
        move || {
            let _ = send.send(News::Interrupted);
        }
    }
}

/// Calls `tell` for what happens to the names in `folder`. Reading is no event: told, it would wake
/// the reader for ever.
fn watch(
    folder: &Path,
    tell: impl Fn(&notify::Event) + Clone + Send + 'static,
) -> notify::Result<Box<dyn Watcher + Send>> {
    let handler = move |event: notify::Result<notify::Event>| {
        if let Ok(event) = event
            && !matches!(event.kind, EventKind::Access(_))
        {
            tell(&event);
        }
    };
    let begin = |mut watcher: Box<dyn Watcher + Send>| {
        watcher.watch(folder, RecursiveMode::NonRecursive).map(|()| watcher)
    };
    // notify starts a thread, ignores that it cannot, and panics at the next call.
    parallel::require(1).map_err(|failure| notify::Error::generic(&failure.to_string()))?;
    notify::recommended_watcher(handler.clone())
        .and_then(|watcher| begin(Box::new(watcher)))
        // The number of watches is limited; without one the files are looked at now and then.
        .or_else(|_| {
            let often = notify::Config::default().with_poll_interval(LOOK);
            PollWatcher::new(handler, often).and_then(|watcher| begin(Box::new(watcher)))
        })
}

/// Adds news unless the channel is full of news that say as much: look again.
fn give(send: &SyncSender<News>, news: News) {
    match send.try_send(news) {
        Ok(()) | Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {}
    }
}

/// Reads a log, or another file that grows.
#[derive(Debug)]
pub struct LogReader {
    path: PathBuf,
    file: Option<File>,
    offset: u64,
}

impl LogReader {
    /// Reads the log of `run` from byte `offset` on.
    pub fn new(run: &RunDir, offset: u64) -> Self {
        Self { path: run.log(), file: None, offset }
    }

    /// Reads the file at `path` from its beginning; it need not exist yet.
    pub fn of(path: PathBuf) -> Self {
        Self { path, file: None, offset: 0 }
    }

    /// The next bytes, at most as many as fit into `buffer`; 0: no more for now.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.file.is_none() {
            let mut file = match File::open(&self.path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
                other => other?,
            };
            file.seek(SeekFrom::Start(self.offset))?;
            self.file = Some(file);
        }
        let length = self.file.as_mut().map_or(Ok(0), |file| file.read(buffer))?;
        self.offset += length as u64;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use files::Lock;

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
        command.add_dataset(&name, &folder.path().join("rows"), false, &files::Watch::default()).unwrap();
        changes.wait();
        assert_eq!(window.datasets().unwrap().len(), 1);
        command.put_settings(&crate::Settings { runs_at_once: 2, ..Default::default() }).unwrap();
        while window.settings().runs_at_once != 2 {
            changes.wait();
        }
        command.pause_queue(true).unwrap();
        while !window.queue().unwrap().paused {
            changes.wait();
        }
    }
}
