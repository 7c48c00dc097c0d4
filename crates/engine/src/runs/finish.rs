//! What follows a run's outcome: the version gets its number, `_results.json` and the row are
//! written. Can be done again at any time, by anybody, with the same result.

use std::path::Path;

use contract::{Inputs, Outputs, Results, RunId, Version};
use files::{atomic, document, tree};
use jiff::Timestamp;
use locales::{Message, Result};
use rundir::{End, Outcome, PackedVersion, Reason, RunDir, RunSpec, Started, Stop};

use super::{ended, liveness, read_spec, row};
use crate::Home;
use crate::change::Change;
use crate::logged::Logged;
use crate::packages::VersionFile;
use crate::parts::{Packages, Parts, Runs};
use crate::reads::Reads;

impl Runs<'_> {
    /// Finishes a run that has an outcome.
    ///
    /// # Errors
    /// When it has none, or something cannot be written; the next program tries again.
    pub fn finish(&self, id: &RunId) -> Result<()> {
        let run = self.0.home().run(id);
        let (spec, outcome) = match (read_spec(&run, id), rundir::read::<Outcome>(&run.outcome())) {
            (Ok(spec), Ok(outcome)) => (spec, outcome),
            // A run that was removed meanwhile needs nothing.
            _ if !run.path().exists() => return Ok(()),
            (Err(failure), _) | (_, Err(failure)) => {
                // The run is damaged. The mark makes the next holder of the lock rebuild the index, which lists it so.
                return self.0.change_store(|change| {
                    change.mark()?;
                    Err(failure)
                });
            }
        };
        environments::Layer::remove(&run.layer(), &run.layer_link()).logged("remove a run's layer");
        let keeps = outcome.status == End::Failed && spec.keep_failed;
        let is_due = run.trained().exists() && outcome.status == End::Failed;
        for copy in run.working_files(keeps, is_due) {
            // One that cannot be deleted (another user's file in it) costs room, not the run.
            tree::remove(&copy).logged("remove a working copy");
        }
        if run.program_log().metadata().is_ok_and(|about| about.len() == 0) {
            std::fs::remove_file(run.program_log()).logged("remove an empty program.log");
        }
        self.0.change_store(|change| {
            if !run.path().exists()
                || (run.results().exists() && change.runs().find(id.as_str())?.status.is_end())
            {
                return Ok(());
            }
            // Its version and its entry in ML Logs belong to its own project.
            change.in_project(&spec.project).runs().conclude(&run, &spec, &outcome)
        })
    }

    /// Gives a run its end if its processes are dead and it has none. Returns whether it has ended,
    /// or was removed; in a store that may only be read, nothing more becomes of it.
    ///
    /// # Errors
    /// When that cannot be written.
    pub fn settle(&self, id: &RunId) -> Result<bool> {
        let home = self.0.home();
        let run = home.run(id);
        if home.is_read_only() {
            return Ok(true);
        }
        if !run.outcome().exists() {
            if !run.started().exists() {
                return Ok(!run.path().exists());
            }
            let Some(_lock) = liveness::seize(&run)? else { return Ok(false) };
            self.end_interrupted(&run, id)?;
        }
        // A full disk would keep it open: its end needs little room.
        home.with_reserve(|| self.finish(id))?;
        Ok(true)
    }

    /// The outcome of a run whose processes are all dead; kills what escaped them first.
    fn end_interrupted(&self, run: &RunDir, id: &RunId) -> Result<()> {
        processes::kill_marked("TRAINYARD_RUN", id.as_str());
        if run.outcome().exists() {
            return Ok(());
        }
        let now = self.0.timestamp();
        let started = rundir::read::<Started>(&run.started()).map_or(now, |started| started.at);
        let was_stopped = rundir::stop(run).is_some_and(Stop::is_asked);
        let reason = Reason::from(Message::ReasonInterrupted).of_run(run);
        let outcome = Outcome::interrupted(started, now, was_stopped, reason);
        document::write(&run.outcome(), &outcome)
    }
}

impl Runs<'_, Change<'_>> {
    /// Writes what follows the outcome of a run of the change's project.
    fn conclude(&self, run: &RunDir, spec: &RunSpec, outcome: &Outcome) -> Result<()> {
        let change = self.0;
        let started: Option<Started> = rundir::read(&run.started()).ok();
        let made = match &outcome.package {
            Some(made) => Some(change.packages().publish_made(run, spec, outcome, made)?),
            None => None,
        };
        if made.is_none() {
            // Of one that was killed while it was being zipped. What stays goes with the run.
            tree::remove(&run.package_zip()).logged("remove a zip that was not completed");
        }
        if rundir::stop(run) == Some(Stop::Over) {
            // It says that there was no stop, which is so, also where it stays.
            std::fs::remove_file(run.stop()).logged("remove a run's stop file");
        }
        change.mark()?;
        atomic::write(&run.results(), results(change.home(), run, spec, outcome, made).as_bytes())?;
        let row = row(spec, started.as_ref(), Some(outcome), made, self.labels(&spec.id));
        change.rows(|tables| tables.put_run(&row))?;
        change.log(ended(spec, outcome));
        Ok(())
    }
}

impl Packages<'_, Change<'_>> {
    /// Publishes what a run made, once: a version that names the run is the one.
    pub(crate) fn publish_made(
        &self,
        run: &RunDir,
        spec: &RunSpec,
        outcome: &Outcome,
        made: &PackedVersion,
    ) -> Result<Version> {
        let name = &spec.package.name;
        let file = match self.made_by(spec) {
            Some(file) if file.removed.is_some() => return Ok(file.version),
            // Claimed by somebody who died then: what was packed since counts.
            Some(file) => {
                let (digest, pipelines) = (made.digest.clone(), made.pipelines.clone());
                VersionFile { digest, bytes: made.bytes, pipelines, ..file }
            }
            None => self.next_version(spec, outcome, made),
        };
        Ok(self.publish(name, &file, &run.package_zip(), None)?.version)
    }

    fn next_version(&self, spec: &RunSpec, outcome: &Outcome, made: &PackedVersion) -> VersionFile {
        let from = spec.package.version;
        VersionFile {
            version: self.forecast(&spec.package.name, from),
            made_by: Some(spec.id.clone()),
            made_from: Some(from),
            change_log: String::new(),
            python: spec.package.python,
            as_of: spec.as_of,
            newest: None,
            pipelines: made.pipelines.clone(),
            digest: made.digest.clone(),
            bytes: made.bytes,
            score: outcome.score,
            created: if outcome.status == End::Successful { outcome.ended } else { self.0.timestamp() },
            removed: None,
        }
    }
}

/// The content of `_results.json` (contract §4.1).
pub(super) fn results(
    home: &Home,
    run: &RunDir,
    spec: &RunSpec,
    outcome: &Outcome,
    made: Option<Version>,
) -> String {
    let seconds = |at: Timestamp| at.as_microsecond() as f64 / 1e6;
    let kept = |path: &Path| path.is_dir().then(|| home.relative(path));
    let artifacts = kept(&run.path().join(spec.parameters.artifacts_directory()));
    let train_data = kept(&run.saved_data());
    // Where earlier programs kept it, whatever the type.
    let evaluation_data =
        kept(&run.saved_evaluation_data(spec.kind)).or_else(|| kept(&run.saved_test_data()));
    Results {
        kind: spec.kind,
        pipeline: &spec.name,
        inputs: Inputs {
            package: &spec.package.name,
            version: spec.package.version,
            data: spec.input.as_ref().map(|data| data.path.as_str()),
            evaluation_data: spec.evaluation.as_ref().map(|data| data.path.as_str()),
            gpu: spec.gpu,
        },
        env: &spec.parameters,
        start_at: seconds(outcome.started),
        end_at: seconds(outcome.ended),
        outputs: Outputs {
            score: outcome.score,
            train_data: train_data.as_deref(),
            evaluation_data: evaluation_data.as_deref(),
            artifacts_data: artifacts.as_deref(),
            version: made,
        },
    }
    .to_json()
}
