//! The list of runs, their tags, notes and pins, and the saved views of the list.

use contract::{AtField, Field, FormError, RunId};
use engine::{Run, RunView};
use locales::Result;
use rundir::{Note, Tag};

use crate::session::Session;
use crate::views::run::RunRow;
use crate::views::run_list::{RunPage, RunQuery, RunValues};

pub(super) fn page(session: &Session, query: RunQuery) -> Result<RunPage, FormError> {
    let (engine, language) = (session.engine()?, session.language());
    let columns = query.metrics.clone().unwrap_or_default();
    let found = engine.runs().page(&query.read()?)?;
    let values = engine.runs().metric_values(&found.runs, &columns, &mut session.metrics_so_far())?;
    let queue = engine.queue().state()?;
    let positions = queue.positions();
    let shown = |(row, values): (&Run, Vec<Option<f64>>)| {
        RunRow::of(row, language).at(positions.get(&row.id).copied()).with(&columns, values)
    };
    let rows = found.runs.iter().zip(values).map(shown).collect();
    Ok(RunPage { total: found.total, all: found.all, rows })
}

pub(super) fn values(session: &Session) -> Result<RunValues> {
    Ok(RunValues::of(&session.engine()?.runs().values()?))
}

pub(super) fn metric_names(session: &Session) -> Result<Vec<String>> {
    session.engine()?.runs().metric_names(&mut session.metrics_so_far())
}

pub(super) fn tag(
    session: &Session,
    ids: Vec<String>,
    add: Vec<String>,
    remove: Vec<String>,
) -> Result<(), FormError> {
    let tags = |texts: Vec<String>| texts.iter().map(|text| text.parse()).collect::<Result<Vec<Tag>>>();
    let (add, remove) = (tags(add).at(Field::Tags)?, tags(remove).at(Field::Tags)?);
    session.engine()?.runs().edit_tags(&read(ids)?, |run_tags| run_tags.tag(&add, &remove))
}

pub(super) fn note(session: &Session, id: String, note: String) -> Result<(), FormError> {
    let note: Note = note.parse().at(Field::Note)?;
    session.engine()?.runs().edit_tags(&[id.parse()?], |run_tags| {
        run_tags.note = note.clone();
        Ok(())
    })
}

pub(super) fn pin(session: &Session, ids: Vec<String>, pinned: bool) -> Result<(), FormError> {
    session.engine()?.runs().edit_tags(&read(ids)?, |run_tags| {
        run_tags.pinned = pinned;
        Ok(())
    })
}

fn read(ids: Vec<String>) -> Result<Vec<RunId>> {
    ids.iter().map(|id| id.parse()).collect()
}

pub(super) fn views(session: &Session) -> Result<Vec<RunView>> {
    Ok(session.engine()?.views().all())
}

pub(super) fn save_view(
    session: &Session,
    view: RunView,
    old: Option<String>,
) -> Result<Vec<RunView>, FormError> {
    session.engine()?.views().save(view, old.as_deref())?;
    Ok(views(session)?)
}

pub(super) fn remove_view(session: &Session, name: String) -> Result<Vec<RunView>> {
    session.engine()?.views().remove(&name)?;
    views(session)
}
