use std::fs;
use std::os::unix::fs::FileExt;

use super::*;
use crate::testing::{Kept, file, fixture};

/// The files of a database, to which the training and the reader have access at the same time.
struct Database {
    files: [(File, File); 2],
    reader: TrackioReader,
    kept: Kept,
}

impl Database {
    /// With these bytes in it and in its log.
    fn of(database: &[u8], log: &[u8]) -> Self {
        let reader = TrackioReader::new("");
        Self { files: [database, log].map(file), reader, kept: Kept::default() }
    }

    /// As a fixture has it.
    fn named(name: &str) -> Self {
        let [database, log] = bytes_of(name);
        Self::of(&database, &log)
    }

    /// Replaces what is in both files.
    fn become_(&mut self, [database, log]: [Vec<u8>; 2]) {
        for ((_, writer), bytes) in self.files.iter().zip([database, log]) {
            writer.set_len(bytes.len() as u64).unwrap();
            writer.write_all_at(&bytes, 0).unwrap();
        }
    }

    fn read(&mut self) -> Result<Came, Broken> {
        let [(database, _), (log, _)] = &self.files;
        self.reader.read_more(database, Some(log), &mut |found| self.kept.take(found))
    }

    /// The steps of the loss, after all was read.
    #[track_caller]
    fn steps(&mut self) -> Vec<i64> {
        while self.read().unwrap() == Came::More {}
        self.kept.series("loss").into_iter().map(|(step, _)| step).collect()
    }
}

/// The bytes of a database and of its log.
fn bytes_of(name: &str) -> [Vec<u8>; 2] {
    let path = fixture(&format!("trackio/{name}.db"));
    [fs::read(&path).unwrap(), fs::read(path + "-wal").unwrap_or_default()]
}

/// A chart would have other points than Trackio shows.
#[test]
fn numbers_are_those_that_were_logged() {
    let mut flowers = Database::named("flowers");
    let mut parts = Vec::new();
    let [(database, _), (log, _)] = &flowers.files;
    flowers.reader = TrackioReader::new("two/flowers");
    let came = flowers.reader.read_more(database, Some(log), &mut |found| {
        if let Found::Measured(measured) = found {
            parts.push(measured.part.to_owned());
        }
        flowers.kept.take(found);
    });
    assert_eq!((came, flowers.reader.left_out()), (Ok(Came::All), 0));
    parts.dedup();
    assert_eq!(parts, ["two/flowers/first", "two/flowers/second"]);
    let kept = &flowers.kept;
    assert_eq!(kept.names(), ["down", "loss", "up", "val.acc"]);
    let loss = kept.series("loss");
    assert_eq!(loss[..4], [(0, 1.0), (1, 0.5), (2, 1.0 / 3.0), (3, 0.25)]);
    assert!(loss[4].0 == 10 && loss[4].1.is_nan());
    assert_eq!(loss[5..], [(11, 0.125), (0, 7.0)]);
    assert_eq!(kept.series("up"), [(10, f64::INFINITY)]);
    assert_eq!(kept.series("down"), [(10, f64::NEG_INFINITY)]);
    assert_eq!(kept.series("val.acc"), [(0, 0.0), (1, 0.25), (2, 0.5), (3, 0.75)]);
    let times: Vec<_> = kept.points.iter().map(|point| point.2).collect();
    assert!(times.is_sorted() && times.iter().all(|time| (1.79e9..1.80e9).contains(time)), "{times:?}");
}

/// What Trackio measured of the GPU would be missing, or be taken for what the code logged under the same name.
#[test]
fn what_trackio_measured_of_the_machine_is_below_system() {
    let mut machine = Database::named("machine");
    assert_eq!((machine.read(), machine.reader.left_out()), (Ok(Came::All), 0));
    let kept = &machine.kept;
    assert_eq!(kept.names(), ["gpu/0/power", "system/cpu.load", "system/gpu/0/power", "system/gpu/0/temp"]);
    assert_eq!(kept.series("gpu/0/power"), [(0, 0.0), (1, 1.0), (2, 2.0)]);
    // They have no steps.
    assert_eq!(kept.series("system/gpu/0/power"), [(0, 70.5), (0, 71.5), (0, 72.5)]);
    assert_eq!(kept.series("system/gpu/0/temp"), [(0, 40.0); 3]);
    assert!(kept.series("system/cpu.load").iter().all(|point| point.1.is_nan()));
    assert_eq!(machine.read(), Ok(Came::All));
    assert_eq!(machine.kept.points.len(), 12, "each is given once");
}

/// After some hundred steps a chart would stop, or lack what was logged beside a long text.
#[test]
fn a_table_of_many_pages_is_read() {
    let mut deep = Database::named("deep");
    deep.steps();
    let logged = (0..600_i64).filter(|n| (n + 1) % 50 != 0).map(|n| {
        let step = n * if n % 2 == 0 { 1 } else { -1 } * 10_i64.pow((n % 13) as u32);
        (step, step as f64 / 3.0)
    });
    assert_eq!(deep.kept.series("loss"), logged.collect::<Vec<_>>());
    assert_eq!(deep.reader.left_out(), 0);
}

/// Points would be missing, or come twice, whenever SQLite begins its log again; and those of a transaction that was
/// given up would be shown.
#[test]
fn each_row_is_given_once_when_it_is_committed() {
    let mut grows = Database::named("grows-1");
    assert_eq!(grows.steps(), (0..30).collect::<Vec<_>>());
    for (name, rows) in [("grows-2", 35), ("grows-3", 35), ("grows-4", 36), ("grows-4", 36)] {
        grows.become_(bytes_of(name));
        assert_eq!(grows.steps(), (0..rows).collect::<Vec<_>>(), "{name}");
    }
}

/// A training would have no chart until its next step, or never, when it was looked at while it wrote.
#[test]
fn a_half_written_log_is_waited_for() {
    let [database, log] = bytes_of("grows-1");
    let mut grows = Database::of(&database, &[]);
    for length in (0..=log.len()).step_by(67) {
        grows.become_([database.clone(), log[..length].to_vec()]);
        let steps = grows.steps();
        assert!((0..).zip(&steps).all(|(number, step)| number == *step), "{length}: {steps:?}");
    }
    grows.become_([database, log]);
    assert_eq!(grows.steps().len(), 30);
}

/// The first points of a database that grows while it is read would be those of two states of it.
#[test]
fn nothing_is_given_of_a_database_that_changes_meanwhile() {
    let mut grows = Database::named("grows-1");
    let [(database, writer), (log, _)] = &grows.files;
    let before = State::of(database, Some(log)).unwrap();
    writer.set_len(4096).unwrap();
    assert!(State::of(database, Some(log)).unwrap() != before);
    let [_, later] = bytes_of("grows-2");
    assert!(State::of(database, Some(&file(&later).0)).unwrap().log != before.log);
    assert_eq!(grows.steps().len(), 30);
}

/// The log of a run would name every database that is none of Trackio's, and a broken one would be read for ever.
#[test]
fn what_is_broken_ends_and_what_is_another_gives_nothing() {
    let mut other = Database::named("other");
    assert_eq!((other.steps(), other.reader.is_trackios()), (vec![], false));
    for (bytes, came) in [(&b""[..], Ok(Came::All)), (&[0; 512], Err(Why::Format))] {
        assert_eq!(Database::of(bytes, &[]).read().map_err(|broken| broken.why), came);
    }
    let [mut database, _] = bytes_of("deep");
    // Its pages have themselves below them.
    for page in database.chunks_mut(512).skip(1).filter(|page| page[0] == 5) {
        page[8..12].copy_from_slice(&2_u32.to_be_bytes());
    }
    let mut deep = Database::of(&database, &[]);
    let broken = loop {
        if let Err(broken) = deep.read() {
            break broken;
        }
    };
    assert_eq!((broken.why, deep.reader.is_trackios()), (Why::Format, true));
}
