//! Calls about MLflow runs: their life, what they used and what came out.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::experiments::is_viewed;
use super::filter::{Cell, Kind, Searched};
use super::json::{integer, items, text};
use super::page;
use super::refusal::Answer;
use super::room::{cut, name};
use super::sink::Input;
use super::state::{Run, State, new_id, now};

/// The tag with a run's name.
pub(super) const NAME: &str = "mlflow.runName";
/// How many inputs and outputs of each kind a run has.
const MOST: usize = 1000;

/// The id of the run that a call is about.
pub(super) fn run_id(arguments: &Value) -> Cow<'_, str> {
    match text(arguments, "run_id") {
        id if id.is_empty() => text(arguments, "run_uuid"),
        id => id,
    }
}

impl State {
    pub(super) fn create_run(&mut self, arguments: &Value) -> Answer {
        let tags = items(arguments, "tags");
        let mut run_name = name(arguments, "run_name");
        if let Some(tag) = tags.iter().find(|tag| text(tag, "key") == NAME).filter(|_| run_name.is_empty()) {
            run_name = name(tag, "value");
        }
        if run_name.is_empty() {
            // The same in each training, so that their parts can be compared.
            run_name = format!("run-{}", self.next_number()).into();
        }
        let experiment = match text(arguments, "experiment_id") {
            id if self.experiments.iter().any(|experiment| experiment.id == id) => id.into_owned(),
            // A variable of the environment can name one of another server.
            _ => "0".into(),
        };
        let id = new_id();
        self.add_run(Run {
            id: id.clone(),
            experiment,
            name: run_name.to_string(),
            user: name(arguments, "user_id").into_owned(),
            status: "RUNNING".into(),
            start: integer(arguments, "start_time").unwrap_or_else(now),
            end: None,
            is_deleted: false,
            part: String::new(),
            folder: String::new(),
            params: BTreeMap::new(),
            tags: BTreeMap::new(),
            metrics: BTreeMap::new(),
            datasets: Vec::new(),
            model_inputs: Vec::new(),
            model_outputs: Vec::new(),
        });
        self.log_tags(&id, tags);
        if !tags.iter().any(|tag| text(tag, "key") == NAME) {
            self.log_tags(&id, &[json!({"key": NAME, "value": run_name})]);
        }
        Ok(json!({ "run": self.run(&id)?.shown() }))
    }

    pub(super) fn get_run(&mut self, arguments: &Value) -> Answer {
        Ok(json!({ "run": self.run(&run_id(arguments))?.shown() }))
    }

    pub(super) fn update_run(&mut self, arguments: &Value) -> Answer {
        let id = run_id(arguments);
        let (status, name) = (text(arguments, "status"), text(arguments, "run_name"));
        let run = self.run(&id)?;
        if ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"].contains(&&*status) {
            run.status = status.into_owned();
            run.end = None;
        }
        if let Some(end) = integer(arguments, "end_time") {
            run.end = Some(end);
        }
        if name.is_empty() {
            self.say_run(&id);
        } else {
            self.log_tags(&id, &[json!({"key": NAME, "value": name})]);
        }
        Ok(json!({ "run_info": self.run(&id)?.info() }))
    }

    /// Gives a run another name; its part and its folder stay.
    pub(super) fn rename_run(&mut self, id: &str, name: &str) {
        if let Ok(run) = self.run(id)
            && run.name != cut(name)
        {
            run.name = cut(name).into();
            self.say_run(id);
        }
    }

    pub(super) fn delete_run(&mut self, arguments: &Value, is_deleted: bool) -> Answer {
        self.run(&run_id(arguments))?.is_deleted = is_deleted;
        Ok(json!({}))
    }

    pub(super) fn search_runs(&mut self, arguments: &Value) -> Answer {
        let view = text(arguments, "run_view_type");
        let wanted = items(arguments, "experiment_ids");
        let is_wanted =
            |run: &&Run| wanted.iter().any(|id| id == &*run.experiment) && is_viewed(&view, run.is_deleted);
        // The newest first.
        let all = self.order.iter().rev().filter_map(|id| self.runs.get(id)).filter(is_wanted);
        page::search(arguments, "runs", all, Run::shown)
    }

    pub(super) fn log_inputs(&mut self, arguments: &Value) -> Answer {
        let id = run_id(arguments);
        self.run(&id)?;
        for used in items(arguments, "datasets") {
            let Some(dataset) = used.get("dataset") else { continue };
            let tags = items(used, "tags").iter();
            let context = tags.clone().find(|tag| text(tag, "key") == "mlflow.data.context");
            let input = Input {
                name: &text(dataset, "name"),
                digest: &text(dataset, "digest"),
                source_type: &text(dataset, "source_type"),
                source: &text(dataset, "source"),
                context: &context.map(|tag| text(tag, "value")).unwrap_or_default(),
            };
            let Some(run) = self.runs.get_mut(&*id) else { continue };
            if run.datasets.contains(used) {
                continue;
            }
            self.sink.input(&run.part, &input);
            if run.datasets.len() < MOST && self.room.has(used.to_string().len()) {
                run.datasets.push(used.clone());
            }
        }
        self.keep_models(&id, items(arguments, "models"), |run| &mut run.model_inputs);
        Ok(json!({}))
    }

    pub(super) fn log_outputs(&mut self, arguments: &Value) -> Answer {
        let id = run_id(arguments);
        self.run(&id)?;
        self.keep_models(&id, items(arguments, "models"), |run| &mut run.model_outputs);
        Ok(json!({}))
    }

    fn keep_models(&mut self, run: &str, models: &[Value], of: impl Fn(&mut Run) -> &mut Vec<Value>) {
        for model in models {
            let Some(kept) = self.runs.get_mut(run).map(&of) else { return };
            if kept.len() < MOST && !kept.contains(model) && self.room.has(model.to_string().len()) {
                kept.push(model.clone());
            }
        }
    }
}

impl Searched for Run {
    fn cell(&self, kind: Kind, name: &str) -> Option<Cell> {
        let number = |millis: i64| Some(Cell::Number(millis as f64));
        let text = |text: &String| Some(Cell::Text(text.clone()));
        match (kind, name) {
            (Kind::Metric, name) => self.metrics.get(name).map(|series| Cell::Number(series.latest.value)),
            (Kind::Param, name) => self.params.get(name).and_then(text),
            (Kind::Tag, name) => self.tags.get(name).and_then(text),
            (Kind::Dataset, name) => self
                .datasets
                .first()
                .and_then(|used| used.get("dataset")?.get(name)?.as_str())
                .map(|found| Cell::Text(found.into())),
            (Kind::Attribute, "run_id" | "id") => text(&self.id),
            (Kind::Attribute, "run_name" | "name" | "Run name" | "run name") => text(&self.name),
            (Kind::Attribute, "experiment_id") => text(&self.experiment),
            (Kind::Attribute, "user_id" | "user") => text(&self.user),
            (Kind::Attribute, "status") => text(&self.status),
            (Kind::Attribute, "artifact_uri") => Some(Cell::Text(self.artifact_uri())),
            (Kind::Attribute, "start_time" | "created" | "Created") => number(self.start),
            (Kind::Attribute, "end_time") => self.end.and_then(number),
            _ => None,
        }
    }
}
