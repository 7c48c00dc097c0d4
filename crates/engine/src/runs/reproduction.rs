//! Compares a run with the one that it reproduces: what came out the same, byte for byte, and what did not.

use std::path::PathBuf;

use contract::RunId;
use files::{Watch, tree};
use locales::{Message, Result};
use serde::{Deserialize, Serialize};
use snapshots::{Change, Manifest, diff};

use super::{ComparedKind, ComparedRow, Run, RunComparison};
use crate::parts::{Parts, Runs};
use crate::reads::Reads;

/// A run and the one that it reproduces.
#[derive(Clone, Debug)]
pub struct Reproduction {
    /// The run that was reproduced.
    pub original: Run,
    /// The run that reproduces it.
    pub run: Run,
    /// What was different before the code ran, such as the machine, its driver or the Python: why the outcome need not be
    /// the same. The values are that of the original, then that of the reproduction.
    pub conditions: Vec<ComparedRow>,
    /// What is not known to have been the same, because the original did not record it.
    pub not_recorded: Vec<NotRecorded>,
    /// Status, score, metrics and logged parameters that are different.
    pub results: Vec<ComparedRow>,
    /// The artifacts.
    pub artifacts: ReproducedFiles,
    /// The files of the versions that both made. `None`: not both made one that is still there.
    pub package: Option<ReproducedFiles>,
}

/// What a run did not record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum NotRecorded {
    /// Which data it was given.
    Data,
    /// Which packages were in its environment.
    Packages,
    /// On which machine it was.
    Machine,
}

/// Files of two runs, compared by their contents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReproducedFiles {
    /// How many files, folders and links are the same.
    pub same: u64,
    /// How many are not.
    pub differing: u64,
    /// The first of those that are not, in the order of the paths.
    pub first: Vec<ReproducedFile>,
}

/// A file that is not the same in both runs, or is only in one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReproducedFile {
    /// Relative to the artifacts, or to the package's root folder.
    pub path: PathBuf,
    /// What became of it in the reproduction.
    pub change: Change,
}

/// What files of a run are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum ReproducedPart {
    /// The artifacts.
    Artifacts,
    /// The version that it made.
    Package,
}

/// How many files that differ are named.
const NAMED: usize = 1000;

impl Reproduction {
    /// Whether everything that came out is the same.
    pub fn is_same(&self) -> bool {
        self.results.is_empty() && self.files().all(|files| files.differing == 0)
    }

    /// How many files are the same, and how many are not.
    pub fn counts(&self) -> (u64, u64) {
        self.files().fold((0, 0), |(same, differing), files| (same + files.same, differing + files.differing))
    }

    fn files(&self) -> impl Iterator<Item = &ReproducedFiles> {
        [&self.artifacts].into_iter().chain(&self.package)
    }

    /// What came out, in a sentence.
    pub fn message(&self) -> Message {
        let (id, (same, differing)) = (self.original.id.to_string(), self.counts());
        match self.is_same() {
            true => Message::ReproductionSame { id, files: same },
            false => Message::ReproductionDiffers { id, same, differing, values: self.results.len() as u64 },
        }
    }
}

impl<S: Reads> Runs<'_, S> {
    /// The run that a run reproduces.
    ///
    /// # Errors
    /// The run does not exist, or reproduces none.
    pub fn reproduced(&self, id: &RunId) -> Result<RunId> {
        let none = || Message::ReproducesNone { id: id.to_string() };
        Ok(self.spec(id)?.reproduces.ok_or_else(none)?.run)
    }

    /// Compares a run that has ended with the one that it reproduces. Reads all artifacts of both.
    ///
    /// # Errors
    /// The run reproduces none, or has not ended; one of them was removed; something cannot be read; cancelled.
    pub fn reproduction(&self, id: &RunId, watch: &Watch) -> Result<Reproduction> {
        let original = self.reproduced(id)?;
        let (before, after) = (self.find_ended(&original)?, self.find_ended(id)?);
        let RunComparison { rows, metrics, .. } = self.compare(&[original.as_str(), id.as_str()], true)?;
        let not_recorded = self.not_recorded(&original, &rows);
        // Of a metric that is different, one figure says so.
        let metrics: Vec<_> =
            metrics.iter().filter_map(|metric| metric.rows().find(|row| row.differs)).collect();
        let (mut conditions, mut results) = (Vec::new(), Vec::new());
        for row in rows.into_iter().chain(metrics).filter(|row| row.differs) {
            match row.kind {
                ComparedKind::Run if !["status", "score"].contains(&row.name.as_str()) => {}
                ComparedKind::Run | ComparedKind::Logged | ComparedKind::Metric => results.push(row),
                _ => conditions.push(row),
            }
        }
        let manifests = (self.described(&original, watch)?, self.described(id, watch)?);
        let package = match (before.new_version, after.new_version) {
            (Some(old), Some(new)) => {
                let compared = self.0.packages().compare(&before.package, old, new);
                // One of them may have been removed.
                compared.ok().map(|found| {
                    let change = |file: &crate::FileChange| match (file.before, file.after) {
                        (None, _) => Change::Added,
                        (_, None) => Change::Removed,
                        _ => Change::Changed,
                    };
                    let named = found.changes.iter().take(NAMED);
                    let first =
                        named.map(|file| ReproducedFile { path: file.path.clone(), change: change(file) });
                    ReproducedFiles {
                        same: found.same,
                        differing: found.changes.len() as u64,
                        first: first.collect(),
                    }
                })
            }
            _ => None,
        };
        let artifacts = compared(&manifests.0, &manifests.1);
        Ok(Reproduction {
            original: before,
            run: after,
            conditions,
            not_recorded,
            results,
            artifacts,
            package,
        })
    }

    /// What the original did not record, by the rows of a comparison in which it is the first.
    fn not_recorded(&self, original: &RunId, rows: &[ComparedRow]) -> Vec<NotRecorded> {
        let knows_data =
            self.given_data(original).is_ok_and(|all| all.iter().all(|given| given.snapshot.is_some()));
        let knows = |known: NotRecorded| match known {
            NotRecorded::Data => knows_data,
            NotRecorded::Packages => self.requirements(original).is_ok(),
            NotRecorded::Machine => rows.iter().any(|row| row.name == "system" && row.values[0].is_some()),
        };
        let all = [NotRecorded::Data, NotRecorded::Packages, NotRecorded::Machine];
        all.into_iter().filter(|one| !knows(*one)).collect()
    }

    /// What the artifacts of a run are.
    fn described(&self, id: &RunId, watch: &Watch) -> Result<Manifest> {
        let Some(folder) = self.open_artifacts(id)? else { return Manifest::empty() };
        let (snapshots, source) = (self.0.home().snapshots(), format!("reproductions/{id}"));
        let scan = tree::scan_beneath(folder, watch)?;
        let described = snapshots.describe(&scan, &source, watch);
        snapshots.forget(&source)?;
        Ok(described?.manifest)
    }
}

fn compared(before: &Manifest, after: &Manifest) -> ReproducedFiles {
    let mut first = Vec::new();
    let counts = diff(before, after, |one| {
        // Times are never the same.
        if first.len() < NAMED && one.change != Change::Attributes {
            first.push(ReproducedFile { path: one.path, change: one.change });
        }
    });
    let differing = counts.added + counts.removed + counts.changed;
    ReproducedFiles { same: counts.same + counts.attributes, differing, first }
}
