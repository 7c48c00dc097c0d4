//! What was measured of the versions of a package, by the runs that made and evaluated them.

use contract::{PackageName, PipelineKind, RunId, Version};
use locales::Result;
use store::run_list::{RunFilter, RunQuery};

use crate::parts::{Packages, Parts};
use crate::reads::Reads;
use crate::runs::{MetricColumn, Run};

/// How many evaluations are looked at, the newest ones.
const MOST: u64 = 1000;

/// What was measured of the versions of a package.
#[derive(Clone, Debug, Default)]
pub struct VersionPoints {
    /// All versions, lowest number first.
    pub versions: Vec<Version>,
    /// What each run measured, by version; first the run that made it, then its evaluations, the newest first.
    pub points: Vec<VersionPoint>,
    /// The metrics of these runs, with a value for each point.
    pub metrics: Vec<MetricColumn>,
}

/// What a run measured of a version.
#[derive(Clone, Debug, PartialEq)]
pub struct VersionPoint {
    /// The version that the run made or evaluated.
    pub version: Version,
    /// The run.
    pub run: RunId,
    /// Its name. `None`: it was removed.
    pub name: Option<String>,
    /// Of an evaluation, what it evaluated on. `None`: the run made the version.
    pub evaluated_on: Option<String>,
    /// What `evaluate()` returned.
    pub score: Option<f64>,
}

impl<S: Reads> Packages<'_, S> {
    /// What was measured of the versions of a package: by the run that made each, and by the newest 1,000 evaluations.
    ///
    /// # Errors
    /// No package has this name; the index cannot be read.
    pub fn version_points(&self, name: &PackageName) -> Result<VersionPoints> {
        let (_, mut versions) = self.get(name)?;
        versions.reverse();
        let runs = self.0.runs();
        let mut points: Vec<VersionPoint> = Vec::new();
        for row in &versions {
            if let Some(id) = &row.made_by {
                points.push(VersionPoint {
                    version: row.version,
                    run: id.clone(),
                    name: runs.find(id.as_str()).ok().map(|run| run.name.clone()),
                    evaluated_on: None,
                    score: row.score,
                });
            }
        }
        let numbers: Vec<Version> = versions.into_iter().map(|row| row.version).collect();
        let evaluations = runs.page(&evaluations_of(name))?.runs;
        points.extend(evaluations.iter().filter(|run| numbers.contains(&run.version)).map(evaluation));
        points.sort_by_key(|point| point.version);
        let ids: Vec<RunId> = points.iter().map(|point| point.run.clone()).collect();
        let (metrics, _) = runs.metric_columns(&ids)?;
        Ok(VersionPoints { versions: numbers, points, metrics })
    }
}

fn evaluations_of(name: &PackageName) -> RunQuery {
    let filter = RunFilter {
        package: Some(name.clone()),
        kinds: vec![PipelineKind::Evaluation],
        statuses: vec![contract::Status::Successful],
        ..RunFilter::default()
    };
    RunQuery { filter, descending: true, limit: MOST, ..RunQuery::default() }
}

fn evaluation(run: &Run) -> VersionPoint {
    let data = run.evaluation.as_ref().map(|name| format!("{name}/{}", run.evaluation_folder));
    VersionPoint {
        version: run.version,
        run: run.id.clone(),
        name: Some(run.name.clone()),
        evaluated_on: Some(data.unwrap_or_default().trim_end_matches('/').to_string()),
        score: run.score,
    }
}

#[cfg(test)]
mod tests {
    use contract::{ProjectId, Status};
    use jiff::Timestamp;
    use store::packages::PackageRow;
    use store::runs::RunRow;
    use store::versions::VersionRow;

    use super::*;
    use crate::{Engine, RunMetric};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn run(n: i64, kind: PipelineKind, version: &str, score: Option<f64>) -> RunRow {
        RunRow {
            id: RunId::from_random(n as u64),
            project: ProjectId::default(),
            name: format!("run {n}"),
            kind,
            package: "churn".parse().unwrap(),
            version: version.parse().unwrap(),
            dataset: None,
            folder: Default::default(),
            evaluation: Some("holdout".parse().unwrap()),
            evaluation_folder: "2026".parse().unwrap(),
            status: Status::Successful,
            reason: None,
            new_version: None,
            score,
            schedule: None,
            created: at(n),
            started: Some(at(n)),
            ended: Some(at(n)),
            run_tags: Default::default(),
        }
    }

    fn version(number: &str, made_by: Option<&RunRow>, score: Option<f64>) -> VersionRow {
        VersionRow {
            project: ProjectId::default(),
            package: "churn".parse().unwrap(),
            version: number.parse().unwrap(),
            made_by: made_by.map(|run| run.id.clone()),
            made_from: None,
            change_log: String::new(),
            python: None,
            as_of: None,
            pipelines: Vec::new(),
            digest: String::new(),
            bytes: 0,
            score,
            created: at(0),
        }
    }

    /// A person would read the score of one version, or of one dataset, as that of another.
    #[test]
    fn each_version_has_what_its_own_runs_measured() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        let trained = run(1, PipelineKind::Training, "1.0", None);
        let full = run(2, PipelineKind::Full, "1.1", Some(0.9));
        let evaluation = run(3, PipelineKind::Evaluation, "1.1", Some(0.7));
        let failed = RunRow { status: Status::Failed, ..run(4, PipelineKind::Evaluation, "1.1", None) };
        let elsewhere = run(5, PipelineKind::Evaluation, "9.0", Some(0.1));
        let removed = run(6, PipelineKind::Full, "1.1", None);
        let (last, name) = (Some(0.3), "loss".to_string());
        let loss = RunMetric { name, last, min: last, max: last, mean: last, count: 1 };
        let put = |tables: &store::Writing<'_>| {
            let name = "churn".parse().unwrap();
            tables.put_package(&PackageRow { project: ProjectId::default(), name, created: at(0) })?;
            for run in [&trained, &full, &evaluation, &failed, &elsewhere] {
                tables.put_run(run)?;
            }
            tables.put_run_metrics(&trained.id, std::slice::from_ref(&loss))?;
            let versions = [
                version("1.0", None, None),
                version("1.1", Some(&trained), None),
                version("1.2", Some(&full), Some(0.9)),
                version("1.10", Some(&removed), Some(0.8)),
            ];
            versions.iter().try_for_each(|row| tables.put_version(row))
        };
        engine.change_store(|change| change.catch_up(put)).unwrap();

        let found = engine.packages().version_points(&"churn".parse().unwrap()).unwrap();
        let versions: Vec<_> = found.versions.iter().map(ToString::to_string).collect();
        assert_eq!(versions, ["1.0", "1.1", "1.2", "1.10"]);
        let points: Vec<_> = found
            .points
            .iter()
            .map(|point| {
                let (name, on) = (point.name.as_deref(), point.evaluated_on.as_deref());
                (point.version.to_string(), name, on, point.score)
            })
            .collect();
        let expected = [
            ("1.1", Some("run 1"), None, None),
            ("1.1", Some("run 3"), Some("holdout/2026"), Some(0.7)),
            ("1.2", Some("run 2"), None, Some(0.9)),
            ("1.10", None, None, Some(0.8)),
        ];
        assert_eq!(points, expected.map(|(version, name, on, score)| (version.to_string(), name, on, score)));
        assert_eq!(found.metrics[0].last, [Some(0.3), None, None, None]);
        assert!(engine.packages().version_points(&"other".parse().unwrap()).is_err());
    }
}
