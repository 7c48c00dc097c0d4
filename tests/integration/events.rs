//! ML Logs: what happened, told once, whoever did it and whoever was killed meanwhile.

use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::{Value, json};
use testkit::{Package, Store};

use crate::{empty_store, store_with};

/// The codes of all that was told, oldest first.
#[track_caller]
pub(crate) fn told(store: &Store, more: &[&str]) -> Vec<String> {
    let told = store.json(["events"].iter().chain(more));
    told.as_array().unwrap().iter().map(|entry| entry["code"].as_str().unwrap().to_string()).collect()
}

/// As if the last holder of the store's lock had been killed before it could tell its last `lines`.
fn kill_before_telling(store: &Store, lines: usize) {
    let path = store.home().join("events.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    let kept = text.lines().count() - lines;
    fs::write(&path, text.split_inclusive('\n').take(kept).collect::<String>()).unwrap();
    fs::write(store.home().join("lock"), "!").unwrap();
}

/// A person could not say afterwards what was done to a dataset, or why a run failed.
#[test]
fn everything_that_happens_is_told_and_leads_to_what_it_is_about() {
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
    assert_eq!(told(&store, &[]), all);
    assert_eq!(told(&store, &["--kind", "dataset"]), ["log-dataset-added", "log-dataset-removed"]);
    assert_eq!(told(&store, &["--kind", "error", "--since", "1h"]), ["log-check-refused", "log-run-failed"]);
    assert_eq!(told(&store, &["--since", "2999-01-01"]), [""; 0]);
    let errors = store.json(["events", "--kind", "error"]);
    assert!(errors[0]["text"].as_str().unwrap().contains("main.py"), "{errors}");
    assert_eq!((&errors[1]["run"], &errors[1]["kind"]), (&failed, &json!("run")));
    assert!(errors[1]["text"].as_str().unwrap().contains("AssertionError: as asked"), "{errors}");
    let made = &store.json(["events", "--kind", "version"])[1];
    assert_eq!((&made["package"], &made["version"]), (&json!("trainer"), &json!("1.1")));
    assert!(store.refused(["events", "--kind", "runs"]).contains("\"run\""));
    assert!(store.refused(["events", "--since", "yesterday"]).contains("7d"));
}

/// A person could not go on from what they read to the run or the schedule that it is about.
#[test]
fn what_is_told_in_words_names_the_run_and_the_schedule() {
    let store = store_with("pass");
    let run = store.trained([])["id"].as_str().unwrap().to_string();
    let usual = ["schedule", "add", "--type", "training", "--package", "trainer", "--version", "1.0"];
    let added = store.json(usual.iter().chain(&["--dataset", "rows", "--cron", "0 0 1 1 *"]));
    let schedule = added["id"].as_str().unwrap();
    let output = store.output(["events"]);
    let said = String::from_utf8(output.stdout).unwrap();
    let line = |what: &str| said.lines().find(|line| line.contains(what)).unwrap().to_string();
    assert!(line("was created").contains(&format!("  run       {run}  The run ")), "{said}");
    assert!(line("The schedule ").contains(&format!("  schedule  {schedule}  The schedule ")), "{said}");
    assert!(line("The dataset rows").contains("  –         The dataset"), "{said}");
    let mut program = store.command(["events", "--follow"]).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let followed: Vec<_> = lines.take(said.lines().count() - 1).map(Result::unwrap).collect();
    assert_eq!(followed, said.lines().skip(1).collect::<Vec<_>>());
    program.kill().unwrap();
    program.wait().unwrap();
    // Whoever looks for the word to give reads it in the help.
    let help = String::from_utf8(store.output(["events", "--help"]).stdout).unwrap();
    for kind in ["check", "version", "dataset", "run", "schedule", "project", "error"] {
        let named = help.lines().find(|line| line.contains("--kind")).unwrap();
        assert!(named.contains(kind), "{kind}: {help}");
    }
}

/// A version or a run would be there of which nobody was ever told, or be told of twice.
#[test]
fn what_a_killed_program_could_not_tell_is_told_by_the_next_one() {
    let store = store_with("pass");
    store.trained([]);
    let whole = told(&store, &[]);
    for lines in 0..=whole.len() {
        kill_before_telling(&store, lines);
        assert_eq!(told(&store, &[]), whole, "{lines} lost");
    }
    // The whole history of a store whose programs had no log, and of one that has lost it.
    fs::remove_file(store.home().join("events.jsonl")).unwrap();
    assert_eq!(told(&store, &[]), whole);
    assert_eq!(told(&store, &[]), whole);
}

/// Killed on its way to the trash, a dataset would be gone without a word.
#[test]
fn a_removal_that_was_cut_short_is_told() {
    let store = store_with("pass");
    fs::rename(store.home().join("datasets/rows"), store.home().join("trash/cut-short")).unwrap();
    fs::write(store.home().join("lock"), "!").unwrap();
    assert_eq!(told(&store, &["--kind", "dataset"]), ["log-dataset-added", "log-dataset-removed"]);
    // One of the same name is another one.
    store.add_dataset("rows");
    kill_before_telling(&store, 1);
    let kinds = ["log-dataset-added", "log-dataset-removed", "log-dataset-added"];
    assert_eq!(told(&store, &["--kind", "dataset"]), kinds);
}

/// One torn line would hide all that comes after it.
#[test]
fn a_torn_line_and_a_newer_programs_are_passed_over() {
    let store = store_with("pass");
    let mut file = OpenOptions::new().append(true).open(store.home().join("events.jsonl")).unwrap();
    file.write_all(b"{\"at\":\"2026-11-24T18:00:00Z\",\"kind\":\"of-tomorrow\"}\n{\"at\":\"20").unwrap();
    store.json(["dataset", "remove", "rows"]);
    assert_eq!(told(&store, &[]), ["log-version-added", "log-dataset-added", "log-dataset-removed"]);
}

/// Two lines in one would lose both.
#[test]
fn programs_at_once_tell_line_by_line() {
    let store = empty_store();
    let folder = Package::training("pass").write(&store.folder().join("data"));
    let check = |_| store.command(["package", "check"]).arg(&folder).stdout(Stdio::null()).spawn().unwrap();
    let programs: Vec<_> = (0..12).map(check).collect();
    programs.into_iter().for_each(|mut program| assert!(program.wait().unwrap().success()));
    let text = fs::read_to_string(store.home().join("events.jsonl")).unwrap();
    assert_eq!(text.lines().count(), 12);
    assert_eq!(told(&store, &["--kind", "check"]).len(), 12);
}

/// Who follows would not see what others do.
#[test]
fn following_tells_what_other_programs_do() {
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
