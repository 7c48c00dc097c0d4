use std::collections::HashMap;
use std::fs::File;
use std::os::unix::fs::FileExt;

use testkit::{Random, fuzz};

use super::block::{DEFINITION, POINTS, points_payload, put_block};
use super::*;

/// Any point: usual ones, and those at the limits of the types.
pub(super) fn any_point(random: &mut Random) -> Point {
    let step = match random.below(8) {
        0 => random.below(u64::MAX) as i64,
        1 => random.one_of(&[i64::MIN, i64::MAX, -1, 0]),
        _ => random.below(1000) as i64,
    };
    let micros = match random.below(8) {
        0 => random.below(u64::MAX) as i64 >> 12,
        _ => 1_790_000_000_000_000 + random.below(1 << 40) as i64,
    };
    let value = match random.below(4) {
        0 => f64::from_bits(random.below(u64::MAX)),
        1 => random.one_of(&[f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0, 5e-324, f64::MAX]),
        2 => f64::from(random.below(1 << 24) as f32 / 1e6),
        _ => random.below(10) as f64,
    };
    Point { step, time: micros as f64 / 1e6, value }
}

/// What is compared: the value to the bit.
fn bits(point: Point) -> (i64, u64, u64) {
    (point.step, point.time.to_bits(), point.value.to_bits())
}

fn points(series: &Series) -> Vec<(i64, u64, u64)> {
    let rest = series.times.iter().zip(&series.values);
    series
        .steps
        .iter()
        .zip(rest)
        .map(|(step, (time, value))| bits(Point { step: *step, time: *time, value: *value }))
        .collect()
}

pub(super) fn point(step: i64) -> Point {
    Point { step, time: 1.79e9 + step as f64, value: step as f64 / 8.0 }
}

pub(super) fn again(file: &File) -> File {
    file.try_clone().unwrap()
}

pub(super) fn read(file: &File) -> SeriesReader {
    let mut reader = SeriesReader::keeping(again(file), usize::MAX, |_, _, _| true);
    while reader.read_more().unwrap() {}
    reader
}

pub(super) fn with_bytes(bytes: &[u8]) -> File {
    let file = tempfile::tempfile().unwrap();
    file.write_all_at(bytes, 0).unwrap();
    file
}

pub(super) fn bytes(file: &File) -> Vec<u8> {
    let mut bytes = vec![0; file.metadata().unwrap().len() as usize];
    file.read_exact_at(&mut bytes, 0).unwrap();
    bytes
}

/// A chart would show another number than the one that was logged, or show it in another series.
#[test]
fn every_point_is_read_as_it_was_written() {
    let mut random = Random::new(1);
    for round in 0..40 {
        let file = tempfile::tempfile().unwrap();
        let mut follower = SeriesReader::keeping(again(&file), usize::MAX, |_, _, _| true);
        let mut written = HashMap::<(String, String), Vec<(i64, u64, u64)>>::new();
        let mut writer = SeriesWriter::open(again(&file)).unwrap();
        for _ in 0..random.below(3000) {
            // "a" and "bc", "ab" and "c" are different series.
            let text = "abcd".repeat(60);
            let (part, name) = text[..16].split_at(random.below(16) as usize);
            let point = any_point(&mut random);
            writer.point(Source::Mlflow, part, name, point);
            written.entry((part.to_owned(), name.to_owned())).or_default().push(bits(point));
            match random.below(200) {
                0 => writer.flush().unwrap(),
                1 => {
                    writer.finish().unwrap();
                    writer = SeriesWriter::open(again(&file)).unwrap();
                }
                2 => while follower.read_more().unwrap() {},
                _ => {}
            }
        }
        writer.finish().unwrap();
        while follower.read_more().unwrap() {}
        for reader in [follower, read(&file)] {
            assert_eq!(reader.damage(), Damage::default());
            let read =
                reader.series().map(|series| ((series.part.clone(), series.name.clone()), points(series)));
            assert_eq!(read.collect::<HashMap<_, _>>(), written, "round {round}");
        }
    }
}

/// The charts of a run from before an update would be other ones, or another program that follows the book would misread
/// them. The file was written after `docs/src/formats.md` by another program.
#[test]
fn a_file_is_read_as_the_book_describes_it() {
    let file = File::open(fuzz::folder("series").join("kinds")).unwrap();
    let reader = read(&file);
    assert_eq!(reader.damage(), Damage::default());
    assert_eq!(reader.dropped(), Dropped { series: 3, size: 0, disk: 200 });
    let all: Vec<_> = reader.series().collect();
    let names = all.iter().map(|series| (series.source, &*series.part, &*series.name));
    let expected = [
        (Source::Mlflow, "", "loss"),
        (Source::Printed, "part", "val/é"),
        (Source::Tensorboard, "logs/train", "accuracy"),
    ];
    assert!(names.eq(expected), "{all:?}");
    assert_eq!(all[0].values, [1.0, 1.0 / 2.0, 1.0 / 3.0, 1.0 / 4.0, 1.0 / 5.0, 1.0 / 6.0, 0.125]);
    assert_eq!(all[1].steps, [0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 0]);
    assert_eq!(all[1].times[9], 1_790_000_001.125);
    let values = [0.25, f64::NAN, 1e300, -0.0, f64::INFINITY].map(f64::to_bits);
    let expected = values.iter().cycle().take(10).chain(&values[4..]);
    assert!(all[1].values.iter().map(|value| value.to_bits()).eq(expected.copied()), "{:?}", all[1]);
    assert_eq!((all[2].steps[7], all[2].steps[8], all[2].times[8]), (7_000_000_000, -5, 0.0));
}

/// Code with a broken clock would end the program, or take its other numbers along.
#[test]
fn any_time_is_written() {
    let file = tempfile::tempfile().unwrap();
    let mut writer = SeriesWriter::open(again(&file)).unwrap();
    let times = [f64::NAN, f64::INFINITY, f64::MIN, 1.79e9, 1_790_000_000.123_456_7, -0.000_001];
    for time in times {
        writer.point(Source::Mlflow, "", "loss", Point { step: 0, time, value: 1.0 });
    }
    writer.finish().unwrap();
    let last = i64::MAX as f64 / 1e6;
    let read = read(&file).into_series().remove(0).times;
    assert_eq!(read, [0.0, last, -last, 1.79e9, 1_790_000_000.123_457, -0.000_001]);
}

/// A table of runs would show another best value than the chart.
#[test]
fn a_summary_says_the_same_as_the_points() {
    let mut random = Random::new(2);
    for _ in 0..40 {
        let file = tempfile::tempfile().unwrap();
        let mut writer = SeriesWriter::open(again(&file)).unwrap();
        let points: Vec<Point> = (0..1 + random.below(20)).map(|_| any_point(&mut random)).collect();
        points.iter().for_each(|point| writer.point(Source::Csv, "", "loss", *point));
        writer.finish().unwrap();
        let mut reader = SeriesReader::new(again(&file));
        while reader.read_more().unwrap() {}
        let series = reader.into_series().remove(0);
        assert!(series.steps.is_empty(), "no points were asked for");
        let summary = series.summary;
        let finite: Vec<Point> = points.iter().filter(|point| point.value.is_finite()).copied().collect();
        let found = |best: fn(f64, f64) -> f64| {
            let value = finite.iter().map(|point| point.value).reduce(best)?;
            finite.iter().find(|point| point.value == value).copied().map(bits)
        };
        assert_eq!((summary.count, summary.finite), (points.len() as u64, finite.len() as u64));
        assert_eq!(summary.first.map(bits), points.first().copied().map(bits));
        assert_eq!(summary.last.map(bits), points.last().copied().map(bits));
        assert_eq!(summary.min.map(bits), found(f64::min));
        assert_eq!(summary.max.map(bits), found(f64::max));
        let sum: f64 = finite.iter().map(|point| point.value).sum();
        assert_eq!(summary.mean(), (!finite.is_empty()).then(|| sum / finite.len() as f64));
    }
}

/// A file of a run that was killed while it wrote, with three flushes.
pub(super) fn three_flushes() -> (Vec<u8>, Vec<usize>) {
    let file = tempfile::tempfile().unwrap();
    let mut writer = SeriesWriter::open(again(&file)).unwrap();
    let mut ends = Vec::new();
    for flush in 0..3 {
        for step in 0..4 {
            writer.point(
                Source::Printed,
                "",
                ["loss", "accuracy"][step as usize % 2],
                point(flush * 4 + step),
            );
        }
        writer.flush().unwrap();
        ends.push(file.metadata().unwrap().len() as usize);
    }
    (bytes(&file), ends)
}

pub(super) fn steps(reader: &SeriesReader) -> Vec<i64> {
    let mut steps: Vec<i64> = reader.series().flat_map(|series| series.steps.clone()).collect();
    steps.sort();
    steps
}

/// A machine that loses its power would lose all numbers of a training, or all that come after it was continued.
#[test]
fn a_torn_end_costs_what_is_in_it_and_nothing_else() {
    let (whole, ends) = three_flushes();
    for length in 0..=whole.len() {
        let file = with_bytes(&whole[..length]);
        let flushed = ends.iter().filter(|end| **end <= length).count() as i64;
        let before: Vec<i64> = (0..flushed * 4).collect();
        let reader = read(&file);
        assert_eq!((steps(&reader), reader.damage()), (before.clone(), Damage::default()), "{length} bytes");
        let mut writer = SeriesWriter::open(again(&file)).unwrap();
        writer.point(Source::Printed, "", "accuracy", point(100));
        writer.point(Source::Printed, "", "new", point(101));
        writer.finish().unwrap();
        let reader = read(&file);
        assert_eq!((steps(&reader), reader.damage()), ([before, vec![100, 101]].concat(), Damage::default()));
        let mut names: Vec<&str> = reader.series().map(|series| &*series.name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), reader.series().count(), "a series was made twice");
    }
}

/// The rest of a long block that was torn would be read after a short one that was written over its beginning.
#[test]
fn a_torn_end_is_cut_off() {
    let (mut whole, _) = three_flushes();
    whole.extend([0, 64, 0, 0, 1, 2, 3, 4, POINTS]);
    whole.extend([1; 5000]);
    let file = with_bytes(&whole);
    let mut writer = SeriesWriter::open(again(&file)).unwrap();
    for step in 12..14 {
        writer.point(Source::Printed, "", "loss", point(step));
        writer.flush().unwrap();
    }
    let reader = read(&file);
    assert_eq!((steps(&reader), reader.damage()), ((0..14).collect(), Damage::default()));
    assert!(bytes(&file).len() < whole.len() - 4000);
}

/// A chart that is looked at while the training runs would stop, or show a point twice.
#[test]
fn a_half_written_end_is_waited_for() {
    let (whole, _) = three_flushes();
    let file = tempfile::tempfile().unwrap();
    let mut reader = SeriesReader::keeping(again(&file), usize::MAX, |_, _, _| true);
    for (place, byte) in whole.iter().enumerate() {
        file.write_all_at(&[*byte], place as u64).unwrap();
        while reader.read_more().unwrap() {}
    }
    assert_eq!((steps(&reader), reader.damage()), ((0..12).collect(), Damage::default()));
}

/// A disk with a bad sector would cost all numbers of a run.
#[test]
fn a_damaged_byte_costs_one_block() {
    let (whole, ends) = three_flushes();
    let line = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    for place in line..whole.len() {
        let mut damaged = whole.clone();
        damaged[place] ^= 0x10;
        let reader = read(&with_bytes(&damaged));
        let read = steps(&reader);
        let damage = reader.damage();
        // Nothing is read that was not written, and all flushes before the damage are there.
        let flushed = ends.iter().filter(|end| **end <= place).count() as i64;
        assert!((0..flushed * 4).all(|step| read.contains(&step)), "byte {place}: {read:?}");
        assert!(read.windows(2).all(|two| two[0] < two[1]) && read.iter().all(|step| (0..12).contains(step)));
        // If the length is right, what comes after is there, too, unless it has lost its name.
        if damage.end.is_none() && damage.blocks == 1 && place > ends[0] {
            assert!(read.len() >= 8, "byte {place}: {read:?}");
        }
        assert!(read.len() < 12, "byte {place} was not noticed");
    }
    // In the kind and in the payload of the second flush.
    for place in [ends[0] + 8, ends[1] - 1] {
        let mut damaged = whole.clone();
        damaged[place] ^= 0x10;
        let reader = read(&with_bytes(&damaged));
        assert_eq!(steps(&reader), [0, 1, 2, 3, 8, 9, 10, 11]);
        assert_eq!(reader.damage(), Damage { blocks: 1, ..Damage::default() });
    }
}

/// What a newer version has written would be shown wrong, or be destroyed.
#[test]
fn other_files_are_refused_and_left_alone() {
    for (content, is_newer) in [
        ("trainyard series 2\n", true),
        ("trainyard series 4000000000\nx", true),
        ("trainyard series 0\n", false),
        ("trainyard series 1 \n", false),
        ("trainyard series \n", false),
        ("trainyard series 11111111111", false),
        ("{}", false),
        ("\0", false),
    ] {
        let file = with_bytes(content.as_bytes());
        let refused = SeriesReader::new(again(&file)).read_more().unwrap_err();
        assert_eq!(matches!(refused, SeriesError::Newer(2 | 4_000_000_000)), is_newer, "{content:?}");
        assert_eq!(matches!(refused, SeriesError::Other), !is_newer, "{content:?}");
        assert!(SeriesWriter::open(again(&file)).is_err(), "{content:?}");
        assert_eq!(bytes(&file), content.as_bytes());
    }
}

/// Code that makes a series for each sample would fill memory and disk, and nobody would know why numbers are missing.
#[test]
fn further_series_are_refused_and_counted() {
    let file = tempfile::tempfile().unwrap();
    let mut writer = SeriesWriter::open(again(&file)).unwrap();
    for number in 0..MOST_SERIES + 50 {
        writer.point(Source::Mlflow, "", &format!("sample/{number}"), point(0));
    }
    writer.point(Source::Mlflow, "", "sample/7", point(1));
    writer.flush().unwrap();
    // Without an end of its own, the number is at least nearly right.
    assert!(read(&file).dropped().series >= 44);
    writer.point(Source::Mlflow, "", "one more", point(1));
    writer.finish().unwrap();
    let dropped = Dropped { series: 51, ..Dropped::default() };
    let reader = read(&file);
    assert_eq!((reader.series().count(), reader.dropped()), (MOST_SERIES, dropped));
    assert_eq!(reader.series().nth(7).unwrap().steps, [0, 1]);
    let mut writer = SeriesWriter::open(again(&file)).unwrap();
    writer.point(Source::Mlflow, "", "after a crash", point(1));
    assert_eq!(writer.dropped(), Dropped { series: 52, ..Dropped::default() });
}

/// A name of a megabyte would be in every list, and half a character in none.
#[test]
fn long_names_are_cut_between_characters() {
    let file = tempfile::tempfile().unwrap();
    let mut writer = SeriesWriter::open(again(&file)).unwrap();
    writer.point(Source::Mlflow, &"€".repeat(1000), &"x".repeat(1 << 20), point(0));
    writer.point(Source::Mlflow, "", "", point(0));
    writer.finish().unwrap();
    let reader = read(&file);
    let names: Vec<_> = reader.series().map(|series| (&*series.part, &*series.name)).collect();
    assert_eq!(names, [(&*"€".repeat(83), &*"x".repeat(250)), ("", "")]);
}

/// A chart of one series would need the memory of all of them.
#[test]
fn only_points_that_were_asked_for_are_kept() {
    let file = tempfile::tempfile().unwrap();
    let mut writer = SeriesWriter::open(again(&file)).unwrap();
    for step in 0..100 {
        writer.point(Source::Mlflow, "", "loss", point(step));
        writer.point(Source::Resources, "", "cpu", point(step));
    }
    writer.finish().unwrap();
    for (most, kept) in [(usize::MAX, 100), (30, 30)] {
        let mut reader = SeriesReader::keeping(again(&file), most, |source, part, name| {
            (source, part, name) == (Source::Resources, "", "cpu")
        });
        while reader.read_more().unwrap() {}
        let kept_of: Vec<usize> = reader.series().map(|series| series.steps.len()).collect();
        assert_eq!(kept_of, [0, kept]);
        assert!(reader.series().all(|series| series.summary.count == 100));
    }
}

/// A newer version that writes more could not be gone back from; a series would get the points of another.
#[test]
fn what_is_not_known_is_left_out() {
    let (mut whole, _) = three_flushes();
    put_block(&mut whole, 99, b"something new");
    // A source that is not known yet, 77, and a series of it.
    put_block(&mut whole, DEFINITION, &[5, 77, 0, 1, b'n']);
    put_block(&mut whole, POINTS, &points_payload(&[(5, point(50)), (5, point(51))]));
    // A second definition of a series, and a number that is too large.
    put_block(&mut whole, DEFINITION, &[0, 1, 0, 1, b'n']);
    put_block(&mut whole, DEFINITION, &[0x90, 0x4e, 1, 0, 1, b'n']);
    put_block(&mut whole, POINTS, &points_payload(&[(1, point(60))]));
    let file = with_bytes(&whole);
    let reader = read(&file);
    assert_eq!(steps(&reader), [(0..12).collect(), vec![60]].concat());
    assert_eq!(reader.damage(), Damage { blocks: 3, nameless: 2, end: None });
    let mut writer = SeriesWriter::open(again(&file)).unwrap();
    writer.point(Source::Mlflow, "", "new", point(70));
    writer.finish().unwrap();
    let reader = read(&file);
    assert_eq!(steps(&reader), [(0..12).collect(), vec![60, 70]].concat());
    assert_eq!(reader.damage().nameless, 2);
    // Not the number of the series whose source is not known: whoever knows it would read two definitions.
    assert_eq!(reader.numbered().last().unwrap().0, 6);
}

/// A disk would fill sooner than it has to.
#[test]
fn a_point_takes_few_bytes() {
    let mut random = Random::new(4);
    let mut unit = || random.below(1 << 52) as f64 / (1_u64 << 52) as f64;
    // Ten series that are logged at once, ten or a hundred times a second, and flushed ten times a second.
    for (every, most, is_single) in
        [(0.1, 13.0, false), (0.01, 11.5, false), (0.1, 10.0, true), (0.01, 8.5, true)]
    {
        let file = tempfile::tempfile().unwrap();
        let mut writer = SeriesWriter::open(again(&file)).unwrap();
        let (mut time, mut flushed) = (1.79e9, 1.79e9);
        for step in 0..5000 {
            time += every * (0.9 + unit() / 5.0);
            for series in 0..10 {
                let value = 2.0 / (1.0 + f64::from(step) / 500.0) + unit() / 5.0;
                let value = if is_single { f64::from(value as f32) } else { value };
                let time = time + f64::from(series) * 1e-5;
                let name = format!("metric/{series}");
                writer.point(Source::Mlflow, "", &name, Point { step: step.into(), time, value });
            }
            if time - flushed >= 0.1 {
                writer.flush().unwrap();
                flushed = time;
            }
        }
        writer.finish().unwrap();
        let each = file.metadata().unwrap().len() as f64 / 50_000.0;
        println!("every {every} s, single precision {is_single}: {each:.2} bytes a point");
        assert!(each <= most, "{each} bytes, every {every} s, single precision {is_single}");
    }
}
