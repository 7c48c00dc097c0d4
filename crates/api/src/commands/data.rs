//! Which data a run was given, and the states of datasets.

use std::time::Duration;

use contract::{AtField, DatasetName, Field, FormError};
use engine::{DataRole, Engine, FileDifference, Watch};
use locales::{Message, Result};

use crate::session::Session;
use crate::views::data::{DataToday, DatasetState, GivenData};
use crate::views::packages::AddedDataset;
use crate::views::tree::read_path;

/// How many differences a page lists.
const LISTED: usize = 100;
/// How many of the runs that used a state are named.
const RUNS: u64 = 1;
/// How long a page waits for two files to be compared.
pub(super) const TIME: Duration = Duration::from_secs(3);

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

pub(super) fn states(session: &Session, name: String) -> Result<Vec<DatasetState>> {
    let (engine, name) = (session.engine()?, name.parse()?);
    used(&engine, &name, &engine.datasets().states(&name)?)
}

pub(super) fn look(session: &Session, name: String, task: u32) -> Result<Vec<DatasetState>> {
    let (engine, name) = (session.engine()?, name.parse()?);
    used(&engine, &name, &session.with_progress(task, |watch| engine.datasets().look(&name, watch))?)
}

/// The states with the runs that used each.
fn used(engine: &Engine, name: &DatasetName, states: &[engine::DatasetState]) -> Result<Vec<DatasetState>> {
    let used = engine.datasets().used_by(name, RUNS)?;
    Ok(states.iter().map(|state| DatasetState::of(state, &used)).collect())
}

pub(super) fn compare_states(
    session: &Session,
    name: String,
    older: Option<u32>,
    newer: u32,
) -> Result<DataToday> {
    let engine = session.engine()?;
    let (counts, first) = engine.datasets().compare_states(&name.parse()?, older, newer, LISTED)?;
    Ok(DataToday::between(&counts, &first, session.language()))
}

pub(super) fn compare_state_file(
    session: &Session,
    name: String,
    older: u32,
    newer: u32,
    path: String,
) -> Result<FileDifference> {
    let (engine, states) = (session.engine()?, (older, Some(newer)));
    engine.compare_state_file(&name.parse()?, states, &read_path(&path), TIME, &Watch::default())
}

pub(super) fn compare_given_file(
    session: &Session,
    id: String,
    role: DataRole,
    path: String,
) -> Result<FileDifference> {
    let engine = session.engine()?;
    let run = engine.runs().find(&id)?;
    let engine = engine.in_project(&run.project);
    let given = engine.runs().given_data(&run.id)?.into_iter().find(|given| given.role == role);
    let given = given.ok_or_else(|| Message::SourceMissing { path: path.clone() })?;
    engine.compare_given_file(&given, &read_path(&path), TIME, &Watch::default())
}

pub(super) fn restore_state(
    session: &Session,
    name: String,
    number: u32,
    new: String,
    task: u32,
) -> Result<AddedDataset, FormError> {
    let (name, new) = (name.parse()?, new.trim().parse().at(Field::Dataset)?);
    let added = session.with_progress(task, |watch| {
        session.engine()?.datasets().copy_state(&name, number, &new, watch).at(Field::Dataset)
    })?;
    Ok(AddedDataset::of(&added, session.language()))
}

pub(super) fn restore_data(
    session: &Session,
    id: String,
    role: DataRole,
    new: String,
    task: u32,
) -> Result<AddedDataset, FormError> {
    let (engine, new) = (session.engine()?, new.trim().parse().at(Field::Dataset)?);
    let run = engine.runs().find(&id)?;
    let added = session.with_progress(task, |watch| {
        engine.runs().restore_data(&run.id, role, &new, watch).at(Field::Dataset)
    })?;
    Ok(AddedDataset::of(&added, session.language()))
}
