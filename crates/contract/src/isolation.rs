//! Whether a run's code is isolated. AI Center runs it in a container of its own; here it is a choice.

use std::str::FromStr;

use locales::{Failure, Message};
use serde::{Deserialize, Serialize};

/// Whether a wall keeps a run's code from the store and from other processes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Isolation {
    /// As far as the system allows it.
    #[default]
    On,
    /// It does not: for code that needs programs with root's rights, such as sudo.
    Off,
}

impl Isolation {
    /// Both, the default first.
    pub const ALL: [Self; 2] = [Self::On, Self::Off];

    /// Its name in files and in the CLI.
    pub fn word(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
        }
    }

    /// Whether there is to be a wall.
    pub fn is_on(&self) -> bool {
        *self == Self::On
    }
}

impl FromStr for Isolation {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self, Failure> {
        let unknown = || Message::IsolationUnknown { text: text.to_string() }.into();
        Self::ALL.into_iter().find(|isolation| isolation.word() == text).ok_or_else(unknown)
    }
}
