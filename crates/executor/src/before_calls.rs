//! The work before each call of the package's code, while the code waits.

use files::beneath::Folder;
use files::tree::{self, SkippedFile};
use files::{Watch, space};
use locales::{Failure, Message, Result};
use rundir::{RunDir, RunSpec, Stage};

use crate::artifacts::Transfer;
use crate::python::Directories;
use crate::stages;
use crate::supervisor::{Interruption, Supervisor};

/// A run whose code waits for its next call.
pub(crate) struct BeforeCalls<'a> {
    pub(crate) run: &'a RunDir,
    pub(crate) spec: &'a RunSpec,
    pub(crate) directories: &'a Directories,
}

impl BeforeCalls<'_> {
    /// Collects what the previous call left in `./artifacts`, and saves the data that `evaluate` will get.
    /// Failures are only logged: a finished training must not be lost because of them.
    pub(crate) fn before(&self, stage: Stage, supervisor: &mut Supervisor) {
        if let Some(own) = self.directories.own_artifacts.as_ref().filter(|own| own.exists()) {
            // What could not be collected is reported at the end.
            let _ = supervisor.job_beside(|watch| own.collect(Transfer::Link(&watch.cancel)));
        }
        if stage == Stage::Evaluate && self.spec.parameters.save_test_data() {
            let saved = supervisor.job_beside(|watch| {
                self.save_test_data(watch)
                    .map_err(|failure| Failure::because(Message::TestDataNotKept, failure))
            });
            // The code may have created anything in there, even what cannot be copied.
            let left_out = saved.as_deref().unwrap_or_default();
            let about = Message::TestDataLeftOut { count: left_out.len() as u64 };
            for message in stages::left_out(about, left_out) {
                supervisor.log_line(&message);
            }
            log_failure(saved.map(drop), supervisor);
        }
    }

    /// Copies the data that `evaluate` will get. Returns the files that could not be copied.
    fn save_test_data(&self, watch: &Watch) -> Result<Vec<SkippedFile>> {
        let (copy, saved) = (self.run.copying(), self.run.saved_evaluation_data(self.spec.kind));
        let (directory, evaluation) = (self.run.path(), &self.directories.evaluation);
        let around = Folder::open(directory).map_err(|error| files::unreadable(directory, error))?;
        let scan =
            tree::scan_within(around, evaluation.strip_prefix(directory).unwrap_or(evaluation), watch)?;
        space::require(self.run.path(), scan.needed)?;
        tree::remove(&copy)?;
        tree::copy(&scan, &copy, watch)?;
        // Renamed only when it is complete, since it counts as what `evaluate` got.
        std::fs::rename(copy, &saved).map_err(|error| {
            Failure::because(Message::FileUnwritable { path: files::shown(&saved) }, error)
        })?;
        Ok(scan.skipped)
    }
}

/// Logs a failure. The caller handles a stop and the guard's death.
fn log_failure(done: Result<(), Interruption>, supervisor: &mut Supervisor) {
    if let Err(Interruption::Failed(failure)) = done {
        supervisor.log_line(&failure);
    }
}
