//! Fuzzes what is read of a run's directory while its code may write it: of a log, a person reads all lines, with and
//! without an index; of a file of series or of what was logged, what is not damaged.
//!
//! The corpora are in `tests/fuzz`, the changes are those of [`testkit::fuzz`].
#![expect(clippy::unwrap_used, reason = "helpers of tests, outside of them too")]

use std::fs::{self, File};
use std::os::unix::fs::FileExt;

use files::Watch;
use rundir::logged::LoggedWriter;
use rundir::series::{Damage, MOST_SERIES, Point, SeriesReader, SeriesWriter, Source};
use rundir::{LogLines, LogPattern, RunDir, log_end, log_lines, search_log};
use tempfile::TempDir;
use testkit::fuzz::{Changes, corpus, fuzz, kind_of};

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

/// Code that writes a file of series of its own would end the program, or have it fill the memory.
#[test]
fn any_file_of_series_is_read_and_appended_to() {
    let change = |changes: &mut Changes<'_>| {
        let bytes = changes.changed(&[]);
        // Most of what is behind a wrong checksum is never looked at.
        if changes.below(4) > 0 { with_checksums(bytes) } else { bytes }
    };
    let mut file = None;
    fuzz("any_file_of_series_is_read_and_appended_to", corpus("series"), change, |input| {
        let file: &File = file.get_or_insert_with(|| tempfile::tempfile().unwrap());
        file.set_len(0).unwrap();
        file.write_all_at(input, 0).unwrap();
        let (count, damage) = match read_series(file) {
            Ok(read) => read,
            Err(refused) => return refused,
        };
        // Whatever it is, a writer appends to it, and loses none of what could be read.
        let mut writer = SeriesWriter::open(file.try_clone().unwrap()).unwrap();
        writer.point(Source::Csv, "fuzz", "appended", Point { step: 1, time: 2.0, value: 3.0 });
        let is_full = writer.dropped().series > 0;
        writer.finish().unwrap();
        let (more, after) = read_series(file).unwrap();
        assert!(more == count + 1 || is_full, "{more} after {count}");
        assert_eq!(after, Damage { end: None, ..damage });
        format!("{} {:?}", count.min(20), Damage { end: damage.end.map(|_| 0), ..damage })
    });
}

/// Code that writes the file of what it logged itself would end the program, or have it fill the memory.
#[test]
fn any_file_of_what_was_logged_is_read() {
    let words = [
        "\"kind\":\"image\"",
        "\"file\":4294967296",
        "\"value\":null",
        "{\"format\":1}\n",
        "\n",
        "[[[[[",
        "\"kind\":\"histogram\"",
        "-1",
        "1e308",
        "0.1,0.2",
    ];
    let mut folder = None;
    let change = |changes: &mut Changes<'_>| changes.changed(&words);
    fuzz("any_file_of_what_was_logged_is_read", corpus("logged"), change, |input| {
        let folder: &TempDir = folder.get_or_insert_with(|| tempfile::tempdir().unwrap());
        let run = RunDir::new(folder.path());
        fs::write(run.logged(), input).unwrap();
        let all = match rundir::logged::read(&run) {
            Ok(all) => all,
            Err(refused) => return kind_of(&refused.message),
        };
        // Whatever was read is written as it was read.
        fs::remove_file(run.logged()).unwrap();
        let mut writer = LoggedWriter::new(&run);
        all.iter().for_each(|logged| writer.add(logged.clone()));
        writer.flush().unwrap();
        assert_eq!(rundir::logged::read(&run).unwrap(), all);
        let kinds = all.iter().take(20).map(|logged| kind_of(&logged.what));
        kinds.collect::<Vec<_>>().join(" ")
    });
}

/// Reads a file of series as far as it can be read: how many points there are, and the damage.
fn read_series(file: &File) -> Result<(u64, Damage), String> {
    let mut reader = SeriesReader::keeping(file.try_clone().unwrap(), 10_000, |_, _, _| true);
    let mut rounds = 0;
    while reader.read_more().map_err(|error| error.to_string())? {
        rounds += 1;
        assert!(rounds < 1000, "it does not end");
    }
    assert!(reader.series().count() <= MOST_SERIES);
    for series in reader.series() {
        let (kept, summary) = (series.steps.len(), series.summary);
        assert!(series.name.len() <= 250 && series.part.len() <= 250);
        assert!(kept as u64 <= summary.count && summary.finite <= summary.count);
        assert!(kept == series.times.len() && kept == series.values.len());
    }
    Ok((reader.series().map(|series| series.summary.count).sum(), reader.damage()))
}

/// Corrects the checksums of a file of series.
fn with_checksums(mut bytes: Vec<u8>) -> Vec<u8> {
    let mut at = b"trainyard series 1\n".len();
    while let Some(block) = bytes.get_mut(at..)
        && let Some(length) = block.first_chunk()
        && let Some(end) = (u32::from_le_bytes(*length) as usize).checked_add(9)
        && let Some(content) = block.get(8..end)
    {
        let checksum = crc32fast::hash(content).to_le_bytes();
        block[4..8].copy_from_slice(&checksum);
        at += end;
    }
    bytes
}
