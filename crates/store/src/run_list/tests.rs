use rundir::RunTags;

use super::*;
use crate::run_metrics::RunMetric;
use crate::runs::tests::{filled, run};
use crate::{Database, Writing};

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
    let by = |sort: RunSort| names(RunQuery { sort: sort.into(), limit: 3, ..RunQuery::default() }).1;
    assert_eq!(by(RunSort::Status), [run(0).id, run(2).id, run(1).id]);
    let oldest = RunQuery { sort: RunSort::Started.into(), limit: 2, ..RunQuery::default() };
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

/// The columns that a list can be sorted by, with metrics that some runs have.
fn columns() -> impl Iterator<Item = RunColumn> {
    let metrics = ["metric:val/loss", "min:val/loss", "metric:it's", "metric:status", "metric:none"];
    RunSort::ALL.into_iter().map(RunColumn::from).chain(metrics.map(|metric| metric.parse().unwrap()))
}

/// The metrics of the run [`various`] makes of this number.
fn metrics(n: i64) -> Vec<RunMetric> {
    let metric = |name: &str, last: Option<f64>| RunMetric {
        name: name.into(),
        last,
        min: Some(-((n % 11) as f64)),
        max: None,
        mean: None,
        count: 1,
    };
    let loss = (n % 4 != 3).then_some(((n * 7) % 10) as f64 / 10.0);
    let all = vec![metric("it's", Some(n as f64)), metric("status", loss), metric("val/loss", loss)];
    if n % 3 == 0 { Vec::new() } else { all }
}

/// Sixty runs with metrics.
fn measured() -> (tempfile::TempDir, Database) {
    let (folder, database) = filled((0..60).map(various));
    let put = |n: i64, tables: &Writing<'_>| tables.put_run_metrics(&various(n).id, &metrics(n));
    database.write(|tables| (0..60).try_for_each(|n| put(n, tables))).unwrap();
    (folder, database)
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
    let ways = move |sort: RunColumn| {
        both()
            .flat_map(move |way| both().map(move |pins| (way, pins)))
            .map(move |(way, pins)| (sort.clone(), way, pins))
    };
    columns().flat_map(ways).map(order)
}

/// A person would not find a run, or scroll past the end of the list.
#[test]
fn a_page_is_what_the_query_asks_for() {
    let (_folder, database) = filled((0..60).map(run));
    let names = |query| found(&database, query);
    let all = RunQuery { descending: true, limit: 3, ..RunQuery::default() };
    assert_eq!(names(all.clone()), (60, vec!["nightly 59".into(), "nightly 58".into(), "nightly 57".into()]));
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
        names(RunQuery { filter: Filter { text: "CHURN 1".into(), ..Filter::default() }, ..all.clone() }).0,
        30
    );
    assert_eq!(
        names(RunQuery { filter: Filter { text: "_100%".into(), ..Filter::default() }, ..all.clone() }).0,
        60
    );
    assert_eq!(
        names(RunQuery { filter: Filter { text: "holdout".into(), ..Filter::default() }, ..all.clone() }).0,
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
        names(RunQuery { filter: Filter { text: "nightly_1".into(), ..Filter::default() }, ..all.clone() }).0,
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
        RunQuery { filter: Filter { package: Some(package.clone()), ..Filter::default() }, ..any.clone() },
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
    check(RunQuery { filter: Filter { tags: tags.clone(), ..Filter::default() }, ..any.clone() }, &|run| {
        run.run_tags.tags.len() == 2
    });
    check(
        RunQuery { filter: Filter { tags: tags[..1].to_vec(), ..Filter::default() }, ..any.clone() },
        &|run| !run.run_tags.tags.is_empty(),
    );
    let (since, until) = (run(10).created, run(20).created);
    check(RunQuery { filter: Filter { since: Some(since), ..Filter::default() }, ..any.clone() }, &|run| {
        run.created >= since
    });
    check(RunQuery { filter: Filter { until: Some(until), ..Filter::default() }, ..any.clone() }, &|run| {
        run.created < until
    });
    let made = |run: &RunRow| run.new_version.is_some_and(|version| version.to_string().starts_with("2.1"));
    check(
        RunQuery { filter: Filter { text: format!("{package} 2.1"), ..Filter::default() }, ..any.clone() },
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
    let (_folder, database) = measured();
    for query in orders().filter(|query| query.parts_in_order().is_some()) {
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
    let (_folder, database) = measured();
    let plan = |query: &str| {
        let query = format!("explain query plan {query}");
        database
            .read(|tables| all(tables.0, &query, ["default"], |row| row.get::<_, String>(3)))
            .unwrap()
            .join("; ")
    };
    for query in orders() {
        let parts = query.parts_in_order().unwrap_or_default();
        for Part { from, order } in
            parts.iter().filter(|part| !part.from.contains("indexed by runs_pinned where project = ? "))
        {
            let read = plan(&format!("select id from {from} order by {order} limit 9"));
            let index = from.split_once("indexed by ").unwrap().1.split(' ').next().unwrap();
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
    for query in orders().filter(|query| query.sort == RunSort::Score.into() && !query.pinned_first) {
        let scores: Vec<_> = page(&query).iter().map(|row| row.score).collect();
        assert_eq!(scores.iter().position(Option::is_none), Some(51), "{scores:?}");
        let known: Vec<_> = scores.iter().flatten().collect();
        assert!(known.is_sorted_by(|a, b| if query.descending { a >= b } else { a <= b }), "{scores:?}");
    }
    let versions = RunQuery { sort: RunSort::Package.into(), limit: 60, ..RunQuery::default() };
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

/// A person would see a training without the metric before the best one, or miss one that matches.
#[test]
fn runs_are_sorted_and_filtered_by_their_metrics() {
    let (_folder, database) = measured();
    let page = |query: &RunQuery| database.read(|tables| tables.run_page(query, &[])).unwrap().rows;
    let value = |row: &RunRow, column: &str| {
        let metric = (0..60).find(|n| various(*n).id == row.id).map(metrics).unwrap();
        let metric = metric.into_iter().find(|metric| metric.name == "val/loss")?;
        if column.starts_with("min") { metric.min } else { metric.last }
    };
    for query in orders().filter(|query| !query.pinned_first) {
        let RunColumn::Metric(metric) = &query.sort else { continue };
        if metric.name != "val/loss" {
            continue;
        }
        let all = page(&query);
        let values: Vec<_> = all.iter().map(|row| value(row, metric.figure.word())).collect();
        let known: Vec<f64> = values.iter().map_while(|value| *value).collect();
        assert!(values.iter().skip(known.len()).all(Option::is_none) && known.len() < 60, "{values:?}");
        assert!(known.is_sorted_by(|a, b| if query.descending { a >= b } else { a <= b }), "{values:?}");
        let newest: Vec<_> = all.iter().skip(known.len()).map(|row| row.created).collect();
        assert!(newest.is_sorted_by(|a, b| if query.descending { a >= b } else { a <= b }), "{newest:?}");
    }
    let count = |conditions: &[&str], sort: &str| {
        let conditions = conditions.iter().map(|text| text.parse().unwrap()).collect();
        let filter = Filter { conditions, ..Filter::default() };
        found(&database, RunQuery { filter, sort: sort.parse().unwrap(), limit: 60, ..RunQuery::default() })
    };
    type Matches = fn(f64) -> bool;
    let is: [(&str, Matches); 6] = [
        ("<", |value| value < 0.3),
        ("<=", |value| value <= 0.3),
        (">", |value| value > 0.3),
        (">=", |value| value >= 0.3),
        ("=", |value| value == 0.3),
        ("!=", |value| value != 0.3),
    ];
    for (comparison, matches) in is {
        let wanted = (0..60).map(various).filter(|row| value(row, "last").is_some_and(matches)).count();
        for sort in ["created", "name", "metric:val/loss", "min:val/loss", "metric:none"] {
            let (total, rows) = count(&[&format!("metric:val/loss {comparison} 0.3")], sort);
            assert_eq!((total as usize, rows.len()), (wanted, wanted), "{comparison} {sort}");
        }
        assert!((1..60).contains(&wanted), "{comparison}");
    }
    assert_eq!(count(&["metric:it's > 10", "metric:it's <= 20", "score != 3"], "created").0, 6);
    assert_eq!(count(&["metric:none != 1"], "created").0, 0);
}

/// Sorted by a metric or with pinned runs first, a filtered list would have other runs or another order than the same
/// filter shows elsewhere.
#[test]
fn the_rows_of_a_metric_lead_through_the_list_as_looking_at_each_run_does() {
    let (_folder, database) = measured();
    let wholes = [
        vec!["metric:val/loss < 0.8"],
        vec!["min:val/loss > -9", "metric:val/loss != 0.7"],
        vec!["metric:val/loss > 0.1", "metric:it's < 50", "min:val/loss >= -10"],
        vec!["metric:none < 1"],
    ];
    for (query, conditions) in orders().flat_map(|query| wholes.iter().map(move |all| (query.clone(), all))) {
        let conditions: Vec<Condition> = conditions.iter().map(|text| text.parse().unwrap()).collect();
        let query = RunQuery { filter: Filter { conditions, ..Filter::default() }, ..query };
        if query.only_metrics().is_none() {
            continue;
        }
        let since = Some(Timestamp::UNIX_EPOCH);
        let every = RunQuery { filter: Filter { since, ..query.filter.clone() }, ..query.clone() };
        assert!(every.only_metrics().is_none());
        let (total, names) = found(&database, every);
        assert_eq!(total == 0, query.filter.conditions[0].of.to_string().ends_with("none"));
        for (offset, limit) in [(0, 60), (0, 3), (2, 7), (9, 30), (60, 7)] {
            let part = names.iter().skip(offset).take(limit).cloned().collect();
            let page = RunQuery { offset: offset as u64, limit: limit as u64, ..query.clone() };
            assert_eq!(found(&database, page.clone()), (total, part), "{page:?}");
        }
    }
}
