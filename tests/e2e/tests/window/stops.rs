//! Stopping by a click: a person would find the machine still busy.

use e2e::Window;
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
