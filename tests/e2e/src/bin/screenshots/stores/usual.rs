//! What a person has after a week, in the middle of a training.

mod pages;

use std::path::PathBuf;

use e2e::trainyard;
use testkit::{Package, Store};

use super::{Shown, run_of, run_on};

/// What a package trains like in the pictures: epochs in the log, a curve and a table as artifacts.
const TRAIN: &str = "\
import struct, zlib
artifacts = os.environ['artifacts_directory']
for epoch in range(1, 41):
    print(f'epoch {epoch:2}  loss {2.1 / epoch + 0.07:.4f}  accuracy {1 - 0.6 / (epoch + 1):.4f}', flush=True)
def chunk(name, data):
    return struct.pack('>I', len(data)) + name + data + struct.pack('>I', zlib.crc32(name + data))
def pixel(x, y):
    on = abs(y - (30 + 9000 // (x + 60))) < 3
    return bytes((255, 159, 67)) if on else bytes((247, 248, 250))
rows = b''.join(b'\\0' + b''.join(pixel(x, y) for x in range(480)) for y in range(240))
png = b'\\x89PNG\\r\\n\\x1a\\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', 480, 240, 8, 2, 0, 0, 0))
png += chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b'')
open(os.path.join(artifacts, 'learning_curve.png'), 'wb').write(png)
os.makedirs(os.path.join(artifacts, 'reports', 'by class'))
open(os.path.join(artifacts, 'reports', 'by class', 'confusion.csv'), 'w').write('class,right,wrong\\nstays,412,31\\nleaves,97,18\\n')
open(os.path.join(artifacts, 'metrics.json'), 'w').write('{\"accuracy\": 0.9824, \"loss\": 0.1225}\\n')
if os.environ.get('column', 'age') != 'age':
    raise KeyError('column ' + os.environ['column'])
if 'wait' in os.environ:
    signal.alarm(600)
    signal.pause()
";

/// The runs and whatever else is looked at by its id.
struct Made {
    ended: String,
    full: String,
    evaluation: String,
    failed: String,
    imported: String,
    running: String,
    queued: String,
    weekly: String,
    /// A package that is still to be added.
    zip: PathBuf,
}

pub(super) fn usual() -> Shown {
    let store = Store::with(trainyard(), &package());
    add_data(&store);
    let made = make(&store);
    store.json(["project", "create", "Fraud detection", "--description", "Cards and transfers, all regions"]);
    store.json(["project", "create", "Règlements 2026"]);
    (store, pages::pages(made))
}

fn package() -> Package {
    Package::training(TRAIN).with_method("process_data", "pass").with_method("evaluate", "return 0.93218")
}

fn add_data(store: &Store) {
    for name in ["churn", "invoices", "defects"] {
        store.add_package(name, &package());
        store.add_dataset(name);
    }
    let changed =
        package().with("requirements.txt", "# Only what comes with Python\n").with("notes.md", "Try 60.\n");
    store.add_package("churn", &changed);
}

/// Trains 1.0 of a package on the dataset of the same name: the run's id.
fn train(store: &Store, package: &str, more: &[&str]) -> String {
    run_on(store, package, package, more)
}

/// Those that have ended first: what comes after the one that waits is queued.
fn make(store: &Store) -> Made {
    train(store, "churn", &["--name", "Churn, first try"]);
    let more = ["--name", "Churn of May", "--env", "epochs=60", "--env", "save_training_data=true"];
    let ended = train(store, "churn", &more);
    train(store, "invoices", &["--name", "Invoices 2026"]);
    let failed = train(store, "defects", &["--name", "Defects, line 4", "--env", "column=weight"]);
    train(store, "churn", &["--name", "Churn of June"]);
    let imported = import(store);
    let full = run_of(store, "full", "churn", &["--name", "Churn, all steps", "--dataset", "churn"]);
    let evaluated = ["--name", "Churn on invoices", "--evaluation-dataset", "invoices/2026"];
    let evaluation = run_of(store, "evaluation", "churn", &evaluated);
    let running = train(store, "churn", &["--name", "Churn of July", "--env", "wait=1", "--detach"]);
    let queued = train(store, "invoices", &["--name", "Invoices again", "--detach"]);
    let killed = train(store, "defects", &["--name", "Defects, wrong data", "--detach"]);
    store.json(["run", "tag", &ended, "--add", "baseline", "--add", "to show"]);
    store.json(["run", "tag", &full, "--add", "baseline"]);
    store.json(["run", "note", &ended, "Better than the first try.\nThe learning rate was halved."]);
    store.json(["run", "pin", &ended]);
    store.json(["run", "stop", &killed]);
    store.wait_for_log_line(&running, "epoch 40  loss 0.1225  accuracy 0.9854");
    let weekly = plan(store, &["--name", "Churn, weekly", "--days", "mon,thu", "--time", "03:30"]);
    plan(store, &["--name", "Churn, once more", "--at", "2099-12-31 08:00"]);
    let zip = store.folder().join("data/churn.zip");
    package().without("requirements.txt").zip(&zip, Some("churn"));
    Made { ended, full, evaluation, failed, imported, running, queued, weekly, zip }
}

/// A run that was exported and comes back: its id.
fn import(store: &Store) -> String {
    let run = train(store, "churn", &["--name", "Churn, by Ada"]);
    let file = store.folder().join("data/Churn, by Ada.run.zip");
    store.json(["run", "export", &run, "--output", file.to_str().unwrap()]);
    store.json(["run", "remove", &run]);
    store.json(["run", "import", file.to_str().unwrap()]);
    run
}

/// A schedule of `churn`: its id.
fn plan(store: &Store, more: &[&str]) -> String {
    let usual = ["schedule", "add", "--type", "training", "--version", "1.0", "--json"];
    let churn = ["--package", "churn", "--dataset", "churn"];
    let output = store.output(usual.iter().chain(&churn).chain(more));
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    said["id"].as_str().unwrap().into()
}
