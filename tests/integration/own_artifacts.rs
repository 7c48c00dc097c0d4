//! What the code writes into `./artifacts`, the folder as it is in the form, is artifacts (contract §3, ours).
//! Otherwise it would be lost with the run's copy of the package.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use testkit::{Package, Store, hostile};

fn store_of(train: &str, save: &str) -> Store {
    Store::with(env!("CARGO_BIN_EXE_trainyard"), &Package::of(train, save))
}

/// The files among a run's artifacts with their contents; `root` is their folder in the run's directory.
#[track_caller]
fn artifacts(store: &Store, run: &Value, root: &str) -> BTreeMap<String, String> {
    let listed = store.json(["run", "artifacts", run["id"].as_str().unwrap()]);
    let files = listed.as_array().unwrap().iter().filter(|entry| !entry["bytes"].is_null());
    let root = Path::new(run["directory"].as_str().unwrap()).join(root);
    let read = |path: &str| (path.to_string(), fs::read_to_string(root.join(path)).unwrap());
    files.map(|entry| read(entry["path"].as_str().unwrap())).collect()
}

fn map(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect()
}

/// The names in the zip of a version, relative to its root folder.
#[track_caller]
fn zipped(store: &Store, version: &str) -> Vec<String> {
    let zip = store.folder().join("data").join(format!("{version}.zip"));
    store.json(["package", "download", "trainer", version, "--output", zip.to_str().unwrap()]);
    let code = "import sys, zipfile; print(*zipfile.ZipFile(sys.argv[1]).namelist(), sep='\\n')";
    let output =
        Command::new("python3").args(["-c".into(), code.into(), OsString::from(zip)]).output().unwrap();
    let names = String::from_utf8(output.stdout).unwrap();
    names.lines().filter_map(|name| Some(name.split_once('/')?.1.to_string())).collect()
}

#[test]
fn what_the_code_writes_beside_itself_is_an_artifact_and_no_part_of_the_version() {
    let train = "assert not os.path.exists('artifacts')\n\
        os.mkdir('artifacts')\n\
        os.makedirs('artifacts/sub/deep')\n\
        open('artifacts/plot', 'w').write('1')\n\
        open('artifacts/sub/deep/é x', 'w').write('deep')\n\
        open('artifacts/curve', 'w').write('1')\n\
        open(os.path.join(os.environ['artifacts_directory'], 'absolute'), 'w').write('there')";
    let save = "open('model.txt', 'w').write(open('artifacts/plot').read())\n\
        open('artifacts/plot', 'a').write('2')\n\
        open('artifacts/new', 'w').write('2')\n\
        os.replace('artifacts/new', 'artifacts/curve')\n\
        open('artifacts/saved', 'w').write('late')";
    let store = store_of(train, save);
    let run = store.trained([]);
    assert_eq!(run["status"], "Successful", "{run}");
    let expected =
        [("plot", "12"), ("curve", "2"), ("sub/deep/é x", "deep"), ("saved", "late"), ("absolute", "there")];
    assert_eq!(artifacts(&store, &run, "artifacts"), map(&expected));
    let names = zipped(&store, "1.1");
    assert!(names.contains(&"model.txt".into()), "{names:?}");
    assert!(!names.iter().any(|name| name.contains("artifacts")), "{names:?}");
}

/// A package that cleans up after itself.
#[test]
fn what_a_later_call_removes_stays_an_artifact() {
    let train = "os.makedirs('out/plots')\nopen('out/plots/a', 'w').write('a')";
    let store = store_of(train, "import shutil\nshutil.rmtree('out')");
    let run = store.trained(["--env", "artifacts_directory=out/plots"]);
    assert_eq!(run["status"], "Successful", "{run}");
    assert_eq!(artifacts(&store, &run, "artifacts/out/plots"), map(&[("a", "a")]));
}

#[test]
fn a_folder_of_that_name_in_the_package_is_the_packages() {
    let package = Package::training("open('artifacts/weights', 'a').write('trained')")
        .with("artifacts/weights", "first ");
    let store = Store::with(env!("CARGO_BIN_EXE_trainyard"), &package);
    let run = store.trained([]);
    assert_eq!(artifacts(&store, &run, "artifacts"), map(&[]));
    assert!(zipped(&store, "1.1").contains(&"artifacts/weights".into()));
}

/// The file that shows why the run failed.
#[test]
fn a_run_that_fails_or_is_killed_has_them_too() {
    let write = "os.mkdir('artifacts')\nopen('artifacts/loss', 'w').write('nan')\n";
    let store = store_of(&format!("{write}raise ValueError('diverged')"), "pass");
    let run = store.trained([]);
    assert_eq!(
        (&run["status"], artifacts(&store, &run, "artifacts")),
        (&"Failed".into(), map(&[("loss", "nan")]))
    );
    let store = store_of(&format!("{write}{}{}", hostile::print("up"), hostile::FOREVER), "pass");
    let id = store.detached([]);
    store.wait_for_log_line(&id, "up");
    store.json(["run", "stop", &id, "--now"]);
    let run = store.ended(&id);
    assert_eq!(
        (&run["status"], artifacts(&store, &run, "artifacts")),
        (&"Killed".into(), map(&[("loss", "nan")]))
    );
}

/// An hour of training would be lost, because its files are removed with the folder.
#[test]
fn what_cannot_have_its_name_among_the_artifacts_is_there_under_another() {
    let train = "there = os.environ['artifacts_directory']\n\
        def write(path, text):\n\
        \x20   os.makedirs(os.path.dirname(path), exist_ok=True)\n\
        \x20   open(path, 'w').write(text)\n\
        write(there + '/file/inner', 'theirs')\n\
        write('artifacts/file', 'a file')\n\
        write('artifacts/folder/inner', 'in a folder')\n\
        write(there + '/folder', 'theirs')\n\
        write(there + '/weights', 'weights')\n\
        os.symlink(there + '/weights', 'artifacts/weights')\n\
        write('artifacts/good', 'good')\n\
        write('artifacts' + '/d' * 150 + '/deep', 'deep')\n\
        for path in (there + '/file', there + '/folder'): os.utime(path, (1, 1))";
    let store = store_of(train, "open('model.txt', 'w').close()");
    let run = store.trained([]);
    assert_eq!(run["status"], "Successful", "{run}");
    let deep = format!("artifacts-1{}/deep", "/d".repeat(150));
    let expected = [
        ("file/inner", "theirs"),
        ("artifacts-1/file", "a file"),
        ("folder", "theirs"),
        ("artifacts-1/folder/inner", "in a folder"),
        ("weights", "weights"),
        ("good", "good"),
        (&deep, "deep"),
    ];
    assert_eq!(artifacts(&store, &run, "artifacts"), map(&expected));
    let log = String::from_utf8(store.log(run["id"].as_str().unwrap())).unwrap();
    let printed: Vec<_> = log.lines().filter(|line| line.contains("artifacts/file")).collect();
    assert!(printed.len() == 1 && printed[0].contains("artifacts/artifacts-1"), "{log}");
    assert!(!zipped(&store, "1.1").iter().any(|name| name.contains("artifacts")));
}

/// Files outside of the run would be moved away, or the run would wait for ever.
#[test]
fn what_is_no_folder_of_the_runs_own_does_no_harm() {
    let outside = "outside = os.environ['outside']\n";
    for train in [
        "os.symlink(outside, 'artifacts')",
        "os.symlink(os.path.join(outside, 'missing'), 'artifacts')",
        "os.mkfifo('artifacts')",
        "open('artifacts', 'w').write('a file')",
        "os.mkdir('artifacts')\nos.symlink(outside, 'artifacts/link')\nos.mkfifo('artifacts/pipe')\n\
         os.mkdir('artifacts/taken')\nopen('artifacts/taken/more', 'w').write('more')\n\
         os.symlink(outside, os.path.join(os.environ['artifacts_directory'], 'taken'))\n\
         open('artifacts/good', 'w').write('good')\n\
         at = 'artifacts'\nfor _ in range(200):\n    at += '/d'\n    os.mkdir(at)",
    ] {
        let store = store_of(&format!("{outside}{train}"), "open('model.txt', 'w').close()");
        let folder = store.folder().join("data/outside");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("theirs"), "theirs").unwrap();
        let run = store.trained(["--env", &format!("outside={}", folder.display())]);
        assert_eq!(run["status"], "Successful", "{train}: {run}");
        let names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["theirs"], "{train}");
        if train.contains("good") {
            assert_eq!(artifacts(&store, &run, "artifacts")["good"], "good");
        }
        let names = zipped(&store, "1.1");
        assert!(names.contains(&"model.txt".into()));
        assert_eq!(names.contains(&"artifacts".into()), train.contains("a file"), "{names:?}");
    }
}
