//! Writing to the person: tables, JSON, one line for an error.

use std::fmt::{Display, Write as _};
use std::io::{self, Write};
use std::sync::LazyLock;

use files::shown;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use locales::{Language, Message, Result};
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
///
/// All cells are in one text: with an allocation for each, a long list took half as long again.
pub(crate) struct Table {
    columns: usize,
    right: &'static [usize],
    cells: String,
    ends: Vec<usize>,
}

impl Table {
    pub(crate) fn new<const N: usize>(
        titles: [Message; N],
        right: &'static [usize],
        language: Language,
    ) -> Self {
        let mut table = Self { columns: N, right, cells: String::new(), ends: Vec::new() };
        titles.iter().for_each(|title| table.cell(title.say(language)));
        table
    }

    /// Adds the next cell, row by row.
    pub(crate) fn cell(&mut self, cell: impl Display) {
        let _ = write!(self.cells, "{cell}");
        self.ends.push(self.cells.len());
    }

    /// The same for what there may not be.
    pub(crate) fn cell_if(&mut self, cell: Option<impl Display>) {
        match cell {
            Some(cell) => self.cell(cell),
            None => self.cell("–"),
        }
    }

    /// Whether there are only titles.
    pub(crate) fn is_empty(&self) -> bool {
        self.ends.len() == self.columns
    }

    pub(crate) fn print(&self) {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        let cells = || begins.clone().zip(&self.ends).map(|(begin, end)| &self.cells[begin..*end]);
        let mut widths = vec![0; self.columns];
        for (i, cell) in cells().enumerate() {
            let width = &mut widths[i % self.columns];
            *width = cell.chars().count().max(*width);
        }
        let mut text = String::with_capacity(self.cells.len() * 2);
        for (i, cell) in cells().enumerate() {
            let column = i % self.columns;
            let space = widths[column] - cell.chars().count();
            let (before, after) = if self.right.contains(&column) { (space, 2) } else { (0, space + 2) };
            text.extend(std::iter::repeat_n(' ', before));
            text.push_str(cell);
            text.extend(std::iter::repeat_n(' ', after));
            if column + 1 == self.columns {
                text.truncate(text.trim_end_matches(' ').len());
                text.push('\n');
            }
        }
        print(&text);
    }
}

/// A time as people write it, in their time zone, to the second.
pub(crate) fn time(at: Timestamp) -> String {
    static ZONE: LazyLock<TimeZone> = LazyLock::new(TimeZone::system);
    at.to_zoned(ZONE.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
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
