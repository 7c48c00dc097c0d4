//! `run list` with filters: otherwise a person would have to look through all runs for the one that they need.

use serde_json::{Value, json};
use testkit::{Package, Store};

use crate::queue::{WAITS, begun, go, start};
use crate::store_with;

/// The names of the runs in the output of `run list`.
fn names(store: &Store, more: &[&str]) -> Vec<String> {
    let list = store.json(["run", "list"].iter().chain(more));
    list.as_array().unwrap().iter().map(|run| run["name"].as_str().unwrap().to_string()).collect()
}

/// Makes three runs: a failed training `c`, a successful one `B`, and an evaluation `a` with a score.
fn three() -> Store {
    let train = "if os.environ.get('how') == 'fail': raise ValueError('as asked')";
    let package = Package::training(train).with_method("evaluate", "return 0.5");
    let store = Store::with(env!("CARGO_BIN_EXE_trainyard"), &package);
    store.add_dataset("Données d'été");
    store.trained(["--name", "c", "--env", "how=fail"]);
    store.trained(["--name", "B"]);
    store.ran("evaluation", ["--name", "a", "--evaluation-dataset", "Données d'été/2026"]);
    store
}

fn id(store: &Store, name: &str) -> String {
    let list = store.json(["run", "list"]);
    let found = list.as_array().unwrap().iter().find(|run| run["name"] == name).unwrap();
    found["id"].as_str().unwrap().to_string()
}

#[test]
fn runs_are_found_by_whatever_they_have() {
    let store = three();
    store.json(["run", "tag", &id(&store, "B"), "--add", "Baseline", "--add", "to show"]);
    store.json(["run", "note", &id(&store, "c"), "First try,\nwith ÉPOQUES=3"]);
    for (asked, found) in [
        (&["--status", "Failed"][..], &["c"][..]),
        (&["--status", "failed", "--status", "Successful"], &["a", "B", "c"]),
        (&["--type", "evaluation"], &["a"]),
        (&["--package", "trainer", "--version", "1.0"], &["a", "B", "c"]),
        (&["--version", "1.1"], &[]),
        (&["--dataset", "Données d'été"], &["a"]),
        (&["--dataset", "rows"], &["B", "c"]),
        (&["--tag", "Baseline"], &["B"]),
        (&["--tag", "Baseline", "--tag", "to show"], &["B"]),
        (&["--tag", "Baseline", "--tag", "none"], &[]),
        (&["--tag", "show"], &[]),
        (&["--since", "1h"], &["a", "B", "c"]),
        (&["--since", "2999-01-01"], &[]),
        (&["--until", "1h"], &[]),
        (&["--text", " baseline "], &["B"]),
        (&["--text", "époques"], &["c"]),
        (&["--text", "TRAINER 1.1"], &["B"]),
        (&["--text", "%"], &[]),
        (&["--status", "Successful", "--type", "training", "--since", "1h", "--text", "b"], &["B"]),
        (&["--limit", "2"], &["a", "B"]),
    ] {
        assert_eq!(names(&store, asked), found, "{asked:?}");
    }
}

#[test]
fn runs_are_sorted_by_any_column() {
    let store = three();
    store.json(["run", "pin", &id(&store, "c")]);
    store.json(["run", "tag", &id(&store, "B"), "--add", "x"]);
    assert_eq!(names(&store, &[]), ["a", "B", "c"], "the newest first, pinned or not");
    // Among equal runs, the newest one is first if the greatest value is first by default, and last otherwise.
    for (column, falling) in [
        ("created", ["a", "B", "c"]),
        ("started", ["a", "B", "c"]),
        ("ended", ["a", "B", "c"]),
        ("name", ["c", "B", "a"]),
        ("type", ["c", "B", "a"]),
        ("dataset", ["c", "B", "a"]),
        ("evaluation", ["a", "c", "B"]),
        ("score", ["a", "B", "c"]),
        ("made", ["B", "c", "a"]),
        ("tags", ["B", "c", "a"]),
    ] {
        assert_eq!(names(&store, &["--sort", column]), falling, "{column}");
    }
    assert_eq!(names(&store, &["--sort", "name", "--ascending"]), ["a", "B", "c"]);
    assert_eq!(
        names(&store, &["--sort", "score", "--ascending"])[0],
        "a",
        "what has none is last either way"
    );
    for column in ["package", "status", "duration", "queue"] {
        assert_eq!(names(&store, &["--sort", column]).len(), 3, "{column}");
    }
}

/// A script would continue with all runs although it had asked for some.
#[test]
fn what_no_run_can_have_is_refused() {
    let store = store_with("pass");
    for (asked, printed) in [
        (["--status", "Done"], "Queued"),
        (["--type", "retrain"], "evaluation"),
        (["--sort", "size"], "duration"),
        (["--since", "yesterday"], "36h"),
        (["--until", "7"], "36h"),
        (["--tag", "a,b"], "commas"),
        (["--version", "1"], "major.minor"),
        (["--limit", "many"], "--limit"),
        (["--sort", "median:loss"], "metric:NAME"),
        (["--where", "loss < 1"], "metric:val/loss < 0.3"),
        (["--where", "score < 0,5"], "metric:val/loss < 0.3"),
        (["--where", "score < nan"], "metric:val/loss < 0.3"),
    ] {
        let refused = store.refused(["run", "list"].iter().chain(&asked));
        assert!(refused.contains(printed), "{refused}");
    }
    let none = store.output(["run", "list", "--text", "no such"]);
    assert_eq!(String::from_utf8(none.stderr).unwrap(), "No runs match.\n");
    assert_eq!(store.json(["run", "list", "--text", "no such"]), Value::Array(Vec::new()));
}

/// With a filter, the table would look different.
#[test]
fn the_table_is_the_same_with_options_and_without() {
    let store = three();
    let table =
        |more: &[&str]| String::from_utf8(store.output(["run", "list"].iter().chain(more)).stdout).unwrap();
    assert_eq!(table(&["--since", "1h"]), table(&[]));
    assert_eq!(table(&["--limit", "1"]).lines().count(), 2);
}

/// A person would take another training for the best one, or miss one.
#[test]
fn runs_are_sorted_and_filtered_by_their_metrics() {
    let train = "[print(f'epoch {n}: val_loss={int(os.environ[\"loss\"]) * (3 - n)}') for n in range(3) if os.environ['loss']]";
    let store = Store::with(env!("CARGO_BIN_EXE_trainyard"), &Package::training(train));
    for (name, loss) in [("a", "loss=5"), ("b", "loss=1"), ("c", "loss=")] {
        store.trained(["--name", name, "--env", loss]);
    }
    let check = |what: &str| {
        for (asked, found) in [
            (&["--sort", "metric:val_loss"][..], &["a", "b", "c"][..]),
            (&["--sort", "metric:val_loss", "--ascending"], &["b", "a", "c"]),
            (&["--sort", "max:val_loss", "--ascending", "--limit", "2"], &["b", "a"]),
            (&["--where", "metric:val_loss < 5"], &["b"]),
            (&["--where", "metric:val_loss<=5", "--where", "max:val_loss != 3"], &["a"]),
            (&["--where", "mean:val_loss = 2", "--sort", "name"], &["b"]),
            (&["--where", "score < 1"], &[]),
        ] {
            assert_eq!(names(&store, asked), found, "{what}: {asked:?}");
        }
        let list = store.json(["run", "list", "--where", "metric:val_loss = 5"]);
        let values = serde_json::json!({"last": 5.0, "min": 5.0, "max": 15.0, "mean": 10.0, "count": 3});
        assert_eq!(list[0]["metrics"], serde_json::json!({"val_loss": values}), "{what}");
    };
    check("trained");
    std::fs::remove_file(store.home().join("store.db")).unwrap();
    check("rebuilt");
    let (run, file) = (id(&store, "a"), store.folder().join("a.run.zip"));
    store.json(["run", "export", &run, "--output", file.to_str().unwrap()]);
    store.json(["run", "remove", &run]);
    assert_eq!(names(&store, &["--sort", "metric:val_loss"]), ["b", "c"]);
    store.json(["run", "import", file.to_str().unwrap()]);
    check("imported");
    let table = store.output(["run", "list", "--sort", "metric:val_loss", "--where", "max:val_loss > 3"]);
    let table = String::from_utf8(table.stdout).unwrap();
    let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert!(lines[0].ends_with(&["metric:val_loss", "max:val_loss"]), "{table}");
    assert!(lines[1].ends_with(&["5", "15"]), "{table}");
    let unknown = store.output(["run", "list", "--sort", "metric:val/loss"]);
    assert!(unknown.status.success());
    let said = String::from_utf8(unknown.stderr).unwrap();
    assert_eq!(said, "No run of the project has the metric \"val/loss\".\n");
}

/// A person would not see which of several trainings is worth its time before they have ended.
#[test]
fn a_run_in_progress_is_listed_with_what_it_has_logged_so_far() {
    let train = format!("[print(f'epoch {{n}}: val_loss={{1 / n}}', flush=True) for n in (1, 2)]\n{WAITS}");
    let store = store_with(&train);
    let id = start(&store, "a");
    begun(&store, "a");
    let listed = || store.json(["run", "list", "--limit", "1"])[0]["metrics"].clone();
    let so_far = json!({"val_loss": {"last": 0.5, "min": 0.5, "max": 1.0, "mean": 0.75, "count": 2}});
    // The code has printed it, and the executor reads it a moment later.
    while listed() != so_far {
        std::thread::yield_now();
    }
    assert_eq!(store.json(["run", "show", &id])["metrics"], so_far);
    let shown = store.output(["run", "list", "--sort", "metric:val_loss"]);
    let table = String::from_utf8(shown.stdout).unwrap();
    assert!(table.trim_end().ends_with("0.5"), "{table}");
    assert_eq!(String::from_utf8(shown.stderr).unwrap(), "");
    assert_eq!(
        names(&store, &["--where", "metric:val_loss < 1"]),
        [""; 0],
        "its last value is not known yet"
    );
    go(&store, "go");
    store.ended(&id);
    assert_eq!(listed(), so_far);
    assert_eq!(names(&store, &["--where", "metric:val_loss < 1"]).len(), 1);
}
