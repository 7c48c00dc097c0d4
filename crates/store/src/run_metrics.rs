//! The metrics of ended runs: for each the values that stand for all of its series, by which lists of runs are sorted
//! and filtered.

use std::collections::BTreeMap;

use contract::{ProjectId, RunId};
use locales::Result;
use rundir::series::Figure;
use rusqlite::params;
use serde::{Deserialize, Serialize};

use crate::run_column::MetricFigure;
use crate::runs::RunRow;
use crate::sql::{Columns, Schema, Tables, Writing, all, failed, micros, run};

pub(crate) const SCHEMA: Schema = Schema {
    name: "run_metrics",
    version: 2,
    // In this order, the values of one metric are read in one piece, and beside the runs in theirs.
    create: "create table run_metrics (
        project text not null,
        name text not null,
        created integer not null,
        run text not null references runs (id) on delete cascade,
        last real, min real, max real, mean real,
        count integer not null,
        primary key (project, name, created, run desc)
    ) strict, without rowid;
    create index run_metrics_of on run_metrics (run);",
};

/// What SQLite calls the order of the table itself.
pub(crate) const BY_RUN: &str = "sqlite_autoindex_run_metrics_1";

/// The indices with the orders of the values, one for each figure.
pub(crate) fn indices() -> impl Iterator<Item = String> {
    Figure::ALL.into_iter().map(|figure| {
        let (index, column) = (index(figure), figure.word());
        format!("create index {index} on run_metrics (project, name, {column}, created, run desc)")
    })
}

/// The index with the order of a figure.
pub(crate) fn index(figure: Figure) -> String {
    format!("run_metrics_by_{}", figure.word())
}

/// A metric of a run. Values that are infinite or no number are `None`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunMetric {
    /// Its name, after the part of the training that it belongs to, if there are several.
    pub name: String,
    /// The value that was logged last.
    pub last: Option<f64>,
    /// The smallest finite value.
    pub min: Option<f64>,
    /// The largest finite value.
    pub max: Option<f64>,
    /// The mean of the finite values.
    pub mean: Option<f64>,
    /// How many values were logged.
    pub count: u64,
}

impl Tables<'_> {
    /// The metrics of these runs by their names. A run without any is not in it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn metrics_of(&self, ids: &[RunId]) -> Result<BTreeMap<RunId, Vec<RunMetric>>> {
        let query = "select name, last, min, max, mean, count from run_metrics where run = ?1 order by name";
        let mut found = BTreeMap::new();
        for id in ids {
            let metrics = all(self.0, query, [id.as_str()], |row| {
                let mut columns = Columns::of(row);
                Ok(RunMetric {
                    name: columns.next()?,
                    last: columns.next()?,
                    min: columns.next()?,
                    max: columns.next()?,
                    mean: columns.next()?,
                    count: columns.count()?,
                })
            })?;
            if !metrics.is_empty() {
                found.insert(id.clone(), metrics);
            }
        }
        Ok(found)
    }

    /// What a run has in the column of a metric.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn metric_value(&self, run: &RunRow, metric: &MetricFigure) -> Result<Option<f64>> {
        let query = format!(
            "select {} from run_metrics where project = ?1 and name = ?2 and created = ?3 and run = ?4",
            metric.column()
        );
        let run = params![run.project.as_str(), metric.name, micros(run.created), run.id.as_str()];
        let found = all(self.0, &query, run, |row| row.get(0))?;
        Ok(found.into_iter().next().flatten())
    }

    /// Whether a run of a project has a metric of this name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn has_metric(&self, project: &ProjectId, name: &str) -> Result<bool> {
        let query = "select exists (select 1 from run_metrics where project = ?1 and name = ?2)";
        self.0.query_row(query, [project.as_str(), name], |row| row.get(0)).map_err(failed)
    }

    /// The names of the metrics of a project's runs, sorted; at most `limit`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn metric_names(&self, project: &ProjectId, limit: usize) -> Result<Vec<String>> {
        // One step in the index for each name, however many runs have it.
        let query = "select min(name) from run_metrics where project = ?1 and name > ?2";
        let mut statement = self.0.prepare_cached(query).map_err(failed)?;
        let mut next = |after: &str| statement.query_row([project.as_str(), after], |row| row.get(0));
        let mut names: Vec<String> = Vec::new();
        while names.len() < limit
            && let Some(name) = next(names.last().map_or("", String::as_str)).map_err(failed)?
        {
            names.push(name);
        }
        Ok(names)
    }
}

impl Writing<'_> {
    /// Replaces the metrics of a run, if it exists.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn put_run_metrics(&self, id: &RunId, metrics: &[RunMetric]) -> Result<()> {
        run(self.0, "delete from run_metrics where run = ?1", [id.as_str()])?;
        let statement = "insert or replace into run_metrics
                         select project, ?2, created, id, ?3, ?4, ?5, ?6, ?7 from runs where id = ?1";
        metrics.iter().try_for_each(|metric| {
            let RunMetric { name, last, min, max, mean, count } = metric;
            run(self.0, statement, params![id.as_str(), name, last, min, max, mean, *count as i64])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::tests::{filled, run};

    fn metric(name: &str, last: f64) -> RunMetric {
        RunMetric {
            name: name.into(),
            last: Some(last),
            min: Some(last - 1.0),
            max: Some(last + 1.0),
            mean: None,
            count: 3,
        }
    }

    /// A person would no longer see a run's metrics after tagging it, or those of a run that was removed.
    #[test]
    fn metrics_stay_with_their_run() {
        let (_folder, database) = filled((1..5).map(run));
        let ids: Vec<RunId> = (1..7).map(|n| run(n).id).collect();
        let both = [metric("loss", 0.5), metric("val/loss", f64::MAX)];
        database
            .write(|tables| {
                for n in [1, 2, 3, 6] {
                    tables.put_run_metrics(&run(n).id, &both)?;
                }
                tables.put_run_metrics(&run(2).id, &both[..1])?;
                tables.put_run(&RunRow { score: None, ..run(1) })?;
                tables.delete_run(&run(3).id)
            })
            .unwrap();
        let known = database.read(|tables| tables.metrics_of(&ids)).unwrap();
        let expected = [(run(1).id, both.to_vec()), (run(2).id, both[..1].to_vec())];
        assert_eq!(known, BTreeMap::from(expected));
    }

    /// A menu would leave out a metric, or offer thousands.
    #[test]
    fn the_names_of_a_projects_metrics_are_known() {
        let (_folder, database) = filled((1..4).map(run));
        let names = [["b", "a"], ["b", "é"], ["a", "b"]];
        database
            .write(|tables| {
                (1..4).zip(names).try_for_each(|(n, names)| {
                    tables.put_run_metrics(&run(n).id, &names.map(|name| metric(name, 0.0)))
                })
            })
            .unwrap();
        let names =
            |project: &ProjectId, limit| database.read(|tables| tables.metric_names(project, limit)).unwrap();
        assert_eq!(names(&ProjectId::default(), 10), ["a", "b", "é"]);
        assert_eq!(names(&ProjectId::default(), 2), ["a", "b"]);
        assert!(names(&ProjectId::from_random(7), 10).is_empty());
    }
}
