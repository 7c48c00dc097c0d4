//! Datasets.

use contract::{DatasetName, ProjectId};
use jiff::Timestamp;
use locales::Result;
use rusqlite::{Row, params};

use crate::sql::{Columns, Schema, Tables, Writing, all, micros, run};

pub(crate) const SCHEMA: Schema = Schema {
    name: "datasets",
    version: 1,
    create: "create table datasets (
        project text not null references projects (id),
        name text not null,
        link text,
        files integer not null,
        bytes integer not null,
        created integer not null,
        primary key (project, name)
    ) strict, without rowid",
};

/// A dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatasetRow {
    /// The project it belongs to.
    pub project: ProjectId,
    /// Its name, which is unique in the project.
    pub name: DatasetName,
    /// The linked folder; `None` if the files were copied into the store.
    pub link: Option<String>,
    /// How many files it had when they were last counted.
    pub files: u64,
    /// The sum of their sizes, in bytes, when they were last counted.
    pub bytes: u64,
    /// When it was added.
    pub created: Timestamp,
}

impl Tables<'_> {
    /// All datasets of a project by name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn datasets(&self, project: &ProjectId) -> Result<Vec<DatasetRow>> {
        all(self.0, "select * from datasets where project = ?1 order by name", [project.as_str()], read)
    }

    /// One dataset.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn dataset(&self, project: &ProjectId, name: &DatasetName) -> Result<Option<DatasetRow>> {
        let query = "select * from datasets where project = ?1 and name = ?2";
        Ok(all(self.0, query, [project.as_str(), name.as_str()], read)?.pop())
    }
}

impl Writing<'_> {
    /// Inserts or replaces a dataset.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn put_dataset(&self, row: &DatasetRow) -> Result<()> {
        run(
            self.0,
            "insert or replace into datasets (project, name, link, files, bytes, created)
             values (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                row.project.as_str(),
                row.name.as_str(),
                row.link,
                row.files as i64,
                row.bytes as i64,
                micros(row.created),
            ],
        )
    }

    /// Deletes a dataset.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn delete_dataset(&self, project: &ProjectId, name: &DatasetName) -> Result<()> {
        let statement = "delete from datasets where project = ?1 and name = ?2";
        run(self.0, statement, [project.as_str(), name.as_str()])
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<DatasetRow> {
    let mut columns = Columns::of(row);
    Ok(DatasetRow {
        project: columns.parsed()?,
        name: columns.parsed()?,
        link: columns.next()?,
        files: columns.count()?,
        bytes: columns.count()?,
        created: columns.time()?,
    })
}
