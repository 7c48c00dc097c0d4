//! `schedules/<id>.json`: a run that is to be created at certain times, and which of them have been handled.

use contract::{ProjectId, RunForm, RunId, ScheduleId, When};
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp, Zoned};
use rundir::{Reason, RunTags};
use serde::{Deserialize, Serialize};

/// How late a run may begin and still be in time. A later one was missed, even if a program was running: the
/// machine slept, or the clock was set forward.
const IN_TIME: SignedDuration = SignedDuration::from_mins(5);

/// How many of the times that a schedule has fired for are remembered. They only matter if the clock is set
/// back: for a schedule that fires every minute, by more than eight hours.
const REMEMBERED: usize = 500;

/// What happens with a due time at which no program was running.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Missed {
    /// The run is created at the next start, once for several missed times.
    #[default]
    Once,
    /// It is skipped.
    Skip,
}

impl Missed {
    /// Both rules.
    pub const ALL: [Self; 2] = [Self::Once, Self::Skip];

    /// Its name in files and in the CLI.
    pub fn word(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Skip => "skip",
        }
    }
}

/// A schedule. Written whole with every change, under the store's lock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Schedule {
    /// Its id, also the name of its file.
    pub id: ScheduleId,
    /// The project that its runs belong to.
    #[serde(default)]
    pub project: ProjectId,
    /// The form of its runs.
    pub form: RunForm,
    /// When it is due.
    pub when: When,
    /// What happens with missed times.
    pub missed: Missed,
    /// Whether it is paused.
    pub paused: bool,
    /// When it was created.
    pub created: Timestamp,
    /// All due times up to this wall time have been handled.
    pub after: DateTime,
    /// The last wall times that it fired for, in that order.
    pub fired: Vec<DateTime>,
    /// The id of the future run of a schedule with a single time, chosen in advance: the run is in the list
    /// while it waits.
    pub waiting: Option<RunId>,
    /// The tags, note and pin of that run.
    #[serde(rename = "labels", default)]
    pub run_tags: RunTags,
    /// The last due time that created no run, and why.
    #[serde(rename = "left_out")]
    pub skipped: Option<SkippedTime>,
}

/// Its format is also that of the schedule's saved environment, which has no place for one.
impl files::Document for Schedule {}

/// A due time that created no run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SkippedTime {
    /// The due time, as a wall time.
    pub due: DateTime,
    /// Why.
    pub reason: Reason,
}

/// A time that has come due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Its wall time.
    pub wall_time: DateTime,
    /// Whether it was missed and is to be skipped.
    pub is_skipped: bool,
}

impl Schedule {
    /// The time that is due now, if one is. It counts as handled from then on, so the schedule must be
    /// written before another process looks.
    pub fn look(&mut self, now: &Zoned) -> Option<Due> {
        if self.paused {
            return None;
        }
        // If the clock was set back, `fired` says which times have already fired.
        self.after = self.after.min(self.when.wall_time(now));
        let wall_time = self.when.last(now).filter(|wall_time| *wall_time > self.after)?;
        self.after = wall_time;
        if self.fired.contains(&wall_time) {
            return None;
        }
        let late = self.when.moment(wall_time, now.time_zone()).duration_until(now);
        Some(Due { wall_time, is_skipped: late > IN_TIME && self.missed == Missed::Skip })
    }

    /// Remembers that it fired for this wall time.
    pub fn has_fired(&mut self, wall_time: DateTime) {
        if !self.fired.contains(&wall_time) {
            self.fired.push(wall_time);
        }
        let surplus = self.fired.len().saturating_sub(REMEMBERED);
        self.fired.drain(..surplus);
        self.waiting = None;
    }

    /// Handles everything that came due until `now`: the schedule was just created, changed or resumed.
    pub fn begin(&mut self, now: &Zoned) {
        self.after = self.when.wall_time(now);
    }

    /// Changes its due times.
    pub fn change(&mut self, when: When, now: &Zoned) {
        if self.when != when {
            // The old wall times may belong to another time zone.
            self.fired.clear();
        }
        self.when = when;
        self.begin(now);
    }

    /// The next `count` times at which it will fire.
    pub fn next(&self, now: &Zoned, count: usize) -> Vec<Zoned> {
        if self.paused {
            return Vec::new();
        }
        let mut times = self.when.next(now, count + self.fired.len());
        times.retain(|at| !self.fired.contains(&self.when.wall_time(at)));
        times.truncate(count);
        times
    }

    /// Whether it will never fire again.
    pub fn is_over(&self, now: &Zoned) -> bool {
        matches!(self.when, When::At(_)) && self.next(now, 1).is_empty() && !self.paused
    }
}
