//! The list of runs: what is asked for, and what a person has said of runs and saved of their views.

use engine::{RunFilter as Filter, RunQuery as Query, RunSort, RunValues as Values, RunView as View};
use jiff::Zoned;
use locales::Result;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::run::RunRow;
use contract::{FormError, PipelineKind, Status};

/// Which runs are wanted. What is empty or null asks for nothing.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub(crate) struct RunFilter {
    /// What the id, name, package and version, a dataset, a tag or the note contains.
    text: String,
    /// One of these.
    #[ts(type = "Status[]")]
    statuses: Vec<Status>,
    /// One of these.
    #[ts(type = "Kind[]")]
    kinds: Vec<PipelineKind>,
    package: Option<String>,
    version: Option<String>,
    /// A dataset that went in, to train or to evaluate on.
    dataset: Option<String>,
    /// All of these.
    tags: Vec<String>,
    /// Created then or later: a day or a time (`2026-11-24`, `2026-11-24T18:00`), or how long ago
    /// (`36h`, `7d`).
    since: Option<String>,
    /// Created before, in the same words.
    until: Option<String>,
}

impl RunFilter {
    fn of(filter: Filter) -> Self {
        Self {
            text: filter.text,
            statuses: filter.statuses,
            kinds: filter.kinds,
            package: filter.package.map(|package| package.to_string()),
            version: filter.version.map(|version| version.to_string()),
            dataset: filter.dataset.map(|dataset| dataset.to_string()),
            tags: filter.tags.iter().map(ToString::to_string).collect(),
            since: filter.since,
            until: filter.until,
        }
    }

    fn read(self) -> Result<Filter> {
        Ok(Filter {
            text: self.text,
            statuses: self.statuses,
            kinds: self.kinds,
            package: self.package.map(|package| package.parse()).transpose()?,
            version: self.version.map(|version| version.parse()).transpose()?,
            dataset: self.dataset.map(|dataset| dataset.parse()).transpose()?,
            tags: self.tags.iter().map(|tag| tag.parse()).collect::<Result<_>>()?,
            since: self.since,
            until: self.until,
        })
    }
}

/// Which runs are wanted, and in which order: the pinned ones before all others, unless it is the
/// queue's.
#[derive(Clone, Debug, Deserialize, TS)]
pub(crate) struct RunQuery {
    filter: RunFilter,
    #[ts(type = "RunSort")]
    sort: RunSort,
    descending: bool,
    offset: u64,
    pub(crate) limit: u64,
}

impl RunQuery {
    /// As the engine takes it.
    ///
    /// # Errors
    /// A name, a tag or a time that cannot be one.
    pub(crate) fn read(self) -> Result<Query, FormError> {
        Ok(Query {
            pinned_first: self.sort != RunSort::Queue,
            sort: self.sort,
            descending: self.descending,
            offset: self.offset,
            limit: self.limit.min(1000),
            ..self.filter.read()?.query(&Zoned::now())?
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

/// A view of the run list under a name.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub(crate) struct RunView {
    name: String,
    filter: RunFilter,
    #[ts(type = "RunSort")]
    sort: RunSort,
    descending: bool,
    /// What it shows, from the left.
    #[ts(type = "RunSort[]")]
    columns: Vec<RunSort>,
}

impl RunView {
    pub(crate) fn of(view: View) -> Self {
        let View { name, filter, sort, descending, columns } = view;
        Self { name, filter: RunFilter::of(filter), sort, descending, columns }
    }

    /// As the engine takes it.
    ///
    /// # Errors
    /// A name, a tag or a time that cannot be one.
    pub(crate) fn read(self) -> Result<View> {
        let Self { name, filter, sort, descending, columns } = self;
        Ok(View { name, filter: filter.read()?, sort, descending, columns })
    }
}
