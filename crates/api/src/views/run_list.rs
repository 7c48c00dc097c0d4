//! The list of runs: what is asked for, and what a person has said of runs and saved of their views.

use engine::{RunFilter, RunQuery as Query, RunSort, RunValues as Values, resolved};
use jiff::Zoned;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::run::RunRow;
use contract::FormError;

/// Which runs are wanted, and in which order: the pinned ones before all others, unless it is the
/// queue's.
#[derive(Clone, Debug, Deserialize, TS)]
pub(crate) struct RunQuery {
    filter: RunFilter,
    sort: RunSort,
    descending: bool,
    offset: u64,
    pub(crate) limit: u64,
}

impl RunQuery {
    /// As the engine takes it.
    ///
    /// # Errors
    /// A time that cannot be one.
    pub(crate) fn read(self) -> Result<Query, FormError> {
        Ok(Query {
            pinned_first: self.sort != RunSort::Queue,
            sort: self.sort,
            descending: self.descending,
            offset: self.offset,
            limit: self.limit.min(1000),
            filter: resolved(self.filter, &Zoned::now())?,
            ..Query::default()
        })
    }
}

/// One page of a list of runs.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct RunPage {
    /// How many the query finds.
    pub(crate) total: u64,
    /// How many there are.
    pub(crate) all: u64,
    pub(crate) rows: Vec<RunRow>,
}

/// Runs that were chosen, less those that are no more, by what can be done with them.
#[derive(Clone, Debug, Default, Serialize, TS)]
pub(crate) struct SelectedRuns {
    /// They wait for their time: only their schedules can be changed.
    pub(crate) scheduled: Vec<NamedRun>,
    /// They can be stopped.
    pub(crate) open: Vec<NamedRun>,
    /// They can be removed.
    pub(crate) ended: Vec<String>,
}

/// A run and what it is called.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct NamedRun {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// Runs that were removed and can be put back for a while.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub(crate) struct Removal {
    /// What `restore_runs` and `forget_runs` are told.
    pub(crate) undo: u32,
    /// What is freed once they are forgotten.
    pub(crate) bytes: u64,
}

/// A package that went into runs.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct UsedPackage {
    name: String,
    versions: Vec<String>,
}

/// What the runs that there are have been given, also what is removed by now: what their list can be
/// narrowed to. Sorted.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct RunValues {
    packages: Vec<UsedPackage>,
    datasets: Vec<String>,
    tags: Vec<String>,
}

impl RunValues {
    pub(crate) fn of(values: &Values) -> Self {
        let package = |(name, versions): (&contract::PackageName, &Vec<contract::Version>)| UsedPackage {
            name: name.to_string(),
            versions: versions.iter().map(ToString::to_string).collect(),
        };
        Self {
            packages: values.packages.iter().map(package).collect(),
            datasets: values.datasets.iter().map(ToString::to_string).collect(),
            tags: values.tags.iter().map(ToString::to_string).collect(),
        }
    }
}
