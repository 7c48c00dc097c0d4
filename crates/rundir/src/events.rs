//! `events.jsonl`: a line for everything that is worth knowing later. Stages, progress, resource use, the
//! score, written while the run goes and read by whoever looks at it.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use locales::Result;
use serde::{Deserialize, Serialize};

use crate::open::open;
use crate::{RunDir, Stage};

/// The format that is written, and the newest that is read. A file without one counts as format 1.
pub const FORMAT: u64 = 1;

/// One line of `events.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Milliseconds since 1970, with fractions.
    pub t: f64,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What happened in a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum EventKind {
    /// The format of the lines that follow. Always the first line.
    Format {
        /// Which.
        format: u64,
    },
    /// A stage began; the one before is over.
    Stage {
        /// The stage.
        stage: Stage,
    },
    /// The environment is there.
    Environment {
        /// Its digest: its folder in the cache.
        digest: String,
        /// Whether it was there already.
        found: bool,
    },
    /// What the package's code changed in its own layer above the environment. Told when it is through.
    Installed {
        /// By name.
        packages: Vec<PackageChange>,
    },
    /// How far copying, unpacking or packing is.
    Progress {
        /// Bytes done.
        done: u64,
        /// Bytes in all.
        total: u64,
        /// Files done.
        files: u64,
    },
    /// What the tree of the training's processes uses, sampled every second.
    Resources {
        /// Processor time of those that live and of the children they have waited for, in seconds.
        cpu: f64,
        /// Resident memory, in bytes.
        memory: u64,
        /// How many processes.
        processes: u32,
    },
    /// `evaluate()` returned.
    Score {
        /// The score.
        score: f64,
    },
    /// The person asked it to stop.
    Stop {
        /// Whether without a grace period.
        now: bool,
    },
}

/// A Python package that a run's code installed, replaced or removed, for itself alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageChange {
    /// Its name, in lower case and with `-` only.
    pub name: String,
    /// The version that the code installed; none: it removed the package.
    pub version: Option<String>,
    /// The version that the environment has; none: it has none.
    pub before: Option<String>,
}

impl fmt::Display for PackageChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, version, before } = self;
        match (version, before) {
            (Some(version), Some(before)) => write!(f, "{name} {before} → {version}"),
            (Some(version), None) => write!(f, "{name} {version}"),
            (None, before) => write!(f, "{name} {} → –", before.as_deref().unwrap_or_default()),
        }
    }
}

/// Writes `events.jsonl`.
pub struct EventWriter(File);

impl EventWriter {
    /// Goes on with the file of `run`, which need not exist yet.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn open(run: &RunDir) -> Result<Self> {
        let path = run.events();
        let file = OpenOptions::new().create(true).append(true).open(&path);
        let file = file.map_err(|error| files::unwritable(&path, error))?;
        let is_new = file.metadata().is_ok_and(|about| about.len() == 0);
        let mut writer = Self(file);
        if is_new {
            writer.write(EventKind::Format { format: FORMAT });
        }
        Ok(writer)
    }

    /// Writes one line. A full disk loses events, never a training.
    pub fn write(&mut self, kind: EventKind) {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let t = since.as_micros() as f64 / 1000.0;
        if let Ok(mut line) = serde_json::to_vec(&Event { t, kind }) {
            line.push(b'\n');
            let _ = self.0.write_all(&line);
        }
    }
}

/// The longest line that is read, in bytes. The program writes no longer ones.
const LONGEST: usize = 4 << 20;
/// How much is read at a time, in bytes.
const STEP: usize = 64 * 1024;

/// Reads `events.jsonl` as it grows. A training of weeks writes millions of lines, and is looked at
/// several times a second: each is read once.
#[derive(Debug)]
pub struct EventReader {
    path: PathBuf,
    /// How many bytes were read.
    offset: u64,
    /// The beginning of a line that has no end yet.
    line: Vec<u8>,
    /// Whether that line is too long to be kept.
    is_too_long: bool,
    /// Whether the lines that follow are in a newer format and must not be read.
    is_newer: bool,
}

impl EventReader {
    /// Reads the events of `run` from the first on; the file need not exist yet.
    pub fn new(run: &RunDir) -> Self {
        Self { path: run.events(), offset: 0, line: Vec::new(), is_too_long: false, is_newer: false }
    }

    /// Passes each event that was not read yet to `each`, until it breaks. Events after a break may be
    /// skipped by a later call. Lines that cannot be parsed are skipped.
    ///
    /// # Errors
    /// The file is there and cannot be read.
    pub fn read_on(&mut self, mut each: impl FnMut(Event) -> ControlFlow<()>) -> io::Result<()> {
        let mut file = match open(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            opened => opened?,
        };
        file.seek(SeekFrom::Start(self.offset))?;
        let mut buffer = vec![0; STEP];
        loop {
            let length = file.read(&mut buffer)?;
            if length == 0 {
                return Ok(());
            }
            self.offset += length as u64;
            for part in buffer[..length].split_inclusive(|byte| *byte == b'\n') {
                if let Some(event) = self.take(part)
                    && each(event).is_break()
                {
                    return Ok(());
                }
            }
        }
    }

    /// Adds a part of a line; an event when the line is whole.
    fn take(&mut self, part: &[u8]) -> Option<Event> {
        self.is_too_long |= self.line.len() + part.len() > LONGEST;
        if self.is_too_long {
            self.line.clear();
        } else {
            self.line.extend(part);
        }
        if !part.ends_with(b"\n") {
            return None;
        }
        let event: Option<Event> = serde_json::from_slice(&self.line).ok();
        self.line.clear();
        self.is_too_long = false;
        if let Some(EventKind::Format { format }) = event.as_ref().map(|event| &event.kind) {
            self.is_newer = *format > FORMAT;
        }
        event.filter(|_| !self.is_newer)
    }
}

/// The first value that `wanted` takes from an event of `run`. Events that cannot be read are ignored.
pub fn first_event<T>(run: &RunDir, mut wanted: impl FnMut(EventKind) -> Option<T>) -> Option<T> {
    let mut found = None;
    let _ = EventReader::new(run).read_on(|event| {
        found = wanted(event.kind);
        if found.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    found
}

/// The last value that `wanted` takes from an event of `run`. Events that cannot be read are ignored.
pub fn last_event<T>(run: &RunDir, mut wanted: impl FnMut(EventKind) -> Option<T>) -> Option<T> {
    let mut found = None;
    let _ = EventReader::new(run).read_on(|event| {
        found = wanted(event.kind).or(found.take());
        ControlFlow::Continue(())
    });
    found
}

/// The stages of a run in the order in which they began. Each ends where the next begins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline(Vec<(Stage, f64)>);

impl Timeline {
    /// As far as `run` has come.
    pub fn of(run: &RunDir) -> Self {
        let mut timeline = Self::default();
        // What cannot be read has not begun, as far as anybody knows.
        let _ = EventReader::new(run).read_on(|event| {
            timeline.add(&event);
            ControlFlow::Continue(())
        });
        timeline
    }

    /// Takes in an event, which may be that a stage began.
    pub fn add(&mut self, event: &Event) {
        if let EventKind::Stage { stage } = event.kind {
            self.0.push((stage, event.t));
        }
    }

    /// Each stage, when it began and when it ended, in milliseconds since 1970; the last one ended when
    /// the run did, at `ended`.
    pub fn stages(&self, ended: Option<f64>) -> impl Iterator<Item = (Stage, f64, Option<f64>)> {
        let ends = self.0.iter().skip(1).map(|(_, began)| Some(*began)).chain([ended]);
        self.0.iter().zip(ends).map(|(&(stage, began), ended)| (stage, began, ended))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_one_flat_object() {
        let event = Event { t: 1.5, kind: EventKind::Stage { stage: Stage::ProcessData } };
        let line = serde_json::to_string(&event).unwrap();
        assert_eq!(line, r#"{"t":1.5,"event":"stage","stage":"process_data"}"#);
        assert_eq!(serde_json::from_str::<Event>(&line).unwrap(), event);
    }

    /// The timeline would have gaps, or a stage that never ends, or one twice.
    #[test]
    fn a_stage_ends_where_the_next_begins() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        let (mut reader, mut timeline) = (EventReader::new(&run), Timeline::default());
        let mut others = 0;
        let mut read_on = || {
            reader.read_on(|event| {
                timeline.add(&event);
                others += usize::from(!matches!(event.kind, EventKind::Stage { .. }));
                ControlFlow::Continue(())
            })
        };
        read_on().unwrap();
        let mut events = File::create(run.events()).unwrap();
        for part in [
            r#"{"t":1.0,"event":"stage","stage":"package"}
{"t":1.5,"event":"progress","done":5,"total":10,"files":1}
{"t":3.0,"event":"st"#,
            r#"age","stage":"import"}
{"t":3.5,"event":"of a newer program"}
{"t":4.0,"event":"resources","cpu":0.5,"memory":1000,"processes":1}
{"t":5.0,"event":"st"#,
        ] {
            events.write_all(part.as_bytes()).unwrap();
            read_on().unwrap();
        }
        assert_eq!(others, 2);
        let stages = |ended| timeline.stages(ended).collect::<Vec<_>>();
        assert_eq!(stages(None), [(Stage::Package, 1.0, Some(3.0)), (Stage::Import, 3.0, None)]);
        assert_eq!(stages(Some(9.0))[1], (Stage::Import, 3.0, Some(9.0)));
        assert_eq!(Timeline::of(&run), timeline);
    }

    /// Events in a newer format would be misread.
    #[test]
    fn a_newer_format_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        let mut writer = EventWriter::open(&run).unwrap();
        writer.write(EventKind::Stage { stage: Stage::Package });
        drop(EventWriter::open(&run).unwrap());
        let lines = std::fs::read_to_string(run.events()).unwrap();
        assert_eq!(lines.matches(r#""event":"format""#).count(), 1, "{lines}");
        assert_eq!(Timeline::of(&run).stages(None).count(), 1);
        std::fs::write(run.events(), lines.replace(r#""format":1"#, r#""format":2"#)).unwrap();
        assert_eq!(Timeline::of(&run).stages(None).count(), 0);
    }

    /// A run's code may write anything there, also what never ends.
    #[test]
    fn a_line_that_is_too_long_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        let score = |score| format!("{{\"t\":1.0,\"event\":\"score\",\"score\":{score}}}\n");
        let text = score(1.0) + &"x".repeat(2 * LONGEST) + "\n" + &score(2.0) + &score(3.0);
        std::fs::write(run.events(), text).unwrap();
        let wanted = |kind| match kind {
            EventKind::Score { score } => Some(score),
            _ => None,
        };
        assert_eq!(first_event(&run, wanted), Some(1.0));
        assert_eq!(last_event(&run, wanted), Some(3.0));
    }
}
