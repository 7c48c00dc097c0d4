//! Schedules: saved, shown, paused, run, removed.

use contract::{DatasetName, Field, FolderPath, FormError};
use engine::Removable;
use jiff::Zoned;
use locales::{Message, Result};

use crate::session::Session;
use crate::views::form::RunForm;
use crate::views::run::RunRow;
use crate::views::schedule::{ScheduleDetails, ScheduleRow, Schedules, SkippedTime, missed};
use crate::views::storage::Removal;

/// How many of the next times are shown.
pub(super) const TIMES: usize = 5;
/// How many of its runs are shown.
const RUNS: u64 = 100;

pub(super) fn all(session: &Session) -> Result<Schedules> {
    let (engine, language, now) = (session.engine()?, session.language(), Zoned::now());
    let rows =
        engine.schedules().all().iter().map(|schedule| ScheduleRow::of(schedule, &now, language)).collect();
    Ok(Schedules { rows, agent: engine.schedules().has_agent() })
}

pub(super) fn one(session: &Session, id: String) -> Result<ScheduleDetails> {
    let (engine, language, now) = (session.engine()?, session.language(), Zoned::now());
    let schedule = engine.schedules().find(&id)?;
    let shown = |chosen: &Option<(DatasetName, FolderPath)>| {
        let (name, folder) = chosen.as_ref()?;
        Some(format!("{name}/{folder}").trim_end_matches('/').to_string())
    };
    let runs = engine.runs().of_schedule(&schedule.id, RUNS)?;
    Ok(ScheduleDetails {
        project: schedule.project.to_string(),
        missed: missed(schedule.missed).render(language),
        as_of: schedule.form.as_of.map(|day| day.to_string()),
        dataset: shown(&schedule.form.input),
        evaluation: shown(&schedule.form.evaluation),
        times: schedule.next(&now, TIMES).iter().map(|at| crate::views::millis(at.timestamp())).collect(),
        runs: runs.iter().map(|run| RunRow::of(run, language)).collect(),
        skipped: SkippedTime::of(&schedule, &now, language),
        agent: engine.schedules().has_agent(),
        schedule: ScheduleRow::of(&schedule, &now, language),
    })
}

pub(super) fn save(session: &Session, form: RunForm) -> Result<ScheduleRow, FormError> {
    let missing = || FormError::at(Field::Days, Message::DaysMissing);
    let (engine, read) = (session.engine()?, form.read_schedule()?.ok_or_else(missing)?);
    let schedule = match &form.when.schedule {
        Some(id) => engine.schedules().edit(&id.parse()?, read)?,
        None => engine.schedules().add(read)?,
    };
    Ok(ScheduleRow::of(&schedule, &Zoned::now(), session.language()))
}

pub(super) fn pause(session: &Session, id: String, paused: bool) -> Result<()> {
    session.engine()?.schedules().pause(&id.parse()?, paused).map(drop)
}

pub(super) fn run(session: &Session, id: String) -> Result<RunRow, FormError> {
    Ok(RunRow::of(&session.engine()?.schedules().run_now(&id.parse()?)?, session.language()))
}

pub(super) fn remove(session: &Session, id: String) -> Result<Removal> {
    session.remove(&[Removable::Schedule(id.parse()?)])
}
