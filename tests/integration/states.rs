//! The states of datasets: what was in them when, and runs on earlier ones.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use files::{Cancel, digest};
use serde_json::Value;
use testkit::{Package, Random, Store, each_round};

use crate::{empty_store, log, store_with};

/// A training that leaves a copy of its data as an artifact.
const COPY: &str =
    "import shutil\nshutil.copytree(training_directory, os.environ['artifacts_directory'] + '/got')";

fn files_of(store: &Store, name: &str) -> PathBuf {
    store.home().join("datasets").join(name).join("files")
}

fn of(folder: &Path) -> String {
    digest::tree(folder, &Cancel::default()).unwrap()
}

fn states(store: &Store, name: &str) -> Vec<Value> {
    store.json(["dataset", "states", name]).as_array().unwrap().clone()
}

/// What was added, removed and changed in each state.
fn changes(states: &[Value]) -> Vec<[u64; 3]> {
    let count = |state: &Value, what| state[what].as_u64().unwrap();
    states.iter().map(|state| ["added", "removed", "changed"].map(|what| count(state, what))).collect()
}

/// Replaces a file of a dataset, as an editor does that saves under another name first.
fn replace(path: &Path, text: &str) {
    let new = path.with_extension("new");
    fs::write(&new, text).unwrap();
    fs::rename(&new, path).unwrap();
}

fn got(store: &Store, run: &Value) -> String {
    assert_eq!(run["status"], "Successful", "{run} {}", log(store, run));
    of(&store.run_dir(run["id"].as_str().unwrap()).join("artifacts/got"))
}

/// A person could not go back to the data that the last good version was trained on.
#[test]
fn each_change_of_a_dataset_is_a_state_that_a_run_can_be_started_on() {
    let store = store_with(COPY);
    let files = files_of(&store, "rows");
    let mut contents = vec![of(&files)];
    let more = store.folder().join("data/more.csv");
    fs::write(&more, "more").unwrap();
    store.json(["dataset", "add-files", "rows", more.to_str().unwrap()]);
    contents.push(of(&files));
    fs::remove_file(files.join("more.csv")).unwrap();
    replace(&files.join("rows.csv"), "other");
    contents.push(of(&files));

    let all = states(&store, "rows");
    assert_eq!(changes(&all)[1..], [[1, 0, 0], [0, 1, 1]]);
    let known: Vec<&str> = all.iter().map(|state| state["content"].as_str().unwrap()).collect();
    assert_eq!(known, contents);
    assert_eq!(states(&store, "rows"), all, "nothing has changed since");
    let differences = store.json(["dataset", "compare", "rows", "3"])["differences"].take();
    assert_eq!(
        differences,
        serde_json::json!([
            {"path": "more.csv", "change": "removed"}, {"path": "rows.csv", "change": "changed"}
        ])
    );

    for (number, content) in ["1", "2", "3"].iter().zip(&contents) {
        let run = store.ran("training", ["--dataset", "rows", "--dataset-state", number]);
        assert_eq!(got(&store, &run), *content, "state {number}");
        store.json(["dataset", "restore", "rows", number, &format!("again {number}")]);
        assert_eq!(of(&files_of(&store, &format!("again {number}"))), *content);
    }
    let run = store.ran("training", ["--dataset", "rows"]);
    assert_eq!(got(&store, &run), contents[2]);
    let id = run["id"].as_str().unwrap();
    let all = states(&store, "rows");
    assert_eq!(all.iter().map(|state| state["runs"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 1, 2]);
    assert_eq!(all[2]["newest_runs"][0], serde_json::json!({"id": id, "name": "trainer 1.0"}));
    let on = |state| store.json(["run", "list", "--dataset", "rows", "--dataset-state", state]);
    assert_eq!(testkit::names(&on("3"), "id")[0], id);
    assert_eq!([on("1"), on("3")].map(|runs| runs.as_array().unwrap().len()), [1, 2]);
    let printed = String::from_utf8(store.output(["dataset", "states", "rows"]).stdout).unwrap();
    assert!(printed.contains(&format!("({id})")), "{printed}");
    let data = store.json(["lineage", "run", id])["nodes"].as_array().unwrap().clone();
    let data = data.iter().find(|node| node["kind"] == "data").unwrap();
    assert_eq!((data["content"].as_str(), &data["state"]), (Some(&*contents[2]), &3.into()));
    let printed = String::from_utf8(store.output(["lineage", "run", id]).stdout).unwrap();
    assert!(printed.contains("rows  state 3 · used since"), "{printed}");
    let refused = store.refused(["dataset", "restore", "rows", "4", "none"]);
    assert!(refused.contains("no state 4"), "{refused}");
    let start = ["run", "start", "--type", "training", "--package", "trainer", "--version", "1.0"];
    let refused = store.refused(start.into_iter().chain(["--dataset", "rows", "--dataset-state", "4"]));
    assert!(refused.contains("no state 4"), "{refused}");
}

/// Data of 100 GB would take 200, or the code of a run could ruin the data of all others.
#[test]
fn what_a_dataset_holds_is_on_the_disk_once_and_no_run_can_write_to_it() {
    let store = empty_store();
    let source = store.folder().join("data/source");
    fs::create_dir_all(source.join("sub")).unwrap();
    for (name, mode) in [("large.bin", 0o644), ("sub/run.sh", 0o755)] {
        fs::write(source.join(name), vec![name.len() as u8; 3 << 20]).unwrap();
        fs::set_permissions(source.join(name), fs::Permissions::from_mode(mode)).unwrap();
    }
    let used = || files::tree::usage(&store.home()).unwrap().bytes;
    store.json(["dataset", "list"]);
    let before = used();
    store.json(["dataset", "add", "rows", source.to_str().unwrap()]);
    assert!(used() - before < 7 << 20, "{} bytes more", used() - before);
    let files = files_of(&store, "rows");
    let about = |name: &str| files.join(name).metadata().unwrap();
    let is_cloned = about("large.bin").nlink() == 1;
    assert!(is_cloned || about("large.bin").mode() & 0o222 == 0);
    assert_eq!(about("sub/run.sh").mode() & 0o111, 0o111);

    let ruin = "assert os.stat(training_directory + '/sub/run.sh').st_mode & 0o777 == 0o755\n\
        for name in ['large.bin', 'sub/run.sh']:\n\
        \x20   assert os.stat(os.path.join(training_directory, name)).st_nlink == 1\n\
        \x20   open(os.path.join(training_directory, name), 'r+b').write(b'ruined')";
    store.add_package("trainer", &Package::training(ruin));
    let content = of(&files);
    for more in [&["--dataset-state", "1"][..], &[], &["--env", "save_training_data=true"]] {
        let run = store.ran("training", ["--dataset", "rows"].into_iter().chain(more.iter().copied()));
        assert_eq!(run["status"], "Successful", "{more:?} {}", log(&store, &run));
        assert_eq!(of(&files), content, "{more:?}");
    }
    assert_eq!(states(&store, "rows").len(), 1);
    let freed = |thing: [&str; 3]| store.json(thing)["freed"].as_u64().unwrap();
    let freed_first = freed(["dataset", "remove", "rows"]);
    assert!(is_cloned || freed_first < 1 << 20, "{freed_first}: a run has kept its data");
    let runs = store.json(["run", "list"]);
    let freed: u64 = testkit::names(&runs, "id").iter().map(|id| freed(["run", "remove", id])).sum();
    assert!(freed > 6 << 20, "{freed}");
    assert!(files::tree::usage(&store.home().join("snapshots")).unwrap().bytes < 1 << 20);
}

/// A file that somebody wrote to by force would be taken for what an earlier version was trained on.
#[test]
fn a_state_whose_contents_were_written_to_is_refused() {
    let store = store_with(COPY);
    let path = files_of(&store, "rows").join("rows.csv");
    if path.metadata().unwrap().nlink() == 1 {
        return; // Files are clones here.
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    fs::write(&path, "written in place").unwrap();
    let all = states(&store, "rows");
    assert_eq!((changes(&all)[1], &all[0]["is_incomplete"]), ([0, 0, 1], &true.into()));
    let start = ["run", "start", "--type", "training", "--package", "trainer", "--version", "1.0"];
    let refused = store.refused(start.into_iter().chain(["--dataset", "rows", "--dataset-state", "1"]));
    assert!(refused.contains("state 1") && refused.contains("not all kept"), "{refused}");
    let run = store.ran("training", ["--dataset", "rows"]);
    assert_eq!(got(&store, &run), of(path.parent().unwrap()));
    assert!(path.metadata().unwrap().mode() & 0o222 == 0, "it is protected again");
}

/// The states of a linked folder, which nobody announces, would be unknown; or a person's folder would be changed.
#[test]
fn of_a_linked_folder_runs_notice_the_states() {
    let store = store_with("pass");
    let folder = store.folder().join("data/linked");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("rows.csv"), "1").unwrap();
    store.json(["dataset", "add", "linked", folder.to_str().unwrap(), "--link"]);
    let known = || {
        let text = fs::read(store.home().join("datasets/linked/states.json")).unwrap_or_default();
        let read: Value = serde_json::from_slice(&text).unwrap_or_default();
        read["states"].as_array().map_or(0, Vec::len)
    };
    assert_eq!(known(), 0);
    let run = store.ran("training", ["--dataset", "linked"]);
    assert_eq!((known(), run["status"].as_str()), (1, Some("Successful")));
    fs::write(folder.join("rows.csv"), "2").unwrap();
    let keep = ["--env", "save_training_data=true"];
    let run = store.ran("training", ["--dataset", "linked"].into_iter().chain(keep));
    assert_eq!(known(), 2);
    fs::write(folder.join("rows.csv"), "3").unwrap();
    assert_eq!(states(&store, "linked").len(), 3);
    assert_eq!(fs::metadata(folder.join("rows.csv")).unwrap().mode() & 0o200, 0o200);

    // Only the second run has kept its data.
    let id = run["id"].as_str().unwrap();
    store.json(["run", "data", id, "--restore", "kept"]);
    assert_eq!(fs::read(files_of(&store, "kept").join("rows.csv")).unwrap(), b"2");
    let refused = store.refused(["dataset", "restore", "linked", "1", "first"]);
    assert!(refused.contains("not all kept"), "{refused}");
}

/// A store of an older program would keep its data twice for ever, or lose it on the way.
#[test]
fn a_dataset_of_an_older_store_moves_when_it_is_used() {
    let store = store_with(COPY);
    let (dataset, snapshots) = (store.home().join("datasets/rows"), store.home().join("snapshots"));
    fs::remove_file(dataset.join("states.json")).unwrap();
    fs::remove_dir_all(&snapshots).unwrap();
    for name in ["files/rows.csv", "files/2026/rows.csv"] {
        let path = dataset.join(name);
        if path.exists() {
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        }
    }
    let before = of(&dataset.join("files"));
    let run = store.ran("training", ["--dataset", "rows"]);
    assert_eq!(got(&store, &run), before);
    let all = states(&store, "rows");
    assert_eq!((all.len(), all[0]["content"].as_str()), (1, Some(&*before)));
    let run = store.ran("training", ["--dataset", "rows", "--dataset-state", "1"]);
    assert_eq!(got(&store, &run), before);
}

/// A person would lose files of a dataset, or be told that a state is kept of which only a part is there.
#[test]
fn a_kill_while_files_become_contents_loses_none_of_them() {
    let (store, mut random) = (store_with(COPY), Random::new(23));
    let (files, source) = (files_of(&store, "rows"), store.folder().join("data/source"));
    let snapshots = rundir::RunDir::new(store.run_dir("none")).snapshots();
    fs::create_dir_all(&source).unwrap();
    for round in each_round(6, 200) {
        for folder in [&files, &source] {
            for n in 0..40 {
                // Some contents are as before, and some files are alike.
                let most = if random.below(3) > 0 { 4 } else { 256 };
                let byte = random.below(most) as u8;
                replace(
                    &folder.join(n.to_string()),
                    &(byte as char).to_string().repeat(1 << random.below(16)),
                );
            }
        }
        // As an older program leaves a dataset.
        if round % 3 == 2 {
            fs::remove_file(files.parent().unwrap().join("states.json")).unwrap();
        }
        let (before, new) = (of(&files), format!("new {round}"));
        let command = match round % 2 {
            0 => vec!["dataset", "states", "rows"],
            _ => vec!["dataset", "add", &new, source.to_str().unwrap()],
        };
        let mut child = store.command(command).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        random.pause(Duration::from_millis(100));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(of(&files), before);
        let said = store.json(["doctor", "--restart"]);
        assert_eq!(said["wrong"], 0, "{said}");
        for name in testkit::names(&store.json(["dataset", "list"]), "name") {
            let all = states(&store, &name);
            let whole = if name == "rows" { &files } else { &source };
            let newest = all.last().unwrap()["content"].as_str().unwrap();
            assert!(newest == of(whole) || name != "rows" && name != new, "{name}");
            for state in &all {
                let id = state["id"].as_str().unwrap().parse().unwrap();
                assert!(state["kept"] == true && snapshots.is_complete(&id).unwrap(), "{name}: {state}");
            }
        }
        let said = store.json(["doctor", "--restart", "--repair"]);
        assert_eq!(said["wrong"], 0, "{said}");
    }
}

/// A person would see that a file has changed and not what, or be told of another content than the one that was there.
#[test]
fn a_file_is_compared_with_what_it_was() {
    let store = store_with("pass");
    let source = store.folder().join("data/source");
    fs::create_dir_all(source.join("sub")).unwrap();
    let table = |price: &str| format!("id,price\n1,10\n2,{price}\n3,30\n");
    fs::write(source.join("sub/a.csv"), table("20")).unwrap();
    fs::write(source.join("notes.txt"), "one\ntwo\n").unwrap();
    fs::write(source.join("model.pkl"), b"\x80\x04K\x01.").unwrap();
    fs::write(source.join("gone.txt"), "gone").unwrap();
    store.json(["dataset", "add", "mixed", source.to_str().unwrap()]);
    let run = store.ran("training", ["--dataset", "mixed"]);
    let files = files_of(&store, "mixed");
    replace(&files.join("sub/a.csv"), &table("25"));
    replace(&files.join("notes.txt"), "one\nthree\n");
    fs::remove_file(files.join("model.pkl")).unwrap();
    fs::write(files.join("model.pkl"), b"\x80\x04K\x02.").unwrap();
    fs::remove_file(files.join("gone.txt")).unwrap();
    fs::write(files.join("new.txt"), "new").unwrap();
    assert_eq!(states(&store, "mixed").len(), 2);

    let compared = |file: &str| store.json(["dataset", "compare", "mixed", "2", "--file", file]);
    let cell = serde_json::json!({"row": 2, "column": "price", "before": "20", "after": "25"});
    let found = compared("sub/a.csv");
    assert_eq!(
        (&found["in"], &found["cells"][0], &found["largest"][0]["by"]),
        (&"table".into(), &cell, &5.0.into())
    );
    assert_eq!(compared("notes.txt")["lines"][2]["text"], "three");
    assert_eq!(
        compared("model.pkl"),
        serde_json::json!({"in": "bytes", "first": 3, "compared": 3, "before": 5, "after": 5})
    );
    for (file, why) in
        [("gone.txt", "no longer exists"), ("new.txt", "did not exist before"), ("no", "no file")]
    {
        let refused = store.refused(["dataset", "compare", "mixed", "2", "--file", file]);
        assert!(refused.contains(why), "{file}: {refused}");
    }
    let printed = store.output(["dataset", "compare", "mixed", "2", "--file", "sub/a.csv"]).stdout;
    let printed = String::from_utf8(printed).unwrap();
    assert!(printed.contains("One cell differs.") && printed.contains("row 2, price: 20 → 25"), "{printed}");

    let id = run["id"].as_str().unwrap();
    let today = store.json(["run", "data", id, "--file", "sub/a.csv"]);
    assert_eq!((&today[0]["role"], &today[0]["difference"]["cells"][0]), (&"input".into(), &cell));
    let printed = String::from_utf8(store.output(["run", "data", id, "--file", "notes.txt"]).stdout).unwrap();
    assert!(printed.contains("- two\n") && printed.contains("+ three\n"), "{printed}");
}

/// The content of today would be shown as the one of an earlier state.
#[test]
fn a_file_that_was_not_kept_is_not_compared() {
    let store = store_with("pass");
    let folder = store.folder().join("data/linked");
    fs::create_dir_all(&folder).unwrap();
    for name in ["same.txt", "rows.txt"] {
        fs::write(folder.join(name), "1\n").unwrap();
    }
    store.json(["dataset", "add", "linked", folder.to_str().unwrap(), "--link"]);
    let run = store.ran("training", ["--dataset", "linked"]);
    fs::write(folder.join("rows.txt"), "2\n").unwrap();
    assert_eq!(states(&store, "linked").len(), 2);
    let id = run["id"].as_str().unwrap();
    for command in [["dataset", "compare", "linked", "2"].as_slice(), &["run", "data", id]] {
        let of = |file| command.iter().copied().chain(["--file", file]).collect::<Vec<_>>();
        let refused = store.refused(of("rows.txt"));
        assert!(refused.contains("was not kept"), "{refused}");
        let same = store.json(of("same.txt")).to_string();
        assert!(same.contains(r#""in":"nothing""#), "{same}");
    }
}
