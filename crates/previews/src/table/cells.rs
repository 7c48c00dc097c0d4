//! What a cell's text says: a number, a date, nothing.

use serde::{Deserialize, Serialize};

/// What a cell, or all cells of a column, hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum CellKind {
    /// Nothing, or what stands for it: `NA`, `NaN`, `null`, `None`.
    Empty,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// True or false.
    Bool,
    /// A date, with a time or without.
    Date,
    /// Anything else.
    Text,
}

/// What stands for a missing value, in lower case.
const EMPTY: [&str; 6] = ["", "na", "n/a", "nan", "null", "none"];

impl CellKind {
    /// What a cell holds. `comma`: numbers may be written with a decimal comma.
    pub(super) fn of(cell: &str, comma: bool) -> Self {
        let cell = cell.trim();
        let is_one_of = |words: &[&str]| words.iter().any(|word| cell.eq_ignore_ascii_case(word));
        match () {
            () if is_one_of(&EMPTY) => Self::Empty,
            () if is_one_of(&["true", "false"]) => Self::Bool,
            () if is_integer(cell) => Self::Integer,
            () if number(cell, comma).is_some() => Self::Number,
            () if is_date(cell) => Self::Date,
            () => Self::Text,
        }
    }

    /// What a column with these cells holds.
    pub(crate) fn of_all(cells: impl Iterator<Item = Self>) -> Self {
        cells.fold(Self::Empty, |column, cell| match (column, cell) {
            (one, other) if one == other => one,
            (Self::Empty, other) | (other, Self::Empty) => other,
            (Self::Integer | Self::Number, Self::Integer | Self::Number) => Self::Number,
            _ => Self::Text,
        })
    }
}

fn is_integer(cell: &str) -> bool {
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    (1..=19).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number that a cell is. `comma`: it may be written with a decimal comma.
pub(crate) fn number(cell: &str, comma: bool) -> Option<f64> {
    let cell = cell.trim();
    // Rust's own parser takes `inf` and `nan` in all their writings, which are words here.
    if cell.is_empty()
        || !cell.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b',' | b'e' | b'E'))
    {
        return None;
    }
    match comma && cell.contains(',') {
        true => cell.replacen(',', ".", 1).parse().ok(),
        false => cell.parse().ok(),
    }
}

/// Whether a cell is a date such as `2026-11-28`, `28/11/2026` or `2026-11-28T18:26:31.5Z`.
fn is_date(cell: &str) -> bool {
    let (day, time) = match cell.split_once(['T', ' ']) {
        Some((day, time)) => (day, Some(time)),
        None => (cell, None),
    };
    is_day(day) && time.is_none_or(is_time)
}

fn is_day(day: &str) -> bool {
    let between = |text: &str, low, high| {
        text.bytes().all(|byte| byte.is_ascii_digit())
            && text.parse().is_ok_and(|it: u32| (low..=high).contains(&it))
    };
    let mut parts = day.split(['-', '/', '.']);
    let (Some(one), Some(two), Some(three), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    match (one.len(), two.len(), three.len()) {
        (4, 1..=2, 1..=2) => between(two, 1, 12) && between(three, 1, 31) && between(one, 0, 9999),
        // The day or the month may come first.
        (1..=2, 1..=2, 4) => between(one, 1, 31) && between(two, 1, 31) && between(three, 0, 9999),
        _ => false,
    }
}

fn is_time(time: &str) -> bool {
    let known = |byte: u8| matches!(byte, b'0'..=b'9' | b':' | b'.' | b'+' | b'-' | b'Z');
    (5..=32).contains(&time.len()) && time.as_bytes().get(2) == Some(&b':') && time.bytes().all(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A column of dates would be sorted as numbers, or one of numbers as text.
    #[test]
    fn cells_are_what_they_look_like() {
        for (cell, kind) in [
            ("", CellKind::Empty),
            (" NaN ", CellKind::Empty),
            ("-12", CellKind::Integer),
            ("123456789012345678901234567890", CellKind::Number),
            ("1e-5", CellKind::Number),
            (".5", CellKind::Number),
            ("inf", CellKind::Text),
            ("e", CellKind::Text),
            ("-", CellKind::Text),
            ("1,5", CellKind::Text),
            ("TRUE", CellKind::Bool),
            ("2026-11-28", CellKind::Date),
            ("28/11/2026", CellKind::Date),
            ("2026-11-28 18:26:31.123+01:00", CellKind::Date),
            ("2026-13-28", CellKind::Text),
            ("1.2.3", CellKind::Text),
            ("192.168.1.1", CellKind::Text),
            ("é-à-2026", CellKind::Text),
            ("2026-11-28 noon", CellKind::Text),
        ] {
            assert_eq!(CellKind::of(cell, false), kind, "{cell}");
        }
        assert_eq!(CellKind::of("1,5", true), CellKind::Number);
        assert_eq!(number("-1,5", true), Some(-1.5));
    }

    /// One missing value would make a column of numbers one of text.
    #[test]
    fn a_column_is_what_its_cells_have_in_common() {
        let of = |cells: &[&str]| CellKind::of_all(cells.iter().map(|cell| CellKind::of(cell, false)));
        assert_eq!(of(&["", "1", "NA", "2.5"]), CellKind::Number);
        assert_eq!(of(&["1", "2"]), CellKind::Integer);
        assert_eq!(of(&["1", "x", "2"]), CellKind::Text);
        assert_eq!(of(&["", "2026-11-28"]), CellKind::Date);
        assert_eq!(of(&[]), CellKind::Empty);
    }
}
