//! The daily handling of runs in the window: a person would do the same thing a hundred times, lose
//! what they removed by mistake, or look for a run among thousands and not find it.

use std::fs;

use e2e::{Opening, Window};
use serde_json::{Value, json};
use testkit::Store;

use crate::store_with;

/// Runs that have ended, by the names they were given; the ids of those.
fn ended<const N: usize>(store: &Store, names: [&str; N]) -> [String; N] {
    names.map(|name| store.trained(["--name", name])["id"].as_str().unwrap().to_string())
}

/// The names of all runs, newest first, as the command line tells them.
fn there(store: &Store) -> Vec<String> {
    let runs = store.json(["run", "list"]);
    runs.as_array().unwrap().iter().map(|run| run["name"].as_str().unwrap().to_string()).collect()
}

/// What is kept of what a person says of a run.
#[track_caller]
fn labels(store: &Store, id: &str) -> Value {
    serde_json::from_slice(&fs::read(store.run_dir(id).join("labels.json")).unwrap()).unwrap()
}

fn row(id: &str) -> String {
    format!("run-row-{id}")
}

/// Waits until exactly these rows are chosen, and the window says how many they are.
#[track_caller]
fn wait_chosen(window: &Window, ids: &[&String]) {
    let script = "return [...document.querySelectorAll('[role=row][aria-selected=true]')]
        .map(row => row.dataset.testid.replace('run-row-', '')).sort()";
    let mut wanted: Vec<&String> = ids.to_vec();
    wanted.sort();
    let is_so = || (window.run(script, json!([])) == json!(wanted)).then_some(());
    assert!(e2e::patience::until(is_so).is_some(), "{} is not {wanted:?}", window.run(script, json!([])));
    match ids.len() {
        0 => window.wait_gone("selection"),
        many => drop(window.wait_text("selection", &many.to_string())),
    }
}

/// Waits until the list shows exactly these rows, in this order.
#[track_caller]
fn wait_rows(window: &Window, ids: &[&String]) {
    let wanted: Vec<String> = ids.iter().map(|id| row(id)).collect();
    let is_so = || (window.handles("run-row-") == wanted).then_some(());
    assert!(e2e::patience::until(is_so).is_some(), "{:?} is not {wanted:?}", window.handles("run-row-"));
}

fn french() -> Opening {
    Opening { language: "fr_FR.UTF-8", ..Opening::default() }
}

#[test]
fn several_are_removed_and_put_back_by_pointer() {
    let store = store_with("pass");
    let [a, b, c] = ended(&store, ["a", "b", "c"]);
    let before = fs::read(store.run_dir(&b).join("_results.json")).unwrap();
    let window = Window::open(&store);
    wait_rows(&window, &[&c, &b, &a]);
    let top = "return document.querySelector('[role=grid]').getBoundingClientRect().top";
    let place = window.run(top, json!([]));
    window.click_with("Control", &row(&b));
    wait_chosen(&window, &[&b]);
    // The list stays where it is, and what comes into it is not chosen.
    assert_eq!(window.run(top, json!([])), place);
    let [d] = ended(&store, ["d"]);
    wait_rows(&window, &[&d, &c, &b, &a]);
    wait_chosen(&window, &[&b]);
    window.click_with("Shift", &row(&a));
    wait_chosen(&window, &[&a, &b]);
    window.click(&format!("run-choose-{d}"));
    wait_chosen(&window, &[&a, &b, &d]);
    window.click(&format!("run-choose-{d}"));
    wait_chosen(&window, &[&a, &b]);

    window.click("selected-remove");
    window.wait_text("confirm-found", "This will free");
    window.click("confirm");
    wait_rows(&window, &[&d, &c]);
    assert!(window.wait_text("toast", "2 runs removed").contains("freed"));
    assert_eq!(there(&store), ["d", "c"]);
    window.click("toast-action");
    wait_rows(&window, &[&d, &c, &b, &a]);
    assert_eq!(there(&store), ["d", "c", "b", "a"]);
    assert_eq!(fs::read(store.run_dir(&b).join("_results.json")).unwrap(), before);
}

#[test]
fn several_are_removed_and_put_back_by_keyboard_in_french() {
    let store = store_with("pass");
    let [a, b, c] = ended(&store, ["a", "b", "c"]);
    store.json(["queue", "pause"]);
    let waits = store.detached(["--name", "waits"]);
    let mut window = Window::open_with(&store, french());
    wait_rows(&window, &[&waits, &c, &b, &a]);
    window.press("Space");
    wait_chosen(&window, &[&waits]);
    window.press("Shift+Down");
    window.press("Shift+Down");
    wait_chosen(&window, &[&waits, &c, &b]);
    window.press("Shift+Up");
    wait_chosen(&window, &[&waits, &c]);
    window.press("Control+a");
    wait_chosen(&window, &[&waits, &a, &b, &c]);
    window.press("Escape");
    wait_chosen(&window, &[]);
    window.press("Control+a");
    wait_chosen(&window, &[&waits, &a, &b, &c]);

    window.press("Delete");
    // What has not ended is named, and stays.
    let title = "return document.querySelector('.dialog').innerText";
    window.wait_text("confirm-found", "Cela libérera");
    let said = window.run(title, json!([])).as_str().unwrap().to_string();
    assert!(said.contains("Supprimer 3 exécutions") && said.contains("restera\u{a0}: waits"), "{said}");
    window.go_to("confirm");
    window.press("Enter");
    window.wait_text("toast", "3 exécutions supprimées");
    wait_rows(&window, &[&waits]);
    window.press("Control+z");
    wait_rows(&window, &[&waits, &c, &b, &a]);
    window.wait_text("toast", "3 exécutions rétablies");

    // Whoever dies before it is too late for undo has removed them.
    window.click(&row(&b));
    window.wait("details-status");
    window.press("Delete");
    window.go_to("confirm");
    window.press("Enter");
    window.wait_text("toast", "1 exécution supprimée");
    window.kill();
    assert_eq!(there(&store), ["waits", "c", "a"]);
    // The next program deletes their files, once the killed one is gone.
    let is_empty = || {
        store.json(["run", "list"]);
        (fs::read_dir(store.home().join("trash")).unwrap().count() == 0).then_some(())
    };
    assert!(e2e::patience::until(is_empty).is_some(), "the trash is not emptied");
    window.reopen();
    wait_rows(&window, &[&waits, &c, &a]);
}

#[test]
fn several_are_stopped_and_the_queue_starts_none_of_them() {
    let store = store_with("signal.pause()");
    store.json(["settings", "runs-at-once", "1"]);
    let [first, second] = ["first", "second"].map(|name| store.detached(["--name", name]));
    let window = Window::open(&store);
    window.wait_for(&row(&first), "data-status", "Running");
    window.press("Control+a");
    wait_chosen(&window, &[&first, &second]);
    assert!(window.is_disabled("selected-remove"));
    window.press("s");
    window.click("confirm");
    for id in [&first, &second] {
        window.wait_for(&row(id), "data-status", "Killed");
        assert_eq!(store.ended(id)["status"], "Killed");
    }
    assert!(!store.run_dir(&second).join("started").exists());
}

#[test]
fn a_run_is_found_again_by_its_tag_and_a_view_keeps_how() {
    let store = store_with("pass");
    let [a, b, c] = ended(&store, ["a", "b", "c"]);
    let mut window = Window::open(&store);
    wait_rows(&window, &[&c, &b, &a]);
    // Tagged together, by keyboard.
    window.press("Down");
    window.press("Space");
    window.press("Shift+Down");
    wait_chosen(&window, &[&a, &b]);
    window.press("t");
    window.wait_focus("tag-field");
    window.type_text(&"x".repeat(51));
    window.press("Enter");
    window.wait_text("tag-error", "cannot be a tag");
    window.fill("tag-field", "good one");
    window.press("Enter");
    window.wait_gone("tag-dialog");
    window.wait_text(&row(&a), "good one");
    assert_eq!(labels(&store, &a)["tags"], json!(["good one"]));
    // Pinned, it stands first.
    window.press("Escape");
    window.press("p");
    wait_rows(&window, &[&a, &c, &b]);

    window.press("f");
    window.choose("filters-tag", "good one");
    window.click("filters-done");
    wait_rows(&window, &[&a, &b]);
    window.click("filter-failed");
    window.wait("show-all");
    window.click("filter-all");
    window.click("columns");
    window.click("column-tags");
    window.click("column-type");
    window.press("Escape");
    window.wait_text(&row(&a), "good one");
    window.click("views");
    window.click("views-save");
    window.fill("view-name", "Good ones");
    window.press("Enter");
    window.wait_text("views", "Good ones");

    // It is there in the next window, in which nothing is left out.
    window.kill();
    window.reopen();
    wait_rows(&window, &[&a, &c, &b]);
    // A browser keeps the columns for an address, and this server has another port.
    if !window.face().is_browser() {
        assert!(headers(&window).contains(&"Tags".to_string()));
    }
    window.click("views");
    window.click("view-Good ones");
    wait_rows(&window, &[&a, &b]);
    window.click("chip-tag-good one");
    wait_rows(&window, &[&a, &c, &b]);
    window.press("Control+k");
    window.wait_focus("palette");
    window.type_text("good ones");
    window.press("Enter");
    wait_rows(&window, &[&a, &b]);
    window.click("views");
    window.click("views-remove");
    window.wait_text("views", "Views");
}

/// How far the list is scrolled once it has been scrolled by so much, and has had the time to be
/// scrolled elsewhere.
fn scrolled_by(window: &Window, by: u32) -> Value {
    let script = "const [by, done] = arguments, list = document.querySelector('[role=grid]');
        list.scrollBy(0, by);
        let frames = 30;
        requestAnimationFrame(function frame() {
            if (frames-- > 0) requestAnimationFrame(frame);
            else done(list.scrollTop);
        })";
    window.run_async(script, json!([by]))
}

#[test]
fn a_long_list_is_scrolled_and_found_as_it_was_left() {
    let store = store_with("pass");
    store.json(["queue", "pause"]);
    let runs: Vec<String> = (0..40).map(|n| store.detached(["--name", &format!("night {n}")])).collect();
    let window = Window::open(&store);
    window.wait(&row(&runs[39]));
    assert_eq!(scrolled_by(&window, 400), 400);
    window.click(&row(&runs[20]));
    window.wait("details-status");
    window.click("nav-pipelines");
    window.wait(&row(&runs[20]));
    assert_eq!(scrolled_by(&window, 0), 400);

    // Another list begins at its top, and is scrolled like any other.
    window.click("filter-queued");
    window.wait(&row(&runs[0]));
    assert_eq!(scrolled_by(&window, 0), 0);
    assert_eq!(scrolled_by(&window, 300), 300);
    // What is new in the queue comes last, and moves nothing.
    store.detached(["--name", "late"]);
    window.wait_text("queue-paused", "41 runs are waiting");
    assert_eq!(scrolled_by(&window, 0), 300);
}

/// The titles of the columns.
fn headers(window: &Window) -> Vec<String> {
    let script = "return [...document.querySelectorAll('[role=columnheader]')].map(h => h.innerText.trim())";
    serde_json::from_value(window.run(script, json!([]))).unwrap()
}

#[test]
fn tags_note_and_pin_are_written_in_the_details_by_keyboard_in_french() {
    let store = store_with("pass");
    let [a, b] = ended(&store, ["a", "b"]);
    let window = Window::open_with(&store, french());
    window.click(&row(&a));
    window.wait("details-tags");
    window.press("t");
    window.wait_focus("details-tag-field");
    window.type_text("à montrer,été");
    window.press("Enter");
    window.wait("details-tag-été");
    assert_eq!(labels(&store, &a)["tags"], json!(["à montrer", "été"]));
    window.press("t");
    window.type_text("raté");
    window.press("Escape");
    window.wait_gone("details-tag-field");
    assert!(!window.is_there("details-tag-raté"));
    window.click("details-tag-été");
    window.wait_gone("details-tag-été");

    window.press("e");
    window.wait_focus("details-note-field");
    window.type_text("mieux");
    // What others do meanwhile takes nothing back.
    store.json(["run", "tag", &a, "--add", "autre"]);
    window.wait("details-tag-autre");
    window.press("Shift+Enter");
    window.type_text("que le dernier");
    window.press("Enter");
    window.wait_text("details-note", "mieux\nque le dernier");
    assert_eq!(labels(&store, &a)["note"], json!("mieux\nque le dernier"));
    window.press("e");
    window.type_text("perdu");
    window.press("Escape");
    window.wait_gone("details-note-field");
    assert_eq!(labels(&store, &a)["note"], json!("mieux\nque le dernier"));
    window.press("p");
    window.wait_for("details-pin", "aria-pressed", "true");
    window.press("Escape");
    wait_rows(&window, &[&a, &b]);

    // Who goes elsewhere by the keys keeps what was written, as who clicks elsewhere does.
    window.click(&row(&b));
    window.wait("details-tags");
    window.press("e");
    window.wait_focus("details-note-field");
    window.type_text("gardé");
    window.press("Control+2");
    let kept = || (store.json(["run", "show", &b])["note"] == "gardé").then_some(());
    assert!(e2e::patience::until(kept).is_some());
}
