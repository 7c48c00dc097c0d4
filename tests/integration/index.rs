//! The index: files are the truth, and everything comes back, whatever happens to `store.db`.

use std::fs;
use std::process::Command;

use crate::store_with;
use serde_json::Value;
use testkit::{Package, Store};

/// The output of all commands that list or show something.
fn everything(store: &Store) -> Vec<Value> {
    let mut printed: Vec<Value> = lists(store).into();
    for (what, key, list) in [("package", "name", 0), ("dataset", "name", 1), ("run", "id", 2)] {
        for thing in printed[list].as_array().unwrap().clone() {
            printed.push(store.json([what, "show", thing[key].as_str().unwrap()]));
        }
    }
    printed
}

/// Like [`everything`], but only the lists, because each program takes a moment.
fn lists(store: &Store) -> [Value; 3] {
    ["package", "dataset", "run"].map(|what| store.json([what, "list"]))
}

/// A store with something of everything: versions that were added, trained and removed, and runs with every status.
fn busy() -> Store {
    let train = "if os.environ.get('how') == 'fail': raise ValueError('bad é\\nline')";
    let complete = Package::training(train)
        .with_method("process_data", "pass")
        .with_method("evaluate", "return 0.1 + 0.2");
    let store = Store::with(env!("CARGO_BIN_EXE_trainyard"), &complete);
    store.trained([]);
    store.ran("full", ["--dataset", "rows", "--evaluation-dataset", "rows/2026"]);
    store.ran("evaluation", ["--evaluation-dataset", "rows/2026"]);
    store.trained(["--name", "nightly \"é\"", "--env", "how=fail", "--env", "save_training_data=true"]);
    store.trained(["--env", "x=a=b"]);
    store.add_package("trainer", &Package::training("pass"));
    store.add_package("modèle", &Package::training("time.sleep(600)"));
    store.json(["package", "remove", "trainer", "1.1"]);
    store.add_dataset("d'été");
    let words = [
        "run",
        "start",
        "--type",
        "training",
        "--package",
        "modèle",
        "--version",
        "1.0",
        "--dataset",
        "d'été/2026",
    ];
    let killed = store.json(words.into_iter().chain(["--detach"]));
    store.output(["run", "stop", killed["id"].as_str().unwrap(), "--now"]);
    store.ended(killed["id"].as_str().unwrap());
    store.json(["run", "tag", killed["id"].as_str().unwrap(), "--add", "é", "--add", "b c"]);
    store.json(["run", "note", killed["id"].as_str().unwrap(), "two\nlines"]);
    store.json(["run", "pin", killed["id"].as_str().unwrap()]);
    store
}

fn index(store: &Store) -> std::path::PathBuf {
    store.home().join("store.db")
}

fn sql(store: &Store, statement: &str) {
    let code =
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.close()";
    assert!(
        Command::new("python3")
            .args(["-c", code])
            .arg(index(store))
            .arg(statement)
            .status()
            .unwrap()
            .success()
    );
}

fn notices(store: &Store) -> String {
    let output = store.output(["run", "list", "--json"]);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// With a lost or broken index, every package, dataset and run would be lost.
#[test]
fn a_deleted_broken_or_stale_index_is_made_again_as_it_was() {
    let store = busy();
    let before = everything(&store);
    assert_eq!(before[2].as_array().unwrap().len(), 6);
    fs::remove_file(index(&store)).unwrap();
    assert_eq!(notices(&store), "");
    assert_eq!(everything(&store), before);

    fs::write(index(&store), "this is no database, whatever its name says. ".repeat(500)).unwrap();
    let printed = notices(&store);
    assert!(
        printed.contains("damaged") && printed.contains("store.db.broken") && printed.lines().count() == 1,
        "{printed}"
    );
    assert!(store.home().join("store.db.broken").is_file());
    assert_eq!(notices(&store), "", "said once");
    assert_eq!(everything(&store), before);

    fs::write(index(&store), "").unwrap();
    assert_eq!(lists(&store), before[..3]);
    // From an older program: other columns and no version.
    sql(&store, "drop table runs; create table runs (id text); pragma user_version = 0");
    assert_eq!(lists(&store), before[..3]);
    // After a power failure, the boot id is another one.
    sql(&store, "delete from runs; delete from datasets; delete from packages");
    fs::write(store.home().join("cache/boot_id"), "another\n").unwrap();
    assert_eq!(lists(&store), before[..3]);
}

/// A person would be refused by every command that reads the damaged page, until they delete the index by hand.
#[test]
fn whichever_page_of_the_index_is_damaged_a_command_is_refused_once_at_most() {
    let store = store_with("pass");
    let id = store.trained([])["id"].as_str().unwrap().to_string();
    let commands =
        [&["run", "list"][..], &["package", "show", "trainer"], &["dataset", "list"], &["project", "list"]];
    let printed = |words: &[&str]| store.command(words).arg("--json").output().unwrap();
    let before = commands.map(|words| printed(words).stdout);
    let sound = fs::read(index(&store)).unwrap();
    let mut kept = 0;
    for page in 1..sound.len() / 4096 {
        let mut damaged = sound.clone();
        damaged[page * 4096..(page + 1) * 4096].fill(0);
        fs::write(index(&store), damaged).unwrap();
        for (words, before) in commands.iter().zip(&before) {
            let output = Some(printed(words)).filter(|first| first.status.success());
            let output = output.unwrap_or_else(|| printed(words));
            assert!(output.status.success(), "page {page}: {words:?}: {output:?}");
            assert!(output.stdout == *before, "page {page}: {words:?}: {output:?}");
        }
        let set_aside = names_in(&store.home()).filter(|name| name.contains(".broken")).count();
        kept += usize::from(set_aside > kept);
    }
    assert!(kept > 0, "no damage was found");
    assert!(store.json(["events"]).to_string().contains("store.db.broken"));
    store.json(["run", "remove", &id]);
    store.assert_index_as_files();
}

fn names_in(folder: &std::path::Path) -> impl Iterator<Item = String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap())
}

/// An older program would misread a newer store, and write to it.
#[test]
fn a_store_of_a_newer_program_is_left_alone() {
    let store = store_with("pass");
    sql(&store, "pragma user_version = 999");
    let before = store.listing();
    for words in [&["run", "list"][..], &["package", "remove", "trainer"], &["dataset", "remove", "rows"]] {
        assert!(store.refused(words).contains("newer version of Trainyard"));
    }
    assert_eq!(store.listing(), before);
}

/// People back up stores, copy them to other disks, and move them.
#[test]
fn a_store_works_wherever_it_is_moved_or_copied() {
    let store = store_with("pass");
    store.trained([]);
    let other = store.folder().join("autre dépôt \"2\"");
    let copied = Command::new("cp").arg("-a").arg(store.home()).arg(&other).status().unwrap();
    assert!(copied.success());
    let printed = |words: &[&str], home: &std::path::Path| {
        let output = store.command(words).arg("--home").arg(home).arg("--json").output().unwrap();
        String::from_utf8(output.stdout)
            .unwrap()
            .replace(home.to_str().unwrap(), "HOME")
            .replace("\\\"", "\"")
    };
    let from = |words: &[&str]| (printed(words, &store.home()), printed(words, &other));
    for words in
        [&["run", "list"][..], &["package", "list"], &["dataset", "list"], &["dataset", "show", "rows"]]
    {
        let (here, there) = from(words);
        assert_eq!(
            there.replace("autre dépôt \"2\"", "home").replace(store.home().to_str().unwrap(), "HOME"),
            here
        );
    }
    fs::rename(store.home(), store.folder().join("gone")).unwrap();
    let words = [
        "run",
        "start",
        "--type",
        "training",
        "--package",
        "trainer",
        "--version",
        "1.1",
        "--dataset",
        "rows",
    ];
    let run: Value =
        serde_json::from_str(&printed(&words, &other).replace("dépôt \"2\"", "dépôt 2")).unwrap();
    assert_eq!((&run["status"], &run["version"]), (&"Successful".into(), &"1.2".into()), "{run}");
    fs::rename(store.folder().join("gone"), store.home()).unwrap();
}

/// The index would differ from the files for ever.
#[test]
fn a_change_that_a_kill_cut_in_two_is_repaired_by_the_next_start() {
    let store = busy();
    let before = lists(&store);
    let lock = store.home().join("lock");
    assert_eq!(fs::read(&lock).unwrap(), b"-", "nothing is being changed");
    for half in [
        "delete from runs where status = 'Failed'",
        "delete from versions where major = 2",
        "delete from packages where name = 'modèle'",
        "delete from datasets where name = 'rows'",
        "update runs set status = 'Queued', ended = null, made = null",
        "update runs set tags = ',a,', note = '', pinned = 0",
        "insert into datasets values ('default', 'ghost', null, 1, 1, 1)",
        "insert into versions select project, package, 9, 0, made_by, made_from, change_log, python, as_of, pipelines, digest, bytes, score, created from versions limit 1",
    ] {
        sql(&store, half);
        fs::write(&lock, "!").unwrap();
        assert_eq!(lists(&store), before, "{half}");
        assert_eq!(fs::read(&lock).unwrap(), b"-");
    }
}

/// Restores the state of a run right after its outcome was written, with nothing published.
fn unfinished(store: &Store, id: &str) {
    let version = store.home().join("packages/trainer/1.1");
    fs::rename(version.with_extension("1.zip"), store.run_dir(id).join("package.zip")).unwrap();
    fs::remove_file(version.with_extension("1.json")).unwrap();
    fs::remove_file(store.run_dir(id).join("_results.json")).unwrap();
    fs::remove_file(index(store)).unwrap();
}

/// A trained model would be lost, or published twice.
#[test]
fn an_outcome_that_nobody_finished_becomes_one_version_at_whatever_step_it_was_left() {
    let store = store_with("pass");
    let run = store.trained([]);
    let id = run["id"].as_str().unwrap();
    let folder = store.home().join("packages/trainer");
    let (json, zip) = (fs::read(folder.join("1.1.json")).unwrap(), fs::read(folder.join("1.1.zip")).unwrap());
    let finished = lists(&store);
    let results = fs::read(store.run_dir(id).join("_results.json")).unwrap();
    let steps: [(&str, &dyn Fn()); 5] = [
        ("nothing done", &|| {}),
        ("number claimed", &|| fs::write(folder.join("1.1.json"), &json).unwrap()),
        ("zip published", &|| {
            fs::write(folder.join("1.1.json"), &json).unwrap();
            fs::rename(store.run_dir(id).join("package.zip"), folder.join("1.1.zip")).unwrap();
        }),
        ("results written, no row", &|| {
            fs::write(folder.join("1.1.json"), &json).unwrap();
            fs::rename(store.run_dir(id).join("package.zip"), folder.join("1.1.zip")).unwrap();
            fs::write(store.run_dir(id).join("_results.json"), &results).unwrap();
        }),
        ("marked as changing", &|| fs::write(store.home().join("lock"), "!").unwrap()),
    ];
    for (step, prepare) in steps {
        unfinished(&store, id);
        prepare();
        // Several programs find it at the same time.
        let programs: Vec<_> = (0..3)
            .map(|_| {
                store.command(["run", "list", "--json"]).stdout(std::process::Stdio::null()).spawn().unwrap()
            })
            .collect();
        programs.into_iter().for_each(|mut program| assert!(program.wait().unwrap().success(), "{step}"));
        assert_eq!(lists(&store), finished, "{step}");
        assert_eq!(fs::read(folder.join("1.1.zip")).unwrap(), zip, "{step}");
        assert_eq!(fs::read(store.run_dir(id).join("_results.json")).unwrap(), results, "{step}");
        assert!(
            !store.run_dir(id).join("package.zip").exists() && !folder.join("1.2.json").exists(),
            "{step}"
        );
    }
    // Its version was removed before it was finished for a second time: it does not come back.
    store.json(["package", "remove", "trainer", "1.1"]);
    fs::remove_file(store.run_dir(id).join("_results.json")).unwrap();
    fs::remove_file(index(&store)).unwrap();
    assert_eq!(store.json(["package", "show", "trainer"])["versions"].as_array().unwrap().len(), 1);
    assert_eq!(store.json(["run", "show", id])["version"], "1.1");
}

/// One file that a person or a disk has damaged would hide everything else.
#[test]
fn a_broken_file_costs_only_what_it_describes() {
    let store = busy();
    let before = everything(&store);
    fs::write(store.home().join("packages/trainer/1.2.json"), "{").unwrap();
    fs::write(store.home().join("datasets/d'été/dataset.json"), "").unwrap();
    fs::remove_file(index(&store)).unwrap();
    let names =
        |list: Value| list.as_array().unwrap().iter().map(|thing| thing["name"].clone()).collect::<Vec<_>>();
    assert_eq!(names(store.json(["package", "list"])), names(before[0].clone()));
    assert_eq!(names(store.json(["dataset", "list"])), ["rows"]);
    // Its number stays used, and so does that of a zip that somebody put there.
    fs::write(store.home().join("packages/trainer/3.0.zip"), "x").unwrap();
    assert_eq!(store.trained([])["version"], "1.4");
    assert_eq!(store.add_package("trainer", &Package::training("pass"))["version"], "4.0");
}
