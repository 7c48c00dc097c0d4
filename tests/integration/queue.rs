//! The queue: every run gets its turn, and every version its number.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::store_with;
use serde_json::Value;
use testkit::{Package, Store, hostile, wait_until_none_left};

/// Makes a training that prints its name and waits until the file `go-NAME` (or `go`) exists.
pub(crate) const WAITS: &str = "name = os.environ['who']\n\
    root = os.environ['root']\n\
    open(os.path.join(root, 'begun-' + name), 'w').close()\n\
    while not any(os.path.exists(os.path.join(root, go)) for go in ('go', 'go-' + name)): time.sleep(0.005)\n\
    open(os.path.join(root, 'order'), 'a').write(name + '\\n')";

/// Starts a run of [`WAITS`] with the name `who`.
pub(crate) fn start(store: &Store, who: &str) -> String {
    let (who, root) = (format!("who={who}"), format!("root={}", store.folder().display()));
    store.detached(["--env", &who, "--env", &root])
}

pub(crate) fn go(store: &Store, name: &str) {
    fs::write(store.folder().join(name), "").unwrap();
}

/// Waits until the training with the name `who` has begun.
pub(crate) fn begun(store: &Store, who: &str) {
    while !store.folder().join(format!("begun-{who}")).exists() {
        std::thread::yield_now();
    }
}

pub(crate) fn status(store: &Store, id: &str) -> String {
    store.json(["run", "show", id])["status"].as_str().unwrap().to_string()
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Two models would get the same number, and one of them would be lost.
#[test]
fn ten_runs_of_one_package_at_once_make_ten_versions() {
    let store = store_with("open('weights.txt', 'w').write(os.environ['n'])");
    store.json(["settings", "runs-at-once", "10"]);
    let start = |n: usize| {
        let env = format!("n={n}");
        let mut program = store.start(["--json", "--env", &env]);
        program.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
    };
    let programs: Vec<_> = (0..10).map(start).collect();
    let mut made = BTreeSet::new();
    for program in programs {
        let output = program.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        let run: Value = serde_json::from_slice(&output.stdout).unwrap();
        made.insert(run["version"].as_str().unwrap()[2..].parse::<u32>().unwrap());
    }
    assert_eq!(made, (1..=10).collect());
    let shown = store.json(["package", "show", "trainer"]);
    let digests: BTreeSet<_> =
        shown["versions"].as_array().unwrap().iter().map(|version| version["digest"].as_str()).collect();
    assert_eq!(digests.len(), 11, "each version is its own run's model");
}

/// A run would seem to wait while it trains, because its starter died before it could record the start.
#[test]
fn a_run_has_the_status_of_its_directory() {
    let store = store_with(WAITS);
    store.json(["queue", "pause"]);
    let id = start(&store, "alone");
    assert_eq!(store.json(["run", "show", &id])["status"], "Queued");
    let mut exec = store.command(["exec"]).arg(store.run_dir(&id)).spawn().unwrap();
    begun(&store, "alone");
    let shown = store.json(["run", "show", &id]);
    assert_eq!(shown["status"], "Running");
    assert!(shown["started"].is_string());
    assert_eq!(store.json(["run", "list"])[0]["status"], "Running");
    assert_eq!(store.json(["queue", "show"])["runs"], serde_json::json!([]));
    go(&store, "go");
    assert!(exec.wait().unwrap().success());
    assert_eq!(status(&store, &id), "Successful");
}

/// The queue would forget its order, or start more runs than the machine can take.
#[test]
fn one_at_a_time_they_go_in_the_order_they_came() {
    let store = store_with(WAITS);
    let ids: Vec<_> = ["a", "b", "c", "d"].iter().map(|who| start(&store, who)).collect();
    begun(&store, "a");
    assert_eq!(
        ids.iter().map(|id| status(&store, id)).collect::<Vec<_>>(),
        ["Running", "Queued", "Queued", "Queued"]
    );
    // From now on only the runs' own processes are alive: each starts the next run.
    go(&store, "go");
    wait_until_none_left(store.folder());
    assert_eq!(fs::read_to_string(store.folder().join("order")).unwrap(), "a\nb\nc\nd\n");
    for (n, id) in ids.iter().enumerate() {
        let run = store.json(["run", "show", id]);
        assert_eq!((&run["status"], &run["version"]), (&"Successful".into(), &format!("1.{}", n + 1).into()));
    }
}

/// The setting would only apply to runs that are created later.
#[test]
fn raising_runs_at_once_starts_what_waits() {
    let store = store_with(WAITS);
    let ids: Vec<_> = ["a", "b", "c"].iter().map(|who| start(&store, who)).collect();
    begun(&store, "a");
    assert_eq!(status(&store, &ids[1]), "Queued");
    assert_eq!(store.json(["settings", "runs-at-once", "2"])["runs-at-once"], 2);
    begun(&store, "b");
    assert_eq!(status(&store, &ids[2]), "Queued");
    for wrong in ["0", "x", "-1", "1001"] {
        assert!(store.refused(["settings", "runs-at-once", wrong]).contains("from 1 to 1,000"));
    }
    assert!(store.refused(["settings", "speed", "1"]).contains("no setting"));
    // A waiting run is stopped without ever having begun, and the others continue.
    assert!(
        String::from_utf8(store.output(["run", "stop", &ids[2]]).stdout).unwrap().contains("was waiting")
    );
    let stopped = store.json(["run", "show", &ids[2]]);
    assert_eq!((&stopped["status"], &stopped["started"]), (&"Killed".into(), &Value::Null), "{stopped}");
    go(&store, "go-b");
    assert_eq!(store.ended(&ids[1])["version"], "1.1");
    go(&store, "go");
    assert_eq!(store.ended(&ids[0])["version"], "1.2");
}

/// A line of the code and one of the program would be read as one.
#[test]
fn a_stage_is_shown_on_its_own_line() {
    let store = store_with("os.write(1, b'no end')\nopen(os.environ['gate']).read()");
    let follow = |more: &[&str], gate: &str| {
        let gate = store.fifo(gate);
        let mut command = store.start(more.iter().copied());
        command.env("gate", &gate).stdout(Stdio::piped()).stderr(Stdio::piped());
        (command.spawn().unwrap(), gate)
    };
    // The run continues once the line was shown.
    let read = |from: &mut dyn Read| {
        let (mut printed, mut byte) = (Vec::new(), [0]);
        while !printed.ends_with(b"no end") && from.read(&mut byte).unwrap() > 0 {
            printed.extend(byte);
        }
    };
    let (mut program, gate) = follow(&["--json"], "gate");
    read(program.stderr.as_mut().unwrap());
    fs::write(gate, "").unwrap();
    let printed = String::from_utf8(program.wait_with_output().unwrap().stderr).unwrap();
    assert!(printed.starts_with("\nRunning: save()\n"), "{printed}");
    // If stdout is redirected, it contains only the log.
    let (mut program, gate) = follow(&[], "gate of stdout");
    read(program.stdout.as_mut().unwrap());
    fs::write(gate, "").unwrap();
    let output = program.wait_with_output().unwrap();
    let printed = String::from_utf8(output.stderr).unwrap();
    assert!(output.stdout.is_empty() && printed.contains("train()\nRunning: save()\n"), "{printed}");
}

/// Scripts rely on these exit codes.
#[test]
fn run_start_ends_with_its_code_and_prints_one_object() {
    let store = store_with(
        "print('a line')\n\
         if os.environ['how'] == 'fail': raise ValueError('bad data')\n\
         if os.environ['how'] == 'kill': time.sleep(600)",
    );
    let expected = ["id", "status", "reason", "package", "version", "score", "directory", "results"];
    let run = |how: &str| {
        let how = format!("how={how}");
        let output = store.start(["--json", "--env", &how]).output().unwrap();
        let run: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(keys(&run), expected);
        let log = String::from_utf8(output.stderr).unwrap();
        assert!(log.contains("a line\n"), "{log}");
        assert!(run["results"].as_str().unwrap().starts_with(run["directory"].as_str().unwrap()));
        (output.status.code(), run)
    };
    let (code, good) = run("well");
    assert_eq!(code, Some(0));
    let facts = ["status", "reason", "package", "version", "score"].map(|key| good[key].clone());
    assert_eq!(facts, ["Successful".into(), Value::Null, "trainer".into(), "1.1".into(), Value::Null]);
    assert!(fs::metadata(good["results"].as_str().unwrap()).unwrap().is_file());
    let (code, failed) = run("fail");
    assert_eq!((code, &failed["status"], &failed["version"]), (Some(1), &"Failed".into(), &Value::Null));
    assert!(failed["reason"].as_str().unwrap().contains("ValueError: bad data"), "{failed}");
    // Killed by somebody else while it is followed.
    let program = store
        .start(["--json", "--env", "how=kill"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let id = loop {
        let runs = store.json(["run", "list"]);
        if runs[0]["status"] == "Running" {
            break runs[0]["id"].as_str().unwrap().to_string();
        }
    };
    store.output(["run", "stop", &id, "--now"]);
    let output = program.wait_with_output().unwrap();
    let killed: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (output.status.code(), &killed["status"], &killed["version"]),
        (Some(130), &"Killed".into(), &Value::Null)
    );
    assert_eq!(keys(&killed), expected);
    // Without --json, stdout contains only the log.
    let output = store.start(["--env", "how=well"]).output().unwrap();
    assert_eq!((output.status.code(), output.stdout), (Some(0), b"a line\n".to_vec()));
    let detached = store.trained(["--detach", "--env", "how=well"]);
    assert_eq!(keys(&detached), expected);
    store.ended(detached["id"].as_str().unwrap());
    // The outputs of `show` and `list` begin with the same fields.
    let shown = store.json(["run", "show", &id]);
    assert_eq!(keys(&shown)[..8], expected);
    assert!(store.json(["run", "list"]).as_array().unwrap().iter().all(|run| keys(run)[..8] == expected));
}

/// A person types the beginning of an id, and must never get another run than the one they meant.
#[test]
fn a_run_is_known_by_the_beginning_of_its_id_and_removed_with_what_it_left() {
    let store = store_with(
        "open(os.path.join(os.environ['artifacts_directory'], 'big'), 'wb').write(b'x' * 100_000)",
    );
    let run = store.trained([]);
    let id = run["id"].as_str().unwrap();
    for beginning in [&id[..1], &id[..5], id] {
        assert_eq!(store.json(["run", "show", beginning])["id"], id);
    }
    for unknown in ["", "%", "_", &id[1..], &format!("{id}x"), "no such run", "../runs"] {
        assert!(store.refused(["run", "show", unknown]).contains("no run"), "{unknown}");
    }
    // With enough ids, two have the same beginning.
    let mut others: Vec<String> = vec![id.to_string()];
    while !others.iter().enumerate().any(|(n, one)| others[..n].iter().any(|other| one[..1] == other[..1])) {
        others.push(store.detached([]));
    }
    let doubled = others.last().unwrap();
    assert!(store.refused(["run", "show", &doubled[..1]]).contains("More than one"));
    for other in &others[1..] {
        store.output(["run", "stop", other, "--now"]);
        store.ended(other);
    }
    let freed = store.json(["run", "remove", id])["freed"].as_u64().unwrap();
    assert!(freed >= 100_000, "{freed}");
    assert!(!store.run_dir(id).exists() && store.refused(["run", "show", id]).contains("no run"));
    let versions = store.json(["package", "show", "trainer"]);
    assert!(
        versions["versions"].as_array().unwrap().iter().any(|version| version["made_by"] == id),
        "its version stays"
    );
    let output = store.output(["run", "remove", doubled]);
    assert!(String::from_utf8(output.stdout).unwrap().contains("freed"));
}

/// One run that was deleted or damaged by hand would make the whole program unusable.
#[test]
fn a_run_that_was_deleted_or_broken_by_hand_is_in_nobodys_way() {
    let store = store_with(WAITS);
    let ids: Vec<_> = ["a", "b", "c", "d"].iter().map(|who| start(&store, who)).collect();
    begun(&store, "a");
    fs::remove_dir_all(store.run_dir(&ids[1])).unwrap();
    fs::write(store.run_dir(&ids[2]).join("spec.json"), "{").unwrap();
    let listed = store.json(["run", "list"]);
    assert_eq!(listed.as_array().unwrap().len(), 3, "{listed}");
    go(&store, "go");
    assert_eq!(store.ended(&ids[0])["version"], "1.1");
    assert_eq!(store.ended(&ids[3])["version"], "1.2");
    let output = store.output(["run", "list"]);
    let printed = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && printed.contains(&ids[2]), "the broken one is named: {printed}");
    store.output(["run", "stop", &ids[2]]);
    store.add_package("other", &testkit::Package::training("pass"));
}

/// An update of the program during a training would lose everything that waits.
#[test]
fn the_queue_continues_when_the_program_is_replaced() {
    let built = Path::new(env!("CARGO_BIN_EXE_trainyard"));
    let place = tempfile::tempdir().unwrap();
    let program = place.path().join("trainyard");
    fs::copy(built, &program).unwrap();
    std::os::unix::fs::symlink(built.with_file_name("uv"), place.path().join("uv")).unwrap();
    let store = Store::with(&program, &Package::training(WAITS));
    let ids: Vec<_> = ["a", "b"].iter().map(|who| start(&store, who)).collect();
    begun(&store, "a");
    fs::copy(built, place.path().join("new")).unwrap();
    fs::rename(place.path().join("new"), &program).unwrap();
    go(&store, "go");
    wait_until_none_left(store.folder());
    let ends: Vec<_> = ids.iter().map(|id| status(&store, id)).collect();
    assert_eq!(ends, ["Successful", "Successful"]);
}

/// The proxy, index and credentials of another terminal would be used, depending on which program starts the run.
#[test]
fn a_waiting_run_has_the_environment_of_its_creator() {
    let store = store_with(&format!("print('mine is', os.environ.get('MINE'))\n{WAITS}"));
    let detached = |who: &str| {
        let (env, root) = (format!("who={who}"), format!("root={}", store.folder().display()));
        let mut command = store.start(["--detach", "--json", "--env", &env, "--env", &root]);
        let output = command.env("MINE", who).output().unwrap();
        let queued: Value = serde_json::from_slice(&output.stdout).unwrap();
        queued["id"].as_str().unwrap().to_string()
    };
    let ids = ["a", "b"].map(detached);
    let kept = store.environ(&ids[1]).metadata().unwrap();
    assert_eq!(kept.permissions().mode() & 0o777, 0o600);
    go(&store, "go");
    wait_until_none_left(store.folder());
    for (id, who) in ids.iter().zip(["a", "b"]) {
        assert_eq!(store.log(id), format!("mine is {who}\n").into_bytes());
        assert!(!store.environ(id).exists(), "it may hold passwords");
    }
}

/// A training would fail for lack of open files, run slowly, or write files that anybody can change, because of the
/// terminal in which another one was started. Where this user may not raise a limit again, the waiting program starts
/// its run itself.
#[test]
fn a_waiting_run_has_the_limits_of_its_creator() {
    let print = "import resource\n\
        print(resource.getrlimit(resource.RLIMIT_NOFILE), oct(os.umask(0o22)))";
    let store = store_with(&format!("{print}\n{WAITS}"));
    let root = format!("root={}", store.folder().display());
    let limited = |who: &str, limits: &str, more: &[&str]| {
        let start = store.start(["--json", "--env", &format!("who={who}"), "--env", &root]);
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{limits}; exec \"$@\""), "sh"]).current_dir(store.folder());
        command.arg(start.get_program()).args(start.get_args()).args(more);
        for (name, value) in start.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
    };
    let id = |output: &[u8]| {
        let run: Value = serde_json::from_slice(output).unwrap();
        run["id"].as_str().unwrap().to_string()
    };
    let detached = |who, limits| id(&limited(who, limits, &["--detach"]).output().unwrap().stdout);
    let first = detached("a", "umask 000; ulimit -n 90");
    begun(&store, "a");
    let mut second = limited("b", "umask 027; ulimit -n 100", &[]);
    let second = second.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    while store.json(["run", "list"]).as_array().unwrap().len() < 2 {}
    let third = detached("c", "umask 077; ulimit -n 80");
    go(&store, "go");
    let second = id(&second.wait_with_output().unwrap().stdout);
    wait_until_none_left(store.folder());
    let said = [first, second, third].map(|id| String::from_utf8(store.log(&id)).unwrap());
    let expected = ["(90, 90) 0o0", "(100, 100) 0o27", "(80, 80) 0o77"];
    assert_eq!(said, expected.map(|limits| format!("{limits}\n")));
}

/// A training that nobody can stop any more would block the machine.
#[test]
fn a_run_whose_directory_is_deleted_by_hand_is_ended() {
    let store = store_with(&format!("{}{}", hostile::print("up"), hostile::FOREVER));
    let id = store.detached([]);
    store.wait_for_log_line(&id, "up");
    fs::remove_dir_all(store.run_dir(&id)).unwrap();
    wait_until_none_left(store.folder());
    assert_eq!(store.json(["run", "list"]), Value::Array(Vec::new()));
    assert_eq!(store.json(["package", "show", "trainer"])["version"], "1.0");
}

/// The process that ends a run may be unable to start the next one, because no more processes are allowed: the next
/// run would wait for ever.
#[test]
fn a_run_that_is_waited_for_is_started_though_nobody_else_does_it() {
    let store = store_with(WAITS);
    let first = start(&store, "a");
    begun(&store, "a");
    let root = format!("root={}", store.folder().display());
    let mut second = store.start(["--env", "who=b", "--env", &root]);
    let mut second = second.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while store.json(["run", "list"]).as_array().unwrap().len() < 2 {}
    // Restores the state in which it waits behind a run that has ended: it could start, and nobody starts it.
    fs::write(store.home().join("settings.json"), "{\"runs_at_once\": 2}\n").unwrap();
    begun(&store, "b");
    go(&store, "go");
    assert!(second.wait().unwrap().success());
    assert_eq!(store.ended(&first)["status"], "Successful");
}
