//! How a delimited text is written: what is between its cells, and whether its first row names the columns.

use serde::{Deserialize, Serialize};

use super::cells::CellKind;
use super::records::{Record, Records, Step};
use super::{Row, row};
use crate::Encoding;
use crate::bytes::Forward;

/// How many records are looked at.
const LOOKED_AT: usize = 30;
/// How many must agree for a text to be a table whose name does not say so.
const AGREEING: usize = 3;

/// What is between the cells of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "they are names")]
pub enum Delimiter {
    Comma,
    Tab,
    Semicolon,
    Bar,
}

impl Delimiter {
    /// All of them, and those first that are in no number: `1,5;2,5` is two numbers.
    const ALL: [Self; 4] = [Self::Tab, Self::Semicolon, Self::Bar, Self::Comma];

    pub(super) fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Semicolon => b';',
            Self::Bar => b'|',
        }
    }
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) delimiter: Delimiter,
    /// Whether the first row has the names of the columns.
    pub(crate) has_header: bool,
    pub(crate) encoding: Encoding,
    /// Where the first row begins, in bytes.
    pub(crate) begin: u64,
}

impl Dialect {
    /// The dialect of a text that begins with `head`, if it is a table. `is_named`: its name says that it is one,
    /// so that a single column or ragged rows are one, too.
    pub(crate) fn sniff(head: &[u8], is_whole: bool, encoding: Encoding, is_named: bool) -> Option<Self> {
        let (text, begin) = match head.strip_prefix(b"\xef\xbb\xbf") {
            Some(text) => (text, 3),
            None => (head, 0),
        };
        let tried = Delimiter::ALL.map(|delimiter| {
            let rows = first_rows(text, is_whole, encoding, delimiter);
            (agreeing(&rows), delimiter, rows)
        });
        // Of several that are as good, the first in the list; if none is any good, the last one.
        let is_none = tried.iter().all(|(agreeing, ..)| *agreeing == 0);
        let mut tried = tried.into_iter().rev();
        let best = if is_none { tried.next() } else { tried.max_by_key(|(agreeing, ..)| *agreeing) };
        let (agreeing, delimiter, rows) = best?;
        let is_table = agreeing == rows.len() && agreeing >= AGREEING;
        let dialect = Self { delimiter, has_header: false, encoding, begin };
        (is_table || is_named).then(|| Self { has_header: dialect.is_header(&rows), ..dialect })
    }

    /// What a cell of the table holds.
    pub(super) fn kind(&self, cell: &str) -> CellKind {
        CellKind::of(cell, self.has_decimal_comma())
    }

    /// Whether numbers can be written with a comma.
    pub(crate) fn has_decimal_comma(&self) -> bool {
        self.delimiter == Delimiter::Semicolon
    }

    /// Whether the first of these rows names the columns: its cells are text, and different ones. The first cell
    /// may be empty, as pandas leaves that of the index.
    fn is_header(&self, rows: &[Row]) -> bool {
        let Some((first, others)) = rows.split_first() else { return false };
        let is_name = |(at, cell): (usize, &String)| {
            self.kind(cell) == CellKind::Text || at == 0 && cell.is_empty() && first.cells.len() > 1
        };
        let mut names: Vec<&String> = first.cells.iter().collect();
        names.sort_unstable();
        let has_double = names.windows(2).any(|pair| pair.first() == pair.last());
        let is_again = others.iter().any(|row| row.cells == first.cells);
        first.cells.iter().enumerate().all(is_name) && !has_double && !is_again
    }
}

/// The first rows of a text.
fn first_rows(text: &[u8], is_whole: bool, encoding: Encoding, delimiter: Delimiter) -> Vec<Row> {
    let mut records = Records::new(Forward::new(text, 0, u64::MAX, text.len()), delimiter.byte());
    let (mut rows, mut record) = (Vec::new(), Record::default());
    while rows.len() <= LOOKED_AT && matches!(records.next(&mut record), Ok(Step::Record)) {
        rows.push(row(&record, encoding));
    }
    // The last one of a text that goes on may not be whole.
    let is_cut = !is_whole && rows.len() <= LOOKED_AT && rows.len() > 1;
    if is_cut {
        rows.pop();
    }
    rows
}

/// How many rows have as many cells as the first one; none if that is one cell.
fn agreeing(rows: &[Row]) -> usize {
    let width = rows.first().map_or(0, |row| row.cells.len());
    if width > 1 { rows.iter().filter(|row| row.cells.len() == width).count() } else { 0 }
}
