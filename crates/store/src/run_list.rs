//! Lists of runs: which are wanted, and in which order, a page at a time.

use std::collections::BTreeMap;
use std::str::FromStr;

use contract::{DatasetName, PackageName, PipelineKind, Status, Tag, Version};
use jiff::Timestamp;
use locales::{Failure, Message, Result};
use rusqlite::types::Value;
use serde::{Deserialize, Serialize};

use crate::Tables;
use crate::runs::{RunRow, read};
use crate::sql::{Columns, all, failed, micros};

/// A column of a list of runs, by which it can be sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunSort {
    /// When they were created.
    #[default]
    Created,
    /// When they were started.
    Started,
    /// When they ended.
    Ended,
    /// Pipeline name.
    Name,
    /// Pipeline type.
    Type,
    /// Package, then version.
    Package,
    /// Input dataset, then the folder in it.
    Dataset,
    /// Evaluation dataset, then the folder in it.
    Evaluation,
    /// Status, in the order a run goes through them.
    Status,
    /// How long they ran, or have run by now.
    Duration,
    /// What `evaluate()` returned.
    Score,
    /// The version they made, of whichever package.
    Made,
    /// Their tags.
    Tags,
    /// The order they came in: the queue's, unless somebody has changed that.
    Queue,
}

impl RunSort {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Created,
        Self::Started,
        Self::Ended,
        Self::Name,
        Self::Type,
        Self::Package,
        Self::Dataset,
        Self::Evaluation,
        Self::Status,
        Self::Duration,
        Self::Score,
        Self::Made,
        Self::Tags,
        Self::Queue,
    ];

    /// The word for it in files, in the window and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Started => "started",
            Self::Ended => "ended",
            Self::Name => "name",
            Self::Type => "type",
            Self::Package => "package",
            Self::Dataset => "dataset",
            Self::Evaluation => "evaluation",
            Self::Status => "status",
            Self::Duration => "duration",
            Self::Score => "score",
            Self::Made => "made",
            Self::Tags => "tags",
            Self::Queue => "queue",
        }
    }

    /// What is compared. What has no value stands last either way.
    fn expressions(self) -> &'static [&'static str] {
        match self {
            Self::Created | Self::Queue => &["created"],
            Self::Started => &["started"],
            Self::Ended => &["ended"],
            Self::Name => &["name collate nocase"],
            Self::Type => &["kind"],
            Self::Package => &[
                "package collate nocase",
                "cast(version as integer)",
                "cast(substr(version, instr(version, '.') + 1) as integer)",
            ],
            Self::Dataset => &["dataset collate nocase", "folder collate nocase"],
            Self::Evaluation => &["evaluation collate nocase", "evaluation_folder collate nocase"],
            Self::Status => &["instr('Scheduled Queued Packaging Running Successful Failed Killed', status)"],
            Self::Duration => &["coalesce(ended, unixepoch('subsec') * 1000000) - started"],
            Self::Score => &["score"],
            Self::Made => &["cast(made as integer)", "cast(substr(made, instr(made, '.') + 1) as integer)"],
            Self::Tags => &["nullif(tags, '')"],
        }
    }
}

impl FromStr for RunSort {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self> {
        let unknown = || Message::SortUnknown { column: text.to_string() }.into();
        Self::ALL.into_iter().find(|sort| sort.word() == text).ok_or_else(unknown)
    }
}

/// Which runs are wanted, and in which order. What is empty or none asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunQuery {
    /// What the id, the name, the package with its version or with the one that was made, a
    /// dataset, a tag or the note contains; capitals make no difference.
    pub text: String,
    /// One of these.
    pub statuses: Vec<Status>,
    /// One of these.
    pub kinds: Vec<PipelineKind>,
    /// The package that went in.
    pub package: Option<PackageName>,
    /// Its version.
    pub version: Option<Version>,
    /// A dataset that went in, to train or to evaluate on.
    pub dataset: Option<DatasetName>,
    /// All of these.
    pub tags: Vec<Tag>,
    /// Created then or later.
    pub since: Option<Timestamp>,
    /// Created before.
    pub until: Option<Timestamp>,
    /// Whether the pinned ones stand before all others.
    pub pinned_first: bool,
    /// The order.
    pub sort: RunSort,
    /// The other way round. What has no such value stands last either way.
    pub descending: bool,
    /// How many to pass over.
    pub offset: u64,
    /// How many at most.
    pub limit: u64,
}

/// A part of what a query finds.
#[derive(Clone, Debug, PartialEq)]
pub struct RunPage {
    /// How many it finds.
    pub total: u64,
    /// How many runs there are.
    pub all: u64,
    /// Those that were asked for.
    pub rows: Vec<RunRow>,
}

/// What the runs that there are have been given, also what is removed by now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunValues {
    /// The packages that went in, each with its versions.
    pub packages: BTreeMap<PackageName, Vec<Version>>,
    /// The datasets that went in, to train or to evaluate on.
    pub datasets: Vec<DatasetName>,
    /// The tags.
    pub tags: Vec<Tag>,
}

/// Conditions that all must hold, and what their question marks stand for.
#[derive(Default)]
struct Conditions {
    clauses: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    fn of(query: &RunQuery) -> Self {
        let mut all = Self::default();
        all.one_of("status", query.statuses.iter().map(|status| status.word()));
        all.one_of("kind", query.kinds.iter().map(|kind| kind.word()));
        all.one_of("package", query.package.iter().map(PackageName::as_str));
        all.one_of("version", query.version.iter().map(ToString::to_string));
        if let Some(dataset) = &query.dataset {
            all.add("? in (dataset, evaluation)", dataset.to_string());
        }
        for tag in &query.tags {
            all.add("instr(tags, ?) > 0", format!(",{tag},"));
        }
        if let Some(since) = query.since {
            all.add("created >= ?", micros(since));
        }
        if let Some(until) = query.until {
            all.add("created < ?", micros(until));
        }
        if !query.text.is_empty() {
            all.add("instr(search, ?) > 0", query.text.to_lowercase());
        }
        all
    }

    fn add(&mut self, clause: &str, value: impl Into<Value>) {
        self.clauses.push(clause.to_string());
        self.values.push(value.into());
    }

    fn one_of(&mut self, column: &str, words: impl Iterator<Item = impl Into<String>>) {
        let known = self.values.len();
        self.values.extend(words.map(|word| Value::Text(word.into())));
        let marks = vec!["?"; self.values.len() - known].join(", ");
        if !marks.is_empty() {
            self.clauses.push(format!("{column} in ({marks})"));
        }
    }

    /// As it follows a table's name.
    fn text(&self) -> String {
        if self.clauses.is_empty() { String::new() } else { format!("where {}", self.clauses.join(" and ")) }
    }
}

impl RunQuery {
    fn order(&self) -> String {
        let direction = if self.descending { "desc" } else { "asc" };
        let mut order: Vec<String> = Vec::new();
        if self.pinned_first {
            order.push("pinned desc".into());
        }
        order.extend(self.sort.expressions().iter().map(|by| format!("{by} {direction} nulls last")));
        order.extend(["created desc".into(), "id".into()]);
        order.join(", ")
    }
}

impl Tables<'_> {
    /// One page of the runs that a query finds.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn run_page(&self, query: &RunQuery) -> Result<RunPage> {
        let conditions = Conditions::of(query);
        let (found, mut values) = (conditions.text(), conditions.values);
        let count = |found: &str, values: &[Value]| {
            let query = format!("select count(*) from runs {found}");
            let parameters = rusqlite::params_from_iter(values);
            let count = self.0.query_row(&query, parameters, |row| row.get::<_, i64>(0)).map_err(failed)?;
            Ok::<_, Failure>(count.max(0) as u64)
        };
        let all_runs = count("", &[])?;
        let total = if found.is_empty() { all_runs } else { count(&found, &values)? };
        values.extend([Value::from(query.limit as i64), Value::from(query.offset as i64)]);
        let rows = all(
            self.0,
            &format!("select * from runs {found} order by {} limit ? offset ?", query.order()),
            rusqlite::params_from_iter(&values),
            read,
        )?;
        Ok(RunPage { total, all: all_runs, rows })
    }

    /// What the runs have been given.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn run_values(&self) -> Result<RunValues> {
        let mut values = RunValues::default();
        let versions = all(self.0, "select distinct package, version from runs", [], |row| {
            let mut columns = Columns::of(row);
            Ok((columns.parsed()?, columns.parsed()?))
        })?;
        for (package, version) in versions {
            values.packages.entry(package).or_default().push(version);
        }
        values.packages.values_mut().for_each(|versions| versions.sort_unstable());
        let datasets = "select dataset from runs where dataset is not null
                        union select evaluation from runs where evaluation is not null";
        values.datasets = all(self.0, datasets, [], |row| Columns::of(row).parsed())?;
        let tags = "select distinct tags from runs where tags <> ''";
        let tags = all(self.0, tags, [], |row| Columns::of(row).all_parsed::<Tag, Vec<_>>())?;
        values.tags = tags.into_iter().flatten().collect();
        values.tags.sort_unstable();
        values.tags.dedup();
        Ok(values)
    }
}

#[cfg(test)]
mod tests {
    use contract::Labels;

    use super::*;
    use crate::runs::tests::{filled, run};

    /// A person would search in vain, or scroll past the end of the list.
    #[test]
    fn a_page_is_what_the_query_says() {
        let (_folder, mut database) = filled((0..60).map(run));
        let mut names = |query: RunQuery| {
            let page = database.read(|tables| tables.run_page(&query)).unwrap();
            assert_eq!(page.all, 60);
            (page.total, page.rows.into_iter().map(|row| row.name).collect::<Vec<_>>())
        };
        let all = RunQuery { descending: true, limit: 3, ..RunQuery::default() };
        assert_eq!(
            names(all.clone()),
            (60, vec!["nightly 59".into(), "nightly 58".into(), "nightly 57".into()])
        );
        let (total, last) = names(RunQuery { offset: 59, ..all.clone() });
        assert_eq!((total, last), (60, vec!["nightly 0".to_string()]));
        assert_eq!(names(RunQuery { statuses: vec![Status::Failed], ..all.clone() }).0, 20);
        assert_eq!(names(RunQuery { statuses: vec![Status::Killed], ..all.clone() }).0, 0);
        assert_eq!(names(RunQuery { text: "CHURN 1".into(), ..all.clone() }).0, 30);
        assert_eq!(names(RunQuery { text: "_100%".into(), ..all.clone() }).0, 60);
        assert_eq!(names(RunQuery { text: "holdout".into(), ..all.clone() }).0, 12);
        assert_eq!(names(RunQuery { text: "%".into(), statuses: vec![Status::Failed], ..all.clone() }).0, 20);
        assert_eq!(names(RunQuery { text: "nightly_1".into(), ..all.clone() }).0, 0);
        assert_eq!(names(RunQuery { text: run(7).id.to_string(), ..all }).1, ["nightly 7"]);
    }

    /// What has no score would stand above the best one.
    #[test]
    fn what_has_no_value_stands_last_either_way() {
        let (_folder, mut database) = filled((0..8).map(run));
        for descending in [true, false] {
            let query = RunQuery { sort: RunSort::Score, descending, limit: 8, ..RunQuery::default() };
            let page = database.read(|tables| tables.run_page(&query)).unwrap();
            let scores: Vec<_> = page.rows.iter().map(|row| row.score).collect();
            assert_eq!(&scores[6..], [None, None], "{scores:?}");
            let known: Vec<_> = scores.iter().flatten().collect();
            assert!(known.is_sorted_by(|a, b| if descending { a > b } else { a < b }), "{scores:?}");
        }
        for sort in [RunSort::Name, RunSort::Type, RunSort::Package, RunSort::Status, RunSort::Duration] {
            let query = RunQuery { sort, limit: 8, ..RunQuery::default() };
            assert_eq!(database.read(|tables| tables.run_page(&query)).unwrap().rows.len(), 8, "{sort:?}");
        }
    }
}
