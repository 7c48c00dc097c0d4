//! Runs: created, listed, stopped, removed.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use contract::{DatasetName, FolderPath, Parameters, PipelineKind, RunForm, RunId, SplitFolder, Status};
use files::{Lock, atomic, lock};
use jiff::Timestamp;
use locales::{Failure, Message, Result};
use rundir::{DatasetRef, End, Labels, MadeBy, Outcome, PackageRef, RunDir, RunSpec, Started, Stop};
use store::run_list::{RunQuery, RunValues};
use store::run_sort::RunSort;
use store::runs::{RunLine, RunRow};
use store::versions::VersionRow;

use crate::home::{Staging, random};
use crate::{Engine, LogEntry, LogKind, LogSubject, Run, RunPage, Schedule, StoreLock, environ, machine};

/// What a stop came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// It had not begun and is Killed now.
    AtOnce,
    /// It was asked to stop, and will be made to.
    Asked,
    /// It had ended before.
    Over(Status),
}

impl Engine {
    /// Checks the form, makes the run and queues it; starts it if it is its turn.
    ///
    /// # Errors
    /// What the form's check refuses; a package, version, dataset or folder that does not exist.
    /// Nothing was started then.
    pub fn create_run(&self, form: &RunForm) -> Result<Run> {
        // Held from the first look on: what is chosen must not be removed before the run names it.
        let lock = self.lock_project()?;
        self.make_run(&lock, form, self.free_id(), None, None)
    }

    /// The same for who has the store's lock. A run that is made `by` a schedule has that one's
    /// environment, if it `fires`, and is on disk together with the schedule as it is after it.
    pub(crate) fn make_run(
        &self,
        lock: &StoreLock,
        form: &RunForm,
        id: RunId,
        by: Option<MadeBy>,
        fires: Option<&Schedule>,
    ) -> Result<Run> {
        let spec = self.spec_of(form, id, by)?;
        let staging = Staging::new(&self.home)?;
        let environ = fires.map(|schedule| self.home.schedule_environ(&schedule.id));
        self.prepare(&spec, staging.path(), environ.filter(|path| path.exists()))?;
        let labels = fires.map(|schedule| schedule.labels.clone()).unwrap_or_default();
        if labels != Labels::default() {
            atomic::write_json(&rundir::RunDir::new(staging.path()).labels(), &labels)?;
        }
        lock.mark()?;
        let place = self.home.run(&spec.id);
        fs::rename(staging.path(), place.path()).map_err(|error| {
            Failure::because(Message::FileUnwritable { path: files::shown(place.path()) }, error)
        })?;
        let row = row(&spec, None, None, None, labels);
        let queued = atomic::sync_folder(&self.home.runs())
            .and_then(|()| self.write(|tables| tables.put_run(&row)))
            .and_then(|()| fires.map_or(Ok(()), |schedule| self.write_schedule(schedule)));
        if let Err(failure) = queued {
            // Refused is refused: it must not start later. The mark has the index rebuilt.
            let _ = self.home.to_trash(place.path());
            return Err(failure);
        }
        self.changed(lock, created(&spec));
        // It is queued now, whatever keeps it from starting: that must not read as if it were not.
        let _ = self.advance_locked(lock);
        Ok(Run(row))
    }

    fn spec_of(&self, form: &RunForm, id: RunId, schedule: Option<MadeBy>) -> Result<RunSpec> {
        let (version, parameters) = self.judge(form)?;
        let reference = |chosen: &Option<(DatasetName, FolderPath)>| match chosen {
            Some((name, folder)) => {
                let path = self.dataset_folder(name, folder)?;
                Ok(Some(DatasetRef { name: name.clone(), folder: folder.clone(), path }))
            }
            None => Ok::<_, Failure>(None),
        };
        let (input, evaluation) = (reference(&form.input)?, reference(&form.evaluation)?);
        let package = PackageRef {
            zip: self.home.relative(&self.home.version_zip(&form.package, form.version)),
            name: form.package.clone(),
            version: form.version,
            digest: version.digest,
            python: version.python,
        };
        Ok(RunSpec {
            id,
            name: form.name.trim().to_string(),
            kind: form.kind,
            project: self.project().clone(),
            package,
            as_of: form.as_of,
            input,
            evaluation,
            parameters,
            gpu: form.gpu,
            limits: form.limits,
            grace_seconds: form.grace_seconds,
            keep_failed: self.settings().keep_failed,
            schedule,
            created: Timestamp::now(),
            imported: None,
        })
    }

    /// Checks a form as [`Engine::create_run`] would, and changes nothing.
    ///
    /// # Errors
    /// What that refuses.
    pub fn check_form(&self, form: &RunForm) -> Result<()> {
        self.judge(form)?;
        for (name, folder) in form.input.iter().chain(&form.evaluation) {
            self.dataset_folder(name, folder)?;
        }
        Ok(())
    }

    fn judge(&self, form: &RunForm) -> Result<(VersionRow, Parameters)> {
        self.home.may_train()?;
        let version = self.version(&form.package, form.version)?;
        let parameters = form.check(&version.pipelines, machine::here())?;
        if let (PipelineKind::Full, Some((name, folder))) = (form.kind, &form.input) {
            let data = self.home.dataset_files(name).join(folder);
            for split in [parameters.training_folder(), parameters.test_folder()] {
                let SplitFolder::InData(below) = split else { continue };
                let in_the_way = Path::new(below.as_str()).ancestors().find(|part| {
                    let place = data.join(part);
                    place.symlink_metadata().is_ok() && !place.is_dir()
                });
                if let Some(part) = in_the_way {
                    let (name, file) = (name.to_string(), files::shown(part));
                    return Err(Message::DataInTheWay { name, file }.into());
                }
            }
        }
        Ok((version, parameters))
    }

    /// A new run's directory: what was asked, and what every run has, however it ends.
    /// It has the environment in `environ`, else this process's.
    fn prepare(&self, spec: &RunSpec, folder: &Path, environ: Option<PathBuf>) -> Result<()> {
        let run = rundir::RunDir::new(folder);
        let artifacts = folder.join(spec.parameters.artifacts_directory());
        File::create(run.log()).and_then(|_| fs::create_dir_all(&artifacts)).map_err(|error| {
            Failure::because(Message::FileUnwritable { path: files::shown(folder) }, error)
        })?;
        match environ {
            Some(kept) => environ::copy(&kept, &run.environ())?,
            None => environ::write(&run.environ())?,
        }
        atomic::write_json(&run.spec(), spec)
    }

    pub(crate) fn free_id(&self) -> RunId {
        loop {
            let id = RunId::from_random(random());
            if !self.home.run(&id).path().exists() {
                return id;
            }
        }
    }

    /// Gives each run of the project to `take`, newest first, as they are now.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn each_run(&self, mut take: impl FnMut(Run)) -> Result<()> {
        self.read(|tables| tables.each_run(self.project(), |run| take(self.as_it_is(run))))
    }

    /// The same for what a line of a list shows.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn each_run_line(&self, mut take: impl FnMut(RunLine<'_>)) -> Result<()> {
        self.read(|tables| {
            tables.each_run_line(self.project(), |mut run| {
                // Most of them have ended.
                if !run.status.is_end()
                    && let Ok(id) = run.id.parse()
                {
                    (run.status, run.started) = self.under_way(&id, run.status, run.started);
                }
                take(run);
            })
        })
    }

    /// One page of the project's runs that a query finds, as they are now.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn run_page(&self, query: &RunQuery) -> Result<RunPage> {
        // The index finds by status what the directories know better.
        for run in self.read(|tables| tables.open_runs())? {
            let known = run.status;
            let now = self.as_it_is(run);
            if now.status != known {
                self.write(|tables| tables.put_under_way(&now))?;
            }
        }
        let query = RunQuery { project: self.project().clone(), ..query.clone() };
        if query.sort != RunSort::Queue {
            return self.read(|tables| tables.run_page(&query)).map(|page| self.page_as_it_is(page));
        }
        // Its order is not in the index. Few wait beside all that there are.
        let all = RunQuery { offset: 0, limit: i64::MAX as u64, descending: false, ..query.clone() };
        let page = self.read(|tables| tables.run_page(&all))?;
        let mut page = self.page_as_it_is(page);
        self.queue_file().sort(&mut page.runs);
        page.runs = page.runs.into_iter().skip(query.offset as usize).take(query.limit as usize).collect();
        Ok(page)
    }

    /// What the runs that there are have been given, also what is removed by now: what a list of them
    /// can be narrowed to.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn run_values(&self) -> Result<RunValues> {
        self.read(|tables| tables.run_values(self.project()))
    }

    /// The runs of all projects that have not ended, in the order they came, as they are now.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn open_runs(&self) -> Result<Vec<Run>> {
        let open = self.read(|tables| tables.open_runs())?;
        Ok(open.into_iter().map(|run| self.as_it_is(run)).collect())
    }

    /// The same of the project alone.
    pub(crate) fn own_open_runs(&self) -> Result<Vec<Run>> {
        let mut open = self.open_runs()?;
        open.retain(|run| run.project == *self.project());
        Ok(open)
    }

    /// The newest runs that a dataset of the project went into, to train or to evaluate on.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn runs_on(&self, dataset: &DatasetName, limit: u64) -> Result<Vec<Run>> {
        let runs = self.read(|tables| tables.runs_on(self.project(), dataset, limit))?;
        Ok(runs.into_iter().map(|run| self.as_it_is(run)).collect())
    }

    /// The run with this id, or with the only one that begins like this, of any project.
    ///
    /// # Errors
    /// There is none, or more than one.
    pub fn run(&self, id: &str) -> Result<Run> {
        let found = if id.is_empty() { Vec::new() } else { self.read(|tables| tables.runs_like(id))? };
        match <[RunRow; 1]>::try_from(found) {
            Ok([run]) => Ok(self.as_it_is(run)),
            Err(found) if found.is_empty() => Err(Message::RunUnknown { id: id.to_string() }.into()),
            Err(_) => Err(Message::RunAmbiguous { id: id.to_string() }.into()),
        }
    }

    fn page_as_it_is(&self, page: store::run_list::RunPage) -> RunPage {
        let runs = page.rows.into_iter().map(|run| self.as_it_is(run)).collect();
        RunPage { total: page.total, all: page.all, runs }
    }

    /// What the run's directory says and the index cannot know: that its code runs by now, or that it
    /// was started by a program that died before it could tell.
    pub(crate) fn as_it_is(&self, mut run: RunRow) -> Run {
        (run.status, run.started) = self.under_way(&run.id, run.status, run.started);
        Run(run)
    }

    fn under_way(
        &self,
        id: &RunId,
        mut status: Status,
        mut started: Option<Timestamp>,
    ) -> (Status, Option<Timestamp>) {
        let run = self.home.run(id);
        if status == Status::Queued
            && let Ok(begun) = atomic::read_json::<Started>(&run.started())
        {
            (status, started) = (Status::Packaging, Some(begun.at));
        }
        if status == Status::Packaging && run.running().exists() {
            status = Status::Running;
        }
        (status, started)
    }

    /// Stops a run: with its grace period, or `now`. A run that has not begun ends at once.
    ///
    /// # Errors
    /// When the request cannot be written.
    pub fn stop_run(&self, id: &RunId, now: bool) -> Result<Stopped> {
        let run = self.home.run(id);
        let store_lock = self.lock_store()?;
        let row = self.run(id.as_str())?;
        let status = row.status;
        if status.is_end() {
            return Ok(Stopped::Over(status));
        }
        refuse_waiting(&row)?;
        if !request_stop(&run, if now { Stop::Now } else { Stop::Term })? {
            drop(store_lock);
            // Its last steps are being done: how it ended is known in a moment.
            lock::wait_free(&run.lock())?;
            self.settle(id)?;
            return Ok(Stopped::Over(self.run(id.as_str())?.status));
        }
        // Nobody starts it while the store's lock is held; only a person's own `exec` might.
        if run.started().exists() {
            return Ok(Stopped::Asked);
        }
        let Some(_lock) = Lock::try_exclusive(&run.lock())? else { return Ok(Stopped::Asked) };
        let at = Timestamp::now();
        atomic::write_json(&run.outcome(), &Outcome::interrupted(at, at, true, Message::ReasonStopped))?;
        drop(store_lock);
        self.finish(id)?;
        Ok(Stopped::AtOnce)
    }

    /// Removes a run with all it left; the version it made stays. Answers how many bytes that freed.
    ///
    /// # Errors
    /// It has not ended.
    pub fn remove_run(&self, id: &RunId) -> Result<u64> {
        let lock = self.lock_store()?;
        let row = self.ended_run(id)?;
        lock.mark()?;
        let gone = self.home.to_trash(self.home.run(id).path())?;
        self.write(|tables| tables.delete_run(id))?;
        self.in_project(&row.project).changed(&lock, removed(id, &row.name));
        drop(lock);
        self.delete(&gone)
    }

    /// The run, if it can be removed.
    pub(crate) fn ended_run(&self, id: &RunId) -> Result<Run> {
        let row = self.run(id.as_str())?;
        refuse_waiting(&row)?;
        if row.status.is_end() { Ok(row) } else { Err(Message::RunNotEnded { id: id.to_string() }.into()) }
    }

    /// What a run was asked to do.
    ///
    /// # Errors
    /// When its directory cannot be read.
    pub fn spec(&self, id: &RunId) -> Result<RunSpec> {
        atomic::read_json(&self.home.run(id).spec()).or_else(|failure| {
            refuse_waiting(&self.run(id.as_str())?)?;
            Err(failure)
        })
    }
}

/// A run that waits for its time is there as far as its schedule is.
pub(crate) fn refuse_waiting(row: &Run) -> Result<()> {
    match (&row.schedule, row.status) {
        (Some(by), Status::Scheduled) => {
            Err(Message::RunWaits { run: row.id.to_string(), schedule: by.id.to_string() }.into())
        }
        _ => Ok(()),
    }
}

/// Asks a run to stop, unless it is over: `false`.
fn request_stop(run: &RunDir, stop: Stop) -> Result<bool> {
    let path = run.stop();
    let asked = atomic::write_new(&path, stop.word().as_bytes()).or_else(|failure| {
        // A full disk takes an empty file, which asks for a stop too.
        File::create_new(&path).map(|_| true).map_err(|_| failure)
    })?;
    let before = fs::read(&path).map_or(stop, |content| Stop::of(&content));
    if !asked && before.is_asked() && before < stop {
        atomic::write(&path, stop.word().as_bytes())?;
    }
    Ok(asked || before.is_asked())
}

/// What is told of a run.
fn entry(id: &RunId, said: Message) -> LogEntry {
    LogEntry::new(LogKind::Run, Some(LogSubject::Run(id.clone())), said)
}

pub(crate) fn created(spec: &RunSpec) -> LogEntry {
    let said = Message::LogRunCreated { name: spec.name.clone() };
    LogEntry { at: spec.created, ..entry(&spec.id, said) }
}

/// What is told of a run that is there now.
pub(crate) fn appeared(spec: &RunSpec) -> LogEntry {
    let Some(imported) = &spec.imported else { return created(spec) };
    let said = Message::LogRunImported { name: spec.name.clone(), file: imported.file.clone() };
    LogEntry { at: imported.at, ..LogEntry { said: said.into(), ..created(spec) } }
}

pub(crate) fn ended(spec: &RunSpec, outcome: &Outcome) -> LogEntry {
    let name = spec.name.clone();
    let said = match outcome.status {
        End::Successful => Message::LogRunSuccessful { name },
        End::Failed => Message::LogRunFailed { name },
        End::Killed => Message::LogRunKilled { name },
    };
    LogEntry {
        at: outcome.ended,
        failed: outcome.status == End::Failed,
        why: outcome.reason.clone(),
        ..entry(&spec.id, said)
    }
}

pub(crate) fn removed(id: &RunId, name: &str) -> LogEntry {
    entry(id, Message::LogRunRemoved { name: name.to_string() })
}

pub(crate) fn restored(id: &RunId, name: &str) -> LogEntry {
    entry(id, Message::LogRunRestored { name: name.to_string() })
}

/// A run's row, made from its files.
pub(crate) fn row(
    spec: &RunSpec,
    started: Option<&Started>,
    outcome: Option<&Outcome>,
    made: Option<contract::Version>,
    labels: Labels,
) -> RunRow {
    let made = spec.imported.as_ref().map_or(made, |imported| imported.made);
    let status = match (outcome, started) {
        (Some(outcome), _) => outcome.status.into(),
        (None, Some(_)) => Status::Packaging,
        (None, None) => Status::Queued,
    };
    let name = |chosen: &Option<DatasetRef>| chosen.as_ref().map(|chosen| chosen.name.clone());
    let folder =
        |chosen: &Option<DatasetRef>| chosen.as_ref().map(|chosen| chosen.folder.clone()).unwrap_or_default();
    RunRow {
        id: spec.id.clone(),
        project: spec.project.clone(),
        name: spec.name.clone(),
        kind: spec.kind,
        package: spec.package.name.clone(),
        version: spec.package.version,
        dataset: name(&spec.input),
        folder: folder(&spec.input),
        evaluation: name(&spec.evaluation),
        evaluation_folder: folder(&spec.evaluation),
        status,
        reason: outcome.and_then(|outcome| outcome.reason_now(spec).cloned()),
        // One that is only claimed is none yet.
        made: made.filter(|_| outcome.is_some_and(|outcome| outcome.package.is_some())),
        score: outcome.and_then(|outcome| outcome.score),
        // A schedule of another store is none that is here.
        schedule: spec.schedule.clone().filter(|_| spec.imported.is_none()),
        created: spec.created,
        started: started.map(|started| started.at),
        ended: outcome.map(|outcome| outcome.ended),
        labels,
    }
}
