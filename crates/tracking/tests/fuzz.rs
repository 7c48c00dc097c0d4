//! Fuzzes everything that charts are made of: files and output of a run's code, and the points that are drawn. Whatever
//! the code wrote, a person sees some of it or nothing, and the program goes on.
//!
//! The corpora are in `tests/fuzz`, the changes are those of [`testkit::fuzz`]. Requests to the endpoint for MLflow are
//! fuzzed in `tracking::mlflow`.
#![expect(clippy::unwrap_used, reason = "helpers of tests, outside of them too")]

use std::collections::BTreeSet;
use std::fs::File;
use std::os::unix::fs::FileExt;

use testkit::fuzz::{Changes, changed_json, corpus, fuzz, kind_of};
use tracking::metrics_csv::CsvReader;
use tracking::printed::Printed;
use tracking::tensorboard::EventReader;
use tracking::thin::{Axis, Line, View};
use tracking::trackio::TrackioReader;
use tracking::trainer_state::TrainerStates;
use tracking::wandb::WandbReader;
use tracking::{Broken, Came, Found, Kind, Measured, What};

/// Reads on in a file that grows.
type ReadOn<'a> = dyn FnMut(&File, &mut dyn FnMut(Found<'_>)) -> Result<Came, Broken> + 'a;
type Read = Box<ReadOn<'static>>;

/// Fuzzes with files of a corpus.
fn try_files(
    test: &str,
    corpus_name: &str,
    change: impl Fn(&mut Changes<'_>) -> Vec<u8>,
    attempt: impl Fn(&[u8], &File) -> String,
) {
    let mut file = None;
    fuzz(test, corpus(corpus_name), change, |input| {
        // The process that tries the inputs makes its own file.
        let file: &File = file.get_or_insert_with(|| tempfile::tempfile().unwrap());
        file.set_len(0).unwrap();
        file.write_all_at(input, 0).unwrap();
        attempt(input, file)
    });
}

/// Reads a file at once and in two parts, of which the same must come, and says in short what it was.
fn read_growing(input: &[u8], file: &File, open: impl Fn(&File) -> Read) -> String {
    let whole = All::default().read(&mut open(file), file);
    // The sum of its bytes is another place for each input.
    let middle = input.iter().map(|byte| usize::from(*byte)).sum::<usize>() % (input.len() + 1);
    file.set_len(middle as u64).unwrap();
    let mut read = open(file);
    let parts = All::default().read(&mut read, file);
    file.write_all_at(&input[middle..], middle as u64).unwrap();
    let parts = parts.read(&mut read, file);
    assert_eq!((&parts.found, parts.broken), (&whole.found, whole.broken), "cut at {middle}");
    let why = whole.broken.map(|broken| kind_of(&broken.why)).unwrap_or_default();
    format!("{why} {}", whole.kinds)
}

/// All that a reader gave.
#[derive(Default)]
struct All {
    found: Vec<String>,
    /// The kinds of the first of them.
    kinds: String,
    broken: Option<Broken>,
}

impl All {
    fn read(mut self, read: &mut ReadOn<'_>, file: &File) -> Self {
        let size = file.metadata().unwrap().len();
        for round in 0.. {
            assert!(round < 1_000, "it does not end");
            match read(file, &mut |found| self.take(found, size)) {
                Ok(Came::More) => {}
                Ok(Came::All) => break,
                Err(broken) => {
                    self.broken = Some(broken);
                    break;
                }
            }
        }
        self
    }

    fn take(&mut self, found: Found<'_>, size: u64) {
        let kind = match found {
            Found::Measured(Measured { point, .. }) => format!("{:?}", point.value.classify()),
            Found::Other(other) => {
                if let What::Image { encoded, .. } = other.what {
                    assert!(encoded.len() as u64 <= size, "an image beyond the end");
                }
                if let What::Histogram(bins) = other.what {
                    let edges: Vec<_> = bins.iter().flat_map(|bin| [bin.left, bin.right]).collect();
                    let are_counts = bins.iter().all(|bin| bin.count.is_finite() && bin.count >= 0.0);
                    assert!(edges.is_sorted() && edges.iter().all(|edge| edge.is_finite()), "{bins:?}");
                    assert!(are_counts && (1..=4096).contains(&bins.len()), "{bins:?}");
                }
                // A summary is given whenever the file was read.
                if matches!(other.what, What::Summary(_)) {
                    return;
                }
                kind_of(&other.what)
            }
        };
        if self.found.len() < 20 {
            self.kinds += &format!(" {kind}");
        }
        self.found.push(format!("{found:?}"));
    }
}

/// The records of an event file, as far as their lengths are right: 8 bytes, a checksum, the event, a checksum.
fn event_records(mut file: &[u8]) -> Vec<&[u8]> {
    let mut all = Vec::new();
    while let Some(length) = file.first_chunk()
        && let Some(end) = usize::try_from(u64::from_le_bytes(*length)).unwrap().checked_add(16)
        && let Some((record, rest)) = file.split_at_checked(end)
    {
        all.push(record);
        file = rest;
    }
    all
}

/// A record of an event file, with its checksums.
fn event_record(event: &[u8]) -> Vec<u8> {
    let length = (event.len() as u64).to_le_bytes();
    let checksum = |bytes: &[u8]| {
        let crc = bytes.iter().fold(!0_u32, |crc, byte| {
            let step = |crc: u32, _| (crc >> 1) ^ (0x82f6_3b78 & (crc & 1).wrapping_neg());
            (0..8).fold(crc ^ u32::from(*byte), step)
        });
        (!crc).rotate_right(15).wrapping_add(0xa282_ead8).to_le_bytes()
    };
    [&length[..], &checksum(&length), event, &checksum(event)].concat()
}

/// A training's event files are the most common source of charts, and end anywhere when it is killed.
#[test]
fn any_event_file_is_read() {
    let words = ["scalars", "images", "histograms", "text", "hparams", "_hparams_/", "\n\n", "*\u{7f}", "\0"];
    let change = |changes: &mut Changes<'_>| {
        let mut records = event_records(changes.input());
        let which = changes.below(records.len());
        let Some(record) = records.get_mut(which).filter(|_| changes.below(4) > 0) else {
            return changes.changed(&[]);
        };
        let mut event = record[12..record.len() - 4].to_vec();
        changes.change(&mut event, &words);
        let changed = event_record(&event);
        *record = &changed;
        records.concat()
    };
    let open = |file: &File| -> Read {
        let mut reader = EventReader::new(file.try_clone().unwrap(), "");
        Box::new(move |_, give| reader.read_more(give))
    };
    try_files("any_event_file_is_read", "tensorboard", change, |input, file| read_growing(input, file, open));
}

/// What a file of W&B's begins with, the length of its blocks, and what is before a piece of a record.
const WANDB: (&[u8], usize, usize) = (b":W&B\xe1\xbe\0", 32 << 10, 7);

/// The records of a file of W&B's, as far as its pieces have lengths.
fn wandb_records(file: &[u8]) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = Vec::new();
    for (number, block) in file.chunks(WANDB.1).enumerate() {
        let mut rest = if number == 0 { block.get(WANDB.0.len()..).unwrap_or_default() } else { block };
        while let Some((&[.., low, high, kind @ 1..=u8::MAX], after)) = rest.split_first_chunk::<7>()
            && let Some((piece, after)) = after.split_at_checked(usize::from(u16::from_le_bytes([low, high])))
        {
            match all.last_mut() {
                Some(record) if kind > 2 => record.extend(piece),
                _ => all.push(piece.to_vec()),
            }
            rest = after;
        }
    }
    all
}

/// A file of W&B's with these records, in pieces of at most so many bytes.
fn wandb_file(records: &[Vec<u8>], most: usize) -> Vec<u8> {
    let (begin, block, before) = WANDB;
    let mut file = begin.to_vec();
    for record in records {
        let (mut rest, mut is_first) = (&record[..], true);
        while is_first || !rest.is_empty() {
            let left = block - file.len() % block;
            if left < before {
                file.resize(file.len() + left, 0);
                continue;
            }
            let (piece, after) = rest.split_at(rest.len().min(left - before).min(most));
            let kind = match (is_first, after.is_empty()) {
                (true, true) => 1,
                (true, false) => 2,
                (false, false) => 3,
                (false, true) => 4,
            };
            file.extend(crc32fast::hash(&[&[kind], piece].concat()).to_le_bytes());
            file.extend((piece.len() as u16).to_le_bytes());
            file.push(kind);
            file.extend(piece);
            (rest, is_first) = (after, false);
        }
    }
    file
}

/// W&B writes late and in blocks, so that its files are half-written most of the time.
#[test]
fn any_file_of_wandb_is_read() {
    let words = ["{\"a\":", "[", "\"", "\\u", "NaN", "1e999", "_type", "_step", "_wandb", "\0"];
    let change = |changes: &mut Changes<'_>| {
        let mut records = wandb_records(changes.input());
        let which = changes.below(records.len());
        match records.get_mut(which) {
            Some(record) if changes.below(4) > 0 => changes.change(record, &words),
            _ => return changes.changed(&[]),
        }
        let most = changes.random.one_of(&[usize::MAX, 1000, 50]);
        wandb_file(&records, most)
    };
    let open = |file: &File| -> Read {
        let mut reader = WandbReader::new(file.try_clone().unwrap(), "");
        Box::new(move |_, give| reader.read_more(give))
    };
    try_files("any_file_of_wandb_is_read", "wandb", change, |input, file| read_growing(input, file, open));
}

/// It is JSON that Python writes, with numbers that JSON does not have. What was read before is not given again.
#[test]
fn any_trainer_state_is_read() {
    let words = ["log_history", "step", "[", "]", "{", "}", "\"\\ud83d", "1e999", "NaN", "-Infinity"];
    let change = |changes: &mut Changes<'_>| match changes.below(2) {
        0 => changed_json(changes, &words),
        _ => changes.changed(&words),
    };
    try_files("any_trainer_state_is_read", "trainer", change, |_, file| {
        let (mut states, mut all) = (TrainerStates::new(""), All::default());
        let size = file.metadata().unwrap().len();
        let came = states.read(file, 0.0, &mut |found| all.take(found, size));
        assert_eq!(states.read(file, 0.0, &mut |found| panic!("again: {found:?}")), came);
        format!("{} {}", came.err().map(|broken| kind_of(&broken.why)).unwrap_or_default(), all.kinds)
    });
}

/// Any table that a training writes is looked at, since it may be that of a logger.
#[test]
fn any_table_of_a_logger_is_read() {
    let words =
        [",", "\n", "\r\n", "\"", ";", "\t", "NA", "nan", "inf", "val_", "epoch", "step", "\"[1, 2]\""];
    let change = |changes: &mut Changes<'_>| changes.changed(&words);
    try_files("any_table_of_a_logger_is_read", "loggers", change, |input, file| {
        let read = |kind| {
            read_growing(input, file, |_| {
                let mut reader = CsvReader::new(kind, "");
                Box::new(move |file, give| reader.read_more(file, 0.0, give))
            })
        };
        read(Kind::LightningCsv) + &read(Kind::KerasCsv)
    });
}

/// What is recognised if a training prints `output` in pieces of so many bytes: the points, and the unit of the progress.
fn recognised(output: &[u8], piece: usize) -> (Vec<String>, String) {
    let (mut printed, mut points, mut names) = (Printed::default(), Vec::new(), BTreeSet::new());
    let mut give = |found: Measured<'_>| {
        assert!(!found.name.is_empty() && found.name.len() < 512, "{:?}", found.name);
        names.insert(found.name.to_string());
        points.push(format!("{} {} {:?}", found.name, found.point.step, found.point.value));
    };
    let mut unit = String::new();
    for (number, piece) in output.chunks(piece).enumerate() {
        printed.read(piece, number as f64, &mut give);
        if let Some(now) = printed.progress() {
            assert!(now.total > 0.0 && (0.0..=now.total).contains(&now.done), "{now:?}");
            unit = kind_of(&now.unit);
        }
    }
    printed.end(0.0, &mut give);
    assert!(names.len() <= 1000);
    (points, unit)
}

/// A training would end because of what it printed, or its charts would depend on when that was read.
#[test]
fn any_output_is_taken() {
    let words = [
        "\r",
        "\n",
        "\u{1b}[",
        "\u{8}",
        "\t",
        "=",
        ": ",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        "'",
        "\"",
        "\\",
        ",",
        "%|",
        "% ━",
        "|",
        "/",
        "9999999999999999",
        "-9",
        "1e999",
        "nan",
        "Epoch ",
        "step ",
        "loss",
        "val_",
        "é",
        "0",
    ];
    let change = |changes: &mut Changes<'_>| changes.changed(&words);
    fuzz("any_output_is_taken", corpus("printed"), change, |output| {
        let (points, unit) = recognised(output, output.len().max(1));
        assert_eq!(recognised(output, 13).0, points);
        format!("{} {unit}", points.len().min(40))
    });
}

/// A database and its log, as an input has them: the length of the database, and both.
fn database_and_log(input: &[u8]) -> [&[u8]; 2] {
    let (length, files) = input.split_first_chunk().unwrap_or((&[0; 4], input));
    let length = u32::from_le_bytes(*length) as usize;
    files.split_at(length.min(files.len())).into()
}

/// Makes the checksums of a log right: of its header, and of as many frames as it has.
fn sum_up(log: &mut [u8]) {
    let Some((header, mut frames)) = log.split_at_mut_checked(32) else { return };
    let size = u32::from_be_bytes(*header[8..].first_chunk().unwrap()) as usize;
    let and = |sum: [u32; 2], bytes: &[u8]| {
        bytes.as_chunks::<4>().0.as_chunks::<2>().0.iter().fold(sum, |[one, other], [first, second]| {
            let one = one.wrapping_add(u32::from_le_bytes(*first)).wrapping_add(other);
            [one, other.wrapping_add(u32::from_le_bytes(*second)).wrapping_add(one)]
        })
    };
    let mut sum = and([0; 2], &header[..24]);
    header[24..].copy_from_slice(&sum.map(u32::to_be_bytes).concat());
    while let Some((frame, rest)) = frames.split_at_mut_checked(24 + size.clamp(512, 1 << 16)) {
        frame[8..16].copy_from_slice(&header[16..24]);
        sum = and(and(sum, &frame[..8]), &frame[24..]);
        frame[16..24].copy_from_slice(&sum.map(u32::to_be_bytes).concat());
        frames = rest;
    }
}

/// A training could end its own charts, or the program, by a database that is none.
#[test]
fn any_database_is_read() {
    let words = ["metrics", "table", "run_name", "NaN", "{", "\"", "\u{5}", "\u{d}", "\0\0\0\u{2}"];
    let change = |changes: &mut Changes<'_>| {
        let [mut database, mut log] = database_and_log(changes.input()).map(<[u8]>::to_vec);
        let changed = if changes.below(2) == 0 { &mut database } else { &mut log };
        changes.change(changed, &words);
        sum_up(&mut log);
        [&(database.len() as u32).to_le_bytes()[..], &database, &log].concat()
    };
    let files = [(); 2].map(|()| tempfile::tempfile().unwrap());
    fuzz("any_database_is_read", corpus("trackio"), change, |input| {
        for (file, bytes) in files.iter().zip(database_and_log(input)) {
            file.set_len(0).unwrap();
            file.write_all_at(bytes, 0).unwrap();
        }
        let mut reader = TrackioReader::new("");
        let [database, log] = &files;
        let mut read =
            |log| All::default().read(&mut |file, give| reader.read_more(file, log, give), database);
        // The log appears when the database is written to.
        let [before, whole] = [read(None), read(Some(log))];
        let why = whole.broken.map(|broken| kind_of(&broken.why)).unwrap_or_default();
        format!("{why} {}{}", before.kinds, whole.kinds)
    });
}

/// A chart is drawn of whatever points there are, and a peak that is not drawn is what a person looks for.
#[test]
fn any_points_are_thinned() {
    let change = |changes: &mut Changes<'_>| changes.changed(&[]);
    fuzz("any_points_are_thinned", corpus("points"), change, |input| {
        let numbers =
            |from: usize| input.chunks_exact(24).map(move |point| *point[from..].first_chunk().unwrap());
        let steps: Vec<_> = numbers(0).map(i64::from_le_bytes).collect();
        let [times, values] = [8, 16].map(|from| numbers(from).map(f64::from_le_bytes).collect::<Vec<_>>());
        let line = Line::of(&steps, &times, &values);
        assert!(line.clone().purged().steps().is_sorted());
        assert_eq!(line.clone().smoothed(0.6).values().len(), values.len());
        let edges = times.first().copied().zip(times.last().copied());
        let mut outcome = String::new();
        for axis in [Axis::Step, Axis::Time, Axis::Since { start: 1e9 }] {
            for range in [None, edges] {
                let thinned = line.thinned(&View { axis, range, columns: 3 });
                let (xs, ys) = (&thinned.xs, &thinned.ys);
                assert!(xs.is_sorted() && xs.len() == ys.len() && xs.len() == thinned.places.len());
                assert!(xs.len() <= 3 * 6 + 2 && thinned.points <= values.len(), "{thinned:?}");
                outcome += &format!("{} {} ", xs.len(), thinned.marks.len());
            }
        }
        let all = line.thinned(&View { axis: Axis::Step, range: None, columns: 3 });
        let peak = |values: &[f64]| values.iter().copied().filter(|value| value.is_finite()).reduce(f64::max);
        assert_eq!(peak(&all.ys), peak(&values));
        outcome
    });
}
