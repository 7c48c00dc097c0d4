//! The index over the store's files: one SQLite database, `store.db`.
//!
//! Files are the truth; the index can be deleted at any time and is rebuilt from them. This is the only
//! crate with SQL: a module per table with its schema, its row and its queries. It decides nothing about packages and
//! runs, and opens no file other than the database.

mod columns;
mod compare;
pub mod damaged;
mod database;
pub mod datasets;
pub mod packages;
pub mod projects;
pub mod run_column;
mod run_history;
pub mod run_lineage;
pub mod run_list;
pub mod run_metrics;
mod run_sizes;
pub mod run_sort;
pub mod runs;
mod sql;
pub mod versions;

pub use compare::RowDifference;
pub use database::{Database, Opened, is_damaged};
pub use sql::{Tables, Writing};
