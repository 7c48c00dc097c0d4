//! Tags, note and pin of a run. Without them a person could not find a run again among thousands.

use std::fs;

use serde_json::{Value, json};
use testkit::{Store, wait_until_none_left};

use crate::queue::{WAITS, begun, go, start};
use crate::store_with;

/// The tags, the note and the pin of a run.
fn run_tags(store: &Store, id: &str) -> [Value; 3] {
    let shown = store.json(["run", "show", id]);
    ["tags", "note", "pinned"].map(|name| shown[name].clone())
}

fn tag(store: &Store, id: &str) -> [Value; 3] {
    store.json(["run", "tag", id, "--add", " best of 2026 ", "--add", "é", "--add", "é"]);
    store.json(["run", "note", id, "Halved the rate.\nBetter: \"yes\""]);
    store.json(["run", "pin", id]);
    [json!(["best of 2026", "é"]), json!("Halved the rate.\nBetter: \"yes\""), json!(true)]
}

#[test]
fn a_run_is_tagged_whatever_its_status() {
    let store = store_with(WAITS);
    let (runs, waits) = (start(&store, "a"), start(&store, "b"));
    begun(&store, "a");
    let usual = ["schedule", "add", "--type", "training", "--package", "trainer", "--version", "1.0"];
    let schedule =
        store.json(usual.iter().chain(&["--dataset", "rows", "--name", "x", "--at", "2099-01-01 08:00"]));
    let list = store.json(["run", "list"]);
    let all: Vec<&str> = list.as_array().unwrap().iter().map(|run| run["id"].as_str().unwrap()).collect();
    assert_eq!(all.len(), 3);
    for id in &all {
        let tags = tag(&store, id);
        assert_eq!(run_tags(&store, id), tags);
    }
    let tags = run_tags(&store, &runs);
    let planned = all.iter().find(|id| **id != runs && **id != waits).unwrap();

    // When it is due, the run is created, and has the tags.
    let path = store.home().join(format!("schedules/{}.json", schedule["id"].as_str().unwrap()));
    let mut due: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    due["when"] = json!({"at": "2026-01-31T08:00:00"});
    due["after"] = json!("2026-01-01T00:00:00");
    due["form"]["parameters"] = json!([
        {"name": "who", "value": "c"},
        {"name": "root", "value": store.folder().display().to_string()},
    ]);
    fs::write(&path, due.to_string()).unwrap();
    let mut agent = store.command(["agent"]).stdout(std::process::Stdio::null()).spawn().unwrap();
    while !store.run_dir(planned).exists() {
        std::thread::yield_now();
    }
    testkit::send(agent.id(), testkit::Signal::TERM);
    agent.wait().unwrap();

    go(&store, "go");
    wait_until_none_left(store.folder());
    for name in ["store.db", "store.db-wal", "store.db-shm"] {
        let _ = fs::remove_file(store.home().join(name));
    }
    for id in &all {
        assert_eq!(store.json(["run", "show", id])["status"], "Successful");
        assert_eq!(run_tags(&store, id), tags, "after its end, and with a rebuilt index");
    }
    let tagged = store.output(["run", "tag", &runs, "--remove", "é", "--remove", "never there"]);
    assert_eq!(String::from_utf8(tagged.stdout).unwrap(), format!("Tags of run {runs}: best of 2026\n"));
    store.json(["run", "tag", &runs, "--remove", "best of 2026"]);
    store.json(["run", "note", &runs, ""]);
    store.json(["run", "unpin", &runs]);
    assert_eq!(run_tags(&store, &runs), [json!([]), json!(""), json!(false)]);
    store.json(["run", "remove", &waits]);
    assert!(!store.run_dir(&waits).exists());
}

/// Half of a change would be saved, or tags that cannot be written in a list.
#[test]
fn what_cannot_be_a_tag_changes_nothing() {
    let store = store_with("pass");
    let id = store.trained([])["id"].as_str().unwrap().to_string();
    tag(&store, &id);
    let before = store.listing();
    let refused = |words: &[&str]| store.refused(["run"].iter().chain(words));
    for tag in ["", "  ", "a,b", "a\nb", &"x".repeat(51)] {
        let printed = refused(&["tag", &id, "--remove", "é", "--add", tag]);
        assert!(printed.contains("cannot be a tag") && printed.contains("50 characters"), "{printed}");
    }
    let many: Vec<String> = (0..19).flat_map(|n| ["--add".into(), n.to_string()]).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!(refused(&[&["tag", &id][..], &many].concat()).contains("more than 20 tags"));
    assert!(refused(&["note", &id, &"x".repeat(10_001)]).contains("too long"));
    assert!(refused(&["note", &id, "\u{1b}[2J"]).contains("control characters"));
    assert!(refused(&["pin", "zzzzzzzz"]).contains("no run"));
    assert_eq!(store.listing(), before);
}
