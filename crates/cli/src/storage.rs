//! `trainyard storage`

use clap::ArgMatches;
use engine::{Engine, Stored, StoredThing};
use locales::{Language, Message, Result};
use serde_json::{Value, json};

use crate::output::Table;
use crate::{output, schedule};

pub(crate) fn storage(engine: &Engine, matches: &ArgMatches, language: Language) -> Result<u8> {
    if let Some((_, below)) = matches.subcommand() {
        let freed = match below.get_one::<String>("digest") {
            Some(digest) => engine.remove_environment(digest)?,
            None => engine.remove_outdated_environments()?,
        };
        return output::freed(freed, below.get_flag("json"), language);
    }
    schedule::name_damaged(engine, language);
    let stored = engine.storage()?;
    let free = files::space::free(engine.home().path())?;
    if matches.get_flag("json") {
        let all: Vec<Value> = stored.iter().map(|one| stored_json(one, language)).collect();
        return output::json(&json!({"free": free, "stored": all}));
    }
    let titles = [
        Message::ColumnType,
        Message::ColumnName,
        Message::ColumnProject,
        Message::ColumnSize,
        Message::ColumnUsed,
        Message::ColumnNeeded,
    ];
    let mut table = Table::new(titles, &[3], language);
    for one in &stored {
        let (kind, name) = named(&one.thing);
        table.cell(kind);
        table.cell(name);
        table.cell_if(one.project.as_ref().map(|project| &project.name));
        table.cell(output::size(Some(one.bytes), language));
        table.cell(output::time(one.used));
        let outdated = one.outdated.then_some(&Message::EnvironmentOutdated);
        table.cell_if(one.needed.as_ref().or(outdated).map(|remark| remark.say_short(language)));
    }
    table.print();
    output::error_line(&Message::StorageFree { bytes: free }.say(language));
    Ok(0)
}

/// What it is, and how it is called where it is removed.
fn named(thing: &StoredThing) -> (&'static str, String) {
    match thing {
        StoredThing::Environment(digest) => ("environment", digest.clone()),
        StoredThing::Package(name) => ("package", name.to_string()),
        StoredThing::Dataset(name) => ("dataset", name.to_string()),
        StoredThing::Run(id, _) => ("run", id.to_string()),
    }
}

fn stored_json(one: &Stored, language: Language) -> Value {
    let (kind, name) = named(&one.thing);
    json!({
        "kind": kind,
        "name": name,
        "project": one.project.as_ref().map(|project| &project.id),
        "bytes": one.bytes,
        "used": one.used.to_string(),
        "outdated": one.outdated,
        "needed": one.needed.as_ref().map(|needed| needed.say_short(language)),
    })
}
