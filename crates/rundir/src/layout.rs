//! Where things are in a run's directory.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use contract::{PipelineKind, SplitFolder};

/// The directory of one run, `STORE/runs/ID`. Knows the names in it, touches nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunDir(PathBuf);

impl RunDir {
    /// The run in `directory`, which must be absolute: it is given to processes that work elsewhere.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self(directory.into())
    }

    /// The directory itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The name of the link to [`RunDir::layer`] in the temporary folder, where there is need of one.
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
    /// What was asked ([`crate::RunSpec`]).
    spec "spec.json"
    /// Where what goes into it is ([`crate::RunInputs`]). Written when it is started.
    inputs "inputs.json"
    /// What a person says of it ([`crate::Labels`]). Written at any time, by the engine; none: nothing.
    labels "labels.json"
    /// Locked as long as this run's processes live.
    lock "lock"
    /// What the run is being started with ([`Started`]): it is Queued until this is called `started`.
    starting "starting"
    /// There once the run was started ([`Started`]).
    started "started"
    /// There once the package's code was started: from then on it is Running.
    running "running"
    /// What was said about stopping ([`Stop`]): by the person, or by the run itself at its end.
    stop "stop"
    /// Working copy: the unpacked package, as its root folder in here. Gone after the end, or when the
    /// version is there.
    package "package"
    /// What its version has to be told apart from ([`crate::Trained`]): called `trained` once the calls were
    /// gone through.
    unpacked "unpacked"
    /// There from the end of the calls until the version is there ([`crate::Trained`]): as long as it is,
    /// `package` must not be lost.
    trained "trained"
    /// Working copy of the input data. Gone after the end.
    data "data"
    /// Working copy of the evaluation data, but in a full run, which has it in its data. Gone after the end.
    evaluation "evaluation"
    /// Holds the folders of a full run's data that are not in `data` ([`SplitFolder::Beside`]). Gone
    /// after the end.
    split "split"
    /// A copy in the making that is to be kept. Gone after the end.
    copying "copying"
    /// What the package's code installs, above the environment that it shares with other runs. Gone after the end.
    layer "layer"
    /// The program that calls the package's code. Gone after the end.
    harness "harness.py"
    /// FIFO for what the harness reports. Gone after the end.
    reports "reports"
    /// FIFO for what the harness is answered. Gone after the end.
    answers "answers"
    /// Kept data, if asked for: the input of a training or full run, what `evaluate` got in an
    /// evaluation run.
    kept_data "data_directory"
    /// What `evaluate` got in a full run, if asked for. Earlier programs kept the evaluation dataset
    /// of evaluation runs here, too.
    kept_test "test_data_directory"
    /// What the code wrote to stdout and stderr: raw bytes.
    log "log"
    /// Sparse index over the log.
    log_index "log.idx"
    /// Stages, score, metrics, resource use ([`crate::Event`] per line).
    events "events.jsonl"
    /// What the environment was made of: every requirement with its version and hashes.
    requirements "requirements.lock"
    /// The environment of who asked for the run. Gone after the end.
    environ "environ"
    /// Room kept for the outcome, should the disk be full. Gone after the end.
    reserve "reserve"
    /// How it ended ([`crate::Outcome`]).
    outcome "outcome.json"
    /// The new version, until it is published.
    package_zip "package.zip"
    /// What AI Center leaves (contract §4).
    results "_results.json"
}

impl RunDir {
    /// What exists only while the run goes. A run that `keeps` its working copies, because it
    /// failed and was asked to, loses only what nobody would look at. One whose version `is_due` keeps
    /// the package.
    pub fn passing(&self, keeps: bool, is_due: bool) -> Vec<PathBuf> {
        let mut passing =
            vec![self.starting(), self.reserve(), self.environ(), self.unpacked(), self.layer()];
        passing.extend([self.copying(), self.reports(), self.answers()]);
        if !is_due {
            passing.push(self.trained());
        }
        if !keeps {
            passing.extend([self.data(), self.evaluation(), self.split(), self.harness()]);
        }
        if !keeps && !is_due {
            passing.push(self.package());
        }
        passing
    }

    /// Where a folder of a full run's data is.
    pub fn split_folder(&self, folder: &SplitFolder) -> PathBuf {
        match folder {
            SplitFolder::InData(below) => self.data().join(below),
            SplitFolder::Beside(below) => self.split().join(below),
        }
    }

    /// Where what `evaluate` gets is kept, if asked for.
    pub fn kept_evaluation(&self, kind: PipelineKind) -> PathBuf {
        if kind == PipelineKind::Evaluation { self.kept_data() } else { self.kept_test() }
    }
}

/// What the stop file says. It is made by whoever comes first and not replaced but by a more urgent
/// request, so that a run is either stopped or over, never both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// The run writes its outcome: too late.
    Over,
    /// Shall end: SIGTERM, then the grace period.
    Term,
    /// Shall end at once.
    Now,
}

impl Stop {
    /// What is written into the file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Over => "over\n",
            Self::Term => "term\n",
            Self::Now => "now\n",
        }
    }

    /// What a stop file with this content says. One that could not be written whole, on a full
    /// disk, is a request too.
    pub fn of(content: &[u8]) -> Self {
        let is = |stop: Self| content.trim_ascii_end() == stop.word().trim_end().as_bytes();
        [Self::Over, Self::Now].into_iter().find(|stop| is(*stop)).unwrap_or(Self::Term)
    }

    /// Whether the person wanted the run to end.
    pub fn is_asked(self) -> bool {
        self > Self::Over
    }
}

/// `started`: by whom and when a run was started is decided once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Started {
    /// When.
    pub at: Timestamp,
    /// The GPU that was given to it, by its number on this machine.
    pub gpu: Option<u32>,
    /// The processor cores that were given to it, by their numbers; none: all.
    #[serde(default)]
    pub cpus: Vec<u32>,
}

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
