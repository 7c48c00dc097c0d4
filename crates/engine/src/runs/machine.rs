//! What a run ran on, and what was installed for it.

use std::collections::BTreeMap;

use contract::RunId;
use locales::Result;
use rundir::{RunDir, RunMachine};

use crate::parts::Runs;
use crate::reads::Reads;

impl<S: Reads> Runs<'_, S> {
    /// The machine that the run is on; `None` before it begins, and for runs of older programs.
    pub fn machine(&self, id: &RunId) -> Option<RunMachine> {
        let with_gpu = self.spec(id).is_ok_and(|spec| spec.gpu);
        RunMachine::of(&self.0.home().run(id), with_gpu)
    }

    /// The packages in the run's environment, with their versions or else their URLs.
    ///
    /// # Errors
    /// The run has no environment yet, or its list cannot be read.
    pub fn requirements(&self, id: &RunId) -> Result<BTreeMap<String, String>> {
        requirements(&self.0.home().run(id))
    }
}

/// The packages in the environment of `run`, with their versions or else their URLs.
///
/// # Errors
/// Their list cannot be read.
pub(super) fn requirements(run: &RunDir) -> Result<BTreeMap<String, String>> {
    let path = run.requirements();
    let lock = rundir::content(&path).map_err(|error| files::unreadable(&path, error))?;
    environments::locked(&String::from_utf8_lossy(&lock))
}
