//! `trainyard events`

use clap::ArgMatches;
use engine::{Engine, LogEntry, LogFilter, LogSubject};
use jiff::Zoned;
use locales::{Language, Message, Result};
use serde_json::{Value, json};

use crate::output;
use crate::output::Table;

pub(crate) fn ml_logs(engine: &Engine, matches: &ArgMatches, language: Language) -> Result<u8> {
    let as_json = matches.get_flag("json");
    let filter = filter(matches)?;
    if matches.get_flag("follow") {
        return follow(engine, &filter, as_json, language);
    }
    if as_json {
        let mut all = Vec::new();
        engine.activity().each(&filter, 0, |entry| all.push(entry_json(&entry, language)))?;
        return output::json(&all);
    }
    let titles = [Message::ColumnTime, Message::ColumnKind, Message::ColumnId, Message::ColumnEvent];
    let mut table = Table::new(titles, &[], language);
    engine.activity().each(&filter, 0, |entry| {
        table.cell(output::time(entry.at));
        table.cell(entry.kind.word());
        table.cell(id(&entry));
        table.cell(entry.render(language));
    })?;
    if !table.is_empty() {
        table.print();
    }
    Ok(0)
}

fn filter(matches: &ArgMatches) -> Result<LogFilter> {
    let kinds = matches.get_many::<String>("kind").into_iter().flatten();
    let since = matches.get_one::<String>("since");
    Ok(LogFilter {
        kinds: kinds.map(|kind| kind.parse()).collect::<Result<_>>()?,
        since: since.map(|text| engine::since(text, &Zoned::now())).transpose()?,
    })
}

/// Prints past and new entries until Ctrl-C, or until nobody reads the output any more.
fn follow(engine: &Engine, filter: &LogFilter, as_json: bool, language: Language) -> Result<u8> {
    let (changes, mut read) = (engine.changes()?, 0);
    loop {
        let mut lines = String::new();
        read = engine.activity().each(filter, read, |entry| {
            let line = if as_json {
                entry_json(&entry, language).to_string()
            } else {
                let (at, kind, id) = (output::time(entry.at), entry.kind.word(), id(&entry));
                output::harmless(&format!("{at}  {kind:8}  {id:8}  {}", entry.render(language))).into()
            };
            lines += &line;
            lines.push('\n');
        })?;
        if !output::write(lines.as_bytes()) {
            return Ok(0);
        }
        changes.wait();
    }
}

/// The id of the run or schedule that an entry is about: the text only has its name.
fn id(entry: &LogEntry) -> &str {
    match &entry.about {
        Some(LogSubject::Run(id)) => id.as_str(),
        Some(LogSubject::Schedule(id)) => id.as_str(),
        _ => "–",
    }
}

fn entry_json(entry: &LogEntry, language: Language) -> Value {
    let (mut package, mut version, mut dataset, mut run, mut schedule) = (None, None, None, None, None);
    match &entry.about {
        Some(LogSubject::Package(name, number)) => (package, version) = (Some(name), *number),
        Some(LogSubject::Dataset(name)) => dataset = Some(name),
        Some(LogSubject::Run(id)) => run = Some(id),
        Some(LogSubject::Schedule(id)) => schedule = Some(id),
        // It is the entry's own project, except for a removed one.
        Some(LogSubject::Project(_)) | None => {}
    }
    json!({
        "time": entry.at.to_string(),
        "kind": entry.kind,
        "failed": entry.failed,
        "project": entry.project,
        "package": package,
        "version": version,
        "dataset": dataset,
        "run": run,
        "schedule": schedule,
        "code": entry.message.message.as_ref().map(Message::code),
        "text": entry.render(language),
    })
}
