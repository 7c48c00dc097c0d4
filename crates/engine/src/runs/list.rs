//! Runs for lists, with their current status, which the index may not have yet.

use contract::{DatasetName, RunId, ScheduleId, Status};
use jiff::Timestamp;
use locales::Result;
use rundir::Started;
use store::run_list::{RunQuery, RunValues, UnderWay};
use store::run_sort::RunSort;
use store::runs::{RunLine, RunRow};

use super::{Run, RunPage};
use crate::parts::{Parts, Runs};
use crate::reads::Reads;

impl<S: Reads> Runs<'_, S> {
    /// Passes each run of the project to `take`, newest first, with its current status.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn each(&self, mut take: impl FnMut(Run)) -> Result<()> {
        self.0.read(|tables| tables.each_run(self.0.project(), |run| take(self.current_run(run))))
    }

    /// The same with only what a line of a list shows.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn each_line(&self, mut take: impl FnMut(RunLine<'_>)) -> Result<()> {
        self.0.read(|tables| {
            tables.each_run_line(self.0.project(), |mut run| {
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

    /// One page of the project's runs that match a query, with their current status.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn page(&self, query: &RunQuery) -> Result<RunPage> {
        // The index filters by status, but the directories have the current one.
        let mut under_way = Vec::new();
        for run in self.0.read(|tables| tables.open_runs())? {
            let known = (run.status, run.started);
            let Run(RunRow { id, project, status, started, .. }) = self.current_run(run);
            if project == *self.0.project() && (status, started) != known {
                under_way.push(UnderWay { id, status, started: started.filter(|_| started != known.1) });
            }
        }
        let query = RunQuery { project: self.0.project().clone(), ..query.clone() };
        if query.sort != RunSort::Queue.into() {
            return self
                .0
                .read(|tables| tables.run_page(&query, &under_way))
                .map(|page| self.current_page(page));
        }
        // The queue's order is not in the index. Few runs wait, compared with all runs.
        let all = RunQuery { offset: 0, limit: i64::MAX as u64, descending: false, ..query.clone() };
        let page = self.0.read(|tables| tables.run_page(&all, &under_way))?;
        let mut page = self.current_page(page);
        self.0.queue().file().sort(&mut page.runs);
        page.runs = page.runs.into_iter().skip(query.offset as usize).take(query.limit as usize).collect();
        Ok(page)
    }

    /// The packages, datasets and tags of the project's runs, also removed ones: the values by which their
    /// list can be filtered.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn values(&self) -> Result<RunValues> {
        self.0.read(|tables| tables.run_values(self.0.project()))
    }

    /// The runs of all projects that have not ended, in the order they were created.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn open(&self) -> Result<Vec<Run>> {
        let open = self.0.read(|tables| tables.open_runs())?;
        Ok(open.into_iter().map(|run| self.current_run(run)).collect())
    }

    /// The same for the project alone.
    pub(crate) fn open_in_project(&self) -> Result<Vec<Run>> {
        let mut open = self.open()?;
        open.retain(|run| run.project == *self.0.project());
        Ok(open)
    }

    /// The newest runs that used a dataset of the project, to train or to evaluate.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn on_dataset(&self, dataset: &DatasetName, limit: u64) -> Result<Vec<Run>> {
        let runs = self.0.read(|tables| tables.runs_on(self.0.project(), dataset, limit))?;
        Ok(runs.into_iter().map(|run| self.current_run(run)).collect())
    }

    /// The newest runs that a schedule made.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn of_schedule(&self, schedule: &ScheduleId, limit: u64) -> Result<Vec<Run>> {
        let runs = self.0.read(|tables| tables.runs_of(schedule, limit))?;
        Ok(runs.into_iter().map(|run| self.current_run(run)).collect())
    }

    fn current_page(&self, page: store::run_list::RunPage) -> RunPage {
        let runs = page.rows.into_iter().map(|run| self.current_run(run)).collect();
        RunPage { total: page.total, all: page.all, runs }
    }

    /// Adds what only the run's directory shows: that its code runs by now, or that it was started by a
    /// program that died before writing the row.
    pub(crate) fn current_run(&self, mut run: RunRow) -> Run {
        (run.status, run.started) = self.under_way(&run.id, run.status, run.started);
        Run(run)
    }

    fn under_way(
        &self,
        id: &RunId,
        mut status: Status,
        mut started: Option<Timestamp>,
    ) -> (Status, Option<Timestamp>) {
        let run = self.0.home().run(id);
        if status == Status::Queued
            && let Ok(begun) = rundir::read::<Started>(&run.started())
        {
            (status, started) = (Status::Packaging, Some(begun.at));
        }
        if status == Status::Packaging && run.running().exists() {
            status = Status::Running;
        }
        (status, started)
    }
}
