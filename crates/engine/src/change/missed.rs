//! Entries of ML Logs that a killed program could no longer write.
//!
//! A program that dies between a change and its entry leaves the store dirty, so the next one rebuilds the
//! index; it also adds the entries here that the files imply and the log lacks. The store of a program
//! without ML Logs gets its history the same way. Two things cannot be recovered: files added to a dataset,
//! which leave no trace, and a removal whose files were already deleted.

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

/// When an event of this kind was last recorded about a thing. Everything before that was recorded too.
#[derive(Default)]
struct LoggedTimes(HashMap<Key, Timestamp>);

/// Two projects can have things of the same name.
type Key = (ProjectId, Option<LogSubject>, &'static str);

impl LoggedTimes {
    fn add(&mut self, entry: LogEntry) {
        let last = self.0.entry(key(&entry)).or_insert(entry.at);
        *last = entry.at.max(*last);
    }

    /// Whether `entry` was recorded when it happened, or later.
    fn contains(&self, entry: &LogEntry) -> bool {
        self.0.get(&key(entry)).is_some_and(|last| *last >= entry.at)
    }
}

fn key(entry: &LogEntry) -> Key {
    (entry.project.clone(), entry.about.clone(), entry.message.message.as_ref().map_or("", Message::code))
}

/// The contents of the store's files.
pub(super) struct StoreFiles<'a> {
    pub(super) projects: &'a [ProjectFile],
    pub(super) packages: &'a [(PackageFile, Vec<VersionFile>)],
    pub(super) datasets: &'a [DatasetFile],
    pub(super) runs: &'a [RunFiles],
    pub(super) schedules: &'a [Schedule],
}

impl StoreFiles<'_> {
    /// The entries that ML Logs lack, oldest first.
    pub(super) fn missed(&self, change: &Change<'_>) -> Result<Vec<LogEntry>> {
        let mut logged = LoggedTimes::default();
        change.activity().each_of_all_projects(0, |_| true, |entry| logged.add(entry))?;
        let mut all: Vec<_> = self.projects.iter().filter_map(projects::added).collect();
        for (package, versions) in self.packages {
            let project = &package.project;
            for file in versions {
                // Only the removal of a damaged version is known.
                if !file.digest.is_empty() {
                    all.push(packages::published(&package.name, file).of(project));
                }
                all.extend(file.removed.and_then(|at| {
                    // When the whole package was removed, only that is recorded.
                    let whole = packages::removed(at, &package.name, None).of(project);
                    let one = packages::removed(at, &package.name, Some(file.version)).of(project);
                    (package.removed.is_none() && !logged.contains(&whole)).then_some(one)
                }));
            }
            all.extend(package.removed.map(|at| packages::removed(at, &package.name, None).of(project)));
        }
        all.extend(self.datasets.iter().map(|file| datasets::added(file).of(&file.project)));
        all.extend(self.schedules.iter().map(schedules::added));
        for (spec, _, outcome) in self.runs {
            all.push(runs::appeared(spec).of(&spec.project));
            // How an imported run ended was recorded in the store that it came from.
            let own = outcome.as_ref().filter(|_| spec.imported.is_none());
            all.extend(own.map(|outcome| runs::ended(spec, outcome).of(&spec.project)));
        }
        all.retain(|entry| !logged.contains(entry));
        all.extend(self.unrecorded_removals(change, &logged));
        all.sort_by_key(|entry| entry.at);
        Ok(all)
    }

    /// The unrecorded removals of things that are in the trash and whose addition was recorded.
    fn unrecorded_removals(&self, change: &Change<'_>, logged: &LoggedTimes) -> Vec<LogEntry> {
        let mut missing = Vec::new();
        let now = change.timestamp();
        let within =
            |path: &Path| fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
        // Runs that were removed together are in one folder.
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
                // What was removed together with its project has no entries of its own.
                && self.projects.iter().any(|project| project.id == removed.project)
                && logged.contains(&there)
                && !logged.contains(&LogEntry { at: there.at, ..removed.clone() })
            {
                missing.push(removed);
            }
        }
        missing
    }
}
