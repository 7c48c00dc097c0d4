//! The metrics of runs for lists. Those of ended runs are in the index; those of runs in progress are read from their
//! series, as far as these go.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contract::{RunId, Status};
use locales::Result;
use rundir::RunDir;
use rundir::series::{Figure, SeriesError, SeriesReader};
use store::run_column::MetricFigure;
use store::run_metrics::RunMetric;

use super::Run;
use super::compare::metrics_so_far;
use super::indexed_metrics::{MOST, in_short};
use crate::Home;
use crate::parts::Runs;
use crate::reads::Reads;

/// Of how many runs in progress the metrics are read, at most. Few machines have room for so many.
const MOST_RUNS: usize = 50;
/// How much of their series is read at once where nobody is to wait for more, in pieces of 1 MiB.
const PIECES: usize = 32;

/// The metrics that runs in progress have logged so far. What was read of their series is held, so that the next look
/// reads only what was added.
pub struct MetricsSoFar {
    held: HashMap<RunId, Growing>,
    /// How many pieces one look may read.
    pieces: usize,
}

impl MetricsSoFar {
    /// For a single look, which reads everything.
    pub fn whole() -> Self {
        Self { held: HashMap::new(), pieces: usize::MAX }
    }

    /// For many looks, each of which reads at most 32 MiB. A run whose series are longer has no metrics until they were
    /// read to their end.
    pub fn in_pieces() -> Self {
        Self { held: HashMap::new(), pieces: PIECES }
    }

    /// Reads what those of these runs that are in progress have added, and forgets all others.
    fn read_on(&mut self, home: &Home, runs: &[Run]) {
        let running = runs.iter().filter(|run| run.status == Status::Running).take(MOST_RUNS);
        let mut before = std::mem::take(&mut self.held);
        let mut left = self.pieces;
        for run in running {
            let mut growing = before.remove(&run.id).unwrap_or_else(|| Growing::new(home.run(&run.id)));
            // Of a run that cannot be read, nothing is shown, as of one that has ended.
            if growing.read_on(&mut left).is_err() {
                growing.metrics.clear();
            }
            self.held.insert(run.id.clone(), growing);
        }
    }

    fn of(&self, run: &Run) -> Option<&[RunMetric]> {
        Some(&self.held.get(&run.id)?.metrics)
    }
}

/// The metrics of a run, as far as its series were read.
struct Growing {
    run: RunDir,
    /// `None`: the run has logged nothing yet.
    reader: Option<SeriesReader>,
    /// How many points `metrics` stand for.
    points: u64,
    /// Empty until the series were read to their end for the first time.
    metrics: Vec<RunMetric>,
}

impl Growing {
    fn new(run: RunDir) -> Self {
        Self { run, reader: None, points: 0, metrics: Vec::new() }
    }

    /// Reads what was added, unless it is more than there is `left` to read.
    fn read_on(&mut self, left: &mut usize) -> Result<(), SeriesError> {
        let reader = match &mut self.reader {
            Some(reader) => reader,
            None => self.reader.insert(SeriesReader::new(rundir::open(&self.run.series())?)),
        };
        while reader.read_more()? {
            let Some(less) = left.checked_sub(1) else { return Ok(()) };
            *left = less;
        }
        let points = reader.series().map(|series| series.summary.count).sum();
        if points != self.points {
            self.metrics = in_short(metrics_so_far(reader));
            self.points = points;
        }
        Ok(())
    }
}

impl<S: Reads> Runs<'_, S> {
    /// The last, smallest, largest and mean values of the metrics of these runs, by name; of a run in progress, of what it
    /// has logged so far. A run without any is not in it. Of a run, at most 1,000 metrics are.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn metrics_of(
        &self,
        runs: &[Run],
        so_far: &mut MetricsSoFar,
    ) -> Result<BTreeMap<RunId, Vec<RunMetric>>> {
        so_far.read_on(self.0.home(), runs);
        let ids: Vec<RunId> = runs.iter().map(|run| run.id.clone()).collect();
        let mut found = self.metrics_in_index(&ids)?;
        let running = runs.iter().filter_map(|run| Some((run.id.clone(), so_far.of(run)?.to_vec())));
        found.extend(running.filter(|(_, metrics)| !metrics.is_empty()));
        Ok(found)
    }

    /// What these runs have in these columns, run by run.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn metric_values(
        &self,
        runs: &[Run],
        columns: &[MetricFigure],
        so_far: &mut MetricsSoFar,
    ) -> Result<Vec<Vec<Option<f64>>>> {
        if !columns.is_empty() {
            so_far.read_on(self.0.home(), runs);
        }
        self.0.read(|tables| {
            let value = |run: &Run, column| match so_far.of(run) {
                Some(metrics) => Ok(figure(metrics, column)),
                None => tables.metric_value(run, column),
            };
            let values = |run| columns.iter().map(|column| value(run, column)).collect();
            runs.iter().map(values).collect()
        })
    }

    /// Whether a run of the project has a metric of this name.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn has_metric(&self, name: &str, so_far: &mut MetricsSoFar) -> Result<bool> {
        Ok(self.0.read(|tables| tables.has_metric(self.0.project(), name))?
            || self.running_names(so_far)?.contains(name))
    }

    /// The names of the metrics of the project's runs, sorted; at most 1,000 of them.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn metric_names(&self, so_far: &mut MetricsSoFar) -> Result<Vec<String>> {
        let mut names = self.running_names(so_far)?;
        names.extend(self.0.read(|tables| tables.metric_names(self.0.project(), MOST))?);
        Ok(names.into_iter().take(MOST).collect())
    }

    /// The names of the metrics of the project's runs in progress.
    fn running_names(&self, so_far: &mut MetricsSoFar) -> Result<BTreeSet<String>> {
        so_far.read_on(self.0.home(), &self.open_in_project()?);
        Ok(so_far.held.values().flat_map(|run| &run.metrics).map(|metric| metric.name.clone()).collect())
    }
}

/// What a run with these metrics has in a column.
fn figure(metrics: &[RunMetric], column: &MetricFigure) -> Option<f64> {
    let metric = metrics.iter().find(|metric| metric.name == column.name)?;
    match column.figure {
        Figure::Last => metric.last,
        Figure::Min => metric.min,
        Figure::Max => metric.max,
        Figure::Mean => metric.mean,
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};

    use rundir::series::Source;
    use serde_json::json;

    use super::*;
    use crate::runs::compare::tests::Place;

    impl Place {
        /// Adds a run whose code runs.
        fn add_running(&self, number: u64) -> RunId {
            let id = self.add(number, json!({}));
            let run = self.directory(&id);
            fs::write(run.started(), json!({"at": "2026-11-25T08:00:00Z", "gpu": null}).to_string()).unwrap();
            File::create(run.running()).unwrap();
            id
        }

        /// The last and the smallest loss of these runs.
        fn losses(&self, ids: &[&RunId], so_far: &mut MetricsSoFar) -> Vec<[Option<f64>; 2]> {
            let columns = ["metric:loss", "min:loss"].map(|column| column.parse().unwrap());
            let runs: Vec<Run> = ids.iter().map(|id| self.engine.runs().find(id.as_str()).unwrap()).collect();
            let values = self.engine.runs().metric_values(&runs, &columns, so_far).unwrap();
            values.into_iter().map(|of| of.try_into().unwrap()).collect()
        }
    }

    /// A person would see how good a training is only when it has ended, hours later.
    #[test]
    fn a_run_in_progress_has_the_metrics_that_it_has_logged_so_far() {
        let place = Place::new();
        let (ended, running, silent) = (place.add(1, json!({})), place.add_running(2), place.add_running(3));
        place.measured(&ended, &[("loss", Some(0.5))]);
        let so_far = &mut MetricsSoFar::in_pieces();
        let all = [&ended, &running, &silent];
        assert_eq!(place.losses(&all, so_far), [[Some(0.5); 2], [None; 2], [None; 2]]);
        place.log(&running, Source::Printed, "", "loss", &[3.0, 1.0, 2.0]);
        assert_eq!(place.losses(&all, so_far), [[Some(0.5); 2], [Some(2.0), Some(1.0)], [None; 2]]);
        // A better source counts, as when it has ended.
        place.log(&running, Source::Mlflow, "busy-cat-71", "loss", &[0.25]);
        assert_eq!(place.losses(&[&running], so_far), [[Some(0.25); 2]]);
        let names = place.engine.runs().metric_names(so_far).unwrap();
        assert_eq!(names, ["loss"]);
        place.log(&silent, Source::Csv, "", "accuracy", &[f64::NAN]);
        assert!(place.engine.runs().has_metric("accuracy", so_far).unwrap());
        assert!(!place.engine.runs().has_metric("other", so_far).unwrap());
        let silent = place.engine.runs().find(silent.as_str()).unwrap();
        let found = place.engine.runs().metrics_of(std::slice::from_ref(&silent), so_far).unwrap();
        let none = None;
        let expected =
            RunMetric { name: "accuracy".into(), last: none, min: none, max: none, mean: none, count: 1 };
        assert_eq!(found[&silent.id], [expected]);
    }

    /// The list would not be shown before hundreds of megabytes are read, or the values of the first hour would seem to be
    /// those of now.
    #[test]
    fn what_a_look_has_no_time_to_read_is_not_shown_until_it_was_read() {
        let place = Place::new();
        let (long, short) = (place.add_running(1), place.add_running(2));
        let values: Vec<f64> = (0..500_000).map(|n| f64::from(n) * 0.1).collect();
        place.log(&long, Source::Csv, "", "loss", &values);
        place.log(&short, Source::Csv, "", "loss", &[7.0]);
        let so_far = &mut MetricsSoFar { held: HashMap::new(), pieces: 1 };
        let (mut looks, mut found) = (0, vec![[None; 2]]);
        while found[0] == [None; 2] {
            found = place.losses(&[&long, &short], so_far);
            assert_eq!(found[1], [Some(7.0); 2]);
            looks += 1;
        }
        assert!(looks > 1, "{looks}");
        assert_eq!(found[0], [values.last().copied(), Some(0.0)]);
        place.log(&long, Source::Csv, "", "loss", &[-1.0]);
        assert_eq!(place.losses(&[&long], so_far), [[Some(-1.0); 2]]);
        assert_eq!(place.losses(&[&long], &mut MetricsSoFar::whole()), [[Some(-1.0); 2]]);
    }

    /// The list would fail because of one run, or show a file of the person's in its place.
    #[test]
    fn series_that_cannot_be_read_have_no_metrics() {
        let place = Place::new();
        let (good, linked, other) = (place.add_running(1), place.add_running(2), place.add_running(3));
        place.log(&good, Source::Csv, "", "loss", &[7.0]);
        let path = place.directory(&linked).series();
        std::os::unix::fs::symlink(place.directory(&good).series(), path).unwrap();
        fs::write(place.directory(&other).series(), "something else\n").unwrap();
        let so_far = &mut MetricsSoFar::in_pieces();
        assert_eq!(place.losses(&[&good, &linked, &other], so_far), [[Some(7.0); 2], [None; 2], [None; 2]]);
    }
}
