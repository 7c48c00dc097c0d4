//! ML packages. Their versions have a table of their own.

use contract::{PackageName, ProjectName};
use jiff::Timestamp;
use locales::Result;
use rusqlite::{Row, params};

use crate::Tables;
use crate::database::Schema;
use crate::sql::{Columns, all, micros, run};

pub(crate) const SCHEMA: Schema = Schema {
    name: "packages",
    create: "create table packages (
        name text primary key,
        project text not null references projects (name),
        created integer not null
    ) strict, without rowid",
};

/// A package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageRow {
    /// Its name.
    pub name: PackageName,
    /// The project it belongs to.
    pub project: ProjectName,
    /// When its first version was added.
    pub created: Timestamp,
}

impl Tables<'_> {
    /// Inserts a package or replaces what is known of it.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn put_package(&self, package: &PackageRow) -> Result<()> {
        run(
            self.0,
            "insert into packages (name, project, created) values (?1, ?2, ?3)
             on conflict (name) do update set project = ?2, created = ?3",
            params![package.name.as_str(), package.project.as_str(), micros(package.created)],
        )
    }

    /// All packages by name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn packages(&self) -> Result<Vec<PackageRow>> {
        all(self.0, "select * from packages order by name", [], read)
    }

    /// One package.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn package(&self, name: &PackageName) -> Result<Option<PackageRow>> {
        Ok(all(self.0, "select * from packages where name = ?1", [name.as_str()], read)?.pop())
    }

    /// Deletes a package with its versions.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn delete_package(&self, name: &PackageName) -> Result<()> {
        run(self.0, "delete from packages where name = ?1", [name.as_str()])
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<PackageRow> {
    let mut columns = Columns::of(row);
    Ok(PackageRow { name: columns.parsed()?, project: columns.parsed()?, created: columns.time()? })
}
