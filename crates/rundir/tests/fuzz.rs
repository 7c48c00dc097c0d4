//! Fuzzes the reader of logs: whatever a training printed, a person reads all of its lines, with and without an index.
//!
//! The corpus is in `tests/fuzz`, the changes are those of [`testkit::fuzz`].
#![expect(clippy::unwrap_used, reason = "helpers of tests, outside of them too")]

use std::fs;

use files::Watch;
use rundir::{LogLines, LogPattern, RunDir, log_end, log_lines, search_log};
use tempfile::TempDir;
use testkit::fuzz::{Changes, corpus, fuzz};

/// The most characters of a line, with the ellipsis after them.
const LONGEST: usize = 2001;

/// A line that ends the reader, or moves all lines after it, would hide why a training failed.
#[test]
fn any_log_is_read_and_searched() {
    let words = [
        "\u{1b}[",
        "\u{1b}[0m",
        "38;5;",
        "48;2;",
        "\u{1b}]8;;",
        "\u{1b}\\",
        "\u{1b}P",
        "\u{7}",
        "\u{8}",
        "\r",
        "\r\n",
        "\n",
        "\t",
        "é😀",
        "\u{9b}",
        "\u{202e}",
        "Traceback (most recent call last):\n",
        "ERROR",
        "[trainyard] ",
    ];
    let mut folder = None;
    let change = |changes: &mut Changes<'_>| changes.changed(&words);
    fuzz("any_log_is_read_and_searched", corpus("logs"), change, |input| {
        // The process that tries the inputs makes its own folder.
        let folder: &TempDir = folder.get_or_insert_with(|| tempfile::tempdir().unwrap());
        let run = RunDir::new(folder.path());
        fs::write(run.log(), input).unwrap();
        let _ = fs::remove_file(run.log_index());
        let all = log_lines(&run, 0, u64::MAX).unwrap();
        let newlines = input.iter().filter(|byte| **byte == b'\n').count();
        let is_open = input.last().is_some_and(|last| *last != b'\n');
        assert_eq!(all.total, (newlines + usize::from(is_open)) as u64);
        assert_eq!(all.total, all.lines.len() as u64);
        check(&all);
        for spacing in [1, 7, 4096] {
            index(&run, input, spacing);
            assert_eq!(log_lines(&run, 0, u64::MAX).unwrap().lines.len(), all.lines.len());
            for first in (0..all.total).step_by(1 + all.lines.len() / 8) {
                let line = log_lines(&run, first, 1).unwrap().lines.remove(0);
                assert_eq!(line.spans, all.lines[first as usize].spans, "line {first}, {spacing}");
            }
            let last = log_end(&run, 1).unwrap().lines.pop();
            assert_eq!(last.map(|line| line.spans), all.lines.last().map(|line| line.spans.clone()));
        }
        let mut found = 0;
        let pattern = LogPattern::new("", false).unwrap();
        search_log(&run, &pattern, &Watch::default(), |line| {
            assert_eq!(line.line, found);
            found += 1;
            true
        })
        .unwrap();
        assert_eq!(found, all.total);
        let spans: usize = all.lines.iter().map(|line| line.spans.len()).sum();
        let kinds = all.lines.iter().filter_map(|line| line.kind).count();
        format!("{} {} {kinds}", all.total.min(9), spans.min(20))
    });
}

/// Nothing in what is shown could change how anything else is shown.
fn check(found: &LogLines) {
    for line in &found.lines {
        let text = line.text();
        assert!(text.chars().count() <= LONGEST, "{text}");
        assert!(!text.chars().any(|letter| letter.is_control() && letter != '\t'), "{text:?}");
    }
}

/// Writes an index with a record in so many bytes each.
fn index(run: &RunDir, log: &[u8], spacing: usize) {
    let line = |at: usize| log[..at].iter().filter(|byte| **byte == b'\n').count() as u64;
    // An index grows with the square of what a fuzzer makes.
    let records = (0..log.len()).step_by(spacing).take(500);
    let records = records.flat_map(|at| [at as u64, line(at), 1000]).flat_map(u64::to_le_bytes);
    fs::write(run.log_index(), records.collect::<Vec<_>>()).unwrap();
}
