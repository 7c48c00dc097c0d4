//! `trainyard package compare …`

use clap::ArgMatches;
use contract::{PackageName, Version};
use engine::{Comparison, DiffLine, Engine, FileChange, VersionRow};
use locales::{Language, Message, Result};
use serde_json::{Value, json};

use crate::json::version_json;
use crate::output;

pub(crate) fn compare(
    engine: &Engine,
    name: &PackageName,
    matches: &ArgMatches,
    as_json: bool,
    language: Language,
) -> Result<u8> {
    let version = |argument| matches.get_one::<String>(argument).map_or("", String::as_str).parse();
    let (before, after): (Version, Version) = (version("before")?, version("after")?);
    let found = engine.packages().compare(name, before, after)?;
    let lines = |change: &FileChange| engine.packages().compare_file(name, before, after, &change.path);
    if as_json {
        let entry = |change: &FileChange| {
            Ok(json!({
                "path": change.path.to_string_lossy(),
                "before": change.before,
                "after": change.after,
                "lines": lines(change)?.map(|lines| lines.iter().map(diff_line).collect::<Vec<_>>()),
            }))
        };
        return output::json(&json!({
            "before": version_json(engine, &found.before),
            "after": version_json(engine, &found.after),
            "files": found.changes.iter().map(entry).collect::<Result<Vec<Value>>>()?,
            "same": found.same,
        }));
    }
    output::facts(&facts(&found, language));
    for change in &found.changes {
        let size = |bytes| output::size(bytes, language);
        let path = output::path(&change.path);
        output::print("\n");
        output::line(&match (change.before, change.after) {
            (None, after) => format!("+ {path}  {}", size(after)),
            (before, None) => format!("- {path}  {}", size(before)),
            (before, after) => format!("~ {path}  {} → {}", size(before), size(after)),
        });
        for line in lines(change)?.into_iter().flatten() {
            output::line(&format!("    {}", diff_line(&line)));
        }
    }
    Ok(0)
}

fn facts(found: &Comparison, language: Language) -> Vec<(String, String)> {
    let made_by = |row: &VersionRow| match (&row.made_by, row.made_from) {
        (Some(run), Some(from)) => {
            Message::CompareMadeBy { run: run.to_string(), version: from.to_string() }.render(language)
        }
        _ => Message::Uploaded.render(language),
    };
    let score = |row: &VersionRow| row.score.map_or("–".into(), |score| locales::score(score, language));
    let both = |label: Message, shown: &dyn Fn(&VersionRow) -> String| {
        (label.render(language), format!("{} → {}", shown(&found.before), shown(&found.after)))
    };
    let count = |is: fn(&FileChange) -> bool| found.changes.iter().filter(|change| is(change)).count() as u64;
    let (added, removed) = (count(|file| file.before.is_none()), count(|file| file.after.is_none()));
    let changed = found.changes.len() as u64 - added - removed;
    let files = Message::CompareFiles { changed, added, removed, same: found.same };
    let mut facts = vec![
        both(Message::ColumnVersion, &|row| row.version.to_string()),
        both(Message::ColumnMadeBy, &made_by),
        both(Message::ColumnCreated, &|row| output::time(row.created).to_string()),
        both(Message::ColumnSize, &|row| output::size(Some(row.bytes), language)),
        both(Message::ColumnScore, &score),
        (Message::ColumnFiles.render(language), files.render(language)),
    ];
    if found.before.as_of != found.after.as_of {
        let day = |row: &VersionRow| row.as_of.map_or("–".into(), |day| day.to_string());
        facts.push(both(Message::ColumnAsOf, &day));
    }
    facts
}

/// A line as `diff` prints it.
pub(crate) fn diff_line(line: &DiffLine) -> String {
    match line {
        DiffLine::Same { text } => format!("  {text}"),
        DiffLine::Removed { text } => format!("- {text}"),
        DiffLine::Added { text } => format!("+ {text}"),
        DiffLine::Gap => "…".into(),
    }
}
