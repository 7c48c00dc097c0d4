//! The executor: a run's stages in their order, and its end.

use std::time::Duration;

use contract::PythonVersion;
use environments::{Change, Layer};
use files::{Lock, document};
use jiff::Timestamp;
use locales::{Failure, Message, Result};
use processes::Peer;
use rundir::{
    End, Exit, Outcome, PackageChange, PackedVersion, Reason, RunDir, RunEventKind, RunInputs, RunSpec,
    Stage, Started, Stop,
};

use crate::artifacts::Way;
use crate::guard::end_interrupted;
use crate::judge;
use crate::python::{self, Python};
use crate::stages;
use crate::supervisor::{Halt, Supervisor, cannot, output_pipe};
use crate::version;

/// How an executor came to its end.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub enum Executed {
    /// The guard lives and does the rest.
    Guarded,
    /// The guard is dead: the rest is this process's to do.
    Orphaned,
}

/// Takes the run from `started` to `outcome.json`. `guard` is the process id of the guard, which
/// has handed over the run's lock as stdin.
///
/// # Errors
/// When not even an outcome could be written.
pub fn execute(run: &RunDir, guard: u32) -> Result<Executed> {
    let _lock = Lock::adopt_stdin(&run.lock())?;
    let failed = |error| Failure::because(Message::ExecFailed, error);
    processes::adopt_orphans().map_err(failed)?;
    let spec: RunSpec = rundir::read(&run.spec())?;
    let started: Started = rundir::read(&run.started())?;
    // An older program that starts a run writes none.
    let inputs = match run.inputs().exists() {
        true => rundir::read(&run.inputs())?,
        false => RunInputs::of(&spec),
    };
    let Some(guard) = Peer::parent(guard).map_err(failed)? else {
        end_interrupted(run, Message::ReasonGuardDied)?;
        return Ok(Executed::Orphaned);
    };
    // A training may fill the disk; how it ended must be written all the same. Where there is no room
    // for this now, the run says so at its first copy.
    let _ = std::fs::write(run.reserve(), [1; 64 * 1024]);
    let grace = Duration::from_secs(spec.grace_seconds.into());
    let mut supervisor = Supervisor::new(run, guard, grace, spec.limits.memory)?;
    let mut attempt = Attempt { stage: None, exit: None, score: None };
    let ended =
        attempt.go(run, &spec, &inputs, &started, &mut supervisor).map_err(|halt| full_disk(run, halt));
    processes::kill_descendants();
    if matches!(ended, Err(Halt::Orphaned)) {
        end_interrupted(run, Message::ReasonGuardDied)?;
        return Ok(Executed::Orphaned);
    }
    attempt.end(run, &spec, &started, &mut supervisor, ended)?;
    // It may have died while this process was not looking: in the last steps.
    Ok(if supervisor.is_guarded() { Executed::Guarded } else { Executed::Orphaned })
}

/// On a full disk everything fails in words of its own; that it is full is the reason then. What the
/// package's code raised is said as it is, and so is that there was too little room to begin with.
fn full_disk(run: &RunDir, halt: Halt) -> Halt {
    let is_full = files::space::free(run.path()).is_ok_and(|free| free < FULL);
    match halt {
        Halt::Failed(failure)
            if is_full
                && !matches!(
                    *failure.message,
                    Message::ReasonException { .. } | Message::DiskFull { .. }
                ) =>
        {
            let place = files::shown(run.path());
            Failure::because(Message::ReasonDiskFull { place }, failure).into()
        }
        halt => halt,
    }
}

/// Tells what the code installed, in the events and in the log.
fn tell_installed(layer: &Layer, supervisor: &mut Supervisor) {
    let message = match layer.changes() {
        Ok(packages) if packages.is_empty() => return,
        Ok(changes) => {
            let packages: Vec<_> = changes.into_iter().take(MOST_INSTALLED).map(change).collect();
            let told = packages.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            supervisor.events.write(RunEventKind::Installed { packages });
            Message::InstalledByCode { packages: told }
        }
        Err(failure) => Message::InstalledUnknown { reason: failure.to_string() },
    };
    supervisor.say(&message);
}

fn change(Change { name, version, before }: Change) -> PackageChange {
    PackageChange { name, version, before }
}

/// How many installed packages are reported. pip never makes as many; code that fakes package folders might.
const MOST_INSTALLED: usize = 1000;

/// Less than this, in bytes, is no room.
const FULL: u64 = 1 << 20;

/// What is known of a run while it goes.
struct Attempt {
    stage: Option<Stage>,
    exit: Option<Exit>,
    score: Option<f64>,
}

impl Attempt {
    fn begin(&mut self, stage: Stage, supervisor: &mut Supervisor) -> Result<(), Halt> {
        self.stage = Some(stage);
        supervisor.begin(stage)
    }

    /// All stages. Answers with what is known of the new version, if the type makes one.
    fn go(
        &mut self,
        run: &RunDir,
        spec: &RunSpec,
        inputs: &RunInputs,
        started: &Started,
        supervisor: &mut Supervisor,
    ) -> Result<Option<PackedVersion>, Halt> {
        self.begin(Stage::Package, supervisor)?;
        let package_root = supervisor.job(|watch, _| stages::unpack(run, spec, inputs, watch))?;
        self.begin(Stage::Environment, supervisor)?;
        let environment =
            supervisor.job(|watch, output| stages::environment(run, spec, &package_root, watch, output))?;
        let (digest, found) = (environment.digest.clone(), environment.found);
        supervisor.events.write(RunEventKind::Environment { digest, found });
        if let Some(asked) = spec.package.python.filter(|asked| *asked < PythonVersion::OLDEST) {
            let (asked, taken) = (asked.to_string(), environment.version.to_string());
            supervisor.say(&Message::PythonInstead { asked, taken });
        }
        self.begin(Stage::Data, supervisor)?;
        for message in supervisor.job(|watch, _| stages::data(run, spec, inputs, watch))? {
            supervisor.say(&message);
        }
        let layer = stages::layer(run, &environment)?;
        let directories = stages::directories(run, spec, package_root)?;
        self.code(run, spec, started, &layer, &directories, supervisor)?;
        if !spec.kind.trains() {
            return Ok(None);
        }
        version::trained(run)?;
        self.begin(Stage::Version, supervisor)?;
        let made = supervisor.job(|watch, _| version::pack(run, watch))?;
        for message in version::left_out(&made) {
            // Where the log cannot be written any more, the outcome tells it.
            supervisor.say(&message);
        }
        Ok(Some(made))
    }

    /// Runs the package's code through its calls.
    fn code(
        &mut self,
        run: &RunDir,
        spec: &RunSpec,
        started: &Started,
        layer: &Layer,
        directories: &python::Directories,
        supervisor: &mut Supervisor,
    ) -> Result<(), Halt> {
        let variables = python::variables(std::env::vars_os(), spec, started.gpu, directories, layer)?;
        let code = python::Code { python: &layer.python, directories, variables, cpus: &started.cpus };
        let out_of_memory = judge::out_of_memory_kills();
        let (output, written) = output_pipe().map_err(cannot)?;
        let mut python = Python::start(run, spec, &code, written)?;
        std::fs::File::create(run.running()).map_err(cannot)?;
        logs::panic_point("executor");
        let attended = supervisor.attend(&mut python, output);
        let (status, reported) = python.end()?;
        tell_installed(layer, supervisor);
        if let Some(Err(failure)) = directories.own_artifacts.as_ref().map(|own| own.take_over(Way::Move)) {
            supervisor.say(&failure);
        }
        self.exit = Some(judge::exit(status));
        self.stage = reported.stage.or(self.stage);
        self.score = reported.score;
        supervisor.halted()?;
        attended?;
        match judge::fault(&reported, status, judge::out_of_memory_kills() > out_of_memory) {
            Some(message) => Err(Failure::from(message).into()),
            None => Ok(()),
        }
    }

    /// Clears up and writes the outcome. A stop that came before it counts; one after it does not.
    fn end(
        self,
        run: &RunDir,
        spec: &RunSpec,
        started: &Started,
        supervisor: &mut Supervisor,
        ended: Result<Option<PackedVersion>, Halt>,
    ) -> Result<()> {
        // What is left of it costs room, and is removed when the run is finished.
        let _ = Layer::remove(&run.layer(), &run.layer_link());
        // What was trained stays until it is written that its version is there, or not wanted.
        let is_due = run.trained().exists();
        for copy in run.working_files(spec.keep_failed && matches!(ended, Err(Halt::Failed(_))), is_due) {
            // Left behind, they cost room until the run is finished or removed, no more.
            let _ = files::tree::remove(&copy);
        }
        if let Err(failure) = files::atomic::sync_tree(run.path()) {
            // Not even that can be relied on then; the outcome is written all the same.
            let _ = supervisor.log.write_line(&failure.message);
        }
        // From here on it is too late to stop it, and whoever wants to is told so, unless not even that
        // can be written.
        let _ = files::atomic::write_new(&run.stop(), Stop::Over.word().as_bytes());
        let ended = if supervisor.was_stopped() { Err(Halt::Stopped) } else { ended };
        let (status, reason, package) = match ended {
            Ok(made) => (End::Successful, None, made),
            Err(Halt::Failed(failure)) => (End::Failed, Some(Reason::from(failure).of_run(run)), None),
            Err(Halt::Stopped | Halt::Orphaned) => (End::Killed, Some(Message::ReasonStopped.into()), None),
        };
        if package.is_none() {
            // What stays goes with the run.
            let _ = files::tree::remove(&run.package_zip());
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
        document::write(&run.outcome(), &outcome)?;
        if is_due && status != End::Failed {
            for copy in run.working_files(false, false) {
                let _ = files::tree::remove(&copy);
            }
        }
        Ok(())
    }
}
