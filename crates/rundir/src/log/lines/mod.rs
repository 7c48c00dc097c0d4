//! Reads any lines of a run's log without reading everything before them.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use jiff::Timestamp;
use locales::{Failure, Message, Result};

use super::frames::Frame;
use super::terminal::{Span, spans};
use super::{LineKind, RECORD, SPACING};
use crate::RunDir;
use crate::open::open;

/// Lines of a log as a person reads them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogLines {
    /// The number of the first line, from 0.
    pub first: u64,
    /// The lines.
    pub lines: Vec<LogLine>,
    /// How many lines the log has.
    pub total: u64,
    /// How many bytes the log has.
    pub bytes: u64,
}

/// A line of a log as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// Its text without line end, escape sequences and what a carriage return overwrote; at most 2,000 characters, and an
    /// ellipsis if there are more.
    pub spans: Vec<Span>,
    /// When its beginning was written, to a tenth of a second; `None` if the log has no index.
    pub at: Option<Timestamp>,
    /// What stands out about it.
    pub kind: Option<LineKind>,
}

impl LogLine {
    /// Its text alone.
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| &*span.text).collect()
    }
}

/// How much of a line is shown, in characters.
const SHOWN: usize = 2000;
/// How many bytes of each end of a line are read into memory: enough for [`SHOWN`] characters.
const LINE_END_BYTES: usize = 4 * SHOWN;

/// At most `count` lines of the log of `run` from line `first` on. A run without a log has no lines.
///
/// # Errors
/// The log cannot be read.
pub fn log_lines(run: &RunDir, first: u64, count: u64) -> Result<LogLines> {
    read(run, |log| log.lines(first, count))
}

/// The last lines of the log of `run`, at most `count`.
///
/// # Errors
/// The log cannot be read.
pub fn log_end(run: &RunDir, count: u64) -> Result<LogLines> {
    read(run, |log| log.lines(log.total.saturating_sub(count), count))
}

/// The number of the line of the log of `run` that was last written to at a time, from 0; 0 if none was.
///
/// # Errors
/// The log cannot be read.
pub fn log_line_at(run: &RunDir, at: Timestamp) -> Result<u64> {
    let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
    read(run, |log| {
        let count = log.count_records(|record| record.millis <= millis);
        Ok(count.checked_sub(1).and_then(|last| log.record(last)).map_or(0, |record| record.position.line))
    })
}

fn read<T: Default>(run: &RunDir, read: impl FnOnce(&Log) -> io::Result<T>) -> Result<T> {
    match Log::open(run) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(T::default()),
        opened => opened.and_then(|log| read(&log)).map_err(|error| {
            Failure::because(Message::FileUnreadable { path: files::shown(&run.log()) }, error)
        }),
    }
}

/// Whether all records in the index of a run's log, if there is one, are correct.
///
/// # Errors
/// One of the two cannot be read.
pub fn is_well_indexed(run: &RunDir) -> io::Result<bool> {
    let log = open(&run.log())?;
    let size = log.metadata()?.len();
    let index = match open(&run.log_index()) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        opened => opened?,
    };
    let bytes = index.metadata()?.len();
    let log = Log { log, size, index: Some(index), records: bytes / RECORD, total: 0 };
    let mut reader = Reader::at(&log, Position::default());
    for number in 0..log.records {
        let Some(Record { position, .. }) = log.record(number) else { return Ok(false) };
        while let Some(left) = position.offset.checked_sub(reader.position.offset).filter(|left| *left > 0) {
            let Some(bytes) = reader.more()? else { return Ok(false) };
            let part = &bytes[..bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX))];
            let (far, lines) = (part.len(), memchr(part));
            reader.take(far, lines);
        }
        if (reader.position.offset, reader.position.line) != (position.offset, position.line) {
            return Ok(false);
        }
    }
    Ok(bytes.is_multiple_of(RECORD))
}

/// A snapshot of a log and its index.
struct Log {
    log: File,
    size: u64,
    index: Option<File>,
    records: u64,
    /// How many lines there are, including an unfinished one.
    total: u64,
}

/// A position in the log: the byte at `offset` is in line `line`, perhaps in its middle.
#[derive(Clone, Copy, Debug, Default)]
struct Position {
    offset: u64,
    line: u64,
}

impl Log {
    fn open(run: &RunDir) -> io::Result<Self> {
        let log = open(&run.log())?;
        // The index is opened first, so that the log contains everything that it refers to.
        let index = open(&run.log_index()).ok();
        let records = index.as_ref().and_then(|index| index.metadata().ok()).map_or(0, |about| about.len());
        let size = log.metadata()?.len();
        let mut log = Self { log, size, index, records: records / RECORD, total: 0 };
        log.total = log.count()?;
        Ok(log)
    }

    fn lines(&self, first: u64, count: u64) -> io::Result<LogLines> {
        let mut found = LogLines { first, bytes: self.size, total: self.total, ..LogLines::default() };
        if first >= found.total {
            return Ok(found);
        }
        let mut reader = Reader::at(self, if first == 0 { Position::default() } else { self.before(first) });
        while reader.position.line < first {
            if !reader.skip_line()? {
                return Ok(found);
            }
        }
        let mut times = Times::at(self, reader.position.offset);
        let mut frame = Frame::None;
        while (found.lines.len() as u64) < count {
            let at = times.advance(reader.position.offset);
            let Some(spans) = reader.line()? else { break };
            let mut line = LogLine { spans, at, kind: None };
            let text = line.text();
            frame = frame.after(&text);
            line.kind =
                Some(LineKind::Library).filter(|_| frame == Frame::Library).or_else(|| LineKind::of(&text));
            found.lines.push(line);
        }
        Ok(found)
    }

    fn count(&self) -> io::Result<u64> {
        let mut reader = Reader::at(self, self.last(|_| true));
        let begins_line = reader.position.offset == 0 || self.byte(reader.position.offset - 1)? == b'\n';
        let mut open = !begins_line;
        while let Some(bytes) = reader.more()? {
            let lines = memchr(bytes);
            open = bytes.last() != Some(&b'\n');
            let taken = bytes.len();
            reader.take(taken, lines);
        }
        Ok(reader.position.line + u64::from(open))
    }

    fn byte(&self, offset: u64) -> io::Result<u8> {
        let mut byte = [0];
        self.log.read_exact_at(&mut byte, offset)?;
        Ok(byte[0])
    }

    /// The last indexed position before the beginning of `line`.
    fn before(&self, line: u64) -> Position {
        self.last(|position| position.line < line)
    }

    /// The last of the indexed positions that are `wanted`; the log's beginning if there is none. All
    /// positions before a wanted one must be wanted, too.
    fn last(&self, wanted: impl Fn(Position) -> bool) -> Position {
        let count = self.count_records(|record| wanted(record.position));
        count
            .checked_sub(1)
            .and_then(|last| self.record(last))
            .map(|record| record.position)
            .unwrap_or_default()
    }

    /// The number of records before the first one that is not `wanted`.
    fn count_records(&self, wanted: impl Fn(&Record) -> bool) -> u64 {
        let (mut low, mut high) = (0, self.records);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.record(middle) {
                Some(record) if wanted(&record) => low = middle + 1,
                _ => high = middle,
            }
        }
        low
    }

    /// A record; `None` if the index is broken or refers beyond the end of the log.
    fn record(&self, number: u64) -> Option<Record> {
        let mut record = [0; RECORD as usize];
        self.index.as_ref()?.read_exact_at(&mut record, number * RECORD).ok()?;
        let field = |from: usize| u64::from_le_bytes(std::array::from_fn(|i| record[from + i]));
        let position = Position { offset: field(0), line: field(8) };
        (position.offset <= self.size).then_some(Record { position, millis: field(16) })
    }
}

/// A record of the index.
struct Record {
    position: Position,
    /// When what is at the position was written, in milliseconds since 1970.
    millis: u64,
}

/// When the bytes of a log were written, asked for from one position to later ones.
struct Times<'a> {
    log: &'a Log,
    /// The number of the first record after the position.
    next: u64,
    at: Option<Timestamp>,
}

impl<'a> Times<'a> {
    fn at(log: &'a Log, offset: u64) -> Self {
        // The record before is read again.
        let next = log.count_records(|record| record.position.offset <= offset).saturating_sub(1);
        Self { log, next, at: None }
    }

    fn advance(&mut self, offset: u64) -> Option<Timestamp> {
        while let Some(record) = self.log.record(self.next).filter(|record| record.position.offset <= offset)
        {
            self.at = i64::try_from(record.millis).ok().and_then(|at| Timestamp::from_millisecond(at).ok());
            self.next += 1;
        }
        self.at
    }
}

/// Reads the log from a position on.
struct Reader<'a> {
    log: &'a Log,
    position: Position,
    buffer: Vec<u8>,
    used: usize,
}

impl<'a> Reader<'a> {
    fn at(log: &'a Log, position: Position) -> Self {
        Self { log, position, buffer: Vec::new(), used: 0 }
    }

    /// The bytes that were not taken yet; `None` at the end of the log.
    fn more(&mut self) -> io::Result<Option<&[u8]>> {
        if self.used == self.buffer.len() {
            let left = self.log.size - self.position.offset.min(self.log.size);
            self.buffer.resize(SPACING.min(usize::try_from(left).unwrap_or(SPACING)), 0);
            let length = self.log.log.read_at(&mut self.buffer, self.position.offset)?;
            self.buffer.truncate(length);
            self.used = 0;
        }
        let bytes = &self.buffer[self.used..];
        Ok(Some(bytes).filter(|bytes| !bytes.is_empty()))
    }

    fn take(&mut self, bytes: usize, lines: u64) {
        self.used += bytes;
        self.position.offset += bytes as u64;
        self.position.line += lines;
    }

    /// Skips what belongs to the same line according to the index.
    fn jump(&mut self) {
        let line = self.position.line;
        let far = self.log.last(|position| position.line <= line);
        if far.line == line && far.offset > self.position.offset + self.buffer.len() as u64 {
            (self.position, self.used) = (far, 0);
            self.buffer.clear();
        }
    }

    /// Goes to the beginning of the next line. Returns false if the log ends before.
    fn skip_line(&mut self) -> io::Result<bool> {
        self.jump();
        while let Some(bytes) = self.more()? {
            match bytes.iter().position(|byte| *byte == b'\n') {
                Some(end) => {
                    self.take(end + 1, 1);
                    return Ok(true);
                }
                None => {
                    let all = bytes.len();
                    self.take(all, 0);
                }
            }
        }
        Ok(false)
    }

    /// Reads the line that begins here; `None` at the end of the log.
    fn line(&mut self) -> io::Result<Option<Vec<Span>>> {
        let (mut head, mut tail) = (Vec::new(), Vec::new());
        let mut is_there = false;
        while let Some(bytes) = self.more()? {
            is_there = true;
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let part = &bytes[..end.unwrap_or(bytes.len())];
            head.extend(&part[..part.len().min(LINE_END_BYTES - head.len())]);
            tail.extend(part);
            let surplus = tail.len().saturating_sub(LINE_END_BYTES);
            tail.drain(..surplus);
            let length = part.len();
            if end.is_some() {
                self.take(length + 1, 1);
                break;
            }
            self.take(length, 0);
            if head.len() == LINE_END_BYTES {
                self.jump();
            }
        }
        Ok(is_there.then(|| shown(&head, &tail)))
    }
}

fn memchr(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

/// A line as a terminal would show it. `head` and `tail` are both ends of the line, which may overlap.
fn shown(head: &[u8], tail: &[u8]) -> Vec<Span> {
    let trimmed = tail.strip_suffix(b"\r").unwrap_or(tail);
    // A carriage return goes back to the beginning.
    let begins_in_tail = head.len() < LINE_END_BYTES || trimmed.contains(&b'\r');
    let (mut shown, is_cut) = spans(if begins_in_tail { trimmed } else { head }, SHOWN);
    if is_cut || !begins_in_tail {
        match shown.last_mut() {
            Some(last) => last.text.push('…'),
            None => shown.push(Span { text: "…".into(), ..Span::default() }),
        }
    }
    shown
}

#[cfg(test)]
mod tests;
