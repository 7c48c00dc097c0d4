//! A version that could not be made when its training ended is made of what was kept. Can be killed
//! at any time and done again.

use std::path::Path;

use contract::{PackageName, RunId, Version};
use files::{Watch, atomic, tree, zip};
use locales::{Failure, Message, Result};
use rundir::{End, Outcome, PackedVersion, RunDir, RunSpec, Trained};

use super::finish::results;
use super::{liveness, refuse_waiting, row};
use crate::logged::Logged;
use crate::packages::VersionFile;
use crate::parts::{Packages, Parts, Runs};
use crate::reads::Reads;

/// The version that a run made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The package.
    pub package: PackageName,
    /// The version.
    pub version: Version,
    /// Its zip, and what is not in it.
    pub made: PackedVersion,
}

impl<S: Reads> Runs<'_, S> {
    /// Whether a run has gone through its calls and ended without a version, so that
    /// [`Runs::publish`] can make it.
    pub fn is_unpublished(&self, id: &RunId) -> bool {
        let run = self.0.home().run(id);
        let outcome = || rundir::read::<Outcome>(&run.outcome());
        run.trained().exists() && outcome().is_ok_and(|outcome| outcome.status == End::Failed)
    }

    /// What is known of the zip that a run made, if it made one.
    pub fn made(&self, id: &RunId) -> Option<PackedVersion> {
        rundir::read::<Outcome>(&self.0.home().run(id).outcome()).ok()?.package
    }
}

impl Runs<'_> {
    /// Makes the version of a run that ended before its version was there: packs what `save()` left,
    /// publishes it, adds it to the outcome and to `_results.json`. How the run ended stays what it
    /// was. Done again, it gives the same version.
    ///
    /// # Errors
    /// The run has not ended; it has nothing to publish; what is in the way of packing or publishing.
    /// What was kept stays then.
    pub fn publish(&self, id: &RunId, watch: &Watch) -> Result<Published> {
        let home = self.0.home();
        home.may_change()?;
        refuse_waiting(&self.find(id.as_str())?)?;
        if !self.settle(id)? {
            return Err(Message::RunNotEnded { id: id.to_string() }.into());
        }
        let run = home.run(id);
        // One packs; another waits and finds it done.
        let _packing = liveness::seize_when_dead(&run)?;
        let spec: RunSpec = rundir::read(&run.spec())?;
        let outcome: Outcome = rundir::read(&run.outcome())?;
        let own = self.0.in_project(&spec.project);
        let package = spec.package.name.clone();
        let made = match (&outcome.package, own.packages().made_by(&spec)) {
            _ if spec.imported.is_some() => None,
            (Some(made), Some(file)) if !run.trained().exists() => {
                let version = own.packages().version(&package, file.version)?.version;
                return Ok(Published { package, version, made: made.clone() });
            }
            (Some(made), Some(_)) => Some(made.clone()),
            (None, Some(file)) if own.home().version_zip(&package, file.version).exists() => {
                Some(PackedVersion {
                    digest: file.digest,
                    bytes: file.bytes,
                    pipelines: file.pipelines,
                    ..PackedVersion::default()
                })
            }
            _ if self.is_unpublished(id) => Some(pack(&run, watch)?),
            _ => None,
        };
        let Some(made) = made else {
            return Err(Message::RunNothingToPublish { id: id.to_string() }.into());
        };
        let version = home.with_reserve(|| own.runs().add_version(&run, &spec, &outcome, &made));
        if version.is_err() {
            // The next try packs again; until then it would only take room.
            tree::remove(&run.package_zip()).logged("remove a zip that was not published");
        }
        Ok(Published { package, version: version?, made })
    }

    /// Publishes what was packed and tells it in the run's files; whatever of this is done already stays.
    fn add_version(
        &self,
        run: &RunDir,
        spec: &RunSpec,
        outcome: &Outcome,
        made: &PackedVersion,
    ) -> Result<Version> {
        let (version, kept) = self.0.change::<_, Failure>(&spec.project, |change| {
            let version = change.packages().publish_made(run, spec, outcome, made)?;
            // It was removed since; only its number is left.
            change.packages().version(&spec.package.name, version)?;
            let outcome = Outcome { package: Some(made.clone()), ..outcome.clone() };
            change.write_of_run(&run.outcome(), &outcome)?;
            let results = results(change.home(), run, spec, &outcome, Some(version));
            atomic::write(&run.results(), results.as_bytes())?;
            let kept = change.discard(&run.package())?;
            tree::remove(&run.trained())?;
            let started = rundir::read(&run.started()).ok();
            let labels = change.runs().labels(&spec.id);
            let row = row(spec, started.as_ref(), Some(&outcome), Some(version), labels);
            change.rows(|tables| tables.put_run(&row))?;
            Ok((version, kept))
        })?;
        // What stays in the trash is deleted by whoever comes next.
        self.0.delete(&kept).logged("delete the working copy of a published version");
        Ok(version)
    }
}

impl<S: Reads> Packages<'_, S> {
    /// The version that names the run, also if it is only claimed, or was removed.
    pub(crate) fn made_by(&self, spec: &RunSpec) -> Option<VersionFile> {
        let files = self.version_files(&spec.package.name);
        files.into_iter().find(|file| file.made_by.as_ref() == Some(&spec.id))
    }
}

/// Packs what was kept, as the run itself would have.
fn pack(run: &RunDir, watch: &Watch) -> Result<PackedVersion> {
    let trained: Trained = rundir::read(&run.trained())?;
    let package = run.package();
    let vanished = || Message::FileVanished { path: files::shown(&package.join(&trained.root)) };
    let root = trained.folder_in(&package).ok_or_else(vanished)?;
    // Of a try before that was cut short.
    tree::remove(&run.package_zip())?;
    let keep = |path: &Path| trained.includes(&root, path);
    let packed = zip::pack(&root, &trained.root, &run.package_zip(), &keep, watch)?;
    let pipelines =
        contract::check_made(&run.package_zip()).inspect_err(|_| drop(tree::remove(&run.package_zip())))?;
    let made =
        PackedVersion { digest: packed.digest, bytes: packed.bytes, pipelines, ..PackedVersion::default() };
    Ok(made.without(&packed.left_out))
}
