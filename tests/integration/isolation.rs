//! A run's code cannot hurt the store, and cannot outlive its run. Otherwise a package from anywhere could change the
//! versions that other trainings made, read another run's passwords, or occupy the machine for ever.

use crate::store_with;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;
use testkit::RunProcess::{Executor, Guard};
use testkit::{Package, Signal, Store, fingerprint, hostile, leftovers, send, wait_until_none_left};

/// Trains, and returns what `run show` says.
#[track_caller]
fn trained(store: &Store, more: &[&str]) -> Value {
    let run = store.trained(more.iter().copied());
    store.json(["run", "show", run["id"].as_str().unwrap()])
}

/// Starts a training of a package without waiting for it, and returns its id.
#[track_caller]
fn detached(store: &Store, package: &str, isolation: &str) -> String {
    let usual = ["run", "start", "--type", "training", "--version", "1.0", "--dataset", "rows", "--detach"];
    let queued = store.json(usual.into_iter().chain(["--package", package, "--isolation", isolation]));
    queued["id"].as_str().unwrap().to_string()
}

/// The last line of a run's log, which is JSON.
#[track_caller]
fn printed(store: &Store, run: &Value) -> Value {
    let log = String::from_utf8(store.log(run["id"].as_str().unwrap())).unwrap();
    serde_json::from_str(log.lines().last().unwrap()).unwrap_or_else(|error| panic!("{error}: {log} {run}"))
}

/// Tries everything in `attempts`, and prints which of it was possible.
const ATTEMPTS: &str = r#"
import ctypes, json
home = os.path.dirname(os.path.dirname(os.path.dirname(os.environ['artifacts_directory'])))
home = os.path.dirname(home)
run = os.path.dirname(os.path.dirname(os.environ['artifacts_directory']))
version = os.path.join(home, 'packages/trainer/1.0.zip')
environment = os.path.dirname(os.path.dirname(os.path.realpath(os.__file__)))
attempts = {
    'a new file': lambda: open(os.path.join(home, 'mine'), 'w'),
    'a version': lambda: open(version, 'r+'),
    'its mode': lambda: os.chmod(version, 0o600),
    'its time': lambda: os.utime(version),
    'its name': lambda: os.rename(version, version + '.moved'),
    'the index': lambda: open(os.path.join(home, 'store.db'), 'r+'),
    'the lock': lambda: open(os.path.join(home, 'lock'), 'r+'),
    'the spec': lambda: open(os.path.join(run, 'spec.json'), 'r+'),
    'the log': lambda: open(os.path.join(run, 'log'), 'a'),
    'an outcome': lambda: os.mkdir(os.path.join(run, 'outcome.json')),
    'the dataset': lambda: os.unlink(os.path.join(home, 'datasets/rows/files/rows.csv')),
    'the cache': lambda: open(os.path.join(home, 'cache/mine'), 'w'),
    'a folder to climb out of': lambda: open('../../../mine', 'w'),
    'mounting': lambda: subprocess.run(['mount', '-o', 'remount,rw,bind', home], check=True, capture_output=True),
    'unmounting': lambda: subprocess.run(['umount', '-l', home], check=True, capture_output=True),
    'another namespace': lambda: subprocess.run(
        ['unshare', '-Urm', 'sh', '-c', 'mount -o remount,rw,bind "$0"; umount "$0"; touch "$0/mine"', home],
        check=True, capture_output=True),
    'the parent': lambda: os.kill(os.getppid(), signal.SIGSTOP) or os.kill(os.getppid(), 0) or 1 / (os.getppid() - 1),
}
possible = []
for name, attempt in attempts.items():
    try:
        attempt()
        possible.append(name)
    except Exception:
        pass
"#;

#[test]
fn the_code_cannot_change_the_store() {
    let store = store_with(&format!("{ATTEMPTS}print(json.dumps(possible))"));
    let kept = ["packages", "datasets"].map(|name| store.home().join(name));
    trained(&store, &[]);
    let before: Vec<_> = kept.iter().map(|folder| fingerprint(folder)).collect();
    let run = store.trained(["--name", "evil"]);
    let run = store.json(["run", "show", run["id"].as_str().unwrap()]);
    assert_eq!(run["isolated"]["held"], "full", "{run}");
    assert_eq!(printed(&store, &run), Value::Array(Vec::new()), "{run}");
    assert_eq!(run["status"], "Successful", "{run}");
    assert!(!store.home().join("mine").exists());
    let after: Vec<_> = kept.iter().map(|folder| fingerprint(folder)).collect();
    // Its own version, and nothing else, was added.
    for file in before.iter().flatten().filter(|(path, ..)| Path::new(path).is_file()) {
        assert!(after.iter().flatten().any(|other| other == file), "{} has changed", file.0);
    }
}

/// Packages move what they make between their own folders, and would fail where AI Center lets them.
#[test]
fn the_code_can_move_files_between_its_own_folders() {
    let store = store_with(
        "open('made', 'w').write('x')\n\
         artifacts, data = os.environ['artifacts_directory'], training_directory\n\
         os.link('made', os.path.join(artifacts, 'linked'))\n\
         os.rename('made', os.path.join(data, 'renamed'))\n\
         os.rename(os.path.join(data, 'renamed'), os.path.join(artifacts, 'moved'))",
    );
    let run = trained(&store, &[]);
    assert_eq!(run["status"], "Successful", "{run}");
    let kept = store.run_dir(run["id"].as_str().unwrap()).join("artifacts");
    assert!(kept.join("linked").is_file() && kept.join("moved").is_file());
    assert!(!store.run_dir(run["id"].as_str().unwrap()).join("work").exists());
}

/// The passwords in another terminal's environment would be any package's.
#[test]
fn what_others_environments_contain_is_hidden() {
    let store = store_with(
        "import glob\n\
         home = os.path.abspath(os.path.join(os.environ['artifacts_directory'], '../../../..'))\n\
         print('up', flush=True)\n\
         open(os.environ['gate']).read()\n\
         found = [file for folder in ('environs', 'schedules') for file in glob.glob(home + '/' + folder + '/**', recursive=True) if os.path.isfile(file)]\n\
         others = []\n\
         for pid in filter(str.isdigit, os.listdir('/proc')):\n\
         \x20   try:\n\
         \x20       if b's3cret' in open('/proc/' + pid + '/environ', 'rb').read(): others.append(pid)\n\
         \x20   except OSError: pass\n\
         print(found, others)",
    );
    let gate = store.fifo("gate");
    let gated = format!("gate={}", gate.display());
    let first = store.detached(["--env", &gated]);
    store.wait_for_log_line(&first, "up");
    let mut waiting = store.start(["--detach", "--json"]);
    let waiting = waiting.env("PASSWORD", "s3cret").output().unwrap();
    let waiting: Value = serde_json::from_slice(&waiting.stdout).unwrap();
    let waiting = waiting["id"].as_str().unwrap();
    let saved = fs::read(store.environ(waiting)).unwrap();
    assert!(String::from_utf8_lossy(&saved).contains("s3cret"));
    fs::write(&gate, "").unwrap();
    assert_eq!(store.ended(&first)["status"], "Successful");
    assert_eq!(store.log(&first), b"up\n[] []\n");
    store.json(["run", "stop", waiting, "--now"]);
    wait_until_none_left(store.folder());
}

/// Whatever the code's processes do to be forgotten, the machine is free once the run has ended.
#[test]
fn nothing_of_the_code_outlives_a_kill_of_the_programs_above_it() {
    // The second of them can only be found by the kernel.
    let nasty = |seconds: u32, alone: &str| {
        let sleeps = format!("subprocess.Popen(['sleep', '{seconds}'], env={{}}{alone})\n");
        format!(
            "{}{}{sleeps}{}{}",
            hostile::CLINGING,
            hostile::storm(2),
            hostile::print("up"),
            hostile::FOREVER
        )
    };
    let store = store_with(&nasty(613, ", start_new_session=True"));
    store.add_package("found", &Package::training(&nasty(614, "")));
    let sleeping = |seconds: u32| {
        let found = Command::new("pgrep").args(["-x", "-f", &format!("sleep {seconds}")]).status().unwrap();
        found.success()
    };
    for (victims, isolation, package, seconds) in [
        (&[Guard, Executor][..], "on", "trainer", 613),
        (&[Executor, Guard], "on", "trainer", 613),
        (&[Guard, Executor], "off", "found", 614),
    ] {
        let id = detached(&store, package, isolation);
        store.wait_for_log_line(&id, "up");
        assert!(sleeping(seconds));
        store.kill(&id, victims);
        let run = store.ended(&id);
        assert_eq!(run["status"], "Failed", "{run}");
        assert!(!sleeping(seconds), "{isolation}: {victims:?}");
        assert_eq!(leftovers(store.folder()), []);
    }
}

/// Processes that have left everything by which a program could find them, and one that only the kernel can end.
const HIDDEN: &str = r#"
import ctypes
libc = ctypes.CDLL(None)
for sent in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM):
    os.kill(1, sent)
def hide(then):
    if os.fork():
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    libc.prctl(1, 0, 0, 0, 0)  # no signal at its parent's death
    libc.prctl(4, 0, 0, 0, 0)  # nobody may look into it
    then()
hide(lambda: time.sleep(120))
hide(lambda: os.execve('/bin/sleep', ['sleep', os.environ['seconds']], {}))
nested = ['unshare', '-Urpf', '--mount-proc', 'sleep', os.environ['seconds']]
hide(lambda: os.execve(shutil.which('unshare'), nested, {}))
while subprocess.run(['pgrep', '-c', '-x', '-f', 'sleep ' + os.environ['seconds']], stdout=subprocess.PIPE).stdout != b'2\n':
    pass
"#;

/// Killing any of the processes between the program and the code would leave the code's own behind.
#[test]
fn whichever_process_above_the_code_is_killed_nothing_of_the_code_survives() {
    let code = format!("import shutil\n{HIDDEN}{}{}", hostile::print("up"), hostile::FOREVER);
    let store = store_with(&code);
    let child = |parent: u32| {
        let children = Command::new("pgrep").args(["-P", &parent.to_string()]).output().unwrap();
        String::from_utf8(children.stdout).unwrap().trim().parse::<u32>().unwrap()
    };
    for (n, victim) in ["executor", "outer", "init", "executor above a stopped init"].iter().enumerate() {
        let seconds = (621 + n).to_string();
        let id = store.detached(["--env", &format!("seconds={seconds}")]);
        store.wait_for_log_line(&id, "up");
        let executor = store.process(&id, Executor).unwrap();
        let outer = child(executor);
        let init = child(outer);
        match *victim {
            "outer" => send(outer, Signal::KILL),
            "init" => send(init, Signal::KILL),
            "executor" => send(executor, Signal::KILL),
            _ => {
                send(init, Signal::STOP);
                send(executor, Signal::KILL);
            }
        }
        let run = store.ended(&id);
        assert_eq!(run["status"], "Failed", "{victim}: {run}");
        wait_until_none_left(store.folder());
        let sleeping =
            Command::new("pgrep").args(["-x", "-f", &format!("sleep {seconds}")]).output().unwrap();
        assert!(sleeping.stdout.is_empty(), "{victim}: {sleeping:?}");
    }
}

/// A person could not stop a run, nor use the machine for another one.
#[test]
fn a_run_ends_whatever_its_code_does_to_the_programs_above_it_and_to_its_directory() {
    let run = "run = os.path.dirname(os.path.dirname(os.environ['artifacts_directory']))\n";
    let stops = format!(
        "if os.getppid() > 1:\n    \
             os.kill(int(open('/proc/%d/stat' % os.getppid()).read().rpartition(')')[2].split()[1]), signal.SIGSTOP)\n    \
             os.kill(os.getppid(), signal.SIGSTOP)\n\
         open(os.environ['gate'], 'w').close()\n{}",
        hostile::FOREVER
    );
    let store = store_with(&stops);
    for (name, body) in [
        ("locks", format!("{run}os.chmod(run if os.getppid() > 1 else os.path.join(run, 'work'), 0o500)")),
        ("blocks", format!("{run}if os.getppid() > 1: os.makedirs(run + '/outcome.json/full')")),
    ] {
        store.add_package(name, &Package::training(&body));
    }
    for isolation in ["on", "off"] {
        let gate = store.fifo(isolation);
        let value = format!("gate={}", gate.display());
        let id = store.detached(["--isolation", isolation, "--env", &value]);
        // The log is written by one of the processes that are stopped now.
        fs::read(&gate).unwrap();
        store.json(["run", "stop", &id, "--now"]);
        assert_eq!(store.ended(&id)["status"], "Killed", "{isolation}");
        for name in ["locks", "blocks"] {
            let id = detached(&store, name, isolation);
            let run = store.ended(&id);
            assert_eq!(run["status"], "Successful", "{isolation}: {run}");
            store.json(["run", "remove", run["id"].as_str().unwrap()]);
        }
    }
}

/// It would be a part of the run that happened to be going on, and be killed with it.
#[test]
fn a_program_inside_a_run_starts_no_other_run() {
    let store = store_with(
        "open(os.environ['gate']).read()\n\
         subprocess.run([os.environ['program'], '--home', os.environ['store'], 'queue', 'resume'], check=False)\n\
         open(os.environ['asked'], 'w').close()\n\
         open(os.environ['gate']).read()",
    );
    store.add_package("other", &Package::training("pass"));
    store.json(["settings", "runs-at-once", "2"]);
    let (gate, asked) = (store.fifo("gate"), store.fifo("asked"));
    for isolation in ["on", "off"] {
        let values = [
            format!("gate={}", gate.display()),
            format!("asked={}", asked.display()),
            format!("program={}", env!("CARGO_BIN_EXE_trainyard")),
            format!("store={}", store.home().display()),
        ];
        let more = values.iter().flat_map(|value| ["--env", value.as_str()]);
        let outer = store.detached(["--isolation", isolation].into_iter().chain(more));
        store.json(["queue", "pause"]);
        let inner = detached(&store, "other", "on");
        // Any other command would start it, so the queue is resumed by hand.
        fs::write(store.home().join("queue.json"), r#"{"format": 1, "paused": false}"#).unwrap();
        fs::write(&gate, "").unwrap();
        fs::read(&asked).unwrap();
        assert!(!store.run_dir(&inner).join("started").exists(), "{isolation}");
        fs::write(&gate, "").unwrap();
        assert_eq!(store.ended(&outer)["status"], "Successful");
        assert_eq!(store.ended(&inner)["status"], "Successful");
    }
}

/// Code that needs `sudo` could not be trained at all.
#[test]
fn isolation_is_switched_off_for_a_run_or_a_package() {
    let store = store_with("print(os.getppid() == 1)");
    let isolated = |more: &[&str]| {
        let run = trained(&store, more);
        let log = String::from_utf8(store.log(run["id"].as_str().unwrap())).unwrap();
        (run["isolated"]["held"].clone(), log.trim().to_string())
    };
    store.json(["package", "describe", "trainer", "--isolation", "on"]);
    let (on, off) = ((Value::from("full"), "True".to_string()), (Value::Null, "False".to_string()));
    assert_eq!(isolated(&[]), on);
    assert_eq!(isolated(&["--isolation", "off"]), off);
    let package = store.json(["package", "describe", "trainer", "--isolation", "off"]);
    assert_eq!(package["about"]["isolation"], "off", "{package}");
    assert_eq!(isolated(&[]), off);
    assert_eq!(isolated(&["--isolation", "on"]), on);
    for refused in [
        store.refused(["package", "describe", "trainer", "--isolation", "maybe"]),
        store.refused([
            "run",
            "start",
            "--type",
            "training",
            "--package",
            "trainer",
            "--version",
            "1.0",
            "--isolation",
            "no",
        ]),
    ] {
        assert!(refused.contains("neither on nor off"), "{refused}");
    }
}

/// A machine that allows less would refuse every run, or run code in the belief that it is isolated.
#[test]
fn what_a_machine_does_not_allow_is_done_without_and_said() {
    // Each gives the program less than a usual machine does, as root in a namespace, in which none of it is missed.
    let no_namespaces = "echo 0 > /proc/sys/user/max_user_namespaces";
    // As in a container.
    let no_proc = "mount --bind -o ro /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys";
    let another_root = "mkdir root && mount --rbind / root\nexec chroot root \"$@\"";
    let filter = format!("exec python3 -c '{DOCKERS_FILTER}' \"$@\"");
    let filtered = cfg!(target_arch = "x86_64").then_some((&*filter, Value::Null));
    let usual = [(no_namespaces, Value::Null), (no_proc, "files".into()), (another_root, Value::Null)];
    for (less, held) in usual.into_iter().chain(filtered) {
        let store = store_with("print('trained')");
        let start = store.start(["--json"]);
        let command = store.command([""; 0]);
        let mut limited = Command::new("unshare");
        limited.args(["--user", "--map-root-user", "--mount", "sh", "-ec"]);
        limited.arg(format!("{less}\nexec \"$@\"")).arg("sh").arg(start.get_program()).args(start.get_args());
        limited.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        limited.current_dir(store.folder());
        let output = limited.output().unwrap();
        let run: Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
        let id = run["id"].as_str().unwrap();
        let run = store.json(["run", "show", id]);
        let log = String::from_utf8(store.log(id)).unwrap();
        assert_eq!(
            (&run["status"], &run["isolated"]["held"]),
            (&"Successful".into(), &held),
            "{less}: {run} {log}"
        );
        assert!(log.contains("this system does not allow") && log.ends_with("trained\n"), "{log}");
    }
}

/// A person would look for a fault in code that runs everywhere else.
#[test]
fn a_failure_that_isolation_has_caused_says_so() {
    let store =
        store_with("print('sudo: sudo must be owned by uid 0 and have the setuid bit set')\nsys.exit(1)");
    for (isolation, is_said) in [("on", true), ("off", false)] {
        let output = store.start(["--isolation", isolation]).output().unwrap();
        let printed = String::from_utf8(output.stderr).unwrap();
        assert_eq!(printed.contains("--isolation off"), is_said, "{printed}");
    }
}

/// Refuses what Docker's seccomp filter refuses without CAP_SYS_ADMIN, and executes its arguments.
const DOCKERS_FILTER: &str = r#"
import ctypes, os, struct, sys
load, equal, any_bit, answer = 0x20, 0x15, 0x45, 0x06
refuse, missing, allow = 0x50000 | 1, 0x50000 | 38, 0x7fff0000
rules = [(load, 0, 0, 0)]
for call, result in ((435, missing), (272, refuse), (165, refuse)):  # clone3, unshare, mount
    rules += [(equal, 0, 1, call), (answer, 0, 0, result)]
rules += [(equal, 0, 3, 56), (load, 0, 0, 16), (any_bit, 0, 1, 0x7e020000), (answer, 0, 0, refuse)]  # clone
rules += [(answer, 0, 0, allow)]
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *rule) for rule in rules))
program = struct.pack("HxxxxxxQ", len(rules), ctypes.addressof(code))
libc = ctypes.CDLL(None, use_errno=True)
assert libc.prctl(38, 1, 0, 0, 0) == 0
assert libc.prctl(22, 2, ctypes.create_string_buffer(program), 0, 0) == 0, ctypes.get_errno()
os.execv(sys.argv[1], sys.argv[1:])
"#;
