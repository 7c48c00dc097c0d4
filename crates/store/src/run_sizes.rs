//! The sizes of ended runs on the disk. They are cached, because ended runs do not change any more.

use std::collections::HashMap;

use contract::{ProjectId, RunId};
use locales::Result;
use rusqlite::params;

use crate::sql::{Columns, Schema, Tables, Writing, all, run};

pub(crate) const SCHEMA: Schema = Schema {
    name: "run_sizes",
    version: 1,
    create: "create table run_sizes (
        run text primary key references runs (id) on delete cascade,
        bytes integer not null
    ) strict, without rowid;",
};

impl Tables<'_> {
    /// The cached sizes, in bytes. Every change of a run's row removes its size.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn run_sizes(&self, project: &ProjectId) -> Result<HashMap<RunId, u64>> {
        let query = "select run, bytes from run_sizes join runs on id = run where project = ?1";
        let sizes = all(self.0, query, [project.as_str()], |row| {
            let mut columns = Columns::of(row);
            Ok((columns.parsed()?, columns.next::<i64>()?.max(0) as u64))
        })?;
        Ok(sizes.into_iter().collect())
    }
}

impl Writing<'_> {
    /// Caches the size of a run in bytes, if it exists and has ended.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn put_run_size(&self, id: &RunId, bytes: u64) -> Result<()> {
        let statement = "insert or replace into run_sizes
                         select id, ?2 from runs where id = ?1 and ended is not null";
        run(self.0, statement, params![id.as_str(), bytes as i64])
    }

    /// Removes the cached size of a run.
    pub(crate) fn forget_run_size(&self, id: &RunId) -> Result<()> {
        run(self.0, "delete from run_sizes where run = ?1", [id.as_str()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::RunRow;
    use crate::runs::tests::{filled, run};

    /// A person would see wrong sizes when looking for what fills the disk.
    #[test]
    fn a_size_is_cached_until_its_run_changes() {
        let open = RunRow { ended: None, ..run(1) };
        let (_folder, database) = filled([open.clone(), run(2), run(3), run(4)].into_iter());
        database
            .write(|tables| {
                for n in 1..6 {
                    tables.put_run_size(&run(n).id, n as u64 * 100)?;
                }
                tables.put_run(&RunRow { score: None, ..run(3) })?;
                tables.delete_run(&run(4).id)
            })
            .unwrap();
        let known = database.read(|tables| tables.run_sizes(&open.project)).unwrap();
        assert_eq!(known, HashMap::from([(run(2).id, 200)]));
        let other = ProjectId::from_random(7);
        assert!(database.read(|tables| tables.run_sizes(&other)).unwrap().is_empty());
    }
}
