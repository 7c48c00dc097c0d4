//! What wakes the thread that reads: something grew, or the code has ended.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::locked::lock;

/// Wakes the thread that reads.
#[derive(Default)]
pub(super) struct Signal {
    has_grown: AtomicBool,
    is_over: Mutex<bool>,
    changed: Condvar,
}

impl Signal {
    /// Says that there is something to read. Costs next to nothing while the thread has not seen the last time yet.
    pub(super) fn grown(&self) {
        if !self.has_grown.swap(true, Ordering::AcqRel) {
            // The thread either sees it before it waits, or waits already.
            drop(lock(&self.is_over));
            self.changed.notify_one();
        }
    }

    /// Says that nothing grows any more.
    pub(super) fn over(&self) {
        *lock(&self.is_over) = true;
        self.changed.notify_one();
    }

    /// Whether nothing grows any more.
    pub(super) fn is_over(&self) -> bool {
        *lock(&self.is_over)
    }

    /// Waits at least as long as `least`, then until something grew, but at most as long as `most`; shorter if nothing
    /// grows any more. Returns whether that is so.
    pub(super) fn wait(&self, least: Duration, most: Duration) -> bool {
        let waited = self.changed.wait_timeout_while(lock(&self.is_over), least, |is_over| !*is_over);
        let (is_over, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let more = most.saturating_sub(least);
        let is_quiet = |is_over: &mut bool| !*is_over && !self.has_grown.load(Ordering::Acquire);
        let waited = self.changed.wait_timeout_while(is_over, more, is_quiet);
        let (is_over, _) = waited.unwrap_or_else(PoisonError::into_inner);
        self.has_grown.store(false, Ordering::Release);
        *is_over
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each training would end a moment later than it has to.
    #[test]
    fn the_end_is_not_waited_for() {
        let signal = Signal::default();
        std::thread::scope(|scope| {
            scope.spawn(|| signal.over());
            assert!(signal.wait(Duration::from_secs(600), Duration::from_secs(600)));
        });
    }

    /// A chart would be late by as long as the thread sleeps when nothing happens.
    #[test]
    fn what_grew_before_is_not_waited_for() {
        let signal = Signal::default();
        signal.grown();
        assert!(!signal.wait(Duration::ZERO, Duration::from_secs(600)));
    }
}
