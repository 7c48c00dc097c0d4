//! What the program does, without a window: packages, datasets, runs and their queue, publishing,
//! putting things in order after a crash.
//!
//! Several programs (windows, commands, runs that end) work on one store at the same time. What
//! they agree on is on disk: a change of the store's structure happens under the store's lock
//! ([`StoreLock`]), files first and the index after them, and whoever comes next finishes what a
//! dead one left. How a run is executed and how SQL is said are other rooms; nothing of a window or
//! a terminal may enter.

mod about;
mod as_of;
mod attend;
mod compare;
mod datasets;
mod diagnosis;
mod environ;
mod exports;
mod finish;
mod follow;
mod home;
mod imports;
mod index;
mod labels;
mod left_out;
mod machine;
mod missed;
mod ml_log;
mod order;
mod outputs;
mod packages;
mod projects;
mod publish;
mod queue;
mod reconcile;
mod removal;
mod run;
mod run_views;
mod runs;
mod schedules;
mod settings;
mod storage;
mod trees;
mod waiter;

pub use compare::{Comparison, FileChange, Line, REQUIREMENTS};
pub use contract::RunForm;
pub use datasets::{DatasetAdded, DatasetEntry};
pub use diagnosis::{Diagnosis, FailureKind};
pub use environ::OWN as OWN_VARIABLES;
pub use environments::Interpreter;
pub use exports::{EXPORT_ENDING, export_name};
pub use files::tree::LeftOut;
pub use files::{Cancel, Counts, Progress, Watch};
pub use follow::{Changes, Follower, News};
pub use home::{Home, Scratch, StoreLock};
pub use imports::exports_in;
pub use left_out::left_out_in_short;
pub use ml_log::{LogEntry, LogFilter, LogKind, LogPage, LogSubject, since};
pub use order::{Place, Queue};
pub use outputs::{Artifact, Downloaded, version_file_name};
pub use packages::{Added, NewPackage, name_of};
pub use publish::Published;
pub use removal::Removed;
pub use run::{Run, RunPage};
pub use run_views::{RunFilter, RunView};
pub use runs::Stopped;
pub use schedules::{Due, Missed, Schedule, ScheduleForm};
pub use settings::{Settings, Theme};
pub use storage::{Stored, StoredThing};
pub use store::datasets::DatasetRow;
pub use store::packages::PackageRow;
pub use store::projects::{Holds, ProjectRow};
pub use store::run_list::{RunQuery, RunValues};
pub use store::run_sort::RunSort;
pub use store::runs::RunLine;
pub use store::versions::VersionRow;
pub use trees::{EntryKind, Preview, Tree, TreeEntry};

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use contract::Gpus;
use locales::{Failure, Message, Result};
use store::{Database, Tables};

use crate::ml_log::LogIndex;

/// An open store, worked in one of its projects, and the program that runs trainings for it.
///
/// Packages, datasets, runs, schedules and logs are listed and made in that project; what is named by
/// an id that no other has (a run, a schedule) is found in any. The queue, settings and storage are
/// the whole store's. Clones share the store, and can be used by several threads at once.
#[derive(Clone, Debug)]
pub struct Engine {
    home: Home,
    database: Arc<Database>,
    program: PathBuf,
    notices: Vec<Failure>,
    log: Arc<Mutex<LogIndex>>,
    /// The index is in memory, because the disk has no room for it, or may only be read.
    is_aside: bool,
}

impl Engine {
    /// Opens the store in `home`, making it if there is none, and puts in order what a crash left.
    /// It is worked in the first project ([`Engine::in_project`]).
    /// `program` is the `trainyard` that executes runs.
    ///
    /// # Errors
    /// When the folder cannot be made, or is a newer program's. One that may only be read is opened for
    /// that: whatever would change it is refused with [`Message::StoreReadOnly`].
    pub fn open(home: &Path, program: PathBuf) -> Result<Self> {
        let home = Home::make(home)?;
        if home.is_read_only() {
            return Self::open_for_reading(home, program);
        }
        let open = || Self::open_with(&home, &program, Database::open(&home.index())?, false);
        home.with_reserve(open).or_else(|failure| {
            let Some(full) = home.full() else { return Err(failure) };
            // Whoever has no room left must be able to see what takes it, and to remove it.
            let opened = (Database::in_memory()?, store::Opened::Empty);
            let mut engine = Self::open_with(&home, &program, opened, true)?;
            engine.notices.push(full.into());
            Ok(engine)
        })
    }

    /// With an index in memory, made from the files as they are: the one on the disk may be behind them.
    fn open_for_reading(home: Home, program: PathBuf) -> Result<Self> {
        let mut engine = Self::over(home, program, Database::in_memory()?, true);
        engine.rebuild_index(None)?;
        engine.notices.push(engine.home.read_only().into());
        Ok(engine)
    }

    fn over(home: Home, program: PathBuf, database: Database, is_aside: bool) -> Self {
        let notices = home.may_train().err().into_iter().collect();
        let database = Arc::new(database);
        Self { home, database, program, notices, log: Arc::default(), is_aside }
    }

    fn open_with(
        home: &Home,
        program: &Path,
        (database, opened): (Database, store::Opened),
        is_aside: bool,
    ) -> Result<Self> {
        let mut engine = Self::over(home.clone(), program.into(), database, is_aside);
        if let store::Opened::SetAside(path) = &opened {
            let said = Message::IndexSetAside { path: files::shown(path) };
            engine.tell(&[LogEntry { failed: true, ..LogEntry::new(LogKind::Error, None, said.clone()) }]);
            engine.notices.push(said.into());
        }
        // Without its log a store is an older program's: its history is recorded again.
        let is_new = opened != store::Opened::Ready || !engine.home.events().exists();
        let undone = engine.reconcile(is_new)?;
        engine.notices.extend(undone);
        Ok(engine)
    }

    /// What the person should know about opening the store: what was done to it, and what could
    /// not be done for a run.
    pub fn notices(&self) -> &[Failure] {
        &self.notices
    }

    /// Makes sure that the store can be changed.
    ///
    /// # Errors
    /// [`Message::StoreReadOnly`].
    pub fn may_change(&self) -> Result<()> {
        self.home.may_change()
    }

    /// Where things are.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// Whether the project holds no package, no dataset and no run.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn is_empty(&self) -> Result<bool> {
        self.read(|tables| tables.is_empty(self.project()))
    }

    /// The Pythons of this machine, the person's default first.
    pub fn pythons(&self) -> Vec<Interpreter> {
        environments::interpreters(&self.home.cache(), &environments::Variables::inherited())
    }

    /// The uv that environments are built with.
    ///
    /// # Errors
    /// There is none, or the settings name what is none.
    pub fn uv(&self) -> Result<PathBuf> {
        environments::find_uv(self.settings().uv.as_deref(), &environments::Variables::inherited())
    }

    /// The GPUs of this machine.
    pub fn gpus(&self) -> Gpus {
        machine::gpus()
    }

    fn read<T>(&self, ask: impl FnOnce(&Tables<'_>) -> Result<T>) -> Result<T> {
        self.database.read(ask)
    }

    fn write<T>(&self, change: impl FnOnce(&Tables<'_>) -> Result<T>) -> Result<T> {
        self.database.write(change)
    }
}
