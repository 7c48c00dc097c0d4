//! What of a store is in its backups.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Component, Path};

use contract::RunId;

use crate::Home;

/// Which files are included.
pub(super) struct Included<'a> {
    pub(super) home: &'a Home,
    /// The runs that are in progress.
    pub(super) running: &'a HashSet<RunId>,
}

/// What can be made again, is only of use to processes that live now, or is about to go.
const LEFT_OUT: [&str; 6] = ["cache", "trash", "staging", "lock", "agent.lock", "reserve"];

/// The same in `snapshots/`.
const LEFT_OUT_OF_SNAPSHOTS: [&str; 3] = ["seen", "incoming", "lock"];

/// The same in the directory of a run that is not in progress.
const LEFT_OUT_OF_RUNS: [&str; 7] =
    ["lock", "reserve", "copying", "harness.py", "ssh_config.d", "reports", "answers"];

/// What there is of a run that is in progress: what it is, and what it has said so far. Everything else belongs to an end
/// that has not come.
const OF_RUNNING: [&str; 12] = [
    "spec.json",
    "inputs.json",
    "labels.json",
    "started",
    "log",
    "log.idx",
    "program.log",
    "events.jsonl",
    "series",
    "logged.jsonl",
    "requirements.lock",
    "snapshots.json",
];
/// A folder of it.
const IMAGES: &str = "images";

impl Included<'_> {
    /// Whether what is at this path, relative to the store, is included. It is asked for a folder before what is in it.
    pub(super) fn includes(&self, path: &Path) -> bool {
        let names: Vec<&OsStr> = path.components().map(Component::as_os_str).collect();
        let text: Vec<&str> = names.iter().map(|name| name.to_str().unwrap_or_default()).collect();
        // What a program is just writing beside the file that it replaces.
        let is_writing = |depth: usize| text.len() == depth && text[depth - 1].starts_with(".writing-");
        match text[..] {
            [name] => !LEFT_OUT.contains(&name) && !name.starts_with("store.db") && !is_writing(1),
            ["snapshots", name] => !LEFT_OUT_OF_SNAPSHOTS.contains(&name),
            ["snapshots", "manifests", _] => !is_writing(3),
            ["environs", id] => !is_writing(2) && !self.is_running(id),
            ["schedules", _] => !is_writing(2),
            ["runs", id, name] => !is_writing(3) && self.includes_of_run(id, name),
            ["packages", _, _] => !is_writing(3),
            ["projects", _, "packages", _, _] => !is_writing(5),
            ["datasets", _, "files"] | ["projects", _, "datasets", _, "files"] => !self.is_link(path),
            ["datasets", _, _] => !is_writing(3),
            _ => true,
        }
    }

    fn is_running(&self, id: &str) -> bool {
        id.parse().is_ok_and(|id: RunId| self.running.contains(&id))
    }

    fn includes_of_run(&self, id: &str, name: &str) -> bool {
        match self.is_running(id) {
            true => OF_RUNNING.contains(&name) || name == IMAGES,
            false => !LEFT_OUT_OF_RUNS.contains(&name),
        }
    }

    /// Whether a dataset's files are a link to a folder elsewhere, which is made again from `dataset.json`.
    fn is_link(&self, path: &Path) -> bool {
        self.home.path().join(path).symlink_metadata().is_ok_and(|about| about.is_symlink())
    }
}
