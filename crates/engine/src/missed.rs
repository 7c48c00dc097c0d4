//! Entries of ML Logs that a killed program could not write any more.
//!
//! Whoever dies between a change and its entry leaves the store marked, so the next one makes the
//! index anew; here it adds what the files tell and the log does not. A store of a program without
//! ML Logs gets its history the same way. What is not made good: files added to a dataset, which
//! leave no trace of their own, and a removal whose files were already deleted.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use contract::{Outcome, RunSpec, Schedule};
use files::atomic;
use jiff::Timestamp;
use locales::{Message, Result};

use crate::datasets::DatasetFile;
use crate::ml_log::{LogEntry, LogFilter, LogSubject};
use crate::packages::{PackageFile, VersionFile};
use crate::{Engine, datasets, packages, runs, schedules};

/// When something of this kind was last told of a thing. What happened before that was told, too.
#[derive(Default)]
struct Told(HashMap<(Option<LogSubject>, &'static str), Timestamp>);

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

fn key(entry: &LogEntry) -> (Option<LogSubject>, &'static str) {
    (entry.about.clone(), entry.said.message.as_ref().map_or("", Message::code))
}

impl Engine {
    /// Adds what is missing. To be called with the store's lock held.
    pub(crate) fn tell_missed(
        &self,
        packages: &[(PackageFile, Vec<VersionFile>)],
        datasets: &[DatasetFile],
        runs: &[(RunSpec, Option<Outcome>)],
        schedules: &[Schedule],
    ) -> Result<()> {
        let mut told = Told::default();
        self.each_log_entry(&LogFilter::default(), 0, |entry| told.hear(entry))?;
        let mut all = Vec::new();
        for (package, versions) in packages {
            for file in versions {
                all.push(packages::published(&package.name, file));
                all.extend(file.removed.and_then(|at| {
                    // With the whole package only that is told.
                    let whole = LogEntry { at, ..packages::removed(&package.name, None) };
                    let one = packages::removed(&package.name, Some(file.version));
                    (package.removed.is_none() && !told.knows(&whole)).then_some(LogEntry { at, ..one })
                }));
            }
            let removed = |at| LogEntry { at, ..packages::removed(&package.name, None) };
            all.extend(package.removed.map(removed));
        }
        all.extend(datasets.iter().map(datasets::added));
        all.extend(schedules.iter().map(schedules::added));
        for (spec, outcome) in runs {
            all.push(runs::appeared(spec));
            // How one of another store ended, was told there.
            let own = outcome.as_ref().filter(|_| spec.imported.is_none());
            all.extend(own.map(|outcome| runs::ended(spec, outcome)));
        }
        all.retain(|entry| !told.knows(entry));
        all.extend(self.just_removed(&told));
        all.sort_by_key(|entry| entry.at);
        self.tell(&all);
        Ok(())
    }

    /// The removals, untold, of what lies in the trash and was told to be there.
    fn just_removed(&self, told: &Told) -> Vec<LogEntry> {
        let mut missing = Vec::new();
        let within =
            |path: &Path| fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
        // Runs that were removed together lie in a folder together.
        let each: Vec<_> =
            within(&self.home.trash()).flat_map(|path| within(&path).chain([path.clone()])).collect();
        for path in each {
            let run = atomic::read_json::<RunSpec>(&path.join("spec.json"));
            let run = run.map(|spec| (runs::appeared(&spec), runs::removed(&spec.id, &spec.name)));
            let dataset = atomic::read_json::<DatasetFile>(&path.join("dataset.json"));
            let dataset = dataset.map(|file| (datasets::added(&file), datasets::removed(&file.name)));
            let schedule = atomic::read_json::<Schedule>(&path);
            let schedule = schedule.map(|file| (schedules::added(&file), schedules::removed(&file)));
            if let Ok((there, removed)) = run.or(dataset).or(schedule)
                && told.knows(&there)
                && !told.knows(&LogEntry { at: there.at, ..removed.clone() })
            {
                missing.push(removed);
            }
        }
        missing
    }
}
