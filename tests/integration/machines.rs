//! Unusual machines: read-only stores, no home folder, no more threads.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use testkit::{Package, Store, names};

use crate::{empty_store, store_with};

fn full() -> File {
    File::options().write(true).open("/dev/full").unwrap()
}

/// A script would continue with an empty list.
#[test]
fn what_cannot_be_written_to_stdout_leads_to_an_exit_code() {
    let store = store_with("print('epoch 1')");
    let run = store.trained([]);
    let id = run["id"].as_str().unwrap();
    let out = store.folder().join("out.run.zip");
    let commands: &[&[&str]] = &[
        &["dataset", "list"],
        &["dataset", "list", "--json"],
        &["dataset", "show", "rows"],
        &["package", "show", "trainer"],
        &["run", "list"],
        &["run", "show", id],
        &["run", "log", id],
        &["run", "log", id, "--follow"],
        &["run", "export", id, "--output", out.to_str().unwrap()],
        &["queue", "show"],
        &["settings"],
        &["storage"],
        &["events"],
        &["events", "--follow"],
        &["events", "--follow", "--json"],
        &["--help"],
        &["--version"],
        &["run", "start", "--help"],
        &["completions", "bash"],
    ];
    for words in commands {
        let output = store.command(*words).stdout(full()).output().unwrap();
        let printed = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {printed}");
        assert!(printed.contains("standard output") && printed.contains("No space"), "{words:?}: {printed}");
    }
    assert!(out.is_file(), "it was done all the same");
    // A run that was started must not look like one that was refused.
    for more in [&[][..], &["--json"], &["--detach"]] {
        let output = store.start(more.iter().copied()).stdout(full()).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let newest = names(&store.json(["run", "list"]), "id").swap_remove(0);
        assert_eq!(store.ended(&newest)["status"], "Successful");
    }
}

/// `trainyard run list | head -1` would end with an error, or never.
#[test]
fn a_reader_that_has_seen_enough_ends_a_command_quietly() {
    let store = store_with(
        "print('epoch 1', flush=True)\nwhile not os.path.exists(os.environ['gate']): time.sleep(0.01)",
    );
    let gate = store.folder().join("gate");
    let id = store.detached(["--env", &format!("gate={}", gate.display())]);
    store.wait_for_log_line(&id, "epoch 1");
    let closed = || {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        writer
    };
    for words in [
        &["run", "list"][..],
        &["events"],
        &["events", "--follow"],
        &["--help"],
        &["run", "log", &id, "--follow"],
    ] {
        let output = store.command(words).stdout(closed()).output().unwrap();
        assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{words:?}: {output:?}");
    }
    fs::write(gate, "").unwrap();
    assert_eq!(store.ended(&id)["status"], "Successful");
}

/// What was made in a store before would be lost, or a person would wait for a training that cannot continue.
#[test]
fn in_a_store_whose_path_is_no_text_nothing_is_trained_and_everything_is_read() {
    let store = store_with("pass");
    let moved = store.folder().join(OsStr::from_bytes(b"st\xffre"));
    fs::rename(store.home(), &moved).unwrap();
    let command = |mut command: Command| command.env("TRAINYARD_HOME", &moved).output().unwrap();
    let listed = command(store.command(["dataset", "list", "--json"]));
    assert!(listed.status.success(), "{listed:?}");
    let printed = String::from_utf8(listed.stderr).unwrap();
    assert!(printed.contains("not valid UTF-8"), "{printed}");
    let refused = command(store.start([]));
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    assert!(String::from_utf8(refused.stderr).unwrap().contains("not valid UTF-8"));
    assert_eq!(command(store.command(["run", "list", "--json"])).stdout, b"[]\n");
    fs::rename(&moved, store.home()).unwrap();
}

/// On a server or in a container, nothing could be trained.
#[test]
fn without_a_home_environments_are_built_in_the_store() {
    let store = store_with("import sys; print(sys.prefix)");
    for home in [Some("/proc/not-there"), None] {
        let mut command = store.start(["--json"]);
        match home {
            Some(home) => command.env("HOME", home),
            None => command.env_remove("HOME"),
        };
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(store.home().join("cache/uv").is_dir());
        fs::remove_dir_all(store.home().join("cache/envs")).unwrap();
    }
    assert!(!store.folder().join("user/.cache").exists());
}

/// Commands that only read a store.
const LOOKS: &str = r#"
    mount --bind "$TRAINYARD_HOME" "$TRAINYARD_HOME"
    mount -o remount,bind,ro "$TRAINYARD_HOME"
    while read -r words; do "$PROGRAM" $words > said; done <<END
run list
run show $ID
run log $ID
run log $ID --follow
run artifacts $ID
package list
package show trainer
package compare trainer 1.0 1.1
dataset show rows
storage
events
queue show
schedule list
project list
settings
END
    "$PROGRAM" run list --json | grep -q '"version": "1.1"'
    "$PROGRAM" run download $ID --output folder && test -f folder/artifacts/a.txt
    "$PROGRAM" run download $ID artifacts --output a.zip && test -s a.zip
    "$PROGRAM" run export $ID --output x.run.zip && test -s x.run.zip
    "$PROGRAM" package download trainer 1.1 --output trainer.zip && test -s trainer.zip
    test -z "$(find . -name '.trainyard-*')"
    ! (ulimit -c 0; ulimit -f 1; exec "$PROGRAM" run download $ID artifacts --output killed.zip)
"#;

/// Commands that would change it. Their exit codes and messages are printed.
const CHANGES: &str = r#"
    while read -r words; do
        code=0
        said=$("$PROGRAM" $words 2>&1 < /dev/null) || code=$?
        echo "$code $said"
    done <<END
run remove $ID
run note $ID x
run stop $ID
run publish $ID
run import x.run.zip
run start --type training --package trainer --version 1.1 --dataset rows
dataset add d folder
dataset add-files rows folder
dataset remove rows
package add trainer.zip
package remove trainer
settings runs-at-once 2
queue pause
project create x
agent
END
"#;

/// A person could not look into a backup without copying all of it.
#[test]
fn a_store_on_a_disk_for_reading_only_is_read_and_not_changed() {
    let store =
        store_with("open(os.path.join(os.environ['artifacts_directory'], 'a.txt'), 'w').write('a' * 9999)");
    let run = store.trained([]);
    let (before, place) = (store.listing(), store.folder().join("data"));
    // A user who is not root becomes root in the namespace.
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-eufc", &[LOOKS, CHANGES].concat()]);
    command.envs(variables(&store)).env("ID", run["id"].as_str().unwrap()).current_dir(&place);
    let output = command.env("PROGRAM", env!("CARGO_BIN_EXE_trainyard")).output().unwrap();
    let (printed, errors) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{printed}{errors}");
    let refused: Vec<_> = printed.lines().filter(|line| line.starts_with("2 ")).collect();
    assert_eq!(
        refused.len(),
        CHANGES.lines().skip_while(|line| !line.contains("END")).count() - 2,
        "{printed}"
    );
    assert!(refused.iter().all(|line| line.contains("is read-only")), "{printed}");
    assert_eq!(store.listing(), before);
    // The killed program left something, whose name says which process it belongs to.
    let left = fs::read_dir(place).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let (own, saved): (Vec<_>, Vec<_>) = left.partition(|name| name.starts_with(".trainyard-"));
    assert!(own.len() == 1 && saved.iter().all(|name| name.len() < 16), "{own:?} {saved:?}");
}

/// The environment variables of a command in this store.
fn variables(store: &Store) -> Vec<(OsString, OsString)> {
    let command = store.command([""]);
    let given = command.get_envs().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())));
    given.collect()
}

/// At a container's limit the program would panic, or a run stay open for ever.
#[test]
fn without_threads_or_processes_there_is_a_message_and_every_run_ends() {
    let store = store_with("pass");
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let bin = store.folder().join("bin");
    let program = Path::new(env!("CARGO_BIN_EXE_trainyard"));
    // The program may be in a folder that only root can read, and limits do not apply to root.
    let prepare = r#"mkdir "$BIN" && cp "$PROGRAM" "$(dirname "$PROGRAM")/uv" "$BIN" || cp "$(command -v uv)" "$BIN"
        if test -n "$AS"; then chmod 755 "$ALL" && chown -R 65534:65534 "$ALL"; fi"#;
    let limited = r#"ulimit -u $((BASE + EXTRA)) && exec "$BIN/trainyard" run start --type training \
        --package trainer --version 1.0 --dataset rows"#;
    let user = if is_root { "setpriv --reuid=65534 --regid=65534 --clear-groups" } else { "" };
    let shell = |script: &str, extra: u32| {
        let mut command = Command::new("bash");
        command.args(["-c", script]).envs(variables(&store)).stdin(Stdio::null());
        command.env("PROGRAM", program).env("BIN", &bin).env("ALL", store.folder()).env("AS", user);
        let base = if is_root { 0 } else { processes() };
        command.env("BASE", base.to_string()).env("EXTRA", extra.to_string()).env("SCRIPT", limited);
        command.output().unwrap()
    };
    assert!(shell(prepare, 0).status.success());
    for extra in 1..=10 {
        let output = shell(r#"exec $AS bash -c "$SCRIPT""#, extra);
        let printed = String::from_utf8_lossy(&output.stderr);
        assert!(!printed.contains("panicked"), "{extra}: {printed}");
        assert!(
            output.status.code().is_some_and(|code| code <= 2 || code == 126 || code == 254),
            "{extra}: {output:?}"
        );
        assert!(output.status.success() || !printed.trim().is_empty(), "{extra}: nothing was said");
    }
    for run in store.json(["run", "list"]).as_array().unwrap() {
        let run = store.ended(run["id"].as_str().unwrap());
        let log = String::from_utf8(store.log(run["id"].as_str().unwrap())).unwrap();
        assert!(!log.contains("panicked"), "{log}");
    }
}

/// How many threads this user has.
fn processes() -> usize {
    let own = fs::metadata("/proc/self").unwrap().uid();
    let all = fs::read_dir("/proc").unwrap().flatten();
    let owned = all.filter(|entry| entry.metadata().is_ok_and(|about| about.uid() == own));
    owned.map(|entry| fs::read_dir(entry.path().join("task")).map_or(0, Iterator::count)).sum()
}

/// A person with Python 3.7 would not know what is missing.
#[test]
fn a_python_that_is_too_old_is_called_too_old() {
    let store = empty_store();
    let old = store.folder().join("user/.pyenv/versions/3.7.1/bin/python3");
    fs::create_dir_all(old.parent().unwrap()).unwrap();
    let answer = format!(
        r#"{{"executable":"{}","implementation":"cpython","free_threaded":false,"version":"3.7","full":"3.7.1","order":50790896,"platform":"linux-x86_64","abi":"cpython-37m"}}"#,
        old.display()
    );
    fs::write(&old, format!("#!/bin/sh\ncat <<'END'\n{answer}\nEND\n")).unwrap();
    fs::set_permissions(&old, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let package = Package::training("pass").write(&store.folder().join("data"));
    let words = ["package", "check", package.to_str().unwrap(), "--python", "3.7", "--json"];
    let mut command = store.command(words);
    let output = command.env_remove("PYENV_ROOT").output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(report.to_string().contains("check-python-old"), "{report}");
}

/// Folder names that a person chooses must not be mistaken for something else.
#[test]
fn a_store_may_be_anywhere() {
    let store = store_with("open(os.path.join(os.environ['artifacts_directory'], 'a'), 'w').write('a')");
    let moved = store.folder().join("a;c %41 ?mode=ro#x \"q\" 'é'\n$(x)");
    fs::rename(store.home(), &moved).unwrap();
    let run = |mut command: Command| {
        let output = command.env("TRAINYARD_HOME", &moved).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        output.stdout
    };
    let ran: Value = serde_json::from_slice(&run(store.start(["--json"]))).unwrap();
    let id = ran["id"].as_str().unwrap();
    let (out, artifact) = (moved.with_extension("run.zip"), moved.with_extension("a"));
    run(store.command(["run", "export", id, "--output", out.to_str().unwrap()]));
    run(store.command(["run", "download", id, "artifacts/a", "--output", artifact.to_str().unwrap()]));
    assert_eq!(empty_store().json(["run", "import", out.to_str().unwrap()]).as_array().unwrap().len(), 1);
    fs::remove_file(moved.join("store.db")).unwrap();
    let listed: Value = serde_json::from_slice(&run(store.command(["run", "list", "--json"]))).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 1);
    let mut printed = String::new();
    File::open(artifact).unwrap().read_to_string(&mut printed).unwrap();
    assert_eq!(printed, "a");
    fs::rename(&moved, store.home()).unwrap();
}
