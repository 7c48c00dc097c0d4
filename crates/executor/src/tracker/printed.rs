//! The log of the run, read for numbers.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use rundir::{RunEventKind, TrainingUnit};
use tracking::printed::{Printed, Progress, Unit};
use tracking::{Came, Measured};

use super::locked::lock;
use super::recorder::Recorder;

/// How much is read at once, in bytes.
const PIECE: usize = 256 << 10;
/// How much is read before the thread sleeps, in bytes.
const REACH: u64 = 1 << 20;
/// How far the reading may be behind, in bytes. Code that prints faster than it is read prints no metrics.
const BEHIND: u64 = 16 << 20;

/// Reads what is printed from the log: it never slows down the loop that writes it.
pub(super) struct PrintedLog {
    log: File,
    at: u64,
    printed: Printed,
    skipped: u64,
    /// Whether reading goes on within a line whose beginning was skipped.
    is_cut: bool,
    /// Whether numbers are recorded; how far the training is, is read in any case.
    has_metrics: bool,
    buffer: Vec<u8>,
}

impl PrintedLog {
    /// Reads `log` from where it ends now. Without `has_metrics`, only for how far the training says that it is.
    pub(super) fn at_end(log: File, has_metrics: bool) -> io::Result<Self> {
        let at = log.metadata()?.len();
        let (printed, buffer) = (Printed::default(), vec![0; PIECE]);
        Ok(Self { log, at, printed, skipped: 0, is_cut: false, has_metrics, buffer })
    }

    /// Reads what came since the last time.
    pub(super) fn read_on(&mut self, recorder: &Mutex<Recorder>) -> Came {
        let Ok(size) = self.log.metadata().map(|about| about.len()) else { return Came::All };
        let behind = size.saturating_sub(self.at);
        if behind > BEHIND {
            let skipped = behind - REACH;
            self.at += skipped;
            self.skipped += skipped;
            // What is half a line on both sides is no line.
            self.printed.read(b"\n", now(), &mut |_| {});
            self.is_cut = true;
        }
        let until = size.min(self.at + REACH);
        while self.at < until {
            let piece = usize::try_from(until - self.at).unwrap_or(PIECE).min(PIECE);
            let Some(read) =
                self.buffer.get_mut(..piece).and_then(|into| self.log.read_at(into, self.at).ok())
            else {
                return Came::All;
            };
            if read == 0 {
                return Came::All;
            }
            let mut bytes = self.buffer.get(..read).unwrap_or_default();
            if self.is_cut {
                let end = bytes.iter().position(|byte| *byte == b'\n');
                self.is_cut = end.is_none();
                bytes = bytes.get(end.unwrap_or(read)..).unwrap_or_default();
            }
            self.printed.read(bytes, now(), &mut into(recorder, self.has_metrics));
            self.at += read as u64;
        }
        if self.at < size { Came::More } else { Came::All }
    }

    /// Reads the last line, which has no end.
    pub(super) fn end(&mut self, recorder: &Mutex<Recorder>) {
        self.printed.end(now(), &mut into(recorder, self.has_metrics));
        lock(recorder).flush();
    }

    /// How far the training says that it is.
    pub(super) fn progress(&self) -> Option<Progress> {
        self.printed.progress()
    }

    /// How many values were left out, because there are too many series.
    pub(super) fn left_out(&self) -> u64 {
        if self.has_metrics { self.printed.left_out() } else { 0 }
    }

    /// How many bytes were not read for metrics because more came than could be read.
    pub(super) fn skipped(&self) -> u64 {
        if self.has_metrics { self.skipped } else { 0 }
    }
}

/// Adds to the recorder, if it `has_metrics`.
fn into(recorder: &Mutex<Recorder>, has_metrics: bool) -> impl FnMut(Measured<'_>) {
    move |measured| {
        if has_metrics {
            lock(recorder).add(&measured);
        }
    }
}

/// Whether a person would see that the training came from one to the other.
pub(super) fn is_further(before: Progress, now: Progress) -> bool {
    let is_end = now.done >= now.total && before.done < before.total;
    let is_other = (before.total, before.unit) != (now.total, now.unit);
    is_end || is_other || (now.done - before.done).abs() >= now.total / 1000.0
}

/// The event that says how far a training is.
pub(super) fn event(Progress { done, total, unit, .. }: Progress) -> RunEventKind {
    let unit = match unit {
        Unit::Epochs => TrainingUnit::Epochs,
        Unit::Steps => TrainingUnit::Steps,
        Unit::Percent => TrainingUnit::Percent,
    };
    RunEventKind::Training { done, total, unit }
}

/// Now, in seconds since 1970, UTC.
fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}
