//! Things in the store that cannot be read, so that a person can see, export and remove them.

use std::str::FromStr;

use contract::ProjectId;
use locales::{Failure, Language, Message, Result};
use rundir::Reason;
use rusqlite::params;
use serde::Serialize;

use crate::sql::{Columns, Schema, Tables, Writing, all, run};

pub(crate) const SCHEMA: Schema = Schema {
    name: "damaged",
    version: 1,
    create: "create table damaged (
        path text primary key,
        kind text not null,
        project text not null,
        name text not null,
        reason text not null
    ) strict, without rowid;",
};

/// The kind of a damaged thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum DamagedKind {
    /// A run.
    Run,
    /// A package with all its versions.
    Package,
    /// One version of a package.
    Version,
    /// A dataset.
    Dataset,
    /// A project's name and description. What the project holds can still be read.
    Project,
    /// A schedule.
    Schedule,
    /// The tags, note and pin of a run, which itself can be read.
    Tags,
}

impl DamagedKind {
    /// All kinds.
    pub const ALL: [Self; 7] =
        [Self::Run, Self::Package, Self::Version, Self::Dataset, Self::Project, Self::Schedule, Self::Tags];

    /// The word for it in files and for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Package => "package",
            Self::Version => "version",
            Self::Dataset => "dataset",
            Self::Project => "project",
            Self::Schedule => "schedule",
            Self::Tags => "tags",
        }
    }
}

impl FromStr for DamagedKind {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == text).ok_or_else(|| Message::StoreFailed.into())
    }
}

/// Something that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    /// The unreadable file, relative to the store.
    pub path: String,
    /// What kind of thing the file describes.
    pub kind: DamagedKind,
    /// The project it is listed under. A damaged run or schedule no longer names its own.
    pub project: ProjectId,
    /// Its id or name according to its folder or file; for a version, the package's name and the number.
    pub name: String,
    /// Why it cannot be read.
    pub reason: Reason,
}

impl Damaged {
    /// A sentence that names the thing and says what is wrong with it.
    pub fn render(&self, language: Language) -> String {
        let (kind, name) = (self.kind.word().to_string(), self.name.clone());
        Message::ThingDamaged { kind, name, reason: self.reason.render(language) }.render(language)
    }
}

impl Tables<'_> {
    /// All damaged things, ordered by path.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn damaged(&self) -> Result<Vec<Damaged>> {
        let query = "select path, kind, project, name, reason from damaged order by path";
        all(self.0, query, [], |row| {
            let mut columns = Columns::of(row);
            Ok(Damaged {
                path: columns.next()?,
                kind: columns.parsed()?,
                project: columns.parsed()?,
                name: columns.next()?,
                reason: serde_json::from_str(columns.text()?)
                    .map_err(|error| columns.unexpected(error.to_string()))?,
            })
        })
    }
}

impl Writing<'_> {
    /// Adds a damaged thing.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn put_damaged(&self, row: &Damaged) -> Result<()> {
        let reason = serde_json::to_string(&row.reason)
            .map_err(|error| Failure::because(Message::StoreFailed, error))?;
        run(
            self.0,
            "insert or replace into damaged (path, kind, project, name, reason) values (?1, ?2, ?3, ?4, ?5)",
            params![row.path, row.kind.word(), row.project.as_str(), row.name, reason],
        )
    }

    /// Removes a damaged thing from the list.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn delete_damaged(&self, path: &str) -> Result<()> {
        run(self.0, "delete from damaged where path = ?1", [path])
    }
}
