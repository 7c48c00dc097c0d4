//! A disk with no room left, in a mount namespace of its own.

use std::process::Command;

use crate::empty_store;
use testkit::Package;

/// Runs a shell script whose `$TRAINYARD_HOME` it can mount a small disk at. Answers what it said on
/// stderr; none: nothing can be mounted here.
#[track_caller]
fn on_a_small_disk(package: &Package, script: &str) -> Option<String> {
    // Who is not root becomes it in the namespace.
    let alone = |script| {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-euc", script]);
        command
    };
    let store = empty_store();
    let mount = "mount -t tmpfs -o size=300m tmpfs \"$TRAINYARD_HOME\"\n";
    if !alone(mount).env("TRAINYARD_HOME", store.home()).status().is_ok_and(|status| status.success()) {
        eprintln!("skipped: nothing can be mounted here, so no disk can be full");
        return None;
    }
    let package = package.write(&store.folder().join("data"));
    let mut command = alone(&format!("{mount}{START}{script}"));
    command.env("PROGRAM", env!("CARGO_BIN_EXE_trainyard")).env("PACKAGE", package);
    let output = command.env("TRAINYARD_HOME", store.home()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    Some(String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The package, a dataset, and how they are trained.
const START: &str = r#"
    "$PROGRAM" package add "$PACKAGE" --name trainer
    "$PROGRAM" dataset add rows "$PACKAGE"
    train() {
        "$PROGRAM" run start --type training --package trainer --version 1.0 --dataset rows --json "$@"
    }
    id() { sed -n 's/.*"id": "\(.*\)".*/\1/p'; }
    fill() { cat /dev/zero > "$TRAINYARD_HOME/fill" || true; }
"#;

/// Whoever filled the disk with runs could not even remove them.
#[test]
fn on_a_full_disk_runs_can_be_listed_and_removed_and_the_next_one_works() {
    let script = r#"
        id=$(train | id)
        fill
        "$PROGRAM" run list | grep -q "$id"
        "$PROGRAM" events | grep -q "trainer 1.1"
        "$PROGRAM" storage | grep -q "$id"
        "$PROGRAM" run remove "$id"
        fill
        train && exit 1
        rm "$TRAINYARD_HOME/fill"
        train | grep -q '"version": "1.2"'
    "#;
    let Some(said) = on_a_small_disk(&Package::training("pass"), script) else { return };
    assert!(said.contains("0 B free"), "a full disk is named: {said}");
}

/// A person would look for a mistake in their code, and lose the store and the other trainings too.
#[test]
fn a_training_that_fills_the_disk_fails_with_that_reason_and_harms_nothing_else() {
    let fills = "if os.environ.get('fills'):\n    \
        while True:\n        print('x' * 1000000)\n\
        while os.environ.get('gate') and not os.path.exists(os.environ['gate']): time.sleep(0.01)";
    let script = r#"
        "$PROGRAM" settings runs-at-once 2
        other=$(train --env gate="$TRAINYARD_HOME/gate" --detach | id)
        while ! test -e "$TRAINYARD_HOME/runs/$other/running"; do :; done
        failed=$(train --env fills=yes | id)
        "$PROGRAM" run show "$failed" --json | grep -q '"reason_code": "reason-disk-full"'
        "$PROGRAM" run show "$other" --json | grep -q '"status": "Running"'
        "$PROGRAM" run remove "$failed"
        touch "$TRAINYARD_HOME/gate"
        "$PROGRAM" run log "$other" --follow
        "$PROGRAM" run show "$other" --json | grep -q '"status": "Successful"'
        train | grep -q '"version": "1.2"'
    "#;
    on_a_small_disk(&Package::training(fills), script);
}

/// A run would copy for an hour before it is told that the second dataset does not fit.
#[test]
fn room_for_all_that_a_run_copies_is_asked_for_before_it_copies() {
    let package =
        Package::training("pass").with_method("process_data", "pass").with_method("evaluate", "return 1");
    let script = r#"
        mkdir "$TRAINYARD_HOME/source"
        head -c 90000000 /dev/zero > "$TRAINYARD_HOME/source/rows.csv"
        "$PROGRAM" dataset add large "$TRAINYARD_HOME/source"
        rm -r "$TRAINYARD_HOME/source"
        id=$("$PROGRAM" run start --type full --package trainer --version 1.0 --dataset large \
            --evaluation-dataset large --json | id)
        "$PROGRAM" run show "$id" --json | grep -q '"reason_code": "disk-full"'
        grep -q '"stage":"package"' "$TRAINYARD_HOME/runs/$id/events.jsonl"
        if grep -q '"stage":"data"' "$TRAINYARD_HOME/runs/$id/events.jsonl"; then exit 1; fi
        train | grep -q '"version": "1.1"'
    "#;
    on_a_small_disk(&package, script);
}
