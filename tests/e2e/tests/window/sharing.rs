//! Runs that go to another machine and come from one, versions beside each other, and a run that is
//! made again, by clicking and by keys: a person could not show a colleague what they did, or find
//! out why it turned out otherwise.

use std::fs;
use std::path::PathBuf;

use e2e::{Opening, Window, empty_store};
use testkit::{Package, Store};

use crate::{show_run, store_with};

fn french() -> Opening {
    Opening { language: "fr_FR.UTF-8", ..Opening::default() }
}

/// A run of `store` as a file.
fn exported(store: &Store, id: &str) -> PathBuf {
    let file = store.folder().join("data/shared.run.zip");
    store.json(["run", "export", id, "--output", file.to_str().unwrap()]);
    file
}

fn trained(store: &Store) -> String {
    store.trained([])["id"].as_str().unwrap().to_string()
}

#[test]
fn a_run_is_exported_and_imported_by_clicking() {
    let (here, there) = (store_with("print('hello')"), empty_store());
    let id = trained(&here);
    let window = Window::open(&here);
    show_run(&window, &id);
    let file = here.folder().join("data/x.run.zip");
    window.will_save(&file);
    window.click("details-more");
    window.click("details-export");
    // A browser saves under the name that it is given.
    let is_browser = window.face().is_browser();
    window.wait_text("toast", if is_browser { ".run.zip" } else { "x.run.zip" });
    drop(window);

    let window = Window::open(&there);
    window.will_open(&file);
    window.click("run-import");
    window.wait_for("details-status", "data-status", "Successful");
    window.wait_text("details-imported", "x.run.zip");
    window.wait_text("details-version", "1.1");
    let version = there.folder().join("data/version.zip");
    window.wait_gone("toast");
    window.will_save(&version);
    window.click("details-download");
    window.wait_text("toast", if is_browser { ".zip" } else { "version.zip" });
    assert_eq!(fs::read(version).unwrap(), fs::read(here.home().join("packages/trainer/1.1.zip")).unwrap());
    window.click("tab-log");
    window.wait_text("log-view", "hello");
    // It is here already: that is said, and it is shown all the same.
    window.click("nav-pipelines");
    window.wait_gone("toast");
    window.will_open(&file);
    window.click("run-import");
    window.wait_text("toast", &id);
    window.wait(&format!("run-row-{id}"));
}

#[test]
fn a_run_is_imported_by_keys_in_french() {
    let (here, there) = (store_with("raise ValueError('vide')"), empty_store());
    let id = here.trained([])["id"].as_str().unwrap().to_string();
    let file = exported(&here, &id);
    let window = Window::open_with(&there, french());
    window.will_open(&file);
    window.go_to("run-import");
    window.press("Enter");
    window.wait_for("details-status", "data-status", "Failed");
    window.wait_text("details-imported", "depuis shared.run.zip");
    assert!(window.text("details-status").contains("Échec"));
}

#[test]
fn versions_are_compared_by_clicking_and_by_keys() {
    let store = store_with("pass");
    store.add_package("trainer", &Package::training("pass").with("requirements.txt", "# none\n"));
    trained(&store);
    let window = Window::open(&store);
    window.click("nav-packages");
    window.click("package-row-trainer");
    window.click("package-compare");
    // The newest beside the one before it; what a package needs comes first.
    window.wait_text("compare-lines", "# none");
    // By keys: another version, and both the other way round.
    window.choose_by_keys("compare-before", "1.0");
    window.wait_text("compare-lines", "# none");
    window.go_to("compare-swap");
    window.press("Enter");
    window.wait_for("compare-after", "data-value", "1.0");
    window.wait_text("compare-file-requirements.txt", "Changed");

    window.choose("compare-before", "1.0");
    window.choose("compare-after", "1.1");
    window.wait_text("compare-file-model.txt", "Added");
    window.wait_text("compare-facts", "from 1.0");
    window.press("Escape");
    window.wait("package-compare");
}

#[test]
fn a_packages_runs_are_listed_live_and_lead_to_their_details() {
    let store = store_with("pass");
    store.add_package("other", &Package::training("pass"));
    let window = Window::open_with(&store, french());
    window.click("nav-packages");
    window.click("package-row-trainer");
    window.click("tab-runs");
    window.wait_text("panel-runs", "Aucune exécution");
    let id = trained(&store);
    window.wait_for(&format!("run-row-{id}"), "data-status", "Successful");
    window.press("Escape");
    window.wait("package-row-trainer");
    window.click("package-row-other");
    window.click("tab-runs");
    window.wait_text("panel-runs", "Aucune exécution");
    window.press("Escape");
    // By keys: the tab, the list, the run.
    window.click("package-row-trainer");
    window.go_to("tab-versions");
    window.press("Right");
    window.press("Right");
    window.wait(&format!("run-row-{id}"));
    window.press("Tab");
    window.press("Enter");
    window.wait_for("details-status", "data-status", "Successful");
    // Its two versions beside each other.
    window.click("nav-packages");
    window.click("package-row-trainer");
    window.go_to("package-compare");
    window.press("Enter");
    window.wait_text("compare-file-model.txt", "Ajouté");
}

#[test]
fn what_differs_from_the_run_that_is_made_again_is_marked_and_taken_back() {
    let store = store_with("pass");
    store.add_dataset("holdout");
    let id = store.trained(["--env", "rate=0.1", "--name", "the first"])["id"].as_str().unwrap().to_string();
    let window = Window::open(&store);
    show_run(&window, &id);
    window.click("details-again");
    window.wait_text_of("form-name", "the first");
    assert!(window.handles("form-was-").is_empty());
    window.fill("form-name", "the second");
    window.choose("form-dataset", "holdout");
    window.fill("form-param-value-2", "0.2");
    let was = |field: &str| window.attribute(&format!("form-was-{field}"), "aria-label").unwrap_or_default();
    window.wait("form-was-parameter-2");
    assert!(was("name").contains("the first") && was("dataset").contains("rows"));
    assert!(was("parameter-2").contains("0.1"));
    window.click("form-was-dataset");
    window.wait_gone("form-was-dataset");
    assert!(window.text("form-dataset").contains("rows"));

    // By keys; the field has the focus then, and nothing differs any more.
    window.go_to("form-was-name");
    window.press("Enter");
    window.wait_gone("form-was-name");
    window.wait_focus("form-name");
    window.wait_text_of("form-name", "the first");
    window.go_to("form-was-parameter-2");
    window.press("Enter");
    window.wait_gone("form-was-parameter-2");
    assert!(window.handles("form-was-").is_empty());
}

/// The window says what keeps a version or a dataset, as the command line does.
#[test]
fn what_a_schedule_needs_is_not_removed_in_the_window_either() {
    let store = store_with("pass");
    let usual = ["schedule", "add", "--type", "training", "--package", "trainer", "--version", "1.0"];
    let made = store.json(usual.iter().chain(&["--dataset", "rows", "--days", "mon", "--time", "03:30"]));
    let name = made["name"].as_str().unwrap();
    let needed = format!("is needed by the schedule \"{name}\"");
    let window = Window::open(&store);
    window.click("nav-packages");
    window.click("package-row-trainer");
    window.click("package-remove");
    // The person is not asked first.
    window.wait_text("toast", &needed);
    assert!(!window.is_there("confirm"));
    window.click("nav-storage");
    window.wait_text("storage-user-dataset-rows", name);
    window.wait_text("storage-user-package-trainer", name);
    assert!(store.home().join("packages/trainer/1.0.zip").is_file());
}
