//! Closing the window: a person would believe that it ended their training, or trust in a schedule that
//! nobody fires any more.

use e2e::{Opening, Window};

use crate::{WAIT_AT_GATE, open_gate, store_with};

fn with_frame() -> Opening {
    Opening { native_dialogs: true, ..Opening::default() }
}

#[test]
fn who_closes_the_window_is_told_once_that_the_training_goes_on() {
    let store = store_with(WAIT_AT_GATE);
    let gate = store.fifo("gate");
    let mut window = Window::open_with(&store, with_frame());
    let id = store.detached(["--env", &format!("gate={}", gate.display())]);
    let row = format!("run-row-{id}");
    window.wait_for(&row, "data-status", "Running");
    window.ask_to_close("closing-runs");
    window.wait_text("closing-runs", "continues without the window");
    window.press("Escape");
    window.wait_gone("closing-close");
    window.wait_for(&row, "data-status", "Running");
    window.close();
    window.reopen();
    window.wait_for(&row, "data-status", "Running");
    open_gate(&gate);
    window.wait_for(&row, "data-status", "Successful");
    window.close();
}

#[test]
fn who_closes_the_window_is_told_every_time_that_schedules_will_wait() {
    let store = store_with("pass");
    let form = ["schedule", "add", "--type", "training", "--package", "trainer", "--version", "1.0"];
    store.json(form.into_iter().chain(["--dataset", "rows", "--cron", "0 0 1 1 *"]));
    let mut window = Window::open_with(&store, with_frame());
    for _ in 0..2 {
        window.ask_to_close("closing-schedules");
        window.go_to("closing-close");
        // The driver would wait for an answer of a window that is gone.
        window.display().xdotool(&["key", "Return"]).unwrap();
        window.wait_closed();
        window.reopen();
    }
    let mut agent = store.agent();
    window.close();
    agent.kill().unwrap();
    agent.wait().unwrap();
}
