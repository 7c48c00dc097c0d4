//! Runs are stopped, and removed one by one.

use std::fs::File;

use contract::{RunId, Status};
use files::{atomic, document};
use locales::{Failure, Message, Result};
use rundir::{Outcome, RunDir, Stop};

use super::{liveness, refuse_waiting, removed};
use crate::parts::{Parts, Runs};
use crate::reads::Reads;

/// What a stop came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// It had not begun and is Killed now.
    AtOnce,
    /// It was asked to stop, and will be made to.
    Asked,
    /// It had ended before.
    Over(Status),
}

impl Runs<'_> {
    /// Stops a run: with its grace period, or `now`. A run that has not begun ends at once.
    ///
    /// # Errors
    /// When the request cannot be written.
    pub fn stop(&self, id: &RunId, now: bool) -> Result<Stopped> {
        let run = self.0.home().run(id);
        let asked = self.0.change_store::<_, Failure>(|change| {
            let row = change.runs().find(id.as_str())?;
            if row.status.is_end() {
                return Ok(Asked::Over(row.status));
            }
            refuse_waiting(&row)?;
            if !request_stop(&run, if now { Stop::Now } else { Stop::Term })? {
                return Ok(Asked::TooLate);
            }
            // Nobody starts it while the store's lock is held; only a person's own `exec` might.
            if run.started().exists() {
                return Ok(Asked::Done);
            }
            let Some(_lock) = liveness::seize(&run)? else { return Ok(Asked::Done) };
            let at = change.timestamp();
            document::write(&run.outcome(), &Outcome::interrupted(at, at, true, Message::ReasonStopped))?;
            Ok(Asked::AtOnce)
        })?;
        match asked {
            Asked::Over(status) => Ok(Stopped::Over(status)),
            Asked::Done => Ok(Stopped::Asked),
            Asked::AtOnce => {
                self.finish(id)?;
                Ok(Stopped::AtOnce)
            }
            Asked::TooLate => {
                // Its last steps are being done: how it ended is known in a moment.
                liveness::wait_for_death(&run)?;
                self.settle(id)?;
                Ok(Stopped::Over(self.find(id.as_str())?.status))
            }
        }
    }

    /// Stops several runs, those that wait first: otherwise they would start in place of those that are
    /// stopped. Returns what became of each, in the order of `ids`; a run that cannot be stopped does not
    /// keep the others going.
    pub fn stop_together(&self, ids: &[RunId], now: bool) -> Vec<Result<Stopped>> {
        let is_started = |id: &RunId| self.0.home().run(id).started().exists();
        let mut waiting_first: Vec<usize> = (0..ids.len()).collect();
        waiting_first.sort_by_cached_key(|&place| is_started(&ids[place]));
        let mut stopped: Vec<_> =
            waiting_first.into_iter().map(|place| (place, self.stop(&ids[place], now))).collect();
        stopped.sort_by_key(|(place, _)| *place);
        stopped.into_iter().map(|(_, stopped)| stopped).collect()
    }

    /// Removes a run with all it left; the version it made stays. Returns how many bytes that freed.
    ///
    /// # Errors
    /// It has not ended.
    pub fn remove(&self, id: &RunId) -> Result<u64> {
        let gone = self.0.change_store::<_, Failure>(|change| {
            let row = change.runs().find_ended(id)?;
            let gone = change.discard(change.home().run(id).path())?;
            change.rows(|tables| tables.delete_run(id))?;
            change.in_project(&row.project).log(removed(change.timestamp(), id, &row.name));
            Ok(gone)
        })?;
        self.0.delete(&gone)
    }
}

/// What became of the request.
enum Asked {
    Over(Status),
    Done,
    AtOnce,
    TooLate,
}

/// Asks a run to stop, unless it is over: `false`.
fn request_stop(run: &RunDir, stop: Stop) -> Result<bool> {
    let path = run.stop();
    let asked = atomic::write_new(&path, stop.word().as_bytes()).or_else(|failure| {
        // A full disk takes an empty file, which asks for a stop too.
        File::create_new(&path).map(|_| true).map_err(|_| failure)
    })?;
    let before = rundir::stop(run);
    // Anything but a regular file was put there by the run's code.
    if !asked && before.is_none_or(|before| before.is_asked() && before < stop) {
        atomic::write(&path, stop.word().as_bytes())?;
    }
    Ok(asked || before.is_none_or(Stop::is_asked))
}
