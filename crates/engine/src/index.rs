//! The index, rebuilt from the files.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use contract::{ProjectId, RunId, Version};
use files::atomic;
use locales::Result;
use rundir::{Outcome, RunSpec, Started};
use store::packages::PackageRow;
use store::versions::VersionRow;

use crate::datasets::DatasetFile;
use crate::packages::{PackageFile, VersionFile};
use crate::projects::ProjectFile;
use crate::runs::row;
use crate::schedules::waiting_row;
use crate::{Engine, Schedule, StoreLock};

/// What a run's directory tells. Its outcome counts when it was finished.
pub(crate) type RunFiles = (RunSpec, Option<Started>, Option<Outcome>);

/// What lies in the projects' folders.
#[derive(Default)]
struct Held {
    /// Those that are there.
    packages: Vec<(PackageRow, Vec<VersionRow>)>,
    /// Those that were removed, too.
    all_packages: Vec<(PackageFile, Vec<VersionFile>)>,
    datasets: Vec<DatasetFile>,
    /// Which version each run made.
    made: HashMap<RunId, Version>,
}

impl Engine {
    /// Fills the index from the files. What cannot be read, because a person or a broken disk has
    /// changed it, is left out rather than keeping everything else from being seen. Without a `lock`
    /// the store may only be read: then what somebody left half done stays as it is.
    pub(crate) fn rebuild_index(&self, lock: Option<&StoreLock>) -> Result<()> {
        let mut all_runs = self.run_files();
        let mut schedules = self.all_schedules();
        let projects = self.project_files(&mut all_runs, &mut schedules)?;
        let mut held = Held::default();
        for project in &projects {
            self.in_project(&project.id).read_held(&mut held)?;
        }
        let mut runs = Vec::with_capacity(all_runs.len());
        for (spec, started, outcome) in &all_runs {
            let made = held.made.get(&spec.id).copied();
            runs.push(row(spec, started.as_ref(), outcome.as_ref(), made, self.labels(&spec.id)));
        }
        for schedule in &mut schedules {
            if self.catch_up(schedule, &runs) && lock.is_some() {
                self.write_schedule(schedule)?;
            }
        }
        runs.extend(schedules.iter().filter_map(waiting_row));
        self.database.refill(|tables| {
            projects.iter().try_for_each(|project| tables.put_project(&project.row()))?;
            for (package, versions) in &held.packages {
                tables.put_package(package)?;
                versions.iter().try_for_each(|version| tables.put_version(version))?;
            }
            held.datasets.iter().try_for_each(|dataset| tables.put_dataset(&dataset.row()))?;
            runs.iter().try_for_each(|run| tables.put_run(run))
        })?;
        if let Some(lock) = lock {
            self.tell_missed(&projects, &held.all_packages, &held.datasets, &all_runs, &schedules)?;
            lock.unmark();
        }
        Ok(())
    }

    fn run_files(&self) -> Vec<RunFiles> {
        let read = |name: String| {
            let run = self.home.run(&name.parse().ok()?);
            let spec = atomic::read_json::<RunSpec>(&run.spec()).ok()?;
            let started = atomic::read_json(&run.started()).ok();
            // Without its results a run is not finished, and finishing it begins with an open row.
            let outcome = atomic::read_json(&run.outcome()).ok().filter(|_| run.results().exists());
            Some((spec, started, outcome))
        };
        folders(&self.home.runs()).filter_map(read).collect()
    }

    /// The projects: those that have a folder, and those that something names. One whose file cannot be
    /// read is called by its id, so that what it holds is found. One that was being removed goes, with
    /// what is its of `runs` and `schedules`.
    fn project_files(
        &self,
        runs: &mut Vec<RunFiles>,
        schedules: &mut Vec<Schedule>,
    ) -> Result<Vec<ProjectFile>> {
        let mut ids: BTreeSet<ProjectId> =
            folders(&self.home.projects()).filter_map(|name| name.parse().ok()).collect();
        ids.insert(ProjectId::default());
        ids.extend(runs.iter().map(|(spec, ..)| spec.project.clone()));
        ids.extend(schedules.iter().map(|schedule| schedule.project.clone()));
        let mut projects = Vec::new();
        for id in ids {
            let own = self.in_project(&id);
            let file = ProjectFile::read(&own.home.project_file(), &id);
            if file.removed.is_none() || id.is_default() {
                projects.push(file);
                continue;
            }
            let gone: Vec<_> = runs.extract_if(.., |(spec, ..)| spec.project == id).collect();
            let gone: Vec<_> = gone.into_iter().map(|(spec, ..)| spec.id).collect();
            if !self.home.is_read_only() {
                own.take_away_project(&gone)?;
            }
            schedules.retain(|schedule| schedule.project != id);
        }
        let first = self.in_project(&ProjectId::default()).home.project_file();
        if !first.exists() && !self.home.is_read_only() {
            atomic::write_json(&first, &ProjectFile::read(&first, &ProjectId::default()))?;
        }
        Ok(projects)
    }

    /// Adds what lies in this project's folder.
    fn read_held(&self, held: &mut Held) -> Result<()> {
        // Where it lies decides whose it is, wherever a person has copied it from.
        let project = self.project();
        for name in folders(&self.home.packages()) {
            let Ok(name) = name.parse() else { continue };
            let Ok(package) = atomic::read_json::<PackageFile>(&self.home.package_file(&name)) else {
                continue;
            };
            let package = PackageFile { project: project.clone(), ..package };
            let versions = self.version_files(&name);
            held.made.extend(versions.iter().filter_map(|file| Some((file.made_by.clone()?, file.version))));
            let there = |version: Version| self.home.version_zip(&name, version).is_file();
            // Whoever removed it died before its zip was out of sight.
            let removed = |file: &&VersionFile| file.removed.is_some() && there(file.version);
            for file in versions.iter().filter(removed).filter(|_| !self.home.is_read_only()) {
                self.home.to_trash(&self.home.version_zip(&name, file.version))?;
            }
            let rows = versions
                .iter()
                .filter(|file| file.removed.is_none() && there(file.version))
                .map(|file| file.row(project, &name));
            if package.removed.is_none() {
                held.packages.push((package.row(), rows.collect()));
            }
            held.all_packages.push((package, versions));
        }
        for name in folders(&self.home.datasets()) {
            let Ok(name) = name.parse() else { continue };
            let file = atomic::read_json::<DatasetFile>(&self.dataset_file(&name));
            held.datasets.extend(file.ok().map(|file| DatasetFile { project: project.clone(), ..file }));
        }
        Ok(())
    }
}

fn folders(path: &Path) -> impl Iterator<Item = String> {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok())
}
