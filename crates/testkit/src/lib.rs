//! Helpers for tests of the whole program: a store per test, packages made from a few lines of Python,
//! datasets, and checks that no process is left running.
//!
//! For tests only: it panics if anything is not as a test needs it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test ends when its ground is missing")]

pub mod fuzz;
pub mod hostile;
pub mod hostile_files;
mod index;
mod leftovers;
mod order;
mod package;
mod pdf;
mod previewer;
mod random;
mod rounds;
mod running;
mod scenario;

pub use index::{Wheel, index};
pub use leftovers::{leftovers, wait_until_none_left};
pub use order::names;
pub use package::Package;
pub use pdf::{pdf, pdf_stream};
pub use previewer::{peak, previewer};
pub use random::Random;
pub use rounds::{OnFailure, each_round, rounds};
pub use running::{RunProcess, RunningTrainer, fingerprint, send};
pub use rustix::process::Signal;
pub use scenario::Scenario;

use std::cell::RefCell;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// Variables of the person who runs the tests that would change the results.
const PERSONS: [&str; 10] = [
    "LC_ALL",
    "LC_MESSAGES",
    "LANGUAGE",
    "TZDIR",
    "TRAINYARD_PROJECT",
    "XDG_DATA_HOME",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_STATE_HOME",
    "UV_CACHE_DIR",
];

/// A store in its own temporary folder, together with everything else to which a program writes. No process may
/// be left when it is dropped.
#[derive(Debug)]
pub struct Store {
    folder: TempDir,
    program: PathBuf,
    /// The zips of versions that have passed the check, with their identity at that time.
    whole: RefCell<HashSet<(PathBuf, order::Identity)>>,
}

/// Whether the code of packages that [`Store::add_package`] adds will be isolated. The variable
/// `TRAINYARD_TEST_ISOLATION=off` says that it is not.
pub fn is_isolated() -> bool {
    std::env::var("TRAINYARD_TEST_ISOLATION").is_err()
}

impl Store {
    /// An empty store for the `trainyard` at `program`.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        let folder = tempfile::Builder::new().prefix("trainyard é' ").tempdir().unwrap();
        for name in ["home", "tmp", "data", "user"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        Self { folder, program: program.into(), whole: RefCell::default() }
    }

    /// The folder with the store and the other files of the test.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The store's own folder.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// Everything in the store, one line each with its type, its path, and size and hash of its content. Two equal
    /// listings mean that nothing was changed. The cache is left out, and so are ML Logs, which also record
    /// refusals.
    pub fn listing(&self) -> Vec<String> {
        let (mut found, mut waiting) = (Vec::new(), vec![self.home()]);
        while let Some(folder) = waiting.pop() {
            for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
                let (path, kind) = (entry.path(), entry.file_type().unwrap());
                if path == self.home().join("events.jsonl") {
                    continue;
                }
                let is_folder = kind.is_dir();
                let held = if kind.is_file() { fs::read(&path).unwrap() } else { Vec::new() };
                let mut hasher = DefaultHasher::new();
                held.hash(&mut hasher);
                found.push(format!("{is_folder} {} {} {:x}", path.display(), held.len(), hasher.finish()));
                if is_folder && path != self.home().join("cache") {
                    waiting.push(path);
                }
            }
        }
        found.sort();
        found
    }

    /// The directory of a run.
    pub fn run_dir(&self, id: &str) -> PathBuf {
        self.home().join("runs").join(id)
    }

    /// The data that a run has kept as `data_directory` or `test_data_directory`, copied out of the store.
    #[track_caller]
    pub fn kept(&self, id: &str, name: &str) -> PathBuf {
        let folder = self.folder().join("data").join(format!("{id}-{name}"));
        if !folder.exists() {
            self.json(["run", "download", id, name, "--output", folder.to_str().unwrap()]);
        }
        folder
    }

    /// The file with the environment variables of whoever asked for a run.
    pub fn environ(&self, id: &str) -> PathBuf {
        self.home().join("environs").join(id)
    }

    /// The program with these arguments, in an environment that keeps it inside the test's folder.
    pub fn command(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = Command::new(&self.program);
        command.args(arguments).current_dir(self.folder.path());
        command.env("TRAINYARD_HOME", self.home()).env("LANG", "C.UTF-8").env("TZ", "UTC");
        command.env("TMPDIR", self.folder.path().join("tmp")).env("UV_PYTHON_DOWNLOADS", "never");
        // What is written to a person's home, such as uv's cache, stays in the test's folder.
        command.env("HOME", self.folder.path().join("user"));
        PERSONS.iter().for_each(|name| _ = command.env_remove(name));
        command
    }

    /// Runs the program to its end.
    pub fn output(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs the program, which must succeed, and returns the JSON that it prints.
    #[track_caller]
    pub fn json(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Value {
        let output = self.command(arguments).arg("--json").output().unwrap();
        assert!(output.status.success(), "{output:?}");
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
    }

    /// Runs the program, which must succeed except for files that it names as skipped, and returns the JSON that it
    /// prints.
    #[track_caller]
    pub fn partly(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Value {
        let output = self.command(arguments).arg("--json").output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(!output.stderr.is_empty(), "nothing is named");
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
    }

    /// Runs the program, which must refuse, and returns the one line that it prints.
    #[track_caller]
    pub fn refused(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> String {
        let output = self.output(arguments);
        let line = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{line}");
        assert_eq!(line.lines().count(), 1, "{line}");
        line
    }

    /// Adds a package under a name; see [`is_isolated`].
    #[track_caller]
    pub fn add_package(&self, name: &str, package: &Package) -> Value {
        let folder = package.write(&self.folder.path().join("data"));
        let added = self.json([
            OsStr::new("package"),
            OsStr::new("add"),
            folder.as_os_str(),
            OsStr::new("--name"),
            OsStr::new(name),
        ]);
        if !is_isolated() {
            self.json(["package", "describe", name, "--isolation", "off"]);
        }
        added
    }

    /// Adds a small dataset under a name.
    #[track_caller]
    pub fn add_dataset(&self, name: &str) -> Value {
        let folder = self.folder.path().join("data").join(format!("{name}-source"));
        fs::create_dir_all(folder.join("2026")).unwrap();
        fs::write(folder.join("rows.csv"), "a,b\n1,2\n").unwrap();
        fs::write(folder.join("2026/more.csv"), "a,b\n3,4\n").unwrap();
        self.json([OsStr::new("dataset"), OsStr::new("add"), OsStr::new(name), folder.as_os_str()])
    }

    /// A store with the package `trainer` 1.0 and the dataset `rows`, in which one run is executed at a time.
    #[track_caller]
    pub fn with(program: impl Into<PathBuf>, package: &Package) -> Self {
        let store = Self::new(program);
        // The default depends on the machine's cores.
        fs::write(store.home().join("settings.json"), "{\"runs_at_once\": 1}\n").unwrap();
        store.add_package("trainer", package);
        store.add_dataset("rows");
        store
    }

    /// `run start` of `trainer` 1.0 with this pipeline type and more arguments.
    pub fn start_of<'a>(&self, kind: &'a str, more: impl IntoIterator<Item = &'a str>) -> Command {
        let usual = ["run", "start", "--type", kind, "--package", "trainer", "--version", "1.0"];
        self.command(usual.into_iter().chain(more))
    }

    /// `run start` of a training of `trainer` 1.0 on `rows` with more arguments.
    pub fn start<'a>(&self, more: impl IntoIterator<Item = &'a str>) -> Command {
        self.start_of("training", ["--dataset", "rows"].into_iter().chain(more))
    }

    /// Runs [`Store::start`] to its end, with any status, and returns the object that it prints.
    #[track_caller]
    pub fn trained<'a>(&self, more: impl IntoIterator<Item = &'a str>) -> Value {
        self.ran("training", ["--dataset", "rows"].into_iter().chain(more))
    }

    /// Runs [`Store::start_of`] to its end, with any status, and returns the object that it prints.
    #[track_caller]
    pub fn ran<'a>(&self, kind: &'a str, more: impl IntoIterator<Item = &'a str>) -> Value {
        let output = self.start_of(kind, more).arg("--json").output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
    }

    /// Starts a run without waiting for it, and returns its id.
    #[track_caller]
    pub fn detached<'a>(&self, more: impl IntoIterator<Item = &'a str>) -> String {
        let queued = self.trained(more.into_iter().chain(["--detach"]));
        queued["id"].as_str().unwrap_or_else(|| panic!("{queued}")).to_string()
    }

    /// Waits until a run has ended, by following its log, and returns the object of `run show`.
    #[track_caller]
    pub fn ended(&self, id: &str) -> Value {
        self.output(["run", "log", id, "--follow"]);
        let shown = self.json(["run", "show", id]);
        assert!(["Successful", "Failed", "Killed"].contains(&shown["status"].as_str().unwrap()), "{shown}");
        shown
    }

    /// The whole log of a run.
    pub fn log(&self, id: &str) -> Vec<u8> {
        fs::read(self.run_dir(id).join("log")).unwrap()
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            wait_until_none_left(self.folder.path());
            let left: Vec<_> = fs::read_dir(self.folder.path().join("tmp")).unwrap().flatten().collect();
            assert!(left.is_empty(), "left among the temporary files: {left:?}");
            // A store with a blank in its path is used through links.
            let links =
                fs::read_dir("/tmp").unwrap().flatten().filter_map(|entry| fs::read_link(entry.path()).ok());
            let left: Vec<_> = links.filter(|target| target.starts_with(self.folder.path())).collect();
            assert!(left.is_empty(), "links to these were left: {left:?}");
        }
    }
}
