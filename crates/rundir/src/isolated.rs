//! How a run's code is isolated.

use locales::Message;
use serde::{Deserialize, Serialize};

/// The wall around a run's code, as it was built. Recorded before any of the code runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Isolated {
    /// How strong it is; `None`: there is none.
    pub held: Option<Wall>,
    /// What the system refused; `None` as well if the run was to have no wall.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// How strong a wall is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wall {
    /// The code cannot write the store, sees no processes but its own, and none of them survives the run.
    Full,
    /// The code cannot write the store.
    Files,
}

impl Isolated {
    /// What a person reads of it.
    pub fn title(&self) -> Message {
        match (self.held, self.refused.clone()) {
            (Some(Wall::Full), _) => Message::IsolatedFull,
            (Some(Wall::Files), reason) => Message::IsolatedFiles { reason: reason.unwrap_or_default() },
            (None, Some(reason)) => Message::IsolatedNot { reason },
            (None, None) => Message::IsolatedOff,
        }
    }
}
