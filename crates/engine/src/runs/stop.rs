//! Stopping runs, undoing that as long as they have not begun, and removing a single one.

use std::fs::File;

use contract::{RunId, Status};
use files::{atomic, tree};
use locales::{Failure, Message, Result};
use rundir::{Outcome, RunDir, Started, Stop};
use store::runs::RunRow;

use super::{liveness, refuse_waiting, requeued};
use crate::logged::Logged;
use crate::parts::{Parts, Runs};
use crate::reads::Reads;
use crate::{Removable, environ};

/// The result of stopping a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// The run had not begun and is Killed now.
    AtOnce,
    /// The run was asked to stop, and is killed after its grace period.
    Requested,
    /// The run had already ended.
    Over(Status),
}

impl Runs<'_> {
    /// Stops a run: with its grace period, or `now`. A run that has not begun ends at once.
    ///
    /// # Errors
    /// When the request cannot be written.
    pub fn stop(&self, id: &RunId, now: bool) -> Result<Stopped> {
        let run = self.0.home().run(id);
        let result = self.0.change_store::<_, Failure>(|change| {
            let row = change.runs().find(id.as_str())?;
            if row.status.is_end() {
                return Ok(StopResult::Over(row.status));
            }
            refuse_waiting(&row)?;
            if !request_stop(&run, if now { Stop::Now } else { Stop::Term })? {
                return Ok(StopResult::TooLate);
            }
            // No program starts it while the store's lock is held; only a person's own `exec` might.
            if run.started().exists() {
                return Ok(StopResult::Done);
            }
            let Some(_lock) = liveness::lock_if_dead(&run)? else { return Ok(StopResult::Done) };
            let at = change.timestamp();
            rundir::write_outcome(&run, &Outcome::interrupted(at, at, true, Message::ReasonStopped))?;
            Ok(StopResult::AtOnce)
        })?;
        // Code that is not isolated could have stopped the processes that end it.
        if let Ok(Started { session: Some(session), .. }) = rundir::read(&run.started()) {
            session.resume();
        }
        match result {
            StopResult::Over(status) => Ok(Stopped::Over(status)),
            StopResult::Done => Ok(Stopped::Requested),
            StopResult::AtOnce => {
                self.finish(id)?;
                Ok(Stopped::AtOnce)
            }
            StopResult::TooLate => {
                // The run is doing its last steps, and ends in a moment.
                liveness::wait_for_death(&run)?;
                self.finish_if_dead(id)?;
                Ok(Stopped::Over(self.find(id.as_str())?.status))
            }
        }
    }

    /// Stops several runs, the waiting ones first: otherwise they would start in place of the stopped ones.
    /// Returns the result for each, in the order of `ids`; a run that cannot be stopped does not affect the
    /// others.
    pub fn stop_together(&self, ids: &[RunId], now: bool) -> Vec<Result<Stopped>> {
        let is_started = |id: &RunId| self.0.home().run(id).started().exists();
        let mut waiting_first: Vec<usize> = (0..ids.len()).collect();
        waiting_first.sort_by_cached_key(|&index| is_started(&ids[index]));
        let mut stopped: Vec<_> =
            waiting_first.into_iter().map(|index| (index, self.stop(&ids[index], now))).collect();
        stopped.sort_by_key(|(index, _)| *index);
        stopped.into_iter().map(|(_, stopped)| stopped).collect()
    }

    /// Undoes the stop of runs that had not begun: they wait in the queue again, where they were.
    ///
    /// # Errors
    /// One of them had begun, or was not stopped; something cannot be written.
    pub fn requeue(&self, ids: &[RunId]) -> Result<()> {
        ids.iter().try_for_each(|id| {
            self.0.change_store::<_, Failure>(|change| {
                let (row, run) = (change.runs().find(id.as_str())?, change.home().run(id));
                if row.status != Status::Killed || run.started().exists() {
                    return Err(Message::RunNotWaiting { id: id.to_string() }.into());
                }
                let spec = change.runs().spec(id)?;
                change.set_dirty()?;
                // It was removed with the end, and is only needed for the start.
                if !run.environ().exists() {
                    environ::write(&run.environ())?;
                }
                rundir::reserve(&run).map_err(|error| files::unwritable(&run.reserve(), error))?;
                // The outcome goes last: until then, the run is still Killed for whoever rebuilds the index.
                for file in [run.stop(), run.results(), run.outcome()] {
                    tree::remove(&file)?;
                }
                let row = RunRow::of(&spec, None, None, None, change.runs().run_tags(id));
                change.rows(|tables| tables.put_run(&row))?;
                change.in_project(&spec.project).log(requeued(change.timestamp(), id, &spec.name));
                Ok(())
            })
        })?;
        self.0.queue().start_next().logged("start what is next");
        Ok(())
    }

    /// Removes a run with everything in its directory; the version it made stays. Returns how many bytes that
    /// freed.
    ///
    /// # Errors
    /// The run has not ended.
    pub fn remove(&self, id: &RunId) -> Result<u64> {
        self.0.storage().remove(&[Removable::Run(id.clone())])?.delete()
    }
}

/// The result of the request.
enum StopResult {
    Over(Status),
    Done,
    AtOnce,
    TooLate,
}

/// Asks a run to stop. `false`: it has ended.
fn request_stop(run: &RunDir, stop: Stop) -> Result<bool> {
    let path = run.stop();
    let result = atomic::write_new(&path, stop.word().as_bytes()).or_else(|failure| {
        // An empty file fits on a full disk, and also asks for a stop.
        File::create_new(&path).map(|_| true).map_err(|_| failure)
    })?;
    let before = rundir::stop(run);
    // Anything but a regular file was put there by the run's code.
    if !result && before.is_none_or(|before| before.is_asked() && before < stop) {
        atomic::write(&path, stop.word().as_bytes())?;
    }
    Ok(result || before.is_none_or(Stop::is_asked))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use files::document;
    use rundir::RunSpec;
    use serde_json::json;

    use super::*;
    use crate::{Engine, LogFilter};

    /// Whoever stopped the wrong run of a long queue would have to create it again, at its end.
    #[test]
    fn a_waiting_run_that_was_stopped_waits_again_where_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        engine.queue().pause(true).unwrap();
        let [first, second] = [1, 2].map(|n: u64| {
            let id = RunId::from_random(n * 0x0123_4567_89ab_cdef);
            let spec: RunSpec = serde_json::from_value(json!({
                "id": id, "name": format!("run {n}"), "kind": "training", "project": "default",
                "package": {"name": "churn", "version": "1.0", "zip": "", "digest": "", "python": null},
                "input": null, "evaluation": null, "parameters": [], "gpu": false, "grace_seconds": 10,
                "created": format!("2026-11-25T08:00:0{n}Z"),
            }))
            .unwrap();
            let directory = engine.home().run(&id);
            fs::create_dir_all(directory.path()).unwrap();
            document::write(&directory.spec(), &spec).unwrap();
            let row = RunRow::of(&spec, None, None, None, engine.runs().run_tags(&id));
            engine.change_store(|change| change.catch_up(|tables| tables.put_run(&row))).unwrap();
            id
        });
        let before = engine.runs().find(first.as_str()).unwrap();
        assert!(engine.runs().requeue(std::slice::from_ref(&first)).is_err(), "it was not stopped");
        assert_eq!(engine.runs().stop(&first, false).unwrap(), Stopped::AtOnce);
        engine.runs().requeue(std::slice::from_ref(&first)).unwrap();
        assert_eq!(engine.runs().find(first.as_str()).unwrap(), before);
        let waiting: Vec<_> =
            engine.queue().state().unwrap().runs.into_iter().map(|run| run.id.clone()).collect();
        assert_eq!(waiting, [first.clone(), second]);
        let run = engine.home().run(&first);
        assert!(!run.stop().exists() && !run.outcome().exists() && run.environ().exists());
        let log = engine.activity().page(&LogFilter::default(), 0, 1).unwrap();
        let entry = log.rows[0].1.render(locales::Language::English);
        assert_eq!(entry, "The run run 1 waits in the queue again: its stop was undone.");
        // What has begun cannot be begun again.
        fs::write(run.started(), "").unwrap();
        rundir::write_outcome(
            &run,
            &Outcome::interrupted(before.created, before.created, true, Message::ReasonStopped),
        )
        .unwrap();
        engine.runs().finish(&first).unwrap();
        assert!(engine.runs().requeue(&[first]).is_err());
    }
}
