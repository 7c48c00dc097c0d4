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

use crate::run_sort::{RunSort, newest};
use crate::runs::RunRow;
use crate::sql::{Columns, Tables, all, failed, micros};

/// Conditions for runs, which must all be true. Empty fields are no condition. `T` is a point in time, or the text
/// that a person wrote for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The run has all of these tags.
    #[cfg_attr(feature = "typescript", ts(type = "string[]"))]
    pub tags: Vec<Tag>,
    /// Created then or later. A person writes a day or a time (`2026-11-24`, `2026-11-24T18:00`), or how
    /// long ago (`36h`, `7d`).
    pub since: Option<T>,
    /// Created before, written in the same way.
    pub until: Option<T>,
}

/// Which runs to list, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunQuery {
    /// The project of the runs.
    pub project: ProjectId,
    /// The conditions for the runs.
    pub filter: RunFilter<Timestamp>,
    /// Whether pinned runs come before all others.
    pub pinned_first: bool,
    /// The column to sort by.
    pub sort: RunSort,
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

/// A part of the list of all runs, and its order.
struct Part {
    from: String,
    order: String,
}

impl RunQuery {
    fn is_turned(&self) -> bool {
        self.sort.falls() != self.descending
    }

    /// The parts of the list of all runs, one after another, each in the order of `index`.
    fn parts(&self, index: &str) -> Vec<Part> {
        let (order, newest) = (self.sort.order(self.is_turned()), newest(self.is_turned()));
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
        let lies = |_: &String| {
            let is_behind = match query.sort {
                RunSort::Status => !under_way.is_empty(),
                RunSort::Started => under_way.iter().any(|run| run.started.is_some()),
                _ => false,
            };
            conditions.is_any() && !is_behind
        };
        let (total, ids) = match query.sort.index().filter(lies) {
            Some(index) => (all, self.walk(query, &index, &project)?),
            None => self.look_through(query, &conditions, &now, all)?,
        };
        let rows = ids.iter().map(|id| self.run_with(id)).collect::<Result<_>>()?;
        Ok(RunPage { total, all, rows })
    }

    /// Reads the page from an index that has the order of the list.
    fn walk(&self, query: &RunQuery, index: &str, project: &[Value]) -> Result<Vec<String>> {
        let (mut ids, mut left, mut skip) = (Vec::new(), query.limit, query.offset);
        for part in query.parts(index) {
            let found = self.ids(&part.from, project, &part.order, left, skip)?;
            skip = match found.len() {
                0 if skip > 0 => skip.saturating_sub(self.count(&part.from, project)?),
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
        let found = format!("runs indexed by runs_found {}", conditions.text());
        // With the index's own order, SQLite would stop at the end of the page, and not count the rest.
        let mut order = vec![if query.pinned_first { "pinned desc" } else { "pinned & 0" }.to_string()];
        order.extend(query.sort.lacking().map(|key| format!("{} is null", now.of(key))));
        order.push(now.of(&query.sort.order(query.is_turned())));
        if query.limit == 0 {
            return Ok((self.count(&found, &conditions.values)?, Vec::new()));
        }
        FOUND.set(0);
        let ids = self.ids(&found, &conditions.values, &order.join(", "), query.limit, query.offset)?;
        Ok((if conditions.is_any() { all } else { FOUND.get() }, ids))
    }

    fn count(&self, found: &str, values: &[Value]) -> Result<u64> {
        let query = format!("select count(*) from {found}");
        let mut statement = self.0.prepare_cached(&query).map_err(failed)?;
        let count = statement.query_row(params_from_iter(values), |row| row.get::<_, i64>(0));
        Ok(count.map_err(failed)?.max(0) as u64)
    }

    fn ids(
        &self,
        found: &str,
        values: &[Value],
        order: &str,
        limit: u64,
        offset: u64,
    ) -> Result<Vec<String>> {
        let query = format!("select id from {found} order by {order} limit ? offset ?");
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
        let different = |columns: &str| self.different(columns, project);
        let mut values = RunValues::default();
        for version in different("package || ' ' || version")? {
            if let Some((package, version)) = version.split_once(' ') {
                values.packages.entry(package.parse()?).or_default().push(version.parse()?);
            }
        }
        values.packages.values_mut().for_each(|versions| versions.sort_unstable());
        let mut datasets = different("dataset")?;
        datasets.extend(different("evaluation")?);
        values.datasets = datasets.iter().map(|name| name.parse()).collect::<Result<_>>()?;
        let tags = different("tags")?;
        let tags = tags.iter().flat_map(|tags| tags.split(',')).filter(|tag| !tag.is_empty());
        let tags: BTreeSet<&str> = tags.collect();
        values.tags = tags.into_iter().map(str::parse).collect::<Result<_>>()?;
        Ok(values)
    }

    /// The distinct texts in a column. SQLite's `distinct` takes much longer.
    fn different(&self, column: &str, project: &ProjectId) -> Result<BTreeSet<String>> {
        let query = format!("select {column} from runs indexed by runs_found where project = ?1");
        let mut statement = self.0.prepare_cached(&query).map_err(failed)?;
        let mut rows = statement.query([project.as_str()]).map_err(failed)?;
        let mut found = HashSet::new();
        while let Some(row) = rows.next().map_err(failed)? {
            if let Some(text) = Columns::of(row).text_if().map_err(failed)?
                && !found.contains(text)
            {
                found.insert(text.to_string());
            }
        }
        Ok(found.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use rundir::RunTags;

    use super::*;
    use crate::Database;
    use crate::runs::tests::{filled, run};

    type Filter = RunFilter<Timestamp>;

    fn found(database: &Database, query: RunQuery) -> (u64, Vec<String>) {
        let page = database.read(|tables| tables.run_page(&query, &[])).unwrap();
        assert_eq!(page.all, 60);
        (page.total, page.rows.into_iter().map(|row| row.name).collect())
    }

    /// A person who looks for running runs would not find them, or see an ended run as running again.
    #[test]
    fn a_run_is_found_and_sorted_by_its_current_status() {
        let queued = |n| RunRow { status: Status::Queued, started: None, ended: None, ..run(n) };
        let (_folder, database) = filled((0..60).map(|n| if n < 3 { queued(n) } else { run(n) }));
        let now = |n, status| UnderWay { id: run(n).id, status, started: run(n).started };
        let under_way = [now(1, Status::Running), now(2, Status::Packaging), now(3, Status::Running)];
        let names = |query: RunQuery| {
            let page = database.read(|tables| tables.run_page(&query, &under_way)).unwrap();
            (page.total, page.rows.into_iter().map(|row| row.id).collect::<Vec<_>>())
        };
        let with = |status| RunQuery {
            filter: Filter { statuses: vec![status], ..Filter::default() },
            limit: 10,
            ..RunQuery::default()
        };
        assert_eq!(names(with(Status::Running)), (1, vec![run(1).id]));
        assert_eq!(names(with(Status::Queued)), (1, vec![run(0).id]));
        let by = |sort| names(RunQuery { sort, limit: 3, ..RunQuery::default() }).1;
        assert_eq!(by(RunSort::Status), [run(0).id, run(2).id, run(1).id]);
        let oldest = RunQuery { sort: RunSort::Started, limit: 2, ..RunQuery::default() };
        assert_eq!(names(oldest).1, [run(1).id, run(2).id]);
    }

    /// A run that shares some of its values with others, and lacks some.
    fn various(n: i64) -> RunRow {
        let plain = run(n);
        let all = n % 7 != 0;
        RunRow {
            name: format!("{} {}", ["a", "B", "c"][n as usize % 3], n % 4),
            kind: PipelineKind::ALL[n as usize % 3],
            version: format!("1.{}", n % 12).parse().unwrap(),
            new_version: all.then(|| format!("{}.{}", 1 + n % 2, n % 12).parse().unwrap()),
            started: plain.started.filter(|_| all),
            ended: plain.ended.filter(|_| n % 5 != 0),
            score: all.then_some((n % 6) as f64),
            run_tags: run_tags(&["x", "Y"][..n as usize % 3], n % 9 == 0),
            ..plain
        }
    }

    fn run_tags(tags: &[&str], pinned: bool) -> RunTags {
        let tags = tags.iter().map(|tag| tag.parse().unwrap()).collect();
        RunTags { tags, note: "Tried ÉTÉ data".parse().unwrap(), pinned }
    }

    fn orders() -> impl Iterator<Item = RunQuery> {
        let both = || [true, false].into_iter();
        let order = |(sort, descending, pinned_first)| RunQuery {
            sort,
            descending,
            pinned_first,
            limit: 100,
            ..RunQuery::default()
        };
        let ways = move |sort| both().flat_map(move |way| both().map(move |pins| (sort, way, pins)));
        RunSort::ALL.into_iter().flat_map(ways).map(order)
    }

    /// A person would not find a run, or scroll past the end of the list.
    #[test]
    fn a_page_is_what_the_query_asks_for() {
        let (_folder, database) = filled((0..60).map(run));
        let names = |query| found(&database, query);
        let all = RunQuery { descending: true, limit: 3, ..RunQuery::default() };
        assert_eq!(
            names(all.clone()),
            (60, vec!["nightly 59".into(), "nightly 58".into(), "nightly 57".into()])
        );
        let (total, last) = names(RunQuery { offset: 59, ..all.clone() });
        assert_eq!((total, last), (60, vec!["nightly 0".to_string()]));
        assert_eq!(
            names(RunQuery {
                filter: Filter { statuses: vec![Status::Failed], ..Filter::default() },
                ..all.clone()
            })
            .0,
            20
        );
        assert_eq!(
            names(RunQuery {
                filter: Filter { statuses: vec![Status::Killed], ..Filter::default() },
                ..all.clone()
            })
            .0,
            0
        );
        assert_eq!(
            names(RunQuery { filter: Filter { text: "CHURN 1".into(), ..Filter::default() }, ..all.clone() })
                .0,
            30
        );
        assert_eq!(
            names(RunQuery { filter: Filter { text: "_100%".into(), ..Filter::default() }, ..all.clone() }).0,
            60
        );
        assert_eq!(
            names(RunQuery { filter: Filter { text: "holdout".into(), ..Filter::default() }, ..all.clone() })
                .0,
            12
        );
        assert_eq!(
            names(RunQuery {
                filter: Filter { text: "%".into(), statuses: vec![Status::Failed], ..Filter::default() },
                ..all.clone()
            })
            .0,
            20
        );
        assert_eq!(
            names(RunQuery {
                filter: Filter { text: "nightly_1".into(), ..Filter::default() },
                ..all.clone()
            })
            .0,
            0
        );
        assert_eq!(
            names(RunQuery { filter: Filter { text: run(7).id.to_string(), ..Filter::default() }, ..all }).1,
            ["nightly 7"]
        );
    }

    /// A filter would show what it hides, or hide what it shows.
    #[test]
    fn every_filter_finds_what_it_names() {
        let (_folder, database) = filled((0..60).map(various));
        let count = |query| found(&database, query).0 as usize;
        let check = |query: RunQuery, is_wanted: &dyn Fn(&RunRow) -> bool| {
            let wanted = (0..60).map(various).filter(is_wanted).count();
            assert!((1..60).contains(&wanted), "{query:?}");
            assert_eq!(count(query.clone()), wanted, "{query:?}");
        };
        let any = RunQuery::default();
        let kinds = vec![PipelineKind::Training, PipelineKind::Full];
        check(RunQuery { filter: Filter { kinds, ..Filter::default() }, ..any.clone() }, &|run| {
            run.kind != PipelineKind::Evaluation
        });
        let package = run(1).package;
        check(
            RunQuery {
                filter: Filter { package: Some(package.clone()), ..Filter::default() },
                ..any.clone()
            },
            &|run| run.package == package,
        );
        let version = run(1).version;
        check(
            RunQuery { filter: Filter { version: Some(version), ..Filter::default() }, ..any.clone() },
            &|run| run.version == version,
        );
        let holdout = run(0).evaluation;
        check(
            RunQuery { filter: Filter { dataset: holdout.clone(), ..Filter::default() }, ..any.clone() },
            &|run| run.evaluation == holdout,
        );
        let tags: Vec<Tag> = vec!["x".parse().unwrap(), "Y".parse().unwrap()];
        check(
            RunQuery { filter: Filter { tags: tags.clone(), ..Filter::default() }, ..any.clone() },
            &|run| run.run_tags.tags.len() == 2,
        );
        check(
            RunQuery { filter: Filter { tags: tags[..1].to_vec(), ..Filter::default() }, ..any.clone() },
            &|run| !run.run_tags.tags.is_empty(),
        );
        let (since, until) = (run(10).created, run(20).created);
        check(
            RunQuery { filter: Filter { since: Some(since), ..Filter::default() }, ..any.clone() },
            &|run| run.created >= since,
        );
        check(
            RunQuery { filter: Filter { until: Some(until), ..Filter::default() }, ..any.clone() },
            &|run| run.created < until,
        );
        let made =
            |run: &RunRow| run.new_version.is_some_and(|version| version.to_string().starts_with("2.1"));
        check(
            RunQuery {
                filter: Filter { text: format!("{package} 2.1"), ..Filter::default() },
                ..any.clone()
            },
            &made,
        );
        let text = |text: &str| RunQuery {
            filter: Filter { text: text.into(), ..Filter::default() },
            ..RunQuery::default()
        };
        assert_eq!([count(text("tried été")), count(text("x\nY"))], [60, 0]);
    }

    /// With a filter, a list would have another order than without, or end somewhere else.
    #[test]
    fn an_index_leads_through_the_list_as_looking_at_each_run_does() {
        let (_folder, database) = filled((0..60).map(various));
        for query in orders().filter(|query| query.sort.index().is_some()) {
            let every = RunQuery {
                filter: Filter { since: Some(Timestamp::UNIX_EPOCH), ..Filter::default() },
                ..query.clone()
            };
            let (total, names) = found(&database, every);
            assert_eq!((total, names.len()), (60, 60));
            for (offset, limit) in [(0, 60), (0, 7), (5, 7), (6, 1), (52, 7), (58, 7), (60, 7)] {
                let part = names.iter().skip(offset).take(limit).cloned().collect();
                let page = RunQuery { offset: offset as u64, limit: limit as u64, ..query.clone() };
                assert_eq!(found(&database, page.clone()), (60, part), "{page:?}");
            }
        }
    }

    /// A long list would be sorted again for each page.
    #[test]
    fn a_list_lies_in_its_order_in_an_index() {
        let (_folder, database) = filled((0..60).map(various));
        let plan = |query: &str| {
            let query = format!("explain query plan {query}");
            database
                .read(|tables| all(tables.0, &query, ["default"], |row| row.get::<_, String>(3)))
                .unwrap()
                .join("; ")
        };
        for query in orders() {
            let Some(index) = query.sort.index() else { continue };
            for part in query.parts(&index).iter().filter(|part| !part.from.contains("pinned = 1")) {
                let read = plan(&format!("select id from {} order by {} limit 9", part.from, part.order));
                assert!(read.contains(&format!("USING COVERING INDEX {index}")), "{query:?}: {read}");
                assert!(!read.contains("TEMP B-TREE"), "{query:?}: {read}");
            }
        }
        let found = RunQuery {
            filter: Filter { text: "a".into(), statuses: vec![Status::Failed], ..Filter::default() },
            ..RunQuery::default()
        };
        let conditions = Conditions::of(&found, &Now::new(&[])).text().replace('?', "?1");
        let read = plan(&format!("select count(*) from runs indexed by runs_found {conditions}"));
        assert!(read.contains("USING COVERING INDEX runs_found"), "{read}");
    }

    /// Runs without a score would come before the best one.
    #[test]
    fn what_has_no_value_stands_last_either_way() {
        let (_folder, database) = filled((0..60).map(various));
        let page = |query: &RunQuery| database.read(|tables| tables.run_page(query, &[])).unwrap().rows;
        for query in orders().filter(|query| query.sort == RunSort::Score && !query.pinned_first) {
            let scores: Vec<_> = page(&query).iter().map(|row| row.score).collect();
            assert_eq!(scores.iter().position(Option::is_none), Some(51), "{scores:?}");
            let known: Vec<_> = scores.iter().flatten().collect();
            assert!(known.is_sorted_by(|a, b| if query.descending { a >= b } else { a <= b }), "{scores:?}");
        }
        let versions = RunQuery { sort: RunSort::Package, limit: 60, ..RunQuery::default() };
        let versions: Vec<_> = page(&versions).iter().map(|row| (row.package.clone(), row.version)).collect();
        assert!(versions.is_sorted(), "1.10 comes after 1.9: {versions:?}");
    }

    /// A menu would offer values without runs, or hide existing ones.
    #[test]
    fn the_values_that_runs_have_are_known() {
        let (_folder, database) = filled((0..60).map(various));
        let values = database.read(|tables| tables.run_values(&ProjectId::default())).unwrap();
        let texts = |all: &[Tag]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(texts(&values.tags), ["Y", "x"]);
        assert_eq!(values.packages.len(), 2);
        assert!(values.packages.values().all(|versions| versions.len() == 6 && versions.is_sorted()));
        assert_eq!(values.datasets, ["customers_100%".parse().unwrap(), "holdout".parse().unwrap()]);
    }
}
