//! Runs: created, listed, compared, diagnosed, stopped, tagged, removed, finished.

mod artifacts;
mod as_of;
mod chart_layouts;
mod compare;
mod create;
mod data;
mod diagnosis;
mod entries;
mod finish;
mod follow;
mod indexed_metrics;
mod list;
pub(crate) mod liveness;
mod machine;
mod progress;
mod publish;
mod reproduce;
mod reproduction;
mod run;
mod run_tags;
mod running_metrics;
mod series;
mod stop;
mod views;

pub use artifacts::Artifact;
pub use chart_layouts::{ChartAxis, ChartLayout};
pub use compare::{
    ComparedKind, ComparedMetric, ComparedRow, ComparedValue, GroupValue, MetricColumn, RunComparison,
    RunTable, TableRun,
};
pub(crate) use data::recorded;
pub use data::{DataRole, DatasetNow, GivenData};
pub use diagnosis::{Diagnosis, FailureKind};
pub(crate) use entries::{appeared, created, ended, removed, requeued, restored};
pub(crate) use finish::results as expected_results;
pub use follow::{Changes, Follower, RunChange};
pub(crate) use indexed_metrics::indexed_metrics;
pub use progress::RunProgress;
pub use publish::Published;
pub use reproduction::{NotRecorded, ReproducedFile, ReproducedFiles, ReproducedPart, Reproduction};
pub use run::{Run, RunPage};
pub use running_metrics::MetricsSoFar;
pub use series::{ChartView, Drawn, RunSeries, not_finite};
pub use stop::Stopped;
pub(crate) use views::read as read_views;
pub use views::{RunView, resolved};

use contract::{RunId, Status};
use locales::{Message, Result};
use rundir::{RunDir, RunSpec};
use store::runs::RunRow;

use crate::parts::Runs;
use crate::reads::Reads;

/// The spec of the run with this id. A spec with another run's id is refused, since it would replace that run
/// in the index.
///
/// # Errors
/// The spec cannot be read.
pub(crate) fn read_spec(run: &RunDir, id: &RunId) -> Result<RunSpec> {
    let spec: RunSpec = rundir::read(&run.spec())?;
    if spec.id == *id {
        Ok(spec)
    } else {
        Err(Message::FileUnreadable { path: files::shown(&run.spec()) }.into())
    }
}

impl<S: Reads> Runs<'_, S> {
    /// The run, of any project, whose id this is, or the only one whose id begins with it.
    ///
    /// # Errors
    /// No run or several runs match.
    pub fn find(&self, id: &str) -> Result<Run> {
        let found = if id.is_empty() { Vec::new() } else { self.0.read(|tables| tables.runs_like(id))? };
        match <[RunRow; 1]>::try_from(found) {
            Ok([run]) => Ok(self.current_run(run)),
            Err(found) if found.is_empty() => Err(Message::RunUnknown { id: id.to_string() }.into()),
            Err(_) => Err(Message::RunAmbiguous { id: id.to_string() }.into()),
        }
    }

    /// The run, if it has ended and can therefore be removed and exported.
    ///
    /// # Errors
    /// The run does not exist, or has not ended.
    pub(crate) fn find_ended(&self, id: &RunId) -> Result<Run> {
        let row = self.find(id.as_str())?;
        refuse_waiting(&row)?;
        if row.status.is_end() { Ok(row) } else { Err(Message::RunNotEnded { id: id.to_string() }.into()) }
    }

    /// What a run logged besides numbers: by kind, part and name.
    ///
    /// # Errors
    /// It cannot be read, or a newer program wrote it.
    pub fn logged(&self, id: &RunId) -> Result<Vec<rundir::logged::Logged>> {
        rundir::logged::read(&self.0.home().run(id))
    }

    /// The spec of a run.
    ///
    /// # Errors
    /// When its directory cannot be read.
    pub fn spec(&self, id: &RunId) -> Result<RunSpec> {
        read_spec(&self.0.home().run(id), id).or_else(|failure| {
            refuse_waiting(&self.find(id.as_str())?)?;
            Err(failure)
        })
    }
}

/// A run that waits for its due time has no directory yet, only its schedule.
pub(crate) fn refuse_waiting(row: &Run) -> Result<()> {
    match (&row.schedule, row.status) {
        (Some(by), Status::Scheduled) => {
            Err(Message::RunWaits { run: row.id.to_string(), schedule: by.id.to_string() }.into())
        }
        _ => Ok(()),
    }
}
