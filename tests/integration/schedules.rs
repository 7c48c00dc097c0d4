//! Schedules: no run is created twice or never, whichever programs are running or killed. The tests write into a
//! schedule's file that it is due, so that none of them waits for a clock.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Stdio};

use serde_json::{Value, json};
use testkit::{Package, Random, Signal, Store, each_round, wait_until_none_left};

use crate::events::codes;
use crate::store_with;

/// Due once a year: not during a test.
const YEARLY: [&str; 2] = ["--cron", "0 0 1 1 *"];

fn add(store: &Store, more: &[&str]) -> String {
    let usual = ["schedule", "add", "--type", "training", "--package", "trainer", "--version", "1.0"];
    let all = usual.iter().chain(&["--dataset", "rows"]).chain(more);
    store.json(all)["id"].as_str().unwrap().to_string()
}

fn file(store: &Store, id: &str) -> PathBuf {
    store.home().join(format!("schedules/{id}.json"))
}

/// Sets fields of a schedule's file, as if it had been written at another time.
fn set(store: &Store, id: &str, fields: Value) -> Value {
    let mut schedule: Value = serde_json::from_slice(&fs::read(file(store, id)).unwrap()).unwrap();
    for (name, value) in fields.as_object().unwrap() {
        schedule[name] = value.clone();
    }
    fs::write(file(store, id), schedule.to_string()).unwrap();
    schedule
}

/// Makes it look as if no program had run for years.
fn make_due(store: &Store, id: &str) {
    set(store, id, json!({"after": "2020-06-01T00:00:00", "fired": []}));
}

/// Asks an agent to end. It has checked the schedules at least once by then.
fn end(mut agent: Child) {
    testkit::send(agent.id(), Signal::TERM);
    assert!(agent.wait().unwrap().success());
}

fn runs(store: &Store) -> Vec<Value> {
    store.json(["run", "list"]).as_array().unwrap().clone()
}

/// A time zone file that only has a rule.
fn zone(rule: &str) -> Vec<u8> {
    // No transitions, and one type of local time with one abbreviation: once for old readers, and once for new ones.
    let counts: [u32; 6] = [0, 0, 0, 0, 1, 4];
    let block = [&b"TZif2"[..], &[0; 15], &counts.map(u32::to_be_bytes).concat(), &[0; 6], b"UTC\0"].concat();
    [&block[..], &block, b"\n", rule.as_bytes(), b"\n"].concat()
}

/// All of a night's runs would start an hour or two early.
#[test]
fn the_zone_that_a_person_names_is_the_one_that_counts() {
    let store = store_with("pass");
    let zones = store.folder().join("zones");
    fs::create_dir_all(zones.join("Europe")).unwrap();
    fs::write(zones.join("Europe/Paris"), zone("CET-1CEST,M3.5.0,M10.5.0/3")).unwrap();
    let id = add(&store, &["--at", "2099-07-01 08:00"]);
    let mut show = store.command(["schedule", "show", &id, "--json"]);
    let shown = show.env("TZDIR", zones).env("TZ", "Europe/Paris").output().unwrap();
    let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!(shown["next"], json!(["2099-07-01T06:00:00Z"]));
}

/// The message would advise stopping a run that cannot be stopped, or name a file that never existed.
#[test]
fn a_scheduled_run_explains_why_a_command_is_refused() {
    let store = store_with("pass");
    let schedule = add(&store, &["--at", "2099-07-01 08:00"]);
    let listed = store.json(["run", "list", "--status", "scheduled"]);
    let id = listed[0]["id"].as_str().unwrap();
    let output = store.folder().join("data");
    let to = ["--output", output.to_str().unwrap()];
    for arguments in [
        [&["run", "export", id][..], &to].concat(),
        [&["run", "download", id, "log"][..], &to].concat(),
        vec!["run", "artifacts", id],
        vec!["run", "log", id],
        vec!["run", "stop", id],
    ] {
        assert!(store.refused(&arguments).contains(&schedule), "{arguments:?}");
    }
}

/// Two agents and a person's commands at the same time: a machine would train everything twice.
#[test]
fn what_is_due_makes_one_run_however_many_are_there() {
    let store = store_with("pass");
    let id = add(&store, &YEARLY);
    make_due(&store, &id);
    let agents = [store.agent(), store.agent()];
    for _ in 0..3 {
        store.json(["schedule", "list"]);
    }
    agents.into_iter().for_each(end);
    end(store.agent());
    let made = runs(&store);
    assert_eq!(made.len(), 1, "of several missed years, one: {made:?}");
    let run = store.ended(made[0]["id"].as_str().unwrap());
    assert_eq!((&run["status"], &run["schedule"]), (&json!("Successful"), &json!(id)));
    let year = &run["due"].as_str().unwrap()[4..];
    assert_eq!(year, "-01-01T00:00:00");
    let shown = store.json(["schedule", "show", &id]);
    assert_eq!((&shown["runs"], shown["next"].as_array().unwrap().len()), (&json!([run["id"]]), 5));
    wait_until_none_left(store.folder());
}

/// A kill between the due time and its run: the run would be created twice or never, or the schedule would not know
/// it.
#[test]
fn an_agent_that_is_killed_makes_the_run_once() {
    let store = store_with("while not os.path.exists(os.environ['go']): time.sleep(0.01)");
    let go = store.folder().join("go");
    // It occupies the only slot, so that the created runs stay queued.
    let first = store.detached(["--env", &format!("go={}", go.display())]);
    let id = add(&store, &YEARLY);
    let mut random = Random::new(4);
    for round in each_round(20, 200) {
        make_due(&store, &id);
        let mut agent = store.command(["agent"]).stdout(Stdio::null()).spawn().unwrap();
        let [staging, made] = ["staging", "runs"].map(|name| store.home().join(name));
        let before = fs::read_dir(&made).unwrap().count();
        let begun = |look: u64| match look {
            0 => fs::read_dir(&staging).unwrap().count() > 0,
            _ => fs::read_dir(&made).unwrap().count() > before,
        };
        let look = random.below(2);
        while !begun(look) && agent.try_wait().unwrap().is_none() && !begun(1) {}
        random.pause(std::time::Duration::from_millis(4));
        agent.kill().unwrap();
        agent.wait().unwrap();
        end(store.agent());
        let queued: Vec<_> = runs(&store).into_iter().filter(|run| run["schedule"] == json!(id)).collect();
        assert_eq!(queued.len(), 1, "round {round}: {queued:?}");
        let kept: Value = serde_json::from_slice(&fs::read(file(&store, &id)).unwrap()).unwrap();
        assert_eq!(kept["fired"], json!([queued[0]["due"]]), "round {round}");
        for name in ["stop", "remove"] {
            store.json(["run", name, queued[0]["id"].as_str().unwrap()]);
        }
    }
    fs::write(go, "").unwrap();
    store.ended(&first);
}

/// A person who chose to skip missed times would find the machine training in the morning.
#[test]
fn what_was_missed_is_left_out_if_that_was_chosen() {
    let store = store_with("pass");
    let id = add(&store, &[YEARLY[0], YEARLY[1], "--missed", "skip"]);
    make_due(&store, &id);
    end(store.agent());
    assert!(runs(&store).is_empty());
    let shown = store.json(["schedule", "show", &id]);
    assert!(shown["left_out"]["reason"].as_str().unwrap().contains("in time"), "{shown}");
    // A time during a pause is skipped, too, with that as the reason; a person can still run the schedule.
    make_due(&store, &id);
    store.json(["schedule", "pause", &id]);
    end(store.agent());
    assert!(runs(&store).is_empty());
    let run = store.json(["schedule", "run", &id]);
    let run = store.ended(run["id"].as_str().unwrap());
    assert_eq!((&run["schedule"], &run["due"]), (&json!(id), &Value::Null));
    store.json(["schedule", "resume", &id]);
    end(store.agent());
    assert_eq!(runs(&store).len(), 1);
}

/// The list would not show future runs, or show them twice when they are due.
#[test]
fn a_time_based_run_is_scheduled_until_its_time() {
    let store = store_with("pass");
    let id = add(&store, &["--at", "2099-12-01 08:00", "--name", "the last"]);
    let waiting = runs(&store);
    let facts = ["status", "name", "due", "schedule"].map(|name| waiting[0][name].clone());
    assert_eq!(facts, [json!("Scheduled"), json!("the last"), json!("2099-12-01T08:00:00"), json!(id)]);
    let run = waiting[0]["id"].as_str().unwrap().to_string();
    for command in ["stop", "remove"] {
        assert!(store.refused(["run", command, &run]).contains(&id));
    }
    assert!(store.refused(["package", "remove", "trainer"]).contains(&id));
    assert!(store.refused(["dataset", "remove", "rows"]).contains(&id));
    fs::remove_file(store.home().join("store.db")).unwrap();
    assert_eq!(runs(&store), waiting, "the index is made again from the files");
    store.json(["schedule", "pause", &id]);
    assert!(runs(&store).is_empty());
    store.json(["schedule", "resume", &id]);
    store.json(["schedule", "edit", &id, "--name", "the very last", "--env", "a=b"]);
    assert_eq!(runs(&store)[0]["name"], "the very last");
    let run = runs(&store)[0]["id"].as_str().unwrap().to_string();
    set(&store, &id, json!({"when": {"at": "2026-01-31T08:00:00"}, "after": "2026-01-01T00:00:00"}));
    end(store.agent());
    let ended = store.ended(&run);
    assert_eq!((&ended["status"], runs(&store).len()), (&json!("Successful"), 1));
    assert_eq!(ended["parameters"].as_array().unwrap().last().unwrap()["value"], "b");
    let over = store.json(["schedule", "show", &id]);
    assert_eq!((&over["over"], &over["next"]), (&json!(true), &json!([])));
    store.json(["schedule", "remove", &id]);
    assert_eq!(runs(&store).len(), 1, "the run stays");
    assert!(store.refused(["schedule", "show", &id]).contains("no schedule"));
    assert_eq!(fs::read_dir(store.home().join("schedules")).unwrap().count(), 0);
    let all =
        ["added", "paused", "resumed", "changed", "removed"].map(|printed| format!("log-schedule-{printed}"));
    assert_eq!(codes(&store, &["--kind", "schedule"]), all);
}

/// A person would have to remove and add a schedule to take an option away, and lose its runs.
#[test]
fn what_a_schedule_has_can_be_taken_away() {
    let package =
        Package::training("pass").with_method("process_data", "pass").with_method("evaluate", "return 1");
    let store = Store::with(env!("CARGO_BIN_EXE_trainyard"), &package);
    store.add_dataset("holdout");
    let id = add(&store, &[&YEARLY[..], &["--memory", "4GB", "--cores", "1"]].concat());
    let full = ["schedule", "edit", &id, "--type", "full", "--evaluation-dataset", "holdout"];
    store.json(full.into_iter().chain(["--env", "a=b", "--env", "kept=c"]));
    let of = |shown: &Value| ["evaluation_dataset", "memory_limit", "cores"].map(|name| shown[name].clone());
    let before = store.json(["schedule", "show", &id]);
    assert_eq!(of(&before), [json!("holdout"), json!(4_000_000_000u64), json!(1)]);
    let edit = ["schedule", "edit", &id, "--without", "evaluation-dataset,gpu", "--without", "memory,cores"];
    let after = store.json(edit.into_iter().chain(["--without-env", "a"]));
    assert_eq!(of(&after), [Value::Null, Value::Null, Value::Null]);
    assert_eq!(after["parameters"], json!([{"name": "kept", "value": "c"}]));
}

/// A mistyped command would seem to succeed: the schedule would stay as it was, or lose what it should get.
#[test]
fn an_edit_that_contradicts_itself_or_is_empty_is_refused() {
    let store = store_with("pass");
    let id = add(&store, &[&YEARLY[..], &["--env", "lr=2", "--cores", "1"]].concat());
    let before = (store.json(["schedule", "show", &id]), codes(&store, &[]));
    let refused = |more: &[&str]| store.refused(["schedule", "edit", &id].iter().chain(more));
    assert!(refused(&["--cores", "1", "--without", "cores"]).contains("--without cores"));
    assert!(refused(&["--memory", "4GB", "--without", "gpu,memory"]).contains("--without memory"));
    assert!(refused(&["--gpu", "--without", "gpu"]).contains("--without gpu"));
    let both = ["--evaluation-dataset", "rows", "--without", "evaluation-dataset"];
    assert!(refused(&both).contains("--without evaluation-dataset"));
    assert!(refused(&["--env", "lr=1", "--without-env", "lr"]).contains("--without-env lr"));
    assert!(refused(&["--without-env", "lr", "--without-env", "nonexist"]).contains("\"nonexist\""));
    let printed = refused(&[]);
    assert!(printed.contains("--cron") && printed.contains("--without-env"), "{printed}");
    // Setting the value that it already has is not a change.
    store.json(["schedule", "edit", &id, "--env", "lr=2", "--cores", "1"]);
    assert_eq!((store.json(["schedule", "show", &id]), codes(&store, &[])), before);
    store.json(["schedule", "edit", &id, "--missed", "skip"]);
    assert_eq!(codes(&store, &["--kind", "schedule"]), ["log-schedule-added", "log-schedule-changed"]);
}

/// The schedule would never fire again, and nobody would know that it exists.
#[test]
fn a_schedule_whose_file_is_damaged_is_named() {
    let store = store_with("pass");
    let (id, other) = (add(&store, &YEARLY), add(&store, &YEARLY));
    let whole = fs::read(file(&store, &id)).unwrap();
    fs::write(file(&store, &id), &whole[..whole.len() / 2]).unwrap();
    let printed = |words: &[&str]| String::from_utf8(store.output(words).stderr).unwrap();
    for words in [&["schedule", "list"][..], &["schedule", "show", &other], &["storage"]] {
        assert!(printed(words).contains(&format!("{id}.json")), "{words:?}: {}", printed(words));
    }
    store.json(["schedule", "remove", &other]);
    for words in [&["package", "remove", "trainer"][..], &["dataset", "remove", "rows"]] {
        assert!(printed(words).contains(&format!("{id}.json")), "{words:?}");
    }
    assert!(!printed(&["run", "list"]).contains(&id));
}

/// A schedule whose dataset was removed would fail without anybody noticing.
#[test]
fn a_schedule_shows_why_its_run_was_refused() {
    let store = store_with("pass");
    let id = add(&store, &YEARLY);
    fs::remove_dir_all(store.home().join("datasets/rows/files")).unwrap();
    make_due(&store, &id);
    end(store.agent());
    assert!(runs(&store).is_empty());
    let shown = store.json(["schedule", "show", &id]);
    assert!(shown["left_out"]["reason"].as_str().unwrap().contains("rows"), "{shown}");
    let errors = store.json(["events", "--kind", "error"]);
    assert_eq!((&errors[0]["code"], &errors[0]["schedule"]), (&json!("log-schedule-left-out"), &json!(id)));
    assert!(errors[0]["text"].as_str().unwrap().contains("rows"), "{errors}");
}

#[test]
fn a_mistake_is_refused_before_anything_changes() {
    let store = store_with("pass");
    let before = store.listing();
    let usual = ["schedule", "add", "--type", "training", "--package", "trainer", "--version", "1.0"];
    let refused = |more: &[&str]| store.refused(usual.iter().chain(&["--dataset", "rows"]).chain(more));
    assert!(refused(&["--at", "2020-01-01 08:00"]).contains("is in the past"));
    assert!(refused(&["--at", "tomorrow"]).contains("YYYY-MM-DD"));
    assert!(refused(&["--days", "mon,x", "--time", "08:00"]).contains("\"x\""));
    assert!(refused(&["--days", "mon", "--time", "8"]).contains("HH:MM"));
    assert!(refused(&["--cron", "0 0 31 2 *"]).contains("never"));
    assert!(refused(&["--cron", "* * *"]).contains("cron"));
    assert!(refused(&["--cron", "-1 3 * * *"]).contains("is not a cron expression"));
    assert!(refused(&["--cron", "0 0 1 1 *", "--env", "PATH=x"]).contains("PATH"));
    refused(&[]);
    refused(&["--days", "mon"]);
    refused(&["--at", "2099-01-01 08:00", "--cron", "0 0 1 1 *"]);
    assert_eq!(store.listing(), before);
}
