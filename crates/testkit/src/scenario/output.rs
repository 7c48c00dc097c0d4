//! What a run leaves while it goes on: its log, its artifacts, and what happened when.

use std::fs;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// The log of a failed run.
pub(super) const TRACEBACK: &str = "\
Traceback (most recent call last):
  File \"train.py\", line 11, in train
    rows = [float(value) for value in line.split(',')]
ValueError: could not convert string to float: 'n/a'
";

/// Why it failed.
pub(super) const REASON: &str = "train raised ValueError: could not convert string to float: 'n/a'";

/// A picture that a run leaves: a falling curve.
const CURVE: &[u8] = include_bytes!("learning_curve.png");
/// A table that a run leaves.
const TABLE: &str = "class,right,wrong\nstays,412,31\nleaves,97,18\n";
/// How long each stage takes but the last, and between two samples of what a run takes.
const STEP: SignedDuration = SignedDuration::from_secs(10);

/// The stages of a type of run.
pub(super) fn stages(kind: &str) -> &'static [&'static str] {
    match kind {
        "evaluation" => &["environment", "package", "data", "evaluate"],
        "full" => &["environment", "package", "data", "process_data", "train", "evaluate"],
        _ => &["environment", "package", "data", "train"],
    }
}

/// Writes what a run has left from its beginning until a time.
pub(super) fn write(run: &Path, began: Timestamp, until: Timestamp, stages: &[&str]) {
    let reports = run.join("artifacts/reports/by class");
    fs::create_dir_all(&reports).unwrap();
    fs::write(reports.join("confusion.csv"), TABLE).unwrap();
    fs::write(run.join("artifacts/learning_curve.png"), CURVE).unwrap();
    fs::write(run.join("artifacts/metrics.json"), "{\"accuracy\": 0.9824, \"loss\": 0.1225}\n").unwrap();
    let epoch = |n: i32| {
        let (loss, accuracy) = (2.1 / f64::from(n) + 0.07, 1.0 - 0.6 / f64::from(n + 1));
        format!("epoch {n:2}  loss {loss:.4}  accuracy {accuracy:.4}\n")
    };
    fs::write(run.join("log"), (1..=40).map(epoch).collect::<String>()).unwrap();

    let mut lines = vec![(began, json!({ "event": "format", "format": 1 }))];
    let mut at = began - STEP;
    for stage in stages {
        at += STEP;
        lines.push((at, json!({ "event": "stage", "stage": stage })));
    }
    for sample in 1_u32.. {
        at += STEP;
        if at > until {
            break;
        }
        let memory = 300_000_000 + u64::from(sample % 5) * 4_000_000;
        let resources =
            json!({ "event": "resources", "cpu": 9.5 * f64::from(sample), "memory": memory, "processes": 1 });
        lines.push((at, resources));
    }
    let line = |(at, mut line): (Timestamp, serde_json::Value)| {
        line["t"] = json!(at.as_millisecond());
        format!("{line}\n")
    };
    fs::write(run.join("events.jsonl"), lines.into_iter().map(line).collect::<String>()).unwrap();
}
