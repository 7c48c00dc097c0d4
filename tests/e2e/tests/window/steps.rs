//! What several stories begin with.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use e2e::{Window, trainyard};
use serde_json::json;
use testkit::{Package, Store};

/// A store with the package `trainer` 1.0, whose `train` has this body, and the dataset `rows`.
#[track_caller]
pub(crate) fn store_with(train: &str) -> Store {
    Store::with(trainyard(), &Package::training(train))
}

/// Waits in Python until the test opens the FIFO that the parameter `gate` names.
pub(crate) const WAIT_AT_GATE: &str = "open(os.environ['gate']).read()\n";

/// Lets what waits at a gate go on.
pub(crate) fn open_gate(gate: &Path) {
    File::create(gate).unwrap();
}

/// Opens a run's details from the list.
#[track_caller]
pub(crate) fn show_run(window: &Window, id: &str) {
    window.click("nav-pipelines");
    window.click(&format!("run-row-{id}"));
    window.wait("details-status");
}

/// Fills in what a run of `trainer` 1.0 on `rows` needs.
#[track_caller]
pub(crate) fn fill_form(window: &Window) {
    window.click("nav-pipelines");
    window.click("run-new");
    window.choose("form-type", "training");
    window.choose("form-package", "trainer");
    window.choose("form-version", "1.0");
    window.choose("form-dataset", "rows");
}

/// A package as a zip with a root folder, beside the store.
pub(crate) fn zip_of(store: &Store, package: &Package, name: &str) -> PathBuf {
    let file = store.folder().join(format!("data/{name}.zip"));
    package.zip(&file, Some(name));
    file
}

/// A folder with a few rows in it, beside the store.
pub(crate) fn rows(store: &Store) -> PathBuf {
    let folder = store.folder().join("data/customers");
    fs::create_dir_all(folder.join("2026")).unwrap();
    fs::write(folder.join("2026/january.csv"), "age,stays\n31,1\n58,0\n").unwrap();
    folder
}

/// Goes to the list of a page by the Tab key, unless the focus is there already.
pub(crate) fn go_to_list(window: &Window<'_>) {
    let list = "[role=grid]";
    if window.run("return !!document.activeElement?.matches(arguments[0])", json!([list])) != json!(true) {
        window.tab_to(list);
    }
}
