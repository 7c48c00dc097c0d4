//! Datasets.

use contract::{DatasetName, ProjectName};
use jiff::Timestamp;
use locales::Result;
use rusqlite::{Row, params};

use crate::Tables;
use crate::database::Schema;
use crate::sql::{Columns, all, micros, run};

pub(crate) const SCHEMA: Schema = Schema {
    name: "datasets",
    create: "create table datasets (
        name text primary key,
        project text not null references projects (name),
        link text,
        files integer not null,
        bytes integer not null,
        created integer not null
    ) strict, without rowid",
};

/// A dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatasetRow {
    /// Its name.
    pub name: DatasetName,
    /// The project it belongs to.
    pub project: ProjectName,
    /// The folder elsewhere that it is a link to; none: its files were copied.
    pub link: Option<String>,
    /// How many files, when last counted.
    pub files: u64,
    /// Their sizes together, in bytes, when last counted.
    pub bytes: u64,
    /// When it was added.
    pub created: Timestamp,
}

impl Tables<'_> {
    /// Inserts a dataset or replaces what is known of it.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn put_dataset(&self, row: &DatasetRow) -> Result<()> {
        run(
            self.0,
            "insert or replace into datasets (name, project, link, files, bytes, created)
             values (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                row.name.as_str(),
                row.project.as_str(),
                row.link,
                row.files as i64,
                row.bytes as i64,
                micros(row.created),
            ],
        )
    }

    /// All datasets by name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn datasets(&self) -> Result<Vec<DatasetRow>> {
        all(self.0, "select * from datasets order by name", [], read)
    }

    /// One dataset.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn dataset(&self, name: &DatasetName) -> Result<Option<DatasetRow>> {
        Ok(all(self.0, "select * from datasets where name = ?1", [name.as_str()], read)?.pop())
    }

    /// Deletes a dataset.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn delete_dataset(&self, name: &DatasetName) -> Result<()> {
        run(self.0, "delete from datasets where name = ?1", [name.as_str()])
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<DatasetRow> {
    let mut columns = Columns::of(row);
    Ok(DatasetRow {
        name: columns.parsed()?,
        project: columns.parsed()?,
        link: columns.next()?,
        files: columns.count()?,
        bytes: columns.count()?,
        created: columns.time()?,
    })
}
