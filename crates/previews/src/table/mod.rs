//! Tables in text: CSV, TSV and what is like them, a page of rows at a time.

mod cells;
mod histogram;
mod records;
mod sniff;
mod statistics;

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::{Encoding, Unreadable, text};

pub use cells::CellKind;
pub(crate) use cells::number;
use histogram::Histogram;
pub(crate) use records::{Record, Records, Step};
pub use sniff::Delimiter;
pub(crate) use sniff::Dialect;
pub use statistics::{Columns, Common, Numbers, Statistics};
pub(crate) use statistics::{Counted, columns};

/// The most rows of a page.
pub(crate) const ROWS: usize = 200;
/// The most columns; further cells of a row are left out.
pub(crate) const COLUMNS: usize = 1_000;
/// The longest cell, in characters.
pub(crate) const CELL: usize = 1_000;
/// The most text of a page, in bytes: it ends with the row that reaches this.
pub(crate) const PAGE: usize = 1 << 20;
/// How much of the file is read for a page, in bytes: a row that goes on after this is cut.
const REACH: u64 = 8 << 20;

/// A table's columns and its first rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Table {
    /// Its columns, at most 1,000 of them.
    pub columns: Vec<Column>,
    /// Whether it has so many columns that further ones may have been left out.
    pub cut: bool,
    /// What is between its cells, if it is text.
    pub delimiter: Option<Delimiter>,
    /// How many rows it has, if it says so itself.
    pub total: Option<u64>,
    /// The first rows.
    pub rows: Rows,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Column {
    /// Its name; none if the table has no header.
    pub name: Option<String>,
    /// What its first cells are.
    pub kind: CellKind,
    /// Its type in the words of the format, if the table says so itself.
    pub declared: Option<String>,
}

/// Rows that follow each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Rows {
    /// At most 200.
    pub rows: Vec<Row>,
    /// The position to ask for more rows with, if there are any that can be reached.
    pub next: Option<u64>,
    /// Whether the last row is so long that neither its end nor a row after it is shown.
    pub endless: bool,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Row {
    /// Its cells, which may be fewer or more than the table's columns. A missing value is an empty text.
    pub cells: Vec<String>,
    /// Which of them show only their first 1,000 characters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cut: Vec<u32>,
}

/// The beginning of a table.
pub(crate) fn open(bytes: Bytes<'_>, dialect: &Dialect) -> Result<Table, Unreadable> {
    let (header, begin) = header(bytes, dialect)?;
    let rows = rows(bytes, dialect, begin)?;
    let width = rows.rows.iter().map(|row| row.cells.len()).chain([header.len()]).max().unwrap_or(0);
    let kind = |at: usize| {
        let cells = rows.rows.iter().filter_map(|row| row.cells.get(at));
        CellKind::of_all(cells.map(|cell| dialect.kind(cell)))
    };
    let columns = (0..width).map(|at| Column {
        name: dialect.has_header.then(|| header.get(at).cloned().unwrap_or_default()),
        kind: kind(at),
        declared: None,
    });
    let (columns, cut) = (columns.collect(), width >= COLUMNS);
    Ok(Table { columns, cut, delimiter: Some(dialect.delimiter), total: None, rows })
}

/// The names of the columns, if the table has any, and the position of the first row.
pub(crate) fn header(bytes: Bytes<'_>, dialect: &Dialect) -> Result<(Vec<String>, u64), Unreadable> {
    if !dialect.has_header {
        return Ok((Vec::new(), dialect.begin));
    }
    let mut record = Record::default();
    let mut records = Records::of(bytes, dialect, dialect.begin, REACH);
    let begin = match records.next(&mut record)? {
        Step::Record => records.at(),
        Step::Cut | Step::Blank | Step::End => bytes.size(),
    };
    Ok((row(&record, dialect.encoding).cells, begin))
}

/// A page of rows from a position that is a row's beginning.
pub(crate) fn rows(bytes: Bytes<'_>, dialect: &Dialect, at: u64) -> Result<Rows, Unreadable> {
    let mut records = Records::of(bytes, dialect, at, REACH);
    let (mut rows, mut record, mut size) = (Rows::default(), Record::default(), 0);
    while rows.rows.len() < ROWS && size < PAGE {
        let begin = records.at();
        match records.next(&mut record)? {
            Step::End => return Ok(rows),
            Step::Blank => break,
            // What was read before it is a page; the row itself is the next one's first.
            Step::Cut if !rows.rows.is_empty() => {
                rows.next = Some(begin);
                return Ok(rows);
            }
            step => {
                let row = row(&record, dialect.encoding);
                size += row.cells.iter().map(String::len).sum::<usize>();
                rows.rows.push(row);
                if step == Step::Cut {
                    rows.endless = true;
                    return Ok(rows);
                }
            }
        }
    }
    let next = records.at();
    rows.next = (next < bytes.size() && next > at).then_some(next);
    Ok(rows)
}

fn row(record: &Record, encoding: Encoding) -> Row {
    let mut row = Row::default();
    for (place, (bytes, is_cut)) in record.cells().enumerate() {
        let decoded = encoding.decode(bytes);
        let (cell, is_longer) = text::cut(&decoded, CELL);
        if is_cut || is_longer {
            row.cut.push(u32::try_from(place).unwrap_or(u32::MAX));
        }
        row.cells.push(cell.to_owned());
    }
    row
}

#[cfg(test)]
mod tests;
