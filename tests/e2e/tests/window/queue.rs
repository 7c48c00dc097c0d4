//! The queue in the window: a person would see another order than the one their machine works in, or
//! find in the morning that it did nothing, or everything.

use e2e::{Opening, Window};
use serde_json::{Value, json};
use testkit::{Store, wait_until_none_left};

use crate::{fill_form, go_to_list, store_with};

/// Three runs that wait in a paused queue; their ids.
fn waiting(store: &Store) -> [String; 3] {
    store.json(["queue", "pause"]);
    ["a", "b", "c"].map(|name| store.detached(["--name", name]))
}

/// The rows that are shown, by the ids of their runs.
fn shown(window: &Window) -> Vec<String> {
    let rows = window.handles("run-row-");
    rows.iter().map(|handle| handle.trim_start_matches("run-row-").to_string()).collect()
}

/// Waits until the window and the command line show the runs in this order.
#[track_caller]
fn wait_order(window: &Window, store: &Store, order: [&String; 3]) {
    let is_shown = || (shown(window).iter().eq(order)).then_some(());
    assert!(e2e::patience::until(is_shown).is_some(), "{:?} is no {order:?}", shown(window));
    assert!(queue(store).iter().eq(order));
}

/// The runs that wait, by their ids.
fn queue(store: &Store) -> Vec<String> {
    let shown = store.json(["queue", "show"]);
    shown["runs"].as_array().unwrap().iter().map(|run| run["id"].as_str().unwrap().into()).collect()
}

#[test]
fn the_order_is_changed_by_keys_and_by_dragging() {
    let store = store_with("pass");
    let [a, b, c] = waiting(&store);
    let mut window = Window::open(&store);
    window.click("filter-queued");
    wait_order(&window, &store, [&a, &b, &c]);
    go_to_list(&window);
    window.press("End");
    window.press("Alt+Up");
    wait_order(&window, &store, [&a, &c, &b]);
    // The keys stay at the run that was moved.
    window.press("Alt+Up");
    wait_order(&window, &store, [&c, &a, &b]);
    window.press("Alt+Down");
    wait_order(&window, &store, [&a, &c, &b]);

    window.drag(&format!("queue-grip-{b}"), &format!("run-row-{a}"), 0.2);
    wait_order(&window, &store, [&b, &a, &c]);
    window.drag(&format!("queue-grip-{b}"), &format!("run-row-{a}"), 0.8);
    wait_order(&window, &store, [&a, &b, &c]);
    // Not only by its grip.
    window.drag(&format!("run-row-{a}"), &format!("run-row-{c}"), 0.8);
    wait_order(&window, &store, [&b, &c, &a]);
    // Somebody else's change is seen too, and a dragged row opens nothing.
    store.json(["run", "move", &a, "--before", &c]);
    wait_order(&window, &store, [&b, &a, &c]);
    assert!(!window.is_there("details-status"));

    window.kill();
    window.reopen();
    window.wait_text("queue-paused", "3 runs are waiting");
    window.click(&format!("run-row-{a}"));
    let said = window.wait_text("details-waits", "It is number 2 in the queue.");
    assert!(said.contains("The queue is paused"), "{said}");
    window.click("nav-pipelines");
    window.click("queue-resume");
    window.wait_gone("queue-paused");
    [&a, &b, &c].iter().for_each(|id| assert_eq!(store.ended(id)["status"], "Successful"));
    wait_until_none_left(&store.home().join("runs"));
    let started = |id: &String| store.json(["run", "show", id])["started"].as_str().unwrap().to_string();
    assert!(started(&b) < started(&a) && started(&a) < started(&c));
}

/// Alt and the arrows work in every list of runs, whatever it is sorted by.
#[test]
fn the_keys_change_the_order_in_the_list_of_all_runs() {
    let store = store_with("pass");
    let [a, b, c] = waiting(&store);
    let window = Window::open(&store);
    window.wait_text(&format!("run-row-{c}"), "3");
    go_to_list(&window);
    // The newest is on top: it waits last.
    window.press("Home");
    window.press("Alt+Up");
    window.wait_text(&format!("run-row-{c}"), "2");
    assert_eq!(shown(&window), [&c, &b, &a].map(String::clone), "the list is sorted as it was");
    assert_eq!(queue(&store), [&a, &c, &b].map(String::clone));
}

#[test]
fn the_queue_is_paused_and_resumed_in_the_window() {
    let store = store_with("pass");
    let window = Window::open_with(&store, Opening { language: "fr_FR.UTF-8", ..Opening::default() });
    window.click("queue-pause");
    window.wait_text("queue-paused", "La file d’attente est en pause");
    let id = store.detached([]);
    window.wait_text("queue-paused", "1 exécution attend");
    window.wait_for(&format!("run-row-{id}"), "data-status", "Queued");
    assert_eq!(store.json(["queue", "show"])["paused"], true);
    window.click("queue-pause");
    window.wait_gone("queue-paused");
    window.wait_for(&format!("run-row-{id}"), "data-status", "Successful");
}

/// A limit that was mistyped would be none, or one that nobody meant.
#[test]
fn limits_are_set_in_the_form_and_kept_for_the_next_run() {
    let store = store_with("pass");
    let window = Window::open(&store);
    fill_form(&window);
    for (field, wrong, said) in [
        ("form-memory", "0", "\"0\" is not a valid memory limit."),
        ("form-memory", "much", "\"much\" is not a valid memory limit."),
        ("form-cores", "0", "\"0\" is not a valid number of processor cores."),
        ("form-cores", "100000", "so a run cannot have 100,000."),
    ] {
        window.fill(field, wrong);
        window.press("Tab");
        window.wait_text("form-error", said);
        window.wait_for(field, "aria-invalid", "true");
        window.fill(field, "");
        window.wait_gone("form-error");
    }
    window.fill("form-memory", "1,5 Go");
    window.fill("form-cores", "1");
    window.wait_text("form-sentence", "Trains trainer 1.0");
    window.click("form-create");
    window.wait_for("details-status", "data-status", "Successful");
    window.wait_text("details-memory", "1.5 GB");
    window.wait_text("details-cores", "1");
    let run: Value = store.json(["run", "list"])[0].clone();
    let run = store.json(["run", "show", run["id"].as_str().unwrap()]);
    assert_eq!((&run["memory_limit"], &run["cores"]), (&json!(1_500_000_000), &json!(1)));
    window.click("details-again");
    window.wait_text("form-memory", "1500 MB");
    window.wait_text("form-cores", "1");
}
