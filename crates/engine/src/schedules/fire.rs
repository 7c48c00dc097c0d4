//! Schedules fire.

use contract::ScheduleId;
use jiff::Zoned;
use locales::{Failure, Message, Result};
use rundir::{Reason, ScheduledBy};
use store::runs::RunRow;

use super::schedule::LeftOut;
use super::{Due, Schedule, entry};
use crate::LogEntry;
use crate::change::Change;
use crate::logged::Logged;
use crate::parts::{Parts, Schedules};
use crate::reads::Reads;

impl Schedules<'_> {
    /// Makes the runs of all schedules that have come due. Whoever else does the same at the same time
    /// is no harm.
    ///
    /// # Errors
    /// The last of what could not be written; it is tried again at the next call. What a run is refused
    /// for is kept with its schedule instead.
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
            // What was made is queued now, whatever keeps it from starting.
            self.0.queue().advance().logged("start what is next");
        }
        done
    }
}

impl Schedules<'_, Change<'_>> {
    fn fire(&self, id: &ScheduleId, now: &Zoned) -> Result<()> {
        // Removed meanwhile, or somebody else was first: `look` has nothing to say then.
        let Ok(before) = self.find(id.as_str()) else { return Ok(()) };
        let mut schedule = before.clone();
        let change = self.0.in_project(&schedule.project);
        let left_out = match schedule.look(now) {
            Some(due) if due.is_skipped => Some((due.mark, Message::ScheduleSkipped.into(), false)),
            Some(due) => match change.runs().check(&schedule.form) {
                Ok(()) => return change.schedules().fire_for(schedule, due),
                Err(refused) if *refused.failure.message == Message::StoreFailed => {
                    return Err(refused.failure);
                }
                Err(refused) => Some((due.mark, refused.failure.into(), true)),
            },
            None => None,
        };
        let told = left_out.map(|(due, reason, failed)| {
            let why = Some(Reason::clone(&reason));
            schedule.left_out = Some(LeftOut { due, reason });
            let told = entry(now.timestamp(), &schedule, |name| Message::LogScheduleLeftOut { name });
            LogEntry { failed, why, ..told }
        });
        if schedule == before {
            return Ok(());
        }
        told.into_iter().for_each(|entry| change.log(entry));
        change.schedules().save(&mut schedule, now)
    }

    fn fire_for(&self, mut schedule: Schedule, due: Due) -> Result<()> {
        let runs = self.0.runs();
        let run = schedule.waiting.take().unwrap_or_else(|| runs.free_id());
        let by = ScheduledBy { id: schedule.id.clone(), due: Some(due.mark) };
        schedule.has_fired(due.mark);
        schedule.left_out = None;
        runs.make(&schedule.form, run, Some(by), Some(&schedule)).map(drop).map_err(Failure::from)
    }
}

impl Schedule {
    /// Marks as fired the times of runs that exist although the process that made them died before it could
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
