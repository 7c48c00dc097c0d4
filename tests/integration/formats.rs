//! Files of other versions of the program, and files that nobody can read.

use std::fs;
use std::path::Path;

use crate::store_with;
use files::{Watch, zip};
use serde_json::{Value, json};
use testkit::{Package, Store, names};

fn read(path: impl AsRef<Path>) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// Changes a field of a JSON file.
fn set(path: impl AsRef<Path>, field: &str, value: Value) {
    let mut file = read(&path);
    file[field] = value;
    fs::write(path, file.to_string()).unwrap();
}

/// Deletes the index, so that it is rebuilt from the files.
fn rebuild(store: &Store) {
    for ending in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(store.home().join(format!("store.db{ending}")));
    }
}

/// A store of the last program without formats (schema 8), with runs in every state, schedules, two projects, tags, a
/// note and a saved view.
fn of_before_formats() -> Store {
    let store = Store::new(env!("CARGO_BIN_EXE_trainyard"));
    let archive = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/store-before-formats.zip");
    fs::remove_dir(store.home()).unwrap();
    zip::unpack(&archive, &store.home(), &|_| true, &Watch::default()).unwrap();
    store
}

/// After an update, a person would see less than before, or something else.
#[test]
fn a_store_of_before_there_were_formats_shows_the_same() {
    let store = of_before_formats();
    let expected: Value =
        serde_json::from_str(include_str!("../fixtures/store-before-formats.json")).unwrap();
    let home = store.home().canonicalize().unwrap();
    for one in expected.as_array().unwrap() {
        let command = one["command"].as_array().unwrap().iter().map(|word| word.as_str().unwrap());
        let output = store.output(command.clone().chain(["--json"]));
        assert!(output.status.success(), "{output:?}");
        let text = String::from_utf8(output.stdout).unwrap().replace(home.to_str().unwrap(), "STORE");
        let answer: Value = match serde_json::from_str(&text) {
            Ok(answer) => answer,
            // ML Logs are JSON Lines.
            Err(_) => text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).collect(),
        };
        let is_only_event = one["command"] == json!(["events"]) && answer.is_object();
        let answer = if is_only_event { json!([answer]) } else { answer };
        assert_eq!(answer, one["answer"], "{}", one["command"]);
    }
    // The store can be used.
    store.json(["queue", "resume"]);
    let ended = expected[0]["answer"].as_array().unwrap().iter().find(|run| run["name"] == "first").unwrap();
    store.json(["run", "tag", ended["id"].as_str().unwrap(), "--add", "new"]);
    let views = read(store.home().join("views.json"));
    assert_eq!(views[0]["name"], "failed ones", "what nobody has changed stays as it was");
}

/// Fields of a newer program would be lost as soon as this one writes the file.
#[test]
fn what_a_newer_program_added_to_a_file_stays() {
    let store = store_with("pass");
    let id = store.trained([])["id"].as_str().unwrap().to_string();
    store.json(["run", "tag", &id, "--add", "old"]);
    store.json(["project", "describe", "default", "old"]);
    store.json(["settings", "runs-at-once", "3"]);
    let home = store.home();
    let files = [
        home.join("packages/trainer/package.json"),
        home.join("projects/default.json"),
        home.join("settings.json"),
        store.run_dir(&id).join("labels.json"),
    ];
    for file in &files {
        assert_eq!(read(file)["format"], 1, "{file:?}");
        set(file, "walls", json!({ "thick": true }));
    }
    store.json(["package", "describe", "trainer", "--description", "new"]);
    store.json(["project", "describe", "default", "new"]);
    store.json(["settings", "runs-at-once", "4"]);
    store.json(["run", "tag", &id, "--add", "new", "--remove", "old"]);
    for file in &files {
        assert_eq!(read(file)["walls"], json!({ "thick": true }), "{file:?}");
    }
    assert_eq!(store.json(["run", "show", &id])["tags"], json!(["new"]));
    for name in ["spec.json", "inputs.json", "started", "outcome.json"] {
        assert_eq!(read(store.run_dir(&id).join(name))["format"], 1, "{name}");
    }
    assert_eq!(read(home.join("packages/trainer/1.1.json"))["format"], 1);
    assert_eq!(read(home.join("datasets/rows/dataset.json"))["format"], 1);
}

/// One package of a newer program would hide everything else, or be overwritten.
#[test]
fn what_a_newer_program_wrote_is_refused_alone() {
    let store = store_with("pass");
    store.add_package("other", &Package::training("pass"));
    let file = store.home().join("packages/other/package.json");
    set(&file, "format", json!(1000));
    let before = fs::read(&file).unwrap();
    rebuild(&store);
    let packages = store.json(["package", "list"]);
    assert_eq!(packages.as_array().unwrap().len(), 1);
    let damaged = store.json(["storage", "damaged"]);
    assert_eq!(damaged.as_array().unwrap().len(), 1);
    assert!(damaged[0]["reason"].as_str().unwrap().contains("newer version of Trainyard"), "{damaged}");
    let folder = Package::training("pass").write(store.folder());
    let refused = store.refused([
        "package".as_ref(),
        "add".as_ref(),
        folder.as_os_str(),
        "--name".as_ref(),
        "other".as_ref(),
    ]);
    assert!(refused.contains("newer version of Trainyard"), "{refused}");
    assert_eq!(fs::read(&file).unwrap(), before);
    // A newer program, or this one after an update, can read it completely.
    set(&file, "format", json!(1));
    assert_eq!(store.json(["package", "list"]).as_array().unwrap().len(), 2);
    assert_eq!(store.json(["storage", "damaged"]), json!([]));
}

/// This program would show a newer program's log as something that it is not, or misread its request to stop.
#[test]
fn a_run_that_a_newer_program_started_is_refused_alone() {
    let store = store_with("print('trained')");
    let [newer, other] = [(); 2].map(|()| store.trained([])["id"].as_str().unwrap().to_string());
    let started = store.run_dir(&newer).join("started");
    set(&started, "format", json!(1000));
    rebuild(&store);
    assert_eq!(names(&store.json(["run", "list"]), "id"), [other]);
    for command in ["log", "stop", "show"] {
        let output = store.output(["run", command, &newer]);
        assert_eq!((output.status.code(), &*output.stdout), (Some(2), &b""[..]), "{command}: {output:?}");
    }
    let damaged = store.json(["storage", "damaged"]);
    assert!(damaged[0]["reason"].as_str().unwrap().contains("newer version of Trainyard"), "{damaged}");
    rebuild(&store);
    assert_eq!(store.json(["storage", "damaged"]).as_array().unwrap().len(), 1, "it is not repaired");
    set(&started, "format", json!(1));
    assert_eq!(store.json(["run", "list"]).as_array().unwrap().len(), 2);
}

/// A run, a version or a dataset would disappear without a message because of one broken file.
#[test]
fn what_cannot_be_read_is_named_saved_and_removed() {
    let store = store_with("pass");
    let id = store.trained([])["id"].as_str().unwrap().to_string();
    store.add_dataset("others");
    store.add_package("other", &Package::training("pass"));
    let run = format!("runs/{id}/spec.json");
    let broken = [
        (run.as_str(), "run", id.as_str()),
        ("packages/trainer/1.1.json", "version", "trainer 1.1"),
        ("packages/other/package.json", "package", "other"),
        ("datasets/others/dataset.json", "dataset", "others"),
    ];
    for (path, ..) in broken {
        fs::write(store.home().join(path), "{\"a").unwrap();
    }
    rebuild(&store);
    let printed = |list: &[&str]| String::from_utf8(store.output(list).stderr).unwrap();
    for (path, kind, _) in broken {
        let list = if kind == "version" { "package" } else { kind };
        assert!(printed(&[list, "list"]).contains(path), "{path} is not in {}", printed(&[list, "list"]));
        assert!(printed(&["storage"]).contains(path), "{path} is not in {}", printed(&["storage"]));
    }
    let damaged = store.json(["storage", "damaged"]);
    assert_eq!(damaged.as_array().unwrap().len(), broken.len(), "{damaged}");
    for (path, kind, name) in broken {
        let found = damaged.as_array().unwrap().iter().find(|one| one["path"] == path).unwrap();
        assert_eq!((&found["kind"], &found["name"]), (&json!(kind), &json!(name)));
        let saved = store.folder().join(format!("{kind}.zip"));
        store.json([
            "storage".as_ref(),
            "export-damaged".as_ref(),
            path.as_ref(),
            "-o".as_ref(),
            saved.as_os_str(),
        ]);
        assert!(saved.metadata().unwrap().len() > 100);
        store.json(["storage", "remove-damaged", path]);
    }
    assert_eq!(store.json(["storage", "damaged"]), json!([]));
    assert!(!store.run_dir(&id).exists() && !store.home().join("datasets/others").exists());
    store.refused(["storage", "remove-damaged", &run]);
    rebuild(&store);
    assert_eq!(store.json(["storage", "damaged"]), json!([]), "it is removed for good");
    // A number that was used is never used again.
    assert_eq!(store.trained([])["version"], "1.2");
    let folder = Package::training("pass").write(store.folder());
    let added = store.json([
        "package".as_ref(),
        "add".as_ref(),
        folder.as_os_str(),
        "--name".as_ref(),
        "other".as_ref(),
    ]);
    assert_eq!(added["version"], "2.0");
}

/// A person's note would vanish without a word, or the run with it.
#[test]
fn tags_that_cannot_be_read_are_named_and_removed_without_their_run() {
    let store = store_with("pass");
    let id = store.trained([])["id"].as_str().unwrap().to_string();
    store.json(["run", "tag", &id, "--add", "mine"]);
    let path = format!("runs/{id}/labels.json");
    fs::write(store.home().join(&path), "{").unwrap();
    rebuild(&store);
    assert_eq!(names(&store.json(["run", "list"]), "id"), [&*id]);
    let output = store.output(["run", "list"]);
    let printed = String::from_utf8(output.stderr).unwrap();
    assert!(printed.contains(&path) && printed.contains("tags of the run"), "{printed}");
    let saved = store.folder().join("tags");
    let words = ["storage", "export-damaged", &path, "--output", saved.to_str().unwrap()];
    store.json(words);
    assert_eq!(fs::read(saved.join("labels.json")).unwrap(), b"{");
    store.json(["storage", "remove-damaged", &path]);
    assert_eq!(store.json(["storage", "damaged"]), json!([]));
    store.json(["run", "tag", &id, "--add", "new"]);
    assert_eq!(store.json(["run", "show", &id])["tags"], json!(["new"]));
}

/// A training would lose its version, or the package all other versions, because somebody has damaged a file.
#[test]
fn a_package_whose_file_is_broken_loses_nothing_by_a_new_version() {
    let store = store_with("pass");
    let file = store.home().join("packages/trainer/package.json");
    fs::write(&file, "{").unwrap();
    rebuild(&store);
    assert_eq!(store.json(["package", "list"]), json!([]));
    let folder = Package::training("pass").write(store.folder());
    let add = ["package".as_ref(), "add".as_ref(), folder.as_os_str(), "--name".as_ref(), "trainer".as_ref()];
    assert_eq!(store.json(add)["version"], "2.0");
    let versions = |store: &Store| {
        let package = store.json(["package", "show", "trainer"]);
        package["versions"].as_array().unwrap().iter().map(|one| one["version"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(versions(&store), ["2.0", "1.0"]);
    assert_eq!(store.json(["storage", "damaged"]), json!([]));
    store.refused(["storage", "remove-damaged", "packages/trainer/package.json"]);
    rebuild(&store);
    assert_eq!(versions(&store), ["2.0", "1.0"]);
    // A run of a newer program's package ends nevertheless, and its version is published after the update.
    set(&file, "format", json!(1000));
    assert_eq!(store.trained([])["status"], "Successful");
    set(&file, "format", json!(1));
    rebuild(&store);
    assert_eq!(versions(&store), ["2.0", "1.1", "1.0"]);
}

/// A run would stay open for ever, and could not even be removed.
#[test]
fn a_run_that_breaks_its_own_files_is_named_and_can_be_removed() {
    let breaks = "for name in ['spec.json', 'stop']:\n    \
                  path = '../../../' + name\n    \
                  if os.path.exists(path):\n        os.remove(path)\n    \
                  os.mkfifo(path)";
    let store = store_with(breaks);
    store.start(["--isolation", "off", "--json"]).output().unwrap();
    let damaged = store.json(["storage", "damaged"]);
    assert_eq!((&damaged[0]["kind"], damaged.as_array().unwrap().len()), (&json!("run"), 1));
    assert_eq!(store.json(["run", "list"]), json!([]));
    store.json(["storage", "remove-damaged", damaged[0]["path"].as_str().unwrap()]);
    assert_eq!(store.json(["storage", "damaged"]), json!([]));
    assert_eq!(fs::read_dir(store.home().join("runs")).unwrap().count(), 0);
}

/// The copy of a run's folder would replace the run in the index, or cause a rebuild at each start.
#[test]
fn a_run_that_names_another_one_is_damaged_and_stays_so() {
    let store = store_with("pass");
    let id = store.trained([])["id"].as_str().unwrap().to_string();
    let copy = store.run_dir("0123abcd");
    fs::create_dir(&copy).unwrap();
    for name in ["spec.json", "started", "outcome.json", "_results.json"] {
        fs::copy(store.run_dir(&id).join(name), copy.join(name)).unwrap();
    }
    rebuild(&store);
    assert_eq!(store.json(["run", "list"])[0]["id"], json!(id));
    let index = fs::read(store.home().join("store.db")).unwrap();
    assert_eq!(store.json(["storage", "damaged"])[0]["name"], "0123abcd");
    assert_eq!(fs::read(store.home().join("store.db")).unwrap(), index, "it is not rebuilt again");
}

/// A person who reports a bug could not show what led to it.
#[test]
fn all_that_led_to_a_failure_is_shown_on_demand() {
    let store = store_with("pass");
    let file = store.folder().join("file");
    fs::write(&file, "").unwrap();
    let printed = |more: &[&str]| {
        let home = ["--home", file.to_str().unwrap(), "run", "list"];
        String::from_utf8(store.output(home.iter().chain(more)).stderr).unwrap()
    };
    assert_eq!(printed(&[]).lines().count(), 1, "{}", printed(&[]));
    assert!(printed(&["--verbose"]).contains("Caused by: "), "{}", printed(&["--verbose"]));
    assert!(printed(&["--verbose", "--lang", "fr"]).contains("Cause\u{a0}: "));
    // Settings that are not used are in the log, too.
    fs::write(store.home().join("settings.json"), "{").unwrap();
    let printed = String::from_utf8(store.output(["run", "list"]).stderr).unwrap();
    assert!(printed.contains("settings.json cannot be read"), "{printed}");
}
