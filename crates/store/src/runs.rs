//! Pipeline runs.

use contract::{
    DatasetName, FolderPath, PackageName, PipelineKind, ProjectName, Reason, RunId, Status, Version,
};
use jiff::Timestamp;
use locales::Result;
use rusqlite::{Row, params};

use crate::Tables;
use crate::database::Schema;
use crate::sql::{Columns, all, failed, micros, run};

pub(crate) const SCHEMA: Schema = Schema {
    name: "runs",
    create: "create table runs (
        id text not null unique,
        project text not null references projects (name),
        name text not null,
        kind text not null,
        package text not null,
        version text not null,
        dataset text,
        folder text not null,
        status text not null,
        reason text,
        made text,
        score real,
        created integer not null,
        started integer,
        ended integer,
        primary key (created desc, id)
    ) strict, without rowid;
    create index runs_open on runs (created, id) where ended is null;",
};

/// A run. It names its package and dataset without pointing at them: they may be removed, the run
/// stays.
#[derive(Clone, Debug, PartialEq)]
pub struct RunRow {
    /// Its id.
    pub id: RunId,
    /// The project it belongs to.
    pub project: ProjectName,
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
    /// Where it is; between Packaging and Running the run's directory knows better.
    pub status: Status,
    /// Why it failed or was killed.
    pub reason: Option<Reason>,
    /// The version it made.
    pub made: Option<Version>,
    /// What `evaluate()` returned.
    pub score: Option<f64>,
    /// When it was created.
    pub created: Timestamp,
    /// When it was started.
    pub started: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
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
             (id, project, name, kind, package, version, dataset, folder, status, reason, made, score, created, started, ended)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            params![
                row.id.as_str(),
                row.project.as_str(),
                row.name,
                row.kind.word(),
                row.package.as_str(),
                row.version.to_string(),
                row.dataset.as_ref().map(DatasetName::as_str),
                row.folder.as_str(),
                row.status.word(),
                row.reason.as_ref().and_then(|reason| serde_json::to_string(reason).ok()),
                row.made.map(|version| version.to_string()),
                row.score,
                micros(row.created),
                row.started.map(micros),
                row.ended.map(micros),
            ],
        )
    }

    /// Gives each run to `take`, newest first, which is the order they lie in: none is kept.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn each_run(&self, mut take: impl FnMut(RunRow)) -> Result<()> {
        let query = "select * from runs order by created desc, id";
        let mut statement = self.0.prepare_cached(query).map_err(failed)?;
        let rows = statement.query_map([], read).map_err(failed)?;
        rows.into_iter().try_for_each(|row| row.map(&mut take).map_err(failed))
    }

    /// The same for what a line of a list shows, as it stands in the index: with every name and
    /// number parsed, a long list took twice as long.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn each_run_line(&self, mut take: impl FnMut(RunLine<'_>)) -> Result<()> {
        let query = "select id, status, name, package, version, made, created, started, ended
                     from runs order by created desc, id";
        let mut statement = self.0.prepare_cached(query).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            take(line(row).map_err(failed)?);
        }
        Ok(())
    }

    /// The runs that have not ended, oldest first: the queue's order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn open_runs(&self) -> Result<Vec<RunRow>> {
        let query = "select * from runs where ended is null order by created, id";
        all(self.0, query, [], read)
    }

    /// The runs whose id begins with `start`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn runs_like(&self, start: &str) -> Result<Vec<RunRow>> {
        all(self.0, "select * from runs where substr(id, 1, length(?1)) = ?1", [start], read)
    }

    /// Deletes a run.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn delete_run(&self, id: &RunId) -> Result<()> {
        run(self.0, "delete from runs where id = ?1", [id.as_str()])
    }
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
        created: columns.time()?,
        started: columns.time_if()?,
        ended: columns.time_if()?,
    })
}

fn read(row: &Row<'_>) -> rusqlite::Result<RunRow> {
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
        status: columns.parsed()?,
        reason: columns.next::<Option<String>>()?.and_then(|text| serde_json::from_str(&text).ok()),
        made: columns.parsed_if()?,
        score: columns.next()?,
        created: columns.time()?,
        started: columns.time_if()?,
        ended: columns.time_if()?,
    })
}
