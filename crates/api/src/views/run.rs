//! Runs, their log and how they failed.

use contract::{PipelineKind, Status};
use engine::{Diagnosis, FailureKind, Place, Run as Row};
use jiff::tz::TimeZone;
use locales::{Language, Result};
use rundir::{LogLines, Stage};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::form::Parameter;
use super::millis;

/// A run.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RunRow {
    id: String,
    name: String,
    kind: PipelineKind,
    package: String,
    version: String,
    dataset: Option<String>,
    folder: String,
    /// Evaluation dataset.
    evaluation: Option<String>,
    evaluation_folder: String,
    status: Status,
    /// Its place in the queue, from 1, where that is known.
    place: Option<u64>,
    reason: Option<String>,
    /// The version it made.
    made: Option<String>,
    score: Option<f64>,
    /// The schedule that made it, or will.
    schedule: Option<String>,
    /// The time it waits for.
    due: Option<f64>,
    created: f64,
    started: Option<f64>,
    ended: Option<f64>,
    /// Sorted.
    tags: Vec<String>,
    /// What a person wrote down about it, in lines; may be empty.
    note: String,
    pinned: bool,
}

impl RunRow {
    pub(crate) fn of(row: &Row, language: Language) -> Self {
        Self {
            id: row.id.to_string(),
            name: row.name.clone(),
            kind: row.kind,
            package: row.package.to_string(),
            version: row.version.to_string(),
            dataset: row.dataset.as_ref().map(ToString::to_string),
            folder: row.folder.to_string(),
            evaluation: row.evaluation.as_ref().map(ToString::to_string),
            evaluation_folder: row.evaluation_folder.to_string(),
            status: row.status,
            place: None,
            reason: row.reason.as_ref().map(|reason| reason.render(language)),
            made: row.new_version.map(|version| version.to_string()),
            score: row.score,
            schedule: row.schedule.as_ref().map(|by| by.id.to_string()),
            due: due(row),
            created: millis(row.created),
            started: row.started.map(millis),
            ended: row.ended.map(millis),
            tags: row.run_tags.tags.iter().map(ToString::to_string).collect(),
            note: row.run_tags.note.to_string(),
            pinned: row.run_tags.pinned,
        }
    }

    /// The same with its place in the queue.
    pub(crate) fn at(self, place: Option<u64>) -> Self {
        Self { place, ..self }
    }
}

/// What waits.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub(crate) struct Queue {
    /// No run is started; those that run go on.
    pub(crate) paused: bool,
    /// How many wait.
    pub(crate) waiting: u64,
}

/// Where a run that waits is moved to.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(tag = "to", rename_all = "camelCase")]
pub(crate) enum Move {
    /// Just before this run.
    Before { id: String },
    /// Just after this run.
    After { id: String },
    /// One place further to the front.
    Sooner,
    /// One place further to the back.
    Later,
}

impl Move {
    /// The place as the engine takes it.
    ///
    /// # Errors
    /// What is no id.
    pub(crate) fn read(self) -> Result<Place> {
        Ok(match self {
            Self::Before { id } => Place::Before(id.parse()?),
            Self::After { id } => Place::After(id.parse()?),
            Self::Sooner => Place::Sooner,
            Self::Later => Place::Later,
        })
    }
}

/// When a run that is scheduled comes due.
fn due(row: &Row) -> Option<f64> {
    let due = row.schedule.as_ref()?.due.filter(|_| row.status == Status::Scheduled)?;
    due.to_zoned(TimeZone::system()).ok().map(|at| millis(at.timestamp()))
}

/// Everything about one run.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RunDetails {
    pub(crate) run: RunRow,
    /// The id of its project.
    pub(crate) project: String,
    pub(crate) parameters: Vec<Parameter>,
    /// The day that it resolved as of.
    pub(crate) as_of: Option<String>,
    pub(crate) gpu: bool,
    /// The most memory it may use, in bytes.
    pub(crate) memory_limit: Option<u64>,
    /// How many processor cores its code may use.
    pub(crate) cores: Option<u32>,
    /// Why it waits, apart from others being before it.
    pub(crate) wait_reason: Option<String>,
    pub(crate) grace_seconds: u32,
    pub(crate) stages: Vec<StageTime>,
    /// Of the stage that goes on, where it is known.
    pub(crate) progress: Option<StageProgress>,
    /// The latest sample of what its processes use.
    pub(crate) resources: Option<Resources>,
    /// The Python packages that its code installed for itself alone, with their versions.
    pub(crate) installed: Vec<String>,
    /// Whether it was asked to stop.
    pub(crate) stopping: bool,
    pub(crate) failure: Option<FailureView>,
    /// The version it will make, as far as is known now.
    pub(crate) forecast: Option<String>,
    /// Whether the version that went in is still there.
    pub(crate) package_there: bool,
    pub(crate) dataset_there: bool,
    pub(crate) evaluation_there: bool,
    /// What the schedule that made it is called, if that is still there.
    pub(crate) schedule_name: Option<String>,
    pub(crate) has_results: bool,
    /// Where it came from, if another store made it.
    pub(crate) imported: Option<ImportedView>,
    /// The version that it made in another store can be saved.
    pub(crate) package_kept: bool,
    /// It went through its calls and has no version yet, which can be made now.
    pub(crate) unpublished: bool,
    /// What the version that it made does not hold of the package's folder: the first names.
    pub(crate) left_out: Vec<String>,
    /// How many there are.
    pub(crate) left_out_count: u64,
    /// The kept data is there.
    pub(crate) kept_data: bool,
    /// How many things are in the folder of the artifacts.
    pub(crate) artifacts: u64,
    pub(crate) log_bytes: u64,
    /// The run's folder.
    pub(crate) directory: String,
}

/// Where a run that another store made came from.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct ImportedView {
    /// The name of the file it was in.
    pub(crate) file: String,
    pub(crate) at: f64,
    /// Its id in the store that made it.
    pub(crate) id: String,
}

/// A version that was published.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct Published {
    pub(crate) package: String,
    pub(crate) version: String,
}

/// What became of files that were imported.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct ImportedRuns {
    pub(crate) runs: Vec<RunRow>,
    /// Why others were refused.
    pub(crate) refused: Vec<String>,
}

/// When a stage was.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub(crate) struct StageTime {
    #[ts(type = "string")]
    pub(crate) stage: Stage,
    /// Its name for a person.
    pub(crate) title: String,
    /// Packaging or Running.
    pub(crate) status: Status,
    pub(crate) began: f64,
    pub(crate) ended: Option<f64>,
}

/// How far a stage is, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub(crate) struct StageProgress {
    pub(crate) done: u64,
    pub(crate) total: u64,
    pub(crate) files: u64,
}

/// Processor time in seconds, memory in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
pub(crate) struct Resources {
    pub(crate) cpu: f64,
    pub(crate) memory: u64,
    pub(crate) processes: u32,
}

/// What a button beside an advice does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Action {
    /// Runs again with changes.
    Again,
    /// Opens the settings.
    Settings,
    /// Adds the package again.
    Package,
    /// Makes the version of what was trained.
    Publish,
}

/// A failed run, explained.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FailureView {
    kind: FailureKind,
    /// What kind of failure it is, in words.
    title: String,
    /// The stage it happened in.
    stage: Option<String>,
    /// Exception and message, or how it ended.
    reason: String,
    /// What to try.
    advice: String,
    action: Action,
    /// The day to resolve as of, where releases newer than the package are probably the cause.
    as_of: Option<String>,
    /// The last lines of the log around it.
    lines: Vec<String>,
    /// The number of the first of them, from 0.
    first_line: u64,
}

impl FailureView {
    pub(crate) fn of(diagnosis: Diagnosis, reason: String, stage: Option<Stage>, language: Language) -> Self {
        let action = match diagnosis.kind {
            FailureKind::Code | FailureKind::Dependency | FailureKind::Package => Action::Package,
            FailureKind::Network => Action::Settings,
            FailureKind::Version => Action::Publish,
            FailureKind::Memory
            | FailureKind::MemoryLimit
            | FailureKind::Disk
            | FailureKind::Gpu
            | FailureKind::Interrupted
            | FailureKind::Other => Action::Again,
        };
        Self {
            kind: diagnosis.kind,
            title: diagnosis.kind.title().render(language),
            stage: stage.map(|stage| stage.title().render(language)),
            reason,
            advice: diagnosis.advice().render(language),
            action,
            as_of: diagnosis.as_of.map(|day| day.to_string()),
            lines: diagnosis.lines.lines,
            first_line: diagnosis.lines.first,
        }
    }
}

/// Lines of a log.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct LogPart {
    /// The number of the first of them, from 0.
    first: u64,
    /// Without line ends, escape sequences, and what a carriage return overwrote; long ones cut.
    lines: Vec<String>,
    /// How many lines there are now.
    total: u64,
    bytes: u64,
}

impl From<LogLines> for LogPart {
    fn from(LogLines { first, lines, total, bytes }: LogLines) -> Self {
        Self { first, lines, total, bytes }
    }
}
