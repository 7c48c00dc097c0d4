use std::fs;
use std::path::Path;

use contract::{FolderPath, Limits, PipelineKind, RunForm, When};
use files::{Watch, document};
use locales::Message;
use rundir::{Outcome, RunSpec};
use serde_json::json;
use store::runs::RunRow;

use super::*;
use crate::{Engine, LogFilter, Missed, NewPackage, ScheduleForm};

fn engine(folder: &Path) -> Engine {
    Engine::open(&folder.join("home"), "/no/program".into()).unwrap()
}

/// A run with a log, ended or not.
fn run(engine: &Engine, n: u64, ended: bool) -> RunId {
    let id = RunId::from_random(n * 0x0123_4567_89ab_cdef);
    let spec: RunSpec = serde_json::from_value(json!({
        "id": id, "name": format!("run {n}"), "kind": "training", "project": "default",
        "package": {"name": "churn", "version": "1.0", "zip": "", "digest": "", "python": null},
        "input": null, "evaluation": null, "parameters": [], "gpu": false, "grace_seconds": 10,
        "created": "2026-11-25T08:00:00Z",
    }))
    .unwrap();
    let directory = engine.home().run(&id);
    fs::create_dir_all(directory.path()).unwrap();
    document::write(&directory.spec(), &spec).unwrap();
    fs::write(directory.log(), "epoch 1\n".repeat(2000)).unwrap();
    let outcome =
        ended.then(|| Outcome::interrupted(spec.created, spec.created, false, Message::ReasonInterrupted));
    let row = RunRow::of(&spec, None, outcome.as_ref(), None, engine.runs().run_tags(&id));
    engine.change_store(|change| change.catch_up(|tables| tables.put_run(&row))).unwrap();
    id
}

fn entries(engine: &Engine) -> Vec<String> {
    let log = engine.activity().page(&LogFilter::default(), 0, 100).unwrap();
    log.rows.iter().rev().map(|(_, entry)| entry.render(locales::Language::English)).collect()
}

/// Undo would restore less than there was, or nothing: another program empties the trash.
#[test]
fn what_is_put_back_is_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path());
    let ids = [run(&engine, 1, true), run(&engine, 2, true)];
    let before = ids.each_ref().map(|id| engine.runs().find(id.as_str()).unwrap());
    let things = ids.clone().map(Removable::Run);
    let would_free = || engine.storage().would_free(&things, &Watch::default()).unwrap().unwrap();
    let bytes = would_free();
    let removed = engine.storage().remove(&things).unwrap();
    assert!(
        ids.iter()
            .all(|id| engine.runs().find(id.as_str()).is_err() && !engine.home().run(id).path().exists())
    );
    let left = removed.bytes().unwrap();
    assert!(left >= bytes && bytes > 0, "{left} of {bytes}");
    drop(self::engine(folder.path()));
    engine.storage().restore(&removed).unwrap();
    drop(removed);
    assert_eq!(ids.each_ref().map(|id| engine.runs().find(id.as_str()).unwrap()), before);
    assert_eq!(would_free(), bytes);
    let removed_entries = entries(&engine);
    assert!(removed_entries.iter().any(|line| line == "The run run 2 was removed."), "{removed_entries:?}");
    assert_eq!(removed_entries.last().unwrap(), "The removal of the run run 2 was undone.");
}

/// The disk would stay as full as it was.
#[test]
fn what_nobody_puts_back_is_deleted_by_its_holder_or_by_the_next_program() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path());
    let trash = || fs::read_dir(engine.home().trash()).unwrap().count();
    drop(engine.storage().remove(&[Removable::Run(run(&engine, 1, true))]).unwrap());
    assert_eq!(trash(), 0);
    // As a killed program leaves it: the lock is free.
    let left = engine.home().trash().join("0123456789abcdef");
    fs::create_dir(&left).unwrap();
    fs::write(left.with_extension("lock"), "").unwrap();
    let id = run(&engine, 2, true);
    fs::rename(engine.home().run(&id).path(), left.join(&id)).unwrap();
    drop(self::engine(folder.path()));
    assert_eq!(trash(), 0);
}

/// Some of the runs would be gone, although the refusal says that nothing was done.
#[test]
fn one_running_run_keeps_all_from_being_removed() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path());
    let ids = [run(&engine, 1, true), run(&engine, 2, false)];
    assert!(engine.storage().remove(&ids.clone().map(Removable::Run)).is_err());
    assert!(
        ids.iter().all(|id| engine.runs().find(id.as_str()).is_ok() && engine.home().run(id).path().exists())
    );
    assert_eq!(fs::read(engine.home().lock()).unwrap(), b"-");
}

/// The name of a package with the versions 1.0 and 2.0, and that of a dataset.
fn package_and_dataset(engine: &Engine, folder: &Path) -> (PackageName, DatasetName) {
    let (package, dataset): (PackageName, DatasetName) = ("churn".parse().unwrap(), "rows".parse().unwrap());
    let source = testkit::Package::training("pass").write(folder);
    let new = || NewPackage { name: Some(package.clone()), ..NewPackage::default() };
    for _ in 0..2 {
        engine.packages().add(&source, &new(), &Watch::default()).unwrap();
    }
    engine.datasets().add(&dataset, &source, false, &Watch::default()).unwrap();
    (package, dataset)
}

/// A click on the wrong row would cost a person their data, or a number that is given twice.
#[test]
fn packages_versions_and_datasets_are_put_back_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path());
    let (package, dataset) = package_and_dataset(&engine, folder.path());
    let before = || {
        let other = self::engine(folder.path());
        (
            engine.packages().get(&package).ok(),
            engine.packages().file(&package).unwrap().is_some(),
            engine.datasets().get(&dataset).ok(),
            engine.datasets().entries(&dataset, &Watch::default()).ok(),
            other.packages().all().unwrap(),
        )
    };
    let whole = before();
    let project = engine.project().clone();
    let of_package = |version| Removable::Package(project.clone(), package.clone(), version);
    let version = "1.0".parse().unwrap();

    let removed = engine.storage().remove(&[of_package(Some(version))]).unwrap();
    assert!(engine.packages().version(&package, version).is_err());
    assert!(removed.bytes().unwrap() > 0);
    engine.storage().restore(&removed).unwrap();
    assert_eq!(before(), whole);

    let both = [of_package(None), Removable::Dataset(project.clone(), dataset.clone())];
    let removed = engine.storage().remove(&both).unwrap();
    assert!(engine.packages().get(&package).is_err() && engine.datasets().get(&dataset).is_err());
    assert!(!engine.home().version_zip(&package, version).exists());
    engine.storage().restore(&removed).unwrap();
    drop(removed);
    assert_eq!(before(), whole);
    // The index, made from the files, is the same.
    fs::remove_file(engine.home().index()).unwrap();
    assert_eq!(self::engine(folder.path()).packages().all().unwrap(), whole.4);
    let lines = entries(&engine);
    for line in ["The removal of churn 1.0 was undone.", "The removal of the package churn was undone."] {
        assert!(lines.iter().any(|entry| entry == line), "{lines:?}");
    }
    assert_eq!(lines.last().unwrap(), "The removal of the dataset rows was undone.");
}

/// Undo would replace what a person has added in the meantime, or lose one of the two.
#[test]
fn what_was_added_under_the_same_name_meanwhile_stays() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path());
    let (package, dataset) = package_and_dataset(&engine, folder.path());
    let project = engine.project().clone();
    let things = [
        Removable::Package(project.clone(), package.clone(), None),
        Removable::Dataset(project.clone(), dataset.clone()),
    ];
    let [gone_package, gone_dataset] = things.map(|thing| engine.storage().remove(&[thing]).unwrap());
    let source = folder.path().join("other");
    fs::create_dir(&source).unwrap();
    engine.datasets().add(&dataset, &source, false, &Watch::default()).unwrap();
    let refused = engine.storage().restore(&gone_dataset).unwrap_err();
    assert_eq!(*refused.message, Message::DatasetTaken { name: dataset.to_string() });
    assert_eq!(engine.datasets().get(&dataset).unwrap().files, 0);
    engine.datasets().remove(&dataset).unwrap();
    engine.storage().restore(&gone_dataset).unwrap();
    assert_ne!(engine.datasets().get(&dataset).unwrap().files, 0);

    let source = testkit::Package::training("pass").write(&source);
    let new = NewPackage { name: Some(package.clone()), ..NewPackage::default() };
    engine.packages().add(&source, &new, &Watch::default()).unwrap();
    engine.storage().restore(&gone_package).unwrap();
    let versions = engine.packages().get(&package).unwrap().1;
    let numbers: Vec<_> = versions.iter().map(|row| row.version.to_string()).collect();
    assert_eq!(numbers, ["3.0", "2.0", "1.0"]);
}

/// A schedule would be lost with the environment variables that its runs need, or not fire again.
#[test]
fn a_schedule_is_put_back_with_its_future_run() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path());
    let (package, dataset) = package_and_dataset(&engine, folder.path());
    let run = RunForm {
        name: "first".into(),
        kind: PipelineKind::Training,
        package: package.clone(),
        version: "1.0".parse().unwrap(),
        as_of: None,
        input: Some((dataset.clone(), FolderPath::default())),
        evaluation: None,
        input_state: None,
        evaluation_state: None,
        parameters: Vec::new(),
        gpu: false,
        limits: Limits::default(),
        grace_seconds: 10,
        isolation: None,
    };
    let when = When::At("2099-01-01T08:00".parse().unwrap());
    let schedule = engine.schedules().add(ScheduleForm { run, when, missed: Missed::Once }).unwrap();
    let refused = engine.storage().remove(&[Removable::Dataset(engine.project().clone(), dataset.clone())]);
    let refused = refused.unwrap_err().render(locales::Language::English);
    assert!(refused.contains("the schedule \"first\""), "{refused}");
    let waiting = |engine: &Engine| engine.runs().find(schedule.waiting.as_ref().unwrap().as_str()).ok();
    let (there, environ) = (waiting(&engine), engine.home().schedule_environ(&schedule.id));
    assert!(there.is_some() && environ.exists());
    let removed = engine.storage().remove(&[Removable::Schedule(schedule.id.clone())]).unwrap();
    assert!(engine.schedules().all().is_empty() && waiting(&engine).is_none() && !environ.exists());
    engine.storage().restore(&removed).unwrap();
    drop(removed);
    assert_eq!(engine.schedules().find(schedule.id.as_str()).unwrap(), schedule);
    assert!(waiting(&engine) == there && environ.exists());
    assert_eq!(entries(&engine).last().unwrap(), "The removal of the schedule first was undone.");
    engine.schedules().remove(&schedule.id).unwrap();
    assert!(!environ.exists() && fs::read_dir(engine.home().trash()).unwrap().count() == 0);
}

/// A person who needs room would remove what frees nothing, or keep what would free all that they need.
#[test]
fn what_removing_frees_is_said_before_it_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path());
    let source = folder.path().join("source");
    fs::create_dir(&source).unwrap();
    let add = |name: &str| {
        fs::write(source.join("own"), name.repeat(100_000)).unwrap();
        fs::write(source.join("shared"), "shared".repeat(100_000)).unwrap();
        let name: DatasetName = name.parse().unwrap();
        engine.datasets().add(&name, &source, false, &Watch::default()).unwrap();
        Removable::Dataset(engine.project().clone(), name)
    };
    let [first, second] = ["first", "second"].map(add);
    let would_free =
        |things: &[Removable]| engine.storage().would_free(things, &Watch::default()).unwrap().unwrap();
    let both = would_free(&[first.clone(), second.clone()]);
    let (before, one) = (would_free(std::slice::from_ref(&first)), std::slice::from_ref(&second));
    assert_eq!(engine.storage().remove(&[first]).unwrap().delete().unwrap(), before);
    let rest = would_free(one);
    assert!(rest > would_free(&[]) + 1_100_000 && both >= before + rest, "{both} {before} {rest}");
    assert_eq!(engine.storage().remove(one).unwrap().delete().unwrap(), rest);
    let cancelled = Watch::default();
    cancelled.cancel.cancel();
    assert!(engine.storage().would_free(&[Removable::Environment("0".into())], &cancelled).is_err());
}
