//! How far a run is, and how long it will still take.

use std::fs::OpenOptions;
use std::io::Write;

use jiff::Timestamp;
use serde_json::json;

use crate::queue::{WAITS, begun, go, start};
use crate::store_with;

/// A person would not know when to come back, or a script would wait for a number that is not there.
#[test]
fn a_run_says_how_far_it_is_while_it_runs() {
    let store = store_with(WAITS);
    let shown = |id: &str| store.json(["run", "show", id]);
    let printed = |id: &str| String::from_utf8(store.output(["run", "show", id]).stdout).unwrap();
    let first = start(&store, "first");
    begun(&store, "first");
    assert_eq!(shown(&first).get("progress"), None, "nothing is known");
    go(&store, "go-first");
    store.ended(&first);
    assert_eq!(shown(&first).get("progress"), None, "it is over");

    let second = start(&store, "second");
    begun(&store, "second");
    let usual = &shown(&second)["progress"];
    let took = shown(&first)["duration"].as_f64().unwrap();
    assert_eq!(usual["unit"], "seconds");
    assert!((usual["total"].as_f64().unwrap() - took).abs() < 0.001, "{usual}, {took}");
    assert!(usual["done"].as_f64().unwrap() > 0.0, "{usual}");
    assert!(printed(&second).contains("usually takes"), "{}", printed(&second));

    let now = Timestamp::now().as_millisecond();
    let events = store.run_dir(&second).join("events.jsonl");
    let mut events = OpenOptions::new().append(true).open(events).unwrap();
    for (ago, done) in [(100_000, 0), (1, 1)] {
        let said = json!({"t": now - ago, "event": "training", "done": done, "total": 10, "unit": "epochs"});
        writeln!(events, "{said}").unwrap();
    }
    let said = &shown(&second)["progress"];
    assert_eq!((&said["done"], &said["total"], &said["unit"]), (&json!(1.0), &json!(10.0), &json!("epochs")));
    let left = said["left_seconds"].as_f64().unwrap();
    // It was measured a moment ago, whatever the machine has to do besides.
    assert!((600.0..=900.0).contains(&left), "{said}");
    assert!(printed(&second).contains("10%, 1 of 10 epochs, about 1"), "{}", printed(&second));
    go(&store, "go-second");
    store.ended(&second);
    assert_eq!(shown(&second).get("progress"), None, "it is over");
}
