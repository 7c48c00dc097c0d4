//! What is recognised in the output of real trainings, and that nothing is recognised in prose.
//!
//! Beside every `fixtures/printed/*/NAME.log` is `NAME.json`: the series with their steps and values, and the last progress.
//! `BLESS=1 cargo test` rewrites it: read the result before committing it.
#![expect(clippy::unwrap_used, reason = "helpers of tests, outside of them too")]

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use tracking::Measured;
use tracking::printed::Printed;

/// What is recognised in `log`, whose lines come a second apart.
fn recognised(log: &[u8], pieces: usize) -> Value {
    let (mut printed, mut series) = (Printed::default(), Map::new());
    let mut give = |found: Measured<'_>| {
        let entry = series.entry(found.name).or_insert_with(|| json!([]));
        // What is not finite is a text, as it is for `run metrics --json`.
        let value = match found.point.value {
            value if value.is_finite() => json!(value),
            value => json!(value.to_string()),
        };
        entry.as_array_mut().unwrap().push(json!([found.point.step, value]));
    };
    for piece in log.chunks(pieces) {
        printed.read(piece, 0.0, &mut give);
    }
    printed.end(0.0, &mut give);
    let progress = printed.progress().map(|now| json!([now.done, now.total, format!("{:?}", now.unit)]));
    json!({"series": series, "progress": progress})
}

fn logs(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/printed").join(folder);
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut logs: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == "log")).collect();
    logs.sort();
    logs
}

/// A line per series, so that a difference is seen.
fn written(recognised: &Value) -> String {
    let series = recognised["series"].as_object().unwrap();
    let lines: Vec<_> =
        series.iter().map(|(name, points)| format!("    {}: {points}", json!(name))).collect();
    let series = if lines.is_empty() { "{}".to_string() } else { format!("{{\n{}\n  }}", lines.join(",\n")) };
    format!("{{\n  \"series\": {series},\n  \"progress\": {}\n}}\n", recognised["progress"])
}

/// A person whose training prints its metrics like the most common packages would see no charts, or wrong ones.
#[test]
fn the_output_of_real_trainings_is_recognised() {
    for path in logs("real").into_iter().chain(logs("written")) {
        let log = std::fs::read(&path).unwrap();
        let expected = path.with_extension("json");
        let got = recognised(&log, log.len());
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&expected, written(&got)).unwrap();
        }
        let expected: Value = serde_json::from_slice(&std::fs::read(expected).unwrap()).unwrap();
        assert_eq!(written(&got), written(&expected), "{}", path.display());
        for pieces in [1, 7, 4096] {
            assert_eq!(recognised(&log, pieces), expected, "{} in pieces of {pieces}", path.display());
        }
    }
}

/// A person would see charts of ports, row numbers and versions, and trust none of the others.
#[test]
fn nothing_is_recognised_in_prose() {
    let logs = logs("prose");
    assert!(logs.len() >= 14);
    for path in logs {
        let log = std::fs::read(&path).unwrap();
        let nothing = json!({"series": {}, "progress": null});
        // Programs that are run again print the same again.
        assert_eq!(recognised(&log.repeat(3), log.len()), nothing, "{}", path.display());
    }
}

/// A person would read in the book that a line is recognised, and wait for its chart.
#[test]
fn the_page_about_metrics_tells_the_truth() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/metrics.md");
    let page = std::fs::read_to_string(page).unwrap();
    let rows = page.lines().filter_map(|row| row.strip_prefix("| `")?.split_once("` | "));
    let mut examples = 0;
    for (lines, said) in rows.filter(|(_, said)| said.starts_with("yes") || said.starts_with("no")) {
        for line in lines.split('`').step_by(2) {
            // The next one, in which all numbers are other ones.
            let next = line.replace(|digit: char| digit.is_ascii_digit(), "7");
            let got = recognised(format!("{line}\n{next}\n").as_bytes(), 4096);
            let is_recognised = !got["series"].as_object().unwrap().is_empty();
            assert_eq!(is_recognised, said.starts_with("yes"), "{line}: {got}");
            examples += 1;
        }
    }
    assert!(examples >= 18, "{examples}");
}
