//! One page and the person in front of it: which project they work in, and what goes on for them.

use std::collections::{BTreeMap, HashMap};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::Duration;

use contract::{ProjectId, RunId};
use engine::{Engine, Removed, Run, Watch};
use locales::{Language, Result};
use rundir::RunDir;

use crate::events::{Event, Stream};
use crate::follow::Followed;
use crate::host::Host;
use crate::notification::Notification;
use crate::recorded::Recorded;

/// A page and the person in front of it. Clones are the same; it ends with the last of them.
#[derive(Clone)]
pub struct Session(Arc<State>);

/// What a [`Session`] holds.
pub(crate) struct State {
    opened: Arc<OnceLock<Result<Engine>>>,
    /// The store, in the project that the person works in. None: nothing was asked yet.
    current: Mutex<Option<Engine>>,
    host: Arc<dyn Host>,
    /// What the person's system speaks.
    system_language: Language,
    chosen_language: Mutex<Option<Language>>,
    tasks: Mutex<HashMap<u32, Watch>>,
    stream: Stream,
    followed: Mutex<Followed>,
    /// Of the run that was looked at last.
    recorded: Mutex<Option<(RunId, Recorded)>>,
    /// Runs that can be put back, in the order they were removed.
    removed: Mutex<BTreeMap<u32, Removed>>,
}

/// How often a page learns how far long work is.
const OFTEN: Duration = Duration::from_millis(100);

impl Session {
    pub(crate) fn new(
        opened: Arc<OnceLock<Result<Engine>>>,
        host: Arc<dyn Host>,
        system_language: Language,
    ) -> Self {
        Self(Arc::new(State {
            opened,
            current: Mutex::default(),
            host,
            system_language,
            chosen_language: Mutex::default(),
            tasks: Mutex::default(),
            stream: Stream::default(),
            followed: Mutex::default(),
            recorded: Mutex::default(),
            removed: Mutex::default(),
        }))
    }

    pub(crate) fn downgrade(&self) -> Weak<State> {
        Arc::downgrade(&self.0)
    }

    pub(crate) fn upgrade(session: &Weak<State>) -> Option<Self> {
        session.upgrade().map(Self)
    }

    /// Whether the store is open: commands would not wait.
    pub fn is_open(&self) -> bool {
        matches!(self.0.opened.get(), Some(Ok(_)))
    }

    /// The store, in the project that the person works in now: who asks once goes on in it.
    ///
    /// # Errors
    /// When it could not be opened: always the same.
    pub fn engine(&self) -> Result<Engine> {
        let opened = self.0.opened.wait().as_ref().map_err(Clone::clone)?;
        let mut current = lock(&self.0.current);
        Ok(current.get_or_insert_with(|| in_last_project(opened)).clone())
    }

    /// Works in another project from now on.
    ///
    /// # Errors
    /// As [`Session::engine`].
    pub(crate) fn work_in(&self, project: &ProjectId) -> Result<()> {
        let engine = self.engine()?.in_project(project);
        *lock(&self.0.current) = Some(engine);
        Ok(())
    }

    /// The language of the page: the chosen one, else the system's.
    pub fn language(&self) -> Language {
        lock(&self.0.chosen_language).unwrap_or(self.0.system_language)
    }

    /// Takes the chosen language; none: the system's.
    pub(crate) fn choose_language(&self, chosen: Option<Language>) {
        *lock(&self.0.chosen_language) = chosen;
    }

    /// What the host can do.
    pub(crate) fn host(&self) -> &dyn Host {
        &*self.0.host
    }

    /// From now on events go through `send`, which answers whether somebody receives them.
    pub fn subscribe(&self, send: impl Fn(Event) -> bool + Send + 'static) {
        self.0.stream.replace(Box::new(send));
    }

    /// The page was loaded again: what only the one before could have put back is deleted.
    pub fn reloaded(&self) {
        self.forget_removed(None);
    }

    /// Sends an event to the page. Answers whether somebody receives it.
    pub fn send(&self, event: Event) -> bool {
        self.0.stream.send(event)
    }

    /// Lets the person know of a run that ended.
    pub(crate) fn notify(&self, run: &Run) {
        if let Some(notification) = Notification::of(run, self.language()) {
            let Notification { id, title, body, .. } = notification.clone();
            self.send(Event::Ended { id, title, body });
            self.0.host.notify(notification);
        }
    }

    pub(crate) fn followed(&self) -> &Mutex<Followed> {
        &self.0.followed
    }

    /// Looks at what the run `id` in `run` has recorded of itself.
    pub(crate) fn recorded<T>(&self, id: &RunId, run: &RunDir, look: impl FnOnce(&mut Recorded) -> T) -> T {
        let mut held = lock(&self.0.recorded);
        if held.as_ref().is_none_or(|(of, _)| of != id) {
            *held = None;
        }
        look(&mut held.get_or_insert_with(|| (id.clone(), Recorded::new(run))).1)
    }

    /// Does long work, sending how far it is, until it is done or [`Session::cancel`]led.
    pub(crate) fn with_progress<T, E>(
        &self,
        task: u32,
        work: impl FnOnce(&Watch) -> Result<T, E>,
    ) -> Result<T, E> {
        let watch = Watch::default();
        lock(&self.0.tasks).insert(task, watch.clone());
        let (done, is_done) = mpsc::channel::<()>();
        let worked = std::thread::scope(|scope| {
            let progress = watch.progress.clone();
            // Where no thread can be started, the work is done without being shown.
            let shown = std::thread::Builder::new().spawn_scoped(scope, move || {
                while is_done.recv_timeout(OFTEN) == Err(RecvTimeoutError::Timeout) {
                    self.send(Event::progress(task, progress.counts()));
                }
            });
            drop(shown);
            let worked = work(&watch);
            drop(done);
            worked
        });
        lock(&self.0.tasks).remove(&task);
        worked
    }

    /// Stops long work.
    pub(crate) fn cancel(&self, task: u32) {
        if let Some(watch) = lock(&self.0.tasks).get(&task) {
            watch.cancel.cancel();
        }
    }

    /// Keeps removed runs until they are put back or forgotten. Answers what to call them by.
    pub(crate) fn keep_removed(&self, runs: Removed) -> u32 {
        let mut all = lock(&self.0.removed);
        let undo = all.last_key_value().map_or(1, |(last, _)| last + 1);
        all.insert(undo, runs);
        undo
    }

    /// Puts removed runs back, unless they were forgotten.
    pub(crate) fn restore(&self, undo: u32) -> Result<()> {
        let engine = self.engine()?;
        let mut all = lock(&self.0.removed);
        if let Some(runs) = all.get(&undo) {
            engine.runs().restore(runs)?;
        }
        all.remove(&undo);
        Ok(())
    }

    /// Deletes the files of removed runs, or of all.
    pub(crate) fn forget_removed(&self, undo: Option<u32>) {
        let gone = match undo {
            Some(undo) => lock(&self.0.removed).remove(&undo).into_iter().collect(),
            None => std::mem::take(&mut *lock(&self.0.removed)).into_values().collect::<Vec<_>>(),
        };
        drop(gone);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The store in the project that was worked in last, unless that has been removed since.
fn in_last_project(engine: &Engine) -> Engine {
    let last = engine.settings().project.map(|project| engine.in_project(&project));
    last.filter(|last| last.projects().current().is_ok()).unwrap_or_else(|| engine.clone())
}
