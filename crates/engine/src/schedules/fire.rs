//! Firing schedules.

use contract::ScheduleId;
use jiff::Zoned;
use locales::{Failure, Message, Result};
use rundir::{Reason, ScheduledBy};
use store::runs::RunRow;

use super::schedule::SkippedTime;
use super::{Due, Schedule, entry};
use crate::LogEntry;
use crate::change::Change;
use crate::logged::Logged;
use crate::parts::{Parts, Schedules};
use crate::reads::Reads;

impl Schedules<'_> {
    /// Creates the runs of all schedules that have come due. Several processes can do so at the same time.
    ///
    /// # Errors
    /// The last failure to write something; the next call tries again. If a run is refused, the reason is
    /// saved in its schedule instead.
    pub fn fire_due(&self) -> Result<()> {
        let mut done = Ok(());
        if self.0.home().is_read_only() {
            return done;
        }
        let (now, mut is_any_due) = (self.0.now(), false);
        for schedule in self.of_all_projects() {
            let mut looked_at = schedule.clone();
            if looked_at.look(&now).is_some() || looked_at != schedule {
                is_any_due = true;
                let fired = self.0.change_store(|change| change.schedules().fire(&schedule.id, &now));
                done = fired.and(done);
            }
        }
        if is_any_due {
            // The new runs are queued, even if they cannot be started.
            self.0.queue().start_next().logged("start what is next");
        }
        done
    }
}

impl Schedules<'_, Change<'_>> {
    fn fire(&self, id: &ScheduleId, now: &Zoned) -> Result<()> {
        // If the schedule was removed in the meantime, or another process was first, there is nothing to do.
        let Ok(before) = self.find(id.as_str()) else { return Ok(()) };
        let mut schedule = before.clone();
        let change = self.0.in_project(&schedule.project);
        let skipped = match schedule.look(now) {
            Some(due) if due.is_skipped => Some((due.wall_time, Message::ScheduleSkipped.into(), false)),
            Some(due) => match change.runs().check(&schedule.form).first() {
                Ok(()) => return change.schedules().fire_for(schedule, due),
                Err(refused) if *refused.failure.message == Message::StoreFailed => {
                    return Err(refused.failure);
                }
                Err(refused) => Some((due.wall_time, refused.failure.into(), true)),
            },
            None => None,
        };
        let entry = skipped.map(|(due, reason, failed)| {
            let why = Some(Reason::clone(&reason));
            schedule.skipped = Some(SkippedTime { due, reason });
            let entry = entry(now.timestamp(), &schedule, |name| Message::LogScheduleLeftOut { name });
            LogEntry { failed, why, ..entry }
        });
        if schedule == before {
            return Ok(());
        }
        entry.into_iter().for_each(|entry| change.log(entry));
        change.schedules().save(&mut schedule, now)
    }

    fn fire_for(&self, mut schedule: Schedule, due: Due) -> Result<()> {
        let runs = self.0.runs();
        let run = schedule.waiting.take().unwrap_or_else(|| runs.free_id());
        let by = ScheduledBy { id: schedule.id.clone(), due: Some(due.wall_time) };
        schedule.has_fired(due.wall_time);
        schedule.skipped = None;
        runs.make(&schedule.form, run, Some(by), Some(&schedule)).map(drop).map_err(Failure::from)
    }
}

impl Schedule {
    /// Remembers the due times of runs that exist although the process that created them died before it could
    /// write the schedule. Returns whether there were any.
    pub(crate) fn catch_up(&mut self, runs: &[RunRow]) -> bool {
        let own = runs.iter().filter_map(|run| run.schedule.as_ref()).filter(|by| by.id == self.id);
        let unknown: Vec<_> = own.filter_map(|by| by.due).filter(|due| *due > self.after).collect();
        let is_behind = unknown.iter().any(|due| !self.fired.contains(due));
        if is_behind {
            unknown.into_iter().for_each(|due| self.has_fired(due));
        }
        is_behind
    }
}
