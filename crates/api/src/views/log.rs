//! ML Logs.

use engine::{LogEntry as Entry, LogFilter as Filter, LogKind, LogSubject as Subject};
use jiff::Timestamp;
use locales::Language;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::millis;

/// Which entries are wanted.
#[derive(Clone, Debug, Deserialize, TS)]
pub(crate) struct LogQuery {
    /// Null: any. `error`: everything that went wrong.
    kind: Option<LogKind>,
    /// Only entries from this time on.
    since: Option<f64>,
    pub(crate) offset: u64,
    pub(crate) limit: u64,
}

impl LogQuery {
    pub(crate) fn filter(&self) -> Filter {
        let since = self.since.and_then(|at| Timestamp::from_millisecond(at as i64).ok());
        Filter { kinds: self.kind.into_iter().collect(), since }
    }
}

/// A page of entries, newest first.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct LogPage {
    /// The number of entries that match the query.
    pub(crate) total: u64,
    /// The number of all entries.
    pub(crate) all: u64,
    pub(crate) rows: Vec<LogEntry>,
}

/// One thing that happened.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct LogEntry {
    /// Its id.
    id: u64,
    at: f64,
    kind: LogKind,
    failed: bool,
    /// What happened, and why.
    text: String,
    about: Option<LogSubject>,
}

/// What an entry is about. It may no longer exist.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "is", rename_all = "camelCase")]
pub(crate) enum LogSubject {
    Package { name: String },
    Dataset { name: String },
    Run { id: String },
    Schedule { id: String },
    Project { id: String },
}

impl LogEntry {
    pub(crate) fn of(id: u64, entry: &Entry, language: Language) -> Self {
        let about = entry.about.as_ref().map(|about| match about {
            Subject::Package(name, _) => LogSubject::Package { name: name.to_string() },
            Subject::Dataset(name) => LogSubject::Dataset { name: name.to_string() },
            Subject::Run(id) => LogSubject::Run { id: id.to_string() },
            Subject::Schedule(id) => LogSubject::Schedule { id: id.to_string() },
            Subject::Project(id) => LogSubject::Project { id: id.to_string() },
        });
        let text = entry.render(language);
        Self { id, at: millis(entry.at), kind: entry.kind, failed: entry.failed, text, about }
    }
}
