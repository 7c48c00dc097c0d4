//! `schedules/<id>.json`: a run that is to be made at certain times, and which of them are dealt with.

use contract::{ProjectId, RunForm, RunId, ScheduleId, When};
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp, Zoned};
use rundir::{Reason, RunTags};
use serde::{Deserialize, Serialize};

/// How late a run may begin and still be in time. What is later was missed, whoever was there: a
/// machine that slept, a clock that was set forward.
const IN_TIME: SignedDuration = SignedDuration::from_mins(5);

/// How many times that a schedule has fired for are remembered. They are asked for only where the clock
/// was set back: for one that fires every minute, by more than eight hours.
const REMEMBERED: usize = 500;

/// What becomes of a time that came due while nothing was there to start its run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Missed {
    /// The run is made at the next start; of several missed times, one.
    #[default]
    Once,
    /// It is left out.
    Skip,
}

impl Missed {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Once, Self::Skip];

    /// The word for it in files and in the CLI.
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
    /// What each of its runs is asked to do.
    pub form: RunForm,
    /// When.
    pub when: When,
    /// What becomes of what is missed.
    pub missed: Missed,
    /// Whether it makes no runs for now.
    pub paused: bool,
    /// When it was created.
    pub created: Timestamp,
    /// All that came due until this mark ([`When::wall_time`]) is dealt with.
    pub after: DateTime,
    /// The marks of the times that it fired for, in that order, the last ones.
    pub fired: Vec<DateTime>,
    /// The id that the run of a time-based one will have, chosen beforehand: it is in the list of runs
    /// while it waits.
    pub waiting: Option<RunId>,
    /// What a person says of that run, before it is there.
    #[serde(default)]
    pub labels: RunTags,
    /// The last time that made no run, and why.
    pub left_out: Option<LeftOut>,
}

impl files::Document for Schedule {}

/// A time that made no run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Which.
    pub due: DateTime,
    /// Why.
    pub reason: Reason,
}

/// A time that has come due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Its mark.
    pub mark: DateTime,
    /// Whether it was missed and is to be left out.
    pub is_skipped: bool,
}

impl Schedule {
    /// Looks at the clock: what is to be done now, if anything is. It counts as dealt with from then on,
    /// so the schedule must be written before anybody looks again.
    pub fn look(&mut self, now: &Zoned) -> Option<Due> {
        if self.paused {
            return None;
        }
        // The clock was set back: what it now comes to again is told by `fired`.
        self.after = self.after.min(self.when.wall_time(now));
        let mark = self.when.last(now).filter(|mark| *mark > self.after)?;
        self.after = mark;
        if self.fired.contains(&mark) {
            return None;
        }
        let late = self.when.moment(mark, now.time_zone()).duration_until(now);
        Some(Due { mark, is_skipped: late > IN_TIME && self.missed == Missed::Skip })
    }

    /// Remembers that it fired for the time of this mark.
    pub fn has_fired(&mut self, mark: DateTime) {
        if !self.fired.contains(&mark) {
            self.fired.push(mark);
        }
        let surplus = self.fired.len().saturating_sub(REMEMBERED);
        self.fired.drain(..surplus);
        self.waiting = None;
    }

    /// What came due until `now` is of no interest: it was just made, changed or resumed.
    pub fn begin(&mut self, now: &Zoned) {
        self.after = self.when.wall_time(now);
    }

    /// It comes due at other times from now on.
    pub fn change(&mut self, when: When, now: &Zoned) {
        if self.when != when {
            // Marks of the old times may count hours of another clock.
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
