//! Whatever the files of a store, or of an imported run, contain: a person sees what is wrong with them, and
//! everything else.
//!
//! The corpora are in `tests/fuzz`; [`testkit::fuzz`] makes the inputs.
#![expect(clippy::unwrap_used, reason = "helpers of tests, outside of them too")]

use std::fs;
use std::path::{Path, PathBuf};

use contract::{About, RunForm, RunId};
use engine::{Clock, Engine, LogFilter, RunQuery, Schedule, Tree};
use files::{Watch, digest};
use jiff::Zoned;
use locales::Failure;
use rundir::{Outcome, RunEvent, RunSpec, RunTags, Started};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use testkit::fuzz::{Changes, changed_json, changed_zip, corpus, folder, fuzz, kind_of};

const WORDS: [&str; 26] = [
    "id",
    "default",
    "rows",
    "churn",
    "1.1",
    "Running",
    "Successful",
    "training",
    "full",
    "queued",
    "started",
    "outcome",
    "2026-11-28T18:26:31Z",
    "9999-12-31T23:59:59Z",
    "../..",
    "/",
    "",
    "packages/churn/1.0.zip",
    "artifacts_directory",
    "artifacts/x",
    "waiting",
    "order",
    "paused",
    "removed",
    "\u{202e}",
    "event",
];

fn open(home: &Path) -> locales::Result<Engine> {
    // Queued runs are started, and end at once.
    Engine::open(home, PathBuf::from("/bin/true"))
}

/// Looks at everything that a person can look at. Returns the failures, and how much there is of everything.
fn look(engine: &Engine) -> String {
    let mut wrong: Vec<Failure> = [engine.notices(), &engine.schedules().damaged()].concat();
    let mut counts = Vec::new();
    for project in engine.projects().all().unwrap() {
        let engine = engine.in_project(&project.id);
        let (packages, datasets) = (engine.packages().all().unwrap(), engine.datasets().all().unwrap());
        let damaged = engine.storage().damaged().unwrap();
        for dataset in &datasets {
            wrong.extend(engine.datasets().entries(&dataset.name, &Watch::default()).err());
        }
        let mut runs = Vec::new();
        engine.runs().each(|run| runs.push(run.id.clone())).unwrap();
        runs.iter().for_each(|id| wrong.extend(look_at_run(&engine, id)));
        let now = Clock::default().now();
        for schedule in engine.schedules().all() {
            schedule.next(&now, 2);
            engine.runs().of_schedule(&schedule.id, 10).unwrap();
        }
        for view in engine.views().all() {
            wrong.extend(engine::resolved(view.filter, &now).err().map(Failure::from));
        }
        engine.runs().page(&RunQuery { limit: 50, ..RunQuery::default() }).unwrap();
        engine.runs().values().unwrap();
        let logged = engine.activity().page(&LogFilter::default(), 0, 50).unwrap();
        counts.extend([
            packages.len(),
            datasets.len(),
            runs.len(),
            logged.rows.len(),
            engine.schedules().all().len(),
            damaged.len(),
        ]);
    }
    engine.settings();
    engine.queue().state().unwrap();
    engine.storage().all().unwrap();
    format!("{:?} {counts:?}", wrong.iter().map(|failure| kind_of(&failure.message)).collect::<Vec<_>>())
}

fn look_at_run(engine: &Engine, id: &RunId) -> Vec<Failure> {
    let export = engine.home().path().join("staging/it.run.zip");
    let looks = [
        engine.runs().find(id.as_str()).and_then(|run| engine.queue().blocked_by(&run)).err(),
        engine.runs().spec(id).err(),
        engine.runs().artifacts(id).err(),
        rundir::log_lines(&engine.home().run(id), 0, 50).err(),
        rundir::log_end(&engine.home().run(id), 50).err(),
        engine.runs().diagnosis(id).err(),
        engine.file_bytes(&Tree::Artifacts(id.clone()), Path::new("curve.csv")).err(),
        engine.transfer().export_run(id, &export, false, &Watch::default()).err(),
    ];
    let _ = fs::remove_file(export);
    looks.into_iter().flatten().collect()
}

/// All files of the store in `tests/fuzz/store-template`: the path, a line end, the content.
fn template() -> Vec<Vec<u8>> {
    let root = folder("store-template");
    let (mut found, mut left) = (Vec::new(), vec![root.clone()]);
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
            found.push([name.as_bytes(), b"\n", &fs::read(&path).unwrap()].concat());
        }
    }
    found.sort();
    found
}

/// The path and the content.
fn split(input: &[u8]) -> (&str, &[u8]) {
    let end = input.iter().position(|byte| *byte == b'\n').unwrap();
    (std::str::from_utf8(&input[..end]).unwrap(), &input[end + 1..])
}

/// Puts the files of the template into a new store.
fn new_store(home: &Path, template: &[Vec<u8>]) {
    let _ = fs::remove_dir_all(home);
    for (name, held) in template.iter().map(|file| split(file)) {
        fs::create_dir_all(home.join(name).parent().unwrap()).unwrap();
        fs::write(home.join(name), held).unwrap();
    }
}

#[track_caller]
fn assert_only(folder: &Path, known: &[&str]) {
    for entry in fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name();
        assert!(known.iter().any(|known| name == *known), "{name:?} was made outside of the store");
    }
}

#[test]
fn any_file_of_a_store_leaves_the_rest_in_order() {
    let (folder, template) = (tempfile::tempdir().unwrap(), template());
    let home = folder.path().join("home");
    let change = |changes: &mut Changes<'_>| {
        let (name, held) = split(changes.input());
        let changed = changed_json(&mut Changes::new(changes.random, &[held.to_vec()]), &WORDS);
        [name.as_bytes(), b"\n", &changed].concat()
    };
    let seeds = [template.clone(), corpus("store")].concat();
    fuzz("any_file_of_a_store_leaves_the_rest_in_order", seeds, change, |input| {
        let (name, held) = split(input);
        new_store(&home, &template);
        fs::write(home.join(name), held).unwrap();
        let outcome = match open(&home) {
            Ok(engine) => look(&engine),
            Err(failure) => kind_of(&failure.message),
        };
        assert_only(folder.path(), &["home"]);
        format!("{name} {outcome}")
    });
}

/// Mostly makes the manifest match the files: otherwise every input would be refused because of it.
fn fit(changes: &mut Changes<'_>, files: &mut [(String, Vec<u8>)]) {
    let is_manifest = |name: &str| name.ends_with("/manifest.json");
    let Some(index) = files.iter().position(|(name, _)| is_manifest(name)) else { return };
    let listed = files.iter().filter(|(name, _)| !name.ends_with('/') && !is_manifest(name));
    let digests = listed
        .filter_map(|(name, held)| Some((name.split_once('/')?.1.to_string(), json!(digest::bytes(held)))));
    let digests: Map<String, Value> = digests.collect();
    if let Ok(Value::Object(mut manifest)) = serde_json::from_slice(&files[index].1)
        && changes.below(8) > 0
    {
        manifest.insert("files".into(), Value::Object(digests));
        files[index].1 = Value::Object(manifest).to_string().into_bytes();
    }
}

#[test]
fn any_exported_run_is_imported_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (home, file) = (folder.path().join("home"), folder.path().join("it.run.zip"));
    new_store(&home, &[]);
    let engine = open(&home).unwrap();
    let change = |changes: &mut Changes<'_>| changed_zip(changes, &WORDS, fit);
    fuzz("any_exported_run_is_imported_or_refused", corpus("imports"), change, |input| {
        fs::write(&file, input).unwrap();
        let imported = engine.transfer().import_runs(std::slice::from_ref(&file), &Watch::default()).unwrap();
        assert_only(folder.path(), &["home", "it.run.zip"]);
        match &imported[0] {
            Err(failure) => kind_of(&failure.message),
            Ok(run) => {
                let outcome = look(&engine);
                engine.runs().remove(&run.id).unwrap();
                outcome
            }
        }
    });
}

/// The files of a run and its store, which are read again years later, after other programs or people have
/// changed them.
#[test]
fn any_record_is_read_as_it_will_be_written_or_refused() {
    let words =
        ["id", "kind", "form", "when", "project", "parameters", "status", "t", "event", "stage", "..", "1.0"];
    let change = |changes: &mut Changes<'_>| changed_json(changes, &words);
    fuzz("any_record_is_read_as_it_will_be_written_or_refused", corpus("records"), change, |input| {
        let read = [
            again::<RunSpec>(input),
            again::<Outcome>(input),
            again::<RunTags>(input),
            again::<Started>(input),
            again::<RunEvent>(input),
            again::<About>(input),
            again::<RunForm>(input),
        ];
        let mut outcome = read.join(" ");
        if let Ok(mut schedule) = serde_json::from_slice::<Schedule>(input) {
            let now: Zoned = "2026-03-29T01:30:00[Europe/Paris]".parse().unwrap();
            let (next, due) = (schedule.next(&now, 2).len(), schedule.look(&now));
            outcome += &format!(" {next} {} {}", due.is_some(), schedule.is_over(&now));
            again::<Schedule>(input);
        }
        outcome
    });
}

/// Reads, writes and reads again. Returns the result.
#[track_caller]
fn again<T: Serialize + DeserializeOwned>(input: &[u8]) -> String {
    match serde_json::from_slice::<T>(input) {
        Ok(value) => {
            let written = serde_json::to_string(&value).unwrap();
            let read: T = serde_json::from_str(&written).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), written);
            "read".into()
        }
        // Only the kind of error, without the part of the input that follows.
        Err(error) => error.to_string().split(' ').take(3).collect(),
    }
}
