//! The columns by which lists of runs are sorted, and the indices with these orders.

use std::str::FromStr;

use locales::{Failure, Message, Result};
use serde::{Deserialize, Serialize};

/// A column that every list of runs has, by which it can be sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum RunSort {
    /// When the run was created.
    #[default]
    Created,
    /// When it was started.
    Started,
    /// When it ended.
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
    /// Status, in the order of a run's life.
    Status,
    /// How long the run took, or has taken so far.
    Duration,
    /// What `evaluate()` returned.
    Score,
    /// The new version, whatever its package.
    #[serde(rename = "made")]
    NewVersion,
    /// Tags.
    Tags,
    /// The order of creation, which is that of the queue unless somebody has changed it.
    Queue,
}

impl RunSort {
    /// All columns.
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
        Self::NewVersion,
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
            Self::NewVersion => "made",
            Self::Tags => "tags",
            Self::Queue => "queue",
        }
    }

    /// The SQL expressions that are compared.
    fn keys(self) -> &'static [&'static str] {
        match self {
            // The table has this order already.
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
            Self::NewVersion => &["made_order"],
            Self::Tags => &["tags collate nocase"],
        }
    }

    /// The key that is null for some runs, which come last in both orders.
    pub(crate) fn lacking(self) -> Option<&'static str> {
        match self {
            Self::Name | Self::Type | Self::Package | Self::Status => None,
            _ => self.keys().first().copied(),
        }
    }

    /// Whether the greatest value comes first by default.
    pub(crate) fn falls(self) -> bool {
        use RunSort::{Created, Duration, Ended, Queue, Score, Started};
        matches!(self, Created | Started | Ended | Duration | Score | Queue)
    }

    /// The keys in their default order, and the newest of equal runs first; everything reversed if `turned`.
    pub(crate) fn order(self, turned: bool) -> String {
        let direction = if self.falls() == turned { "asc" } else { "desc" };
        let keys = self.keys().iter().map(|key| format!("{key} {direction}"));
        keys.chain([newest(turned)]).collect::<Vec<_>>().join(", ")
    }

    /// The index with this order; `None` if the order changes while runs go on.
    pub(crate) fn index(self) -> Option<String> {
        match self {
            Self::Duration => None,
            Self::Created | Self::Queue => Some("runs_found".into()),
            _ => Some(format!("runs_by_{}", self.word())),
        }
    }
}

/// The statements that create the indices for lists of a project's runs: one per column, and one with all columns
/// by which runs are filtered, so that looking at each run does not read the whole table. The newest runs come
/// last, although the indices are mostly read from their end: new runs are then appended, which leaves no page
/// half empty.
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

    /// A saved view would be sorted by another column, or not at all.
    #[test]
    fn words_in_files_are_the_words_of_the_command_line() {
        for sort in RunSort::ALL {
            assert_eq!(serde_json::to_string(&sort).unwrap(), format!("\"{}\"", sort.word()));
            assert_eq!(sort.word().parse::<RunSort>().unwrap(), sort);
        }
        assert!("size".parse::<RunSort>().is_err());
    }
}
