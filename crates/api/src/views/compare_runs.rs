//! Runs, compared side by side.

use contract::{PipelineKind, Status};
use engine::{
    ComparedKind, ComparedMetric as Metric, ComparedRow as Row, ComparedValue as Value,
    RunComparison as Compared,
};
use locales::Language;
use serde::Serialize;
use ts_rs::TS;

use super::charts::SeriesInfo;
use super::millis;
use super::run::RunRow;

/// Runs, compared.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct RunComparison {
    /// In the order in which they were asked for.
    runs: Vec<RunRow>,
    rows: Vec<ComparedRow>,
    metrics: Vec<ComparedMetric>,
    /// The number of each run's group, from 0: runs of one group differ in nothing but their seeds.
    groups: Vec<usize>,
}

/// One thing about all runs.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct ComparedRow {
    kind: ComparedKind,
    /// A fixed word, such as `status`, or the name of a parameter or requirement.
    name: String,
    /// Its value in each run; null: the run has none, or it cannot be read.
    values: Vec<Option<ComparedValue>>,
    /// Whether the runs differ in it, as far as they can be read.
    differs: bool,
}

/// A value of a comparison.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "is", rename_all = "camelCase")]
enum ComparedValue {
    Text { text: String },
    Secret { name: String },
    Number { value: f64 },
    Seconds { value: f64 },
    Bytes { value: u64 },
    Time { at: f64 },
    Status { status: Status },
    Pipeline { kind: PipelineKind },
    Switch { on: bool },
}

/// A metric of all runs.
#[derive(Clone, Debug, Serialize, TS)]
struct ComparedMetric {
    /// Its name, after the part of the training that it belongs to, if there are several.
    name: String,
    /// Its series in each run; null: the run has none.
    series: Vec<Option<SeriesInfo>>,
    /// The mean of the values in each run.
    means: Vec<Option<f64>>,
}

impl RunComparison {
    pub(crate) fn of(found: &Compared, language: Language) -> Self {
        Self {
            runs: found.runs.iter().map(|run| RunRow::of(run, language)).collect(),
            rows: found.rows.iter().map(ComparedRow::of).collect(),
            metrics: found.metrics.iter().map(ComparedMetric::of).collect(),
            groups: found.groups.clone(),
        }
    }
}

impl ComparedRow {
    pub(crate) fn of(Row { kind, name, values, differs, .. }: &Row) -> Self {
        let values = values.iter().map(|value| value.as_ref().map(ComparedValue::of)).collect();
        Self { kind: *kind, name: name.clone(), values, differs: *differs }
    }

    /// The same with another name, if there is one.
    pub(crate) fn called(self, name: Option<String>) -> Self {
        Self { name: name.unwrap_or(self.name), ..self }
    }
}

impl ComparedValue {
    fn of(value: &Value) -> Self {
        match value {
            Value::Text(text) => Self::Text { text: text.clone() },
            Value::Secret(name) => Self::Secret { name: name.clone() },
            Value::Number(value) => Self::Number { value: *value },
            Value::Seconds(value) => Self::Seconds { value: *value },
            Value::Bytes(value) => Self::Bytes { value: *value },
            Value::Time(at) => Self::Time { at: millis(*at) },
            Value::Status(status) => Self::Status { status: *status },
            Value::Pipeline(kind) => Self::Pipeline { kind: *kind },
            Value::Switch(on) => Self::Switch { on: *on },
        }
    }
}

impl ComparedMetric {
    fn of(Metric { name, series, .. }: &Metric) -> Self {
        let info = |found: &Option<_>| found.as_ref().map(|(key, series)| SeriesInfo::of(*key, series));
        let mean = |found: &Option<(u32, rundir::series::Series)>| found.as_ref()?.1.summary.mean();
        Self {
            name: name.clone(),
            series: series.iter().map(info).collect(),
            means: series.iter().map(mean).collect(),
        }
    }
}
