//! Many runs as the rows of one table: their parameters and what came out, for plots of how the one depends on the other.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

use contract::{ParameterValue, RunId, Status};
use files::parallel;
use jiff::Timestamp;
use locales::{Message, Result};
use rundir::{DatasetRef, RunSpec};

use super::{below, logged, seeds};
use crate::parts::Runs;
use crate::reads::Reads;
use crate::runs::read_spec;

/// The most runs of a table.
const MOST: usize = 10_000;
/// How many values of parameters a table has, at most, how many of logged parameters, and how many metrics of runs.
const VALUES: usize = 400_000;
/// How many parameters a table has, at most, how many logged ones, and how many metrics.
pub(super) const COLUMNS: usize = 1000;
/// Of how many runs the metrics or the logged parameters are read at once.
const AT_ONCE: usize = 100;
/// How many characters of a parameter's value are part of a table.
const LONGEST: usize = 200;

/// Runs as the rows of a table.
#[derive(Clone, Debug, Default)]
pub struct RunTable {
    /// The runs that exist, newest first.
    pub runs: Vec<TableRun>,
    /// The parameters, those that most runs have first; of each its value in every run, cut after 200 characters. `None`:
    /// the run has none, or it is a secret.
    pub parameters: Vec<(String, Vec<Option<String>>)>,
    /// The same for the parameters that the code of the runs logged, of each run at most 1,000.
    pub logged: Vec<(String, Vec<Option<String>>)>,
    /// The metrics of the ended runs, those that most runs have first.
    pub metrics: Vec<MetricColumn>,
    /// How many parameters, logged ones and metrics had no room in the table.
    pub left_out: usize,
}

/// A metric of all runs of a table. `None`: a run does not have it, or its value is infinite or no number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MetricColumn {
    /// Its name, after the part of the training that it belongs to, if there are several.
    pub name: String,
    /// The value that each run logged last.
    pub last: Vec<Option<f64>>,
    /// The smallest finite value of each run.
    pub min: Vec<Option<f64>>,
    /// The largest finite value of each run.
    pub max: Vec<Option<f64>>,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRun {
    /// Its id.
    pub id: RunId,
    /// Pipeline name.
    pub name: String,
    /// Its current status.
    pub status: Status,
    /// The package.
    pub package: String,
    /// The version that is trained or evaluated.
    pub version: String,
    /// The input dataset with its folder, or that of an evaluation. `None`: it cannot be read.
    pub dataset: Option<String>,
    /// What `evaluate()` returned.
    pub score: Option<f64>,
    /// When it was created.
    pub created: Timestamp,
    /// How long it took, in seconds. `None`: it has not ended, or never began.
    pub seconds: Option<f64>,
    /// The number of its group: runs of one group differ in nothing but their seeds.
    pub group: usize,
}

impl<S: Reads> Runs<'_, S> {
    /// Up to 10,000 runs of the project as a table. What cannot be read of a run is left empty; runs that do not exist
    /// are left out.
    ///
    /// # Errors
    /// There are more runs, or the index cannot be read.
    pub fn table(&self, ids: &[RunId]) -> Result<RunTable> {
        if ids.len() > MOST {
            let (count, most) = (ids.len() as u64, MOST as u64);
            return Err(Message::RunTableMany { count, most }.into());
        }
        let mut runs = self.table_runs(ids)?;
        let specs: Vec<OnceLock<RunSpec>> = runs.iter().map(|_| OnceLock::new()).collect();
        let home = self.0.home();
        let read = |(): &mut (), i: usize| {
            let id = &runs[i].id;
            if let Ok(spec) = read_spec(&home.run(id), id) {
                let _ = specs[i].set(spec);
            }
            Ok(())
        };
        parallel::each(runs.len(), || (), read)?;
        let specs: Vec<Option<RunSpec>> = specs.into_iter().map(OnceLock::into_inner).collect();
        let groups = seeds::groups(specs.iter().map(Option::as_ref));
        for ((run, spec), group) in runs.iter_mut().zip(&specs).zip(groups) {
            run.group = group;
            run.dataset = spec.as_ref().and_then(dataset);
        }
        let (parameters, more_parameters) = parameters(&specs);
        let ids: Vec<RunId> = runs.iter().map(|run| run.id.clone()).collect();
        let (logged, more_logged) = self.logged_columns(&ids)?;
        let (metrics, more_metrics) = self.metric_columns(&ids)?;
        let left_out = more_parameters + more_logged + more_metrics;
        Ok(RunTable { runs, parameters, logged, metrics, left_out })
    }

    /// The parameters that the code of these runs logged as columns, and how many there would be beyond them. As in
    /// [`Self::metric_columns`], the runs are read twice.
    fn logged_columns(&self, ids: &[RunId]) -> Result<(Vec<Parameter>, usize)> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for some in ids.chunks(AT_ONCE) {
            for name in self.logged_parameters(some)?.into_iter().flat_map(BTreeMap::into_keys) {
                *counts.entry(name).or_default() += 1;
            }
        }
        let (names, left_out) = most_common(counts, ids.len());
        if names.is_empty() {
            return Ok((Vec::new(), 0));
        }
        let place = places(&names);
        let mut columns: Vec<Parameter> =
            names.into_iter().map(|name| (name, vec![None; ids.len()])).collect();
        for (chunk, some) in ids.chunks(AT_ONCE).enumerate() {
            for (i, found) in self.logged_parameters(some)?.into_iter().enumerate() {
                for (name, value) in found {
                    if let Some((_, column)) = place.get(&name).and_then(|at| columns.get_mut(*at)) {
                        column[chunk * AT_ONCE + i] = Some(value);
                    }
                }
            }
        }
        Ok((columns, left_out))
    }

    /// The parameters that the code of each of these runs logged, the first 1,000 by their names. What cannot be read has
    /// none.
    fn logged_parameters(&self, ids: &[RunId]) -> Result<Vec<BTreeMap<String, String>>> {
        let read: Vec<OnceLock<BTreeMap<String, String>>> = ids.iter().map(|_| OnceLock::new()).collect();
        let home = self.0.home();
        let work = |(): &mut (), i: usize| {
            let all = logged::read(&home.run(&ids[i])).unwrap_or_default();
            let _ =
                read[i].set(all.into_iter().take(COLUMNS).map(|(name, text)| (name, cut(&text))).collect());
            Ok(())
        };
        parallel::each(ids.len(), || (), work)?;
        Ok(read.into_iter().map(|read| read.into_inner().unwrap_or_default()).collect())
    }

    /// The metrics of these runs as columns, and how many there would be beyond them. The runs are read twice, some at a
    /// time: all metrics of all of them may not fit into memory.
    pub(crate) fn metric_columns(&self, ids: &[RunId]) -> Result<(Vec<MetricColumn>, usize)> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for some in ids.chunks(AT_ONCE) {
            for metric in self.metrics_in_index(some)?.into_values().flatten() {
                *counts.entry(metric.name).or_default() += 1;
            }
        }
        let (names, left_out) = most_common(counts, ids.len());
        let place = places(&names);
        let none = || vec![None; ids.len()];
        let mut columns: Vec<MetricColumn> = names
            .into_iter()
            .map(|name| MetricColumn { name, last: none(), min: none(), max: none() })
            .collect();
        for (chunk, some) in ids.chunks(AT_ONCE).enumerate() {
            let mut found = self.metrics_in_index(some)?;
            for (i, id) in some.iter().enumerate() {
                for metric in found.remove(id).unwrap_or_default() {
                    let Some(column) = place.get(&metric.name).and_then(|at| columns.get_mut(*at)) else {
                        continue;
                    };
                    let row = chunk * AT_ONCE + i;
                    (column.last[row], column.min[row], column.max[row]) =
                        (metric.last, metric.min, metric.max);
                }
            }
        }
        Ok((columns, left_out))
    }

    /// The rows without what only the runs' specs say.
    fn table_runs(&self, ids: &[RunId]) -> Result<Vec<TableRun>> {
        let wanted: HashSet<&str> = ids.iter().map(RunId::as_str).collect();
        let mut runs = Vec::with_capacity(wanted.len());
        self.each_line(|line| {
            if let Some(id) = wanted.get(line.id).and_then(|id| id.parse().ok()) {
                let took =
                    |began: Timestamp| line.ended.map(|ended| ended.duration_since(began).as_secs_f64());
                runs.push(TableRun {
                    id,
                    name: line.name.to_string(),
                    status: line.status,
                    package: line.package.to_string(),
                    version: line.version.to_string(),
                    dataset: None,
                    score: line.score,
                    created: line.created,
                    seconds: line.started.and_then(took).map(|seconds| seconds.max(0.0)),
                    group: 0,
                });
            }
        })?;
        Ok(runs)
    }
}

/// The data that a run trains on or, if it does not, evaluates on.
fn dataset(spec: &RunSpec) -> Option<String> {
    let DatasetRef { name, folder, .. } = spec.input.as_ref().or(spec.evaluation.as_ref())?;
    Some(below(name, folder))
}

/// How many columns of so many rows a table has.
fn room(rows: usize) -> usize {
    (VALUES / rows.max(1)).min(COLUMNS)
}

/// Of the names that so many rows each have, those that most have, as many as a table of so many `rows` has room for; and
/// how many there would be beyond them.
fn most_common(counts: BTreeMap<String, usize>, rows: usize) -> (Vec<String>, usize) {
    let mut names: Vec<(String, usize)> = counts.into_iter().collect();
    names.sort_by_key(|(_, count)| Reverse(*count));
    let left_out = names.len().saturating_sub(room(rows));
    names.truncate(room(rows));
    (names.into_iter().map(|(name, _)| name).collect(), left_out)
}

/// The index of each name.
fn places(names: &[String]) -> HashMap<String, usize> {
    names.iter().enumerate().map(|(i, name)| (name.clone(), i)).collect()
}

/// The beginning of a parameter's value.
fn cut(value: &str) -> String {
    value.chars().take(LONGEST).collect()
}

/// The name of a parameter, and its value in each run.
type Parameter = (String, Vec<Option<String>>);

/// The columns of the parameters, and how many there would be beyond them.
fn parameters(specs: &[Option<RunSpec>]) -> (Vec<Parameter>, usize) {
    let mut found: BTreeMap<&str, Vec<(usize, &str)>> = BTreeMap::new();
    for (row, spec) in specs.iter().enumerate() {
        for parameter in spec.iter().flat_map(|spec| spec.parameters.iter()) {
            if let ParameterValue::Plain(value) = &parameter.value {
                found.entry(&parameter.name).or_default().push((row, value));
            }
        }
    }
    let counts = found.iter().map(|(name, values)| (name.to_string(), values.len())).collect();
    let (names, left_out) = most_common(counts, specs.len());
    let column = |name: String| {
        let mut column = vec![None; specs.len()];
        for (row, value) in found.get(name.as_str()).into_iter().flatten() {
            column[*row] = Some(cut(value));
        }
        (name, column)
    };
    (names.into_iter().map(column).collect(), left_out)
}
