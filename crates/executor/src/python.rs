//! The process of the package's code: its environment, and its reports.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Instant;

use contract::ParameterValue;
use environments::Layer;
use locales::{Failure, Message, Result};
use processes::{Built, Peer};
use rundir::{RunDir, RunEventKind, RunSpec, Stage};

use crate::RUN_ID;
use crate::artifacts::OwnFolder;
use crate::before_calls::BeforeCalls;
use crate::channel::{Channel, Report};
use crate::supervisor::{Supervised, Supervisor};
use crate::tracker::Tracker;

/// The directories whose paths the code gets (contract §3). They are absolute and exist.
pub(crate) struct Directories {
    pub(crate) package_root: PathBuf,
    /// `./artifacts`, unless the package itself contains something with that name.
    pub(crate) own_artifacts: Option<OwnFolder>,
    pub(crate) artifacts: PathBuf,
    pub(crate) data: PathBuf,
    pub(crate) training: PathBuf,
    pub(crate) evaluation: PathBuf,
}

/// How the code is started.
pub(crate) struct Code<'a> {
    pub(crate) python: &'a Path,
    pub(crate) directories: &'a Directories,
    pub(crate) variables: Vec<(OsString, OsString)>,
    /// Its processor cores; empty: all.
    pub(crate) cpus: &'a [u32],
    /// The wall around it, if there is one.
    pub(crate) wall: Option<&'a Built>,
}

/// Everything that was reported so far.
#[derive(Debug, Default)]
pub(crate) struct Reported {
    pub(crate) stage: Option<Stage>,
    /// The stage, the exception's type, and its text.
    pub(crate) error: Option<(Stage, String, String)>,
    /// The stage and the exit code.
    pub(crate) exit: Option<(Stage, String)>,
    /// What `evaluate` returned.
    pub(crate) score: Option<f64>,
    /// What `evaluate` returned if that is not a number, as Python prints it.
    pub(crate) no_score: Option<String>,
    pub(crate) done: bool,
}

impl Reported {
    /// Whether no call follows, because all were made or one failed.
    fn is_over(&self) -> bool {
        self.done || self.error.is_some() || self.exit.is_some() || self.no_score.is_some()
    }
}

/// A running Python.
pub(crate) struct Python<'a> {
    child: Child,
    peer: Peer,
    channel: Channel,
    before_calls: BeforeCalls<'a>,
    tracker: Tracker,
    pub(crate) reported: Reported,
    /// When the last call returned or failed.
    over: Option<Instant>,
    ended: Option<io::Result<ExitStatus>>,
}

impl<'a> Python<'a> {
    /// Starts the harness. Its output goes to `output`.
    pub(crate) fn start(
        run: &'a RunDir,
        spec: &'a RunSpec,
        code: &'a Code<'_>,
        tracker: Tracker,
        output: OwnedFd,
    ) -> Result<Self> {
        let failed =
            |error| Failure::because(Message::PythonNotStarted { path: files::shown(code.python) }, error);
        fs::write(run.harness(), include_str!("harness.py")).map_err(failed)?;
        let channel = Channel::make(run).map_err(failed)?;
        let mut command = Command::new(code.python);
        command
            .args([run.harness(), run.reports(), run.answers()])
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
        match code.wall {
            Some(wall) => wall.enclose(&mut command).map_err(failed)?,
            None => processes::tied_to_parent(&mut command),
        };
        let child = command.spawn().map_err(failed)?;
        let peer = Peer::child(&child).map_err(failed)?;
        let before_calls = BeforeCalls { run, spec, directories: code.directories };
        Ok(Self {
            child,
            peer,
            channel,
            before_calls,
            tracker,
            reported: Reported::default(),
            over: None,
            ended: None,
        })
    }

    /// Returns its exit status, its reports, and what tracked it. Every process that it started is dead.
    pub(crate) fn end(mut self) -> Result<(ExitStatus, Reported, Tracker)> {
        let ended = self.ended.take().unwrap_or_else(|| self.child.wait());
        let status = ended.map_err(|error| Failure::because(Message::ExecFailed, error))?;
        Ok((status, self.reported, self.tracker))
    }

    fn take(&mut self, report: Report, supervisor: &mut Supervisor) {
        match report {
            Report::Stage(stage) => {
                self.begin(stage, supervisor);
                // Otherwise the next call would begin, only to be killed.
                if !supervisor.is_to_be_killed() {
                    self.channel.answer();
                }
            }
            Report::TrainingFolderEmpty => {
                supervisor.log_line(&Message::TrainingFolderEmpty);
                self.channel.answer();
            }
            Report::Error { stage, exception, text } => self.reported.error = Some((stage, exception, text)),
            Report::Exit { stage, code } => self.reported.exit = Some((stage, code)),
            Report::Score(score) => {
                self.reported.score = Some(score);
                supervisor.events.write(RunEventKind::Score { score });
            }
            Report::NoScore(value) => self.reported.no_score = Some(value),
            Report::Done => self.reported.done = true,
        }
        if self.reported.is_over() {
            self.over.get_or_insert_with(Instant::now);
        }
    }

    /// Begins a stage, while the code waits, unless it is dead already. A stage that is not a later one is
    /// ignored, because it is from code that found the channel.
    fn begin(&mut self, stage: Stage, supervisor: &mut Supervisor) {
        let is_next = stage <= Stage::Evaluate && Some(stage) > self.reported.stage.or(Some(Stage::Data));
        if !is_next {
            return;
        }
        self.reported.stage = Some(stage);
        supervisor.events.write(RunEventKind::Stage { stage });
        if self.ended.is_none() {
            self.before_calls.before(stage, supervisor);
        }
    }
}

impl Supervised for Python<'_> {
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
        Some(self.channel.reports())
    }

    fn receive(&mut self) -> bool {
        self.channel.receive()
    }

    fn handle_reports(&mut self, supervisor: &mut Supervisor) {
        while let Some(report) = self.channel.next() {
            self.take(report, supervisor);
        }
    }

    fn over(&self) -> Option<Instant> {
        self.over
    }

    fn log_grew(&self) {
        self.tracker.log_grew();
    }

    fn progress(&mut self) -> Option<RunEventKind> {
        self.tracker.progress()
    }
}

/// A call as an argument of the harness: the method and, if it has one, its directory.
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

/// The environment of the code (contract §3): the person's variables in `base`, the form's parameters, and the
/// program's own variables. `layer` is that of the run.
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
    let mut set = |name: &str, value: OsString| set(&mut all, name, value);
    for (name, value) in [("PYTHONUNBUFFERED", "1"), ("PYTHONUTF8", "1"), ("MPLBACKEND", "Agg")] {
        set(name, value.into());
    }
    // Environments share files with uv's own cache, which is read-only for the code.
    set("UV_CACHE_DIR", layer.uv_cache().into());
    // A pip other than the layer's must not change the person's own Python.
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
        // CUDA numbers GPUs by speed by default; the assigned number is that of the driver.
        set("CUDA_DEVICE_ORDER", "PCI_BUS_ID".into());
    }
    set(RUN_ID, spec.id.as_str().into());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(layer.bin.clone()).chain(std::env::split_paths(&path));
    set("PATH", std::env::join_paths(folders).unwrap_or(path.clone()));
    Ok(all)
}

/// Sets a variable.
pub(crate) fn set(variables: &mut Vec<(OsString, OsString)>, name: &str, value: OsString) {
    variables.retain(|(known, _)| known != name);
    variables.push((name.into(), value));
}

/// The value of a variable; of one that is not UTF-8, as much as can be read.
pub(crate) fn value_of(variables: &[(OsString, OsString)], name: &str) -> Option<String> {
    let (_, value) = variables.iter().find(|(known, _)| known == name)?;
    Some(value.to_string_lossy().into_owned())
}

/// Whether a variable of the person's environment is passed on to the code and to uv.
pub(crate) fn is_the_persons(name: &str) -> bool {
    !environments::misleads_python(name) && !name.starts_with("TRAINYARD_")
}
