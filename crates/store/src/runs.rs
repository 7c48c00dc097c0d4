//! Pipeline runs.

use contract::{
    DatasetName, FolderPath, PackageName, PipelineKind, ProjectId, RunId, ScheduleId, Status, Version,
};
use jiff::Timestamp;
use locales::Result;
use rundir::{DatasetRef, Outcome, Reason, RunSpec, RunTags, ScheduledBy, Started};
use rusqlite::{Row, params, params_from_iter};

use crate::columns::columns;
use crate::sql::{Columns, Schema, Tables, Writing, all, failed, run};

pub(crate) const SCHEMA: Schema = Schema { name: "runs", version: 3, create: RunRow::CREATE };

columns! {
    /// A run. Its package and dataset are names, not foreign keys: the run stays if they are removed.
    pub struct RunRow in "runs" {
        /// Its id.
        id: RunId = "id" "text not null unique";
        /// Its project.
        project: ProjectId = "project" "text not null references projects (id)";
        /// Pipeline name.
        name: String = "name" "text not null";
        /// Pipeline type.
        kind: PipelineKind = "kind" "text not null";
        /// The package.
        package: PackageName = "package" "text not null";
        /// The version that is trained or evaluated.
        version: Version = "version" "text not null";
        /// Input dataset.
        dataset: Option<DatasetName> = "dataset" "text";
        /// The folder in it.
        folder: FolderPath = "folder" "text not null";
        /// Evaluation dataset.
        evaluation: Option<DatasetName> = "evaluation" "text";
        /// The folder in it.
        evaluation_folder: FolderPath = "evaluation_folder" "text not null";
        /// Its status; whether an open run is Packaging or Running, its directory says more reliably.
        status: Status = "status" "text not null";
        /// Why it failed or was killed.
        reason: Option<Reason> = "reason" "text";
        /// The version that it made.
        new_version: Option<Version> = "made" "text";
        /// What `evaluate()` returned.
        score: Option<f64> = "score" "real";
        /// The schedule that made it, or will make it.
        schedule: Option<ScheduledBy> = "schedule" "text", "due" "text";
        /// When it was created.
        created: Timestamp = "created" "integer not null";
        /// When it was started.
        started: Option<Timestamp> = "started" "integer";
        /// When it ended.
        ended: Option<Timestamp> = "ended" "integer";
        /// Tags, note and pin.
        run_tags: RunTags = "tags" "text", "note" "text not null", "pinned" "integer not null";
    }
    derived {
        "search" "text not null" = |row| search(row).into();
        "version_order" "integer not null" = |row| order(row.version).into();
        "made_order" "integer" = |row| row.new_version.map(order).into();
    }
    // New rows are appended, which fills the pages; inserted at the beginning, they would leave them half empty.
    "primary key (project, created, id desc)"
    "create index runs_open on runs (created, id) where ended is null;
     create index runs_scheduled on runs (schedule, created) where schedule is not null;"
}

impl RunRow {
    /// A run's row, from its files, the version whose number it claimed, and its tags. What a new column holds stands
    /// here, beside it.
    pub fn of(
        spec: &RunSpec,
        started: Option<&Started>,
        outcome: Option<&Outcome>,
        new_version: Option<Version>,
        run_tags: RunTags,
    ) -> Self {
        let new_version = spec.imported.as_ref().map_or(new_version, |imported| imported.made);
        let status = match (outcome, started) {
            (Some(outcome), _) => outcome.status.into(),
            (None, Some(_)) => Status::Packaging,
            (None, None) => Status::Queued,
        };
        let name = |chosen: &Option<DatasetRef>| chosen.as_ref().map(|chosen| chosen.name.clone());
        let folder = |chosen: &Option<DatasetRef>| {
            chosen.as_ref().map(|chosen| chosen.folder.clone()).unwrap_or_default()
        };
        Self {
            id: spec.id.clone(),
            project: spec.project.clone(),
            name: spec.name.clone(),
            kind: spec.kind,
            package: spec.package.name.clone(),
            version: spec.package.version,
            dataset: name(&spec.input),
            folder: folder(&spec.input),
            evaluation: name(&spec.evaluation),
            evaluation_folder: folder(&spec.evaluation),
            status,
            reason: outcome.and_then(|outcome| outcome.reason_now(spec).cloned()),
            // A version whose number is only claimed is not made yet.
            new_version: new_version.filter(|_| outcome.is_some_and(|outcome| outcome.package.is_some())),
            score: outcome.and_then(|outcome| outcome.score),
            // The schedule of an imported run is in another store.
            schedule: spec.schedule.clone().filter(|_| spec.imported.is_none()),
            created: spec.created,
            started: started.map(|started| started.at),
            ended: outcome.map(|outcome| outcome.ended),
            run_tags,
        }
    }
}

/// What a line of a list shows of a run; texts are not parsed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunLine<'a> {
    /// Its id.
    pub id: &'a str,
    /// See [`RunRow::status`].
    pub status: Status,
    /// Pipeline name.
    pub name: &'a str,
    /// The package.
    pub package: &'a str,
    /// The version that is trained or evaluated.
    pub version: &'a str,
    /// The version that it made.
    pub new_version: Option<&'a str>,
    /// What `evaluate()` returned.
    pub score: Option<f64>,
    /// The due time of its schedule: `2026-12-01T08:00:00`.
    pub due: Option<&'a str>,
    /// When it was created.
    pub created: Timestamp,
    /// When it was started.
    pub started: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
}

impl Tables<'_> {
    /// Passes each run of a project to `take`, newest first, without having all in memory.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn each_run(&self, project: &ProjectId, mut take: impl FnMut(RunRow)) -> Result<()> {
        let query = RunRow::select("where project = ?1 order by created desc, id");
        let mut statement = self.0.prepare_cached(&query).map_err(failed)?;
        let rows = statement.query_map([project.as_str()], RunRow::read).map_err(failed)?;
        rows.into_iter().try_for_each(|row| row.map(&mut take).map_err(failed))
    }

    /// The same with what a line of a list shows: parsing every name and number took twice as long.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn each_run_line(&self, project: &ProjectId, mut take: impl FnMut(RunLine<'_>)) -> Result<()> {
        let query = "select id, status, name, package, version, made, score, due, created, started, ended
                     from runs where project = ?1 order by created desc, id";
        let mut statement = self.0.prepare_cached(query).map_err(failed)?;
        let mut rows = statement.query([project.as_str()]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            take(line(row).map_err(failed)?);
        }
        Ok(())
    }

    /// The newest runs of a project that have `dataset` as their input or evaluation dataset.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn runs_on(&self, project: &ProjectId, dataset: &DatasetName, limit: u64) -> Result<Vec<RunRow>> {
        let wanted = "where project = ?1 and ?2 in (dataset, evaluation) order by created desc, id limit ?3";
        all(
            self.0,
            &RunRow::select(wanted),
            params![project.as_str(), dataset.as_str(), limit as i64],
            RunRow::read,
        )
    }

    /// The newest runs that a schedule made.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn runs_of(&self, schedule: &ScheduleId, limit: u64) -> Result<Vec<RunRow>> {
        let wanted = "where schedule = ?1 and status <> 'Scheduled' order by created desc, id limit ?2";
        all(self.0, &RunRow::select(wanted), params![schedule.as_str(), limit as i64], RunRow::read)
    }

    /// The runs that have not ended, oldest first, without those that wait for their time.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn open_runs(&self) -> Result<Vec<RunRow>> {
        let wanted = "where ended is null and status <> 'Scheduled' order by created, id";
        all(self.0, &RunRow::select(wanted), [], RunRow::read)
    }

    /// The runs whose id begins with `start`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn runs_like(&self, start: &str) -> Result<Vec<RunRow>> {
        // '{' follows 'z', the last character in ids. This way the index on ids is used.
        all(self.0, &RunRow::select("where id >= ?1 and id < ?1 || '{'"), [start], RunRow::read)
    }
}

impl Writing<'_> {
    /// Inserts or changes a run.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn put_run(&self, row: &RunRow) -> Result<()> {
        run(self.0, RunRow::insert(), params_from_iter(row.values()))?;
        self.forget_run_size(&row.id)
    }

    /// Replaces a run's tags, note and pin.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn put_run_tags(&self, id: &RunId, run_tags: &RunTags) -> Result<()> {
        let found = all(self.0, &RunRow::select("where id = ?1"), [id.as_str()], RunRow::read)?;
        found.into_iter().try_for_each(|row| self.put_run(&RunRow { run_tags: run_tags.clone(), ..row }))
    }

    /// Deletes a run.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn delete_run(&self, id: &RunId) -> Result<()> {
        run(self.0, "delete from runs where id = ?1", [id.as_str()])
    }
}

/// A version as one number, so that 1.10 comes after 1.9.
pub(crate) fn order(version: Version) -> i64 {
    (i64::from(version.major) << 32) + i64::from(version.minor)
}

/// The texts in which a filter's text is searched, in lower case, one per line.
fn search(row: &RunRow) -> String {
    let mut text = format!("{}\n{}\n{} {}", row.id, row.name, row.package, row.version);
    let new_version = row.new_version.map(|version| format!("{} {version}", row.package));
    let datasets = row.dataset.iter().chain(&row.evaluation).map(ToString::to_string);
    let tags = row.run_tags.tags.iter().map(ToString::to_string);
    for part in datasets.chain(new_version).chain(tags).chain([row.run_tags.note.to_string()]) {
        text.push('\n');
        text += &part;
    }
    text.to_lowercase()
}

fn line<'a>(row: &'a Row<'_>) -> rusqlite::Result<RunLine<'a>> {
    let mut columns = Columns::of(row);
    Ok(RunLine {
        id: columns.text()?,
        status: columns.parsed()?,
        name: columns.text()?,
        package: columns.text()?,
        version: columns.text()?,
        new_version: columns.text_if()?,
        score: columns.next()?,
        due: columns.text_if()?,
        created: columns.time()?,
        started: columns.time_if()?,
        ended: columns.time_if()?,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::Database;
    use crate::projects::ProjectRow;

    pub(crate) fn run(n: i64) -> RunRow {
        let at = |second: i64| Timestamp::from_second(1_764_000_000 + second).unwrap();
        RunRow {
            id: RunId::from_random(n as u64 * 0x0123_4567_89ab_cdef),
            project: ProjectId::default(),
            name: format!("nightly {n}"),
            kind: PipelineKind::Training,
            package: if n % 2 == 0 { "churn" } else { "fraud" }.parse().unwrap(),
            version: "1.0".parse().unwrap(),
            dataset: Some("customers_100%".parse().unwrap()),
            folder: FolderPath::default(),
            evaluation: (n % 5 == 0).then(|| "holdout".parse().unwrap()),
            evaluation_folder: FolderPath::default(),
            status: if n % 3 == 0 { Status::Failed } else { Status::Successful },
            reason: None,
            new_version: None,
            score: (n % 4 != 0).then_some(n as f64),
            schedule: None,
            created: at(n),
            started: Some(at(n)),
            ended: Some(at(n + (n * 7) % 10)),
            run_tags: RunTags::default(),
        }
    }

    pub(crate) fn filled(runs: impl Iterator<Item = RunRow>) -> (tempfile::TempDir, Database) {
        let folder = tempfile::tempdir().unwrap();
        let (database, _) = Database::open(&folder.path().join("store.db")).unwrap();
        let fill = |tables: &Writing<'_>| {
            tables.put_project(&ProjectRow::unnamed(ProjectId::default()))?;
            runs.into_iter().try_for_each(|run| tables.put_run(&run))
        };
        database.refill(fill).unwrap();
        (folder, database)
    }

    /// A dataset would be removed as if no run had used it for evaluation.
    #[test]
    fn a_dataset_knows_the_runs_that_evaluated_on_it() {
        let (_folder, database) = filled((0..60).map(run));
        let on = |dataset: &str| {
            let dataset = dataset.parse().unwrap();
            database.read(|tables| tables.runs_on(&ProjectId::default(), &dataset, 100)).unwrap().len()
        };
        assert_eq!([on("customers_100%"), on("holdout"), on("none")], [60, 12, 0]);
    }
}
