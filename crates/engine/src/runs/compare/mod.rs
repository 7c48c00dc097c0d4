//! Compares runs of a project side by side: what was asked of them, what they ran with, and what came out.

mod grouped;
mod logged;
mod metrics;
mod seeds;
mod table;
#[cfg(test)]
pub(super) mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use contract::{FolderPath, PipelineKind, PythonVersion, Status};
use files::parallel;
use jiff::Timestamp;
use locales::{Message, Result};
use rundir::series::Figure;
use rundir::{RunDir, RunEventKind, RunMachine, RunSnapshot, RunSnapshots, RunSpec};
use serde::Serialize;

use super::{Run, machine, read_spec};
use crate::parts::Runs;
use crate::reads::Reads;

pub use grouped::GroupValue;
pub use metrics::ComparedMetric;
pub(super) use metrics::{Metrics, of as metrics_so_far, read as read_metrics};
pub use table::{MetricColumn, RunTable, TableRun};

/// The most runs that are compared at once.
const MOST: usize = 10;

/// Runs, compared.
#[derive(Clone, Debug)]
pub struct RunComparison {
    /// The runs, in the order in which they were named.
    pub runs: Vec<Run>,
    /// What there is to say about each of them, except for their metrics.
    pub rows: Vec<ComparedRow>,
    /// Their metrics, by name.
    pub metrics: Vec<ComparedMetric>,
    /// The number of each run's group, from 0: runs of one group differ in nothing but their seeds.
    pub groups: Vec<usize>,
}

/// One thing about all runs.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedRow {
    /// What it is about.
    pub kind: ComparedKind,
    /// What it is called: a fixed word, such as `status`, or the name of a parameter, requirement or metric.
    pub name: String,
    /// Of a metric, which of its values it is about.
    pub figure: Option<Figure>,
    /// Its value in each run. `None`: the run has none, or it cannot be read.
    pub values: Vec<Option<ComparedValue>>,
    /// Whether the runs differ in it, as far as they can be read.
    pub differs: bool,
}

/// What a row of a comparison is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum ComparedKind {
    /// How it went.
    Run,
    /// The code.
    Package,
    /// The datasets.
    Data,
    /// A parameter.
    Parameter,
    /// A parameter that the code logged.
    Logged,
    /// What it ran in, and its limits.
    Environment,
    /// A Python package in its environment.
    Requirement,
    /// A metric.
    Metric,
}

/// A value of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub enum ComparedValue {
    /// As it is written.
    Text(String),
    /// The name of a secret, whose text no run knows.
    Secret(String),
    /// Any number, which need not be finite.
    Number(f64),
    /// A duration.
    Seconds(f64),
    /// A size.
    Bytes(u64),
    /// A time.
    Time(Timestamp),
    /// A run's status.
    Status(Status),
    /// A pipeline type.
    Pipeline(PipelineKind),
    /// On or off.
    Switch(bool),
}

impl ComparedKind {
    /// Its name in the CLI's JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Package => "package",
            Self::Data => "data",
            Self::Parameter => "parameter",
            Self::Logged => "logged",
            Self::Environment => "environment",
            Self::Requirement => "requirement",
            Self::Metric => "metric",
        }
    }

    /// What rows of this kind are called.
    pub fn title(self) -> Message {
        Message::ComparedKind { kind: self.word().to_string() }
    }

    /// Whether the names of its rows are fixed words.
    pub fn is_fixed(self) -> bool {
        matches!(self, Self::Run | Self::Package | Self::Data | Self::Environment)
    }
}

/// Whether two runs have the same value, which may be no number, or none.
fn is_same(one: Option<&ComparedValue>, other: Option<&ComparedValue>) -> bool {
    let is_nan = |value: Option<&ComparedValue>| matches!(value, Some(ComparedValue::Number(number)) if number.is_nan());
    one == other || (is_nan(one) && is_nan(other))
}

impl ComparedRow {
    /// The row with these values. `None`: it cannot be read, and is not compared; `Some(None)`: the run has none.
    fn new(kind: ComparedKind, name: &str, values: Vec<Option<Option<ComparedValue>>>) -> Self {
        let mut known = values.iter().flatten();
        let first = known.next().and_then(Option::as_ref);
        let differs = !known.all(|other| is_same(first, other.as_ref()));
        let values = values.into_iter().map(Option::flatten).collect();
        Self { kind, name: name.to_string(), figure: None, values, differs }
    }

    /// Its name among all rows of its kind: `status`, `val/loss (last)`.
    pub fn full_name(&self) -> String {
        match self.figure {
            Some(figure) => format!("{} ({})", self.name, figure.word()),
            None => self.name.clone(),
        }
    }
}

/// A run, as far as it can be read.
struct Side {
    run: Run,
    spec: Option<RunSpec>,
    /// Of an older program's run, its Python as far as it is known.
    python: Option<PythonVersion>,
    machine: Option<RunMachine>,
    /// The data that it was given.
    data: RunSnapshots,
    /// The versions in its environment, by name.
    requirements: Option<BTreeMap<String, String>>,
    /// The parameters that its code logged, by name.
    logged: Option<BTreeMap<String, String>>,
    metrics: Option<Metrics>,
}

/// What the run's directory says, except for its spec.
struct Read {
    requirements: Option<BTreeMap<String, String>>,
    digest: Option<String>,
    logged: Option<BTreeMap<String, String>>,
    metrics: Option<Metrics>,
}

impl Read {
    fn of(run: &RunDir) -> Self {
        let digest = rundir::first_event(run, |event| match event {
            RunEventKind::Environment { digest, .. } => Some(digest),
            _ => None,
        });
        let requirements = machine::requirements(run).ok();
        Self { requirements, digest, logged: logged::read(run), metrics: metrics::read(run) }
    }
}

impl<S: Reads> Runs<'_, S> {
    /// Compares two to ten runs of one project, whose ids, or beginnings of them, these are. Without `all`, only what
    /// differs is part of it. What cannot be read of a run has no value.
    ///
    /// # Errors
    /// There are fewer or more runs, or one does not exist; they belong to several projects.
    pub fn compare<I: AsRef<str>>(&self, ids: &[I], all: bool) -> Result<RunComparison> {
        let sides = self.sides(self.compared(ids)?)?;
        let (mut rows, mut metrics) = (rows(&sides, self.0.timestamp()), metrics::compared(&sides));
        if !all {
            rows.retain(|row| row.differs);
            metrics.retain(|metric| metric.rows().any(|row| row.differs));
        }
        let groups = seeds::groups(sides.iter().map(|side| side.spec.as_ref()));
        Ok(RunComparison { runs: sides.into_iter().map(|side| side.run).collect(), rows, metrics, groups })
    }

    /// The runs with these ids, each once.
    fn compared<I: AsRef<str>>(&self, ids: &[I]) -> Result<Vec<Run>> {
        let mut runs: Vec<Run> = Vec::new();
        for id in ids {
            let run = self.find(id.as_ref())?;
            if runs.iter().all(|known| known.id != run.id) {
                runs.push(run);
            }
        }
        let (first, others) = match runs.as_slice() {
            [] | [_] => return Err(Message::CompareRunsFew.into()),
            [_, _, ..] if runs.len() > MOST => {
                let (count, most) = (runs.len() as u64, MOST as u64);
                return Err(Message::CompareRunsMany { count, most }.into());
            }
            [first, others @ ..] => (first, others),
        };
        match others.iter().find(|other| other.project != first.project) {
            Some(other) => {
                let (one, other) = (first.id.to_string(), other.id.to_string());
                Err(Message::CompareRunsProjects { one, other }.into())
            }
            None => Ok(runs),
        }
    }

    fn sides(&self, runs: Vec<Run>) -> Result<Vec<Side>> {
        let directories: Vec<RunDir> = runs.iter().map(|run| self.0.home().run(&run.id)).collect();
        let read: Vec<OnceLock<Read>> = runs.iter().map(|_| OnceLock::new()).collect();
        let work = |(): &mut (), i: usize| {
            let _ = read[i].set(Read::of(&directories[i]));
            Ok(())
        };
        parallel::each(runs.len(), || (), work)?;
        let cached = environments::cached_environments(&self.0.home().cache());
        let side = |(run, read): (Run, OnceLock<Read>)| {
            let spec = read_spec(&self.0.home().run(&run.id), &run.id).ok();
            let Read { requirements, digest, logged, metrics } = read.into_inner()?;
            let environment = cached.iter().find(|cached| Some(&cached.digest) == digest.as_ref());
            // Of an environment that was removed, it is only known which Python was asked for.
            let asked = || spec.as_ref()?.package.python.filter(|asked| *asked >= PythonVersion::OLDEST);
            let python = environment.and_then(|cached| cached.python).or_else(asked);
            let machine =
                RunMachine::of(&self.0.home().run(&run.id), spec.as_ref().is_some_and(|spec| spec.gpu));
            let data = self.snapshots(&run.id);
            Some(Side { run, spec, python, machine, data, requirements, logged, metrics })
        };
        Ok(runs.into_iter().zip(read).filter_map(side).collect())
    }
}

fn rows(sides: &[Side], now: Timestamp) -> Vec<ComparedRow> {
    let mut rows = Vec::new();
    let mut add = |kind, name: &str, value: &dyn Fn(&Side) -> Option<Option<ComparedValue>>| {
        rows.push(ComparedRow::new(kind, name, sides.iter().map(value).collect()));
    };
    let text = |text: &dyn ToString| Some(ComparedValue::Text(text.to_string()));

    add(ComparedKind::Run, "name", &|side| Some(text(&side.run.name)));
    add(ComparedKind::Run, "type", &|side| Some(Some(ComparedValue::Pipeline(side.run.kind))));
    add(ComparedKind::Run, "status", &|side| Some(Some(ComparedValue::Status(side.run.status))));
    add(ComparedKind::Run, "score", &|side| Some(side.run.score.map(ComparedValue::Number)));
    add(ComparedKind::Run, "started", &|side| Some(side.run.started.map(ComparedValue::Time)));
    add(ComparedKind::Run, "duration", &|side| Some(duration(&side.run, now).map(ComparedValue::Seconds)));

    add(ComparedKind::Package, "package", &|side| Some(text(&side.run.package)));
    add(ComparedKind::Package, "version", &|side| Some(text(&side.run.version)));
    add(ComparedKind::Package, "as_of", &|side| Some(side.spec.as_ref()?.as_of.and_then(|day| text(&day))));
    add(ComparedKind::Package, "digest", &|side| Some(text(&side.spec.as_ref()?.package.digest)));

    add(ComparedKind::Data, "dataset", &|side| {
        Some(side.run.dataset.as_ref().and_then(|name| text(&below(name, &side.run.folder))))
    });
    add(ComparedKind::Data, "evaluation_dataset", &|side| {
        Some(side.run.evaluation.as_ref().and_then(|name| text(&below(name, &side.run.evaluation_folder))))
    });

    // A run of an older program did not record what was in its dataset.
    let content = |dataset: bool, snapshot: &Option<RunSnapshot>| match snapshot {
        Some(snapshot) => Some(text(&snapshot.content)),
        None if dataset => None,
        None => Some(None),
    };
    add(ComparedKind::Data, "content", &|side| content(side.run.dataset.is_some(), &side.data.input));
    add(ComparedKind::Data, "evaluation_content", &|side| {
        content(side.run.evaluation.is_some(), &side.data.evaluation)
    });

    for name in parameters(sides) {
        add(ComparedKind::Parameter, &name, &|side| {
            let found = side.spec.as_ref()?.parameters.iter().find(|parameter| parameter.name == name);
            Some(found.map(|found| match &found.value {
                contract::ParameterValue::Plain(text) => ComparedValue::Text(text.clone()),
                contract::ParameterValue::Secret(secret) => ComparedValue::Secret(secret.clone()),
            }))
        });
    }

    for name in names(sides, |side| side.logged.as_ref()) {
        add(ComparedKind::Logged, name, &|side| {
            Some(side.logged.as_ref()?.get(name).and_then(|value| text(value)))
        });
    }

    // Beside the run of an older program, more digits would look like a difference.
    let is_exact = sides.iter().all(|side| side.machine.as_ref().is_some_and(|on| on.python.is_some()));
    add(ComparedKind::Environment, "python", &|side| match side.machine.as_ref() {
        Some(on) if is_exact => on.python.as_ref().map(|python| text(python)),
        _ => side.python.map(|python| text(&python)),
    });
    add(ComparedKind::Environment, "isolation", &|side| {
        Some(Some(ComparedValue::Switch(side.spec.as_ref()?.isolation.is_on())))
    });
    add(ComparedKind::Environment, "gpu", &|side| Some(Some(ComparedValue::Switch(side.spec.as_ref()?.gpu))));
    add(ComparedKind::Environment, "memory_limit", &|side| {
        Some(side.spec.as_ref()?.limits.memory.map(ComparedValue::Bytes))
    });
    add(ComparedKind::Environment, "cores", &|side| {
        Some(side.spec.as_ref()?.limits.cores.and_then(|cores| text(&cores)))
    });

    let known = |value: &str| Some(value).filter(|value| !value.is_empty()).and_then(|value| text(&value));
    let counted = |number: u64| (number > 0).then_some(number);
    let mut of_machine = |name: &str, value: &dyn Fn(&RunMachine) -> Option<ComparedValue>| {
        add(ComparedKind::Environment, name, &|side| Some(value(side.machine.as_ref()?)));
    };
    of_machine("processor", &|on| known(&on.machine.cpu));
    of_machine("processor_cores", &|on| counted(on.machine.cores.into()).and_then(|count| text(&count)));
    of_machine("usable_cores", &|on| counted(on.machine.usable.into()).and_then(|count| text(&count)));
    of_machine("memory", &|on| counted(on.machine.memory).map(ComparedValue::Bytes));
    of_machine("gpu_model", &|on| known(&on.gpu.as_ref()?.name));
    of_machine("gpu_memory", &|on| counted(on.gpu.as_ref()?.memory).map(ComparedValue::Bytes));
    of_machine("gpu_driver", &|on| known(&on.gpu.as_ref()?.driver));
    of_machine("system", &|on| known(&on.machine.system));
    of_machine("kernel", &|on| known(&on.machine.kernel));

    for name in names(sides, |side| side.requirements.as_ref()) {
        add(ComparedKind::Requirement, name, &|side| {
            Some(side.requirements.as_ref()?.get(name).and_then(|version| text(version)))
        });
    }
    // Other versions have other digests. One version has two if it was removed and added again, or was imported.
    if let Some(row) = rows.iter_mut().find(|row| row.name == "digest" && row.kind == ComparedKind::Package) {
        row.differs = sides.iter().flat_map(|side| &side.spec).any(|one| {
            let is_other = |other: &RunSpec| {
                let (one, other) = (&one.package, &other.package);
                (&one.name, one.version) == (&other.name, other.version) && one.digest != other.digest
            };
            sides.iter().flat_map(|side| &side.spec).any(is_other)
        });
    }
    rows
}

/// The names of all of these values.
fn names(sides: &[Side], values: impl Fn(&Side) -> Option<&BTreeMap<String, String>>) -> BTreeSet<&String> {
    sides.iter().filter_map(values).flat_map(BTreeMap::keys).collect()
}

/// The names of all parameters, in the order in which the runs have them.
fn parameters(sides: &[Side]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for parameter in sides.iter().flat_map(|side| &side.spec).flat_map(|spec| spec.parameters.iter()) {
        if !names.contains(&parameter.name) {
            names.push(parameter.name.clone());
        }
    }
    names
}

/// A folder of a dataset, or the dataset itself.
fn below(name: &contract::DatasetName, folder: &FolderPath) -> String {
    format!("{name}/{folder}").trim_end_matches('/').to_string()
}

/// In seconds; of a run that has not ended, until now.
fn duration(run: &Run, now: Timestamp) -> Option<f64> {
    let ended = run.ended.unwrap_or(now).as_microsecond();
    Some((ended - run.started?.as_microsecond()).max(0) as f64 / 1e6)
}
