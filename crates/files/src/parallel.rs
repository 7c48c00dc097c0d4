//! The same work on many things, on all cores.

use locales::Result;
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

thread_local! {
    /// Whether this thread is one of several already: more of them would only wait for the same cores.
    static IS_ONE_OF_MANY: Cell<bool> = const { Cell::new(false) };
}

/// How many threads are worth starting for `count` things.
pub fn threads(count: usize) -> usize {
    if IS_ONE_OF_MANY.get() {
        return 1;
    }
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
    let (threads, was_one) = (threads(count), IS_ONE_OF_MANY.get());
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(|| {
                IS_ONE_OF_MANY.set(true);
                run();
            });
        }
        IS_ONE_OF_MANY.set(was_one || threads > 1);
        run();
        IS_ONE_OF_MANY.set(was_one);
    });
    failure.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Many small zips would each start threads of their own, which cost more than they share.
    #[test]
    fn one_of_several_threads_starts_no_more() {
        let one = |(): &mut (), _| {
            assert_eq!(threads(2), 1);
            each(2, || (), |(), _| Ok(()))?;
            assert_eq!(threads(2), 1);
            Ok(())
        };
        let before = threads(2);
        if before > 1 {
            each(2, || (), one).unwrap();
        }
        assert_eq!(threads(2), before);
    }
}
