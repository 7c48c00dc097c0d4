//! A run as it is given out.

use std::ops::Deref;

use store::runs::RunRow;

/// A run as it is now: what the index says of it, but for where the run's directory knows better, as
/// between Packaging and Running.
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
    /// Those that were asked for.
    pub runs: Vec<Run>,
}
