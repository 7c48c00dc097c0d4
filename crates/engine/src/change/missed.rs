//! Entries of ML Logs that a killed program could not write any more.
//!
//! Whoever dies between a change and its entry leaves the store marked, so the next one rebuilds
//! the index; here it adds what the files tell and the log does not. A store of a program without
//! ML Logs gets its history the same way. What is not made good: files added to a dataset, which
//! leave no trace of their own, and a removal whose files were already deleted.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use contract::ProjectId;
use files::document;
use jiff::Timestamp;
use locales::{Message, Result};
use rundir::RunSpec;

use super::Change;
use super::rebuild::RunFiles;
use crate::datasets::DatasetFile;
use crate::packages::{PackageFile, VersionFile};
use crate::parts::Parts;
use crate::projects::ProjectFile;
use crate::reads::Reads;
use crate::{LogEntry, LogSubject, Schedule, datasets, packages, projects, runs, schedules};

/// When something of this kind was last recorded about a thing. What happened before that was recorded too.
#[derive(Default)]
struct Recorded(HashMap<Key, Timestamp>);

/// Two projects have things of the same name.
type Key = (ProjectId, Option<LogSubject>, &'static str);

impl Recorded {
    fn add(&mut self, entry: LogEntry) {
        let last = self.0.entry(key(&entry)).or_insert(entry.at);
        *last = entry.at.max(*last);
    }

    /// Whether `entry` was recorded when it happened, or later.
    fn knows(&self, entry: &LogEntry) -> bool {
        self.0.get(&key(entry)).is_some_and(|last| *last >= entry.at)
    }
}

fn key(entry: &LogEntry) -> Key {
    (entry.project.clone(), entry.about.clone(), entry.said.message.as_ref().map_or("", Message::code))
}

/// What the store holds according to its files.
pub(super) struct Known<'a> {
    pub(super) projects: &'a [ProjectFile],
    pub(super) packages: &'a [(PackageFile, Vec<VersionFile>)],
    pub(super) datasets: &'a [DatasetFile],
    pub(super) runs: &'a [RunFiles],
    pub(super) schedules: &'a [Schedule],
}

impl Known<'_> {
    /// The entries that ML Logs lack, oldest first.
    pub(super) fn missed(&self, change: &Change<'_>) -> Result<Vec<LogEntry>> {
        let mut recorded = Recorded::default();
        change.activity().each_of_all_projects(0, |_| true, |entry| recorded.add(entry))?;
        let mut all: Vec<_> = self.projects.iter().filter_map(projects::added).collect();
        for (package, versions) in self.packages {
            let project = &package.project;
            for file in versions {
                // Of a damaged version only the removal is known.
                if !file.digest.is_empty() {
                    all.push(packages::published(&package.name, file).of(project));
                }
                all.extend(file.removed.and_then(|at| {
                    // When the whole package was removed, only that is recorded.
                    let whole = packages::removed(at, &package.name, None).of(project);
                    let one = packages::removed(at, &package.name, Some(file.version)).of(project);
                    (package.removed.is_none() && !recorded.knows(&whole)).then_some(one)
                }));
            }
            all.extend(package.removed.map(|at| packages::removed(at, &package.name, None).of(project)));
        }
        all.extend(self.datasets.iter().map(|file| datasets::added(file).of(&file.project)));
        all.extend(self.schedules.iter().map(schedules::added));
        for (spec, _, outcome) in self.runs {
            all.push(runs::appeared(spec).of(&spec.project));
            // How a run of another store ended was recorded there.
            let own = outcome.as_ref().filter(|_| spec.imported.is_none());
            all.extend(own.map(|outcome| runs::ended(spec, outcome).of(&spec.project)));
        }
        all.retain(|entry| !recorded.knows(entry));
        all.extend(self.just_removed(change, &recorded));
        all.sort_by_key(|entry| entry.at);
        Ok(all)
    }

    /// The removals that were not recorded, of things that are in the trash and whose addition was recorded.
    fn just_removed(&self, change: &Change<'_>, recorded: &Recorded) -> Vec<LogEntry> {
        let mut missing = Vec::new();
        let now = change.timestamp();
        let within =
            |path: &Path| fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
        // Runs that were removed together lie in a folder together.
        let each: Vec<_> =
            within(&change.home().trash()).flat_map(|path| within(&path).chain([path.clone()])).collect();
        for path in each {
            let run = rundir::read::<RunSpec>(&path.join("spec.json"));
            let run = run.map(|spec| {
                let removed = runs::removed(now, &spec.id, &spec.name);
                (runs::appeared(&spec).of(&spec.project), removed.of(&spec.project))
            });
            let dataset = document::read::<DatasetFile>(&path.join("dataset.json"));
            let dataset = dataset.map(|file| {
                let removed = datasets::removed(now, &file.name);
                (datasets::added(&file).of(&file.project), removed.of(&file.project))
            });
            let schedule = document::read::<Schedule>(&path);
            let schedule = schedule.map(|file| (schedules::added(&file), schedules::removed(now, &file)));
            let project = document::read::<ProjectFile>(&path.join("project.json"));
            let project = project.map(|file| {
                let there = projects::added_at(file.created.unwrap_or(now), &file);
                (there, projects::removed(now, &file))
            });
            if let Ok((there, removed)) = run.or(dataset).or(schedule).or(project)
                // What was removed with its project is not recorded one by one.
                && self.projects.iter().any(|project| project.id == removed.project)
                && recorded.knows(&there)
                && !recorded.knows(&LogEntry { at: there.at, ..removed.clone() })
            {
                missing.push(removed);
            }
        }
        missing
    }
}
