//! Which data a run was given, and the states of datasets.

use std::collections::HashMap;
use std::path::Path;

use engine::{DataRole, DatasetNow, Difference, Differences, Digest, GivenTo};
use locales::{Language, Message};
use serde::Serialize;
use ts_rs::TS;

use super::millis;
use super::tree::written;

/// What was in a dataset that a run was given.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub(crate) struct GivenData {
    pub(crate) role: DataRole,
    files: u64,
    bytes: u64,
    /// Whether the run keeps them.
    kept: bool,
    /// The number of the dataset's state that it was; null: it is none of those that are known.
    state: Option<u32>,
}

impl GivenData {
    /// Nothing, if it was not recorded.
    pub(crate) fn of(given: engine::GivenData) -> Option<Self> {
        let (snapshot, role, state) = (given.snapshot?, given.role, given.state);
        let (files, bytes, kept) = (snapshot.files, snapshot.bytes, snapshot.kept);
        Some(Self { role, files, bytes, kept, state })
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
pub(super) struct DataDifference {
    path: String,
    #[ts(type = "\"added\" | \"removed\" | \"changed\" | \"attributes\"")]
    change: engine::Change,
}

impl DataToday {
    pub(crate) fn of(now: &DatasetNow, language: Language) -> Self {
        let text = now.message().render(language);
        match now {
            DatasetNow::Changed { counts, first } => Self::listed(text, counts, first),
            _ => Self { text, differences: Vec::new(), more: 0 },
        }
    }

    /// The differences between two states.
    pub(crate) fn between(counts: &Differences, first: &[Difference], language: Language) -> Self {
        let &Differences { added, removed, changed, .. } = counts;
        Self::listed(Message::DatasetDifferences { added, removed, changed }.render(language), counts, first)
    }

    fn listed(text: String, counts: &Differences, first: &[Difference]) -> Self {
        let all = counts.added + counts.removed + counts.changed;
        let differences = first.iter().map(|one| DataDifference::of(&one.path, one.change));
        Self { text, differences: differences.collect(), more: all - first.len() as u64 }
    }
}

impl DataDifference {
    pub(super) fn of(path: &Path, change: engine::Change) -> Self {
        Self { path: written(path.as_os_str()), change }
    }
}

/// A state of a dataset.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub(crate) struct DatasetState {
    number: u32,
    /// When it was first seen.
    at: f64,
    files: u64,
    bytes: u64,
    /// How many files, folders and links are different from the state before it.
    added: u64,
    removed: u64,
    changed: u64,
    /// Whether some of its contents are lost.
    incomplete: bool,
    /// By which runs on it are found.
    content: String,
    /// How many runs were given it.
    runs: u64,
    /// The newest of them.
    newest: Vec<StateRun>,
}

/// A run that was given a state.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
struct StateRun {
    id: String,
    name: String,
}

impl DatasetState {
    pub(crate) fn of(state: &engine::DatasetState, used: &HashMap<Digest, GivenTo>) -> Self {
        let engine::DatasetState { number, files, bytes, added, removed, changed, .. } = *state;
        let (at, incomplete) = (millis(state.at), state.is_incomplete);
        let GivenTo { runs, newest } = used.get(&state.content).cloned().unwrap_or_default();
        let newest = newest.into_iter().map(|(id, name)| StateRun { id: id.to_string(), name }).collect();
        let content = state.content.to_string();
        Self { number, at, files, bytes, added, removed, changed, incomplete, content, runs, newest }
    }
}
