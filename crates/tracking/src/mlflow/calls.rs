//! The table of calls: which part of the state answers which path.

use serde_json::{Value, json};

use super::refusal::{Answer, Refusal};
use super::state::State;

impl State {
    /// Answers a call; `path` is what follows `/api/2.0/mlflow/` or `/api/3.0/mlflow/`.
    pub(super) fn call(&mut self, method: &str, path: &str, arguments: &Value) -> Answer {
        let was_full = self.is_full();
        let answer = self.answer(method, path, arguments);
        self.say_fullness(was_full);
        answer
    }

    fn answer(&mut self, method: &str, path: &str, arguments: &Value) -> Answer {
        let (topic, call) = path.split_once('/').unwrap_or((path, ""));
        match topic {
            "runs" => self.call_runs(method, call, arguments),
            "experiments" => self.call_experiments(method, call, arguments),
            "metrics" if (method, call) == ("GET", "get-history") => self.metric_history(arguments),
            "logged-models" => self.call_models(method, call, arguments),
            "registered-models" => self.call_registered(method, call, arguments),
            "model-versions" => self.call_versions(method, call, arguments),
            "traces" => self.call_traces(method, call, arguments),
            "server-info" => Ok(json!({
                "store_type": null,
                "workspaces_enabled": false,
                "trace_archival_enabled": false,
                "multipart_uploads_enabled": false,
                "multipart_downloads_enabled": false,
            })),
            _ => Err(Refusal::endpoint()),
        }
    }

    fn call_runs(&mut self, method: &str, call: &str, arguments: &Value) -> Answer {
        match (method, call) {
            ("POST", "log-metric") => self.log_metric(arguments),
            ("POST", "log-batch") => self.log_batch(arguments),
            ("POST", "log-parameter") => self.log_param(arguments),
            ("POST", "set-tag") => self.set_tag(arguments),
            ("POST", "delete-tag") => self.delete_tag(arguments),
            ("POST", "create") => self.create_run(arguments),
            ("GET", "get") => self.get_run(arguments),
            ("POST", "update") => self.update_run(arguments),
            ("POST", "delete") => self.delete_run(arguments, true),
            ("POST", "restore") => self.delete_run(arguments, false),
            ("POST", "search") => self.search_runs(arguments),
            ("POST", "log-inputs") => self.log_inputs(arguments),
            ("POST", "outputs") => self.log_outputs(arguments),
            // MLflow 2 says so what `MLmodel` among the artifacts says, too.
            ("POST", "log-model") => Ok(json!({})),
            _ => Err(Refusal::endpoint()),
        }
    }

    fn call_experiments(&mut self, method: &str, call: &str, arguments: &Value) -> Answer {
        match (method, call) {
            ("GET", "get-by-name") => self.get_experiment_by_name(arguments),
            ("GET", "get") => self.get_experiment(arguments),
            ("POST", "create") => self.create_experiment(arguments),
            ("POST", "update") => self.rename_experiment(arguments),
            ("POST", "delete") => self.delete_experiment(arguments, true),
            ("POST", "restore") => self.delete_experiment(arguments, false),
            ("POST", "set-experiment-tag") => self.set_experiment_tag(arguments),
            ("POST", "delete-experiment-tag") => self.delete_experiment_tag(arguments),
            ("GET" | "POST", "search") => self.search_experiments(arguments),
            _ => Err(Refusal::endpoint()),
        }
    }

    fn call_models(&mut self, method: &str, call: &str, arguments: &Value) -> Answer {
        let parts: Vec<&str> = call.splitn(3, '/').collect();
        match (method, parts.as_slice()) {
            ("POST", [""]) => self.create_model(arguments),
            ("POST", ["search"]) => self.search_models(arguments),
            ("GET", [id]) => self.get_model(id),
            ("PATCH", [id]) => self.finalize_model(id, arguments),
            ("DELETE", [id]) => self.delete_model(id),
            ("PATCH" | "POST", [id, "tags"]) => self.set_model_tags(id, arguments),
            ("DELETE", [id, "tags", key]) => self.delete_model_tag(id, key),
            ("PATCH" | "POST", [id, "params"]) => self.set_model_params(id, arguments),
            _ => Err(Refusal::endpoint()),
        }
    }

    fn call_registered(&mut self, method: &str, call: &str, arguments: &Value) -> Answer {
        match (method, call) {
            ("POST", "create") => self.create_registered(arguments),
            ("GET", "get") => self.get_registered(arguments),
            ("PATCH", "update") => self.update_registered(arguments),
            ("POST", "rename") => self.rename_registered(arguments),
            ("DELETE", "delete") => self.delete_registered(arguments),
            ("GET", "search") => self.search_registered(arguments),
            ("GET" | "POST", "get-latest-versions") => self.latest_versions(arguments),
            ("POST", "set-tag") => self.tag_registered(arguments),
            ("DELETE", "delete-tag") => self.untag_registered(arguments),
            ("POST", "alias") => self.set_alias(arguments),
            ("DELETE", "alias") => self.delete_alias(arguments),
            ("GET", "alias") => self.version_by_alias(arguments),
            _ => Err(Refusal::endpoint()),
        }
    }

    fn call_versions(&mut self, method: &str, call: &str, arguments: &Value) -> Answer {
        match (method, call) {
            ("POST", "create") => self.create_version(arguments),
            ("GET", "get") => self.get_version(arguments),
            ("PATCH", "update") => self.update_version(arguments),
            ("POST", "transition-stage") => self.move_version(arguments),
            ("DELETE", "delete") => self.delete_version(arguments),
            ("GET", "search") => self.search_versions(arguments),
            ("GET", "get-download-uri") => self.version_uri(arguments),
            ("POST", "set-tag") => self.tag_version(arguments),
            ("DELETE", "delete-tag") => self.untag_version(arguments),
            _ => Err(Refusal::endpoint()),
        }
    }
}
