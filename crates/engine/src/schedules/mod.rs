//! Schedules: made, changed, paused, removed, and fired.
//!
//! A schedule's file tells until when it is dealt with. Firing is one change of the store: under its
//! lock and between its marks the run's directory gets into its place and the schedule is written. Who
//! dies in between leaves a run whose spec names the schedule and the time; when the index is rebuilt,
//! which is the next thing that anybody does with the store, the schedule catches up with it.

mod fire;
mod schedule;

pub use self::schedule::{Due, Missed, Schedule};

use std::fs;
use std::path::PathBuf;

use contract::{FormError, RunForm, RunId, ScheduleId, Status, When};
use files::{document, tree};
use jiff::{Timestamp, Zoned};
use locales::{Failure, Message, Result};
use rundir::{RunSpec, RunTags, ScheduledBy};
use store::runs::RunRow;

use crate::change::Change;
use crate::home::random;
use crate::logged::Logged;
use crate::parts::{Parts, Schedules};
use crate::reads::Reads;
use crate::runs::row;
use crate::{LogEntry, LogKind, LogSubject, Run, environ};

/// What a person asks for: a run, when, and what becomes of what is missed.
#[derive(Clone, Debug, PartialEq)]
pub struct ScheduleForm {
    /// The run.
    pub run: RunForm,
    /// When.
    pub when: When,
    /// What becomes of what is missed.
    pub missed: Missed,
}

impl<S: Reads> Schedules<'_, S> {
    /// The project's schedules, oldest first.
    pub fn all(&self) -> Vec<Schedule> {
        let mut schedules = self.of_all_projects();
        schedules.retain(|schedule| schedule.project == *self.0.project());
        schedules
    }

    /// The schedules of all projects, oldest first. One whose file cannot be read is left out:
    /// [`Schedules::damaged`] names it.
    pub fn of_all_projects(&self) -> Vec<Schedule> {
        let mut schedules: Vec<Schedule> =
            self.schedule_files().filter_map(|path| document::read(&path).ok()).collect();
        schedules.sort_by(|a, b| (a.created, &a.id).cmp(&(b.created, &b.id)));
        schedules
    }

    /// The files of schedules that cannot be read. They make no runs, and what they need is not known.
    pub fn damaged(&self) -> Vec<Failure> {
        let said = |(path, failure): (PathBuf, Failure)| match *failure.message {
            // The hint to remove a broken file would cost the person a good one.
            Message::FileNewer { .. } => failure,
            _ => failure.with_message(Message::ScheduleDamaged { path: files::shown(&path) }),
        };
        self.damaged_files().map(said).collect()
    }

    /// The same with what is wrong with each.
    pub(crate) fn damaged_files(&self) -> impl Iterator<Item = (PathBuf, Failure)> {
        self.schedule_files().filter_map(|path| {
            let failure = document::read::<Schedule>(&path).err()?;
            // One that was removed meanwhile is none.
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

    /// The schedule with this id, or with the only one that begins like this, of any project.
    ///
    /// # Errors
    /// There is none, or more than one.
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
    ///
    /// # Errors
    /// What that refuses.
    pub fn check(&self, form: &ScheduleForm) -> Result<(), FormError> {
        self.0.runs().check(&form.run)?;
        form.when.check(&self.0.now())
    }
}

impl Schedules<'_> {
    /// Makes a schedule. Its runs will have the environment of this process.
    ///
    /// # Errors
    /// What [`crate::Runs::create`] refuses; a time that is over.
    pub fn add(&self, form: ScheduleForm) -> Result<Schedule, FormError> {
        self.0.change(self.0.project(), |change| {
            change.schedules().check(&form)?;
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
                labels: RunTags::default(),
                left_out: None,
            };
            environ::write(&change.home().schedule_environ(&schedule.id))?;
            change.log(added(&schedule));
            change.schedules().save(&mut schedule, &now)?;
            Ok(schedule)
        })
    }

    /// Changes a schedule. What it fired for already it does not fire for again.
    ///
    /// # Errors
    /// As [`Schedules::add`]; there is none of this id.
    pub fn edit(&self, id: &ScheduleId, form: ScheduleForm) -> Result<Schedule, FormError> {
        self.0.change_store(|store| {
            let schedule = store.schedules().find(id.as_str())?;
            let change = store.in_project(&schedule.project);
            change.schedules().check(&form)?;
            let now = change.now();
            let ScheduleForm { run, when, missed } = form;
            let is_other = (&schedule.form, &schedule.when, schedule.missed) != (&run, &when, missed);
            let mut schedule = Schedule { form: run, missed, left_out: None, ..schedule };
            schedule.change(when, &now);
            let environ = change.home().schedule_environ(id);
            // Writing refuses what is still there.
            let _ = fs::remove_file(&environ);
            environ::write(&environ)?;
            if is_other {
                change.log(entry(now.timestamp(), &schedule, |name| Message::LogScheduleChanged { name }));
            }
            change.schedules().save(&mut schedule, &now)?;
            Ok(schedule)
        })
    }

    /// Pauses a schedule, or lets it go on; what came due meanwhile was not missed.
    ///
    /// # Errors
    /// There is none of this id, or it is to go on and its time is over.
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

    /// Removes a schedule; the runs it made stay.
    ///
    /// # Errors
    /// There is none of this id.
    pub fn remove(&self, id: &ScheduleId) -> Result<()> {
        // It may hold passwords. The schedule is removed in any case, but the file that stays is reported.
        self.0.change_store::<_, Failure>(|change| {
            let schedule = change.schedules().find(id.as_str())?;
            change.discard(&change.home().schedule(id))?;
            let forgotten = tree::remove(&change.home().schedule_environ(id));
            if let Some(run) = &schedule.waiting {
                change.rows(|tables| tables.delete_run(run))?;
            }
            change.log_in_own_project(removed(change.timestamp(), &schedule));
            Ok(forgotten)
        })?
    }

    /// Makes a run of a schedule now, whenever it comes due.
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
        // It is queued now, whatever keeps it from starting.
        self.0.queue().advance().logged("start what is next");
        Ok(run)
    }
}

impl Schedules<'_, Change<'_>> {
    pub(crate) fn write(&self, schedule: &Schedule) -> Result<()> {
        self.0.write(&self.0.home().schedule(&schedule.id), schedule)
    }

    /// Writes a schedule, and puts the run that it waits with into the list, or takes it out.
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
fn entry(at: Timestamp, schedule: &Schedule, said: impl FnOnce(String) -> Message) -> LogEntry {
    let about = LogSubject::Schedule(schedule.id.clone());
    let said = said(schedule.form.name.trim().to_string());
    LogEntry::new(at, LogKind::Schedule, Some(about), said).of(&schedule.project)
}

pub(crate) fn added(schedule: &Schedule) -> LogEntry {
    entry(schedule.created, schedule, |name| Message::LogScheduleAdded { name })
}

pub(crate) fn removed(at: Timestamp, schedule: &Schedule) -> LogEntry {
    entry(at, schedule, |name| Message::LogScheduleRemoved { name })
}

/// How the run of a time-based schedule stands in the list while it waits.
pub(crate) fn waiting_row(schedule: &Schedule) -> Option<RunRow> {
    let (When::At(due), Some(id)) = (&schedule.when, &schedule.waiting) else { return None };
    let spec = RunSpec {
        schedule: Some(ScheduledBy { id: schedule.id.clone(), due: Some(*due) }),
        ..RunSpec::of(&schedule.form, RunId::clone(id), &schedule.project, schedule.created)
    };
    let row = row(&spec, None, None, None, schedule.labels.clone());
    Some(RunRow { status: Status::Scheduled, ..row })
}
