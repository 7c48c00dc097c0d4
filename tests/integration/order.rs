//! The queue's order and its pause. Otherwise the machine would train first what could wait, or train although a
//! person has paused it.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use testkit::RunProcess::{Executor, Guard};
use testkit::{Random, Store, each_round, wait_until_none_left};

use crate::queue::{WAITS, begun, go, start, status};
use crate::store_with;

/// Makes a store in which the first of these runs is executed and the others wait, and returns their ids.
fn queued(names: &[&str]) -> (Store, Vec<String>) {
    let store = store_with(WAITS);
    let ids = names.iter().map(|who| start(&store, who)).collect();
    begun(&store, names[0]);
    (store, ids)
}

/// The ids of the waiting runs, the next one first.
fn waiting(store: &Store) -> Vec<String> {
    let shown = store.json(["queue", "show"]);
    shown["runs"].as_array().unwrap().iter().map(|run| run["id"].as_str().unwrap().into()).collect()
}

/// The names of what was trained, in order.
fn trained(store: &Store) -> String {
    fs::read_to_string(store.folder().join("order")).unwrap().replace('\n', " ")
}

#[test]
fn runs_go_in_the_order_they_were_put_into() {
    let (store, ids) = queued(&["a", "b", "c", "d", "e"]);
    let [a, b, c, d, e] = <[String; 5]>::try_from(ids).unwrap();
    assert_eq!(waiting(&store), [&b, &c, &d, &e].map(String::clone));
    assert_eq!(store.json(["run", "move", &e, "--first"])["place"], 1);
    assert_eq!(store.json(["run", "move", &b, "--last"])["place"], 4);
    let moved = store.output(["run", "move", &d, "--before", &c]);
    assert_eq!(String::from_utf8(moved.stdout).unwrap(), format!("Run {d} is now number 2 in the queue.\n"));
    // New runs go to the end.
    let f = start(&store, "f");
    assert_eq!(waiting(&store), [&e, &d, &c, &b, &f].map(String::clone));
    assert_eq!(store.json(["run", "show", &c])["place"], 3);
    assert_eq!(store.json(["run", "show", &a])["place"], Value::Null);
    let listed = String::from_utf8(store.output(["run", "list"]).stdout).unwrap();
    assert!(listed.lines().any(|line| line.contains(&c) && line.contains("Queued (3)")), "{listed}");

    // A refused command changes nothing.
    assert!(store.refused(["run", "move", &a, "--last"]).contains("is not waiting"));
    assert!(store.refused(["run", "move", &b, "--before", &a]).contains("is not waiting"));
    assert!(store.refused(["run", "move", &b]).contains("--first"));
    assert!(store.refused(["run", "move", &b, "--first", "--last"]).contains("--first"));
    assert_eq!(waiting(&store), [&e, &d, &c, &b, &f].map(String::clone));

    go(&store, "go");
    wait_until_none_left(store.folder());
    assert_eq!(trained(&store), "a e d c b f ");
    assert_eq!(waiting(&store), Vec::<String>::new());
}

/// The index can be deleted at any time, so that it must not contain the order.
#[test]
fn the_order_and_the_pause_outlive_the_index() {
    let (store, ids) = queued(&["a", "b", "c"]);
    store.json(["run", "move", &ids[2], "--first"]);
    store.json(["queue", "pause"]);
    for name in ["store.db", "store.db-wal", "store.db-shm"] {
        let _ = fs::remove_file(store.home().join(name));
    }
    let shown = store.json(["queue", "show"]);
    assert_eq!(shown["paused"], true);
    assert_eq!(waiting(&store), [&ids[2], &ids[1]].map(String::clone));
    store.json(["queue", "resume"]);
    go(&store, "go");
    wait_until_none_left(store.folder());
    assert_eq!(trained(&store), "a c b ");
}

/// A paused queue starts nothing, whatever happens: a run ends, its processes are killed, programs start and end,
/// more runs are created, the setting is raised.
#[test]
fn a_paused_queue_stays_paused() {
    let (store, ids) = queued(&["a", "b"]);
    let paused = store.json(["queue", "pause"]);
    assert_eq!((&paused["paused"], &paused["runs_at_once"]), (&json!(true), &json!(1)));
    assert_eq!(status(&store, &ids[0]), "Running", "what runs goes on");
    go(&store, "go-a");
    assert_eq!(store.ended(&ids[0])["status"], "Successful");
    wait_until_none_left(&store.run_dir(&ids[0]));
    store.json(["settings", "runs-at-once", "3"]);
    let c = start(&store, "c");
    assert_eq!([status(&store, &ids[1]), status(&store, &c)], ["Queued", "Queued"]);
    assert!(!store.folder().join("begun-b").exists());
    // A person who starts a run and waits for it sees why nothing happens.
    let mut waits = store.start(["--env", "who=d"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut printed = std::io::BufReader::new(waits.stderr.take().unwrap());
    let mut line = String::new();
    std::io::BufRead::read_line(&mut printed, &mut line).unwrap();
    assert!(line.contains("The queue is paused"), "{line}");
    waits.kill().unwrap();
    waits.wait().unwrap();
    for id in waiting(&store).iter().skip(2) {
        store.output(["run", "stop", id]);
    }
    let shown = String::from_utf8(store.output(["queue", "show"]).stdout).unwrap();
    assert!(shown.starts_with("The queue is paused") && shown.contains(&c), "{shown}");

    assert_eq!(store.json(["queue", "resume"])["paused"], false);
    begun(&store, "b");
    begun(&store, "c");
    store.json(["queue", "pause"]);
    store.kill(&c, &[Guard, Executor]);
    assert_eq!(store.ended(&c)["status"], "Failed");
    assert_eq!(store.json(["queue", "show"])["paused"], true);
    go(&store, "go");
    assert_eq!(store.ended(&ids[1])["status"], "Successful");
}

/// SIGKILL of a program that moves or pauses, at any moment: the order is that before or after, no run is lost from
/// it, and the runs are executed in it.
#[test]
fn the_order_outlives_the_death_of_who_changes_it() {
    let (store, _) = queued(&["a", "b", "c", "d", "e"]);
    let mut random = Random::new(11);
    let mut order = waiting(&store);
    for _ in each_round(12, 200) {
        let from = random.below(4) as usize;
        let mut program = store.command(["run", "move", &order[from], "--first"]);
        let mut moving = program.stdout(Stdio::null()).spawn().unwrap();
        random.pause(Duration::from_millis(25));
        let _ = moving.kill();
        moving.wait().unwrap();
        let mut moved = order.clone();
        let first = moved.remove(from);
        moved.insert(0, first);
        let now = waiting(&store);
        assert!(now == order || now == moved, "{now:?} of {order:?}");
        order = now;
        let word = random.one_of(&["pause", "resume"]);
        let mut pausing = store.command(["queue", word]).stdout(Stdio::null()).spawn().unwrap();
        random.pause(Duration::from_millis(25));
        let _ = pausing.kill();
        pausing.wait().unwrap();
        assert_eq!(waiting(&store), order);
    }
    // The process that should have started the next run dies, too: any other program starts it then.
    store.json(["queue", "resume"]);
    let running = store.json(["run", "list"]).as_array().unwrap().last().unwrap().clone();
    store.kill(running["id"].as_str().unwrap(), &[Guard, Executor]);
    store.ended(running["id"].as_str().unwrap());
    go(&store, "go");
    store.json(["queue", "show"]);
    wait_until_none_left(store.folder());
    let name = |id: &String| {
        let shown = store.json(["run", "show", id]);
        let parameters = shown["parameters"].as_array().unwrap().clone();
        let who = parameters.into_iter().find(|parameter| parameter["name"] == "who").unwrap();
        who["value"].as_str().unwrap().to_string()
    };
    let wanted: String = order.iter().map(|id| name(id) + " ").collect();
    assert_eq!(trained(&store), wanted);
}
