use std::fs::{self, File};

use contract::RunId;
use files::document;
use rundir::logged::{Logged, LoggedWriter, What};
use rundir::series::{Point, Series, SeriesWriter, Source};
use serde_json::{Value, json};
use store::runs::RunRow;

use super::table::COLUMNS;
use super::*;
use crate::{Engine, RunMetric};

pub(in crate::runs) struct Place {
    pub(in crate::runs) engine: Engine,
    _folder: tempfile::TempDir,
}

impl Place {
    pub(in crate::runs) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        engine.queue().pause(true).unwrap();
        Self { engine, _folder: folder }
    }

    /// Adds a run whose spec has these fields.
    pub(in crate::runs) fn add(&self, number: u64, fields: Value) -> RunId {
        let id = RunId::from_random(number * 0x0123_4567_89ab_cdef);
        let mut spec = json!({
            "id": id, "name": "churn", "kind": "training", "project": "default",
            "package": {"name": "churn", "version": "1.0", "zip": "", "digest": "0a", "python": null},
            "input": null, "evaluation": null, "parameters": [], "gpu": false, "grace_seconds": 10,
            "created": "2026-11-25T08:00:00Z",
        });
        spec.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let spec: RunSpec = serde_json::from_value(spec).unwrap();
        let directory = self.directory(&id);
        fs::create_dir_all(directory.path()).unwrap();
        document::write(&directory.spec(), &spec).unwrap();
        let row = RunRow::of(&spec, None, None, None, self.engine.runs().run_tags(&id));
        self.engine.change_store(|change| change.catch_up(|tables| tables.put_run(&row))).unwrap();
        id
    }

    pub(in crate::runs) fn directory(&self, id: &RunId) -> RunDir {
        self.engine.home().run(id)
    }

    pub(in crate::runs) fn log(&self, id: &RunId, source: Source, part: &str, name: &str, values: &[f64]) {
        let path = self.directory(id).series();
        let file = File::options().read(true).write(true).create(true).truncate(false).open(path).unwrap();
        let mut writer = SeriesWriter::open(file).unwrap();
        for (step, value) in (0..).zip(values) {
            writer.point(source, part, name, Point { step, time: 1.0, value: *value });
        }
        writer.finish().unwrap();
    }

    /// Puts the last values of an ended run's metrics into the index.
    pub(in crate::runs) fn measured(&self, id: &RunId, last: &[(&str, Option<f64>)]) {
        let metric = |(name, last): &(&str, Option<f64>)| RunMetric {
            name: name.to_string(),
            last: *last,
            min: *last,
            max: last.map(|last| last + 2.0),
            mean: *last,
            count: 1,
        };
        let metrics: Vec<RunMetric> = last.iter().map(metric).collect();
        self.engine
            .change_store(|change| change.catch_up(|tables| tables.put_run_metrics(id, &metrics)))
            .unwrap();
    }

    /// Logs parameters: their sources, parts, names and values.
    fn log_parameters(&self, id: &RunId, all: &[(Source, &str, &str, &str)]) {
        let mut writer = LoggedWriter::new(&self.directory(id));
        for &(source, part, name, value) in all {
            let what = What::Parameter { name: name.into(), value: value.into(), cut: false };
            writer.add(Logged { source, part: part.into(), what });
        }
        writer.flush().unwrap();
    }

    fn compare(&self, ids: &[RunId], all: bool) -> RunComparison {
        self.try_compare(ids, all).unwrap()
    }

    fn try_compare(&self, ids: &[RunId], all: bool) -> Result<RunComparison> {
        let ids: Vec<&str> = ids.iter().map(RunId::as_str).collect();
        self.engine.runs().compare(&ids, all)
    }
}

/// The rows of a comparison with their values as text, but for those that say when a run was.
fn shown(found: &RunComparison) -> Vec<(String, Vec<Option<String>>)> {
    let rows = found.rows.iter().cloned().chain(found.metrics.iter().flat_map(ComparedMetric::rows));
    let text = |value: Option<ComparedValue>| {
        Some(match value? {
            ComparedValue::Text(text) => text,
            ComparedValue::Secret(name) => format!("secret {name}"),
            ComparedValue::Number(number) => number.to_string(),
            other => format!("{other:?}"),
        })
    };
    rows.map(|row| (row.full_name(), row.values.into_iter().map(text).collect())).collect()
}

fn values<const N: usize>(texts: [&str; N]) -> Vec<Option<String>> {
    texts.map(|text| Some(text.to_string()).filter(|text| text != "–")).to_vec()
}

/// A person would look for the difference between two trainings in what they have in common, or not find it.
#[test]
fn what_differs_is_named_and_nothing_else() {
    let place = Place::new();
    let parameters =
        |epochs: &str| json!([{"name": "epochs", "value": epochs}, {"name": "seed", "value": "1"}]);
    let one = place.add(1, json!({"parameters": parameters("3")}));
    let two = place.add(
        2,
        json!({
            "name": "churn again", "parameters": parameters("5"),
            "input": {"name": "wine", "folder": "2026", "path": ""}, "limits": {"memory": 2000, "cores": null},
        }),
    );
    fs::write(place.directory(&one).requirements(), "numpy==1.26.4\nsix==1.17.0\nmine==1\n").unwrap();
    fs::write(place.directory(&two).requirements(), "NumPy==2.0.0\nsix==1.17.0\n").unwrap();
    let expected = [
        ("name", values(["churn", "churn again"])),
        ("dataset", values(["–", "wine/2026"])),
        ("epochs", values(["3", "5"])),
        ("memory_limit", values(["–", "Bytes(2000)"])),
        ("mine", values(["1", "–"])),
        ("numpy", values(["1.26.4", "2.0.0"])),
    ];
    let ids = [one, two];
    let found = place.compare(&ids, false);
    assert_eq!(shown(&found), expected.map(|(name, values)| (name.to_string(), values)));
    assert!(found.rows.iter().all(|row| row.differs));
    let all = shown(&place.compare(&ids, true));
    for (name, expected) in [("seed", values(["1", "1"])), ("six", values(["1.17.0", "1.17.0"]))] {
        assert!(all.contains(&(name.to_string(), expected)), "{all:?}");
    }
}

/// Two trainings of a version that was removed and added again with other code would seem to have the same.
#[test]
fn one_version_with_different_code_is_noticed() {
    let place = Place::new();
    let package = |version: &str, digest: &str| json!({"package": {"name": "churn", "version": version, "zip": "", "digest": digest, "python": null}});
    let ids = [("1.0", "0a"), ("1.0", "0b"), ("1.1", "0c")].map(|(version, digest)| package(version, digest));
    let mut number = 0;
    let [one, other, next] = ids.map(|fields| {
        number += 1;
        place.add(number, fields)
    });
    let names =
        |ids: &[RunId]| Vec::from_iter(shown(&place.compare(ids, false)).into_iter().map(|(name, _)| name));
    assert_eq!(names(&[one.clone(), other]), ["digest"]);
    assert_eq!(names(&[one, next]), ["version"]);
}

/// Whoever shares a comparison would share a password.
#[test]
fn of_a_secret_only_the_name_is_shown() {
    let place = Place::new();
    let token = |secret: &str| json!({"parameters": [{"name": "token", "secret": secret}]});
    let ids = [place.add(1, token("hub")), place.add(2, token("mirror"))];
    assert_eq!(
        shown(&place.compare(&ids, false)),
        [("token".into(), values(["secret hub", "secret mirror"]))]
    );
}

/// One run that cannot be read would keep a person from comparing the others, or would seem to differ in everything.
#[test]
fn what_cannot_be_read_of_a_run_is_empty_and_differs_in_nothing() {
    let place = Place::new();
    let epochs = json!({"parameters": [{"name": "epochs", "value": "3"}]});
    let [good, damaged, other] = [1, 2, 3].map(|number| place.add(number, epochs.clone()));
    for id in [&good, &damaged, &other] {
        fs::write(place.directory(id).requirements(), "six==1.17.0\n").unwrap();
        place.log(id, Source::Csv, "", "loss", &[1.0]);
        place.log_parameters(id, &[(Source::Mlflow, "", "lr", "0.1")]);
    }
    let broken = place.directory(&damaged);
    fs::write(broken.spec(), "{").unwrap();
    fs::write(broken.requirements(), "six==\u{0}\n-e x").unwrap();
    fs::write(broken.series(), "something else\n").unwrap();
    fs::write(broken.logged(), "something else\n").unwrap();
    let ids = [good, damaged, other];
    let found = place.compare(&ids, true);
    assert!(found.rows.iter().all(|row| !row.differs), "{found:?}");
    let all = shown(&found);
    for (name, expected) in [
        ("name", values(["churn", "churn", "churn"])),
        ("epochs", values(["3", "–", "3"])),
        ("lr", values(["0.1", "–", "0.1"])),
        ("six", values(["1.17.0", "–", "1.17.0"])),
        ("loss (last)", values(["1", "–", "1"])),
    ] {
        assert!(all.contains(&(name.to_string(), expected)), "{name}: {all:?}");
    }
    assert_eq!(shown(&place.compare(&ids, false)), []);
}

/// A person whose code logs its parameters would not see in which of them two runs differ.
#[test]
fn logged_parameters_are_compared_by_their_name_whatever_logged_them() {
    let place = Place::new();
    let [one, other] = [1, 2].map(|number| place.add(number, json!({})));
    let (mlflow, wandb) = (Source::Mlflow, Source::Wandb);
    place.log_parameters(
        &one,
        &[(mlflow, "", "lr", "0.1"), (wandb, "wandb", "lr", "0.10"), (mlflow, "", "seed", "1")],
    );
    place.log_parameters(
        &other,
        &[
            (wandb, "wandb", "lr", "0.2"),
            (wandb, "wandb", "seed", "1"),
            (mlflow, "search/a", "depth", "3"),
            (mlflow, "search/b", "depth", "4"),
        ],
    );
    let found = place.compare(&[one, other], false);
    assert!(found.rows.iter().all(|row| row.kind == ComparedKind::Logged), "{found:?}");
    let row = |name: &str, of: [&str; 2]| (name.to_string(), values(of));
    let expected = [row("a/depth", ["–", "3"]), row("b/depth", ["–", "4"]), row("lr", ["0.1", "0.2"])];
    assert_eq!(shown(&found), expected);
}

/// The code could have a file of the person's read and shown in its place.
#[test]
fn nothing_is_read_through_a_link() {
    let place = Place::new();
    let ids = [1, 2].map(|number| place.add(number, json!({})));
    let [mine, theirs] = [&ids[0], &ids[1]].map(|id| place.directory(id));
    fs::write(mine.requirements(), "six==1.17.0\n").unwrap();
    std::os::unix::fs::symlink(mine.requirements(), theirs.requirements()).unwrap();
    assert!(shown(&place.compare(&ids, true)).contains(&("six".into(), values(["1.17.0", "–"]))));
}

/// A metric of one run would not be beside the same one of another, because TensorBoard's folder has the time in its
/// name, or because one of them also printed it.
#[test]
fn a_metric_is_compared_by_its_name_whatever_logged_it() {
    let place = Place::new();
    let ids = [1, 2].map(|number| place.add(number, json!({})));
    let [one, other] = &ids;
    for (id, folder, values) in
        [(one, "runs/Nov30_a", [3.0, 1.0, 2.0]), (other, "runs/Dec01_b", [3.0, 0.5, f64::NAN])]
    {
        place.log(id, Source::Tensorboard, &format!("{folder}/train"), "loss", &values);
        place.log(id, Source::Tensorboard, &format!("{folder}/validation"), "loss", &[4.0]);
        place.log(id, Source::Tensorboard, folder, "lr", &[0.1]);
    }
    place.log(one, Source::Printed, "", "loss", &[9.0]);
    place.log(one, Source::Mlflow, "busy-cat-71", "accuracy", &[0.9]);
    place.log(other, Source::Csv, "", "accuracy", &[0.8]);
    let expected = [
        ("accuracy (last)", ["0.9", "0.8"]),
        ("accuracy (min)", ["0.9", "0.8"]),
        ("accuracy (max)", ["0.9", "0.8"]),
        ("accuracy (mean)", ["0.9", "0.8"]),
        ("lr (last)", ["0.1", "0.1"]),
        ("lr (min)", ["0.1", "0.1"]),
        ("lr (max)", ["0.1", "0.1"]),
        ("lr (mean)", ["0.1", "0.1"]),
        ("train/loss (last)", ["2", "NaN"]),
        ("train/loss (min)", ["1", "0.5"]),
        ("train/loss (max)", ["3", "3"]),
        ("train/loss (mean)", ["2", "1.75"]),
        ("validation/loss (last)", ["4", "4"]),
        ("validation/loss (min)", ["4", "4"]),
        ("validation/loss (max)", ["4", "4"]),
        ("validation/loss (mean)", ["4", "4"]),
    ];
    let found = place.compare(&ids, true);
    let metrics = shown(&RunComparison { rows: Vec::new(), ..found.clone() });
    assert_eq!(metrics, expected.map(|(name, both)| (name.to_string(), values(both))));
    // A chart asks for them by these keys.
    assert_eq!(found.metrics[2].series.iter().flatten().map(|(key, _)| *key).collect::<Vec<_>>(), [0, 0]);
    let differ = place.compare(&ids, false).metrics;
    assert_eq!(
        differ.iter().map(|metric| metric.name.as_str()).collect::<Vec<_>>(),
        ["accuracy", "train/loss"]
    );
}

/// A page would have two rows of one name, and fail; and neither would have the metric of both runs.
#[test]
fn a_metric_whose_part_is_in_its_name_is_the_same_one() {
    let place = Place::new();
    let ids = [1, 2].map(|number| place.add(number, json!({})));
    let [one, other] = &ids;
    place.log(one, Source::Csv, "train", "loss", &[3.0]);
    place.log(one, Source::Csv, "val", "loss", &[1.0]);
    place.log(other, Source::Csv, "", "val/loss", &[2.0]);
    // Both at once, of which the one with the better source counts.
    place.log(other, Source::Printed, "train", "loss", &[5.0]);
    place.log(other, Source::Printed, "val", "loss", &[6.0]);
    let found = place.compare(&ids, true).metrics;
    let last = |metric: &ComparedMetric| {
        let of = |series: &Option<(u32, Series)>| Some(series.as_ref()?.1.summary.last?.value);
        (metric.name.clone(), metric.series.iter().map(of).collect::<Vec<_>>())
    };
    assert_eq!(
        found.iter().map(last).collect::<Vec<_>>(),
        [("train/loss".into(), vec![Some(3.0), Some(5.0)]), ("val/loss".into(), vec![Some(1.0), Some(2.0)])]
    );
}

/// A page would try to show a thousand runs beside each other, or one beside itself.
#[test]
fn two_to_ten_runs_of_one_project_are_compared() {
    let place = Place::new();
    let ids: Vec<RunId> = (1..=11).map(|number| place.add(number, json!({}))).collect();
    let refused = |ids: &[RunId]| place.try_compare(ids, false).unwrap_err().to_string();
    for few in [&ids[..0], &ids[..1], &[ids[0].clone(), ids[0].clone()]] {
        assert!(refused(few).contains("at least two"));
    }
    assert!(refused(&ids).contains("At most 10"));
    assert_eq!(place.compare(&ids[..10], false).runs.len(), 10);
    assert!(place.engine.runs().compare(&[ids[0].as_str(), "unknown"], false).is_err());
    let project = place.engine.projects().create(&"Other".parse().unwrap(), "").unwrap().id;
    let elsewhere = place.add(12, json!({"project": project}));
    assert!(refused(&[ids[0].clone(), elsewhere]).contains("different projects"));
    // Each is compared once, in the order in which it was named first.
    let named = [&ids[1], &ids[0], &ids[1]].map(RunId::as_str);
    let found = place.engine.runs().compare(&named, false).unwrap();
    assert_eq!(
        found.runs.iter().map(|run| run.id.clone()).collect::<Vec<_>>(),
        [ids[1].clone(), ids[0].clone()]
    );
}

/// A plot would have one run's values at another run's place.
#[test]
fn many_runs_are_rows_of_a_table() {
    let place = Place::new();
    let with = |parameters: &[(&str, &str)]| {
        let all: Vec<_> =
            parameters.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
        json!({"parameters": all, "input": {"name": "rows", "folder": "2026", "path": ""}})
    };
    let long = "x".repeat(300);
    let ids = [
        place.add(1, with(&[("seed", "1"), ("lr", "0.1")])),
        place.add(2, with(&[("seed", "2"), ("lr", "0.1")])),
        place.add(3, with(&[("seed", "1"), ("lr", "0.2"), ("depth", &long)])),
        place.add(4, json!({"parameters": [{"name": "token", "secret": "hub"}]})),
    ];
    fs::write(place.directory(&ids[3]).spec(), "{").unwrap();
    place.measured(&ids[0], &[("loss", Some(0.5)), ("only", Some(1.0))]);
    place.measured(&ids[2], &[("loss", None)]);
    let unknown = RunId::from_random(99);
    let asked = [ids.as_slice(), &[unknown]].concat();
    let table = place.engine.runs().table(&asked).unwrap();
    // Newest first, and of the same age by their ids.
    let row = |id: &RunId| table.runs.iter().position(|run| run.id == *id).unwrap();
    assert_eq!(table.runs.len(), 4);
    let group = |at: usize| table.runs[row(&ids[at])].group;
    assert_eq!((group(0) == group(1), group(0) == group(2), group(2) == group(3)), (true, false, false));
    assert_eq!(table.runs[row(&ids[0])].dataset.as_deref(), Some("rows/2026"));
    assert_eq!(table.runs[row(&ids[3])].dataset, None);
    let names: Vec<_> = table.parameters.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!((names, table.left_out), (vec!["lr", "seed", "depth"], 0));
    let lr = &table.parameters[0].1;
    let values: Vec<_> = ids.iter().map(|id| lr[row(id)].as_deref()).collect();
    assert_eq!(values, [Some("0.1"), Some("0.1"), Some("0.2"), None]);
    assert_eq!(table.parameters[2].1[row(&ids[2])].as_ref().map(String::len), Some(200));
    let metrics: Vec<_> = table.metrics.iter().map(|metric| metric.name.as_str()).collect();
    assert_eq!(metrics, ["loss", "only"]);
    let loss: Vec<_> = ids.iter().map(|id| table.metrics[0].last[row(id)]).collect();
    assert_eq!(loss, [Some(0.5), None, None, None]);
    assert_eq!(table.metrics[0].max[row(&ids[0])], Some(2.5));
    let many: Vec<RunId> = (0..=10_000).map(RunId::from_random).collect();
    assert!(place.engine.runs().table(&many).unwrap_err().to_string().contains("10,000"));
}

/// Whoever's code reads its parameters from a file of its own could not plot what they change; or one run with very many of
/// them would push out those of all others.
#[test]
fn what_the_code_logged_is_a_column_of_a_table_beside_the_parameters() {
    let place = Place::new();
    let lr = json!({"parameters": [{"name": "lr", "value": "0.5"}]});
    let ids = [place.add(1, lr), place.add(2, json!({})), place.add(3, json!({})), place.add(4, json!({}))];
    let long = "x".repeat(300);
    let (mlflow, wandb) = (Source::Mlflow, Source::Wandb);
    let logged = [(wandb, "", "lr", "0.1"), (mlflow, "", "lr", "0.2"), (mlflow, "", "model", &long)];
    place.log_parameters(&ids[0], &logged);
    place.log_parameters(&ids[1], &[(wandb, "run-1", "lr", "0.3")]);
    fs::write(place.directory(&ids[2]).logged(), "something else\n").unwrap();
    let names: Vec<String> = (0..COLUMNS + 5).map(|n| format!("p{n:04}")).collect();
    let many: Vec<_> = names.iter().map(|name| (mlflow, "", name.as_str(), "1")).collect();
    place.log_parameters(&ids[3], &many);
    let table = place.engine.runs().table(&ids).unwrap();
    let row = |id: &RunId| table.runs.iter().position(|run| run.id == *id).unwrap();
    let column = |name: &str| {
        let (_, values) = table.logged.iter().find(|(known, _)| known == name).unwrap();
        ids.each_ref().map(|id| values[row(id)].as_deref())
    };
    assert_eq!(table.parameters.len(), 1);
    assert_eq!(table.logged[0].0, "lr", "what most runs have is first");
    assert_eq!(column("lr"), [Some("0.2"), Some("0.3"), None, None]);
    assert_eq!(column("model")[0].map(str::len), Some(200));
    assert_eq!((table.logged.len(), table.left_out), (COLUMNS, 2));
}

/// Three seeds of one experiment would be three columns, or their mean would include NaN, and nobody could say how much
/// of a difference is chance.
#[test]
fn a_group_has_the_mean_of_its_numbers_and_each_of_its_other_values() {
    let place = Place::new();
    let seeded = |seed: &str, epochs: &str| json!({"parameters": [{"name": "seed", "value": seed}, {"name": "epochs", "value": epochs}]});
    let ids = [("1", "3"), ("1", "5"), ("2", "3"), ("3", "3")];
    let mut number = 0;
    let ids = ids.map(|(seed, epochs)| {
        number += 1;
        place.add(number, seeded(seed, epochs))
    });
    for (id, loss) in ids.iter().zip([1.0, 7.0, 3.0, f64::NAN]) {
        place.log(id, Source::Csv, "", "loss", &[loss]);
    }
    place.log(&ids[2], Source::Csv, "", "only", &[4.0]);
    place.log(&ids[3], Source::Csv, "", "nowhere", &[f64::INFINITY]);
    let found = place.compare(&ids, true);
    assert_eq!(found.members(), [vec![0, 2, 3], vec![1]]);
    let metrics = found.metrics.iter().flat_map(ComparedMetric::rows);
    let rows: Vec<ComparedRow> = found.rows.iter().cloned().chain(metrics).collect();
    let value =
        |name: &str, runs: &[usize]| rows.iter().find(|row| row.full_name() == name).unwrap().of_group(runs);
    let group = |name: &str| value(name, &[0, 2, 3]);
    let text = |text: &str| Some(ComparedValue::Text(text.into()));
    let number = |value: f64| Some(ComparedValue::Number(value));
    let spread = |mean: f64, deviation| GroupValue::Spread { mean: ComparedValue::Number(mean), deviation };
    assert_eq!(group("epochs"), GroupValue::Same(text("3")));
    assert_eq!(group("seed"), GroupValue::Several(vec![text("1"), text("2"), text("3")]));
    assert_eq!(group("loss (last)"), spread(2.0, number(2.0_f64.sqrt())));
    assert_eq!(group("only (last)"), spread(4.0, None));
    assert_eq!(group("nowhere (last)"), GroupValue::Several(vec![None, number(f64::INFINITY)]));
    assert_eq!(value("loss (last)", &[1]), GroupValue::Same(number(7.0)));
}

/// Three seeds of one experiment would look like three experiments.
#[test]
fn compared_runs_are_grouped_by_all_but_their_seeds() {
    let place = Place::new();
    let seed = |seed: &str, epochs: &str| json!({"parameters": [{"name": "seed", "value": seed}, {"name": "epochs", "value": epochs}]});
    let ids = [place.add(1, seed("1", "3")), place.add(2, seed("1", "5")), place.add(3, seed("2", "3"))];
    assert_eq!(place.compare(&ids, false).groups, [0, 1, 0]);
}
