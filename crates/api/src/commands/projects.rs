//! Projects: listed, created, changed, removed, and which one is current.

use contract::{AtField, Field, FormError, ProjectId};
use engine::Settings;
use locales::Result;

use crate::session::Session;
use crate::views::project::{ProjectRow, Projects};

pub(super) fn all(session: &Session, counted: bool) -> Result<Projects> {
    let mut engine = session.engine()?;
    if engine.projects().current().is_err() {
        // Another program has removed it.
        session.enter_project(&ProjectId::default())?;
        engine = session.engine()?;
    }
    let row = |row: &engine::ProjectRow| {
        let holds = if counted { Some(engine.projects().holds(&row.id)?.into()) } else { None };
        Ok(ProjectRow { holds, ..row.into() })
    };
    let rows = engine.projects().all()?.iter().map(row).collect::<Result<_>>()?;
    Ok(Projects { rows, current: (&engine.projects().current()?).into() })
}

pub(super) fn create(
    session: &Session,
    name: String,
    description: String,
    keeps: bool,
) -> Result<ProjectRow, FormError> {
    let (engine, name) = (session.engine()?, name.parse().at(Field::Name)?);
    let row = engine.projects().create(&name, &description)?;
    Ok((&engine.projects().keep_data(&row.id, keeps)?).into())
}

pub(super) fn edit(
    session: &Session,
    id: String,
    name: String,
    description: String,
    keeps: bool,
) -> Result<ProjectRow, FormError> {
    let (engine, id, name) = (session.engine()?, id.parse()?, name.parse().at(Field::Name)?);
    engine.projects().edit(&id, &name, &description)?;
    Ok((&engine.projects().keep_data(&id, keeps)?).into())
}

pub(super) fn remove(session: &Session, id: String) -> Result<u64> {
    session.engine()?.projects().remove(&id.parse()?)
}

pub(super) fn enter(session: &Session, id: String) -> Result<ProjectRow> {
    let engine = session.engine()?.in_project(&id.parse()?);
    let row = engine.projects().current()?;
    // Saved for the next start as a convenience: a full disk must not prevent anyone from entering a project.
    let settings = Settings { project: Some(row.id.clone()), ..engine.settings() };
    if let Err(refused) = engine.save_settings(&settings) {
        tracing::warn!(failure = %refused.failure, "could not save the project that is worked in");
    }
    // Last: until the page has the answer, its commands are meant for the previous project.
    session.enter_project(engine.project())?;
    Ok((&row).into())
}
