//! Writing to the person: tables, JSON, one line for an error.

use std::io::{self, Write};

use files::shown;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use locales::{Language, Result};
use serde::Serialize;

/// Writes to stdout. A reader that has gone away (`| head`) is not an error.
pub(crate) fn print(text: &str) {
    let _ = io::stdout().write_all(text.as_bytes());
}

/// Writes one line to stdout.
pub(crate) fn line(text: &str) {
    print(&format!("{text}\n"));
}

/// Writes one line to stderr.
pub(crate) fn error_line(text: &str) {
    let _ = writeln!(io::stderr(), "{}", text.replace('\n', " "));
}

/// Writes one JSON value to stdout.
pub(crate) fn json(value: &impl Serialize) -> Result<u8> {
    // Maps with text keys cannot fail to serialise.
    line(&serde_json::to_string_pretty(value).unwrap_or_default());
    Ok(0)
}

/// Columns, as wide as what is in them. Numbers (`right`) end together, texts begin together.
pub(crate) fn table(titles: &[&str], right: &[usize], rows: &[Vec<String>]) {
    let titles: Vec<String> = titles.iter().map(|title| title.to_string()).collect();
    let mut widths = vec![0; titles.len()];
    for row in rows.iter().chain([&titles]) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut text = String::new();
    for row in std::iter::once(&titles).chain(rows) {
        for (column, (width, cell)) in widths.iter().zip(row).enumerate() {
            let space = width - cell.chars().count();
            let (before, after) = if right.contains(&column) { (space, 2) } else { (0, space + 2) };
            text.extend(std::iter::repeat_n(' ', before));
            text.push_str(cell);
            text.extend(std::iter::repeat_n(' ', after));
        }
        text.truncate(text.trim_end_matches(' ').len());
        text.push('\n');
    }
    print(&text);
}

/// A time as people write it, in their time zone, to the second.
pub(crate) fn time(at: Timestamp) -> String {
    at.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// A path as a table shows it: on one line, whatever is in its name.
pub(crate) fn path(path: &std::path::Path) -> String {
    shown(path)
}

/// Labels and values, the labels in a column.
pub(crate) fn facts(pairs: &[(String, String)]) {
    let width = pairs.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    for (label, value) in pairs {
        line(&format!("{label}{}  {value}", " ".repeat(width - label.chars().count())));
    }
}

/// A size, or a dash for what has none.
pub(crate) fn size(bytes: Option<u64>, language: Language) -> String {
    bytes.map_or("–".to_string(), |bytes| locales::bytes(bytes, language))
}
