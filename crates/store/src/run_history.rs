//! What earlier runs say about a run.

use contract::Version;
use locales::Result;
use rusqlite::{Params, params};

use crate::runs::RunRow;
use crate::sql::{Columns, Tables, all, micros};

/// How many runs of the project before a run are looked at, the newest ones: a page is not to wait for all.
const LOOKED_AT: u32 = 2000;

impl Tables<'_> {
    /// How long the last successful runs before `run` of its package, pipeline type and datasets took, in seconds: the
    /// newest first, at most `limit`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn durations_before(&self, run: &RunRow, limit: u32) -> Result<Vec<f64>> {
        let query = format!(
            "select ended - started from {} where status = 'Successful' and package = ?3 and kind = ?4
             and dataset is ?5 and evaluation is ?6 and started is not null and ended >= started
             order by created desc, id limit ?7",
            earlier("created, id, status, package, kind, dataset, evaluation, started, ended")
        );
        let parameters = params![
            run.project.as_str(),
            micros(run.created),
            run.package.as_str(),
            run.kind.word(),
            run.dataset.as_ref().map(|name| name.as_str()),
            run.evaluation.as_ref().map(|name| name.as_str()),
            limit
        ];
        self.found(&query, parameters, |columns| Ok(columns.next::<i64>()? as f64 / 1e6))
    }

    /// The highest version of the package below the one that `run` scored that an earlier run scored on the same
    /// evaluation dataset, with its latest score.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn score_before(&self, run: &RunRow) -> Result<Option<(Version, f64)>> {
        let query = format!(
            "select coalesce(made, version), score from {} where score is not null and package = ?3
             and evaluation is ?4 and evaluation_folder = ?5 and coalesce(made_order, version_order) < ?6
             order by coalesce(made_order, version_order) desc, created desc, id limit 1",
            earlier("*")
        );
        let parameters = params![
            run.project.as_str(),
            micros(run.created),
            run.package.as_str(),
            run.evaluation.as_ref().map(|name| name.as_str()),
            run.evaluation_folder.to_string(),
            crate::runs::order(run.new_version.unwrap_or(run.version)),
        ];
        let found = self.found(&query, parameters, |columns| Ok((columns.parsed()?, columns.next()?)))?;
        Ok(found.into_iter().next())
    }

    fn found<T>(
        &self,
        query: &str,
        parameters: impl Params,
        read: impl Fn(&mut Columns<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        all(self.0, query, parameters, |row| read(&mut Columns::of(row)))
    }
}

/// These columns of the newest runs of project `?1` that were created before `?2`.
fn earlier(columns: &str) -> String {
    format!(
        "(select {columns} from runs where project = ?1 and created < ?2 order by created desc, id limit {LOOKED_AT})"
    )
}

#[cfg(test)]
mod tests {
    use contract::{PipelineKind, Status};
    use jiff::SignedDuration;

    use super::*;
    use crate::runs::tests::{filled, run};

    /// The runs of one package, which took as long as their number, and a run that begins after them.
    fn alike(n: i64) -> RunRow {
        let row = run(n);
        RunRow {
            package: "churn".parse().unwrap(),
            status: Status::Successful,
            evaluation: None,
            ended: row.started.map(|at| at + SignedDuration::from_secs(n)),
            ..row
        }
    }

    /// A person would be told that a run takes as long as another package's runs, those that failed, or those on
    /// other data.
    #[test]
    fn only_runs_like_it_say_how_long_it_takes() {
        let others = [
            RunRow { package: "fraud".parse().unwrap(), ..alike(11) },
            RunRow { status: Status::Failed, ..alike(12) },
            RunRow { kind: PipelineKind::Full, ..alike(13) },
            RunRow { dataset: Some("other".parse().unwrap()), ..alike(14) },
            RunRow { started: None, ..alike(15) },
            alike(100),
        ];
        let (_folder, database) = filled((1..8).map(alike).chain(others));
        let took = |run: &RunRow| database.read(|tables| tables.durations_before(run, 5)).unwrap();
        assert_eq!(took(&alike(50)), [7.0, 6.0, 5.0, 4.0, 3.0]);
        assert_eq!(took(&alike(3)), [2.0, 1.0], "what came later does not count");
        assert_eq!(took(&RunRow { dataset: None, ..alike(50) }), [0.0; 0]);
    }

    /// A person would compare a score with that of a later version, of other data, or of no version before.
    #[test]
    fn a_score_is_compared_with_the_version_before() {
        let scored = |n, version: &str, made: Option<&str>, score| RunRow {
            kind: PipelineKind::Full,
            version: version.parse().unwrap(),
            new_version: made.map(|made| made.parse().unwrap()),
            evaluation: Some("holdout".parse().unwrap()),
            score: Some(score),
            ..alike(n)
        };
        let rows = [
            scored(1, "1.0", Some("1.9"), 0.5),
            scored(2, "1.9", Some("1.10"), 0.6),
            scored(3, "1.10", None, 0.7),
            scored(4, "1.10", Some("1.11"), 0.8),
            scored(5, "1.11", Some("1.12"), 0.9),
            RunRow { evaluation: Some("other".parse().unwrap()), ..scored(6, "1.11", None, 0.1) },
        ];
        let (_folder, database) = filled(rows.iter().cloned());
        let before = |run: &RunRow| {
            let found = database.read(|tables| tables.score_before(run)).unwrap();
            found.map(|(version, score)| (version.to_string(), score))
        };
        let known = |version: &str, score| Some((version.to_string(), score));
        assert_eq!(before(&rows[0]), None);
        assert_eq!(before(&rows[1]), known("1.9", 0.5), "1.9 comes before 1.10");
        assert_eq!(before(&rows[3]), known("1.10", 0.7), "the latest score of 1.10");
        assert_eq!(before(&rows[4]), known("1.11", 0.8));
        assert_eq!(before(&rows[5]), None, "nothing else was scored on that data");
    }
}
