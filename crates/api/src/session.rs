//! A session: one page, the project that its person works in, and its running tasks.

use std::collections::{BTreeMap, HashMap};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::Duration;

use contract::{ProjectId, RunId};
use engine::{Engine, Home, MetricsSoFar, Removable, Removed, Run, RunSeries, Watch};
use locales::{Language, Result};
use rundir::RunDir;

use crate::events::{Event, Stream};
use crate::follow::Followed;
use crate::host::Host;
use crate::notification::Notification;
use crate::recorded::RecordedEvents;
use crate::views::storage::Removal;

/// The session of a page. Clones share it; it ends with the last of them.
#[derive(Clone)]
pub struct Session(Arc<State>);

/// The state of a [`Session`].
pub(crate) struct State {
    opened: Arc<OnceLock<Result<Engine>>>,
    /// The store, in the current project. `None`: no command has been called yet.
    current: Mutex<Option<Engine>>,
    host: Arc<dyn Host>,
    /// The language of the person's system.
    system_language: Language,
    chosen_language: Mutex<Option<Language>>,
    tasks: Mutex<HashMap<u32, Watch>>,
    stream: Stream,
    followed_run: Followed,
    followed_files: Followed,
    /// What the last viewed run recorded.
    recorded: Mutex<Option<(RunId, RecordedEvents)>>,
    /// The series of the runs whose charts were viewed, in the order in which they were last viewed.
    series: Mutex<Vec<HeldSeries>>,
    /// What the runs in progress recorded.
    in_progress: Mutex<HashMap<RunId, RecordedEvents>>,
    /// The metrics of the runs in progress that the list shows.
    metrics_so_far: Mutex<MetricsSoFar>,
    /// What was removed and can be restored, in that order.
    removed: Mutex<BTreeMap<u32, Removed>>,
}

/// The series of a run with their points. Whoever reads them locks only these.
struct HeldSeries {
    id: RunId,
    series: Arc<Mutex<RunSeries>>,
    /// How many points they had when they were last read.
    points: usize,
}

/// Of how many runs the series are held at once: of all that are compared.
const MOST_HELD: usize = 10;
/// How many of their points may be held, at 24 bytes each.
const MOST_POINTS: usize = 6_000_000;
/// How often a page receives the progress of a task.
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
            followed_run: Followed::default(),
            followed_files: Followed::default(),
            recorded: Mutex::default(),
            series: Mutex::default(),
            in_progress: Mutex::default(),
            metrics_so_far: MetricsSoFar::in_pieces().into(),
            removed: Mutex::default(),
        }))
    }

    pub(crate) fn downgrade(&self) -> Weak<State> {
        Arc::downgrade(&self.0)
    }

    pub(crate) fn upgrade(session: &Weak<State>) -> Option<Self> {
        session.upgrade().map(Self)
    }

    /// Whether the store is open, so that commands do not wait.
    pub fn is_open(&self) -> bool {
        matches!(self.0.opened.get(), Some(Ok(_)))
    }

    /// The store, in the current project. A caller that keeps the result stays in that project.
    ///
    /// # Errors
    /// The store could not be opened. It is the same failure each time.
    pub fn engine(&self) -> Result<Engine> {
        let opened = self.0.opened.wait().as_ref().map_err(Clone::clone)?;
        let mut current = lock(&self.0.current);
        Ok(current.get_or_insert_with(|| in_last_project(opened)).clone())
    }

    /// Makes another project the current one.
    ///
    /// # Errors
    /// As [`Session::engine`].
    pub(crate) fn enter_project(&self, project: &ProjectId) -> Result<()> {
        let engine = self.engine()?.in_project(project);
        *lock(&self.0.current) = Some(engine);
        Ok(())
    }

    /// The page's language: the one in the settings, or else the system's.
    pub fn language(&self) -> Language {
        lock(&self.0.chosen_language).unwrap_or(self.0.system_language)
    }

    /// Sets the language that the person has chosen. `None`: the system's.
    pub(crate) fn choose_language(&self, chosen: Option<Language>) {
        *lock(&self.0.chosen_language) = chosen;
    }

    /// The page's host.
    pub(crate) fn host(&self) -> &dyn Host {
        &*self.0.host
    }

    /// From now on, events are passed to `send`, which returns whether they are received.
    pub fn subscribe(&self, send: impl Fn(Event) -> bool + Send + 'static) {
        self.0.stream.replace(Box::new(send));
    }

    /// The page was loaded again: deletes what only the previous page could have restored.
    pub fn reloaded(&self) {
        self.forget_removed(None);
    }

    /// Sends an event to the page. Returns whether it is received.
    pub fn send(&self, event: Event) -> bool {
        self.0.stream.send(event)
    }

    /// Notifies the person of a run that ended.
    pub(crate) fn notify(&self, run: &Run) {
        if let Some(notification) = Notification::of(run, self.language()) {
            let Notification { id, title, body, .. } = notification.clone();
            self.send(Event::Ended { id, title, body });
            self.0.host.notify(notification);
        }
    }

    pub(crate) fn followed_run(&self) -> &Followed {
        &self.0.followed_run
    }

    pub(crate) fn followed_files(&self) -> &Followed {
        &self.0.followed_files
    }

    /// Passes what the run `id` has recorded to `look`.
    pub(crate) fn recorded<T>(
        &self,
        id: &RunId,
        run: &RunDir,
        look: impl FnOnce(&mut RecordedEvents) -> T,
    ) -> T {
        let mut cached = lock(&self.0.recorded);
        if cached.as_ref().is_none_or(|(of, _)| of != id) {
            *cached = None;
        }
        look(&mut cached.get_or_insert_with(|| (id.clone(), RecordedEvents::new(run))).1)
    }

    /// Passes the series that the run `id` has by now to `look`. They are held until another run is followed,
    /// with those of other runs that are looked at meanwhile.
    pub(crate) fn series<T>(&self, id: &RunId, look: impl FnOnce(&RunSeries) -> T) -> Result<T> {
        let run = self.engine()?.home().run(id);
        let series = {
            let mut all = lock(&self.0.series);
            let known = all.iter().position(|held| held.id == *id).map(|at| all.remove(at));
            let held = known.unwrap_or_else(|| HeldSeries {
                id: id.clone(),
                series: Arc::new(Mutex::new(RunSeries::with_points(&run))),
                points: 0,
            });
            let series = held.series.clone();
            all.push(held);
            make_room(&mut all);
            series
        };
        let mut series = lock(&series);
        series.read_on();
        let mut all = lock(&self.0.series);
        if let Some(held) = all.iter_mut().find(|held| held.id == *id) {
            held.points = series.points();
        }
        make_room(&mut all);
        drop(all);
        Ok(look(&series))
    }

    /// Forgets the series of other runs than this one, which may take much memory.
    pub(crate) fn forget_series(&self, but_of: Option<&RunId>) {
        lock(&self.0.series).retain(|held| Some(&held.id) == but_of);
    }

    /// Passes what each of these runs has recorded to `look`, and forgets that of all others.
    pub(crate) fn in_progress<T>(
        &self,
        home: &Home,
        runs: &[Run],
        look: impl Fn(&Run, &mut RecordedEvents) -> Option<T>,
    ) -> Vec<T> {
        let mut known = lock(&self.0.in_progress);
        known.retain(|id, _| runs.iter().any(|run| run.id == *id));
        let seen = runs.iter().filter_map(|run| {
            let recorded = known.entry(run.id.clone());
            look(run, recorded.or_insert_with(|| RecordedEvents::new(&home.run(&run.id))))
        });
        seen.collect()
    }

    /// The metrics of the runs in progress that the list shows.
    pub(crate) fn metrics_so_far(&self) -> MutexGuard<'_, MetricsSoFar> {
        lock(&self.0.metrics_so_far)
    }

    /// Does a long task and sends its progress, until it is done or [`Session::cancel`]led.
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
            // If no thread can be started, the work is done without showing its progress.
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

    /// Cancels a task.
    pub(crate) fn cancel(&self, task: u32) {
        if let Some(watch) = lock(&self.0.tasks).get(&task) {
            watch.cancel.cancel();
        }
    }

    /// Removes things. They can be restored until they are forgotten.
    pub(crate) fn remove(&self, things: &[Removable]) -> Result<Removal> {
        self.add_undo(self.engine()?.storage().remove(things)?)
    }

    /// Holds removed things until they are restored or forgotten.
    pub(crate) fn add_undo(&self, removed: Removed) -> Result<Removal> {
        let bytes = removed.bytes()?;
        if !removed.can_be_restored() {
            return Ok(Removal { undo: None, bytes });
        }
        let mut all = lock(&self.0.removed);
        let undo = all.last_key_value().map_or(1, |(last, _)| last + 1);
        all.insert(undo, removed);
        Ok(Removal { undo: Some(undo), bytes })
    }

    /// Restores removed things, unless they were forgotten.
    pub(crate) fn restore(&self, undo: u32) -> Result<()> {
        let engine = self.engine()?;
        let mut all = lock(&self.0.removed);
        if let Some(removed) = all.get(&undo) {
            engine.storage().restore(removed)?;
        }
        let done = all.remove(&undo);
        // Whoever removes something else does not wait until its files are deleted.
        drop(all);
        drop(done);
        Ok(())
    }

    /// Deletes the files of what was removed at once, or of all that was removed.
    pub(crate) fn forget_removed(&self, undo: Option<u32>) {
        let gone = match undo {
            Some(undo) => lock(&self.0.removed).remove(&undo).into_iter().collect(),
            None => std::mem::take(&mut *lock(&self.0.removed)).into_values().collect::<Vec<_>>(),
        };
        drop(gone);
    }
}

/// Forgets the series that were not viewed for the longest time. Those of one run fit in any case.
fn make_room(all: &mut Vec<HeldSeries>) {
    let points = |all: &[HeldSeries]| all.iter().map(|held| held.points).sum::<usize>();
    while all.len() > MOST_HELD || (all.len() > 1 && points(all) > MOST_POINTS) {
        all.remove(0);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The store in the last current project, unless that has been removed.
fn in_last_project(engine: &Engine) -> Engine {
    let last = engine.settings().project.map(|project| engine.in_project(&project));
    last.filter(|last| last.projects().current().is_ok()).unwrap_or_else(|| engine.clone())
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use engine::Downloaded;

    use super::*;
    use crate::host::Saved;
    use crate::views::tree::Choice;

    struct Nowhere;

    impl Host for Nowhere {
        fn choose(&self, _: &Session, _: Choice) -> Result<Vec<PathBuf>> {
            Ok(Vec::new())
        }
        fn save(
            &self,
            _: &Session,
            _: &str,
            _: &mut dyn FnMut(&Path) -> Result<Downloaded>,
        ) -> Result<Option<Saved>> {
            Ok(None)
        }
        fn notify(&self, _: Notification) {}
        fn close(&self) {}
    }

    /// All charts of a page would wait while the long series of one run are read.
    #[test]
    fn while_a_runs_series_are_looked_at_those_of_others_can_be_read_and_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(&folder.path().join("home"), "/no/program".into());
        let session = Session::new(Arc::new(engine.into()), Arc::new(Nowhere), Language::English);
        let [one, other] = [1, 2].map(|number| RunId::from_random(number * 0x0123_4567_89ab_cdef));
        let seen = session.series(&one, |_| {
            for _ in 0..2 {
                session.series(&other, |series| assert_eq!(series.points(), 0)).unwrap();
            }
            session.forget_series(None);
            3
        });
        assert_eq!(seen.unwrap(), 3);
    }

    /// The series of all runs that were ever looked at would stay in memory.
    #[test]
    fn only_the_series_that_were_viewed_last_are_held() {
        let held = |number: u64, points: usize| {
            let id = RunId::from_random(number * 0x0123_4567_89ab_cdef);
            let run = RunDir::new("/no/such/run");
            HeldSeries { id, series: Arc::new(Mutex::new(RunSeries::with_points(&run))), points }
        };
        let left = |points: &[usize]| {
            let mut all = (1..).zip(points).map(|(number, points)| held(number, *points)).collect();
            make_room(&mut all);
            all.iter().map(|held| held.points).collect::<Vec<_>>()
        };
        assert_eq!(left(&[9; 12]), [9; 10]);
        assert_eq!(left(&[MOST_POINTS, 1, 2]), [1, 2]);
        assert_eq!(left(&[1, 2, MOST_POINTS + 1]), [MOST_POINTS + 1]);
    }
}
