//! `events.jsonl`: stages, progress, resource use and the score of a run, one line per event. They are
//! written while the run goes on, and read by the programs that show it.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use locales::Result;
use processes::{Gpu, Machine};
use serde::{Deserialize, Serialize};

use crate::open::open;
use crate::{Isolated, RunDir, Stage};

/// The format that is written, and the newest that is read. A file that names none has format 1.
pub const FORMAT: u64 = 1;

/// One line of `events.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunEvent {
    /// Milliseconds since 1970, with fractions.
    pub t: f64,
    /// What happened.
    #[serde(flatten)]
    pub kind: RunEventKind,
}

/// What happened in a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum RunEventKind {
    /// The format of the lines that follow. Always the first line.
    Format {
        /// The format's number.
        format: u64,
    },
    /// The machine that the run is on. Written before its first stage.
    Machine(Machine),
    /// The GPU that was assigned to it. Written once the driver has described it.
    Gpu(Gpu),
    /// A stage began, and the previous one ended.
    Stage {
        /// The stage.
        stage: Stage,
    },
    /// The wall around the run's code was built, or not. Written before any of the code runs.
    Isolation(Isolated),
    /// The environment is ready.
    Environment {
        /// Its digest, which is the name of its folder in the cache.
        digest: String,
        /// Whether it was in the cache already.
        found: bool,
        /// Its Python: `CPython 3.11.2`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        python: Option<String>,
        /// How many packages are installed in it. `requirements.lock` lists them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        packages: Option<u64>,
    },
    /// The packages that the code changed in the run's layer above the environment. Written after its last call.
    Installed {
        /// Sorted by name.
        packages: Vec<PackageChange>,
    },
    /// Progress of copying, unpacking or packing.
    Progress {
        /// Completed bytes.
        done: u64,
        /// All bytes.
        total: u64,
        /// Completed files.
        files: u64,
    },
    /// Resource use of the training's process tree, sampled every second.
    Resources {
        /// Processor time of the living processes and of the children they have waited for, in seconds.
        cpu: f64,
        /// Resident memory, in bytes.
        memory: u64,
        /// The number of processes.
        processes: u32,
        /// Bytes read from disks per second, since the sample before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        read: Option<u64>,
        /// Bytes written to disks per second, since the sample before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        written: Option<u64>,
        /// How busy its processes keep the GPUs, in hundredths of one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        gpu: Option<f64>,
        /// How busy all programs keep the GPUs that it uses, if the driver does not say what its share is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        gpu_all: Option<f64>,
        /// The memory of its processes on GPUs, in bytes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        gpu_memory: Option<u64>,
    },
    /// What the training printed about its progress.
    Training {
        /// How much is done: finite, from 0 to `total`.
        done: f64,
        /// How much there is to do: finite, more than 0.
        total: f64,
        /// What is counted.
        unit: TrainingUnit,
    },
    /// `evaluate()` returned.
    Score {
        /// The score.
        score: f64,
    },
    /// A person asked the run to stop.
    Stop {
        /// Whether without a grace period.
        now: bool,
    },
}

impl RunEventKind {
    /// Whether its numbers can be true. The run's code can write anything into the file.
    fn is_sound(&self) -> bool {
        match *self {
            Self::Training { done, total, .. } => {
                total.is_finite() && total > 0.0 && (0.0..=total).contains(&done)
            }
            _ => true,
        }
    }
}

/// What a training counts to say how far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrainingUnit {
    /// Passes over the data.
    Epochs,
    /// Steps, batches, trees, trials: whatever a loop of it repeats.
    Steps,
    /// Hundredths.
    Percent,
}

/// A Python package that a run's code installed, replaced or removed in the run's layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageChange {
    /// Its name, in lower case and with `-` only.
    pub name: String,
    /// The version that the code installed; `None` if it removed the package.
    pub version: Option<String>,
    /// The version in the environment, if it has one.
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
pub struct RunEventWriter(File);

impl RunEventWriter {
    /// Opens the file of `run` to append to it. It need not exist yet.
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
            writer.write(RunEventKind::Format { format: FORMAT });
        }
        Ok(writer)
    }

    /// Writes one line. On a full disk, events are lost, but the training continues.
    pub fn write(&mut self, kind: RunEventKind) {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let t = since.as_micros() as f64 / 1000.0;
        let line = serde_json::to_vec(&RunEvent { t, kind }).map_err(io::Error::from);
        let written = line.and_then(|mut line| {
            line.push(b'\n');
            self.0.write_all(&line)
        });
        if let Err(error) = written {
            tracing::debug!(%error, "could not write an event of the run");
        }
    }
}

/// The longest line that is read, in bytes. The program never writes a longer one.
const LONGEST: usize = 4 << 20;
/// How much is read at a time, in bytes.
const STEP: usize = 64 * 1024;

/// Reads `events.jsonl` while it grows. Each line is read only once, because a training of weeks writes
/// millions of lines, and the file is polled several times per second.
#[derive(Debug)]
pub struct RunEventReader {
    path: PathBuf,
    /// How many bytes were read.
    offset: u64,
    /// The beginning of an unfinished line.
    line: Vec<u8>,
    /// Whether that line is too long to be read.
    is_too_long: bool,
    /// Whether the lines that follow are in a newer format and must not be read.
    is_newer: bool,
}

impl RunEventReader {
    /// Reads the events of `run` from the first one on. The file need not exist yet.
    pub fn new(run: &RunDir) -> Self {
        Self { path: run.events(), offset: 0, line: Vec::new(), is_too_long: false, is_newer: false }
    }

    /// Passes each event that was not read yet to `each`, until it returns `Break`. Events after a break
    /// may be skipped by a later call. Lines that cannot be parsed are skipped.
    ///
    /// # Errors
    /// The file exists and cannot be read.
    pub fn read_on(&mut self, mut each: impl FnMut(RunEvent) -> ControlFlow<()>) -> io::Result<()> {
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

    /// Adds a part of a line, and returns the event once the line is complete.
    fn take(&mut self, part: &[u8]) -> Option<RunEvent> {
        self.is_too_long |= self.line.len() + part.len() > LONGEST;
        if self.is_too_long {
            self.line.clear();
        } else {
            self.line.extend(part);
        }
        if !part.ends_with(b"\n") {
            return None;
        }
        let event: Option<RunEvent> = serde_json::from_slice(&self.line).ok();
        self.line.clear();
        self.is_too_long = false;
        if let Some(RunEventKind::Format { format }) = event.as_ref().map(|event| &event.kind) {
            self.is_newer = *format > FORMAT;
        }
        event.filter(|event| !self.is_newer && event.kind.is_sound())
    }
}

/// The first value that `wanted` returns for an event of `run`. Events that cannot be read are ignored.
pub fn first_event<T>(run: &RunDir, mut wanted: impl FnMut(RunEventKind) -> Option<T>) -> Option<T> {
    let mut found = None;
    // A run that cannot be read is shown as having recorded nothing.
    let _ = RunEventReader::new(run).read_on(|event| {
        found = wanted(event.kind);
        if found.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    found
}

/// The last value that `wanted` returns for an event of `run`. Events that cannot be read are ignored.
pub fn last_event<T>(run: &RunDir, mut wanted: impl FnMut(RunEventKind) -> Option<T>) -> Option<T> {
    let mut found = None;
    // As in `first_event`.
    let _ = RunEventReader::new(run).read_on(|event| {
        found = wanted(event.kind).or(found.take());
        ControlFlow::Continue(())
    });
    found
}

/// The stages of a run in the order in which they began. Each ends where the next begins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline(Vec<(Stage, f64)>);

impl Timeline {
    /// The stages that `run` has begun.
    pub fn of(run: &RunDir) -> Self {
        let mut timeline = Self::default();
        // As in `first_event`.
        let _ = RunEventReader::new(run).read_on(|event| {
            timeline.add(&event);
            ControlFlow::Continue(())
        });
        timeline
    }

    /// Adds the event if it is the beginning of a stage.
    pub fn add(&mut self, event: &RunEvent) {
        if let RunEventKind::Stage { stage } = event.kind {
            self.0.push((stage, event.t));
        }
    }

    /// Each stage with its beginning and end in milliseconds since 1970. The last stage ends with the run,
    /// at `ended`.
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
        let event = RunEvent { t: 1.5, kind: RunEventKind::Stage { stage: Stage::ProcessData } };
        let line = serde_json::to_string(&event).unwrap();
        assert_eq!(line, r#"{"t":1.5,"event":"stage","stage":"process_data"}"#);
        assert_eq!(serde_json::from_str::<RunEvent>(&line).unwrap(), event);
    }

    /// The timeline would have gaps, a stage that never ends, or a stage twice.
    #[test]
    fn a_stage_ends_where_the_next_begins() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        let (mut reader, mut timeline) = (RunEventReader::new(&run), Timeline::default());
        let mut others = 0;
        let mut read_on = || {
            reader.read_on(|event| {
                timeline.add(&event);
                others += usize::from(!matches!(event.kind, RunEventKind::Stage { .. }));
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
        let mut writer = RunEventWriter::open(&run).unwrap();
        writer.write(RunEventKind::Stage { stage: Stage::Package });
        drop(RunEventWriter::open(&run).unwrap());
        let lines = std::fs::read_to_string(run.events()).unwrap();
        assert_eq!(lines.matches(r#""event":"format""#).count(), 1, "{lines}");
        assert_eq!(Timeline::of(&run).stages(None).count(), 1);
        std::fs::write(run.events(), lines.replace(r#""format":1"#, r#""format":2"#)).unwrap();
        assert_eq!(Timeline::of(&run).stages(None).count(), 0);
    }

    /// A run would be shown as 300 % done, or with minus ten epochs.
    #[test]
    fn progress_that_cannot_be_is_skipped() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        let mut writer = RunEventWriter::open(&run).unwrap();
        let numbers =
            [(30.0, 10.0), (-1.0, 10.0), (0.0, 0.0), (f64::NAN, 10.0), (1.0, f64::INFINITY), (3.0, 10.0)];
        for (done, total) in numbers {
            writer.write(RunEventKind::Training { done, total, unit: TrainingUnit::Epochs });
        }
        let lines = std::fs::read_to_string(run.events()).unwrap();
        assert!(lines.contains(r#""event":"training","done":3.0,"total":10.0,"unit":"epochs""#), "{lines}");
        let mut read = Vec::new();
        let all = RunEventReader::new(&run).read_on(|event| {
            if let RunEventKind::Training { done, .. } = event.kind {
                read.push(done);
            }
            ControlFlow::Continue(())
        });
        all.unwrap();
        assert_eq!(read, [3.0]);
    }

    /// A run's code may write anything into the file, even lines without an end.
    #[test]
    fn a_line_that_is_too_long_is_skipped() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunDir::new(folder.path());
        let score = |score| format!("{{\"t\":1.0,\"event\":\"score\",\"score\":{score}}}\n");
        let text = score(1.0) + &"x".repeat(2 * LONGEST) + "\n" + &score(2.0) + &score(3.0);
        std::fs::write(run.events(), text).unwrap();
        let wanted = |kind| match kind {
            RunEventKind::Score { score } => Some(score),
            _ => None,
        };
        assert_eq!(first_event(&run, wanted), Some(1.0));
        assert_eq!(last_event(&run, wanted), Some(3.0));
    }
}
