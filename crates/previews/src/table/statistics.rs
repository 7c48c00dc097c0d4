//! What the columns of a table hold, over all rows that can be read in a time.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::cells::{CellKind, number};
use super::records::{Record, Records, Step};
use super::{Dialect, Histogram, header};
use crate::bytes::Bytes;
use crate::{Unreadable, text};

/// Of how many different texts the rows are counted.
const DIFFERENT: usize = 50;
/// How many of a text's characters are given.
const SHOWN: usize = 100;
/// The longest time that can be asked for.
const LONGEST: Duration = Duration::from_secs(60);

/// Statistics of a table's columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Columns {
    /// One for each column, in their order.
    pub columns: Vec<Statistics>,
    /// How many rows were read.
    pub rows: u64,
    /// Whether these are all rows of the file.
    pub all: bool,
    /// How much was read, of how much: in bytes of a text, in rows of what says how many it has.
    pub read: (u64, u64),
}

/// What is in a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Statistics {
    /// Its name; none if the table has no header.
    pub name: Option<String>,
    /// What all its cells have in common.
    pub kind: CellKind,
    /// How many of its cells are empty.
    pub empty: u64,
    /// Its numbers, if it has any.
    pub numbers: Option<Numbers>,
    /// Its texts with how often each is there, the most frequent first, if there are not too many different ones.
    /// Numbers are none.
    pub texts: Option<Vec<Common>>,
}

/// The numbers of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Numbers {
    /// How many there are.
    pub count: u64,
    /// The least one.
    pub least: f64,
    /// The greatest one.
    pub most: f64,
    /// Their mean.
    pub mean: f64,
    /// How wide each bin of the histogram is.
    pub width: f64,
    /// How many numbers are in each bin: 32 from the least to the greatest, or one if all are the same.
    pub bins: Vec<u64>,
}

/// A text, and how often it is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Common {
    /// Its first 100 characters.
    pub text: String,
    /// In how many rows it is.
    pub count: u64,
}

/// Statistics of all columns, from as many rows as can be read in this time.
pub(crate) fn columns(bytes: Bytes<'_>, dialect: &Dialect, millis: u64) -> Result<Columns, Unreadable> {
    let end = Instant::now() + Duration::from_millis(millis).min(LONGEST);
    let (names, begin) = header(bytes, dialect)?;
    let mut records = Records::of(bytes, dialect, begin, u64::MAX).until(end);
    let (mut record, mut counted, mut rows) = (Record::default(), Vec::new(), 0_u64);
    counted.resize_with(names.len(), Counted::default);
    while records.next(&mut record)? == Step::Record {
        for (at, (cell, _)) in record.cells().enumerate() {
            if counted.len() <= at {
                // The rows before had no such cell.
                counted.push(Counted { empty: rows, ..Counted::default() });
            }
            if let Some(column) = counted.get_mut(at) {
                let cell = dialect.encoding.decode(cell);
                column.add(dialect.kind(&cell), &cell, number(&cell, dialect.has_decimal_comma()));
            }
        }
        let given = record.cells().count();
        counted.iter_mut().skip(given).for_each(|column| column.empty += 1);
        rows += 1;
    }
    let mut names =
        names.into_iter().map(Some).chain(std::iter::repeat(dialect.has_header.then(String::new)));
    let columns = counted.into_iter().map(|column| column.finish(names.next().flatten())).collect();
    let read = records.at().min(bytes.size());
    Ok(Columns { columns, rows, all: read == bytes.size(), read: (read, bytes.size()) })
}

/// What was counted of a column.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    kind: Option<CellKind>,
    empty: u64,
    numbers: Histogram,
    texts: HashMap<String, u64>,
    has_too_many: bool,
}

impl Counted {
    /// Counts a cell, with its value if it is a number.
    pub(crate) fn add(&mut self, kind: CellKind, cell: &str, number: Option<f64>) {
        self.kind = Some(CellKind::of_all(self.kind.into_iter().chain([kind])));
        match kind {
            CellKind::Empty => self.empty += 1,
            CellKind::Integer | CellKind::Number => {
                number.into_iter().for_each(|number| self.numbers.add(number))
            }
            CellKind::Bool | CellKind::Date | CellKind::Text => self.add_text(text::cut(cell, SHOWN).0),
        }
    }

    fn add_text(&mut self, text: &str) {
        if let Some(count) = self.texts.get_mut(text) {
            *count += 1;
        } else if self.texts.len() < DIFFERENT && !self.has_too_many {
            self.texts.insert(text.to_owned(), 1);
        } else {
            self.has_too_many = true;
            self.texts.clear();
        }
    }

    /// What was counted, of a column with this name.
    pub(crate) fn finish(self, name: Option<String>) -> Statistics {
        let mut texts: Vec<Common> =
            self.texts.into_iter().map(|(text, count)| Common { text, count }).collect();
        texts.sort_unstable_by(|one, other| {
            other.count.cmp(&one.count).then_with(|| one.text.cmp(&other.text))
        });
        let (count, mean) = (self.numbers.count(), self.numbers.mean());
        let numbers = self.numbers.range().map(|(least, most)| {
            let (width, bins) = self.numbers.bins();
            Numbers { count, least, most, mean, width, bins }
        });
        Statistics {
            name,
            kind: self.kind.unwrap_or(CellKind::Empty),
            empty: self.empty,
            numbers,
            texts: (!self.has_too_many && !texts.is_empty()).then_some(texts),
        }
    }
}
