//! The charts of a run: while it goes on, as they were left, in a file, by keyboard, and without any metric.

use std::fs::{self, OpenOptions};
use std::io::Write;

use e2e::{Opening, Window, patience};
use rundir::RunDir;
use rundir::logged::{Logged, LoggedWriter, What};
use rundir::series::Source;
use serde_json::{Value, json};
use testkit::Store;

use crate::{WAIT_AT_GATE, open_gate, show_run, store_with};

/// Prints two epochs of four and waits at a gate, then prints the others and waits again.
fn in_epochs() -> String {
    let print = |epochs| {
        format!(
            "for n in {epochs}: print(f'epoch {{n}}/4: loss={{1 / n}} val_loss={{1.5 / n}}', flush=True)\n"
        )
    };
    [&print("(1, 2)"), WAIT_AT_GATE, &print("(3, 4)"), WAIT_AT_GATE].concat()
}

/// Moves the cursor of the first chart to its last point by a key until it is at a step: the chart has its points then.
#[track_caller]
fn wait_step(window: &Window, step: &str) {
    let is_there = || {
        window.run("document.querySelector('[data-testid=chart-plot]').focus()", json!([]));
        window.press("End");
        window.text("chart").contains(step).then_some(())
    };
    assert!(patience::until(is_there).is_some(), "{}", window.text("chart"));
}

/// A person would see how a training goes only after it has ended, set the charts up anew for every run, and not get
/// the numbers into a report.
#[test]
fn charts_grow_while_a_training_runs_stay_as_they_were_set_up_and_are_saved() {
    let store = store_with(&in_epochs());
    let gate = store.fifo("gate");
    let id = store.detached(["--env", &format!("gate={}", gate.display())]);
    let mut window = Window::open(&store);
    show_run(&window, &id);
    window.wait_text("main-chart", "0.5");
    window.wait_text("details-state", "2 of 4 epochs");
    window.wait_text("run-progress", "50%");

    window.click("tab-charts");
    window.wait_text("chart", "0.75");
    wait_step(&window, "Step 2");
    open_gate(&gate);
    window.press("Escape");
    window.wait_text("chart", "0.375");
    wait_step(&window, "Step 4");
    window.wait_text("run-progress", "100%");
    open_gate(&gate);
    store.ended(&id);

    let file = store.folder().join("loss.csv");
    window.will_save(&file);
    window.click("chart-more");
    window.click("chart-csv");
    let lines = || {
        let saved = fs::read_to_string(&file).unwrap_or_default();
        (saved.lines().count() == 9).then_some(saved)
    };
    let saved = patience::until(lines).unwrap();
    assert!(saved.contains("\nval_loss,printed,,4,") && saved.contains(",0.375"), "{saved}");

    window.click("charts-axis-relative");
    window.click("charts-log");
    window.run("document.querySelector('[data-testid=charts-smoothing]').focus()", json!([]));
    window.press("End");
    let set_up = || {
        let layout = window.ask("chart_layout", &json!({ "package": "trainer" }));
        (layout["x"] == "relative" && layout["log"] == true && layout["smoothing"] == 0.99).then_some(())
    };
    assert!(patience::until(set_up).is_some(), "the layout is kept");
    window.kill();
    window.reopen();
    show_run(&window, &id);
    window.click("tab-charts");
    for pressed in ["charts-axis-relative", "charts-log"] {
        window.wait_for(pressed, "aria-pressed", "true");
    }
    window.wait("chart");
    let smoothing =
        window.run("return document.querySelector('[data-testid=charts-smoothing]').value", json!([]));
    assert_eq!(smoothing, "0.99");
}

/// A person without a mouse could not read a chart, and one whose training logs nothing would look for the switch that
/// turns charts on.
#[test]
fn charts_are_read_by_keyboard_only_in_french_and_a_run_without_metrics_says_what_to_do() {
    let store = store_with(
        "if 'silent' not in os.environ:\n    for n in (1, 2, 3): print(f'epoch {n}: loss={1 / n}')",
    );
    let run = store.trained([]);
    let silent = store.trained(["--env", "silent=yes"]);
    use_resources(&store, &silent);
    let opening = Opening { language: "fr_FR.UTF-8", size: (720, 700), ..Opening::default() };
    let window = Window::open_with(&store, opening);
    show_run(&window, run["id"].as_str().unwrap());
    window.go_to("tab-overview");
    window.press("Right");
    window.press("Right");
    window.wait("chart");
    window.tab_to("[data-testid=chart-plot]");
    // The first arrow begins at the last point.
    let at = |key: &str, place: &str| {
        window.press(key);
        window.wait_text("chart", place);
        window.wait_text("charts-said", place);
    };
    at("Left", "Pas 3");
    at("Left", "Pas 2");
    window.press("Enter");
    window.wait_text("chart-dialog", "Pas 2");
    window.press("Escape");
    window.wait_gone("chart-dialog");
    window.wait_focus("chart-plot");
    window.wait_text("chart", "0,5");

    show_run(&window, silent["id"].as_str().unwrap());
    window.click("tab-charts");
    window.wait_text("charts", "Aucune métrique");
    window.wait_text("charts", "MLflow, TensorBoard");
    window.wait_text("charts-group", "Ressources");
    assert_eq!(window.handles("charts-group"), ["charts-group"]);
}

/// Adds samples of resources, of which a short run has too few.
fn use_resources(store: &Store, run: &Value) {
    let events = store.run_dir(run["id"].as_str().unwrap()).join("events.jsonl");
    let mut events = OpenOptions::new().append(true).open(events).unwrap();
    for t in 1..4 {
        let sample = json!({ "t": 1000.0 * f64::from(t), "event": "resources", "cpu": t, "memory": 1_000_000, "processes": 1 });
        writeln!(events, "{sample}").unwrap();
    }
}

/// A person would not see how the weights of their layers change, or only with a mouse.
#[test]
fn histograms_are_drawn_and_read_by_keyboard() {
    let store = store_with("pass");
    let run = store.trained([]);
    let id = run["id"].as_str().unwrap();
    let mut writer = LoggedWriter::new(&RunDir::new(store.run_dir(id)));
    for step in [10, 20, 30] {
        let (name, edges, counts) = ("weights".into(), vec![-1.0, 0.0, 1.0, 2.0], vec![2.0, 1234.0, 0.0]);
        let what = What::Histogram { name, step, edges, counts };
        writer.add(Logged { source: Source::Tensorboard, part: String::new(), what });
    }
    writer.flush().unwrap();
    use_resources(&store, &run);
    let opening = Opening { language: "fr_FR.UTF-8", size: (720, 700), ..Opening::default() };
    let window = Window::open_with(&store, opening);
    show_run(&window, id);
    window.click("tab-charts");
    window.wait_text("charts-histograms", "Histogrammes");
    // Charts are only drawn where they are seen.
    window.run("document.querySelector('[data-testid=charts-histograms]').scrollIntoView()", json!([]));
    window.wait_text("histogram-reading", "Pas 30");
    // Where most of the values are it is dark, where there are none it is not.
    let opacity =
        "const { canvas } = document.querySelector('[data-testid=histogram-plot] canvas').getContext('2d');
        const at = (share) => canvas.getContext('2d')
            .getImageData(canvas.width * 0.6, canvas.height * share, 1, 1).data[3];
        return [at(0.15), at(0.36)]";
    let is_drawn = || {
        let found = window.run(opacity, json!([]));
        (found[0].as_u64() < Some(100) && found[1].as_u64() > Some(200)).then_some(())
    };
    assert!(patience::until(is_drawn).is_some(), "{}", window.run(opacity, json!([])));
    window.tab_to("[data-testid=histogram-plot]");
    window.press("Left");
    window.press("Left");
    window.wait_text("histogram-reading", "Pas 20");
    window.press("Up");
    window.wait_text("charts-said", "Pas 20, de 0 à 1\u{a0}: 1\u{202f}234 valeurs sur 1\u{202f}236");
    window.click("histogram-as");
    window.wait_text("histogram-table", "Médiane");
}
