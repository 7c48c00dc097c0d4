//! The queue: which run is started next, and how.

mod order;

pub(crate) use order::QueueFile;
pub use order::{QueuePosition, QueueState};

use std::fs::OpenOptions;
use std::process::{Command, Stdio};

use contract::{RunId, Status};
use files::{Lock, atomic, document, parallel};
use jiff::Timestamp;
use locales::{Failure, Message, Result};
use processes::Inherited;
use rundir::{DatasetRef, Outcome, RunDir, RunInputs, RunSpec, Started};
use store::runs::RunRow;

use crate::change::Change;
use crate::datasets::newest;
use crate::environ::{self, Saved};
use crate::logged::Logged;
use crate::parts::{Parts, Queue};
use crate::reads::Reads;
use crate::runs::liveness;
use crate::{Run, machine};

/// The variable with a run's id in the environment of its code.
pub(crate) const RUN: &str = "TRAINYARD_RUN";

/// The result of trying to start a run.
enum Start {
    Live(RunDir),
    /// The run is skipped: another process has it or will start it, it was deleted, no GPU is free for it, or
    /// it is Failed because the disk is full.
    Skipped,
    /// The run is Failed: no process could be started.
    Failed,
}

impl Queue<'_> {
    /// Starts as many queued runs as the setting "runs at once" allows, in the queue's order; none while the
    /// queue is paused.
    ///
    /// # Errors
    /// The store or a run cannot be read or written; the other runs were started all the same. A run whose
    /// process cannot be started is Failed, and so is one that finds the disk full.
    pub fn start_next(&self) -> Result<()> {
        self.start_for(None)
    }

    /// The same for a program that waits for a run ([`crate::Runs::awaited`]).
    ///
    /// # Errors
    /// Those of [`Queue::start_next`].
    pub fn start_awaited(&self, own: &RunId) -> Result<()> {
        self.start_for(Some(own))
    }

    fn start_for(&self, own: Option<&RunId>) -> Result<()> {
        // A run that was started inside of a run would be a part of it, and end with it.
        if std::env::var_os(RUN).is_some() {
            return Ok(());
        }
        // Checked without the lock first: most of the time there is nothing to start.
        let waits = |run: &RunRow| run.status == Status::Queued;
        if self.0.home().is_read_only()
            || self.file().paused
            || !self.0.read(|tables| tables.open_runs())?.iter().any(waits)
        {
            return Ok(());
        }
        self.0.change_store(|change| change.queue().start_next(own))
    }

    /// Finishes the started runs whose processes are dead, forgets the runs whose directories were deleted by
    /// hand, and starts the next runs. A failure with one run does not affect the others. Returns the
    /// failures.
    pub(crate) fn finish_dead_runs(&self) -> Result<Vec<Failure>> {
        let mut undone = Vec::new();
        for row in self.0.read(|tables| tables.open_runs())? {
            let gone = matches!(self.0.home().run(&row.id).path().try_exists(), Ok(false));
            let finished =
                if gone { self.forget(&row.id) } else { self.0.runs().finish_if_dead(&row.id).map(drop) };
            undone.extend(finished.err());
        }
        undone.extend(self.start_next().err());
        Ok(undone)
    }

    /// Kills what is left of a run whose directory was deleted by hand, since nobody could stop it any more,
    /// and removes its row.
    fn forget(&self, id: &RunId) -> Result<()> {
        let run = self.0.home().run(id);
        liveness::kill_leftovers(&run, id);
        environments::Layer::remove(&run.work().layer(), &run.layer_link()).logged("remove a run's layer");
        self.0.change_store(|change| change.catch_up(|tables| tables.delete_run(id)))
    }
}

impl Queue<'_, Change<'_>> {
    /// Starts the next runs. This program waits for the run `own`.
    fn start_next(&self, own: Option<&RunId>) -> Result<()> {
        let queue = self.file();
        if queue.paused {
            return Ok(());
        }
        let settings = self.0.settings();
        let mut live = Vec::new();
        let mut queued = Vec::new();
        for row in self.0.read(|tables| tables.open_runs())? {
            let run = self.0.home().run(&row.id);
            if rundir::has_outcome(&run) {
                continue;
            }
            if !run.started().exists() {
                queued.push(Run(row));
            } else if liveness::is_alive(&run).unwrap_or(true) {
                live.push(run);
            }
        }
        queue.sort(&mut queued);
        let mut done = Ok(());
        for Run(row) in queued {
            if live.len() >= settings.runs_at_once as usize {
                break;
            }
            match self.start(row, &live, own) {
                Ok(Start::Live(run)) => live.push(run),
                Ok(Start::Skipped) => {}
                // The machine cannot start processes now, so the next run would only fail too.
                Ok(Start::Failed) => break,
                Err(failure) => done = Err(failure),
            }
        }
        done
    }

    /// Starts one run. The process that runs it holds the run's lock from its first instruction on, so a
    /// started run never looks dead. The run only counts as started once that process exists, and stays
    /// Queued if this program dies before.
    fn start(&self, mut row: RunRow, live: &[RunDir], own: Option<&RunId>) -> Result<Start> {
        let run = self.0.home().run(&row.id);
        // Deleted by hand; its row is removed when the store is opened next.
        if !run.spec().exists() {
            return Ok(Start::Skipped);
        }
        let Some(run_lock) = liveness::lock_if_dead(&run)? else { return Ok(Start::Skipped) };
        // A person's own `exec` may have run it in the meantime.
        if run.started().exists() || rundir::has_outcome(&run) {
            return Ok(Start::Skipped);
        }
        // An older program saved it in the run's directory.
        let saved =
            environ::read(&run.environ()).or_else(|_| environ::read(&run.path().join("environ"))).ok();
        // A waiting `run start` can give the run its own limits, which this process cannot, and will start it.
        let can_be_given = |inherited: &Inherited| inherited.can_be_given();
        if !saved.as_ref().and_then(|saved| saved.inherited.as_ref()).is_none_or(can_be_given)
            && own != Some(&row.id)
            && self.0.runs().is_awaited(&row.id)
        {
            return Ok(Start::Skipped);
        }
        let spec = self.0.runs().spec(&row.id)?;
        let Some(started) = resources_for(&spec, live, self.0.timestamp()) else { return Ok(Start::Skipped) };
        let written = self.0.home().with_reserve(|| {
            self.inputs(&spec).write(&run)?;
            document::write(&run.starting(), &started)
        });
        if let Err(failure) = written {
            if self.0.home().full().is_none() {
                return Err(failure);
            }
            // On a full disk it fails with that reason, instead of waiting for ever.
            let outcome = Outcome::interrupted(started.at, started.at, false, failure);
            rundir::write_outcome(&run, &outcome)?;
            return Ok(Start::Skipped);
        }
        let spawned = self.spawn(&run, &run_lock, saved);
        atomic::rename_once(&run.starting(), &run.started())?;
        row.status = Status::Packaging;
        row.started = Some(started.at);
        self.0.catch_up(|tables| tables.put_run(&row))?;
        if let Err(failure) = spawned {
            let outcome = Outcome::interrupted(started.at, self.0.timestamp(), false, failure);
            rundir::write_outcome(&run, &outcome)?;
            return Ok(Start::Failed);
        }
        Ok(Start::Live(run))
    }

    /// The inputs of a run that is about to be started.
    fn inputs(&self, spec: &RunSpec) -> RunInputs {
        let home = self.0.home().in_project(&spec.project);
        let newest = |dataset: &Option<DatasetRef>| newest(&home, &dataset.as_ref()?.name);
        let (input_state, evaluation_state) = (newest(&spec.input), newest(&spec.evaluation));
        RunInputs { input_state, evaluation_state, ..RunInputs::of(spec) }
    }

    fn spawn(&self, run: &RunDir, run_lock: &Lock, saved: Option<Saved>) -> Result<()> {
        let failed = |error| Failure::because(Message::ExecFailed, error);
        // The output of a crash of the program itself must be found somewhere.
        let program_log =
            OpenOptions::new().append(true).create(true).open(run.program_log()).map_err(failed)?;
        let mut command = Command::new(self.0.program());
        command.arg("--home").arg(self.0.home().path()).arg("exec").arg(run.path()).arg("--handed");
        command.stdin(run_lock.to_stdio()?).stdout(Stdio::null()).stderr(program_log).current_dir("/");
        // The environment variables and limits of the person who created the run, not of the process that starts
        // it.
        if let Some(saved) = saved {
            command.env_clear().envs(saved.variables);
            saved.inherited.map(|inherited| inherited.give(&mut command));
        }
        // The run may have been created by the code of another one.
        command.env_remove(RUN);
        let settings = self.0.settings();
        match &settings.uv {
            Some(uv) => command.env("TRAINYARD_UV", uv),
            None => command.env_remove("TRAINYARD_UV"),
        };
        for (name, value) in settings.for_uv() {
            command.env(format!("TRAINYARD_FOR_UV_{name}"), value);
        }
        let mut guard = processes::in_own_session(&mut command).spawn().map_err(failed)?;
        // A thread waits for the guard, so that a long-lived program collects no zombies. If no thread can be
        // started, the guard stays a zombie until this program ends.
        parallel::start(move || drop(guard.wait())).logged("wait for a guard's end");
        Ok(())
    }
}

/// The GPU and cores for a run, besides those of the `live` runs. `None`: the run waits for a free GPU.
fn resources_for(spec: &RunSpec, live: &[RunDir], at: Timestamp) -> Option<Started> {
    let others: Vec<Started> = live.iter().filter_map(|run| rundir::read(&run.started()).ok()).collect();
    let taken: Vec<u32> = others.iter().filter_map(|other| other.gpu).collect();
    let gpu = if spec.gpu { Some(machine::free_gpu(&taken, machine::gpus())?) } else { None };
    let taken: Vec<u32> = others.into_iter().flat_map(|other| other.cpus).collect();
    let cpus = spec.limits.cores.map(|cores| machine::least_used(&processes::cpus(), &taken, cores));
    Some(Started { at, gpu, cpus: cpus.unwrap_or_default(), session: None })
}
