//! What the program does, without a window: packages, datasets, runs and their queue, publishing, and repairs
//! after a crash.
//!
//! Several programs (windows, commands, runs that end) work on one store at the same time. They coordinate
//! through the disk: a change of the store's structure happens under the store's lock (`change`), files first
//! and the index after them, and the next holder of the lock completes what a dead one left unfinished. How a
//! run is executed and how SQL is written is the business of other crates; nothing about windows or terminals
//! belongs here.

mod activity;
mod backup;
mod change;
mod clock;
mod datasets;
mod doctor;
mod environ;
mod file_differences;
mod home;
mod lineage;
mod logged;
mod machine;
mod packages;
mod parts;
mod previewer;
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
pub use backup::{
    BackedUp, Backup, BackupCheck, BackupDamage, LastBackup, Restored, check as check_backups,
    list as list_backups, restore,
};
pub use clock::Clock;
pub use contract::RunForm;
pub use datasets::{DatasetAdded, DatasetEntry, DatasetState, skipped_in_short};
pub use doctor::{CheckOptions, CheckStore, CheckUp, Finding, FindingCode, LastCheck, Repair};
pub use environ::OWN as OWN_VARIABLES;
pub use environments::Interpreter;
pub use files::tree::SkippedFile;
pub use files::{Cancel, Counts, Progress, Watch};
pub use home::{Home, Scratch};
pub use lineage::{
    DataNode, EdgeKind, FileAnswer, FileThen, FileToday, Folded, LineageEdge, LineageGraph, LineageNode,
    LineageOf, Node, Picture, PictureLine, Placed, RunAbout, RunNode, Shown, Side, VersionNode,
};
pub use packages::{
    Added, CodeVariable, Comparison, FileChange, NewPackage, REQUIREMENTS, VersionPoint, VersionPoints,
    name_of,
};
pub use parts::{
    Activity, Backups, Datasets, Doctor, Lineage, Packages, Projects, Queue, Runs, Schedules, Storage,
    Transfer, Trees, Views,
};
pub use previewer::answer_previews;
pub use previews::{
    ArrayDifference, ArrayForm, ArraysDifference, Ask, BytesDifference, CellDifference, DiffLine,
    ElementsDifference, FileDifference, MembersDifference, Preview, TableDifference, TextDifference,
};
pub use queue::{QueuePosition, QueueState};
pub use rundir::series::Figure;
pub use runs::{
    Artifact, Changes, ChartAxis, ChartLayout, ChartView, ComparedKind, ComparedMetric, ComparedRow,
    ComparedValue, DataRole, DatasetNow, Diagnosis, Drawn, FailureKind, Follower, GivenData, GroupValue,
    MetricColumn, MetricsSoFar, NotRecorded, Published, ReproducedFile, ReproducedFiles, ReproducedPart,
    Reproduction, Run, RunChange, RunComparison, RunPage, RunProgress, RunSeries, RunTable, RunView, Stopped,
    TableRun, not_finite, resolved,
};
pub use schedules::{Due, Missed, Schedule, ScheduleForm};
pub use settings::{Settings, Theme};
pub use snapshots::{Change, Difference, Differences, Digest};
pub use storage::{BlockedBy, Environment, NeededBy, Removable, Removed, Stored, StoredThing};
pub use store::damaged::{Damaged, DamagedKind};
pub use store::datasets::DatasetRow;
pub use store::packages::PackageRow;
pub use store::projects::{Holds, ProjectRow};
pub use store::run_column::{Condition, Measure, MetricFigure, RunColumn};
pub use store::run_lineage::GivenTo;
pub use store::run_list::{RunFilter, RunQuery, RunValues};
pub use store::run_metrics::RunMetric;
pub use store::run_sort::RunSort;
pub use store::runs::RunLine;
pub use store::versions::VersionRow;
pub use supervise::Supervised;
pub use transfer::{
    Downloaded, EXPORT_ENDING, ProblemReport, ReportPart, export_name, exports_in, version_file_name,
};
pub use trees::{EntryKind, FoundFiles, SortBy, Tree, TreeChange, TreeChanges, TreeEntry, TreeOrder};

use std::path::{Path, PathBuf};
use std::sync::Arc;

use contract::{Gpus, ProjectId};
use files::document;
use locales::{Failure, Message, Result};
use store::{Database, Tables};

use crate::change::Index;
use crate::previewer::Previewer;
use crate::queue::QueueFile;
use crate::reads::{Reader, Reads};

/// An open store, seen from one of its projects, and the program that runs trainings for it.
///
/// Its parts ([`Engine::runs`], [`Engine::packages`] …) hold the functions. Packages, datasets, runs,
/// schedules and logs are listed and created in the project; a run or a schedule is found in any project by
/// its id, which is unique. The queue, settings and storage belong to the whole store. Clones share the
/// store, and can be used by several threads at once.
#[derive(Clone, Debug)]
pub struct Engine {
    reader: Reader,
    program: PathBuf,
    previewer: Arc<Previewer>,
    /// Compares files, which takes longer than a preview.
    comparer: Arc<Previewer>,
    notices: Vec<Failure>,
    /// The index is in memory, because the disk is full or read-only.
    is_index_in_memory: bool,
}

impl Reads for Engine {
    fn reader(&self) -> &Reader {
        &self.reader
    }

    /// What was read from a damaged index is a failure, but trying again works.
    fn read<T>(&self, ask: impl FnOnce(&Tables<'_>) -> Result<T>) -> Result<T> {
        self.reader.read_index(ask).inspect_err(|failure| {
            if store::is_damaged(failure) {
                self.repair_index();
            }
        })
    }
}

impl Engine {
    /// Opens the store in `home`, creating it if it does not exist, and cleans up after a crash. The engine
    /// works in the first project ([`Engine::in_project`]). `program` is the `trainyard` that executes runs.
    ///
    /// # Errors
    /// The folder cannot be created, or was written by a newer program. A read-only store is opened for
    /// reading: whatever would change it is refused with [`Message::StoreReadOnly`].
    pub fn open(home: &Path, program: PathBuf) -> Result<Self> {
        Self::open_by(Clock::default(), home, program)
    }

    /// The same, with the caller's clock.
    ///
    /// # Errors
    /// Those of [`Engine::open`].
    pub fn open_by(clock: Clock, home: &Path, program: PathBuf) -> Result<Self> {
        let home = Home::make(home)?;
        if home.is_read_only() {
            return Self::open_for_reading(home, program, clock);
        }
        let with =
            |opened, is_index_in_memory| Self::open_with(&home, &program, &clock, opened, is_index_in_memory);
        home.with_reserve(|| with(Database::open(&home.index())?, false)).or_else(|failure| {
            let Some(full) = home.full() else { return Err(failure) };
            // A person without free space must be able to see what takes it, and to remove it.
            let mut engine = with((Database::in_memory()?, store::Opened::Empty), true)?;
            engine.notices.push(full.into());
            Ok(engine)
        })
    }

    /// Uses an index in memory, made from the files: the one on the disk may be behind them.
    fn open_for_reading(home: Home, program: PathBuf, clock: Clock) -> Result<Self> {
        let read_only = home.read_only();
        let mut engine = Self::with_database(home, program, clock, Database::in_memory()?, true);
        engine.index_for_reading()?;
        engine.notices.push(read_only.into());
        Ok(engine)
    }

    fn with_database(
        home: Home,
        program: PathBuf,
        clock: Clock,
        database: Database,
        is_index_in_memory: bool,
    ) -> Self {
        let privacy = home.privacy().cloned().map(Failure::from);
        let notices = privacy.into_iter().chain(home.may_train().err()).collect();
        let started = || Arc::new(Previewer::new(&program, home.path()));
        let (previewer, comparer) = (started(), started());
        let reader = Reader::new(home, Index::new(database), clock);
        Self { reader, program, previewer, comparer, notices, is_index_in_memory }
    }

    fn open_with(
        home: &Home,
        program: &Path,
        clock: &Clock,
        (database, opened): (Database, store::Opened),
        is_index_in_memory: bool,
    ) -> Result<Self> {
        let mut engine =
            Self::with_database(home.clone(), program.into(), clock.clone(), database, is_index_in_memory);
        if let store::Opened::SetAside(path) = &opened {
            let message = engine.record_damaged_index(path);
            engine.notices.push(message.into());
        }
        // A store without ML Logs was made by an older program: its history is recorded again.
        let is_new = opened != store::Opened::Ready || !home.activity_log().exists();
        let undone = engine.reconcile(is_new)?;
        engine.notices.extend(undone);
        let unreadable_documents: Vec<_> = engine.unreadable_documents().collect();
        engine.notices.extend(unreadable_documents);
        Ok(engine)
    }

    /// Records in ML Logs that a damaged index was moved out of the way, and returns the message.
    fn record_damaged_index(&self, path: &Path) -> Message {
        let message = Message::IndexSetAside { path: files::shown(path) };
        let entry = LogEntry::new(self.timestamp(), LogKind::Error, None, message.clone());
        self.append_log(&[LogEntry { failed: true, ..entry }]);
        message
    }

    /// Why settings, the queue's order or the saved views could not be read. The defaults are used instead.
    fn unreadable_documents(&self) -> impl Iterator<Item = Failure> {
        let home = self.home();
        let settings = document::read::<Settings>(&home.settings()).err();
        let queue = document::read::<QueueFile>(&home.queue()).err();
        let views = runs::read_views(&home.run_views()).err();
        let failures = settings.into_iter().chain(queue).chain(views);
        failures.filter(|failure| !matches!(*failure.message, Message::FileVanished { .. }))
    }

    /// What the person should know about opening the store: what was done to it, and what could not be done
    /// for a run.
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

    /// The store's folder, which knows where everything is in it.
    pub fn home(&self) -> &Home {
        Reads::home(self)
    }

    /// The id of the current project.
    pub fn project(&self) -> &ProjectId {
        Reads::project(self)
    }

    /// The same store with another current project.
    pub fn in_project(&self, id: &ProjectId) -> Self {
        Self { reader: self.reader.in_project(id), ..self.clone() }
    }

    /// The current settings.
    pub fn settings(&self) -> Settings {
        Reads::settings(self)
    }

    /// Whether the project has no packages, datasets or runs.
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
    /// uv was not found, or the settings name a file that is not uv.
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

    fn previewer(&self) -> &Previewer {
        &self.previewer
    }

    fn comparer(&self) -> &Previewer {
        &self.comparer
    }

    fn is_index_in_memory(&self) -> bool {
        self.is_index_in_memory
    }
}
