//! The window's program dies in the middle: a person would lose hours of training, or the queue.

use e2e::Window;
use serde_json::Value;

use crate::{WAIT_AT_GATE, fill_form, open_gate, show_run, store_with};

#[test]
fn a_killed_window_loses_nothing_and_the_next_one_shows_it() {
    let store = store_with(&format!(
        "print('before', flush=True)\nif 'gate' in os.environ:\n    {WAIT_AT_GATE}print('after')"
    ));
    let (first_gate, second_gate) = (store.fifo("first"), store.fifo("second"));
    let mut window = Window::open(&store);
    fill_form(&window);
    window.click("form-param-add");
    window.fill("form-param-name-2", "gate");
    window.fill("form-param-value-2", first_gate.to_str().unwrap());
    window.click("form-create");
    window.wait_for("details-status", "data-status", "Running");
    let first = store.json(["run", "list"])[0]["id"].as_str().unwrap().to_string();
    store.wait_for_log_line(&first, "before");

    let gate = format!("gate={}", second_gate.display());
    let second = store.detached(["--env", &gate]);
    let queued: Vec<String> = (0..9).map(|_| store.detached([])).collect();
    window.kill();

    // Nobody looks, and the training and the queue go on.
    open_gate(&first_gate);
    store.wait_for_log_line(&second, "before");
    window.reopen();
    window.wait_for(&format!("run-row-{first}"), "data-status", "Successful");
    window.wait_for(&format!("run-row-{second}"), "data-status", "Running");
    window.wait_for(&format!("run-row-{}", queued[8]), "data-status", "Queued");
    open_gate(&second_gate);
    for id in queued.iter().chain([&second]) {
        window.wait_for(&format!("run-row-{id}"), "data-status", "Successful");
    }

    for (id, version) in [(&first, "1.1"), (&second, "1.2"), (&queued[8], "1.11")] {
        show_run(&window, id);
        window.wait_text("details-version", version);
        window.click("tab-log");
        let shown = window.wait_text("log-view", "after");
        let log = String::from_utf8(store.log(id)).unwrap();
        assert_eq!(log, "before\nafter\n");
        assert!(log.lines().all(|line| shown.contains(line)), "{shown}");
    }
    let runs: Value = store.json(["run", "list"]);
    assert_eq!(runs.as_array().unwrap().len(), 11);
}
