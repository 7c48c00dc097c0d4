//! Builds environments with the real uv and the real Python, which must be on the `PATH`.

use crate::probe::probe;
use crate::{Environment, Request, Variables, find_uv, interpreters, prepare};
use contract::PythonVersion;
use files::{Cancel, Lock};
use jiff::civil::Date;
use locales::Result;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Barrier, OnceLock};
use std::time::Duration;

mod hashes;
mod index;
mod layers;
mod lists;
mod locked;
mod seeded;
mod settings;

/// A package, a cache and a person's environment variables, in a folder whose path is hard to quote.
struct Fixture {
    _folder: tempfile::TempDir,
    root: PathBuf,
    variables: Vec<(OsString, OsString)>,
    uv: PathBuf,
    python: Option<PythonVersion>,
    as_of: Option<Date>,
    locked: Option<String>,
    cancel: Cancel,
    wall: Option<processes::Built>,
}

impl Fixture {
    fn new(requirements: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap().join("it's \"été\" 東京");
        fs::create_dir_all(root.join("package")).unwrap();
        fs::create_dir_all(root.join("bin")).unwrap();
        symlink(base_python(), root.join("bin/python3")).unwrap();
        let own = [
            "HOME",
            "PATH",
            "PYENV_ROOT",
            "UV_CACHE_DIR",
            "XDG_CACHE_HOME",
            "XDG_DATA_HOME",
            "UV_PYTHON_DOWNLOADS",
        ];
        let variables = std::env::vars_os().filter(|(name, _)| !own.iter().any(|own| name == own)).collect();
        let uv = find_uv(None, &Variables::inherited()).expect("the tests need uv on the PATH");
        // For tests that put their own uv beside it.
        symlink(uv.with_file_name("seeds"), root.join("bin/seeds")).unwrap();
        let (cancel, python, as_of, locked, wall) = Default::default();
        let mut fixture = Self { _folder: folder, root, variables, uv, python, as_of, locked, cancel, wall };
        if std::env::var_os("XDG_CONFIG_HOME").is_none()
            && let Some(home) = std::env::var_os("HOME")
        {
            // The index settings of the person who runs the tests.
            fixture.set("XDG_CONFIG_HOME", Path::new(&home).join(".config"));
        }
        fixture.set("HOME", fixture.root.join("home"));
        let path =
            std::env::join_paths([fixture.root.join("bin"), "/usr/bin".into(), "/bin".into()]).unwrap();
        fixture.set("PATH", path);
        fixture.set("UV_PYTHON_DOWNLOADS", "never");
        fixture.write("package/requirements.txt", requirements);
        fixture
    }

    fn set(&mut self, name: &str, value: impl Into<OsString>) {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.into(), value.into()));
    }

    fn variables(&self) -> Variables {
        self.variables.iter().cloned().collect()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Writes a shell script. A child process does that, because a file that a child of another test has
    /// inherited open for writing could not be executed.
    fn script(&self, path: &str, text: &str) -> PathBuf {
        let path = self.root.join(path);
        let made = Command::new("sh")
            .args(["-c", "printf '#!/bin/sh\n%s\n' \"$1\" > \"$2\" && chmod +x \"$2\"", "sh", text])
            .arg(&path)
            .status();
        assert!(made.unwrap().success());
        path
    }

    fn prepare(&self) -> Result<Environment> {
        let output = File::options().create(true).append(true).open(self.root.join("log")).unwrap();
        prepare(&Request {
            package_root: &self.root.join("package"),
            python: self.python,
            as_of: self.as_of,
            locked: self.locked.as_deref(),
            cache: &self.root.join("cache"),
            uv: Some(&self.uv),
            variables: &self.variables(),
            wall: self.wall.as_ref(),
            cancel: &self.cancel,
            output: &output,
        })
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap()
    }

    /// The names in the folder of environments.
    fn environments(&self) -> Vec<String> {
        let listed = fs::read_dir(self.root.join("cache/envs")).unwrap();
        listed.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

/// The real executable behind `python3`.
fn base_python() -> &'static Path {
    static BASE: OnceLock<PathBuf> = OnceLock::new();
    BASE.get_or_init(|| {
        let printed = run(Path::new("python3"), "import os, sys; print(os.path.realpath(sys.executable))");
        PathBuf::from(printed.trim())
    })
}

fn run(python: &Path, code: &str) -> String {
    let ended = Command::new(python).args(["-I", "-c", code]).current_dir("/").output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    String::from_utf8(ended.stdout).unwrap()
}

/// `name==version` of every installed package.
fn installed(environment: &Environment) -> Vec<String> {
    let code = "import importlib.metadata as m; print(*sorted(f'{d.metadata[\"Name\"]}=={d.version}' for d in m.distributions()))";
    run(&environment.python, code).split_whitespace().map(String::from).collect()
}

/// Training needs both lists; the environment must work after it was renamed; a second run of the same
/// package must not wait for uv again.
#[test]
fn both_lists_are_installed_with_hashes_and_found_again_without_uv() {
    let mut fixture = Fixture::new("six==1.17.0\n");
    fixture.write("package/train_requirements.txt", "idna==3.10\n");
    // A package must not decide this; nothing could be resolved with it.
    fixture.write("package/pyproject.toml", "[tool.uv]\nno-index = true\n");
    let environment = fixture.prepare().unwrap();
    assert_eq!(
        run(&environment.python, "import six, idna; print(six.__version__, idna.__version__)"),
        "1.17.0 3.10\n"
    );
    let lock = fs::read_to_string(&environment.lock).unwrap();
    assert!(
        lock.contains("six==1.17.0 \\\n    --hash=sha256:")
            && lock.contains("idna==3.10 \\\n    --hash=sha256:"),
        "{lock}"
    );
    assert!(fixture.read("log").contains("six==1.17.0"), "{}", fixture.read("log"));
    fixture.uv = "/there/is/no/uv".into();
    assert!(fixture.prepare().unwrap().found);
    fixture.write("package/train_requirements.txt", "idna==3.9\n");
    assert_eq!(fixture.prepare().unwrap_err().message.code(), "uv-setting-wrong");
}

/// Writes a project that builds without any other package: `mine`, whose `answer` is 42.
fn project(fixture: &Fixture, folder: &str) {
    let setup = r#"
[project]
name = "mine"
version = "1"
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"#;
    let backend = r#"
import os, zipfile
def build(folder, file, content):
    name = "mine-1-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        wheel.writestr(file, content)
        wheel.writestr("mine-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: mine\nVersion: 1\n")
        wheel.writestr("mine-1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("mine-1.dist-info/RECORD", "")
    return name
def build_wheel(folder, config_settings=None, metadata_directory=None):
    return build(folder, "mine.py", "answer = 42\n")
def build_editable(folder, config_settings=None, metadata_directory=None):
    return build(folder, "mine.pth", os.getcwd() + "\n")
"#;
    fixture.write(&format!("{folder}/pyproject.toml"), setup);
    fixture.write(&format!("{folder}/mine.py"), "answer = 42\n");
    fixture.write(&format!("{folder}/backend.py"), backend);
}

/// Packages contain their own projects, which must still work after the run's folder was removed.
#[test]
fn a_project_inside_the_package_is_installed_not_linked() {
    let fixture = Fixture::new("--no-index\n-e './my project'\n");
    project(&fixture, "package/my project");
    let environment = fixture.prepare().unwrap();
    fs::remove_dir_all(fixture.root.join("package")).unwrap();
    assert_eq!(run(&environment.python, "import mine; print(mine.answer)"), "42\n");
}

/// Packages contain wheels that no index has, and a lock does not say where they are.
#[test]
fn archives_in_a_folder_of_the_package_are_installed_with_hashes() {
    let fixture = Fixture::new("-r lists/more.txt\n");
    fixture.write("package/lists/more.txt", "--no-index\n--find-links '../my wheels'\nmine\n");
    project(&fixture, "project");
    let wheels = fixture.root.join("package/my wheels");
    fs::create_dir(&wheels).unwrap();
    let built = Command::new(base_python())
        .args(["-c", "import backend, sys; backend.build_wheel(sys.argv[1])"])
        .arg(&wheels)
        .current_dir(fixture.root.join("project"))
        .status();
    assert!(built.unwrap().success());
    let environment = fixture.prepare().unwrap();
    assert_eq!(run(&environment.python, "import mine; print(mine.answer)"), "42\n");
    let lock = fs::read_to_string(&environment.lock).unwrap();
    assert!(lock.starts_with("mine==1 \\\n    --hash=sha256:"), "{lock}");
    let left: Vec<_> =
        fs::read_dir(&environment.root).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().ends_with(".txt")), "{left:?}");
}

/// Two runs that start together must not build the same environment twice, or break each other's.
#[test]
fn two_at_the_same_time_build_once() {
    let mut fixture = Fixture::new("");
    fixture.uv = fixture
        .script("bin/uv", &format!("echo \"$1\" >> \"$HOME.calls\"; exec '{}' \"$@\"", fixture.uv.display()));
    let barrier = Barrier::new(2);
    let prepare = || {
        barrier.wait();
        fixture.prepare().unwrap().found
    };
    let found = std::thread::scope(|threads| {
        let both = [threads.spawn(prepare), threads.spawn(prepare)];
        both.map(|thread| thread.join().unwrap())
    });
    assert_eq!(fixture.read("home.calls"), "venv\npip\n");
    assert_ne!(found[0], found[1]);
}

/// A person who stops a run while it is packaging gets their machine and their disk back.
#[test]
fn cancelled_it_leaves_no_process_and_nothing_but_the_lock_file() {
    let mut fixture = Fixture::new("");
    fixture.uv =
        fixture.script("bin/uv", "trap '' TERM; exec 3> \"$HOME.alive\"; sleep 1000 & echo on >&3; wait");
    let fifo = fixture.root.join("home.alive");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    std::thread::scope(|threads| {
        let preparing = threads.spawn(|| fixture.prepare());
        let mut alive = File::open(&fifo).unwrap();
        alive.read_exact(&mut [0; 3]).unwrap();
        fixture.cancel.cancel();
        // Ends when the last process that has the other end open is dead.
        alive.read_to_end(&mut Vec::new()).unwrap();
        assert_eq!(preparing.join().unwrap().unwrap_err().message.code(), "cancelled");
    });
    let left = fixture.environments();
    assert!(left.len() == 1 && left[0].ends_with(".lock"), "{left:?}");
}

/// The list of runs shows the reason, and the log everything that uv printed.
#[test]
fn what_cannot_be_resolved_has_a_reason_of_one_line_and_is_in_the_log_in_full() {
    let fixture = Fixture::new("--no-index\n--find-links ./none here\nthere-is-no-such==1\n");
    fs::create_dir(fixture.root.join("package/none here")).unwrap();
    let failure = fixture.prepare().unwrap_err();
    assert_eq!(failure.message.code(), "requirements-unresolvable");
    let message = failure.to_string();
    assert!(
        message.contains("there-is-no-such") && !message.contains('\n') && message.chars().count() < 400,
        "{message}"
    );
    assert!(fixture.read("log").contains("No solution found"), "{}", fixture.read("log"));
    let left = fixture.environments();
    assert!(left.iter().all(|name| name.ends_with(".lock")), "{left:?}");
}

/// A system upgrade may remove an environment's Python; the run must get a new environment.
#[test]
fn an_environment_that_broke_is_built_again_and_leftovers_go() {
    let fixture = Fixture::new("");
    let environment = fixture.prepare().unwrap();
    fs::remove_file(&environment.python).unwrap();
    for name in ["dead.new-1/x", "busy.new-2/x"] {
        fixture.write(&format!("cache/envs/{name}"), "left by a build that was killed");
    }
    let _busy = Lock::exclusive(&fixture.root.join("cache/envs/busy.lock")).unwrap();
    let again = fixture.prepare().unwrap();
    assert!(!again.found && again.root == environment.root);
    assert_eq!(run(&again.python, "print(1)"), "1\n");
    let left: Vec<_> = fixture.environments().into_iter().filter(|name| name.contains(".new-")).collect();
    assert_eq!(left, ["busy.new-2"]);
}

/// The training's environment must not depend on the virtual environment that happened to be active.
#[test]
fn an_activated_virtual_environment_resolves_to_what_it_was_made_from() {
    for kind in ["--symlinks", "--copies"] {
        let mut fixture = Fixture::new("");
        let venv = fixture.root.join("venv");
        let made =
            Command::new(base_python()).args(["-m", "venv", "--without-pip", kind]).arg(&venv).status();
        assert!(made.unwrap().success());
        fixture.set("PATH", venv.join("bin"));
        fixture.set("VIRTUAL_ENV", &venv);
        let found = interpreters(&fixture.root.join("cache"), &fixture.variables());
        assert_eq!(found[0].path, base_python(), "{kind}");
        assert!(found.iter().all(|python| !python.path.starts_with(&venv)), "{kind}");
    }
}

/// pyenv's `python3` is a script that leads to another Python once the person chooses another version;
/// and listing the interpreters must not start all of them each time.
#[test]
fn shims_are_seen_through_asked_once_and_again_when_the_choice_changes() {
    let mut fixture = Fixture::new("");
    fixture.set("PYENV_ROOT", fixture.root.join("pyenv"));
    fixture.write("pyenv/version", "97");
    let answer = r#"{"executable": "/bin/sh", "implementation": "cpython", "free_threaded": false, "version": "3.%s",
        "full": "3.%s.0", "order": 1, "platform": "p", "abi": "a"}"#;
    let answer = answer.replace("\n       ", "");
    fs::remove_file(fixture.root.join("bin/python3")).unwrap();
    let asked = "echo asked >> \"$PYENV_ROOT/asked\"; echo 'pyenv: a word of my own'; v=$(cat \"$PYENV_ROOT/version\")";
    fixture.script("bin/python3", &format!("{asked}; printf '{answer}\\n' $v $v"));
    let default =
        |fixture: &Fixture| interpreters(&fixture.root.join("cache"), &fixture.variables()).remove(0);
    assert_eq!(default(&fixture).full, "3.97.0");
    assert_eq!(default(&fixture).path, Path::new("/bin/sh").canonicalize().unwrap());
    assert_eq!(fixture.read("pyenv/asked"), "asked\n");
    fixture.write("pyenv/version", "98");
    assert_eq!(default(&fixture).full, "3.98.0");

    // A page that is opened again and again would start them all each time, until nothing else gets a turn.
    fixture.write("pyenv/version", "99");
    let together = std::sync::Barrier::new(4);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                together.wait();
                assert_eq!(default(&fixture).full, "3.99.0");
            });
        }
    });
    assert_eq!(fixture.read("pyenv/asked"), "asked\n".repeat(3));
}

/// Each environment would take its whole size on the disk, and three times as long.
#[test]
fn environments_share_files_with_uvs_cache_also_behind_a_wall_and_archives_are_built_behind_it() {
    let mut fixture = Fixture::new("");
    fixture.wheel("index/main/tyone", "tyone", "1.0", &[]);
    let url = index::serve(fixture.root.join("index"));
    let [cache, home] = ["cache", "home"].map(|name| fixture.root.join(name));
    for folder in [&cache, &home] {
        fs::create_dir_all(folder).unwrap();
    }
    let wall = processes::Wall {
        read_only: vec![fixture.root.clone()],
        writable: vec![cache, home],
        ..processes::Wall::default()
    };
    let (wall, refused) = wall.build().unwrap();
    assert!(wall.is_some(), "{refused:?}");
    fixture.wall = wall;
    fixture.list(&format!("-i {url}/main/\ntyone\n"));
    let environment = fixture.prepare().unwrap();
    let packages = format!("lib/python{}/site-packages", environment.version);
    let links = fs::metadata(environment.root.join(packages).join("tyone.py")).unwrap().nlink();
    assert!(links > 1, "it is a copy");

    // Building it writes a file beside it.
    let archive = fixture.archive("index/main/mine");
    fixture.list(&format!("-i {url}/main/\nmine\n"));
    fixture.prepare().unwrap_err();
    assert!(!archive.with_file_name("built").exists(), "its code ran in front of the wall");
    assert!(fixture.read("log").contains("Read-only file system"), "{}", fixture.read("log"));
}

/// A broken program on the `PATH` must not prevent trainings.
#[test]
fn candidates_that_hang_flood_or_fail_are_ignored() {
    let fixture = Fixture::new("");
    for (name, text) in [("hangs", "exec sleep 1000"), ("floods", "exec yes"), ("fails", "echo {}; exit 1")] {
        let limit = if name == "hangs" { Duration::from_millis(100) } else { Duration::from_secs(60) };
        assert_eq!(probe(&fixture.script(name, text), &fixture.variables(), limit), None, "{name}");
    }
    fixture.script("bin/python3.8", "exit 1");
    fs::create_dir_all(fixture.root.join("home/.pyenv")).unwrap();
    assert!(Command::new("mkfifo").arg(fixture.root.join("home/.pyenv/version")).status().unwrap().success());
    assert_eq!(interpreters(&fixture.root.join("cache"), &fixture.variables())[0].path, base_python());
}

/// A package for an old image of AI Center would not run at all.
#[test]
fn for_a_python_that_is_too_old_the_nearest_is_taken() {
    let mut fixture = Fixture::new("");
    fixture.python = Some(PythonVersion { major: 3, minor: 6 });
    let environment = fixture.prepare().unwrap();
    let found = interpreters(&fixture.root.join("cache"), &fixture.variables());
    assert_eq!(Some(environment.version), found.iter().map(|found| found.version).min());
    let version = run(&environment.python, "import sys; print('%d.%d' % sys.version_info[:2])");
    assert_eq!(version, format!("{}\n", environment.version));
}

#[test]
fn a_python_that_is_missing_is_fetched_by_uv_only_if_that_is_allowed() {
    let mut fixture = Fixture::new("");
    fixture.python = Some(PythonVersion { major: 3, minor: 97 });
    let failure = fixture.prepare().unwrap_err();
    assert_eq!(failure.message.code(), "python-missing");

    let answer = r#"{"executable": "/bin/sh", "implementation": "cpython", "free_threaded": false, "version": "3.97", "full": "3.97.0", "order": 1, "platform": "p", "abi": "a"}"#;
    let fetched = fixture.script("fetched", &format!("echo '{answer}'"));
    fixture.set("FETCHED", fetched);
    fixture.set("UV_PYTHON_DOWNLOADS", "automatic");
    fixture.set("UV_PYTHON_INSTALL_DIR", fixture.root.join("pythons"));
    let fetch = "case $1 in python) mkdir -p \"$UV_PYTHON_INSTALL_DIR/x/bin\"; cp \"$FETCHED\" \"$UV_PYTHON_INSTALL_DIR/x/bin/python3\";;";
    fixture.uv =
        fixture.script("bin/uv", &format!("{fetch} *) echo \"error: came to $1\" >&2; exit 1;; esac"));
    let failure = fixture.prepare().unwrap_err();
    assert!(failure.to_string().contains("came to venv"), "{failure}");
}
