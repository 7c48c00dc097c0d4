//! What takes disk space in the store: how much, when it was last used, and what needs it.

mod damaged;
mod dependents;

pub(crate) use damaged::is_repaired;

use std::collections::HashMap;
use std::sync::OnceLock;

use contract::{DatasetName, PackageName, RunId};
use files::{parallel, tree};
use jiff::Timestamp;
use locales::{Failure, Message, Result};
use rundir::{Isolated, PackageChange, RunEventKind};
use store::projects::ProjectRow;

use crate::Run;
use crate::logged::Logged;
use crate::parts::{Parts, Runs, Storage};
use crate::reads::Reads;

/// Something that takes disk space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredThing {
    /// A Python environment, by its digest. A run that needs it builds it again.
    Environment(String),
    /// A package with all its versions.
    Package(PackageName),
    /// A dataset; if it is linked, only the link.
    Dataset(DatasetName),
    /// A run, with its pipeline's name.
    Run(RunId, String),
}

/// A thing with its size and use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The thing.
    pub thing: StoredThing,
    /// The project it belongs to. `None`: it belongs to the store.
    pub project: Option<ProjectRow>,
    /// Its size on the disk.
    pub bytes: u64,
    /// When it was last used.
    pub used: Timestamp,
    /// Why it cannot be removed: something needs it.
    pub blocked_by: Option<Message>,
    /// An environment of an older program, which no run uses any more.
    pub outdated: bool,
}

impl Storage<'_> {
    /// Everything that takes disk space, of all projects, the largest first. Looks at every file, except for
    /// the files of ended runs whose size is known.
    ///
    /// # Errors
    /// When something cannot be read.
    pub fn all(&self) -> Result<Vec<Stored>> {
        let (mut stored, open) = (Vec::new(), self.0.runs().open()?);
        for project in self.0.projects().all()? {
            stored.extend(self.0.in_project(&project.id).storage().stored_in(&project)?);
        }
        for cached in environments::cached_environments(&self.0.home().cache()) {
            let used = Timestamp::try_from(cached.used).unwrap_or_default();
            let blocked_by = self.environment_blocked_by(&open, &cached.digest);
            let bytes = tree::usage(&cached.root)?.bytes;
            let thing = StoredThing::Environment(cached.digest);
            stored.push(Stored { thing, project: None, bytes, used, blocked_by, outdated: cached.outdated });
        }
        stored.sort_by_key(|stored| std::cmp::Reverse(stored.bytes));
        Ok(stored)
    }

    /// What the current project, whose row is `project`, has on the disk.
    fn stored_in(&self, project: &ProjectRow) -> Result<Vec<Stored>> {
        let (mut stored, dependents) = (Vec::new(), self.dependents()?);
        let mut add = |thing, bytes, used, blocked_by| {
            stored.push(Stored {
                thing,
                project: Some(project.clone()),
                bytes,
                used,
                blocked_by,
                outdated: false,
            });
        };
        let (mut packages, mut datasets) = (HashMap::new(), HashMap::new());
        for (Run(run), bytes) in self.sized_runs()? {
            let used = run.ended.or(run.started).unwrap_or(run.created);
            latest(&mut packages, run.package, used);
            run.dataset.into_iter().chain(run.evaluation).for_each(|name| latest(&mut datasets, name, used));
            let blocked_by = (!run.status.is_end()).then(|| Message::RunNotEnded { id: run.id.to_string() });
            add(StoredThing::Run(run.id, run.name), bytes, used, blocked_by);
        }
        for (package, versions) in self.0.packages().all()? {
            let made = versions.iter().map(|version| version.created).max().unwrap_or(package.created);
            let used = packages.remove(&package.name).map_or(made, |used: Timestamp| used.max(made));
            let blocked_by = dependents.package(&package.name, None);
            let bytes = tree::usage(&self.0.home().package(&package.name))?.bytes;
            add(StoredThing::Package(package.name), bytes, used, blocked_by);
        }
        for dataset in self.0.datasets().all()? {
            let used =
                datasets.remove(&dataset.name).map_or(dataset.created, |used| used.max(dataset.created));
            let blocked_by = dependents.dataset(&dataset.name);
            let bytes = tree::usage(&self.0.home().dataset(&dataset.name))?.bytes;
            add(StoredThing::Dataset(dataset.name), bytes, used, blocked_by);
        }
        Ok(stored)
    }

    /// The project's runs with the size of each on the disk, in bytes. The files of an ended run are only
    /// measured once.
    fn sized_runs(&self) -> Result<Vec<(Run, u64)>> {
        let mut runs = Vec::new();
        self.0.runs().each(|run| runs.push(run))?;
        let known = self.0.read(|tables| tables.run_sizes(self.0.project()))?;
        let sizes: Vec<OnceLock<u64>> = runs
            .iter()
            .map(|run| known.get(&run.id).copied().map_or_else(OnceLock::new, OnceLock::from))
            .collect();
        let look = |(): &mut (), i: usize| {
            if sizes[i].get().is_none() {
                let _ = sizes[i].set(tree::usage(self.0.home().run(&runs[i].id).path())?.bytes);
            }
            Ok(())
        };
        parallel::each(runs.len(), || (), look)?;
        let sizes = sizes.into_iter().map(|size| size.into_inner().unwrap_or_default());
        let sized: Vec<(Run, u64)> = runs.into_iter().zip(sizes).collect();
        let is_new = |(run, _): &&(Run, u64)| run.ended.is_some() && !known.contains_key(&run.id);
        if sized.iter().any(|run| is_new(&run)) {
            let new = sized.iter().filter(is_new).map(|(run, bytes)| (&run.id, *bytes));
            // If they cannot be saved, they are measured again the next time.
            self.0.reader().index().save_run_sizes(new).logged("save the sizes of runs");
        }
        Ok(sized)
    }

    /// Removes a Python environment. Returns how many bytes that freed.
    ///
    /// # Errors
    /// It does not exist; a run uses it, or may be about to.
    pub fn remove_environment(&self, digest: &str) -> Result<u64> {
        // The change's lock keeps runs from being started at the same time.
        let gone = self.0.change_store::<_, Failure>(|change| {
            let cached = environments::cached_environments(&change.home().cache());
            let Some(cached) = cached.into_iter().find(|cached| cached.digest == digest) else {
                return Err(Message::EnvironmentUnknown { digest: digest.to_string() }.into());
            };
            if let Some(blocked_by) = change.storage().environment_blocked_by(&change.runs().open()?, digest)
            {
                return Err(blocked_by.into());
            }
            // The index does not depend on it.
            change.home().to_trash(&cached.root)
        })?;
        self.0.delete(&gone)
    }

    /// Removes the Python environments that no run uses any more, since an older program made them. Returns
    /// how many bytes that freed.
    ///
    /// # Errors
    /// An environment cannot be removed.
    pub fn remove_outdated_environments(&self) -> Result<u64> {
        let gone = self.0.change_store::<_, Failure>(|change| {
            let open = change.runs().open()?;
            let cached = environments::cached_environments(&change.home().cache())
                .into_iter()
                .filter(|cached| cached.outdated);
            // A run that an older program started may still use it.
            let free = cached
                .filter(|cached| change.storage().environment_blocked_by(&open, &cached.digest).is_none());
            free.map(|cached| change.home().to_trash(&cached.root)).collect::<Result<Vec<_>>>()
        })?;
        gone.iter().try_fold(0, |freed, gone| Ok(freed + self.0.delete(gone)?))
    }
}

impl<S: Reads> Storage<'_, S> {
    fn environment_blocked_by(&self, open: &[Run], digest: &str) -> Option<Message> {
        let uses = |run: &&Run| {
            // A run that has not recorded its environment yet may use any.
            run.started.is_some() && self.environment_of(&run.id).is_none_or(|taken| taken == digest)
        };
        let run = open.iter().find(uses)?.id.to_string();
        Some(Message::EnvironmentInUse { digest: digest.to_string(), run })
    }

    /// The environment that a run uses, which it records near the beginning.
    fn environment_of(&self, id: &RunId) -> Option<String> {
        rundir::first_event(&self.0.home().run(id), |event| match event {
            RunEventKind::Environment { digest, .. } => Some(digest),
            _ => None,
        })
    }
}

impl<S: Reads> Runs<'_, S> {
    /// How the run's code is isolated; `None` before it begins, and for runs of older programs.
    pub fn isolated(&self, id: &RunId) -> Option<Isolated> {
        rundir::first_event(&self.0.home().run(id), |event| match event {
            RunEventKind::Isolation(isolated) => Some(isolated),
            _ => None,
        })
    }

    /// The Python packages that the run's code installed or changed for itself, by name.
    pub fn installed(&self, id: &RunId) -> Vec<PackageChange> {
        let installed = rundir::last_event(&self.0.home().run(id), |event| match event {
            RunEventKind::Installed { packages } => Some(packages),
            _ => None,
        });
        installed.unwrap_or_default()
    }
}

fn latest<K: Eq + std::hash::Hash>(known: &mut HashMap<K, Timestamp>, name: K, used: Timestamp) {
    let last = known.entry(name).or_insert(used);
    *last = used.max(*last);
}
