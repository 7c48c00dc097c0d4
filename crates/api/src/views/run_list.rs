//! The list of runs: queries, pages, selections and filter values.

use engine::{MetricFigure, RunColumn, RunFilter, RunQuery as Query, RunSort, RunValues as Values, resolved};
use jiff::Zoned;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::run::RunRow;
use contract::FormError;

/// Which runs to return, and in which order: pinned ones first, except in the queue's order.
#[derive(Clone, Debug, Deserialize, TS)]
pub(crate) struct RunQuery {
    filter: RunFilter,
    sort: RunColumn,
    descending: bool,
    offset: u64,
    pub(crate) limit: u64,
    /// The metrics whose values the rows are to have.
    #[serde(default)]
    #[ts(optional)]
    pub(crate) metrics: Option<Vec<MetricFigure>>,
}

impl RunQuery {
    /// The engine's form of it.
    ///
    /// # Errors
    /// A time is invalid.
    pub(crate) fn read(self) -> Result<Query, FormError> {
        Ok(Query {
            pinned_first: self.sort != RunSort::Queue.into(),
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
    /// The number of runs that match the query.
    pub(crate) total: u64,
    /// The number of all runs.
    pub(crate) all: u64,
    pub(crate) rows: Vec<RunRow>,
}

/// The selected runs that still exist, by what can be done with them.
#[derive(Clone, Debug, Default, Serialize, TS)]
pub(crate) struct SelectedRuns {
    /// They wait for their due time: only their schedules can be changed.
    pub(crate) scheduled: Vec<NamedRun>,
    /// They can be stopped.
    pub(crate) open: Vec<NamedRun>,
    /// They can be removed.
    pub(crate) ended: Vec<NamedRun>,
}

/// What a sentence says about a run.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct NamedRun {
    pub(crate) id: String,
    pub(crate) name: String,
    /// The version that it made.
    pub(crate) made: Option<String>,
}

/// A package that runs used.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct UsedPackage {
    name: String,
    versions: Vec<String>,
}

/// The values of the existing runs, including removed packages and datasets, by which their list can be
/// filtered. Sorted.
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
