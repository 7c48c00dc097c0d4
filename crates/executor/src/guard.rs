//! The guard: one thread, one child, one purpose.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, ExitStatus};

use files::Lock;
use jiff::Timestamp;
use locales::{Failure, Message, Result};
use rundir::{Outcome, Reason, RunDir, RunInputs, RunSpec, Started, Stop};

use crate::judge::signal_name;

/// A run that is this process's to run.
#[derive(Debug)]
pub struct Taken {
    lock: Lock,
}

/// Takes a run: with the lock that the parent handed over as stdin (`handed`; it has written
/// `starting` then), or with a lock of its own.
///
/// # Errors
/// The run is another process's, or was started before, or is no run.
pub fn take(run: &RunDir, handed: bool) -> Result<Taken> {
    let path = || files::shown(run.path());
    if !run.spec().is_file() {
        return Err(Message::RunUnreadable { path: path() }.into());
    }
    if handed {
        let lock = Lock::adopt_stdin(&run.lock())?;
        // The parent does it too; it may be dead.
        files::atomic::rename_once(&run.starting(), &run.started())?;
        return Ok(Taken { lock });
    }
    let Some(lock) = Lock::try_exclusive(&run.lock())? else {
        return Err(Message::RunLive { path: path() }.into());
    };
    if run.started().exists() || run.outcome().exists() {
        return Err(Message::RunOver { path: path() }.into());
    }
    let spec: RunSpec = rundir::read(&run.spec())?;
    // No queue knows of this run, so none chose what it gets for itself.
    let cores = spec.limits.cores.unwrap_or(0) as usize;
    let cpus = processes::cpus().into_iter().take(cores).collect();
    RunInputs::of(&spec).write(run)?;
    files::document::write(&run.started(), &Started { at: Timestamp::now(), gpu: None, cpus })?;
    Ok(Taken { lock })
}

/// Starts the executor, with `program`, which is this one, and waits for its end. When this
/// returns, every process of the run is dead and there is an outcome.
///
/// # Errors
/// When the executor could not be started or an outcome not be written.
pub fn guard(run: &RunDir, taken: &Taken, program: &Path) -> Result<()> {
    let failed = |error| Failure::because(Message::ExecFailed, error);
    processes::adopt_orphans().map_err(failed)?;
    let mut command = Command::new(program);
    command.arg("exec").arg(run.path()).arg("--guarded-by").arg(std::process::id().to_string());
    command.stdin(taken.lock.to_stdio()?);
    let mut executor = processes::in_own_session(&mut command).spawn().map_err(failed)?;
    let status = executor.wait().map_err(failed)?;
    processes::kill_descendants();
    end_interrupted(run, Message::ReasonExecutorDied { how: how(status) })
}

/// Writes the outcome of a run whose tree is dead, if there is none: interrupted, or killed if the
/// person had asked for a stop.
///
/// # Errors
/// When it cannot be written.
pub fn end_interrupted(run: &RunDir, reason: Message) -> Result<()> {
    if run.outcome().exists() {
        return Ok(());
    }
    let now = Timestamp::now();
    let started = rundir::read::<Started>(&run.started()).map_or(now, |started| started.at);
    let was_stopped = rundir::stop(run).is_some_and(Stop::is_asked);
    let reason = Reason::from(reason).of_run(run);
    let outcome = Outcome::interrupted(started, now, was_stopped, reason);
    files::document::write(&run.outcome(), &outcome)
}

fn how(status: ExitStatus) -> String {
    status.signal().map_or_else(|| format!("exit code {}", status.code().unwrap_or(-1)), signal_name)
}
