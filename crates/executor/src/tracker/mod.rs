//! Tracks a training while its code runs: the numbers that it prints, writes into files and logs with MLflow end in the
//! file of series of the run, and what else it logs in `logged.jsonl`.
//!
//! One thread does the reading, with a low priority, so that it takes from the training only what nobody else wants.
//! Nothing that goes wrong here is an error of the run: the training goes on without its charts, and the log says why.

mod endpoint;
mod histograms;
mod images;
mod kept;
mod locked;
mod logged;
mod parts;
mod printed;
mod recorder;
mod shared;
mod signal;
mod tracked_file;
mod tracked_files;

use std::ffi::OsString;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use contract::MetricsFrom;
use locales::Message;
use printed::PrintedLog;
use rundir::{RunDir, RunEventKind};
use tracking::Came;
use tracking::printed::Progress;

use crate::python::Directories;
use crate::supervisor::Supervisor;
use endpoint::Endpoint;
use locked::lock;
use shared::Shared;
use tracked_file::Mark;
use tracked_files::{SkippedFiles, TrackedFiles};

/// The shortest time between two readings of what is growing.
const PAUSE: Duration = Duration::from_millis(100);
/// The thread sleeps at least so many times as long as it reads.
const SHARE: u32 = 3;
/// How long the thread sleeps if nothing is growing.
const IDLE: Duration = Duration::from_secs(1);
/// How long the rest is read after the code has ended, at most.
const END: Duration = Duration::from_secs(10);
/// How much the thread gives way to the training, as `nice` counts it.
const NICE: i32 = 10;

/// Tracks the training until [`Tracker::finish`].
pub(crate) struct Tracker {
    shared: Arc<Shared>,
    endpoint: Option<Endpoint>,
    /// `None` if no thread could be started.
    thread: Option<JoinHandle<Skipped>>,
    /// What leads the code's own libraries here.
    variables: Vec<(&'static str, OsString)>,
    /// The progress that was reported last.
    reported: Option<Progress>,
}

/// What was not read.
struct Skipped {
    /// How many printed values, because there were too many series.
    values: u64,
    /// How many bytes of the log, because it grew too fast.
    log: u64,
    files: SkippedFiles,
}

impl Tracker {
    /// Begins to track, before the code of `run` is started: what comes `from` sources that are on. `value_of` gives the
    /// variables that its code has already.
    pub(crate) fn start(
        run: &RunDir,
        directories: &Directories,
        from: MetricsFrom,
        value_of: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let shared = Arc::new(Shared::new(run));
        let thread = start_reading(run, directories, from, &shared);
        let endpoint = match &thread {
            Some(_) if from.mlflow => Endpoint::start(&directories.artifacts, &shared),
            _ => None,
        };
        let mut variables = Vec::new();
        if from.wandb {
            variables.extend(for_wandb(&directories.artifacts, &value_of));
        }
        if from.trackio && value_of("TRACKIO_DIR").is_none_or(|value| value.is_empty()) {
            variables.push(("TRACKIO_DIR", directories.artifacts.join("trackio").into()));
        }
        let for_mlflow = endpoint.as_ref().map(|endpoint| endpoint.environment(value_of));
        variables.extend(for_mlflow.into_iter().flatten().map(|(name, value)| (name, value.into())));
        Self { shared, endpoint, thread, variables, reported: None }
    }

    /// The variables to set for the code.
    pub(crate) fn variables(&self) -> &[(&'static str, OsString)] {
        &self.variables
    }

    /// Says that the log has grown.
    pub(crate) fn log_grew(&self) {
        self.shared.signal.grown();
    }

    /// How far the training says that it is, if that has changed.
    pub(crate) fn progress(&mut self) -> Option<RunEventKind> {
        let is_new = |now: &Progress| self.reported.is_none_or(|before| printed::is_further(before, *now));
        let now = lock(&self.shared.progress).filter(is_new)?;
        self.reported = Some(now);
        Some(printed::event(now))
    }

    /// Reads the rest, once no process of the code lives any more, and logs what was not read or not written.
    pub(crate) fn finish(mut self, supervisor: &mut Supervisor) {
        if let Some(endpoint) = self.endpoint.take() {
            endpoint.stop();
        }
        self.shared.signal.over();
        let skipped = self.thread.take().map(JoinHandle::join);
        if let Some(progress) = self.progress() {
            supervisor.events.write(progress);
        }
        let (dropped, written) = lock(&self.shared.recorder).finish();
        let mut messages = Vec::from_iter(written.err().map(|reason| Message::SeriesNotWritten { reason }));
        match skipped {
            Some(Ok(skipped)) => messages.extend(skipped.messages(dropped)),
            // The panic is in the program's own log, with its place.
            Some(Err(_)) => messages.push(Message::SeriesIncomplete),
            None => {}
        }
        messages.extend(lock(&self.shared.logged).finish());
        let unsaved = std::mem::take(&mut *lock(&self.shared.unsaved));
        messages.extend(unsaved.first.map(|(path, reason)| Message::MlflowArtifactsNotSaved {
            count: unsaved.count,
            path,
            reason,
        }));
        messages.iter().for_each(|message| supervisor.log_line(message));
    }
}

impl Drop for Tracker {
    /// Ends the threads if the code was never started.
    fn drop(&mut self) {
        self.shared.signal.over();
        if let Some(endpoint) = self.endpoint.take() {
            endpoint.stop();
        }
    }
}

impl Skipped {
    /// What the log should say, if so many points were `dropped` besides.
    fn messages(self, dropped: u64) -> impl Iterator<Item = Message> {
        let count = dropped.saturating_add(self.values).saturating_add(self.files.values);
        let values = (count > 0).then_some(Message::SeriesDropped { count });
        let log = (self.log > 0).then_some(Message::SeriesLogSkipped { bytes: self.log });
        let many = self.files.are_many.then_some(Message::SeriesFilesMany);
        let broken = self.files.broken.into_iter().map(|reason| Message::SeriesFileBroken { reason });
        values.into_iter().chain(log).chain(many).chain(broken)
    }
}

/// The variables that lead W&B here, as far as the person has not set them (contract §3).
fn for_wandb(artifacts: &Path, value_of: impl Fn(&str) -> Option<String>) -> Vec<(&'static str, OsString)> {
    let is_set = |name: &str| value_of(name).is_some_and(|value| !value.is_empty());
    let mut all = Vec::new();
    // Without an account, code that calls W&B would ask for one and fail. With a key, the person wants it online.
    if !is_set("WANDB_MODE") && !is_set("WANDB_API_KEY") {
        all.push(("WANDB_MODE", "offline".into()));
    }
    if !is_set("WANDB_DIR") {
        all.push(("WANDB_DIR", artifacts.into()));
    }
    if !is_set("WANDB_X_TRANSACTION_LOG_FLUSH_INTERVAL") {
        // In seconds; W&B's own choice is 15, and its charts would be as late.
        all.push(("WANDB_X_TRANSACTION_LOG_FLUSH_INTERVAL", "0.2".into()));
    }
    all
}

/// Starts the thread that reads; `None` if there can be none.
fn start_reading(
    run: &RunDir,
    directories: &Directories,
    from: MetricsFrom,
    shared: &Arc<Shared>,
) -> Option<JoinHandle<Skipped>> {
    let log = File::open(run.log()).and_then(|log| PrintedLog::at_end(log, from.printed));
    let log = log
        .inspect_err(|error| tracing::warn!(%error, "could not open the run's log to read numbers"))
        .ok()?;
    // The last event was recorded after the package was unpacked.
    let since = File::open(run.events()).and_then(|events| Mark::of(&events));
    let since = since.map_or((i64::MAX, 0), |mark| mark.changed);
    let mut reading = Reading {
        shared: shared.clone(),
        log,
        files: TrackedFiles::of(
            [directories.artifacts.as_path(), directories.package_root.as_path()],
            from,
            since,
        ),
    };
    let started = thread::Builder::new().name("tracker".into()).spawn(move || reading.read_until_over());
    started.inspect_err(|error| tracing::warn!(%error, "could not start the thread that reads numbers")).ok()
}

/// What the thread does.
struct Reading {
    shared: Arc<Shared>,
    log: PrintedLog,
    files: TrackedFiles,
}

impl Reading {
    fn read_until_over(&mut self) -> Skipped {
        // If it may not, it is only less polite.
        let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICE);
        loop {
            let began = Instant::now();
            let came = self.read_on(None);
            // Whatever there is to read, most of the time belongs to the training.
            let busy = began.elapsed() * SHARE;
            let (least, most) = match came {
                Came::More => (busy, busy),
                Came::All if self.files.is_any_known() => (PAUSE.max(busy), PAUSE),
                Came::All => (PAUSE.max(busy), IDLE),
            };
            if self.shared.signal.wait(least, most) {
                break;
            }
        }
        self.read_rest(Instant::now() + END);
        Skipped { values: self.log.left_out(), log: self.log.skipped(), files: self.files.skipped() }
    }

    /// Reads what came since the last time, but not longer than `until` or, without it, than the code lives.
    fn read_on(&mut self, until: Option<Instant>) -> Came {
        let of_log = self.log.read_on(&self.shared.recorder);
        *lock(&self.shared.progress) = self.log.progress();
        let is_time_up = || match until {
            Some(until) => Instant::now() >= until,
            None => self.shared.signal.is_over(),
        };
        let of_files = self.files.read_on(&self.shared, is_time_up);
        lock(&self.shared.recorder).flush();
        lock(&self.shared.logged).flush();
        if of_log == Came::More || of_files == Came::More { Came::More } else { Came::All }
    }

    /// Reads all that is left, but not longer than `until`.
    fn read_rest(&mut self, until: Instant) {
        self.files.end();
        while self.read_on(Some(until)) == Came::More && Instant::now() < until {}
        self.log.end(&self.shared.recorder);
        *lock(&self.shared.progress) = self.log.progress();
    }
}
