//! The numbers of a training become series without a change to its code, and no training fails for it.

use std::collections::BTreeSet;
use std::fs;

use crate::{empty_store, log, store_with};
use serde_json::Value;
use testkit::{Package, RunProcess, Store};

/// The series of a run with this name, from this source.
#[track_caller]
fn series(store: &Store, run: &Value, source: &str, name: &str) -> Value {
    let all = store.json(["run", "metrics", run["id"].as_str().unwrap()]);
    let found = all.as_array().unwrap().iter().find(|one| one["source"] == source && one["name"] == name);
    found.unwrap_or_else(|| panic!("no {name} of {source}: {all}")).clone()
}

/// Logs with MLflow's REST API, as its client does it.
const MLFLOW: &str = r#"
import json, urllib.request
def call(method, path, **body):
    request = urllib.request.Request(os.environ["MLFLOW_TRACKING_URI"] + "/api/2.0/mlflow/" + path, method=method,
        data=json.dumps(body).encode() if method == "POST" else None, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)
def begin(name):
    return call("POST", "runs/create", experiment_id="0", run_name=name, start_time=1)["run"]["info"]["run_id"]
def log(run, key, value, step):
    call("POST", "runs/log-metric", run_uuid=run, run_id=run, key=key, value=value, timestamp=1000 * step, step=step)
"#;

/// Whoever logs in one of these ways would have to log once more, for this program.
#[test]
fn what_is_logged_written_and_printed_becomes_series() {
    let events = env!("CARGO_MANIFEST_DIR").to_owned() + "/../tracking/fixtures/tensorboard/old.tfevents";
    let store = store_with(&format!(
        r#"{MLFLOW}
import shutil
run = begin("first")
for step in range(1, 4):
    log(run, "val/loss", 1 / step, step)
for value in ["0.1", "0.2"]:
    call("POST", "runs/log-parameter", run_id=run, key="lr", value=value)
call("POST", "runs/set-tag", run_id=run, key="team", value="blue")
log(run, "val/loss", "NaN", 4)
log(begin("second"), "val/loss", 7.0, 1)
os.makedirs("runs/train")
shutil.copy(os.path.join(training_directory, "events"), "runs/train/events.out.tfevents.1.host")
with open(os.path.join(os.environ["artifacts_directory"], "training.log"), "w") as file:
    file.write("epoch,loss,val_loss\n0,1.0,2.0\n1,0.5,1.5\n")
for epoch in range(3):
    print(f"epoch {{epoch}}: loss={{1 / (epoch + 1)}}")
print("Listening on port 8080, 3 workers")
"#
    ));
    let data = store.folder().join("with-events");
    fs::create_dir(&data).unwrap();
    fs::copy(events, data.join("events")).unwrap();
    store.json(["dataset", "add", "events", data.to_str().unwrap()]);
    let run = store.ran("training", ["--dataset", "events"]);
    assert_eq!(run["status"], "Successful", "{}", log(&store, &run));
    let all = store.json(["run", "metrics", run["id"].as_str().unwrap(), "val/loss"]);
    let [first, second] = all.as_array().unwrap().as_slice() else { panic!("{all}") };
    assert_eq!(first["source"], "mlflow");
    assert_eq!(first["step"], serde_json::json!([1, 2, 3, 4]));
    assert_eq!(first["time"], serde_json::json!([1.0, 2.0, 3.0, 4.0]));
    assert_eq!(first["value"], serde_json::json!([1.0, 0.5, 1.0 / 3.0, "NaN"]));
    assert_eq!((&second["part"], &second["value"]), (&"second".into(), &serde_json::json!([7.0])));
    let loss = series(&store, &run, "tensorboard", "loss/train");
    assert_eq!(loss["value"][1], 0.5);
    assert_eq!(series(&store, &run, "csv", "val_loss")["value"], serde_json::json!([2.0, 1.5]));
    let printed = series(&store, &run, "printed", "loss");
    assert_eq!(printed["step"], serde_json::json!([0, 1, 2]));
    assert_eq!(printed["value"], serde_json::json!([1.0, 0.5, 1.0 / 3.0]));
    assert!(!log(&store, &run).contains("etric"), "{}", log(&store, &run));
    let logged = &store.json(["run", "show", run["id"].as_str().unwrap()])["logged"];
    let expected = serde_json::json!([
        {"source": "mlflow", "kind": "parameter", "name": "lr", "value": "0.2"},
        {"source": "mlflow", "kind": "tag", "name": "team", "value": "blue"},
    ]);
    let of_mlflow: Vec<_> =
        logged.as_array().unwrap().iter().filter(|one| one["source"] == "mlflow").collect();
    assert_eq!(serde_json::json!(of_mlflow), expected);
    let text = logged.as_array().unwrap().iter().find(|one| one["kind"] == "text").unwrap();
    assert_eq!(text["text"], "hello *world*");
}

/// Hours of training would be lost to a chart.
#[test]
fn all_that_was_logged_is_there_after_the_executor_was_killed() {
    let store = store_with(&format!(
        "{MLFLOW}\nrun = begin('first')\n\
         call('POST', 'runs/log-parameter', run_id=run, key='lr', value='0.1')\nfor step in range(50):\n    log(run, 'loss', step, step)\n\
         print('epoch 1: acc=0.5\\nepoch 2: acc=0.6', flush=True)\nprint('logged', flush=True)\ntime.sleep(600)"
    ));
    let id = store.detached([]);
    store.wait_for_log_line(&id, "logged");
    let is_there = || {
        let all = store.json(["run", "metrics", &id]);
        let count = |name: &str| {
            all.as_array()
                .unwrap()
                .iter()
                .find(|one| one["name"] == name)
                .map_or(0, |one| one["value"].as_array().unwrap().len())
        };
        let logged = &store.json(["run", "show", &id])["logged"];
        count("loss") == 50 && count("acc") == 2 && logged[0]["value"] == "0.1"
    };
    while !is_there() {}
    store.kill(&id, &[RunProcess::Executor]);
    store.ended(&id);
    assert!(is_there());
}

/// A person who has a server of their own, or an account, would find nothing there.
#[test]
fn what_the_person_has_set_stays() {
    let store = store_with(
        "for name in ['MLFLOW_TRACKING_URI', 'WANDB_MODE', 'WANDB_DIR', 'TRACKIO_DIR', 'NO_PROXY']:\n    print(name, os.environ.get(name))",
    );
    let run = store.trained([]);
    let said = log(&store, &run);
    assert!(said.contains("MLFLOW_TRACKING_URI http://127.0.0.1:"), "{said}");
    assert!(said.contains("WANDB_MODE offline") && said.contains("NO_PROXY 127.0.0.1"), "{said}");
    let run = store.trained([
        "--env",
        "MLFLOW_TRACKING_URI=http://theirs",
        "--env",
        "WANDB_MODE=disabled",
        "--env",
        "WANDB_DIR=/elsewhere",
        "--env",
        "TRACKIO_DIR=/theirs",
    ]);
    let said = log(&store, &run);
    assert!(said.contains("MLFLOW_TRACKING_URI http://theirs"), "{said}");
    assert!(said.contains("WANDB_MODE disabled") && said.contains("WANDB_DIR /elsewhere"), "{said}");
    assert!(said.contains("TRACKIO_DIR /theirs"), "{said}");
}

/// A person would see charts of what is none, or have their code logged elsewhere than they want, and could only change
/// the package.
#[test]
fn sources_are_switched_off_for_a_package() {
    let store = store_with(
        r#"
with open(os.path.join(os.environ["artifacts_directory"], "training.log"), "w") as file:
    file.write("epoch,loss\n0,1.0\n1,0.5\n")
for epoch in (1, 2):
    print(f"Epoch {epoch}/2: loss={1 / epoch}")
print("set", *sorted(name for name in os.environ if name.startswith(("MLFLOW_", "WANDB_", "TRACKIO_"))))
"#,
    );
    // The sources that a run has series of, and the libraries that its code is led to.
    let trained = |from: &[&str]| {
        store.json(["package", "describe", "trainer"].iter().chain(from));
        let run = store.trained([]);
        let (id, said) = (run["id"].as_str().unwrap(), log(&store, &run));
        let all = store.json(["run", "metrics", id]);
        let of_code = all.as_array().unwrap().iter().filter(|one| one["source"] != "resources");
        let sources: BTreeSet<_> = of_code.map(|one| one["source"].as_str().unwrap()).collect();
        let sources = Vec::from_iter(sources).join(" ");
        let set = said.lines().find(|line| line.starts_with("set")).unwrap();
        // How far a training is has nothing to do with its metrics.
        let events = fs::read_to_string(store.run_dir(id).join("events.jsonl")).unwrap();
        assert!(events.contains(r#""event":"training""#), "{events}");
        let is_led = ["MLFLOW_", "WANDB_", "TRACKIO_"].map(|library| set.contains(library));
        (id.to_string(), sources, is_led)
    };
    let found = |from: &[&str]| {
        let (_, sources, is_led) = trained(from);
        (sources, is_led)
    };
    let all = ("csv printed".to_string(), [true; 3]);
    assert_eq!(found(&[]), all);
    assert_eq!(found(&["--metrics-from", "csv,mlflow"]), ("csv".into(), [true, false, false]));
    assert_eq!(found(&["--metrics-from", "trackio"]), (String::new(), [false, false, true]));
    assert_eq!(found(&["--metrics-from", "wandb, printed"]), ("printed".into(), [false, true, false]));
    let (id, ..) = trained(&["--metrics-from", "none"]);
    assert_eq!(store.json(["run", "show", &id])["metrics_from"]["printed"], false);
    let refused = store.refused(["package", "describe", "trainer", "--metrics-from", "csv,all"]);
    assert!(
        refused.contains("\"all\" is not a source") && refused.contains("mlflow, tensorboard"),
        "{refused}"
    );
    // A description of something else leaves it as it is.
    assert_eq!(found(&["--description", "Trains"]), (String::new(), [false; 3]));
    assert_eq!(found(&["--metrics-from", "all"]), all);
}

/// A package from the internet could have the program write over a person's file.
#[test]
fn series_are_written_into_no_file_that_is_there() {
    let store = empty_store();
    let theirs = store.folder().join("theirs");
    let package = Package::training(&format!(
        "directory = os.path.dirname(os.path.dirname(os.environ['artifacts_directory']))\n\
         try:\n    os.symlink({theirs:?}, os.path.join(directory, 'series'))\nexcept OSError as error:\n    print(error)\n\
         print('epoch 1: loss=0.5')\nprint('epoch 2: loss=0.4')",
    ));
    store.add_package("trainer", &package);
    store.add_dataset("rows");
    let run = store.trained([]);
    assert_eq!(run["status"], "Successful", "{run}");
    assert!(!fs::exists(theirs).unwrap());
    if testkit::is_isolated() {
        assert_eq!(series(&store, &run, "printed", "loss")["step"], serde_json::json!([1, 2]));
    } else {
        assert!(log(&store, &run).contains("Metrics could not be recorded"), "{}", log(&store, &run));
    }
}

/// A mistake in a name would fill the disk, or a training would fail for its charts.
#[test]
fn series_without_end_are_limited_and_that_is_said() {
    let store = store_with(&format!(
        "{MLFLOW}\nrun = begin('first')\nfor batch in range(12):\n    metrics = [dict(key=f'loss/{{batch}}-{{n}}', \
         value=n, step=0, timestamp=1) for n in range(1000)]\n    call('POST', 'runs/log-batch', run_id=run, metrics=metrics)"
    ));
    let run = store.trained([]);
    assert_eq!(run["status"], "Successful", "{}", log(&store, &run));
    assert!(log(&store, &run).contains("2,000 values of metrics were not recorded"), "{}", log(&store, &run));
    let all = store.json(["run", "metrics", run["id"].as_str().unwrap()]);
    let logged = all.as_array().unwrap().iter().filter(|one| one["source"] == "mlflow");
    assert_eq!(logged.count(), 10_000);
}
