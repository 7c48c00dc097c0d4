//! The whole story without a mouse.

use e2e::{Window, empty_store};
use testkit::Package;

use crate::{rows, zip_of};

#[test]
fn a_first_training_by_keyboard_only() {
    let store = empty_store();
    let package = Package::training("print('trained')");
    let window = Window::open(&store);

    window.go_to("nav-packages");
    window.press("Enter");
    window.will_open(&zip_of(&store, &package, "churn"));
    window.go_to("package-add");
    window.press("Enter");
    window.go_to("package-add-confirm");
    window.press("Enter");
    window.wait("package-row-churn");

    window.go_to("nav-datasets");
    window.press("Enter");
    window.will_open(&rows(&store));
    window.go_to("dataset-add");
    window.press("Enter");
    window.go_to("dataset-add-confirm");
    window.press("Enter");
    window.wait("dataset-row-customers");

    window.go_to("nav-pipelines");
    window.press("Enter");
    window.go_to("run-new");
    window.press("Enter");
    for (handle, value) in [("form-package", "churn"), ("form-version", "1.0"), ("form-dataset", "customers")]
    {
        window.choose_by_keys(handle, value);
    }
    window.go_to("form-create");
    window.press("Enter");
    window.wait_for("details-status", "data-status", "Successful");
    window.wait_text("details-version", "1.1");

    // The tabs are one stop, and the arrows go from one to the next.
    window.go_to("tab-overview");
    window.press("Right");
    window.wait_text("log-view", "trained");
    let zip = store.folder().join("data/churn-1.1.zip");
    window.will_save(&zip);
    window.go_to("details-download");
    window.press("Enter");
    assert!(e2e::patience::until(|| zip.exists().then_some(())).is_some(), "nothing was downloaded");

    // Back to the list, and into the run again.
    window.press("Escape");
    window.wait_handle("run-row-");
    window.press("Down");
    window.press("Enter");
    window.wait("details-status");
    window.press("Control+k");
    window.wait_focus("palette");
    window.press("Escape");
}
