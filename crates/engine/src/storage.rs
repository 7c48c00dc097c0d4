//! What takes disk in the store: how much, when it was used last, and what needs it.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::{Run, Schedule};
use contract::{DatasetName, PackageName, RunForm, RunId, Version};
use files::{parallel, tree};
use jiff::{Timestamp, Zoned};
use locales::{Message, Result};
use rundir::{EventKind, PackageChange};
use store::projects::ProjectRow;

use crate::Engine;

/// Something that takes disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredThing {
    /// A Python environment, by its digest. A run that wants it builds it again.
    Environment(String),
    /// A package with all its versions.
    Package(PackageName),
    /// A dataset; of a link only the link.
    Dataset(DatasetName),
    /// A run, with its pipeline's name.
    Run(RunId, String),
}

/// What is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// What it is.
    pub thing: StoredThing,
    /// The project that has it; none: it is the store's.
    pub project: Option<ProjectRow>,
    /// What it takes on the disk.
    pub bytes: u64,
    /// When it was used last.
    pub used: Timestamp,
    /// Why it cannot be removed: what needs it.
    pub needed: Option<Message>,
    /// An environment of an older program, which no run takes any more.
    pub outdated: bool,
}

impl Engine {
    /// Everything that takes disk, of all projects, the largest first. Looks at every file, but for those of
    /// runs that have ended, once it has.
    ///
    /// # Errors
    /// When something cannot be read.
    pub fn storage(&self) -> Result<Vec<Stored>> {
        let (mut stored, open) = (Vec::new(), self.open_runs()?);
        for project in self.projects()? {
            stored.extend(self.in_project(&project.id).held(&project)?);
        }
        for kept in environments::kept(&self.home.cache()) {
            let used = Timestamp::try_from(kept.used).unwrap_or_default();
            let needed = self.environment_need(&open, &kept.digest);
            let bytes = tree::usage(&kept.root)?.bytes;
            let thing = StoredThing::Environment(kept.digest);
            stored.push(Stored { thing, project: None, bytes, used, needed, outdated: kept.outdated });
        }
        stored.sort_by_key(|stored| std::cmp::Reverse(stored.bytes));
        Ok(stored)
    }

    /// What this project, whose row that is, has on the disk.
    fn held(&self, project: &ProjectRow) -> Result<Vec<Stored>> {
        let (mut held, needs) = (Vec::new(), self.needs()?);
        let mut hold = |thing, bytes, used, needed| {
            held.push(Stored { thing, project: Some(project.clone()), bytes, used, needed, outdated: false });
        };
        let (mut packages, mut datasets) = (HashMap::new(), HashMap::new());
        for (Run(run), bytes) in self.sized_runs()? {
            let used = run.ended.or(run.started).unwrap_or(run.created);
            latest(&mut packages, run.package, used);
            run.dataset.into_iter().chain(run.evaluation).for_each(|name| latest(&mut datasets, name, used));
            let needed = (!run.status.is_end()).then(|| Message::RunNotEnded { id: run.id.to_string() });
            hold(StoredThing::Run(run.id, run.name), bytes, used, needed);
        }
        for (package, versions) in self.packages()? {
            let made = versions.iter().map(|version| version.created).max().unwrap_or(package.created);
            let used = packages.remove(&package.name).map_or(made, |used: Timestamp| used.max(made));
            let needed = needs.package(&package.name, None);
            let bytes = tree::usage(&self.home.package(&package.name))?.bytes;
            hold(StoredThing::Package(package.name), bytes, used, needed);
        }
        for dataset in self.datasets()? {
            let used =
                datasets.remove(&dataset.name).map_or(dataset.created, |used| used.max(dataset.created));
            let needed = needs.dataset(&dataset.name);
            let bytes = tree::usage(&self.home.dataset(&dataset.name))?.bytes;
            hold(StoredThing::Dataset(dataset.name), bytes, used, needed);
        }
        Ok(held)
    }

    /// The project's runs with what each takes on the disk, in bytes. The files of one that has ended are
    /// looked at once.
    fn sized_runs(&self) -> Result<Vec<(Run, u64)>> {
        let mut runs = Vec::new();
        self.each_run(|run| runs.push(run))?;
        let known = self.read(|tables| tables.run_sizes(self.project()))?;
        let sizes: Vec<OnceLock<u64>> = runs
            .iter()
            .map(|run| known.get(&run.id).copied().map_or_else(OnceLock::new, OnceLock::from))
            .collect();
        let look = |(): &mut (), i: usize| {
            if sizes[i].get().is_none() {
                let _ = sizes[i].set(tree::usage(self.home.run(&runs[i].id).path())?.bytes);
            }
            Ok(())
        };
        parallel::each(runs.len(), || (), look)?;
        let sizes = sizes.into_iter().map(|size| size.into_inner().unwrap_or_default());
        let sized: Vec<(Run, u64)> = runs.into_iter().zip(sizes).collect();
        let is_new = |(run, _): &&(Run, u64)| run.ended.is_some() && !known.contains_key(&run.id);
        if sized.iter().any(|run| is_new(&run)) {
            let mut new = sized.iter().filter(is_new);
            // What cannot be kept is looked at again the next time.
            let _ =
                self.write(|tables| new.try_for_each(|(run, bytes)| tables.put_run_size(&run.id, *bytes)));
        }
        Ok(sized)
    }

    /// Removes a Python environment. Answers how many bytes that freed.
    ///
    /// # Errors
    /// There is none; a run uses it, or may be about to.
    pub fn remove_environment(&self, digest: &str) -> Result<u64> {
        // No run is started as long as it is held.
        let lock = self.lock_store()?;
        let known = environments::kept(&self.home.cache()).into_iter().find(|kept| kept.digest == digest);
        let Some(kept) = known else {
            return Err(Message::EnvironmentUnknown { digest: digest.to_string() }.into());
        };
        if let Some(needed) = self.environment_need(&self.open_runs()?, digest) {
            return Err(needed.into());
        }
        let gone = self.home.to_trash(&kept.root)?;
        drop(lock);
        self.delete(&gone)
    }

    /// Removes the Python environments that no run takes any more, since an older program made them. Answers how
    /// many bytes that freed.
    ///
    /// # Errors
    /// One cannot be removed.
    pub fn remove_outdated_environments(&self) -> Result<u64> {
        let lock = self.lock_store()?;
        let open = self.open_runs()?;
        let mut gone = Vec::new();
        for kept in environments::kept(&self.home.cache()).into_iter().filter(|kept| kept.outdated) {
            // A run that an older program started may still use it.
            if self.environment_need(&open, &kept.digest).is_none() {
                gone.push(self.home.to_trash(&kept.root)?);
            }
        }
        drop(lock);
        gone.iter().try_fold(0, |freed, gone| Ok(freed + self.delete(gone)?))
    }

    /// The Python packages that the run's code changed for itself alone, by name.
    pub fn installed(&self, id: &RunId) -> Vec<PackageChange> {
        let installed = rundir::last_event(&self.home.run(id), |event| match event {
            EventKind::Installed { packages } => Some(packages),
            _ => None,
        });
        installed.unwrap_or_default()
    }

    fn environment_need(&self, open: &[Run], digest: &str) -> Option<Message> {
        let uses = |run: &&Run| {
            // One that has not told yet which it takes may take any.
            run.started.is_some() && self.environment_of(&run.id).is_none_or(|taken| taken == digest)
        };
        let run = open.iter().find(uses)?.id.to_string();
        Some(Message::EnvironmentInUse { digest: digest.to_string(), run })
    }

    /// The environment that a run has told to take: told near the beginning.
    fn environment_of(&self, id: &RunId) -> Option<String> {
        rundir::first_event(&self.home.run(id), |event| match event {
            EventKind::Environment { digest, .. } => Some(digest),
            _ => None,
        })
    }
}

fn latest<K: Eq + std::hash::Hash>(known: &mut HashMap<K, Timestamp>, name: K, used: Timestamp) {
    let last = known.entry(name).or_insert(used);
    *last = used.max(*last);
}

/// What needs packages and datasets: runs that have not ended, and schedules that go on.
pub(crate) struct Needs {
    runs: Vec<Run>,
    schedules: Vec<Schedule>,
}

impl Engine {
    /// In the project.
    pub(crate) fn needs(&self) -> Result<Needs> {
        let now = Zoned::now();
        let mut schedules = self.schedules();
        schedules.retain(|schedule| !schedule.is_over(&now));
        Ok(Needs { runs: self.own_open_runs()?, schedules })
    }
}

impl Needs {
    /// What needs a version of a package, or any of them.
    pub(crate) fn package(&self, name: &PackageName, version: Option<Version>) -> Option<Message> {
        let is_it = |package: &PackageName, number: Version| {
            package == name && version.is_none_or(|version| version == number)
        };
        let run = self.runs.iter().find(|run| is_it(&run.package, run.version));
        let by_run = run.map(|run| {
            let (name, version) = (run.package.to_string(), run.version.to_string());
            Message::PackageInUse { name, version, run: run.id.to_string() }
        });
        by_run.or_else(|| {
            let Schedule { form, id, .. } = self.schedule(|form| is_it(&form.package, form.version))?;
            let (name, version) = (form.package.to_string(), form.version.to_string());
            Some(Message::PackageScheduled { name, version, schedule: id.to_string() })
        })
    }

    /// What needs a dataset.
    pub(crate) fn dataset(&self, name: &DatasetName) -> Option<Message> {
        let named = || name.to_string();
        let run = self.runs.iter().find(|run| [&run.dataset, &run.evaluation].contains(&&Some(name.clone())));
        let by_run = run.map(|run| Message::DatasetInUse { name: named(), run: run.id.to_string() });
        by_run.or_else(|| {
            let uses =
                |form: &RunForm| form.input.iter().chain(&form.evaluation).any(|(used, _)| used == name);
            Some(Message::DatasetScheduled { name: named(), schedule: self.schedule(uses)?.id.to_string() })
        })
    }

    /// A schedule, paused or not, whose runs need something.
    fn schedule(&self, needs: impl Fn(&RunForm) -> bool) -> Option<&Schedule> {
        self.schedules.iter().find(|schedule| needs(&schedule.form))
    }
}
