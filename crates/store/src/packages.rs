//! ML packages. Their versions are in another table.

use contract::{PackageName, ProjectId};
use jiff::Timestamp;
use locales::Result;
use rusqlite::{Row, params};

use crate::sql::{Columns, Schema, Tables, Writing, all, micros, run};

pub(crate) const SCHEMA: Schema = Schema {
    name: "packages",
    version: 1,
    create: "create table packages (
        project text not null references projects (id),
        name text not null,
        created integer not null,
        primary key (project, name)
    ) strict, without rowid",
};

/// A package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageRow {
    /// The project it belongs to.
    pub project: ProjectId,
    /// Its name, which is unique in the project.
    pub name: PackageName,
    /// When its first version was added.
    pub created: Timestamp,
}

impl Tables<'_> {
    /// All packages of a project by name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn packages(&self, project: &ProjectId) -> Result<Vec<PackageRow>> {
        all(self.0, "select * from packages where project = ?1 order by name", [project.as_str()], read)
    }

    /// One package.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn package(&self, project: &ProjectId, name: &PackageName) -> Result<Option<PackageRow>> {
        let query = "select * from packages where project = ?1 and name = ?2";
        Ok(all(self.0, query, [project.as_str(), name.as_str()], read)?.pop())
    }
}

impl Writing<'_> {
    /// Inserts or replaces a package.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn put_package(&self, package: &PackageRow) -> Result<()> {
        run(
            self.0,
            "insert into packages (project, name, created) values (?1, ?2, ?3)
             on conflict (project, name) do update set created = ?3",
            params![package.project.as_str(), package.name.as_str(), micros(package.created)],
        )
    }

    /// Deletes a package with its versions.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn delete_package(&self, project: &ProjectId, name: &PackageName) -> Result<()> {
        let statement = "delete from packages where project = ?1 and name = ?2";
        run(self.0, statement, [project.as_str(), name.as_str()])
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<PackageRow> {
    let mut columns = Columns::of(row);
    Ok(PackageRow { project: columns.parsed()?, name: columns.parsed()?, created: columns.time()? })
}
