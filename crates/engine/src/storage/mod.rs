//! What takes disk in the store: how much, when it was used last, and what needs it.

mod damaged;
mod needs;

pub(crate) use damaged::is_mended;

use std::collections::HashMap;
use std::sync::OnceLock;

use contract::{DatasetName, PackageName, RunId};
use files::{parallel, tree};
use jiff::Timestamp;
use locales::{Failure, Message, Result};
use rundir::{PackageChange, RunEventKind};
use store::projects::ProjectRow;

use crate::Run;
use crate::logged::Logged;
use crate::parts::{Parts, Runs, Storage};
use crate::reads::Reads;

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

impl Storage<'_> {
    /// Everything that takes disk, of all projects, the largest first. Looks at every file, but for those of
    /// runs that have ended, once it has.
    ///
    /// # Errors
    /// When something cannot be read.
    pub fn all(&self) -> Result<Vec<Stored>> {
        let (mut stored, open) = (Vec::new(), self.0.runs().open()?);
        for project in self.0.projects().all()? {
            stored.extend(self.0.in_project(&project.id).storage().held(&project)?);
        }
        for kept in environments::cached_environments(&self.0.home().cache()) {
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
        for (package, versions) in self.0.packages().all()? {
            let made = versions.iter().map(|version| version.created).max().unwrap_or(package.created);
            let used = packages.remove(&package.name).map_or(made, |used: Timestamp| used.max(made));
            let needed = needs.package(&package.name, None);
            let bytes = tree::usage(&self.0.home().package(&package.name))?.bytes;
            hold(StoredThing::Package(package.name), bytes, used, needed);
        }
        for dataset in self.0.datasets().all()? {
            let used =
                datasets.remove(&dataset.name).map_or(dataset.created, |used| used.max(dataset.created));
            let needed = needs.dataset(&dataset.name);
            let bytes = tree::usage(&self.0.home().dataset(&dataset.name))?.bytes;
            hold(StoredThing::Dataset(dataset.name), bytes, used, needed);
        }
        Ok(held)
    }

    /// The project's runs with what each takes on the disk, in bytes. The files of one that has ended are
    /// looked at once.
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
            // What cannot be kept is looked at again the next time.
            self.0.reader().index().keep_run_sizes(new).logged("save the sizes of runs");
        }
        Ok(sized)
    }

    /// Removes a Python environment. Returns how many bytes that freed.
    ///
    /// # Errors
    /// There is none; a run uses it, or may be about to.
    pub fn remove_environment(&self, digest: &str) -> Result<u64> {
        // No run is started meanwhile.
        let gone = self.0.change_store::<_, Failure>(|change| {
            let kept = environments::cached_environments(&change.home().cache());
            let Some(kept) = kept.into_iter().find(|kept| kept.digest == digest) else {
                return Err(Message::EnvironmentUnknown { digest: digest.to_string() }.into());
            };
            if let Some(needed) = change.storage().environment_need(&change.runs().open()?, digest) {
                return Err(needed.into());
            }
            // The index does not depend on it.
            change.home().to_trash(&kept.root)
        })?;
        self.0.delete(&gone)
    }

    /// Removes the Python environments that no run takes any more, since an older program made them. Returns how
    /// many bytes that freed.
    ///
    /// # Errors
    /// One cannot be removed.
    pub fn remove_outdated_environments(&self) -> Result<u64> {
        let gone = self.0.change_store::<_, Failure>(|change| {
            let open = change.runs().open()?;
            let kept = environments::cached_environments(&change.home().cache())
                .into_iter()
                .filter(|kept| kept.outdated);
            // A run that an older program started may still use it.
            let free = kept.filter(|kept| change.storage().environment_need(&open, &kept.digest).is_none());
            free.map(|kept| change.home().to_trash(&kept.root)).collect::<Result<Vec<_>>>()
        })?;
        gone.iter().try_fold(0, |freed, gone| Ok(freed + self.0.delete(gone)?))
    }
}

impl<S: Reads> Storage<'_, S> {
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
        rundir::first_event(&self.0.home().run(id), |event| match event {
            RunEventKind::Environment { digest, .. } => Some(digest),
            _ => None,
        })
    }
}

impl<S: Reads> Runs<'_, S> {
    /// The Python packages that the run's code changed for itself alone, by name.
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
