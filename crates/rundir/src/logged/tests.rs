use std::fs;
use std::os::unix::fs::symlink;

use tempfile::TempDir;

use super::*;
use crate::RunDir;

fn run() -> (TempDir, RunDir) {
    let folder = tempfile::tempdir().unwrap();
    let run = RunDir::new(folder.path());
    (folder, run)
}

fn parameter(name: &str, value: &str) -> Logged {
    let what = What::Parameter { name: name.into(), value: value.into(), cut: false };
    Logged { source: Source::Mlflow, part: String::new(), what }
}

fn tag(name: &str, value: Option<&str>) -> Logged {
    let what = What::Tag { name: name.into(), value: value.map(Into::into), cut: false };
    Logged { source: Source::Mlflow, part: "child".into(), what }
}

fn values(run: &RunDir) -> Vec<(String, String)> {
    let all = read(run).unwrap().into_iter();
    let value = |logged: Logged| match logged.what {
        What::Parameter { name, value, .. } => (name, value),
        What::Tag { name, value, .. } => (name, value.unwrap()),
        what => panic!("{what:?}"),
    };
    all.map(value).collect()
}

/// A person would see a value that the code has replaced or removed since.
#[test]
fn the_last_value_counts() {
    let (_folder, run) = run();
    assert!(read(&run).unwrap().is_empty());
    let mut writer = LoggedWriter::new(&run);
    writer.flush().unwrap();
    assert!(!run.logged().exists());
    for value in ["0.1", "0.2"] {
        writer.add(parameter("lr", value));
        writer.add(tag("stage", Some(value)));
        writer.add(tag("draft", Some("yes")));
        writer.flush().unwrap();
    }
    writer.add(tag("draft", None));
    writer.flush().unwrap();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(values(&run), [pair("lr", "0.2"), pair("stage", "0.2")]);
    let lines = fs::read_to_string(run.logged()).unwrap();
    let first =
        "{\"format\":1}\n{\"source\":\"mlflow\",\"kind\":\"parameter\",\"name\":\"lr\",\"value\":\"0.1\"}\n";
    assert!(lines.starts_with(first), "{lines}");
    assert_eq!(lines.lines().count(), 1 + 3 + 2 + 1, "what did not change is not written again: {lines}");
}

/// Code that logs its state a million times would fill the disk, and the last state would not be recorded.
#[test]
fn what_is_replaced_again_and_again_stays_small() {
    let (_folder, run) = run();
    let mut writer = LoggedWriter::new(&run);
    writer.add(parameter("lr", "0.1"));
    let long = "x".repeat(4000);
    for step in 0..3000 {
        writer.add(tag("state", Some(&format!("{step} {long}"))));
        writer.flush().unwrap();
        assert!(fs::metadata(run.logged()).unwrap().len() <= LARGEST);
    }
    assert_eq!(values(&run)[0].1, "0.1");
    assert!(values(&run)[1].1.starts_with("2999 "));
    assert!(!run.logged_new().exists() && writer.dropped() == 0);
}

/// Code that logs without end would fill the memory and the disk.
#[test]
fn too_much_is_dropped_and_counted() {
    let (_folder, run) = run();
    let mut writer = LoggedWriter::new(&run);
    writer.add(parameter(&"é".repeat(1000), &"é".repeat(LONGEST_VALUE)));
    for number in 0..MOST_ENTRIES + 6 {
        writer.add(parameter(&number.to_string(), "1"));
    }
    // What is known can still change.
    writer.add(parameter("7", "2"));
    writer.flush().unwrap();
    let all = read(&run).unwrap();
    assert_eq!((all.len(), writer.dropped()), (MOST_ENTRIES, 7));
    let What::Parameter { name, value, cut } = &all.last().unwrap().what else { panic!("{all:?}") };
    assert_eq!((name.len(), value.len(), *cut), (LONGEST_NAME, LONGEST_VALUE, true));
    assert!(values(&run).contains(&("7".into(), "2".into())));

    let (_folder, run) = self::run();
    let mut writer = LoggedWriter::new(&run);
    for number in 0..1000 {
        writer.add(parameter(&number.to_string(), &"x".repeat(LONGEST_VALUE)));
    }
    writer.flush().unwrap();
    assert!(writer.dropped() > 700 && fs::metadata(run.logged()).unwrap().len() <= MOST_BYTES as u64 + 100);
}

/// The parameters of a run would be lost because the disk was full for a moment.
#[test]
fn what_could_not_be_written_is_written_later() {
    let (folder, run) = run();
    let full = RunDir::new(folder.path().join("none"));
    let mut writer = LoggedWriter::new(&full);
    writer.add(parameter("lr", "0.1"));
    writer.flush().unwrap_err();
    fs::create_dir(full.path()).unwrap();
    writer.flush().unwrap();
    assert_eq!(values(&full), [("lr".to_owned(), "0.1".to_owned())]);

    // Another file in its place, which the code could have made, is left alone.
    fs::write(run.logged(), "mine").unwrap();
    let mut writer = LoggedWriter::new(&run);
    writer.add(parameter("lr", "0.1"));
    writer.flush().unwrap_err();
    assert_eq!(fs::read_to_string(run.logged()).unwrap(), "mine");
}

fn histogram(step: i64, edges: &[f64], counts: &[f64]) -> Logged {
    let (name, edges, counts) = ("é".repeat(200), edges.into(), counts.into());
    let what = What::Histogram { name, step, edges, counts };
    Logged { source: Source::Tensorboard, part: String::new(), what }
}

/// The steps of all histograms.
fn steps(run: &RunDir) -> Vec<i64> {
    let step = |logged: Logged| match logged.what {
        What::Histogram { step, .. } => step,
        what => panic!("{what:?}"),
    };
    read(run).unwrap().into_iter().map(step).collect()
}

/// A chart would show what was thinned out for as long as the run goes on, or lose what was logged again since.
#[test]
fn a_removed_histogram_is_gone_until_it_is_logged_again() {
    let (_folder, run) = run();
    let mut writer = LoggedWriter::new(&run);
    let one = |step| histogram(step, &[0.1, 0.2, 0.2], &[1.0, 0.5]);
    [3, -1, 2].into_iter().for_each(|step| writer.add(one(step)));
    writer.flush().unwrap();
    writer.remove(one(3));
    writer.remove(one(7));
    writer.flush().unwrap();
    assert_eq!(steps(&run), [-1, 2]);
    let lines = fs::read_to_string(run.logged()).unwrap();
    assert_eq!(lines.lines().count(), 1 + 3 + 1, "what was not there is not removed: {lines}");
    writer.remove(one(2));
    writer.add(one(2));
    writer.add(one(5));
    writer.remove(one(5));
    writer.flush().unwrap();
    assert_eq!(steps(&run), [-1, 2]);
    let What::Histogram { name, edges, counts, .. } = &read(&run).unwrap()[0].what else { panic!() };
    assert_eq!((name.len(), &edges[..], &counts[..]), (LONGEST_NAME, &[0.1, 0.2, 0.2][..], &[1.0, 0.5][..]));
}

/// Code that writes the file itself would have charts drawn without end, or fill the memory.
#[test]
fn a_histogram_that_is_none_is_not_read() {
    let (_folder, run) = run();
    let many = vec![1.0; MOST_BINS + 2];
    let strange = [
        histogram(1, &[0.0], &[]),
        histogram(2, &[0.0, 1.0], &[1.0, 1.0]),
        histogram(3, &[1.0, 0.0], &[1.0]),
        histogram(4, &[0.0, 1.0], &[-1.0]),
        histogram(5, &many, &many[1..]),
        histogram(6, &many[1..], &many[2..]),
    ];
    let lines = strange.iter().map(|one| serde_json::to_string(one).unwrap());
    let long = serde_json::to_string(&histogram(7, &[0.0, 1.0], &[1.0])).unwrap() + &" ".repeat(LONGEST_LINE);
    let text = ["{\"format\":1}".to_owned()].into_iter().chain(lines).chain([long]).collect::<Vec<_>>();
    fs::write(run.logged(), text.join("\n")).unwrap();
    assert_eq!(steps(&run), [6]);
}

/// Code that writes the file itself would keep a person from seeing the run, or show them a file of theirs.
#[test]
fn a_strange_file_does_no_harm() {
    let (folder, run) = run();
    fs::write(folder.path().join("key"), "{\"format\":1}\n").unwrap();
    symlink(folder.path().join("key"), run.logged()).unwrap();
    read(&run).unwrap_err();
    fs::remove_file(run.logged()).unwrap();

    fs::write(run.logged(), "{\"format\":2}\n").unwrap();
    let failure = read(&run).unwrap_err();
    assert!(matches!(*failure.message, locales::Message::FileNewer { .. }), "{failure:?}");

    let known = serde_json::to_string(&parameter("lr", "0.1")).unwrap();
    let newer = "{\"source\":\"mlflow\",\"kind\":\"audio\",\"name\":\"a\"}";
    let image =
        "{\"source\":\"tensorboard\",\"kind\":\"image\",\"name\":\"a\",\"index\":0,\"step\":1,\"file\":3}";
    let text = ["{\"format\":1}", newer, image, "[[[[", "\u{0}", &known, "{\"source\":\"ml"].join("\n");
    fs::write(run.logged(), text).unwrap();
    assert_eq!(read(&run).unwrap(), [parameter("lr", "0.1")], "an image without its file is none");
}
