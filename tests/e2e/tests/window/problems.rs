//! Problems of the program itself: a person would be stuck, or have nothing to show to anybody.

use std::fs;

use e2e::{Opening, Window};

use crate::store_with;

#[test]
fn a_command_that_panics_is_reported_and_everything_else_goes_on() {
    let store = store_with("pass");
    let window = Window::open_with(&store, Opening { panic: Some("datasets"), ..Opening::default() });
    window.click("nav-datasets");
    window.wait_text("app", "The program itself failed");
    window.click("nav-packages");
    window.wait("package-row-trainer");
    window.click("nav-datasets");
    window.wait("dataset-row-rows");
    let logs = fs::read_dir(store.home().join("logs")).unwrap().map(|log| log.unwrap().path());
    let logs: String = logs.map(|log| fs::read_to_string(log).unwrap()).collect();
    assert!(logs.contains("as the test asked, at datasets"), "{logs}");
}

#[test]
fn a_problem_report_shows_what_it_contains_before_it_is_saved() {
    let store = store_with("print('trained')");
    let id = store.trained([])["id"].as_str().unwrap().to_string();
    let window = Window::open(&store);
    window.click("nav-settings");
    window.click("settings-report");
    window.wait_text("report-contents", "about.txt");
    assert!(!window.text("report-contents").contains("run/log"));
    window.choose("report-run", &id);
    window.wait_text("report-contents", "run/log");
    let report = store.folder().join("data/report.zip");
    window.will_save(&report);
    window.click("report-save");
    window.wait_text("toast", ".zip");
    assert!(fs::read(report).unwrap().starts_with(b"PK"));
}
