//! Whether a run lives: asked here alone. Another kind of machine would be plugged in here.
//!
//! On this machine a run lives as long as somebody holds the lock in its directory: its guard and its
//! executor do from their first instruction on, and the package's code does not.

use files::{Lock, lock};
use locales::Result;
use rundir::RunDir;

/// Whether any process of the run lives.
///
/// # Errors
/// When its lock cannot be looked at.
pub(crate) fn lives(run: &RunDir) -> Result<bool> {
    lock::is_held(&run.lock())
}

/// Makes sure that no process of the run lives, and that none begins as long as the answer is held. None:
/// one does.
///
/// # Errors
/// When its lock cannot be taken.
pub(crate) fn seize(run: &RunDir) -> Result<Option<Lock>> {
    Lock::try_exclusive(&run.lock())
}

/// The same, but waits until all of them are dead.
///
/// # Errors
/// When its lock cannot be taken.
pub(crate) fn seize_when_dead(run: &RunDir) -> Result<Lock> {
    Lock::exclusive(&run.lock())
}

/// Waits until every process of the run is dead. A new one may have begun by then.
///
/// # Errors
/// When its lock cannot be waited for.
pub(crate) fn wait_for_death(run: &RunDir) -> Result<()> {
    lock::wait_free(&run.lock())
}
