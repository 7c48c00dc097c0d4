//! The stages of a run.

use contract::Status;
use locales::Message;
use serde::{Deserialize, Serialize};

/// What a run is doing, in the order in which the stages begin, except for the first two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Finds or builds the Python environment.
    Environment,
    /// Unpacks the package.
    Package,
    /// Makes the working copies of the data.
    Data,
    /// Starts Python and imports `train.py`.
    Import,
    /// `Main()`.
    Init,
    /// `process_data()`.
    ProcessData,
    /// `train()`.
    Train,
    /// `save()`.
    Save,
    /// `evaluate()`.
    Evaluate,
    /// Packs the new version.
    Version,
}

impl Stage {
    /// The status of a run in this stage: Packaging or Running.
    pub fn status(self) -> Status {
        match self {
            Self::Environment | Self::Package | Self::Data => Status::Packaging,
            _ => Status::Running,
        }
    }

    /// Its name for a person; if the package's code runs, the name in the code.
    pub fn title(self) -> Message {
        match self {
            Self::Environment => Message::StageEnvironment,
            Self::Package => Message::StagePackage,
            Self::Data => Message::StageData,
            Self::Version => Message::StageVersion,
            _ => Message::StageCode { call: self.code_name().to_string() },
        }
    }

    /// Its name as it is in the code, such as `train()`.
    pub fn code_name(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Package => "package",
            Self::Data => "data",
            Self::Import => "import train",
            Self::Init => "Main()",
            Self::ProcessData => "process_data()",
            Self::Train => "train()",
            Self::Save => "save()",
            Self::Evaluate => "evaluate()",
            Self::Version => "version",
        }
    }
}
