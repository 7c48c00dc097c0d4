//! The log that the program writes about itself: what went wrong in it can be found, and nothing else changes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use testkit::Store;

use crate::store_with;

/// The log files of a store whose name has `program` in it, with what they say.
fn logs(store: &Store, program: &str) -> Vec<String> {
    let entries = fs::read_dir(store.home().join("logs")).into_iter().flatten();
    let paths = entries.map(|entry| entry.unwrap().path());
    let named = |path: &PathBuf| path.to_str().unwrap().contains(&format!("-{program}-"));
    paths.filter(named).map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// The one log that says where `point` panicked, and how the program came there.
#[track_caller]
pub(crate) fn panicked(store: &Store, program: &str, point: &str) -> String {
    let logs = logs(store, program);
    let [log] = &logs[..] else { panic!("{logs:?}") };
    assert!(log.contains("place=crates/logs/src/panics.rs:"), "{log}");
    assert!(log.contains(&format!("panic: as the test asked, at {point}")), "{log}");
    assert!(log.contains("logs::panic_point"), "no backtrace: {log}");
    log.clone()
}

/// Runs the program, which panics at `point`.
fn run_until_panic(store: &Store, point: &str, arguments: &[&str]) -> Output {
    store.command(arguments).env("TRAINYARD_TEST_PANIC", point).output().unwrap()
}

/// The files would be many, and what went wrong not found among them.
#[test]
fn what_goes_well_is_not_logged() {
    let store = store_with("print('trained')");
    let run = store.trained([]);
    store.json(["run", "list"]);
    store.json(["run", "remove", run["id"].as_str().unwrap()]);
    store.refused(["run", "show", "nothing"]);
    assert!(!store.home().join("logs").exists(), "{:?}", logs(&store, ""));
}

/// A person would have nothing to send, and the developers nothing to look at.
#[test]
fn a_command_that_panics_says_so_and_where_in_the_log() {
    let store = store_with("pass");
    let before = store.listing();
    let output = run_until_panic(&store, "command", &["run", "list"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(101), "{said}");
    assert!(said.contains("The program itself failed") && said.contains("trainyard report"), "{said}");
    assert!(panicked(&store, "command", "command").contains("command{name=\"run\" part=\"list\"}"));
    fs::remove_dir_all(store.home().join("logs")).unwrap();
    assert_eq!(store.listing(), before);
}

/// A line of ours in a training's log would be taken for the training's, and its index be wrong.
#[test]
fn an_executor_or_guard_that_panics_ends_its_run_and_leaves_the_runs_log_alone() {
    for (point, status) in [("executor", "Failed"), ("guard", "Failed")] {
        let store = store_with("print('here', flush=True)");
        let mut start = store.start_of("training", ["--dataset", "rows"]);
        let output = start.env("TRAINYARD_TEST_PANIC", point).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let run = &store.json(["run", "list"])[0];
        assert_eq!(run["status"], status, "{point}: {said}");
        let directory = store.run_dir(run["id"].as_str().unwrap());
        let log = fs::read_to_string(directory.join("log")).unwrap();
        assert!(!log.contains("panic"), "{point}: {log}");
        let own = fs::read_to_string(directory.join("program.log")).unwrap();
        assert!(own.contains("as the test asked"), "{point}: {own}");
        let id = run["id"].as_str().unwrap();
        assert!(panicked(&store, point, point).contains(&format!("run{{id=\"{id}\"}}")), "{point}");
        // What was exported is imported elsewhere, log and all.
        let export = store.folder().join("a.run.zip");
        store.json(["run", "export", id, "--output", export.to_str().unwrap()]);
        store.json(["run", "remove", id]);
        store.json(["run", "import", export.to_str().unwrap()]);
        assert_eq!(store.trained([])["status"], "Successful", "the store is usable");
    }
}

/// Whoever asks for more gets it, and a word that means nothing is not passed over.
#[test]
fn more_is_logged_when_it_is_asked_for() {
    let store = store_with("pass");
    let with = |level: &str| store.command(["run", "list"]).env("TRAINYARD_LOG", level).output().unwrap();
    assert!(with("debug").status.success() && with("nonsense=nonsense").status.success());
    let all = logs(&store, "command").concat();
    assert!(all.contains("TRAINYARD_LOG is not understood"), "{all}");
}

/// The files of a zip, with what they say.
fn unzipped(store: &Store, zip: &Path) -> BTreeMap<String, String> {
    let folder = store.folder().join("data").join("unzipped");
    files::zip::unpack(zip, &folder, &|_| true, &files::Watch::default()).unwrap();
    let scan = files::tree::scan(&folder, &files::Watch::default()).unwrap();
    let paths = scan.entries.iter().map(|entry| folder.join(&entry.path)).filter(|path| path.is_file());
    let named = |path: &PathBuf| path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
    paths.map(|path| (named(&path), fs::read_to_string(&path).unwrap())).collect()
}

/// Somebody would send their secrets with a report, or not dare to send one.
#[test]
fn a_problem_report_names_what_is_in_it_and_has_no_secrets() {
    let store = store_with("print('trained')");
    let run = store.trained(["--env", "secret=hunter2"]);
    run_until_panic(&store, "command", &["run", "list"]);
    let zip = store.folder().join("report.zip");
    let id = run["id"].as_str().unwrap();
    let report = ["report", "--run", id, "--output", zip.to_str().unwrap()];
    let said = String::from_utf8(store.output(report).stdout).unwrap();
    let found = unzipped(&store, &zip);
    let names: Vec<&str> = found.keys().map(|name| name.strip_prefix("trainyard-report/").unwrap()).collect();
    assert!(names.iter().all(|name| said.contains(name)), "{names:?} {said}");
    assert!(said.contains("Nothing is sent"), "{said}");
    let all: String = found.values().cloned().collect();
    assert!(all.contains("as the test asked, at command") && all.contains("trained"), "{names:?}");
    assert!(found["trainyard-report/run/spec.json"].contains("\"secret\""), "{names:?}");
    assert!(!all.contains("hunter2"), "{all}");
    let again = store.refused(report);
    assert!(again.contains("report.zip"), "{again}");
}

/// A report is wanted most when nothing else works.
#[test]
fn a_store_that_cannot_be_opened_has_a_report_too() {
    let store = store_with("pass");
    let id = store.trained([])["id"].as_str().unwrap().to_string();
    fs::remove_dir_all(store.home().join("trash")).unwrap();
    fs::write(store.home().join("trash"), "in the way").unwrap();
    let zip = store.folder().join("report.zip");
    let output = store.output(["report", "--run", &id, "--output", zip.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
    let found = unzipped(&store, &zip);
    assert!(found["trainyard-report/about.txt"].contains("the store could not be opened"), "{found:?}");
    assert!(found.contains_key("trainyard-report/run/outcome.json"), "{found:?}");
}
