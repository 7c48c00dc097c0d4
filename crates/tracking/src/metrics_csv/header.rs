//! Which tables are the numbers of a training: the strict rule, by the first line.

use std::collections::HashSet;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use crate::Kind;
use crate::found::NAME;

/// How many columns are read.
pub(super) const COLUMNS: usize = 1_000;
/// What Keras's tables may be separated with: its users choose.
const SEPARATORS: &[u8] = b",;\t|: ";

/// The first line of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) separator: u8,
    /// The names of all columns.
    pub(super) names: Vec<String>,
    /// Which column is the step.
    pub(super) step: usize,
}

impl Header {
    /// The header that this line is, if it is one of this kind.
    ///
    /// - Lightning's has two columns or more, all with different names, one of which is `step`.
    /// - Keras's begins with `epoch`; the others have the order in which Keras writes them, by name, or by name and
    ///   then all of them again with `val_`; one of them is `loss`.
    pub(super) fn of(line: &[u8], kind: Kind) -> Option<Self> {
        let separator = match kind {
            Kind::LightningCsv => b',',
            _ => line.strip_prefix(b"epoch")?.first().copied().filter(|it| SEPARATORS.contains(it))?,
        };
        let names = cells(line, separator)?;
        let different: HashSet<_> = names.iter().collect();
        let is_named = names.iter().all(|name| (1..=NAME).contains(&name.len()));
        if names.len() < 2 || different.len() < names.len() || !is_named {
            return None;
        }
        let step = match kind {
            Kind::LightningCsv => names.iter().position(|name| name == "step")?,
            _ => is_keras(names.get(1..)?).then_some(0)?,
        };
        Some(Self { separator, names, step })
    }
}

/// Whether Keras writes columns of these names in this order.
fn is_keras(names: &[String]) -> bool {
    let is_doubled = || {
        let (one, other) = names.split_at(names.len() / 2);
        let is_same = |(one, other): (&String, &String)| other.strip_prefix("val_") == Some(one);
        one.is_sorted() && one.len() == other.len() && one.iter().zip(other).all(is_same)
    };
    names.iter().any(|name| name == "loss") && (names.is_sorted() || is_doubled())
}

/// The cells of a line; nothing if there are too many or one is no Unicode.
fn cells(line: &[u8], separator: u8) -> Option<Vec<String>> {
    let (mut output, mut ends) = (vec![0; line.len()], vec![0; COLUMNS + 1]);
    // A line's end that Python writes has two bytes, of which the reader takes one.
    let (result, _, _, count) = reader(separator).read_record(line, &mut output, &mut ends);
    if !matches!(result, ReadRecordResult::Record) || count > COLUMNS {
        return None;
    }
    let mut from = 0;
    let ends = ends.get(..count)?;
    ends.iter()
        .map(|&to| str::from_utf8(output.get(std::mem::replace(&mut from, to)..to)?).ok().map(str::to_owned))
        .collect()
}

/// What takes a table apart.
pub(super) fn reader(separator: u8) -> Reader {
    ReaderBuilder::new().delimiter(separator).build()
}
