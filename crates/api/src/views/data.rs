//! Which data a run was given.

use engine::{DataRole, DatasetNow, Difference};
use locales::Language;
use serde::Serialize;
use ts_rs::TS;

/// What was in a dataset that a run was given.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub(crate) struct GivenData {
    pub(crate) role: DataRole,
    files: u64,
    bytes: u64,
    /// Whether the run keeps them.
    kept: bool,
}

impl GivenData {
    /// Nothing, if it was not recorded.
    pub(crate) fn of(given: engine::GivenData) -> Option<Self> {
        let snapshot = given.snapshot?;
        let (files, bytes, kept) = (snapshot.files, snapshot.bytes, snapshot.kept);
        Some(Self { role: given.role, files, bytes, kept })
    }
}

/// How a dataset differs today from what a run was given.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub(crate) struct DataToday {
    /// In a sentence.
    text: String,
    /// The first differences, in the order of the paths.
    differences: Vec<DataDifference>,
    /// How many there are besides these.
    more: u64,
}

/// A file, folder or link that differs.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
struct DataDifference {
    path: String,
    #[ts(type = "\"added\" | \"removed\" | \"changed\" | \"attributes\"")]
    change: engine::Change,
}

impl DataToday {
    pub(crate) fn of(now: &DatasetNow, language: Language) -> Self {
        let text = now.message().render(language);
        let DatasetNow::Changed { counts, first } = now else {
            return Self { text, differences: Vec::new(), more: 0 };
        };
        let difference = |Difference { path, change }: &Difference| DataDifference {
            path: files::shown(path),
            change: *change,
        };
        let all = counts.added + counts.removed + counts.changed;
        Self { text, differences: first.iter().map(difference).collect(), more: all - first.len() as u64 }
    }
}
