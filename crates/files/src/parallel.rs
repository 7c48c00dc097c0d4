//! The same work on many things, on all cores.

use locales::Result;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

/// How many threads are worth starting for `count` things.
pub fn threads(count: usize) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, |n| n.get());
    cores.min(8).min(count).max(1)
}

/// Calls `work` with every number below `count`, each thread with a state of its own. The first
/// failure ends the rest and is returned.
pub fn each<S>(
    count: usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> Result<()> + Sync,
) -> Result<()> {
    // Neighbours in a batch lie in one folder, and threads that make files in one folder wait for
    // each other.
    let batch = (count / 64).clamp(1, 64);
    let next = AtomicUsize::new(0);
    let over = AtomicBool::new(false);
    let failure = Mutex::new(None);
    let run = || {
        let mut state = state();
        loop {
            let start = next.fetch_add(batch, Relaxed);
            if start >= count {
                return;
            }
            for i in start..count.min(start + batch) {
                if over.load(Relaxed) {
                    return;
                }
                if let Err(e) = work(&mut state, i) {
                    over.store(true, Relaxed);
                    failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(e);
                    return;
                }
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads(count) {
            scope.spawn(run);
        }
        run();
    });
    failure.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}
