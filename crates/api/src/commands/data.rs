//! Which data a run was given.

use engine::DataRole;
use locales::Result;

use crate::session::Session;
use crate::views::data::{DataToday, GivenData};

/// How many differences a page lists.
const LISTED: usize = 100;

pub(super) fn given(session: &Session, id: String) -> Result<Vec<GivenData>> {
    let engine = session.engine()?;
    let run = engine.runs().find(&id)?;
    let given = engine.runs().given_data(&run.id)?;
    Ok(given.into_iter().filter_map(GivenData::of).collect())
}

pub(super) fn today(session: &Session, id: String, role: DataRole, task: u32) -> Result<Option<DataToday>> {
    let engine = session.engine()?;
    let run = engine.runs().find(&id)?;
    let engine = engine.in_project(&run.project);
    let given = engine.runs().given_data(&run.id)?.into_iter().find(|given| given.role == role);
    let Some(given) = given else { return Ok(None) };
    let now = session.with_progress(task, |watch| engine.runs().compare_with_now(&given, LISTED, watch))?;
    Ok(now.map(|now| DataToday::of(&now, session.language())))
}
