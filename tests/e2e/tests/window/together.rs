//! Several programs on one store, and any of them killed: a person who lets trainings go for weeks
//! would come back to a run without an end, a version that is nowhere, or everything trained twice.

use std::collections::HashSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::Duration;

use e2e::{Window, trainyard};
use serde_json::{Value, json};
use testkit::RunProcess::{Executor, Guard};
use testkit::{OnFailure, Package, Random, Signal, Store, each_round, hostile, names, send};

/// How much of the load there is when somebody is killed.
const LONGEST: Duration = Duration::from_millis(900);

/// A package that runs all types, each in a moment.
fn all_types() -> Package {
    Package::training("time.sleep(0.1)")
        .with_method("process_data", "time.sleep(0.05)")
        .with_method("evaluate", "time.sleep(0.05); return 0.5")
}

/// Packages `attack0`, `attack1` and so on, each with hostile code, and how many there are.
fn add_attacks(store: &Store) -> usize {
    let all = hostile::attacks();
    for (n, body) in all.iter().enumerate() {
        store.add_package(&format!("attack{n}"), &Package::training(body));
    }
    all.len()
}

/// Starts a run of the hostile package `attack<n>`, and returns its id.
fn attacked(store: &Store, n: usize) -> String {
    let package = format!("attack{n}");
    let usual = ["run", "start", "--type", "training", "--version", "1.0", "--dataset", "rows", "--detach"];
    let run = store.json(usual.into_iter().chain(["--package", &package]));
    run["id"].as_str().unwrap().to_string()
}

/// A schedule that nobody has looked at for years: one run is due.
fn due(store: &Store) -> String {
    let usual = ["schedule", "add", "--type", "full", "--package", "trainer", "--version", "1.0"];
    let added = store.json(usual.iter().chain(&["--dataset", "rows", "--cron", "0 0 1 1 *"]));
    let id = added["id"].as_str().unwrap().to_string();
    let file = store.home().join(format!("schedules/{id}.json"));
    let mut schedule: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    schedule["after"] = json!("2020-06-01T00:00:00");
    let new = file.with_extension("new");
    fs::write(&new, schedule.to_string()).unwrap();
    fs::rename(new, file).unwrap();
    id
}

/// Commands that a person gives in this round, each on its way.
fn commands(
    store: &Store,
    round: usize,
    [package, rows, exported]: [&str; 3],
    ended: &str,
    schedule: &str,
) -> Vec<Child> {
    let (new, old) = (format!("rows{round}"), format!("rows{}", round.saturating_sub(1)));
    let evaluation = ["--evaluation-dataset", "rows", "--detach"];
    let run = |kind, more: &[&'static str]| store.start_of(kind, more.iter().copied());
    let all = [
        run("training", &["--dataset", "rows", "--detach"]),
        run("evaluation", &evaluation),
        run("full", &["--dataset", "rows", "--detach"]),
        store.command(["package", "add", package, "--name", "trainer"]),
        store.command(["dataset", "add", &new, rows]),
        store.command(["dataset", "remove", &old]),
        store.command(["run", "remove", ended]),
        store.command(["run", "import", exported]),
        store.command(["schedule", "remove", schedule]),
    ];
    let quiet = |mut command: std::process::Command| {
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    all.into_iter().map(quiet).collect()
}

/// A run of another store, to be imported: again whenever it was removed.
fn exported(store: &Store) -> PathBuf {
    let elsewhere = Store::with(trainyard(), &all_types());
    let run = elsewhere.trained([]);
    let file = store.folder().join("data/elsewhere.run.zip");
    let words = ["run", "export", run["id"].as_str().unwrap(), "--output", file.to_str().unwrap()];
    elsewhere.json(words);
    file
}

fn kept_runs(store: &Store) -> Vec<Value> {
    store.json(["run", "list"]).as_array().unwrap().clone()
}

/// One of those that live is killed. Answers who, for whoever reads why the test failed.
fn kill_somebody(
    random: &mut Random,
    store: &Store,
    window: &mut Window,
    agent: &mut Child,
    commands: &mut [Child],
) -> String {
    let live = || kept_runs(store).into_iter().find(|run| run["status"] == "Running");
    match random.below(5) {
        0 => {
            window.kill();
            "window".into()
        }
        1 => {
            agent.kill().unwrap();
            "agent".into()
        }
        2 => {
            let victim = random.below(commands.len() as u64) as usize;
            commands[victim].kill().unwrap();
            format!("command {victim}")
        }
        who => {
            let process = if who == 3 { Guard } else { Executor };
            if let Some(run) = live() {
                store.kill(run["id"].as_str().unwrap(), &[process]);
            }
            format!("{process:?}")
        }
    }
}

#[test]
fn whoever_is_killed_in_a_mixed_load_every_run_has_its_end() {
    let store = Store::with(trainyard(), &all_types());
    fs::write(store.home().join("settings.json"), "{\"runs_at_once\": 2}\n").unwrap();
    let package = all_types().write(&store.folder().join("data")).display().to_string();
    let rows = store.folder().join("data/many-rows");
    fs::create_dir_all(&rows).unwrap();
    (0..50).for_each(|n| fs::write(rows.join(format!("{n}.csv")), "a,b\n1,2\n").unwrap());
    let exported = exported(&store);
    let attacks = add_attacks(&store);
    let mut window = Window::open(&store);
    let mut agent = store.agent();
    let (mut random, mut last, mut seen) = (Random::new(11), String::new(), HashSet::new());
    for round in each_round(20, 200) {
        let ended = kept_runs(&store).last().map(|run| run["id"].as_str().unwrap().to_string());
        let schedule = due(&store);
        let attack = attacked(&store, round % attacks);
        let sources = [&package, rows.to_str().unwrap(), exported.to_str().unwrap()];
        let mut given = commands(&store, round, sources, &ended.unwrap_or_default(), &last);
        random.pause(LONGEST);
        let killed = kill_somebody(&mut random, &store, &mut window, &mut agent, &mut given);
        let _said = OnFailure(format!("Killed in this round: {killed}, beside attack{}.", round % attacks));
        // Some attacks last until they are stopped; others have ended.
        store.output(["run", "stop", &attack, "--now"]);
        for mut command in given {
            command.wait().unwrap();
        }
        if agent.try_wait().unwrap().is_some() {
            agent = store.agent();
        }
        if killed == "window" {
            window.reopen();
        } else {
            assert!(window.lives(), "the window ended by itself. Its program said:\n{}", window.complaints());
        }
        let made_by = |run: &Value| run["schedule"] == json!(schedule);
        e2e::patience::until(|| kept_runs(&store).iter().any(made_by).then_some(())).expect("never fired");
        assert_all_ended(&store, &mut seen);
        let made = kept_runs(&store).iter().filter(|run| made_by(run)).count();
        assert_eq!(made, 1, "fired more than once");
        store.assert_in_order();
        last = schedule;
    }
    send(agent.id(), Signal::TERM);
    agent.wait().unwrap();
    drop(window);
    store.assert_index_as_files();
}

/// Each run that was not seen before has one of the three ends, with what belongs to it, and none of its
/// processes lives.
#[track_caller]
fn assert_all_ended(store: &Store, seen: &mut HashSet<String>) {
    for id in names(&store.json(["run", "list"]), "id") {
        if !seen.insert(id.clone()) {
            continue;
        }
        let run = store.ended(&id);
        match run["status"].as_str().unwrap() {
            "Successful" => {
                assert_eq!(run["version"].is_string(), run["type"] != "evaluation", "{run}")
            }
            _ => assert!(run["reason"].is_string() && run["version"].is_null(), "{run}"),
        }
        assert!(store.run_dir(&id).join("_results.json").is_file(), "{run}");
        testkit::wait_until_none_left(&store.run_dir(&id));
    }
}

/// One would not see what the other did, or undo it.
#[test]
fn window_agent_and_two_commands_see_what_the_others_do() {
    let store = Store::with(trainyard(), &all_types());
    let window = Window::open(&store);
    let mut agent = store.agent();
    let follower = store.command(["events", "--follow", "--json"]).stdout(Stdio::piped()).spawn();
    let mut follower = follower.unwrap();
    let mut told = BufReader::new(follower.stdout.take().unwrap()).lines();
    let mut heard = |code: &str| {
        let mut entries = told.by_ref().map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap());
        entries.find(|entry| entry["code"] == code).unwrap()
    };

    // The command's dataset is in the window, and the window's removal in the command.
    store.add_dataset("holdout");
    heard("log-dataset-added");
    window.click("nav-datasets");
    window.wait("dataset-row-holdout");
    window.click("dataset-row-holdout");
    window.click("dataset-remove");
    window.click("confirm");
    heard("log-dataset-removed");
    assert_eq!(names(&store.json(["dataset", "list"]), "name"), ["rows"]);

    // What the agent fires and the queue makes of it, all see.
    window.click("nav-pipelines");
    let schedule = due(&store);
    let run = heard("log-run-created")["run"].as_str().unwrap().to_string();
    window.wait_for(&format!("run-row-{run}"), "data-status", "Successful");
    assert_eq!(heard("log-run-successful")["run"], json!(run));
    assert_eq!(kept_runs(&store)[0]["schedule"], json!(schedule));

    // Both stop the same run, and it has one end.
    let gate = store.fifo("gate");
    let package = Package::training("open(os.environ['gate']).read()");
    store.add_package("trainer", &package);
    let gate = format!("gate={}", gate.display());
    let start = ["run", "start", "--type", "training", "--package", "trainer", "--version", "2.0"];
    let stopped = store.json(start.iter().chain(&["--dataset", "rows", "--env", &gate, "--detach"]));
    let stopped = stopped["id"].as_str().unwrap();
    window.wait_for(&format!("run-row-{stopped}"), "data-status", "Running");
    window.click(&format!("run-row-{stopped}"));
    window.click("details-stop");
    // Too late or not, it makes no second end.
    store.output(["run", "stop", stopped]);
    window.wait_for("details-status", "data-status", "Killed");
    heard("log-run-killed");
    assert_eq!(store.json(["run", "show", stopped])["status"], "Killed");

    follower.kill().unwrap();
    follower.wait().unwrap();
    send(agent.id(), Signal::TERM);
    assert!(agent.wait().unwrap().success());
}
