//! SIGKILL of a command at any moment of its work. A person would find a version in the list that is
//! not on the disk, or the other way round, or a disk full of what nobody lists.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use testkit::{Package, Random, Store, rounds};

use crate::store_with;

/// How long a command takes here, generously: it is killed somewhere on this way, or at its end.
const LONGEST: Duration = Duration::from_millis(60);

/// A package and a dataset of many files, so that there is something to be in the middle of.
fn sources(store: &Store) -> (String, String) {
    let package = (0..200)
        .fold(Package::training("pass"), |package, n| package.with(&format!("part{n}.py"), "x = 1\n"));
    let package = package.write(&store.folder().join("data"));
    let rows = store.folder().join("data/many-rows");
    fs::create_dir_all(&rows).unwrap();
    (0..200).for_each(|n| fs::write(rows.join(format!("{n}.csv")), "a,b\n1,2\n").unwrap());
    (package.display().to_string(), rows.display().to_string())
}

fn names(list: &Value, key: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|one| one[key].as_str().unwrap().to_string()).collect()
}

fn files(folder: &Path, ending: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap().flatten();
    let names = entries.map(|entry| entry.file_name().into_string().unwrap());
    names.filter_map(|name| name.strip_suffix(ending).map(str::to_string)).collect()
}

/// What is listed is what is on the disk, whole, and nothing half-done is left beside it.
#[track_caller]
fn assert_in_order(store: &Store) {
    let versions = names(&store.json(["package", "show", "trainer"])["versions"], "version");
    let listed: BTreeSet<_> = versions.iter().cloned().collect();
    assert_eq!(listed.len(), versions.len(), "a number is there twice: {versions:?}");
    assert_eq!(listed, files(&store.home().join("packages/trainer"), ".zip"));
    for version in &versions {
        let zip = store.home().join(format!("packages/trainer/{version}.zip"));
        let checked = store.json(["package".as_ref(), "check".as_ref(), zip.as_os_str()]);
        assert_eq!(checked["accepted"], true, "{version}: {checked}");
    }
    let datasets = store.json(["dataset", "list"]);
    let listed: BTreeSet<_> = names(&datasets, "name").into_iter().collect();
    assert_eq!(listed, files(&store.home().join("datasets"), ""));
    for dataset in datasets.as_array().unwrap() {
        let name = dataset["name"].as_str().unwrap();
        let there = files(&store.home().join("datasets").join(name).join("files"), ".csv").len() as u64;
        assert!(name == "rows" || dataset["files"] == there, "{there} files: {dataset}");
    }
    let listed: BTreeSet<_> = names(&store.json(["run", "list"]), "id").into_iter().collect();
    assert_eq!(listed, files(&store.home().join("runs"), ""));
    for passing in ["staging", "trash"] {
        let left = files(&store.home().join(passing), "");
        assert!(left.is_empty(), "{passing}: {left:?}");
    }
}

#[test]
fn a_command_killed_at_any_moment_leaves_everything_or_nothing() {
    let store = store_with("time.sleep(float(os.environ.get('wait', 0)))");
    let (package, rows) = sources(&store);
    let mut random = Random::new(5);
    for round in 0..rounds(20, 200) {
        let runs = names(&store.json(["run", "list"]), "id");
        let ended = runs.first().cloned().unwrap_or_default();
        let live = store.detached(["--env", "wait=0.2"]);
        let name = format!("rows{round}");
        let version =
            names(&store.json(["package", "show", "trainer"])["versions"], "version").swap_remove(0);
        let commands: [&[&str]; 7] = [
            &["package", "add", &package, "--name", "trainer"],
            &["dataset", "add", &name, &rows],
            &[
                "run",
                "start",
                "--type",
                "training",
                "--package",
                "trainer",
                "--version",
                &version,
                "--dataset",
                "rows",
                "--detach",
            ],
            &["run", "stop", &live, "--now"],
            &["run", "remove", &ended],
            // The first version stays: without one there is nothing to train.
            &["package", "remove", "trainer", if version == "1.0" { "9.9" } else { &version }],
            &["dataset", "remove", &format!("rows{}", round.saturating_sub(2))],
        ];
        let command = random.one_of(&commands);
        let mut program = store.command(command).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        random.pause(LONGEST);
        program.kill().unwrap();
        program.wait().unwrap();
        for id in names(&store.json(["run", "list"]), "id") {
            store.ended(&id);
        }
        assert_in_order(&store);
    }
    let lists = || [["package", "list"], ["dataset", "list"], ["run", "list"]].map(|list| store.json(list));
    let before = lists();
    // A log file of it that is not there needs no removing.
    for file in ["store.db", "store.db-wal", "store.db-shm"] {
        let _ = fs::remove_file(store.home().join(file));
    }
    assert_eq!(lists(), before, "the index told something else than the files");
}
