//! Schedules: created, changed, paused, removed, and fired.
//!
//! A schedule's file says up to when its due times have been handled. Firing is one change of the store:
//! under its lock, and while the store is dirty, the run's directory is renamed to its final path and the
//! schedule is written. If the process dies in between, there is a run whose spec names the schedule and the
//! due time; when the next process rebuilds the index, the schedule catches up with it.

mod fire;
mod schedule;

pub use self::schedule::{Due, Missed, Schedule};

use std::fs;
use std::path::PathBuf;

use contract::{FormError, Mistakes, RunForm, RunId, ScheduleId, Status, When};
use files::document;
use jiff::{Timestamp, Zoned};
use locales::{Failure, Message, Result};
use rundir::{RunSpec, RunTags, ScheduledBy};
use store::runs::RunRow;

use crate::change::Change;
use crate::home::random;
use crate::logged::Logged;
use crate::parts::{Parts, Schedules};
use crate::reads::Reads;
use crate::{LogEntry, LogKind, LogSubject, Removable, Run, environ};

/// What a person enters: a run, when it is due, and what happens with missed times.
#[derive(Clone, Debug, PartialEq)]
pub struct ScheduleForm {
    /// The form of its runs.
    pub run: RunForm,
    /// When it is due.
    pub when: When,
    /// What happens with missed times.
    pub missed: Missed,
}

impl<S: Reads> Schedules<'_, S> {
    /// The project's schedules, oldest first.
    pub fn all(&self) -> Vec<Schedule> {
        let mut schedules = self.of_all_projects();
        schedules.retain(|schedule| schedule.project == *self.0.project());
        schedules
    }

    /// The schedules of all projects, oldest first, without unreadable ones, which [`Schedules::damaged`]
    /// returns.
    pub fn of_all_projects(&self) -> Vec<Schedule> {
        let mut schedules: Vec<Schedule> =
            self.schedule_files().filter_map(|path| document::read(&path).ok()).collect();
        schedules.sort_by(|a, b| (a.created, &a.id).cmp(&(b.created, &b.id)));
        schedules
    }

    /// The files of schedules that cannot be read. They create no runs, and what they need is not known.
    pub fn damaged(&self) -> Vec<Failure> {
        let message = |(path, failure): (PathBuf, Failure)| match *failure.message {
            // The hint to remove a damaged file would cost the person a good one.
            Message::FileNewer { .. } => failure,
            _ => failure.with_message(Message::ScheduleDamaged { path: files::shown(&path) }),
        };
        self.damaged_files().map(message).collect()
    }

    /// The unreadable files of schedules, and why each is unreadable.
    pub(crate) fn damaged_files(&self) -> impl Iterator<Item = (PathBuf, Failure)> {
        self.schedule_files().filter_map(|path| {
            let failure = document::read::<Schedule>(&path).err()?;
            // It may have been removed in the meantime.
            path.exists().then_some((path, failure))
        })
    }

    fn schedule_files(&self) -> impl Iterator<Item = PathBuf> {
        let entries = fs::read_dir(self.0.home().schedules()).into_iter().flatten().flatten();
        let is_schedule = |path: &PathBuf| {
            let id = path.file_stem().and_then(|stem| stem.to_str()?.parse::<ScheduleId>().ok());
            path.extension() == Some("json".as_ref()) && id.is_some()
        };
        entries.map(|entry| entry.path()).filter(is_schedule)
    }

    /// The schedule, of any project, whose id this is, or the only one whose id begins with it.
    ///
    /// # Errors
    /// No schedule or several match.
    pub fn find(&self, id: &str) -> Result<Schedule> {
        let mut found = self.of_all_projects();
        found.retain(|schedule| !id.is_empty() && schedule.id.as_str().starts_with(id));
        match <[Schedule; 1]>::try_from(found) {
            Ok([schedule]) => Ok(schedule),
            Err(found) if found.is_empty() => Err(Message::ScheduleUnknown { id: id.to_string() }.into()),
            Err(_) => Err(Message::ScheduleAmbiguous { id: id.to_string() }.into()),
        }
    }

    /// Checks a form as [`Schedules::add`] would, and changes nothing.
    pub fn check(&self, form: &ScheduleForm) -> Mistakes {
        let mut mistakes = self.0.runs().check(&form.run);
        mistakes.take(form.when.check(&self.0.now()));
        mistakes
    }
}

impl Schedules<'_> {
    /// Creates a schedule. Its runs get the environment variables of this process.
    ///
    /// # Errors
    /// What [`crate::Runs::create`] refuses; a time in the past.
    pub fn add(&self, form: ScheduleForm) -> Result<Schedule, FormError> {
        self.0.change(self.0.project(), |change| {
            change.schedules().check(&form).first()?;
            let now = change.now();
            let ScheduleForm { run, when, missed } = form;
            let mut schedule = Schedule {
                id: ScheduleId::from_random(random()),
                project: change.project().clone(),
                form: run,
                after: when.wall_time(&now),
                when,
                missed,
                paused: false,
                created: now.timestamp(),
                fired: Vec::new(),
                waiting: None,
                run_tags: RunTags::default(),
                skipped: None,
            };
            environ::write(&change.home().schedule_environ(&schedule.id))?;
            change.log(added(&schedule));
            change.schedules().save(&mut schedule, &now)?;
            Ok(schedule)
        })
    }

    /// Changes a schedule. It does not fire again for times that it has fired for.
    ///
    /// # Errors
    /// As [`Schedules::add`]; no schedule has this id.
    pub fn edit(&self, id: &ScheduleId, form: ScheduleForm) -> Result<Schedule, FormError> {
        self.0.change_store(|store| {
            let schedule = store.schedules().find(id.as_str())?;
            let change = store.in_project(&schedule.project);
            change.schedules().check(&form).first()?;
            let now = change.now();
            let ScheduleForm { run, when, missed } = form;
            let is_other = (&schedule.form, &schedule.when, schedule.missed) != (&run, &when, missed);
            let mut schedule = Schedule { form: run, missed, skipped: None, ..schedule };
            schedule.change(when, &now);
            let environ = change.home().schedule_environ(id);
            // If the old file cannot be removed, writing the new one fails.
            let _ = fs::remove_file(&environ);
            environ::write(&environ)?;
            if is_other {
                change.log(entry(now.timestamp(), &schedule, |name| Message::LogScheduleChanged { name }));
            }
            change.schedules().save(&mut schedule, &now)?;
            Ok(schedule)
        })
    }

    /// Pauses or resumes a schedule. Times that came due while it was paused do not count as missed.
    ///
    /// # Errors
    /// No schedule has this id, or it is to be resumed and its time is over.
    pub fn pause(&self, id: &ScheduleId, paused: bool) -> Result<Schedule> {
        self.0.change_store(|change| {
            let mut schedule = change.schedules().find(id.as_str())?;
            if schedule.paused == paused {
                return Ok(schedule);
            }
            let now = change.now();
            schedule.paused = paused;
            schedule.begin(&now);
            if schedule.is_over(&now) {
                return Err(Message::ScheduleOver { id: id.to_string() }.into());
            }
            change.log_in_own_project(entry(now.timestamp(), &schedule, |name| match paused {
                true => Message::LogSchedulePaused { name },
                false => Message::LogScheduleResumed { name },
            }));
            change.schedules().save(&mut schedule, &now)?;
            Ok(schedule)
        })
    }

    /// Removes a schedule; its runs stay.
    ///
    /// # Errors
    /// No schedule has this id.
    pub fn remove(&self, id: &ScheduleId) -> Result<()> {
        self.0.storage().remove(&[Removable::Schedule(id.clone())])?.delete().map(drop)
    }

    /// Creates a run of a schedule now, whenever it is due.
    ///
    /// # Errors
    /// What [`crate::Runs::create`] refuses.
    pub fn run_now(&self, id: &ScheduleId) -> Result<Run, FormError> {
        let run = self.0.change_store(|store| {
            let Schedule { form, project, .. } = store.schedules().find(id.as_str())?;
            let change = store.in_project(&project);
            let by = ScheduledBy { id: id.clone(), due: None };
            change.runs().make(&form, change.runs().free_id(), Some(by), None)
        })?;
        // The run is queued, even if it cannot be started.
        self.0.queue().start_next().logged("start what is next");
        Ok(run)
    }
}

impl Schedules<'_, Change<'_>> {
    pub(crate) fn write(&self, schedule: &Schedule) -> Result<()> {
        self.0.write(&self.0.home().schedule(&schedule.id), schedule)
    }

    /// Writes a schedule, and adds its future run to the run list, or removes it from there.
    fn save(&self, schedule: &mut Schedule, now: &Zoned) -> Result<()> {
        let waited = schedule.waiting.take();
        if matches!(schedule.when, When::At(_)) && !schedule.next(now, 1).is_empty() {
            schedule.waiting = waited.clone().or_else(|| Some(self.0.runs().free_id()));
        }
        self.write(schedule)?;
        self.0.rows(|tables| match (waiting_row(schedule), &waited) {
            (Some(row), _) => tables.put_run(&row),
            (None, Some(run)) => tables.delete_run(run),
            (None, None) => Ok(()),
        })
    }
}

/// An entry of ML Logs about a schedule, which is named in it.
fn entry(at: Timestamp, schedule: &Schedule, message: impl FnOnce(String) -> Message) -> LogEntry {
    let about = LogSubject::Schedule(schedule.id.clone());
    let message = message(schedule.form.name.trim().to_string());
    LogEntry::new(at, LogKind::Schedule, Some(about), message).of(&schedule.project)
}

pub(crate) fn added(schedule: &Schedule) -> LogEntry {
    entry(schedule.created, schedule, |name| Message::LogScheduleAdded { name })
}

pub(crate) fn removed(at: Timestamp, schedule: &Schedule) -> LogEntry {
    entry(at, schedule, |name| Message::LogScheduleRemoved { name })
}

pub(crate) fn restored(at: Timestamp, schedule: &Schedule) -> LogEntry {
    entry(at, schedule, |name| Message::LogScheduleRestored { name })
}

/// The row of the future run of a schedule with a single time.
pub(crate) fn waiting_row(schedule: &Schedule) -> Option<RunRow> {
    let (When::At(due), Some(id)) = (&schedule.when, &schedule.waiting) else { return None };
    let spec = RunSpec {
        schedule: Some(ScheduledBy { id: schedule.id.clone(), due: Some(*due) }),
        ..RunSpec::of(&schedule.form, RunId::clone(id), &schedule.project, schedule.created)
    };
    let row = RunRow::of(&spec, None, None, None, schedule.run_tags.clone());
    Some(RunRow { status: Status::Scheduled, ..row })
}
