//! Whether a run is alive. Only this module knows how, so support for other systems would be added here.
//!
//! On this machine a run is alive while the lock in its directory is held: its guard and its executor hold it
//! from their first instruction on, and the package's code does not.

use contract::RunId;
use files::{Lock, lock};
use locales::Result;
use rundir::{RunDir, Started};

/// Whether any process of the run is alive.
///
/// # Errors
/// When its lock cannot be examined.
pub(crate) fn is_alive(run: &RunDir) -> Result<bool> {
    lock::is_held(&run.lock())
}

/// Takes the run's lock if no process of the run is alive, so that none can start while it is held. Returns
/// `None` if one is.
///
/// # Errors
/// When its lock cannot be taken.
pub(crate) fn lock_if_dead(run: &RunDir) -> Result<Option<Lock>> {
    Lock::try_exclusive(&run.lock())
}

/// The same, but waits until all of them are dead.
///
/// # Errors
/// When its lock cannot be taken.
pub(crate) fn wait_until_dead(run: &RunDir) -> Result<Lock> {
    Lock::exclusive(&run.lock())
}

/// Waits until every process of the run is dead. A new one may have begun by then.
///
/// # Errors
/// When its lock cannot be waited for.
pub(crate) fn wait_for_death(run: &RunDir) -> Result<()> {
    lock::wait_free(&run.lock())
}

/// Kills what escaped a run whose guard and executor are dead.
pub(crate) fn kill_leftovers(run: &RunDir, id: &RunId) {
    let by_variable = processes::kill_with_variable(crate::queue::RUN, id.as_str());
    let session = rundir::read::<Started>(&run.started()).ok().and_then(|started| started.session);
    let by_session = session.map_or(0, |session| session.kill());
    if by_variable + by_session > 0 {
        tracing::warn!(%id, by_variable, by_session, "killed what was left of a run");
    }
}
