//! A disk with no room left, in a mount namespace of its own.

use std::process::Command;

use crate::empty_store;
use testkit::Package;

/// Whoever filled the disk with runs could not even remove them.
#[test]
fn on_a_full_disk_runs_can_be_listed_and_removed_and_the_next_one_works() {
    let store = empty_store();
    let package = Package::training("pass").write(&store.folder().join("data"));
    let script = r#"
        mount -t tmpfs -o size=300m tmpfs "$TRAINYARD_HOME"
        "$PROGRAM" package add "$PACKAGE" --name trainer
        "$PROGRAM" dataset add rows "$PACKAGE"
        train() { "$PROGRAM" run start --type training --package trainer --version 1.0 --dataset rows --json; }
        id=$(train | sed -n 's/.*"id": "\(.*\)".*/\1/p')
        cat /dev/zero > "$TRAINYARD_HOME/fill" || true
        "$PROGRAM" run list | grep -q "$id"
        "$PROGRAM" run remove "$id"
        cat /dev/zero >> "$TRAINYARD_HOME/fill" || true
        train && exit 1
        rm "$TRAINYARD_HOME/fill"
        train | grep -q '"version": "1.2"'
    "#;
    // Who is not root becomes it in the namespace.
    let program = env!("CARGO_BIN_EXE_trainyard");
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-euc", script]);
    command.env("PROGRAM", program).env("PACKAGE", package).env("TRAINYARD_HOME", store.home());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("0 B free"), "a full disk is named: {said}");
}
