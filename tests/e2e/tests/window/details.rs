//! Pipeline Details: how far a run is, what it prints, how it failed, and what it left.

use std::fs::OpenOptions;
use std::io::Write;
use std::process::Command;

use e2e::{Opening, Window, patience};
use serde_json::json;
use testkit::Store;

use crate::{WAIT_AT_GATE, open_gate, show_run, store_with};

/// Starts a run that waits at the gates `gate`, then `second`.
fn at_gates(store: &Store) -> (String, [std::path::PathBuf; 2]) {
    let gates = ["gate", "second"].map(|name| store.fifo(name));
    let [gate, second] = gates.each_ref().map(|path| path.display().to_string());
    let id = store.detached(["--env", &format!("gate={gate}"), "--env", &format!("second={second}")]);
    (id, gates)
}

/// Waits until a script answers true.
#[track_caller]
fn wait_true(window: &Window, script: &str) {
    let is_so = || (window.run(script, json!([])) == json!(true)).then_some(());
    assert!(patience::until(is_so).is_some(), "{script}\n{}", window.screenshot("waited").display());
}

/// The end of the log is in view, and nothing offers to go there.
const AT_END: &str = "const log = document.querySelector('[data-testid=log-view]');
    return log.scrollTop + log.clientHeight >= log.scrollHeight - 1 && log.scrollHeight > log.clientHeight
        && !document.querySelector('[data-testid=log-end]')";

/// A person would see an empty bar, whatever was done.
#[test]
fn a_bar_is_as_full_as_what_it_shows_is_done() {
    let store = store_with(WAIT_AT_GATE);
    let (id, [gate, _]) = at_gates(&store);
    let window = Window::open(&store);
    show_run(&window, &id);
    // The last stage before the gate: each begins without progress.
    wait_true(&window, "return document.body.innerText.includes('train()')");
    let mut events = OpenOptions::new().append(true).open(store.run_dir(&id).join("events.jsonl")).unwrap();
    events.write_all(b"{\"t\":1.0,\"event\":\"progress\",\"done\":3,\"total\":4,\"files\":1}\n").unwrap();
    wait_true(
        &window,
        "const bar = document.querySelector('[role=progressbar]');
         const [whole, part] = [bar, bar?.firstElementChild].map(each => each?.getBoundingClientRect());
         return !!part && part.height === whole.height && whole.height > 2
             && Math.abs(part.width / whole.width - 0.75) < 0.01",
    );
    open_gate(&gate);
    store.ended(&id);
}

/// A person who waits for the first line would read the first screen and miss the rest; at the end, the lines that
/// say why.
#[test]
fn the_log_follows_from_the_first_burst_to_the_end() {
    let store = store_with(&format!(
        "{WAIT_AT_GATE}print('\\n'.join(map(str, range(300))), flush=True)\n\
         open(os.environ['second']).read()\nraise ValueError('the last line')"
    ));
    let (id, [gate, second]) = at_gates(&store);
    let window = Window::open(&store);
    show_run(&window, &id);
    window.wait_for("details-status", "data-status", "Running");
    window.click("tab-log");
    window.wait("log-view");
    open_gate(&gate);
    window.wait_text("log-view", "299");
    wait_true(&window, AT_END);
    open_gate(&second);
    window.wait_for("details-status", "data-status", "Failed");
    window.wait_text("details-reason", "the last line");
    window.wait_text("log-view", "the last line");
    wait_true(&window, AT_END);

    // Who reads further up is left alone.
    window.run("document.querySelector('[data-testid=log-view]').scrollTop = 100", json!([]));
    window.resize(1280, 700);
    window.settle();
    let top = "return document.querySelector('[data-testid=log-view]').scrollTop";
    assert_eq!(window.run(top, json!([])), 100);
}

/// A person would read a report of ten lines as one, and not know that there is more.
#[test]
fn a_long_reason_keeps_its_lines_and_says_that_it_was_cut() {
    let store = store_with("raise ValueError('\\n'.join(f'line {n} of the report' for n in range(40)))");
    let run = store.trained([]);
    let window = Window::open(&store);
    show_run(&window, run["id"].as_str().unwrap());
    window.wait_text("details-reason", "line 39");
    let height = "return document.querySelector('[data-testid=details-reason]').clientHeight";
    assert_eq!(window.run(height, json!([])), 8 * 20, "eight lines");
    window.click("details-reason-all");
    assert!(window.run(height, json!([])).as_u64().unwrap() > 8 * 20);
    window.click("details-reason-all");
    assert_eq!(window.run(height, json!([])), 8 * 20);
}

/// A person would not find the file that they count, and look for the last one in the middle.
#[test]
fn artifacts_are_counted_in_folders_and_listed_in_the_order_of_their_numbers() {
    let store = store_with(
        "at = os.environ['artifacts_directory']\nos.mkdir(at + '/epochs')\n\
         for n in (1, 2, 10): open(f'{at}/epochs/{n}.txt', 'w').write('x')\nopen(at + '/report.txt', 'w').write('x')",
    );
    let run = store.trained([]);
    let window = Window::open_with(&store, Opening { language: "fr_FR.UTF-8", ..Opening::default() });
    show_run(&window, run["id"].as_str().unwrap());
    window.wait_text("tab-artifacts", "4");
    window.click("tab-artifacts");
    window.wait("artifact-report.txt");
    assert_eq!(
        window.handles("artifact-epochs/"),
        ["1", "2", "10"].map(|n| format!("artifact-epochs/{n}.txt"))
    );
    window.wait_text("artifact-preview", "3 éléments");
}

/// A person would scroll through the whole log for the one line that says why.
#[test]
fn the_log_is_searched_and_led_through() {
    let store = store_with(
        "for n in range(5000): print(f'epoch {n} loss {n % 7}')\n\
         print('\\x1b[32mgreen\\x1b[0m')\nfor n in range(50): print('after', n)\nraise ValueError('no column')",
    );
    let run = store.trained([]);
    let window = Window::open(&store);
    show_run(&window, run["id"].as_str().unwrap());
    window.click("tab-log");
    window.wait_text("log-view", "ValueError: no column");
    wait_true(
        &window,
        "return ['error', 'traceback'].every(kind => document.querySelector(`.text.${kind}`))",
    );

    window.press("Control+f");
    window.type_text("epoch 47.. loss 3");
    window.wait_text("log-found", "1 of 15");
    let current = "return document.querySelector('.text.current')?.textContent";
    wait_true(&window, &format!("{current} === 'epoch 4700 loss 3'"));
    window.press("Enter");
    window.wait_text("log-found", "2 of 15");
    wait_true(&window, &format!("{current} === 'epoch 4707 loss 3'"));
    wait_true(&window, "return document.querySelectorAll('.text .found').length > 1");
    window.click("log-previous");
    window.click("log-previous");
    window.wait_text("log-found", "15 of 15");

    window.click("log-go");
    window.click("log-first-error");
    window.wait_text("log-view", "ValueError");
    window.click("log-go");
    window.click("log-stage-train");
    window.wait_text("log-view", "epoch 0 loss 0");
    wait_true(&window, "return document.querySelectorAll('.marks .error').length > 0");
}

/// A person would open folder after folder to find the one model, or the largest file.
#[test]
fn artifacts_are_found_by_name_and_sorted() {
    let store = store_with(
        "at = os.environ['artifacts_directory']\nos.makedirs(at + '/runs/best/weights')\n\
         for n in range(60): open(f'{at}/note {n}.txt', 'w').write('x' * (n * 7 % 60))\n\
         open(at + '/runs/best/weights/Model.bin', 'w').write('\\x00' * 9000)",
    );
    let run = store.trained([]);
    let window = Window::open(&store);
    show_run(&window, run["id"].as_str().unwrap());
    window.click("tab-artifacts");
    window.wait("artifact-runs");
    window.click("files-sort-size");
    // Folders stay above.
    wait_true(
        &window,
        "const names = [...document.querySelectorAll('[role=treeitem] .name')].map(name => name.textContent);
         return names[0] === 'runs' && names[1] === 'note 17.txt'",
    );
    window.click("files-sort-size");
    wait_true(
        &window,
        "return document.querySelectorAll('[role=treeitem] .name')[1].textContent === 'note 0.txt'",
    );
    window.run("document.querySelector('.tree .search input').focus()", json!([]));
    window.type_text("model");
    window.wait_text("artifact-found", "1 found.");
    window.click("artifact-runs/best/weights/Model.bin");
    window.wait_for("artifact-preview", "aria-label", "runs/best/weights/Model.bin");
    window.run("document.querySelector('.tree .search button').click()", json!([]));
    window.wait("artifact-runs");
}

/// A person would not see what a silent training writes, or would lose the file that they read when others come above it.
#[test]
fn artifacts_are_shown_as_they_are_written() {
    let store = store_with(&format!(
        "at = os.environ['artifacts_directory']\nopen(at + '/read me.txt', 'w').write('x')\n{WAIT_AT_GATE}\
         for n in range(3_000): open(f'{{at}}/{{n}}.txt', 'w').write('x')\n\
         os.rename(at + '/0.txt', at + '/renamed.txt')\nos.remove(at + '/1.txt')\nos.mkdir(at + '/later')\n\
         open(os.environ['second']).read()\nopen(at + '/later/last.txt', 'w').write('x')\n\
         open(os.environ['gate']).read()"
    ));
    let (id, [gate, second]) = at_gates(&store);
    let window = Window::open(&store);
    show_run(&window, &id);
    window.click("tab-artifacts");
    window.click("artifact-read me.txt");
    window.wait_for("artifact-preview", "aria-label", "read me.txt");
    open_gate(&gate);
    window.wait("artifact-later");
    wait_true(&window, "return document.querySelector('.tree [role=tree]').scrollHeight > 3_000 * 28");
    window.wait_for("artifact-preview", "aria-label", "read me.txt");
    window.click("artifact-later");
    open_gate(&second);
    window.wait("artifact-later/last.txt");
    open_gate(&gate);
    store.ended(&id);
    window.run("document.querySelector('.tree .search input').focus()", json!([]));
    window.type_text("renamed");
    window.wait_text("artifact-found", "1 found.");
}

/// A person would save twenty plots one by one, and open each of them to compare them.
#[test]
fn several_artifacts_are_saved_at_once_and_images_are_shown_together() {
    let store = store_with(
        "import base64\nat = os.environ['artifacts_directory']\n\
         image = base64.b64decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==')\n\
         for n in (1, 2, 10): open(f'{at}/{n}.png', 'wb').write(image)\n\
         open(at + '/broken.png', 'wb').write(image[:40])",
    );
    let run = store.trained([]);
    let window = Window::open(&store);
    show_run(&window, run["id"].as_str().unwrap());
    window.click("tab-artifacts");
    window.wait("artifact-10.png");
    window.click("artifact-1.png");
    window.click_with("Control", "artifact-10.png");
    window.wait_text("files-selection", "2 selected");
    let zip = store.folder().join("two.zip");
    window.will_save(&zip);
    window.click("files-save-selected");
    let names = "import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).namelist())";
    let listed = || {
        let output = Command::new("python3").args(["-c", names]).arg(&zip).output().unwrap();
        (output.stdout == b"['two/1.png', 'two/10.png']\n").then_some(())
    };
    assert!(patience::until(listed).is_some(), "{}", window.screenshot("saved").display());

    window.click("artifact-as-gallery");
    wait_true(
        &window,
        "return document.querySelectorAll('.thumbnail img').length === 3
             && document.querySelectorAll('.thumbnail .broken').length === 1",
    );
    window.click("artifact-tile-1.png");
    window.press("Right");
    window.press("Enter");
    window.wait_for("artifact-preview", "aria-label", "2.png");
    window.press("Escape");
    window.wait_gone("artifact-preview");
    window.press("End");
    window.press("Enter");
    window.wait_for("artifact-preview", "aria-label", "broken.png");
}

/// A person whose system has no language could open no run.
#[test]
fn a_run_is_shown_where_the_system_has_no_language() {
    let store = store_with("print('epoch 1: loss=0.5')\nprint('epoch 2: loss=0.25')");
    let run = store.trained([]);
    let window = Window::open_with(&store, Opening { language: "C.UTF-8", ..Opening::default() });
    show_run(&window, run["id"].as_str().unwrap());
    window.wait("main-chart");
}
