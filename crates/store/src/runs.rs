//! Pipeline runs.

use contract::{
    DatasetName, FolderPath, PackageName, PipelineKind, ProjectId, RunId, ScheduleId, Status, Version,
};
use jiff::Timestamp;
use jiff::civil::DateTime;
use locales::Result;
use rundir::MadeBy;
use rundir::{Labels, Reason};
use rusqlite::{Row, params};

use crate::Tables;
use crate::database::Schema;
use crate::sql::{Columns, all, failed, micros, run};

pub(crate) const SCHEMA: Schema = Schema {
    name: "runs",
    create: "create table runs (
        id text not null unique,
        project text not null references projects (id),
        name text not null,
        kind text not null,
        package text not null,
        version text not null,
        dataset text,
        folder text not null,
        evaluation text,
        evaluation_folder text not null,
        status text not null,
        reason text,
        made text,
        score real,
        schedule text,
        due text,
        created integer not null,
        started integer,
        ended integer,
        tags text,
        note text not null,
        pinned integer not null,
        -- What lists are searched and sorted by.
        search text not null,
        version_order integer not null,
        made_order integer,
        -- New ones are put at the end, which fills the pages; before all others would leave them half empty.
        primary key (project, created, id desc)
    ) strict, without rowid;
    create index runs_open on runs (created, id) where ended is null;
    create index runs_scheduled on runs (schedule, created) where schedule is not null;",
};

/// A run. It names its package and dataset without pointing at them: they may be removed, the run
/// stays.
#[derive(Clone, Debug, PartialEq)]
pub struct RunRow {
    /// Its id.
    pub id: RunId,
    /// The project it belongs to.
    pub project: ProjectId,
    /// Pipeline name.
    pub name: String,
    /// Pipeline type.
    pub kind: PipelineKind,
    /// The package.
    pub package: PackageName,
    /// The version that went in.
    pub version: Version,
    /// Input dataset.
    pub dataset: Option<DatasetName>,
    /// The folder in it.
    pub folder: FolderPath,
    /// Evaluation dataset.
    pub evaluation: Option<DatasetName>,
    /// The folder in it.
    pub evaluation_folder: FolderPath,
    /// Where it is; between Packaging and Running the run's directory knows better.
    pub status: Status,
    /// Why it failed or was killed.
    pub reason: Option<Reason>,
    /// The version it made.
    pub made: Option<Version>,
    /// What `evaluate()` returned.
    pub score: Option<f64>,
    /// The schedule that made it, or will.
    pub schedule: Option<MadeBy>,
    /// When it was created.
    pub created: Timestamp,
    /// When it was started.
    pub started: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// What a person says of it.
    pub labels: Labels,
}

/// What a line of a list shows of a run; texts as they stand in the index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunLine<'a> {
    /// Its id.
    pub id: &'a str,
    /// As in [`RunRow::status`].
    pub status: Status,
    /// Pipeline name.
    pub name: &'a str,
    /// The package.
    pub package: &'a str,
    /// The version that went in.
    pub version: &'a str,
    /// The version it made.
    pub made: Option<&'a str>,
    /// What `evaluate()` returned.
    pub score: Option<f64>,
    /// The time that its schedule makes it for: `2026-12-01T08:00:00`.
    pub due: Option<&'a str>,
    /// When it was created.
    pub created: Timestamp,
    /// When it was started.
    pub started: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
}

impl Tables<'_> {
    /// Inserts a run or replaces what is known of it.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn put_run(&self, row: &RunRow) -> Result<()> {
        run(
            self.0,
            "insert or replace into runs
             (id, project, name, kind, package, version, dataset, folder, evaluation, evaluation_folder,
              status, reason, made, score, schedule, due, created, started, ended, tags, note, pinned, search,
              version_order, made_order)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19,
              ?20, ?21, ?22, ?23, ?24, ?25)",
            params![
                row.id.as_str(),
                row.project.as_str(),
                row.name,
                row.kind.word(),
                row.package.as_str(),
                row.version.to_string(),
                row.dataset.as_ref().map(DatasetName::as_str),
                row.folder.as_str(),
                row.evaluation.as_ref().map(DatasetName::as_str),
                row.evaluation_folder.as_str(),
                row.status.word(),
                row.reason.as_ref().and_then(|reason| serde_json::to_string(reason).ok()),
                row.made.map(|version| version.to_string()),
                row.score,
                row.schedule.as_ref().map(|made_by| made_by.id.as_str()),
                row.schedule.as_ref().and_then(|made_by| Some(made_by.due?.to_string())),
                micros(row.created),
                row.started.map(micros),
                row.ended.map(micros),
                tags(&row.labels),
                row.labels.note.as_str(),
                row.labels.pinned,
                search(row),
                order(row.version),
                row.made.map(order),
            ],
        )
    }

    /// Gives each run of a project to `take`, newest first, which is the order they lie in: none is
    /// kept.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn each_run(&self, project: &ProjectId, mut take: impl FnMut(RunRow)) -> Result<()> {
        let query = "select * from runs where project = ?1 order by created desc, id";
        let mut statement = self.0.prepare_cached(query).map_err(failed)?;
        let rows = statement.query_map([project.as_str()], read).map_err(failed)?;
        rows.into_iter().try_for_each(|row| row.map(&mut take).map_err(failed))
    }

    /// The same for what a line of a list shows, as it stands in the index: with every name and
    /// number parsed, a long list took twice as long.
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

    /// The newest runs that a dataset of a project went into, to train or to evaluate on.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn runs_on(&self, project: &ProjectId, dataset: &DatasetName, limit: u64) -> Result<Vec<RunRow>> {
        let query = "select * from runs where project = ?1 and ?2 in (dataset, evaluation)
                     order by created desc, id limit ?3";
        all(self.0, query, params![project.as_str(), dataset.as_str(), limit as i64], read)
    }

    /// The newest runs that a schedule made.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn runs_of(&self, schedule: &ScheduleId, limit: u64) -> Result<Vec<RunRow>> {
        let query = "select * from runs where schedule = ?1 and status <> 'Scheduled'
                     order by created desc, id limit ?2";
        all(self.0, query, params![schedule.as_str(), limit as i64], read)
    }

    /// The runs that have been made and have not ended, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn open_runs(&self) -> Result<Vec<RunRow>> {
        let query = "select * from runs where ended is null and status <> 'Scheduled' order by created, id";
        all(self.0, query, [], read)
    }

    /// The runs whose id begins with `start`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn runs_like(&self, start: &str) -> Result<Vec<RunRow>> {
        // No id has a letter after z: with this the index on ids is used.
        all(self.0, "select * from runs where id >= ?1 and id < ?1 || '{'", [start], read)
    }

    /// Says how far a run is that is Packaging or Running now, if it is not known to have ended.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn put_under_way(&self, row: &RunRow) -> Result<()> {
        let statement = "update runs set status = ?2, started = ?3
                         where id = ?1 and status in ('Queued', 'Packaging')";
        run(self.0, statement, params![row.id.as_str(), row.status.word(), row.started.map(micros)])
    }

    /// Says what a person says of a run now.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn put_labels(&self, id: &RunId, labels: &Labels) -> Result<()> {
        let found = all(self.0, "select * from runs where id = ?1", [id.as_str()], read)?;
        found.into_iter().try_for_each(|row| self.put_run(&RunRow { labels: labels.clone(), ..row }))
    }

    /// Deletes a run.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn delete_run(&self, id: &RunId) -> Result<()> {
        run(self.0, "delete from runs where id = ?1", [id.as_str()])
    }
}

/// Tags as they stand in a column: with a comma before and after each, so that one can be looked for.
fn tags(labels: &Labels) -> Option<String> {
    let tags = labels.tags.iter().map(|tag| format!("{tag},"));
    (!labels.tags.is_empty()).then(|| format!(",{}", tags.collect::<String>()))
}

/// A version as one number, so that 1.10 comes after 1.9.
fn order(version: Version) -> i64 {
    (i64::from(version.major) << 32) + i64::from(version.minor)
}

/// What a text is looked for in, in small letters, a line each.
fn search(row: &RunRow) -> String {
    let mut text = format!("{}\n{}\n{} {}", row.id, row.name, row.package, row.version);
    let made = row.made.map(|made| format!("{} {made}", row.package));
    let datasets = row.dataset.iter().chain(&row.evaluation).map(ToString::to_string);
    let tags = row.labels.tags.iter().map(ToString::to_string);
    for part in datasets.chain(made).chain(tags).chain([row.labels.note.to_string()]) {
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
        made: columns.text_if()?,
        score: columns.next()?,
        due: columns.text_if()?,
        created: columns.time()?,
        started: columns.time_if()?,
        ended: columns.time_if()?,
    })
}

pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<RunRow> {
    let mut columns = Columns::of(row);
    Ok(RunRow {
        id: columns.parsed()?,
        project: columns.parsed()?,
        name: columns.next()?,
        kind: columns.parsed()?,
        package: columns.parsed()?,
        version: columns.parsed()?,
        dataset: columns.parsed_if()?,
        folder: columns.parsed()?,
        evaluation: columns.parsed_if()?,
        evaluation_folder: columns.parsed()?,
        status: columns.parsed()?,
        reason: columns.next::<Option<String>>()?.and_then(|text| serde_json::from_str(&text).ok()),
        made: columns.parsed_if()?,
        score: columns.next()?,
        schedule: made_by(columns.parsed_if()?, columns.parsed_if()?),
        created: columns.time()?,
        started: columns.time_if()?,
        ended: columns.time_if()?,
        labels: Labels { tags: columns.all_parsed()?, note: columns.parsed()?, pinned: columns.next()? },
    })
}

fn made_by(id: Option<ScheduleId>, due: Option<DateTime>) -> Option<MadeBy> {
    Some(MadeBy { id: id?, due })
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
            made: None,
            score: (n % 4 != 0).then_some(n as f64),
            schedule: None,
            created: at(n),
            started: Some(at(n)),
            ended: Some(at(n + (n * 7) % 10)),
            labels: Labels::default(),
        }
    }

    pub(crate) fn filled(runs: impl Iterator<Item = RunRow>) -> (tempfile::TempDir, Database) {
        let folder = tempfile::tempdir().unwrap();
        let (mut database, _) = Database::open(&folder.path().join("store.db")).unwrap();
        let fill = |tables: &Tables<'_>| {
            tables.put_project(&ProjectRow::unnamed(ProjectId::default()))?;
            runs.into_iter().try_for_each(|run| tables.put_run(&run))
        };
        database.refill(fill).unwrap();
        (folder, database)
    }

    /// A dataset would be removed as if no run had been evaluated on it.
    #[test]
    fn a_dataset_knows_the_runs_that_evaluated_on_it() {
        let (_folder, mut database) = filled((0..60).map(run));
        let mut on = |dataset: &str| {
            let dataset = dataset.parse().unwrap();
            database.read(|tables| tables.runs_on(&ProjectId::default(), &dataset, 100)).unwrap().len()
        };
        assert_eq!([on("customers_100%"), on("holdout"), on("none")], [60, 12, 0]);
    }

    /// A run that has ended would be shown as running again.
    #[test]
    fn only_a_run_that_is_open_is_under_way() {
        let queued = RunRow { status: Status::Queued, started: None, ended: None, ..run(1) };
        let (_folder, mut database) = filled([queued.clone(), run(2)].into_iter());
        for (before, takes) in [(queued, true), (run(2), false)] {
            let now = RunRow { status: Status::Running, started: Some(before.created), ..before.clone() };
            database.write(|tables| tables.put_under_way(&now)).unwrap();
            let known = database.read(|tables| tables.runs_like(now.id.as_str())).unwrap();
            assert_eq!(known, [if takes { now } else { before }]);
        }
    }
}
