//! The names in a run's directory.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use processes::Session;
use serde::{Deserialize, Serialize};

use contract::{PipelineKind, SplitFolder};

/// The folder of a store with the environment variables of its runs.
pub const ENVIRONS: &str = "environs";

/// The directory of one run, `STORE/runs/ID`. Knows its paths, and reads or writes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunDir(PathBuf);

impl RunDir {
    /// The run in `directory`, which must be absolute: processes with other working directories get it.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self(directory.into())
    }

    /// The directory itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The name of the link to [`WorkDir::layer`] in the temporary folder, if one is needed.
    pub fn layer_link(&self) -> String {
        format!("trainyard-{}", self.0.file_name().unwrap_or_default().to_string_lossy())
    }

    /// The store that the run belongs to, two levels up.
    pub fn store(&self) -> &Path {
        self.0.parent().and_then(Path::parent).unwrap_or(&self.0)
    }
}

macro_rules! names {
    ($($(#[$doc:meta])+ $method:ident $name:literal)+) => {
        impl RunDir {$(
            $(#[$doc])+
            pub fn $method(&self) -> PathBuf {
                self.0.join($name)
            }
        )+}
    };
}

names! {
    /// The form of the run ([`crate::RunSpec`]).
    spec "spec.json"
    /// The paths of its inputs ([`crate::RunInputs`]). Written when it is started.
    inputs "inputs.json"
    /// Its tags, note and pin ([`crate::RunTags`]), if there are any. The engine may write it at any time.
    labels "labels.json"
    /// Locked as long as this run's processes live.
    lock "lock"
    /// How the run is about to be started ([`Started`]): it is Queued until this is renamed to `started`.
    starting "starting"
    /// Exists once the run is started ([`Started`]).
    started "started"
    /// Exists once the package's code is started: from then on the run is Running.
    running "running"
    /// A request to stop, or the run's note that it is too late for one ([`Stop`]).
    stop "stop"
    /// What the run's code can write ([`WorkDir`]). Removed after the end.
    work_path "work"
    /// What is left of [`WorkDir::package`] when the run failed and was asked to keep its copies, or its version is
    /// not published yet.
    package "package"
    /// The package's folders as they were before the run ([`crate::Trained`]). Renamed to `trained` once all
    /// calls were made.
    unpacked "unpacked"
    /// Exists from the end of the calls until the version is published ([`crate::Trained`]): meanwhile
    /// `package` must not be removed.
    trained "trained"
    /// What is left of [`WorkDir::data`] when the run failed and was asked to keep its copies.
    data "data"
    /// The same for [`WorkDir::evaluation`].
    evaluation "evaluation"
    /// The same for [`WorkDir::split`].
    split "split"
    /// The artifacts after the end.
    artifacts "artifacts"
    /// An incomplete copy of saved data, of an older program. Removed after the end.
    copying "copying"
    /// A copy of the system's `/etc/ssh/ssh_config.d`, if the code needs one. Removed after the end.
    ssh_settings "ssh_config.d"
    /// The program that calls the package's code. Removed after the end.
    harness "harness.py"
    /// FIFO for reports of the harness. Removed after the end.
    reports "reports"
    /// FIFO for answers to the harness. Removed after the end.
    answers "answers"
    /// Data that an earlier program saved, or that was imported: the input of a training or full run, or what
    /// `evaluate` got in an evaluation run. It is a snapshot now.
    saved_data "data_directory"
    /// The same of what `evaluate` got in a full run. Still earlier programs saved the evaluation dataset of evaluation
    /// runs here, too.
    saved_test_data "test_data_directory"
    /// The snapshots of the data that its code was given ([`crate::RunSnapshots`]).
    snapshots_file "snapshots.json"
    /// The raw bytes that the code wrote to stdout and stderr.
    log "log"
    /// What this program's own processes wrote to stderr: nothing, unless one of them failed itself.
    program_log "program.log"
    /// Sparse index of the log.
    log_index "log.idx"
    /// Stages, score, resource use: a [`crate::RunEvent`] per line.
    events "events.jsonl"
    /// Its metrics over their steps ([`crate::series`]). Made with the first value.
    series "series"
    /// The last, smallest, largest and mean value of each metric, taken from `series` after the end.
    metrics "metrics.json"
    /// What it logged besides numbers ([`crate::logged`]). Made with the first entry.
    logged "logged.jsonl"
    /// That file while it is rewritten.
    logged_new "logged.new"
    /// The images that it logged, by numbers that [`crate::logged`] has. Made with the first one.
    images "images"
    /// What is in the environment: every requirement with its version and hashes.
    requirements "requirements.lock"
    /// Reserves space for the outcome, in case the disk becomes full. Removed after the end.
    reserve "reserve"
    /// How the run ended ([`crate::Outcome`]).
    outcome "outcome.json"
    /// The new version, until it is published.
    package_zip "package.zip"
    /// The results as AI Center writes them (contract §4).
    results "_results.json"
}

impl RunDir {
    /// The environment variables of the process that asked for the run: outside of the run's directory, because they
    /// are hidden from other runs' code. Removed after the end.
    pub fn environ(&self) -> PathBuf {
        self.store().join(ENVIRONS).join(self.0.file_name().unwrap_or_default())
    }

    /// The files to remove after the end. With `keep_copies`, because the run failed and was asked to keep
    /// its working copies, only those that nobody would look at; if the version `is_publishable`, without
    /// the package.
    pub fn working_files(&self, keep_copies: bool, is_publishable: bool) -> Vec<PathBuf> {
        let mut files =
            vec![self.starting(), self.reserve(), self.environ(), self.unpacked(), self.work_path()];
        files.extend([self.copying(), self.reports(), self.answers(), self.ssh_settings()]);
        // Of an older program.
        files.extend(["environ", "layer"].map(|name| self.0.join(name)));
        if !is_publishable {
            files.push(self.trained());
        }
        if !keep_copies {
            files.extend([self.data(), self.evaluation(), self.split(), self.harness()]);
        }
        if !keep_copies && !is_publishable {
            files.push(self.package());
        }
        files
    }

    /// The folders of the store that are hidden from the run's code: they contain saved environment variables.
    pub fn hidden(&self) -> [PathBuf; 2] {
        [self.store().join(ENVIRONS), self.store().join("schedules")]
    }

    /// What the run's code can write.
    pub fn work(&self) -> WorkDir {
        WorkDir(self.work_path())
    }

    /// Where the data for `evaluate` is saved, if asked for.
    pub fn saved_evaluation_data(&self, kind: PipelineKind) -> PathBuf {
        if kind == PipelineKind::Evaluation { self.saved_data() } else { self.saved_test_data() }
    }
}

/// The folder that a run's code can write: its working copies and, until the end, its artifacts. It is one folder,
/// so that the code can rename files within it. What is kept of it is moved into the run's directory at the end
/// ([`crate::keep`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkDir(PathBuf);

impl WorkDir {
    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Contains the root folder of the unpacked package.
    pub fn package(&self) -> PathBuf {
        self.0.join("package")
    }

    /// The input data.
    pub fn data(&self) -> PathBuf {
        self.0.join("data")
    }

    /// The evaluation data, except in a full run, which has it in its data.
    pub fn evaluation(&self) -> PathBuf {
        self.0.join("evaluation")
    }

    /// Contains the folders of a full run's data that are not in `data` ([`SplitFolder::Beside`]).
    pub fn split(&self) -> PathBuf {
        self.0.join("split")
    }

    /// The artifacts.
    pub fn artifacts(&self) -> PathBuf {
        self.0.join("artifacts")
    }

    /// What the package's code installs, above the environment that it shares with other runs.
    pub fn layer(&self) -> PathBuf {
        self.0.join("layer")
    }

    /// The path of a folder of a full run's data.
    pub fn split_folder(&self, folder: &SplitFolder) -> PathBuf {
        match folder {
            SplitFolder::InData(below) => self.data().join(below),
            SplitFolder::Beside(below) => self.split().join(below),
        }
    }
}

/// The content of the stop file. The first process that writes it wins, and only a more urgent request
/// may replace it, so that a run is either stopped or over, never both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// The run is writing its outcome: too late to stop it.
    Over,
    /// The run is to end with SIGTERM and the grace period.
    Term,
    /// The run is to end at once.
    Now,
}

impl Stop {
    /// The content of the file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Over => "over\n",
            Self::Term => "term\n",
            Self::Now => "now\n",
        }
    }

    /// The meaning of a stop file's content. A file that could not be written completely, on a full disk,
    /// is a request, too.
    pub fn of(content: &[u8]) -> Self {
        let is = |stop: Self| content.trim_ascii_end() == stop.word().trim_end().as_bytes();
        [Self::Over, Self::Now].into_iter().find(|stop| is(*stop)).unwrap_or(Self::Term)
    }

    /// Whether a person asked the run to end.
    pub fn is_asked(self) -> bool {
        self > Self::Over
    }
}

/// The content of `started`: when and with what a run was started, decided once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Started {
    /// When it was started.
    pub at: Timestamp,
    /// The number of the GPU assigned to it.
    pub gpu: Option<u32>,
    /// The numbers of the processor cores assigned to it; empty: all.
    #[serde(default)]
    pub cpus: Vec<u32>,
    /// The session of its executor, by which leftovers are found. Recorded only if the code could leave any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<Session>,
}

/// Its format is also that of `log`, `log.idx`, `running` and `stop`, which have no place for one.
impl files::Document for Started {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_file_written_by_hand_is_understood() {
        for (content, stop) in
            [("now", Stop::Now), ("now\n", Stop::Now), ("over", Stop::Over), ("", Stop::Term)]
        {
            assert_eq!(Stop::of(content.as_bytes()), stop, "{content:?}");
        }
        assert!(Stop::of(b"term").is_asked() && !Stop::of(Stop::Over.word().as_bytes()).is_asked());
    }
}
