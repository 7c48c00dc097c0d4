use testkit::Random;

use super::super::tests::{again, any_point, point, read, steps, three_flushes};
use super::*;

/// A training whose disk is full would lose what it measures then, though there was room for it later, or fill memory.
#[test]
fn points_wait_for_a_disk_with_room() {
    let file = tempfile::tempfile().unwrap();
    let mut writer = SeriesWriter::open(again(&file)).unwrap();
    writer.point(Source::Mlflow, "", "loss", point(0));
    writer.flush().unwrap();
    // This device says that the disk is full.
    writer.file = File::options().write(true).open("/dev/full").unwrap();
    // The first block waits as bytes already.
    let kept = (MOST_POINTS + MOST_WAITING) as i64;
    for step in 1..=kept + 99 {
        writer.point(Source::Mlflow, "", "loss", point(step));
        assert!(step % 10_000 != 0 || writer.flush().is_err());
    }
    assert_eq!(writer.dropped(), Dropped { disk: 99, ..Dropped::default() });
    assert_eq!(steps(&read(&file)), [0]);
    writer.file = again(&file);
    writer.flush().unwrap();
    let reader = read(&file);
    assert_eq!(steps(&reader), (0..=kept).collect::<Vec<_>>());
    assert_eq!(reader.dropped(), writer.dropped());
}

/// A disk that takes a part of what is written would leave a file that nothing can be read of from there on.
#[test]
fn the_rest_of_a_block_is_written_later() {
    let (whole, _) = three_flushes();
    for taken in 0..whole.len() {
        let file = tempfile::tempfile().unwrap();
        let mut writer = SeriesWriter::open(again(&file)).unwrap();
        writer.pending = whole[..taken].to_vec();
        writer.flush().unwrap();
        writer.pending = whole[taken..].to_vec();
        writer.points.push((0, point(50)));
        writer.flush().unwrap();
        assert_eq!(steps(&read(&file)), [(0..12).collect(), vec![50]].concat(), "{taken} bytes were taken");
    }
}

/// A training that logs for months would fill the disk.
#[test]
fn a_file_ends_at_its_limit() {
    let file = tempfile::tempfile().unwrap();
    let mut writer = SeriesWriter::open(again(&file)).unwrap();
    writer.size = MOST_BYTES - RESERVED - 300_000;
    let mut random = Random::new(3);
    for _ in 0..100_000 {
        writer.point(Source::Mlflow, "", "loss", any_point(&mut random));
    }
    writer.flush().unwrap();
    let full = writer.size;
    assert!(full <= MOST_BYTES - RESERVED + 100 && writer.dropped().size > 50_000, "{:?}", writer.dropped());
    // The longest names, and counts that are written again and again, still fit.
    for number in 0..MOST_SERIES {
        let [part, name] = ["p", "n"].map(|text| format!("{number:0>249}{text}"));
        writer.point(Source::Mlflow, &part, &name, any_point(&mut random));
    }
    for _ in 0..64 {
        let Dropped { series, size, disk } = &mut writer.dropped;
        [series, size, disk].into_iter().for_each(|count| *count += *count / 4 + 1);
        writer.flush().unwrap();
    }
    assert!(full < writer.size && file.metadata().unwrap().len() < MOST_BYTES - (1 << 20));
}
