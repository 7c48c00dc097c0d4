//! A row of a table: its values, and which of them is in which column.

use super::pages::varint;

/// How many values of a row are read.
const VALUES: usize = 100;

/// A value of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value<'a> {
    Integer(i64),
    /// A text, or bytes that may be one.
    Bytes(&'a [u8]),
    /// Nothing, or a number with a fraction.
    Other,
}

impl<'a> Value<'a> {
    /// The integer that it is.
    pub(super) fn integer(self) -> Option<i64> {
        if let Self::Integer(integer) = self { Some(integer) } else { None }
    }

    /// The text that it is.
    pub(super) fn text(self) -> Option<&'a str> {
        self.bytes().and_then(|bytes| str::from_utf8(bytes).ok())
    }

    /// The bytes that it is.
    pub(super) fn bytes(self) -> Option<&'a [u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }
}

/// The values of a row, at most 100; `None` if it is malformed.
pub(super) fn values(row: &[u8]) -> Option<Vec<Value<'_>>> {
    let (length, rest) = varint(row)?;
    let (_, mut body) = row.split_at_checked(length.try_into().ok()?)?;
    let mut kinds = rest.get(..rest.len().checked_sub(body.len())?)?;
    let mut values = Vec::new();
    while !kinds.is_empty() && values.len() < VALUES {
        let (kind, others) = varint(kinds)?;
        let length = match kind {
            0 | 8..=11 => 0,
            1..=4 => kind,
            5 => 6,
            6 | 7 => 8,
            _ => (kind - 12) / 2,
        };
        let (value, after) = body.split_at_checked(length.try_into().ok()?)?;
        values.push(match kind {
            1..=6 => Value::Integer(integer(value)),
            8 | 9 => Value::Integer((kind - 8).cast_signed()),
            12.. => Value::Bytes(value),
            _ => Value::Other,
        });
        (kinds, body) = (others, after);
    }
    Some(values)
}

/// The integer that these bytes are, the highest first.
fn integer(bytes: &[u8]) -> i64 {
    let sign = if bytes.first().is_some_and(|byte| byte & 0x80 != 0) { -1 } else { 0 };
    bytes.iter().fold(sign, |number, byte| number << 8 | i64::from(*byte))
}

/// The columns of a table of Trackio's, by their places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Columns {
    pub(super) timestamp: usize,
    pub(super) run_name: usize,
    /// What is measured of the machine has no steps.
    pub(super) step: Option<usize>,
    pub(super) metrics: usize,
}

impl Columns {
    /// Those of the table that this statement creates; `None` if it has not all of them, apart from the step.
    pub(super) fn of(create: &str) -> Option<Self> {
        let (_, columns) = create.split_once('(')?;
        // None of Trackio's columns has a comma within it.
        let names: Vec<&str> = columns.split(',').map(name).take(VALUES).collect();
        let place = |column: &str| names.iter().position(|name| name.eq_ignore_ascii_case(column));
        Some(Self {
            timestamp: place("timestamp")?,
            run_name: place("run_name")?,
            step: place("step"),
            metrics: place("metrics")?,
        })
    }
}

/// The name that the definition of a column begins with.
fn name(definition: &str) -> &str {
    let word = definition.split_ascii_whitespace().next().unwrap_or_default();
    word.trim_matches(['"', '`', '[', ']'])
}
