//! The index over the store's files: one SQLite database, `store.db`.
//!
//! Files are the truth; everything here can be thrown away and is made again from them. This is
//! the only crate that says SQL: a module per table with its schema, its row and what is asked of
//! it. Rules about packages and runs, and files other than the database, may not enter.

mod columns;
pub mod damaged;
mod database;
pub mod datasets;
pub mod packages;
pub mod projects;
pub mod run_list;
mod run_sizes;
pub mod run_sort;
pub mod runs;
mod sql;
pub mod versions;

pub use database::{Database, Opened};
pub use sql::{Tables, Writing};
