//! Projects: a person separates one customer's models from another's, and must never find them mixed.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use testkit::{Package, Random, Store, each_round};

use crate::{empty_store, store_with};

/// A training that waits until the file named by `gate` exists.
const WAITS: &str = "while not os.path.exists(os.environ['gate']): time.sleep(0.005)";

/// These arguments, applied to a project.
fn within<'a>(project: &'a str, words: &[&'a str]) -> Vec<&'a str> {
    [words, &["--project", project]].concat()
}

/// Makes a project with the package `trainer` and the dataset `rows`, which another project may have, too.
#[track_caller]
fn fill(store: &Store, project: &str, train: &str) -> String {
    let id = store.json(["project", "create", project])["id"].as_str().unwrap().to_string();
    let package = Package::training(train).write(&store.folder().join("data")).display().to_string();
    store.json(within(project, &["package", "add", &package, "--name", "trainer"]));
    let rows = store.folder().join(format!("data/rows of {id}"));
    fs::create_dir_all(&rows).unwrap();
    fs::write(rows.join("own.csv"), format!("{id}\n")).unwrap();
    store.json(within(project, &["dataset", "add", "rows", rows.to_str().unwrap()]));
    id
}

const TRAIN: [&str; 10] =
    ["run", "start", "--type", "training", "--package", "trainer", "--version", "1.0", "--dataset", "rows"];

const PLAN: [&str; 4] = ["schedule", "add", "--at", "2099-01-01 08:00"];

/// The output of all commands that list something in a project.
fn lists(store: &Store, project: &str) -> [Value; 4] {
    ["package", "dataset", "run", "schedule"].map(|what| store.json(within(project, &[what, "list"])))
}

fn names(folder: PathBuf) -> BTreeSet<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// One project's version would be trained on another's data, numbered after it, or removed with it.
#[test]
fn the_same_names_in_two_projects_do_not_touch_each_other() {
    let store = store_with("print('first')");
    let id = fill(&store, "Fraud", "print(open(os.path.join(training_directory, 'own.csv')).read())");
    let first = lists(&store, "default");
    let run = store.json(within("Fraud", &TRAIN));
    assert_eq!((&run["status"], &run["version"]), (&json!("Successful"), &json!("1.1")));
    let run_id = run["id"].as_str().unwrap();
    assert!(String::from_utf8(store.log(run_id)).unwrap().contains(&id), "it saw its own project's data");
    let results = fs::read_to_string(store.run_dir(run_id).join("_results.json")).unwrap();
    assert!(results.contains(&format!("\"train_data\": \"projects/{id}/datasets/rows/files\"")), "{results}");
    store.json(within("Fraud", &[&PLAN[..], &TRAIN[2..]].concat()));
    assert_eq!(lists(&store, "default"), first);

    let [packages, datasets, runs, schedules] = lists(&store, "Fraud");
    assert_eq!(packages[0]["versions"].as_array().unwrap().len(), 2);
    assert_eq!([&packages, &datasets, &schedules].map(|list| list.as_array().unwrap().len()), [1, 1, 1]);
    let statuses: Vec<_> = runs.as_array().unwrap().iter().map(|run| run["status"].clone()).collect();
    assert_eq!(statuses, ["Scheduled", "Successful"]);
    // A run is found by its id from any project, and a schedule's runs are in its project.
    assert_eq!(store.json(["run", "show", run_id])["project"], json!(id));
    let made = store.json(["schedule", "run", schedules[0]["id"].as_str().unwrap()]);
    assert_eq!(store.ended(made["id"].as_str().unwrap())["version"], "1.2");

    // A number that is used in one project has no effect in the other.
    assert_eq!(store.trained([])["version"], "1.1");
    store.json(["package", "remove", "trainer"]);
    store.json(["dataset", "remove", "rows"]);
    assert_eq!(store.json(within("Fraud", &["package", "show", "trainer"]))["versions"][0]["version"], "1.2");
    assert_eq!(store.json(within("Fraud", &TRAIN))["status"], "Successful");

    let log = |project: &str| store.json(within(project, &["events"])).to_string();
    assert!(log("default").contains("The package trainer was removed"));
    assert!(!log("Fraud").contains("was removed") && log("Fraud").contains("The project Fraud was created."));
    let stored = store.json(["storage"])["stored"].clone();
    let of = |kind: &str, project: &str| {
        let is = |one: &&Value| one["kind"] == kind && one["project"] == project;
        stored.as_array().unwrap().iter().filter(is).count()
    };
    // One of them waits for its time.
    assert_eq!([of("run", "default"), of("run", &id), of("dataset", &id)], [1, 4, 1]);
}

/// With a lost index, projects would be mixed, or one would be lost.
#[test]
fn projects_are_made_again_from_their_files() {
    let store = store_with("pass");
    let id = fill(&store, "Fraud", "pass");
    store.json(within("Fraud", &TRAIN));
    store.json(within("Fraud", &[&PLAN[..], &TRAIN[2..]].concat()));
    store.json(["project", "describe", "Fraud", "Cards, été"]);
    store.json(["project", "rename", "default", "Churn / EU"]);
    let everything = || {
        let projects = store.json(["project", "list"]);
        (lists(&store, "Churn / EU"), lists(&store, &id), projects)
    };
    let before = everything();
    assert_eq!(before.2[1]["description"], "Cards, été");
    fs::remove_file(store.home().join("store.db")).unwrap();
    assert_eq!(everything(), before);
    // A damaged file loses the project's name, but not what is in the project.
    fs::write(store.home().join("projects").join(&id).join("project.json"), "{").unwrap();
    fs::remove_file(store.home().join("store.db")).unwrap();
    let after = everything();
    assert_eq!((&after.0, &after.1), (&before.0, &before.1));
    let named = |project: &Value| project["id"] == json!(id) && project["name"] == json!(id);
    assert!(after.2.as_array().unwrap().iter().any(named), "{}", after.2);
}

/// A person who updates the program would find an empty store, or runs without their inputs.
#[test]
fn a_store_from_before_projects_works_unchanged() {
    let store = store_with("pass");
    store.trained([]);
    let schedule = store.json([&PLAN[..], &TRAIN[2..]].concat());
    let before = lists(&store, "default");
    // Files of an older program: a project that only has a name, and schedules without a project.
    fs::write(store.home().join("projects/default.json"), "{\n  \"name\": \"default\"\n}\n").unwrap();
    let path = store.home().join(format!("schedules/{}.json", schedule["id"].as_str().unwrap()));
    let mut kept: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    kept.as_object_mut().unwrap().remove("project").unwrap();
    fs::write(&path, kept.to_string()).unwrap();
    for file in ["store.db", "store.db-wal", "store.db-shm"] {
        let _ = fs::remove_file(store.home().join(file));
    }
    let listing = store.listing();
    assert_eq!(lists(&store, "default"), before);
    let unchanged = |line: &String| !line.contains("store.db");
    let files = |lines: Vec<String>| lines.into_iter().filter(unchanged).collect::<Vec<_>>();
    assert_eq!(files(store.listing()), files(listing), "nothing was moved or rewritten");
    assert_eq!(store.trained([])["version"], "1.2");
}

/// A training would publish its version into a removed project, or disappear from the list.
#[test]
fn a_project_is_renamed_during_a_run() {
    let store = empty_store();
    let id = fill(&store, "Fraud", WAITS);
    let gate = store.folder().join("gate");
    let parameter = format!("gate={}", gate.display());
    let run = store.json(within("Fraud", &[&TRAIN[..], &["--env", &parameter, "--detach"]].concat()));
    let run = run["id"].as_str().unwrap();
    while !store.run_dir(run).join("running").exists() {
        std::thread::yield_now();
    }
    assert_eq!(store.json(["project", "rename", "Fraud", "Fraud 2"])["id"], json!(id));
    assert!(store.refused(within("Fraud", &["run", "list"])).contains("Fraud 2"));
    fs::write(gate, "").unwrap();
    assert_eq!(store.ended(run)["version"], "1.1");
    let [packages, _, runs, _] = lists(&store, "Fraud 2");
    assert_eq!((&packages[0]["version"], &runs[0]["id"]), (&json!("1.1"), &json!(run)));
    let log = store.json(within("Fraud 2", &["events", "--kind", "project"]));
    assert_eq!(log[1]["text"], "The project Fraud was renamed to Fraud 2.");
}

/// A project could be removed by mistake, or a command would apply to the wrong project.
#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    let store = empty_store();
    fill(&store, "Fraud", WAITS);
    let run = store.json(within("Fraud", &[&TRAIN[..], &["--env", "gate=/never", "--detach"]].concat()));
    let run = run["id"].as_str().unwrap();
    while !store.run_dir(run).join("running").exists() {
        std::thread::yield_now();
    }
    let long = "x".repeat(1001);
    let refused: [(&[&str], &str); 13] = [
        (
            &["package", "list", "--project", "Frauds"],
            "There is no project \"Frauds\". These projects exist: default, Fraud.",
        ),
        (&["run", "list", "--project", ""], "There is no project \"\"."),
        (&["project", "create", "FRAUD"], "There is already a project \"Fraud\""),
        (&["project", "create", "a\nb"], "cannot be a project's name"),
        (&["project", "create", "b", "--description", &long], "1,000"),
        (&["project", "rename", "Fraud", "default"], "already"),
        (&["project", "rename", "Frauds", "x"], "no project"),
        (&["project", "describe", "Fraud", &long], "too long"),
        (&["project", "remove", "Frauds", "--yes", "Frauds"], "no project"),
        (&["project", "remove", "Fraud"], "--yes"),
        (&["project", "remove", "Fraud", "--yes", "fraud"], "--yes"),
        (&["project", "remove", "Fraud", "--yes", "Fraud"], run),
        (&["project", "remove", "default", "--yes", "default"], "cannot be removed"),
    ];
    let files = || names(store.home().join("projects"));
    let before = (files(), store.json(["project", "list"]));
    for (words, printed) in refused {
        let line = store.refused(words);
        assert!(line.contains(printed), "{words:?}: {line}");
    }
    assert_eq!((files(), store.json(["project", "list"])), before);
    store.output(["run", "stop", run, "--now"]);
    store.ended(run);
    // The option overrides the environment; a command that applies to no project ignores both.
    let list = |of: &str, more: &[&str]| {
        let words = [&["package", "list", "--json"], more].concat();
        let output = store.command(words).env("TRAINYARD_PROJECT", of).output().unwrap();
        serde_json::from_slice::<Value>(&output.stdout).map_or(0, |list| list.as_array().unwrap().len())
    };
    assert_eq!([list("Fraud", &[]), list("", &[]), list("Fraud", &["--project", "default"])], [1, 0, 0]);
    let queue = store.command(["queue", "show", "--json"]).env("TRAINYARD_PROJECT", "gone").status().unwrap();
    assert!(queue.success());
}

/// Two people's programs in the same store would block each other, or use each other's numbers.
#[test]
fn two_programs_work_in_two_projects_at_once() {
    let store = store_with("pass");
    fill(&store, "Fraud", "pass");
    let run = |project: &str| {
        let mut command = store.command(within(project, &[&TRAIN[..], &["--detach", "--json"]].concat()));
        command.stdout(Stdio::piped()).spawn().unwrap()
    };
    let begun: Vec<_> = (0..3).flat_map(|_| ["default", "Fraud"]).map(run).collect();
    for program in begun {
        let output = program.wait_with_output().unwrap();
        let run: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(store.ended(run["id"].as_str().unwrap())["status"], "Successful");
    }
    for project in ["default", "Fraud"] {
        let [packages, _, runs, _] = lists(&store, project);
        assert_eq!((&packages[0]["version"], runs.as_array().unwrap().len()), (&json!("1.3"), 3));
    }
}

/// A project with a version, a run and a schedule, which will be removed with it.
fn to_be_removed(store: &Store, name: &str) -> String {
    let id = fill(store, name, "pass");
    assert_eq!(store.json(within(name, &TRAIN))["status"], "Successful");
    store.json(within(name, &[&PLAN[..], &TRAIN[2..]].concat()));
    id
}

/// Nothing of a removed project is left, in the lists or on the disk.
#[track_caller]
fn assert_removed(store: &Store) {
    let left = store.json(["project", "list"]);
    assert_eq!(left.as_array().unwrap().len(), 1, "{left}");
    assert_eq!(names(store.home().join("projects")), BTreeSet::from(["default.json".to_string()]));
    for folder in ["runs", "schedules", "trash", "staging"] {
        let left = names(store.home().join(folder));
        assert!(left.is_empty(), "{folder}: {left:?}");
    }
    let kinds = |one: &Value| one["kind"] != "environment";
    let stored = store.json(["storage"])["stored"].clone();
    assert!(!stored.as_array().unwrap().iter().any(kinds), "{stored}");
}

#[test]
fn a_removed_project_takes_with_it_all_that_it_held() {
    let store = empty_store();
    to_be_removed(&store, "Fraud");
    let freed = store.json(["project", "remove", "Fraud", "--yes", "Fraud"]);
    assert!(freed["freed"].as_u64() > Some(0));
    assert_removed(&store);
    let log = store.json(["events", "--kind", "project"]);
    assert_eq!(log[0]["text"], "The project Fraud was removed with everything in it.");
    // Its name can be used again.
    to_be_removed(&store, "Fraud");
}

/// Half a project would stay: runs without their project, versions in no list, a full disk.
#[test]
fn a_removal_that_was_killed_is_done_or_was_never_begun() {
    let store = empty_store();
    let mut random = Random::new(11);
    for round in each_round(6, 60) {
        let name = format!("p{round}");
        let id = to_be_removed(&store, &name);
        let before = lists(&store, &name);
        let words = ["project", "remove", &name, "--yes", &name];
        let mut program = store.command(words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        random.pause(Duration::from_millis(25));
        program.kill().unwrap();
        program.wait().unwrap();
        if store.json(["project", "list"]).as_array().unwrap().len() == 2 {
            assert_eq!(lists(&store, &id), before, "round {round}");
            store.json(words);
        }
        assert_removed(&store);
    }
    // The state after a kill at each step, before any program has repaired it.
    for step in 0..3 {
        let id = to_be_removed(&store, "Fraud");
        let path = store.home().join("projects").join(&id).join("project.json");
        let mut file: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        file["removed"] = json!("2026-11-25T08:00:00Z");
        fs::write(&path, file.to_string()).unwrap();
        if step > 0 {
            let run = names(store.home().join("runs")).pop_first().unwrap();
            fs::rename(store.run_dir(&run), store.home().join("trash/run")).unwrap();
        }
        if step > 1 {
            for file in names(store.home().join("schedules")) {
                fs::remove_file(store.home().join("schedules").join(file)).unwrap();
            }
            fs::rename(path.parent().unwrap(), store.home().join("trash/project")).unwrap();
        }
        fs::write(store.home().join("lock"), "!").unwrap();
        assert_removed(&store);
        let log = store.json(["events", "--kind", "project"]);
        let printed = "The project Fraud was removed with everything in it.";
        let times = log.as_array().unwrap().iter().filter(|entry| entry["text"] == printed).count();
        assert_eq!(times, step + 1, "{log}");
    }
}

/// A person who decided that a project keeps its data would find out months later that its runs did not, or the disk would
/// fill up with what a schedule keeps that nobody asked for.
#[test]
fn whether_runs_keep_their_data_is_decided_by_the_project_for_new_forms_only() {
    let store = store_with("pass");
    let plan = || {
        let schedule = [&PLAN[..], &TRAIN[2..]].concat();
        store.json(schedule)["id"].as_str().unwrap().to_string()
    };
    let parameters = |id: &str| store.json(["schedule", "show", id])["parameters"].clone();
    let keeps = |more: &[&str]| {
        let run = store.trained(more.iter().copied());
        assert_eq!(run["status"], "Successful", "{run}");
        store.json(["run", "data", run["id"].as_str().unwrap()])[0]["snapshot"]["kept"].as_bool().unwrap()
    };
    let earlier = plan();
    let before = parameters(&earlier);
    let set = |keeps: &str| store.json(["project", "keep-data", "default", keeps])["keeps_data"].clone();
    assert_eq!(set("true"), true);
    fs::remove_file(store.home().join("store.db")).unwrap();
    assert_eq!(store.json(["project", "list"])[0]["keeps_data"], true);
    assert_eq!([keeps(&[]), keeps(&["--env", "save_data=false"])], [true, false]);
    assert_eq!(parameters(&earlier), before);
    assert!(parameters(&plan()).to_string().contains("save_training_data"));
    store.json(["project", "rename", "default", "Churn"]);
    assert_eq!(store.json(["project", "list"])[0]["keeps_data"], true);
    store.json(["schedule", "edit", &earlier, "--name", "another"]);
    assert_eq!(parameters(&earlier), before);
    assert_eq!(set("false"), false);
    assert!(!keeps(&[]));
}
