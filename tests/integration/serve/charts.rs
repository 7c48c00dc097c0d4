//! Charts in a page: otherwise a person would see other numbers than their training logged, or only after it has ended.

use std::fs;

use rundir::RunDir;
use rundir::logged::{Logged, LoggedWriter, What};
use rundir::series::Source;
use serde_json::{Value, json};

use super::{GATED, open_gate, serve};
use crate::metrics::log;
use crate::store_with;

#[test]
fn the_series_of_a_run_and_their_points_are_answered() {
    let store = store_with("pass");
    let run = store.trained([]);
    let id = run["id"].as_str().unwrap();
    log(&store, id, &[(Source::Mlflow, "", "loss", &[4.0, f64::INFINITY, 1.0])]);
    let served = serve(&store);
    let page = served.page("page-one");
    let all = page.call("series", json!({ "id": id }));
    assert_eq!((&all["refused"], &all["notices"]), (&json!(0), &json!([])));
    let first = json!({"step": 0, "time": 1.79e12, "value": 4.0});
    let last = json!({"step": 2, "time": 1_790_000_000_500.0, "value": 1.0});
    let loss = json!({
        "key": 0, "source": "mlflow", "part": "", "name": "loss", "count": 3,
        "first": first, "last": last, "min": last, "max": first,
    });
    assert_eq!(all["series"][0], loss);
    let chart = |x: &str, from: Value, smoothing: f64| {
        let asked = json!({
            "id": id, "keys": [0, 77], "x": x, "from": from, "to": null, "width": 100, "smoothing": smoothing,
        });
        page.call("chart", asked)
    };
    let points = |x: Value, y: Value, smooth: Value| json!([{"key": 0, "x": x, "y": y, "smooth": smooth}]);
    assert_eq!(
        chart("step", json!(null), 0.5),
        points(json!([0.0, 1.0, 2.0]), json!([4.0, null, 1.0]), json!([4.0, null, 2.0]))
    );
    // From one pixel to the next, so the point before leads into the view.
    let times = json!([1_790_000_000_250.0, 1_790_000_000_500.0]);
    assert_eq!(
        chart("time", json!(1_790_000_000_300.5), 0.0),
        points(times, json!([null, 1.0]), json!(null))
    );
    let relative = &chart("relative", json!(null), 0.0)[0]["x"];
    let span = relative[2].as_f64().unwrap() - relative[0].as_f64().unwrap();
    assert!((span - 500.0).abs() < 0.01, "{relative}");
    fs::write(store.run_dir(id).join("series"), "trainyard series 2\n").unwrap();
    let again = served.page("page-two").call("series", json!({ "id": id }));
    let notice = again["notices"][0].as_str().unwrap();
    assert!(notice.contains("newer version"), "{notice}");
    assert_eq!(page.refused("series", json!({ "id": "none" }))["code"], "run-unknown");
}

/// Histograms would be missing in a page, or those of two parts of a training be drawn in one chart.
#[test]
fn the_histograms_of_a_run_are_answered_by_name() {
    let store = store_with("pass");
    let run = store.trained([]);
    let id = run["id"].as_str().unwrap();
    let mut writer = LoggedWriter::new(&RunDir::new(store.run_dir(id)));
    for (part, step) in [("one", 5), ("two", 0), ("one", -1)] {
        let (name, edges, counts) = ("weights".into(), vec![-0.1, 0.0, 0.3], vec![2.0, 0.5]);
        let what = What::Histogram { name, step, edges, counts };
        writer.add(Logged { source: Source::Tensorboard, part: part.into(), what });
    }
    writer.flush().unwrap();
    let served = serve(&store);
    let page = served.page("page-one");
    let at = |step: i64| json!({"step": step, "edges": [-0.1, 0.0, 0.3], "counts": [2.0, 0.5]});
    let of = |part: &str, steps: &[i64]| {
        let steps: Vec<_> = steps.iter().map(|step| at(*step)).collect();
        json!({"source": "tensorboard", "part": part, "name": "weights", "steps": steps})
    };
    let answered = page.call("logged_histograms", json!({ "id": id }));
    assert_eq!(answered, json!([of("one", &[-1, 5]), of("two", &[0])]));
    assert_eq!(page.call("logged", json!({ "id": id }))["texts"], json!([]));
}

/// A person would arrange the charts of a package again for each run.
#[test]
fn the_layout_of_a_packages_charts_is_remembered() {
    let store = store_with("pass");
    let served = serve(&store);
    let page = served.page("page-one");
    assert_eq!(page.call("chart_layout", json!({"package": "trainer"})), json!(null));
    let layout = json!({
        "x": "relative", "smoothing": 0.6, "log": true, "logOther": ["acc"], "columns": 2, "pinned": ["loss"],
        "hidden": [], "order": [], "folded": ["\0resources"],
    });
    page.call("keep_chart_layout", json!({"package": "trainer", "layout": layout}));
    let again = served.page("page-two");
    assert_eq!(again.call("chart_layout", json!({"package": "trainer"})), layout);
    assert_eq!(again.call("chart_layout", json!({"package": "other"})), json!(null));
    let strange = json!({"package": "trainer", "layout": {"x": "sideways"}});
    assert_eq!(page.refused("keep_chart_layout", strange)["code"], "command-arguments");
}

/// A large picture of a chart could not be saved, or would be written somewhere else.
#[test]
fn a_chart_is_saved_as_the_file_that_the_page_has_made() {
    let store = store_with("pass");
    let served = serve(&store);
    let page = served.page("page-one");
    // More than another command may have.
    let saved = page.call("save_chart", json!({"name": "loss.png", "base64": "AAEC".repeat(1 << 20)}));
    assert_eq!((&saved["path"], &saved["bytes"]), (&json!("loss.png"), &json!(3 << 20)));
    let loaded = page.request("GET", saved["url"].as_str().unwrap(), b"");
    assert_eq!((loaded.status, loaded.body), (200, [0, 1, 2].repeat(1 << 20)));
    for name in ["../loss.png", "/tmp/loss.png", "", ".."] {
        let refused = page.refused("save_chart", json!({"name": name, "base64": "AAEC"}));
        assert_eq!(refused["code"], "command-arguments", "{name}");
    }
    let refused = page.refused("save_chart", json!({"name": "loss.png", "base64": "AAE"}));
    assert_eq!(refused["code"], "command-arguments");
    let large = json!({"name": "loss.png", "base64": "AAAA".repeat(23 << 19)});
    assert_eq!(page.refused("save_chart", large)["code"], "chart-too-large");
}

/// A person would calculate with the few values that a chart shows, or with an infinite one as if it were missing.
#[test]
fn all_values_of_a_chart_are_saved() {
    let store = store_with("pass");
    let [one, other] = [(); 2].map(|()| store.trained([])["id"].as_str().unwrap().to_owned());
    let many: Vec<f64> = (0..20_000).map(f64::from).collect();
    log(&store, &one, &[(Source::Mlflow, "", "lr", &[0.1]), (Source::Mlflow, "", "loss", &many)]);
    log(&store, &other, &[(Source::Csv, "fold 1", "loss", &[f64::INFINITY, 1.5])]);
    let served = serve(&store);
    let page = served.page("page-one");
    let saved = |runs: Value| {
        let saved = page.call("save_series", json!({"runs": runs, "name": "loss.csv"}));
        assert_eq!(saved["path"], "loss.csv");
        let loaded = page.request("GET", saved["url"].as_str().unwrap(), b"");
        assert_eq!((loaded.status, &saved["bytes"]), (200, &json!(loaded.body.len())));
        String::from_utf8(loaded.body).unwrap()
    };
    // The same as the command line prints.
    let printed = store.output(["run", "metrics", &one, "--csv", "loss"]).stdout;
    let text = saved(json!([{"id": one, "keys": [1]}]));
    assert_eq!((text.lines().count(), &text), (20_001, &String::from_utf8(printed).unwrap()));
    let text = saved(json!([{"id": other, "keys": [0]}, {"id": one, "keys": [0]}]));
    let expected = format!(
        "run,name,source,part,step,time,value\n\
         {other},loss,csv,fold 1,0,1790000000.0,Infinity\n\
         {other},loss,csv,fold 1,1,1790000000.25,1.5\n\
         {one},lr,mlflow,,0,1790000000.0,0.1\n"
    );
    assert_eq!(text, expected);
    let elsewhere = json!({"runs": [{"id": one, "keys": [0]}], "name": "../loss.csv"});
    assert_eq!(page.refused("save_series", elsewhere)["code"], "command-arguments");
}

/// A person would see a chart grow only when something else happens, or the page would read everything ten times a second.
#[test]
fn new_values_are_announced_while_the_code_runs() {
    let store = store_with(GATED);
    let gate = store.fifo("gate");
    let served = serve(&store);
    let page = served.page("page-one");
    let (mut events, _) = page.listen();
    let id = page.create_run("gate", gate.to_str().unwrap());
    page.call("follow", json!({"id": id, "turn": 1}));
    let mut logged = 0_u64;
    loop {
        let event = events.next().unwrap();
        if event["event"] == "metrics" {
            assert_eq!(event["id"], json!(id));
            break;
        }
        // Its samples come each second, and what comes with them is announced with them.
        if event["event"] == "run" && store.run_dir(&id).join("running").exists() {
            log(&store, &id, &[(Source::Mlflow, "", "loss", &[1.0])]);
            logged += 1;
        }
    }
    let all = page.call("series", json!({ "id": id }));
    let loss = all["series"].as_array().unwrap().iter().find(|one| one["name"] == "loss").unwrap();
    assert_eq!(loss["count"], json!(logged));
    open_gate(&gate);
    events.until(json!({"event": "ended", "id": id}));
}
