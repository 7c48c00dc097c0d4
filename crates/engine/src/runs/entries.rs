//! The entries of ML Logs about runs.

use contract::RunId;
use jiff::Timestamp;
use locales::Message;
use rundir::{End, Outcome, RunSpec};

use crate::{LogEntry, LogKind, LogSubject};

/// An entry of ML Logs about a run.
fn entry(at: Timestamp, id: &RunId, message: Message) -> LogEntry {
    LogEntry::new(at, LogKind::Run, Some(LogSubject::Run(id.clone())), message)
}

pub(crate) fn created(spec: &RunSpec) -> LogEntry {
    let message = Message::LogRunCreated { name: spec.name.clone() };
    entry(spec.created, &spec.id, message)
}

/// The entry of ML Logs about a run that was created or imported.
pub(crate) fn appeared(spec: &RunSpec) -> LogEntry {
    let Some(imported) = &spec.imported else { return created(spec) };
    let message = Message::LogRunImported { name: spec.name.clone(), file: imported.file.clone() };
    entry(imported.at, &spec.id, message)
}

pub(crate) fn ended(spec: &RunSpec, outcome: &Outcome) -> LogEntry {
    let name = spec.name.clone();
    let message = match outcome.status {
        End::Successful => Message::LogRunSuccessful { name },
        End::Failed => Message::LogRunFailed { name },
        End::Killed => Message::LogRunKilled { name },
    };
    LogEntry {
        failed: outcome.status == End::Failed,
        why: outcome.reason.clone(),
        ..entry(outcome.ended, &spec.id, message)
    }
}

pub(crate) fn removed(at: Timestamp, id: &RunId, name: &str) -> LogEntry {
    entry(at, id, Message::LogRunRemoved { name: name.to_string() })
}

pub(crate) fn restored(at: Timestamp, id: &RunId, name: &str) -> LogEntry {
    entry(at, id, Message::LogRunRestored { name: name.to_string() })
}

pub(crate) fn requeued(at: Timestamp, id: &RunId, name: &str) -> LogEntry {
    entry(at, id, Message::LogRunRequeued { name: name.to_string() })
}
