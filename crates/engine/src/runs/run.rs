//! A run as the engine returns it.

use std::ops::Deref;

use store::runs::RunRow;

/// A run with its current state: its row in the index, with status and start as its directory shows them.
#[derive(Clone, Debug, PartialEq)]
pub struct Run(pub(crate) RunRow);

impl Deref for Run {
    type Target = RunRow;

    fn deref(&self) -> &RunRow {
        &self.0
    }
}

/// A page of what a query finds.
#[derive(Clone, Debug, PartialEq)]
pub struct RunPage {
    /// The number of runs that match the query.
    pub total: u64,
    /// The number of runs in the project.
    pub all: u64,
    /// The runs of the requested page.
    pub runs: Vec<Run>,
}
