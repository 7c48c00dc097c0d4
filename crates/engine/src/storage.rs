//! What takes disk in the store: how much, when it was used last, and what needs it.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};

use contract::{DatasetName, Event, EventKind, PackageName, RunId, Version};
use files::tree;
use jiff::Timestamp;
use locales::{Message, Result};
use store::projects::ProjectRow;
use store::runs::RunRow;

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
}

impl Engine {
    /// Everything that takes disk, of all projects, the largest first. Looks at every file.
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
            stored.push(Stored { thing, project: None, bytes, used, needed });
        }
        stored.sort_by_key(|stored| std::cmp::Reverse(stored.bytes));
        Ok(stored)
    }

    /// What this project, whose row that is, has on the disk.
    fn held(&self, project: &ProjectRow) -> Result<Vec<Stored>> {
        let (mut held, open) = (Vec::new(), self.own_open_runs()?);
        let mut hold = |thing, bytes, used, needed| {
            held.push(Stored { thing, project: Some(project.clone()), bytes, used, needed });
        };
        let (mut packages, mut datasets) = (HashMap::new(), HashMap::new());
        let mut runs = Vec::new();
        self.each_run(|run| runs.push(run))?;
        for run in runs {
            let used = run.ended.or(run.started).unwrap_or(run.created);
            latest(&mut packages, run.package, used);
            run.dataset.into_iter().chain(run.evaluation).for_each(|name| latest(&mut datasets, name, used));
            let needed = (!run.status.is_end()).then(|| Message::RunNotEnded { id: run.id.to_string() });
            let bytes = tree::usage(self.home.run(&run.id).path())?.bytes;
            hold(StoredThing::Run(run.id, run.name), bytes, used, needed);
        }
        for (package, versions) in self.packages()? {
            let made = versions.iter().map(|version| version.created).max().unwrap_or(package.created);
            let used = packages.remove(&package.name).map_or(made, |used: Timestamp| used.max(made));
            let needed = package_need(&open, &package.name, None);
            let bytes = tree::usage(&self.home.package(&package.name))?.bytes;
            hold(StoredThing::Package(package.name), bytes, used, needed);
        }
        for dataset in self.datasets()? {
            let used =
                datasets.remove(&dataset.name).map_or(dataset.created, |used| used.max(dataset.created));
            let needed = dataset_need(&open, &dataset.name);
            let bytes = tree::usage(&self.home.dataset(&dataset.name))?.bytes;
            hold(StoredThing::Dataset(dataset.name), bytes, used, needed);
        }
        Ok(held)
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

    fn environment_need(&self, open: &[RunRow], digest: &str) -> Option<Message> {
        let uses = |run: &&RunRow| {
            // One that has not told yet which it takes may take any.
            run.started.is_some() && self.environment_of(&run.id).is_none_or(|taken| taken == digest)
        };
        let run = open.iter().find(uses)?.id.to_string();
        Some(Message::EnvironmentInUse { digest: digest.to_string(), run })
    }

    /// The environment that a run has told to take: told near the beginning.
    fn environment_of(&self, id: &RunId) -> Option<String> {
        let events = BufReader::new(File::open(self.home.run(id).events()).ok()?);
        events.lines().map_while(std::io::Result::ok).find_map(|line| match serde_json::from_str(&line) {
            Ok(Event { kind: EventKind::Environment { digest, .. }, .. }) => Some(digest),
            _ => None,
        })
    }
}

fn latest<K: Eq + std::hash::Hash>(known: &mut HashMap<K, Timestamp>, name: K, used: Timestamp) {
    let last = known.entry(name).or_insert(used);
    *last = used.max(*last);
}

/// What of its project needs a version of a package, or any of them: a run that has not ended.
pub(crate) fn package_need(open: &[RunRow], name: &PackageName, version: Option<Version>) -> Option<Message> {
    let needs = |run: &&RunRow| run.package == *name && version.is_none_or(|version| version == run.version);
    let run = open.iter().find(needs)?;
    Some(Message::PackageInUse { name: name.to_string(), run: run.id.to_string() })
}

/// What of its project needs a dataset: a run that has not ended.
pub(crate) fn dataset_need(open: &[RunRow], name: &DatasetName) -> Option<Message> {
    let needs = |run: &&RunRow| [&run.dataset, &run.evaluation].contains(&&Some(name.clone()));
    let run = open.iter().find(needs)?;
    Some(Message::DatasetInUse { name: name.to_string(), run: run.id.to_string() })
}
