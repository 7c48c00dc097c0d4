//! Several runs at once: chosen in the list, stopped, removed and put back.

use std::collections::HashSet;

use contract::{RunId, Status};
use engine::RunQuery as Query;
use locales::{Failure, Result};

use crate::app::App;
use crate::views::run_list::{NamedRun, Removal, RunQuery, SelectedRuns};

pub(super) fn ids(app: &App, query: RunQuery) -> Result<Vec<String>> {
    let limit = query.limit;
    let found = app.engine()?.runs().page(&Query { limit, ..query.read()? })?;
    Ok(found.runs.iter().map(|run| run.id.to_string()).collect())
}

pub(super) fn all(app: &App, ids: Vec<String>) -> Result<SelectedRuns> {
    let ids: HashSet<String> = ids.into_iter().collect();
    let mut selected = SelectedRuns::default();
    app.engine()?.runs().each_line(|run| {
        if !ids.contains(run.id) {
            return;
        }
        let id = run.id.to_string();
        let named = |id| NamedRun { id, name: run.name.to_string() };
        match run.status {
            Status::Scheduled => selected.scheduled.push(named(id)),
            status if status.is_end() => selected.ended.push(id),
            _ => selected.open.push(named(id)),
        }
    })?;
    Ok(selected)
}

pub(super) fn usage(app: &App, ids: Vec<String>) -> Result<u64> {
    app.engine()?.runs().usage(&parsed(&ids)?)
}

/// Those that wait first: else they would be started in place of those that are stopped.
pub(super) fn stop(app: &App, ids: Vec<String>, now: bool) -> Result<()> {
    let engine = app.engine()?;
    let (started, waiting): (Vec<_>, Vec<_>) =
        parsed(&ids)?.into_iter().partition(|id| engine.home().run(id).started().exists());
    let all = waiting.iter().chain(&started);
    // One that cannot be stopped is no reason to let the others go on.
    let refused: Vec<Failure> = all.filter_map(|id| engine.runs().stop(id, now).err()).collect();
    refused.into_iter().next().map_or(Ok(()), Err)
}

pub(super) fn remove(app: &App, ids: Vec<String>) -> Result<Removal> {
    let removed = app.engine()?.runs().remove_together(&parsed(&ids)?)?;
    let bytes = removed.bytes()?;
    Ok(Removal { undo: app.keep_removed(removed), bytes })
}

pub(super) fn restore(app: &App, undo: u32) -> Result<()> {
    app.restore(undo)
}

pub(super) fn forget(app: &App, undo: u32) -> Result<()> {
    app.forget_removed(Some(undo));
    Ok(())
}

fn parsed(ids: &[String]) -> Result<Vec<RunId>> {
    ids.iter().map(|id| id.parse()).collect()
}
