//! A full disk, in a separate mount namespace.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::{empty_store, store_with};
use testkit::{Package, Random, each_round, names};

/// Runs a shell script that can mount a small disk at `$TRAINYARD_HOME`, and returns its stderr; `None` if nothing
/// can be mounted here.
#[track_caller]
fn on_a_small_disk(package: &Package, script: &str) -> Option<String> {
    // A user who is not root becomes root in the namespace.
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

/// The package, a dataset, and the arguments of a training.
const START: &str = r#"
    "$PROGRAM" package add "$PACKAGE" --name trainer
    "$PROGRAM" dataset add rows "$PACKAGE"
    train() {
        "$PROGRAM" run start --type training --package trainer --version 1.0 --dataset rows --json "$@"
    }
    id() { sed -n 's/.*"id": "\(.*\)".*/\1/p'; }
    fill() { cat /dev/zero > "$TRAINYARD_HOME/fill" || true; }
"#;

/// A person who has filled the disk with runs could not even remove them.
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
    let Some(printed) = on_a_small_disk(&Package::training("pass"), script) else { return };
    assert!(printed.contains("only 0 B is free"), "a full disk is named: {printed}");
}

/// Days of training would be lost because there is no space left in the last minute.
#[test]
fn a_version_that_does_not_fit_is_kept_and_published_when_there_is_space() {
    let script = r#"
        if train > "$TRAINYARD_HOME/../said"; then exit 1; fi
        id=$(id < "$TRAINYARD_HOME/../said")
        grep -q "/runs/$id/package" "$TRAINYARD_HOME/../said"
        if "$PROGRAM" run publish "$id" 2> "$TRAINYARD_HOME/../why"; then exit 1; fi
        grep -q "free\|No space" "$TRAINYARD_HOME/../why"
        rm "$TRAINYARD_HOME/runs/$id/artifacts/fill"
        "$PROGRAM" run publish "$id" --json | grep -q '"version": "1.1"'
        test ! -e "$TRAINYARD_HOME/runs/$id/package"
        "$PROGRAM" package download trainer 1.1 --output "$TRAINYARD_HOME/../out.zip"
        test "$(wc -c < "$TRAINYARD_HOME/../out.zip")" -gt 50000000
    "#;
    let save = "open('model', 'wb').write(os.urandom(50_000_000))
try:
    with open(os.path.join(os.environ['artifacts_directory'], 'fill'), 'wb') as fill:
        while True: fill.write(bytes(1 << 20))
except OSError:
    pass";
    on_a_small_disk(&Package::of("pass", save), script);
}

/// The space that was reserved for removing things is used up, too, by a run that still writes.
#[test]
fn without_any_room_runs_can_be_listed_and_removed_too() {
    let script = r#"
        id=$(train | id)
        fill
        rm -f "$TRAINYARD_HOME/reserve" "$TRAINYARD_HOME"/store.db-*
        cat /dev/zero > "$TRAINYARD_HOME/rest" || true
        "$PROGRAM" run list > /dev/shm/listed.$$
        grep -q "$id" /dev/shm/listed.$$
        rm /dev/shm/listed.$$
        test "$("$PROGRAM" package list --json | grep -c '"trainer"')" = 1
        "$PROGRAM" storage | grep -q "$id"
        "$PROGRAM" run remove "$id"
        rm "$TRAINYARD_HOME/fill" "$TRAINYARD_HOME/rest"
        if "$PROGRAM" run list | grep -q "$id"; then exit 1; fi
        train | grep -q '"version": "1.2"'
    "#;
    let Some(printed) = on_a_small_disk(&Package::training("pass"), script) else { return };
    assert!(printed.contains("1.0 MB is needed, but only"), "a full disk is named: {printed}");
}

/// `run start` would wait for ever, and so would the script that called it.
#[test]
fn a_run_that_waits_when_the_disk_gets_full_fails_with_that_reason() {
    let script = r#"
        "$PROGRAM" queue pause
        id=$(train --detach | id)
        # Without a program: each would start the run.
        echo '{"format": 1, "paused": false}' > "$TRAINYARD_HOME/queue.json"
        fill
        rm -f "$TRAINYARD_HOME/reserve"
        cat /dev/zero > "$TRAINYARD_HOME/rest" || true
        "$PROGRAM" run list > /dev/null
        "$PROGRAM" run log "$id" --follow
        rm "$TRAINYARD_HOME/fill" "$TRAINYARD_HOME/rest"
        "$PROGRAM" run show "$id" >&2
    "#;
    let Some(printed) = on_a_small_disk(&Package::training("pass"), script) else { return };
    assert!(printed.contains("Failed") && printed.contains("is free"), "{printed}");
}

/// A person would look for a mistake in their code, and lose the store and the other trainings as well.
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

/// A run would copy for an hour before it finds out that the second dataset does not fit.
#[test]
fn room_for_all_that_a_run_copies_is_asked_for_before_it_copies() {
    let package =
        Package::training("pass").with_method("process_data", "pass").with_method("evaluate", "return 1");
    let script = r#"
        mkdir "$TRAINYARD_HOME/source"
        head -c 90000000 /dev/zero > "$TRAINYARD_HOME/source/rows.csv"
        "$PROGRAM" dataset add large "$TRAINYARD_HOME/source"
        if "$PROGRAM" dataset add larger "$TRAINYARD_HOME/source"; then exit 1; fi
        if "$PROGRAM" dataset add-files rows "$TRAINYARD_HOME/source"; then exit 1; fi
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

/// A dataset would be damaged by being looked at, or a state be listed of which only a part is kept.
#[test]
fn a_dataset_that_is_taken_over_on_a_full_disk_stays_whole() {
    let script = r#"
        files="$TRAINYARD_HOME/datasets/rows/files"
        head -c 30000000 /dev/urandom > "$files/more"
        cp -r "$files" "$TRAINYARD_HOME/../before"
        fill
        rm -f "$TRAINYARD_HOME/reserve"
        cat /dev/zero > "$TRAINYARD_HOME/rest" || true
        if "$PROGRAM" dataset states rows > /dev/null; then exit 1; fi
        diff -r "$files" "$TRAINYARD_HOME/../before"
        rm "$TRAINYARD_HOME/fill" "$TRAINYARD_HOME/rest"
        "$PROGRAM" doctor >&2
        test "$("$PROGRAM" dataset states rows --json | grep -c '"number"')" = 2
        "$PROGRAM" dataset restore rows 2 again
        diff -r "$files" "$TRAINYARD_HOME/datasets/again/files"
        "$PROGRAM" doctor >&2
    "#;
    on_a_small_disk(&Package::training("pass"), script);
}

/// Runs the test with this name again, with its temporary files on a small disk. Returns true in that second process.
#[track_caller]
fn is_on_a_small_disk(test: &str) -> bool {
    if std::env::var_os("SMALL_DISK").is_some() {
        return true;
    }
    let disk = tempfile::tempdir().unwrap();
    let alone = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-euc", script, "sh"]);
        command.env("SMALL_DISK", disk.path()).env("TMPDIR", disk.path());
        command
    };
    let mount = "mount -t tmpfs -o size=110m tmpfs \"$SMALL_DISK\"\n";
    if !alone(mount).status().is_ok_and(|status| status.success()) {
        eprintln!("skipped: nothing can be mounted here, so no disk can be full");
        return false;
    }
    let mut again = alone(&format!("{mount}exec \"$@\""));
    let output = again.arg(std::env::current_exe().unwrap()).args(["--exact", test, "--nocapture"]).output();
    let output = output.unwrap();
    let (printed, went_wrong) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && printed.contains("1 passed"), "{printed}{went_wrong}");
    eprint!("{went_wrong}");
    false
}

/// How long a command takes, generously estimated: the disk becomes full at some moment before.
const LONGEST: Duration = Duration::from_millis(80);

/// Fills the disk until only this many bytes are free, even if another process uses some in the meantime.
fn leave(bytes: u64, fill: &Path) {
    loop {
        let rest = files::space::free(fill.parent().unwrap()).unwrap().saturating_sub(bytes);
        let mut fallocate = Command::new("fallocate");
        fallocate.args(["--length", &rest.to_string()]).arg(fill).stderr(Stdio::null());
        if rest == 0 || fallocate.status().unwrap().success() {
            return;
        }
    }
}

/// A version would be listed and not exist, or the other way round; a run would never end; a store could not be
/// opened any more.
#[test]
fn whichever_step_finds_the_disk_full_it_is_refused_or_done_and_nothing_in_between() {
    if !is_on_a_small_disk(
        "full_disk::whichever_step_finds_the_disk_full_it_is_refused_or_done_and_nothing_in_between",
    ) {
        return;
    }
    let store =
        store_with("open(os.path.join(os.environ['artifacts_directory'], 'x'), 'w').write('x' * 50000)");
    let package = Package::training("pass").with("large.txt", &"x".repeat(100_000));
    let package = package.write(&store.folder().join("data")).display().to_string();
    let rows = store.folder().join("data/csv");
    fs::create_dir_all(&rows).unwrap();
    (0..20).for_each(|n| fs::write(rows.join(format!("{n}.csv")), "x".repeat(5000)).unwrap());
    let fill = store.folder().join("fill");
    let mut random = Random::new(8);
    let (mut done, mut refused) = (0, 0);
    for round in each_round(24, 400) {
        let (new, old) = (format!("rows{round}"), format!("rows{}", random.below(round as u64 + 1)));
        let runs = names(&store.json(["run", "list"]), "id");
        let ended = runs.last().cloned().unwrap_or_default();
        let version =
            names(&store.json(["package", "show", "trainer"])["versions"], "version").swap_remove(0);
        let start = [
            "run",
            "start",
            "--type",
            "training",
            "--package",
            "trainer",
            "--dataset",
            "rows",
            "--version",
            "1.0",
        ];
        let commands: [&[&str]; 7] = [
            &["package", "add", &package, "--name", "trainer"],
            &["dataset", "add", &new, rows.to_str().unwrap()],
            &start,
            &start,
            &["run", "remove", &ended],
            &["package", "remove", "trainer", if version == "1.0" { "9.9" } else { &version }],
            &["dataset", "remove", &old],
        ];
        let command = random.one_of(&commands);
        // The disk is full before the command begins, or becomes full while it runs.
        let (left, is_full_before) = (random.below(100) * 4096, random.below(3) == 0);
        if is_full_before {
            leave(left, &fill);
        }
        let mut program = store.command(command);
        let program = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        if !is_full_before {
            random.pause(LONGEST);
            leave(left, &fill);
        }
        let output = program.wait_with_output().unwrap();
        let _ = fs::remove_file(&fill);
        let printed = String::from_utf8_lossy(&output.stderr);
        match output.status.code() {
            Some(0) => done += 1,
            Some(1 | 2) => refused += 1,
            _ => panic!("round {round}: {command:?}: {output:?}"),
        }
        assert!(!printed.contains("panicked"), "round {round}: {command:?}: {printed}");
        for id in names(&store.json(["run", "list"]), "id").iter().filter(|id| !runs.contains(id)) {
            let run = store.ended(id);
            assert_ne!(run["reason_code"], "reason-exception", "round {round}: {run}");
        }
        store.assert_in_order();
    }
    assert!(done > 0 && refused > 0, "{done} done, {refused} refused");
    assert_eq!(store.trained([])["status"], "Successful");
    store.assert_index_as_files();
    eprintln!("{done} done, {refused} refused");
}

/// A disk with free space may have no inodes left: nothing could be shown or removed there.
#[test]
fn without_room_for_more_files_runs_can_be_listed_and_removed() {
    let script = r#"
        mount -o remount,nr_inodes=3000 "$TRAINYARD_HOME"
        id=$(train | id)
        n=0
        while (: > "$TRAINYARD_HOME/fill$n") 2> /dev/null; do n=$((n + 1)); done
        rm "$TRAINYARD_HOME/reserve"
        : > "$TRAINYARD_HOME/fill"
        "$PROGRAM" run list --json | grep -q "$id"
        "$PROGRAM" run remove "$id"
        rm "$TRAINYARD_HOME"/fill*
        if "$PROGRAM" run list | grep -q "$id"; then exit 1; fi
        train | grep -q '"version": "1.2"'
    "#;
    let Some(printed) = on_a_small_disk(&Package::training("pass"), script) else { return };
    assert!(printed.contains("no inodes left"), "{printed}");
}
