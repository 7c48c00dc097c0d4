//! What lists of runs are sorted by, and the indices that lie in those orders.

use std::str::FromStr;

use locales::{Failure, Message, Result};
use serde::{Deserialize, Serialize};

/// A column of a list of runs, by which it can be sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum RunSort {
    /// When they were created.
    #[default]
    Created,
    /// When they were started.
    Started,
    /// When they ended.
    Ended,
    /// Pipeline name.
    Name,
    /// Pipeline type.
    Type,
    /// Package, then version.
    Package,
    /// Input dataset.
    Dataset,
    /// Evaluation dataset.
    Evaluation,
    /// Status, in the order a run goes through them.
    Status,
    /// How long they ran, or have run by now.
    Duration,
    /// What `evaluate()` returned.
    Score,
    /// The version they made, of whichever package.
    Made,
    /// Their tags.
    Tags,
    /// The order they came in: the queue's, unless somebody has changed that.
    Queue,
}

impl RunSort {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Created,
        Self::Started,
        Self::Ended,
        Self::Name,
        Self::Type,
        Self::Package,
        Self::Dataset,
        Self::Evaluation,
        Self::Status,
        Self::Duration,
        Self::Score,
        Self::Made,
        Self::Tags,
        Self::Queue,
    ];

    /// The word for it in files, in the window and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Started => "started",
            Self::Ended => "ended",
            Self::Name => "name",
            Self::Type => "type",
            Self::Package => "package",
            Self::Dataset => "dataset",
            Self::Evaluation => "evaluation",
            Self::Status => "status",
            Self::Duration => "duration",
            Self::Score => "score",
            Self::Made => "made",
            Self::Tags => "tags",
            Self::Queue => "queue",
        }
    }

    /// What is compared.
    fn keys(self) -> &'static [&'static str] {
        match self {
            // What lies in this order without being compared.
            Self::Created | Self::Queue => &[],
            Self::Started => &["started"],
            Self::Ended => &["ended"],
            Self::Name => &["name collate nocase"],
            Self::Type => &["kind"],
            Self::Package => &["package collate nocase", "version_order"],
            Self::Dataset => &["dataset collate nocase"],
            Self::Evaluation => &["evaluation collate nocase"],
            Self::Status => &["instr('Scheduled Queued Packaging Running Successful Failed Killed', status)"],
            Self::Duration => &["coalesce(ended, unixepoch('subsec') * 1000000) - started"],
            Self::Score => &["score"],
            Self::Made => &["made_order"],
            Self::Tags => &["tags collate nocase"],
        }
    }

    /// The one key that some runs have nothing of: they stand last either way.
    pub(crate) fn lacking(self) -> Option<&'static str> {
        match self {
            Self::Name | Self::Type | Self::Package | Self::Status => None,
            _ => self.keys().first().copied(),
        }
    }

    /// Whether people look for the greatest first.
    pub(crate) fn falls(self) -> bool {
        use RunSort::{Created, Duration, Ended, Queue, Score, Started};
        matches!(self, Created | Started | Ended | Duration | Score | Queue)
    }

    /// The keys in the order that people look for first, the newest of equal ones first; all of it
    /// `turned` round.
    pub(crate) fn order(self, turned: bool) -> String {
        let direction = if self.falls() == turned { "asc" } else { "desc" };
        let keys = self.keys().iter().map(|key| format!("{key} {direction}"));
        keys.chain([newest(turned)]).collect::<Vec<_>>().join(", ")
    }

    /// The index that lies in this order; none: the order changes while runs go on.
    pub(crate) fn index(self) -> Option<String> {
        match self {
            Self::Duration => None,
            Self::Created | Self::Queue => Some("runs_found".into()),
            _ => Some(format!("runs_by_{}", self.word())),
        }
    }
}

/// What makes the indices for lists of a project's runs: one per column, and one that has all that runs
/// are found by, so that looking at each of them does not read the whole table. They lie with the newest
/// last, and are mostly read from their end: a new run is put behind all others, which leaves no page half
/// empty.
pub(crate) fn indices() -> Vec<String> {
    let found = "create index runs_found on runs
                     (project, created, id desc, pinned, status, kind, package, version, dataset, evaluation, tags,
                      search, name, version_order, started, ended, score, made_order)";
    let pinned = "create index runs_pinned on runs (project, created, id desc) where pinned = 1";
    let by = RunSort::ALL.into_iter().filter(|sort| !sort.keys().is_empty()).filter_map(|sort| {
        Some(format!("create index {} on runs (project, {}, pinned)", sort.index()?, sort.order(true)))
    });
    by.chain([found.into(), pinned.into()]).collect()
}

pub(crate) fn newest(turned: bool) -> String {
    if turned { "created, id desc".into() } else { "created desc, id".into() }
}

impl FromStr for RunSort {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self> {
        let unknown = || Message::SortUnknown { column: text.to_string() }.into();
        Self::ALL.into_iter().find(|sort| sort.word() == text).ok_or_else(unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A saved view would come back sorted by something else, or not at all.
    #[test]
    fn words_in_files_are_the_words_of_the_command_line() {
        for sort in RunSort::ALL {
            assert_eq!(serde_json::to_string(&sort).unwrap(), format!("\"{}\"", sort.word()));
            assert_eq!(sort.word().parse::<RunSort>().unwrap(), sort);
        }
        assert!("size".parse::<RunSort>().is_err());
    }
}
