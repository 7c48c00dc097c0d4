//! Reads any lines of a run's log without reading everything before them.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use locales::{Failure, Message, Result, is_unseen};

use super::{RECORD, SPACING};
use crate::RunDir;
use crate::open::open;

/// Lines of a log as a person reads them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogLines {
    /// The number of the first line, from 0.
    pub first: u64,
    /// The lines without line ends, escape sequences and what a carriage return overwrote; at most 2,000
    /// characters each.
    pub lines: Vec<String>,
    /// How many lines the log has.
    pub total: u64,
    /// How many bytes the log has.
    pub bytes: u64,
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

fn read(run: &RunDir, read: impl FnOnce(&Log) -> io::Result<LogLines>) -> Result<LogLines> {
    match Log::open(run) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(LogLines::default()),
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
        let Some(position) = log.record(number) else { return Ok(false) };
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
        while (found.lines.len() as u64) < count {
            let Some(line) = reader.line()? else { break };
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
        let (mut low, mut high) = (0, self.records);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.record(middle) {
                Some(position) if wanted(position) => low = middle + 1,
                _ => high = middle,
            }
        }
        low.checked_sub(1).and_then(|last| self.record(last)).unwrap_or_default()
    }

    /// The position in a record; `None` if the index is broken or refers beyond the end of the log.
    fn record(&self, number: u64) -> Option<Position> {
        let mut record = [0; 16];
        self.index.as_ref()?.read_exact_at(&mut record, number * RECORD).ok()?;
        let field = |from: usize| u64::from_le_bytes(std::array::from_fn(|i| record[from + i]));
        Some(Position { offset: field(0), line: field(8) }).filter(|position| position.offset <= self.size)
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
    fn line(&mut self) -> io::Result<Option<String>> {
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

/// A line as a terminal would show it: what follows the last carriage return, without control characters
/// and escape sequences. `head` and `tail` are both ends of the line, which may overlap.
fn shown(head: &[u8], tail: &[u8]) -> String {
    let trimmed = tail.strip_suffix(b"\r").unwrap_or(tail);
    let (bytes, is_cut) = match trimmed.iter().rposition(|byte| *byte == b'\r') {
        Some(at) => (&trimmed[at + 1..], false),
        None if head.len() < LINE_END_BYTES => (trimmed, false),
        None => (head, true),
    };
    let text = String::from_utf8_lossy(bytes);
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    let mut count = 0;
    while let Some(letter) = letters.next() {
        match letter {
            '\u{1b}' => skip_escape(&mut letters),
            '\t' => plain.push('\t'),
            letter if letter.is_control() => {}
            letter if is_unseen(letter) => plain.extend(letter.escape_default()),
            letter => plain.push(letter),
        }
        count += 1;
        if count == SHOWN {
            break;
        }
    }
    if is_cut || letters.next().is_some() {
        plain.push('…');
    }
    plain
}

/// Skips what follows an escape character: `[…m` and the like, `]…BEL`, or one letter.
fn skip_escape(letters: &mut std::str::Chars<'_>) {
    match letters.next() {
        Some('[') => {
            letters.find(|letter| ('@'..='~').contains(letter));
        }
        Some(']') => {
            letters.find(|letter| matches!(letter, '\u{7}' | '\u{9c}'));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &[u8], records: &[(u64, u64)]) -> (tempfile::TempDir, RunDir) {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        std::fs::write(run.log(), text).unwrap();
        let index: Vec<u8> = records
            .iter()
            .flat_map(|(offset, line)| [*offset, *line, 0])
            .flat_map(u64::to_le_bytes)
            .collect();
        std::fs::write(run.log_index(), index).unwrap();
        (folder, run)
    }

    fn read(run: &RunDir, first: u64, count: u64) -> LogLines {
        log_lines(run, first, count).unwrap()
    }

    /// A person would see wrong lines, or none near the end of a long log.
    #[test]
    fn any_line_is_found_from_any_index() {
        let text: String = (0..50_000).map(|n| format!("line {n}\n")).collect();
        let newlines = |end: usize| memchr(&text.as_bytes()[..end]);
        let records: Vec<_> = (0..text.len()).step_by(10_007).map(|at| (at as u64, newlines(at))).collect();
        for records in [&records[..], &records[..3], &[]] {
            let (_folder, run) = run(text.as_bytes(), records);
            for first in [0, 1, 777, 1234, 25_000, 49_998] {
                let found = read(&run, first, 2);
                let wanted = [format!("line {first}"), format!("line {}", first + 1)];
                assert_eq!(found.lines, wanted, "{records:?}");
                assert_eq!((found.total, found.bytes), (50_000, text.len() as u64));
            }
            assert_eq!(read(&run, 49_999, 9).lines, ["line 49999"]);
            assert!(read(&run, 50_000, 9).lines.is_empty());
        }
    }

    #[test]
    fn an_unfinished_line_is_counted_and_read() {
        let (_folder, run) = run(b"a\nb", &[(0, 0)]);
        let found = read(&run, 0, 9);
        assert_eq!((found.lines, found.total), (vec!["a".to_string(), "b".into()], 2));
        let (_folder, run) = super::tests::run(b"", &[]);
        assert_eq!(read(&run, 0, 9).total, 0);
    }

    /// Ten megabytes without a newline would be sent to the window ten times a second.
    #[test]
    fn a_very_long_line_is_cut_and_the_next_one_still_found() {
        let long = 10_000_000_u64;
        let mut text = vec![b'x'; long as usize];
        text.extend(b"\nnext\n");
        let mut records: Vec<_> = (0..long).step_by(SPACING).map(|at| (at, 0)).collect();
        records.push((long + 1, 1));
        let (_folder, run) = run(&text, &records);
        let found = read(&run, 0, 9);
        assert_eq!(found.lines[0].chars().count(), SHOWN + 1);
        assert!(found.lines[0].ends_with('…'));
        assert_eq!(&found.lines[1..], ["next"]);
        assert_eq!(read(&run, 1, 9).lines, ["next"]);
    }

    /// Progress bars rewrite their line, and colours are escape sequences.
    #[test]
    fn a_line_reads_as_in_a_terminal() {
        let plain = |line: &[u8]| {
            shown(&line[..line.len().min(LINE_END_BYTES)], &line[line.len().saturating_sub(LINE_END_BYTES)..])
        };
        assert_eq!(plain(b"10%\r20%\r\x1b[32m30%\x1b[0m"), "30%");
        assert_eq!(plain(b"windows\r"), "windows");
        assert_eq!(plain(b"\xff a\x00b\tc\x1b]0;title\x07."), "\u{fffd} ab\tc.");
        let bar = "12345678%\r".repeat(5000) + "done";
        assert_eq!(plain(bar.as_bytes()), "done");
    }
}
