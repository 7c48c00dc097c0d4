//! What a run may use, and what of the machine it gets for itself. A person's machine would come to
//! a halt under one run, or one GPU be filled by two.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use testkit::{Package, Store, hostile, wait_until_none_left};

use crate::queue::{WAITS, begun, go, status};
use crate::store_with;

/// Fills so many megabytes, in `x`.
fn fill(megabytes: usize) -> String {
    format!("x = bytearray(b'x') * ({megabytes} << 20)\n")
}

#[test]
fn a_run_over_its_memory_is_ended_and_says_why() {
    let store = store_with(&format!(
        "{}if os.fork() == 0:\n    os.setsid()\n    {}    time.sleep(120)\n{}",
        fill(60),
        fill(80),
        hostile::FOREVER
    ));
    let run = store.trained(["--memory", "120MB", "--grace", "100"]);
    assert_eq!((&run["status"], &run["version"]), (&json!("Failed"), &Value::Null), "{run}");
    let reason = run["reason"].as_str().unwrap();
    assert!(reason.contains("more than its limit of 120.0 MB"), "{reason}");
    let id = run["id"].as_str().unwrap();
    wait_until_none_left(&store.run_dir(id));
    let shown = store.json(["run", "show", id]);
    assert_eq!(shown["reason_code"], "reason-memory-limit");
    assert_eq!((&shown["memory_limit"], &shown["cores"]), (&json!(120_000_000), &Value::Null));
    // It is kept where "run again" finds it, and where a person looks.
    let spec: Value =
        serde_json::from_slice(&fs::read(store.run_dir(id).join("spec.json")).unwrap()).unwrap();
    assert_eq!(spec["limits"]["memory"], 120_000_000);
    let shown = store.output(["run", "show", id, "--lang", "fr"]);
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.contains("plus que sa limite de 120,0 Mo"), "{shown}");
}

/// A training whose workers share its data would be stopped for memory that nobody uses.
#[test]
fn memory_that_processes_share_counts_once() {
    let store = store_with(&format!(
        "{}{WAITS}\n",
        fill(60)
            + "import gc\ngc.freeze()\nfor _ in range(3):\n    if os.fork() == 0:\n        sum(x[::4096])\n        \
               signal.alarm(120)\n        signal.pause()\n"
    ));
    let (who, root) = ("who=a", format!("root={}", store.folder().display()));
    let id = store.detached(["--memory", "150MB", "--env", who, "--env", &root]);
    begun(&store, "a");
    // Looked at while all four hold it, and left alone.
    let events = store.run_dir(&id).join("events.jsonl");
    let is_over = |line: &str| {
        let event: Value = serde_json::from_str(line).unwrap_or_default();
        event["memory"].as_u64().is_some_and(|memory| memory > 150_000_000)
    };
    while !fs::read_to_string(&events).unwrap().lines().any(is_over) {
        std::thread::yield_now();
    }
    go(&store, "go");
    let run = store.ended(&id);
    assert_eq!(run["status"], "Successful", "{run}");
}

#[test]
fn a_run_gets_the_cores_it_may_use_and_no_others() {
    let see = "print(len(os.sched_getaffinity(0)), flush=True)\n\
        subprocess.run([sys.executable, '-c', 'import os; print(len(os.sched_getaffinity(0)))'])";
    let store = store_with(see);
    let run = store.trained(["--cores", "1"]);
    assert_eq!(store.log(run["id"].as_str().unwrap()), b"1\n1\n", "{run}");
    let all = std::thread::available_parallelism().unwrap();
    let run = store.trained([]);
    assert_eq!(store.log(run["id"].as_str().unwrap()), format!("{all}\n{all}\n").into_bytes());
    assert_eq!(store.json(["run", "show", run["id"].as_str().unwrap()])["cores"], Value::Null);
}

/// Two runs of one core each would share it, and the other cores be idle.
#[test]
fn runs_at_once_get_cores_of_their_own() {
    if std::thread::available_parallelism().unwrap().get() < 2 {
        return;
    }
    let store = store_with(&format!("print(os.sched_getaffinity(0))\n{WAITS}"));
    store.json(["settings", "runs-at-once", "2"]);
    let start = |who: &str| {
        let (env, root) = (format!("who={who}"), format!("root={}", store.folder().display()));
        let id = store.detached(["--cores", "1", "--env", &env, "--env", &root]);
        begun(&store, who);
        id
    };
    let ids = ["a", "b"].map(start);
    go(&store, "go");
    wait_until_none_left(store.folder());
    assert_ne!(store.log(&ids[0]), store.log(&ids[1]));
}

#[test]
fn a_limit_that_cannot_be_one_is_refused_before_anything_changes() {
    let store = store_with("pass");
    let before = store.listing();
    for (option, value, said) in [
        ("--cores", "0", "\"0\" is not a valid number of processor cores"),
        ("--cores", "-1", "\"-1\" is not a valid number"),
        ("--cores", "two", "\"two\" is not a valid number"),
        ("--cores", "100000", "a run cannot have 100,000"),
        ("--memory", "0", "\"0\" is not a valid memory limit"),
        ("--memory", "-4GB", "\"-4GB\" is not a valid"),
        ("--memory", "4 parsecs", "\"4 parsecs\" is not a valid"),
        ("--memory", "4", "Use at least 1 MB"),
    ] {
        let refused = store.start([option, value]).output().unwrap();
        let words = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(2), "{words}");
        assert!(words.contains(said), "{words}");
    }
    assert_eq!(store.listing(), before);
}

/// A run that was asked for before there were limits would never start.
#[test]
fn a_spec_without_limits_is_one_without_limits() {
    let store = store_with("pass");
    store.json(["queue", "pause"]);
    let id = store.detached([]);
    let path = store.run_dir(&id).join("spec.json");
    let mut spec: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert!(spec.as_object_mut().unwrap().remove("limits").is_some());
    fs::write(&path, spec.to_string()).unwrap();
    store.json(["queue", "resume"]);
    assert_eq!(store.ended(&id)["status"], "Successful");
}

/// Makes a driver that counts as many GPUs as the file `gpus` beside it has bytes. Answers the
/// folder that it is in.
fn driver(store: &Store, gpus: &str) -> String {
    let folder = store.folder().join("driver");
    fs::create_dir(&folder).unwrap();
    let count = folder.join("gpus");
    fs::write(&count, gpus).unwrap();
    let code = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/integration/driver.c");
    let library = folder.join("libnvidia-ml.so.1");
    let mut compiler = Command::new("cc");
    compiler
        .args(["-shared", "-fPIC", "-o"])
        .arg(&library)
        .arg(format!("-DGPUS={:?}", count.display().to_string()));
    compiler.arg(code);
    assert!(compiler.status().unwrap().success());
    fs::set_permissions(&library, fs::Permissions::from_mode(0o755)).unwrap();
    folder.display().to_string()
}

/// Queues a run of [`WAITS`] on a machine with that driver.
fn with_driver(store: &Store, driver: &str, who: &str, more: &[&str]) -> String {
    let (env, root) = (format!("who={who}"), format!("root={}", store.folder().display()));
    let arguments = ["--detach", "--json", "--env", &env, "--env", &root];
    let mut command = store.start(arguments.into_iter().chain(more.iter().copied()));
    let output = command.env("LD_LIBRARY_PATH", driver).output().unwrap();
    let queued: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    queued["id"].as_str().unwrap().to_string()
}

/// Two trainings would fill one GPU's memory; or a run without one would wait behind them.
#[test]
fn each_run_with_a_gpu_has_one_of_its_own() {
    let visible = "print([os.environ.get(name) for name in ('CUDA_VISIBLE_DEVICES', 'CUDA_DEVICE_ORDER')])";
    let store =
        Store::with(env!("CARGO_BIN_EXE_trainyard"), &Package::training(&format!("{visible}\n{WAITS}")));
    store.json(["settings", "runs-at-once", "4"]);
    assert!(
        String::from_utf8(store.start(["--gpu"]).output().unwrap().stderr).unwrap().contains("no usable GPU")
    );
    let driver = driver(&store, "xx");
    let [a, b, c] = ["a", "b", "c"].map(|who| with_driver(&store, &driver, who, &["--gpu"]));
    let d = with_driver(&store, &driver, "d", &[]);
    ["a", "b", "d"].iter().for_each(|who| begun(&store, who));
    // Asked without the driver, by a program that sees no GPU at all: it goes on waiting.
    assert_eq!(status(&store, &c), "Queued", "both GPUs are taken");
    go(&store, "go-b");
    begun(&store, "c");
    go(&store, "go");
    wait_until_none_left(store.folder());
    let seen = [&a, &b, &c, &d].map(|id| String::from_utf8(store.log(id)).unwrap());
    let pci = |gpu: u32| format!("['{gpu}', 'PCI_BUS_ID']\n");
    assert_eq!(seen, [pci(0), pci(1), pci(1), "['', None]\n".into()]);
}

/// It would train for weeks on the processor; or all that waits would fail while the driver is updated.
#[test]
fn a_run_whose_gpu_is_gone_waits_until_it_is_back() {
    let store = store_with(WAITS);
    let driver = driver(&store, "x");
    let a = with_driver(&store, &driver, "a", &[]);
    begun(&store, "a");
    let b = with_driver(&store, &driver, "b", &["--gpu"]);
    let c = with_driver(&store, &driver, "c", &[]);
    fs::write(store.folder().join("driver/gpus"), "").unwrap();
    go(&store, "go");
    assert_eq!([&a, &c].map(|id| store.ended(id)["status"].clone()), ["Successful", "Successful"]);
    let shown = String::from_utf8(store.output(["run", "show", &b]).stdout).unwrap();
    assert!(shown.contains("Queued") && shown.contains("This machine has no usable GPU"), "{shown}");
    fs::write(store.folder().join("driver/gpus"), "x").unwrap();
    let looked = store.command(["queue", "show"]).env("LD_LIBRARY_PATH", driver).output().unwrap();
    assert!(looked.status.success());
    assert_eq!(store.ended(&b)["status"], "Successful");
}

/// A person would not know whether the training uses the GPU at all, or would take what others do on it for that.
#[test]
fn a_run_says_which_gpu_it_has_and_what_it_uses_of_it() {
    let store = store_with(WAITS);
    let driver = driver(&store, "x");
    let id = with_driver(&store, &driver, "a", &["--gpu"]);
    begun(&store, "a");
    let events = store.run_dir(&id).join("events.jsonl");
    let used = || -> Vec<Value> {
        let events = fs::read_to_string(&events).unwrap();
        let events = events.lines().map(|line| serde_json::from_str(line).unwrap_or_default());
        events.filter(|event: &Value| event["gpu"].is_number()).collect()
    };
    while used().is_empty() {
        std::thread::yield_now();
    }
    go(&store, "go");
    assert_eq!(store.ended(&id)["status"], "Successful");
    // Each of the driver's processes takes 1 MiB and 7%, but only those of the run count.
    for event in used() {
        let (busy, memory) = (event["gpu"].as_f64().unwrap(), event["gpu_memory"].as_u64().unwrap());
        assert!(memory >= 1 << 20 && busy == 7.0 * (memory >> 20) as f64 && busy < 50.0, "{event}");
        assert_eq!(event.get("gpu_all"), None);
    }
    let gpu = json!({"name": "Pretended", "memory": 8_u64 << 30, "driver": "550.54"});
    assert_eq!(store.json(["run", "show", &id])["machine"]["gpu"], gpu);
    let names = store.output(["run", "metrics", &id]);
    let names = String::from_utf8(names.stdout).unwrap();
    assert!(names.contains("gpu/memory") && !names.contains("gpu/all"), "{names}");
}
