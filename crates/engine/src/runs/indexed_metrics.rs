//! The metrics of ended runs, for the index.

use std::collections::BTreeMap;
use std::io::ErrorKind;

use contract::RunId;
use files::{Document, atomic};
use locales::Result;
use rundir::RunDir;
use rundir::series::{Figure, LONGEST_NAME, Series};
use serde::{Deserialize, Serialize};
use store::run_metrics::RunMetric;

use super::compare::{Metrics, read_metrics};
use crate::Home;
use crate::logged::Logged;
use crate::parts::Runs;
use crate::reads::Reads;

/// How many metrics of a run are in the index, those that were logged first; and how many a list is offered.
pub(super) const MOST: usize = 1000;
/// The longest name, in bytes: a part, `/` and a name.
const LONGEST: usize = 2 * LONGEST_NAME + 1;

/// `metrics.json`: what the index needs of the series of an ended run, which can have hundreds of megabytes.
#[derive(Debug, Serialize, Deserialize)]
struct MetricsFile {
    metrics: Vec<RunMetric>,
}

impl Document for MetricsFile {}

/// The metrics of an ended run. They are read from its series once; from then on they are in `metrics.json`, unless
/// the store is read-only.
pub(crate) fn indexed_metrics(home: &Home, run: &RunDir) -> Vec<RunMetric> {
    if let Ok(MetricsFile { mut metrics }) = rundir::read(&run.metrics()) {
        metrics.retain(|metric| metric.name.len() <= LONGEST);
        metrics.truncate(MOST);
        return metrics;
    }
    if run.series().symlink_metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound) {
        return Vec::new();
    }
    // Of a run that cannot be read, nothing is in the index.
    let Some(metrics) = read(run) else { return Vec::new() };
    let file = MetricsFile { metrics };
    if !home.is_read_only() {
        let written = rundir::rewriting(&run.metrics(), &file);
        let written = written.and_then(|bytes| atomic::write_private(&run.metrics(), &bytes));
        // On a full disk, they are read from the series again when the index is rebuilt.
        written.logged("write a run's metrics.json");
    }
    file.metrics
}

fn read(run: &RunDir) -> Option<Vec<RunMetric>> {
    read_metrics(run).map(in_short)
}

/// What a list shows of a run's metrics: of the first 1,000.
pub(super) fn in_short(metrics: Metrics) -> Vec<RunMetric> {
    let mut found: Vec<_> = metrics.into_iter().collect();
    found.sort_unstable_by_key(|(_, (number, _))| *number);
    found.truncate(MOST);
    let metric = |(name, (_, series)): (String, (u32, Series))| {
        let figure = |figure| series.summary.figure(figure).filter(|value| value.is_finite());
        RunMetric {
            name,
            last: figure(Figure::Last),
            min: figure(Figure::Min),
            max: figure(Figure::Max),
            mean: figure(Figure::Mean),
            count: series.summary.count,
        }
    };
    found.into_iter().map(metric).collect()
}

impl<S: Reads> Runs<'_, S> {
    /// The metrics of these runs, by name, as far as they have ended. A run without any is not in it.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn metrics_in_index(&self, ids: &[RunId]) -> Result<BTreeMap<RunId, Vec<RunMetric>>> {
        self.0.read(|tables| tables.metrics_of(ids))
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};

    use files::document;
    use jiff::Timestamp;
    use locales::Message;
    use rundir::series::{Point, SeriesWriter, Source};
    use rundir::{Outcome, Reason, RunSpec};
    use serde_json::json;

    use super::*;
    use crate::Engine;

    /// Adds a run that has ended.
    fn add(run: &RunDir, id: &RunId) {
        fs::create_dir_all(run.path()).unwrap();
        let spec: RunSpec = serde_json::from_value(json!({
            "id": id, "name": "churn", "kind": "training", "project": "default",
            "package": {"name": "churn", "version": "1.0", "zip": "", "digest": "0a", "python": null},
            "input": null, "evaluation": null, "parameters": [], "gpu": false, "grace_seconds": 10,
            "created": "2026-11-25T08:00:00Z",
        }))
        .unwrap();
        document::write(&run.spec(), &spec).unwrap();
        let at = Timestamp::UNIX_EPOCH;
        let outcome = Outcome::interrupted(at, at, true, Reason::from(Message::ReasonInterrupted));
        document::write(&run.outcome(), &outcome).unwrap();
        fs::write(run.results(), "{}").unwrap();
    }

    fn log(run: &RunDir, all: &[(&str, &str, &[f64])]) {
        let options = File::options().read(true).write(true).create(true).truncate(true).clone();
        let mut writer = SeriesWriter::open(options.open(run.series()).unwrap()).unwrap();
        for (part, name, values) in all {
            for (step, value) in (0..).zip(*values) {
                writer.point(Source::Csv, part, name, Point { step, time: 1.0, value: *value });
            }
        }
        writer.finish().unwrap();
    }

    /// A list would be sorted by other numbers after the index was rebuilt, or opening the store would take minutes;
    /// a run's code could have a file of the person's read, or written over.
    #[test]
    fn an_index_that_is_rebuilt_has_the_same_metrics() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        let open = || Engine::open(&home, "/no/program".into()).unwrap();
        let id: RunId = RunId::from_random(7);
        let run = open().home().run(&id);
        let rebuilt = || {
            fs::remove_file(home.join("store.db")).unwrap();
            open().runs().metrics_in_index(std::slice::from_ref(&id)).unwrap().remove(&id).unwrap_or_default()
        };
        add(&run, &id);
        assert_eq!(rebuilt(), []);
        let values = [0.3, f64::INFINITY, 0.1, f64::NAN];
        log(&run, &[("train", "loss", &values), ("val", "loss", &[1e-300]), ("val", "lr", &[f64::NAN])]);
        let metric = |name: &str, [last, min, max, mean]: [Option<f64>; 4], count| RunMetric {
            name: name.into(),
            last,
            min,
            max,
            mean,
            count,
        };
        let expected = [
            metric("lr", [None; 4], 1),
            metric("train/loss", [None, Some(0.1), Some(0.3), Some(0.2)], 4),
            metric("val/loss", [Some(1e-300); 4], 1),
        ];
        assert_eq!(rebuilt(), expected);
        fs::write(run.series(), "not read any more").unwrap();
        assert_eq!(rebuilt(), expected);
        let mine = folder.path().join("mine");
        fs::rename(run.metrics(), &mine).unwrap();
        std::os::unix::fs::symlink(&mine, run.metrics()).unwrap();
        let bytes = fs::read(&mine).unwrap();
        assert_eq!(rebuilt(), []);
        log(&run, &[("", "loss", &[0.5])]);
        assert_eq!(rebuilt(), [metric("loss", [Some(0.5); 4], 1)]);
        assert_eq!(fs::read(&mine).unwrap(), bytes);
        assert!(run.metrics().symlink_metadata().unwrap().is_file());
    }

    /// A run whose code makes a name of every number would fill the index.
    #[test]
    fn of_a_thousand_metrics_and_more_the_first_are_in_the_index() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        let id: RunId = RunId::from_random(7);
        let run = engine.home().run(&id);
        add(&run, &id);
        let names: Vec<String> = (0..MOST + 5).rev().map(|n| format!("loss {n:04}")).collect();
        log(&run, &Vec::from_iter(names.iter().map(|name| ("", name.as_str(), &[1.0][..]))));
        for _ in ["series", "metrics.json"] {
            let found = indexed_metrics(engine.home(), &run);
            assert!(found.iter().map(|metric| &metric.name).eq(&names[..MOST]));
        }
    }
}
