//! The stores that are shown, and the pages that are worth showing of each.

use std::fs;
use std::path::Path;

use e2e::{Window, empty_store, trainyard};
use serde_json::json;
use testkit::{Package, Store};

/// A page's name, and how one comes to it.
type Pages = Vec<(&'static str, Box<dyn Fn(&Window)>)>;
/// A store, and what is shown of it.
type Shown = (Store, Pages);

/// Each store's name, and how it is made.
pub(crate) const STORES: [(&str, Make); 4] =
    [("empty", empty), ("tutorial", tutorial), ("usual", usual), ("full", full)];
type Make = fn() -> Shown;

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

const LONG: &str =
    "customer_churn_of_all_regions_by_month_with_seasonal_features_and_a_name_that_nobody_can_read";

const FAILING: &str = "churn_of_all_regions_with_a_column_missing";

fn package() -> Package {
    Package::training(TRAIN).with_method("process_data", "pass").with_method("evaluate", "return 0.93218")
}

/// Nothing in it yet.
fn empty() -> Shown {
    let pages: Pages = vec![
        ("start", Box::new(|window| window.click("nav-pipelines"))),
        ("packages", Box::new(|window| window.click("nav-packages"))),
        ("datasets", Box::new(|window| window.click("nav-datasets"))),
        (
            "form",
            Box::new(|window| {
                window.click("nav-pipelines");
                window.press("n");
            }),
        ),
    ];
    (empty_store(), pages)
}

/// The first training, by clicking: its form, and what it wrote.
fn tutorial() -> Shown {
    let pages: Pages = vec![
        (
            "form",
            Box::new(|window| {
                window.click("nav-pipelines");
                window.click("start-tutorial");
                window.wait("form-create");
            }),
        ),
        (
            "details",
            Box::new(|window| {
                window.click("nav-pipelines");
                window.click("run-new");
                window.click("form-create");
                window.wait_for("details-status", "data-status", "Successful");
                window.click("tab-artifacts");
                window.click("artifact-learning_curve.png");
                let drawn = "const [done] = arguments;
                    const look = () => {
                        const image = document.querySelector('[data-testid=artifact-preview] img');
                        image ? image.decode().then(() => done()) : requestAnimationFrame(look);
                    };
                    look();";
                window.run_async(drawn, json!([]));
            }),
        ),
    ];
    (empty_store(), pages)
}

/// What a person has after a week, in the middle of a training.
fn usual() -> Shown {
    let store = Store::with(trainyard(), &package());
    for name in ["churn", "invoices", "defects"] {
        store.add_package(name, &package());
        store.add_dataset(name);
    }
    let changed =
        package().with("requirements.txt", "# Only what comes with Python\n").with("notes.md", "Try 60.\n");
    store.add_package("churn", &changed);
    let train = |package: &str, more: &[&str]| run(&store, package, more);
    train("churn", &["--name", "Churn, first try"]);
    let ended =
        train("churn", &["--name", "Churn of May", "--env", "epochs=60", "--env", "save_training_data=true"]);
    train("invoices", &["--name", "Invoices 2026"]);
    let failed = train("defects", &["--name", "Defects, line 4", "--env", "column=weight"]);
    train("churn", &["--name", "Churn of June"]);
    let imported = train("churn", &["--name", "Churn, by Ada"]);
    let file = store.folder().join("data/Churn, by Ada.run.zip");
    store.json(["run", "export", &imported, "--output", file.to_str().unwrap()]);
    store.json(["run", "remove", &imported]);
    store.json(["run", "import", file.to_str().unwrap()]);
    let full = run_of(&store, "full", "churn", &["--name", "Churn, all steps", "--dataset", "churn"]);
    let evaluated = ["--name", "Churn on invoices", "--evaluation-dataset", "invoices/2026"];
    let evaluation = run_of(&store, "evaluation", "churn", &evaluated);
    let running = train("churn", &["--name", "Churn of July", "--env", "wait=1", "--detach"]);
    let queued = train("invoices", &["--name", "Invoices again", "--detach"]);
    let killed = train("defects", &["--name", "Defects, wrong data", "--detach"]);
    store.json(["run", "tag", &ended, "--add", "baseline", "--add", "to show"]);
    store.json(["run", "tag", &full, "--add", "baseline"]);
    store.json(["run", "note", &ended, "Better than the first try.\nThe learning rate was halved."]);
    store.json(["run", "pin", &ended]);
    store.json(["run", "stop", &killed]);
    store.said(&running, "epoch 40  loss 0.1225  accuracy 0.9854");
    let planned = |more: &[&str]| -> String {
        let usual = ["schedule", "add", "--type", "training", "--version", "1.0", "--json"];
        let output = store.output(usual.iter().chain(more));
        let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        said["id"].as_str().unwrap().into()
    };
    let churn = ["--package", "churn", "--dataset", "churn"];
    let weekly =
        planned(&[&churn[..], &["--name", "Churn, weekly", "--days", "mon,thu", "--time", "03:30"]].concat());
    planned(&[&churn[..], &["--name", "Churn, once more", "--at", "2099-12-31 08:00"]].concat());
    store.json(["project", "create", "Fraud detection", "--description", "Cards and transfers, all regions"]);
    store.json(["project", "create", "Règlements 2026"]);
    let page = store.folder().join("data/churn.zip");
    package().without("requirements.txt").zip(&page, Some("churn"));
    let pages: Pages = vec![
        (
            "pipelines",
            Box::new(|window| {
                window.click("nav-pipelines");
                // In another theme, the window is where its queue was looked at before.
                window.click("filter-all");
            }),
        ),
        ("selection", Box::new(select)),
        (
            "removing",
            Box::new(|window| {
                select(window);
                window.click("chosen-remove");
                window.wait("confirm-found");
            }),
        ),
        (
            "tagging",
            Box::new(|window| {
                select(window);
                window.click("chosen-tag");
                window.wait("tag-dialog");
            }),
        ),
        (
            "filters",
            Box::new(|window| {
                window.click("nav-pipelines");
                if window.is_there("selection") {
                    window.click("chosen-clear");
                }
                window.click("filters");
                window.choose("filters-package", "churn");
                window.choose("filters-span", "days");
            }),
        ),
        ("filtered", Box::new(|window| window.click("nav-pipelines"))),
        (
            "columns",
            Box::new(|window| {
                window.click("nav-pipelines");
                if window.is_there("chip-package") {
                    window.click("chip-package");
                }
                window.click("columns");
            }),
        ),
        (
            "views",
            Box::new(|window| {
                window.click("nav-pipelines");
                window.click("views");
            }),
        ),
        (
            "form",
            Box::new(|window| {
                fill(window, "churn", "churn");
            }),
        ),
        (
            "form-mistake",
            Box::new(|window| {
                fill(window, "churn", "churn");
                window.fill("form-param-value-0", "../elsewhere");
                window.click("form-create");
                window.wait("form-error");
            }),
        ),
        (
            "form-full",
            Box::new(|window| {
                window.click("nav-pipelines");
                window.click("run-new");
                window.choose("form-type", "full");
                window.choose("form-package", "churn");
                window.choose("form-dataset", "churn");
                window.choose("form-evaluation-dataset", "invoices");
            }),
        ),
        ("full-run", show(full, "tab-overview")),
        ("evaluation-run", show(evaluation, "tab-overview")),
        ("running", show(running, "tab-overview")),
        ("queued", show(queued, "tab-overview")),
        ("failed", show(failed, "tab-overview")),
        ("details", show(ended.clone(), "tab-overview")),
        ("log", show(ended.clone(), "tab-log")),
        ("artifacts", {
            let show = show(ended.clone(), "tab-artifacts");
            Box::new(move |window| {
                show(window);
                window.click("artifact-learning_curve.png");
            })
        }),
        ("results", show(ended.clone(), "tab-results")),
        ("packages", Box::new(|window| window.click("nav-packages"))),
        (
            "package",
            Box::new(|window| {
                window.click("nav-packages");
                window.click("package-row-churn");
            }),
        ),
        (
            "package-runs",
            Box::new(|window| {
                window.click("nav-packages");
                window.click("package-row-churn");
                window.click("tab-runs");
            }),
        ),
        (
            "compare",
            Box::new(|window| {
                window.click("nav-packages");
                window.click("package-row-churn");
                window.click("package-compare");
                window.wait("compare-lines");
            }),
        ),
        ("imported", show(imported, "tab-overview")),
        ("form-again", {
            let show = show(ended, "tab-overview");
            Box::new(move |window| {
                show(window);
                window.click("details-again");
                window.fill("form-name", "Churn, slower");
                window.choose("form-dataset", "invoices");
                window.fill("form-param-value-2", "90");
                window.click("form-param-remove-2");
                window.click("form-param-add");
                window.fill("form-param-name-2", "rate");
            })
        }),
        (
            "package-add",
            Box::new(move |window| {
                window.click("nav-packages");
                window.will_open(&page);
                window.click("package-add");
                window.wait("package-add-report");
            }),
        ),
        ("datasets", Box::new(|window| window.click("nav-datasets"))),
        (
            "dataset",
            Box::new(|window| {
                window.click("nav-datasets");
                window.click("dataset-row-churn");
            }),
        ),
        ("settings", Box::new(|window| window.click("nav-settings"))),
        (
            "queue",
            Box::new(|window| {
                window.click("nav-pipelines");
                window.click("filter-queued");
            }),
        ),
        ("schedules", Box::new(|window| window.click("nav-schedules"))),
        (
            "schedule",
            Box::new(move |window| {
                window.click("nav-schedules");
                window.click(&format!("schedule-row-{weekly}"));
            }),
        ),
        (
            "form-recurring",
            Box::new(|window| {
                fill(window, "churn", "churn");
                window.choose("form-when", "recurring");
            }),
        ),
        (
            "project-menu",
            Box::new(|window| {
                window.click("nav-pipelines");
                window.click("nav-project");
            }),
        ),
        ("projects", Box::new(projects)),
        (
            "project-create",
            Box::new(|window| {
                projects(window);
                window.click("projects-create");
                window.fill("project-name", "default");
                window.click("project-keep");
                window.wait("project-error");
            }),
        ),
        (
            "project-remove",
            Box::new(|window| {
                projects(window);
                window.click("project-remove-Fraud detection");
            }),
        ),
        ("storage", Box::new(|window| window.click("nav-storage"))),
        ("logs", Box::new(|window| window.click("nav-logs"))),
        (
            "palette",
            Box::new(|window| {
                window.click("nav-pipelines");
                window.press("Control+k");
            }),
        ),
        (
            "shortcuts",
            Box::new(|window| {
                window.click("nav-pipelines");
                window.press("?");
            }),
        ),
    ];
    (store, pages)
}

/// 10,000 runs, 200 packages, a package with 50 versions, names as long as may be, a log of a million
/// lines and 20,000 artifacts.
fn full() -> Shown {
    let store = Store::new(trainyard());
    store.add_dataset(LONG);
    let large = Package::training(
        "sys.stdout.write('a line of a log that goes on for a while, with numbers: 0.1225 0.9854\\n' * 1_000_000)\n\
         for n in range(20_000):\n    open(os.path.join(os.environ['artifacts_directory'], f'sample {n:05}.txt'), 'w').write('x')",
    );
    store.add_package(LONG, &large);
    let logged = run_on(&store, LONG, LONG, &["--name", &format!("{LONG}, run by run, one after the other")]);
    for n in 0..200 {
        store.add_package(&format!("package_{n:03}"), &Package::training("pass"));
    }
    for _ in 0..49 {
        store.add_package("package_000", &Package::training("pass"));
    }
    store.add_package(FAILING, &Package::training("raise ValueError('there is no column age')"));
    multiply(&store, &run_on(&store, FAILING, LONG, &[]), 10_000);
    let pages: Pages = vec![
        ("pipelines", Box::new(|window| window.click("nav-pipelines"))),
        ("selection", Box::new(select)),
        ("details", show(logged.clone(), "tab-overview")),
        ("log", show(logged.clone(), "tab-log")),
        ("artifacts", show(logged, "tab-artifacts")),
        ("packages", Box::new(|window| window.click("nav-packages"))),
        (
            "package",
            Box::new(|window| {
                window.click("nav-packages");
                window.click("package-row-package_000");
            }),
        ),
        (
            "compare",
            Box::new(|window| {
                window.click("nav-packages");
                window.click("package-row-package_000");
                window.click("package-compare");
                window.wait("compare-facts");
            }),
        ),
        ("form", Box::new(|window| fill(window, LONG, LONG))),
        (
            "dataset",
            Box::new(|window| {
                window.click("nav-datasets");
                window.click(&format!("dataset-row-{LONG}"));
            }),
        ),
    ];
    (store, pages)
}

fn projects(window: &Window) {
    window.click("nav-project");
    window.click("project-manage");
    window.wait("project-row-default");
}

fn fill(window: &Window, package: &str, dataset: &str) {
    window.click("nav-pipelines");
    window.click("run-new");
    window.choose("form-package", package);
    window.choose("form-dataset", dataset);
}

/// By its address: in a very full store its row is far from being in sight.
fn show(id: String, tab: &'static str) -> Box<dyn Fn(&Window)> {
    Box::new(move |window| {
        let script = "location.hash = `#/pipelines/${arguments[0]}/overview`";
        window.run(script, serde_json::json!([id]));
        window.click(tab);
    })
}

/// Trains 1.0 of a package on the dataset of the same name: the run's id.
fn run(store: &Store, package: &str, more: &[&str]) -> String {
    run_on(store, package, package, more)
}

fn run_on(store: &Store, package: &str, dataset: &str, more: &[&str]) -> String {
    run_of(store, "training", package, &[&["--dataset", dataset], more].concat())
}

fn run_of(store: &Store, kind: &str, package: &str, more: &[&str]) -> String {
    let usual = ["run", "start", "--type", kind, "--package", package, "--version", "1.0", "--json"];
    let output = store.output(usual.iter().chain(more));
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    said["id"].as_str().unwrap().into()
}

/// The runs of the list, several of them chosen.
fn select(window: &Window) {
    window.click("nav-pipelines");
    window.wait_handle("run-row-");
    window.press("Control+a");
    window.wait("selection");
}

/// Copies an ended run until there are `count`, and has the index rebuilt.
fn multiply(store: &Store, id: &str, count: usize) {
    let source = store.run_dir(id);
    for n in 0..count {
        // Ids are of one length.
        let copy = format!("{}{n:05}", &id[..id.len() - 5]);
        let folder = store.run_dir(&copy);
        if folder.exists() {
            continue;
        }
        fs::create_dir(&folder).unwrap();
        for file in fs::read_dir(&source).unwrap().map(|entry| entry.unwrap().path()) {
            copy_file(&file, &folder, (id, &copy));
        }
    }
    for index in ["store.db", "store.db-wal", "store.db-shm"] {
        let _ = fs::remove_file(store.home().join(index));
    }
    store.json(["run", "list"]);
}

fn copy_file(file: &Path, folder: &Path, (id, copy): (&str, &str)) {
    let Some(name) = file.file_name() else { return };
    match fs::read_to_string(file) {
        Ok(text) => fs::write(folder.join(name), text.replace(id, copy)).unwrap(),
        // Folders, and what is no text.
        Err(_) => drop(fs::copy(file, folder.join(name))),
    }
}
