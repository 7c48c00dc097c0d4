//! The index as the engine uses it: anyone may read, only a change may write.

use std::path::PathBuf;

use contract::RunId;
use locales::Result;
use store::{Database, RowDifference, Tables, Writing};

/// The index over the store's files.
#[derive(Debug)]
pub(crate) struct Index(Database);

impl Index {
    pub(crate) fn new(database: Database) -> Self {
        Self(database)
    }

    /// Reads: `ask` sees all tables in one consistent state.
    pub(crate) fn read<T>(&self, ask: impl FnOnce(&Tables<'_>) -> Result<T>) -> Result<T> {
        self.0.read(ask)
    }

    /// Caches how many bytes ended runs take on the disk. Measuring is slow and the result no longer changes,
    /// so readers may write it too.
    pub(crate) fn save_run_sizes<'a>(&self, sizes: impl Iterator<Item = (&'a RunId, u64)>) -> Result<()> {
        self.0.write(|tables| sizes.into_iter().try_for_each(|(id, bytes)| tables.put_run_size(id, bytes)))
    }

    /// Writes all of `change` or nothing.
    pub(super) fn write<T>(&self, change: impl FnOnce(&Writing<'_>) -> Result<T>) -> Result<T> {
        self.0.write(change)
    }

    /// Empties an index that has damaged pages, and returns where a copy of it is kept.
    pub(super) fn reset_if_damaged(&self) -> Result<Option<PathBuf>> {
        self.0.reset_if_damaged()
    }

    /// What SQLite finds wrong in it, in its own words.
    pub(crate) fn problems(&self) -> Result<Vec<String>> {
        self.0.problems()
    }

    /// The rows in which it differs from another index.
    pub(crate) fn differences(&self, other: &Self) -> Result<Vec<RowDifference>> {
        self.0.differences(&other.0)
    }

    /// Empties the tables and fills them again, all or nothing.
    pub(super) fn refill<T>(&self, fill: impl FnOnce(&Writing<'_>) -> Result<T>) -> Result<T> {
        self.0.refill(fill)
    }
}
