//! "Resolve as of": otherwise a package of 2019 would be trained with today's libraries, or not at all, and a person
//! would look for the mistake in code that once worked.

use std::ffi::OsStr;
use std::path::PathBuf;

use crate::{empty_store, store_with};
use serde_json::{Value, json};
use testkit::{Package, Store, Wheel};

/// Adds a package's zip as the next version of `trainer`.
#[track_caller]
fn add(store: &Store, package: &Package, more: &[&str]) {
    let zip: PathBuf = store.folder().join("trainer.zip");
    package.zip(&zip, Some("trainer"));
    let arguments = ["package", "add", "--name", "trainer"].iter().chain(more).map(OsStr::new);
    store.json(arguments.chain([zip.as_os_str()]));
}

/// Trains a version of `trainer` to its end, with any status, and returns the object of `run show`.
#[track_caller]
fn trained(store: &Store, version: &str, more: &[&str]) -> Value {
    let usual = ["run", "start", "--type", "training", "--package", "trainer", "--dataset", "rows"];
    let output = store.output(usual.iter().chain(&["--version", version, "--json"]).chain(more));
    let run: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    shown(store, &run)
}

fn shown(store: &Store, run: &Value) -> Value {
    store.json(["run", "show", run["id"].as_str().unwrap()])
}

fn day_of(store: &Store, version: &str) -> Value {
    let package = store.json(["package", "show", "trainer"]);
    let versions = package["versions"].as_array().unwrap();
    versions.iter().find(|known| known["version"] == version).unwrap()["as_of"].clone()
}

/// A person would have to enter the date for every run, and could not see later with which one a version was trained.
#[test]
fn a_day_goes_from_a_version_to_its_runs_and_to_what_they_make() {
    let store = empty_store();
    add(&store, &Package::training("pass"), &["--as-of", "2019-08-14"]);
    store.add_dataset("rows");
    for (more, day) in [
        (&[][..], json!("2019-08-14")),
        (&["--as-of", "none"], Value::Null),
        (&["--as-of", "2020-01-31"], json!("2020-01-31")),
    ] {
        let run = store.trained(more.iter().copied());
        assert_eq!(run["status"], "Successful", "{run}");
        assert_eq!(shown(&store, &run)["as_of"], day);
        assert_eq!(day_of(&store, run["version"].as_str().unwrap()), day);
        let printed = String::from_utf8(store.output(["run", "show", run["id"].as_str().unwrap()]).stdout);
        assert!(printed.unwrap().contains(day.as_str().unwrap_or("AS OF")));
    }
    let text = |arguments: &[&str]| String::from_utf8(store.output(arguments).stdout).unwrap();
    assert!(text(&["package", "show", "trainer"]).contains("2020-01-31"));
    assert!(text(&["package", "compare", "trainer", "1.1", "1.3"]).contains("2019-08-14 → 2020-01-31"));
    assert!(!text(&["package", "compare", "trainer", "1.0", "1.1"]).contains("2019-08-14"));
    // It must not be lost when the index is rebuilt, either.
    std::fs::remove_file(store.home().join("store.db")).unwrap();
    assert_eq!(day_of(&store, "1.1"), "2019-08-14");
    let refused = store.refused(["package", "add", "trainer.zip", "--as-of", "2999-01-01"]);
    assert!(refused.contains("2999-01-01") && refused.contains("no later than today"), "{refused}");
}

/// A nightly training would change its libraries when its schedule is edited.
#[test]
fn a_schedule_has_its_own_day_or_follows_its_version() {
    let store = empty_store();
    add(&store, &Package::training("pass"), &["--as-of", "2019-08-14"]);
    add(&store, &Package::training("pass"), &[]);
    store.add_dataset("rows");
    let usual = ["schedule", "add", "--type", "training", "--package", "trainer", "--version", "1.0"];
    let usual = usual.iter().chain(&["--dataset", "rows", "--cron", "0 0 1 1 *"]);
    let id = store.json(usual)["id"].as_str().unwrap().to_string();
    let edit = |more: &[&str]| store.json([&["schedule", "edit", &id][..], more].concat())["as_of"].clone();
    assert_eq!(edit(&["--cron", "0 0 2 1 *"]), "2019-08-14");
    assert_eq!(edit(&["--version", "2.0"]), Value::Null);
    assert_eq!(edit(&["--version", "1.0"]), "2019-08-14");
    assert_eq!(edit(&["--as-of", "2020-01-31"]), "2020-01-31");
    assert_eq!(edit(&["--version", "2.0"]), "2020-01-31");
    let run = store.json(["schedule", "run", &id]);
    assert_eq!(store.ended(run["id"].as_str().unwrap())["as_of"], "2020-01-31");
    assert_eq!(edit(&["--as-of", "none"]), Value::Null);
    let printed = String::from_utf8(store.output(["schedule", "show", &id]).stdout).unwrap();
    assert!(printed.contains("RESOLVED AS OF"), "{printed}");
}

#[test]
fn an_exported_run_shows_its_day_elsewhere() {
    let store = store_with("pass");
    let run = store.trained(["--as-of", "2019-08-14"]);
    let file = store.folder().join("a.run.zip");
    store.json(["run", "export", run["id"].as_str().unwrap(), "--output", file.to_str().unwrap()]);
    let other = empty_store();
    let imported = other.json(["run", "import", file.to_str().unwrap()])[0]["run"].take();
    assert_eq!(shown(&other, &imported)["as_of"], "2019-08-14");
}

/// Fails like old code with a new numpy.
const OLD: &str = "raise AttributeError(\"module 'numpy' has no attribute 'float'\")";

#[test]
fn what_newer_releases_break_is_offered_the_day_of_the_newest_file() {
    let store = empty_store();
    store.add_dataset("rows");
    add(&store, &Package::training(OLD).changed_on(2019, 8, 14), &[]);
    let output = store.start([]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let printed = String::from_utf8(output.stderr).unwrap();
    assert!(printed.contains("Try: trainyard run start … --as-of 2019-08-14"), "{printed}");
    assert_eq!(trained(&store, "1.0", &[])["try_as_of"], "2019-08-14");
    // The date was tried already, so that something else is wrong.
    assert_eq!(trained(&store, "1.0", &["--as-of", "2019-08-14"])["try_as_of"], Value::Null);
    // A date that the version has, and that was removed for this run, is a better hint than the age of its files.
    add(&store, &Package::training(OLD).changed_on(2019, 8, 14), &["--as-of", "2020-01-31"]);
    assert_eq!(trained(&store, "2.0", &["--as-of", "none"])["try_as_of"], "2020-01-31");
}

#[test]
fn a_version_made_here_is_as_old_as_what_it_was_made_from() {
    let store = empty_store();
    store.add_dataset("rows");
    let again = format!("if os.path.exists('model.txt'): {OLD}");
    add(&store, &Package::training(&again).changed_on(2019, 8, 14), &[]);
    assert_eq!(trained(&store, "1.0", &[])["version"], "1.1");
    let run = trained(&store, "1.1", &[]);
    assert_eq!((&run["status"], &run["try_as_of"]), (&json!("Failed"), &json!("2019-08-14")));
}

/// A person who follows a useless suggestion loses another run, and no longer trusts the next one.
#[test]
fn nothing_is_offered_that_would_not_help() {
    let store = empty_store();
    store.add_dataset("rows");
    let own = Package::training("import reading\nreading.load").with("reading.py", "");
    let dated = |package: Package| package.changed_on(2019, 8, 14);
    for (major, package) in [
        dated(Package::training("{}['target']")),
        dated(Package::training("import xgboost")),
        dated(own),
        // No believable time, and a future one.
        Package::training(OLD),
        Package::training(OLD).changed_on(2099, 1, 1),
    ]
    .iter()
    .enumerate()
    {
        add(&store, package, &[]);
        let run = trained(&store, &format!("{}.0", major + 1), &[]);
        assert_eq!((&run["status"], &run["try_as_of"]), (&json!("Failed"), &Value::Null), "{run}");
    }
}

/// The releases of `tyold` with their upload times.
const RELEASES: [(&str, &str); 3] =
    [("1.0", "2019-08-14T23:59:59Z"), ("1.1", "2019-08-15T00:00:00Z"), ("2.0", "2024-06-16T00:00:00Z")];

/// The date would be shown everywhere and have no effect.
#[test]
fn only_what_was_released_up_to_the_end_of_the_day_is_installed() {
    let store = empty_store();
    store.add_dataset("rows");
    let releases = RELEASES.map(|(version, uploaded)| {
        Wheel::of("tyold", version).with("tyold.py", &format!("version = '{version}'\n")).uploaded(uploaded)
    });
    store.json(["settings", "index-url", &testkit::index(releases.into())]);
    add(
        &store,
        &Package::training("import tyold; print(tyold.version)").with("requirements.txt", "tyold"),
        &[],
    );
    for (more, version) in
        [(&["--as-of", "2019-08-14"][..], "1.0"), (&["--as-of", "2019-08-15"], "1.1"), (&[], "2.0")]
    {
        let run = store.trained(more.iter().copied());
        let log = String::from_utf8_lossy(&store.log(run["id"].as_str().unwrap())).into_owned();
        assert!(log.lines().any(|line| line == version), "{more:?}: {run}\n{log}");
    }
}
