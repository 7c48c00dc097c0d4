//! Lists of runs: filtered, sorted, and read page by page.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use contract::{DatasetName, PackageName, PipelineKind, ProjectId, RunId, Status, Version};
use jiff::Timestamp;
use locales::Result;
use rundir::Tag;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use serde::{Deserialize, Serialize};
use snapshots::Digest;

use crate::run_column::{Condition, MetricFigure, Rows, RunColumn};
use crate::run_metrics;
use crate::run_sort::{RunSort, newest};
use crate::runs::RunRow;
use crate::sql::{Columns, Tables, all, failed, micros};

/// Conditions for runs, which must all be true. Empty fields are no condition. `T` is a point in time, or the text
/// that a person wrote for it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(concrete(T = String)))]
#[serde(default)]
pub struct RunFilter<T: Default = String> {
    /// A text in the id, the name, the package with its version or the new version, a dataset, a tag or the
    /// note; upper and lower case are the same.
    pub text: String,
    /// The run has one of these statuses.
    pub statuses: Vec<Status>,
    /// The run has one of these pipeline types.
    pub kinds: Vec<PipelineKind>,
    /// The package that is trained or evaluated.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub package: Option<PackageName>,
    /// Its version.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub version: Option<Version>,
    /// The input or evaluation dataset.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub dataset: Option<DatasetName>,
    /// The run has ended, and its input or evaluation data had this content: the digest of names, kinds and contents,
    /// by which a state of a dataset is known.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub content: Option<Digest>,
    /// The run has all of these tags.
    #[cfg_attr(feature = "typescript", ts(type = "string[]"))]
    pub tags: Vec<Tag>,
    /// Created then or later. A person writes a day or a time (`2026-11-24`, `2026-11-24T18:00`), or how
    /// long ago (`36h`, `7d`).
    pub since: Option<T>,
    /// Created before, written in the same way.
    pub until: Option<T>,
    /// The numbers of the run match all of these.
    pub conditions: Vec<Condition>,
}

/// Which runs to list, and in which order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunQuery {
    /// The project of the runs.
    pub project: ProjectId,
    /// The conditions for the runs.
    pub filter: RunFilter<Timestamp>,
    /// Whether pinned runs come before all others.
    pub pinned_first: bool,
    /// The column to sort by.
    pub sort: RunColumn,
    /// Reverses the order. Runs without a value come last in both orders.
    pub descending: bool,
    /// How many runs to skip.
    pub offset: u64,
    /// The maximum number of runs.
    pub limit: u64,
}

/// A run whose directory is ahead of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnderWay {
    /// The run's id.
    pub id: RunId,
    /// Its current status.
    pub status: Status,
    /// When it was started, if the index does not know that yet.
    pub started: Option<Timestamp>,
}

/// A page of the runs that a query finds.
#[derive(Clone, Debug, PartialEq)]
pub struct RunPage {
    /// How many runs the query finds.
    pub total: u64,
    /// How many runs the project has.
    pub all: u64,
    /// The runs of the page.
    pub rows: Vec<RunRow>,
}

/// The values by which a project's runs can be filtered, including packages and datasets that were removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunValues {
    /// The packages of the runs, each with its versions.
    pub packages: BTreeMap<PackageName, Vec<Version>>,
    /// The input and evaluation datasets of the runs.
    pub datasets: Vec<DatasetName>,
    /// The tags of the runs.
    pub tags: Vec<Tag>,
}

thread_local! {
    /// How many runs a query has found so far. They are counted by the query itself, because a separate one for
    /// their number took as long again.
    static FOUND: Cell<u64> = const { Cell::new(0) };
}

/// Adds the SQL function `found()`, which returns true and increments [`FOUND`].
pub(crate) fn add_functions(connection: &Connection) -> rusqlite::Result<()> {
    connection.create_scalar_function(
        "found",
        0,
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY,
        |_| {
            FOUND.set(FOUND.get() + 1);
            Ok(true)
        },
    )
}

/// Conditions that must all be true, with the values of their placeholders.
#[derive(Default)]
struct Conditions {
    clauses: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    fn of(query: &RunQuery, now: &Now) -> Self {
        let (mut all, filter) = (Self::default(), &query.filter);
        all.add("project = ?", query.project.to_string());
        all.one_of(&now.of("status"), filter.statuses.iter().map(|status| status.word()));
        all.one_of("kind", filter.kinds.iter().map(|kind| kind.word()));
        all.one_of("package", filter.package.iter().map(PackageName::as_str));
        all.one_of("version", filter.version.iter().map(ToString::to_string));
        if let Some(dataset) = &filter.dataset {
            all.add("? in (dataset, evaluation)", dataset.to_string());
        }
        if let Some(content) = &filter.content {
            let recorded =
                "select 1 from run_lineage where run = id and ? in (input_content, evaluation_content)";
            all.add(&format!("exists ({recorded})"), content.to_string());
        }
        for tag in &filter.tags {
            all.add("instr(tags, ?) > 0", format!(",{tag},"));
        }
        if let Some(since) = filter.since {
            all.add("created >= ?", micros(since));
        }
        if let Some(until) = filter.until {
            all.add("created < ?", micros(until));
        }
        if !filter.text.is_empty() {
            all.add("instr(search, ?) > 0", filter.text.to_lowercase());
        }
        // Last, because a metric is looked up for each run that matches everything else.
        for condition in &filter.conditions {
            all.add(&condition.clause(Rows::OfRuns), condition.value);
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
        let placeholders = vec!["?"; self.values.len() - known].join(", ");
        if !placeholders.is_empty() {
            self.clauses.push(format!("{column} in ({placeholders})"));
        }
    }

    /// Whether the project is the only condition.
    fn is_any(&self) -> bool {
        self.clauses.len() == 1
    }

    /// The conditions as SQL that follows a table's name. All matching runs are counted, also those outside of the
    /// page: `case` guarantees that `found()` is called last.
    fn text(&self) -> String {
        match self.clauses.split_first() {
            Some((project, rest)) if !rest.is_empty() => {
                format!("where {project} and case when {} then found() else 0 end", rest.join(" and "))
            }
            _ => format!("where {}", self.clauses.join(" and ")),
        }
    }
}

/// SQL expressions for the columns whose values in the index may be outdated.
struct Now {
    status: String,
    started: String,
}

impl Now {
    fn new(under_way: &[UnderWay]) -> Self {
        let column = |name: &str, value: &dyn Fn(&UnderWay) -> Option<String>| {
            // Ids consist of letters and digits. Only open runs are compared, and there are few of them.
            let known = |run: &UnderWay| Some(format!(" when '{}' then {}", run.id, value(run)?));
            let known: String = under_way.iter().filter_map(known).collect();
            if known.is_empty() {
                return name.to_string();
            }
            let open = "status in ('Queued', 'Packaging')";
            format!("(case when {open} then case id{known} else {name} end else {name} end)")
        };
        Self {
            status: column("status", &|run| Some(format!("'{}'", run.status.word()))),
            started: column("started", &|run| Some(micros(run.started?).to_string())),
        }
    }

    /// Replaces the columns in an expression.
    fn of(&self, expression: &str) -> String {
        expression.replace("status", &self.status).replace("started", &self.started)
    }
}

/// A part of the list, and its order.
struct Part {
    from: String,
    order: String,
}

/// The runs of a project that are not pinned.
const UNPINNED: &str =
    "id not in (select id from runs indexed by runs_pinned where project = ?1 and pinned = 1)";

impl RunQuery {
    fn is_turned(&self) -> bool {
        self.sort.falls() != self.descending
    }

    /// The parts of the list of all runs, if they lie in indices in their order.
    fn parts_in_order(&self) -> Option<Vec<Part>> {
        match &self.sort {
            RunColumn::Metric(metric) => Some(self.parts_by_metric(metric)),
            sort => sort.index().map(|index| self.parts(&index)),
        }
    }

    /// The parts of the list of all runs, one after another, each in the order of `index`.
    fn parts(&self, index: &str) -> Vec<Part> {
        let (order, newest) = (self.sort.order(self.is_turned(), Rows::OfRuns), newest(self.is_turned()));
        let values = match self.sort.lacking() {
            Some(key) => vec![(format!("{key} is not null"), order), (format!("{key} is null"), newest)],
            None => vec![("true".into(), order)],
        };
        // There are few pinned runs, so that these can be sorted.
        let pins = match self.pinned_first {
            true => vec![("runs_pinned", "pinned = 1"), (index, "pinned = 0")],
            false => vec![(index, "true")],
        };
        let mut parts = Vec::new();
        for (index, pin) in pins {
            for (value, order) in &values {
                let from = format!("runs indexed by {index} where project = ? and {pin} and {value}");
                parts.push(Part { from, order: order.clone() });
            }
        }
        parts
    }

    /// The same for the order of a metric: most runs that have it are found in the metric's index.
    fn parts_by_metric(&self, metric: &MetricFigure) -> Vec<Part> {
        let mut parts = self.parts("runs_found");
        let unpinned = parts.len() - 2;
        if let Some(part) = parts.get_mut(unpinned) {
            let (rows, column) = (metric.rows(&run_metrics::index(metric.figure)), metric.column());
            let pin = if self.pinned_first { UNPINNED } else { "true" };
            part.from = format!("{rows} where project = ? and {column} is not null and {pin}");
            part.order = self.sort.order(self.is_turned(), Rows::OfMetric(&metric.name));
        }
        parts
    }

    /// The metric in whose rows all runs are found that match the conditions, if these are about nothing but metrics,
    /// and the order is, too.
    fn only_metrics(&self) -> Option<&MetricFigure> {
        let is_sorted = matches!(self.sort, RunColumn::Metric(_) | RunColumn::Fixed(RunSort::Created));
        let conditions = &self.filter.conditions;
        let others = RunFilter { conditions: Vec::new(), ..self.filter.clone() };
        let are_metrics = conditions.iter().all(|condition| condition.metric().is_some());
        let metric = conditions.first().and_then(Condition::metric);
        metric.filter(|_| is_sorted && are_metrics && others == RunFilter::default())
    }

    /// The parts of the list of the runs that match conditions for metrics, and where all of these runs are. Most are
    /// found among the rows of one of the metrics.
    fn parts_of_metric(&self, metric: &MetricFigure) -> (Vec<Part>, String) {
        let within = Rows::OfMetric(&metric.name);
        let clauses = |rows| {
            let clauses = self.filter.conditions.iter().map(|condition| condition.clause(rows));
            clauses.collect::<Vec<_>>().join(" and ")
        };
        // The index of a figure lacks the other figures, which would be looked up one by one.
        let is_sorted =
            |sort| self.filter.conditions.iter().all(|condition| condition.metric() == Some(sort));
        let index = match &self.sort {
            RunColumn::Metric(sort) if is_sorted(sort) => run_metrics::index(sort.figure),
            _ => run_metrics::BY_RUN.into(),
        };
        let from = format!("{} where project = ? and {}", metric.rows(&index), clauses(within));
        let order = |rows| self.sort.order(self.is_turned(), rows);
        if !self.pinned_first {
            return (vec![Part { from: from.clone(), order: order(within) }], from);
        }
        let pinned = clauses(Rows::OfRuns);
        let pinned = format!("runs indexed by runs_pinned where project = ? and pinned = 1 and {pinned}");
        let parts = vec![
            Part { from: pinned, order: order(Rows::OfRuns) },
            Part { from: format!("{from} and {UNPINNED}"), order: order(within) },
        ];
        (parts, from)
    }
}

impl Tables<'_> {
    /// One page of the runs that a query finds. Runs `under_way` are filtered and sorted by their current state,
    /// but their rows are returned as they are in the index.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn run_page(&self, query: &RunQuery, under_way: &[UnderWay]) -> Result<RunPage> {
        let now = Now::new(under_way);
        let (conditions, project) = (Conditions::of(query, &now), [Value::from(query.project.to_string())]);
        let all = self.count("runs where project = ?", &project)?;
        let is_behind = match query.sort {
            RunColumn::Fixed(RunSort::Status) => !under_way.is_empty(),
            RunColumn::Fixed(RunSort::Started) => under_way.iter().any(|run| run.started.is_some()),
            _ => false,
        };
        let parts = query.parts_in_order().filter(|_| conditions.is_any() && !is_behind);
        let (total, ids) = match (parts, query.only_metrics()) {
            (Some(parts), _) => (all, self.walk(query, &parts, &project)?),
            (None, Some(metric)) => {
                let (parts, found) = query.parts_of_metric(metric);
                (self.count(&found, &conditions.values)?, self.walk(query, &parts, &conditions.values)?)
            }
            (None, None) => self.look_through(query, &conditions, &now, all)?,
        };
        let rows = ids.iter().map(|id| self.run_with(id)).collect::<Result<_>>()?;
        Ok(RunPage { total, all, rows })
    }

    /// Reads the page from the parts of the list, one after another.
    fn walk(&self, query: &RunQuery, parts: &[Part], values: &[Value]) -> Result<Vec<String>> {
        let (mut ids, mut left, mut skip) = (Vec::new(), query.limit, query.offset);
        for part in parts {
            let found = self.ids(part, values, left, skip)?;
            skip = match found.len() {
                0 if skip > 0 => skip.saturating_sub(self.count(&part.from, values)?),
                _ => 0,
            };
            left -= found.len() as u64;
            ids.extend(found);
        }
        Ok(ids)
    }

    /// Reads the page by looking at every run, in an index that has all columns to filter by. An index on one
    /// column would not help, because its runs would have to be looked up in the table one by one.
    fn look_through(
        &self,
        query: &RunQuery,
        conditions: &Conditions,
        now: &Now,
        all: u64,
    ) -> Result<(u64, Vec<String>)> {
        let from = format!("runs indexed by runs_found {}", conditions.text());
        // With the index's own order, SQLite would stop at the end of the page, and not count the rest.
        let mut order = vec![if query.pinned_first { "pinned desc" } else { "pinned & 0" }.to_string()];
        // The order of a metric says that itself: asking whether there is a value would look it up once more.
        if let RunColumn::Fixed(sort) = &query.sort {
            order.extend(sort.lacking().map(|key| format!("{} is null", now.of(key))));
        }
        order.push(now.of(&query.sort.order(query.is_turned(), Rows::OfRuns)));
        if query.limit == 0 {
            return Ok((self.count(&from, &conditions.values)?, Vec::new()));
        }
        FOUND.set(0);
        let part = Part { from, order: order.join(", ") };
        let ids = self.ids(&part, &conditions.values, query.limit, query.offset)?;
        Ok((if conditions.is_any() { all } else { FOUND.get() }, ids))
    }

    fn count(&self, found: &str, values: &[Value]) -> Result<u64> {
        let query = format!("select count(*) from {found}");
        let mut statement = self.0.prepare_cached(&query).map_err(failed)?;
        let count = statement.query_row(params_from_iter(values), |row| row.get::<_, i64>(0));
        Ok(count.map_err(failed)?.max(0) as u64)
    }

    fn ids(&self, part: &Part, values: &[Value], limit: u64, offset: u64) -> Result<Vec<String>> {
        let Part { from, order } = part;
        let query = format!("select id from {from} order by {order} limit ? offset ?");
        let part = [Value::from(limit as i64), Value::from(offset as i64)];
        all(self.0, &query, params_from_iter(values.iter().chain(&part)), |row| row.get(0))
    }

    fn run_with(&self, id: &str) -> Result<RunRow> {
        let mut statement = self.0.prepare_cached(&RunRow::select("where id = ?1")).map_err(failed)?;
        statement.query_row([id], RunRow::read).map_err(failed)
    }

    /// The values by which a project's runs can be filtered.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn run_values(&self, project: &ProjectId) -> Result<RunValues> {
        let columns = ["package || ' ' || version", "dataset", "evaluation", "tags"];
        let [versions, mut datasets, evaluations, tags] = self.different(columns, project)?;
        let mut values = RunValues::default();
        for version in versions {
            if let Some((package, version)) = version.split_once(' ') {
                values.packages.entry(package.parse()?).or_default().push(version.parse()?);
            }
        }
        values.packages.values_mut().for_each(|versions| versions.sort_unstable());
        datasets.extend(evaluations);
        values.datasets = datasets.iter().map(|name| name.parse()).collect::<Result<_>>()?;
        let tags = tags.iter().flat_map(|tags| tags.split(',')).filter(|tag| !tag.is_empty());
        let tags: BTreeSet<&str> = tags.collect();
        values.tags = tags.into_iter().map(str::parse).collect::<Result<_>>()?;
        Ok(values)
    }

    /// The distinct texts in each of some columns, from one pass through the runs. SQLite's `distinct` takes much
    /// longer.
    fn different<const N: usize>(
        &self,
        columns: [&str; N],
        project: &ProjectId,
    ) -> Result<[BTreeSet<String>; N]> {
        let query =
            format!("select {} from runs indexed by runs_found where project = ?1", columns.join(", "));
        let mut statement = self.0.prepare_cached(&query).map_err(failed)?;
        let mut rows = statement.query([project.as_str()]).map_err(failed)?;
        let mut found = columns.map(|_| HashSet::<String>::new());
        while let Some(row) = rows.next().map_err(failed)? {
            let mut columns = Columns::of(row);
            for found in &mut found {
                if let Some(text) = columns.text_if().map_err(failed)?
                    && !found.contains(text)
                {
                    found.insert(text.to_string());
                }
            }
        }
        Ok(found.map(|texts| texts.into_iter().collect()))
    }
}

#[cfg(test)]
mod tests;
