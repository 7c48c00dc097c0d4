use std::fs;
use std::path::PathBuf;

use files::Watch;
use locales::Message;

use super::included::Included;
use super::*;
use crate::{DatasetAdded, Engine};

/// A restored store would believe that others are at work in it, or lack what cannot be made again.
#[test]
fn what_cannot_be_made_again_is_included() {
    let home = Home::at(Path::new("/store"));
    let [running, ended] = [1, 2].map(|n| RunId::from_random(n * 0x0123_4567_89ab_cdef));
    let all = HashSet::from([running.clone()]);
    let included = Included { home: &home, running: &all };
    let of = |id: &RunId, name: &str| included.includes(&PathBuf::from(format!("runs/{id}/{name}")));
    for path in [
        "settings.json",
        "events.jsonl",
        "packages/churn/1.0.zip",
        "projects/p1/packages/churn/1.0.zip",
        "datasets/rows/files",
        "datasets/rows/files/.writing-notes",
        "schedules/s.environ",
        "snapshots/blobs/ab/cd",
        "logs/x.log",
    ] {
        assert!(included.includes(Path::new(path)), "{path}");
    }
    for path in [
        "store.db-wal",
        "store.db.broken",
        "lock",
        "reserve",
        "cache",
        "trash",
        "staging",
        ".writing-x",
        "packages/churn/.writing-x",
        "projects/p1/packages/churn/.writing-x",
        "snapshots/seen",
        "snapshots/manifests/.writing-x",
    ] {
        assert!(!included.includes(Path::new(path)), "{path}");
    }
    assert!(of(&running, "log") && of(&running, "started") && of(&running, "images/1.png"));
    for name in ["outcome.json", "package.zip", "trained", "stop", "work", "artifacts", "lock"] {
        assert!(!of(&running, name), "{name}");
    }
    assert!(
        of(&ended, "outcome.json") && of(&ended, "artifacts") && of(&ended, "package") && of(&ended, "work")
    );
    assert!(!of(&ended, "lock") && !of(&ended, "reserve"));
}

fn store(folder: &Path) -> (Engine, PathBuf) {
    let engine = Engine::open(&folder.join("home"), "/no/program".into()).unwrap();
    let data = folder.join("source");
    fs::create_dir(&data).unwrap();
    fs::write(data.join("rows"), "1").unwrap();
    let DatasetAdded { row, .. } =
        engine.datasets().add(&"rows".parse().unwrap(), &data, false, &Watch::default()).unwrap();
    assert_eq!(row.files, 1);
    (engine, folder.join("backups"))
}

/// Two backups at once would remove what the other has just found to be there.
#[test]
fn one_backup_at_a_time_is_made_in_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, backups) = store(folder.path());
    engine.backups().make(&backups, None, &Watch::default()).unwrap();
    let reading = Place::open(&backups).unwrap();
    let refused = engine.backups().make(&backups, None, &Watch::default()).unwrap_err();
    assert!(matches!(*refused.message, Message::BackupBusy { .. }), "{refused:?}");
    drop(reading);
    engine.backups().make(&backups, None, &Watch::default()).unwrap();
    assert_eq!(list(&backups).unwrap().len(), 2);
    assert_eq!(engine.backups().last().unwrap().at, list(&backups).unwrap()[1].at);
}

/// A person would take the folder of a failed backup for one.
#[test]
fn a_first_backup_that_fails_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, backups) = store(folder.path());
    let watch = Watch::default();
    watch.cancel.cancel();
    let make = |to: &Path| *engine.backups().make(to, None, &watch).unwrap_err().message;
    assert_eq!(make(&backups), Message::Cancelled);
    assert!(!backups.exists());
    fs::create_dir(&backups).unwrap();
    assert_eq!(make(&backups), Message::Cancelled);
    assert_eq!(fs::read_dir(&backups).unwrap().count(), 0);
}
