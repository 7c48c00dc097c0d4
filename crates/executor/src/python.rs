//! The package's code as a process: what it sees, and what it reports.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use contract::{EventKind, ParameterValue, RunDir, RunSpec, Stage};
use environments::Layer;
use locales::{Failure, Message, Result};
use processes::Peer;
use rustix::pipe::{PipeFlags, pipe_with};
use serde::Deserialize;

use crate::MARK;
use crate::events::Events;
use crate::supervisor::Activity;

/// The directories that the code is told of (contract §3). Absolute, existing.
pub(crate) struct Directories {
    pub(crate) package_root: PathBuf,
    pub(crate) artifacts: PathBuf,
    pub(crate) data: PathBuf,
    pub(crate) training: PathBuf,
    pub(crate) evaluation: PathBuf,
}

/// The code, and what it gets.
pub(crate) struct Code<'a> {
    pub(crate) python: &'a Path,
    pub(crate) directories: &'a Directories,
    pub(crate) variables: Vec<(OsString, OsString)>,
    /// Its processor cores; none: all.
    pub(crate) cpus: &'a [u32],
}

/// What the harness reports.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Report {
    Stage(Stage),
    Error { stage: Stage, exception: String, text: String },
    Exit { stage: Stage, code: String },
    Score(f64),
    NoScore(String),
    Done,
}

/// All that was reported so far.
#[derive(Debug, Default)]
pub(crate) struct Reported {
    pub(crate) stage: Option<Stage>,
    /// Stage, exception, its text.
    pub(crate) error: Option<(Stage, String, String)>,
    /// Stage, exit code.
    pub(crate) exit: Option<(Stage, String)>,
    /// What `evaluate` returned.
    pub(crate) score: Option<f64>,
    /// The same where it is no number, as Python shows it.
    pub(crate) no_score: Option<String>,
    pub(crate) done: bool,
}

/// A running Python.
pub(crate) struct Python {
    child: Child,
    peer: Peer,
    channel: OwnedFd,
    /// Held so that the channel is never at its end, whoever else has it open.
    _reports: OwnedFd,
    unread: Vec<u8>,
    pub(crate) reported: Reported,
    ended: Option<io::Result<ExitStatus>>,
}

/// A report is a short line; what is longer comes from code that found the pipe.
const LONGEST_REPORT: usize = 64 * 1024;

impl Python {
    /// Starts the harness. Its output goes to `output`.
    pub(crate) fn start(run: &RunDir, spec: &RunSpec, code: &Code<'_>, output: OwnedFd) -> Result<Self> {
        let failed =
            |error| Failure::because(Message::PythonNotStarted { path: files::shown(code.python) }, error);
        fs::write(run.harness(), include_str!("harness.py")).map_err(failed)?;
        let (channel, reports) = pipe_with(PipeFlags::CLOEXEC).map_err(|error| failed(error.into()))?;
        rustix::fs::fcntl_setfl(&channel, rustix::fs::OFlags::NONBLOCK)
            .map_err(|error| failed(error.into()))?;
        let mut command = Command::new(code.python);
        command
            .arg(run.harness())
            .arg(reopened(&reports))
            .arg(format!("[trainyard] {}\n", Message::TrainingFolderEmpty))
            .args(spec.kind.calls().iter().map(|method| call(method, code.directories)))
            .current_dir(&code.directories.package_root)
            .env_clear()
            .envs(code.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(output.try_clone().map_err(failed)?)
            .stderr(output);
        if !code.cpus.is_empty() {
            processes::on_cpus(&mut command, code.cpus);
        }
        let child = processes::tied_to_parent(&mut command).spawn().map_err(failed)?;
        let peer = Peer::child(&child).map_err(failed)?;
        Ok(Self {
            child,
            peer,
            channel,
            _reports: reports,
            unread: Vec::new(),
            reported: Reported::default(),
            ended: None,
        })
    }

    /// How it ended. Every process it started is dead.
    pub(crate) fn end(mut self) -> Result<(ExitStatus, Reported)> {
        let ended = self.ended.take().unwrap_or_else(|| self.child.wait());
        Ok((ended.map_err(|error| Failure::because(Message::ExecFailed, error))?, self.reported))
    }

    fn take(&mut self, line: &[u8], events: &mut Events) {
        match serde_json::from_slice(line) {
            Ok(Report::Stage(stage)) => {
                self.reported.stage = Some(stage);
                events.write(EventKind::Stage { stage });
            }
            Ok(Report::Error { stage, exception, text }) => {
                self.reported.error = Some((stage, exception, text))
            }
            Ok(Report::Exit { stage, code }) => self.reported.exit = Some((stage, code)),
            Ok(Report::Score(score)) => {
                self.reported.score = Some(score);
                events.write(EventKind::Score { score });
            }
            Ok(Report::NoScore(value)) => self.reported.no_score = Some(value),
            Ok(Report::Done) => self.reported.done = true,
            // Not the harness's: code that found the pipe.
            Err(_) => {}
        }
    }
}

impl Activity for Python {
    fn end(&self) -> BorrowedFd<'_> {
        self.peer.as_fd()
    }

    fn terminate(&self) {
        self.peer.terminate_group();
    }

    fn kill(&self) {
        self.peer.kill();
    }

    fn clear(&mut self) {
        self.ended = Some(self.child.wait());
        processes::kill_descendants();
    }

    fn reap(&self) {
        processes::reap_adopted(self.child.id());
    }

    fn channel(&self) -> Option<BorrowedFd<'_>> {
        Some(self.channel.as_fd())
    }

    fn hear(&mut self, events: &mut Events) -> bool {
        let mut bytes = [0; 4096];
        match rustix::io::read(&self.channel, &mut bytes) {
            Ok(length) if length > 0 => self.unread.extend(&bytes[..length]),
            Err(rustix::io::Errno::INTR) => return true,
            _ => return false,
        }
        while let Some(end) = self.unread.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.unread.drain(..=end).collect();
            self.take(&line, events);
        }
        if self.unread.len() > LONGEST_REPORT {
            self.unread.clear();
        }
        true
    }
}

/// Where other processes of the same person can open a descriptor of this one anew.
fn reopened(descriptor: &OwnedFd) -> String {
    format!("/proc/{}/fd/{}", std::process::id(), descriptor.as_raw_fd())
}

/// A call as the harness reads it: the method and, for those that take one, the directory.
fn call(method: &str, directories: &Directories) -> OsString {
    let directory = match method {
        "train" => &directories.training,
        "evaluate" => &directories.evaluation,
        "process_data" => &directories.data,
        _ => return method.into(),
    };
    let mut call = OsString::from(method);
    call.push("=");
    call.push(directory);
    call
}

/// The environment of the code (contract §3): `base`, the person's, less what is not theirs, with
/// the form's parameters and the program's own variables. `layer` is the run's.
///
/// # Errors
/// A secret that does not exist.
pub(crate) fn variables(
    base: impl Iterator<Item = (OsString, OsString)>,
    spec: &RunSpec,
    gpu: Option<u32>,
    directories: &Directories,
    layer: &Layer,
) -> Result<Vec<(OsString, OsString)>> {
    let mut all: Vec<(OsString, OsString)> =
        base.filter(|(name, _)| is_the_persons(&name.to_string_lossy())).collect();
    all.retain(|(name, _)| !layer.replaces(&name.to_string_lossy()));
    let mut set = |name: &str, value: OsString| {
        all.retain(|(known, _)| known != name);
        all.push((name.into(), value));
    };
    for (name, value) in [("PYTHONUNBUFFERED", "1"), ("PYTHONUTF8", "1"), ("MPLBACKEND", "Agg")] {
        set(name, value.into());
    }
    // Any other pip than the layer's would change the person's own Python.
    set("PIP_REQUIRE_VIRTUALENV", "1".into());
    for parameter in spec.parameters.iter() {
        match &parameter.value {
            ParameterValue::Plain(text) => set(&parameter.name, text.into()),
            ParameterValue::Secret(name) => return Err(Message::SecretUnknown { name: name.clone() }.into()),
        }
    }
    for (name, directory) in [
        ("artifacts_directory", &directories.artifacts),
        ("data_directory", &directories.data),
        ("training_data_directory", &directories.training),
        ("evaluation_data_directory", &directories.evaluation),
        ("test_data_directory", &directories.evaluation),
    ] {
        set(name, directory.into());
    }
    set("CUDA_VISIBLE_DEVICES", gpu.map_or(String::new(), |gpu| gpu.to_string()).into());
    if gpu.is_some() {
        // CUDA counts the fastest first unless told otherwise; the number is the driver's.
        set("CUDA_DEVICE_ORDER", "PCI_BUS_ID".into());
    }
    set(MARK, spec.id.as_str().into());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(layer.bin.clone()).chain(std::env::split_paths(&path));
    set("PATH", std::env::join_paths(folders).unwrap_or(path.clone()));
    Ok(all)
}

/// What of the person's environment reaches their code, and uv.
pub(crate) fn is_the_persons(name: &str) -> bool {
    !["PYTHON", "CONDA_", "TRAINYARD_"].iter().any(|prefix| name.starts_with(prefix)) && name != "VIRTUAL_ENV"
}
