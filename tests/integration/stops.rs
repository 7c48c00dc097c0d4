//! Stopping a run. Otherwise a person would wait for ever, find the machine still busy with a stopped run, or get a
//! version that they do not want any more.

use crate::{empty_store, store_with};
use serde_json::Value;
use std::fs::{self, File};
use std::io::Read;
use std::time::{Duration, Instant};
use testkit::{Package, Random, RunningTrainer, Signal, Store, each_round, hostile, leftovers};

const IGNORING: &str = "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n";

#[track_caller]
fn assert_killed(store: &Store, id: &str) -> Value {
    let run = store.ended(id);
    assert_eq!((&run["status"], &run["reason_code"]), (&"Killed".into(), &"reason-stopped".into()), "{run}");
    assert!(run["version"].is_null(), "{run}");
    assert_eq!(store.json(["package", "show", "trainer"])["versions"].as_array().unwrap().len(), 1);
    assert!(store.run_dir(id).join("_results.json").is_file());
    assert_eq!(
        leftovers(&store.run_dir(id)).into_iter().find(|(_, printed)| !printed.contains(" exec ")),
        None
    );
    run
}

/// This test measures time, because time is what the grace period promises.
#[test]
fn a_training_that_ignores_the_stop_is_killed_after_the_grace_period() {
    let store =
        store_with(&format!("{}{IGNORING}{}{}", hostile::CLINGING, hostile::print("up"), hostile::FOREVER));
    for _ in each_round(5, 50) {
        let id = store.detached(["--grace", "1"]);
        store.wait_for_log_line(&id, "up");
        let begun = Instant::now();
        store.json(["run", "stop", &id]);
        store.output(["run", "log", &id, "--follow"]);
        let took = begun.elapsed();
        println!("stopped after {took:?}");
        assert_killed(&store, &id);
        assert!(took >= Duration::from_secs(1) && took <= Duration::from_secs(3), "{took:?}");
    }
}

#[test]
fn a_second_stop_does_not_wait_for_the_grace_period() {
    let store = store_with(&format!("{IGNORING}{}{}", hostile::print("up"), hostile::FOREVER));
    let id = store.detached(["--grace", "3600"]);
    store.wait_for_log_line(&id, "up");
    store.json(["run", "stop", &id]);
    store.json(["run", "stop", &id, "--now"]);
    // A later and milder request does not revoke the first one.
    store.json(["run", "stop", &id]);
    assert_killed(&store, &id);
}

#[test]
fn ctrl_c_stops_and_twice_stops_now() {
    let store = store_with(&format!("{}{}", hostile::print("up"), hostile::FOREVER));
    let running = RunningTrainer::start(store.start([]));
    store.wait_for_log_line(&running.id, "up");
    let id = running.id.clone();
    running.signal(Signal::INT);
    assert_eq!(running.wait().code(), Some(130));
    assert_killed(&store, &id);

    let store = store_with(&format!("{IGNORING}{}{}", hostile::print("up"), hostile::FOREVER));
    let mut running = RunningTrainer::start(store.start(["--grace", "3600"]));
    store.wait_for_log_line(&running.id, "up");
    let id = running.id.clone();
    running.signal(Signal::INT);
    assert!(running.saw_line("top"));
    running.signal(Signal::INT);
    assert_eq!(running.wait().code(), Some(130));
    assert_killed(&store, &id);
}

#[test]
fn a_handler_runs_once_may_finish_cleanly_and_its_output_is_in_the_log() {
    let store = store_with(&format!(
        "signal.signal(signal.SIGTERM, lambda *_: (print('asked'), setattr(self, 'over', True)))\n{}\
         while not hasattr(self, 'over'): signal.pause()\n\
         for n in range(1000): print('last words', n)",
        hostile::print("up")
    ));
    let id = store.detached(["--grace", "3600"]);
    store.wait_for_log_line(&id, "up");
    store.json(["run", "stop", &id]);
    store.json(["run", "stop", &id]);
    assert_killed(&store, &id);
    let log = String::from_utf8(store.log(&id)).unwrap();
    assert_eq!(log.lines().filter(|line| *line == "asked").count(), 1, "{log:.200}");
    assert!(log.ends_with("last words 999\n"), "{log:.200}");
}

#[test]
fn a_stop_while_queued_ends_the_run_before_it_began() {
    let store = store_with(&format!("{}{}", hostile::print("up"), hostile::FOREVER));
    let (first, second) = (store.detached([]), store.detached([]));
    store.wait_for_log_line(&first, "up");
    let stopped = store.json(["run", "stop", &second]);
    assert_eq!(stopped["status"], "Killed", "at once: {stopped}");
    assert!(stopped["started"].is_null(), "{stopped}");
    assert_killed(&store, &second);
    assert!(!store.run_dir(&second).join("started").exists());
    store.json(["run", "stop", &first, "--now"]);
    assert_killed(&store, &first);
}

/// The build ignores SIGTERM and starts a daemon; uv waits for it.
#[test]
fn a_stop_while_uv_builds_leaves_nothing_of_the_build() {
    let build = "import os, signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n\
        if os.fork() == 0:\n    os.setsid()\n    if os.fork(): os._exit(0)\nelse: os.wait()\n\
        open(os.environ['gate'], 'w').write('x')\nwhile True: signal.pause()\n";
    let package = Package::training("pass")
        .with("requirements.txt", "--no-index\n./part\n")
        .with("part/pyproject.toml", "[build-system]\nrequires = []\nbuild-backend = 'build'\nbackend-path = ['.']\n[project]\nname = 'part'\nversion = '1'\n")
        .with("part/build.py", build);
    let store = empty_store();
    store.add_package("trainer", &package);
    store.add_dataset("rows");
    for now in [&[][..], &["--now"]] {
        let gate = store.fifo(if now.is_empty() { "gate" } else { "gate-now" });
        let running = RunningTrainer::start({
            let mut command = store.start([]);
            command.env("gate", &gate);
            command
        });
        // Both the build and its daemon open it.
        let mut heard = String::new();
        File::open(&gate).unwrap().read_to_string(&mut heard).unwrap();
        store.json(["run", "stop", &running.id].iter().chain(now));
        assert_killed(&store, &running.id);
        assert_eq!(running.wait().code(), Some(130));
    }
}

#[test]
fn a_stop_while_the_data_is_copied_leaves_no_copy() {
    let store = store_with(&hostile::print("trains"));
    let large = store.folder().join("data/large");
    std::fs::create_dir(&large).unwrap();
    // Real data, since holes would be copied at once.
    let rows = vec![b'1'; 100_000_000];
    for n in 0..8 {
        std::fs::write(large.join(n.to_string()), &rows).unwrap();
    }
    store.output([
        std::ffi::OsStr::new("dataset"),
        "add".as_ref(),
        "large".as_ref(),
        large.as_os_str(),
        "--link".as_ref(),
    ]);
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
        "large",
    ];
    let mut running = RunningTrainer::start(store.command(start));
    assert!(running.saw_line(": data"));
    running.signal(Signal::INT);
    let id = running.id.clone();
    assert_eq!(running.wait().code(), Some(130));
    assert_killed(&store, &id);
    assert!(!store.run_dir(&id).join("data").exists());
    assert!(!store.run_dir(&id).join("running").exists(), "it was stopped before the code ran");
}

#[test]
fn a_stop_while_saving_makes_no_version() {
    let save =
        format!("open('model.txt', 'w').write('half')\n{}{}", hostile::print("saving"), hostile::FOREVER);
    let store = Store::with(env!("CARGO_BIN_EXE_trainyard"), &Package::of("pass", &save));
    let id = store.detached([]);
    store.wait_for_log_line(&id, "saving");
    store.json(["run", "stop", &id]);
    assert_eq!(assert_killed(&store, &id)["version"], Value::Null);
}

/// A person would have to stop several runs one by one, or one missing run would prevent stopping the others.
#[test]
fn several_runs_are_stopped_and_removed_at_once() {
    let store = store_with("time.sleep(600)");
    let [a, b, c] = [(); 3].map(|()| store.detached([]));
    let output = store.output(["run", "stop", &a, "nosuch", &b]);
    let refused = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), refused.lines().count()), (Some(2), 1), "{refused}");
    assert!(refused.contains("nosuch"), "{refused}");
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.contains(&a) && printed.contains(&b), "{printed}");
    store.ended(&a);
    store.ended(&b);
    assert!(store.refused(["run", "remove", &a, &c]).contains(&c));
    assert!(store.run_dir(&a).exists(), "all or none");
    let stopped = store.json(["run", "stop", "--now", &c, &a]);
    let ids: Vec<_> = stopped.as_array().unwrap().iter().map(|run| run["id"].clone()).collect();
    assert_eq!(ids, [c.as_str(), &a]);
    assert_eq!(store.json(["run", "stop", &c])["id"], c.as_str(), "of one it is the run itself");
    store.ended(&c);
    let freed = store.json(["run", "remove", &a, &b, &a[..7], &c])["freed"].as_u64().unwrap();
    assert!(freed > 0 && store.json(["run", "list"]).as_array().unwrap().is_empty());
    assert_eq!(fs::read_dir(store.home().join("trash")).unwrap().count(), 0);
}

#[test]
fn a_stop_after_the_end_changes_nothing_and_reports_that() {
    let store = store_with("pass");
    let run = store.trained([]);
    let id = run["id"].as_str().unwrap();
    let printed = store.output(["run", "stop", id]);
    assert!(printed.status.success());
    assert!(
        String::from_utf8_lossy(&printed.stdout).contains("had already ended: Successful"),
        "{printed:?}"
    );
    let shown = store.json(["run", "show", id]);
    assert_eq!((&shown["status"], &shown["version"]), (&"Successful".into(), &"1.1".into()));
}

/// Whatever the run is doing, it is Killed without a version, or had ended before.
#[test]
fn a_stop_at_any_moment_is_a_stop_or_comes_too_late() {
    let store = store_with(&format!("{}time.sleep(0.05)", hostile::CLINGING));
    let mut random = Random::new(6);
    let mut made = 1;
    for _ in each_round(6, 60) {
        let mut running = RunningTrainer::start(store.start([]));
        running.saw_line(random.one_of(&[
            ": package",
            ": data",
            ": import",
            ": train()",
            ": save()",
            ": version",
        ]));
        random.pause(Duration::from_millis(30));
        store.json(["run", "stop", &running.id, "--now"]);
        let id = running.id.clone();
        let code = running.wait().code();
        let run = store.ended(&id);
        made += usize::from(run["status"] == "Successful");
        assert_eq!(code, Some(if run["status"] == "Killed" { 130 } else { 0 }), "{run}");
        assert_eq!(run["version"].is_null(), run["status"] == "Killed", "{run}");
        assert_eq!(store.json(["package", "show", "trainer"])["versions"].as_array().unwrap().len(), made);
    }
}
