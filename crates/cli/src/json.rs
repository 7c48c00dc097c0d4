//! The JSON of runs and packages.

use std::collections::BTreeMap;

use engine::{Engine, MetricsSoFar, PackageRow, Run, RunMetric, RunProgress, VersionRow};
use jiff::Timestamp;
use locales::{Language, Message, Result};
use rundir::PackedVersion;
use serde_json::{Value, json};

/// The keys that `run start --json` promises.
pub(crate) fn result_json(engine: &Engine, run: &Run, language: Language) -> Value {
    let directory = engine.home().run(&run.id);
    json!({
        "id": run.id,
        "status": run.status,
        "reason": run.reason.as_ref().map(|reason| reason.render(language)),
        "package": run.package,
        "version": run.new_version,
        "score": run.score,
        "directory": directory.path().to_string_lossy(),
        "results": directory.results().to_string_lossy(),
    })
}

/// The keys of [`result_json`], and everything else that is known of the run.
pub(crate) fn run_json(engine: &Engine, run: &Run, language: Language) -> Value {
    // An index that cannot be read has said so before.
    let metrics = engine.runs().metrics_of(std::slice::from_ref(run), &mut MetricsSoFar::whole());
    with_metrics(engine, run, metrics.unwrap_or_default().into_values().flatten(), language)
}

/// The same of many runs, an object each.
pub(crate) fn runs_json(engine: &Engine, runs: &[Run], language: Language) -> Result<Vec<Value>> {
    let mut metrics = engine.runs().metrics_of(runs, &mut MetricsSoFar::whole())?;
    let mut json =
        |run: &Run| with_metrics(engine, run, metrics.remove(&run.id).into_iter().flatten(), language);
    Ok(runs.iter().map(&mut json).collect())
}

fn with_metrics(
    engine: &Engine,
    run: &Run,
    metrics: impl Iterator<Item = RunMetric>,
    language: Language,
) -> Value {
    let mut value = result_json(engine, run, language);
    let code = run.reason.as_ref().and_then(|reason| reason.message.as_ref()).map(|message| message.code());
    value["reason_code"] = json!(code);
    value["name"] = json!(run.name);
    value["type"] = json!(run.kind);
    value["project"] = json!(run.project);
    value["trained_version"] = json!(run.version);
    value["dataset"] = json!(run.dataset);
    value["folder"] = json!(run.folder);
    value["evaluation_dataset"] = json!(run.evaluation);
    value["evaluation_folder"] = json!(run.evaluation_folder);
    value["schedule"] = json!(run.schedule.as_ref().map(|by| &by.id));
    value["due"] = json!(run.schedule.as_ref().and_then(|by| by.due).map(|due| due.to_string()));
    value["tags"] = json!(run.run_tags.tags);
    value["note"] = json!(run.run_tags.note);
    value["pinned"] = json!(run.run_tags.pinned);
    value["created"] = json!(run.created.to_string());
    value["started"] = json!(run.started.map(|at| at.to_string()));
    value["ended"] = json!(run.ended.map(|at| at.to_string()));
    value["duration"] = json!(duration(run.started, run.ended));
    // By their names. A value that is infinite or no number is null.
    let of_metric = |metric: RunMetric| {
        let RunMetric { name, last, min, max, mean, count } = metric;
        (name, json!({"last": last, "min": min, "max": max, "mean": mean, "count": count}))
    };
    value["metrics"] = json!(metrics.map(of_metric).collect::<BTreeMap<_, _>>());
    value
}

/// The files that are not in the version, an object each, with the reason.
pub(crate) fn left_out_json(packed: &PackedVersion, language: Language) -> Value {
    let reason = |path: &String| Message::LeftOutOfVersion { path: path.clone() }.render(language);
    packed.left_out.iter().map(|path| json!({"path": path, "reason": reason(path)})).collect()
}

/// How far a run is that goes on. Without a word from its training, the seconds that it has taken are counted, of those
/// that such runs usually take.
pub(crate) fn progress_json(far: &RunProgress) -> Value {
    let (done, total, unit) = match *far {
        RunProgress::Said { done, total, unit, .. } => (done, total, json!(unit)),
        RunProgress::Usual { elapsed, usual } => (elapsed, usual, json!("seconds")),
    };
    json!({"done": done, "total": total, "unit": unit, "left_seconds": far.left()})
}

/// In seconds; of a run that has not ended, until now.
pub(crate) fn duration(started: Option<Timestamp>, ended: Option<Timestamp>) -> Option<f64> {
    let ended = ended.unwrap_or_else(Timestamp::now).as_microsecond();
    Some((ended - started?.as_microsecond()).max(0) as f64 / 1e6)
}

pub(crate) fn package_json(engine: &Engine, package: &PackageRow, versions: &[VersionRow]) -> Value {
    json!({
        "name": package.name,
        "project": package.project,
        "created": package.created.to_string(),
        "about": engine.packages().about(&package.name),
        "version": versions.first().map(|version| version.version),
        "versions": versions.iter().map(|version| version_json(engine, version)).collect::<Vec<_>>(),
    })
}

pub(crate) fn version_json(engine: &Engine, version: &VersionRow) -> Value {
    json!({
        "version": version.version,
        "created": version.created.to_string(),
        "made_by": version.made_by,
        "made_from": version.made_from,
        "change_log": version.change_log,
        "python": version.python,
        "as_of": version.as_of,
        "pipelines": version.pipelines,
        "digest": version.digest,
        "bytes": version.bytes,
        "score": version.score,
        "zip": engine.home().version_zip(&version.package, version.version).to_string_lossy(),
    })
}
