//! The folders of a full run's data, and what of it is saved (contract §3). Otherwise nobody could see later with
//! which data a version was trained and evaluated.

use std::fs;
use std::path::Path;

use crate::{log, results, store_with_all};
use serde_json::{Value, json};
use testkit::{RunningTrainer, Store, fingerprint};

#[track_caller]
fn add_holdout(store: &Store) {
    let folder = store.folder().join("data/holdout");
    fs::create_dir_all(folder.join("sub")).unwrap();
    fs::write(folder.join("held.csv"), "held").unwrap();
    fs::write(folder.join("sub/more.csv"), "more").unwrap();
    store.json(["dataset".as_ref(), "add".as_ref(), "holdout".as_ref(), folder.as_os_str()]);
}

fn directory(run: &Value) -> &Path {
    Path::new(run["directory"].as_str().unwrap())
}

/// The files below a folder with their contents, by their relative paths.
#[track_caller]
fn files(folder: &Path) -> Vec<(String, String)> {
    let prefix = folder.to_str().unwrap().len() + 1;
    let files = fingerprint(folder).into_iter().filter(|(path, ..)| !Path::new(path).is_dir());
    files.map(|(path, _, bytes)| (path[prefix..].to_string(), String::from_utf8(bytes).unwrap())).collect()
}

fn pairs(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect()
}

/// The code would write its split to a folder where nobody looks.
#[test]
fn a_full_run_splits_into_the_folders_of_its_form() {
    let split = "for name in ['training_data_directory', 'test_data_directory']:\n    \
        folder = os.environ[name]\n    assert os.path.isabs(folder) and os.path.isdir(folder), name\n    \
        open(os.path.join(folder, name), 'w').close()\n\
        print(os.path.relpath(os.environ['training_data_directory'], directory), \
        os.path.relpath(os.environ['test_data_directory'], directory))";
    let store = store_with_all(
        split,
        "assert training_directory == os.environ['training_data_directory']\nprint(os.listdir(training_directory))",
        "assert directory == os.environ['test_data_directory'] == os.environ['evaluation_data_directory']\n\
         print(os.listdir(directory))\nreturn 0",
    );
    for (training, test, seen) in [
        ("dataset/training", "dataset/test", "training test"),
        ("dataset/a/b", "dataset/é x", "a/b é x"),
        ("split/training", "./held out", "../split/split/training ../split/held out"),
        ("package", "log", "../split/package ../split/log"),
    ] {
        let env = [("training_data_directory", training), ("test_data_directory", test)];
        let env = env.map(|(name, value)| format!("{name}={value}"));
        let run = store.ran("full", ["--dataset", "rows", "--env", &env[0], "--env", &env[1]]);
        assert_eq!(run["status"], "Successful", "{run} {}", log(&store, &run));
        let expected = format!("{seen}\n['training_data_directory']\n['test_data_directory']\n");
        assert_eq!(log(&store, &run), expected);
        let entered = json!({
            "artifacts_directory": "artifacts",
            "save_training_data": "false",
            "save_test_data": "false",
            "training_data_directory": training,
            "test_data_directory": test,
        });
        assert_eq!(results(&run)["parameters"]["env"].to_string(), entered.to_string());
        assert!(!directory(&run).join("split").exists());
    }
}

/// A run of an earlier program: its parameters have no folders for the split.
#[test]
fn a_run_of_an_earlier_program_splits_as_before() {
    let store = store_with_all(
        "pass",
        "pass",
        "print(os.path.relpath(directory, os.environ['data_directory']))\nreturn 0",
    );
    store.json(["queue", "pause"]);
    let queued = store.ran("full", ["--dataset", "rows", "--detach"]);
    let path = directory(&queued).join("spec.json");
    let mut spec: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    spec["parameters"].as_array_mut().unwrap().truncate(3);
    fs::write(&path, spec.to_string()).unwrap();
    store.json(["queue", "resume"]);
    let run = store.ended(queued["id"].as_str().unwrap());
    assert_eq!(run["status"], "Successful", "{run}");
    assert!(log(&store, &run).ends_with("\ntest\n"), "{}", log(&store, &run));
}

#[test]
fn saved_test_data_are_what_evaluate_got() {
    let ruin = "for top, _, names in os.walk(os.environ['data_directory']):\n    \
        for path in filter(os.path.isfile, [os.path.join(top, name) for name in names]):\n            \
        open(path, 'r+').write('ruined')\nreturn 0.5";
    let split = "test = os.environ['test_data_directory']\n\
        open(os.path.join(test, 'held.csv'), 'a').write('!')\n\
        open(os.path.join(test, 'new.csv'), 'w').write('new')\n\
        os.symlink(os.path.join(directory, 'rows.csv'), os.path.join(test, 'linked.csv'))\n\
        os.symlink('/etc/hostname', os.path.join(test, 'outside'))\n\
        os.mkfifo(os.path.join(test, 'pipe'))";
    let store = store_with_all(split, "pass", ruin);
    add_holdout(&store);
    let keep = ["--env", "save_test_data=True", "--evaluation-dataset", "holdout"];
    let held = [("held.csv", "held"), ("sub/more.csv", "more")];
    let kept = |run: &Value, name: &str| {
        assert_eq!(run["status"], "Successful", "{run} {}", log(&store, run));
        let place = results(run)["run_summary"]["outputs"]["evaluation_data"].clone();
        let place = store.home().join(place.as_str().unwrap());
        assert!(place.starts_with(store.home().join("snapshots")) && place.is_file(), "{place:?}");
        store.kept(run["id"].as_str().unwrap(), name)
    };

    let run = store.ran("evaluation", keep);
    assert_eq!(files(&kept(&run, "data_directory")), pairs(&held));
    let out = store.folder().join("data/none");
    let words = ["run", "download", run["id"].as_str().unwrap(), "test_data_directory", "--output"];
    assert!(store.refused(words.iter().chain([&out.to_str().unwrap()])).contains("has no"));
    let got = store.folder().join("data/got.csv");
    let id = run["id"].as_str().unwrap();
    store.json(["run", "download", id, "data_directory/held.csv", "--output", got.to_str().unwrap()]);
    assert_eq!(fs::read_to_string(got).unwrap(), "held");

    let run = store.ran("full", keep.into_iter().chain(["--dataset", "rows", "--env", "save_data=true"]));
    let rows = fs::read_to_string(store.home().join("datasets/rows/files/rows.csv")).unwrap();
    let added = [("held.csv", "held!"), ("linked.csv", &rows), ("new.csv", "new"), ("sub/more.csv", "more")];
    assert_eq!(files(&kept(&run, "test_data_directory")), pairs(&added));
    for printed in
        ["2 files or folders that evaluate() gets are not saved", "/outside is a link", "/pipe is a pipe"]
    {
        assert!(log(&store, &run).contains(printed), "{}", log(&store, &run));
    }
    let train_data = kept(&run, "data_directory");
    assert_eq!(files(&train_data), files(&store.home().join("datasets/rows/files")));
    for copy in ["data", "evaluation", "package", "split", "copying", "reports", "answers"] {
        assert!(!directory(&run).join(copy).exists(), "{copy}");
    }
}

/// The code's own split is test data, just like a chosen dataset.
#[test]
fn test_data_are_saved_wherever_they_come_from() {
    let store = store_with_all(
        "open(os.path.join(directory, 'test', 'own.csv'), 'w').write('own')",
        "pass",
        "return 0",
    );
    let run = store.ran("full", ["--dataset", "rows", "--env", "save_test_data=true"]);
    let kept = store.kept(run["id"].as_str().unwrap(), "test_data_directory");
    assert_eq!(files(&kept), pairs(&[("own.csv", "own")]));
    // evaluate() got nothing, so that nothing is saved.
    let store = store_with_all("pass", "raise ValueError('no')", "return 0");
    let run = store.ran("full", ["--dataset", "rows", "--env", "save_test_data=true"]);
    assert_eq!(run["status"], "Failed");
    assert_eq!(results(&run)["run_summary"]["outputs"]["evaluation_data"], "None");
}

/// An earlier program saved data in folders of the run, and the evaluation dataset of evaluation runs in another one.
#[test]
fn what_an_earlier_program_saved_is_still_there() {
    let store = store_with_all("pass", "pass", "return 0");
    let run = store.ran("evaluation", ["--evaluation-dataset", "rows"]);
    let kept = directory(&run).join("test_data_directory");
    fs::create_dir(&kept).unwrap();
    fs::write(kept.join("rows.csv"), "saved").unwrap();
    fs::remove_file(directory(&run).join("snapshots.json")).unwrap();
    fs::remove_file(directory(&run).join("_results.json")).unwrap();
    fs::remove_file(store.home().join("store.db")).unwrap();
    let id = run["id"].as_str().unwrap();
    store.json(["run", "show", id]);
    let outputs = &results(&run)["run_summary"]["outputs"];
    assert_eq!(outputs["evaluation_data"], format!("runs/{id}/test_data_directory"));
    let output = store.folder().join("data/run");
    store.json(["run", "download", id, "--output", output.to_str().unwrap()]);
    assert!(output.join("test_data_directory/rows.csv").is_file());
}

/// The copy may be large: a person would wait for its end, and then get a version that they do not want any more.
#[test]
fn a_stop_works_while_the_test_data_are_copied() {
    let body = "for n in range(20_000): open(os.path.join(directory, 'test', str(n)), 'w').close()";
    let evaluate =
        "open(os.path.join(os.environ['artifacts_directory'], 'evaluated'), 'w').close()\nreturn 0";
    let store = store_with_all(body, "pass", evaluate);
    let mut running =
        RunningTrainer::start(store.start_of("full", ["--dataset", "rows", "--env", "save_test_data=true"]));
    assert!(running.saw_line("evaluate()"));
    store.json(["run", "stop", &running.id, "--now"]);
    let run = store.ended(&running.id);
    assert_eq!((&run["status"], &run["version"]), (&json!("Killed"), &Value::Null), "{run}");
    assert_eq!(results(&run)["run_summary"]["outputs"]["evaluation_data"], "None");
    let left = ["copying", "artifacts/evaluated"].map(|name| directory(&run).join(name).exists());
    assert_eq!(left, [false; 2]);
    running.wait();
}
