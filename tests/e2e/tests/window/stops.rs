//! Stopping by a click: a person would find the machine still busy.

use e2e::Window;
use e2e::patience::until;
use serde_json::json;
use testkit::hostile;

use crate::{fill_form, store_with};

#[test]
fn a_run_is_stopped_by_a_click_and_at_once_by_a_second() {
    let ignoring = "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n";
    let store = store_with(&format!("{ignoring}{}{}", hostile::print("up"), hostile::FOREVER));
    let window = Window::open(&store);
    fill_form(&window);
    window.click("form-create");
    window.wait_for("details-status", "data-status", "Running");
    window.click("tab-log");
    window.wait_text("log-view", "up");
    window.click("details-stop");
    // It says that it was asked to; the package takes no notice, so it is made to.
    let asked = window.text("details-stop");
    window.click("details-stop");
    window.wait_for("details-status", "data-status", "Killed");
    window.wait_gone("details-stop");
    assert!(!window.is_there("details-version"), "a stopped run makes no version");
    assert!(!asked.is_empty());
    assert_eq!(store.json(["package", "show", "trainer"])["versions"].as_array().unwrap().len(), 1);
}

/// A slip of a key would end hours of training.
#[test]
fn a_key_stops_only_what_is_confirmed_and_a_waiting_run_is_put_back() {
    let store = store_with(hostile::FOREVER);
    store.json(["settings", "runs-at-once", "1"]);
    let [first, second] = ["first", "second"].map(|name| store.detached(["--name", name]));
    let row = |id: &str| format!("run-row-{id}");
    let window = Window::open(&store);
    window.wait_for(&row(&first), "data-status", "Running");
    window.wait_for(&row(&second), "data-status", "Queued");
    let asked = |name: &str| {
        window.wait("confirm");
        let said = window.run("return document.querySelector('.dialog').innerText", json!([])).to_string();
        assert!(said.contains(&format!("Stop the run {name}?")), "{said}");
    };

    // The newest is on top, and waits.
    window.press("s");
    asked("second");
    window.press("Escape");
    window.wait_gone("confirm");
    assert_eq!(store.json(["run", "show", &second])["status"], "Queued");
    window.press("s");
    asked("second");
    window.click("confirm");
    window.wait_for(&row(&second), "data-status", "Killed");
    window.wait_text("toast", "second was taken out of the queue.");
    window.press("Control+z");
    window.wait_for(&row(&second), "data-status", "Queued");
    assert_eq!(store.json(["run", "show", &second])["status"], "Queued");

    // Keys act on the row with the focus ring, although another one is selected, and say so.
    window.press("Space");
    window.press("Down");
    window.wait_text("selection-elsewhere", "Keys act on first; with Shift, on the selection.");
    window.press("Shift+s");
    asked("second");
    window.press("Escape");
    window.wait_gone("confirm");
    window.press("s");
    asked("first");
    window.click("confirm");
    window.wait_for(&row(&first), "data-status", "Killed");
    // Nothing offers to stop at once what has ended.
    let stopping = "return document.body.innerText.includes('first is being stopped')";
    assert!(until(|| (window.run(stopping, json!([])) == json!(false)).then_some(())).is_some());
    window.press("s");
    window.wait_text("toast", "first has already ended.");

    window.wait_for(&row(&second), "data-status", "Running");
    store.json(["run", "stop", &second, "--now"]);
}
