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
