//! What is done between two calls of the package's code, while it waits.

use files::tree::{self, LeftOut};
use files::{Watch, space};
use locales::{Failure, Message, Result};
use rundir::{RunDir, RunSpec, Stage};

use crate::artifacts::Way;
use crate::python::Directories;
use crate::stages;
use crate::supervisor::{Halt, Supervisor};

/// The run whose code waits.
pub(crate) struct Between<'a> {
    pub(crate) run: &'a RunDir,
    pub(crate) spec: &'a RunSpec,
    pub(crate) directories: &'a Directories,
}

impl Between<'_> {
    /// Takes over what the call before left in `./artifacts`, and keeps what `evaluate` is going to get.
    /// What fails is said in the log and nothing more: a training that is done must not be lost for it.
    pub(crate) fn before(&self, stage: Stage, supervisor: &mut Supervisor) {
        if let Some(own) = self.directories.own_artifacts.as_ref().filter(|own| own.exists()) {
            // At the end it is said what could not be taken over, and where it is.
            let _ = supervisor.job_beside(|watch| own.take_over(Way::Link(&watch.cancel)));
        }
        if stage == Stage::Evaluate && self.spec.parameters.save_test_data() {
            let kept = supervisor.job_beside(|watch| {
                self.keep(watch).map_err(|failure| Failure::because(Message::TestDataNotKept, failure))
            });
            // The code may have made anything in there.
            let left_out = kept.as_deref().unwrap_or_default();
            let about = Message::TestDataLeftOut { count: left_out.len() as u64 };
            for message in stages::left_out(about, left_out) {
                supervisor.say(&message);
            }
            say_failure(kept.map(drop), supervisor);
        }
    }

    /// Copies what `evaluate` is going to get. Answers with what is left out.
    fn keep(&self, watch: &Watch) -> Result<Vec<LeftOut>> {
        let (copy, kept) = (self.run.copying(), self.run.saved_evaluation_data(self.spec.kind));
        let scan = tree::scan_within(&self.directories.evaluation, self.run.path(), watch)?;
        space::require(self.run.path(), scan.needed)?;
        tree::remove(&copy)?;
        tree::copy(&scan, &copy, watch)?;
        // Whole or not there: what lies under that name is taken for what was passed in.
        std::fs::rename(copy, &kept).map_err(|error| {
            Failure::because(Message::FileUnwritable { path: files::shown(&kept) }, error)
        })?;
        Ok(scan.left_out)
    }
}

/// A stop and the guard's death are seen to by who called.
fn say_failure(done: Result<(), Halt>, supervisor: &mut Supervisor) {
    if let Err(Halt::Failed(failure)) = done {
        supervisor.say(&failure);
    }
}
