//! A run as the engine returns it.

use std::ops::Deref;

use store::runs::RunRow;

/// A run as it is now: its row in the index, with the status and the start that its directory shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Run(pub(crate) RunRow);

impl Deref for Run {
    type Target = RunRow;

    fn deref(&self) -> &RunRow {
        &self.0
    }
}

/// A part of what a query finds.
#[derive(Clone, Debug, PartialEq)]
pub struct RunPage {
    /// How many it finds.
    pub total: u64,
    /// How many runs the project has.
    pub all: u64,
    /// The runs of the requested page.
    pub runs: Vec<Run>,
}
