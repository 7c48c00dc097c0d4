//! `trainyard dataset …`

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use contract::DatasetName;
use engine::{
    DamagedKind, DatasetRow, DatasetState, Differences, Engine, GivenTo, Removable, SkippedFile, Watch,
};
use locales::{Language, Message, Result};
use serde_json::{Value, json};

use crate::output::Table;
use crate::storage::{name_damaged, would_free};
use crate::{differences, file_difference, output};

pub(crate) fn dataset(engine: &Engine, matches: &ArgMatches, language: Language) -> Result<u8> {
    let Some((command, matches)) = matches.subcommand() else { return Ok(0) };
    let as_json = matches.get_flag("json");
    match command {
        "add" => {
            let folder = matches.get_one::<PathBuf>("folder").cloned().unwrap_or_default();
            let (name, link) = (name(matches)?, matches.get_flag("link"));
            let done =
                output::with_progress(language, |watch| engine.datasets().add(&name, &folder, link, watch))?;
            added(engine, &done.row, &done.skipped, as_json, language)
        }
        "add-files" => {
            let name = name(matches)?;
            let into = matches.get_one::<String>("into").map_or("", String::as_str).parse()?;
            let (mut skipped, mut some_added) = (Vec::new(), false);
            for source in matches.get_many::<PathBuf>("source").into_iter().flatten() {
                match engine.datasets().add_files(&name, source, &into, &Watch::default()) {
                    Ok(done) => {
                        skipped.extend(done.skipped);
                        some_added = true;
                    }
                    // The other sources do not depend on this one.
                    Err(why) => skipped.push(SkippedFile { path: source.clone(), why }),
                }
            }
            if !some_added && !skipped.is_empty() {
                return Err(skipped.swap_remove(0).why);
            }
            added(engine, &engine.datasets().get(&name)?, &skipped, as_json, language)
        }
        "list" => {
            name_damaged(engine, &[DamagedKind::Dataset], language)?;
            list(engine, as_json, language)
        }
        "show" => show(engine, &name(matches)?, as_json, language),
        "states" => states(engine, &name(matches)?, as_json, language),
        "compare" => compare(engine, &name(matches)?, matches, language),
        "restore" => {
            let new = matches.get_one::<String>("new").map_or("", String::as_str).parse()?;
            let (name, state) = (name(matches)?, state(matches, "state").unwrap_or_default());
            let done = output::with_progress(language, |watch| {
                engine.datasets().copy_state(&name, state, &new, watch)
            })?;
            added(engine, &done.row, &done.skipped, as_json, language)
        }
        _ => {
            name_damaged(engine, &[DamagedKind::Schedule], language)?;
            let name = name(matches)?;
            if matches.get_flag("dry-run") {
                engine.datasets().check_removal(&name)?;
                let thing = Removable::Dataset(engine.project().clone(), name);
                return would_free(engine, &[thing], as_json, language);
            }
            output::freed(engine.datasets().remove(&name)?, as_json, language)
        }
    }
}

fn name(matches: &ArgMatches) -> Result<DatasetName> {
    matches.get_one::<String>("name").map_or("", String::as_str).parse()
}

fn state(matches: &ArgMatches, argument: &str) -> Option<u32> {
    matches.get_one::<u32>(argument).copied()
}

/// How many of the runs that used a state are named.
const RUNS: u64 = 3;

/// Looks at a dataset, and lists its states.
fn states(engine: &Engine, name: &DatasetName, as_json: bool, language: Language) -> Result<u8> {
    let states = output::with_progress(language, |watch| engine.datasets().look(name, watch))?;
    let used = engine.datasets().used_by(name, RUNS)?;
    let used_by = |state: &DatasetState| used.get(&state.content).cloned().unwrap_or_default();
    if as_json {
        let all = states.iter().map(|state| state_json(state, &used_by(state)));
        return output::json(&all.collect::<Vec<_>>());
    }
    let titles = [
        Message::ColumnState,
        Message::ColumnSeen,
        Message::ColumnFiles,
        Message::ColumnSize,
        Message::ColumnAdded,
        Message::ColumnRemoved,
        Message::ColumnChanged,
        Message::ColumnKept,
        Message::ColumnRuns,
        Message::ColumnUsedBy,
    ];
    let mut table = Table::new(titles, &[0, 2, 3, 4, 5, 6, 8], language);
    for state in &states {
        table.cell(state.number);
        table.cell(output::time(state.at));
        table.cell(locales::number(state.files, language));
        table.cell(locales::bytes(state.bytes, language));
        for count in [state.added, state.removed, state.changed] {
            table.cell(locales::number(count, language));
        }
        let kept = if state.is_incomplete { "partly" } else { "yes" }.to_string();
        table.cell_if(state.kept.then(|| Message::StateKept { kept }.render(language)));
        let GivenTo { runs, newest } = used_by(state);
        table.cell(locales::number(runs, language));
        let more = runs - newest.len() as u64;
        let names = newest.iter().map(|(id, name)| format!("{name} ({id})"));
        let more = (more > 0).then(|| Message::StateMoreRuns { count: more }.render(language));
        table.cell(names.chain(more).collect::<Vec<_>>().join(", "));
    }
    table.print();
    Ok(0)
}

fn state_json(state: &DatasetState, used: &GivenTo) -> Value {
    let mut value = json!(state);
    value["runs"] = json!(used.runs);
    value["newest_runs"] = used.newest.iter().map(|(id, name)| json!({"id": id, "name": name})).collect();
    value
}

/// Shows what is different in a state.
fn compare(engine: &Engine, name: &DatasetName, matches: &ArgMatches, language: Language) -> Result<u8> {
    let newer = state(matches, "state").unwrap_or_default();
    let older = state(matches, "with").or(newer.checked_sub(1).filter(|older| *older > 0));
    if let Some(path) = matches.get_one::<PathBuf>("file") {
        return compare_file(engine, name, (older, newer), path, matches, language);
    }
    let compared = |most| engine.datasets().compare_states(name, older, newer, most);
    if matches.get_flag("json") {
        let (counts, first) = compared(differences::LISTED_AS_JSON)?;
        return output::json(&differences::as_json(&counts, &first));
    }
    let (counts, first) = compared(differences::LISTED)?;
    let Differences { added, removed, changed, .. } = counts;
    output::line(&Message::DatasetDifferences { added, removed, changed }.render(language));
    differences::print(&counts, &first, language);
    Ok(0)
}

/// Shows what is different in a file of a state.
fn compare_file(
    engine: &Engine,
    name: &DatasetName,
    (older, newer): (Option<u32>, u32),
    path: &Path,
    matches: &ArgMatches,
    language: Language,
) -> Result<u8> {
    let older = older.ok_or_else(|| Message::FileNotBefore { path: files::shown(path) })?;
    let (states, time) = ((older, Some(newer)), file_difference::TIME);
    let found = engine.compare_state_file(name, states, path, time, &Watch::default())?;
    if matches.get_flag("json") {
        return output::json(&found);
    }
    file_difference::print(&found, language);
    Ok(0)
}

pub(crate) fn added(
    engine: &Engine,
    row: &DatasetRow,
    skipped: &[SkippedFile],
    as_json: bool,
    language: Language,
) -> Result<u8> {
    if as_json {
        let mut value = row_json(engine, row);
        value["left_out"] = output::skipped_json(skipped, language);
        output::json(&value)?;
    } else {
        let (name, files, bytes) = (row.name.to_string(), row.files, row.bytes);
        output::line(&Message::DatasetAdded { name, files, bytes }.render(language));
    }
    Ok(output::name_skipped(skipped, language))
}

fn list(engine: &Engine, as_json: bool, language: Language) -> Result<u8> {
    let datasets = engine.datasets().all()?;
    if as_json {
        return output::json(&datasets.iter().map(|row| row_json(engine, row)).collect::<Vec<_>>());
    }
    if datasets.is_empty() {
        output::error_line(&Message::DatasetsNone.render(language));
        return Ok(0);
    }
    let titles = [
        Message::ColumnName,
        Message::ColumnFiles,
        Message::ColumnSize,
        Message::ColumnCreated,
        Message::ColumnLink,
    ];
    let mut table = Table::new(titles, &[1, 2], language);
    for row in &datasets {
        table.cell(&row.name);
        table.cell(locales::number(row.files, language));
        table.cell(output::size_with_holes(row.bytes, engine.datasets().data(row), language));
        table.cell(output::time(row.created));
        table.cell(row.link.as_deref().map(|link| output::path(link.as_ref())).unwrap_or_default());
    }
    table.print();
    Ok(0)
}

fn show(engine: &Engine, name: &DatasetName, as_json: bool, language: Language) -> Result<u8> {
    let row = engine.datasets().get(name)?;
    let entries = engine.datasets().entries(name, &Watch::default())?;
    if as_json {
        let mut value = row_json(engine, &row);
        value["entries"] = entries
            .iter()
            .map(|entry| json!({"path": entry.path.to_string_lossy(), "bytes": entry.bytes, "on_disk": entry.data}))
            .collect();
        return output::json(&value);
    }
    if entries.is_empty() {
        output::error_line(&Message::DatasetEmpty { name: name.to_string() }.render(language));
        return Ok(0);
    }
    let mut table = Table::new([Message::ColumnSize, Message::ColumnFile], &[0], language);
    for entry in &entries {
        table.cell_if(
            entry.bytes.map(|bytes| output::size_with_holes(bytes, entry.data.unwrap_or(bytes), language)),
        );
        table.cell(output::path(&entry.path));
    }
    table.print();
    Ok(0)
}

fn row_json(engine: &Engine, row: &DatasetRow) -> Value {
    json!({
        "name": row.name,
        "project": row.project,
        "files": row.files,
        "bytes": row.bytes,
        "on_disk": engine.datasets().data(row),
        "link": row.link,
        "created": row.created.to_string(),
        "directory": engine.home().dataset_files(&row.name).to_string_lossy(),
    })
}
