//! The records of a delimited text, one after another, in as much memory as a page needs.

use std::io::{self, Read};
use std::time::Instant;

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};

use super::{CELL, COLUMNS, Dialect};
use crate::bytes::{Bytes, Forward, Part};

/// The longest cell that is kept, in bytes: a character has at most four.
const KEPT: usize = (CELL + 1) * 4;
/// Room for what is beyond that, which is overwritten, in bytes.
const SPILL: usize = 4 << 10;
/// How much is read at once, in bytes.
const BUFFER: usize = 64 << 10;

/// The cells of a record; kept between records, so that millions of them need no new memory.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    bytes: Vec<u8>,
    /// Where each cell ends in `bytes`, and whether more of it was in the file.
    ends: Vec<(usize, bool)>,
}

/// What reading a record came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A whole record; a cell may be cut.
    Record,
    /// The beginning of a record that is too long to be read to its end.
    Cut,
    /// Only empty lines, as far as may be read.
    Blank,
    /// There is no more.
    End,
}

impl Record {
    /// Its cells, each with whether it is cut.
    pub(crate) fn cells(&self) -> impl Iterator<Item = (&[u8], bool)> {
        let begins = [0].into_iter().chain(self.ends.iter().map(|(end, _)| *end));
        begins
            .zip(&self.ends)
            .map(|(begin, (end, cut))| (self.bytes.get(begin..*end).unwrap_or_default(), *cut))
    }

    /// How many cells it has.
    pub(crate) fn width(&self) -> usize {
        self.ends.len()
    }

    /// One of its cells, or nothing.
    pub(crate) fn cell(&self, at: usize) -> &[u8] {
        let end_of = |at: usize| self.ends.get(at).map(|(end, _)| *end);
        let begin = at.checked_sub(1).map_or(Some(0), end_of);
        let range = begin.zip(end_of(at)).map(|(begin, end)| begin..end);
        range.and_then(|range| self.bytes.get(range)).unwrap_or_default()
    }

    fn keep(&mut self, cell: &[u8], is_cut: bool) {
        if self.ends.len() < COLUMNS {
            self.bytes.extend_from_slice(cell);
            self.ends.push((self.bytes.len(), is_cut));
        }
    }
}

/// Reads records from a position.
pub(crate) struct Records<S> {
    input: Forward<S>,
    reader: Reader,
    end: Option<Instant>,
    cell: Vec<u8>,
}

impl<'a> Records<Part<'a>> {
    /// The records of a file from position `at`, which must be the beginning of one, within `reach` bytes.
    pub(crate) fn of(bytes: Bytes<'a>, dialect: &Dialect, at: u64, reach: u64) -> Self {
        let part = Forward::new(bytes.part(at, u64::MAX), at, reach, BUFFER);
        Self::new(part, dialect.delimiter.byte())
    }
}

impl<S: Read> Records<S> {
    /// The records of a stream that is at the beginning of one.
    pub(crate) fn new(input: Forward<S>, delimiter: u8) -> Self {
        let reader = ReaderBuilder::new().delimiter(delimiter).build();
        Self { input, reader, end: None, cell: vec![0; KEPT + SPILL] }
    }

    /// The same records, of which none is read on after this time.
    pub(crate) fn until(self, end: Instant) -> Self {
        Self { end: Some(end), ..self }
    }

    /// Where the next record begins.
    pub(crate) fn at(&self) -> u64 {
        self.input.at()
    }

    /// Reads the next record.
    pub(crate) fn next(&mut self, record: &mut Record) -> io::Result<Step> {
        record.bytes.clear();
        record.ends.clear();
        let (mut filled, mut is_cut) = (0, false);
        loop {
            if self.input.is_used() && self.end.is_some_and(|end| Instant::now() >= end) {
                self.input.stop();
            }
            if self.input.rest()?.is_empty() && self.input.is_out() {
                if filled == 0 && record.ends.is_empty() {
                    return Ok(Step::Blank);
                }
                record.keep(self.cell.get(..filled).unwrap_or_default(), true);
                return Ok(Step::Cut);
            }
            let room = if is_cut { KEPT..KEPT + SPILL } else { filled..KEPT };
            let room = self.cell.get_mut(room).unwrap_or_default();
            let (result, taken, written) = self.reader.read_field(self.input.rest()?, room);
            self.input.pass(taken);
            filled = if is_cut { filled } else { filled + written };
            match result {
                ReadFieldResult::InputEmpty => {}
                ReadFieldResult::OutputFull => is_cut = true,
                ReadFieldResult::Field { record_end } => {
                    record.keep(self.cell.get(..filled).unwrap_or_default(), is_cut);
                    if record_end {
                        return Ok(Step::Record);
                    }
                    (filled, is_cut) = (0, false);
                }
                ReadFieldResult::End => return Ok(Step::End),
            }
        }
    }
}
