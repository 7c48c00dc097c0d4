//! What the program does, without a window: packages, datasets, runs and their queue, publishing,
//! putting things in order after a crash.
//!
//! Several programs (windows, commands, runs that end) work on one store at the same time. What
//! they agree on is on disk: a change of the store's structure happens under the store's lock
//! (`change`), files first and the index after them, and whoever comes next finishes what a
//! dead one left. How a run is executed and how SQL is said are other rooms; nothing of a window or
//! a terminal may enter.

mod activity;
mod change;
mod clock;
mod datasets;
mod environ;
mod home;
mod logged;
mod machine;
mod packages;
mod parts;
mod projects;
mod queue;
mod reads;
mod runs;
mod schedules;
mod settings;
mod storage;
mod supervise;
mod transfer;
mod trees;
mod waiter;

pub use activity::{LogEntry, LogFilter, LogKind, LogPage, LogSubject, since};
pub use clock::Clock;
pub use contract::RunForm;
pub use datasets::{DatasetAdded, DatasetEntry, left_out_in_short};
pub use environ::OWN as OWN_VARIABLES;
pub use environments::Interpreter;
pub use files::tree::LeftOut;
pub use files::{Cancel, Counts, Progress, Watch};
pub use home::{Home, Scratch};
pub use packages::{Added, Comparison, FileChange, Line, NewPackage, REQUIREMENTS, name_of};
pub use parts::{
    Activity, Datasets, Packages, Projects, Queue, Runs, Schedules, Storage, Transfer, Trees, Views,
};
pub use queue::{Place, QueueState};
pub use runs::{
    Artifact, Changes, Diagnosis, FailureKind, Follower, News, Published, Removed, Run, RunPage, RunView,
    Stopped, resolved,
};
pub use schedules::{Due, Missed, Schedule, ScheduleForm};
pub use settings::{Settings, Theme};
pub use storage::{Stored, StoredThing};
pub use store::damaged::{Damaged, DamagedKind};
pub use store::datasets::DatasetRow;
pub use store::packages::PackageRow;
pub use store::projects::{Holds, ProjectRow};
pub use store::run_list::{RunFilter, RunQuery, RunValues};
pub use store::run_sort::RunSort;
pub use store::runs::RunLine;
pub use store::versions::VersionRow;
pub use supervise::Supervised;
pub use transfer::{
    Downloaded, EXPORT_ENDING, ProblemReport, ReportPart, export_name, exports_in, version_file_name,
};
pub use trees::{EntryKind, Preview, Tree, TreeEntry};

use std::path::{Path, PathBuf};

use contract::{Gpus, ProjectId};
use files::document;
use locales::{Failure, Message, Result};
use store::Database;

use crate::change::Index;
use crate::queue::QueueFile;
use crate::reads::{Reader, Reads};

/// An open store, worked in one of its projects, and the program that runs trainings for it.
///
/// What people work with are its parts ([`Engine::runs`], [`Engine::packages`] …). Packages, datasets,
/// runs, schedules and logs are listed and made in the project; what is named by an id that no other has
/// (a run, a schedule) is found in any. The queue, settings and storage are the whole store's. Clones share
/// the store, and can be used by several threads at once.
#[derive(Clone, Debug)]
pub struct Engine {
    reader: Reader,
    program: PathBuf,
    notices: Vec<Failure>,
    /// The index is in memory, because the disk has no room for it, or may only be read.
    is_aside: bool,
}

impl Reads for Engine {
    fn reader(&self) -> &Reader {
        &self.reader
    }
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
        Self::open_by(Clock::default(), home, program)
    }

    /// The same, with a clock of the caller's.
    ///
    /// # Errors
    /// Those of [`Engine::open`].
    pub fn open_by(clock: Clock, home: &Path, program: PathBuf) -> Result<Self> {
        let home = Home::make(home)?;
        if home.is_read_only() {
            return Self::open_for_reading(home, program, clock);
        }
        let with = |opened, is_aside| Self::open_with(&home, &program, &clock, opened, is_aside);
        home.with_reserve(|| with(Database::open(&home.index())?, false)).or_else(|failure| {
            let Some(full) = home.full() else { return Err(failure) };
            // Whoever has no room left must be able to see what takes it, and to remove it.
            let mut engine = with((Database::in_memory()?, store::Opened::Empty), true)?;
            engine.notices.push(full.into());
            Ok(engine)
        })
    }

    /// With an index in memory, made from the files as they are: the one on the disk may be behind them.
    fn open_for_reading(home: Home, program: PathBuf, clock: Clock) -> Result<Self> {
        let read_only = home.read_only();
        let mut engine = Self::over(home, program, clock, Database::in_memory()?, true);
        engine.index_for_reading()?;
        engine.notices.push(read_only.into());
        Ok(engine)
    }

    fn over(home: Home, program: PathBuf, clock: Clock, database: Database, is_aside: bool) -> Self {
        let notices = home.may_train().err().into_iter().collect();
        Self { reader: Reader::new(home, Index::new(database), clock), program, notices, is_aside }
    }

    fn open_with(
        home: &Home,
        program: &Path,
        clock: &Clock,
        (database, opened): (Database, store::Opened),
        is_aside: bool,
    ) -> Result<Self> {
        let mut engine = Self::over(home.clone(), program.into(), clock.clone(), database, is_aside);
        if let store::Opened::SetAside(path) = &opened {
            let said = Message::IndexSetAside { path: files::shown(path) };
            let entry = LogEntry::new(engine.timestamp(), LogKind::Error, None, said.clone());
            engine.note(&[LogEntry { failed: true, ..entry }]);
            engine.notices.push(said.into());
        }
        // Without its log a store is an older program's: its history is recorded again.
        let is_new = opened != store::Opened::Ready || !home.events().exists();
        let undone = engine.reconcile(is_new)?;
        engine.notices.extend(undone);
        let unread: Vec<_> = engine.unread().collect();
        engine.notices.extend(unread);
        Ok(engine)
    }

    /// Why settings, the queue's order or the saved views could not be read: the defaults are used instead.
    fn unread(&self) -> impl Iterator<Item = Failure> {
        let home = self.home();
        let settings = document::read::<Settings>(&home.settings()).err();
        let queue = document::read::<QueueFile>(&home.queue()).err();
        let views = runs::read_views(&home.run_views()).err();
        let failures = settings.into_iter().chain(queue).chain(views);
        failures.filter(|failure| !matches!(*failure.message, Message::FileVanished { .. }))
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
        self.home().may_change()
    }

    /// Where things are.
    pub fn home(&self) -> &Home {
        Reads::home(self)
    }

    /// The id of the project that is worked in.
    pub fn project(&self) -> &ProjectId {
        Reads::project(self)
    }

    /// The same store, worked in another project.
    pub fn in_project(&self, id: &ProjectId) -> Self {
        Self { reader: self.reader.in_project(id), ..self.clone() }
    }

    /// The settings now.
    pub fn settings(&self) -> Settings {
        Reads::settings(self)
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
        environments::interpreters(&self.home().cache(), &environments::Variables::inherited())
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

    fn program(&self) -> &Path {
        &self.program
    }

    fn is_aside(&self) -> bool {
        self.is_aside
    }
}
