//! What uses disk space, and that nothing is removed that is needed.

use std::fs;

use serde_json::{Value, json};
use testkit::Store;

use crate::{empty_store, store_with};

/// A training that waits until the file named by `gate` exists.
const WAITS: &str = "while not os.path.exists(os.environ['gate']): time.sleep(0.005)";

/// The things of this kind that use disk space: name, size, and what needs each of them.
#[track_caller]
fn stored(store: &Store, kind: &str) -> (String, u64, Value) {
    let all = store.json(["storage"])["stored"].clone();
    let one = all.as_array().unwrap().iter().find(|one| one["kind"] == kind);
    let one = one.unwrap_or_else(|| panic!("{all}"));
    (one["name"].as_str().unwrap().into(), one["bytes"].as_u64().unwrap(), one["needed"].clone())
}

/// A person would remove what a training is using, or not find what fills their disk.
#[test]
fn what_a_run_needs_cannot_be_removed_until_the_run_has_ended() {
    let store = store_with(WAITS);
    let gate = store.folder().join("gate");
    let id = store.detached(["--env", &format!("gate={}", gate.display())]);
    while !store.run_dir(&id).join("running").exists() {
        std::thread::yield_now();
    }
    let (environment, bytes, _) = stored(&store, "environment");
    assert!(bytes > 0 && store.json(["storage"])["free"].as_u64() > Some(0));
    for kind in ["environment", "package", "dataset", "run"] {
        let (name, bytes, needed) = stored(&store, kind);
        let by = if kind == "run" { &id } else { "trainer 1.0" };
        assert!(bytes > 0 && needed.as_str().unwrap().contains(by), "{kind} {name}: {needed}");
    }
    let size_meanwhile = stored(&store, "run").1;
    let remove: [&[&str]; 4] = [
        &["storage", "remove-environment", &environment],
        &["package", "remove", "trainer"],
        &["dataset", "remove", "rows"],
        &["run", "remove", &id],
    ];
    for arguments in remove {
        let refused = store.refused(arguments);
        assert!(refused.contains(&id) || refused.contains("the run \"trainer 1.0\""), "{refused}");
    }
    assert!(store.home().join("cache/envs").join(&environment).is_dir());
    fs::write(gate, "").unwrap();
    assert_eq!(store.ended(&id)["status"], "Successful");
    let sizes = [(); 2].map(|()| stored(&store, "run").1);
    assert!(sizes[0] == sizes[1] && sizes[0] != size_meanwhile, "{size_meanwhile} {sizes:?}");
    for (arguments, kind) in remove.into_iter().zip(["environment", "package", "dataset", "run"]) {
        assert_eq!(stored(&store, kind).2, Value::Null);
        assert!(store.json(arguments)["freed"].as_u64() > Some(0), "{arguments:?}");
    }
    assert_eq!(store.json(["storage"])["stored"], json!([]));
    assert!(store.refused(["storage", "remove-environment", &environment]).contains(&environment));
    assert!(store.refused(["storage", "remove-environment", ".."]).contains("no Python environment"));
}

/// Runs that wait in the queue, or are due next week, would fail because their inputs were removed.
#[test]
fn what_a_schedule_or_a_queued_run_needs_cannot_be_removed() {
    let store = store_with("pass");
    store.add_package("trainer", &testkit::Package::training("pass"));
    let schedule = |more: &[&str]| {
        let usual = ["schedule", "add", "--type", "training", "--package", "trainer", "--version", "1.0"];
        let made = store.json(usual.iter().chain(&["--dataset", "rows"]).chain(more));
        made["id"].as_str().unwrap().to_string()
    };
    let recurring = schedule(&["--days", "mon", "--time", "03:30"]);
    store.json(["schedule", "pause", &recurring]);
    let needed_by = |what: &str| {
        let by = format!("the {what} \"trainer 1.0\"");
        for kind in ["package", "dataset"] {
            let needed = stored(&store, kind).2;
            assert!(needed.as_str().is_some_and(|needed| needed.contains(&by)), "{kind}: {needed}");
        }
        for remove in [
            &["package", "remove", "trainer"][..],
            &["package", "remove", "trainer", "1.0"],
            &["dataset", "remove", "rows"],
        ] {
            let printed = store.refused(remove);
            assert!(printed.contains(&by), "{printed}");
        }
    };
    needed_by("schedule");
    store.json(["schedule", "remove", &recurring]);
    let once = schedule(&["--at", "2099-01-01 08:00"]);
    needed_by("schedule");
    store.json(["schedule", "remove", &once]);
    store.json(["queue", "pause"]);
    let queued = store.detached([]);
    needed_by("run");
    // Nothing needs another version.
    store.json(["package", "remove", "trainer", "2.0"]);
    store.json(["run", "stop", &queued]);
    store.json(["dataset", "remove", "rows"]);
    store.json(["package", "remove", "trainer"]);
}

/// The next run would miss a removed environment, or an environment in use would count as an old one.
#[test]
fn an_environment_shows_its_last_use_and_is_built_again() {
    let store = store_with("pass");
    store.trained([]);
    let environment = stored(&store, "environment").0;
    let used = |store: &Store| {
        let all = store.json(["storage"])["stored"].clone();
        let one = all.as_array().unwrap().iter().find(|one| one["kind"] == "environment").cloned();
        one.unwrap()["used"].as_str().unwrap().to_string()
    };
    let first = used(&store);
    let second = store.trained([]);
    assert!(used(&store) > first);
    assert_eq!(second["status"], "Successful");
    store.json(["storage", "remove-environment", &environment]);
    assert_eq!(store.trained([])["status"], "Successful");
    assert_eq!(stored(&store, "environment").0, environment);
}

#[test]
fn an_empty_store_holds_nothing() {
    assert_eq!(empty_store().json(["storage"])["stored"], json!([]));
}

/// Environments that no run uses any more would fill the disk, or have to be removed one by one.
#[test]
fn environments_of_an_older_program_are_marked_and_removed_at_once() {
    let store = store_with("pass");
    store.trained([]);
    let outdated = |store: &Store| {
        let all = store.json(["storage"])["stored"].clone();
        let one = all.as_array().unwrap().iter().find(|one| one["kind"] == "environment").cloned();
        one.map(|one| one["outdated"].as_bool().unwrap())
    };
    assert_eq!(store.json(["storage", "remove-environment", "--outdated"])["freed"], 0);
    assert_eq!(outdated(&store), Some(false));
    let (name, ..) = stored(&store, "environment");
    let marker = store.home().join("cache/envs").join(&name).join("environment.json");
    let text = fs::read_to_string(&marker).unwrap();
    fs::remove_file(&marker).unwrap();
    let format = serde_json::from_str::<Value>(&text).unwrap()["format"].as_u64().unwrap();
    fs::write(&marker, text.replacen(&format.to_string(), "1", 1)).unwrap();
    assert_eq!(outdated(&store), Some(true));
    let shown = String::from_utf8(store.output(["storage"]).stdout).unwrap();
    assert!(shown.contains("no run uses it any more"), "{shown}");
    assert!(store.json(["storage", "remove-environment", "--outdated"])["freed"].as_u64() > Some(0));
    assert_eq!(outdated(&store), None);
    assert_eq!(store.trained([])["status"], "Successful");
}
