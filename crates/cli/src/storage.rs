//! `trainyard storage`

use std::path::PathBuf;

use clap::ArgMatches;
use engine::{Damaged, DamagedKind, Engine, Removable, Stored, StoredThing};
use locales::{Language, Message, Result};
use serde_json::{Value, json};

use crate::output;
use crate::output::{Table, downloaded, with_progress};

pub(crate) fn storage(engine: &Engine, matches: &ArgMatches, language: Language) -> Result<u8> {
    if let Some((command, below)) = matches.subcommand() {
        let as_json = below.get_flag("json");
        let path = || below.get_one::<String>("path").map_or("", String::as_str);
        let freed = match command {
            "damaged" => return damaged(engine, as_json, language),
            "export-damaged" => return export_damaged(engine, path(), below, language),
            "remove-damaged" => engine.storage().remove_damaged(path())?,
            _ => match below.get_one::<String>("digest") {
                Some(digest) => {
                    engine.storage().remove(&[Removable::Environment(digest.clone())])?.delete()?
                }
                None => engine.storage().remove_outdated_environments()?.delete()?,
            },
        };
        return output::freed(freed, as_json, language);
    }
    name_damaged(engine, &DamagedKind::ALL, language)?;
    let stored = engine.storage().all()?;
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
        let outdated = is_outdated(one).then_some(&Message::EnvironmentOutdated);
        table.cell_if(blocked_by(one).or(outdated).map(|remark| remark.render_short(language)));
    }
    table.print();
    output::error_line(&Message::StorageFree { bytes: free }.render(language));
    Ok(0)
}

/// Says how much removing things would free.
pub(crate) fn would_free(
    engine: &Engine,
    things: &[Removable],
    as_json: bool,
    language: Language,
) -> Result<u8> {
    let bytes = with_progress(language, |watch| engine.storage().would_free(things, watch))?;
    if as_json {
        return output::json(&json!({"would_free": bytes}));
    }
    let unknown = Message::SelectionFreesUnknown;
    output::line(&bytes.map_or(unknown, |bytes| Message::RemovalWouldFree { bytes }).render(language));
    Ok(0)
}

/// Reports the things of these kinds that cannot be read, so that a list is not taken to be complete.
pub(crate) fn name_damaged(engine: &Engine, kinds: &[DamagedKind], language: Language) -> Result<()> {
    if kinds.contains(&DamagedKind::Schedule) {
        // Read from the files, not from the index: what a damaged schedule needs is unknown.
        let schedules = engine.schedules().damaged();
        schedules.iter().for_each(|damaged| output::error_line(&damaged.render(language)));
    }
    let mut damaged = engine.storage().damaged()?;
    damaged.retain(|one| kinds.contains(&one.kind));
    for one in damaged.iter().filter(|one| one.kind != DamagedKind::Schedule) {
        output::error_line(&format!("{}: {}", one.path, one.render(language)));
    }
    if !damaged.is_empty() {
        output::error_line(&Message::DamagedWays.render(language));
    }
    Ok(())
}

fn damaged(engine: &Engine, as_json: bool, language: Language) -> Result<u8> {
    let damaged = engine.storage().damaged()?;
    if as_json {
        let one = |one: &Damaged| {
            let (kind, reason) = (one.kind.word(), one.reason.render(language));
            json!({"path": one.path, "kind": kind, "name": one.name, "project": one.project, "reason": reason})
        };
        return output::json(&damaged.iter().map(one).collect::<Vec<Value>>());
    }
    let titles = [Message::ColumnPath, Message::ColumnWrong];
    let mut table = Table::new(titles, &[], language);
    for one in &damaged {
        table.cell(&one.path);
        table.cell(one.render(language));
    }
    table.print();
    Ok(0)
}

fn export_damaged(engine: &Engine, path: &str, matches: &ArgMatches, language: Language) -> Result<u8> {
    let output = matches.get_one::<PathBuf>("output").cloned().unwrap_or_default();
    let done = with_progress(language, |watch| engine.storage().export_damaged(path, &output, false, watch))?;
    downloaded(done, matches.get_flag("json"), language)
}

/// Its kind, and the name by which it is removed.
fn named(thing: &StoredThing) -> (&'static str, String) {
    match thing {
        StoredThing::Environment(environment) => ("environment", environment.digest.clone()),
        StoredThing::Package(name) => ("package", name.to_string()),
        StoredThing::Dataset(name) => ("dataset", name.to_string()),
        StoredThing::Run(id, _) => ("run", id.to_string()),
        StoredThing::Kept => ("kept", rundir::SNAPSHOTS.into()),
    }
}

fn blocked_by(one: &Stored) -> Option<&Message> {
    one.blocked_by.as_ref().map(|blocked_by| &blocked_by.message)
}

fn is_outdated(one: &Stored) -> bool {
    matches!(&one.thing, StoredThing::Environment(environment) if environment.is_outdated())
}

fn stored_json(one: &Stored, language: Language) -> Value {
    let (kind, name) = named(&one.thing);
    json!({
        "kind": kind,
        "name": name,
        "project": one.project.as_ref().map(|project| &project.id),
        "bytes": one.bytes,
        "used": one.used.to_string(),
        "outdated": is_outdated(one),
        "needed": blocked_by(one).map(|message| message.render_short(language)),
    })
}
