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

/// When something of this kind was last told of a thing. What happened before that was told, too.
#[derive(Default)]
struct Told(HashMap<Key, Timestamp>);

/// Two projects have things of the same name.
type Key = (ProjectId, Option<LogSubject>, &'static str);

impl Told {
    fn hear(&mut self, entry: LogEntry) {
        let last = self.0.entry(key(&entry)).or_insert(entry.at);
        *last = entry.at.max(*last);
    }

    /// Whether `entry` was told when it happened, or later.
    fn knows(&self, entry: &LogEntry) -> bool {
        self.0.get(&key(entry)).is_some_and(|last| *last >= entry.at)
    }
}

fn key(entry: &LogEntry) -> Key {
    (entry.project.clone(), entry.about.clone(), entry.said.message.as_ref().map_or("", Message::code))
}

/// What the store holds, told by its files.
pub(super) struct Known<'a> {
    pub(super) projects: &'a [ProjectFile],
    pub(super) packages: &'a [(PackageFile, Vec<VersionFile>)],
    pub(super) datasets: &'a [DatasetFile],
    pub(super) runs: &'a [RunFiles],
    pub(super) schedules: &'a [Schedule],
}

impl Known<'_> {
    /// What is missing in ML Logs, oldest first.
    pub(super) fn missed(&self, change: &Change<'_>) -> Result<Vec<LogEntry>> {
        let mut told = Told::default();
        change.activity().each_of_all_projects(0, |_| true, |entry| told.hear(entry))?;
        let mut all: Vec<_> = self.projects.iter().filter_map(projects::added).collect();
        for (package, versions) in self.packages {
            let project = &package.project;
            for file in versions {
                // Of one that was damaged nothing is known but that it was removed.
                if !file.digest.is_empty() {
                    all.push(packages::published(&package.name, file).of(project));
                }
                all.extend(file.removed.and_then(|at| {
                    // With the whole package only that is told.
                    let whole = packages::removed(at, &package.name, None).of(project);
                    let one = packages::removed(at, &package.name, Some(file.version)).of(project);
                    (package.removed.is_none() && !told.knows(&whole)).then_some(one)
                }));
            }
            all.extend(package.removed.map(|at| packages::removed(at, &package.name, None).of(project)));
        }
        all.extend(self.datasets.iter().map(|file| datasets::added(file).of(&file.project)));
        all.extend(self.schedules.iter().map(schedules::added));
        for (spec, _, outcome) in self.runs {
            all.push(runs::appeared(spec).of(&spec.project));
            // How one of another store ended, was told there.
            let own = outcome.as_ref().filter(|_| spec.imported.is_none());
            all.extend(own.map(|outcome| runs::ended(spec, outcome).of(&spec.project)));
        }
        all.retain(|entry| !told.knows(entry));
        all.extend(self.just_removed(change, &told));
        all.sort_by_key(|entry| entry.at);
        Ok(all)
    }

    /// The removals, untold, of what lies in the trash and was told to be there.
    fn just_removed(&self, change: &Change<'_>, told: &Told) -> Vec<LogEntry> {
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
                // What went with its project is not told one by one.
                && self.projects.iter().any(|project| project.id == removed.project)
                && told.knows(&there)
                && !told.knows(&LogEntry { at: there.at, ..removed.clone() })
            {
                missing.push(removed);
            }
        }
        missing
    }
}
