//! What the window's commands work with: the store, opened once, and what goes on.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use contract::{ProjectId, RunId};
use engine::{Engine, Removed, Settings, Watch};
use jiff::Zoned;
use locales::{Failure, Language, Message, Result};
use rundir::RunDir;
use tauri::{AppHandle, Manager};

use crate::commands::Recorded;
use crate::events::{Event, Events};
use crate::window::LABEL;

/// The program behind the window. Clones are the same.
#[derive(Clone, Default)]
pub(crate) struct App(Arc<State>);

#[derive(Default)]
struct State {
    /// The store, in the project that the window works in.
    opened: OnceLock<Result<Mutex<Engine>>>,
    language: Mutex<Option<Language>>,
    tasks: Mutex<HashMap<u32, Watch>>,
    events: Events,
    /// Of the run that was looked at last.
    recorded: Mutex<Option<(RunId, Recorded)>>,
    handle: OnceLock<AppHandle>,
    /// Runs that can be put back, in the order they were removed.
    removed: Mutex<BTreeMap<u32, Removed>>,
}

/// How often the window is told how far long work is.
const OFTEN: Duration = Duration::from_millis(100);

impl App {
    /// Opens the store in `home`. Commands that come meanwhile wait for it.
    pub(crate) fn open(&self, home: Option<PathBuf>) {
        let _ = self.0.opened.set(open(home).map(Mutex::new));
    }

    /// The store, in the project that the window works in now: who asks once goes on in it.
    ///
    /// # Errors
    /// When it could not be opened: always the same.
    pub(crate) fn engine(&self) -> Result<Engine> {
        Ok(self.current()?.clone())
    }

    /// Has the window work in another project from now on.
    ///
    /// # Errors
    /// As [`App::engine`].
    pub(crate) fn work_in(&self, project: &ProjectId) -> Result<()> {
        let mut current = self.current()?;
        *current = current.in_project(project);
        Ok(())
    }

    fn current(&self) -> Result<MutexGuard<'_, Engine>> {
        let opened = self.0.opened.wait().as_ref().map_err(Clone::clone)?;
        Ok(opened.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The language of the window: the chosen one, else the system's.
    pub(crate) fn language(&self) -> Language {
        self.0.language.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or_else(system_language)
    }

    /// Takes the chosen language; none: the system's.
    pub(crate) fn choose_language(&self, chosen: Option<Language>) {
        *self.0.language.lock().unwrap_or_else(PoisonError::into_inner) = chosen;
    }

    /// The stream of what the window is told.
    pub(crate) fn events(&self) -> &Events {
        &self.0.events
    }

    /// Looks at what the run `id` in `run` has recorded of itself.
    pub(crate) fn recorded<T>(&self, id: &RunId, run: &RunDir, look: impl FnOnce(&mut Recorded) -> T) -> T {
        let mut held = self.0.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        if held.as_ref().is_none_or(|(of, _)| of != id) {
            *held = None;
        }
        look(&mut held.get_or_insert_with(|| (id.clone(), Recorded::new(run))).1)
    }

    /// Which window this is the program behind.
    pub(crate) fn shown_by(&self, handle: AppHandle) {
        let _ = self.0.handle.set(handle);
    }

    /// Closes the window; trainings go on.
    pub(crate) fn close(&self) {
        if let Some(window) = self.0.handle.get().and_then(|handle| handle.get_webview_window(LABEL)) {
            // One that is gone already needs no closing.
            let _ = window.destroy();
        }
    }

    /// Whether the person is now told what goes on when the window is closed, or does not, instead of
    /// it being closed: the first time that trainings go on, and whenever a schedule has nobody to
    /// fire it.
    pub(crate) fn tells_closing(&self) -> bool {
        // A store that is still being opened has told nobody of a training.
        let Some(Ok(_)) = self.0.opened.get() else { return false };
        let Ok(engine) = self.engine() else { return false };
        let settings = engine.settings();
        let open = if settings.told_closing { 0 } else { engine.runs().open().unwrap_or_default().len() };
        let now = Zoned::now();
        let planned = |schedule: &engine::Schedule| !schedule.next(&now, 1).is_empty();
        let schedules =
            if engine.schedules().has_agent() { Vec::new() } else { engine.schedules().of_all_projects() };
        let (runs, schedules) =
            (open as u64, schedules.iter().filter(|schedule| planned(schedule)).count() as u64);
        if runs + schedules == 0 {
            return false;
        }
        let told = runs == 0 || engine.keep_settings(&Settings { told_closing: true, ..settings }).is_ok();
        // If that cannot be kept, being told at every closing would keep the window from closing.
        told && self.events().tell(Event::Closing { runs, schedules })
    }

    /// Does long work, telling how far it is, until it is done or [`App::cancel`]led.
    pub(crate) fn with_progress<T, E>(
        &self,
        task: u32,
        work: impl FnOnce(&Watch) -> Result<T, E>,
    ) -> Result<T, E> {
        let watch = Watch::default();
        self.tasks().insert(task, watch.clone());
        let (done, is_done) = mpsc::channel::<()>();
        let worked = std::thread::scope(|scope| {
            let progress = watch.progress.clone();
            // Where no thread can be started, the work is done without being shown.
            let shown = std::thread::Builder::new().spawn_scoped(scope, move || {
                while is_done.recv_timeout(OFTEN) == Err(RecvTimeoutError::Timeout) {
                    self.events().tell(Event::progress(task, progress.counts()));
                }
            });
            drop(shown);
            let worked = work(&watch);
            drop(done);
            worked
        });
        self.tasks().remove(&task);
        worked
    }

    /// Stops long work.
    pub(crate) fn cancel(&self, task: u32) {
        if let Some(watch) = self.tasks().get(&task) {
            watch.cancel.cancel();
        }
    }

    /// Keeps removed runs until they are put back or forgotten. Answers what to call them by.
    pub(crate) fn keep_removed(&self, runs: Removed) -> u32 {
        let mut all = self.removed();
        let undo = all.last_key_value().map_or(1, |(last, _)| last + 1);
        all.insert(undo, runs);
        undo
    }

    /// Puts removed runs back, unless they were forgotten.
    pub(crate) fn restore(&self, undo: u32) -> Result<()> {
        let engine = self.engine()?;
        let mut all = self.removed();
        if let Some(runs) = all.get(&undo) {
            engine.runs().restore(runs)?;
        }
        all.remove(&undo);
        Ok(())
    }

    /// Deletes the files of removed runs, or of all.
    pub(crate) fn forget_removed(&self, undo: Option<u32>) {
        let gone = match undo {
            Some(undo) => self.removed().remove(&undo).into_iter().collect(),
            None => std::mem::take(&mut *self.removed()).into_values().collect::<Vec<_>>(),
        };
        drop(gone);
    }

    fn removed(&self) -> MutexGuard<'_, BTreeMap<u32, Removed>> {
        self.0.removed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tasks(&self) -> MutexGuard<'_, HashMap<u32, Watch>> {
        self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where the store is: `TRAINYARD_HOME`, else the platform's data folder.
pub(crate) fn home() -> Option<PathBuf> {
    let named = std::env::var_os("TRAINYARD_HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    named.or_else(|| Some(dirs::data_dir()?.join("trainyard")))
}

fn open(home: Option<PathBuf>) -> Result<Engine> {
    let home = home.ok_or(Message::HomeMissing)?;
    let engine = Engine::open(&home, beside("trainyard")?)?;
    // It may have been removed since.
    let last = engine.settings().project.map(|project| engine.in_project(&project));
    Ok(last.filter(|last| last.projects().current().is_ok()).unwrap_or(engine))
}

/// A program that ships beside this one.
fn beside(name: &str) -> Result<PathBuf> {
    let own = std::env::current_exe().map_err(|error| Failure::because(Message::ExecFailed, error))?;
    let path = own.parent().unwrap_or(Path::new("/")).join(name);
    if path.is_file() { Ok(path) } else { Err(Message::ProgramMissing { path: files::shown(&path) }.into()) }
}

fn system_language() -> Language {
    Language::from_environment(|name| std::env::var(name).ok())
}
