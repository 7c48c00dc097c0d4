//! Which cells of two tables differ. The first row is compared with the first one, the second with the second one, and so
//! on: a row that was inserted makes all rows after it differ.

use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::Both;
use super::rows::{InParquet, InText, Next, Rows};
use crate::table::{CELL, COLUMNS, Dialect};
use crate::{Unreadable, text};

/// The most cells that are given.
const CELLS: usize = 50;

/// How two tables differ. Rows are compared that are at the same place, cells that are in columns of the same name, or in
/// tables without names, at the same place. The first 1,000 columns are compared, and of each cell the first 1,000
/// characters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TableDifference {
    /// How many rows there were before, as far as they were read.
    pub before: u64,
    /// How many rows there are after, as far as they were read.
    pub after: u64,
    /// Whether all rows of both were read.
    pub whole: bool,
    /// The names of columns that only the table after has.
    pub added: Vec<String>,
    /// The names of columns that only the table before has.
    pub removed: Vec<String>,
    /// The first cells that differ, at most 50.
    pub cells: Vec<CellDifference>,
    /// How many cells differ, in rows that both have and columns that both have.
    pub differing: u64,
    /// In how many rows they are.
    pub rows: u64,
    /// Of each column with numbers that differ, by how much they do.
    pub largest: Vec<LargestDifference>,
}

/// A cell that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CellDifference {
    /// The number of its row, from 1, without the row of column names.
    pub row: u64,
    /// The column's name; of a table without names, its number from 1.
    pub column: String,
    /// What it was, at most 1,000 characters.
    pub before: String,
    /// What it is, at most 1,000 characters.
    pub after: String,
}

/// By how much the numbers of a column differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LargestDifference {
    /// The column's name; of a table without names, its number from 1.
    pub column: String,
    /// The largest absolute difference between two numbers that is finite.
    pub by: f64,
}

/// Compares two tables in text; nothing if they are not alike, or if no difference is found.
pub(super) fn in_text(
    both: Both<'_>,
    before: &Dialect,
    after: &Dialect,
    end: Instant,
) -> Result<Option<TableDifference>, Unreadable> {
    if before.has_header != after.has_header {
        return Ok(None);
    }
    let before_rows = InText::open(both.before, before, end)?;
    compare(before_rows, InText::open(both.after, after, end)?, before.has_header)
}

/// The same in Parquet.
pub(super) fn in_parquet(both: Both<'_>, end: Instant) -> Result<Option<TableDifference>, Unreadable> {
    compare(InParquet::open(both.before, end)?, InParquet::open(both.after, end)?, true)
}

fn compare<R: Rows>(
    (names, mut before): (Vec<String>, R),
    (also, mut after): (Vec<String>, R),
    is_named: bool,
) -> Result<Option<TableDifference>, Unreadable> {
    let mut compared = Compared::of(&names, &also, is_named);
    loop {
        let (one, other) = (before.next()?, after.next()?);
        compared.found.before += u64::from(one == Next::Row);
        compared.found.after += u64::from(other == Next::Row);
        match (one, other) {
            (Next::Row, Next::Row) => compared.add(&before, &after),
            (Next::End, Next::End) => compared.found.whole = true,
            // The rows that only one of them has are counted.
            (Next::Row, Next::End) => {
                compared.found.before += count(&mut before, &mut compared.found.whole)?;
            }
            (Next::End, Next::Row) => {
                compared.found.after += count(&mut after, &mut compared.found.whole)?;
            }
            (Next::Out, _) | (_, Next::Out) => {}
        }
        if (one, other) != (Next::Row, Next::Row) {
            return Ok(compared.finish());
        }
    }
}

/// Counts the rows that follow, and says whether these are all.
fn count(rows: &mut impl Rows, whole: &mut bool) -> Result<u64, Unreadable> {
    let mut count = 0;
    loop {
        match rows.next()? {
            Next::Row => count += 1,
            next => {
                *whole = next == Next::End;
                return Ok(count);
            }
        }
    }
}

/// What is compared, and what was found.
struct Compared {
    /// The columns that both have, with their places; none if columns have no names.
    columns: Option<Vec<Column>>,
    /// By how much the numbers of these columns, or of those at these places, differ.
    largest: Vec<Option<f64>>,
    /// Whether both have the same columns in the same order.
    is_alike: bool,
    found: TableDifference,
}

#[derive(Clone, Debug)]
struct Column {
    name: String,
    before: usize,
    after: usize,
}

impl Compared {
    fn of(names: &[String], also: &[String], is_named: bool) -> Self {
        let mut found = TableDifference::default();
        if !is_named {
            return Self { columns: None, largest: Vec::new(), is_alike: true, found };
        }
        let place = |name: &String| also.iter().position(|other| other == name);
        let column = |(before, name): (usize, &String)| {
            Some(Column { name: name.clone(), before, after: place(name)? })
        };
        let columns = names.iter().enumerate().filter_map(column).collect();
        let only = |names: &[String], others: &[String]| {
            names.iter().filter(|name| !others.contains(name)).cloned().collect()
        };
        found.added = only(also, names);
        found.removed = only(names, also);
        Self { columns: Some(columns), largest: Vec::new(), is_alike: names == also, found }
    }

    /// Compares two rows.
    fn add<R: Rows>(&mut self, before: &R, after: &R) {
        if self.is_alike && before.is_same(after) {
            return;
        }
        let differing = self.found.differing;
        match self.columns.take() {
            Some(columns) => {
                for (at, column) in columns.iter().enumerate() {
                    self.add_cell(at, &column.name, (before, column.before), (after, column.after));
                }
                self.columns = Some(columns);
            }
            None => {
                for at in 0..before.width().max(after.width()).min(COLUMNS) {
                    self.add_cell(at, &(at + 1).to_string(), (before, at), (after, at));
                }
            }
        }
        self.found.rows += u64::from(self.found.differing > differing);
    }

    /// Compares two cells of the column with this number and name.
    fn add_cell<R: Rows>(&mut self, column: usize, name: &str, before: (&R, usize), after: (&R, usize)) {
        let (one, other) = (before.0.cell(before.1), after.0.cell(after.1));
        if one == other {
            return;
        }
        let found = &mut self.found;
        found.differing += 1;
        if found.cells.len() < CELLS {
            let shown = |cell: &str| text::cut(cell, CELL).0.to_owned();
            let (row, column) = (found.before, name.to_owned());
            found.cells.push(CellDifference { row, column, before: shown(&one), after: shown(&other) });
        }
        let numbers = before.0.number(&one).zip(after.0.number(&other));
        let by = numbers.map(|(one, other)| (one - other).abs()).filter(|by| by.is_finite());
        if self.largest.len() <= column {
            self.largest.resize(column + 1, None);
        }
        if let (Some(by), Some(largest)) = (by, self.largest.get_mut(column)) {
            *largest = Some(largest.map_or(by, |largest| largest.max(by)));
        }
    }

    /// What was found, if anything was.
    fn finish(self) -> Option<TableDifference> {
        let name = |at: usize| match &self.columns {
            Some(columns) => columns.get(at).map(|column| column.name.clone()).unwrap_or_default(),
            None => (at + 1).to_string(),
        };
        let by = |(at, by): (usize, Option<f64>)| Some(LargestDifference { column: name(at), by: by? });
        let largest = self.largest.into_iter().enumerate().filter_map(by).collect();
        let found = TableDifference { largest, ..self.found };
        let is_none = found.differing == 0
            && found.added.is_empty()
            && found.removed.is_empty()
            && (found.before == found.after || !found.whole);
        (!is_none).then_some(found)
    }
}
