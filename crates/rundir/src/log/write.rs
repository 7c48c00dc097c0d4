//! Writes the log, and a sparse index by which any line is found quickly.

use std::fmt::Display;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use locales::{Failure, Message, Result};

use super::SPACING;
use crate::RunDir;

/// Writes a run's log, which may contain any bytes, and its index.
pub struct LogWriter {
    log: File,
    index: File,
    offset: u64,
    lines: u64,
    /// Whether the last line does not end with a newline yet.
    is_in_line: bool,
    indexed: Option<(u64, Instant)>,
}

/// After this time a record is written with the next bytes, however few they are.
const PAUSE: Duration = Duration::from_millis(100);

impl LogWriter {
    /// Opens the log of `run` to append to it. It need not exist yet.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn open(run: &RunDir) -> Result<Self> {
        let open = |path: std::path::PathBuf| {
            let file = OpenOptions::new().create(true).append(true).open(&path);
            file.map_err(|error| {
                Failure::because(Message::FileUnwritable { path: files::shown(&path) }, error)
            })
        };
        // The guard may have written to it already.
        let before = std::fs::read(run.log()).unwrap_or_default();
        let lines = memchr::memchr_iter(b'\n', &before).count() as u64;
        let is_in_line = before.last().is_some_and(|last| *last != b'\n');
        let (log, index) = (open(run.log())?, open(run.log_index())?);
        Ok(Self { log, index, offset: before.len() as u64, lines, is_in_line, indexed: None })
    }

    /// Appends `bytes`.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.log.write_all(bytes)?;
        self.is_in_line = bytes.last().map_or(self.is_in_line, |last| *last != b'\n');
        let now = Instant::now();
        let mut records = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let due = self.record(now, &mut records) + SPACING as u64;
            let (piece, after) = rest.split_at(rest.len().min((due - self.offset) as usize));
            self.offset += piece.len() as u64;
            self.lines += memchr::memchr_iter(b'\n', piece).count() as u64;
            rest = after;
        }
        // The log is written first, so that it contains everything that the index refers to.
        self.index.write_all(&records)
    }

    /// Writes a line of the program itself, with a prefix that distinguishes it from what the package's
    /// code prints. An unfinished line is ended first.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write_line(&mut self, words: &impl Display) -> io::Result<()> {
        let end = if self.is_in_line { "\n" } else { "" };
        self.write(format!("{end}[trainyard] {words}\n").as_bytes())
    }

    /// Adds a record of the current position if one is due. Returns the offset of the last record.
    fn record(&mut self, now: Instant, records: &mut Vec<u8>) -> u64 {
        if let Some((offset, at)) = self.indexed
            && self.offset - offset < SPACING as u64
            && now - at < PAUSE
        {
            return offset;
        }
        self.indexed = Some((self.offset, now));
        let millis = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64);
        records.extend([self.offset, self.lines, millis].into_iter().flat_map(u64::to_le_bytes));
        self.offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line of the code and one of the program would be read as one.
    #[test]
    fn the_program_writes_lines_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        let mut log = LogWriter::open(&run).unwrap();
        log.write_line(&"first").unwrap();
        log.write(b"epoch 1").unwrap();
        log.write(b"").unwrap();
        log.write_line(&"second").unwrap();
        log.write_line(&"third").unwrap();
        log.write(b"50%\r").unwrap();
        drop(log);
        LogWriter::open(&run).unwrap().write_line(&"fourth").unwrap();
        assert_eq!(
            std::fs::read_to_string(run.log()).unwrap(),
            "[trainyard] first\nepoch 1\n[trainyard] second\n[trainyard] third\n50%\r\n[trainyard] fourth\n"
        );
    }

    #[test]
    fn the_index_leads_to_the_right_line() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        let mut log = LogWriter::open(&run).unwrap();
        let text = "0123456\n".repeat(50_000).into_bytes();
        for part in text.chunks(123_457) {
            log.write(part).unwrap();
        }
        log.write(b"\xff\xfe no newline").unwrap();
        assert_eq!(std::fs::read(run.log()).unwrap().len(), text.len() + 13);
        let index = std::fs::read(run.log_index()).unwrap();
        let records: Vec<(u64, u64)> = index
            .chunks_exact(24)
            .map(|r| {
                (
                    u64::from_le_bytes(r[..8].try_into().unwrap()),
                    u64::from_le_bytes(r[8..16].try_into().unwrap()),
                )
            })
            .collect();
        assert!(records.len() >= 6, "{records:?}");
        assert!(records.iter().all(|(offset, line)| offset / 8 == *line), "{records:?}");
    }
}
