//! The states of a dataset: what was in it when, and what changed.
//!
//! A copied dataset keeps the contents of all its states, those of the newest one in its visible folder. Of a linked one,
//! only the manifests are recorded, whenever a run uses it or somebody looks.

use std::collections::HashSet;
use std::path::Path;

use contract::{DatasetName, FolderPath};
use files::tree;
use files::{Document, Watch, document};
use jiff::Timestamp;
use locales::{Message, Result};
use rundir::{DatasetRef, RunSnapshot, RunSpec};
use serde::{Deserialize, Serialize};
use snapshots::{Change as Kind, Content, Difference, Differences, Digest, Manifest, Modes, Taking, diff};
use store::datasets::DatasetRow;

use super::{DatasetAdded, DatasetFile, entry};
use crate::change::Change;
use crate::home::Staging;
use crate::parts::{Datasets, Parts};
use crate::reads::Reads;
use crate::{Home, LogEntry};

/// A state of a dataset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatasetState {
    /// The first one is 1.
    pub number: u32,
    /// When it was first seen.
    pub at: Timestamp,
    /// The id of its snapshot.
    pub id: Digest,
    /// The digest of names, kinds and contents, which is that of every folder with the same files.
    pub content: Digest,
    /// How many files it has.
    pub files: u64,
    /// Their sizes together, in bytes.
    pub bytes: u64,
    /// How many files, folders and links the state before it did not have.
    pub added: u64,
    /// How many of the state before it are not in it.
    pub removed: u64,
    /// How many have another content than in the state before it.
    pub changed: u64,
    /// Whether the dataset keeps the contents of its files.
    pub kept: bool,
    /// Whether some of the contents are lost, because somebody wrote to files of the dataset in place.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_incomplete: bool,
}

/// `states.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DatasetStates {
    /// The oldest first.
    pub(crate) states: Vec<DatasetState>,
}

impl Document for DatasetStates {}

impl DatasetStates {
    /// The name of the file in the folder of a dataset.
    pub(crate) const NAME: &str = "states.json";

    /// The states that are recorded in the folder of a dataset; none if an older program wrote it, or it is linked
    /// and was not used yet.
    pub(crate) fn of(dataset: &Path) -> Result<Self> {
        let path = dataset.join(DatasetStates::NAME);
        match path.symlink_metadata() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            _ => document::read(&path),
        }
    }

    /// Adds what a dataset holds, unless it is its newest state. Returns whether it was added.
    fn add(&mut self, at: Timestamp, now: &Manifest, differences: Differences, kept: bool) -> bool {
        let newest = self.states.last();
        if newest.is_some_and(|newest| newest.content == now.content()) {
            return false;
        }
        let (totals, Differences { added, removed, changed, .. }) = (now.totals(), differences);
        let number = newest.map_or(1, |newest| newest.number + 1);
        let (id, content, files, bytes) = (now.id(), now.content(), totals.files, totals.bytes);
        let is_incomplete = false;
        self.states.push(DatasetState {
            number,
            at,
            id,
            content,
            files,
            bytes,
            added,
            removed,
            changed,
            kept,
            is_incomplete,
        });
        true
    }
}

/// The first state of a dataset that is about to be added: `files` become its contents.
pub(super) fn begin(
    taking: &Taking<'_>,
    (dataset, files): (&Path, &Path),
    source: &str,
    at: Timestamp,
    watch: &Watch,
) -> Result<()> {
    // Only the copy itself is shown as progress.
    let watch = Watch { cancel: watch.cancel.clone(), ..Watch::default() };
    let taken = taking.adopt(&tree::scan(files, &watch)?, source, &watch)?;
    taking.write(&taken.described.manifest)?;
    let mut first = DatasetStates::default();
    let counts = diff(&Manifest::empty()?, &taken.described.manifest, drop);
    first.add(at, &taken.described.manifest, counts, true);
    document::write(&dataset.join(DatasetStates::NAME), &first)
}

impl<S: Reads> Datasets<'_, S> {
    /// The states of a dataset that are known, the oldest first. [`Datasets::look`] adds what it is today.
    ///
    /// # Errors
    /// The dataset does not exist; the record cannot be read.
    pub fn states(&self, name: &DatasetName) -> Result<Vec<DatasetState>> {
        self.get(name)?;
        Ok(DatasetStates::of(&self.0.home().dataset(name))?.states)
    }

    /// One of them.
    ///
    /// # Errors
    /// There is none with this number.
    pub fn state(&self, name: &DatasetName, number: u32) -> Result<DatasetState> {
        let state = self.states(name)?.into_iter().find(|state| state.number == number);
        state.ok_or_else(|| {
            Message::DatasetStateUnknown { name: name.to_string(), number: number.into() }.into()
        })
    }

    /// What is different in the state `newer` of a dataset from its state `older`, or from nothing; the first `most`
    /// differences, without those that are about permissions or times.
    ///
    /// # Errors
    /// There is no such state, or its manifest cannot be read.
    pub fn compare_states(
        &self,
        name: &DatasetName,
        older: Option<u32>,
        newer: u32,
        most: usize,
    ) -> Result<(Differences, Vec<Difference>)> {
        let (snapshots, mut first) = (self.0.home().snapshots(), Vec::new());
        let of = |number| snapshots.manifest(&self.state(name, number)?.id);
        let (older, newer) = (older.map_or_else(Manifest::empty, of)?, of(newer)?);
        let counts = diff(&older, &newer, |one| {
            if first.len() < most && one.change != Kind::Attributes {
                first.push(one);
            }
        });
        Ok((counts, first))
    }

    /// The manifest of a folder of a state, all of whose contents are there.
    ///
    /// # Errors
    /// There is no such state or folder; [`Message::DatasetStateNotKept`].
    pub(crate) fn kept_state(
        &self,
        name: &DatasetName,
        number: u32,
        folder: &FolderPath,
    ) -> Result<Manifest> {
        let (state, snapshots) = (self.state(name, number)?, self.0.home().snapshots());
        let manifest = snapshots.manifest(&state.id)?;
        let is_folder =
            folder.is_whole() || manifest.find(folder.as_ref()).is_some_and(|one| one.is_folder());
        if !is_folder {
            let (name, path) = (name.to_string(), folder.to_string());
            return Err(Message::FolderUnknown { name, path }.into());
        }
        let part = if folder.is_whole() { manifest } else { manifest.below(folder.as_ref())? };
        if !snapshots.missing(&part, 1)?.is_empty() {
            let (name, number) = (name.to_string(), number.into());
            return Err(Message::DatasetStateNotKept { name, number }.into());
        }
        Ok(part)
    }
}

impl Datasets<'_> {
    /// Looks whether a dataset has changed since its newest state, and records what it is today. A copied one keeps the
    /// contents. Files that have not changed since they were last read are not read again.
    ///
    /// # Errors
    /// The dataset does not exist, or cannot be read.
    pub fn look(&self, name: &DatasetName, watch: &Watch) -> Result<Vec<DatasetState>> {
        self.record_state(name, true, watch)
    }

    /// The same. If the change `is_news`, ML Logs say so.
    pub(super) fn record_state(
        &self,
        name: &DatasetName,
        is_news: bool,
        watch: &Watch,
    ) -> Result<Vec<DatasetState>> {
        let row = self.get(name)?;
        let (home, snapshots) = (self.0.home(), self.0.home().snapshots());
        let source = self.folder(name, &FolderPath::default())?;
        // Until the state is recorded, nobody removes what it needs.
        let taking = snapshots.taking()?;
        let scan = tree::scan(&home.path().join(&source), watch)?;
        let is_copied = row.link.is_none();
        let described = match is_copied {
            true => taking.adopt(&scan, &source, watch)?.described,
            false => snapshots.describe(&scan, &source, watch)?,
        };
        self.0.change(self.0.project(), |change| {
            let at = change.timestamp();
            let states = change.datasets().add_state(&taking, name, described.manifest, at, is_copied)?;
            let newest = states.last().filter(|newest| is_news && newest.at == at && newest.number > 1);
            newest.into_iter().for_each(|newest| change.log(changed(at, name, newest)));
            Ok(states)
        })
    }

    /// Adds a copy of a state as a dataset of its own.
    ///
    /// # Errors
    /// There is no such state, or its contents are not all there; those of [`Datasets::add`].
    pub fn copy_state(
        &self,
        name: &DatasetName,
        number: u32,
        new: &DatasetName,
        watch: &Watch,
    ) -> Result<DatasetAdded> {
        self.add_snapshot(new, &self.kept_state(name, number, &FolderPath::default())?, watch)
    }

    /// Adds the contents of a snapshot as a dataset.
    pub(crate) fn add_snapshot(
        &self,
        new: &DatasetName,
        manifest: &Manifest,
        watch: &Watch,
    ) -> Result<DatasetAdded> {
        let taken = || Message::DatasetTaken { name: new.to_string() };
        if self.0.home().dataset(new).exists() {
            return Err(taken().into());
        }
        let staging = Staging::new(self.0.home())?;
        let prepared = staging.path().join("dataset");
        std::fs::create_dir(&prepared).map_err(|error| files::unwritable(&prepared, error))?;
        let (snapshots, files) = (self.0.home().snapshots(), prepared.join("files"));
        let taking = snapshots.taking()?;
        let copied = snapshots.restore(manifest, &files, Modes::Writable, watch)?;
        let file = DatasetFile {
            name: new.clone(),
            project: self.0.project().clone(),
            link: None,
            files: copied.files,
            bytes: copied.bytes,
            data: Some(copied.data),
            created: self.0.timestamp(),
        };
        let source = self.0.home().relative(&self.0.home().dataset_files(new));
        begin(&taking, (&prepared, &files), &source, file.created, watch)?;
        self.put_new(&prepared, file, Vec::new(), || taken().into())
    }

    /// Adds what a run was given as states of its datasets, as far as nobody has noticed them yet.
    ///
    /// # Errors
    /// A record or a manifest cannot be read; the record cannot be written.
    pub(crate) fn add_states_of(
        &self,
        spec: &RunSpec,
        given: [(&Option<DatasetRef>, &Option<RunSnapshot>); 2],
        started: Timestamp,
    ) -> Result<()> {
        let snapshots = self.0.home().snapshots();
        for (dataset, snapshot) in given {
            let (Some(dataset), Some(snapshot)) = (dataset, snapshot) else { continue };
            if !dataset.folder.is_whole() || dataset.state.is_some() {
                continue;
            }
            // Another dataset may have this name by now.
            let Ok(row) = self.get(&dataset.name) else { continue };
            let known = DatasetStates::of(&self.0.home().dataset(&row.name))?.states;
            let is_known = known.iter().any(|state| state.content == snapshot.content || state.at > started);
            if row.created > spec.created || is_known {
                continue;
            }
            let (taking, manifest) = (snapshots.taking()?, snapshots.manifest(&snapshot.id)?);
            let is_copied = row.link.is_none();
            self.0.change(self.0.project(), |change| {
                change.datasets().add_state(&taking, &dataset.name, manifest, started, is_copied).map(drop)
            })?;
        }
        Ok(())
    }
}

impl Datasets<'_, Change<'_>> {
    /// Adds what a dataset holds as a state, unless it is the newest one. Returns all states.
    fn add_state(
        &self,
        taking: &Taking<'_>,
        name: &DatasetName,
        now: Manifest,
        at: Timestamp,
        kept: bool,
    ) -> Result<Vec<DatasetState>> {
        let (change, snapshots) = (self.0, self.0.home().snapshots());
        let row = self.get(name)?;
        let path = change.home().dataset(name);
        let mut states = DatasetStates::of(&path)?;
        let before = states.states.last().and_then(|newest| snapshots.manifest(&newest.id).ok());
        let (before, now) = match before {
            Some(before) => (before.clone(), now.with_modes_of(&before)?),
            None => (Manifest::empty()?, now),
        };
        let mut replaced = HashSet::new();
        let differences = diff(&before, &now, |one| {
            if one.change == Kind::Changed {
                replaced.insert(one.path);
            }
        });
        if !states.add(at, &now, differences, kept) {
            return Ok(states.states);
        }
        // A file that somebody wrote to in place was also a blob of the state before.
        let mut lost = HashSet::new();
        for (_, content) in before.files().filter(|(path, _)| kept && replaced.contains(path)) {
            for blob in &content.blobs {
                if taking.remove_damaged(&blob.digest)? {
                    lost.insert(blob.digest);
                }
            }
        }
        taking.write(&now)?;
        self.mark_incomplete(&mut states, &lost)?;
        change.write(&path.join(DatasetStates::NAME), &states)?;
        self.put_totals(&row, &now)?;
        Ok(states.states)
    }

    /// Marks the states that had contents which are lost.
    fn mark_incomplete(&self, states: &mut DatasetStates, lost: &HashSet<Digest>) -> Result<()> {
        if lost.is_empty() {
            return Ok(());
        }
        let snapshots = self.0.home().snapshots();
        for state in states.states.iter_mut().filter(|state| state.kept) {
            let manifest = snapshots.manifest(&state.id)?;
            let is_lost = |content: &Content| content.blobs.iter().any(|blob| lost.contains(&blob.digest));
            state.is_incomplete |= manifest.files().any(|(_, content)| is_lost(&content));
        }
        Ok(())
    }

    /// Writes how much a copied dataset holds, if somebody changed its folder.
    fn put_totals(&self, row: &DatasetRow, now: &Manifest) -> Result<()> {
        let totals = now.totals();
        if row.link.is_some() || (row.files, row.bytes) == (totals.files, totals.bytes) {
            return Ok(());
        }
        let path = self.0.home().dataset_file(&row.name);
        let file = DatasetFile {
            files: totals.files,
            bytes: totals.bytes,
            data: Some(totals.data),
            ..document::read(&path)?
        };
        self.0.write(&path, &file)?;
        self.0.rows(|tables| tables.put_dataset(&file.row()))
    }
}

/// The newest state of the dataset that a path in the store leads to.
pub(crate) fn newest(home: &Home, name: &DatasetName) -> Option<Digest> {
    let states = DatasetStates::of(&home.dataset(name)).inspect_err(|error| {
        tracing::warn!(dataset = %name, %error, "could not read the states of a dataset");
    });
    states.ok()?.states.last().map(|state| state.id)
}

fn changed(at: Timestamp, name: &DatasetName, state: &DatasetState) -> LogEntry {
    let &DatasetState { number, added, removed, changed, .. } = state;
    let (name_text, number) = (name.to_string(), number.into());
    entry(at, name, Message::LogDatasetChanged { name: name_text, number, added, removed, changed })
}
