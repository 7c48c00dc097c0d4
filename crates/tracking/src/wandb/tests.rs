use std::fs;
use std::io::Write;

use super::*;
use crate::Why;
use crate::testing::{Kept, file, fixture, json, number};

/// What a reader finds in these bytes, and how much it left out.
fn all_of(bytes: &[u8]) -> (Kept, u64) {
    let (mut kept, (file, _)) = (Kept::default(), file(bytes));
    let mut reader = WandbReader::new(file, "");
    assert_eq!(reader.read_more(&mut |found| kept.take(found)), Ok(Came::All));
    (kept, reader.left_out())
}

fn bytes_of(name: &str) -> Vec<u8> {
    fs::read(fixture(&format!("wandb/{name}.wandb"))).unwrap()
}

/// A piece of a record as W&B writes it.
fn piece(kind: u8, data: &[u8]) -> Vec<u8> {
    let checksum = crc32fast::hash(&[&[kind], data].concat()).to_le_bytes();
    [&checksum[..], &(data.len() as u16).to_le_bytes(), &[kind], data].concat()
}

/// A field of a message that is shorter than 128 bytes.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    [&[number << 3 | 2, bytes.len() as u8], bytes].concat()
}

/// A file with a row of one number, or whatever this JSON is.
fn row(name: &str, json: &str) -> Vec<u8> {
    let item =
        [field(1, name.as_bytes()), vec![0x82, 1, json.len() as u8], json.as_bytes().to_vec()].concat();
    [b":W&B\xe1\xbe\0".to_vec(), piece(1, &field(2, &field(1, &item)))].concat()
}

/// A chart would have other points than W&B shows, or a table's number of rows as a metric.
#[test]
fn numbers_are_those_that_were_logged() {
    let (kept, left_out) = all_of(&bytes_of("short"));
    let loss = kept.series("loss");
    assert!(loss[1].1.is_nan());
    assert_eq!(
        [&loss[..1], &loss[2..]].concat(),
        [(0, 1.5), (2, f64::INFINITY), (10, f64::NEG_INFINITY), (11, 0.1), (12, 0.05)]
    );
    let names = ["a.b", "big", "loss", "näme ✓", "tiny", "train/acc", "val.deep.acc", "val.loss"];
    assert_eq!((kept.names(), left_out), (names.to_vec(), 0));
    assert_eq!(kept.series("val.deep.acc"), [(0, 0.25)]);
    assert_eq!((kept.series("big"), kept.series("tiny")), (vec![(10, 2_f64.powi(60))], vec![(10, 1e-300)]));
    let times: Vec<_> = kept.points.iter().map(|point| point.2).collect();
    assert!(times.is_sorted() && times.iter().all(|time| (1.79e9..1.80e9).contains(time)), "{times:?}");
}

/// A histogram: its name, its step, and its bins, each as its edges and its count.
type Histogram = (String, i64, Vec<[f64; 3]>);

/// The histograms of a file, and how many are left out.
fn histograms_of(bytes: &[u8]) -> (Vec<Histogram>, u64) {
    let (mut all, (file, _)) = (Vec::new(), file(bytes));
    let mut reader = WandbReader::new(file, "");
    let came = reader.read_more(&mut |found| {
        if let Found::Other(Other { name, step, what: What::Histogram(bins), .. }) = found {
            let rows = bins.iter().map(|bin| [bin.left, bin.right, bin.count]).collect();
            all.push((name.to_owned(), step, rows));
        }
    });
    assert_eq!(came, Ok(Came::All));
    (all, reader.left_out())
}

/// The gradients that `wandb.watch` logs would be shown by W&B alone, or by one version of its client.
#[test]
fn histograms_are_those_that_were_logged() {
    let newer = vec![[1.0, 1.5, 1.0], [1.5, 2.0, 0.0], [2.0, 2.5, 2.0], [2.5, 3.0, 3.0]];
    assert_eq!(histograms_of(&bytes_of("short")), (vec![("histogram".to_owned(), 11, newer)], 0));
    let (older, left_out) = histograms_of(&bytes_of("nested"));
    let steps: Vec<_> = older.iter().map(|(name, step, _)| (name.as_str(), *step)).collect();
    assert_eq!((steps, left_out), (vec![("h", 0), ("h", 1), ("h", 2), ("h", 3), ("h", 4)], 0));
    assert_eq!(older[4].2, [[1.0, 2.5, 1.0], [2.5, 4.0, 1.0]]);
}

/// A chart would show invalid data, and nobody would know that a histogram is missing.
#[test]
fn a_histogram_that_makes_no_sense_is_left_out() {
    for (json, left_out) in [
        (r#"{"_type":"histogram","values":[1],"bins":[0]}"#, 1),
        (r#"{"_type":"histogram","values":[1],"bins":[1,0]}"#, 1),
        (r#"{"_type":"histogram","values":[-1],"bins":[0,1]}"#, 1),
        (r#"{"_type":"histogram","values":[]}"#, 1),
        (r#"{"_type":"table-file","values":[1],"bins":[0,1]}"#, 0),
    ] {
        assert_eq!(histograms_of(&row("h", json)), (vec![], left_out), "{json}");
    }
}

/// A long text beside a number would break the chart, as its record goes on in another block.
#[test]
fn records_of_several_blocks_are_read() {
    let bytes = bytes_of("blocks");
    assert!(bytes.len() > 33_000);
    let (kept, left_out) = all_of(&bytes);
    for (name, values) in json("wandb/blocks.json").as_object().unwrap() {
        let values = values.as_array().unwrap().iter().map(number);
        assert_eq!(kept.series(name), (0..).zip(values).collect::<Vec<_>>(), "{name}");
    }
    assert_eq!((kept.points.len(), left_out), (40, 0));
}

/// A run could not be compared with others: neither its parameters nor what came out would be known.
#[test]
fn parameters_summary_and_end_are_given() {
    let (mut kept, _) = all_of(&bytes_of("short"));
    kept.others.retain(|other| !other.2.starts_with("Histogram"));
    let found: Vec<_> = kept.others.iter().map(|(name, _, what)| (name.as_str(), what.as_str())).collect();
    let parameters = [("lr", "0.001"), ("model.layers", "3"), ("model.name", "mlp"), ("flag", "false")];
    assert_eq!(found[..4], parameters);
    assert_eq!(found[4], ("", "Ended(Succeeded)"));
    let summary = &found[5..];
    assert!(summary.contains(&("best", "0.125")) && summary.contains(&("loss", "0.05")), "{summary:?}");
    assert!(!summary.iter().any(|(name, _)| name.starts_with(['_', 't'])
        && *name != "text"
        && *name != "tiny"
        && *name != "train/acc"));
}

/// A chart would stop, or show a point twice, whenever it is looked at while a record is being written.
#[test]
fn a_half_written_end_is_waited_for() {
    let bytes = bytes_of("blocks");
    let whole = all_of(&bytes).0.points;
    for size in [1, 1_000, 32_768, 40_000] {
        let (mut kept, (file, mut writer)) = (Kept::default(), file(&[]));
        let mut reader = WandbReader::new(file, "");
        for part in bytes.chunks(size) {
            writer.write_all(part).unwrap();
            assert_eq!(reader.read_more(&mut |found| kept.take(found)), Ok(Came::All));
        }
        assert_eq!((kept.points, reader.left_out()), (whole.clone(), 0), "{size}");
    }
}

/// A damaged place would hide everything that was logged after it.
#[test]
fn after_a_broken_block_the_next_one_is_read() {
    let mut bytes = bytes_of("blocks");
    bytes[1_000] ^= 1;
    let (kept, left_out) = all_of(&bytes);
    let loss = kept.series("loss");
    assert!(!loss.is_empty() && loss.len() < 20 && left_out > 0, "{loss:?}");
    assert_eq!(loss.last().unwrap().0, 19);
}

/// A record after a block whose end is too short for a header would be lost, and all after it.
#[test]
fn a_block_whose_end_is_too_short_is_filled_with_zeros() {
    for filled in 0..=7 {
        let mut bytes = row("v", "1");
        let length = (32 << 10) - bytes.len() - 7 - filled;
        bytes.extend(piece(1, &field_of_zeros(length)));
        // A header of a piece without data fits just so.
        bytes.extend(if filled == 7 { piece(1, &[]) } else { vec![0; filled] });
        bytes.extend(&row("v", "2")[7..]);
        let (kept, left_out) = all_of(&bytes);
        assert_eq!((kept.series("v"), left_out), (vec![(0, 1.0), (0, 2.0)], 0), "{filled}");
    }
}

/// A field that nobody reads, with its number and length so many bytes long.
fn field_of_zeros(length: usize) -> Vec<u8> {
    let zeros = length - 4;
    let head = [0x7a, (zeros & 0x7f | 0x80) as u8, (zeros >> 7 & 0x7f | 0x80) as u8, (zeros >> 14) as u8];
    [&head[..], &vec![0; zeros]].concat()
}

/// A file of another program would be read for ever.
#[test]
fn a_file_that_is_not_of_wandb_is_broken() {
    let (file, mut writer) = file(b":W&B\xe1\xbe");
    let mut reader = WandbReader::new(file, "");
    let mut read = || reader.read_more(&mut |found| panic!("{found:?}"));
    assert_eq!(read(), Ok(Came::All));
    writer.write_all(&[1]).unwrap();
    let broken = Err(Broken { at: 0, why: Why::Format });
    assert_eq!((read(), read()), (broken, broken));
}

/// Older clients write an object as one value: its numbers would be missing, or those of a table shown.
#[test]
fn numbers_in_an_object_have_the_names_of_both() {
    for (json, points) in [
        (
            "{\"a\": 1, \"b\": {\"c\": NaN, \"l\": [7, {\"x\": 8}], \"d\": -2}, \"t\": \"9\", \"e\": 3}",
            "v.a=1 v.b.c=NaN v.b.d=-2 v.e=3",
        ),
        ("{\"_type\": \"table-file\", \"nrows\": 3}", ""),
        ("{\"a\": 1, \"b", "v.a=1"),
        ("3.5", "v=3.5"),
        ("\"3.5\"", ""),
        ("true", ""),
        ("[1]", ""),
        ("nan", ""),
    ] {
        let kept = all_of(&row("v", json)).0;
        let found: Vec<_> = kept.points.iter().map(|(name, .., value)| format!("{name}={value}")).collect();
        assert_eq!(found.join(" "), points, "{json}");
    }
    assert_eq!(all_of(&row("_runtime", "1")).0.points, []);

    let (mut kept, left_out) = all_of(&bytes_of("nested"));
    kept.others.retain(|other| !other.2.starts_with("Histogram"));
    assert_eq!((kept.names(), left_out), (vec!["loss", "val.deep.x", "val.loss"], 0));
    let expected: Vec<_> = (0..5).map(|step| (step, step as f64)).collect();
    assert_eq!((kept.series("val.deep.x"), kept.series("val.loss")), (expected.clone(), expected));
    let others: Vec<_> = kept.others.iter().map(|(name, _, what)| (name.as_str(), what.as_str())).collect();
    assert_eq!(others[0], ("model.layers", "3"));
    assert!(
        others.contains(&("val.deep.x", "4")) && !others.iter().any(|(name, _)| *name == "h"),
        "{others:?}"
    );
}

/// A training that logs one enormous text would take all memory.
#[test]
fn a_record_that_is_too_long_is_left_out() {
    let long = row("long", "1");
    let mut first = long[14..].to_vec();
    first.resize((32 << 10) - 14, 0);
    let mut bytes = [long[..7].to_vec(), piece(2, &first)].concat();
    for _ in 0..600 {
        bytes.extend(piece(3, &vec![0; (32 << 10) - 7]));
    }
    bytes.extend(piece(4, &[]));
    bytes.extend(&row("v", "1")[7..]);
    let (kept, left_out) = all_of_parts(&bytes);
    assert_eq!((kept.names(), left_out), (vec!["v"], 1));
}

fn all_of_parts(bytes: &[u8]) -> (Kept, u64) {
    let (mut kept, (file, _)) = (Kept::default(), file(bytes));
    let mut reader = WandbReader::new(file, "");
    assert_eq!(reader.read_more(&mut |found| kept.take(found)), Ok(Came::More));
    assert_eq!(reader.read_more(&mut |found| kept.take(found)), Ok(Came::All));
    (kept, reader.left_out())
}
