//! ML Logs: what happened is recorded exactly once, whoever did it, even if a program was killed in between.

use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::{Value, json};
use testkit::{Package, Store};

use crate::{empty_store, store_with};

/// The codes of all entries, oldest first.
#[track_caller]
pub(crate) fn codes(store: &Store, more: &[&str]) -> Vec<String> {
    let entries = store.json(["events"].iter().chain(more));
    entries.as_array().unwrap().iter().map(|entry| entry["code"].as_str().unwrap().to_string()).collect()
}

/// Restores the state after the last program that held the store's lock was killed before it could record its last
/// `lines`.
fn forget_last_entries(store: &Store, lines: usize) {
    let path = store.home().join("events.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    let kept = text.lines().count() - lines;
    fs::write(&path, text.split_inclusive('\n').take(kept).collect::<String>()).unwrap();
    fs::write(store.home().join("lock"), "!").unwrap();
}

/// A person could not find out later what happened to a dataset, or why a run failed.
#[test]
fn everything_that_happens_is_recorded_and_leads_to_what_it_is_about() {
    let store = store_with("assert os.environ.get('fails') != 'yes', 'as asked'");
    let broken = Package::training("pass").without("main.py").write(&store.folder().join("data"));
    store.refused(["package".as_ref(), "add".as_ref(), broken.as_os_str()]);
    let id = store.trained([])["id"].clone();
    let failed = store.trained(["--env", "fails=yes"])["id"].clone();
    store.json(["run", "remove", id.as_str().unwrap()]);
    store.json(["package", "remove", "trainer", "1.1"]);
    store.json(["dataset", "remove", "rows"]);
    let all = [
        "log-version-added",
        "log-dataset-added",
        "log-check-refused",
        "log-run-created",
        "log-version-made",
        "log-run-successful",
        "log-run-created",
        "log-run-failed",
        "log-run-removed",
        "log-version-removed",
        "log-dataset-removed",
    ];
    assert_eq!(codes(&store, &[]), all);
    assert_eq!(codes(&store, &["--kind", "dataset"]), ["log-dataset-added", "log-dataset-removed"]);
    assert_eq!(codes(&store, &["--kind", "error", "--since", "1h"]), ["log-check-refused", "log-run-failed"]);
    assert_eq!(codes(&store, &["--since", "2999-01-01"]), [""; 0]);
    let errors = store.json(["events", "--kind", "error"]);
    assert!(errors[0]["text"].as_str().unwrap().contains("main.py"), "{errors}");
    assert_eq!((&errors[1]["run"], &errors[1]["kind"]), (&failed, &json!("run")));
    assert!(errors[1]["text"].as_str().unwrap().contains("AssertionError: as asked"), "{errors}");
    let made = &store.json(["events", "--kind", "version"])[1];
    assert_eq!((&made["package"], &made["version"]), (&json!("trainer"), &json!("1.1")));
    assert!(store.refused(["events", "--kind", "runs"]).contains("\"run\""));
    assert!(store.refused(["events", "--since", "yesterday"]).contains("7d"));
}

/// A person could not get from an entry to the run or the schedule that it is about.
#[test]
fn the_text_of_an_entry_names_the_run_and_the_schedule() {
    let store = store_with("pass");
    let run = store.trained([])["id"].as_str().unwrap().to_string();
    let usual = ["schedule", "add", "--type", "training", "--package", "trainer", "--version", "1.0"];
    let added = store.json(usual.iter().chain(&["--dataset", "rows", "--cron", "0 0 1 1 *"]));
    let schedule = added["id"].as_str().unwrap();
    let output = store.output(["events"]);
    let printed = String::from_utf8(output.stdout).unwrap();
    let line = |what: &str| printed.lines().find(|line| line.contains(what)).unwrap().to_string();
    assert!(line("was created").contains(&format!("  run       {run}  The run ")), "{printed}");
    assert!(line("The schedule ").contains(&format!("  schedule  {schedule}  The schedule ")), "{printed}");
    assert!(line("The dataset rows").contains("  –         The dataset"), "{printed}");
    let mut program = store.command(["events", "--follow"]).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let followed: Vec<_> = lines.take(printed.lines().count() - 1).map(Result::unwrap).collect();
    assert_eq!(followed, printed.lines().skip(1).collect::<Vec<_>>());
    program.kill().unwrap();
    program.wait().unwrap();
    // The help contains the names of all kinds.
    let help = String::from_utf8(store.output(["events", "--help"]).stdout).unwrap();
    for kind in ["check", "version", "dataset", "run", "schedule", "project", "error"] {
        let named = help.lines().find(|line| line.contains("--kind")).unwrap();
        assert!(named.contains(kind), "{kind}: {help}");
    }
}

/// A version or a run would exist without an entry in ML Logs, or have two.
#[test]
fn what_a_killed_program_could_not_record_is_recorded_by_the_next_one() {
    let store = store_with("pass");
    store.trained([]);
    let whole = codes(&store, &[]);
    for lines in 0..=whole.len() {
        forget_last_entries(&store, lines);
        assert_eq!(codes(&store, &[]), whole, "{lines} lost");
    }
    // The complete history of a store whose programs had no log, and of one that has lost it.
    fs::remove_file(store.home().join("events.jsonl")).unwrap();
    assert_eq!(codes(&store, &[]), whole);
    assert_eq!(codes(&store, &[]), whole);
}

/// If a program is killed while it moves a dataset to the trash, the dataset would disappear without an entry.
#[test]
fn a_removal_that_was_cut_short_is_recorded() {
    let store = store_with("pass");
    fs::rename(store.home().join("datasets/rows"), store.home().join("trash/cut-short")).unwrap();
    fs::write(store.home().join("lock"), "!").unwrap();
    assert_eq!(codes(&store, &["--kind", "dataset"]), ["log-dataset-added", "log-dataset-removed"]);
    // A dataset with the same name is another one.
    store.add_dataset("rows");
    forget_last_entries(&store, 1);
    let kinds = ["log-dataset-added", "log-dataset-removed", "log-dataset-added"];
    assert_eq!(codes(&store, &["--kind", "dataset"]), kinds);
}

/// One incomplete line would hide all lines after it.
#[test]
fn a_torn_line_and_a_newer_programs_are_passed_over() {
    let store = store_with("pass");
    let mut file = OpenOptions::new().append(true).open(store.home().join("events.jsonl")).unwrap();
    file.write_all(b"{\"at\":\"2026-11-24T18:00:00Z\",\"kind\":\"of-tomorrow\"}\n{\"at\":\"20").unwrap();
    store.json(["dataset", "remove", "rows"]);
    assert_eq!(codes(&store, &[]), ["log-version-added", "log-dataset-added", "log-dataset-removed"]);
}

/// Two entries in one line would both be lost.
#[test]
fn simultaneous_programs_record_line_by_line() {
    let store = empty_store();
    let folder = Package::training("pass").write(&store.folder().join("data"));
    let check = |_| store.command(["package", "check"]).arg(&folder).stdout(Stdio::null()).spawn().unwrap();
    let programs: Vec<_> = (0..12).map(check).collect();
    programs.into_iter().for_each(|mut program| assert!(program.wait().unwrap().success()));
    let text = fs::read_to_string(store.home().join("events.jsonl")).unwrap();
    assert_eq!(text.lines().count(), 12);
    assert_eq!(codes(&store, &["--kind", "check"]).len(), 12);
}

/// A person who follows the log would not see what other programs do.
#[test]
fn following_shows_what_other_programs_do() {
    let store = store_with("pass");
    let mut program = store
        .command(["events", "--follow", "--json", "--kind", "run"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let id = store.detached([]);
    for code in ["log-run-created", "log-run-successful"] {
        let entry: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        assert_eq!((&entry["code"], &entry["run"]), (&json!(code), &json!(id)));
    }
    program.kill().unwrap();
    program.wait().unwrap();
}
