//! Finishing a run: its outcome becomes a version with a number, `_results.json` and a row. Any program can
//! do it, any number of times, with the same result.

use std::path::Path;

use contract::{Inputs, Outputs, Results, RunId, Version};
use files::{atomic, tree};
use jiff::Timestamp;
use locales::{Message, Result};
use rundir::{
    End, Outcome, PackedVersion, Reason, RunDir, RunSnapshot, RunSnapshots, RunSpec, Started, Stop,
};
use store::run_metrics::RunMetric;
use store::runs::RunRow;

use super::{data, ended, indexed_metrics, liveness, read_spec};
use crate::Home;
use crate::change::Change;
use crate::lineage::lineage_of;
use crate::logged::Logged;
use crate::packages::VersionFile;
use crate::parts::{Packages, Parts, Runs};
use crate::reads::Reads;

impl Runs<'_> {
    /// Finishes a run that has an outcome.
    ///
    /// # Errors
    /// It has no outcome, or something cannot be written; the next program tries again.
    pub fn finish(&self, id: &RunId) -> Result<()> {
        let run = self.0.home().run(id);
        let (spec, outcome) = match (read_spec(&run, id), rundir::read::<Outcome>(&run.outcome())) {
            (Ok(spec), Ok(outcome)) => (spec, outcome),
            // A run that was removed in the meantime needs nothing.
            _ if !run.path().exists() => return Ok(()),
            (Err(failure), _) | (_, Err(failure)) => {
                // The run is damaged. The dirty state makes the next holder of the lock rebuild the index,
                // which lists the run as damaged.
                return self.0.change_store(|change| {
                    change.set_dirty()?;
                    Err(failure)
                });
            }
        };
        environments::Layer::remove(&run.work().layer(), &run.layer_link()).logged("remove a run's layer");
        let keep_copies = outcome.status == End::Failed && spec.keep_failed;
        let is_publishable = run.trained().exists() && outcome.status == End::Failed;
        let kept = rundir::keep(&run, keep_copies, is_publishable);
        let is_kept = kept.is_ok();
        kept.logged("keep what a run wrote");
        let copies = run.working_files(keep_copies, is_publishable);
        // What could not be kept is not removed either.
        for copy in copies.into_iter().filter(|copy| is_kept || *copy != run.work_path()) {
            // A copy that cannot be deleted (another user's file is in it) costs space, not the run.
            tree::remove(&copy).logged("remove a working copy");
        }
        if run.program_log().metadata().is_ok_and(|about| about.len() == 0) {
            std::fs::remove_file(run.program_log()).logged("remove an empty program.log");
        }
        // Reading the series may take a second, in which others may change the store.
        let metrics = indexed_metrics(self.0.home(), &run);
        self.add_states(&run, &spec, &outcome).logged("record the states of a run's datasets");
        self.0.change_store(|change| {
            if !run.path().exists()
                || (run.results().exists() && change.runs().find(id.as_str())?.status.is_end())
            {
                return Ok(());
            }
            // Its version and its entry in ML Logs belong to the run's own project.
            change.in_project(&spec.project).runs().conclude(&run, &spec, &outcome, &metrics)
        })
    }

    /// Records what the run was given as states of its datasets.
    fn add_states(&self, run: &RunDir, spec: &RunSpec, outcome: &Outcome) -> Result<()> {
        let RunSnapshots { input, evaluation, .. } = data::recorded(run);
        let given = [(&spec.input, &input), (&spec.evaluation, &evaluation)];
        self.0.in_project(&spec.project).datasets().add_states_of(spec, given, outcome.started)
    }

    /// Writes the outcome of a run whose processes are dead, if it has none, and finishes it. Returns whether
    /// it has ended or was removed. In a read-only store nothing can be written, so it counts as ended.
    ///
    /// # Errors
    /// When the outcome cannot be written.
    pub fn finish_if_dead(&self, id: &RunId) -> Result<bool> {
        let home = self.0.home();
        let run = home.run(id);
        if home.is_read_only() {
            return Ok(true);
        }
        if !rundir::has_outcome(&run) {
            if !run.started().exists() {
                return Ok(!run.path().exists());
            }
            let Some(_lock) = liveness::lock_if_dead(&run)? else { return Ok(false) };
            self.end_interrupted(&run, id)?;
        }
        // A full disk would keep the run open, although finishing it needs little space.
        home.with_reserve(|| self.finish(id))?;
        Ok(true)
    }

    /// Writes the outcome of a run whose processes are all dead; first kills what escaped them.
    fn end_interrupted(&self, run: &RunDir, id: &RunId) -> Result<()> {
        liveness::kill_leftovers(run, id);
        if rundir::has_outcome(run) {
            return Ok(());
        }
        let now = self.0.timestamp();
        let started = rundir::read::<Started>(&run.started()).map_or(now, |started| started.at);
        let was_stopped = rundir::stop(run).is_some_and(Stop::is_asked);
        let reason = Reason::from(Message::ReasonInterrupted).of_run(run);
        let outcome = Outcome::interrupted(started, now, was_stopped, reason);
        rundir::write_outcome(run, &outcome)
    }
}

impl Runs<'_, Change<'_>> {
    /// Writes what follows from the outcome of a run of the change's project.
    fn conclude(&self, run: &RunDir, spec: &RunSpec, outcome: &Outcome, metrics: &[RunMetric]) -> Result<()> {
        let change = self.0;
        let started: Option<Started> = rundir::read(&run.started()).ok();
        let version = match &outcome.package {
            Some(packed) => Some(change.packages().publish_made(run, spec, outcome, packed)?),
            None => None,
        };
        if version.is_none() {
            // It is left if the run was killed while packing. If it cannot be deleted, it goes with the run.
            tree::remove(&run.package_zip()).logged("remove a zip that was not completed");
        }
        if rundir::stop(run) == Some(Stop::Over) {
            // The file says that there was no stop, which is also true if it cannot be deleted.
            std::fs::remove_file(run.stop()).logged("remove a run's stop file");
        }
        change.set_dirty()?;
        atomic::write(&run.results(), results(change.home(), run, spec, outcome, version).as_bytes())?;
        let row = RunRow::of(spec, started.as_ref(), Some(outcome), version, self.run_tags(&spec.id));
        let lineage = lineage_of(run, spec, Some(outcome));
        change.rows(|tables| {
            tables.put_run(&row)?;
            tables.put_run_metrics(&spec.id, metrics)?;
            tables.put_run_lineage(&spec.id, &lineage)
        })?;
        change.log(ended(spec, outcome));
        Ok(())
    }
}

impl Packages<'_, Change<'_>> {
    /// Publishes the version that a run packed, once: if a version names the run, that is the one.
    pub(crate) fn publish_made(
        &self,
        run: &RunDir,
        spec: &RunSpec,
        outcome: &Outcome,
        packed: &PackedVersion,
    ) -> Result<Version> {
        let name = &spec.package.name;
        let file = match self.made_by(spec) {
            Some(file) if file.removed.is_some() => return Ok(file.version),
            // A process claimed the number and died. What was packed since then counts.
            Some(file) => {
                let (digest, pipelines) = (packed.digest.clone(), packed.pipelines.clone());
                VersionFile { digest, bytes: packed.bytes, pipelines, ..file }
            }
            None => self.next_version(spec, outcome, packed),
        };
        Ok(self.publish(name, &file, &run.package_zip(), None)?.version)
    }

    fn next_version(&self, spec: &RunSpec, outcome: &Outcome, packed: &PackedVersion) -> VersionFile {
        let from = spec.package.version;
        VersionFile {
            version: self.forecast(&spec.package.name, from),
            made_by: Some(spec.id.clone()),
            made_from: Some(from),
            change_log: String::new(),
            python: spec.package.python,
            as_of: spec.as_of,
            newest: None,
            pipelines: packed.pipelines.clone(),
            digest: packed.digest.clone(),
            bytes: packed.bytes,
            score: outcome.score,
            created: if outcome.status == End::Successful { outcome.ended } else { self.0.timestamp() },
            removed: None,
        }
    }
}

/// The content of `_results.json` (contract §4.1).
pub(crate) fn results(
    home: &Home,
    run: &RunDir,
    spec: &RunSpec,
    outcome: &Outcome,
    version: Option<Version>,
) -> String {
    let seconds = |at: Timestamp| at.as_microsecond() as f64 / 1e6;
    let existing = |path: &Path| path.is_dir().then(|| home.relative(path));
    let artifacts = existing(&run.path().join(spec.parameters.artifacts_directory()));
    let recorded = data::recorded(run);
    let kept = |snapshot: &Option<RunSnapshot>| {
        let snapshot = snapshot.as_ref().filter(|snapshot| snapshot.kept)?;
        Some(home.relative(&run.snapshot_place(snapshot)))
    };
    // Earlier programs saved folders, and what was evaluated there for every type of pipeline.
    let train_data = existing(&run.saved_data()).or_else(|| kept(&recorded.input));
    let evaluation_data = existing(&run.saved_evaluation_data(spec.kind))
        .or_else(|| existing(&run.saved_test_data()))
        .or_else(|| kept(&recorded.evaluated));
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
            version,
        },
    }
    .to_json()
}
