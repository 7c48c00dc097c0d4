//! Runs and schedules that need packages and datasets, and block their removal.

use contract::{DatasetName, PackageName, RunForm, Version};
use locales::{Message, Result};

use crate::parts::{Parts, Storage};
use crate::reads::Reads;
use crate::{Run, Schedule};

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
    pub(crate) fn package(&self, name: &PackageName, version: Option<Version>) -> Option<Message> {
        let is_it = |package: &PackageName, number: Version| {
            package == name && version.is_none_or(|version| version == number)
        };
        let run = self.runs.iter().find(|run| is_it(&run.package, run.version));
        let by_run = run.map(|run| {
            let (name, version) = (run.package.to_string(), run.version.to_string());
            Message::PackageInUse { name, version, run: run.name.clone(), id: run.id.to_string() }
        });
        by_run.or_else(|| {
            let Schedule { form, id, .. } = self.schedule(|form| is_it(&form.package, form.version))?;
            let (name, version) = (form.package.to_string(), form.version.to_string());
            let schedule = form.name.trim().to_string();
            Some(Message::PackageScheduled { name, version, schedule, id: id.to_string() })
        })
    }

    /// Why a dataset cannot be removed.
    pub(crate) fn dataset(&self, name: &DatasetName) -> Option<Message> {
        let named = || name.to_string();
        let run = self.runs.iter().find(|run| [&run.dataset, &run.evaluation].contains(&&Some(name.clone())));
        let by_run = run.map(|run| Message::DatasetInUse {
            name: named(),
            run: run.name.clone(),
            id: run.id.to_string(),
        });
        by_run.or_else(|| {
            let uses =
                |form: &RunForm| form.input.iter().chain(&form.evaluation).any(|(used, _)| used == name);
            let Schedule { form, id, .. } = self.schedule(uses)?;
            let schedule = form.name.trim().to_string();
            Some(Message::DatasetScheduled { name: named(), schedule, id: id.to_string() })
        })
    }

    /// A schedule, paused or not, whose runs need something.
    fn schedule(&self, needs: impl Fn(&RunForm) -> bool) -> Option<&Schedule> {
        self.schedules.iter().find(|schedule| needs(&schedule.form))
    }
}
