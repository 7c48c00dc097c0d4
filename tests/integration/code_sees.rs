//! What the code sees while it runs (contract §3): otherwise a package that runs in AI Center would not run here.

use crate::{empty_store, store_with};
use serde_json::Value;
use std::ffi::OsStr;
use std::os::unix::fs::symlink;
use testkit::{Package, Store, fingerprint};

/// Trains with a body that fills the dictionary `found`, and returns it.
#[track_caller]
fn found(store: &Store, more: &[&str], change: impl Fn(&mut std::process::Command)) -> Value {
    let mut command = store.start(more.iter().copied());
    change(command.arg("--json"));
    let output = command.output().unwrap();
    let run: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
    let log = String::from_utf8_lossy(&store.log(run["id"].as_str().unwrap())).into_owned();
    assert_eq!(run["status"], "Successful", "{run} {log}");
    let last = log.lines().last().unwrap();
    serde_json::from_str(last).unwrap_or_else(|error| panic!("{error}: {log}"))
}

fn finding(body: &str) -> Store {
    store_with(&format!("import json\nfound = {{}}\n{body}\nprint(json.dumps(found))"))
}

#[test]
fn the_environment_is_the_persons_less_what_misleads_python_and_the_runs_own() {
    let store = finding("found.update(os.environ)");
    let seen = found(&store, &["--env", "EPOCHS=5", "--env", "empty=", "--env", "é='\"$x\n"], |command| {
        for name in [
            "PYTHONPATH",
            "PYTHONHOME",
            "PYTHONSTARTUP",
            "PYTHONHASHSEED",
            "VIRTUAL_ENV",
            "CONDA_PREFIX",
            "TRAINYARD_X",
        ] {
            command.env(name, "/nonsense");
        }
        command.env("THEIRS", "kept").env("data_directory", "/wrong").env("CUDA_VISIBLE_DEVICES", "0");
    });
    for name in [
        "PYTHONPATH",
        "PYTHONHOME",
        "PYTHONSTARTUP",
        "PYTHONHASHSEED",
        "VIRTUAL_ENV",
        "CONDA_PREFIX",
        "TRAINYARD_X",
        "TRAINYARD_HOME",
    ] {
        assert!(seen[name].is_null(), "{name}: {seen}");
    }
    for (name, value) in [
        ("THEIRS", "kept"),
        ("EPOCHS", "5"),
        ("empty", ""),
        ("é", "'\"$x\n"),
        ("CUDA_VISIBLE_DEVICES", ""),
        ("PYTHONUNBUFFERED", "1"),
        ("PYTHONUTF8", "1"),
        ("MPLBACKEND", "Agg"),
    ] {
        assert_eq!(seen[name], value, "{name}");
    }
    assert!(seen["TRAINYARD_RUN"].is_string());
    // The variables of the form reach the code, whatever their names are.
    let seen = found(&store, &["--env", "PYTHONHASHSEED=7", "--env", "CONDA_PREFIX=/own"], |command| {
        command.env("PYTHONHASHSEED", "1").env("PYTHONWARNINGS", "error");
    });
    assert_eq!((&seen["PYTHONHASHSEED"], &seen["CONDA_PREFIX"]), (&"7".into(), &"/own".into()));
    assert!(seen["PYTHONWARNINGS"].is_null());
}

#[test]
fn directories_are_absolute_there_and_writable_before_any_code_runs() {
    let text = "import json, os, sys\nnames = ['artifacts_directory', 'data_directory', 'training_data_directory', 'evaluation_data_directory', 'test_data_directory']\n\
        def look():\n    for name in names:\n        path = os.environ[name]\n        assert os.path.isabs(path) and os.path.isdir(path), name\n        open(os.path.join(path, 'written'), 'w').close()\n\
        look()\nclass Main:\n    def __init__(self):\n        look()\n    def train(self, directory):\n        assert directory == os.environ['data_directory'] == os.environ['training_data_directory']\n        \
        assert os.environ['test_data_directory'] == os.environ['evaluation_data_directory']\n        print(json.dumps(os.environ['artifacts_directory']))\n    def save(self): pass\n";
    let store = Store::with(env!("CARGO_BIN_EXE_trainyard"), &Package::training("").with("train.py", text));
    for chosen in ["artifacts", "nested/deep/é x", "./here", "data", "package", "log", "lock", "outcome.json"]
    {
        let seen =
            store.start(["--json", "--env", &format!("artifacts_directory={chosen}")]).output().unwrap();
        if seen.status.code() == Some(2) {
            // A refusal in advance is just as good, because nothing was lost.
            assert!(!["artifacts", "nested/deep/é x"].contains(&chosen), "{seen:?}");
            continue;
        }
        let run: Value = serde_json::from_slice(&seen.stdout).unwrap();
        assert_eq!(run["status"], "Successful", "{chosen}: {run}");
        let kept = store.json(["run", "artifacts", run["id"].as_str().unwrap()]);
        assert!(kept.as_array().unwrap().iter().any(|entry| entry["path"] == "written"), "{chosen}: {kept}");
    }
}

#[test]
fn the_package_is_the_working_directory_and_first_on_the_path() {
    let body = "import part, harness, argparse\n\
        found['parsed'] = vars(argparse.ArgumentParser().parse_args())\n\
        found['cwd'] = os.getcwd() == sys.path[0] == os.path.dirname(os.path.realpath(__file__))\n\
        found['train'] = sys.modules['train'].__file__ == os.path.realpath('train.py')\n\
        found['model'] = open('./old.sav').read() + open(os.path.join(os.path.dirname(os.path.realpath(__file__)), 'old.sav')).read()\n\
        found['stdin'] = [os.path.samefile('/proc/self/fd/0', '/dev/null'), sys.stdin.read()]\n\
        found['harness'] = harness.run";
    let package = Package::training(&format!("import json\nfound = {{}}\n{body}\nprint(json.dumps(found))"))
        .with("old.sav", "m")
        .with("harness.py", "run = 'own'\n")
        .with("part/__init__.py", "print('imported')\n");
    let text = "if __name__ == '__main__':\n    raise SystemExit('run as a script')\n";
    let store = Store::with(env!("CARGO_BIN_EXE_trainyard"), &package.and("train.py", text));
    let seen = found(&store, &[], |_| {});
    assert_eq!(
        seen,
        serde_json::json!({"parsed": {}, "cwd": true, "train": true, "model": "mm", "stdin": [true, ""], "harness": "own"})
    );
}

#[test]
fn multiprocessing_works_with_fork_and_with_spawn() {
    let body = "import json, multiprocessing, threading\nfound = {}\n\
        for way in ['fork', 'spawn', 'forkserver']:\n    with multiprocessing.get_context(way).Pool(2) as pool:\n        found[way] = pool.map(square, range(4))\n\
        thread = threading.Thread(target=found.update, args=({'thread': 1},))\nthread.start()\nthread.join()\nprint(json.dumps(found))";
    let package =
        Package::training(body).and("train.py", "print('imported')\ndef square(n):\n    return n * n\n");
    let store = Store::with(env!("CARGO_BIN_EXE_trainyard"), &package);
    let seen = found(&store, &[], |_| {});
    assert_eq!(
        seen,
        serde_json::json!({"fork": [0, 1, 4, 9], "spawn": [0, 1, 4, 9], "forkserver": [0, 1, 4, 9], "thread": 1})
    );
}

/// The training damages everything that it finds in its data.
#[test]
fn the_persons_data_are_the_same_whatever_the_code_does_to_its_own() {
    let ruin = "for root, folders, files in os.walk(training_directory, topdown=False, followlinks=True):\n    \
        for name in files:\n        path = os.path.join(root, name)\n        \
        os.chmod(path, 0o600)\n        open(path, 'a').write('ruined')\n        os.utime(path, (1, 1))\n        os.remove(path)\n    \
        for name in folders:\n        path = os.path.join(root, name)\n        os.remove(path) if os.path.islink(path) else os.rmdir(path)\n\
        open(os.path.join(training_directory, 'new'), 'w').write('new')";
    let store = store_with(ruin);
    let beside = store.folder().join("data/beside");
    let source = store.folder().join("data/source");
    for folder in [&beside, &source, &source.join("sub")] {
        std::fs::create_dir(folder).unwrap();
    }
    std::fs::write(beside.join("led-to"), "beside").unwrap();
    std::fs::write(source.join("rows.csv"), "a,b").unwrap();
    std::fs::write(source.join("sub/more.csv"), "c,d").unwrap();
    symlink(beside.join("led-to"), source.join("file-outside")).unwrap();
    symlink(&beside, source.join("folder-outside")).unwrap();
    symlink("rows.csv", source.join("file-inside")).unwrap();
    symlink("sub", source.join("folder-inside")).unwrap();
    let add = |name: &'static str, more: &'static [&'static str]| {
        let arguments = ["dataset", "add", name].map(OsStr::new).into_iter().chain([source.as_os_str()]);
        store.json(arguments.chain(more.iter().map(OsStr::new)));
    };
    add("copied", &[]);
    add("linked", &["--link"]);
    let places = [store.home().join("datasets"), beside, source];
    // Otherwise the first run on the link would add its state.
    store.json(["dataset", "states", "linked"]);
    let before: Vec<_> = places.iter().map(|place| fingerprint(place)).collect();
    for name in ["copied", "linked"] {
        let start = [
            "run",
            "start",
            "--type",
            "training",
            "--package",
            "trainer",
            "--version",
            "1.0",
            "--dataset",
            name,
        ];
        let run: Value = {
            let output =
                store.command(start).args(["--env", "save_training_data=TRUE", "--json"]).output().unwrap();
            serde_json::from_slice(&output.stdout).unwrap()
        };
        assert_eq!(run["status"], "Successful", "{run}");
        let after: Vec<_> = places.iter().map(|place| fingerprint(place)).collect();
        assert_eq!(after, before, "{name}");
        // The saved data is what was passed in, although the code changed its own copy.
        let kept = store.kept(run["id"].as_str().unwrap(), "data_directory");
        for (file, text) in [
            ("rows.csv", "a,b"),
            ("sub/more.csv", "c,d"),
            ("file-outside", "beside"),
            ("folder-outside/led-to", "beside"),
            ("file-inside", "a,b"),
            ("folder-inside/more.csv", "c,d"),
        ] {
            assert_eq!(
                std::fs::read_to_string(kept.join(file)).unwrap_or_else(|e| panic!("{file}: {e}")),
                text
            );
        }
        assert!(!kept.join("new").exists());
    }
}

#[test]
fn the_working_copies_are_removed_after_the_end() {
    let store = empty_store();
    store.add_package(
        "trainer",
        &Package::training("os.mkdir('locked')\nopen('locked/x', 'w').close()\nos.chmod('locked', 0)"),
    );
    store.add_dataset("rows");
    let run = store.trained([]);
    let left: Vec<_> = std::fs::read_dir(run["directory"].as_str().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    for name in ["package", "data", "evaluation", "harness.py", "package.zip"] {
        assert!(!left.iter().any(|there| there == name), "{left:?}");
    }
}
