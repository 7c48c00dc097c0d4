//! Whoever looks elsewhere learns that a run has ended, and is there by a click.

use e2e::patience::until;
use e2e::{Desktop, Opening, Window};

use crate::{WAIT_AT_GATE, open_gate, store_with};

#[test]
fn a_run_that_ends_unseen_is_told_and_shown_by_a_click() {
    let store = store_with(WAIT_AT_GATE);
    let desktop = Desktop::new(store.folder());
    let bus = Some(desktop.address().to_string());
    let window = Window::open_with(&store, Opening { bus, native_dialogs: true, ..Opening::default() });
    let gate = store.fifo("gate");
    let id = store.detached(["--env", &format!("gate={}", gate.display())]);
    // Of that no row of the index is written, and nobody looks at the run.
    window.wait_for(&format!("run-row-{id}"), "data-status", "Running");
    window.display().minimize("Trainyard");
    open_gate(&gate);
    let shown = desktop.notification();
    assert_eq!(shown.summary, "trainer 1.0 – Successful");
    assert_eq!(shown.body, "trainer 1.1 is ready.");
    // It listens for clicks a moment after it was shown; a person is slower than that.
    let clicked = until(|| {
        desktop.click(&shown);
        window.is_there("details-status").then_some(())
    });
    assert!(clicked.is_some(), "a click on {shown:?} shows nothing");
    window.wait_for("details-status", "data-status", "Successful");
    window.wait_text("details-version", "1.1");
}
