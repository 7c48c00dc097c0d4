//! What the threads of a tracker share.

use std::sync::Mutex;

use tracking::printed::Progress;

use super::recorder::Recorder;
use super::signal::Signal;

/// What the threads of a tracker share.
pub(super) struct Shared {
    pub(super) recorder: Mutex<Recorder>,
    pub(super) progress: Mutex<Option<Progress>>,
    pub(super) unsaved: Mutex<Unsaved>,
    pub(super) signal: Signal,
}

/// What the code logged with MLflow as artifacts and could not be saved.
#[derive(Default)]
pub(super) struct Unsaved {
    pub(super) count: u64,
    /// The path of the first one, and why.
    pub(super) first: Option<(String, String)>,
}
