//! `run compare`: otherwise a person would open run after run, and remember what was in the one before.

use std::fs;

use serde_json::{Value, json};
use testkit::{Package, Store};

use crate::store_with;

/// The id of a run.
fn id(run: &Value) -> &str {
    run["id"].as_str().unwrap()
}

/// What a comparison says by what it is about and its name.
#[track_caller]
fn row(compared: &Value, what: &str, name: &str) -> Value {
    let all = compared["differences"].as_array().unwrap();
    let found = all.iter().find(|row| row["what"] == what && row["name"] == name);
    found.unwrap_or_else(|| panic!("no {what} {name}: {compared}")).clone()
}

#[test]
fn runs_are_compared_in_all_that_was_asked_for_and_came_out() {
    let train = "print('epoch 1: loss=' + os.environ['loss'])\nprint('epoch 2: loss=0.75')";
    let package = Package::training(train).with_method("evaluate", "return float(os.environ['score'])");
    let store = Store::with(env!("CARGO_BIN_EXE_trainyard"), &package);
    store.add_dataset("more rows");
    let one = store.trained(["--name", "one", "--env", "loss=0.5", "--env", "seed=1"]);
    let two = store.trained(["--name", "two", "--env", "loss=0.25", "--env", "seed=1", "--cores", "1"]);
    let scored = ["--evaluation-dataset", "more rows/2026", "--env", "score=0.5", "--env", "seed=1"];
    let three = store.ran("evaluation", ["--name", "three"].into_iter().chain(scored));
    let asked = ["run", "compare", id(&one), id(&two), id(&three)];

    let compared = store.json(asked);
    let listed = store.json(["run", "list"]);
    let mut runs = compared["runs"].as_array().unwrap().clone();
    runs.reverse();
    assert_eq!(Value::Array(runs), listed, "as `run list` has them, in the order in which they were named");
    for (what, name, values) in [
        ("run", "name", json!(["one", "two", "three"])),
        ("run", "type", json!(["training", "training", "evaluation"])),
        ("run", "score", json!([null, null, 0.5])),
        ("run", "duration", json!([one_of(&listed, &one), one_of(&listed, &two), one_of(&listed, &three)])),
        ("data", "dataset", json!(["rows", "rows", null])),
        ("data", "evaluation_dataset", json!([null, null, "more rows/2026"])),
        ("parameter", "loss", json!(["0.5", "0.25", null])),
        ("environment", "cores", json!([null, "1", null])),
        ("metric", "loss (last)", json!([0.75, 0.75, null])),
        ("metric", "loss (min)", json!([0.5, 0.25, null])),
        ("metric", "loss (mean)", json!([0.625, 0.5, null])),
    ] {
        let expected = json!({"what": what, "name": name, "values": values, "differs": true});
        assert_eq!(row(&compared, what, name), expected);
    }
    let differ = compared["differences"].as_array().unwrap();
    assert!(differ.iter().all(|row| row["differs"] == true), "{compared}");
    assert!(differ.iter().all(|row| row["name"] != "seed" && row["name"] != "version"), "{compared}");

    let all = store.json(asked.iter().chain(&["--all"]));
    assert_eq!(row(&all, "package", "version")["values"], json!(["1.0", "1.0", "1.0"]));
    assert_eq!(row(&all, "parameter", "seed")["differs"], false);
    let python = row(&all, "environment", "python");
    assert!(python["values"][0].as_str().unwrap().starts_with("CPython 3."), "{python}");
}

/// How long a run took, as the list says it.
fn one_of(listed: &Value, run: &Value) -> Value {
    let found = listed.as_array().unwrap().iter().find(|listed| listed["id"] == run["id"]);
    found.unwrap()["duration"].clone()
}

#[test]
fn a_person_reads_a_column_for_each_run() {
    let store = store_with("pass");
    let long = "a".repeat(200);
    let one = store.trained(["--env", &format!("text={long}")]);
    let two = store.trained(["--env", "text=b"]);
    let output = store.output(["run", "compare", id(&one), id(&two)]);
    let table = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["KIND", "NAME", id(&one), id(&two)]);
    let parameter = lines.iter().find(|line| line[0] == "Parameters").unwrap();
    assert_eq!((parameter[1], parameter[3]), ("text", "b"));
    assert!(parameter[2].len() < 60 && parameter[2].ends_with('…'), "{table}");
    let french =
        store.command(["run", "compare", id(&one), id(&two)]).env("LANG", "fr_FR.UTF-8").output().unwrap();
    assert!(String::from_utf8(french.stdout).unwrap().contains("Paramètres"));
}

/// Three seeds of one training would be three columns, from which nobody sees whether another one is better.
#[test]
fn runs_that_differ_in_a_seed_are_one_column() {
    let store = store_with("[print(f'epoch {n}: loss={int(os.environ[\"seed\"]) / 4}') for n in (1, 2)]");
    let trained = |seed: &str, epochs: &str| {
        store.trained(["--env", &format!("seed={seed}"), "--env", &format!("epochs={epochs}")])
    };
    let runs = [trained("1", "2"), trained("2", "2"), trained("3", "5"), trained("3", "2")];
    let ids = runs.each_ref().map(id);
    let asked = [&["run", "compare"][..], &ids, &["--group"]].concat();

    let compared = store.json(&asked);
    assert_eq!(compared["groups"], json!([[ids[0], ids[1], ids[3]], [ids[2]]]));
    assert_eq!(compared["runs"].as_array().unwrap().len(), 4);
    for (what, name, values) in [
        ("parameter", "seed", json!([["1", "2", "3"], "3"])),
        ("parameter", "epochs", json!(["2", "5"])),
        ("metric", "loss (last)", json!([{"mean": 0.5, "deviation": 0.25}, 0.75])),
    ] {
        let expected = json!({"what": what, "name": name, "values": values, "differs": true});
        assert_eq!(row(&compared, what, name), expected);
    }
    let all = store.json(asked.iter().chain(&["--all"]));
    assert_eq!(row(&all, "run", "status")["values"], json!(["Successful", "Successful"]));

    let shown = |language: &str| {
        let output = store.command(&asked).env("LANG", language).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let table = shown("C.UTF-8");
    let line = |text: &str| table.lines().find(|line| line.contains(text)).unwrap();
    let head: Vec<&str> = line("NAME").split_whitespace().collect();
    assert_eq!(head, ["KIND", "NAME", ids[0], "(3", "runs)", ids[2]]);
    assert!(line("seed").contains("1, 2, 3"), "{table}");
    assert!(line("loss (last)").contains("0.5 ± 0.25"), "{table}");
    assert!(shown("fr_FR.UTF-8").contains("0,5 ± 0,25"));
    let alone = store.json(["run", "compare", ids[0], ids[2], "--group"]);
    assert_eq!(alone["groups"], json!([[ids[0]], [ids[2]]]));
    assert_eq!(row(&alone, "metric", "loss (last)")["values"], json!([0.25, 0.75]));
}

/// One run whose files were changed by hand would keep a person from comparing the others.
#[test]
fn a_damaged_run_is_compared_as_far_as_it_can_be_read() {
    let store = store_with("print('epoch 1: loss=0.5\\nepoch 2: loss=0.5')");
    let [one, two] = ["1", "2"].map(|epochs| store.trained(["--env", &format!("epochs={epochs}")]));
    fs::write(store.run_dir(id(&two)).join("spec.json"), "{").unwrap();
    fs::remove_file(store.run_dir(id(&two)).join("requirements.lock")).unwrap();
    let compared = store.json(["run", "compare", id(&one), id(&two), "--all"]);
    assert_eq!(row(&compared, "parameter", "epochs")["values"], json!(["1", null]));
    assert_eq!(row(&compared, "parameter", "epochs")["differs"], false);
    assert_eq!(row(&compared, "metric", "loss (last)")["values"], json!([0.5, 0.5]));
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let store = store_with("pass");
    let one = store.trained([]);
    let one = id(&one);
    assert!(store.refused(["run", "compare", one]).contains("at least two"));
    assert!(store.refused(["run", "compare", one, one]).contains("at least two"));
    assert!(store.refused(["run", "compare", one, "zzzzzzzz"]).contains("zzzzzzzz"));
    assert!(store.refused(["run", "compare"]).contains("ID"));
}

/// A person would look in the code for why a training is slower, and it was another machine.
#[test]
fn another_machine_is_a_difference_of_the_environment() {
    let store = store_with("pass");
    let [one, two] = [store.trained([]), store.trained([])];
    let shown = store.json(["run", "show", id(&one)]);
    let machine = &shown["machine"];
    let (cores, usable) = (machine["cores"].as_u64().unwrap(), machine["usable"].as_u64().unwrap());
    assert!(usable >= 1 && usable <= cores && machine["memory"].as_u64().unwrap() > 1 << 20, "{machine}");
    assert!(machine["python"].as_str().unwrap().starts_with("CPython 3."), "{machine}");
    assert!(machine["packages"].is_u64() && machine["gpu"].is_null(), "{machine}");
    let cpu = machine["cpu"].as_str().unwrap();
    let printed = String::from_utf8(store.output(["run", "show", id(&one)]).stdout).unwrap();
    assert!(printed.contains(cpu), "{printed}");

    let environment = |store: &Store| -> Vec<Value> {
        let compared = store.json(["run", "compare", id(&one), id(&two)]);
        let rows = compared["differences"].as_array().unwrap().iter();
        rows.filter(|row| row["what"] == "environment").cloned().collect()
    };
    assert_eq!(environment(&store), [Value::Null; 0]);
    let events = store.run_dir(id(&two)).join("events.jsonl");
    let written = fs::read_to_string(&events).unwrap();
    let on = |cpu: &str| format!("{}", json!({"cpu": cpu})).trim_matches(['{', '}']).to_string();
    assert!(written.lines().nth(1).unwrap().contains(&on(cpu)), "before everything else: {written}");
    fs::write(&events, written.replacen(&on(cpu), &on("Faster"), 1)).unwrap();
    let expected =
        json!({"what": "environment", "name": "processor", "values": [cpu, "Faster"], "differs": true});
    assert_eq!(environment(&store), [expected]);
    // A run of an older program is as it was, and differs in nothing that it does not know.
    let older =
        written.lines().filter(|line| !line.contains(r#""event":"machine""#)).map(|line| format!("{line}\n"));
    fs::write(&events, older.collect::<String>()).unwrap();
    assert_eq!(environment(&store), [Value::Null; 0]);
    assert_eq!(store.json(["run", "show", id(&two)])["machine"], Value::Null);
}
