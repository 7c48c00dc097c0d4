//! A run that is watched, and whose processes can be killed.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::time::{Duration, SystemTime};

use rustix::fs::{CWD, Mode, mkfifoat};
use rustix::process::{Pid, Signal, kill_process};

use crate::Store;

/// A `run start` that goes on, and what it tells on stderr.
#[derive(Debug)]
pub struct Trial {
    /// The `trainyard run start` process.
    pub command: Child,
    told: BufReader<ChildStderr>,
    /// The run's id.
    pub id: String,
}

impl Trial {
    /// Starts a command that follows a run, and reads the run's id.
    #[track_caller]
    pub fn start(mut command: Command) -> Self {
        let mut command = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut told = BufReader::new(command.stderr.take().unwrap());
        let mut line = String::new();
        told.read_line(&mut line).unwrap();
        let id = line.strip_prefix("Run ").and_then(|rest| rest.split(' ').next());
        let id = id.unwrap_or_else(|| panic!("no id in {line:?}")).to_string();
        Self { command, told, id }
    }

    /// Waits until something with `word` in it is told; `false`: the run ended before.
    pub fn told(&mut self, word: &str) -> bool {
        let mut line = String::new();
        while self.told.read_line(&mut line).is_ok_and(|length| length > 0) {
            if line.contains(word) {
                return true;
            }
            line.clear();
        }
        false
    }

    /// Sends a signal to the `run start` process.
    pub fn signal(&self, signal: Signal) {
        send(self.command.id(), signal);
    }

    /// Waits for the end of the `run start` process.
    pub fn wait(mut self) -> ExitStatus {
        while self.told("\0") {}
        self.command.wait().unwrap()
    }
}

/// One of the two processes that keep a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeper {
    /// `trainyard exec … --handed`
    Guard,
    /// `trainyard exec … --guarded-by`
    Executor,
}

impl Store {
    /// The process of a run's keeper, while it lives.
    pub fn keeper(&self, id: &str, keeper: Keeper) -> Option<u32> {
        let of_run = crate::leftovers(&self.run_dir(id));
        let is_guarded = |arguments: &str| arguments.contains(" --guarded-by ");
        // One that is just starting the next run has a copy of itself for a moment, which is that
        // run's guard to be.
        let is_copy = |pid: u32, arguments: &str| {
            let parent = parent(pid);
            of_run.iter().any(|(other, others)| Some(*other) == parent && others == arguments)
        };
        let mut found = of_run.iter().filter(|(pid, arguments)| {
            arguments.contains(" exec ")
                && is_guarded(arguments) == (keeper == Keeper::Executor)
                && !is_copy(*pid, arguments)
        });
        found.next().map(|(pid, _)| *pid)
    }

    /// Sends SIGKILL to these keepers of a run that live, as nearly at once as can be.
    pub fn kill(&self, id: &str, keepers: &[Keeper]) {
        let found: Vec<u32> = keepers.iter().filter_map(|keeper| self.keeper(id, *keeper)).collect();
        found.into_iter().for_each(|pid| send(pid, Signal::KILL));
    }

    /// Starts an agent, which says that it is there.
    #[track_caller]
    pub fn agent(&self) -> Child {
        let mut agent = self.command(["agent"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        BufReader::new(agent.stdout.take().unwrap()).read_line(&mut said).unwrap();
        assert!(said.contains("seen to"), "{said}");
        agent
    }

    /// Makes a FIFO: opening it waits until the other side is opened too.
    pub fn fifo(&self, name: &str) -> PathBuf {
        let path = self.folder().join("data").join(name);
        mkfifoat(CWD, &path, Mode::RUSR | Mode::WUSR).unwrap();
        path
    }

    /// Follows a run's log until it holds `line`.
    ///
    /// # Panics
    /// When the run ends without having said it.
    #[track_caller]
    pub fn said(&self, id: &str, line: &str) {
        let mut follower =
            self.command(["run", "log", id, "--follow"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(follower.stdout.take().unwrap());
        let mut heard = Vec::new();
        while heard != line.as_bytes() {
            heard.clear();
            let length = log.read_until(b'\n', &mut heard).unwrap();
            assert!(length > 0, "{line:?} was not said: {}", self.json(["run", "show", id]));
            heard.pop_if(|last| *last == b'\n');
        }
        follower.kill().unwrap();
        follower.wait().unwrap();
    }
}

fn parent(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name before it may hold anything, a bracket too.
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

/// Sends a signal to a process.
pub fn send(pid: u32, signal: Signal) {
    // One that has ended needs none.
    let _ = Pid::from_raw(pid as i32).map(|pid| kill_process(pid, signal));
}

/// Everything below `folder` that must not change: path, size, modification time, bytes or target.
pub fn fingerprint(folder: &Path) -> Vec<(String, Duration, Vec<u8>)> {
    let mut all = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(path) = open.pop() {
        let facts = fs::symlink_metadata(&path).unwrap();
        let modified = facts.modified().unwrap().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        let bytes = if facts.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            Vec::new()
        } else if facts.is_symlink() {
            fs::read_link(&path).unwrap().into_os_string().into_encoded_bytes()
        } else {
            fs::read(&path).unwrap()
        };
        all.push((path.to_string_lossy().into_owned(), modified, bytes));
    }
    all.sort();
    all
}
