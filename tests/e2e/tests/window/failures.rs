//! A run that failed: a person would not know why, or would have to fill in everything again.

use e2e::{Window, trainyard};
use testkit::{Package, Store};

use crate::{show_run, store_with};

#[test]
fn a_failed_run_says_what_went_wrong_and_can_be_run_again_with_changes() {
    let store = store_with(
        "print('reading rows', flush=True)\n\
         if os.environ['column'] != 'price':\n    raise ValueError('there is no column ' + os.environ['column'])",
    );
    let named = ["--name", "Prices of May", "--env", "column=amount", "--env", "save_training_data=true"];
    let run = store.trained(named.into_iter().chain(["--grace", "7"]));
    let id = run["id"].as_str().unwrap();

    let window = Window::open(&store);
    window.wait_for(&format!("run-row-{id}"), "data-status", "Failed");
    show_run(&window, id);
    let reason = window.wait_text("details-reason", "ValueError: there is no column amount");
    assert!(reason.contains("train()"), "the stage: {reason}");
    window.wait_text("app", "raise ValueError('there is no column ' + os.environ['column'])");
    assert!(!window.is_there("details-version"));
    window.click("tab-log");
    window.wait_text("log-view", "Traceback");

    window.click("details-again");
    let kept = |handle: &str, value: &str| {
        window.wait_text(handle, value);
    };
    kept("form-name", "Prices of May");
    for (handle, value) in [
        ("form-type", "training"),
        ("form-package", "trainer"),
        ("form-version", "1.0"),
        ("form-dataset", "rows"),
    ] {
        window.wait_for(handle, "data-value", value);
    }
    kept("form-param-name-1", "save_training_data");
    kept("form-param-value-1", "true");
    kept("form-param-name-2", "column");
    kept("form-param-value-2", "amount");
    window.fill("form-param-value-2", "price");
    window.click("form-create");
    window.wait_for("details-status", "data-status", "Successful");
    window.wait_text("details-version", "1.1");
    let again = &store.json(["run", "list"])[0];
    let spec =
        std::fs::read_to_string(store.run_dir(again["id"].as_str().unwrap()).join("spec.json")).unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&spec).unwrap()["grace_seconds"], 7, "{spec}");
}

#[test]
fn a_missing_dependency_is_told_as_one() {
    let store = store_with("import a_module_that_nobody_has");
    let run = store.trained([]);
    let window = Window::open(&store);
    show_run(&window, run["id"].as_str().unwrap());
    window.wait_text("details-reason", "No module named 'a_module_that_nobody_has'");
    window.wait_text("app", "requirements.txt");
    window.click("failure-action");
    window.wait("package-download-trainer-1.0");
}

/// Old code that new libraries break: the person would look for the fault in the code.
#[test]
fn an_old_package_is_run_again_as_of_its_own_day_with_one_click() {
    let store = store_with("pass");
    let old = "raise AttributeError(\"module 'numpy' has no attribute 'float'\")";
    let zip = store.folder().join("old.zip");
    Package::training(old).changed_on(2019, 8, 14).zip(&zip, Some("old"));
    store.json(["package", "add", zip.to_str().unwrap(), "--name", "trainer"]);
    let start = ["run", "start", "--type", "training", "--package", "trainer", "--version", "2.0"];
    store.output(start.iter().chain(&["--dataset", "rows"]));
    let run = store.json(["run", "list"])[0].take();
    let window = Window::open(&store);
    show_run(&window, run["id"].as_str().unwrap());
    window.click("failure-resolve-as-of");
    window.wait_text("form-as-of", "2019-08-14");
    window.fill("form-as-of", "14.08.2019");
    window.click("form-create");
    window.wait_text("form-error", "14.08.2019");
    window.fill("form-as-of", "2019-08-15");
    window.click("form-create");
    window.wait_for("details-status", "data-status", "Failed");
    window.wait_text("details-as-of", "2019-08-15");
    assert!(!window.is_there("failure-resolve-as-of"), "it was tried");
}

/// What a night has trained would have to be trained again.
#[test]
fn a_version_that_could_not_be_made_is_published_with_one_click() {
    let store = Store::with(trainyard(), &Package::of("pass", "os.rename('main.py', 'main.txt')"));
    let run = store.trained([]);
    let id = run["id"].as_str().unwrap();
    let window = Window::open(&store);
    show_run(&window, id);
    window.wait_text("details-reason", "no main.py");
    window.click("details-publish");
    window.wait_text("toast", "no main.py");
    let kept = std::fs::read_dir(store.run_dir(id).join("package")).unwrap().next().unwrap().unwrap().path();
    std::fs::rename(kept.join("main.txt"), kept.join("main.py")).unwrap();
    window.click("details-publish");
    window.wait_text("details-version", "1.1");
    assert!(!window.is_there("details-publish"), "there is nothing left to publish");
    assert!(!window.wait_text("details-reason", "no main.py").contains("is kept in"), "nothing is kept");
}

/// A dataset would be gone from its list without a word, and nobody could take out what is still there.
#[test]
fn what_is_damaged_is_named_saved_and_removed() {
    let store = store_with("pass");
    let run = store.trained([]);
    let id = run["id"].as_str().unwrap();
    let files = [format!("runs/{id}/outcome.json"), "datasets/rows/dataset.json".into()];
    std::fs::copy(store.home().join(&files[0]), store.folder().join("outcome.json")).unwrap();
    for file in &files {
        std::fs::write(store.home().join(file), "{").unwrap();
    }
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(store.home().join(format!("store.db{ending}")));
    }
    let window = Window::open(&store);
    window.wait_text("damaged", &format!("The run {id} cannot be used"));
    assert!(!window.text("damaged").contains("dataset"));
    window.click("nav-datasets");
    window.wait_text("damaged", "The dataset rows cannot be used");
    let saved = store.folder().join("rows.zip");
    window.will_save(&saved);
    window.click("damaged-save-dataset");
    window.wait_text("toast", "rows.zip");
    assert!(saved.is_file());
    window.click("damaged-remove-dataset");
    window.click("confirm");
    window.wait_gone("damaged");
    assert!(!store.home().join("datasets/rows").exists());
    window.click("nav-storage");
    window.wait_text("damaged", id);
    // What somebody has repaired is there again.
    std::fs::copy(store.folder().join("outcome.json"), store.home().join(&files[0])).unwrap();
    store.json(["run", "list"]);
    window.click("nav-pipelines");
    window.wait(&format!("run-row-{id}"));
    window.wait_gone("damaged");
}
