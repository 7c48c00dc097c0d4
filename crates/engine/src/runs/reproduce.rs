//! Reproducing a run: another one with the same version, data, environment and parameters.

use std::fs;
use std::io::ErrorKind;

use contract::{PythonVersion, RunId};
use files::Watch;
use locales::{Message, Result};
use rundir::{DatasetRef, Reproduces, RunDir, RunMachine, RunSnapshot, RunSpec};

use super::{DataRole, DatasetNow, GivenData, Run};
use crate::logged::Logged;
use crate::machine;
use crate::parts::{Parts, Runs};
use crate::reads::Reads;

impl Runs<'_> {
    /// Queues a run that reproduces one that has ended, and starts it if it is next: with the same version of the
    /// package, the same contents of its datasets, the packages and the Python that its environment had, and the same
    /// parameters. [`Runs::reproduction`] says how it came out.
    ///
    /// Reads the files of its datasets, if their contents were not kept.
    ///
    /// # Errors
    /// The run does not exist, or has not ended; the version was removed or is another one; the contents of its data
    /// are not kept, and its dataset has changed since; this machine has no GPU for it, or fewer cores.
    pub fn reproduce(&self, id: &RunId, watch: &Watch) -> Result<Run> {
        self.find_ended(id)?;
        let original = self.spec(id)?;
        original.form().check(&[original.kind], machine::here()).first().map_err(|error| error.failure)?;
        let own = self.0.in_project(&original.project);
        let (mut input, mut evaluation) = (None, None);
        for given in own.runs().given_data(id)? {
            let again = own.runs().given_again(id, &given, watch)?;
            match given.role {
                DataRole::Input => input = Some(again),
                DataRole::Evaluation => evaluation = Some(again),
            }
        }
        let run = self.0.change(&original.project, |change| {
            let version = change.packages().version(&original.package.name, original.package.version)?;
            if version.digest != original.package.digest {
                let (name, version) =
                    (original.package.name.to_string(), original.package.version.to_string());
                return Err(Message::ReproducePackageOther { id: id.to_string(), name, version }.into());
            }
            let directory = change.home().run(id);
            let spec = RunSpec {
                id: change.runs().free_id(),
                input: input.clone(),
                evaluation: evaluation.clone(),
                keep_failed: change.settings().keep_failed,
                schedule: None,
                imported: None,
                reproduces: Some(Reproduces { run: id.clone(), python: python(&directory) }),
                created: change.timestamp(),
                ..original.clone()
            };
            change.runs().queue(&spec, None, &|new| copy_lock(&directory, new))
        })?;
        self.0.queue().start_next().logged("start what is next");
        Ok(run)
    }
}

impl<S: Reads> Runs<'_, S> {
    /// What gives a run the data that another one was given.
    fn given_again(&self, id: &RunId, given: &GivenData, watch: &Watch) -> Result<DatasetRef> {
        let path = self.0.home().relative(&self.0.home().dataset_files(&given.dataset).join(&given.folder));
        let again = |snapshot| DatasetRef {
            name: given.dataset.clone(),
            folder: given.folder.clone(),
            path: path.trim_end_matches('/').into(),
            state: None,
            snapshot,
        };
        if let Some(snapshot) = &given.snapshot
            && self.has_contents(snapshot)?
        {
            return Ok(again(Some(snapshot.id)));
        }
        match self.compare_with_now(given, 0, watch)? {
            Some(DatasetNow::Same) => Ok(again(None)),
            // The run of an older program, which recorded nothing: the dataset may still be the same.
            None if self.0.datasets().folder(&given.dataset, &given.folder).is_ok() => Ok(again(None)),
            _ => {
                Err(Message::ReproduceDataGone { id: id.to_string(), name: given.dataset.to_string() }.into())
            }
        }
    }

    /// Whether the contents of all files of a snapshot are in the store, because they were kept for any reason.
    fn has_contents(&self, snapshot: &RunSnapshot) -> Result<bool> {
        let snapshots = self.0.home().snapshots();
        match snapshots.manifest(&snapshot.id) {
            Ok(manifest) => Ok(snapshots.missing(&manifest, 1)?.is_empty()),
            Err(failure) if matches!(*failure.message, Message::SnapshotMissing { .. }) => Ok(false),
            Err(failure) => Err(failure),
        }
    }
}

/// Gives `new` the lock of the environment that `run` had. A run of an older program, or one that did not get so far, has
/// none; the new one then resolves its requirements, which its report says.
fn copy_lock(run: &RunDir, new: &RunDir) -> Result<()> {
    let (from, to) = (run.requirements(), new.requirements());
    match rundir::content(&from) {
        Ok(lock) => fs::write(&to, lock).map_err(|error| files::unwritable(&to, error)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(files::unreadable(&from, error)),
    }
}

/// The Python that `run` had, as far as it recorded that.
fn python(run: &RunDir) -> Option<PythonVersion> {
    let full = RunMachine::of(run, false)?.python?;
    let number = full.rsplit(' ').next()?;
    let mut parts = number.split('.');
    format!("{}.{}", parts.next()?, parts.next()?).parse().ok()
}
