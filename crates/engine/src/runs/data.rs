//! Which data a run was given, and how the datasets differ from it today.

use contract::{DatasetName, FolderPath, RunId};
use files::Watch;
use files::tree;
use locales::{Message, Result};
use rundir::{DatasetRef, RunDir, RunSnapshot, RunSnapshots};
use serde::{Deserialize, Serialize};
use snapshots::{Change, Difference, Differences, diff};

use crate::datasets::DatasetStates;
use crate::parts::{Parts, Runs};
use crate::reads::Reads;
use crate::{DatasetAdded, DatasetState};

/// A dataset that a run was given.
#[derive(Clone, Debug)]
pub struct GivenData {
    /// What it was for.
    pub role: DataRole,
    /// The dataset.
    pub dataset: DatasetName,
    /// The folder in it.
    pub folder: FolderPath,
    /// What was in it then. `None`: an older program executed the run, it could not be recorded, or the run has not
    /// got so far.
    pub snapshot: Option<RunSnapshot>,
    /// The number of the dataset's state that it was. `None`: it was a folder of it, or is none of the states that are
    /// known.
    pub state: Option<u32>,
}

/// What a run was given a dataset for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum DataRole {
    /// The input of a training or full run.
    Input,
    /// For `evaluate`.
    Evaluation,
}

/// How a dataset differs from what a run was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatasetNow {
    /// It has the same files with the same contents.
    Same,
    /// It has other files or contents.
    Changed {
        /// How many.
        counts: Differences,
        /// The first of them, in the order of the paths, without those that are about permissions or times.
        first: Vec<Difference>,
    },
    /// It has other files or contents, but it is not known which: the list of the files is missing.
    ChangedSomehow,
    /// The dataset or its folder does not exist any more.
    Gone,
}

impl DatasetNow {
    /// Describes it in a sentence.
    pub fn message(&self) -> Message {
        match self {
            Self::Same => Message::DataSame,
            Self::Changed { counts: Differences { added, removed, changed, .. }, .. } => {
                Message::DataChanged { added: *added, removed: *removed, changed: *changed }
            }
            Self::ChangedSomehow => Message::DataChangedSomehow,
            Self::Gone => Message::DataGone,
        }
    }
}

impl<S: Reads> Runs<'_, S> {
    /// The snapshots of the data that a run was given. What cannot be read counts as not recorded.
    pub fn snapshots(&self, id: &RunId) -> RunSnapshots {
        recorded(&self.0.home().run(id))
    }

    /// The datasets that a run was given.
    ///
    /// # Errors
    /// The run does not exist.
    pub fn given_data(&self, id: &RunId) -> Result<Vec<GivenData>> {
        let (spec, known) = (self.spec(id)?, self.snapshots(id));
        let home = self.0.home().in_project(&spec.project);
        let given = |role, dataset: Option<DatasetRef>, snapshot: Option<RunSnapshot>| {
            let DatasetRef { name, folder, state, .. } = dataset?;
            let is_it = |known: &&DatasetState| {
                folder.is_whole()
                    && snapshot.as_ref().is_some_and(|snapshot| known.content == snapshot.content)
            };
            // What cannot be read is not known; the dataset's page says why.
            let states = DatasetStates::of(&home.dataset(&name)).unwrap_or_default().states;
            let state = state.map(|state| state.number);
            let state = state.or_else(|| states.iter().rev().find(is_it).map(|known| known.number));
            Some(GivenData { role, dataset: name, folder, snapshot, state })
        };
        let input = given(DataRole::Input, spec.input, known.input);
        let evaluation = given(DataRole::Evaluation, spec.evaluation, known.evaluation);
        Ok(input.into_iter().chain(evaluation).collect())
    }

    /// How a dataset differs today from what a run was given; the first `most` differences. `None`: nothing is known of
    /// what the run was given. Reads the files of the dataset that have changed since they were last read.
    ///
    /// # Errors
    /// The dataset cannot be read.
    pub fn compare_with_now(
        &self,
        given: &GivenData,
        most: usize,
        watch: &Watch,
    ) -> Result<Option<DatasetNow>> {
        let Some(then) = &given.snapshot else { return Ok(None) };
        let (home, snapshots) = (self.0.home(), self.0.home().snapshots());
        let Ok(source) = self.0.datasets().folder(&given.dataset, &given.folder) else {
            return Ok(Some(DatasetNow::Gone));
        };
        let scan = tree::scan(&home.path().join(&source), watch)?;
        let now = snapshots.describe(&scan, &source, watch)?.manifest;
        if now.content() == then.content {
            return Ok(Some(DatasetNow::Same));
        }
        let before = match snapshots.manifest(&then.id) {
            Ok(before) => before,
            Err(failure) if matches!(*failure.message, Message::SnapshotMissing { .. }) => {
                return Ok(Some(DatasetNow::ChangedSomehow));
            }
            Err(failure) => return Err(failure),
        };
        let mut first = Vec::new();
        let counts = diff(&before, &now, |one| {
            if first.len() < most && one.change != Change::Attributes {
                first.push(one);
            }
        });
        Ok(Some(DatasetNow::Changed { counts, first }))
    }
}

impl Runs<'_> {
    /// Adds what a run kept of its data as a dataset of the project.
    ///
    /// # Errors
    /// The run does not exist, or did not keep it; those of [`crate::parts::Datasets::add`].
    pub fn restore_data(
        &self,
        id: &RunId,
        role: DataRole,
        new: &DatasetName,
        watch: &Watch,
    ) -> Result<DatasetAdded> {
        let given = self.given_data(id)?.into_iter().find(|given| given.role == role);
        let snapshot = given.and_then(|given| given.snapshot);
        let not_kept = || Message::RunDataNotKept { id: id.to_string() };
        let snapshots = self.0.home().snapshots();
        let manifest = snapshots.manifest(&snapshot.ok_or_else(not_kept)?.id)?;
        if !snapshots.missing(&manifest, 1)?.is_empty() {
            return Err(not_kept().into());
        }
        self.0.datasets().add_snapshot(new, &manifest, watch)
    }
}

/// The snapshots of the data that a run was given. What cannot be read counts as not recorded.
pub(crate) fn recorded(run: &RunDir) -> RunSnapshots {
    RunSnapshots::of(run).unwrap_or_else(|error| {
        tracing::warn!(run = %files::shown(run.path()), %error, "could not read which data a run was given");
        RunSnapshots::default()
    })
}
