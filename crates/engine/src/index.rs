//! The index, made anew from the files.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use contract::{Outcome, ProjectName, RunId, RunSpec, Started, Version};
use files::atomic;
use locales::Result;
use store::projects::ProjectRow;

use crate::datasets::DatasetFile;
use crate::packages::PackageFile;
use crate::runs::row;
use crate::schedules::waiting_row;
use crate::{Engine, StoreLock};

impl Engine {
    /// Fills the index from the files. What cannot be read, because a person or a broken disk has
    /// changed it, is left out rather than keeping everything else from being seen.
    pub(crate) fn rebuild_index(&self, lock: &StoreLock) -> Result<()> {
        let projects = self.project_files()?;
        let mut made: HashMap<RunId, Version> = HashMap::new();
        let (mut packages, mut all_packages) = (Vec::new(), Vec::new());
        for name in folders(&self.home.packages()) {
            let Ok(name) = name.parse() else { continue };
            let Ok(package) = atomic::read_json::<PackageFile>(&self.home.package_file(&name)) else {
                continue;
            };
            let versions = self.version_files(&name);
            made.extend(versions.iter().filter_map(|file| Some((file.made_by.clone()?, file.version))));
            let there = |version: Version| self.home.version_zip(&name, version).is_file();
            // Whoever removed it died before its zip was out of sight.
            for file in versions.iter().filter(|file| file.removed.is_some() && there(file.version)) {
                self.home.to_trash(&self.home.version_zip(&name, file.version))?;
            }
            let rows = versions
                .iter()
                .filter(|file| file.removed.is_none() && there(file.version))
                .map(|file| file.row(&name));
            if package.removed.is_none() {
                packages.push((package.row(), rows.collect::<Vec<_>>()));
            }
            all_packages.push((package, versions));
        }
        let mut datasets = Vec::new();
        for name in folders(&self.home.datasets()) {
            let Ok(name) = name.parse() else { continue };
            datasets.extend(atomic::read_json::<DatasetFile>(&self.dataset_file(&name)).ok());
        }
        let (mut runs, mut all_runs) = (Vec::new(), Vec::new());
        for name in folders(&self.home.runs()) {
            let Ok(id) = name.parse::<RunId>() else { continue };
            let run = self.home.run(&id);
            let Ok(spec) = atomic::read_json::<RunSpec>(&run.spec()) else { continue };
            let started = atomic::read_json::<Started>(&run.started()).ok();
            // Without its results a run is not finished, and finishing it begins with an open row.
            let outcome =
                atomic::read_json::<Outcome>(&run.outcome()).ok().filter(|_| run.results().exists());
            let made = made.get(&id).copied();
            runs.push(row(&spec, started.as_ref(), outcome.as_ref(), made, self.labels(&id)));
            all_runs.push((spec, outcome));
        }
        let mut schedules = self.schedules();
        for schedule in &mut schedules {
            self.catch_up(schedule, &runs)?;
        }
        runs.extend(schedules.iter().filter_map(waiting_row));
        let mut database = self.database.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        database.refill(|tables| {
            projects.iter().try_for_each(|project| tables.put_project(project))?;
            for (package, versions) in &packages {
                tables.put_package(package)?;
                versions.iter().try_for_each(|version| tables.put_version(version))?;
            }
            datasets.iter().try_for_each(|dataset| tables.put_dataset(&dataset.row()))?;
            runs.iter().try_for_each(|run| tables.put_run(run))
        })?;
        drop(database);
        self.tell_missed(&all_packages, &datasets, &all_runs, &schedules)?;
        lock.unmark();
        Ok(())
    }

    /// The projects; the default one is made if it is missing.
    fn project_files(&self) -> Result<Vec<ProjectRow>> {
        let default = ProjectRow::new(ProjectName::default());
        let path = self.home.projects().join(format!("{}.json", default.name));
        if !path.exists() {
            atomic::write_json(&path, &serde_json::json!({"name": default.name}))?;
        }
        let mut found = Vec::new();
        for entry in fs::read_dir(self.home.projects()).into_iter().flatten().flatten() {
            let name = entry.file_name().to_str().and_then(|name| name.strip_suffix(".json")?.parse().ok());
            found.extend(name.map(ProjectRow::new));
        }
        Ok(found)
    }
}

fn folders(path: &Path) -> impl Iterator<Item = String> {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok())
}
