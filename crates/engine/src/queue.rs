//! The queue: which run is started when, and how.

use std::fs::OpenOptions;
use std::process::{Command, Stdio};

use contract::{RunId, Status};
use files::{Lock, atomic, lock, parallel};
use jiff::Timestamp;
use locales::{Failure, Message, Result};
use rundir::{Outcome, RunDir, RunSpec, Started};
use store::runs::RunRow;

use crate::{Engine, Run, StoreLock, environ, machine};

/// What starting a run came to.
enum Start {
    Live(RunDir),
    /// It is passed over: somebody else has it, it is gone, or no GPU is free for it.
    Passed,
    /// It is Failed: no process could be started.
    Failed,
}

impl Engine {
    /// Starts as many queued runs, in the queue's order, as the setting "runs at once" allows; none
    /// while the queue is paused.
    ///
    /// # Errors
    /// When the store or a run cannot be read or written; what can be started was started all the
    /// same. A run whose process cannot be started is Failed.
    pub fn advance(&self) -> Result<()> {
        // Asked without the lock first: most of the time there is nothing to start.
        let waits = |run: &RunRow| run.status == Status::Queued;
        if self.home.is_read_only()
            || self.queue_file().paused
            || !self.read(|tables| tables.open_runs())?.iter().any(waits)
        {
            return Ok(());
        }
        let lock = self.lock_store()?;
        self.advance_locked(&lock)
    }

    /// The same for who has the store's lock.
    pub(crate) fn advance_locked(&self, _lock: &StoreLock) -> Result<()> {
        let queue = self.queue_file();
        if queue.paused {
            return Ok(());
        }
        let settings = self.settings();
        let mut live = Vec::new();
        let mut queued = Vec::new();
        for row in self.read(|tables| tables.open_runs())? {
            let run = self.home.run(&row.id);
            if run.outcome().exists() {
                continue;
            }
            if !run.started().exists() {
                queued.push(Run(row));
            } else if lock::is_held(&run.lock()).unwrap_or(true) {
                live.push(run);
            }
        }
        queue.sort(&mut queued);
        let mut done = Ok(());
        for Run(row) in queued {
            if live.len() >= settings.runs_at_once as usize {
                break;
            }
            match self.start(row, &live) {
                Ok(Start::Live(run)) => live.push(run),
                Ok(Start::Passed) => {}
                // The machine starts no process now: the next one would only fail too.
                Ok(Start::Failed) => break,
                Err(failure) => done = Err(failure),
            }
        }
        done
    }

    /// Starts one run. The process that runs it holds its lock from its first instruction on: there
    /// is no moment at which a started run looks dead. It is started once there is that process, and
    /// stays Queued should this one die before.
    fn start(&self, mut row: RunRow, live: &[RunDir]) -> Result<Start> {
        let run = self.home.run(&row.id);
        // Deleted by hand: forgotten when the store is opened next.
        if !run.spec().exists() {
            return Ok(Start::Passed);
        }
        let Some(run_lock) = Lock::try_exclusive(&run.lock())? else { return Ok(Start::Passed) };
        // A person's own `exec` may have had it meanwhile.
        if run.started().exists() || run.outcome().exists() {
            return Ok(Start::Passed);
        }
        let Some(started) = give(&self.spec(&row.id)?, live) else { return Ok(Start::Passed) };
        atomic::write_json(&run.starting(), &started)?;
        let spawned = self.spawn(&run, &run_lock);
        atomic::rename_once(&run.starting(), &run.started())?;
        row.status = Status::Packaging;
        row.started = Some(started.at);
        self.write(|tables| tables.put_run(&row))?;
        if let Err(failure) = spawned {
            let outcome = Outcome::interrupted(started.at, Timestamp::now(), false, failure);
            atomic::write_json(&run.outcome(), &outcome)?;
            return Ok(Start::Failed);
        }
        Ok(Start::Live(run))
    }

    fn spawn(&self, run: &RunDir, run_lock: &Lock) -> Result<()> {
        let failed = |error| Failure::because(Message::ExecFailed, error);
        // What a crash of the program itself says must be found somewhere.
        let log = OpenOptions::new().append(true).create(true).open(run.log()).map_err(failed)?;
        let mut command = Command::new(&self.program);
        command.arg("--home").arg(self.home.path()).arg("exec").arg(run.path()).arg("--handed");
        command.stdin(run_lock.to_stdio()?).stdout(Stdio::null()).stderr(log).current_dir("/");
        // The environment of who asked for the run, not of who happens to start it.
        if let Ok(variables) = environ::read(&run.environ()) {
            command.env_clear().envs(variables);
        }
        let settings = self.settings();
        match &settings.uv {
            Some(uv) => command.env("TRAINYARD_UV", uv),
            None => command.env_remove("TRAINYARD_UV"),
        };
        for (name, value) in settings.for_uv() {
            command.env(format!("TRAINYARD_FOR_UV_{name}"), value);
        }
        let mut guard = processes::in_own_session(&mut command).spawn().map_err(failed)?;
        // Waited for, so that a program that lives long collects no zombies. Where no thread can be
        // started, the guard is one when it ends, until this program does.
        let _ = parallel::start(move || drop(guard.wait()));
        Ok(())
    }

    /// Finishes the runs that were started and whose processes are dead, forgets those that were
    /// deleted by hand, and starts what is next. What one of them is in the way of, the others are
    /// not: answers with what could not be done.
    pub(crate) fn settle_open_runs(&self) -> Result<Vec<Failure>> {
        let mut undone = Vec::new();
        for row in self.read(|tables| tables.open_runs())? {
            let gone = matches!(self.home.run(&row.id).path().try_exists(), Ok(false));
            let settled = if gone { self.forget(&row.id) } else { self.settle(&row.id).map(drop) };
            undone.extend(settled.err());
        }
        undone.extend(self.advance().err());
        Ok(undone)
    }

    /// A run whose directory was deleted by hand: nobody can stop what still runs of it.
    fn forget(&self, id: &RunId) -> Result<()> {
        processes::kill_marked("TRAINYARD_RUN", id.as_str());
        let run = self.home.run(id);
        let _ = environments::Layer::remove(&run.layer(), &run.layer_link());
        let _lock = self.lock_store()?;
        self.write(|tables| tables.delete_run(id))
    }

    /// Gives a run its end if its processes are dead and it has none. Answers whether it has ended,
    /// or was removed; in a store that may only be read, nothing more becomes of it.
    ///
    /// # Errors
    /// When that cannot be written.
    pub fn settle(&self, id: &RunId) -> Result<bool> {
        let run = self.home.run(id);
        if self.home.is_read_only() {
            return Ok(true);
        }
        if !run.outcome().exists() {
            if !run.started().exists() {
                return Ok(!run.path().exists());
            }
            let Some(_lock) = Lock::try_exclusive(&run.lock())? else { return Ok(false) };
            self.end_interrupted(&run, id)?;
        }
        // A full disk would keep it open: its end needs little room.
        self.home.with_reserve(|| self.finish(id))?;
        Ok(true)
    }
}

/// What a run is given beside those that are `live`. `None`: it waits until a GPU is free.
fn give(spec: &RunSpec, live: &[RunDir]) -> Option<Started> {
    let held: Vec<Started> = live.iter().filter_map(|run| atomic::read_json(&run.started()).ok()).collect();
    let taken: Vec<u32> = held.iter().filter_map(|other| other.gpu).collect();
    let gpu = if spec.gpu { Some(machine::free_gpu(&taken, machine::gpus())?) } else { None };
    let taken: Vec<u32> = held.into_iter().flat_map(|other| other.cpus).collect();
    let cpus = spec.limits.cores.map(|cores| machine::least_used(&processes::cpus(), &taken, cores));
    Some(Started { at: Timestamp::now(), gpu, cpus: cpus.unwrap_or_default() })
}
