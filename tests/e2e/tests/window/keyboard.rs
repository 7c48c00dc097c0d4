//! The whole story without a mouse.

use e2e::{Opening, Window, empty_store};
use serde_json::json;
use testkit::Package;

use crate::{go_to_list, rows, store_with, zip_of};

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

/// Versions, schedules and what takes space: a person without a mouse would be stuck after the first training.
#[test]
fn what_was_made_is_compared_planned_and_removed_by_keyboard_only() {
    let store = store_with("pass");
    store.trained([]);
    let window = Window::open(&store);

    window.press("Control+3");
    window.wait("package-row-trainer");
    go_to_list(&window);
    window.press("Home");
    window.press("Enter");
    window.go_to("package-compare");
    window.press("Enter");
    window.wait("compare-facts");
    window.press("Escape");
    window.wait("version-row-1.1");

    window.press("Control+2");
    window.go_to("schedule-new");
    window.press("Enter");
    for (handle, value) in [("form-package", "trainer"), ("form-dataset", "rows")] {
        window.choose_by_keys(handle, value);
    }
    window.wait_text("form-sentence", "every weekday at 08:00");
    window.press("Control+Enter");
    window.wait("schedule-when");
    window.go_to("schedule-pause");
    window.press("Enter");
    window.wait_text("schedule-times", "paused");
    window.go_to("schedule-remove");
    window.press("Enter");
    window.go_to("confirm");
    window.press("Enter");
    let schedules = |count| {
        let is_so = || (store.json(["schedule", "list"]).as_array().unwrap().len() == count).then_some(());
        assert!(e2e::patience::until(is_so).is_some(), "{count} schedules");
    };
    schedules(0);
    window.press("Control+z");
    schedules(1);

    window.press("Control+6");
    let row = window.wait_handle("storage-row-run-");
    go_to_list(&window);
    let active = "const id = document.activeElement.getAttribute('aria-activedescendant');
        return document.getElementById(id)?.dataset.testid";
    let at_row = || {
        let there = window.run(active, json!([])) == json!(row);
        if !there {
            window.press("Down");
        }
        there.then_some(())
    };
    assert!(e2e::patience::until(at_row).is_some(), "a way to {row} by arrows");
    window.press("Delete");
    window.go_to("confirm");
    window.press("Enter");
    window.wait_gone(&row);
    window.press("Control+z");
    window.wait(&row);
}

/// A person without a mouse could look at the first file of a run only, and not search its log.
#[test]
fn artifacts_previews_and_the_log_are_read_by_keyboard_only_in_french() {
    let store = store_with(
        "for n in range(400): print('perte', n * 7 % 100)\n\
         folder = os.environ['artifacts_directory']\n\
         open(folder + '/a.json', 'w').write('{\"model\": {\"depth\": 3}}')\n\
         open(folder + '/b.csv', 'w').write('n,loss\\n2,0.5\\n1,0.25\\n')\n\
         open(folder + '/c.svg', 'w').write('<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>')",
    );
    store.trained([]);
    let opening = Opening { language: "fr_FR.UTF-8", size: (720, 700), ..Opening::default() };
    let window = Window::open_with(&store, opening);
    let wait = |script: &str, wanted: &str| {
        let is_so = || (window.run(script, json!([])) == json!(wanted)).then_some(());
        assert!(e2e::patience::until(is_so).is_some(), "{script}: {}", window.run(script, json!([])));
    };
    window.wait_handle("run-row-");
    window.press("Down");
    window.press("Enter");
    window.go_to("tab-overview");
    (0..3).for_each(|_| window.press("Right"));
    window.tab_to("[role=tree]");
    window.press("Home");
    window.wait_for("artifact-preview", "aria-label", "a.json");

    window.tab_to("[data-testid=artifact-preview] [role=tree]");
    let unfolded = "return document.querySelector('.json [aria-level=\"1\"]')?.ariaExpanded ?? ''";
    let is_open = window.run(unfolded, json!([])) == json!("true");
    window.press(if is_open { "Left" } else { "Right" });
    wait(unfolded, if is_open { "false" } else { "true" });

    window.press("Alt+Down");
    window.wait_for("artifact-preview", "aria-label", "b.csv");
    window.tab_to("[role=columnheader] button");
    window.press("Enter");
    wait("return document.querySelector('[role=columnheader]').ariaSort", "ascending");
    wait("return document.querySelector('[role=gridcell]').innerText", "1");

    window.press("Alt+Down");
    window.wait_for("artifact-preview", "aria-label", "c.svg");
    window.tab_to(".frame");
    let zoom = "return document.querySelector('.zoom').innerText";
    let fitting = window.run(zoom, json!([]));
    window.press("=");
    let is_larger = || (window.run(zoom, json!([])) != fitting).then_some(());
    assert!(e2e::patience::until(is_larger).is_some(), "{fitting}");
    window.press("0");
    wait(zoom, fitting.as_str().unwrap());

    // The tabs are one stop, wherever one is.
    window.go_to("tab-artifacts");
    (0..2).for_each(|_| window.press("Left"));
    window.wait_text("log-view", "perte");
    window.press("Control+f");
    window.type_text("perte 9[0-9]$");
    window.wait_text("log-found", "40");
    window.press("Enter");
    let first = window.wait_text("log-found", " sur 40");
    window.press("Enter");
    let is_next = || (window.text("log-found") != first).then_some(());
    assert!(e2e::patience::until(is_next).is_some(), "{first}");
}
