//! Projects, which have their own packages, datasets, runs and schedules.

use contract::{ProjectId, ProjectName};
use jiff::Timestamp;
use locales::Result;
use rusqlite::{Row, params};

use crate::sql::{Columns, Schema, Tables, Writing, all, failed, micros, run};

pub(crate) const SCHEMA: Schema = Schema {
    name: "projects",
    version: 2,
    create: "create table projects (
        id text primary key,
        name text not null,
        description text not null,
        created integer,
        keeps_data integer not null
    ) strict, without rowid",
};

/// A project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectRow {
    /// Its id.
    pub id: ProjectId,
    /// Its name.
    pub name: ProjectName,
    /// What a person wrote about it.
    pub description: String,
    /// When it was created; `None`: with the store.
    pub created: Option<Timestamp>,
    /// Whether new runs keep their data unless somebody chooses otherwise.
    pub keeps_data: bool,
}

impl ProjectRow {
    /// A project of which only the id is known.
    pub fn unnamed(id: ProjectId) -> Self {
        Self { name: (&id).into(), id, description: String::new(), created: None, keeps_data: false }
    }
}

/// How much is in a project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holds {
    /// Packages.
    pub packages: u64,
    /// Datasets.
    pub datasets: u64,
    /// Runs, including those that wait for their time.
    pub runs: u64,
}

impl Tables<'_> {
    /// All projects by name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn projects(&self) -> Result<Vec<ProjectRow>> {
        all(self.0, "select * from projects order by name collate nocase, id", [], read)
    }

    /// One project.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn project(&self, id: &ProjectId) -> Result<Option<ProjectRow>> {
        Ok(all(self.0, "select * from projects where id = ?1", [id.as_str()], read)?.pop())
    }

    /// How much is in a project.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn holds(&self, id: &ProjectId) -> Result<Holds> {
        let query = "select (select count(*) from packages where project = ?1),
                            (select count(*) from datasets where project = ?1),
                            (select count(*) from runs where project = ?1)";
        let counted = self.0.query_row(query, [id.as_str()], |row| {
            let mut columns = Columns::of(row);
            Ok(Holds { packages: columns.count()?, datasets: columns.count()?, runs: columns.count()? })
        });
        counted.map_err(failed)
    }
}

impl Writing<'_> {
    /// Inserts or replaces a project.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn put_project(&self, row: &ProjectRow) -> Result<()> {
        run(
            self.0,
            "insert into projects (id, name, description, created, keeps_data) values (?1, ?2, ?3, ?4, ?5)
             on conflict (id) do update set name = ?2, description = ?3, created = ?4, keeps_data = ?5",
            params![
                row.id.as_str(),
                row.name.as_str(),
                row.description,
                row.created.map(micros),
                row.keeps_data
            ],
        )
    }

    /// Deletes a project with everything in it.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn delete_project(&self, id: &ProjectId) -> Result<()> {
        for table in ["runs", "datasets", "packages"] {
            run(self.0, &format!("delete from {table} where project = ?1"), [id.as_str()])?;
        }
        run(self.0, "delete from projects where id = ?1", [id.as_str()])
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<ProjectRow> {
    let mut columns = Columns::of(row);
    Ok(ProjectRow {
        id: columns.parsed()?,
        name: columns.parsed()?,
        description: columns.next()?,
        created: columns.time_if()?,
        keeps_data: columns.next()?,
    })
}
