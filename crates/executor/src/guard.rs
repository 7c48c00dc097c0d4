//! The guard, which watches the executor. It has one thread and one child.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, ExitStatus};

use files::Lock;
use jiff::Timestamp;
use locales::{Failure, Message, Result};
use rundir::{Outcome, Reason, RunDir, RunInputs, RunSpec, Started, Stop};

use crate::verdict::signal_name;

/// A run that only this process may execute, because it holds the run's lock.
#[derive(Debug)]
pub struct LockedRun {
    lock: Lock,
}

/// Locks a run: either adopts the lock that the parent has handed over as stdin (`handed`, after writing
/// `starting`), or takes the lock itself.
///
/// # Errors
/// Another process has locked the run, or it was started before, or there is no run.
pub fn take(run: &RunDir, handed: bool) -> Result<LockedRun> {
    let path = || files::shown(run.path());
    if !run.spec().is_file() {
        return Err(Message::RunUnreadable { path: path() }.into());
    }
    if handed {
        let lock = Lock::adopt_stdin(&run.lock())?;
        // The parent does this, too, unless it is dead.
        files::atomic::rename_once(&run.starting(), &run.started())?;
        return Ok(LockedRun { lock });
    }
    let Some(lock) = Lock::try_exclusive(&run.lock())? else {
        return Err(Message::RunLive { path: path() }.into());
    };
    if run.started().exists() || rundir::has_outcome(run) {
        return Err(Message::RunOver { path: path() }.into());
    }
    let spec: RunSpec = rundir::read(&run.spec())?;
    // The run was not started by the queue, which would have assigned its cores.
    let cores = spec.limits.cores.unwrap_or(0) as usize;
    let cpus = processes::cpus().into_iter().take(cores).collect();
    RunInputs::of(&spec).write(run)?;
    files::document::write(
        &run.started(),
        &Started { at: Timestamp::now(), gpu: None, cpus, session: None },
    )?;
    Ok(LockedRun { lock })
}

/// Starts the executor with `program`, this program's own path, and waits for its end. When this returns,
/// every process of the run is dead and there is an outcome.
///
/// # Errors
/// The executor cannot be started, or the outcome cannot be written.
pub fn guard(run: &RunDir, locked: &LockedRun, program: &Path) -> Result<()> {
    let failed = |error| Failure::because(Message::ExecFailed, error);
    processes::adopt_orphans().map_err(failed)?;
    let mut command = Command::new(program);
    command.arg("exec").arg(run.path()).arg("--guarded-by").arg(std::process::id().to_string());
    command.stdin(locked.lock.to_stdio()?);
    let mut executor = processes::in_own_session(&mut command).spawn().map_err(failed)?;
    let status = executor.wait().map_err(failed)?;
    processes::kill_descendants();
    end_interrupted(run, Message::ReasonExecutorDied { how: how(status) })
}

/// Writes an outcome, if there is none, for a run whose processes are dead: killed if a person had asked
/// it to stop, failed otherwise.
///
/// # Errors
/// It cannot be written.
pub fn end_interrupted(run: &RunDir, reason: Message) -> Result<()> {
    if rundir::has_outcome(run) {
        return Ok(());
    }
    let now = Timestamp::now();
    let started = rundir::read::<Started>(&run.started()).map_or(now, |started| started.at);
    let was_stopped = rundir::stop(run).is_some_and(Stop::is_asked);
    let reason = Reason::from(reason).of_run(run);
    let outcome = Outcome::interrupted(started, now, was_stopped, reason);
    rundir::write_outcome(run, &outcome)
}

fn how(status: ExitStatus) -> String {
    status.signal().map_or_else(|| format!("exit code {}", status.code().unwrap_or(-1)), signal_name)
}
