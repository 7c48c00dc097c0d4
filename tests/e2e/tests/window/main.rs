//! The real window from outside: what a person clicks, types, drags and reads.
//!
//! One test program for all, so that it is linked once. A store, a home and a display per test;
//! whoever leaves a process behind fails.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests, outside of them too")]

mod accessibility;
mod closing;
mod dialogs;
mod drops;
mod failures;
mod handling;
mod keyboard;
mod killed;
mod logs;
mod mistakes;
mod notifications;
mod packages;
mod pipeline_types;
mod projects;
mod queue;
mod schedules;
mod settings;
mod sharing;
mod stops;
mod story;
mod together;
mod untrusted;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use e2e::{Window, trainyard};
use testkit::{Package, Store};

/// A store with the package `trainer` 1.0, whose `train` has this body, and the dataset `rows`.
#[track_caller]
fn store_with(train: &str) -> Store {
    Store::with(trainyard(), &Package::training(train))
}

/// Waits in Python until the test opens the FIFO that the parameter `gate` names.
const WAIT_AT_GATE: &str = "open(os.environ['gate']).read()\n";

/// Lets what waits at a gate go on.
fn open_gate(gate: &Path) {
    File::create(gate).unwrap();
}

/// Opens a run's details from the list.
#[track_caller]
fn show_run(window: &Window, id: &str) {
    window.click("nav-pipelines");
    window.click(&format!("run-row-{id}"));
    window.wait("details-status");
}

/// Fills in what a run of `trainer` 1.0 on `rows` needs.
#[track_caller]
fn fill_form(window: &Window) {
    window.click("nav-pipelines");
    window.click("run-new");
    window.choose("form-type", "training");
    window.choose("form-package", "trainer");
    window.choose("form-version", "1.0");
    window.choose("form-dataset", "rows");
}

/// A package as a zip with a root folder, beside the store.
fn zip_of(store: &Store, package: &Package, name: &str) -> PathBuf {
    let file = store.folder().join(format!("data/{name}.zip"));
    package.zip(&file, Some(name));
    file
}

/// A folder with a few rows in it, beside the store.
fn rows(store: &Store) -> PathBuf {
    let folder = store.folder().join("data/customers");
    fs::create_dir_all(folder.join("2026")).unwrap();
    fs::write(folder.join("2026/january.csv"), "age,stays\n31,1\n58,0\n").unwrap();
    folder
}
