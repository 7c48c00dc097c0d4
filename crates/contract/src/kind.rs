//! Pipeline types and statuses of runs (contract §3).

use std::fmt;
use std::str::FromStr;

use locales::{Failure, Message};
use serde::{Deserialize, Serialize};

use crate::{PackageName, Version};

/// A pipeline type, which decides which functions of `train.py` are called (contract §1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Kind"))]
#[serde(rename_all = "lowercase")]
pub enum PipelineKind {
    /// Calls `train`, then `save`.
    Training,
    /// Calls `evaluate`.
    Evaluation,
    /// Calls `process_data`, `train`, `save` and `evaluate`.
    Full,
}

impl PipelineKind {
    /// All pipeline types, in the form's order.
    pub const ALL: [Self; 3] = [Self::Training, Self::Evaluation, Self::Full];

    /// Its name in files, in the CLI and in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Training => "training",
            Self::Evaluation => "evaluation",
            Self::Full => "full",
        }
    }

    /// The methods of `train.Main` that it calls, in their order.
    pub fn calls(self) -> &'static [&'static str] {
        match self {
            Self::Training => &["train", "save"],
            Self::Evaluation => &["evaluate"],
            Self::Full => &["process_data", "train", "save", "evaluate"],
        }
    }

    /// Whether it needs an input dataset and makes a new version (training, full).
    pub fn trains(self) -> bool {
        self != Self::Evaluation
    }

    /// Whether it needs an evaluation dataset and has a score (evaluation, full).
    pub fn evaluates(self) -> bool {
        self != Self::Training
    }

    /// Why a version that supports only these types cannot run this one; `None` if it can.
    pub fn unsupported(self, supported: &[Self], package: &PackageName, version: Version) -> Option<Message> {
        let there: Vec<_> = supported.iter().flat_map(|kind| kind.calls()).collect();
        let needs: Vec<_> = self.calls().iter().copied().filter(|call| !there.contains(&call)).collect();
        (!supported.contains(&self)).then(|| Message::KindUnsupported {
            kind: self.word().into(),
            package: package.to_string(),
            version: version.to_string(),
            needs: needs.join(", "),
        })
    }

    /// Its name for a person.
    pub fn title(self) -> Message {
        match self {
            Self::Training => Message::KindTraining,
            Self::Evaluation => Message::KindEvaluation,
            Self::Full => Message::KindFull,
        }
    }
}

impl FromStr for PipelineKind {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self, Failure> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.word() == text)
            .ok_or_else(|| Message::KindUnknown { kind: text.to_string() }.into())
    }
}

/// The status of a run, one of exactly seven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Status {
    /// It waits for its time.
    Scheduled,
    /// It waits for its turn.
    Queued,
    /// Its environment is being built, its package unpacked, or its data copied.
    Packaging,
    /// The package's code runs.
    Running,
    /// It ended successfully.
    Successful,
    /// It failed, for the reason in its outcome.
    Failed,
    /// A person stopped it before its outcome was written.
    Killed,
}

impl Status {
    /// All statuses, in the order of a run's life.
    pub const ALL: [Self; 7] = [
        Self::Scheduled,
        Self::Queued,
        Self::Packaging,
        Self::Running,
        Self::Successful,
        Self::Failed,
        Self::Killed,
    ];

    /// The contract's name for it, as in files, `--json` and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Scheduled => "Scheduled",
            Self::Queued => "Queued",
            Self::Packaging => "Packaging",
            Self::Running => "Running",
            Self::Successful => "Successful",
            Self::Failed => "Failed",
            Self::Killed => "Killed",
        }
    }

    /// Its name for a person.
    pub fn title(self) -> Message {
        match self {
            Self::Scheduled => Message::StatusScheduled,
            Self::Queued => Message::StatusQueued,
            Self::Packaging => Message::StatusPackaging,
            Self::Running => Message::StatusRunning,
            Self::Successful => Message::StatusSuccessful,
            Self::Failed => Message::StatusFailed,
            Self::Killed => Message::StatusKilled,
        }
    }

    /// Whether a run with this status has ended.
    pub fn is_end(self) -> bool {
        matches!(self, Self::Successful | Self::Failed | Self::Killed)
    }
}

impl FromStr for Status {
    type Err = Failure;

    /// Parses the contract's name; upper and lower case are the same.
    fn from_str(text: &str) -> Result<Self, Failure> {
        let unknown = || Message::StatusUnknown { status: text.to_string() }.into();
        let mut all = Self::ALL.into_iter();
        all.find(|status| status.word().eq_ignore_ascii_case(text)).ok_or_else(unknown)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl fmt::Display for PipelineKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_files_are_the_words_of_the_types() {
        for status in Status::ALL {
            assert_eq!(serde_json::to_string(&status).unwrap(), format!("\"{status}\""));
        }
        for kind in PipelineKind::ALL {
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{kind}\""));
            assert_eq!(kind.word().parse::<PipelineKind>().unwrap(), kind);
        }
        assert!("Training".parse::<PipelineKind>().is_err());
    }
}
