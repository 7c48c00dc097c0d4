//! ML Logs and storage by clicking and by keys: a person would not find out what happened, or take
//! away what a training works with.

use e2e::{Opening, Window};
use testkit::Package;

use crate::{WAIT_AT_GATE, open_gate, store_with};

#[test]
fn what_happened_is_told_live_filtered_and_leads_to_its_page() {
    let store = store_with("assert os.environ.get('fails') != 'yes', 'as asked'");
    let window = Window::open(&store);
    window.click("nav-logs");
    window.wait_text("log-row-0", "The dataset rows was added: 2 files");
    window.wait_text("log-row-1", "trainer 1.0 was added.");
    // Others do something while one looks.
    store.add_dataset("holdout");
    window.wait_text("log-row-0", "The dataset holdout was added");
    store.trained(["--env", "fails=yes"]);
    window.wait_text("log-row-0", "AssertionError: as asked");
    window.click("kind-error");
    window.wait_gone("log-row-1");
    window.click("span-day");
    window.wait_text("log-row-0", "ended: Failed");
    window.click("log-row-0");
    window.wait_for("details-status", "data-status", "Failed");

    // By keys, back to the list as it was left.
    window.press("Escape");
    window.wait("log-row-0");
    window.click("kind-dataset");
    window.wait_text("log-row-1", "rows");
    window.press("Control+1");
    window.press("Control+5");
    window.wait_text("log-row-1", "rows");
    window.press("End");
    window.press("Enter");
    window.wait("dataset-train");
}

#[test]
fn what_takes_disk_is_removed_unless_it_is_needed() {
    let store = store_with(WAIT_AT_GATE);
    store.add_dataset("holdout");
    let gate = store.fifo("gate");
    let id = store.detached(["--env", &format!("gate={}", gate.display())]);
    let window = Window::open(&store);
    window.click("nav-storage");
    window.wait_text("storage-user-dataset-rows", "trainer 1.0");
    window.wait_text(&format!("storage-row-run-{id}"), "Has not ended");
    window.wait_text("storage-sums", "Python environments");
    open_gate(&gate);
    store.ended(&id);
    window.click("storage-row-dataset-holdout");
    window.wait("dataset-train");
    window.press("Escape");
    window.wait("storage-row-dataset-holdout");
    window.press("Delete");
    window.click("confirm");
    window.wait_gone("storage-row-dataset-holdout");
    let datasets = || store.json(["dataset", "list"]).as_array().unwrap().len();
    assert_eq!(datasets(), 1);
    window.press("Control+z");
    window.wait("storage-row-dataset-holdout");
    assert_eq!(datasets(), 2);

    // Several at once, by keys.
    window.press("Control+a");
    window.wait_text("storage-selection", "selected");
    window.press("Delete");
    window.click("confirm");
    window.wait("storage-empty-go");
    assert_eq!(datasets(), 0);
}

#[test]
fn both_pages_speak_french() {
    let store = store_with("pass");
    store.refused([
        "package".as_ref(),
        "add".as_ref(),
        Package::training("pass").without("main.py").write(&store.folder().join("data")).as_os_str(),
    ]);
    let window = Window::open_with(&store, Opening { language: "fr_FR.UTF-8", ..Opening::default() });
    window.click("nav-logs");
    window.wait_text("log-row-0", "il ne peut pas être ajouté");
    window.wait_text("log-row-1", "Le jeu de données rows a été ajouté");
    window.click("nav-storage");
    window.wait_text("storage-sums", "Environnements Python");
    window.wait_text("storage-row-package-trainer", "Paquet ML");
}
