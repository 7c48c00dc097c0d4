//! The columns of lists: a person would see names cut beside empty space, and make the same column
//! wider every day.

use e2e::Window;
use serde_json::json;

use crate::store_with;

const NAME: &str = "a rather long name of a run that nobody would read whole";

/// How wide a column is, as its edge says.
fn width(window: &Window, column: &str) -> i64 {
    window.attribute(&format!("resize-{column}"), "aria-valuenow").unwrap().parse().unwrap()
}

#[test]
fn a_column_stays_as_wide_as_it_was_made_by_key_or_pointer() {
    let store = store_with("pass");
    store.json(["queue", "pause"]);
    let id = store.detached(["--name", "first"]);
    let window = Window::open(&store);
    window.wait(&format!("run-row-{id}"));
    let before = width(&window, "package");
    window.run("document.querySelector('[data-testid=resize-package]').focus()", json!([]));
    window.press("Right");
    assert_eq!(width(&window, "package"), before + 16);
    window.press("Delete");
    assert_eq!(width(&window, "package"), before);
    // Another column is wider now by what the pointer has moved.
    window.drag("resize-status", "resize-name", 0.5);
    let dragged = width(&window, "status");
    assert!(dragged > 150, "{dragged}");
    assert!(!window.is_there("details-status"), "a drag opens nothing");
    window.reload();
    window.wait(&format!("run-row-{id}"));
    assert_eq!(width(&window, "status"), dragged);
    window.click("columns");
    window.click("columns-usual");
    let is_usual = || (width(&window, "status") < dragged).then_some(());
    assert!(e2e::patience::until(is_usual).is_some());
}

/// Which run failed why is what a person opens the list for; and a button over a score hides it.
#[test]
fn a_row_says_why_it_failed_and_its_buttons_cover_nothing() {
    let store = store_with("raise ValueError('labels.csv has 13 columns')");
    let id = store.detached(["--name", "first"]);
    assert_eq!(store.ended(&id)["status"], "Failed");
    let window = Window::open(&store);
    window.wait_text(&format!("reason-{id}"), "labels.csv has 13 columns");
    // They are there while the pointer is on the row.
    let row = format!("[data-testid=run-row-{id}]");
    let point = || {
        window.run(
            "document.querySelector(arguments[0]).dispatchEvent(new PointerEvent('pointerover', { bubbles: true }))",
            json!([row]),
        );
        window.wait(&format!("run-more-{id}"));
    };
    for size in [(900, 600), (1280, 800)] {
        window.resize(size.0, size.1);
        window.settle();
        point();
        let overlap = "const row = document.querySelector(arguments[0]);
            const [before, buttons] = [...row.children].slice(-2).map(cell => cell.getBoundingClientRect());
            const last = row.querySelector('[data-testid^=run-more-]').getBoundingClientRect();
            return before.right > buttons.left || buttons.right > innerWidth || last.right > buttons.right";
        assert_eq!(window.run(overlap, json!([row])), json!(false), "at {size:?}");
    }
    point();
    window
        .run("document.querySelector(arguments[0]).click()", json!([format!("[data-testid=run-more-{id}]")]));
    window.wait("menu-remove");
}

#[test]
fn a_name_is_selected_and_copied_in_one_piece() {
    let store = store_with("pass");
    store.json(["queue", "pause"]);
    let id = store.detached(["--name", NAME]);
    let window = Window::open(&store);
    let row = format!("run-row-{id}");
    assert!(window.wait_text(&row, NAME).lines().any(|line| line.trim() == NAME));
    window.click(&row);
    window.wait("details-status");
    let select = "const title = document.querySelector('h1');
        getSelection().selectAllChildren(title);
        return getSelection().toString()";
    assert_eq!(window.run(select, json!([])), json!(NAME));
}
