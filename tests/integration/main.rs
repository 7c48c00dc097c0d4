//! Tests the program from outside: with real commands, real Python, real files, real SQLite.
//!
//! There is one test program for all tests, so that it is linked once. Each test has its own store; a test that
//! leaves a process or a file behind fails.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests, outside of them too")]

mod as_of;
mod backup;
mod cli;
mod code_sees;
mod compare;
mod compatible;
mod cut_short;
mod datasets;
mod doctor;
mod endings;
mod events;
mod exports;
mod formats;
mod full_disk;
mod index;
mod isolation;
mod kills;
mod layers;
mod limits;
mod lineage;
mod logs;
mod machines;
mod metrics;
mod odd_files;
mod order;
mod outputs;
mod own_artifacts;
mod own_log;
mod own_wall;
mod packages;
mod pipeline_types;
mod progress;
mod projects;
mod public;
mod queue;
mod reproduce;
mod run_list;
mod run_tags;
mod schedules;
mod serve;
mod settings;
mod snapshots;
mod split_data;
mod states;
mod stops;
mod storage;
mod trackers;
mod tracking;
mod training;
mod versions;

use std::fs;

use serde_json::Value;
use testkit::{Package, Store};

/// A store with the package `trainer` 1.0, whose `train` has this body, and the dataset `rows`.
#[track_caller]
fn store_with(train: &str) -> Store {
    Store::with(env!("CARGO_BIN_EXE_trainyard"), &Package::training(train))
}

/// A store whose `trainer` 1.0 has all functions, and the dataset `rows`.
#[track_caller]
fn store_with_all(process_data: &str, train: &str, evaluate: &str) -> Store {
    let package =
        Package::training(train).with_method("process_data", process_data).with_method("evaluate", evaluate);
    Store::with(env!("CARGO_BIN_EXE_trainyard"), &package)
}

/// Whether root runs the tests.
fn is_root() -> bool {
    std::os::unix::fs::MetadataExt::uid(&fs::metadata("/proc/self").unwrap()) == 0
}

/// An empty store.
fn empty_store() -> Store {
    Store::new(env!("CARGO_BIN_EXE_trainyard"))
}

/// `_results.json` of a run, given the object of `run start` or `run show`.
#[track_caller]
fn results(run: &Value) -> Value {
    serde_json::from_slice(&fs::read(run["results"].as_str().unwrap()).unwrap()).unwrap()
}

/// The log of a run, given the object of `run start` or `run show`.
#[track_caller]
fn log(store: &Store, run: &Value) -> String {
    String::from_utf8_lossy(&store.log(run["id"].as_str().unwrap())).into_owned()
}
