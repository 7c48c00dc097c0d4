//! Runs: created, listed, explained, stopped, labelled, removed, finished.

mod artifacts;
mod as_of;
mod create;
mod diagnosis;
mod finish;
mod follow;
mod labels;
mod list;
pub(crate) mod liveness;
mod publish;
mod removal;
mod row;
mod run;
mod stop;
mod views;

pub use artifacts::Artifact;
pub use diagnosis::{Diagnosis, FailureKind};
pub use follow::{Changes, Follower, News};
pub use publish::Published;
pub use removal::Removed;
pub(crate) use row::{appeared, created, ended, removed, restored, row};
pub use run::{Run, RunPage};
pub use stop::Stopped;
pub(crate) use views::read as read_views;
pub use views::{RunView, resolved};

use contract::{RunId, Status};
use locales::{Message, Result};
use rundir::{RunDir, RunSpec};
use store::runs::RunRow;

use crate::parts::Runs;
use crate::reads::Reads;

/// What the run with this id was asked to do. A spec with another run's id is refused, since it would take that
/// run's place in the index.
///
/// # Errors
/// It cannot be read.
pub(crate) fn read_spec(run: &RunDir, id: &RunId) -> Result<RunSpec> {
    let spec: RunSpec = rundir::read(&run.spec())?;
    if spec.id == *id {
        Ok(spec)
    } else {
        Err(Message::FileUnreadable { path: files::shown(&run.spec()) }.into())
    }
}

impl<S: Reads> Runs<'_, S> {
    /// The run with this id, or with the only one that begins like this, of any project.
    ///
    /// # Errors
    /// There is none, or more than one.
    pub fn find(&self, id: &str) -> Result<Run> {
        let found = if id.is_empty() { Vec::new() } else { self.0.read(|tables| tables.runs_like(id))? };
        match <[RunRow; 1]>::try_from(found) {
            Ok([run]) => Ok(self.as_it_is(run)),
            Err(found) if found.is_empty() => Err(Message::RunUnknown { id: id.to_string() }.into()),
            Err(_) => Err(Message::RunAmbiguous { id: id.to_string() }.into()),
        }
    }

    /// The run, if it has ended: it can be removed, and exported.
    ///
    /// # Errors
    /// There is none, or it has not.
    pub(crate) fn find_ended(&self, id: &RunId) -> Result<Run> {
        let row = self.find(id.as_str())?;
        refuse_waiting(&row)?;
        if row.status.is_end() { Ok(row) } else { Err(Message::RunNotEnded { id: id.to_string() }.into()) }
    }

    /// What a run was asked to do.
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

/// A run that waits for its time is there as far as its schedule is.
pub(crate) fn refuse_waiting(row: &Run) -> Result<()> {
    match (&row.schedule, row.status) {
        (Some(by), Status::Scheduled) => {
            Err(Message::RunWaits { run: row.id.to_string(), schedule: by.id.to_string() }.into())
        }
        _ => Ok(()),
    }
}
