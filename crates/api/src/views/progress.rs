//! How far a run is, and the score that its own is compared with.

use contract::{RunId, Version};
use engine::RunProgress as Progress;
use locales::Language;
use serde::Serialize;
use ts_rs::TS;

/// How far a run is whose code runs.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub(crate) struct RunProgress {
    id: String,
    /// From 0 to 1.
    pub(crate) done: f64,
    /// How much of how much is done, unless the percentage says it: "3 of 10 epochs".
    counted: Option<String>,
    /// How long it will still take, or how long such runs usually take: "about 3 min left".
    time: Option<String>,
}

impl RunProgress {
    pub(crate) fn of(id: &RunId, progress: &Progress, language: Language) -> Self {
        Self {
            id: id.to_string(),
            done: progress.fraction(),
            counted: progress.counted().map(|counted| counted.render(language)),
            time: progress.time().map(|time| time.render(language)),
        }
    }
}

/// The score of the version before the one that a run has scored.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub(crate) struct ScoreBefore {
    version: String,
    score: f64,
}

impl From<(Version, f64)> for ScoreBefore {
    fn from((version, score): (Version, f64)) -> Self {
        Self { version: version.to_string(), score }
    }
}
