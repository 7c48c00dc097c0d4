//! Several runs at once: selected in the list, compared, stopped and removed.

use std::collections::HashSet;

use contract::{RunId, Status};
use engine::{Removable, RunQuery as Query, Stopped};
use locales::Result;

use crate::session::Session;
use crate::views::compare_runs::RunComparison;
use crate::views::run_list::{NamedRun, RunQuery, SelectedRuns};
use crate::views::run_table::RunTable;
use crate::views::storage::Removal;

pub(super) fn ids(session: &Session, query: RunQuery) -> Result<Vec<String>> {
    let limit = query.limit;
    let found = session.engine()?.runs().page(&Query { limit, ..query.read()? })?;
    Ok(found.runs.iter().map(|run| run.id.to_string()).collect())
}

pub(super) fn all(session: &Session, ids: Vec<String>) -> Result<SelectedRuns> {
    let ids: HashSet<String> = ids.into_iter().collect();
    let mut selected = SelectedRuns::default();
    // The others would all be read to find none.
    if ids.is_empty() {
        return Ok(selected);
    }
    session.engine()?.runs().each_line(|run| {
        if !ids.contains(run.id) {
            return;
        }
        let made = run.new_version.map(ToString::to_string);
        let named = NamedRun { id: run.id.to_string(), name: run.name.to_string(), made };
        match run.status {
            Status::Scheduled => selected.scheduled.push(named),
            status if status.is_end() => selected.ended.push(named),
            _ => selected.open.push(named),
        }
    })?;
    Ok(selected)
}

pub(super) fn compare(session: &Session, ids: Vec<String>, all: bool) -> Result<RunComparison> {
    let found = session.engine()?.runs().compare(&ids, all)?;
    Ok(RunComparison::of(&found, session.language()))
}

pub(super) fn table(session: &Session, ids: Vec<String>) -> Result<RunTable> {
    Ok(RunTable::of(session.engine()?.runs().table(&parsed(&ids)?)?))
}

pub(super) fn stop(session: &Session, ids: Vec<String>, now: bool) -> Result<Vec<String>> {
    let stopped = session.engine()?.runs().stop_together(&parsed(&ids)?, now);
    let stopped = stopped.into_iter().collect::<Result<Vec<_>>>()?;
    let waited = ids.into_iter().zip(stopped).filter(|(_, stopped)| *stopped == Stopped::AtOnce);
    Ok(waited.map(|(id, _)| id).collect())
}

pub(super) fn requeue(session: &Session, ids: Vec<String>) -> Result<()> {
    session.engine()?.runs().requeue(&parsed(&ids)?)
}

pub(super) fn remove(session: &Session, ids: Vec<String>) -> Result<Removal> {
    session.remove(&parsed(&ids)?.into_iter().map(Removable::Run).collect::<Vec<_>>())
}

fn parsed(ids: &[String]) -> Result<Vec<RunId>> {
    ids.iter().map(|id| id.parse()).collect()
}
