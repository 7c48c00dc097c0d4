//! The list of runs, what a person says of them, and the views of it that they saved.

use contract::{AtField, Field, FormError, RunId};
use locales::Result;
use rundir::{Note, Tag};

use crate::app::App;
use crate::views::run::RunRow;
use crate::views::run_list::{RunPage, RunQuery, RunValues, RunView};

pub(super) fn page(app: &App, query: RunQuery) -> Result<RunPage, FormError> {
    let (engine, language) = (app.engine()?, app.language());
    let found = engine.runs().page(&query.read()?)?;
    let queue = engine.queue().state()?;
    let places = queue.places();
    let shown = |row| RunRow::of(row, language).at(places.get(&row.id).copied());
    let rows = found.runs.iter().map(shown).collect();
    Ok(RunPage { total: found.total, all: found.all, rows })
}

pub(super) fn values(app: &App) -> Result<RunValues> {
    Ok(RunValues::of(&app.engine()?.runs().values()?))
}

pub(super) fn tag(
    app: &App,
    ids: Vec<String>,
    add: Vec<String>,
    remove: Vec<String>,
) -> Result<(), FormError> {
    let tags = |texts: Vec<String>| texts.iter().map(|text| text.parse()).collect::<Result<Vec<Tag>>>();
    let (add, remove) = (tags(add).at(Field::Tags)?, tags(remove).at(Field::Tags)?);
    app.engine()?.runs().label(&read(ids)?, |labels| labels.tag(&add, &remove))
}

pub(super) fn note(app: &App, id: String, note: String) -> Result<(), FormError> {
    let note: Note = note.parse().at(Field::Note)?;
    app.engine()?.runs().label(&[id.parse()?], |labels| {
        labels.note = note.clone();
        Ok(())
    })
}

pub(super) fn pin(app: &App, ids: Vec<String>, pinned: bool) -> Result<(), FormError> {
    app.engine()?.runs().label(&read(ids)?, |labels| {
        labels.pinned = pinned;
        Ok(())
    })
}

fn read(ids: Vec<String>) -> Result<Vec<RunId>> {
    ids.iter().map(|id| id.parse()).collect()
}

pub(super) fn views(app: &App) -> Result<Vec<RunView>> {
    Ok(app.engine()?.views().all().into_iter().map(RunView::of).collect())
}

pub(super) fn keep_view(app: &App, view: RunView, old: Option<String>) -> Result<Vec<RunView>, FormError> {
    app.engine()?.views().save(view.read()?, old.as_deref())?;
    Ok(views(app)?)
}

pub(super) fn remove_view(app: &App, name: String) -> Result<Vec<RunView>> {
    app.engine()?.views().remove(&name)?;
    views(app)
}
