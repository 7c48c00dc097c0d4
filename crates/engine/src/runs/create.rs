//! Creating a run from a form: check it, write its directory, queue it.

use std::fs::{self, File};
use std::path::Path;

use contract::{
    AtField, DatasetName, Field, FolderPath, FormError, Mistakes, Parameters, PipelineKind, RunForm, RunId,
    SplitFolder,
};
use files::{atomic, document, tree};
use locales::{Failure, Message, Result};
use rundir::{DatasetRef, PackageRef, RunDir, RunSpec, RunTags, ScheduledBy, StateRef};
use store::runs::RunRow;

use super::{Run, created};
use crate::change::Change;
use crate::home::{Staging, random};
use crate::logged::Logged;
use crate::parts::{Parts, Runs};
use crate::reads::Reads;
use crate::{Schedule, environ, machine};

impl Runs<'_> {
    /// Checks the form, creates the run and queues it; starts it if it is next.
    ///
    /// # Errors
    /// What the form's check refuses; a package, version, dataset or folder that does not exist.
    /// Nothing was started then.
    pub fn create(&self, form: &RunForm) -> Result<Run, FormError> {
        // One change from the check to the end: what is chosen must not be removed before the run names it.
        let run = self.0.change(self.0.project(), |change| {
            change.runs().make(form, change.runs().free_id(), None, None)
        })?;
        // The run is queued. A failure to start it must not read as if it were not.
        self.0.queue().start_next().logged("start what is next");
        Ok(run)
    }
}

impl Runs<'_, Change<'_>> {
    /// Checks the form, creates the run and queues it. A run that is created `by` a schedule which `fires`
    /// gets that schedule's environment variables, and is written together with the schedule's new state.
    pub(crate) fn make(
        &self,
        form: &RunForm,
        id: RunId,
        by: Option<ScheduledBy>,
        fires: Option<&Schedule>,
    ) -> Result<Run, FormError> {
        let spec = self.spec_of(form, id, by)?;
        self.queue(&spec, fires, &|_| Ok(())).map_err(FormError::from)
    }

    /// Queues a run with this spec. `complete` adds to its directory before it has its name.
    pub(super) fn queue(
        &self,
        spec: &RunSpec,
        fires: Option<&Schedule>,
        complete: &dyn Fn(&RunDir) -> Result<()>,
    ) -> Result<Run> {
        let (change, home) = (self.0, self.0.home());
        let staging = Staging::new(home)?;
        prepare(spec, staging.path())?;
        complete(&RunDir::new(staging.path()))?;
        let run_tags = fires.map(|schedule| schedule.run_tags.clone()).unwrap_or_default();
        if run_tags != RunTags::default() {
            document::write(&RunDir::new(staging.path()).labels(), &run_tags)?;
        }
        change.set_dirty()?;
        let directory = home.run(&spec.id);
        let environ = fires.map(|schedule| home.schedule_environ(&schedule.id));
        match environ.filter(|path| path.exists()) {
            Some(saved) => environ::copy(&saved, &directory.environ())?,
            None => environ::write(&directory.environ())?,
        }
        fs::rename(staging.path(), directory.path()).map_err(|e| files::unwritable(directory.path(), e))?;
        let row = RunRow::of(spec, None, None, None, run_tags);
        let queued = atomic::sync_folder(&home.runs())
            .and_then(|()| change.rows(|tables| tables.put_run(&row)))
            .and_then(|()| fires.map_or(Ok(()), |schedule| change.schedules().write(schedule)));
        if let Err(failure) = queued {
            // A refused run must not start later. The store is dirty, so the index is rebuilt.
            change.discard(directory.path()).logged("discard a run that was refused");
            tree::remove(&directory.environ()).logged("remove the environment of a run that was refused");
            return Err(failure);
        }
        change.log(created(spec));
        Ok(Run(row))
    }

    fn spec_of(
        &self,
        form: &RunForm,
        id: RunId,
        schedule: Option<ScheduledBy>,
    ) -> Result<RunSpec, FormError> {
        self.check(form).first()?;
        let version = self.0.packages().version(&form.package, form.version)?;
        let parameters = Parameters::filled(form.kind, &form.parameters)?;
        let home = self.0.home();
        let [input, evaluation] = Chosen::of(form).map(|chosen| {
            let Some(chosen) = chosen else { return Ok(None) };
            let (name, folder) = (chosen.name.clone(), chosen.folder.clone());
            let (path, state) = self.folder(chosen)?;
            Ok::<_, FormError>(Some(DatasetRef { name, folder, path, state, snapshot: None }))
        });
        let (input, evaluation) = (input?, evaluation?);
        let package = PackageRef {
            zip: home.relative(&home.version_zip(&form.package, form.version)),
            name: form.package.clone(),
            version: form.version,
            digest: version.digest,
            python: version.python,
        };
        let (project, created) = (self.0.project(), self.0.timestamp());
        let about = self.0.packages().about(&form.package);
        Ok(RunSpec {
            isolation: form.isolation.unwrap_or(about.isolation),
            metrics_from: about.metrics_from,
            package,
            input,
            evaluation,
            parameters,
            keep_failed: self.0.settings().keep_failed,
            schedule,
            ..RunSpec::of(form, id, project, created)
        })
    }
}

/// A dataset, or a folder in it, that was chosen in a form.
#[derive(Clone, Copy)]
struct Chosen<'a> {
    name: &'a DatasetName,
    folder: &'a FolderPath,
    state: Option<u32>,
    dataset_field: Field,
    folder_field: Field,
}

impl<'a> Chosen<'a> {
    /// The input and the evaluation dataset.
    fn of(form: &'a RunForm) -> [Option<Self>; 2] {
        let chosen = |chosen: &'a Option<(DatasetName, FolderPath)>,
                      state,
                      [dataset_field, folder_field]: [Field; 2]| {
            chosen.as_ref().map(|(name, folder)| Self { name, folder, state, dataset_field, folder_field })
        };
        [
            chosen(&form.input, form.input_state, [Field::Dataset, Field::Folder]),
            chosen(
                &form.evaluation,
                form.evaluation_state,
                [Field::EvaluationDataset, Field::EvaluationFolder],
            ),
        ]
    }
}

impl<S: Reads> Runs<'_, S> {
    /// Checks a form as [`Runs::create`] would, and changes nothing.
    pub fn check(&self, form: &RunForm) -> Mistakes {
        let mut mistakes = Mistakes::default();
        mistakes.take(self.0.home().may_train());
        let packages = self.0.packages();
        let package = mistakes.take(packages.get(&form.package).at(Field::Package));
        let version = package
            .and_then(|_| mistakes.take(packages.version(&form.package, form.version).at(Field::Version)));
        // Without a version, only the rest can be wrong.
        let supported = version.map_or(PipelineKind::ALL.into(), |version| version.pipelines);
        mistakes.extend(form.check(&supported, machine::here()));
        for chosen in Chosen::of(form).into_iter().flatten() {
            mistakes.take(self.folder(chosen));
        }
        mistakes.take(self.check_data(form));
        mistakes
    }

    /// The path of a chosen dataset folder, relative to the store, and the state that was asked for.
    fn folder(&self, chosen: Chosen<'_>) -> Result<(String, Option<StateRef>), FormError> {
        let Chosen { name, folder, state, dataset_field, folder_field } = chosen;
        let datasets = self.0.datasets();
        datasets.get(name).at(dataset_field)?;
        let of_folder = |failure: Failure| {
            let is_of_folder = matches!(*failure.message, Message::FolderUnknown { .. });
            FormError::at(if is_of_folder { folder_field } else { dataset_field }, failure)
        };
        let Some(number) = state else {
            return Ok((datasets.folder(name, folder).map_err(of_folder)?, None));
        };
        // What the folder holds today does not matter.
        datasets.kept_state(name, number, folder).map_err(of_folder)?;
        let id = datasets.state(name, number).at(dataset_field)?.id;
        let path = self.0.home().relative(&self.0.home().dataset_files(name).join(folder));
        Ok((path.trim_end_matches('/').into(), Some(StateRef { number, id })))
    }

    /// The data must not have a file where a full run splits it into folders.
    fn check_data(&self, form: &RunForm) -> Result<(), FormError> {
        let (PipelineKind::Full, Some((name, folder))) = (form.kind, &form.input) else { return Ok(()) };
        let Ok(parameters) = Parameters::filled(form.kind, &form.parameters) else { return Ok(()) };
        let data = self.0.home().dataset_files(name).join(folder);
        for split in [parameters.training_folder(), parameters.test_folder()] {
            let SplitFolder::InData(below) = split else { continue };
            let blocking = Path::new(below.as_str()).ancestors().find(|part| {
                let path = data.join(part);
                path.symlink_metadata().is_ok() && !path.is_dir()
            });
            if let Some(part) = blocking {
                let (name, file) = (name.to_string(), files::shown(part));
                return Err(FormError::at(Field::Dataset, Message::DataInTheWay { name, file }));
            }
        }
        Ok(())
    }

    pub(crate) fn free_id(&self) -> RunId {
        loop {
            let id = RunId::from_random(random());
            if !self.0.home().run(&id).path().exists() {
                return id;
            }
        }
    }
}

/// Writes a new run's directory: the spec, and what every run has, however it ends.
fn prepare(spec: &RunSpec, folder: &Path) -> Result<()> {
    let run = RunDir::new(folder);
    let artifacts = folder.join(spec.parameters.artifacts_directory());
    File::create(run.log())
        .and_then(|_| fs::create_dir_all(&artifacts))
        .and_then(|()| rundir::reserve(&run))
        .map_err(|error| files::unwritable(folder, error))?;
    document::write(&run.spec(), spec)
}

#[cfg(test)]
mod tests {
    use contract::{Limits, Version};
    use files::Watch;

    use super::*;
    use crate::{Engine, NewPackage};

    /// The person would correct the right dataset.
    #[test]
    fn of_two_datasets_the_wrong_one_is_pointed_at() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        let package = testkit::Package::training("pass").with_method("evaluate", "return 1");
        let new = NewPackage { name: Some("churn".parse().unwrap()), ..NewPackage::default() };
        let source = package.with_method("process_data", "pass").write(folder.path());
        engine.packages().add(&source, &new, &Watch::default()).unwrap();
        let rows = folder.path().join("rows");
        fs::create_dir(&rows).unwrap();
        engine.datasets().add(&"rows".parse().unwrap(), &rows, false, &Watch::default()).unwrap();
        let chosen = |name: &str, folder: &str| Some((name.parse().unwrap(), folder.parse().unwrap()));
        let field = |input, evaluation| {
            let form = RunForm {
                name: "first".into(),
                kind: PipelineKind::Full,
                package: "churn".parse().unwrap(),
                version: Version { major: 1, minor: 0 },
                as_of: None,
                input,
                evaluation,
                input_state: None,
                evaluation_state: None,
                parameters: Vec::new(),
                gpu: false,
                limits: Limits::default(),
                grace_seconds: 10,
                isolation: None,
            };
            engine.runs().check(&form).first().unwrap_err().field
        };
        assert_eq!(field(chosen("none", ""), chosen("rows", "")), Some(Field::Dataset));
        assert_eq!(field(chosen("rows", "2026"), chosen("rows", "")), Some(Field::Folder));
        assert_eq!(field(chosen("rows", ""), chosen("none", "")), Some(Field::EvaluationDataset));
        assert_eq!(field(chosen("rows", ""), chosen("rows", "2026")), Some(Field::EvaluationFolder));
    }
}
