//! Tables that grow by a row at a time, and have a heading: those of scikit-learn, fastai and Ultralytics.

use super::found::{Count, Found};
use super::names;
use super::pairs::counted;
use super::text::Cursor;
use super::values::clock;

/// How many columns a table has, at most.
const COLUMNS: usize = 24;
/// After so many lines that are no rows the table has ended.
const GAP: u32 = 100;

/// The table that is being printed.
#[derive(Debug, Default)]
pub(super) struct Table {
    columns: Vec<Box<[u8]>>,
    kind: Kind,
    /// How many lines came since the last row.
    gap: u32,
    /// The last step that a row had.
    step: i64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Kind {
    #[default]
    None,
    /// The first column is the step.
    Steps,
    /// Ultralytics' measures of a validation, in a row that begins with `all`.
    Validation,
}

impl Table {
    /// Whether `text` is a heading. Then its rows are looked for.
    pub(super) fn is_heading(&mut self, text: &[u8]) -> bool {
        let text = text.trim_ascii();
        let first = text.split(|byte| byte.is_ascii_whitespace()).next().unwrap_or_default();
        let is_step = names::step(first).is_some();
        let is_validation = first == b"Class" && memchr::memmem::find(text, b"mAP").is_some();
        if text.len() > 1024 || !(is_step || is_validation) {
            return false;
        }
        let columns: Vec<Box<[u8]>> = match is_validation {
            // A bar follows behind a colon.
            true => {
                let text = text.split(|byte| *byte == b':').next().unwrap_or_default();
                let words = text.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty());
                words.map(|word| last_of(word).into()).take(COLUMNS + 1).collect()
            }
            false => cells(text).take(COLUMNS + 1).map(Into::into).collect(),
        };
        let is_name = |cell: &[u8]| {
            cell.iter().any(u8::is_ascii_alphabetic) && !cell.iter().any(|byte| b":=|[".contains(byte))
        };
        let are_names =
            columns.iter().all(|cell| is_name(cell) && !cell.first().is_some_and(u8::is_ascii_digit));
        if !(3..=COLUMNS).contains(&columns.len()) || !are_names {
            return false;
        }
        self.kind = if is_validation { Kind::Validation } else { Kind::Steps };
        (self.columns, self.gap) = (columns, 0);
        true
    }

    /// Reads `text` as a row of the table.
    pub(super) fn row(&mut self, text: &[u8], found: &mut Found) -> bool {
        if self.kind == Kind::None {
            return false;
        }
        if self.cells(text, found).is_some() && !found.is_empty() {
            self.gap = 0;
            return true;
        }
        found.clear();
        self.gap += 1;
        if self.gap > GAP {
            self.kind = Kind::None;
        }
        false
    }

    fn cells(&mut self, text: &[u8], found: &mut Found) -> Option<()> {
        let mut at = Cursor(text);
        at.spaces();
        let mut columns = self.columns.iter();
        columns.next()?;
        found.shaped(b"table");
        match self.kind {
            Kind::Validation => {
                at.eat(b"all").then_some(())?;
                found.count(names::EPOCH, Count { at: self.step, of: None });
                found.about(b"val");
            }
            _ => {
                let count = counted(&mut at)?;
                found.count(names::EPOCH, count);
                self.step = count.at;
            }
        }
        for column in columns {
            (at.spaces() > 0).then_some(())?;
            let from = at;
            let cell = at.take_while(|byte| !byte.is_ascii_whitespace());
            let mut value = Cursor(cell);
            match value.number() {
                Some(number) if value.is_at_end() => found.value(column, number),
                // `0.09s`, `0G`
                Some(_)
                    if value.take_while(|byte| byte.is_ascii_alphabetic() || byte == b'/').len() <= 4
                        && value.is_at_end() =>
                {
                    found.ignored(column)
                }
                _ if clock(&mut Cursor(cell)) || matches!(cell, b"None" | b"-" | b"#na#") => {
                    found.ignored(column)
                }
                _ => return None,
            }
            (from.0.len() > at.0.len()).then_some(())?;
        }
        at.0.trim_ascii().is_empty().then_some(())
    }
}

/// `Box(P` is the precision.
fn last_of(word: &[u8]) -> &[u8] {
    let last = word.rsplit(|byte| *byte == b'(').next().unwrap_or(word);
    last.strip_suffix(b")").unwrap_or(last)
}

/// The cells of a row: what at least two spaces, a tab or a line are between.
fn cells(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut at = Cursor(text);
    std::iter::from_fn(move || {
        at.spaces();
        let from = at;
        let length = loop {
            at.take_while(|byte| byte != b' ' && byte != b'\t');
            let length = from.0.len() - at.0.len();
            if at.is_at_end() || at.peek() == Some(b'\t') || at.0.starts_with(b"  ") {
                break length;
            }
            at.skip(1);
        };
        from.0.get(..length).filter(|cell| !cell.is_empty())
    })
}
