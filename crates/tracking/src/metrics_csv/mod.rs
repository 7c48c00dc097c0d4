//! Tables of numbers over steps: Lightning's `metrics.csv`, and what Keras's `CSVLogger` writes.
//!
//! A dataset or a table of results must never become a series, so that the rule is strict:
//!
//! - The name: `version_N/metrics.csv` for Lightning; `*.csv`, `*.tsv` or `*.log` for Keras ([`kind_of`](crate::kind_of)).
//! - The first line is as Lightning's or Keras's logger writes it: Lightning's has a column `step`. Keras's begins with
//!   `epoch`, has a column `loss`, and its other columns are in the order in which Keras puts them.
//! - Each row has as many cells as the first line. Lightning's are empty or numbers, and the step is an integer. Keras's
//!   are numbers, lists, empty or `NA`, and an epoch is an integer, at most 1 above the one before.
//! - At the first row that is otherwise, the file is read no further.

mod header;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::os::unix::fs::FileExt;

use csv_core::ReadRecordResult;

use self::header::{COLUMNS, Header, reader};
use crate::found::REACH;
use crate::{Broken, Came, Found, Kind, Measured, Point, Source, Why};

/// The longest first line and the longest row, in bytes.
const LINE: usize = 64 << 10;
/// How much is read at once, in bytes.
const CHUNK: u64 = 256 << 10;
/// How many bytes before the place where reading goes on must be the same as before.
const TAIL: u64 = 64;

/// Reads a table as it grows. Lightning writes it again from the beginning when there is a new column.
#[derive(Debug)]
pub struct CsvReader {
    kind: Kind,
    part: String,
    header: Option<Header>,
    /// The first line as it is written.
    head: Vec<u8>,
    /// Where the next row begins, and what is before.
    at: u64,
    tail: Vec<u8>,
    columns: Vec<Column>,
    epoch: Option<i64>,
    broken: Option<Broken>,
}

/// A column of a table.
#[derive(Debug)]
struct Column {
    name: String,
    /// How many of its values were given, and how many were passed since the beginning of the file was read last.
    given: u64,
    passed: u64,
}

impl CsvReader {
    /// Reads a table of this kind. `part` is the part of the training that it belongs to, such as its folder.
    pub fn new(kind: Kind, part: &str) -> Self {
        Self {
            kind,
            part: part.to_owned(),
            header: None,
            head: Vec::new(),
            at: 0,
            tail: Vec::new(),
            columns: Vec::new(),
            epoch: None,
            broken: None,
        }
    }

    /// Gives what came since the last time, at most 16 MB of the file at once. There is no time in it: `time` is that of
    /// the file's last change, in seconds since 1970. Memory: 1 MB.
    ///
    /// # Errors
    /// The file is no such table, or is one no longer: the same comes again at each call. For most files that may be
    /// Keras's this comes at the first call, which reads 64 KB at most.
    pub fn read_more(
        &mut self,
        file: &File,
        time: f64,
        give: &mut dyn FnMut(Found<'_>),
    ) -> Result<Came, Broken> {
        if let Some(broken) = self.broken {
            return Err(broken);
        }
        let came = self.read(file, time, give);
        self.broken = came.err();
        came
    }

    fn read(&mut self, file: &File, time: f64, give: &mut dyn FnMut(Found<'_>)) -> Result<Came, Broken> {
        let size = file.metadata().map_err(Broken::unreadable(self.at))?.len();
        if self.at > 0 && !self.is_same(file)? {
            self.begin_again();
        }
        if self.at == 0 && !self.read_header(file)? {
            return Ok(Came::All);
        }
        let end = size.min(self.at.saturating_add(REACH));
        while self.at < end {
            let window = window(file, self.at, CHUNK)?;
            let used = self.rows(&window, time, give)?;
            if used == 0 {
                return Ok(Came::All);
            }
            self.at += used as u64;
            self.tail = window.get(used.saturating_sub(TAIL as usize)..used).unwrap_or_default().to_vec();
        }
        Ok(if self.at < size { Came::More } else { Came::All })
    }

    /// Whether what was read is still in the file.
    fn is_same(&self, file: &File) -> Result<bool, Broken> {
        let tail = self.tail.len() as u64;
        Ok(window(file, 0, self.head.len() as u64)? == self.head
            && window(file, self.at.saturating_sub(tail), tail)? == self.tail)
    }

    /// Goes back to the beginning of a file that was written again: by Lightning with the same values, by Keras with
    /// those of another training.
    fn begin_again(&mut self) {
        (self.at, self.epoch) = (0, None);
        for column in &mut self.columns {
            column.passed = 0;
            if self.kind != Kind::LightningCsv {
                column.given = 0;
            }
        }
    }

    /// Reads the first line, if it is whole.
    fn read_header(&mut self, file: &File) -> Result<bool, Broken> {
        let format = Broken { at: 0, why: Why::Format };
        let mut head = window(file, 0, LINE as u64)?;
        let Some(end) = head.iter().position(|byte| *byte == b'\n') else {
            return if head.len() < LINE { Ok(false) } else { Err(format) };
        };
        head.truncate(end + 1);
        let header = Header::of(&head, self.kind).ok_or(format)?;
        let before = std::mem::take(&mut self.columns);
        self.columns = header
            .names
            .iter()
            .map(|name| {
                let given =
                    before.iter().find(|column| column.name == *name).map_or(0, |column| column.given);
                Column { name: name.clone(), given, passed: 0 }
            })
            .collect();
        self.at = head.len() as u64;
        self.tail = head.get(head.len().saturating_sub(TAIL as usize)..).unwrap_or_default().to_vec();
        (self.head, self.header) = (head, Some(header));
        Ok(true)
    }

    /// Gives the rows that are whole in `window`, and says how much that was.
    fn rows(&mut self, window: &[u8], time: f64, give: &mut dyn FnMut(Found<'_>)) -> Result<usize, Broken> {
        let Some(Header { separator, step, .. }) = self.header else { return Ok(0) };
        let mut reader = reader(separator);
        let (mut cells, mut ends) = (vec![0; LINE], vec![0; COLUMNS + 1]);
        let mut used = 0;
        loop {
            let rest = window.get(used..).unwrap_or_default();
            let at = self.at.saturating_add(used as u64);
            let (result, length, _, count) = reader.read_record(rest, &mut cells, &mut ends);
            match result {
                ReadRecordResult::Record => used += length,
                ReadRecordResult::InputEmpty | ReadRecordResult::End => return Ok(used),
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    return Err(Broken { at, why: Why::TooMany });
                }
            }
            let row = Row { cells: &cells, ends: ends.get(..count).unwrap_or_default() };
            self.row(&row, step, time, give).ok_or(Broken { at, why: Why::Format })?;
        }
    }

    /// Gives the values of a row that were not given; nothing if it is none of such a table.
    fn row(&mut self, row: &Row<'_>, step: usize, time: f64, give: &mut dyn FnMut(Found<'_>)) -> Option<()> {
        if row.ends.len() != self.columns.len() {
            return None;
        }
        let is_keras = self.kind != Kind::LightningCsv;
        let at: i64 = row.cell(step)?.parse().ok()?;
        if is_keras {
            let is_next = at >= 0 && self.epoch.is_none_or(|before| at <= before.saturating_add(1));
            self.epoch = is_next.then_some(Some(at))?;
        }
        for (place, column) in self.columns.iter_mut().enumerate().filter(|(place, _)| *place != step) {
            let cell = row.cell(place)?;
            let is_nothing = cell.is_empty() || is_keras && (cell == "NA" || cell.starts_with("\"["));
            if is_nothing {
                continue;
            }
            let value: f64 = cell.parse().ok()?;
            column.passed += 1;
            if column.passed > column.given {
                column.given = column.passed;
                let point = Point { step: at, time, value };
                let (source, part, name) = (Source::Csv, self.part.as_str(), column.name.as_str());
                give(Found::Measured(Measured { source, part, name, point }));
            }
        }
        Some(())
    }
}

/// A row of a table: its cells one after another, and where each ends.
struct Row<'a> {
    cells: &'a [u8],
    ends: &'a [usize],
}

impl Row<'_> {
    fn cell(&self, place: usize) -> Option<&str> {
        let from = place.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        str::from_utf8(self.cells.get(from..*self.ends.get(place)?)?).ok().map(str::trim)
    }
}

/// So many bytes of a file, or fewer if there are no more.
fn window(file: &File, at: u64, wanted: u64) -> Result<Vec<u8>, Broken> {
    let mut bytes = vec![0; usize::try_from(wanted).unwrap_or_default()];
    let mut length = 0;
    while let Some(room) = bytes.get_mut(length..)
        && !room.is_empty()
    {
        let from = at.saturating_add(length as u64);
        match file.read_at(room, from).map_err(Broken::unreadable(from))? {
            0 => break,
            read => length += read,
        }
    }
    bytes.truncate(length);
    Ok(bytes)
}
