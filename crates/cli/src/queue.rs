//! `trainyard queue …` and `trainyard run move`

use clap::ArgMatches;
use engine::{Engine, QueuePosition, Run};
use locales::{Language, Message, Result};
use serde_json::json;

use crate::json::{run_json, runs_json};
use crate::output;
use crate::output::Table;

pub(crate) fn queue(engine: &Engine, matches: &ArgMatches, language: Language) -> Result<u8> {
    let Some((command, matches)) = matches.subcommand() else { return Ok(0) };
    if command != "show" {
        engine.queue().pause(command == "pause")?;
    }
    let queue = engine.queue().state()?;
    if matches.get_flag("json") {
        let runs = runs_json(engine, &queue.runs, language)?;
        let most = engine.settings().runs_at_once;
        return output::json(&json!({"paused": queue.paused, "runs_at_once": most, "runs": runs}));
    }
    let state = match queue.paused {
        true => Message::QueuePaused,
        false => Message::QueueGoing { most: engine.settings().runs_at_once.into() },
    };
    output::line(&state.render(language));
    if command == "show" { waiting(engine, &queue.runs, language) } else { Ok(0) }
}

fn waiting(engine: &Engine, runs: &[Run], language: Language) -> Result<u8> {
    if runs.is_empty() {
        output::error_line(&Message::QueueNone.render(language));
        return Ok(0);
    }
    let titles = [
        Message::ColumnPlace,
        Message::ColumnId,
        Message::ColumnProject,
        Message::ColumnName,
        Message::ColumnPackage,
        Message::ColumnCreated,
    ];
    let projects = engine.projects().all()?;
    let mut table = Table::new(titles, &[0], language);
    for (position, run) in (1..).zip(runs) {
        table.cell(locales::number(position, language));
        table.cell(&run.id);
        let project = projects.iter().find(|project| project.id == run.project);
        table.cell_if(project.map(|project| &project.name));
        table.cell(&run.name);
        table.cell(format_args!("{} {}", run.package, run.version));
        table.cell(output::time(run.created));
    }
    table.print();
    Ok(0)
}

pub(crate) fn move_run(
    engine: &Engine,
    run: &Run,
    matches: &ArgMatches,
    as_json: bool,
    language: Language,
) -> Result<u8> {
    let to = match matches.get_one::<String>("before") {
        Some(id) => QueuePosition::Before(engine.runs().find(id)?.id.clone()),
        None if matches.get_flag("first") => QueuePosition::First,
        None => QueuePosition::Last,
    };
    engine.queue().move_run(&run.id, &to)?;
    let position = engine.queue().state()?.positions().get(&run.id).copied();
    if as_json {
        let mut value = run_json(engine, &engine.runs().find(run.id.as_str())?, language);
        value["place"] = json!(position);
        return output::json(&value);
    }
    // The run may have started in the meantime.
    if let Some(position) = position {
        output::line(&Message::RunMoved { id: run.id.to_string(), place: position }.render(language));
    }
    Ok(0)
}
