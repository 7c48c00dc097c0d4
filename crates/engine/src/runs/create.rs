//! A run is made of a form: checked, put on the disk, queued.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use contract::{DatasetName, FolderPath, Parameters, PipelineKind, RunForm, RunId, SplitFolder};
use files::{atomic, document};
use locales::{Failure, Message, Result};
use rundir::{DatasetRef, Labels, MadeBy, PackageRef, RunDir, RunSpec};
use store::versions::VersionRow;

use super::{Run, created, row};
use crate::change::Change;
use crate::home::{Staging, random};
use crate::parts::{Parts, Runs};
use crate::{Reads, Schedule, environ, machine};

impl Runs<'_> {
    /// Checks the form, makes the run and queues it; starts it if it is its turn.
    ///
    /// # Errors
    /// What the form's check refuses; a package, version, dataset or folder that does not exist.
    /// Nothing was started then.
    pub fn create(&self, form: &RunForm) -> Result<Run> {
        // One change from the first look on: what is chosen must not be removed before the run names it.
        let run = self.0.change(self.0.project(), |change| {
            change.runs().make(form, change.runs().free_id(), None, None)
        })?;
        // It is queued now, whatever keeps it from starting: that must not read as if it were not.
        let _ = self.0.queue().advance();
        Ok(run)
    }
}

impl Runs<'_, Change<'_>> {
    /// Checks the form, makes the run and queues it. A run that is made `by` a schedule has that one's
    /// environment, if it `fires`, and is on disk together with the schedule as it is after it.
    pub(crate) fn make(
        &self,
        form: &RunForm,
        id: RunId,
        by: Option<MadeBy>,
        fires: Option<&Schedule>,
    ) -> Result<Run> {
        let (change, home) = (self.0, self.0.home());
        let spec = self.spec_of(form, id, by)?;
        let staging = Staging::new(home)?;
        let environ = fires.map(|schedule| home.schedule_environ(&schedule.id));
        prepare(&spec, staging.path(), environ.filter(|path| path.exists()))?;
        let labels = fires.map(|schedule| schedule.labels.clone()).unwrap_or_default();
        if labels != Labels::default() {
            document::write(&RunDir::new(staging.path()).labels(), &labels)?;
        }
        change.mark()?;
        let place = home.run(&spec.id);
        fs::rename(staging.path(), place.path()).map_err(|e| files::unwritable(place.path(), e))?;
        let row = row(&spec, None, None, None, labels);
        let queued = atomic::sync_folder(&home.runs())
            .and_then(|()| change.rows(|tables| tables.put_run(&row)))
            .and_then(|()| fires.map_or(Ok(()), |schedule| change.schedules().write(schedule)));
        if let Err(failure) = queued {
            // Refused is refused: it must not start later. The mark has the index rebuilt.
            let _ = change.discard(place.path());
            return Err(failure);
        }
        change.log(created(&spec));
        Ok(Run(row))
    }

    fn spec_of(&self, form: &RunForm, id: RunId, schedule: Option<MadeBy>) -> Result<RunSpec> {
        let (version, parameters) = self.judge(form)?;
        let home = self.0.home();
        let reference = |chosen: &Option<(DatasetName, FolderPath)>| match chosen {
            Some((name, folder)) => {
                let path = self.0.datasets().folder(name, folder)?;
                Ok(Some(DatasetRef { name: name.clone(), folder: folder.clone(), path }))
            }
            None => Ok::<_, Failure>(None),
        };
        let (input, evaluation) = (reference(&form.input)?, reference(&form.evaluation)?);
        let package = PackageRef {
            zip: home.relative(&home.version_zip(&form.package, form.version)),
            name: form.package.clone(),
            version: form.version,
            digest: version.digest,
            python: version.python,
        };
        Ok(RunSpec {
            id,
            name: form.name.trim().to_string(),
            kind: form.kind,
            project: self.0.project().clone(),
            package,
            as_of: form.as_of,
            input,
            evaluation,
            parameters,
            gpu: form.gpu,
            limits: form.limits,
            grace_seconds: form.grace_seconds,
            keep_failed: self.0.settings().keep_failed,
            schedule,
            created: self.0.timestamp(),
            imported: None,
        })
    }
}

impl<S: Reads> Runs<'_, S> {
    /// Checks a form as [`Runs::create`] would, and changes nothing.
    ///
    /// # Errors
    /// What that refuses.
    pub fn check(&self, form: &RunForm) -> Result<()> {
        self.judge(form)?;
        for (name, folder) in form.input.iter().chain(&form.evaluation) {
            self.0.datasets().folder(name, folder)?;
        }
        Ok(())
    }

    fn judge(&self, form: &RunForm) -> Result<(VersionRow, Parameters)> {
        self.0.home().may_train()?;
        let version = self.0.packages().version(&form.package, form.version)?;
        let parameters = form.check(&version.pipelines, machine::here())?;
        if let (PipelineKind::Full, Some((name, folder))) = (form.kind, &form.input) {
            let data = self.0.home().dataset_files(name).join(folder);
            for split in [parameters.training_folder(), parameters.test_folder()] {
                let SplitFolder::InData(below) = split else { continue };
                let in_the_way = Path::new(below.as_str()).ancestors().find(|part| {
                    let place = data.join(part);
                    place.symlink_metadata().is_ok() && !place.is_dir()
                });
                if let Some(part) = in_the_way {
                    let (name, file) = (name.to_string(), files::shown(part));
                    return Err(Message::DataInTheWay { name, file }.into());
                }
            }
        }
        Ok((version, parameters))
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

/// A new run's directory: what was asked, and what every run has, however it ends.
/// It has the environment in `environ`, else this process's.
fn prepare(spec: &RunSpec, folder: &Path, environ: Option<PathBuf>) -> Result<()> {
    let run = RunDir::new(folder);
    let artifacts = folder.join(spec.parameters.artifacts_directory());
    File::create(run.log())
        .and_then(|_| fs::create_dir_all(&artifacts))
        .map_err(|error| files::unwritable(folder, error))?;
    match environ {
        Some(kept) => environ::copy(&kept, &run.environ())?,
        None => environ::write(&run.environ())?,
    }
    document::write(&run.spec(), spec)
}
