//! `trainyard schedule …` and `trainyard agent`

use clap::ArgMatches;
use clap::parser::ValueSource;
use contract::When;
use engine::{DamagedKind, Engine, Missed, Schedule, ScheduleForm, Supervised};
use jiff::Zoned;
use locales::{Failure, Language, Message, Result};
use serde_json::{Value, json};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::output::{self, Table};
use crate::storage::name_damaged;
use crate::{run_form, started};

/// How many of the next times, and of the last runs, are shown.
const SHOWN: usize = 5;

pub(crate) fn schedule(engine: &Engine, matches: &ArgMatches, language: Language) -> Result<u8> {
    let Some((command, matches)) = matches.subcommand() else { return Ok(0) };
    name_damaged(engine, &[DamagedKind::Schedule], language)?;
    let as_json = matches.get_flag("json");
    let wanted = matches.try_get_one::<String>("id").ok().flatten();
    let found = || engine.schedules().find(wanted.map_or("", String::as_str));
    let now = Zoned::now();
    let saved = match command {
        "add" => engine.schedules().add(form(engine, matches, None)?)?,
        "edit" => {
            let old = found()?;
            check_edit(matches, &old)?;
            let form = form(&engine.in_project(&old.project), matches, Some(old.clone()))?;
            engine.schedules().edit(&old.id, form)?
        }
        "pause" => engine.schedules().pause(&found()?.id, true)?,
        "resume" => engine.schedules().pause(&found()?.id, false)?,
        "list" => return list(engine, &now, as_json, language),
        "show" => return show(engine, &found()?, &now, as_json, language),
        "run" => {
            let created = engine.schedules().run_now(&found()?.id)?;
            return started::queued(engine, &created, as_json, language);
        }
        _ => {
            let old = found()?;
            engine.schedules().remove(&old.id)?;
            if as_json {
                return output::json(&to_json(engine, &old, &now, language)?);
            }
            output::line(&Message::ScheduleRemoved { id: old.id.to_string() }.render(language));
            return Ok(0);
        }
    };
    if as_json {
        return output::json(&to_json(engine, &saved, &now, language)?);
    }
    let id = saved.id.to_string();
    output::line(&Message::ScheduleKept { id, next: next(&saved, &now, language) }.render(language));
    if !engine.schedules().has_agent() {
        output::error_line(&Message::ScheduleUnattended.render(language));
    }
    Ok(0)
}

/// Supervises the store until a signal ends it.
pub(crate) fn agent(engine: Engine, language: Language) -> Result<u8> {
    engine.may_change()?;
    name_damaged(&engine, &[DamagedKind::Schedule], language)?;
    let changes = engine.changes()?;
    let interrupt = changes.interrupter();
    let mut signals =
        Signals::new([SIGINT, SIGTERM]).map_err(|error| Failure::because(Message::ExecFailed, error))?;
    files::parallel::start(move || {
        logs::restarting("waiting for signals", || signals.forever().for_each(|_| interrupt()));
    })?;
    output::line(&Message::AgentBegun { path: output::path(engine.home().path()) }.render(language));
    engine.run_agent(&changes, move |supervised| match supervised {
        Supervised::Failed(failure) => {
            tracing::warn!(%failure, "could not supervise the store");
            output::error_line(&failure.render(language));
        }
        Supervised::Checked(count) if count > 0 => {
            output::error_line(&Message::LogStoreWrong { count }.render(language));
        }
        _ => {}
    })?;
    Ok(0)
}

/// Refuses an edit that changes nothing, sets and removes the same value, or removes a value that does not
/// exist.
fn check_edit(matches: &ArgMatches, old: &Schedule) -> Result<()> {
    let is_given = |name: &str| matches.value_source(name) == Some(ValueSource::CommandLine);
    let is_change = |name: &str| !["id", "json", "home", "project", "lang"].contains(&name);
    if !matches.ids().any(|id| is_change(id.as_str()) && is_given(id.as_str())) {
        return Err(Message::ScheduleEditEmpty { id: old.id.to_string() }.into());
    }
    let all = |name| matches.get_many::<String>(name).into_iter().flatten();
    let twice = |argument| Err(Message::ArgumentTwice { argument }.into());
    if let Some(name) = all("without").find(|name| is_given(name)) {
        return twice(format!("--without {name}"));
    }
    for name in all("without-env") {
        if all("env").any(|given| given.split_once('=').is_some_and(|(given, _)| given == name)) {
            return twice(format!("--without-env {name}"));
        }
        if old.form.parameters.iter().all(|parameter| parameter.name != *name) {
            let (id, name) = (old.id.to_string(), name.clone());
            return Err(Message::ScheduleWithoutParameter { id, name }.into());
        }
    }
    Ok(())
}

/// The form from the options; without an option, the old value stays.
fn form(engine: &Engine, matches: &ArgMatches, old: Option<Schedule>) -> Result<ScheduleForm> {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let given = match (text("at"), text("days"), text("cron")) {
        (Some(at), ..) => Some(When::at(at)?),
        (_, Some(days), _) => Some(When::weekly(days, text("time").unwrap_or_default())?),
        (.., Some(cron)) => Some(When::cron(cron)?),
        _ => None,
    };
    let missed = text("missed").and_then(|word| Missed::ALL.into_iter().find(|missed| missed.word() == word));
    let run = run_form::form(engine, matches, old.as_ref().map(|old| old.form.clone()))?;
    let (when, before) = old.map(|old| (old.when, old.missed)).unzip();
    // Without an old value, the command line requires a time.
    let when = given.or(when).ok_or(Message::DaysMissing)?;
    Ok(ScheduleForm { run, when, missed: missed.or(before).unwrap_or_default() })
}

/// The next time, or why there is none.
fn next(schedule: &Schedule, now: &Zoned, language: Language) -> String {
    match schedule.next(now, 1).pop() {
        Some(at) => output::time(at.timestamp()).to_string(),
        None if schedule.paused => Message::SchedulePaused.render(language),
        None => Message::ScheduleDone.render(language),
    }
}

fn list(engine: &Engine, now: &Zoned, as_json: bool, language: Language) -> Result<u8> {
    let schedules = engine.schedules().all();
    if as_json {
        let all = schedules.iter().map(|schedule| to_json(engine, schedule, now, language));
        return output::json(&all.collect::<Result<Vec<_>>>()?);
    }
    if schedules.is_empty() {
        output::error_line(&Message::SchedulesNone.render(language));
        return Ok(0);
    }
    let titles = [
        Message::ColumnId,
        Message::ColumnName,
        Message::ColumnPackage,
        Message::ColumnWhen,
        Message::ColumnNext,
    ];
    let mut table = Table::new(titles, &[], language);
    for schedule in schedules {
        table.cell(&schedule.id);
        table.cell(&schedule.form.name);
        table.cell(format_args!("{} {}", schedule.form.package, schedule.form.version));
        table.cell(schedule.when.render(language));
        table.cell(next(&schedule, now, language));
    }
    table.print();
    Ok(0)
}

fn show(engine: &Engine, schedule: &Schedule, now: &Zoned, as_json: bool, language: Language) -> Result<u8> {
    if as_json {
        return output::json(&to_json(engine, schedule, now, language)?);
    }
    let form = &schedule.form;
    let times: Vec<_> =
        schedule.next(now, SHOWN).iter().map(|at| output::time(at.timestamp()).to_string()).collect();
    let times = if times.is_empty() { next(schedule, now, language) } else { times.join(", ") };
    let runs = engine.runs().of_schedule(&schedule.id, SHOWN as u64)?;
    let runs: Vec<_> =
        runs.iter().map(|run| format!("{} {}", run.id, run.status.title().render(language))).collect();
    let skipped = schedule.skipped.as_ref();
    let missed = match schedule.missed {
        Missed::Once => Message::MissedOnce,
        Missed::Skip => Message::MissedSkip,
    };
    let pairs = [
        (Message::ColumnId, schedule.id.to_string()),
        (Message::ColumnProject, engine.in_project(&schedule.project).projects().current()?.name.to_string()),
        (Message::ColumnName, form.name.clone()),
        (Message::ColumnType, form.kind.title().render(language)),
        (Message::ColumnPackage, format!("{} {}", form.package, form.version)),
        (Message::ColumnAsOf, form.as_of.map_or("–".into(), |day| day.to_string())),
        (Message::ColumnDataset, run_form::dataset_text(&form.input)),
        (Message::ColumnEvaluation, run_form::dataset_text(&form.evaluation)),
        (Message::ColumnParameters, run_form::parameters_text(form.parameters.iter())),
        (Message::ColumnGpu, run_form::gpu_text(form.gpu, language)),
        (
            Message::ColumnMemory,
            form.limits.memory.map_or("–".into(), |bytes| locales::bytes(bytes, language)),
        ),
        (Message::ColumnCores, form.limits.cores.map_or("–".into(), |cores| cores.to_string())),
        (Message::ColumnWhen, schedule.when.render(language)),
        (Message::ColumnMissed, missed.render(language)),
        (Message::ColumnNext, times),
        (Message::ColumnRuns, if runs.is_empty() { "–".into() } else { runs.join(", ") }),
        (
            Message::ColumnLeftOut,
            skipped.map_or("–".into(), |left| {
                let at = schedule.when.moment(left.due, now.time_zone());
                format!("{} ({})", output::time(at.timestamp()), left.reason.render(language))
            }),
        ),
    ];
    output::facts(&pairs.map(|(label, value)| (label.render(language), value)));
    Ok(0)
}

fn to_json(engine: &Engine, schedule: &Schedule, now: &Zoned, language: Language) -> Result<Value> {
    let form = &schedule.form;
    let runs = engine.runs().of_schedule(&schedule.id, SHOWN as u64)?;
    let times = schedule.next(now, SHOWN);
    Ok(json!({
        "id": schedule.id,
        "project": schedule.project,
        "name": form.name,
        "type": form.kind,
        "package": form.package,
        "version": form.version,
        "as_of": form.as_of,
        "dataset": form.input.as_ref().map(|(name, _)| name),
        "folder": form.input.as_ref().map(|(_, folder)| folder),
        "evaluation_dataset": form.evaluation.as_ref().map(|(name, _)| name),
        "evaluation_folder": form.evaluation.as_ref().map(|(_, folder)| folder),
        "parameters": form.parameters,
        "gpu": form.gpu,
        "memory_limit": form.limits.memory,
        "cores": form.limits.cores,
        "when": schedule.when,
        "missed": schedule.missed,
        "paused": schedule.paused,
        "over": schedule.is_over(now),
        "next": times.iter().map(|at| at.timestamp().to_string()).collect::<Vec<_>>(),
        "runs": runs.iter().map(|run| &run.id).collect::<Vec<_>>(),
        "left_out": schedule.skipped.as_ref().map(|left| {
            let due = schedule.when.moment(left.due, now.time_zone()).timestamp().to_string();
            json!({"due": due, "reason": left.reason.render(language)})
        }),
    }))
}
