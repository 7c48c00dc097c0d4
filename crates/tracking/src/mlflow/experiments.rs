//! Calls about experiments.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::filter::{Cell, Kind, Searched};
use super::json::{items, text};
use super::page;
use super::refusal::{Answer, Refusal};
use super::room::name;
use super::state::{Experiment, State, now};

/// How many experiments are kept. When there are more, the oldest but the first is forgotten.
const MOST: usize = 1000;

impl State {
    pub(super) fn get_experiment_by_name(&mut self, arguments: &Value) -> Answer {
        let name = name(arguments, "experiment_name");
        let found = self.experiments.iter().find(|experiment| experiment.name == name);
        let found = found.ok_or_else(|| Refusal::absent("experiment", &name))?;
        Ok(json!({ "experiment": found.shown() }))
    }

    pub(super) fn create_experiment(&mut self, arguments: &Value) -> Answer {
        let name = name(arguments, "name");
        if name.is_empty() {
            return Err(Refusal::invalid("An experiment needs a name."));
        }
        if self.experiments.iter().any(|experiment| experiment.name == name) {
            return Err(Refusal::exists("experiment", &name));
        }
        if self.experiments.len() >= MOST {
            self.room.free_all(&self.experiments.remove(1).tags);
            self.room.is_full = true;
        }
        let mut tags = BTreeMap::new();
        items(arguments, "tags").iter().for_each(|tag| self.room.put(&mut tags, tag));
        Ok(json!({ "experiment_id": self.add_experiment(name.into_owned(), tags) }))
    }

    pub(super) fn get_experiment(&mut self, arguments: &Value) -> Answer {
        Ok(json!({ "experiment": found(&mut self.experiments, &text(arguments, "experiment_id"))?.shown() }))
    }

    pub(super) fn delete_experiment(&mut self, arguments: &Value, is_deleted: bool) -> Answer {
        let experiment = found(&mut self.experiments, &text(arguments, "experiment_id"))?;
        (experiment.is_deleted, experiment.updated) = (is_deleted, now());
        Ok(json!({}))
    }

    pub(super) fn rename_experiment(&mut self, arguments: &Value) -> Answer {
        let name = name(arguments, "new_name");
        if self.experiments.iter().any(|experiment| experiment.name == name) {
            return Err(Refusal::exists("experiment", &name));
        }
        let experiment = found(&mut self.experiments, &text(arguments, "experiment_id"))?;
        if !name.is_empty() {
            (experiment.name, experiment.updated) = (name.into_owned(), now());
        }
        Ok(json!({}))
    }

    pub(super) fn set_experiment_tag(&mut self, arguments: &Value) -> Answer {
        let experiment = found(&mut self.experiments, &text(arguments, "experiment_id"))?;
        self.room.put(&mut experiment.tags, arguments);
        Ok(json!({}))
    }

    pub(super) fn delete_experiment_tag(&mut self, arguments: &Value) -> Answer {
        let experiment = found(&mut self.experiments, &text(arguments, "experiment_id"))?;
        self.room.remove(&mut experiment.tags, &text(arguments, "key"));
        Ok(json!({}))
    }

    pub(super) fn search_experiments(&mut self, arguments: &Value) -> Answer {
        let view = text(arguments, "view_type");
        let all = self.experiments.iter().rev().filter(|experiment| is_viewed(&view, experiment.is_deleted));
        page::search(arguments, "experiments", all, Experiment::shown)
    }
}

fn found<'a>(experiments: &'a mut [Experiment], id: &str) -> Result<&'a mut Experiment, Refusal> {
    let found = experiments.iter_mut().find(|experiment| experiment.id == id);
    found.ok_or_else(|| Refusal::absent("experiment", id))
}

impl Searched for Experiment {
    fn cell(&self, kind: Kind, name: &str) -> Option<Cell> {
        match (kind, name) {
            (Kind::Tag, name) => self.tags.get(name).cloned().map(Cell::Text),
            (Kind::Attribute, "name") => Some(Cell::Text(self.name.clone())),
            (Kind::Attribute, "experiment_id") => Some(Cell::Text(self.id.clone())),
            (Kind::Attribute, "creation_time") => Some(Cell::Number(self.created as f64)),
            (Kind::Attribute, "last_update_time") => Some(Cell::Number(self.updated as f64)),
            _ => None,
        }
    }
}

/// Whether something is among what a search wants to see.
pub(super) fn is_viewed(view: &str, is_deleted: bool) -> bool {
    match view {
        "ALL" => true,
        "DELETED_ONLY" => is_deleted,
        _ => !is_deleted,
    }
}
