//! For `./dev bench`: how long the engine takes for the first page of a list of many runs, and how many runs
//! it creates in a second. Prints JSON.
//!
//! `run_list list HOME COUNT` adds COUNT runs to the index of HOME, without files, and measures queries;
//! `run_list create HOME COUNT PACKAGE DATASET` creates waiting runs.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use contract::{FolderPath, Limits, PipelineKind, ProjectId, RunForm, RunId, Status};
use engine::{Engine, RunColumn, RunFilter, RunMetric, RunQuery, RunSort};
use jiff::{SignedDuration, Timestamp};
use locales::Result;
use rundir::{RunSpec, RunTags};
use store::Database;
use store::runs::RunRow;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["list", home, count] => list(home.as_ref(), count.parse().unwrap_or(0)),
        ["create", home, count, package, dataset] => {
            create(home.as_ref(), count.parse().unwrap_or(0), package, dataset)
        }
        _ => {
            eprintln!("run_list list HOME COUNT | create HOME COUNT PACKAGE DATASET");
            std::process::exit(2)
        }
    }
}

fn list(home: &Path, count: u64) -> Result<()> {
    let open = || Engine::open(home, "/no/program".into());
    let (database, _) = Database::open(&open()?.home().index())?;
    database.write(|tables| {
        (0..count).try_for_each(|n| {
            let run = run(n)?;
            tables.put_run(&run)?;
            tables.put_run_metrics(&run.id, &metrics(n))
        })
    })?;
    let engine = open()?;
    let mut times = BTreeMap::new();
    for (name, query) in queries()? {
        let mut taken = Vec::new();
        for _ in 0..15 {
            let begun = Instant::now();
            engine.runs().page(&query)?;
            taken.push(begun.elapsed().as_secs_f64());
        }
        taken.sort_by(f64::total_cmp);
        times.insert(name, taken[taken.len() / 2]);
    }
    println!("{}", serde_json::json!(times));
    Ok(())
}

/// The queries: by each column in both directions, with each filter, with texts that few, all or no runs
/// have; and everything at once.
fn queries() -> Result<Vec<(String, RunQuery)>> {
    let first = RunQuery { pinned_first: true, descending: true, limit: 200, ..RunQuery::default() };
    let mut all = vec![("first".to_string(), first.clone())];
    for sort in RunSort::ALL.into_iter().filter(|sort| *sort != RunSort::Queue) {
        for (way, descending) in [("up", false), ("down", true)] {
            all.push((
                format!("sort {} {way}", sort.word()),
                RunQuery { sort: sort.into(), descending, ..first.clone() },
            ));
        }
    }
    let metrics = ["metric:val/loss", "min:val/loss"].map(|metric| (metric, metric.parse::<RunColumn>()));
    for (name, sort) in metrics {
        let sort = sort?;
        for (way, descending) in [("up", false), ("down", true)] {
            let query = RunQuery { sort: sort.clone(), descending, ..first.clone() };
            all.push((format!("sort {name} {way}"), query.clone()));
            all.push((format!("sort {name} {way}, page 400"), RunQuery { offset: 80_000, ..query }));
        }
        for condition in ["metric:val/loss < 0.01", "metric:val/loss < 0.9"] {
            let filter = RunFilter { conditions: vec![condition.parse()?], ..RunFilter::default() };
            let query = RunQuery { filter, sort: sort.clone(), ..first.clone() };
            all.push((format!("filter {condition}, sort {name}"), query.clone()));
            all.push((format!("filter {condition}"), RunQuery { sort: RunSort::Created.into(), ..query }));
        }
    }
    let half = at(50_000)?;
    let by_score = RunQuery { sort: RunSort::Score.into(), ..first.clone() };
    for (name, query) in [
        (
            "status",
            RunQuery {
                filter: RunFilter { statuses: vec![Status::Failed, Status::Killed], ..RunFilter::default() },
                ..by_score.clone()
            },
        ),
        (
            "type",
            RunQuery {
                filter: RunFilter { kinds: vec![PipelineKind::Full], ..RunFilter::default() },
                ..by_score.clone()
            },
        ),
        (
            "package",
            RunQuery {
                filter: RunFilter { package: Some("churn".parse()?), ..RunFilter::default() },
                ..by_score.clone()
            },
        ),
        (
            "version",
            RunQuery {
                filter: RunFilter {
                    package: Some("churn".parse()?),
                    version: Some("1.4".parse()?),
                    ..RunFilter::default()
                },
                sort: RunSort::Package.into(),
                ..first.clone()
            },
        ),
        (
            "dataset",
            RunQuery {
                filter: RunFilter { dataset: Some("customers 7".parse()?), ..RunFilter::default() },
                ..by_score.clone()
            },
        ),
        (
            "tag",
            RunQuery {
                filter: RunFilter { tags: vec!["baseline".parse()?], ..RunFilter::default() },
                ..by_score.clone()
            },
        ),
        (
            "time",
            RunQuery {
                filter: RunFilter { since: Some(half), ..RunFilter::default() },
                sort: RunSort::Name.into(),
                ..first.clone()
            },
        ),
    ] {
        all.push((format!("filter {name}"), query));
    }
    for (name, text) in [("of one", "nightly 4242 "), ("of all", "nightly"), ("of none", "qqq")] {
        all.push((
            format!("text {name}"),
            RunQuery { filter: RunFilter { text: text.into(), ..RunFilter::default() }, ..by_score.clone() },
        ));
    }
    all.push((
        "text and filters".into(),
        RunQuery {
            filter: RunFilter {
                text: "night".into(),
                statuses: vec![Status::Successful, Status::Failed],
                kinds: vec![PipelineKind::Training, PipelineKind::Full],
                since: Some(at(1000)?),
                ..RunFilter::default()
            },
            sort: RunSort::Name.into(),
            ..first
        },
    ));
    Ok(all)
}

/// One run was created every minute.
fn at(n: u64) -> Result<Timestamp> {
    Ok(Timestamp::UNIX_EPOCH + SignedDuration::from_mins(29_400_000 + n as i64))
}

fn run(n: u64) -> Result<RunRow> {
    // The same pseudo-random numbers each time.
    let random = n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 8;
    let package = ["churn", "fraud", "wine", "house_prices", "sentiment"][random as usize % 5];
    let version = format!("{}.{}", 1 + random / 5 % 3, random / 15 % 20);
    let kind = PipelineKind::ALL[random as usize / 300 % 3];
    let status = [Status::Successful, Status::Successful, Status::Failed, Status::Killed][n as usize % 4];
    let (created, seconds) = (at(n)?, random / 900 % 20_000);
    let tags: &[&str] = if random % 10 == 5 { &["baseline", "to show"] } else { &[] };
    let note = if random % 20 == 1 { "Better than the last one.\nThe learning rate was halved." } else { "" };
    let dataset = |name: String| -> Result<_> { Ok((name.parse()?, FolderPath::default())) };
    let form = RunForm {
        name: format!("{package} {version} nightly {n} "),
        kind,
        version: version.parse()?,
        input: kind.trains().then(|| dataset(format!("customers {}", random / 7 % 40))).transpose()?,
        evaluation: kind.evaluates().then(|| dataset(format!("holdout {}", random / 11 % 9))).transpose()?,
        ..form(package)?
    };
    let run_tags = RunTags {
        tags: tags.iter().map(|tag| tag.parse()).collect::<Result<_>>()?,
        note: note.parse()?,
        pinned: random % 2000 == 2,
    };
    let spec = RunSpec::of(&form, RunId::from_random(random ^ n << 20), &ProjectId::default(), created);
    Ok(RunRow {
        status,
        new_version: (kind.trains() && status == Status::Successful)
            .then(|| format!("1.{}", random / 13 % 500).parse())
            .transpose()?,
        score: kind.evaluates().then_some(random as f64 / 1e17),
        started: Some(created + SignedDuration::from_secs(random as i64 % 50)),
        ended: Some(created + SignedDuration::from_secs(60 + seconds as i64)),
        ..RunRow::of(&spec, None, None, None, run_tags)
    })
}

/// Twenty metrics, which nine of ten runs have.
fn metrics(n: u64) -> Vec<RunMetric> {
    let random = n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 11;
    let value = Some(random as f64 / (1_u64 << 53) as f64);
    let metric = |k: u64| RunMetric {
        name: if k == 0 { "val/loss".into() } else { format!("train/metric {k}") },
        last: value,
        min: value,
        max: value,
        mean: value,
        count: 100,
    };
    (0..20).filter(|_| !n.is_multiple_of(10)).map(metric).collect()
}

/// A training of version 1.0 without a dataset.
fn form(package: &str) -> Result<RunForm> {
    Ok(RunForm {
        name: "one of many".into(),
        kind: PipelineKind::Training,
        package: package.parse()?,
        version: "1.0".parse()?,
        as_of: None,
        input: None,
        evaluation: None,
        input_state: None,
        evaluation_state: None,
        parameters: Vec::new(),
        gpu: false,
        limits: Limits::default(),
        grace_seconds: RunForm::GRACE_SECONDS,
        isolation: None,
    })
}

fn create(home: &Path, count: u64, package: &str, dataset: &str) -> Result<()> {
    let engine = Engine::open(home, "/no/program".into())?;
    engine.queue().pause(true)?;
    let form = RunForm { input: Some((dataset.parse()?, FolderPath::default())), ..form(package)? };
    let begun = Instant::now();
    (0..count).try_for_each(|_| engine.runs().create(&form).map(drop))?;
    println!("{}", serde_json::json!({"per second": count as f64 / begun.elapsed().as_secs_f64()}));
    Ok(())
}
