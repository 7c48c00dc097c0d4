//! Runs, their logs and failures.

use std::collections::BTreeMap;

use contract::{PipelineKind, Status};
use engine::{Diagnosis, FailureKind, MetricFigure, QueuePosition, Run as Row};
use jiff::tz::TimeZone;
use locales::{Language, Result};
use rundir::Stage;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::form::Parameter;
use super::machine::MachineView;
use super::millis;
use super::progress::{RunProgress, ScoreBefore};
use super::reproduction::Reproduced;

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
    /// Its position in the queue, from 1, if it waits.
    position: Option<u64>,
    reason: Option<String>,
    /// The version it made.
    new_version: Option<String>,
    score: Option<f64>,
    /// The schedule that created it, or will.
    schedule: Option<String>,
    /// The due time it waits for.
    due: Option<f64>,
    created: f64,
    started: Option<f64>,
    ended: Option<f64>,
    /// Sorted.
    tags: Vec<String>,
    /// The person's note, which may be empty.
    note: String,
    pinned: bool,
    /// Its values in the columns of metrics that a list asked for.
    metrics: BTreeMap<String, f64>,
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
            position: None,
            reason: row.reason.as_ref().map(|reason| reason.render(language)),
            new_version: row.new_version.map(|version| version.to_string()),
            score: row.score,
            schedule: row.schedule.as_ref().map(|by| by.id.to_string()),
            due: due(row),
            created: millis(row.created),
            started: row.started.map(millis),
            ended: row.ended.map(millis),
            tags: row.run_tags.tags.iter().map(ToString::to_string).collect(),
            note: row.run_tags.note.to_string(),
            pinned: row.run_tags.pinned,
            metrics: BTreeMap::new(),
        }
    }

    /// The same with its values in the columns of metrics.
    pub(crate) fn with(self, columns: &[MetricFigure], values: Vec<Option<f64>>) -> Self {
        let known =
            columns.iter().zip(values).filter_map(|(column, value)| Some((column.to_string(), value?)));
        Self { metrics: known.collect(), ..self }
    }

    /// The same with its position in the queue.
    pub(crate) fn at(self, position: Option<u64>) -> Self {
        Self { position, ..self }
    }
}

/// The state of the queue.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub(crate) struct Queue {
    /// No run is started; running ones continue.
    pub(crate) paused: bool,
    /// The number of waiting runs.
    pub(crate) waiting: u64,
    /// The number of runs in progress, in all projects.
    pub(crate) running: u64,
}

/// Where to move a waiting run.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(tag = "to", rename_all = "camelCase")]
pub(crate) enum Move {
    /// Just before this run.
    Before { id: String },
    /// Just after this run.
    After { id: String },
    /// One position forward.
    Sooner,
    /// One position back.
    Later,
}

impl Move {
    /// The engine's form of it.
    ///
    /// # Errors
    /// The id is invalid.
    pub(crate) fn read(self) -> Result<QueuePosition> {
        Ok(match self {
            Self::Before { id } => QueuePosition::Before(id.parse()?),
            Self::After { id } => QueuePosition::After(id.parse()?),
            Self::Sooner => QueuePosition::Sooner,
            Self::Later => QueuePosition::Later,
        })
    }
}

/// The due time of a scheduled run.
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
    /// The day that it resolves as of.
    pub(crate) as_of: Option<String>,
    pub(crate) gpu: bool,
    /// The most memory it may use, in bytes.
    pub(crate) memory_limit: Option<u64>,
    /// How many processor cores its code may use.
    pub(crate) cores: Option<u32>,
    /// Why it waits, apart from the runs before it.
    pub(crate) blocked_by: Option<String>,
    pub(crate) grace_seconds: u32,
    /// How its code is isolated, in words, once that is known.
    pub(crate) isolated: Option<String>,
    /// What it ran on, if it has recorded that.
    pub(crate) machine: Option<MachineView>,
    pub(crate) stages: Vec<StageTime>,
    /// The progress of the current stage, if known.
    pub(crate) progress: Option<StageProgress>,
    /// How far the run is, if known.
    pub(crate) run_progress: Option<RunProgress>,
    /// The score of the version before, if the run has a score to compare with it.
    pub(crate) score_before: Option<ScoreBefore>,
    /// The latest sample of its resource use.
    pub(crate) resources: Option<Resources>,
    /// The Python packages that its code installed for itself, with their versions.
    pub(crate) installed: Vec<String>,
    /// Whether it was asked to stop.
    pub(crate) stopping: bool,
    pub(crate) failure: Option<FailureView>,
    /// The version that it is expected to make.
    pub(crate) forecast: Option<String>,
    /// Whether the version that it uses still exists.
    pub(crate) package_there: bool,
    pub(crate) dataset_there: bool,
    pub(crate) evaluation_there: bool,
    /// The name of the schedule that created it, if that still exists.
    pub(crate) schedule_name: Option<String>,
    pub(crate) has_results: bool,
    /// Where it came from, if it was imported.
    pub(crate) imported: Option<ImportedView>,
    /// The run that it reproduces.
    pub(crate) reproduces: Option<Reproduced>,
    /// It contains the zip of the version it made in another store.
    pub(crate) has_package_zip: bool,
    /// It made all its calls and has no version yet, which can be made now.
    pub(crate) unpublished: bool,
    /// The first files of the package's folder that are not in the version it made.
    pub(crate) skipped: Vec<String>,
    /// The number of these files.
    pub(crate) skipped_count: u64,
    /// Whether its data was saved.
    pub(crate) saved_data: bool,
    /// Whether the data that its code was given can be browsed.
    pub(crate) has_data: bool,
    /// Whether that data is kept in the store once for all runs, and is not a folder on the disk.
    pub(crate) kept_data: bool,
    pub(crate) artifacts: FileCount,
    pub(crate) log_bytes: u64,
    /// The run's folder.
    pub(crate) directory: String,
}

/// How many files there are, in folders too, as far as they were counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub(crate) struct FileCount {
    pub(crate) files: u64,
    /// Whether there are more.
    pub(crate) more: bool,
}

/// The origin of an imported run.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct ImportedView {
    /// The name of the imported file.
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

/// The result of importing files.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct ImportedRuns {
    pub(crate) runs: Vec<RunRow>,
    /// Why the others were refused.
    pub(crate) refused: Vec<String>,
}

/// When a stage began and ended.
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

/// The progress of a stage, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub(crate) struct StageProgress {
    pub(crate) done: u64,
    pub(crate) total: u64,
    pub(crate) files: u64,
}

/// Resource use: processor time in seconds, memory in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
pub(crate) struct Resources {
    pub(crate) cpu: f64,
    pub(crate) memory: u64,
    pub(crate) processes: u32,
}

/// The action of the button beside an advice.
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
    /// The kind of failure, as text.
    title: String,
    /// The stage in which it happened.
    stage: Option<String>,
    /// Exception and message, or how it ended.
    reason: String,
    /// What to try.
    advice: String,
    action: Action,
    /// The day to resolve as of, if libraries newer than the package are probably the cause.
    as_of: Option<String>,
    /// The lines of the log around it.
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
            | FailureKind::Isolation
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
            lines: diagnosis.lines,
            first_line: diagnosis.first_line,
        }
    }
}
