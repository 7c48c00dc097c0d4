//! Schedules: made, changed, paused, removed, and fired.
//!
//! A schedule's file tells until when it is dealt with. Firing is one change of the store: under its
//! lock and between its marks the run's directory gets into its place and the schedule is written. Who
//! dies in between leaves a run whose spec names the schedule and the time; when the index is rebuilt,
//! which is the next thing that anybody does with the store, the schedule catches up with it.

mod schedule;

use self::schedule::LeftOut;
pub use self::schedule::{Due, Missed, Schedule};

use std::fs;
use std::path::PathBuf;

use contract::{RunForm, RunId, ScheduleId, Status, When};
use files::{atomic, tree};
use jiff::Zoned;
use locales::{Failure, Message, Result};
use rundir::{Labels, MadeBy, Reason};
use store::runs::RunRow;

use crate::home::random;
use crate::{Engine, LogEntry, LogKind, LogSubject, Run, StoreLock, environ};

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

impl Engine {
    /// The project's schedules, oldest first.
    pub fn schedules(&self) -> Vec<Schedule> {
        let mut schedules = self.all_schedules();
        schedules.retain(|schedule| schedule.project == *self.project());
        schedules
    }

    /// The schedules of all projects, oldest first. One whose file cannot be read is left out:
    /// [`Engine::damaged_schedules`] names it.
    pub fn all_schedules(&self) -> Vec<Schedule> {
        let mut schedules: Vec<Schedule> =
            self.schedule_files().filter_map(|path| atomic::read_json(&path).ok()).collect();
        schedules.sort_by(|a, b| (a.created, &a.id).cmp(&(b.created, &b.id)));
        schedules
    }

    /// The files of schedules that cannot be read. They make no runs, and what they need is not known.
    pub fn damaged_schedules(&self) -> Vec<Failure> {
        let damaged = self.schedule_files().filter_map(|path| {
            let failure = atomic::read_json::<Schedule>(&path).err()?;
            // One that was removed meanwhile is none.
            path.exists().then(|| {
                let path = files::shown(&path);
                Failure { message: Message::ScheduleDamaged { path }.into(), ..failure }
            })
        });
        damaged.collect()
    }

    fn schedule_files(&self) -> impl Iterator<Item = PathBuf> {
        let entries = fs::read_dir(self.home.schedules()).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).filter(|path| path.extension() == Some("json".as_ref()))
    }

    /// The schedule with this id, or with the only one that begins like this, of any project.
    ///
    /// # Errors
    /// There is none, or more than one.
    pub fn schedule(&self, id: &str) -> Result<Schedule> {
        let mut found = self.all_schedules();
        found.retain(|schedule| !id.is_empty() && schedule.id.as_str().starts_with(id));
        match <[Schedule; 1]>::try_from(found) {
            Ok([schedule]) => Ok(schedule),
            Err(found) if found.is_empty() => Err(Message::ScheduleUnknown { id: id.to_string() }.into()),
            Err(_) => Err(Message::ScheduleAmbiguous { id: id.to_string() }.into()),
        }
    }

    /// The newest runs that a schedule made.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn runs_of(&self, schedule: &ScheduleId, limit: u64) -> Result<Vec<Run>> {
        let runs = self.read(|tables| tables.runs_of(schedule, limit))?;
        Ok(runs.into_iter().map(|run| self.as_it_is(run)).collect())
    }

    /// Checks a form as [`Engine::add_schedule`] would, and changes nothing.
    ///
    /// # Errors
    /// What that refuses.
    pub fn check_schedule(&self, form: &ScheduleForm, now: &Zoned) -> Result<()> {
        self.check_form(&form.run)?;
        form.when.check(now)
    }

    /// Makes a schedule. Its runs will have the environment of this process.
    ///
    /// # Errors
    /// What [`Engine::create_run`] refuses; a time that is over.
    pub fn add_schedule(&self, form: ScheduleForm, now: &Zoned) -> Result<Schedule> {
        let lock = self.lock_project()?;
        self.check_schedule(&form, now)?;
        let ScheduleForm { run, when, missed } = form;
        let mut schedule = Schedule {
            id: ScheduleId::from_random(random()),
            project: self.project().clone(),
            form: run,
            after: when.mark(now),
            when,
            missed,
            paused: false,
            created: now.timestamp(),
            fired: Vec::new(),
            waiting: None,
            labels: Labels::default(),
            left_out: None,
        };
        environ::write(&self.home.schedule_environ(&schedule.id))?;
        let told = added(&schedule);
        self.keep(&lock, &mut schedule, now, Some(told))?;
        Ok(schedule)
    }

    /// Changes a schedule. What it fired for already it does not fire for again.
    ///
    /// # Errors
    /// As [`Engine::add_schedule`]; there is none of this id.
    pub fn edit_schedule(&self, id: &ScheduleId, form: ScheduleForm, now: &Zoned) -> Result<Schedule> {
        let lock = self.lock_store()?;
        let schedule = self.schedule(id.as_str())?;
        self.in_project(&schedule.project).check_schedule(&form, now)?;
        let ScheduleForm { run, when, missed } = form;
        let is_other = (&schedule.form, &schedule.when, schedule.missed) != (&run, &when, missed);
        let mut schedule = Schedule { form: run, missed, left_out: None, ..schedule };
        schedule.change(when, now);
        let environ = self.home.schedule_environ(id);
        // Writing refuses what is still there.
        let _ = fs::remove_file(&environ);
        environ::write(&environ)?;
        let told = entry(&schedule, |name| Message::LogScheduleChanged { name });
        self.keep(&lock, &mut schedule, now, is_other.then_some(told))?;
        Ok(schedule)
    }

    /// Pauses a schedule, or lets it go on; what came due meanwhile was not missed.
    ///
    /// # Errors
    /// There is none of this id, or it is to go on and its time is over.
    pub fn pause_schedule(&self, id: &ScheduleId, paused: bool, now: &Zoned) -> Result<Schedule> {
        let lock = self.lock_store()?;
        let mut schedule = self.schedule(id.as_str())?;
        if schedule.paused == paused {
            return Ok(schedule);
        }
        schedule.paused = paused;
        schedule.begin(now);
        if schedule.is_over(now) {
            return Err(Message::ScheduleOver { id: id.to_string() }.into());
        }
        let told = entry(&schedule, |name| match paused {
            true => Message::LogSchedulePaused { name },
            false => Message::LogScheduleResumed { name },
        });
        self.keep(&lock, &mut schedule, now, Some(told))?;
        Ok(schedule)
    }

    /// Removes a schedule; the runs it made stay.
    ///
    /// # Errors
    /// There is none of this id.
    pub fn remove_schedule(&self, id: &ScheduleId) -> Result<()> {
        let lock = self.lock_store()?;
        let schedule = self.schedule(id.as_str())?;
        lock.mark()?;
        self.home.to_trash(&self.home.schedule(id))?;
        // It may hold passwords. The schedule is removed in any case, but the file that stays is reported.
        let forgotten = tree::remove(&self.home.schedule_environ(id));
        if let Some(run) = &schedule.waiting {
            self.write(|tables| tables.delete_run(run))?;
        }
        self.in_project(&schedule.project).changed(&lock, removed(&schedule));
        forgotten
    }

    /// Makes a run of a schedule now, whenever it comes due.
    ///
    /// # Errors
    /// What [`Engine::create_run`] refuses.
    pub fn run_schedule(&self, id: &ScheduleId) -> Result<Run> {
        let lock = self.lock_store()?;
        let Schedule { form, project, .. } = self.schedule(id.as_str())?;
        let own = self.in_project(&project);
        own.make_run(&lock, &form, self.free_id(), Some(MadeBy { id: id.clone(), due: None }), None)
    }

    /// Makes the runs of all schedules that have come due. Whoever else does the same at the same time
    /// is no harm.
    ///
    /// # Errors
    /// The last of what could not be written; it is tried again at the next call. What a run is refused
    /// for is kept with its schedule instead.
    pub fn fire_due(&self, now: &Zoned) -> Result<()> {
        let mut done = Ok(());
        if self.home.is_read_only() {
            return done;
        }
        for schedule in self.all_schedules() {
            let mut looked_at = schedule.clone();
            if looked_at.look(now).is_some() || looked_at != schedule {
                done = self.fire(&schedule.id, now).and(done);
            }
        }
        done
    }

    fn fire(&self, id: &ScheduleId, now: &Zoned) -> Result<()> {
        let lock = self.lock_store()?;
        // Removed meanwhile, or somebody else was first: `look` has nothing to say then.
        let Ok(before) = self.schedule(id.as_str()) else { return Ok(()) };
        let mut schedule = before.clone();
        let own = self.in_project(&schedule.project);
        let left_out = match schedule.look(now) {
            Some(due) if due.is_skipped => Some((due.mark, Message::ScheduleSkipped.into(), false)),
            Some(due) => match own.check_form(&schedule.form) {
                Ok(()) => return own.fire_for(&lock, schedule, due),
                Err(failure) if *failure.message == Message::StoreFailed => return Err(failure),
                Err(refused) => Some((due.mark, refused.into(), true)),
            },
            None => None,
        };
        let told = left_out.map(|(due, reason, failed)| {
            let why = Some(Reason::clone(&reason));
            schedule.left_out = Some(LeftOut { due, reason });
            LogEntry { failed, why, ..entry(&schedule, |name| Message::LogScheduleLeftOut { name }) }
        });
        if schedule == before { Ok(()) } else { self.keep(&lock, &mut schedule, now, told) }
    }

    fn fire_for(&self, lock: &StoreLock, mut schedule: Schedule, due: Due) -> Result<()> {
        let run = schedule.waiting.take().unwrap_or_else(|| self.free_id());
        let by = MadeBy { id: schedule.id.clone(), due: Some(due.mark) };
        schedule.has_fired(due.mark);
        schedule.left_out = None;
        self.make_run(lock, &schedule.form, run, Some(by), Some(&schedule)).map(drop)
    }

    /// Lets a schedule know of the runs that it made before whoever fired it died.
    pub(crate) fn catch_up(&self, schedule: &mut Schedule, runs: &[RunRow]) -> bool {
        let own = runs.iter().filter_map(|run| run.schedule.as_ref()).filter(|by| by.id == schedule.id);
        let unknown: Vec<_> = own.filter_map(|by| by.due).filter(|due| *due > schedule.after).collect();
        let is_behind = unknown.iter().any(|due| !schedule.fired.contains(due));
        if is_behind {
            unknown.into_iter().for_each(|due| schedule.has_fired(due));
        }
        is_behind
    }

    pub(crate) fn write_schedule(&self, schedule: &Schedule) -> Result<()> {
        atomic::write_json(&self.home.schedule(&schedule.id), schedule)
    }

    /// Writes a schedule, and puts the run that it waits with into the list, or takes it out.
    fn keep(
        &self,
        lock: &StoreLock,
        schedule: &mut Schedule,
        now: &Zoned,
        told: Option<LogEntry>,
    ) -> Result<()> {
        let waited = schedule.waiting.take();
        if matches!(schedule.when, When::At(_)) && !schedule.next(now, 1).is_empty() {
            schedule.waiting = waited.clone().or_else(|| Some(self.free_id()));
        }
        lock.mark()?;
        self.write_schedule(schedule)?;
        self.write(|tables| match (waiting_row(schedule), &waited) {
            (Some(row), _) => tables.put_run(&row),
            (None, Some(run)) => tables.delete_run(run),
            (None, None) => Ok(()),
        })?;
        self.tell(told.as_slice());
        lock.unmark();
        Ok(())
    }
}

/// What is told of a schedule by its name.
fn entry(schedule: &Schedule, said: impl FnOnce(String) -> Message) -> LogEntry {
    let about = LogSubject::Schedule(schedule.id.clone());
    let said = said(schedule.form.name.trim().to_string());
    LogEntry::new(LogKind::Schedule, Some(about), said).of(&schedule.project)
}

pub(crate) fn added(schedule: &Schedule) -> LogEntry {
    LogEntry { at: schedule.created, ..entry(schedule, |name| Message::LogScheduleAdded { name }) }
}

pub(crate) fn removed(schedule: &Schedule) -> LogEntry {
    entry(schedule, |name| Message::LogScheduleRemoved { name })
}

/// How the run of a time-based schedule stands in the list while it waits.
pub(crate) fn waiting_row(schedule: &Schedule) -> Option<RunRow> {
    let (When::At(due), Some(id)) = (&schedule.when, &schedule.waiting) else { return None };
    let RunForm { name, kind, package, version, input, evaluation, .. } = schedule.form.clone();
    let (dataset, folder) = input.unzip();
    let (evaluation, evaluation_folder) = evaluation.unzip();
    Some(RunRow {
        id: RunId::clone(id),
        project: schedule.project.clone(),
        name: name.trim().to_string(),
        kind,
        package,
        version,
        dataset,
        folder: folder.unwrap_or_default(),
        evaluation,
        evaluation_folder: evaluation_folder.unwrap_or_default(),
        status: Status::Scheduled,
        reason: None,
        made: None,
        score: None,
        schedule: Some(MadeBy { id: schedule.id.clone(), due: Some(*due) }),
        created: schedule.created,
        started: None,
        ended: None,
        labels: schedule.labels.clone(),
    })
}
