//! `trainyard project …`

use clap::ArgMatches;
use contract::ProjectName;
use engine::{DamagedKind, Engine, Holds, ProjectRow};
use locales::{Language, Message, Result};
use serde_json::{Value, json};

use crate::output;
use crate::output::Table;
use crate::storage::name_damaged;

pub(crate) fn project(engine: &Engine, matches: &ArgMatches, language: Language) -> Result<u8> {
    let Some((command, matches)) = matches.subcommand() else { return Ok(0) };
    let as_json = matches.get_flag("json");
    let text = |argument: &str| matches.get_one::<String>(argument).map_or("", String::as_str);
    let found = || engine.projects().find(text("name"));
    let (row, message): (_, fn(String) -> Message) = match command {
        "list" => {
            name_damaged(engine, &[DamagedKind::Project], language)?;
            return list(engine, as_json, language);
        }
        "create" => {
            let row = engine.projects().create(&text("name").parse()?, text("description"))?;
            (row, |name| Message::ProjectCreated { name })
        }
        "rename" => {
            let ProjectRow { id, description, .. } = found()?;
            let row = engine.projects().edit(&id, &text("new").parse()?, &description)?;
            (row, |name| Message::ProjectKept { name })
        }
        "keep-data" => {
            let keeps_data = matches.get_one::<bool>("keeps").copied().unwrap_or_default();
            (engine.projects().keep_data(&found()?.id, keeps_data)?, |name| Message::ProjectKept { name })
        }
        "describe" => {
            let ProjectRow { id, name, .. } = found()?;
            (engine.projects().edit(&id, &name, text("text"))?, |name| Message::ProjectKept { name })
        }
        _ => {
            let ProjectRow { id, name, .. } = found()?;
            // The engine refuses to remove the first project, whatever is repeated.
            if !id.is_default() && text("yes").parse::<ProjectName>().ok().as_ref() != Some(&name) {
                return Err(Message::ProjectNotConfirmed { name: name.to_string() }.into());
            }
            return output::freed(engine.projects().remove(&id)?, as_json, language);
        }
    };
    if as_json {
        return output::json(&row_json(&row, engine.projects().holds(&row.id)?));
    }
    output::line(&message(row.name.to_string()).render(language));
    Ok(0)
}

fn list(engine: &Engine, as_json: bool, language: Language) -> Result<u8> {
    let all = engine.projects().all()?.into_iter().map(|row| Ok((engine.projects().holds(&row.id)?, row)));
    let all = all.collect::<Result<Vec<_>>>()?;
    if as_json {
        return output::json(&all.iter().map(|(holds, row)| row_json(row, *holds)).collect::<Vec<_>>());
    }
    let titles = [
        Message::ColumnName,
        Message::ColumnPackages,
        Message::ColumnDatasets,
        Message::ColumnRuns,
        Message::ColumnCreated,
        Message::ColumnKeepsData,
        Message::ColumnDescription,
    ];
    let mut table = Table::new(titles, &[1, 2, 3], language);
    for (holds, row) in &all {
        table.cell(&row.name);
        for count in [holds.packages, holds.datasets, holds.runs] {
            table.cell(locales::number(count, language));
        }
        table.cell_if(row.created.map(output::time));
        let kept = "yes".to_string();
        table.cell_if(row.keeps_data.then(|| Message::StateKept { kept }.render(language)));
        table.cell(&row.description);
    }
    table.print();
    Ok(0)
}

fn row_json(row: &ProjectRow, holds: Holds) -> Value {
    json!({
        "id": row.id,
        "name": row.name,
        "description": row.description,
        "created": row.created.map(|at| at.to_string()),
        "keeps_data": row.keeps_data,
        "packages": holds.packages,
        "datasets": holds.datasets,
        "runs": holds.runs,
    })
}
