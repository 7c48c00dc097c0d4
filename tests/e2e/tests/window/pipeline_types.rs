//! Full pipeline runs and evaluation runs by clicking: a person would choose data that no call
//! sees, or never find the score.

use e2e::{Opening, Window, trainyard};
use serde_json::{Value, json};
use testkit::{Package, Store};

/// A store whose `trainer` 1.0 runs every type, and the datasets `rows` and `holdout`.
fn store() -> Store {
    let split = "open(os.path.join(directory, 'training', 'train.csv'), 'w').write('a,b')";
    let package = Package::training("print('trains on', os.listdir(training_directory))")
        .with_method("process_data", split)
        .with_method("evaluate", "print('evaluates on', sorted(os.listdir(directory)))\nreturn 0.93333");
    let store = Store::with(trainyard(), &package);
    store.add_dataset("holdout");
    store
}

/// Opens the form and chooses a type and a version of `trainer`.
fn begin(window: &Window, kind: &str, version: &str) {
    window.click("nav-pipelines");
    window.click("run-new");
    window.choose("form-type", kind);
    window.choose("form-package", "trainer");
    window.choose("form-version", version);
}

/// The newest run.
fn newest(store: &Store) -> Value {
    store.json(["run", "list"])[0].clone()
}

#[test]
fn a_full_run_and_an_evaluation_of_what_it_made() {
    let store = store();
    let window = Window::open(&store);
    begin(&window, "full", "1.0");
    window.choose("form-dataset", "rows");
    let whole = "Processes, trains and evaluates trainer 1.0 on rows; the result will be trainer 1.1.";
    window.wait_text_of("form-sentence", whole);
    window.wait_text("form-param-name-2", "save_test_data");
    window.fill("form-param-value-2", "true");
    window.choose("form-evaluation-dataset", "holdout");
    window.fill("form-evaluation-folder", "2026");
    window.wait_text("form-sentence", "and evaluates it on holdout/2026; the result will be trainer 1.1.");
    window.click("form-create");
    window.wait_for("details-status", "data-status", "Successful");
    window.wait_text("details-version", "1.1");
    window.wait_text_of("details-score", "0.9333");
    window.click("tab-log");
    window.wait_text("log-view", "trains on ['train.csv']");
    window.wait_text("log-view", "evaluates on ['more.csv']");

    let full = newest(&store);
    window.click("nav-pipelines");
    window.wait_text(&format!("run-row-{}", full["id"].as_str().unwrap()), "0.9333");
    window.click("nav-packages");
    window.click("package-row-trainer");
    window.wait_text("version-row-1.1", "0.9333");

    begin(&window, "evaluation", "1.1");
    assert!(!window.is_there("form-dataset"));
    window.click("form-create");
    window.wait_text("form-error", "No evaluation dataset has been chosen.");
    window.choose("form-evaluation-dataset", "holdout");
    window.wait_text_of("form-sentence", "Evaluates trainer 1.1 on holdout.");
    window.click("form-create");
    window.wait_for("details-status", "data-status", "Successful");
    window.wait_text_of("details-score", "0.9333");
    assert!(!window.is_there("details-version"));
    window.click("tab-results");
    window.wait_text("results-json", "evaluation_data");

    // What the window says is what the command line says, and the form can be had again.
    let run = newest(&store);
    assert_eq!(
        [&run["type"], &run["score"], &run["evaluation_dataset"], &run["version"]],
        [&json!("evaluation"), &json!(0.93333), &json!("holdout"), &Value::Null],
        "{run}"
    );
    window.click("details-again");
    window.wait_for("form-type", "data-value", "evaluation");
    window.wait_for("form-version", "data-value", "1.1");
    window.wait_for("form-evaluation-dataset", "data-value", "holdout");
}

/// A person would take back the evaluation dataset in vain, or lose the input dataset on the way.
#[test]
fn what_was_chosen_outlives_a_change_of_the_type() {
    let store = store();
    let window = Window::open(&store);
    begin(&window, "full", "1.0");
    window.choose("form-dataset", "rows");
    window.choose("form-evaluation-dataset", "holdout");
    window.choose("form-type", "evaluation");
    window.wait_text_of("form-sentence", "Evaluates trainer 1.0 on holdout.");
    window.choose("form-type", "training");
    window.wait_gone("form-evaluation-dataset");
    window.wait_text("form-sentence", "Trains trainer 1.0 on rows; ");
    window.choose("form-type", "full");
    window.choose("form-evaluation-dataset", "");
    window.wait_text("form-sentence", "Processes, trains and evaluates trainer 1.0 on rows; ");
}

#[test]
fn the_form_says_in_french_what_each_type_does() {
    let store = store();
    let window = Window::open_with(&store, Opening { language: "fr_FR.UTF-8", ..Opening::default() });
    begin(&window, "evaluation", "1.0");
    window.choose("form-evaluation-dataset", "rows");
    window.wait_text_of("form-sentence", "Évalue trainer 1.0 sur rows.");
    window.choose("form-type", "full");
    window.choose("form-dataset", "holdout");
    window.wait_text(
        "form-sentence",
        "Traite les données et entraîne trainer 1.0 sur holdout, puis l’évalue sur rows",
    );
}

/// A refusal would stand at the input dataset, which is right.
#[test]
fn a_mistake_in_the_evaluation_folder_is_said_there() {
    let store = store();
    let window = Window::open(&store);
    begin(&window, "full", "1.0");
    window.choose("form-dataset", "rows");
    window.choose("form-evaluation-dataset", "holdout");
    window.fill("form-evaluation-folder", "2027");
    window.click("form-create");
    window.wait_text("form-error", "The dataset holdout has no folder \"2027\".");
    window.wait_for("form-evaluation-folder", "aria-invalid", "true");
    assert_eq!(store.json(["run", "list"]), json!([]));
}

/// A version that cannot run the type is shown with the reason, and not chosen.
#[test]
fn a_version_without_evaluate_cannot_be_evaluated() {
    let store = store();
    store.add_package("trainer", &Package::training("pass"));
    let window = Window::open(&store);
    window.click("nav-pipelines");
    window.click("run-new");
    window.choose("form-type", "evaluation");
    window.choose("form-package", "trainer");
    window.wait_for("form-version", "data-value", "1.0");
    let option =
        "return document.querySelector('[role=option][data-value=\"2.0\"][data-disabled]')?.innerText";
    let shown = e2e::patience::until(|| {
        // A list that is just closing swallows a click.
        if window.attribute("form-version", "aria-expanded").as_deref() == Some("false") {
            window.click("form-version");
        }
        window.run(option, json!([])).as_str().map(str::to_string)
    });
    let why = shown.unwrap_or_else(|| panic!("2.0 can be chosen"));
    assert!(why.contains("needs evaluate"), "{why}");
}
