//! Isolated code works as it does elsewhere, for root and for an ordinary user. Otherwise packages that run everywhere
//! else would fail here only.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use testkit::{Package, Store};

use crate::{empty_store, is_root, store_with};

/// What packages use; the last line is printed if all of it works.
const USED: &str = r#"
import multiprocessing, shutil, socket
from multiprocessing import shared_memory
for method in ('fork', 'spawn', 'forkserver'):
    with multiprocessing.get_context(method).Pool(2) as pool:
        assert pool.map(abs, range(-4, 0)) == [4, 3, 2, 1], method
shared = shared_memory.SharedMemory(create=True, size=1 << 20)
shared.buf[0] = 1
shared.close()
shared.unlink()
assert subprocess.run(['bash', '-ic', 'echo $((6 * 7))'], capture_output=True).stdout == b'42\n'
server = socket.create_server(('127.0.0.1', 0))
client = socket.create_connection(server.getsockname())
assert os.getpid() in [int(pid) for pid in os.listdir('/proc') if pid.isdigit()]
assert os.getpgrp() == os.getpid() and os.getuid() == os.stat('.').st_uid
home = os.path.expanduser('~')
os.makedirs(home, exist_ok=True)
open(os.path.join(home, 'mine'), 'w').write('x')
open('/tmp/' + os.environ['TRAINYARD_RUN'], 'w').close()
os.remove('/tmp/' + os.environ['TRAINYARD_RUN'])
def git(*words):
    who = ['-c', 'user.name=a', '-c', 'user.email=a@b.c']
    return subprocess.run(['git', *who, *words], check=True, capture_output=True, cwd='repository').stdout
os.mkdir('repository')
git('init', '-q')
open('repository/file', 'w').write('x')
git('add', 'file')
git('commit', '-qm', 'first')
assert git('log', '--format=%s') == b'first\n' and git('status', '--porcelain') == b''
# ssh refuses settings that belong to neither root nor the user.
settings = '/etc/ssh/ssh_config.d'
for name in os.listdir(settings) if os.path.isdir(settings) else ():
    assert os.stat(os.path.join(settings, name)).st_uid in (0, os.getuid()), name
ssh = shutil.which('ssh')
assert not ssh or subprocess.run([ssh, '-G', 'localhost'], capture_output=True).returncode == 0
if 'group_only' in os.environ:
    assert open(os.environ['group_only']).read() == 'for the group'
if __name__ != '__main__':
    print('all of it')
"#;

#[track_caller]
fn assert_all_worked(store: &Store, run: &Value) {
    let id = run["id"].as_str().unwrap();
    let log = String::from_utf8(store.log(id)).unwrap();
    let run = store.json(["run", "show", id]);
    assert_eq!(
        (&run["status"], &run["isolated"]["held"]),
        (&"Successful".into(), &"full".into()),
        "{run} {log}"
    );
    assert!(log.ends_with("all of it\n"), "{log}");
}

#[test]
fn isolated_code_works_as_elsewhere() {
    let store = store_with(USED);
    assert_all_worked(&store, &store.trained([]));
}

/// Root has rights that other users do not have, also behind the wall. Other tests run as whoever runs them, and in CI
/// that is root.
#[test]
fn isolated_code_of_an_ordinary_user_works_as_elsewhere() {
    if !is_root() {
        // Then the test above has shown it.
        return;
    }
    let store = store_with(USED);
    let folder = store.folder();
    let programs = folder.join("bin");
    fs::create_dir(&programs).unwrap();
    for name in ["trainyard", "uv"] {
        let program = Path::new(env!("CARGO_BIN_EXE_trainyard")).with_file_name(name);
        fs::copy(program, programs.join(name)).unwrap();
    }
    let group_only = folder.join("data/group-only");
    fs::write(&group_only, "for the group").unwrap();
    // A user of every system, since ssh asks for the name; the group need not exist.
    let script = "chown -R daemon: . && chown root:4242 data/group-only && chmod 640 data/group-only\n\
        if [ -d /etc/ssh/ssh_config.d ]; then\n\
            mkdir settings && touch settings/roots.conf && mount --bind settings /etc/ssh/ssh_config.d\n\
        fi\n\
        exec setpriv --reuid daemon --regid daemon --groups 4242 -- \"$@\"";
    let start = store.start(["--json", "--env", &format!("group_only={}", group_only.display())]);
    let mut command = Command::new("unshare");
    command
        .args(["--mount", "sh", "-ec", script, "sh"])
        .arg(programs.join("trainyard"))
        .args(start.get_args());
    command.envs(start.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("PATH", format!("{}:/usr/bin:/bin", programs.display())).current_dir(folder);
    let output = command.output().unwrap();
    let run: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
    assert_all_worked(&store, &run);
}

/// loky is how joblib, and so scikit-learn, uses all cores.
#[test]
#[ignore = "loads packages from PyPI: ./dev soak runs it"]
fn loky_and_psutil_work_behind_the_wall() {
    let train = "import loky, psutil\n\
        pool = loky.get_reusable_executor(max_workers=2)\n\
        assert list(pool.map(abs, range(-4, 0))) == [4, 3, 2, 1]\n\
        me = psutil.Process()\n\
        assert me.ppid() == 1 and me.pid in psutil.pids() and me.cpu_times().user >= 0\n\
        assert len(me.children(recursive=True)) >= 2\n\
        assert psutil.virtual_memory().total > 0 and me.create_time() <= time.time()\n\
        pool.shutdown()\n\
        print('all of it')";
    let store = empty_store();
    store.add_package("trainer", &Package::training(train).with("requirements.txt", "loky\npsutil\n"));
    store.add_dataset("rows");
    assert_all_worked(&store, &store.trained([]));
}
