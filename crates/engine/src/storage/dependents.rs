//! Runs and schedules that need packages and datasets, and block their removal.

use contract::{DatasetName, PackageName, RunForm, RunId, ScheduleId, Version};
use locales::{Failure, Message, Result};

use crate::parts::{Parts, Storage};
use crate::reads::Reads;
use crate::{Run, Schedule};

/// Why something cannot be removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockedBy {
    /// The sentence.
    pub message: Message,
    /// What needs it, if that is another thing.
    pub needed_by: Option<NeededBy>,
}

/// A run or a schedule that needs something, with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NeededBy {
    /// A run that has not ended.
    Run(RunId, String),
    /// A schedule that is not over.
    Schedule(ScheduleId, String),
}

impl From<BlockedBy> for Failure {
    fn from(blocked_by: BlockedBy) -> Self {
        blocked_by.message.into()
    }
}

impl BlockedBy {
    /// A run needs it. `message` is made of the run's name and id.
    pub(super) fn run(run: &Run, message: impl FnOnce(String, String) -> Message) -> Self {
        let needed_by = Some(NeededBy::Run(run.id.clone(), run.name.clone()));
        Self { message: message(run.name.clone(), run.id.to_string()), needed_by }
    }

    /// A schedule needs it. `message` is made of the schedule's name and id.
    fn schedule(schedule: &Schedule, message: impl FnOnce(String, String) -> Message) -> Self {
        let name = schedule.form.name.trim().to_string();
        let needed_by = Some(NeededBy::Schedule(schedule.id.clone(), name.clone()));
        Self { message: message(name, schedule.id.to_string()), needed_by }
    }
}

/// What needs packages and datasets: runs that have not ended, and schedules that are not over.
pub(crate) struct Dependents {
    runs: Vec<Run>,
    schedules: Vec<Schedule>,
}

impl<S: Reads> Storage<'_, S> {
    /// The dependents in the project.
    pub(crate) fn dependents(&self) -> Result<Dependents> {
        let now = self.0.now();
        let mut schedules = self.0.schedules().all();
        schedules.retain(|schedule| !schedule.is_over(&now));
        Ok(Dependents { runs: self.0.runs().open_in_project()?, schedules })
    }
}

impl Dependents {
    /// Why a version of a package cannot be removed; or any of its versions.
    pub(crate) fn package(&self, name: &PackageName, version: Option<Version>) -> Option<BlockedBy> {
        let is_it = |package: &PackageName, number: Version| {
            package == name && version.is_none_or(|version| version == number)
        };
        let run = self.runs.iter().find(|run| is_it(&run.package, run.version));
        let by_run = run.map(|by| {
            let (name, version) = (by.package.to_string(), by.version.to_string());
            BlockedBy::run(by, |run, id| Message::PackageInUse { name, version, run, id })
        });
        by_run.or_else(|| {
            let by = self.schedule(|form| is_it(&form.package, form.version))?;
            let (name, version) = (by.form.package.to_string(), by.form.version.to_string());
            let message = |schedule, id| Message::PackageScheduled { name, version, schedule, id };
            Some(BlockedBy::schedule(by, message))
        })
    }

    /// Why a dataset cannot be removed.
    pub(crate) fn dataset(&self, name: &DatasetName) -> Option<BlockedBy> {
        let named = name.to_string();
        let run = self.runs.iter().find(|run| [&run.dataset, &run.evaluation].contains(&&Some(name.clone())));
        if let Some(by) = run {
            return Some(BlockedBy::run(by, |run, id| Message::DatasetInUse { name: named, run, id }));
        }
        let by =
            self.schedule(|form| form.input.iter().chain(&form.evaluation).any(|(used, _)| used == name))?;
        Some(BlockedBy::schedule(by, |schedule, id| Message::DatasetScheduled { name: named, schedule, id }))
    }

    /// A schedule, paused or not, whose runs need something.
    fn schedule(&self, needs: impl Fn(&RunForm) -> bool) -> Option<&Schedule> {
        self.schedules.iter().find(|schedule| needs(&schedule.form))
    }
}
