//! Evaluation runs and full pipeline runs (contract §3, Calls). Otherwise a package that runs in AI Center would get
//! other folders here, its score would be lost, or a bad version would be made.

use std::fs;
use std::path::Path;

use crate::{empty_store, log, results, store_with, store_with_all};
use serde_json::{Value, json};
use testkit::{Store, fingerprint, hostile};

/// Adds a dataset with these files.
#[track_caller]
fn add_dataset(store: &Store, name: &str, files: &[(&str, &str)]) {
    let folder = store.folder().join("data").join(format!("{name}-source"));
    fs::create_dir_all(&folder).unwrap();
    for (path, text) in files {
        fs::create_dir_all(folder.join(path).parent().unwrap()).unwrap();
        fs::write(folder.join(path), text).unwrap();
    }
    store.json(["dataset".as_ref(), "add".as_ref(), name.as_ref(), folder.as_os_str()]);
}

fn versions(store: &Store) -> Vec<Value> {
    store.json(["package", "show", "trainer"])["versions"].as_array().unwrap().clone()
}

/// The stages of a run, in the order in which they began.
fn stages(run: &Value) -> Vec<String> {
    let events = fs::read_to_string(Path::new(run["directory"].as_str().unwrap()).join("events.jsonl"));
    let events = events.unwrap();
    let events = events.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    events.filter_map(|event| Some(event["stage"].as_str()?.to_string())).collect()
}

/// Defines `tree(folder)` for the body of a function: everything below a folder, sorted.
const TREE: &str = "tree = lambda top: sorted(os.path.relpath(os.path.join(at, name), top) for at, folders, files in os.walk(top) for name in files + folders)\n";

#[test]
fn a_full_run_splits_trains_saves_and_evaluates_and_its_version_has_the_score() {
    let store = store_with_all(
        "self.calls = ['process_data']\n\
         assert directory == os.environ['data_directory']\n\
         os.rename(os.path.join(directory, 'rows.csv'), os.path.join(directory, 'training', 'train.csv'))\n\
         open(os.path.join(os.environ['test_data_directory'], 'evaluate.csv'), 'w').write('a,b')",
        "self.calls.append('train')\n\
         assert training_directory == os.environ['training_data_directory']\n\
         assert training_directory == os.path.join(os.environ['data_directory'], 'training')\n\
         print(os.listdir(training_directory))",
        "assert os.path.exists('model.txt'), 'save() comes before'\n\
         assert directory == os.environ['evaluation_data_directory'] == os.environ['test_data_directory']\n\
         assert directory == os.path.join(os.environ['data_directory'], 'test')\n\
         print(self.calls, os.listdir(directory))\n\
         return 0.1 + 0.2",
    );
    let run = store.ran("full", ["--dataset", "rows"]);
    assert_eq!(
        (&run["status"], &run["version"], &run["score"]),
        (&json!("Successful"), &json!("1.1"), &json!(0.1 + 0.2)),
        "{run}"
    );
    assert_eq!(log(&store, &run), "['train.csv']\n['process_data', 'train'] ['evaluate.csv']\n");
    assert_eq!(
        stages(&run),
        [
            "package",
            "environment",
            "data",
            "import",
            "init",
            "process_data",
            "train",
            "save",
            "evaluate",
            "version"
        ]
    );
    let outputs = json!({
        "score": 0.1 + 0.2,
        "train_data": "None",
        "evaluation_data": "None",
        "artifacts_data": format!("runs/{}/artifacts", run["id"].as_str().unwrap()),
        "package": "trainer",
        "version": "1.1",
    });
    assert_eq!(results(&run)["run_summary"]["outputs"].to_string(), outputs.to_string());
    let inputs = json!({
        "package": "trainer",
        "version": "1.0",
        "input_data": "datasets/rows/files",
        "evaluation_data": "None",
        "gpu": "False",
    });
    assert_eq!(results(&run)["parameters"]["inputs"].to_string(), inputs.to_string());

    // The new version is found again, with its score, after the index was rebuilt.
    fs::remove_file(store.home().join("store.db")).unwrap();
    assert_eq!(versions(&store)[0]["score"], json!(0.1 + 0.2));
    assert_eq!(versions(&store)[1]["score"], Value::Null);
    assert_eq!(store.json(["run", "list"])[0]["score"], json!(0.1 + 0.2));
    let listed = String::from_utf8(store.output(["run", "list", "--lang", "fr"]).stdout).unwrap();
    assert!(listed.contains("0,3"), "{listed}");
}

#[test]
fn an_evaluation_run_gives_a_score_and_makes_no_version() {
    let store = store_with_all(
        "raise ValueError('not called')",
        "raise ValueError('not called')",
        "assert directory == os.environ['evaluation_data_directory'] == os.environ['test_data_directory']\n\
         assert directory == os.environ['data_directory'] and os.path.isdir(os.environ['training_data_directory'])\n\
         print(sorted(os.listdir(directory)))\n\
         open(os.path.join(os.environ['artifacts_directory'], 'report.txt'), 'w').write('good')\n\
         return 1",
    );
    let run = store.ran("evaluation", ["--evaluation-dataset", "rows/2026"]);
    assert_eq!((&run["status"], &run["version"]), (&json!("Successful"), &Value::Null), "{run}");
    assert_eq!(run["score"], json!(1.0));
    assert_eq!(log(&store, &run), "['more.csv']\n");
    assert_eq!(stages(&run), ["package", "environment", "data", "import", "init", "evaluate"]);
    let id = run["id"].as_str().unwrap();
    let file = results(&run);
    let inputs = json!({
        "package": "trainer",
        "version": "1.0",
        "evaluation_data": "datasets/rows/files/2026",
        "gpu": "False",
    });
    assert_eq!(file["parameters"]["inputs"].to_string(), inputs.to_string());
    let env = json!({"artifacts_directory": "artifacts", "save_test_data": "false"});
    assert_eq!(file["parameters"]["env"].to_string(), env.to_string());
    let outputs = json!({
        "score": 1.0,
        "evaluation_data": "None",
        "artifacts_data": format!("runs/{id}/artifacts"),
    });
    assert_eq!(file["run_summary"]["outputs"].to_string(), outputs.to_string());
    assert_eq!(versions(&store).len(), 1);
    let shown = store.json(["run", "show", id]);
    assert_eq!((&shown["dataset"], &shown["evaluation_dataset"]), (&Value::Null, &json!("rows")), "{shown}");
    assert_eq!(shown["evaluation_folder"], "2026");
}

#[test]
fn the_split_folders_are_there_first_and_what_the_dataset_holds_in_them_stays() {
    let look = format!("{TREE}print(tree(os.environ['data_directory']))");
    let store = store_with_all(
        &look,
        "print(open(os.path.join(training_directory, 'a.csv')).read())",
        &format!("{TREE}print(tree(directory), open(os.path.join(directory, 'both.csv')).read())\nreturn 0"),
    );
    add_dataset(
        &store,
        "split",
        &[("training/a.csv", "a"), ("test/sub/own.csv", "own"), ("test/both.csv", "input")],
    );
    add_dataset(
        &store,
        "holdout",
        &[("both.csv", "chosen"), ("sub/more.csv", "more"), ("new/deep.csv", "deep")],
    );
    let places = [store.home().join("datasets")];
    let before: Vec<_> = places.iter().map(|place| fingerprint(place)).collect();

    let run = store.ran("full", ["--dataset", "split"]);
    assert_eq!(
        log(&store, &run),
        "['test', 'test/both.csv', 'test/sub', 'test/sub/own.csv', 'training', 'training/a.csv']\n\
         a\n['both.csv', 'sub', 'sub/own.csv'] input\n"
    );
    // The evaluation dataset replaces it, because that is what the person wants to evaluate on.
    let run = store.ran("full", ["--dataset", "split", "--evaluation-dataset", "holdout"]);
    assert_eq!(
        log(&store, &run),
        "[trainyard] The evaluation dataset holdout replaces what the input dataset holds in test_data_directory.\n\
         ['test', 'test/both.csv', 'test/new', 'test/new/deep.csv', 'test/sub', 'test/sub/more.csv', \
         'training', 'training/a.csv']\n\
         a\n['both.csv', 'new', 'new/deep.csv', 'sub', 'sub/more.csv'] chosen\n"
    );
    assert_eq!(results(&run)["parameters"]["inputs"]["evaluation_data"], "datasets/holdout/files");
    let after: Vec<_> = places.iter().map(|place| fingerprint(place)).collect();
    assert_eq!(after, before);
}

/// Legal names that collide would be reported with a folder in the store that nobody knows.
#[test]
fn what_stands_where_a_full_run_needs_a_folder_is_named_or_makes_way() {
    let store = store_with_all("pass", "pass", &format!("{TREE}print(tree(directory))\nreturn 0"));
    add_dataset(&store, "flat", &[("rows.csv", "1"), ("training", "a file")]);
    let usual = ["run", "start", "--package", "trainer", "--version", "1.0", "--dataset", "flat", "--type"];
    let printed = store.refused(usual.iter().chain(&["full"]));
    assert!(printed.contains("\"training\"") && printed.contains("the dataset flat"), "{printed}");
    assert_eq!(store.ran("training", ["--dataset", "flat"])["status"], "Successful");
    for (folder, named) in [("dataset/rows.csv/deep", "\"rows.csv\""), ("dataset/training", "\"training\"")] {
        let env = format!("test_data_directory={folder}");
        let more = ["full", "--env", "training_data_directory=elsewhere", "--env", &env];
        assert!(store.refused(usual.iter().chain(&more)).contains(named), "{folder}");
    }

    // The chosen dataset replaces the other folder, whatever type each of them has.
    add_dataset(&store, "split", &[("test/a", "a file"), ("test/b/deep.csv", "a folder")]);
    add_dataset(&store, "holdout", &[("a/deep.csv", "a folder"), ("b", "a file")]);
    let run = store.ran("full", ["--dataset", "split", "--evaluation-dataset", "holdout"]);
    assert!(log(&store, &run).ends_with("\n['a', 'a/deep.csv', 'b']\n"), "{}", log(&store, &run));
}

/// A person would look in the store for a folder that they have moved themselves.
#[test]
fn a_missing_linked_folder_is_named() {
    let store = store_with_all("pass", "pass", "return 0");
    let (linked, moved) = (store.folder().join("data/linked"), store.folder().join("data/moved"));
    fs::create_dir_all(&linked).unwrap();
    fs::write(linked.join("rows.csv"), "1").unwrap();
    store.json(["dataset".as_ref(), "add".as_ref(), "link".as_ref(), "--link".as_ref(), linked.as_os_str()]);
    let start = ["run", "start", "--type", "training", "--package", "trainer", "--version", "1.0"];
    store.json(["queue", "pause"]);
    let id = store.json(start.iter().chain(&["--dataset", "link", "--detach"]))["id"].clone();
    fs::rename(&linked, moved).unwrap();
    let is_named = |printed: &str| printed.contains(&format!("{} of the dataset link", linked.display()));
    let printed = store.refused(start.iter().chain(&["--dataset", "link"]));
    assert!(is_named(&printed), "{printed}");
    store.json(["queue", "resume"]);
    let ended = store.ended(id.as_str().unwrap());
    assert!(is_named(ended["reason"].as_str().unwrap()), "{ended}");
}

#[test]
fn without_a_split_train_gets_all_of_the_data_and_evaluate_an_empty_folder() {
    let remove =
        "import shutil\nfor part in ['training', 'test']:\n    shutil.rmtree(os.path.join(directory, part))";
    for process_data in ["print('nothing to do')", remove] {
        let store = store_with_all(
            process_data,
            "assert training_directory == os.environ['data_directory']\n\
             print(sorted(name for name in os.listdir(training_directory) if name.endswith('.csv')))",
            "print(directory == os.environ['evaluation_data_directory'], os.listdir(directory))\nreturn 0",
        );
        let run = store.ran("full", ["--dataset", "rows"]);
        assert_eq!(run["status"], "Successful", "{run}");
        let log = log(&store, &run);
        let lines: Vec<_> = log.lines().filter(|line| *line != "nothing to do").collect();
        assert!(
            lines[0].starts_with("[trainyard] process_data() left training_data_directory empty"),
            "{log}"
        );
        assert_eq!(lines[1..], ["['rows.csv']", "True []"], "{log}");
    }
}

#[test]
fn a_score_is_a_number_and_nothing_else_is() {
    let evaluate = "from fractions import Fraction\n\
        Scalar = type('float32', (), {'__float__': lambda self: 0.25})\n\
        def fails(self): raise ValueError('no')\n\
        Broken = type('Broken', (), {'__float__': fails, '__repr__': lambda self: 'Broken()'})\n\
        Mute = type('Mute', (), {'__repr__': fails})\n\
        bool_ = type('bool_', (), {'__float__': lambda self: 1.0, '__repr__': lambda self: 'np.True_'})\n\
        return eval(os.environ['returned'])";
    let store = store_with_all("pass", "pass", evaluate);
    let evaluated = |returned: &str| {
        let env = format!("returned={returned}");
        store.ran("evaluation", ["--evaluation-dataset", "rows", "--env", &env])
    };
    for (returned, score) in [
        ("0.1 + 0.2", 0.1 + 0.2),
        ("1", 1.0),
        ("0", 0.0),
        ("-3.5e-300", -3.5e-300),
        ("2 ** 60", 2f64.powi(60)),
        ("Fraction(1, 3)", 1.0 / 3.0),
        ("Scalar()", 0.25),
    ] {
        let run = evaluated(returned);
        assert_eq!((&run["status"], &run["score"]), (&json!("Successful"), &json!(score)), "{run}");
        assert_eq!(results(&run)["run_summary"]["outputs"]["score"], json!(score), "{returned}");
    }
    for (returned, shown) in [
        ("None", "None"),
        ("float('nan')", "nan"),
        ("-float('inf')", "-inf"),
        ("'0.93'", "'0.93'"),
        ("b'1'", "b'1'"),
        ("True", "True"),
        ("bool_()", "np.True_"),
        ("[0.5]", "[0.5]"),
        ("{'accuracy': 0.93}", "{'accuracy': 0.93}"),
        ("1j", "1j"),
        ("10 ** 400", "1000000"),
        ("Broken()", "Broken()"),
        ("Mute()", "Mute"),
    ] {
        let run = evaluated(returned);
        assert_eq!((&run["status"], &run["score"]), (&json!("Failed"), &Value::Null), "{returned}: {run}");
        let reason = run["reason"].as_str().unwrap();
        assert!(reason.starts_with("evaluate() returned ") && reason.contains(shown), "{reason}");
        assert_eq!(results(&run)["run_summary"]["outputs"]["score"], Value::Null);
    }
}

/// Nobody would know how good the new version is.
#[test]
fn a_full_run_that_fails_at_any_call_makes_no_version() {
    let raise = "raise ValueError('the price is no number')";
    for (process_data, evaluate, reason) in [
        (raise, "return 1", "process_data() raised ValueError: the price is no number"),
        ("pass", raise, "evaluate() raised ValueError: the price is no number"),
        ("pass", "pass", "evaluate() returned None, which is not a number."),
        ("pass", "os._exit(0)", "exit code 0 in evaluate()"),
        ("sys.exit()", "return 1", "process_data() ended the process itself"),
    ] {
        let store = store_with_all(process_data, "print('trains')", evaluate);
        let run = store.ran("full", ["--dataset", "rows"]);
        assert_eq!((&run["status"], &run["version"]), (&json!("Failed"), &Value::Null), "{run}");
        assert!(run["reason"].as_str().unwrap().contains(reason), "{run}");
        assert_eq!(versions(&store).len(), 1);
        let outputs = &results(&run)["run_summary"]["outputs"];
        assert_eq!((&outputs["score"], &outputs["version"]), (&Value::Null, &json!("None")), "{outputs}");
        if evaluate == raise {
            let log = log(&store, &run);
            assert!(log.contains("Traceback") && !log.contains("harness"), "{log}");
        }
    }
}

#[test]
fn a_run_stopped_while_it_evaluates_is_killed_and_makes_no_version() {
    let evaluate = format!("{}{}", hostile::print("evaluating"), hostile::FOREVER);
    let store = store_with_all("pass", "pass", &evaluate);
    for (kind, data) in [("full", "--dataset"), ("evaluation", "--evaluation-dataset")] {
        let queued = store.ran(kind, [data, "rows", "--detach"]);
        let id = queued["id"].as_str().unwrap();
        store.wait_for_log_line(id, "evaluating");
        let used = store.refused(["dataset", "remove", "rows"]);
        assert!(used.contains(id), "the data of a run that goes on: {used}");
        store.output(["run", "stop", id, "--now"]);
        let run = store.ended(id);
        assert_eq!((&run["status"], &run["version"]), (&json!("Killed"), &Value::Null), "{run}");
        assert_eq!(versions(&store).len(), 1);
    }
}

/// A fork that returns from `evaluate` would report a second score, or its own end.
#[test]
fn a_fork_that_comes_back_from_evaluate_goes_no_further() {
    let store = store_with_all("pass", "pass", "if os.fork() == 0: return None\nos.wait()\nreturn 0.5");
    let run = store.ran("evaluation", ["--evaluation-dataset", "rows"]);
    assert_eq!((&run["status"], &run["score"]), (&json!("Successful"), &json!(0.5)), "{run}");
}

#[test]
fn a_run_shows_its_stages_and_its_score_as_it_goes() {
    let store = store_with_all("pass", "pass", "time.sleep(1)\nreturn 0.93");
    let output = store.start_of("full", ["--dataset", "rows"]).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    let mut rest = stderr.as_str();
    for word in [
        "Packaging: data",
        "Running: process_data()",
        "train()",
        "save()",
        "evaluate()",
        "evaluate() took ",
        "1.1",
        "Score: 0.93",
    ] {
        let at = rest.find(word).unwrap_or_else(|| panic!("{word} is missing or too early in {stderr}"));
        rest = &rest[at..];
    }
}

/// The samples must run with every pipeline type that they declare.
#[test]
fn the_sample_without_dependencies_runs_all_types() {
    let store = empty_store();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/offline");
    let sample = |path: &str| samples.join(path).to_str().unwrap().to_string();
    store.json(["package", "add", &sample("package/iris"), "--name", "trainer"]);
    store.json(["dataset", "add", "split", &sample("dataset")]);
    store.json(["dataset", "add", "whole", &sample("dataset/training")]);
    for dataset in ["split", "whole"] {
        let run = store.ran("full", ["--dataset", dataset, "--env", "epochs=5"]);
        assert_eq!(run["status"], "Successful", "{run}");
        assert!(run["score"].as_f64().unwrap() > 0.5, "{run}");
    }
    let evaluate = ["run", "start", "--type", "evaluation", "--package", "trainer", "--version", "1.1"];
    let run = store.json(evaluate.into_iter().chain(["--evaluation-dataset", "split/test"]));
    assert!(run["score"].as_f64().unwrap() > 0.5, "{run}");
}

/// A version that lacks a function does not support the pipeline types that need it.
#[test]
fn a_version_runs_the_types_that_its_code_supports() {
    let store = store_with("pass");
    for kind in ["evaluation", "full"] {
        let printed = store.refused([
            "run",
            "start",
            "--type",
            kind,
            "--package",
            "trainer",
            "--version",
            "1.0",
            "--dataset",
            "rows",
        ]);
        assert!(
            printed.contains("cannot run this pipeline type") && printed.contains("evaluate"),
            "{printed}"
        );
        // The message must not name functions that the version has.
        assert!(!printed.contains("save"), "{printed}");
    }
}
