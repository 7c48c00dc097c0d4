//! What the endpoint knows, for the training to read back: in memory, and bounded.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::history::{Logged, Series};
use super::json::{of_pairs, of_real};
use super::models::Models;
use super::refusal::Refusal;
use super::registry::Registry;
use super::room::Room;
use super::sink::{Note, Run as Said, Sink};

/// How many MLflow runs are kept. When there are more, the one that ended first is forgotten.
const MOST_RUNS: usize = 10_000;
/// How many metrics of all runs are kept.
const MOST_METRICS: usize = 10_000;
/// The longest name of a folder, in bytes.
const LONGEST: usize = 100;

/// All that is known.
pub(super) struct State {
    pub(super) sink: Box<dyn Sink>,
    pub(super) experiments: Vec<Experiment>,
    pub(super) runs: HashMap<String, Run>,
    /// The ids of the runs, in the order in which they were made.
    pub(super) order: VecDeque<String>,
    pub(super) models: Models,
    pub(super) registry: Registry,
    pub(super) room: Room,
    folders: HashSet<String>,
    /// How many MLflow runs there were.
    made: u64,
    /// How many experiments there were.
    experiments_made: u64,
    has_said_traces: bool,
}

/// An experiment: a folder of runs.
pub(super) struct Experiment {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) created: i64,
    pub(super) updated: i64,
    pub(super) is_deleted: bool,
    pub(super) tags: BTreeMap<String, String>,
}

/// An MLflow run.
pub(super) struct Run {
    pub(super) id: String,
    pub(super) experiment: String,
    pub(super) name: String,
    pub(super) user: String,
    pub(super) status: String,
    pub(super) start: i64,
    pub(super) end: Option<i64>,
    pub(super) is_deleted: bool,
    pub(super) part: String,
    pub(super) folder: String,
    pub(super) params: BTreeMap<String, String>,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) metrics: BTreeMap<String, Series>,
    pub(super) datasets: Vec<Value>,
    pub(super) model_inputs: Vec<Value>,
    pub(super) model_outputs: Vec<Value>,
}

impl State {
    pub(super) fn new(sink: Box<dyn Sink>) -> Self {
        let mut state = Self {
            sink,
            experiments: Vec::new(),
            runs: HashMap::new(),
            order: VecDeque::new(),
            models: Models::default(),
            registry: Registry::default(),
            room: Room::default(),
            // Where the files of models and traces are.
            folders: HashSet::from(["models".into(), "traces".into()]),
            made: 0,
            experiments_made: 0,
            has_said_traces: false,
        };
        state.add_experiment("Default".into(), BTreeMap::new());
        state
    }

    /// Adds an experiment, and returns its id.
    pub(super) fn add_experiment(&mut self, name: String, tags: BTreeMap<String, String>) -> String {
        let (id, now) = (self.experiments_made.to_string(), now());
        self.experiments_made += 1;
        let (created, updated) = (now, now);
        self.experiments.push(Experiment { id: id.clone(), name, created, updated, is_deleted: false, tags });
        id
    }

    pub(super) fn run(&mut self, id: &str) -> Result<&mut Run, Refusal> {
        self.runs.get_mut(id).ok_or_else(|| Refusal::absent("run", id))
    }

    /// The number of the next run, from 1.
    pub(super) fn next_number(&self) -> u64 {
        self.made + 1
    }

    /// Adds a run, and gives it its part and its folder.
    pub(super) fn add_run(&mut self, mut run: Run) {
        self.made += 1;
        let folder = as_file_name(&run.name);
        let mut part: String = run.name.chars().take(LONGEST).collect();
        run.folder = self.take_folder(folder.clone(), self.made);
        if run.folder != folder {
            part = format!("{part}-{}", self.made);
        }
        run.part = if self.made == 1 { String::new() } else { part };
        if self.runs.len() >= MOST_RUNS {
            self.forget_a_run();
        }
        self.order.push_back(run.id.clone());
        let id = run.id.clone();
        self.runs.insert(id.clone(), run);
        self.say_run(&id);
    }

    /// Takes a folder, with a number if something has or had one of that name.
    pub(super) fn take_folder(&mut self, mut folder: String, number: u64) -> String {
        if self.folders.len() > MOST_RUNS || self.folders.contains(&folder) {
            folder = format!("{folder}-{number}");
        }
        if self.folders.len() <= MOST_RUNS {
            self.folders.insert(folder.clone());
        }
        folder
    }

    fn forget_a_run(&mut self) {
        let ended = |id: &String| self.runs.get(id).is_none_or(|run| run.status != "RUNNING");
        let at = self.order.iter().position(ended).unwrap_or(0);
        if let Some(run) = self.order.remove(at).and_then(|id| self.runs.remove(&id)) {
            self.room.metrics = self.room.metrics.saturating_sub(run.metrics.len());
            self.room.is_full = true;
            [&run.params, &run.tags].into_iter().for_each(|texts| self.room.free_all(texts));
            run.metrics.keys().for_each(|name| self.room.free(name.len()));
            for values in [&run.datasets, &run.model_inputs, &run.model_outputs] {
                values.iter().for_each(|value| self.room.free(value.to_string().len()));
            }
        }
    }

    /// Tells the sink how a run is now.
    pub(super) fn say_run(&mut self, id: &str) {
        let Some(run) = self.runs.get(id) else { return };
        let experiment = self.experiments.iter().find(|experiment| experiment.id == run.experiment);
        self.sink.run(&Said {
            id: &run.id,
            part: &run.part,
            name: &run.name,
            experiment: experiment.map(|experiment| &*experiment.name).unwrap_or_default(),
            folder: &run.folder,
            status: &run.status,
            start: seconds(run.start),
            end: run.end.map(seconds),
        });
    }

    /// Whether a run has this very value of a metric already, with its step and time: MLflow's own database keeps it
    /// once. Its client sends all values of a run again for each model that is logged.
    pub(super) fn has(&self, run: &str, name: &str, value: Logged, is_of_model: bool) -> bool {
        let series = self.runs.get(run).and_then(|run| run.metrics.get(name));
        series.is_some_and(|series| series.has(value, is_of_model))
    }

    /// Keeps a value of a metric of a run.
    pub(super) fn keep(&mut self, run: &str, name: &str, value: Logged) {
        let Some(run) = self.runs.get_mut(run) else { return };
        if let Some(series) = run.metrics.get_mut(name) {
            series.push(value, self.room.metrics);
        } else if self.room.metrics >= MOST_METRICS {
            self.room.is_full = true;
        } else if self.room.has(name.len()) {
            self.room.metrics += 1;
            run.metrics.insert(name.into(), Series::new(value));
        }
    }

    /// Tells the sink, once, if not all could be kept.
    pub(super) fn say_fullness(&mut self, was_full: bool) {
        if self.room.is_full && !was_full {
            self.sink.note(&Note::TooMuch);
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.room.is_full
    }

    /// Tells the sink, once, that there are traces.
    pub(super) fn say_traces(&mut self) {
        if !std::mem::replace(&mut self.has_said_traces, true) {
            self.sink.note(&Note::Traces);
        }
    }
}

impl Experiment {
    pub(super) fn shown(&self) -> Value {
        json!({
            "experiment_id": self.id,
            "name": self.name,
            "artifact_location": "mlflow-artifacts:/",
            "lifecycle_stage": stage(self.is_deleted),
            "creation_time": self.created,
            "last_update_time": self.updated,
            "tags": of_pairs(&self.tags),
        })
    }
}

impl Run {
    pub(super) fn info(&self) -> Value {
        let mut info = json!({
            "run_uuid": self.id,
            "run_id": self.id,
            "run_name": self.name,
            "experiment_id": self.experiment,
            "user_id": self.user,
            "status": self.status,
            "start_time": self.start,
            "artifact_uri": self.artifact_uri(),
            "lifecycle_stage": stage(self.is_deleted),
        });
        if let Some(end) = self.end {
            info["end_time"] = end.into();
        }
        info
    }

    pub(super) fn artifact_uri(&self) -> String {
        format!("mlflow-artifacts:/{}", self.folder)
    }

    pub(super) fn shown(&self) -> Value {
        let metrics = self.metrics.iter().map(|(name, series)| shown(name, &series.latest));
        json!({
            "info": self.info(),
            "data": {
                "metrics": metrics.collect::<Value>(),
                "params": of_pairs(&self.params),
                "tags": of_pairs(&self.tags),
            },
            "inputs": { "dataset_inputs": self.datasets, "model_inputs": self.model_inputs },
            "outputs": { "model_outputs": self.model_outputs },
        })
    }
}

/// A value of a metric as an answer has it.
pub(super) fn shown(name: &str, logged: &Logged) -> Value {
    json!({"key": name, "value": of_real(logged.value), "timestamp": logged.time, "step": logged.step})
}

/// The stage of something's life.
pub(super) fn stage(is_deleted: bool) -> &'static str {
    if is_deleted { "deleted" } else { "active" }
}

/// The time in milliseconds since 1970, UTC.
pub(super) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Milliseconds as seconds.
pub(super) fn seconds(millis: i64) -> f64 {
    millis as f64 / 1000.0
}

/// 32 hexadecimal digits that nothing else has. They are not secret.
pub(super) fn new_id() -> String {
    let random = || RandomState::new().hash_one(now());
    format!("{:016x}{:016x}", random(), random())
}

/// A name for a folder, made of a name that the code gave. It is part of addresses, too.
pub(super) fn as_file_name(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "._-".contains(c) { c } else { '-' };
    let name: String = name.chars().take(LONGEST).map(plain).collect();
    let name = name.get(..name.floor_char_boundary(LONGEST)).unwrap_or_default().trim_start_matches('.');
    if name.is_empty() { "unnamed".into() } else { name.into() }
}
