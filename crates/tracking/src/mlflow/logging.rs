//! Calls that log metrics, parameters and tags, and the one that reads a metric back.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::history::Logged;
use super::json::{integer, items, real, text};
use super::page;
use super::refusal::{Answer, Refusal};
use super::runs::{NAME, run_id};
use super::state::{State, now, seconds, shown};
use crate::{Measured, Point, Source};

impl State {
    pub(super) fn log_metric(&mut self, arguments: &Value) -> Answer {
        self.log_metrics(&run_id(arguments), std::slice::from_ref(arguments))
    }

    pub(super) fn log_param(&mut self, arguments: &Value) -> Answer {
        let id = run_id(arguments);
        self.run(&id)?;
        self.log_params(&id, std::slice::from_ref(arguments));
        Ok(json!({}))
    }

    pub(super) fn set_tag(&mut self, arguments: &Value) -> Answer {
        let id = run_id(arguments);
        self.run(&id)?;
        self.log_tags(&id, std::slice::from_ref(arguments));
        Ok(json!({}))
    }

    pub(super) fn delete_tag(&mut self, arguments: &Value) -> Answer {
        let (id, key) = (run_id(arguments), text(arguments, "key"));
        let run = self.runs.get_mut(&*id).ok_or_else(|| Refusal::absent("run", &id))?;
        if self.room.remove(&mut run.tags, &key) {
            self.sink.tag(&run.part, &key, None);
        }
        Ok(json!({}))
    }

    pub(super) fn log_batch(&mut self, arguments: &Value) -> Answer {
        let id = run_id(arguments);
        let done = self.log_metrics(&id, items(arguments, "metrics"))?;
        self.log_params(&id, items(arguments, "params"));
        self.log_tags(&id, items(arguments, "tags"));
        Ok(done)
    }

    fn log_metrics(&mut self, id: &str, metrics: &[Value]) -> Answer {
        let mut values = Vec::with_capacity(metrics.len());
        for metric in metrics {
            let name = text(metric, "key");
            let value = real(metric, "value");
            let (Some(value), false) = (value, name.is_empty()) else {
                return Err(Refusal::invalid("A metric needs a key and a number as its value."));
            };
            let time = integer(metric, "timestamp").unwrap_or_else(now);
            values.push((name, Logged { step: integer(metric, "step").unwrap_or(0), time, value }));
        }
        self.run(id)?;
        let mut new = Vec::with_capacity(values.len());
        for ((name, logged), metric) in values.into_iter().zip(metrics) {
            self.keep_for_model(id, &name, logged, metric);
            let is_of_model = metric.get("model_id").is_some();
            if !self.has(id, &name, logged, is_of_model) {
                self.keep(id, &name, logged);
                new.push((name, logged));
            }
        }
        self.say_points(id, &new);
        Ok(json!({}))
    }

    fn say_points(&mut self, id: &str, values: &[(Cow<'_, str>, Logged)]) {
        let Some(run) = self.runs.get(id) else { return };
        let points: Vec<Measured<'_>> = values
            .iter()
            .map(|(name, logged)| Measured {
                source: Source::Mlflow,
                part: &run.part,
                name,
                point: Point { step: logged.step, time: seconds(logged.time), value: logged.value },
            })
            .collect();
        if !points.is_empty() {
            self.sink.points(&points);
        }
    }

    fn log_params(&mut self, id: &str, params: &[Value]) {
        for param in params {
            let (key, value) = (text(param, "key"), text(param, "value"));
            let Some(run) = self.runs.get_mut(id) else { return };
            self.sink.param(&run.part, &key, &value);
            self.room.put(&mut run.params, param);
        }
    }

    pub(super) fn log_tags(&mut self, id: &str, tags: &[Value]) {
        for tag in tags {
            let (key, value) = (text(tag, "key"), text(tag, "value"));
            let Some(run) = self.runs.get_mut(id) else { return };
            self.sink.tag(&run.part, &key, Some(&value));
            self.room.put(&mut run.tags, tag);
            if key == NAME {
                self.rename_run(id, &value);
            }
        }
    }

    pub(super) fn metric_history(&mut self, arguments: &Value) -> Answer {
        let name = text(arguments, "metric_key");
        let run = self.run(&run_id(arguments))?;
        let values = run.metrics.get(&*name).map(|series| &*series.values).unwrap_or_default();
        page::page(arguments, "metrics", values, |logged| shown(&name, logged))
    }
}
