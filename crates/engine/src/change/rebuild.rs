//! Rebuilding the index from the files.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use contract::{DatasetName, PackageName, ProjectId, RunId, Version};
use files::document;
use locales::{Failure, Message, Result};
use rundir::{Outcome, RunSpec, RunTags, Started};
use store::packages::PackageRow;
use store::runs::RunRow;
use store::versions::VersionRow;

use super::{Change, missed};
use crate::datasets::DatasetFile;
use crate::lineage::lineage_of;
use crate::packages::{PackageFile, VersionFile};
use crate::parts::Parts;
use crate::projects::ProjectFile;
use crate::reads::{Reader, Reads};
use crate::runs::{indexed_metrics, read_spec};
use crate::schedules::waiting_row;
use crate::{Damaged, DamagedKind, Schedule};

/// The files of a run's directory. The outcome counts only once the run was finished.
pub(super) type RunFiles = (RunSpec, Option<Started>, Option<Outcome>);

/// What was found in the projects' folders.
#[derive(Default)]
struct Found {
    /// Without the removed ones.
    packages: Vec<(PackageRow, Vec<VersionRow>)>,
    /// With the removed ones.
    all_packages: Vec<(PackageFile, Vec<VersionFile>)>,
    datasets: Vec<DatasetFile>,
    /// The version that each run made.
    new_versions: HashMap<RunId, Version>,
    damaged: Vec<Damaged>,
}

/// Fills the index from the files. A file that cannot be read, because a person or a broken disk has changed
/// it, is listed as damaged and does not hide the rest. Without a `change` the store is read-only, and
/// unfinished work stays as it is.
pub(super) fn rebuild(reader: &Reader, change: Option<&Change<'_>>) -> Result<()> {
    let mut found = Found::default();
    let mut all_runs = found.run_files(reader);
    let mut schedules = reader.schedules().of_all_projects();
    for (path, failure) in reader.schedules().damaged_files() {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        found.add_damaged(reader, DamagedKind::Schedule, &name, &path, failure);
    }
    let projects = found.project_files(reader, change, &mut all_runs, &mut schedules)?;
    for project in &projects {
        found.read(&reader.in_project(&project.id), change)?;
    }
    let mut runs = Vec::with_capacity(all_runs.len());
    let mut lineages = HashMap::with_capacity(all_runs.len());
    for (spec, started, outcome) in &all_runs {
        let new_version = found.new_versions.get(&spec.id).copied();
        let run_tags = reader.runs().run_tags(&spec.id);
        lineages.insert(&spec.id, lineage_of(&reader.home().run(&spec.id), spec, outcome.as_ref()));
        runs.push(RunRow::of(spec, started.as_ref(), outcome.as_ref(), new_version, run_tags));
    }
    for schedule in &mut schedules {
        if let (true, Some(change)) = (schedule.catch_up(&runs), change) {
            change.schedules().write(schedule)?;
        }
    }
    runs.extend(schedules.iter().filter_map(waiting_row));
    reader.index().refill(|tables| {
        projects.iter().try_for_each(|project| tables.put_project(&project.row()))?;
        for (package, versions) in &found.packages {
            tables.put_package(package)?;
            versions.iter().try_for_each(|version| tables.put_version(version))?;
        }
        found.datasets.iter().try_for_each(|dataset| tables.put_dataset(&dataset.row()))?;
        runs.iter().try_for_each(|run| {
            tables.put_run(run)?;
            if !run.status.is_end() {
                return Ok(());
            }
            // One by one, since those of all runs could take gigabytes of memory.
            let metrics = indexed_metrics(reader.home(), &reader.home().run(&run.id));
            tables.put_run_metrics(&run.id, &metrics)?;
            lineages.get(&run.id).map_or(Ok(()), |lineage| tables.put_run_lineage(&run.id, lineage))
        })?;
        found.damaged.iter().try_for_each(|damaged| tables.put_damaged(damaged))
    })?;
    if let Some(change) = change {
        let files = missed::StoreFiles {
            projects: &projects,
            packages: &found.all_packages,
            datasets: &found.datasets,
            runs: &all_runs,
            schedules: &schedules,
        };
        files.missed(change)?.into_iter().for_each(|entry| change.log_in_own_project(entry));
    }
    Ok(())
}

impl Found {
    fn run_files(&mut self, reader: &Reader) -> Vec<RunFiles> {
        let mut found = Vec::new();
        for name in folders(&reader.home().runs()) {
            let Ok(id) = name.parse::<RunId>() else { continue };
            let run = reader.home().run(&id);
            let mut add_damaged = |path: &Path, failure| {
                if run.path().is_dir() {
                    self.add_damaged(reader, DamagedKind::Run, &name, path, failure);
                }
            };
            let spec = match read_spec(&run, &id) {
                Ok(spec) => spec,
                Err(failure) => {
                    add_damaged(&run.spec(), failure);
                    continue;
                }
            };
            let outcome = match rundir::read::<Outcome>(&run.outcome()) {
                // A run without results is not finished, and finishing it begins with an open row.
                Ok(outcome) => Some(outcome).filter(|_| run.results().exists()),
                Err(failure) if rundir::has_outcome(&run) => {
                    add_damaged(&run.outcome(), failure);
                    continue;
                }
                Err(_) => None,
            };
            let started = match rundir::read::<Started>(&run.started()) {
                // Its log, its index and its stop file may be newer, too.
                Err(failure) if matches!(*failure.message, Message::FileNewer { .. }) => {
                    add_damaged(&run.started(), failure);
                    continue;
                }
                read => read.ok(),
            };
            if let Err(failure) = rundir::read::<RunTags>(&run.labels())
                && run.labels().symlink_metadata().is_ok()
            {
                self.add_damaged(reader, DamagedKind::Tags, &name, &run.labels(), failure);
            }
            found.push((spec, started, outcome));
        }
        found
    }

    /// A damaged run or schedule no longer says which project it belongs to. It is listed under the first
    /// project, which cannot be removed.
    fn add_damaged(&mut self, reader: &Reader, kind: DamagedKind, name: &str, path: &Path, failure: Failure) {
        self.damaged.push(Damaged {
            path: reader.home().relative(path),
            kind,
            project: match kind {
                DamagedKind::Run | DamagedKind::Schedule | DamagedKind::Tags => ProjectId::default(),
                _ => reader.project().clone(),
            },
            name: name.to_string(),
            reason: failure.into(),
        });
    }

    /// The projects that have a folder, or that something names. A project whose file cannot be read is
    /// called by its id, so that its contents are found. A project that was being removed is removed now,
    /// together with its `runs` and `schedules`.
    fn project_files(
        &mut self,
        reader: &Reader,
        change: Option<&Change<'_>>,
        runs: &mut Vec<RunFiles>,
        schedules: &mut Vec<Schedule>,
    ) -> Result<Vec<ProjectFile>> {
        let mut ids: BTreeSet<ProjectId> =
            folders(&reader.home().projects()).filter_map(|name| name.parse().ok()).collect();
        ids.insert(ProjectId::default());
        ids.extend(runs.iter().map(|(spec, ..)| spec.project.clone()));
        ids.extend(schedules.iter().map(|schedule| schedule.project.clone()));
        let mut projects = Vec::new();
        for id in ids {
            let path = reader.home().in_project(&id).project_file();
            let file = ProjectFile::read(&path, &id).unwrap_or_else(|failure| {
                if path.exists() {
                    self.add_damaged(
                        &reader.in_project(&id),
                        DamagedKind::Project,
                        id.as_str(),
                        &path,
                        failure,
                    );
                }
                ProjectFile::unnamed(&id)
            });
            if file.removed.is_none() || id.is_default() {
                projects.push(file);
                continue;
            }
            let gone: Vec<_> = runs.extract_if(.., |(spec, ..)| spec.project == id).collect();
            let gone: Vec<_> = gone.into_iter().map(|(spec, ..)| spec.id).collect();
            if let Some(change) = change {
                change.in_project(&id).projects().move_to_trash(&gone)?;
            }
            schedules.retain(|schedule| schedule.project != id);
        }
        let first = reader.home().in_project(&ProjectId::default()).project_file();
        if let (false, Some(change)) = (first.exists(), change) {
            change.write(&first, &ProjectFile::unnamed(&ProjectId::default()))?;
        }
        Ok(projects)
    }

    /// Adds what is in the folder of the reader's project.
    fn read(&mut self, reader: &Reader, change: Option<&Change<'_>>) -> Result<()> {
        // The folder decides about the project, even if a person has copied it from elsewhere.
        let (project, home) = (reader.project(), reader.home());
        for name in folders(&home.packages()) {
            let Ok(name) = name.parse::<PackageName>() else { continue };
            let package = match document::read::<PackageFile>(&home.package_file(&name)) {
                Ok(package) => package,
                Err(failure) => {
                    // An empty folder is a package whose addition was never completed.
                    if reader.packages().claimed_numbers(&name).next().is_some() {
                        let path = home.package_file(&name);
                        self.add_damaged(reader, DamagedKind::Package, name.as_str(), &path, failure);
                    }
                    continue;
                }
            };
            if package.removed.is_none() {
                self.add_damaged_versions(reader, &name);
            }
            let package = PackageFile { project: project.clone(), ..package };
            let versions = reader.packages().version_files(&name);
            self.new_versions
                .extend(versions.iter().filter_map(|file| Some((file.made_by.clone()?, file.version))));
            let there = |version: Version| home.version_zip(&name, version).is_file();
            // The program that removed it died before its zip was in the trash.
            let removed = |file: &&VersionFile| file.removed.is_some() && there(file.version);
            if let Some(change) = change {
                for file in versions.iter().filter(removed) {
                    change.discard(&home.version_zip(&name, file.version))?;
                }
            }
            let rows = versions
                .iter()
                .filter(|file| file.removed.is_none() && there(file.version))
                .map(|file| file.row(project, &name));
            if package.removed.is_none() {
                self.packages.push((package.row(), rows.collect()));
            }
            self.all_packages.push((package, versions));
        }
        for name in folders(&home.datasets()) {
            let Ok(name) = name.parse::<DatasetName>() else { continue };
            let path = home.dataset_file(&name);
            match document::read::<DatasetFile>(&path) {
                Ok(file) => self.datasets.push(DatasetFile { project: project.clone(), ..file }),
                Err(failure) if home.dataset(&name).is_dir() => {
                    self.add_damaged(reader, DamagedKind::Dataset, name.as_str(), &path, failure);
                }
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// Adds the versions of a package whose zip exists and whose file cannot be read. A number without a zip
    /// is only reserved.
    fn add_damaged_versions(&mut self, reader: &Reader, name: &PackageName) {
        let home = reader.home();
        let numbers: BTreeSet<Version> = reader.packages().claimed_numbers(name).collect();
        for version in numbers.into_iter().filter(|version| home.version_zip(name, *version).is_file()) {
            let path = home.version_file(name, version);
            if let Err(failure) = document::read::<VersionFile>(&path) {
                let called = format!("{name} {version}");
                self.add_damaged(reader, DamagedKind::Version, &called, &path, failure);
            }
        }
    }
}

fn folders(path: &Path) -> impl Iterator<Item = String> {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok())
}
