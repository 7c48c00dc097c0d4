//! SIGKILL of a command at any moment. A person would see a version in the list that is not on the disk, or the other
//! way round, or lose disk space to files that nothing lists.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use testkit::{Package, Random, Store, each_round, names};

use crate::store_with;

/// How long a command takes, generously estimated: it is killed at some moment before, or at its end.
const LONGEST: Duration = Duration::from_millis(60);

/// A package and a dataset of many files, so that commands can be interrupted in the middle.
fn sources(store: &Store) -> (String, String) {
    let package = (0..200)
        .fold(Package::training("pass"), |package, n| package.with(&format!("part{n}.py"), "x = 1\n"));
    let package = package.write(&store.folder().join("data"));
    let rows = store.folder().join("data/many-rows");
    fs::create_dir_all(&rows).unwrap();
    (0..200).for_each(|n| fs::write(rows.join(format!("{n}.csv")), "a,b\n1,2\n").unwrap());
    (package.display().to_string(), rows.display().to_string())
}

#[test]
fn a_command_killed_at_any_moment_leaves_everything_or_nothing() {
    let store = store_with("time.sleep(float(os.environ.get('wait', 0)))");
    let (package, rows) = sources(&store);
    let mut random = Random::new(5);
    for round in each_round(20, 200) {
        let runs = names(&store.json(["run", "list"]), "id");
        let ended = runs.first().cloned().unwrap_or_default();
        let live = store.detached(["--env", "wait=0.2"]);
        let name = format!("rows{round}");
        let version =
            names(&store.json(["package", "show", "trainer"])["versions"], "version").swap_remove(0);
        let commands: [&[&str]; 7] = [
            &["package", "add", &package, "--name", "trainer"],
            &["dataset", "add", &name, &rows],
            &[
                "run",
                "start",
                "--type",
                "training",
                "--package",
                "trainer",
                "--version",
                &version,
                "--dataset",
                "rows",
                "--detach",
            ],
            &["run", "stop", &live, "--now"],
            &["run", "remove", &ended],
            // The first version stays, because there would be nothing to train without it.
            &["package", "remove", "trainer", if version == "1.0" { "9.9" } else { &version }],
            &["dataset", "remove", &format!("rows{}", round.saturating_sub(2))],
        ];
        let command = random.one_of(&commands);
        let mut program = store.command(command).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        random.pause(LONGEST);
        program.kill().unwrap();
        program.wait().unwrap();
        for id in names(&store.json(["run", "list"]), "id") {
            store.ended(&id);
        }
        store.assert_in_order();
    }
    store.assert_index_as_files();
}
