//! Many runs as the rows of a table.

use contract::Status;
use engine::{MetricColumn as Metric, RunTable as Table, TableRun as Row};
use serde::Serialize;
use ts_rs::TS;

use super::millis;

/// Many runs as the rows of a table.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RunTable {
    /// Newest first.
    runs: Vec<TableRun>,
    /// Those that most runs have first.
    parameters: Vec<ParameterColumn>,
    /// The parameters that the code logged, those that most runs have first.
    logged: Vec<ParameterColumn>,
    /// The metrics of the ended runs, those that most runs have first.
    metrics: Vec<MetricColumn>,
    /// How many parameters, logged ones and metrics had no room in the table.
    left_out: usize,
}

/// A row of a table of runs.
#[derive(Clone, Debug, Serialize, TS)]
struct TableRun {
    id: String,
    name: String,
    status: Status,
    package: String,
    version: String,
    /// The input dataset with its folder, or that of an evaluation; null: it cannot be read.
    dataset: Option<String>,
    score: Option<f64>,
    created: f64,
    /// How long it took; null: it has not ended, or never began.
    seconds: Option<f64>,
    /// The number of its group: runs of one group differ in nothing but their seeds.
    group: usize,
}

/// A parameter of all runs of a table.
#[derive(Clone, Debug, Serialize, TS)]
struct ParameterColumn {
    name: String,
    /// Its value in each run; null: the run has none, or it is a secret.
    values: Vec<Option<String>>,
}

/// A metric of all runs of a table; null: a run does not have it, or its value is infinite or no number.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct MetricColumn {
    name: String,
    /// The value that each run logged last.
    last: Vec<Option<f64>>,
    /// The smallest value of each run.
    min: Vec<Option<f64>>,
    /// The largest value of each run.
    max: Vec<Option<f64>>,
}

impl From<Metric> for MetricColumn {
    fn from(Metric { name, last, min, max }: Metric) -> Self {
        Self { name, last, min, max }
    }
}

impl RunTable {
    pub(crate) fn of(Table { runs, parameters, logged, metrics, left_out }: Table) -> Self {
        let column = |(name, values)| ParameterColumn { name, values };
        Self {
            runs: runs.into_iter().map(TableRun::of).collect(),
            parameters: parameters.into_iter().map(column).collect(),
            logged: logged.into_iter().map(column).collect(),
            metrics: metrics.into_iter().map(Into::into).collect(),
            left_out,
        }
    }
}

impl TableRun {
    fn of(row: Row) -> Self {
        Self {
            id: row.id.to_string(),
            name: row.name,
            status: row.status,
            package: row.package,
            version: row.version,
            dataset: row.dataset,
            score: row.score,
            created: millis(row.created),
            seconds: row.seconds,
            group: row.group,
        }
    }
}
