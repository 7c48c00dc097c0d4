//! Calls about traces: accepted, so that code which traces is not disturbed, and not kept.

use serde_json::{Value, json};

use super::json::{items, text};
use super::refusal::{Answer, Refusal};
use super::state::{State, new_id};

impl State {
    pub(super) fn call_traces(&mut self, method: &str, call: &str, arguments: &Value) -> Answer {
        match (method, call) {
            ("POST", "") => {
                self.say_traces();
                Ok(started(arguments))
            }
            ("GET", "") | ("POST", "search") => Ok(json!({ "traces": [] })),
            ("POST", "delete-traces") => Ok(json!({ "traces_deleted": 0 })),
            ("POST", "link-to-run" | "link-prompts") => Ok(json!({})),
            ("PATCH" | "DELETE", call) if call.ends_with("/tags") => Ok(json!({})),
            ("POST", call) if call.ends_with("/assessments") => Ok(arguments.clone()),
            // The end of a trace of MLflow 2.
            ("PATCH", id) if !id.contains('/') => Ok(json!({ "trace_info": info(id, arguments) })),
            ("GET", id) => Err(Refusal::absent("trace", id)),
            _ => Err(Refusal::endpoint()),
        }
    }
}

/// A trace that began, with what keeps the client from storing its spans among the artifacts (MLflow 3).
fn started(arguments: &Value) -> Value {
    let Some(trace) = arguments.get("trace") else {
        return json!({ "trace_info": info(&new_id(), arguments) });
    };
    let mut trace = trace.clone();
    if let Some(Value::Object(info)) = trace.get_mut("trace_info") {
        let tags = info.entry("tags").or_insert_with(|| json!({}));
        if let Value::Object(tags) = tags {
            tags.insert("mlflow.trace.spansLocation".into(), "TRACKING_STORE".into());
            tags.insert("mlflow.artifactLocation".into(), "mlflow-artifacts:/traces".into());
        }
    }
    json!({ "trace": trace })
}

/// What MLflow 2 knows of a trace.
fn info(id: &str, arguments: &Value) -> Value {
    let mut tags = items(arguments, "tags").to_vec();
    let folder = format!("mlflow-artifacts:/traces/{id}");
    tags.push(json!({"key": "mlflow.artifactLocation", "value": folder}));
    json!({
        "request_id": id,
        "experiment_id": text(arguments, "experiment_id"),
        "timestamp_ms": arguments.get("timestamp_ms").unwrap_or(&json!(0)),
        "execution_time_ms": 0,
        "status": match &*text(arguments, "status") { "" => "IN_PROGRESS".into(), status => status.to_string() },
        "request_metadata": items(arguments, "request_metadata"),
        "tags": tags,
    })
}
