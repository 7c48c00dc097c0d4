//! Projects: they hold packages, datasets and runs.

use contract::ProjectName;
use locales::Result;
use rusqlite::params;

use crate::Tables;
use crate::database::Schema;
use crate::sql::{Columns, all, run};

pub(crate) const SCHEMA: Schema = Schema {
    name: "projects",
    create: "create table projects (name text primary key) strict, without rowid",
};

/// A project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectRow {
    /// Its name.
    pub name: ProjectName,
}

impl ProjectRow {
    /// A project of this name.
    pub fn new(name: ProjectName) -> Self {
        Self { name }
    }
}

impl Tables<'_> {
    /// Inserts a project, or leaves it as it is.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn put_project(&self, project: &ProjectRow) -> Result<()> {
        run(
            self.0,
            "insert into projects (name) values (?1) on conflict do nothing",
            params![project.name.as_str()],
        )
    }

    /// All projects by name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn projects(&self) -> Result<Vec<ProjectRow>> {
        all(self.0, "select name from projects order by name", [], |row| {
            Ok(ProjectRow { name: Columns::of(row).parsed()? })
        })
    }
}
