//! The work before each call of the package's code, while the code waits.

use locales::{Failure, Message};
use rundir::{RunDir, RunSpec, Stage};

use crate::artifacts::Transfer;
use crate::data;
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
                data::keep_evaluated(self.run, &self.directories.evaluation, watch)
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
}

/// Logs a failure. The caller handles a stop and the guard's death.
fn log_failure(done: Result<(), Interruption>, supervisor: &mut Supervisor) {
    if let Err(Interruption::Failed(failure)) = done {
        supervisor.log_line(&failure);
    }
}
