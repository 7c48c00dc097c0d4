//! What the trainings of the usual store have measured.

use std::fs::{self, File};
use std::path::Path;

use rundir::RunDir;
use rundir::logged::{Logged, LoggedWriter, What};
use rundir::series::{Point, SeriesWriter, Source};
use serde_json::{Value, json};
use testkit::Store;

/// A number from -0.5 to 0.5 that looks like chance.
fn noise(n: f64, seed: f64) -> f64 {
    ((n * 12.9898 + seed * 78.233).sin() * 43_758.547).rem_euclid(1.0) - 0.5
}

/// The metrics of an epoch, of a model that learns, and from the middle on learns by heart.
fn metrics(epoch: u32) -> [(&'static str, f64); 4] {
    let n = f64::from(epoch);
    let overfit = (n - 25.0).max(0.0);
    [
        ("loss", 0.62 * (-n / 14.0).exp() + 0.09 + 0.018 * noise(n, 1.0)),
        ("val_loss", 0.55 * (-n / 11.0).exp() + 0.19 + 0.0017 * overfit + 0.034 * noise(n, 2.0)),
        ("accuracy", 0.978 - 0.38 * (-n / 13.0).exp() + 0.008 * noise(n, 3.0)),
        ("val_accuracy", 0.931 - 0.33 * (-n / 10.0).exp() - 0.0006 * overfit + 0.018 * noise(n, 4.0)),
    ]
}

/// Lets a training, as far as it went, have printed `done` of `total` epochs.
pub(super) fn train(store: &Store, id: &str, done: u32, total: u32) {
    let run = store.run_dir(id);
    let events = fs::read_to_string(run.join("events.jsonl")).unwrap();
    let mut events: Vec<Value> = events.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    use_resources(&mut events);
    let at = |event: &Value| event["t"].as_f64().unwrap();
    let began = at(events.iter().rfind(|event| event["event"] == "stage").unwrap());
    let until = at(events.last().unwrap());

    let file = File::options().read(true).write(true).create_new(true).open(run.join("series")).unwrap();
    let mut series = SeriesWriter::open(file).unwrap();
    let mut log = String::new();
    for epoch in 1..=done {
        let t = (began + (until - began) * f64::from(epoch) / f64::from(done)).round();
        let metrics = metrics(epoch);
        for (name, value) in metrics {
            series.point(Source::Printed, "", name, Point { step: epoch.into(), time: t / 1000.0, value });
        }
        let pairs = metrics.map(|(name, value)| format!("{name}={value:.4}"));
        log.push_str(&format!("epoch {epoch:2}/{total}: {}\n", pairs.join(" ")));
        events.push(json!({ "t": t, "event": "training", "done": epoch, "total": total, "unit": "epochs" }));
    }
    series.finish().unwrap();
    events.push(json!({
        "t": at(&events[0]), "event": "machine", "cpu": "AMD Ryzen 7 5800X", "cores": 16, "usable": 16,
        "memory": 33_554_432_000_u64, "system": "Debian GNU/Linux 12 (bookworm)", "kernel": "Linux 6.1.0-18-amd64 x86_64"
    }));
    log_more(&run, done);
    fs::write(run.join("log"), log).unwrap();
    events.sort_by(|a, b| at(a).total_cmp(&at(b)));
    let lines: String = events.iter().map(|event| format!("{event}\n")).collect();
    fs::write(run.join("events.jsonl"), lines).unwrap();
}

/// The weights or the gradients of a layer after an epoch, as TensorBoard would show them: 4,096 values in 30 bins.
fn histogram(name: &str, epoch: u32, middle: f64, width: f64) -> Logged {
    const BINS: u32 = 30;
    let edges: Vec<f64> =
        (0..=BINS).map(|bin| middle + width * (f64::from(bin) / f64::from(BINS) * 6.0 - 3.0)).collect();
    let density = |x: f64| (-x * x / 2.0).exp() * (1.0 + 0.3 * noise(x, f64::from(epoch)));
    let counts = edges.windows(2).map(|two| density(((two[0] + two[1]) / 2.0 - middle) / width) * 326.0);
    let counts = counts.map(f64::round).collect();
    let what = What::Histogram { name: name.into(), step: epoch.into(), edges, counts };
    Logged { source: Source::Tensorboard, part: String::new(), what }
}

/// Lets the code have logged its parameters, a text, and histograms of its layers.
fn log_more(run: &Path, epochs: u32) {
    let what = [
        What::Parameter { name: "learning_rate".into(), value: "0.003".into(), cut: false },
        What::Parameter { name: "optimizer".into(), value: "Adam".into(), cut: false },
        What::Tag { name: "team".into(), value: Some("retention".into()), cut: false },
        What::Text { name: "about".into(), step: 0, text: "With **early stopping**".into(), cut: false },
    ];
    let mut writer = LoggedWriter::new(&RunDir::new(run));
    what.into_iter()
        .for_each(|what| writer.add(Logged { source: Source::Mlflow, part: String::new(), what }));
    for epoch in 1..=epochs {
        let n = f64::from(epoch);
        let learned = 1.0 - (-n / 14.0).exp();
        writer.add(histogram("dense/weights", epoch, 0.02 * learned, 0.05 + 0.09 * learned));
        writer.add(histogram("dense/bias", epoch, -0.06 * learned, 0.002 + 0.03 * learned));
        writer.add(histogram(
            "dense/gradients",
            epoch,
            0.0004 * noise(n, 9.0),
            0.004 * (-n / 20.0).exp() + 0.0004,
        ));
    }
    writer.flush().unwrap();
}

/// Lets the samples of resources be those of a training that reads its data, and then computes.
fn use_resources(events: &mut [Value]) {
    let mut cpu = 0.0;
    let samples = events.iter_mut().filter(|event| event["event"] == "resources");
    for (n, sample) in (0_u32..).map(f64::from).zip(samples) {
        cpu += 9.2 + 1.2 * noise(n, 5.0) - if n < 2.0 { 4.0 } else { 0.0 };
        sample["cpu"] = json!(cpu);
        sample["memory"] = json!((4.1e8 - 1.7e8 * (-n / 3.0).exp() + 2e7 * noise(n, 6.0)).round() as u64);
        sample["read"] = json!((3e7 * (-n).exp() + 2e5 * (noise(n, 7.0) + 0.5)).round() as u64);
        sample["written"] = json!((4e5 + 6e5 * noise(n, 8.0).max(0.0)).round() as u64);
    }
}
