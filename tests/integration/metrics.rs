//! `run metrics`: scripts and spreadsheets would get other numbers than the training logged, or not all of them.

use std::fs::{self, File};

use rundir::series::{Point, SeriesWriter, Source};
use serde_json::{Value, json};
use testkit::Store;

use crate::store_with;

/// Two samples of resources, a second apart.
const RESOURCES: &str = r#"{"t":1000.0,"event":"format","format":1}
{"t":1000.0,"event":"resources","cpu":1.0,"memory":2000000,"processes":1}
{"t":2000.0,"event":"resources","cpu":1.5,"memory":3000000,"processes":1,"read":10,"written":0}
"#;

/// A store with a run that has ended, and its id. It has used what is in [`RESOURCES`].
fn store_with_run() -> (Store, String) {
    let store = store_with("pass");
    let id = store.trained([])["id"].as_str().unwrap().to_string();
    fs::write(store.run_dir(&id).join("events.jsonl"), RESOURCES).unwrap();
    (store, id)
}

/// Writes metrics, each with a part, a name and values, as if the run's code had logged one a quarter of a second.
pub(crate) fn log(store: &Store, id: &str, metrics: &[(Source, &str, &str, &[f64])]) {
    let (mut options, path) = (File::options(), store.run_dir(id).join("series"));
    let file = options.read(true).write(true).create(true).truncate(false).open(path).unwrap();
    let mut writer = SeriesWriter::open(file).unwrap();
    for (source, part, name, values) in metrics {
        for (step, value) in values.iter().enumerate() {
            let time = 1.79e9 + step as f64 / 4.0;
            writer.point(*source, part, name, Point { step: step as i64, time, value: *value });
        }
    }
    writer.finish().unwrap();
}

fn resources() -> [Value; 3] {
    let of = |name: &str, step: Value, time: Value, value: Value| json!({"name": name, "source": "resources", "step": step, "time": time, "value": value});
    [
        of("cpu", json!([0]), json!([2.0]), json!([50.0])),
        of("memory", json!([0, 1]), json!([1.0, 2.0]), json!([2e6, 3e6])),
        of("disk/read", json!([0]), json!([2.0]), json!([10.0])),
    ]
}

const VALUES: &[f64] = &[0.5, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e-300, 0.1];

#[test]
fn all_values_are_printed_as_they_were_logged() {
    let (store, id) = store_with_run();
    log(
        &store,
        &id,
        &[
            (Source::Mlflow, "", "val/loss", VALUES),
            (Source::Tensorboard, "fold 1", "a \"b\", c", &[1.0]),
            (Source::Tensorboard, "fold 2", "a \"b\", c", &[2.0]),
        ],
    );
    let loss = json!({
        "name": "val/loss",
        "source": "mlflow",
        "step": [0, 1, 2, 3, 4, 5],
        "time": [1.79e9, 1790000000.25, 1790000000.5, 1790000000.75, 1790000001.0, 1790000001.25],
        "value": [0.5, "NaN", "Infinity", "-Infinity", 1e-300, 0.1],
    });
    let fold = |part: &str, value: f64| {
        json!({
            "name": "a \"b\", c", "source": "tensorboard", "part": part, "step": [0], "time": [1.79e9], "value": [value],
        })
    };
    let written = json!({
        "name": "disk/written", "source": "resources", "step": [0], "time": [2.0], "value": [0.0],
    });
    let all: Vec<_> = [loss.clone(), fold("fold 1", 1.0), fold("fold 2", 2.0)]
        .into_iter()
        .chain(resources())
        .chain([written])
        .collect();
    assert_eq!(store.json(["run", "metrics", &id]), json!(all));
    let some = store.json(["run", "metrics", &id, "memory", "a \"b\", c"]);
    assert_eq!(some, json!([fold("fold 1", 1.0), fold("fold 2", 2.0), resources()[1]]));
    let csv = store.output(["run", "metrics", &id, "--csv", "val/loss", "a \"b\", c"]);
    let expected = "name,source,part,step,time,value\n\
                    val/loss,mlflow,,0,1790000000.0,0.5\n\
                    val/loss,mlflow,,1,1790000000.25,NaN\n\
                    val/loss,mlflow,,2,1790000000.5,Infinity\n\
                    val/loss,mlflow,,3,1790000000.75,-Infinity\n\
                    val/loss,mlflow,,4,1790000001.0,1e-300\n\
                    val/loss,mlflow,,5,1790000001.25,0.1\n\
                    \"a \"\"b\"\", c\",tensorboard,fold 1,0,1790000000.0,1.0\n\
                    \"a \"\"b\"\", c\",tensorboard,fold 2,0,1790000000.0,2.0\n";
    assert_eq!(String::from_utf8(csv.stdout).unwrap(), expected);
    let table = String::from_utf8(store.output(["run", "metrics", &id]).stdout).unwrap();
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[0], ["NAME", "PART", "SOURCE", "VALUES", "FIRST", "LAST", "MIN", "MAX"]);
    assert_eq!(rows[1], ["val/loss", "–", "MLflow", "6", "0.5", "0.1", "1.00e-300", "0.5"]);
    assert_eq!(rows[5][..4], ["memory", "–", "resources", "2"]);
}

#[test]
fn an_unknown_name_is_refused_with_those_that_are_like_it() {
    let (store, id) = store_with_run();
    log(&store, &id, &[(Source::Mlflow, "", "train/loss", &[1.0]), (Source::Mlflow, "", "acc", &[1.0])]);
    let refused = store.refused(["run", "metrics", &id, "acc", "Loss"]);
    assert!(refused.contains("no metric \"Loss\". It has train/loss."), "{refused}");
    let refused = store.refused(["run", "metrics", &id, "f1"]);
    assert!(refused.contains("It has acc, cpu, disk/read, "), "{refused}");
}

/// A person would not learn what an older run, or one of a newer program, took of the machine.
#[test]
fn a_run_whose_metrics_cannot_be_read_has_its_resources() {
    let (store, id) = store_with_run();
    let expected = store.json(["run", "metrics", &id]);
    assert_eq!(expected.as_array().unwrap()[..3], resources());
    fs::write(store.run_dir(&id).join("series"), "trainyard series 2\n").unwrap();
    assert_eq!(store.partly(["run", "metrics", &id]), expected);
    let output = store.output(["run", "metrics", &id]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("series was written by a newer version"), "{said}");
    fs::remove_file(store.run_dir(&id).join("series")).unwrap();
    fs::remove_file(store.run_dir(&id).join("events.jsonl")).unwrap();
    assert_eq!(store.json(["run", "metrics", &id]), json!([]));
    let output = store.output(["run", "metrics", &id]);
    assert_eq!(String::from_utf8(output.stderr).unwrap(), format!("The run {id} has no metrics.\n"));
}

/// The charts of a run would be lost when it is brought to another machine.
#[test]
fn an_exported_run_has_its_metrics() {
    let (store, id) = store_with_run();
    log(&store, &id, &[(Source::Mlflow, "", "val/loss", VALUES)]);
    let before = store.json(["run", "metrics", &id]);
    let file = store.folder().join("run.run.zip");
    store.json(["run", "export", &id, "--output", file.to_str().unwrap()]);
    store.json(["run", "remove", &id]);
    let imported = store.json(["run", "import", file.to_str().unwrap()]);
    let id = imported[0]["run"]["id"].as_str().unwrap();
    assert_eq!(store.json(["run", "metrics", id]), before);
}
