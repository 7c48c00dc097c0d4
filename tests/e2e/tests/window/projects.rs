//! Projects in the window: a person would train one customer's model on another's data, or lose a
//! project to a slip of the hand.

use e2e::{Opening, Window};
use serde_json::json;
use testkit::{Package, Store};

use crate::{WAIT_AT_GATE, go_to_list, open_gate, store_with};

/// A project with a package `fraud` of its own.
fn with_fraud(store: &Store) {
    store.json(["project", "create", "Fraud"]);
    let package = Package::training(WAIT_AT_GATE).write(&store.folder().join("data"));
    let package = package.to_str().unwrap();
    store.json(["package", "add", package, "--name", "fraud", "--project", "Fraud"]);
}

fn names(store: &Store) -> Vec<String> {
    let all = store.json(["project", "list"]);
    all.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().into()).collect()
}

#[test]
fn a_project_is_made_filled_switched_renamed_and_removed() {
    let store = store_with("pass");
    let mut window = Window::open(&store);
    window.wait_text("nav-project", "Default");
    window.click("nav-packages");
    window.wait("package-row-trainer");

    window.click("nav-project");
    window.click("project-create");
    window.click("project-keep");
    window.wait_text("project-error", "cannot be a project's name");
    window.fill("project-name", "default");
    window.click("project-keep");
    window.wait_text("project-error", "already");
    window.fill("project-name", "Fraud");
    window.fill("project-description", "Cards, all regions");
    window.click("project-keep");
    window.wait_text("nav-project", "Fraud");
    window.wait_gone("package-row-trainer");
    // What is added goes into it, and is told in its own log.
    store.add_dataset("elsewhere");
    let package = Package::training("pass").write(&store.folder().join("data"));
    store.json(["package", "add", package.to_str().unwrap(), "--name", "own", "--project", "Fraud"]);
    window.wait("package-row-own");
    window.click("nav-logs");
    window.wait_text("log-row-0", "own 1.0 was added.");
    window.wait_text("log-row-1", "The project Fraud was created.");

    // A page of a thing leads to the other project's list.
    window.click("nav-packages");
    window.click("package-row-own");
    window.click("nav-project");
    window.click("project-default");
    window.wait("package-row-trainer");
    window.wait_text("nav-project", "Default");
    assert!(!window.is_there("package-row-own"));
    window.click("nav-logs");
    window.wait_text("log-row-0", "The dataset elsewhere was added");

    // The choice outlives the window.
    window.press("Control+k");
    window.wait_focus("palette");
    window.type_text("fraud");
    window.press("Enter");
    window.wait_text("nav-project", "Fraud");
    window.kill();
    window.reopen();
    window.wait_text("nav-project", "Fraud");

    window.click("nav-project");
    window.click("project-manage");
    window.wait_text("project-row-Fraud", "1 package, 0 datasets, 0 runs");
    window.click("project-edit-Fraud");
    window.fill("project-name", "Fraud 2027");
    window.click("project-keep");
    window.wait_text("nav-project", "Fraud 2027");
    window.wait_text("project-row-Fraud 2027", "Cards, all regions");
    assert_eq!(names(&store), ["default", "Fraud 2027"]);

    window.click("project-remove-Fraud 2027");
    window.fill("project-remove-name", "Fraud");
    assert!(window.is_disabled("project-remove-confirm"));
    window.fill("project-remove-name", "Fraud 2027");
    window.click("project-remove-confirm");
    window.wait_gone("project-row-Fraud 2027");
    window.wait_text("nav-project", "Default");
    assert_eq!(names(&store), ["default"]);
}

/// A training of one project must not be lost from sight in another, nor a project go under a window.
#[test]
fn another_project_goes_on_and_goes_while_one_looks() {
    let store = store_with("pass");
    with_fraud(&store);
    let gate = store.fifo("gate");
    store.add_dataset("elsewhere");
    let rows = store.folder().join("data/elsewhere-source");
    store.json(["dataset", "add", "rows", rows.to_str().unwrap(), "--project", "Fraud"]);
    let gate_is = format!("gate={}", gate.display());
    let words = ["run", "start", "--type", "training", "--package", "fraud", "--version", "1.0"];
    let more = ["--dataset", "rows", "--env", &gate_is, "--detach", "--project", "Fraud"];
    let run = store.json(words.into_iter().chain(more));
    let id = run["id"].as_str().unwrap();
    let window = Window::open(&store);
    // As a notification leads there.
    window.run("location.hash = `#/pipelines/${arguments[0]}/overview`", json!([id]));
    window.wait("details-status");
    window.wait_text("nav-project", "Fraud");
    window.click("nav-project");
    window.click("project-default");
    window.wait_text("nav-project", "Default");
    window.wait_gone("details-status");
    window.click("nav-storage");
    window.wait_text(&format!("storage-row-run-{id}"), "Fraud");
    // It leads to the run, in its project.
    window.click(&format!("storage-row-run-{id}"));
    window.wait("details-status");
    window.wait_text("nav-project", "Fraud");
    window.click("nav-project");
    window.click("project-manage");
    window.click("project-remove-Fraud");
    window.fill("project-remove-name", "Fraud");
    window.click("project-remove-confirm");
    window.wait_text("project-error", "has not ended");
    window.press("Escape");
    window.click("nav-pipelines");
    window.wait(&format!("run-row-{id}"));
    open_gate(&gate);
    window.wait_for(&format!("run-row-{id}"), "data-status", "Successful");

    // Somebody else removes it.
    store.json(["project", "remove", "Fraud", "--yes", "Fraud"]);
    window.wait_text("nav-project", "Default");
    window.wait_gone(&format!("run-row-{id}"));
}

/// Without a mouse, or in French, there would be one project.
#[test]
fn projects_by_keyboard_in_french() {
    let store = store_with("pass");
    with_fraud(&store);
    let window = Window::open_with(&store, Opening { language: "fr_FR.UTF-8", ..Opening::default() });
    window.wait_text("nav-project", "Par défaut");
    window.go_to("nav-project");
    window.press("Enter");
    window.wait_focus("project-default");
    window.press("Down");
    window.press("Enter");
    window.wait_text("nav-project", "Fraud");
    window.press("Control+3");
    window.wait("package-row-fraud");

    // By the palette to the page of all, where F2 edits and Delete removes.
    window.press("Control+k");
    window.wait_focus("palette");
    window.type_text("projets");
    window.press("Enter");
    window.wait_text("project-row-default", "Par défaut");
    go_to_list(&window);
    window.press("End");
    window.press("F2");
    window.wait_focus("project-name");
    window.press("Control+a");
    window.type_text("Fraudes");
    window.press("Enter");
    window.wait_text("project-row-Fraudes", "1 paquet, 0 jeu de données");
    window.press("Delete");
    window.wait_focus("project-remove-name");
    window.type_text("Fraude");
    window.press("Enter");
    window.type_text("s");
    window.press("Enter");
    window.wait_gone("project-row-Fraudes");
    assert_eq!(names(&store), ["default"]);
    assert_eq!(store.json(["package", "list"])[0]["name"], json!("trainer"));
}
