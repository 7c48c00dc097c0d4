//! Which runs used each state of a dataset.

use std::collections::HashMap;

use contract::DatasetName;
use locales::Result;
use snapshots::Digest;
use store::run_lineage::GivenTo;

use crate::parts::Datasets;
use crate::reads::Reads;

impl<S: Reads> Datasets<'_, S> {
    /// The runs that were given a dataset as a whole and have ended, by the content of the state that it was; of each
    /// content, the `most` newest ones are named. Two states with the same content have the same runs.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn used_by(&self, name: &DatasetName, most: u64) -> Result<HashMap<Digest, GivenTo>> {
        self.0.read(|tables| tables.runs_by_content(self.0.project(), name, most))
    }
}
