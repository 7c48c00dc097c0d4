//! Makes a version that could not be made when its training ended, from what the run left. The process can be
//! killed at any time, and the work be done again.

use std::path::Path;

use contract::{PackageName, RunId, Version};
use files::{Watch, atomic, tree, zip};
use locales::{Failure, Message, Result};
use rundir::{End, Outcome, PackedVersion, RunDir, RunSpec, Trained};
use store::runs::RunRow;

use super::finish::results;
use super::{liveness, refuse_waiting};
use crate::lineage::lineage_of;
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
    /// Its zip, and the files that were skipped.
    pub packed: PackedVersion,
}

impl<S: Reads> Runs<'_, S> {
    /// Whether a run made all its calls and ended without a version, so that [`Runs::publish`] can make it.
    pub fn is_unpublished(&self, id: &RunId) -> bool {
        let run = self.0.home().run(id);
        let outcome = || rundir::read::<Outcome>(&run.outcome());
        run.trained().exists() && outcome().is_ok_and(|outcome| outcome.status == End::Failed)
    }

    /// The version that a run packed, if it did.
    pub fn packed(&self, id: &RunId) -> Option<PackedVersion> {
        rundir::read::<Outcome>(&self.0.home().run(id).outcome()).ok()?.package
    }
}

impl Runs<'_> {
    /// Makes the version of a run that ended before its version was made: packs what `save()` wrote,
    /// publishes it, and adds it to the outcome and to `_results.json`. How the run ended does not change.
    /// Done again, it gives the same version.
    ///
    /// # Errors
    /// The run has not ended, or has nothing to publish; packing or publishing fails. What the run left stays
    /// then.
    pub fn publish(&self, id: &RunId, watch: &Watch) -> Result<Published> {
        let home = self.0.home();
        home.may_change()?;
        refuse_waiting(&self.find(id.as_str())?)?;
        if !self.finish_if_dead(id)? {
            return Err(Message::RunNotEnded { id: id.to_string() }.into());
        }
        let run = home.run(id);
        // One process packs; another waits and finds it done.
        let _packing = liveness::wait_until_dead(&run)?;
        let spec: RunSpec = rundir::read(&run.spec())?;
        let outcome: Outcome = rundir::read(&run.outcome())?;
        let own = self.0.in_project(&spec.project);
        let package = spec.package.name.clone();
        let packed = match (&outcome.package, own.packages().made_by(&spec)) {
            _ if spec.imported.is_some() => None,
            (Some(packed), Some(file)) if !run.trained().exists() => {
                let version = own.packages().version(&package, file.version)?.version;
                return Ok(Published { package, version, packed: packed.clone() });
            }
            (Some(packed), Some(_)) => Some(packed.clone()),
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
        let Some(packed) = packed else {
            return Err(Message::RunNothingToPublish { id: id.to_string() }.into());
        };
        let version = home.with_reserve(|| own.runs().add_version(&run, &spec, &outcome, &packed));
        if version.is_err() {
            // The next attempt packs again; until then the zip would only take space.
            tree::remove(&run.package_zip()).logged("remove a zip that was not published");
        }
        Ok(Published { package, version: version?, packed })
    }

    /// Publishes what was packed and writes it into the run's files. Steps that are already done are skipped.
    fn add_version(
        &self,
        run: &RunDir,
        spec: &RunSpec,
        outcome: &Outcome,
        packed: &PackedVersion,
    ) -> Result<Version> {
        let (version, working_copy) = self.0.change::<_, Failure>(&spec.project, |change| {
            let version = change.packages().publish_made(run, spec, outcome, packed)?;
            // Fails if the version was removed in the meantime, and only its number is left.
            change.packages().version(&spec.package.name, version)?;
            let outcome = Outcome { package: Some(packed.clone()), ..outcome.clone() };
            change.write_of_run(&run.outcome(), &outcome)?;
            let results = results(change.home(), run, spec, &outcome, Some(version));
            atomic::write(&run.results(), results.as_bytes())?;
            let working_copy = change.discard(&run.package())?;
            tree::remove(&run.trained())?;
            let started = rundir::read(&run.started()).ok();
            let run_tags = change.runs().run_tags(&spec.id);
            let row = RunRow::of(spec, started.as_ref(), Some(&outcome), Some(version), run_tags);
            let lineage = lineage_of(run, spec, Some(&outcome));
            change.rows(|tables| {
                tables.put_run(&row)?;
                tables.put_run_lineage(&row.id, &lineage)
            })?;
            Ok((version, working_copy))
        })?;
        // What cannot be deleted from the trash is deleted by the next program.
        self.0.delete(&working_copy).logged("delete the working copy of a published version");
        Ok(version)
    }
}

impl<S: Reads> Packages<'_, S> {
    /// The version that names the run, even if its number is only claimed, or it was removed.
    pub(crate) fn made_by(&self, spec: &RunSpec) -> Option<VersionFile> {
        let files = self.version_files(&spec.package.name);
        files.into_iter().find(|file| file.made_by.as_ref() == Some(&spec.id))
    }
}

/// Packs what the run left, as the run itself would have.
fn pack(run: &RunDir, watch: &Watch) -> Result<PackedVersion> {
    let trained: Trained = rundir::read(&run.trained())?;
    let package = run.package();
    let vanished = || Message::FileVanished { path: files::shown(&package.join(&trained.root)) };
    let root = trained.folder_in(&package).ok_or_else(vanished)?;
    // It is left if an earlier attempt was interrupted.
    tree::remove(&run.package_zip())?;
    let include = |path: &Path| trained.includes(&root, path) && !run.hides(&root.join(path));
    let zip = zip::pack(&root, &trained.root, &run.package_zip(), &include, watch)?;
    let pipelines =
        contract::check_made(&run.package_zip()).inspect_err(|_| drop(tree::remove(&run.package_zip())))?;
    let packed =
        PackedVersion { digest: zip.digest, bytes: zip.bytes, pipelines, ..PackedVersion::default() };
    Ok(packed.without(&zip.skipped))
}
