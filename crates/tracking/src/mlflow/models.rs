//! Calls about logged models (MLflow 3): a model of a run, with files, parameters and metrics of its own.

use std::collections::{BTreeMap, HashMap, VecDeque};

use serde_json::{Value, json};

use super::filter::{Cell, Kind, Searched};
use super::history::Logged;
use super::json::{items, of_pairs, of_real, text};
use super::page;
use super::refusal::{Answer, Refusal};
use super::room::name;
use super::sink::Model as Said;
use super::state::{State, as_file_name, new_id, now};

/// How many logged models are kept, of which the oldest is forgotten when there are more, and how many metrics of each.
const MOST: usize = 10_000;
const MOST_METRICS: usize = 1000;

/// The logged models.
#[derive(Default)]
pub(super) struct Models {
    all: HashMap<String, Model>,
    /// Their ids, in the order in which they were made.
    order: VecDeque<String>,
    /// How many there were.
    made: u64,
}

struct Model {
    id: String,
    experiment: String,
    name: String,
    run: String,
    kind: String,
    status: String,
    created: i64,
    updated: i64,
    folder: String,
    params: BTreeMap<String, String>,
    tags: BTreeMap<String, String>,
    /// By name and dataset.
    metrics: BTreeMap<(String, String), Metric>,
}

struct Metric {
    latest: Logged,
    run: String,
    digest: String,
}

impl Models {
    fn get(&mut self, id: &str) -> Result<&mut Model, Refusal> {
        self.all.get_mut(id).ok_or_else(|| Refusal::absent("logged model", id))
    }

    /// Where the files of a model are.
    pub(super) fn artifact_uri(&self, id: &str) -> Option<String> {
        self.all.get(id).map(Model::artifact_uri)
    }
}

impl State {
    pub(super) fn create_model(&mut self, arguments: &Value) -> Answer {
        let id = format!("m-{}", new_id());
        let argument = |argument| name(arguments, argument).into_owned();
        let name = match argument("name") {
            name if name.is_empty() => "model".into(),
            name => name,
        };
        self.models.made += 1;
        let folder = self.take_folder(format!("models/{}", as_file_name(&name)), self.models.made);
        if self.models.all.len() >= MOST
            && let Some(oldest) = self.models.order.pop_front()
        {
            self.forget_model(&oldest);
            self.room.is_full = true;
        }
        let model = Model {
            id: id.clone(),
            experiment: argument("experiment_id"),
            name,
            run: argument("source_run_id"),
            kind: argument("model_type"),
            status: "LOGGED_MODEL_PENDING".into(),
            created: now(),
            updated: now(),
            folder,
            params: BTreeMap::new(),
            tags: BTreeMap::new(),
            metrics: BTreeMap::new(),
        };
        self.models.order.push_back(id.clone());
        self.models.all.insert(id.clone(), model);
        self.set_model_params(&id, arguments)?;
        self.set_model_tags(&id, arguments)
    }

    pub(super) fn get_model(&mut self, id: &str) -> Answer {
        Ok(json!({ "model": self.models.get(id)?.shown() }))
    }

    pub(super) fn finalize_model(&mut self, id: &str, arguments: &Value) -> Answer {
        let model = self.models.get(id)?;
        let status = text(arguments, "status");
        // Some clients send the number that the status has in the protocol.
        model.status = match &*status {
            "2" | "LOGGED_MODEL_READY" => "LOGGED_MODEL_READY".into(),
            "3" | "LOGGED_MODEL_UPLOAD_FAILED" => "LOGGED_MODEL_UPLOAD_FAILED".into(),
            _ => "LOGGED_MODEL_PENDING".into(),
        };
        model.updated = now();
        let is_ready = model.status == "LOGGED_MODEL_READY";
        let part = self.runs.get(&model.run).map(|run| &*run.part).unwrap_or_default();
        self.sink.model(part, &Said { id, name: &model.name, folder: &model.folder, is_ready });
        Ok(json!({ "model": model.shown() }))
    }

    pub(super) fn delete_model(&mut self, id: &str) -> Answer {
        self.models.get(id)?;
        self.models.order.retain(|kept| kept != id);
        self.forget_model(id);
        Ok(json!({}))
    }

    fn forget_model(&mut self, id: &str) {
        let Some(model) = self.models.all.remove(id) else { return };
        self.room.free_all(&model.params);
        self.room.free_all(&model.tags);
        for ((name, dataset), metric) in &model.metrics {
            self.room.free(name.len() + dataset.len() + metric.digest.len());
        }
    }

    pub(super) fn set_model_tags(&mut self, id: &str, arguments: &Value) -> Answer {
        let model = self.models.get(id)?;
        items(arguments, "tags").iter().for_each(|tag| self.room.put(&mut model.tags, tag));
        Ok(json!({ "model": model.shown() }))
    }

    pub(super) fn delete_model_tag(&mut self, id: &str, key: &str) -> Answer {
        let model = self.models.get(id)?;
        self.room.remove(&mut model.tags, key);
        Ok(json!({ "model": model.shown() }))
    }

    pub(super) fn set_model_params(&mut self, id: &str, arguments: &Value) -> Answer {
        let model = self.models.get(id)?;
        items(arguments, "params").iter().for_each(|param| self.room.put(&mut model.params, param));
        Ok(json!({}))
    }

    pub(super) fn search_models(&mut self, arguments: &Value) -> Answer {
        let wanted = items(arguments, "experiment_ids");
        let is_wanted = |model: &&Model| wanted.iter().any(|id| id == &*model.experiment);
        // The newest first.
        let all = self.models.order.iter().rev().filter_map(|id| self.models.all.get(id)).filter(is_wanted);
        page::search(arguments, "models", all, Model::shown)
    }

    /// Keeps a value of a metric that was logged for a model.
    pub(super) fn keep_for_model(&mut self, run: &str, name: &str, latest: Logged, arguments: &Value) {
        let Some(model) = self.models.all.get_mut(&*text(arguments, "model_id")) else { return };
        let (dataset, digest) = (text(arguments, "dataset_name"), text(arguments, "dataset_digest"));
        let bytes = name.len() + dataset.len() + digest.len();
        if let Some(metric) = model.metrics.get_mut(&(name.to_string(), dataset.to_string())) {
            metric.latest = latest;
        } else if model.metrics.len() < MOST_METRICS && self.room.has(bytes) {
            let metric = Metric { latest, run: run.into(), digest: digest.into_owned() };
            model.metrics.insert((name.into(), dataset.into_owned()), metric);
        }
    }
}

impl Model {
    fn artifact_uri(&self) -> String {
        format!("mlflow-artifacts:/{}", self.folder)
    }

    fn shown(&self) -> Value {
        let metric = |((name, dataset), metric): (&(String, String), &Metric)| {
            let mut shown = json!({
                "key": name,
                "value": of_real(metric.latest.value),
                "timestamp": metric.latest.time,
                "step": metric.latest.step,
                "model_id": self.id,
                "run_id": metric.run,
            });
            if !dataset.is_empty() {
                shown["dataset_name"] = dataset.as_str().into();
                shown["dataset_digest"] = metric.digest.as_str().into();
            }
            shown
        };
        json!({
            "info": {
                "model_id": self.id,
                "experiment_id": self.experiment,
                "name": self.name,
                "creation_timestamp_ms": self.created,
                "last_updated_timestamp_ms": self.updated,
                "artifact_uri": self.artifact_uri(),
                "status": self.status,
                "model_type": self.kind,
                "source_run_id": self.run,
                "tags": of_pairs(&self.tags),
            },
            "data": {
                "params": of_pairs(&self.params),
                "metrics": self.metrics.iter().map(metric).collect::<Value>(),
            },
        })
    }
}

impl Searched for Model {
    fn cell(&self, kind: Kind, name: &str) -> Option<Cell> {
        let text = |text: &String| Some(Cell::Text(text.clone()));
        match (kind, name) {
            (Kind::Metric, wanted) => {
                let found = self.metrics.iter().find(|((name, _), _)| name == wanted);
                found.map(|(_, metric)| Cell::Number(metric.latest.value))
            }
            (Kind::Param, name) => self.params.get(name).and_then(text),
            (Kind::Tag, name) => self.tags.get(name).and_then(text),
            (Kind::Attribute, "name" | "model_name") => text(&self.name),
            (Kind::Attribute, "model_id") => text(&self.id),
            (Kind::Attribute, "model_type") => text(&self.kind),
            (Kind::Attribute, "status") => {
                // A filter names it without its prefix.
                Some(Cell::Text(self.status.trim_start_matches("LOGGED_MODEL_").into()))
            }
            (Kind::Attribute, "source_run_id" | "run_id") => text(&self.run),
            (Kind::Attribute, "experiment_id") => text(&self.experiment),
            (Kind::Attribute, "artifact_uri" | "artifact_location") => Some(Cell::Text(self.artifact_uri())),
            (Kind::Attribute, "creation_time" | "creation_timestamp" | "creation_timestamp_ms") => {
                Some(Cell::Number(self.created as f64))
            }
            (
                Kind::Attribute,
                "last_updated_time" | "last_updated_timestamp" | "last_updated_timestamp_ms",
            ) => Some(Cell::Number(self.updated as f64)),
            _ => None,
        }
    }
}
