//! The real packages that people log with, from PyPI: what their own readers find is what is recorded.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;
use testkit::{Package, Store, rounds};

use crate::{empty_store, log};

/// MLflow without its server, which would take longer to install than everything else.
const REQUIREMENTS: &str = "mlflow-skinny==3.17.2\npandas\ntensorboard==2.21.0\nwandb==0.31.0\nxgboost-cpu==3.0.2\nlightgbm==4.7.0\nscikit-learn\ntrackio==0.43.0\n";

/// Logs with each of them, and prints what their own readers and callbacks say, as JSON, by source and name.
const TRAIN: &str = r#"
import json, lightgbm, mlflow, numpy, trackio, wandb, xgboost
from datetime import datetime
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import HistogramProto, Summary
from tensorboard.plugins.histogram.summary_v2 import histogram_pb
from tensorboard.plugins.hparams import summary_v2 as hparams
from tensorboard.plugins.image.metadata import create_summary_metadata as image_metadata
from tensorboard.plugins.text.metadata import create_summary_metadata as text_metadata
from tensorboard.compat.proto.tensor_pb2 import TensorProto
from tensorboard.data_compat import migrate_value
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util.tensor_util import make_ndarray
from trackio.sqlite_storage import SQLiteStorage

random = numpy.random.default_rng(1)
rows = random.normal(size=(200, 4))
labels = (rows[:, 0] + rows[:, 1] > 0).astype(int)
found = {}

mlflow.set_experiment("flowers")
mlflow.sklearn.autolog()
with mlflow.start_run() as run:
    for step, value in enumerate([1.0, 0.1, float("nan"), float("-inf")]):
        mlflow.log_metric("val/loss", value, step=step)
    model = LogisticRegression().fit(rows, labels)
    mlflow.sklearn.log_model(model, name="model", registered_model_name="flowers",
        serialization_format="cloudpickle", pip_requirements=["scikit-learn"])
client = mlflow.MlflowClient()
for name in ["val/loss", "training_score"]:
    history = client.get_metric_history(run.info.run_id, name)
    found["mlflow " + name] = [[one.step, one.timestamp / 1000, one.value] for one in history]
data = client.get_run(run.info.run_id)
assert data.data.params["C"] == "1.0"
logged = {"mlflow parameter": data.data.params}
logged["mlflow tag"] = {name: value for name, value in data.data.tags.items() if not name.startswith("mlflow.")}
logged["mlflow dataset"] = {used.dataset.name: used.dataset.digest for used in data.inputs.dataset_inputs}
models = [client.get_logged_model(one.model_id) for one in data.outputs.model_outputs]
logged["mlflow model"] = {one.model_id: one.name for one in models}
mlflow.sklearn.autolog(disable=True)
with mlflow.start_run(run_name="child") as run:
    mlflow.log_params({"depth": 3, "lr": 0.1})
    mlflow.set_tag("stage", "one")
    mlflow.set_tag("stage", "two")
    mlflow.set_tag("gone", "yes")
    mlflow.delete_tag("gone")
data = client.get_run(run.info.run_id).data
logged["mlflow parameter child"] = data.params
logged["mlflow tag child"] = {"stage": data.tags["stage"]}

writer = EventFileWriter("runs/20261130-120000/train")
for step in range(50):
    value = Summary.Value(tag="loss", simple_value=1 / (step + 1))
    writer.add_event(Event(wall_time=1.5e9 + step / 3, step=step, summary=Summary(value=[value])))
png = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082")
content = hparams.hparams_pb({"lr": 0.5, "layers": 3, "bias": True, "name": "mlp"}).value
for value in content:
    writer.add_event(Event(wall_time=1.5e9, step=0, summary=Summary(value=[value])))
def tensor(tag, metadata, texts, step):
    shape = TensorProto(dtype=7, string_val=texts)
    shape.tensor_shape.dim.add(size=len(texts))
    value = Summary.Value(tag=tag, tensor=shape, metadata=metadata)
    writer.add_event(Event(wall_time=1.5e9, step=step, summary=Summary(value=[value])))
for step in range(3):
    tensor("sample", image_metadata("", ""), [b"1", b"1", png], step)
    tensor("note", text_metadata("", ""), [f"step *{step}*".encode()], step)
def old_histogram(tag, data, bins):
    counts, limits = numpy.histogram(data, bins)
    return Summary.Value(tag=tag, histo=HistogramProto(min=float(data.min()), max=float(data.max()), num=data.size,
        sum=float(data.sum()), sum_squares=float((data**2).sum()), bucket_limit=limits[1:].tolist(), bucket=counts.tolist()))
# PyTorch's bins, of which most are around zero.
powers = 1e-12 * 1.1 ** numpy.arange(774)
powers = numpy.concatenate([-powers[::-1], [0], powers])
for step in range(3):
    data = random.normal(step, 0.1 + step, size=500)
    values = [histogram_pb("new", data), histogram_pb("same", numpy.full(7, step)),
        old_histogram("old", data, 40), old_histogram("many", data, powers)]
    writer.add_event(Event(wall_time=1.5e9, step=step, summary=Summary(value=values[0].value)))
    writer.add_event(Event(wall_time=1.5e9, step=step, summary=Summary(value=values[1].value)))
    writer.add_event(Event(wall_time=1.5e9, step=step, summary=Summary(value=values[2:])))
writer.close()
logged["tensorboard parameter"] = {"lr": "0.5", "layers": "3", "bias": "true", "name": "mlp"}
logged["tensorboard text"] = {"note": "step *2*"}
read = EventAccumulator("runs/20261130-120000/train", size_guidance={"scalars": 0, "tensors": 0, "histograms": 0})
read.Reload()
histograms = {tag: [[one.step, make_ndarray(one.tensor_proto).tolist()] for one in read.Tensors(tag)]
    for tag in ["new", "same"]}
def bins_of(histogram):
    return make_ndarray(migrate_value(Summary.Value(histo=histogram)).tensor).tolist()
def proto_of(one):
    fields = {name: getattr(one, name) for name in ["min", "max", "num", "sum", "sum_squares"]}
    return HistogramProto(bucket_limit=one.bucket_limit, bucket=one.bucket, **fields)
histograms |= {tag: [[one.step, bins_of(proto_of(one.histogram_value))] for one in read.Histograms(tag)]
    for tag in ["old", "many"]}
found["tensorboard loss"] = [[one.step, one.wall_time, one.value] for one in read.Scalars("loss")]

with wandb.init(project="flowers", config={"lr": 0.01, "model": {"layers": 3}, "name": "mlp"}) as run:
    for step in range(5):
        run.log({"reward": step / 3, "gradients": wandb.Histogram([step, 2, 3, 3], num_bins=4)})
histograms["gradients"] = []
for step in range(5):
    counts, edges = numpy.histogram([step, 2, 3, 3], 4)
    bins = zip(edges[:-1].tolist(), edges[1:].tolist(), counts.tolist())
    histograms["gradients"].append([step, list(bins)])
logged["wandb parameter"] = {"lr": "0.01", "model.layers": "3", "name": "mlp"}
found["wandb reward"] = [[step, None, step / 3] for step in range(5)]

trackio.init(project="flowers", name="first")
for step in range(5):
    trackio.log({"precision": step / 3, "val": {"recall": float("inf")}}, step=2 * step)
    trackio.log_system({"gpu/0/power": 70.5 + step})
trackio.finish()
read = SQLiteStorage.get_logs("flowers", "first")
found["trackio precision"] = [
    [one["step"], datetime.fromisoformat(one["timestamp"]).timestamp(), one["precision"]] for one in read]
read_system = SQLiteStorage.get_system_logs("flowers", "first")
found["trackio system/gpu/0/power"] = [
    [0, datetime.fromisoformat(one["timestamp"]).timestamp(), one["gpu/0/power"]] for one in read_system]
found["trackio val.recall"] = [[one["step"], None, "Infinity"] for one in read]

data, logs = xgboost.DMatrix(rows, labels), {}
asked = {"objective": "binary:logistic", "eval_metric": "logloss"}
xgboost.train(asked, data, 5, evals=[(data, "train")], evals_result=logs)
found["printed train-logloss"] = [[step, None, round(value, 5)] for step, value in enumerate(logs["train"]["logloss"])]

held, logs = lightgbm.Dataset(rows, labels), {}
asked = {"objective": "binary", "metric": "auc", "verbose": -1}
callbacks = [lightgbm.log_evaluation(1), lightgbm.record_evaluation(logs)]
lightgbm.train(asked, held, 5, valid_sets=[held.create_valid(rows, labels)], callbacks=callbacks)
found["printed valid_0's auc"] = [[step + 1, None, float(f"{value:g}")] for step, value in enumerate(logs["valid_0"]["auc"])]

model = MLPClassifier(max_iter=5, verbose=True).fit(rows, labels)
found["printed loss"] = [[step + 1, None, round(value, 8)] for step, value in enumerate(model.loss_curve_)]
names = {"nan": "NaN", "-inf": "-Infinity"}
for points in found.values():
    for point in points:
        point[2] = names.get(str(point[2]), point[2])
print("found", json.dumps(found), flush=True)
print("logged", json.dumps(logged), flush=True)
print("histograms", json.dumps(histograms), flush=True)
"#;

/// The deep learning libraries, which take gigabytes.
const LARGE_REQUIREMENTS: &str = "torch\ntensorboard\nlightning\ntransformers\naccelerate\nkeras\n";

/// The same for PyTorch's writer, Lightning's and Keras's CSV files and the Trainer of Hugging Face.
const LEARN: &str = r#"
import csv, json, os

os.environ["KERAS_BACKEND"] = "torch"
# Otherwise it is left among the temporary files.
os.environ["TORCHINDUCTOR_CACHE_DIR"] = os.path.abspath("inductor")
import keras, lightning, numpy, torch
from lightning.pytorch.loggers import CSVLogger
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch.utils.tensorboard import SummaryWriter
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments

torch.set_num_threads(1)
torch.manual_seed(1)
rows = torch.randn(64, 4)
labels = (rows.sum(dim=1) > 0).float()
found = {}

writer = SummaryWriter("runs/fit")
for step in range(20):
    writer.add_scalar("loss/train", 1 / (step + 1), step)
    writer.add_scalar("loss/new style", step / 7, step, new_style=True)
writer.close()
read = EventAccumulator("runs/fit", size_guidance={"scalars": 0, "tensors": 0})
read.Reload()
found["tensorboard loss/train"] = [[one.step, one.wall_time, one.value] for one in read.Scalars("loss/train")]
found["tensorboard loss/new style"] = [
    [one.step, one.wall_time, float(one.tensor_proto.float_val[0])] for one in read.Tensors("loss/new style")]


class Linear(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(4, 1)

    def training_step(self, batch, _):
        rows, labels = batch
        loss = torch.nn.functional.mse_loss(self.layer(rows)[:, 0], labels)
        self.log("fit_loss", loss)
        return loss

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)


batches = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(rows, labels), batch_size=16)
logger = CSVLogger(".", name="lightning_logs")
lightning.Trainer(max_epochs=3, logger=logger, log_every_n_steps=1, accelerator="cpu",
    enable_checkpointing=False).fit(Linear(), batches)
with open(os.path.join(logger.log_dir, "metrics.csv")) as file:
    found["csv fit_loss"] = [[int(row["step"]), None, float(row["fit_loss"])] for row in csv.DictReader(file)]

model = keras.Sequential([keras.layers.Dense(1, activation="sigmoid")])
model.compile(optimizer="sgd", loss="binary_crossentropy")
history = model.fit(rows.numpy(), labels.numpy(), epochs=4, verbose=2, callbacks=[keras.callbacks.CSVLogger("keras.csv")])
found["csv loss"] = [[step, None, value] for step, value in enumerate(history.history["loss"])]


class Words(torch.utils.data.Dataset):
    def __len__(self):
        return 32

    def __getitem__(self, at):
        return {"input_ids": torch.tensor([at % 7, at % 5]), "labels": torch.tensor(at % 2)}


small = BertConfig(vocab_size=10, hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8)
asked = TrainingArguments("checkpoints", max_steps=6, logging_steps=1, save_steps=3, per_device_train_batch_size=4,
    report_to=[], use_cpu=True, disable_tqdm=True)
trainer = Trainer(BertForSequenceClassification(small), asked, train_dataset=Words())
trainer.train()
found["trainer loss"] = [[one["step"], None, one["loss"]] for one in trainer.state.log_history if "loss" in one]

print("found", json.dumps(found), flush=True)
"#;

/// A person would see other numbers here than in the tools that they know.
#[test]
fn what_their_own_readers_find_is_recorded() {
    if let Some((store, run, said)) = compare_with_their_readers(TRAIN, REQUIREMENTS) {
        check_logged(&store, &run, &said);
        check_histograms(&store, &run, &said);
    }
}

/// The same for those who train networks. `./dev soak` does that.
#[test]
fn what_deep_learning_libraries_write_is_in_the_series() {
    if rounds(0, 1) > 0 {
        compare_with_their_readers(LEARN, LARGE_REQUIREMENTS);
    }
}

/// Trains with this code, and compares what it says that it logged with what is recorded.
/// Returns the run and its log; `None` if PyPI cannot be reached.
fn compare_with_their_readers(train: &str, requirements: &str) -> Option<(Store, Value, String)> {
    let store = empty_store();
    let package = Package::training(train).with("requirements.txt", requirements);
    store.add_package("trainer", &package);
    store.add_dataset("rows");
    let run = store.trained([]);
    if run["reason"].to_string().contains("index") && run["status"] == "Failed" {
        eprintln!("skipped: PyPI cannot be reached");
        return None;
    }
    let said = log(&store, &run);
    assert_eq!(run["status"], "Successful", "{said}");
    let found = said.lines().find_map(|line| line.strip_prefix("found ")).unwrap();
    let found: Value = serde_json::from_str(found).unwrap();
    let all = store.json(["run", "metrics", run["id"].as_str().unwrap()]);
    for (what, points) in found.as_object().unwrap() {
        let (source, name) = what.split_once(' ').unwrap();
        let is_it = |one: &&Value| one["source"] == source && one["name"] == name;
        let series = all.as_array().unwrap().iter().find(is_it);
        let series = series.unwrap_or_else(|| panic!("no {what} in {all}"));
        let points = points.as_array().unwrap();
        assert_eq!(series["step"].as_array().unwrap().len(), points.len(), "{what}: {series}");
        for (at, point) in points.iter().enumerate() {
            assert_eq!(series["step"][at], point[0], "{what}: {series}");
            let time = |of: &Value| of.as_f64().unwrap();
            // They are recorded in whole microseconds.
            let is_then = point[1].is_null() || (time(&series["time"][at]) - time(&point[1])).abs() < 1e-6;
            assert!(is_then, "{what}: {series}, not {point}");
            assert_eq!(series["value"][at], point[2], "{what}: {series}");
        }
    }
    Some((store, run, said))
}

/// What was logged besides numbers is what the tools have of it, no more and no less; and each image is there.
fn check_logged(store: &Store, run: &Value, said: &str) {
    let logged = said.lines().find_map(|line| line.strip_prefix("logged ")).unwrap();
    let expected: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(logged).unwrap();
    let id = run["id"].as_str().unwrap();
    let shown = store.json(["run", "show", id]);
    let mut found: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let mut steps = Vec::new();
    for one in shown["logged"].as_array().unwrap() {
        if one["kind"] == "histogram" {
            continue;
        }
        let text = |field: &str| one[field].as_str().unwrap().to_owned();
        let kind = text("kind");
        let (name, value) = match kind.as_str() {
            "image" => {
                let file = store.run_dir(id).join("images").join(one["file"].to_string());
                assert!(fs::read(file).unwrap().starts_with(b"\x89PNG"));
                steps.push(one["step"].as_i64().unwrap());
                continue;
            }
            "dataset" => (text("name"), text("digest")),
            "model" => (text("id"), text("name")),
            "text" => (text("name"), text("text")),
            _ => (text("name"), text("value")),
        };
        let part = one["part"].as_str().filter(|part| *part == "child").map(|part| format!(" {part}"));
        let what = format!("{} {kind}{}", text("source"), part.unwrap_or_default());
        found.entry(what).or_default().insert(name, value);
    }
    // What is empty is not there.
    let expected: BTreeMap<_, _> = expected.into_iter().filter(|(_, values)| !values.is_empty()).collect();
    assert_eq!((found, steps), (expected, vec![0, 1, 2]), "{shown}");
}

/// The histograms of one name: the step of each, and its bins as their edges and counts.
type Histograms = Vec<(i64, Vec<[f64; 3]>)>;

/// Each histogram has the bins that TensorBoard or W&B shows; of too many, those that were put together have as many values.
fn check_histograms(store: &Store, run: &Value, said: &str) {
    let expected = said.lines().find_map(|line| line.strip_prefix("histograms ")).unwrap();
    let expected: BTreeMap<String, Histograms> = serde_json::from_str(expected).unwrap();
    let shown = store.json(["run", "show", run["id"].as_str().unwrap()]);
    let all = shown["logged"].as_array().unwrap();
    let found = all.iter().filter(|one| one["kind"] == "histogram");
    assert_eq!(found.clone().count(), 4 * 3 + 5, "{shown}");
    for (name, steps) in expected {
        let found: Vec<_> = found.clone().filter(|one| one["name"] == *name).collect();
        assert_eq!(found.len(), steps.len(), "{name}");
        for (one, (step, rows)) in found.into_iter().zip(steps) {
            let source = if name == "gradients" { "wandb" } else { "tensorboard" };
            assert_eq!((&one["source"], &one["step"]), (&source.into(), &step.into()), "{name}");
            let numbers = |field: &str| -> Vec<f64> { serde_json::from_value(one[field].clone()).unwrap() };
            let (edges, counts) = (numbers("edges"), numbers("counts"));
            let end = 1 + rows.iter().rposition(|row| row[2] > 0.0).unwrap();
            let rows = &rows[rows.iter().position(|row| row[2] > 0.0).unwrap()..end];
            // TensorBoard makes 32-bit floats of the old ones.
            let narrow = |number: f64| {
                if matches!(&*name, "old" | "many") { f64::from(number as f32) } else { number }
            };
            assert_eq!(narrow(edges[0]), rows[0][0], "{name}");
            let mut rest = rows.iter();
            for (right, count) in edges.iter().skip(1).zip(&counts) {
                let mut sum = 0.0;
                let last = rest.by_ref().inspect(|row| sum += row[2]).find(|row| row[1] >= narrow(*right));
                assert_eq!((last.map(|row| row[1]), sum), (Some(narrow(*right)), *count), "{name} {one}");
            }
            assert_eq!(rest.len(), 0, "{name} {one}");
            assert_eq!(counts.len() < rows.len(), name == "many", "{name} {one}");
        }
    }
}
