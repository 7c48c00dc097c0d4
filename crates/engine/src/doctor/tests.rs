use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

use files::Watch;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::progress::ReadingFile;
use super::*;
use crate::{CheckStore, Clock, LogFilter, NewPackage};

/// A store with a package of three versions, and its clock in hours since 1970.
fn store(folder: &Path) -> (Engine, Arc<AtomicI64>) {
    let hours = Arc::new(AtomicI64::new(500_000));
    let now = hours.clone();
    let now = move || Timestamp::from_second(now.load(Relaxed) * 3600).unwrap().to_zoned(TimeZone::UTC);
    let engine = Engine::open_by(Clock::new(now), &folder.join("home"), "/no/program".into()).unwrap();
    let source = testkit::Package::training("pass").write(folder);
    let new = NewPackage { name: Some("churn".parse().unwrap()), ..NewPackage::default() };
    for _ in 0..3 {
        engine.packages().add(&source, &new, &Watch::default()).unwrap();
    }
    (engine, hours)
}

fn damage(engine: &Engine, version: &str) {
    let zip = engine.home().version_zip(&"churn".parse().unwrap(), version.parse().unwrap());
    let mut bytes = fs::read(&zip).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(zip, bytes).unwrap();
}

fn codes(up: &CheckUp) -> Vec<(FindingCode, &str)> {
    up.findings.iter().map(|one| (one.code, &*one.thing)).collect()
}

/// Whoever checks a store of terabytes would begin again after each interruption, or what was found before it would be
/// forgotten.
#[test]
fn an_interrupted_check_goes_on_and_knows_what_it_found() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, _) = store(folder.path());
    damage(&engine, "1.0");
    let whole = engine.doctor().check(CheckOptions::default(), &Watch::default()).unwrap();
    assert_eq!(engine.doctor().interrupted(), None);

    let watch = Watch::default();
    let mut reading = ReadingFile::load(engine.home());
    reading.begin(engine.timestamp());
    let mut check = Check::new(&engine, false, &watch);
    assert!(!check.read_part(&mut reading, 1).unwrap());
    reading.save(engine.home()).unwrap();
    let first = check.up.read;
    assert!(first > 0 && first < whole.read);

    assert_eq!(engine.doctor().interrupted(), Some(engine.timestamp()));
    let rest = engine.doctor().check(CheckOptions::default(), &Watch::default()).unwrap();
    assert_eq!(rest.read, whole.read - first);
    assert_eq!(rest.findings, whole.findings);
    assert_eq!(codes(&rest), [(FindingCode::ZipDamaged, "packages/churn/1.0.zip")]);
    let restarts = CheckOptions { restarts: true, ..CheckOptions::default() };
    assert_eq!(engine.doctor().check(restarts, &Watch::default()).unwrap(), whole);
}

/// A person who cancels would lose what was read, or be told that nothing is wrong.
#[test]
fn a_cancelled_check_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, _) = store(folder.path());
    let watch = Watch::default();
    watch.cancel.cancel();
    let failure = engine.doctor().check(CheckOptions::default(), &watch).unwrap_err();
    assert_eq!(*failure.message, Message::Cancelled);
    assert_eq!(engine.doctor().last(), None);
}

/// Nobody would notice a failing disk until the data is needed; or a laptop would be busy with it every day.
#[test]
fn the_store_is_checked_by_itself_as_often_as_the_setting_says() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, hours) = store(folder.path());
    let days = |days: i64| hours.fetch_add(24 * days, Relaxed);
    let slice = || engine.doctor().slice().unwrap();
    let logged = || engine.activity().page(&LogFilter::default(), 0, 100).unwrap().total;
    assert_eq!(slice(), None, "a new store is not checked at once");
    days(29);
    assert_eq!(slice(), None);
    days(2);
    damage(&engine, "2.0");
    let before = logged();
    let up = slice().unwrap();
    assert_eq!(codes(&up), [(FindingCode::ZipDamaged, "packages/churn/2.0.zip")]);
    assert_eq!(logged(), before + 1);
    let last = engine.doctor().last().unwrap();
    assert_eq!((last.at, last.wrong), (engine.timestamp(), 1));
    assert_eq!(slice(), None);

    days(8);
    assert_eq!(slice(), None);
    let set =
        |often| engine.apply_settings(&crate::Settings { check_store: often, ..engine.settings() }).unwrap();
    set(CheckStore::Weekly);
    assert!(slice().is_some());
    days(100);
    set(CheckStore::Off);
    assert_eq!(slice(), None);
    set(CheckStore::Monthly);
    let lock = Lock::try_exclusive(&engine.home().checking()).unwrap();
    assert_eq!(slice(), None, "another program does it");
    drop(lock);
    assert!(slice().is_some());
}

/// Scripts would not recognize what they look for.
#[test]
fn each_kind_of_finding_has_its_word() {
    let words: std::collections::BTreeSet<String> =
        FindingCode::ALL.iter().map(|code| serde_json::to_string(code).unwrap()).collect();
    assert_eq!(words.len(), FindingCode::ALL.len());
}
