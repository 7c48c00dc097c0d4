//! A run's row in the index, built from its files, and the entries of ML Logs about runs.

use contract::{RunId, Status, Version};
use jiff::Timestamp;
use locales::Message;
use rundir::{DatasetRef, End, Outcome, RunSpec, RunTags, Started};
use store::runs::RunRow;

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

/// Builds a run's row from its files.
pub(crate) fn row(
    spec: &RunSpec,
    started: Option<&Started>,
    outcome: Option<&Outcome>,
    new_version: Option<Version>,
    run_tags: RunTags,
) -> RunRow {
    let new_version = spec.imported.as_ref().map_or(new_version, |imported| imported.made);
    let status = match (outcome, started) {
        (Some(outcome), _) => outcome.status.into(),
        (None, Some(_)) => Status::Packaging,
        (None, None) => Status::Queued,
    };
    let name = |chosen: &Option<DatasetRef>| chosen.as_ref().map(|chosen| chosen.name.clone());
    let folder =
        |chosen: &Option<DatasetRef>| chosen.as_ref().map(|chosen| chosen.folder.clone()).unwrap_or_default();
    RunRow {
        id: spec.id.clone(),
        project: spec.project.clone(),
        name: spec.name.clone(),
        kind: spec.kind,
        package: spec.package.name.clone(),
        version: spec.package.version,
        dataset: name(&spec.input),
        folder: folder(&spec.input),
        evaluation: name(&spec.evaluation),
        evaluation_folder: folder(&spec.evaluation),
        status,
        reason: outcome.and_then(|outcome| outcome.reason_now(spec).cloned()),
        // A version whose number is only claimed is not made yet.
        new_version: new_version.filter(|_| outcome.is_some_and(|outcome| outcome.package.is_some())),
        score: outcome.and_then(|outcome| outcome.score),
        // The schedule of an imported run is in another store.
        schedule: spec.schedule.clone().filter(|_| spec.imported.is_none()),
        created: spec.created,
        started: started.map(|started| started.at),
        ended: outcome.map(|outcome| outcome.ended),
        run_tags,
    }
}
