//! Threads: one that works beside this one, and the same work on many things on all cores.
//!
//! How many there may be is limited, by `ulimit -u` or a container: none is started in a way that
//! panics then.
//!
//! `rayon` does not replace [`each`]: it starts all threads of a pool or none, they outlive the call by a
//! moment, and it divides the work in halves, so that large files that lie together may all be left to one.

use locales::{Failure, Message, Result};
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

thread_local! {
    /// Whether this thread is one of several already: more of them would only wait for the same cores.
    static IS_ONE_OF_MANY: Cell<bool> = const { Cell::new(false) };
}

/// Starts a thread that does `work`, and that nobody waits for.
///
/// # Errors
/// [`Message::ThreadsNone`]: there may be no more of them.
pub fn start(work: impl FnOnce() + Send + 'static) -> Result<()> {
    std::thread::Builder::new().spawn(work).map(drop).map_err(none)
}

/// The failure of an attempt to start a thread.
pub fn none(cause: std::io::Error) -> Failure {
    Failure::because(Message::ThreadsNone, cause)
}

/// Makes sure that so many threads more could be started now, by whoever: some programs panic when they
/// find that out in the middle.
///
/// # Errors
/// [`Message::ThreadsNone`].
pub fn require(count: usize) -> Result<()> {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let waits = || {
            while !over.load(Relaxed) {
                std::thread::park();
            }
        };
        let mut started = Vec::with_capacity(count);
        let mut failure = Ok(());
        for _ in 0..count {
            match std::thread::Builder::new().stack_size(SMALL_STACK).spawn_scoped(scope, waits) {
                Ok(thread) => started.push(thread),
                Err(error) => {
                    failure = Err(none(error));
                    break;
                }
            }
        }
        over.store(true, Relaxed);
        started.iter().for_each(|thread| thread.thread().unpark());
        failure
    })
}

/// For a thread that only waits, in bytes.
const SMALL_STACK: usize = 64 << 10;

/// How many threads are worth starting for `count` things.
pub fn threads(count: usize) -> usize {
    if IS_ONE_OF_MANY.get() {
        return 1;
    }
    let cores = std::thread::available_parallelism().map_or(1, |n| n.get());
    cores.min(8).min(count).max(1)
}

/// Calls `work` with every number below `count`, each thread with a state of its own. The first
/// failure ends the rest and is returned. Where no more threads can be started, those that were do it
/// all, this one among them.
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
            let one = || {
                IS_ONE_OF_MANY.set(true);
                run();
            };
            if std::thread::Builder::new().spawn_scoped(scope, one).is_err() {
                break;
            }
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
