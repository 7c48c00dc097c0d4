//! The first story: a person who uploads a package, trains it and takes the new version home.

use std::fs;

use e2e::{Opening, Window, empty_store};
use testkit::Package;

use crate::{WAIT_AT_GATE, open_gate, rows, zip_of};

#[test]
fn a_first_training_by_clicking() {
    let words = ["Pipelines", "ML Packages", "Datasets", "Successful"];
    tell("en_US.UTF-8", words);
}

#[test]
fn a_first_training_by_clicking_in_french() {
    let words = ["Pipelines", "Paquets ML", "Jeux de données", "Réussi"];
    tell("fr_FR.UTF-8", words);
}

/// The whole story; `words` is what stands in the navigation and on the ended run.
fn tell(language: &'static str, words: [&str; 4]) {
    let store = empty_store();
    let gate = store.fifo("gate");
    let package = Package::training(&format!(
        "print('epoch 1', sorted(os.listdir(training_directory)))\n\
         open(os.path.join(os.environ['artifacts_directory'], 'report.txt'), 'w').write('accuracy 0.93')\n\
         {WAIT_AT_GATE}print('epoch 2')"
    ));
    let window = Window::open_with(&store, Opening { language, ..Opening::default() });
    let [pipelines, packages, datasets, successful] = words;
    window.wait_text("nav-pipelines", pipelines);

    window.wait_text("nav-packages", packages);
    window.click("nav-packages");
    window.will_open(&zip_of(&store, &package, "churn"));
    window.click("package-add");
    window.wait_text("package-add-name", "churn");
    window.click("package-add-confirm");
    window.wait("package-row-churn");

    window.wait_text("nav-datasets", datasets);
    window.click("nav-datasets");
    window.will_open(&rows(&store));
    window.click("dataset-add");
    window.wait_text("dataset-add-name", "customers");
    window.fill("dataset-add-name", "clients");
    window.click("dataset-add-confirm");
    window.wait("dataset-row-clients");

    window.click("nav-pipelines");
    window.click("run-new");
    window.choose("form-type", "training");
    window.choose("form-package", "churn");
    window.choose("form-version", "1.0");
    window.choose("form-dataset", "clients");
    window.fill("form-dataset-folder", "2026");
    window.fill("form-name", "First training");
    window.click("form-param-add");
    window.fill("form-param-name-2", "gate");
    window.fill("form-param-value-2", gate.to_str().unwrap());
    window.click("form-create");

    window.wait_for("details-status", "data-status", "Running");
    window.click("tab-log");
    window.wait_text("log-view", "epoch 1 ['january.csv']");
    window.click("tab-artifacts");
    window.click("artifact-report.txt");
    window.wait_text("artifact-preview", "accuracy 0.93");
    open_gate(&gate);

    window.wait_for("details-status", "data-status", "Successful");
    window.wait_text("details-status", successful);
    window.wait_text("details-version", "1.1");
    window.click("tab-log");
    window.wait_text("log-view", "epoch 2");
    window.click("tab-results");
    let results = window.wait_text("results-json", "run_summary");

    let zip = store.folder().join("data/churn-1.1.zip");
    window.will_save(&zip);
    window.click("details-download");
    assert!(e2e::patience::until(|| zip.exists().then_some(())).is_some(), "nothing was downloaded");
    let checked = store.json(["package".as_ref(), "check".as_ref(), zip.as_os_str()]);
    assert_eq!(checked["accepted"], true, "{checked}");

    // What the window says is what the command line says.
    let run = &store.json(["run", "list"])[0];
    assert_eq!((&run["status"], &run["name"]), (&"Successful".into(), &"First training".into()), "{run}");
    let id = run["id"].as_str().unwrap();
    let on_disk = fs::read_to_string(store.run_dir(id).join("_results.json")).unwrap();
    let parsed = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    assert_eq!(parsed(&results), parsed(&on_disk), "{results}");
}
