//! What the window is told without asking: one stream over one channel, replaced when the window
//! reloads. It says that something changed, not what: the window reads the truth again, so that a
//! lost event costs a moment and never shows something wrong.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use contract::RunId;
use engine::{Counts, News};
use files::parallel;
use locales::Result;
use serde::Serialize;
use tauri::ipc::Channel;
use ts_rs::TS;

use crate::app::App;
use crate::notification;
use crate::views::tree::Chosen;

/// What is told.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum Event {
    /// Something in the store changed: packages, datasets, runs or settings.
    Store,
    /// Something of the followed run changed.
    Run { id: String },
    /// How far long work is.
    Progress { task: u32, files_done: u64, files_total: u64, bytes_done: u64, bytes_total: u64 },
    /// Something is held over the window, or no more.
    Drag { over: bool },
    /// Something was dropped on the window.
    Drop { chosen: Vec<Chosen> },
    /// A run is to be shown: its notification was clicked.
    Show { id: String },
    /// The window is being closed while this many runs go on, which is told the first time only, and
    /// this many schedules have nobody else to fire them.
    Closing { runs: u64, schedules: u64 },
}

impl Event {
    pub(crate) fn progress(task: u32, counts: Counts) -> Self {
        let Counts { bytes_done, bytes_total, files_done, files_total } = counts;
        Self::Progress { task, files_done, files_total, bytes_done, bytes_total }
    }
}

/// Between two events about one run: what changes faster is told once.
const PAUSE: Duration = Duration::from_millis(80);

/// The stream.
#[derive(Default)]
pub(crate) struct Events {
    channel: Mutex<Option<Channel<Event>>>,
    followed: Mutex<Followed>,
}

/// The run that is followed.
#[derive(Default)]
struct Followed {
    /// When it was asked for, as the window counts: the thread that does what was asked for before may
    /// come later.
    turn: f64,
    /// Ends it.
    unfollow: Option<Box<dyn Fn() + Send>>,
}

impl Events {
    /// From now on the window hears through `channel`.
    pub(crate) fn replace(&self, channel: Channel<Event>) {
        *lock(&self.channel) = Some(channel);
    }

    /// Answers whether there was somebody to hear it. A window that is just reloading reads
    /// everything again anyway.
    pub(crate) fn tell(&self, event: Event) -> bool {
        lock(&self.channel).as_ref().is_some_and(|channel| channel.send(event).is_ok())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells about one run from now on, and no more about the one before, unless something else was asked
/// for after that, in a later `turn`.
pub(crate) fn follow(app: &App, id: Option<RunId>, turn: f64) -> Result<()> {
    let mut followed = lock(&app.events().followed);
    if turn < followed.turn {
        return Ok(());
    }
    followed.turn = turn;
    if let Some(unfollow) = followed.unfollow.take() {
        unfollow();
    }
    let Some(id) = id else { return Ok(()) };
    let mut follower = app.engine()?.runs().follow(&id)?;
    followed.unfollow = Some(Box::new(follower.interrupter()));
    drop(followed);
    let app = app.clone();
    parallel::start(move || {
        loop {
            let news = follower.wait();
            if news == News::Interrupted {
                return;
            }
            app.events().tell(Event::Run { id: id.to_string() });
            if news == News::Dead {
                // Seeing to its end is the watch's; that comes as a change of the store.
                return;
            }
            std::thread::sleep(PAUSE);
        }
    })
}

/// Watches the store, and the runs that go on, as long as the program lives: tells what changed,
/// sees to the end of runs whose processes died, and lets the person know of runs that ended.
pub(crate) fn watch(app: &App, window: &tauri::AppHandle) {
    let Ok(engine) = app.engine() else { return };
    let Ok(changes) = engine.changes() else { return };
    let (mut open, mut waited) = (HashSet::new(), HashSet::new());
    loop {
        if let Ok(now) = engine.runs().open() {
            for run in now.iter().filter(|run| run.started.is_some()) {
                // One that no thread could be started for is tried again with the next change.
                if !waited.contains(&run.id) && see_to_end(app.clone(), run.id.clone()).is_ok() {
                    waited.insert(run.id.clone());
                }
            }
            let now: HashSet<RunId> = now.iter().map(|run| run.id.clone()).collect();
            for id in open.difference(&now) {
                waited.remove(id);
                if let Ok(run) = engine.runs().find(id.as_str()) {
                    notification::show(app, window, &run);
                }
            }
            open = now;
        }
        app.events().tell(Event::Store);
        std::thread::sleep(PAUSE);
        changes.wait();
    }
}

/// Fires the schedules as long as the program lives.
pub(crate) fn attend(app: &App) {
    let Ok(engine) = app.engine() else { return };
    let Ok(changes) = engine.changes() else { return };
    let mut agent = engine.schedules().has_agent();
    // What could not be done is tried again with the next look.
    engine.schedules().attend(&changes, |_| {
        // The window says who fires them when it is closed; of an agent's end nothing is written.
        let now = engine.schedules().has_agent();
        if now != agent {
            agent = now;
            app.events().tell(Event::Store);
        }
    });
}

/// Tells, from a thread, when a run's code runs; waits until its processes are dead and gives it its
/// end, should they have died without: a crash writes no file.
fn see_to_end(app: App, id: RunId) -> Result<()> {
    parallel::start(move || {
        let Ok(engine) = app.engine() else { return };
        if engine.runs().wait_for_code(&id).is_ok() {
            app.events().tell(Event::Store);
        }
        // What could not be done now is done by whoever opens the store next.
        let _ = engine.runs().wait_for_end(&id).and_then(|()| engine.queue().advance());
    })
}
