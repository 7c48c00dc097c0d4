//! The executor, which runs the stages of a run and writes its outcome.

use std::path::Path;
use std::time::Duration;

use contract::PythonVersion;
use environments::{Change, Layer};
use files::{Lock, document};
use jiff::Timestamp;
use locales::{Failure, Message, Result};
use processes::{Built, Machine, Peer, Session};
use rundir::{
    End, Exit, Outcome, PackageChange, PackedVersion, Reason, RunDir, RunEventKind, RunInputs, RunSpec,
    Stage, Started, Stop,
};

use crate::artifacts::Transfer;
use crate::data;
use crate::guard::end_interrupted;
use crate::python::{self, Python};
use crate::stages;
use crate::supervisor::{Interruption, Supervisor, cannot, output_pipe};
use crate::tracker::Tracker;
use crate::verdict;
use crate::version;
use crate::wall::{self, Walls};

/// Who finishes a run after the executor has ended.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub enum Executed {
    /// The guard is alive and does the rest.
    Guarded,
    /// The guard is dead, so that this process has to do the rest.
    Orphaned,
}

/// Executes a run from `started` to `outcome.json`. `guard` is the process id of the guard, which has handed
/// over the run's lock as stdin.
///
/// # Errors
/// Not even an outcome could be written.
pub fn execute(run: &RunDir, guard: u32) -> Result<Executed> {
    let _lock = Lock::adopt_stdin(&run.lock())?;
    let failed = |error| Failure::because(Message::ExecFailed, error);
    processes::adopt_orphans().map_err(failed)?;
    let spec: RunSpec = rundir::read(&run.spec())?;
    let started: Started = rundir::read(&run.started())?;
    // An older program starts runs without inputs.json.
    let inputs = match run.inputs().exists() {
        true => rundir::read(&run.inputs())?,
        false => RunInputs::of(&spec),
    };
    let Some(guard) = Peer::parent(guard).map_err(failed)? else {
        end_interrupted(run, Message::ReasonGuardDied)?;
        return Ok(Executed::Orphaned);
    };
    // A training may fill the disk, and its outcome must be written nevertheless. If there is no space for this
    // file, the run fails at its first copy anyway.
    let _ = rundir::reserve(run);
    let grace = Duration::from_secs(spec.grace_seconds.into());
    let mut supervisor = Supervisor::new(run, guard, grace, spec.limits.memory)?;
    let mut attempt = Attempt { stage: None, exit: None, score: None };
    let ended =
        attempt.go(run, &spec, &inputs, &started, &mut supervisor).map_err(|halt| full_disk(run, halt));
    processes::kill_descendants();
    if matches!(ended, Err(Interruption::Orphaned)) {
        end_interrupted(run, Message::ReasonGuardDied)?;
        return Ok(Executed::Orphaned);
    }
    attempt.end(run, &spec, &started, &mut supervisor, ended)?;
    // The guard may have died during the last steps, which are not supervised.
    Ok(if supervisor.is_guarded() { Executed::Guarded } else { Executed::Orphaned })
}

/// On a full disk anything may fail with any message; the reason is then that the disk is full. Exceptions of the
/// package's code stay as they are, and so does the failure that there was not enough space to begin with.
fn full_disk(run: &RunDir, halt: Interruption) -> Interruption {
    let is_full = files::space::free(run.path()).is_ok_and(|free| free < FULL);
    match halt {
        Interruption::Failed(failure)
            if is_full
                && !matches!(
                    *failure.message,
                    Message::ReasonException { .. } | Message::DiskFull { .. }
                ) =>
        {
            let path = files::shown(run.path());
            Failure::because(Message::ReasonDiskFull { place: path }, failure).into()
        }
        halt => halt,
    }
}

/// The machine, of which the run's code may use as many cores as the run was given.
fn machine(started: &Started) -> Machine {
    let mut machine = Machine::here();
    if !started.cpus.is_empty() {
        machine.usable = machine.usable.min(started.cpus.len() as u32);
    }
    machine
}

/// Records in the events and in the log what the code installed.
fn record_installed(layer: &Layer, supervisor: &mut Supervisor) {
    let message = match layer.changes() {
        Ok(packages) if packages.is_empty() => return,
        Ok(changes) => {
            let packages: Vec<_> = changes.into_iter().take(MOST_INSTALLED).map(change).collect();
            let names = packages.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            supervisor.events.write(RunEventKind::Installed { packages });
            Message::InstalledByCode { packages: names }
        }
        Err(failure) => Message::InstalledUnknown { reason: failure.to_string() },
    };
    supervisor.log_line(&message);
}

fn change(Change { name, version, before }: Change) -> PackageChange {
    PackageChange { name, version, before }
}

/// How many installed packages are reported. pip never installs as many, but code might create many package folders.
const MOST_INSTALLED: usize = 1000;

/// A disk with less free space than this, in bytes, counts as full.
const FULL: u64 = 1 << 20;

/// What is known about the run for its outcome.
struct Attempt {
    stage: Option<Stage>,
    exit: Option<Exit>,
    score: Option<f64>,
}

impl Attempt {
    fn begin(&mut self, stage: Stage, supervisor: &mut Supervisor) -> Result<(), Interruption> {
        self.stage = Some(stage);
        supervisor.begin(stage)
    }

    /// Runs all stages. Returns the packed version, if the pipeline type makes one.
    fn go(
        &mut self,
        run: &RunDir,
        spec: &RunSpec,
        inputs: &RunInputs,
        started: &Started,
        supervisor: &mut Supervisor,
    ) -> Result<Option<PackedVersion>, Interruption> {
        supervisor.events.write(RunEventKind::Machine(machine(started)));
        self.begin(Stage::Package, supervisor)?;
        let package_root = supervisor.job(|watch, _| stages::unpack(run, spec, inputs, watch))?;
        self.begin(Stage::Environment, supervisor)?;
        let variables = stages::variables_for_uv(spec);
        let walls = Walls::build(run, spec, &variables, supervisor)?;
        if !walls.end_everything() {
            let started = Started { session: Session::own(), ..started.clone() };
            document::rewrite(&run.started(), &started)?;
        }
        let for_uv = (&variables, walls.building.as_ref());
        let environment = supervisor
            .job(|watch, output| stages::environment(run, spec, &package_root, for_uv, watch, output))?;
        supervisor.events.write(stages::environment_event(&environment));
        if let Some(asked) = spec.package.python.filter(|asked| *asked < PythonVersion::OLDEST) {
            let (asked, taken) = (asked.to_string(), environment.version.to_string());
            supervisor.log_line(&Message::PythonInstead { asked, taken });
        }
        self.begin(Stage::Data, supervisor)?;
        for message in supervisor.job(|watch, _| data::bring_in(run, spec, inputs, watch))? {
            supervisor.log_line(&message);
        }
        let layer = stages::layer(run, &environment)?;
        let directories = stages::directories(run, spec, package_root)?;
        let code = (&layer, walls.code.as_ref());
        self.code(run, spec, started, code, &directories, supervisor)?;
        if !spec.kind.trains() {
            return Ok(None);
        }
        version::trained(run)?;
        self.begin(Stage::Version, supervisor)?;
        let made = supervisor.job(|watch, _| version::pack(run, watch))?;
        for message in version::left_out(&made) {
            // The outcome contains the names, too, in case the log cannot be written.
            supervisor.log_line(&message);
        }
        Ok(Some(made))
    }

    /// Makes all calls of the package's code.
    fn code(
        &mut self,
        run: &RunDir,
        spec: &RunSpec,
        started: &Started,
        (layer, wall): (&Layer, Option<&Built>),
        directories: &python::Directories,
        supervisor: &mut Supervisor,
    ) -> Result<(), Interruption> {
        if let Some(gpu) = started.gpu {
            wall::create_gpu_devices();
            supervisor.measure_gpus(gpu);
        }
        let mut variables = python::variables(std::env::vars_os(), spec, started.gpu, directories, layer)?;
        let tracker =
            Tracker::start(run, directories, spec.metrics_from, |name| python::value_of(&variables, name));
        for (name, value) in tracker.variables() {
            python::set(&mut variables, name, value.clone());
        }
        let code = python::Code { python: &layer.python, directories, variables, cpus: &started.cpus, wall };
        let out_of_memory = verdict::out_of_memory_kills();
        let (output, written) = output_pipe().map_err(cannot)?;
        let mut python = Python::start(run, spec, &code, tracker, written)?;
        std::fs::File::create(run.running()).map_err(cannot)?;
        logs::panic_point("executor");
        let ended = supervisor.run(&mut python, output);
        let (status, reported, tracker) = python.end()?;
        tracker.finish(supervisor);
        record_installed(layer, supervisor);
        if let Some(Err(failure)) = directories.own_artifacts.as_ref().map(|own| own.collect(Transfer::Move))
        {
            supervisor.log_line(&failure);
        }
        self.exit = Some(verdict::exit(status));
        self.stage = reported.stage.or(self.stage);
        self.score = reported.score;
        supervisor.halted()?;
        ended?;
        match verdict::fault(&reported, status, verdict::out_of_memory_kills() > out_of_memory) {
            Some(message) => Err(Failure::from(message).into()),
            None => Ok(()),
        }
    }

    /// Cleans up and writes the outcome. Only a stop that came before it counts.
    fn end(
        self,
        run: &RunDir,
        spec: &RunSpec,
        started: &Started,
        supervisor: &mut Supervisor,
        ended: Result<Option<PackedVersion>, Interruption>,
    ) -> Result<()> {
        // What cannot be removed here is removed when the run is finished.
        let layer = run.work().layer();
        if let Err(error) = Layer::remove(&layer, &run.layer_link()) {
            tracing::warn!(path = %layer.display(), %error, "could not remove the run's layer");
        }
        // The package's folder is kept until the outcome says that the version is packed, or not wanted.
        let is_publishable = run.trained().exists();
        let keep_copies = spec.keep_failed && matches!(ended, Err(Interruption::Failed(_)));
        let kept = rundir::keep(run, keep_copies, is_publishable);
        for copy in run.working_files(keep_copies, is_publishable) {
            // What could not be kept is not removed either.
            if kept.is_ok() || copy != run.work_path() {
                remove_copy(&copy);
            }
        }
        if let Err(error) = kept {
            supervisor.log_line(&files::unwritable(&run.work_path(), error));
        }
        if let Err(failure) = files::atomic::sync_tree(run.path()) {
            supervisor.log_line(&failure.message);
        }
        // From now on it is too late to stop the run. A program that tries learns it from this file, which may
        // exist already, as a request to stop.
        let _ = files::atomic::write_new(&run.stop(), Stop::Over.word().as_bytes());
        let ended = if supervisor.was_stopped() { Err(Interruption::Stopped) } else { ended };
        let (status, reason, package) = match ended {
            Ok(made) => (End::Successful, None, made),
            Err(Interruption::Failed(failure)) => {
                (End::Failed, Some(Reason::from(failure).of_run(run)), None)
            }
            Err(Interruption::Stopped | Interruption::Orphaned) => {
                (End::Killed, Some(Message::ReasonStopped.into()), None)
            }
        };
        if package.is_none() {
            remove_copy(&run.package_zip());
        }
        let (started, ended) = (started.at, Timestamp::now());
        let outcome = Outcome {
            status,
            reason,
            stage: self.stage,
            started,
            ended,
            score: self.score,
            exit: self.exit,
            package,
        };
        rundir::write_outcome(run, &outcome)?;
        if is_publishable && status != End::Failed {
            for copy in run.working_files(false, false) {
                remove_copy(&copy);
            }
        }
        Ok(())
    }
}

/// Removes a file or folder that only takes up space, until the run is finished or removed.
fn remove_copy(path: &Path) {
    if let Err(error) = files::tree::remove(path) {
        tracing::warn!(path = %path.display(), %error, "could not remove a working copy");
    }
}
