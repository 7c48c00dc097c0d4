use std::fs::{self, File};
use std::io::Write;

use serde_json::{Value, json};

use super::*;
use crate::testing::{Kept, file, fixture, is_same, number};
use crate::{Bin, What};

/// What a reader finds in these bytes.
fn all_of(bytes: &[u8]) -> (Kept, Result<Came, Broken>) {
    let (mut kept, (file, _)) = (Kept::default(), file(bytes));
    let came = EventReader::new(file, "").read_more(&mut |found| kept.take(found));
    (kept, came)
}

fn bytes_of(name: &str) -> Vec<u8> {
    fs::read(fixture(&format!("tensorboard/{name}.tfevents"))).unwrap()
}

/// A record as TensorBoard writes it.
fn record(data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u64).to_le_bytes();
    let checksum = |bytes| records::masked_crc32c(bytes).to_le_bytes();
    [&length[..], &checksum(&length), data, &checksum(data)].concat()
}

/// A chart would have other points than TensorBoard shows.
#[test]
fn numbers_are_those_of_tensorboards_own_reader() {
    for (name, count) in [("new", 41), ("old", 40), ("others", 5), ("restarted-1", 5), ("restarted-2", 3)] {
        let (kept, came) = all_of(&bytes_of(name));
        assert_eq!((came, kept.points.len()), (Ok(Came::All), count), "{name}");
        let expected = crate::testing::json(&format!("tensorboard/{name}.json"));
        let scalars = expected["scalars"].as_object().unwrap();
        assert_eq!(scalars.values().map(|points| points.as_array().unwrap().len()).sum::<usize>(), count);
        for (tag, points) in scalars {
            let points = points.as_array().unwrap();
            let found = kept.points.iter().filter(|point| point.0 == *tag);
            assert_eq!(found.clone().count(), points.len(), "{name} {tag}");
            for (found, point) in found.zip(points) {
                assert_eq!(
                    (Some(found.1), Some(found.2)),
                    (point[0].as_i64(), point[1].as_f64()),
                    "{name} {tag}"
                );
                assert!(is_same(found.3, number(&point[2])), "{name} {tag} {found:?} {point}");
            }
        }
    }
}

/// What TensorBoard shows beside the charts would be missing, or an image would be shown that is none.
#[test]
fn images_texts_and_histograms_are_those_of_tensorboards_own_reader() {
    for name in ["others", "old"] {
        let bytes = bytes_of(name);
        let expected = crate::testing::json(&format!("tensorboard/{name}.json"));
        let mut images = json!({});
        let mut texts = json!({});
        let mut histograms = json!({});
        let mut reader = EventReader::new(file(&bytes).0, "part");
        let came = reader.read_more(&mut |found| {
            let Found::Other(other) = found else { return };
            assert_eq!(other.part, "part");
            match other.what {
                What::Image { index, width, height, encoded } => {
                    let hex: String = encoded.iter().map(|byte| format!("{byte:02x}")).collect();
                    match index {
                        0 => add(&mut images, other.name, json!([other.step, width, height, hex])),
                        _ => images[other.name]
                            .as_array_mut()
                            .unwrap()
                            .last_mut()
                            .unwrap()
                            .as_array_mut()
                            .unwrap()
                            .push(json!(hex)),
                    }
                }
                What::Text { text, cut: false } => add(&mut texts, other.name, json!([other.step, text])),
                What::Histogram(bins) => {
                    let rows: Vec<_> =
                        bins.iter().map(|bin| [bin.left, bin.right, bin.count].map(|it| it as f32)).collect();
                    add(&mut histograms, other.name, json!([other.step, rows]));
                }
                _ => {}
            }
        });
        assert_eq!(came, Ok(Came::All));
        assert_eq!(images, expected["images"], "{name}");
        if name == "others" {
            assert_eq!(histograms, expected["histograms"]);
            assert_eq!(texts, json!({"note": [[1, "a\n\nbé"]]}));
        } else {
            assert_eq!(texts, json!({"note/text_summary": [[7, "hello *world*"]]}));
            compare_old_bins(&histograms["weights"][0][1], &expected["histograms"]["weights"][0]);
        }
    }
}

fn add(to: &mut Value, name: &str, value: Value) {
    let values = to.as_object_mut().unwrap().entry(name).or_insert_with(|| json!([]));
    values.as_array_mut().unwrap().push(value);
}

/// What TensorBoard makes of an old histogram: no empty bins at the ends, which are the least and the greatest value.
fn compare_old_bins(bins: &Value, old: &Value) {
    let list = |value: &Value| -> Vec<f64> { value.as_array().unwrap().iter().map(number).collect() };
    let (limits, counts) = (list(&old[3]), list(&old[4]));
    let full: Vec<usize> = (0..counts.len()).filter(|at| counts[*at] > 0.0).collect();
    let (first, last) = (full[0], *full.last().unwrap());
    let bins = bins.as_array().unwrap();
    assert_eq!(bins.len(), last - first + 1);
    for (bin, at) in bins.iter().zip(first..) {
        let left = if at == first { number(&old[1]) } else { limits[at - 1] };
        let right = if at == last { number(&old[2]) } else { limits[at] };
        let expected = [left, right, counts[at]].map(|it| json!(it as f32));
        assert_eq!(bin.as_array().unwrap()[..], expected);
    }
}

/// The parameters of a training and how it ended would not be shown.
#[test]
fn hparams_are_parameters_and_an_end() {
    let (mut kept, _) = all_of(&bytes_of("others"));
    let is_wanted = |other: &(String, i64, String)| !other.2.contains(['{', '[']);
    kept.others.retain(is_wanted);
    kept.others.sort();
    let expected = [
        ("", "Ended(Succeeded)"),
        ("layers", "3"),
        ("lr", "0.001"),
        ("nesterov", "true"),
        ("optimizer", "adam"),
    ];
    assert_eq!(kept.others, expected.map(|(name, what)| (name.to_owned(), 0, what.to_owned())));
}

/// The points of a training that was stopped and went on from a checkpoint would be drawn twice.
#[test]
fn a_restart_is_said_at_its_step() {
    let (kept, _) = all_of(&bytes_of("restarted-2"));
    assert_eq!(kept.others, [(String::new(), 3, "Restarted".to_owned())]);
    assert_eq!(kept.series("loss"), [(3, 30.0), (4, 40.0), (5, 50.0)]);
}

/// A chart would stop, or show a point twice, whenever it is looked at while a record is being written.
#[test]
fn a_half_written_end_is_waited_for() {
    let bytes = bytes_of("new");
    let whole = all_of(&bytes).0.points;
    for piece in [1, 7, 12, 100, 333] {
        let (mut kept, (file, mut writer)) = (Kept::default(), file(&[]));
        let mut reader = EventReader::new(file, "");
        for bytes in bytes.chunks(piece) {
            writer.write_all(bytes).unwrap();
            assert_eq!(reader.read_more(&mut |found| kept.take(found)), Ok(Came::All));
        }
        assert_eq!(format!("{:?}", kept.points), format!("{whole:?}"), "{piece}");
    }
}

/// A broken length would be taken for one, and its data waited for until the end of time.
#[test]
fn a_broken_length_ends_the_file() {
    let mut bytes = bytes_of("new");
    let second = record(&[]).len() + bytes[0] as usize;
    bytes[second + 1] ^= 1;
    let broken = Broken { at: second as u64, why: Why::Checksum };
    let (mut kept, (file, mut writer)) = (Kept::default(), file(&bytes));
    let mut reader = EventReader::new(file, "");
    assert_eq!(reader.read_more(&mut |found| kept.take(found)), Err(broken));
    writer.write_all(&record(&[])).unwrap();
    assert_eq!(reader.read_more(&mut |found| kept.take(found)), Err(broken));
    assert!(kept.points.is_empty());
}

/// One event that only its writer understands would hide all that come after it, and a damaged file would be read on.
#[test]
fn an_event_that_makes_no_sense_is_left_out_and_a_damaged_one_ends_the_file() {
    let (good, senseless) = (bytes_of("restarted-1"), record(&[0x2a, 5, 1]));
    let (file, _) = file(&[&senseless[..], &good].concat());
    let (mut kept, mut reader) = (Kept::default(), EventReader::new(file, ""));
    assert_eq!(reader.read_more(&mut |found| kept.take(found)), Ok(Came::All));
    assert_eq!((kept.points.len(), reader.left_out()), (5, 1));

    let mut damaged = senseless;
    damaged[14] ^= 2;
    let (kept, came) = all_of(&[&damaged[..], &good].concat());
    assert_eq!((kept.points.len(), came), (0, Err(Broken { at: 12, why: Why::Checksum })));
}

/// A record that says it is enormous would take all memory, or hide what comes after it.
#[test]
fn a_record_that_is_too_long_is_passed() {
    let long = 100_u64 << 20;
    let length = long.to_le_bytes();
    let head = [&length[..], &records::masked_crc32c(&length).to_le_bytes()].concat();
    let (file, mut writer) = file(&head);
    let (mut kept, mut reader) = (Kept::default(), EventReader::new(file, ""));
    assert_eq!(reader.read_more(&mut |found| kept.take(found)), Ok(Came::All));
    writer.set_len(head.len() as u64 + long + 4).unwrap();
    std::io::Seek::seek(&mut writer, std::io::SeekFrom::End(0)).unwrap();
    writer.write_all(&bytes_of("restarted-1")).unwrap();
    assert_eq!(reader.read_more(&mut |found| kept.take(found)), Ok(Came::All));
    assert_eq!((kept.points.len(), reader.left_out()), (5, 1));
}

/// A field that is shorter than 2 MB.
fn field(tag: u8, bytes: &[u8]) -> Vec<u8> {
    let length = bytes.len();
    let length = [length & 0x7f | 0x80, length >> 7 & 0x7f | 0x80, length >> 14].map(|part| part as u8);
    [&[tag][..], &length, bytes].concat()
}

/// An event with a number and a megabyte of something else.
fn long_event() -> Vec<u8> {
    let value = [&field(0x0a, b"x")[..], &[0x15], &1.5_f32.to_le_bytes(), &field(0x3a, &vec![b'y'; 1 << 20])]
        .concat();
    record(&field(0x2a, &field(0x0a, &value)))
}

/// An image larger than what is read at once would be waited for without an end.
#[test]
fn a_record_longer_than_what_is_read_at_once_is_read() {
    let (kept, came) = all_of(&[long_event(), bytes_of("restarted-1")].concat());
    assert_eq!((kept.series("x"), came), (vec![(0, 1.5)], Ok(Came::All)));
    assert_eq!(kept.points.len(), 6);
}

/// One large file would keep all others, and the person, waiting.
#[test]
fn a_large_file_is_read_in_parts() {
    let (file, _) = file(&long_event().repeat(40));
    let mut reader = EventReader::new(file, "");
    let (mut points, mut calls) = (0, 1);
    while reader.read_more(&mut |found| points += usize::from(matches!(found, Found::Measured(_))))
        == Ok(Came::More)
    {
        calls += 1;
    }
    assert_eq!((points, calls), (40, 3));
}

/// Numbers as a repeated field of them has them.
fn packed(numbers: &[f64]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// An event with a histogram of the old style.
fn old_histogram((min, max): (f64, f64), limits: &[f64], counts: &[f64]) -> Vec<u8> {
    let ends = [&[0x09][..], &min.to_le_bytes(), &[0x11], &max.to_le_bytes()].concat();
    let histogram = [ends, field(0x32, &packed(limits)), field(0x3a, &packed(counts))].concat();
    record(&field(0x2a, &field(0x0a, &[&[0x0a, 1, b'x'][..], &field(0x2a, &histogram)].concat())))
}

/// An event with a histogram of the new style, of which each row is the limits and the count of a bin.
fn new_histogram(rows: &[f64]) -> Vec<u8> {
    let metadata = field(0x4a, &field(0x0a, &field(0x0a, b"histograms")));
    let tensor = field(0x42, &[&[8, 2][..], &field(0x22, &packed(rows))].concat());
    record(&field(0x2a, &field(0x0a, &[field(0x0a, b"x"), tensor, metadata].concat())))
}

/// The bins of a histogram, and how many are left out.
fn bins_of(event: &[u8]) -> (Option<Vec<Bin>>, u64) {
    let (mut bins, (file, _)) = (None, file(event));
    let mut reader = EventReader::new(file, "");
    let came = reader.read_more(&mut |found| match found {
        Found::Other(Other { what: What::Histogram(found), .. }) => bins = Some(found.to_vec()),
        _ => panic!("{found:?}"),
    });
    assert_eq!(came, Ok(Came::All));
    (bins, reader.left_out())
}

/// A histogram of thousands of bins would be as long as a log.
#[test]
fn a_histogram_has_a_limited_number_of_bins() {
    for (bins, left_out) in [(4_096, 0), (4_097, 1)] {
        let one = Bin { left: 1.0, right: 1.0, count: 1.0 };
        let ones = vec![1.0; bins];
        for event in [old_histogram((1.0, 1.0), &ones, &ones), new_histogram(&ones.repeat(3))] {
            let (found, out) = bins_of(&event);
            assert_eq!((found, out), ((left_out == 0).then(|| vec![one; bins]), left_out));
        }
    }
}

/// A chart would be drawn over an endless axis, or with less than no values, and nobody would know why.
#[test]
fn a_histogram_that_makes_no_sense_is_left_out() {
    let (nan, inf) = (f64::NAN, f64::INFINITY);
    let strange = [
        old_histogram((0.0, 1.0), &[0.5, 1.0], &[1.0, -1.0]),
        old_histogram((0.0, 1.0), &[0.5, 1.0], &[1.0, nan]),
        old_histogram((0.0, 1.0), &[0.5, 1.0], &[1.0, inf]),
        old_histogram((nan, 1.0), &[0.5, 1.0], &[1.0, 1.0]),
        old_histogram((-inf, 1.0), &[0.5, 1.0], &[1.0, 1.0]),
        old_histogram((0.7, 1.0), &[0.5, 1.0], &[1.0, 1.0]),
        old_histogram((0.0, 1.0), &[0.5], &[1.0, 1.0]),
        old_histogram((0.0, 2.0), &[1.0, 0.5, 2.0], &[1.0, 1.0, 1.0]),
        new_histogram(&[0.0, 1.0, 1.0, 0.5, 2.0, 1.0]),
        new_histogram(&[1.0, 0.0, 1.0]),
        new_histogram(&[0.0, nan, 1.0]),
        new_histogram(&[0.0, 1.0, -3.0]),
        new_histogram(&[0.0, 1.0]),
    ];
    for (number, event) in strange.iter().enumerate() {
        assert_eq!(bins_of(event), (None, 1), "{number}");
    }
    // What is empty makes sense, but says nothing.
    for event in [old_histogram((0.0, 0.0), &[1.0, 2.0], &[0.0, 0.0]), new_histogram(&[0.0; 6])] {
        assert_eq!(bins_of(&event), (None, 0));
    }
}

/// Histograms would be missing whose writer computes each limit by itself, or fills up with empty bins as TensorFlow does.
#[test]
fn limits_that_are_rounded_are_the_same() {
    let bin = |left, right, count| Bin { left, right, count };
    let (found, _) = bins_of(&new_histogram(&[
        0.0,
        1.0,
        2.0,
        0.999_999_9,
        2.0,
        3.0,
        2.000_000_1,
        3.0,
        4.0,
        3.5,
        4.0,
        1.0,
    ]));
    let joined = [bin(0.0, 1.0, 2.0), bin(1.0, 2.0, 3.0), bin(2.0, 3.0, 4.0), bin(3.5, 4.0, 1.0)];
    assert_eq!(found.unwrap(), joined, "a gap is one");
    let (found, _) = bins_of(&new_histogram(&[2.5, 2.5, 0.0, 2.5, 2.5, 0.0, 2.5, 2.5, 7.0]));
    assert_eq!(found.unwrap(), [bin(2.5, 2.5, 7.0)]);
    let far = old_histogram(
        (-3.0, 5.0),
        &[f64::MIN, -1.0, 4.0, f64::MAX, f64::INFINITY],
        &[0.0, 1.0, 2.0, 3.0, 0.0],
    );
    assert_eq!(bins_of(&far).0.unwrap(), [bin(-3.0, -1.0, 1.0), bin(-1.0, 4.0, 2.0), bin(4.0, 5.0, 3.0)]);
}

/// An event with a value of this tag that is a tensor of a number, with the name of its plugin or without.
fn tensor_event(tag: &str, plugin: &str) -> Vec<u8> {
    let metadata =
        if plugin.is_empty() { vec![] } else { field(0x4a, &field(0x0a, &field(0x0a, plugin.as_bytes()))) };
    let tensor = field(0x42, &[&[8, 1, 0x2d][..], &2.5_f32.to_le_bytes()].concat());
    record(&field(0x2a, &field(0x0a, &[field(0x0a, tag.as_bytes()), tensor, metadata].concat())))
}

/// Code that makes a new tag in each step would take all memory, and nobody would know that something is missing.
#[test]
fn tags_are_remembered_up_to_a_limit() {
    let mut bytes = Vec::new();
    for tag in 0..20_001 {
        bytes.extend(tensor_event(&tag.to_string(), "scalars"));
    }
    for tag in ["0", "19999", "20000", "other"] {
        bytes.extend(tensor_event(tag, ""));
    }
    bytes.extend(tensor_event(&"x".repeat(512), "scalars"));
    bytes.extend(tensor_event(&"y".repeat(513), "scalars"));
    bytes.extend(tensor_event("z", "custom"));
    let (mut kept, (file, _)) = (Kept::default(), file(&bytes));
    let mut reader = EventReader::new(file, "");
    assert_eq!(reader.read_more(&mut |found| kept.take(found)), Ok(Came::All));
    let of = |tag: &str| kept.series(tag).len();
    assert_eq!((of("0"), of("19999"), of("20000"), of("other"), of("z")), (2, 2, 1, 0, 0));
    // One too many, one that is too long, and those that could not be remembered.
    assert_eq!((kept.points.len(), reader.left_out()), (20_001 + 2 + 1, 4));
}

/// The first of many numbers, such as a curve, would be shown as if it were all.
#[test]
fn a_tensor_of_two_numbers_is_no_point() {
    let metadata = field(0x4a, &field(0x0a, &field(0x0a, b"scalars")));
    let number = [&[0x2d][..], &2.5_f32.to_le_bytes()].concat();
    for (numbers, points) in [(1, vec![(0, 2.5)]), (2, vec![])] {
        let tensor = field(0x42, &[&[8, 1][..], &number.repeat(numbers)].concat());
        let value = [field(0x0a, b"x"), tensor, metadata.clone()].concat();
        let kept = all_of(&record(&field(0x2a, &field(0x0a, &value)))).0;
        assert_eq!(kept.series("x"), points);
    }
}

/// A log that is written as one text would be as long in the window, or end in half a letter.
#[test]
fn a_long_text_is_cut_between_letters() {
    let tensor = field(
        0x42,
        &field(0x42, format!("{}é{}", "a".repeat(crate::found::TEXT - 1), "b".repeat(9)).as_bytes()),
    );
    let metadata = field(0x4a, &field(0x0a, &field(0x0a, b"text")));
    let event = record(&field(0x2a, &field(0x0a, &[field(0x0a, b"note"), tensor, metadata].concat())));
    let mut texts = Vec::new();
    let came = EventReader::new(file(&event).0, "").read_more(&mut |found| match found {
        Found::Other(Other { what: What::Text { text, cut }, .. }) => texts.push((text.to_owned(), cut)),
        _ => panic!("{found:?}"),
    });
    assert_eq!((came, texts), (Ok(Came::All), vec![("a".repeat(crate::found::TEXT - 1), true)]));
}

/// Whoever looks at a folder would see an error for a file that was just begun.
#[test]
fn an_empty_file_has_nothing() {
    let file = File::open("/dev/null").unwrap();
    let came = EventReader::new(file, "").read_more(&mut |found| panic!("{found:?}"));
    assert_eq!(came, Ok(Came::All));
}
