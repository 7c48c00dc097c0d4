//! What takes disk space in the store: how much, when it was last used, and what needs it.

mod damaged;
mod dependents;
mod removal;

pub(crate) use damaged::is_repaired;
pub use dependents::{BlockedBy, NeededBy};
pub use removal::{Removable, Removed};
pub(crate) use removal::{Trash, needed, sweep};

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::OnceLock;

use contract::{DatasetName, PackageName, PythonVersion, RunId};
use files::{parallel, tree};
use jiff::Timestamp;
use locales::{Message, Result};
use rundir::{Isolated, PackageChange, RunEventKind};
use store::projects::ProjectRow;

use crate::Run;
use crate::logged::Logged;
use crate::parts::{Runs, Storage};
use crate::reads::Reads;

/// Of how many versions the environment is read from a run, which takes a moment for each.
const VERSIONS: usize = 1000;

/// Something that takes disk space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredThing {
    /// A Python environment. A run that needs it builds it again.
    Environment(Environment),
    /// A package with all its versions.
    Package(PackageName),
    /// A dataset; if it is linked, only the link.
    Dataset(DatasetName),
    /// A run, with its pipeline's name.
    Run(RunId, String),
    /// The contents that runs and datasets keep, without those that are files of a dataset as well. They go with the
    /// last thing that needs them.
    Kept,
}

/// A Python environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    /// Its digest, by which it is removed.
    pub digest: String,
    /// Its Python. `None`: an older program built it, and no run uses it any more.
    pub python: Option<PythonVersion>,
    /// The packages whose runs used it, as far as there are such runs.
    pub packages: BTreeSet<PackageName>,
}

impl Environment {
    /// Whether no run uses it any more.
    pub fn is_outdated(&self) -> bool {
        self.python.is_none()
    }
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
    pub blocked_by: Option<BlockedBy>,
}

/// The packages that use each environment.
type Users = HashMap<String, BTreeSet<PackageName>>;

impl Storage<'_> {
    /// Everything that takes disk space, of all projects, the largest first. Looks at every file, except for
    /// the files of ended runs whose size is known.
    ///
    /// # Errors
    /// When something cannot be read.
    pub fn all(&self) -> Result<Vec<Stored>> {
        let (mut stored, mut users, open) = (Vec::new(), Users::new(), self.0.runs().open()?);
        for project in self.0.projects().all()? {
            stored.extend(self.0.in_project(&project.id).storage().stored_in(&project, &mut users)?);
        }
        for cached in environments::cached_environments(&self.0.home().cache()) {
            let used = Timestamp::try_from(cached.used).unwrap_or_default();
            let blocked_by = self.environment_blocked_by(&open, &cached.digest);
            let (bytes, digest, python) = (cached.bytes()?, cached.digest, cached.python);
            let packages = users.remove(&digest).unwrap_or_default();
            let thing = StoredThing::Environment(Environment { digest, python, packages });
            stored.push(Stored { thing, project: None, bytes, used, blocked_by });
        }
        // What was removed and can still be restored needs its data, but not for long.
        let keeps = |stored: &Stored| matches!(stored.thing, StoredThing::Run(..) | StoredThing::Dataset(_));
        let is_kept = stored.iter().any(keeps);
        let bytes = if is_kept { self.0.home().snapshots().usage()? } else { 0 };
        if bytes > 0 {
            // Something needs all of it now.
            let (used, message) = (self.0.timestamp(), Message::KeptDataNeeded);
            let blocked_by = Some(BlockedBy { message, needed_by: None });
            stored.push(Stored { thing: StoredThing::Kept, project: None, bytes, used, blocked_by });
        }
        stored.sort_by_key(|stored| std::cmp::Reverse(stored.bytes));
        Ok(stored)
    }

    /// What the current project, whose row is `project`, has on the disk. Its packages are added to the `users` of
    /// their environments.
    fn stored_in(&self, project: &ProjectRow, users: &mut Users) -> Result<Vec<Stored>> {
        let (mut stored, dependents) = (Vec::new(), self.dependents()?);
        let mut add = |thing, bytes, used, blocked_by| {
            stored.push(Stored { thing, project: Some(project.clone()), bytes, used, blocked_by });
        };
        let (mut packages, mut datasets, mut versions) = (HashMap::new(), HashMap::new(), HashSet::new());
        for (Run(run), bytes) in self.sized_runs()? {
            let used = run.ended.or(run.started).unwrap_or(run.created);
            // The newest run of a version is enough: the others used the same environment, or one that is gone.
            if run.started.is_some()
                && versions.len() < VERSIONS
                && versions.insert((run.package.clone(), run.version))
                && let Some(digest) = self.environment_of(&run.id)
            {
                users.entry(digest).or_default().insert(run.package.clone());
            }
            latest(&mut packages, run.package, used);
            run.dataset.into_iter().chain(run.evaluation).for_each(|name| latest(&mut datasets, name, used));
            let message = || Message::RunNotEnded { id: run.id.to_string() };
            let blocked_by =
                (!run.status.is_end()).then(|| BlockedBy { message: message(), needed_by: None });
            add(StoredThing::Run(run.id, run.name), bytes, used, blocked_by);
        }
        let (all_packages, all_datasets) = (self.0.packages().all()?, self.0.datasets().all()?);
        let home = self.0.home();
        let folders: Vec<_> = (all_packages.iter().map(|(package, _)| home.package(&package.name)))
            .chain(all_datasets.iter().map(|dataset| home.dataset(&dataset.name)))
            .collect();
        let mut sizes = sizes(&folders)?.into_iter();
        for (package, versions) in all_packages {
            let made = versions.iter().map(|version| version.created).max().unwrap_or(package.created);
            let used = packages.remove(&package.name).map_or(made, |used: Timestamp| used.max(made));
            let blocked_by = dependents.package(&package.name, None);
            add(StoredThing::Package(package.name), sizes.next().unwrap_or(0), used, blocked_by);
        }
        for dataset in all_datasets {
            let used =
                datasets.remove(&dataset.name).map_or(dataset.created, |used| used.max(dataset.created));
            let blocked_by = dependents.dataset(&dataset.name);
            add(StoredThing::Dataset(dataset.name), sizes.next().unwrap_or(0), used, blocked_by);
        }
        Ok(stored)
    }

    /// The project's runs with the size of each on the disk, in bytes. The files of an ended run are only
    /// measured once.
    fn sized_runs(&self) -> Result<Vec<(Run, u64)>> {
        let mut runs = Vec::new();
        self.0.runs().each(|run| runs.push(run))?;
        let known = self.0.read(|tables| tables.run_sizes(self.0.project()))?;
        let unknown: Vec<&Run> = runs.iter().filter(|run| !known.contains_key(&run.id)).collect();
        let folders: Vec<_> =
            unknown.iter().map(|run| self.0.home().run(&run.id).path().to_path_buf()).collect();
        let new: HashMap<RunId, u64> =
            unknown.iter().map(|run| run.id.clone()).zip(sizes(&folders)?).collect();
        if unknown.iter().any(|run| run.ended.is_some()) {
            let ended = unknown.iter().filter(|run| run.ended.is_some());
            // If they cannot be saved, they are measured again the next time.
            let saved = ended.map(|run| (&run.id, new[&run.id]));
            self.0.reader().index().save_run_sizes(saved).logged("save the sizes of runs");
        }
        let size = |id| known.get(id).or_else(|| new.get(id)).copied().unwrap_or(0);
        let bytes: Vec<u64> = runs.iter().map(|run| size(&run.id)).collect();
        Ok(runs.into_iter().zip(bytes).collect())
    }

    /// Removes the Python environments that no run uses any more, since an older program made them. They
    /// can be restored as those of [`Storage::remove`].
    ///
    /// # Errors
    /// An environment cannot be removed.
    pub fn remove_outdated_environments(&self) -> Result<Removed> {
        let open = self.0.runs().open()?;
        // A run that an older program started may still use it.
        let is_free = |digest: &String| self.environment_blocked_by(&open, digest).is_none();
        let cached = environments::cached_environments(&self.0.home().cache()).into_iter();
        let outdated = cached.filter(|cached| cached.python.is_none()).map(|cached| cached.digest);
        let free: Vec<_> = outdated.filter(is_free).map(Removable::Environment).collect();
        self.remove(&free)
    }
}

impl<S: Reads> Storage<'_, S> {
    /// Why an environment cannot be removed.
    pub(crate) fn environment_blocked_by(&self, open: &[Run], digest: &str) -> Option<BlockedBy> {
        let uses = |run: &&Run| {
            // A run that has not recorded its environment yet may use any.
            run.started.is_some() && self.environment_of(&run.id).is_none_or(|taken| taken == digest)
        };
        let digest = digest.to_string();
        Some(BlockedBy::run(open.iter().find(uses)?, |run, _| Message::EnvironmentInUse { digest, run }))
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

/// The sizes of folders on the disk, in bytes.
fn sizes(folders: &[PathBuf]) -> Result<Vec<u64>> {
    let sizes: Vec<OnceLock<u64>> = folders.iter().map(|_| OnceLock::new()).collect();
    let measure = |(): &mut (), i: usize| {
        let _ = sizes[i].set(tree::usage(&folders[i])?.bytes);
        Ok(())
    };
    parallel::each(folders.len(), || (), measure)?;
    Ok(sizes.into_iter().map(|size| size.into_inner().unwrap_or_default()).collect())
}

fn latest<K: Eq + std::hash::Hash>(known: &mut HashMap<K, Timestamp>, name: K, used: Timestamp) {
    let last = known.entry(name).or_insert(used);
    *last = used.max(*last);
}
