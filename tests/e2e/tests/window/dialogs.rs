//! The system's own dialogs, each driven for real.

use e2e::{Opening, Window};
use testkit::Package;

use crate::{show_run, store_with, zip_of};

#[test]
fn files_are_chosen_and_saved_by_the_systems_dialogs() {
    let store = store_with("pass");
    let run = store.trained([]);
    let window = Window::open_with(&store, Opening { native_dialogs: true, ..Opening::default() });
    let zip = zip_of(&store, &Package::training("pass"), "churn");

    window.click("nav-packages");
    window.click("package-add");
    window.display().answer_dialog("Choose an ML package", &zip);
    window.wait_text("package-add-name", "churn");
    window.click("package-add-confirm");
    window.wait("package-row-churn");

    show_run(&window, run["id"].as_str().unwrap());
    let saved = store.folder().join("data/saved.zip");
    window.click("details-download");
    window.display().answer_dialog("Save as", &saved);
    assert!(e2e::patience::until(|| saved.exists().then_some(())).is_some(), "nothing was saved");
    store.json(["package".as_ref(), "check".as_ref(), saved.as_os_str()]);
}
