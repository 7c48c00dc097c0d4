//! A small store with something of everything, for tests and pictures of what shows a store.
//!
//! The program itself makes all of it, except what trainings do: an ended run is made by writing its outcome, as
//! if its processes had died right after that, so that the program finishes it.

mod output;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{Package, Store};

/// The store, and the ids that tests need.
#[derive(Debug)]
pub struct Scenario {
    store: Store,
    running: String,
    project: String,
    /// The lock of the running run, which counts as alive while its lock is held.
    _lock: File,
}

impl AsRef<Self> for Store {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl AsRef<Store> for Scenario {
    fn as_ref(&self) -> &Store {
        &self.store
    }
}

impl Scenario {
    /// Makes the scenario with the `trainyard` at `program`.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        let store = Store::new(program);
        fs::write(store.home().join("settings.json"), "{\"runs_at_once\": 1}\n").unwrap();
        add_inputs(&store);
        store.output(["queue", "pause"]);
        make_ended_runs(&store);
        let (running, lock) = make_running(&store);
        for name in ["Churn of July", "Churn of August"] {
            start(&store, &["churn", "1.3", "--dataset", "customers", "--name", name]);
        }
        store.output(["queue", "resume"]);
        add_schedules(&store);
        let about = ["--description", "Cards and transfers, all regions"];
        let project = id(&store.json(["project", "create", "Fraud detection"].iter().chain(&about)));
        add_sources(&store);
        Self { store, running, project, _lock: lock }
    }

    /// The scenario for other programs: the folder of the store, what can be added to it, the second project, and the
    /// run that is Running as long as its lock is held.
    pub fn json(&self) -> Value {
        json!({
            "home": self.store.home(),
            "folder": self.store.folder(),
            "project": self.project,
            "running": self.running,
        })
    }
}

/// Adds three packages: one with several versions, one that is resolved as of a day, one that is only evaluated.
fn add_inputs(store: &Store) {
    store.add_package("churn", &package());
    store.add_package("wine", &package());
    let evaluation = "class Main:\n    def __init__(self):\n        pass\n\n    def evaluate(self, directory):\n        return 0.5\n";
    store.add_package("invoice_fields", &Package::training("").with("train.py", evaluation));
    for name in ["customers", "wine"] {
        store.add_dataset(name);
    }
}

fn package() -> Package {
    Package::training("print('epoch 1')")
        .with_method("process_data", "pass")
        .with_method("evaluate", "return 0.9")
}

fn make_ended_runs(store: &Store) {
    import(store);
    for from in ["1.0", "1.1"] {
        end(store, &["wine", from, "--dataset", "wine", "--as-of", "2019-08-14"], "Successful");
    }
    let full = ["--type", "full", "--evaluation-dataset", "customers"];
    let [_, first, second] =
        [("1.0", &full[..]), ("1.1", &["--env", "epochs=60"]), ("1.2", &[])].map(|(from, more)| {
            end(store, &[&["churn", from, "--dataset", "customers/2026"], more].concat(), "Successful")
        });
    end(store, &["churn", "1.3", "--dataset", "customers", "--name", "Churn of May"], "Failed");
    let evaluation = ["invoice_fields", "1.0", "--evaluation-dataset", "customers", "--type", "evaluation"];
    end(store, &evaluation, "Successful");
    let killed = start(store, &["wine", "1.2", "--dataset", "wine", "--type", "full"]);
    store.output(["run", "stop", &killed]);
    store.json(["run", "tag", &first, "--add", "baseline", "--add", "to show"]);
    store.json(["run", "note", &second, "Better than the last one.\nThe learning rate was halved."]);
    store.json(["run", "pin", &first]);
}

/// Makes a run, and has it imported as if it were another store's.
fn import(store: &Store) {
    let of = ["churn", "1.0", "--type", "evaluation", "--evaluation-dataset", "customers"];
    let run = end(store, &[&of[..], &["--name", "Churn, by Ada"]].concat(), "Successful");
    let file = store.folder().join("data/Churn, by Ada.run.zip");
    store.json(["run", "export", &run, "--output", file.to_str().unwrap()]);
    store.json(["run", "remove", &run]);
    store.json(["run", "import", file.to_str().unwrap()]);
}

/// Starts a run, by default a training, which waits in the queue, and returns its id.
fn start(store: &Store, of: &[&str]) -> String {
    let [package, version, more @ ..] = of else { panic!("{of:?}") };
    let kind: &[&str] = if more.contains(&"--type") { &[] } else { &["--type", "training"] };
    let of = ["run", "start", "--detach", "--package", package, "--version", version];
    id(&store.json(of.iter().chain(kind).chain(more)))
}

/// Makes a run that has ended with `status`, and returns its id.
fn end(store: &Store, of: &[&str], status: &str) -> String {
    let id = start(store, of);
    let run = store.run_dir(&id);
    // An hour after the previous one.
    let first: Timestamp = "2025-05-05T08:00:00Z".parse().unwrap();
    let before = fs::read_dir(store.home().join("runs")).unwrap().count() as i64;
    let began = first + SignedDuration::from_hours(before);
    let spec = begin(&run, began);
    let ended = began + SignedDuration::from_mins(7);
    let kind = spec["kind"].as_str().unwrap();
    let is_training = kind == "training";
    let stages = output::stages(kind);
    let reason = (status == "Failed").then_some(output::REASON);
    let made = (status == "Successful" && kind != "evaluation").then(|| {
        let from = store.home().join(spec["package"]["zip"].as_str().unwrap());
        fs::copy(&from, run.join("package.zip")).unwrap();
        let version = read(&from.with_extension("json"));
        json!({ "digest": version["digest"], "bytes": version["bytes"], "pipelines": version["pipelines"] })
    });
    output::write(&run, began, ended, stages);
    if status == "Failed" {
        fs::write(run.join("log"), output::TRACEBACK).unwrap();
    }
    let outcome = json!({
        "format": 1, "status": status, "reason": reason.map(|text| json!({ "text": text })),
        "stage": stages.last(), "started": began, "ended": ended, "score": (!is_training).then_some(0.93),
        "exit": { "code": i32::from(status == "Failed") }, "package": made,
    });
    write(&run.join("outcome.json"), &outcome);
    id
}

/// Makes a run that is Running, and returns it with the lock by which it counts as alive.
fn make_running(store: &Store) -> (String, File) {
    let id = start(store, &["churn", "1.3", "--dataset", "customers", "--name", "Churn of June"]);
    let run = store.run_dir(&id);
    let lock = File::create(run.join("lock")).unwrap();
    lock.lock().unwrap();
    let now = Timestamp::now();
    let began = now - SignedDuration::from_secs(50);
    begin(&run, began);
    output::write(&run, began, now, output::stages("training"));
    fs::write(run.join("running"), "").unwrap();
    (id, lock)
}

/// Makes a run look as if it had been started at a time, and returns its spec.
fn begin(run: &Path, at: Timestamp) -> Value {
    let mut spec = read(&run.join("spec.json"));
    spec["created"] = json!(at);
    write(&run.join("spec.json"), &spec);
    write(&run.join("started"), &json!({ "format": 1, "at": at, "gpu": null }));
    spec
}

/// Adds schedules, none of which fires during a test.
fn add_schedules(store: &Store) {
    let usual = ["schedule", "add", "--type", "training", "--package", "churn", "--version", "1.3"];
    let add = |more: &[&str]| id(&store.json(usual.iter().chain(&["--dataset", "customers"]).chain(more)));
    let weekly = add(&["--name", "Churn, weekly", "--days", "mon,thu", "--time", "03:30"]);
    store.output(["schedule", "pause", &weekly]);
    add(&["--name", "Churn, once more", "--at", "2099-12-31 08:00"]);
}

/// Writes folders beside the store, in `data`, that can be added to it.
fn add_sources(store: &Store) {
    for name in ["first", "second"] {
        let folder = store.folder().join("data");
        fs::rename(package().write(&folder), folder.join(name)).unwrap();
    }
}

fn id(answer: &Value) -> String {
    answer["id"].as_str().unwrap_or_else(|| panic!("{answer}")).into()
}

fn read(file: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

fn write(file: &Path, value: &Value) {
    fs::write(file, value.to_string()).unwrap();
}
