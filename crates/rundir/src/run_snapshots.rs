//! `snapshots.json`: exactly which data a run's code was given.

use std::path::PathBuf;

use contract::PipelineKind;
use files::{Document, document};
use locales::Result;
use serde::{Deserialize, Serialize};
use snapshots::{Digest, Manifest, Snapshots};

use crate::RunDir;

/// The snapshots of the data that a run's code was given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunSnapshots {
    /// The input dataset of a training or full run, as it went in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<RunSnapshot>,
    /// The evaluation dataset, as it went in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evaluation: Option<RunSnapshot>,
    /// The folder that `evaluate` got, just before the call. Only if its data is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evaluated: Option<RunSnapshot>,
}

/// A snapshot of data that a run's code was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunSnapshot {
    /// Its id, the BLAKE3 of its manifest.
    pub id: Digest,
    /// The digest of names, kinds and contents, which is that of every folder with the same files.
    pub content: Digest,
    /// Whether the contents of its files are kept.
    pub kept: bool,
    /// How many files it has.
    pub files: u64,
    /// Their sizes together, in bytes.
    pub bytes: u64,
}

impl RunSnapshot {
    /// The record of a manifest.
    pub fn of(manifest: &Manifest, kept: bool) -> Self {
        let totals = manifest.totals();
        let (id, content) = (manifest.id(), manifest.content());
        Self { id, content, kept, files: totals.files, bytes: totals.bytes }
    }
}

impl Document for RunSnapshots {}

impl RunSnapshots {
    /// What is recorded of a run's data; nothing if an older program executed it, or it has not got so far.
    ///
    /// # Errors
    /// The record cannot be read, or was written by a newer version.
    pub fn of(run: &RunDir) -> Result<Self> {
        match run.snapshots_file().symlink_metadata() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            _ => crate::read(&run.snapshots_file()),
        }
    }

    /// Replaces the record. It is not synced: the end of the run syncs its directory, and a run that does not get so
    /// far makes no version.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, run: &RunDir) -> Result<()> {
        let (path, new) = (run.snapshots_file(), run.path().join("snapshots.new"));
        let written = document::rewritten(&path, &[], self)?;
        let renamed = std::fs::write(&new, written).and_then(|()| std::fs::rename(&new, &path));
        renamed.map_err(|error| files::unwritable(&path, error))
    }

    /// The kept snapshot that is the run's `data_directory` (contract §4.4).
    pub fn data_directory(&self, kind: PipelineKind) -> Option<&RunSnapshot> {
        let snapshot = match kind {
            PipelineKind::Evaluation => &self.evaluated,
            PipelineKind::Training | PipelineKind::Full => &self.input,
        };
        snapshot.as_ref().filter(|snapshot| snapshot.kept)
    }

    /// The kept snapshot that is the run's `test_data_directory`.
    pub fn test_data_directory(&self, kind: PipelineKind) -> Option<&RunSnapshot> {
        self.evaluated.as_ref().filter(|snapshot| snapshot.kept && kind == PipelineKind::Full)
    }

    /// All snapshots that the run needs.
    pub fn all(&self) -> impl Iterator<Item = &RunSnapshot> {
        [&self.input, &self.evaluation, &self.evaluated].into_iter().flatten()
    }
}

impl RunDir {
    /// The snapshots of the store that the run is in.
    pub fn snapshots(&self) -> Snapshots {
        Snapshots::at(&self.store().join(SNAPSHOTS))
    }

    /// Where a snapshot of it is: its manifest.
    pub fn snapshot_place(&self, snapshot: &RunSnapshot) -> PathBuf {
        self.snapshots().manifest_path(&snapshot.id)
    }
}

/// The store's folder with the snapshots.
pub const SNAPSHOTS: &str = "snapshots";

#[cfg(test)]
mod tests {
    use super::*;

    /// The data of a run would be taken for another's, or be removed as if nobody needed it.
    #[test]
    fn what_is_recorded_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        assert_eq!(RunSnapshots::of(&run).unwrap(), RunSnapshots::default());
        let of = |text: &str, kept| {
            let digest = Digest::of(text.as_bytes());
            Some(RunSnapshot { id: digest, content: digest, kept, files: 1, bytes: 2 })
        };
        let mut all = RunSnapshots { input: of("a", true), ..RunSnapshots::default() };
        all.write(&run).unwrap();
        all.evaluation = of("b", false);
        all.evaluated = of("c", true);
        all.write(&run).unwrap();
        assert_eq!(RunSnapshots::of(&run).unwrap(), all);
        assert_eq!(all.data_directory(PipelineKind::Full), all.input.as_ref());
        assert_eq!(all.data_directory(PipelineKind::Evaluation), all.evaluated.as_ref());
        assert_eq!(all.test_data_directory(PipelineKind::Full), all.evaluated.as_ref());
        assert_eq!(all.test_data_directory(PipelineKind::Evaluation), None);
        std::fs::write(run.snapshots_file(), "{").unwrap();
        assert!(RunSnapshots::of(&run).is_err());
    }
}
