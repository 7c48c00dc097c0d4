//! How a run that reproduces another one came out.

use engine::{NotRecorded, ReproducedFiles as Files, Reproduction as Found};
use locales::{Language, Message};
use serde::Serialize;
use ts_rs::TS;

use super::compare_runs::ComparedRow;
use super::data::DataDifference;

/// The run that a run reproduces.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct Reproduced {
    pub(crate) id: String,
    /// Null: it was removed.
    pub(crate) name: Option<String>,
}

/// A run and the one that it reproduces, compared.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Reproduction {
    /// What came out, in a sentence.
    text: String,
    /// Whether everything that came out is the same.
    same: bool,
    /// What was different before the code ran: the values of the original, then of the reproduction.
    conditions: Vec<ComparedRow>,
    /// What the original did not record.
    not_recorded: Vec<NotRecorded>,
    /// Status, score, metrics and logged parameters that are different.
    results: Vec<ComparedRow>,
    artifacts: ReproducedFiles,
    /// The files of the versions that they made; null: there are not two.
    package: Option<ReproducedFiles>,
}

/// Files of two runs, compared by their contents.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct ReproducedFiles {
    /// The first that are not the same.
    differences: Vec<DataDifference>,
    /// How many there are besides these.
    more: u64,
}

impl Reproduction {
    pub(crate) fn of(found: &Found, language: Language) -> Self {
        let row = |row: &engine::ComparedRow| {
            let name = row.name.clone();
            let metric =
                row.figure.map(|figure| Message::ComparedMetric { figure: figure.word().into(), name });
            ComparedRow::of(row).called(metric.map(|metric| metric.render(language)))
        };
        Self {
            text: found.message().render(language),
            same: found.is_same(),
            conditions: found.conditions.iter().map(row).collect(),
            not_recorded: found.not_recorded.clone(),
            results: found.results.iter().map(row).collect(),
            artifacts: ReproducedFiles::of(&found.artifacts),
            package: found.package.as_ref().map(ReproducedFiles::of),
        }
    }
}

impl ReproducedFiles {
    /// How many files that differ a page lists.
    const LISTED: usize = 100;

    fn of(found: &Files) -> Self {
        let listed = found.first.iter().take(Self::LISTED);
        let differences: Vec<_> = listed.map(|file| DataDifference::of(&file.path, file.change)).collect();
        let more = found.differing - differences.len() as u64;
        Self { differences, more }
    }
}
