//! Versions of packages. Only the files know the numbers of removed versions.

use contract::{AsOf, PackageName, PipelineKind, ProjectId, PythonVersion, RunId, Version};
use jiff::Timestamp;
use locales::Result;
use rusqlite::{Row, params};

use crate::sql::{Columns, Schema, Tables, Writing, all, micros, run};

pub(crate) const SCHEMA: Schema = Schema {
    name: "versions",
    version: 1,
    create: "create table versions (
        project text not null,
        package text not null,
        major integer not null,
        minor integer not null,
        made_by text,
        made_from text,
        change_log text not null,
        python text,
        as_of text,
        pipelines text not null,
        digest text not null,
        bytes integer not null,
        score real,
        created integer not null,
        primary key (project, package, major, minor),
        foreign key (project, package) references packages (project, name) on delete cascade
    ) strict, without rowid;
    create index versions_made_by on versions (made_by) where made_by is not null;",
};

/// A version.
#[derive(Clone, Debug, PartialEq)]
pub struct VersionRow {
    /// The project of its package.
    pub project: ProjectId,
    /// Its package.
    pub package: PackageName,
    /// Its number.
    pub version: Version,
    /// The run that made it; `None` if a person added it.
    pub made_by: Option<RunId>,
    /// The version that this run trained.
    pub made_from: Option<Version>,
    /// What a person wrote about it.
    pub change_log: String,
    /// The Python that it requires.
    pub python: Option<PythonVersion>,
    /// The day as of which its runs resolve requirements, unless a person chooses another one.
    pub as_of: Option<AsOf>,
    /// The pipeline types that it supports.
    pub pipelines: Vec<PipelineKind>,
    /// BLAKE3 of its zip, hexadecimal.
    pub digest: String,
    /// Size of its zip.
    pub bytes: u64,
    /// What `evaluate()` returned in the full run that made it.
    pub score: Option<f64>,
    /// When it was made or added.
    pub created: Timestamp,
}

impl Tables<'_> {
    /// All versions of all packages of a project, newest number first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn versions(&self, project: &ProjectId) -> Result<Vec<VersionRow>> {
        let query = "select * from versions where project = ?1 order by package, major desc, minor desc";
        all(self.0, query, [project.as_str()], read)
    }

    /// The versions of one package, newest number first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn versions_of(&self, project: &ProjectId, package: &PackageName) -> Result<Vec<VersionRow>> {
        let query =
            "select * from versions where project = ?1 and package = ?2 order by major desc, minor desc";
        all(self.0, query, [project.as_str(), package.as_str()], read)
    }
}

impl Writing<'_> {
    /// Inserts or replaces a version.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn put_version(&self, row: &VersionRow) -> Result<()> {
        run(
            self.0,
            "insert or replace into versions
             (project, package, major, minor, made_by, made_from, change_log, python, as_of, pipelines,
              digest, bytes, score, created)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            params![
                row.project.as_str(),
                row.package.as_str(),
                row.version.major,
                row.version.minor,
                row.made_by.as_ref().map(RunId::as_str),
                row.made_from.map(|version| version.to_string()),
                row.change_log,
                row.python.map(|version| version.to_string()),
                row.as_of.map(|day| day.to_string()),
                row.pipelines.iter().map(|kind| kind.word()).collect::<Vec<_>>().join(" "),
                row.digest,
                row.bytes as i64,
                row.score,
                micros(row.created),
            ],
        )
    }

    /// Deletes a version.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn delete_version(&self, project: &ProjectId, package: &PackageName, version: Version) -> Result<()> {
        let statement =
            "delete from versions where project = ?1 and package = ?2 and major = ?3 and minor = ?4";
        let parameters = params![project.as_str(), package.as_str(), version.major, version.minor];
        run(self.0, statement, parameters)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<VersionRow> {
    let mut columns = Columns::of(row);
    Ok(VersionRow {
        project: columns.parsed()?,
        package: columns.parsed()?,
        version: Version { major: columns.next()?, minor: columns.next()? },
        made_by: columns.parsed_if()?,
        made_from: columns.parsed_if()?,
        change_log: columns.next()?,
        python: columns.parsed_if()?,
        as_of: columns.parsed_if()?,
        pipelines: columns.next::<String>()?.split(' ').filter_map(|word| word.parse().ok()).collect(),
        digest: columns.next()?,
        bytes: columns.count()?,
        score: columns.next()?,
        created: columns.time()?,
    })
}
