//! How much is kept of what a training logs.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use super::json::text;

/// How many bytes of parameters, tags, descriptions, inputs and names of metrics are kept.
const MOST_TEXT: usize = 16 << 20;
/// What surrounds a text in memory, in bytes.
const AROUND: usize = 100;
/// The longest name, in bytes.
pub(super) const LONGEST: usize = 500;

/// How much more can be kept. The sink also receives what is not kept here.
///
/// Without an experiment or a model that it makes, a training fails. So these take nothing of it: their names are
/// short, and when there are too many, the oldest is forgotten.
#[derive(Default)]
pub(super) struct Room {
    text: usize,
    /// Of all runs.
    pub(super) metrics: usize,
    /// Whether something was not kept.
    pub(super) is_full: bool,
}

impl Room {
    /// Whether a text of so many bytes is kept.
    pub(super) fn has(&mut self, bytes: usize) -> bool {
        self.has_instead(0, bytes.saturating_add(AROUND))
    }

    fn has_instead(&mut self, present: usize, bytes: usize) -> bool {
        let text = self.text.saturating_sub(present).saturating_add(bytes);
        let fits = text <= MOST_TEXT;
        if fits {
            self.text = text;
        }
        self.is_full |= !fits;
        fits
    }

    /// Gives back what a text took.
    pub(super) fn free(&mut self, bytes: usize) {
        self.text = self.text.saturating_sub(bytes.saturating_add(AROUND));
    }

    /// Gives back what the texts of a map took.
    pub(super) fn free_all(&mut self, map: &BTreeMap<String, String>) {
        map.iter().for_each(|(key, value)| self.free(key.len() + value.len()));
    }

    /// Puts a text in the place of another one, if it is kept. An empty one gives back what the other one took.
    pub(super) fn replace(&mut self, present: &mut String, new: &str) {
        if self.has_instead(present.len(), new.len()) {
            *present = new.into();
        }
    }

    /// Puts a pair with the arguments `key` and `value` into a map, if it is kept.
    pub(super) fn put(&mut self, map: &mut BTreeMap<String, String>, pair: &Value) {
        let (key, value) = (text(pair, "key"), text(pair, "value"));
        if let Some(present) = map.get_mut(&*key) {
            self.replace(present, &value);
        } else if self.has(key.len() + value.len()) {
            map.insert(key.into_owned(), value.into_owned());
        }
    }

    /// Removes a text from a map. Whether it was there.
    pub(super) fn remove(&mut self, map: &mut BTreeMap<String, String>, key: &str) -> bool {
        let removed = map.remove(key);
        if let Some(value) = &removed {
            self.free(key.len() + value.len());
        }
        removed.is_some()
    }
}

/// The beginning of a name: as much as is kept.
pub(super) fn cut(name: &str) -> &str {
    name.get(..name.floor_char_boundary(LONGEST)).unwrap_or_default()
}

/// An argument that is a name, as it is kept.
pub(super) fn name<'a>(arguments: &'a Value, argument: &str) -> Cow<'a, str> {
    match text(arguments, argument) {
        Cow::Borrowed(name) => Cow::Borrowed(cut(name)),
        number => number,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::super::fuzz::Nobody;
    use super::super::state::State;
    use super::*;

    fn call(state: &mut State, method: &str, path: &str, arguments: &Value) -> Value {
        state.call(method, path, arguments).unwrap()
    }

    fn made_model(state: &mut State, arguments: &Value) -> (String, String) {
        let made = call(state, "POST", "logged-models/", arguments);
        let info = |name: &str| made["model"]["info"][name].as_str().unwrap().to_string();
        (info("model_id"), info("artifact_uri"))
    }

    /// A training that has logged much would fail when it logs its model at the end.
    #[test]
    fn with_no_room_for_texts_models_and_experiments_are_made() {
        let mut state = State::new(Box::new(Nobody));
        let run = call(&mut state, "POST", "runs/create", &json!({}));
        let run = run["run"]["info"]["run_id"].as_str().unwrap();
        for power in (0..24).rev() {
            let tag = json!({"run_id": run, "key": power, "value": "x".repeat(1 << power)});
            call(&mut state, "POST", "runs/set-tag", &tag);
        }
        assert!(state.room.is_full && state.room.text > MOST_TEXT - AROUND);
        let arguments = json!({"name": "made", "source_run_id": run, "description": "long"});
        for path in
            ["experiments/create", "logged-models/", "registered-models/create", "model-versions/create"]
        {
            call(&mut state, "POST", path, &arguments);
        }
        let read_back = |state: &mut State| {
            let param = json!({"run_id": run, "key": "rate", "value": "0.1"});
            call(state, "POST", "runs/log-parameter", &param);
            let params = call(state, "GET", "runs/get", &param)["run"]["data"]["params"].take();
            params.as_array().unwrap().len()
        };
        assert_eq!(read_back(&mut state), 0);
        call(&mut state, "POST", "runs/delete-tag", &json!({"run_id": run, "key": 23}));
        assert_eq!(read_back(&mut state), 1);
    }

    /// A training that logs for days would fail when it makes its next model.
    #[test]
    fn with_too_many_the_oldest_is_forgotten_and_gives_all_back() {
        let kinds = [
            (1000, "experiments/create"),
            (10_000, "runs/create"),
            (10_000, "logged-models/"),
            (1000, "registered-models/create"),
            (5000, "model-versions/create"),
        ];
        for (most, path) in kinds {
            let mut state = State::new(Box::new(Nobody));
            let is_version = path.starts_with("model-versions");
            if is_version {
                call(&mut state, "POST", "registered-models/create", &json!({"name": "same"}));
            }
            let mut full = 0;
            for number in 10_000..10_010 + most {
                let name = if is_version { "same".to_string() } else { number.to_string() };
                let pairs = [json!({"key": "key", "value": name})];
                let arguments = json!({"name": name, "run_name": name, "tags": pairs, "params": pairs,
                    "description": name});
                call(&mut state, "POST", path, &arguments);
                if number == 10_000 + most {
                    full = state.room.text;
                }
            }
            assert!(full > 100 * most && state.room.is_full, "{path}");
            assert_eq!(state.room.text, full, "{path}");
        }
    }

    /// A training that removes what it no longer needs could soon read nothing back.
    #[test]
    fn what_is_removed_gives_all_back() {
        let mut state = State::new(Box::new(Nobody));
        let run = call(&mut state, "POST", "runs/create", &json!({"run_name": "run"}));
        let run = run["run"]["info"]["run_id"].as_str().unwrap();
        let before = state.room.text;
        let tag = json!({"run_id": run, "experiment_id": "0", "name": "new", "version": "1", "key": "a",
            "value": "long", "alias": "best", "description": "long", "new_name": "new"});
        let pairs = [tag.clone()];
        let arguments = json!({"name": "old", "new_name": "new", "tags": pairs, "params": pairs,
            "description": "longer"});
        let (model, _) = made_model(&mut state, &arguments);
        let metric = json!({"run_id": run, "model_id": model, "key": "m", "value": 1, "dataset_name": "d",
            "dataset_digest": "x"});
        let of_run = "m".len() + AROUND;
        for (method, path, arguments) in [
            ("POST", "runs/log-metric", &metric),
            ("POST", "runs/set-tag", &tag),
            ("POST", "runs/set-tag", &json!({"run_id": run, "key": "a", "value": "longer"})),
            ("POST", "runs/delete-tag", &tag),
            ("POST", "experiments/set-experiment-tag", &tag),
            ("POST", "experiments/delete-experiment-tag", &tag),
            ("POST", &format!("logged-models/{model}/tags"), &json!({"tags": [{"key": "b"}]})),
            ("DELETE", &format!("logged-models/{model}/tags/b"), &json!({})),
            ("DELETE", &format!("logged-models/{model}"), &json!({})),
            ("POST", "registered-models/create", &arguments),
            ("POST", "registered-models/rename", &arguments),
            ("PATCH", "registered-models/update", &tag),
            ("POST", "model-versions/create", &tag),
            ("POST", "model-versions/create", &tag),
            ("POST", "registered-models/alias", &tag),
            ("POST", "registered-models/alias", &tag),
            ("DELETE", "registered-models/alias", &tag),
            ("POST", "registered-models/alias", &tag),
            ("POST", "model-versions/set-tag", &tag),
            ("DELETE", "model-versions/delete-tag", &tag),
            (
                "PATCH",
                "model-versions/update",
                &json!({"name": "new", "version": "2", "description": "longest"}),
            ),
            ("DELETE", "model-versions/delete", &tag),
            ("POST", "registered-models/set-tag", &tag),
            ("DELETE", "registered-models/delete-tag", &tag),
            ("DELETE", "registered-models/delete", &tag),
        ] {
            call(&mut state, method, path, arguments);
        }
        assert_eq!(state.room.text, before + of_run);
    }

    /// A training would find the files of a model that it removed in the next one.
    #[test]
    fn no_model_gets_the_folder_of_another() {
        let mut state = State::new(Box::new(Nobody));
        let mut folders = BTreeSet::new();
        for _ in 0..4 {
            let (id, folder) = made_model(&mut state, &json!({"name": "a"}));
            call(&mut state, "DELETE", &format!("logged-models/{id}"), &json!({}));
            made_model(&mut state, &json!({"name": "b"}));
            folders.insert(folder);
        }
        assert_eq!(folders.len(), 4);
    }

    /// A name that is too long would be kept whole, or its experiment not be found again.
    #[test]
    fn long_names_are_cut_and_found() {
        let mut state = State::new(Box::new(Nobody));
        let name = "é".repeat(1 << 20);
        let argument = json!({"name": name, "experiment_name": name, "new_name": format!("a{name}")});
        call(&mut state, "POST", "experiments/create", &argument);
        call(&mut state, "GET", "experiments/get-by-name", &argument);
        call(&mut state, "POST", "registered-models/create", &argument);
        assert!(state.call("POST", "registered-models/create", &argument).is_err());
        call(&mut state, "POST", "registered-models/rename", &argument);
        let found = call(&mut state, "GET", "registered-models/search", &json!({}));
        assert!(found.to_string().len() < 2 * LONGEST);
        let long = json!({"name": name, "model_type": name, "source_run_id": name, "experiment_id": name});
        let made = call(&mut state, "POST", "logged-models/", &long);
        assert!(made.to_string().len() < 6 * LONGEST);
    }
}
