//! `trainyard backup` and `trainyard restore`

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use engine::{Backup, Engine};
use jiff::Zoned;
use locales::{Language, Message, Result};
use serde_json::{Value, json};

use crate::output::{self, Table, with_progress};

fn folder(matches: &ArgMatches) -> PathBuf {
    matches.get_one::<PathBuf>("folder").cloned().unwrap_or_default()
}

/// Makes a backup of the store, or does what needs no store.
pub(crate) fn backup(
    open: impl FnOnce() -> Result<Engine>,
    matches: &ArgMatches,
    language: Language,
) -> Result<u8> {
    let folder = folder(matches);
    if matches.get_flag("list") {
        return list(&folder, matches.get_flag("json"), language);
    }
    if matches.get_flag("check") {
        return check(&folder, matches, language);
    }
    let (engine, keep) = (open()?, matches.get_one::<u64>("keep").map(|keep| *keep as usize));
    let made = with_progress(language, |watch| engine.backups().make(&folder, keep, watch))?;
    let (removed, freed) = made.removed;
    if matches.get_flag("json") {
        let skipped = output::skipped_json(&made.skipped, language);
        output::json(&json!({
            "backup": backup_json(&made.backup),
            "added": made.added,
            "left_out": skipped,
            "removed": removed,
            "freed": freed,
        }))?;
    } else {
        let Backup { files, bytes, running, .. } = &made.backup;
        let done = Message::BackupDone { files: *files, bytes: *bytes, added: made.added };
        output::line(&done.render(language));
        if !running.is_empty() {
            output::line(&Message::BackupRunning { count: running.len() as u64 }.render(language));
        }
        if removed > 0 {
            output::line(&Message::BackupRemoved { count: removed, bytes: freed }.render(language));
        }
    }
    Ok(output::name_skipped(&made.skipped, language))
}

fn list(folder: &Path, as_json: bool, language: Language) -> Result<u8> {
    let all = engine::list_backups(folder)?;
    if as_json {
        return output::json(&all.iter().map(backup_json).collect::<Vec<_>>());
    }
    let titles = [
        Message::ColumnTime,
        Message::ColumnFiles,
        Message::ColumnSize,
        Message::ColumnInProgress,
        Message::ColumnSkipped,
        Message::ColumnStore,
    ];
    let mut table = Table::new(titles, &[1, 2, 3, 4], language);
    for one in &all {
        table.cell(output::time(one.at));
        table.cell(one.files);
        table.cell(output::size(Some(one.bytes), language));
        table.cell(one.running.len());
        table.cell(one.skipped);
        table.cell(&one.store);
    }
    table.print();
    Ok(0)
}

fn check(folder: &Path, matches: &ArgMatches, language: Language) -> Result<u8> {
    let repairs = matches.get_flag("repair");
    let found = with_progress(language, |watch| engine::check_backups(folder, repairs, watch))?;
    let code = u8::from(!found.damage.is_empty());
    if matches.get_flag("json") {
        let one = |one: &engine::BackupDamage| {
            json!({
                "path": one.path.to_string_lossy(),
                "message": one.message.render(language),
                "set_aside": one.is_set_aside,
            })
        };
        let damage: Vec<Value> = found.damage.iter().map(one).collect();
        output::json(&json!({"backups": found.backups, "read": found.read, "damage": damage}))?;
        return Ok(code);
    }
    for one in &found.damage {
        output::line(&format!("{}: {}", output::path(&one.path), one.message.render(language)));
        if one.is_set_aside {
            output::line(&format!("  {}", Message::BackupSetAside.render(language)));
        }
    }
    let count = found.damage.len() as u64;
    let conclusion = match count {
        0 => Message::BackupSound { count: found.backups, read: found.read }.render(language),
        _ if repairs => Message::BackupDamaged { count }.render_short(language),
        _ => Message::BackupDamaged { count }.render(language),
    };
    output::line(&conclusion);
    Ok(code)
}

/// Makes a new store of a backup.
pub(crate) fn restore(matches: &ArgMatches, language: Language) -> Result<u8> {
    let into = matches.get_one::<PathBuf>("into").cloned().unwrap_or_default();
    let until = matches.get_one::<String>("at").map(|at| engine::since(at, &Zoned::now())).transpose()?;
    let done = with_progress(language, |watch| engine::restore(&folder(matches), until, &into, watch))?;
    if matches.get_flag("json") {
        let missing: Vec<_> = done.missing_links.iter().map(|path| path.to_string_lossy()).collect();
        let store = done.store.to_string_lossy();
        return output::json(
            &json!({"store": store, "backup": backup_json(&done.backup), "missing_links": missing}),
        );
    }
    let (store, at) = (output::path(&done.store), output::time(done.backup.at).to_string());
    output::line(&Message::Restored { store, at }.render(language));
    if !done.backup.running.is_empty() {
        let count = done.backup.running.len() as u64;
        output::line(&Message::RestoredInterrupted { count }.render(language));
    }
    for link in &done.missing_links {
        let missing = Message::RestoredLinkMissing { path: output::path(link) };
        output::error_line(&missing.render(language));
    }
    Ok(0)
}

fn backup_json(backup: &Backup) -> Value {
    json!({
        "at": backup.at,
        "store": backup.store,
        "files": backup.files,
        "bytes": backup.bytes,
        "in_progress": backup.running,
        "left_out": backup.skipped,
    })
}
