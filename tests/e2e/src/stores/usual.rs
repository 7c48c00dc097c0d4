//! What a person has after a week, in the middle of a training: the scenario of the component tests.

mod metrics;
mod pages;

use std::path::PathBuf;

use crate::trainyard;
use serde_json::Value;
use testkit::{Package, Scenario, Store};

use super::Shown;

/// The runs and whatever else is looked at by its id.
struct Made {
    ended: String,
    full: String,
    evaluation: String,
    failed: String,
    imported: String,
    running: String,
    queued: String,
    weekly: String,
    /// A package that is still to be added.
    zip: PathBuf,
}

pub(super) fn usual() -> Shown {
    let scenario = Scenario::new(trainyard());
    let store: &Store = scenario.as_ref();
    let package = Package::training("pass").with("requirements.txt", "# Only what comes with Python\n");
    store.add_package("churn", &package.with("notes.md", "Try 60.\n"));
    store.json(["project", "create", "Règlements 2026"]);
    let made = made(store);
    metrics::train(store, &made.ended, 60, 60);
    metrics::train(store, &made.running, 12, 30);
    // The index is made again, with the metrics.
    std::fs::remove_file(store.home().join("store.db")).unwrap();
    let pages = pages::pages(made);
    (Box::new(scenario), pages)
}

fn made(store: &Store) -> Made {
    let (runs, schedules) = (store.json(["run", "list"]), store.json(["schedule", "list"]));
    let id_of = |all: &Value, is_it: &dyn Fn(&Value) -> bool| {
        let found = all.as_array().unwrap().iter().find(|item| is_it(item));
        found.unwrap()["id"].as_str().unwrap().to_string()
    };
    let named = |name: &str| id_of(&runs, &|run| run["name"] == name);
    let zip = store.folder().join("data/churn.zip");
    Package::training("pass").without("requirements.txt").zip(&zip, Some("churn"));
    Made {
        ended: id_of(&runs, &|run| run["pinned"] == true),
        full: id_of(&runs, &|run| run["type"] == "full" && run["status"] == "Successful"),
        evaluation: id_of(&runs, &|run| run["package"] == "invoice_fields"),
        failed: named("Churn of May"),
        imported: named("Churn, by Ada"),
        running: named("Churn of June"),
        queued: named("Churn of July"),
        weekly: id_of(&schedules, &|schedule| schedule["name"] == "Churn, weekly"),
        zip,
    }
}
