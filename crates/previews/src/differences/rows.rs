//! The rows of a table, one after another, of text and of Parquet alike.

use std::borrow::Cow;
use std::time::Instant;

use crate::bytes::Bytes;
use crate::table::{self, Dialect, Record, Records, Row, Step, number};
use crate::{Unreadable, bytes::Part, parquet};

/// What moving to the next row came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Row,
    /// There is no more.
    End,
    /// A row is too long, or the time is over.
    Out,
}

/// The rows of a table.
pub(super) trait Rows {
    /// Moves to the next row.
    fn next(&mut self) -> Result<Next, Unreadable>;
    /// How many cells the row has.
    fn width(&self) -> usize;
    /// A cell of the row; what the row does not have is empty.
    fn cell(&self, at: usize) -> Cow<'_, str>;
    /// The number that a cell is.
    fn number(&self, cell: &str) -> Option<f64>;
    /// Whether the row is certainly the same as one of another table, with the same columns.
    fn is_same(&self, other: &Self) -> bool;
}

/// Those of a table in text.
pub(super) struct InText<'a> {
    records: Records<Part<'a>>,
    record: Record,
    dialect: Dialect,
}

impl<'a> InText<'a> {
    /// The rows after the header, and the names in that.
    pub(super) fn open(
        bytes: Bytes<'a>,
        dialect: &Dialect,
        end: Instant,
    ) -> Result<(Vec<String>, Self), Unreadable> {
        let (names, begin) = table::header(bytes, dialect)?;
        let records = Records::of(bytes, dialect, begin, u64::MAX).until(end);
        Ok((names, Self { records, record: Record::default(), dialect: *dialect }))
    }
}

impl Rows for InText<'_> {
    fn next(&mut self) -> Result<Next, Unreadable> {
        Ok(match self.records.next(&mut self.record)? {
            Step::Record => Next::Row,
            Step::End => Next::End,
            Step::Cut | Step::Blank => Next::Out,
        })
    }

    fn width(&self) -> usize {
        self.record.width()
    }

    fn cell(&self, at: usize) -> Cow<'_, str> {
        self.dialect.encoding.decode(self.record.cell(at))
    }

    fn number(&self, cell: &str) -> Option<f64> {
        number(cell, self.dialect.has_decimal_comma())
    }

    fn is_same(&self, other: &Self) -> bool {
        self.dialect.encoding == other.dialect.encoding && self.record == other.record
    }
}

/// Those of a Parquet table.
pub(super) struct InParquet<'a> {
    bytes: Bytes<'a>,
    page: std::vec::IntoIter<Row>,
    row: Row,
    next: Option<u64>,
    end: Instant,
}

impl<'a> InParquet<'a> {
    /// All rows, and the names of their columns.
    pub(super) fn open(bytes: Bytes<'a>, end: Instant) -> Result<(Vec<String>, Self), Unreadable> {
        let table = parquet::open(bytes)?;
        let names = table.columns.into_iter().map(|column| column.name.unwrap_or_default()).collect();
        let (page, next) = (table.rows.rows.into_iter(), table.rows.next);
        Ok((names, Self { bytes, page, row: Row::default(), next, end }))
    }
}

impl Rows for InParquet<'_> {
    fn next(&mut self) -> Result<Next, Unreadable> {
        if self.page.len() == 0
            && let Some(at) = self.next
        {
            if Instant::now() >= self.end {
                return Ok(Next::Out);
            }
            let rows = parquet::rows(self.bytes, at)?;
            // So that a file that gives no rows leads nowhere.
            self.next = rows.next.filter(|next| *next > at);
            self.page = rows.rows.into_iter();
        }
        Ok(match self.page.next() {
            Some(row) => {
                self.row = row;
                Next::Row
            }
            None => Next::End,
        })
    }

    fn width(&self) -> usize {
        self.row.cells.len()
    }

    fn cell(&self, at: usize) -> Cow<'_, str> {
        self.row.cells.get(at).map_or("", String::as_str).into()
    }

    fn number(&self, cell: &str) -> Option<f64> {
        number(cell, false)
    }

    fn is_same(&self, other: &Self) -> bool {
        self.row == other.row
    }
}
