//! What the threads of a tracker share.

use std::sync::Mutex;

use rundir::RunDir;
use tracking::printed::Progress;

use super::logged::LoggedRecorder;
use super::recorder::Recorder;
use super::signal::Signal;

/// What the threads of a tracker share.
pub(super) struct Shared {
    pub(super) recorder: Mutex<Recorder>,
    pub(super) logged: Mutex<LoggedRecorder>,
    pub(super) progress: Mutex<Option<Progress>>,
    pub(super) unsaved: Mutex<Unsaved>,
    pub(super) signal: Signal,
}

impl Shared {
    pub(super) fn new(run: &RunDir) -> Self {
        Self {
            recorder: Mutex::new(Recorder::new(run.series())),
            logged: Mutex::new(LoggedRecorder::new(run)),
            progress: Mutex::default(),
            unsaved: Mutex::default(),
            signal: Signal::default(),
        }
    }
}

/// What the code logged with MLflow as artifacts and could not be saved.
#[derive(Default)]
pub(super) struct Unsaved {
    pub(super) count: u64,
    /// The path of the first one, and why.
    pub(super) first: Option<(String, String)>,
}
