//! Reproducing a run: the same version, data, packages and parameters, and a report of what came out the same.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use testkit::{Package, Store, Wheel};

use crate::{empty_store, log, store_with, store_with_all};

/// Reproduces a run, and returns the object of the new one.
#[track_caller]
fn reproduced(store: &Store, run: &Value) -> Value {
    store.json(["run", "reproduce", run["id"].as_str().unwrap()])
}

/// A store whose dataset `rows` is a link to the folder that this answers, too.
fn linked_store(train: &str) -> (Store, PathBuf) {
    let store = empty_store();
    let (zip, linked) = (store.folder().join("trainer.zip"), store.folder().join("linked"));
    Package::training(train).zip(&zip, Some("trainer"));
    store.json(["package", "add", "--name", "trainer", zip.to_str().unwrap()]);
    fs::create_dir(&linked).unwrap();
    fs::write(linked.join("rows.csv"), "1").unwrap();
    store.json(["dataset", "add", "rows", linked.to_str().unwrap(), "--link"]);
    (store, linked)
}

fn replace_rows(store: &Store, text: &str) {
    let rows = store.home().join("datasets/rows/files/rows.csv");
    fs::remove_file(&rows).unwrap();
    fs::write(rows, text).unwrap();
}

/// Nobody could prove that a version came from the data and the code that its record names.
#[test]
fn a_run_is_reproduced_byte_for_byte_whatever_its_dataset_holds_today() {
    let train = "import shutil, pathlib\n\
                 assert os.environ['depth'] == '3'\n\
                 shutil.copytree(training_directory, os.environ['artifacts_directory'] + '/got')\n\
                 pathlib.Path('model.txt').write_text('weights')";
    let store = store_with_all("pass", train, "return 0.5");
    for kind in ["training", "full"] {
        let first = store.ran(kind, ["--dataset", "rows", "--env", "depth=3"]);
        assert_eq!(first["status"], "Successful", "{}", log(&store, &first));
        replace_rows(&store, kind);
        let second = reproduced(&store, &first);
        assert_eq!(second["status"], "Successful", "{}", log(&store, &second));
        let report = &second["reproduction"];
        assert_eq!(report["original"], first["id"]);
        assert_eq!(report["same"], true, "{report}");
        assert_eq!(report["conditions"], json!([]), "{report}");
        assert_eq!(report["not_recorded"], json!([]));
        assert!(report["artifacts"]["same"].as_u64().unwrap() > 1, "{report}");
        assert_eq!(report["package"]["differing"], 0, "{report}");
        // The report can be had again, and from the original there is none.
        let id = second["id"].as_str().unwrap();
        assert_eq!(store.json(["run", "reproduce", id, "--report"])["reproduction"], *report);
        let refused = store.refused(["run", "reproduce", first["id"].as_str().unwrap(), "--report"]);
        assert!(refused.contains("reproduces no other run"), "{refused}");
    }
}

/// A model that differs from one training to the next would pass for one that can be proved.
#[test]
fn what_does_not_come_out_the_same_is_named() {
    let train = "import pathlib\n\
                 artifacts = pathlib.Path(os.environ['artifacts_directory'])\n\
                 (artifacts / 'same').write_text('same')\n\
                 run = os.environ['TRAINYARD_RUN']\n\
                 (artifacts / 'id').write_text(run)\n\
                 (artifacts / run).write_text('')\n\
                 pathlib.Path('weights').write_text(run)";
    let store = store_with(train);
    let first = store.trained([]);
    let second = reproduced(&store, &first);
    let report = &second["reproduction"];
    assert_eq!(report["same"], false);
    let mut expected = [
        (first["id"].as_str().unwrap(), "removed"),
        (second["id"].as_str().unwrap(), "added"),
        ("id", "changed"),
    ];
    expected.sort_unstable();
    let line = |run: &Value, is| json!({"is": is, "text": run["id"]});
    let changed = [line(&first, "removed"), line(&second, "added")];
    let file = |(path, change): (&str, &str)| {
        let found = &report["artifacts"]["files"].as_array().unwrap();
        let file = found.iter().find(|file| file["path"] == path).unwrap();
        assert_eq!(file["change"], change);
        assert_eq!(file["difference"].is_null(), change != "changed", "{file}");
    };
    expected.into_iter().for_each(file);
    let counts = ["same", "differing"].map(|count| report["artifacts"][count].as_u64());
    assert_eq!(counts, [Some(1), Some(3)]);
    let weights = &report["package"]["files"][0];
    assert_eq!((&weights["path"], &weights["change"]), (&"weights".into(), &"changed".into()), "{report}");
    assert_eq!(weights["difference"]["lines"], json!(changed), "{report}");
    let id = second["id"].as_str().unwrap();
    let printed = String::from_utf8(store.output(["run", "reproduce", id, "--report"]).stdout).unwrap();
    assert!(printed.contains("4 files differ") && printed.contains("~ weights"), "{printed}");
}

/// The reproduction would get the libraries of the day on which it is made.
#[test]
fn the_packages_are_those_that_the_run_had() {
    let store = empty_store();
    let train = "import tool, pathlib\npathlib.Path(os.environ['artifacts_directory'], 'tool').write_text(tool.version)";
    let tool = |version: &str| {
        Wheel::of("tool", version)
            .with("tool.py", &format!("version = '{version}'"))
            .uploaded("2020-01-01T00:00:00Z")
    };
    let use_index = |releases: Vec<Wheel>| store.json(["settings", "index-url", &testkit::index(releases)]);
    use_index(vec![tool("1.0")]);
    let package = Package::training(train).with("requirements.txt", "tool");
    package.zip(&store.folder().join("trainer.zip"), Some("trainer"));
    store.json(["package", "add", "--name", "trainer", store.folder().join("trainer.zip").to_str().unwrap()]);
    store.add_dataset("rows");
    let first = store.trained([]);
    assert_eq!(first["status"], "Successful", "{}", log(&store, &first));
    use_index(vec![tool("1.0"), tool("2.0")]);
    let envs = store.home().join("cache/envs");
    files::tree::remove(&envs).unwrap();
    let tool_of = |run: &Value| {
        fs::read_to_string(store.run_dir(run["id"].as_str().unwrap()).join("artifacts/tool")).unwrap()
    };
    assert_eq!(tool_of(&store.trained([])), "2.0");
    let second = reproduced(&store, &first);
    assert_eq!(tool_of(&second), "1.0", "{}", log(&store, &second));
    assert_eq!(second["reproduction"]["same"], true, "{second}");
    let built = fs::read_dir(&envs).unwrap().count();
    let third = reproduced(&store, &first);
    assert_eq!(tool_of(&third), "1.0");
    assert_eq!(fs::read_dir(&envs).unwrap().count(), built, "the environment is found again");
}

/// A person would take a training on other data for proof.
#[test]
fn what_cannot_be_given_again_is_refused_or_said() {
    let (store, linked) = linked_store("pass");
    let first = store.trained([]);
    assert_eq!(reproduced(&store, &first)["reproduction"]["same"], true, "the folder is as it was");
    fs::write(linked.join("rows.csv"), "2").unwrap();
    let id = first["id"].as_str().unwrap();
    let runs = || store.json(["run", "list"]).as_array().map(Vec::len);
    let before = runs();
    let refused = store.refused(["run", "reproduce", id]);
    assert!(
        refused.contains("rows has changed since") && refused.contains("save_training_data"),
        "{refused}"
    );
    assert_eq!(runs(), before, "nothing was changed");

    let kept = store.trained(["--env", "save_training_data=true"]);
    fs::remove_file(linked.join("rows.csv")).unwrap();
    let report = reproduced(&store, &kept)["reproduction"].take();
    assert_eq!(report["same"], true, "{report}");
    // A run of an older program recorded neither its data nor its packages.
    let run = store.run_dir(kept["id"].as_str().unwrap());
    fs::remove_file(run.join("snapshots.json")).unwrap();
    fs::remove_file(run.join("requirements.lock")).unwrap();
    let report = reproduced(&store, &kept)["reproduction"].take();
    assert_eq!(report["not_recorded"], json!(["data", "packages"]), "{report}");
}

/// What a run that waits is to be given would be removed with the run that it reproduces.
#[test]
fn what_a_waiting_run_is_to_be_given_is_not_removed_with_the_original() {
    let (store, linked) = linked_store("assert open(training_directory + '/rows.csv').read() == '1'");
    let first = store.trained(["--env", "save_training_data=true"]);
    let id = first["id"].as_str().unwrap();
    store.json(["queue", "pause"]);
    let waiting = store.json(["run", "reproduce", id, "--detach"]);
    fs::write(linked.join("rows.csv"), "other").unwrap();
    store.json(["run", "remove", id]);
    store.json(["queue", "resume"]);
    let run = store.ended(waiting["id"].as_str().unwrap());
    assert_eq!(run["status"], "Successful", "{}", log(&store, &run));
    assert_eq!(run["reproduces"], id);
    let refused = store.refused(["run", "reproduce", run["id"].as_str().unwrap(), "--report"]);
    assert!(refused.contains(id), "{refused}");
}
