//! The metadata of an ML package that a person enters (contract §1). The metadata of its versions (Python,
//! change log, pipeline types) is not here.

use std::str::FromStr;

use locales::{Failure, Message};
use serde::{Deserialize, Serialize};

use crate::{Isolation, MetricsFrom};

/// What `predict()` of a package takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum InputType {
    /// A JSON text.
    #[default]
    Json,
    /// The content of one file.
    File,
    /// The contents of several files.
    Files,
}

impl InputType {
    /// All input types, in the guide's order.
    pub const ALL: [Self; 3] = [Self::Json, Self::File, Self::Files];

    /// Its name in files, in the CLI and in the guide.
    pub fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::File => "file",
            Self::Files => "files",
        }
    }
}

impl FromStr for InputType {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self, Failure> {
        let unknown = || Message::InputTypeUnknown { text: text.to_string() }.into();
        Self::ALL.into_iter().find(|kind| kind.word() == text).ok_or_else(unknown)
    }
}

/// A person's description of a package, which applies to all its versions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// What it is for.
    pub description: String,
    /// What `predict()` takes.
    pub input_type: InputType,
    /// What the input has to look like.
    pub input_description: String,
    /// What `predict()` returns.
    pub output_description: String,
    /// Whether it is best trained with a GPU.
    pub gpu_recommended: bool,
    /// Whether its code is isolated, unless a form says otherwise.
    #[serde(skip_serializing_if = "Isolation::is_on")]
    pub isolation: Isolation,
    /// From which sources the metrics of its runs are taken.
    #[serde(skip_serializing_if = "MetricsFrom::is_all")]
    pub metrics_from: MetricsFrom,
}
