//! What Trackio writes: a SQLite database for each project, with a row of numbers for each step, and one for each time that it
//! measured the machine.
//!
//! It is read while the training writes it, without SQLite and without locks, for which the training would have to wait
//! (decision 83). So what was read is given only if the database did not change meanwhile.

mod pages;
mod record;
#[cfg(test)]
mod tests;
mod wal;

use std::fs::File;
use std::os::unix::fs::MetadataExt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value as Json;

use self::pages::{Halt, Layout, Pages, Row};
use self::record::{Columns, Value, values};
use self::wal::Wal;
use crate::found::{NAME, REACH};
use crate::{Broken, Came, Found, Measured, Point, Source, Why};

/// How many bytes of rows are given at once.
const ROOM: usize = 4 << 20;
/// What a row takes besides its bytes.
const ROW: usize = 64;
/// How many numbers of a row are given.
const NUMBERS: usize = 1_000;
/// What is put before the names of what was measured of the machine: the code may have metrics of the same names.
const SYSTEM: &str = "system/";

/// Reads a database of Trackio's as it grows.
#[derive(Debug)]
pub struct TrackioReader {
    /// What is put before the names of its runs; empty: nothing.
    project: String,
    wal: Wal,
    /// Its tables, as far as there are any.
    tables: [Table; 2],
    left_out: u64,
}

/// A table of Trackio's.
#[derive(Debug)]
struct Table {
    name: &'static str,
    /// What is put before the names of its numbers.
    prefix: &'static str,
    has_steps: bool,
    /// Where the values are in its rows; `None` as long as there is no such table.
    columns: Option<Columns>,
    /// The number of the last row that was given.
    last: i64,
}

/// Rows with the places of their tables.
type Rows = Vec<(usize, Row)>;

impl TrackioReader {
    /// Reads a database from its first row on. The parts of the training are the names of Trackio's runs, below
    /// `project` unless that is empty.
    pub fn new(project: &str) -> Self {
        let metrics = Table { name: "metrics", prefix: "", has_steps: true, columns: None, last: 0 };
        let system =
            Table { name: "system_metrics", prefix: SYSTEM, has_steps: false, columns: None, last: 0 };
        let tables = [metrics, system];
        Self { project: project.to_owned(), wal: Wal::default(), tables, left_out: 0 }
    }

    /// Gives what came since the last time to `database` or to the `log` beside it (`…-wal`), at most 4 MB of rows at
    /// once. Nothing is given if either is being written; that is tried again when they have changed. The times of files
    /// are those of the system's last tick: who calls this waits until a tick after the database's. Memory: at most
    /// 32 MB.
    ///
    /// # Errors
    /// It is no database or broken. A database of another program gives nothing.
    pub fn read_more(
        &mut self,
        database: &File,
        log: Option<&File>,
        give: &mut dyn FnMut(Found<'_>),
    ) -> Result<Came, Broken> {
        let before = State::of(database, log)?;
        let read = self.read(database, log);
        // SQLite writes a log into its database before it overwrites the log.
        if State::of(database, log)? != before {
            return Ok(Came::All);
        }
        let (rows, came) = read?;
        for (place, (id, row)) in rows {
            let Some(table) = self.tables.get_mut(place) else { continue };
            table.last = table.last.max(id);
            if row.is_none_or(|row| table.give(&self.project, &row, give).is_none()) {
                self.left_out = self.left_out.saturating_add(1);
            }
        }
        Ok(came)
    }

    /// Whether it turned out to be a database of Trackio's.
    pub fn is_trackios(&self) -> bool {
        self.tables.iter().any(|table| table.columns.is_some())
    }

    /// How many rows were left out because they are malformed, too long or have too many numbers.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// The rows that were not given yet.
    fn read(&mut self, database: &File, log: Option<&File>) -> Result<(Rows, Came), Broken> {
        let Some(layout) = Layout::of(database)? else { return Ok((Vec::new(), Came::All)) };
        let log = log.filter(|_| layout.has_log);
        self.wal.read_on(log, layout.size)?;
        let mut pages = Pages { database, log, wal: &self.wal, layout, left: REACH };
        let too_many = Broken { at: 0, why: Why::TooMany };
        let (tables, mut roots) = (&mut self.tables, [None; 2]);
        let listed = pages.rows(1, 0, &mut |(_, row)| {
            let Some(row) = row else { return Ok(()) };
            for (table, root) in tables.iter_mut().zip(&mut roots) {
                *root = root.or_else(|| table.root(&row));
            }
            Ok(())
        });
        listed.map_err(|halt| halt.broken().unwrap_or(too_many))?;
        let (mut rows, mut room) = (Vec::new(), ROOM);
        for (place, (table, root)) in self.tables.iter().zip(roots).enumerate() {
            let Some(root) = root else { continue };
            let read = pages.rows(root, table.last, &mut |row| {
                let length = row.1.as_ref().map_or(0, Vec::len);
                rows.push((place, row));
                room = room.checked_sub(length + ROW).ok_or(Halt::Enough)?;
                Ok(())
            });
            match read {
                Ok(()) => {}
                // What comes before a broken page is right.
                Err(_) if !rows.is_empty() => return Ok((rows, Came::More)),
                Err(halt) => return Err(halt.broken().unwrap_or(too_many)),
            }
        }
        Ok((rows, Came::All))
    }
}

impl Table {
    /// Its first page, if this row of a database's list of tables is about it.
    fn root(&mut self, row: &[u8]) -> Option<u32> {
        let values = values(row)?;
        let [kind, name, _, root, create, ..] = values.as_slice() else { return None };
        if kind.text()? != "table" || name.text()? != self.name {
            return None;
        }
        let columns = Columns::of(create.text()?)?;
        if self.has_steps && columns.step.is_none() {
            return None;
        }
        self.columns = Some(columns);
        root.integer()?.try_into().ok()
    }

    /// Gives the numbers of a row; `None` if it is malformed or has too many.
    fn give(&self, project: &str, row: &[u8], give: &mut dyn FnMut(Found<'_>)) -> Option<()> {
        let (columns, values) = (self.columns?, values(row)?);
        let value = |place: usize| values.get(place).copied();
        let run = value(columns.run_name).and_then(Value::text)?;
        let step = match columns.step {
            Some(step) => value(step).and_then(Value::integer)?,
            None => 0,
        };
        let time = value(columns.timestamp).and_then(Value::text).and_then(seconds)?;
        let metrics = value(columns.metrics).and_then(Value::bytes)?;
        let metrics: Json = serde_json::from_slice(metrics).ok()?;
        let part = if project.is_empty() { run } else { &format!("{project}/{run}") };
        let mut left = NUMBERS;
        let mut each = |name: &str, value: f64| {
            left = left.checked_sub(1)?;
            let (name, point) = (&format!("{}{name}", self.prefix), Point { step, time, value });
            give(Found::Measured(Measured { source: Source::Trackio, part, name, point }));
            Some(())
        };
        numbers(&metrics, &mut String::new(), &mut each)
    }
}

/// What tells whether a database has changed: of the file itself, and what its log begins with.
#[derive(PartialEq)]
struct State {
    size: u64,
    modified: (i64, i64),
    changed: (i64, i64),
    log: [u8; wal::HEADER],
}

impl State {
    fn of(database: &File, log: Option<&File>) -> Result<Self, Broken> {
        let about = database.metadata().map_err(Broken::unreadable(0))?;
        Ok(Self {
            size: about.len(),
            modified: (about.mtime(), about.mtime_nsec()),
            changed: (about.ctime(), about.ctime_nsec()),
            log: wal::header(log).map_err(Broken::unreadable(0))?,
        })
    }
}

/// A time in seconds since 1970, UTC. One that does not say where is this machine's.
fn seconds(text: &str) -> Option<f64> {
    let local = || Some(text.parse::<DateTime>().ok()?.to_zoned(TimeZone::system()).ok()?.timestamp());
    let time = text.parse::<Timestamp>().ok().or_else(local)?;
    Some(time.as_microsecond() as f64 / 1e6)
}

/// Gives each number in some JSON with its name, which has dots between its levels. Numbers that are not finite are
/// written as texts. Objects of Trackio's own (images, tables) have none.
fn numbers(json: &Json, name: &mut String, give: &mut dyn FnMut(&str, f64) -> Option<()>) -> Option<()> {
    let number = match json {
        Json::Object(fields) if !fields.contains_key("_type") => {
            let above = name.len();
            for (field, value) in fields {
                name.push_str(if above == 0 { "" } else { "." });
                name.push_str(field);
                numbers(value, name, give)?;
                name.truncate(above);
            }
            None
        }
        Json::Number(number) => number.as_f64(),
        Json::String(text) => match text.as_str() {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            _ => None,
        },
        _ => None,
    };
    match number {
        Some(number) if name.len() <= NAME => give(name, number),
        _ => Some(()),
    }
}
