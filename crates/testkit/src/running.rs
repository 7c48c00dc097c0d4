//! Watches a run, and kills its processes.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::time::{Duration, SystemTime};

use rustix::fs::{CWD, Mode, mkfifoat};
use rustix::process::{Pid, Signal, kill_process};

use crate::Store;

/// A running `run start`, and its stderr.
#[derive(Debug)]
pub struct RunningTrainer {
    /// The `trainyard run start` process.
    pub command: Child,
    stderr: BufReader<ChildStderr>,
    /// The run's id.
    pub id: String,
}

impl RunningTrainer {
    /// Starts a command that follows a run, and reads the run's id.
    #[track_caller]
    pub fn start(mut command: Command) -> Self {
        let mut command = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stderr = BufReader::new(command.stderr.take().unwrap());
        let mut line = String::new();
        stderr.read_line(&mut line).unwrap();
        let id = line.strip_prefix("Run ").and_then(|rest| rest.split(' ').next());
        let id = id.unwrap_or_else(|| panic!("no id in {line:?}")).to_string();
        Self { command, stderr, id }
    }

    /// Waits for a line with `word` on stderr. Returns false if the run ends before.
    pub fn saw_line(&mut self, word: &str) -> bool {
        let mut line = String::new();
        while self.stderr.read_line(&mut line).is_ok_and(|length| length > 0) {
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
        while self.saw_line("\0") {}
        self.command.wait().unwrap()
    }
}

/// One of the two processes of this program that execute a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunProcess {
    /// `trainyard exec … --handed`
    Guard,
    /// `trainyard exec … --guarded-by`
    Executor,
}

impl Store {
    /// The id of a run's process, while it lives.
    pub fn process(&self, id: &str, process: RunProcess) -> Option<u32> {
        let of_run = crate::leftovers(&self.run_dir(id));
        let is_guarded = |arguments: &str| arguments.contains(" --guarded-by ");
        // A guard that starts the next run forks: for a moment, its child looks the same.
        let is_copy = |pid: u32, arguments: &str| {
            let parent = parent(pid);
            of_run.iter().any(|(other, others)| Some(*other) == parent && others == arguments)
        };
        let mut found = of_run.iter().filter(|(pid, arguments)| {
            arguments.contains(" exec ")
                && is_guarded(arguments) == (process == RunProcess::Executor)
                && !is_copy(*pid, arguments)
        });
        found.next().map(|(pid, _)| *pid)
    }

    /// Sends SIGKILL to these processes of a run, if they live, as simultaneously as possible.
    pub fn kill(&self, id: &str, processes: &[RunProcess]) {
        let found: Vec<u32> = processes.iter().filter_map(|process| self.process(id, *process)).collect();
        found.into_iter().for_each(|pid| send(pid, Signal::KILL));
    }

    /// Starts an agent, and waits until it prints that it is running.
    #[track_caller]
    pub fn agent(&self) -> Child {
        let mut agent = self.command(["agent"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(agent.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.contains("until it is stopped"), "{line}");
        agent
    }

    /// Makes a FIFO: opening it blocks until the other end is opened, too.
    pub fn fifo(&self, name: &str) -> PathBuf {
        let path = self.folder().join("data").join(name);
        mkfifoat(CWD, &path, Mode::RUSR | Mode::WUSR).unwrap();
        path
    }

    /// Follows a run's log until it contains `line`.
    ///
    /// # Panics
    /// The run ends without having printed it.
    #[track_caller]
    pub fn wait_for_log_line(&self, id: &str, line: &str) {
        let mut follower =
            self.command(["run", "log", id, "--follow"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(follower.stdout.take().unwrap());
        let mut received = Vec::new();
        while received != line.as_bytes() {
            received.clear();
            let length = log.read_until(b'\n', &mut received).unwrap();
            assert!(length > 0, "{line:?} was not printed: {}", self.json(["run", "show", id]));
            received.pop_if(|last| *last == b'\n');
        }
        follower.kill().unwrap();
        follower.wait().unwrap();
    }
}

fn parent(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name before it may contain anything, even a bracket.
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

/// Sends a signal to a process.
pub fn send(pid: u32, signal: Signal) {
    // Fails if the process has ended already.
    let _ = Pid::from_raw(pid as i32).map(|pid| kill_process(pid, signal));
}

/// Path, modification time and content of everything below `folder`, to check that nothing changes.
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
