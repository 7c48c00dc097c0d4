//! What happens to series when a process is killed, or there is no room for a while.
#![expect(clippy::unwrap_used, reason = "helpers of tests, outside of them too")]

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use rundir::series::{Damage, Point, SeriesReader, SeriesWriter, Source};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The variable with the file of series, which is only set in the process that a test starts.
const PATH: &str = "SERIES_PATH";

fn point(step: i64) -> Point {
    Point { step, time: 1.79e9 + step as f64, value: step as f64 * 0.1 }
}

fn open(path: &Path) -> File {
    File::options().read(true).write(true).create(true).truncate(false).open(path).unwrap()
}

/// The steps of the only series in a file, and what is damaged.
fn steps(path: &Path) -> (Vec<i64>, Damage) {
    let mut reader = SeriesReader::keeping(open(path), usize::MAX, |_, _, _| true);
    while reader.read_more().unwrap() {}
    (reader.series().flat_map(|series| series.steps.clone()).collect(), reader.damage())
}

/// Writes until it is killed, and says each time how many points were flushed.
fn write_for_ever(path: &Path) -> ! {
    let mut writer = SeriesWriter::open(open(path)).unwrap();
    let before = steps(path).0.len() as i64;
    for step in before.. {
        writer.point(Source::Mlflow, "", "loss", point(step));
        if step % 3 == 0 {
            writer.flush().unwrap();
            println!("flushed {}", step + 1);
        }
    }
    std::process::exit(1)
}

/// A training that is killed would lose what it had logged.
#[test]
fn a_killed_writer_loses_nothing_that_was_flushed() {
    if let Some(path) = std::env::var_os(PATH) {
        write_for_ever(Path::new(&path));
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("series");
    let mut confirmed = 0;
    for round in 1..8 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "a_killed_writer_loses_nothing_that_was_flushed", "--nocapture"])
            .env(PATH, &path)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let flushed = lines.filter_map(|line| line.unwrap().rsplit_once("flushed ")?.1.parse::<i64>().ok());
        let mut flushed = flushed.skip(round * 7);
        confirmed = flushed.next().unwrap().max(confirmed);
        child.kill().unwrap();
        // What it said before it ended was flushed, too.
        confirmed = flushed.last().unwrap_or(confirmed);
        child.wait().unwrap();
        let (steps, damage) = steps(&path);
        assert!(steps.len() as i64 >= confirmed, "{} of {confirmed}", steps.len());
        assert!(steps.iter().copied().eq(0..steps.len() as i64), "{steps:?}");
        assert_eq!(damage, Damage::default());
    }
}

/// A training whose disk was full for a while would have a chart that breaks off, or one that cannot be read.
#[test]
fn a_full_disk_costs_nothing_if_there_is_room_again() {
    let Some(path) = std::env::var_os(PATH) else {
        let folder = tempfile::tempdir().unwrap();
        // Like a disk, a limit takes a part of what is written and then nothing. The signal about it would end the test.
        let mut again = Command::new("sh");
        again.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]).arg(std::env::current_exe().unwrap());
        again.args(["--exact", "a_full_disk_costs_nothing_if_there_is_room_again", "--nocapture"]);
        let output = again.env(PATH, folder.path().join("series")).output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && printed.contains("1 passed"), "{output:?}");
        return;
    };
    let path = Path::new(&path);
    let maximum = getrlimit(Resource::Fsize).maximum;
    let limit = |current| setrlimit(Resource::Fsize, Rlimit { current, maximum }).unwrap();
    let mut writer = SeriesWriter::open(open(path)).unwrap();
    limit(Some(4_000));
    let (mut failed, mut step) = (0, 0);
    while failed < 40 {
        for _ in 0..300 {
            writer.point(Source::Mlflow, "", "loss", point(step));
            step += 1;
        }
        failed += u64::from(writer.flush().is_err());
        let (steps, damage) = steps(path);
        assert!(steps.iter().copied().eq(0..steps.len() as i64));
        assert_eq!(damage, Damage::default());
    }
    assert!((steps(path).0.len() as i64) < step, "there was no limit");
    limit(maximum);
    writer.finish().unwrap();
    assert_eq!(steps(path), ((0..step).collect(), Damage::default()));
}
