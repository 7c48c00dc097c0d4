//! The ways in which code can end, and what is reported: otherwise a person would look for the reason in vain, or
//! trust a version that was never trained.

use crate::{empty_store, store_with};
use serde_json::Value;
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;
use testkit::{Package, Store, is_isolated};

/// Trains a package with a new name, and returns the object of `run start --json` and the log.
#[track_caller]
fn ending(store: &Store, package: &Package) -> (Value, String) {
    let name =
        (1..).map(|n| format!("package{n}")).find(|name| !store.home().join("packages").join(name).exists());
    let name = name.unwrap();
    store.add_package(&name, package);
    let start = [
        "run",
        "start",
        "--type",
        "training",
        "--package",
        &name,
        "--version",
        "1.0",
        "--dataset",
        "rows",
        "--json",
    ];
    let output = store.output(start);
    let run: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
    let code = match run["status"].as_str().unwrap() {
        "Successful" => 0,
        "Failed" => 1,
        other => panic!("{other}"),
    };
    assert_eq!(output.status.code(), Some(code));
    let versions = store.json(["package", "show", &name])["versions"].as_array().unwrap().len();
    assert_eq!(versions, if code == 0 { 2 } else { 1 }, "{run}");
    let log = String::from_utf8_lossy(&store.log(run["id"].as_str().unwrap())).into_owned();
    (run, log)
}

fn store() -> Store {
    let store = empty_store();
    store.add_dataset("rows");
    store
}

/// The complete `train.py`.
fn code(text: &str) -> Package {
    Package::training("pass").with("train.py", text)
}

const SAVE: &str = "open('model.txt', 'w').write('trained')";

#[test]
fn an_exception_is_the_reason_with_its_stage_and_its_traceback() {
    let store = store();
    let class = |init: &str, train: &str, save: &str| {
        format!(
            "class Main:\n    def __init__(self):\n        {init}\n    def train(self, d):\n        {train}\n    def save(self):\n        {save}\n"
        )
    };
    let raising = "raise ValueError('the price is no number')";
    for (stage, text) in [
        ("import train", format!("{raising}\n{}", class("pass", "pass", "pass"))),
        ("Main()", class(raising, "pass", "pass")),
        ("train()", class("pass", raising, "pass")),
        ("save()", class("pass", "pass", raising)),
    ] {
        let (run, log) = ending(&store, &code(&text));
        assert_eq!(run["reason"], format!("{stage} raised ValueError: the price is no number"));
        assert!(log.starts_with("Traceback (most recent call last):\n  File \""), "{log}");
        assert!(
            log.contains("train.py\", line ") && log.ends_with("ValueError: the price is no number\n"),
            "{log}"
        );
        assert!(!log.contains("harness"), "{log}");
    }
}

#[test]
fn an_exception_that_cannot_be_shown_is_still_the_reason() {
    let store = store();
    for (train, reason) in [
        (
            "class Broken(Exception):\n    def __str__(self):\n        raise RuntimeError('no words')\nraise Broken()",
            "Broken: ",
        ),
        (
            "class Worse(Exception):\n    def __str__(self):\n        raise SystemExit(0)\nraise Worse()",
            "Worse: ",
        ),
        ("raise ValueError('\\ud800 half a character')", "ValueError: ? half"),
        (
            "raise ValueError('quote \" back \\\\ line\\nend \\x00 \\U0001f600 é')",
            "ValueError: quote \" back \\ line\nend \0 😀 é",
        ),
        // What is cut says so: all of it is in the log.
        ("raise ValueError('x' * 20_000_000)", "xxx…"),
        ("raise ValueError('x' * 1999 + 'y')", "xy"),
        ("raise KeyboardInterrupt()", "KeyboardInterrupt: "),
        ("f = lambda g: g(g)\nf(f)", "RecursionError: maximum"),
        ("raise ExceptionGroup('several', [ValueError('a')])", "ExceptionGroup: several"),
        ("sys.stdout.close()\nraise ValueError('unseen')", "ValueError: unseen"),
        ("sys.stdout = sys.stderr = None\nraise ValueError('unseen')", "ValueError: unseen"),
    ] {
        let (run, log) = ending(&store, &Package::training(train));
        let printed = run["reason"].as_str().unwrap();
        assert!(
            printed.contains(reason) && printed.starts_with("train() raised "),
            "{printed:.200} for {train}"
        );
        assert!(printed.len() < 5000, "one line in a list");
        assert!(log.contains("train.py\", line ") && !log.contains("harness"), "{log:.2000} for {train}");
    }
}

/// A module of the package with the name of one of Python's own.
#[test]
fn a_package_with_its_own_json_and_traceback_shows_its_reason() {
    let package = Package::training("raise ValueError('said')").with("json.py", "").with("traceback.py", "");
    let (run, log) = ending(&store(), &package);
    assert_eq!(run["reason"], "train() raised ValueError: said");
    assert!(log.contains("ValueError: said"), "{log}");
}

#[test]
fn a_process_that_ends_itself_has_failed_whatever_its_code() {
    let store = store();
    for (train, reason, logged) in [
        ("sys.exit(0)", "exit code 0", ""),
        ("sys.exit()", "exit code 0", ""),
        ("sys.exit('out of ideas')", "exit code 1", "out of ideas\n"),
        ("os._exit(0)", "exit code 0 in train()", ""),
        ("os._exit(3)", "exit code 3 in train()", ""),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "11 (SIGSEGV)", "Segmentation fault"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "9 (SIGKILL)", ""),
        ("os.abort()", "6 (SIGABRT)", "Aborted"),
        ("os.execv('/bin/true', ['true'])", "exit code 0 in train()", ""),
    ] {
        let (run, log) = ending(&store, &Package::training(train));
        let printed = run["reason"].as_str().unwrap();
        assert!(printed.contains(reason) && printed.contains("train()"), "{printed} for {train}");
        assert!(log.contains(logged), "{log:?} for {train}");
    }
}

/// The child would train and save a second time, beside the parent.
#[test]
fn a_fork_that_comes_back_from_the_code_goes_no_further() {
    let store = store();
    for text in [
        "import os\nif os.fork() == 0: pass\nelse: os.wait()\nclass Main:\n    def __init__(self): pass\n    def train(self, d): print('trains')\n    def save(self): print('saves')\n",
        "import os\nclass Main:\n    def __init__(self):\n        if os.fork(): os.wait()\n    def train(self, d): print('trains')\n    def save(self): print('saves')\n",
        "import os\nclass Main:\n    def __init__(self): pass\n    def train(self, d):\n        print('trains')\n        if os.fork(): os.wait()\n    def save(self): print('saves')\n",
    ] {
        let (run, log) = ending(&store, &code(text));
        assert_eq!((&run["status"], log.as_str()), (&"Successful".into(), "trains\nsaves\n"), "{run}");
    }
    let (run, _) = ending(
        &store,
        &Package::training("if os.fork() == 0:\n    raise ValueError('in the fork')\nos.wait()"),
    );
    assert_eq!(run["status"], "Successful", "{run}");
}

#[test]
fn a_version_has_the_model_and_nothing_that_is_no_package() {
    let store = store();
    let save = format!(
        "{SAVE}\nos.symlink('model.txt', 'latest.txt')\nos.symlink('.', 'loop')\nos.symlink('/etc', 'outside')\n\
         os.symlink('nowhere', 'dangling')\nos.mkfifo('pipe')\nos.makedirs('empty/deep')\nos.makedirs('__pycache__', exist_ok=True)\n\
         open('__pycache__/x.pyc', 'w').close()"
    );
    let (run, log) = ending(&store, &Package::of("import main", &save));
    assert_eq!(run["status"], "Successful", "{run} {log}");
    assert!(log.contains("pipe was skipped") && log.contains("outside was skipped"), "{log}");
    let zip = store.folder().join("1.1.zip");
    store.json([
        OsStr::new("package"),
        OsStr::new("download"),
        OsStr::new("package1"),
        OsStr::new("1.1"),
        OsStr::new("--output"),
        zip.as_os_str(),
    ]);
    let names = zip_names(&zip);
    assert!(names.iter().any(|name| name.ends_with("/model.txt")), "{names:?}");
    assert!(
        !names
            .iter()
            .any(|name| ["__pycache__", "pipe", "outside", "loop"].iter().any(|word| name.contains(word))),
        "{names:?}"
    );
    let checked = store.output([OsStr::new("package"), OsStr::new("check"), zip.as_os_str()]);
    assert!(checked.status.success(), "{checked:?}");
}

#[test]
fn a_folder_that_is_no_package_after_save_makes_no_version() {
    let store = store();
    for (save, word) in [
        ("os.remove('main.py')", "main.py"),
        ("open('train.py', 'w').write('def (')", "train.py"),
        ("import shutil\nshutil.rmtree(os.getcwd())", ""),
    ] {
        let (run, _) = ending(&store, &Package::of("pass", save));
        assert_eq!(run["status"], "Failed", "{run} for {save}");
        assert!(run["reason"].as_str().unwrap().contains(word), "{run} for {save}");
    }
}

#[test]
fn what_ends_after_the_last_call_changes_nothing() {
    let store = store();
    let late = "import atexit, threading\natexit.register(lambda: print('at exit'))\nthreading.Timer(0.2, lambda: print('in a thread')).start()";
    let (run, log) = ending(&store, &Package::of(late, SAVE));
    assert_eq!((&run["status"], log.as_str()), (&"Successful".into(), "in a thread\nat exit\n"), "{run}");
    let (run, _) = ending(&store, &Package::of("import atexit\natexit.register(os.abort)", SAVE));
    assert_eq!(run["status"], "Successful", "the model is saved: {run}");
}

/// The run, and the queue behind it, would wait for ever although the work is done.
#[test]
fn threads_and_processes_after_the_last_call_are_ended() {
    let thread = "import threading\nthreading.Thread(target=threading.Event().wait).start()";
    let queue = "import multiprocessing\nmultiprocessing.Queue().put(b'x' * 10_000_000)";
    let child =
        "import multiprocessing\nmultiprocessing.get_context('fork').Process(target=signal.pause).start()";
    let exit = "import atexit\natexit.register(signal.pause)\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)";
    for (stays, evaluates) in [(thread, true), (queue, false), (child, false), (exit, false)] {
        let package = Package::of(stays, SAVE).with_method("evaluate", &format!("{stays}\nreturn 0.5"));
        let store = Store::with(env!("CARGO_BIN_EXE_trainyard"), &package);
        let run = if evaluates {
            store.ran("evaluation", ["--evaluation-dataset", "rows", "--grace", "1"])
        } else {
            store.trained(["--grace", "1"])
        };
        let made = if evaluates { &run["score"] } else { &run["version"] };
        assert!(run["status"] == "Successful" && !made.is_null(), "{run} for {stays}");
        let log = String::from_utf8(store.log(run["id"].as_str().unwrap())).unwrap();
        assert!(log.contains("[trainyard] Threads or child processes kept Python running"), "{log}");
    }
    for (ends, reason) in [
        ("raise ValueError('no price')", "train() raised ValueError: no price"),
        ("raise type('N' * 100_000, (Exception,), {})('x' * 100_000)", "train() raised "),
        ("raise type('\\U0001f600' * 9_000, (Exception,), {})('\\U0001f600' * 9_000)", "train() raised "),
        (
            "class Text(str):\n    __getitem__ = lambda *_: 1\nclass E(Exception):\n    __str__ = lambda _: Text('why')\nraise E",
            "train() raised train.Main.train.<locals>.E: why",
        ),
        (
            "class E(Exception): pass\nclass Bad:\n    __format__ = None\nE.__module__ = Bad()\nraise E('why')",
            "train() raised ?: why",
        ),
        ("sys.exit(10 ** 10_000)", "train() ended the process itself (sys.exit, exit code -1)"),
    ] {
        let store = store_with(&format!("{thread}\n{ends}"));
        let run = store.trained(["--grace", "0"]);
        let printed = run["reason"].as_str().unwrap();
        assert!(printed.starts_with(reason), "{printed:.200} for {ends}");
    }
}

/// The calls were made, but the outcome is not written yet: a person who stops the run now gets no version.
#[test]
fn a_stop_after_the_last_call_still_stops() {
    let stays = "import atexit\ndef stay():\n    os.write(1, b'leaving\\n')\n    signal.pause()\natexit.register(stay)";
    let store = store_with(stays);
    let id = store.detached(["--grace", "3600"]);
    store.wait_for_log_line(&id, "leaving");
    store.json(["run", "stop", &id, "--now"]);
    let run = store.ended(&id);
    assert_eq!((&run["status"], &run["version"]), (&"Killed".into(), &Value::Null), "{run}");
}

/// A training that closes all descriptors would never end, or count as failed; one that writes to the harness's
/// channel would stop the executor.
#[test]
fn the_code_can_neither_silence_nor_mislead_who_calls_it() {
    let store = store();
    let places = "run = os.path.dirname(os.path.dirname(os.environ['artifacts_directory']))\n\
        reports, answers = [os.path.join(run, name) for name in ['reports', 'answers']]\n";
    let printed = |train: &str| ending(&store, &Package::training(&format!("{places}{train}")));
    let (run, _) = printed("os.closerange(0, 1000)");
    assert_eq!(run["status"], "Successful", "{run}");
    let flood = "flood = os.open(reports, os.O_WRONLY)\nfor _ in range(500): os.write(flood, b'{\"stage\": \"train\"}\\n{}x' * 100 + b'\\n')\n\
        full = os.open(answers, os.O_WRONLY | os.O_NONBLOCK)\ntry:\n    while True: os.write(full, b'x' * 4096)\nexcept BlockingIOError: pass";
    let (run, _) = printed(flood);
    assert_eq!(run["status"], "Successful", "{run}");
    for gone in [
        "os.remove(reports)\nos.remove(answers)",
        "os.remove(reports)\nopen(reports, 'w').close()\nos.remove(answers)",
    ] {
        let (run, _) = printed(gone);
        // The channel is in a folder that isolated code cannot write.
        let reason = if is_isolated() { "Read-only file system" } else { "exit code 0" };
        assert!(run["reason"].as_str().unwrap().contains(reason), "{run}");
    }
    let (run, _) = printed(
        "open(reports, 'w').write('{\"stage\": \"version\"}\\n{\"stage\": \"data\"}\\n{\"score\": 1}\\n')\nos._exit(0)",
    );
    assert!(run["reason"].as_str().unwrap().contains("exit code 0 in train()"), "{run}");
}

/// They would fill the process table, and no program could be started any more.
#[test]
fn what_ends_in_the_background_does_not_stay_as_a_zombie() {
    let train = "for _ in range(100):\n    if os.fork() == 0:\n        os.fork()\n        os._exit(0)\n    os.wait()\n\
        below = '/proc/%d/task/%d/children' % (os.getppid(), os.getppid())\n\
        for _ in range(600):\n    if open(below).read().split() == [str(os.getpid())]: break\n    time.sleep(0.05)\n\
        else: raise ValueError(open(below).read())";
    let (run, _) = ending(&store(), &Package::training(train));
    assert_eq!(run["status"], "Successful", "{run}");
}

fn zip_names(zip: &Path) -> Vec<String> {
    let code = "import sys, zipfile; print(*zipfile.ZipFile(sys.argv[1]).namelist(), sep='\\n')";
    let output = Command::new("python3").args(["-c", code]).arg(zip).output().unwrap();
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_string).collect()
}
