//! Which data made a version: what runs keep and record of it, and how it differs from a dataset today.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use files::{Cancel, digest};
use serde_json::{Value, json};
use testkit::{Package, Store};

use crate::{empty_store, log, store_with};

const KEEP: [&str; 2] = ["--env", "save_training_data=true"];

fn id(run: &Value) -> &str {
    run["id"].as_str().unwrap()
}

fn of(folder: &Path) -> String {
    digest::tree(folder, &Cancel::default()).unwrap()
}

/// The files with the contents that snapshots of a store have.
fn blobs(store: &Store) -> Vec<PathBuf> {
    let folders = fs::read_dir(store.home().join("snapshots/blobs")).unwrap();
    let inside = folders.flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap());
    inside.map(|blob| blob.unwrap().path()).collect()
}

/// Links the folder `data/linked` with two files as the dataset `linked`.
fn link(store: &Store) -> PathBuf {
    let folder = store.folder().join("data/linked");
    fs::create_dir_all(folder.join("sub")).unwrap();
    fs::write(folder.join("rows.csv"), "1").unwrap();
    fs::write(folder.join("sub/more.csv"), "2").unwrap();
    store.json(["dataset", "add", "linked", folder.to_str().unwrap(), "--link"]);
    folder
}

fn data(store: &Store, id: &str) -> Value {
    store.json(["run", "data", id])
}

/// Ten trainings on the same data would fill the disk ten times, or removing one would take the data of another.
#[test]
fn the_same_data_is_kept_once_and_as_long_as_a_run_needs_it() {
    let store = empty_store();
    store.add_package("trainer", &Package::training("pass"));
    let source = of(&link(&store));
    let train = || store.ran("training", ["--dataset", "linked"].into_iter().chain(KEEP));
    let (first, second) = (train(), train());
    assert_eq!(blobs(&store).len(), 2);
    let kept = || {
        let stored = store.json(["storage"])["stored"].take();
        let kept = stored.as_array().unwrap().iter().find(|one| one["kind"] == "kept").cloned();
        kept.filter(|one| one["needed"].is_string()).map(|one| one["bytes"].as_u64().unwrap()).unwrap()
    };
    let all = kept();
    let freed = |run: &Value| {
        let before = store.json(["run", "remove", id(run), "--dry-run"])["would_free"].as_u64();
        let freed = store.json(["run", "remove", id(run)])["freed"].as_u64();
        assert_eq!(before, freed, "it was said beforehand");
        freed.unwrap()
    };
    freed(&first);
    assert_eq!((blobs(&store).len(), of(&store.kept(id(&second), "data_directory"))), (2, source));
    let (run, blob) =
        (files::tree::usage(&store.run_dir(id(&second))).unwrap().bytes, blobs(&store)[0].clone());
    assert!(freed(&second) > run, "the contents are said to be freed as well");
    assert!(blobs(&store).is_empty() && !blob.exists());
    assert!(kept() < all, "only the list of the dataset's state is left");
}

/// A person could not tell whether a version was trained on the data that they have before them.
#[test]
fn a_run_says_how_its_dataset_differs_today() {
    let store = store_with("pass");
    let folder = link(&store);
    let run = store.ran("training", ["--dataset", "linked"]);
    let only = |run: &Value| data(&store, id(run)).as_array().unwrap()[0].clone();
    let given = only(&run);
    assert_eq!(given["snapshot"]["content"], of(&folder));
    assert_eq!(
        (&given["role"], &given["dataset"], &given["folder"]),
        (&json!("input"), &json!("linked"), &json!(""))
    );
    assert_eq!((&given["snapshot"]["kept"], &given["today"]), (&json!(false), &json!({"state": "same"})));

    fs::write(folder.join("rows.csv"), "other").unwrap();
    fs::write(folder.join("new.csv"), "").unwrap();
    fs::remove_file(folder.join("sub/more.csv")).unwrap();
    let differences = json!([
        {"path": "new.csv", "change": "added"},
        {"path": "rows.csv", "change": "changed"},
        {"path": "sub/more.csv", "change": "removed"},
    ]);
    let changed =
        json!({"state": "changed", "added": 1, "removed": 1, "changed": 1, "differences": differences});
    assert_eq!(only(&run)["today"], changed);
    let printed = String::from_utf8(store.output(["run", "data", id(&run)]).stdout).unwrap();
    for part in ["Input dataset linked: 2 files", "1 added, 1 removed, 1 changed", "+ new.csv", "~ rows.csv"]
    {
        assert!(printed.contains(part), "{printed}");
    }
    store.json(["dataset", "remove", "linked"]);
    assert_eq!(only(&run)["today"], json!({"state": "gone"}));

    // An older program recorded nothing.
    fs::remove_file(store.run_dir(id(&run)).join("snapshots.json")).unwrap();
    assert_eq!((&only(&run)["snapshot"], &only(&run)["today"]), (&Value::Null, &Value::Null));
    let printed = String::from_utf8(store.output(["run", "data", id(&run)]).stdout).unwrap();
    assert!(printed.contains("it is not recorded what was in it"), "{printed}");
}

/// What is kept would be what the code made of it.
#[test]
fn code_that_ruins_its_data_changes_nothing_that_is_kept() {
    let store = empty_store();
    let ruin = "for folder, _, names in os.walk(training_directory):\n\
        \x20   os.chmod(folder, 0o777)\n\
        \x20   for name in names:\n\
        \x20       path = os.path.join(folder, name)\n\
        \x20       os.chmod(path, 0o777)\n\
        \x20       open(path, 'r+').write('ruined')\n\
        os.remove(os.path.join(training_directory, 'rows.csv'))";
    store.add_package("trainer", &Package::training(ruin));
    store.add_dataset("rows");
    let source = of(&store.home().join("datasets/rows/files"));
    for isolation in ["on", "off"] {
        let run = store.trained(KEEP.into_iter().chain(["--isolation", isolation]));
        assert_eq!(run["status"], "Successful", "{run} {}", log(&store, &run));
        assert_eq!(of(&store.kept(id(&run), "data_directory")), source, "{isolation}");
        assert_eq!(data(&store, id(&run))[0]["today"], json!({"state": "same"}), "{isolation}");
    }
    for blob in blobs(&store) {
        let folder = blob.parent().unwrap().file_name().unwrap().to_str().unwrap();
        let name = format!("{folder}{}", blob.file_name().unwrap().to_str().unwrap());
        assert_eq!(digest::file(&blob).unwrap(), name);
    }
}

/// The record would name data that the code never got.
#[test]
fn of_a_dataset_that_changes_meanwhile_what_the_code_got_is_recorded() {
    let copy =
        "import shutil\nshutil.copytree(training_directory, os.environ['artifacts_directory'] + '/got')";
    let store = store_with(copy);
    let (folder, ended) = (link(&store), AtomicBool::new(false));
    fs::write(folder.join("sub/more.csv"), "0".repeat(200_000)).unwrap();
    let run = std::thread::scope(|scope| {
        scope.spawn(|| {
            // In place and always of the same size, which the copy itself does not notice.
            let file = File::options().write(true).open(folder.join("sub/more.csv")).unwrap();
            for n in 0_u64.. {
                if ended.load(Relaxed) {
                    break;
                }
                file.write_all_at(format!("{n:020}").repeat(10_000).as_bytes(), 0).unwrap();
            }
        });
        let run = store.ran("training", ["--dataset", "linked"]);
        ended.store(true, Relaxed);
        run
    });
    assert_eq!(run["status"], "Successful", "{run}");
    let got = store.run_dir(id(&run)).join("artifacts/got");
    assert_eq!(data(&store, id(&run))[0]["snapshot"]["content"], of(&got));
    assert!(
        log(&store, &run).contains("changed while they were copied: sub/more.csv"),
        "{}",
        log(&store, &run)
    );
}
