//! SIGKILL of a run's own processes at any moment. Otherwise a machine would be busy with processes that nothing
//! ends, a run would stay Running for ever, or its package and data would be lost.

use crate::empty_store;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use testkit::RunProcess::{Executor, Guard};
use testkit::{
    Package, Random, RunProcess, RunningTrainer, Signal, Store, each_round, fingerprint, hostile, leftovers,
    wait_until_none_left,
};

/// The texts about a run's progress, in their order; the last one appears only at its end.
const STAGES: [&str; 9] =
    ["Run ", ": package", ": environment", ": data", ": import", ": train()", ": save()", ": version", "\0"];

/// A store whose package `trainer` needs an environment that uv has to build from a source, and whose training leaves
/// behind everything that a training can.
fn hostile_store() -> (Store, Vec<PathBuf>) {
    let train = format!("{}{}time.sleep(0.1)", hostile::CLINGING, hostile::storm(2));
    let build = "import os, zipfile\n\ndef build_wheel(folder, config_settings=None, metadata_directory=None):\n    \
        with zipfile.ZipFile(os.path.join(folder, 'part-1-py3-none-any.whl'), 'w') as wheel:\n        \
        info = 'part-1.dist-info/'\n        \
        wheel.writestr('part.py', '')\n        \
        wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: part\\nVersion: 1\\n')\n        \
        wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')\n        \
        wheel.writestr(info + 'RECORD', '')\n    \
        return 'part-1-py3-none-any.whl'\n";
    let package = Package::training(&train)
        .with("requirements.txt", "--no-index\n./part\n")
        .with("part/pyproject.toml", "[build-system]\nrequires = []\nbuild-backend = 'build'\nbackend-path = ['.']\n[project]\nname = 'part'\nversion = '1'\n")
        .with("part/build.py", build);
    let store = empty_store();
    store.add_package("trainer", &package);
    store.add_dataset("rows");
    let kept = ["packages/trainer/1.0.zip", "packages/trainer/1.0.json", "datasets"]
        .map(|name| store.home().join(name));
    (store, kept.to_vec())
}

/// Checks that the run has ended, that none of its processes lives, and that its inputs are unchanged.
#[track_caller]
fn assert_ended_well(store: &Store, id: &str) {
    let run = store.ended(id);
    let left = leftovers(&store.run_dir(id));
    let of_code: Vec<_> = left.iter().filter(|(_, arguments)| !arguments.contains(" exec ")).collect();
    assert!(of_code.is_empty(), "{of_code:?} outlived {run}");
    match run["status"].as_str().unwrap() {
        "Successful" => assert!(
            store.home().join(format!("packages/trainer/{}.zip", run["version"].as_str().unwrap())).is_file()
        ),
        _ => assert!(run["reason"].is_string() && run["version"].is_null(), "{run}"),
    }
    assert!(store.run_dir(id).join("_results.json").is_file());
    if run["unpublished"] == true {
        // The run was killed after the training was complete, so that nothing of it is lost.
        let printed = run["reason"].as_str().unwrap();
        assert!(printed.contains("run publish"), "{printed}");
        store.json(["run", "publish", id]);
    }
    for copy in ["package", "data", "evaluation", "harness.py", "package.zip"] {
        assert!(!store.run_dir(id).join(copy).exists(), "{copy} is left of {run}");
    }
    wait_until_none_left(&store.run_dir(id));
}

#[track_caller]
fn kills(seed: u64, victims: &[RunProcess]) {
    let (store, kept) = hostile_store();
    let before: Vec<_> = kept.iter().map(|path| fingerprint(path)).collect();
    let mut random = Random::new(seed);
    for round in each_round(5, 50) {
        if random.below(3) == 0 {
            let _ = std::fs::remove_dir_all(store.home().join("cache/envs"));
        }
        let mut running = RunningTrainer::start(store.start([]));
        let next = (round % 3 == 0).then(|| store.detached([]));
        let stage = random.one_of(&STAGES);
        running.saw_line(stage.trim_start_matches("Run "));
        random.pause(Duration::from_millis(60));
        store.kill(&running.id, victims);
        let id = running.id.clone();
        running.wait();
        assert_ended_well(&store, &id);
        if let Some(id) = next {
            let next = store.ended(&id);
            assert_eq!(next["status"], "Successful", "the queue went on: {next}");
        }
    }
    assert_eq!(store.trained([])["status"], "Successful");
    let after: Vec<_> = kept.iter().map(|path| fingerprint(path)).collect();
    assert_eq!(after, before);
}

#[test]
fn a_killed_guard_leaves_no_process_and_an_ended_run() {
    kills(1, &[Guard]);
}

#[test]
fn a_killed_executor_leaves_no_process_and_an_ended_run() {
    kills(2, &[Executor]);
}

#[test]
fn both_killed_at_once_are_cleared_up_by_the_next_program() {
    kills(3, &[Guard, Executor]);
    kills(4, &[Executor, Guard]);
}

/// Nobody waits for the run, and nobody follows it: any command finishes it.
#[test]
fn any_command_ends_a_run_whose_processes_are_all_dead() {
    let (store, _) = hostile_store();
    let package = Package::training(&format!(
        "{}{}{}{}",
        hostile::CLINGING,
        hostile::storm(2),
        hostile::print("up"),
        hostile::FOREVER
    ));
    store.add_package("clinging", &package);
    let arguments = [
        "run",
        "start",
        "--type",
        "training",
        "--package",
        "clinging",
        "--version",
        "1.0",
        "--dataset",
        "rows",
    ];
    for _ in each_round(2, 20) {
        let id = store.json(arguments.into_iter().chain(["--detach"]))["id"].as_str().unwrap().to_string();
        store.wait_for_log_line(&id, "up");
        store.kill(&id, &[Guard, Executor]);
        // Its lock is free once the processes are dead; an earlier command has nothing to do yet.
        store.output(["run", "log", &id, "--follow"]);
        store.json(["package", "list"]);
        assert_eq!(leftovers(store.folder()), []);
        let run = store.json(["run", "show", &id]);
        // The executor may have noticed the guard's death in the moment before its own.
        let reason = run["reason_code"].as_str().unwrap();
        assert!(["reason-interrupted", "reason-guard-died"].contains(&reason), "{run}");
        assert_eq!(run["status"], "Failed");
    }
}

#[test]
fn a_killed_command_does_not_hurt_the_run_it_started() {
    let (store, kept) = hostile_store();
    let before: Vec<_> = kept.iter().map(|path| fingerprint(path)).collect();
    let mut random = Random::new(5);
    for round in each_round(6, 50) {
        if round % 2 == 0 {
            let mut running = RunningTrainer::start(store.start([]));
            running.saw_line(random.one_of(&STAGES[1..]));
            running.signal(Signal::KILL);
            let id = running.id.clone();
            running.wait();
            assert_eq!(store.ended(&id)["status"], "Successful");
        } else {
            let mut command = store.start(["--detach"]).spawn().unwrap();
            random.pause(Duration::from_millis(80));
            command.kill().unwrap();
            command.wait().unwrap();
            for run in store.json(["run", "list"]).as_array().unwrap() {
                assert_ended_well(&store, run["id"].as_str().unwrap());
            }
        }
    }
    let after: Vec<_> = kept.iter().map(|path| fingerprint(path)).collect();
    assert_eq!(after, before);
}

/// A run of which nothing was started would fail because of an unrelated program.
#[test]
fn a_run_whose_starter_dies_is_started_by_the_next_program() {
    let store = crate::store_with("pass");
    store.json(["queue", "pause"]);
    let id = store.detached([]);
    // The last file that is read before the run has a process: the program that starts the run waits here, and is
    // killed.
    let (environ, kept) = (store.environ(&id), store.folder().join("environ"));
    std::fs::rename(&environ, &kept).unwrap();
    assert!(Command::new("mkfifo").arg(&environ).status().unwrap().success());
    let mut starter = store.command(["queue", "resume"]).spawn().unwrap();
    let read = std::fs::File::options().write(true).open(&environ).unwrap();
    starter.kill().unwrap();
    starter.wait().unwrap();
    drop(read);
    std::fs::rename(&kept, &environ).unwrap();
    let run = store.ended(&id);
    assert_eq!(run["status"], "Successful", "{run}");
}

/// Two processes would write into the same log, train twice and make two versions.
#[test]
fn a_run_is_executed_once_however_many_try() {
    let store =
        crate::store_with(&format!("{}{}", hostile::print("once"), "open(os.environ['gate']).read()"));
    let gates = ["live", "queued"].map(|name| store.fifo(name));
    let [live, queued] =
        gates.each_ref().map(|gate| store.detached(["--env", &format!("gate={}", gate.to_str().unwrap())]));
    store.wait_for_log_line(&live, "once");
    let exec = |id: &str| store.command(["exec"]).arg(store.run_dir(id)).spawn().unwrap();
    for mut refused in [exec(&live), exec(&live)] {
        assert_eq!(refused.wait().unwrap().code(), Some(2));
    }
    let tries: Vec<_> = (0..4).map(|_| exec(&queued)).collect();
    store.wait_for_log_line(&queued, "once");
    // Opening the FIFO blocks until the training reads from it.
    gates.iter().for_each(|gate| std::fs::write(gate, "go").unwrap());
    let codes: Vec<_> = tries.into_iter().map(|mut tried| tried.wait().unwrap().code()).collect();
    assert_eq!(codes.iter().filter(|code| **code == Some(0)).count(), 1, "{codes:?}");
    for id in [&live, &queued] {
        assert_eq!(store.ended(id)["status"], "Successful");
        assert_eq!(store.log(id), b"once\n");
        assert_eq!(store.command(["exec"]).arg(store.run_dir(id)).output().unwrap().status.code(), Some(2));
    }
    assert_eq!(store.json(["package", "show", "trainer"])["versions"].as_array().unwrap().len(), 3);
}
