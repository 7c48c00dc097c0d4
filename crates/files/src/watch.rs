//! How long work is told to stop, and tells how far it is.

use locales::{Message, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// A flag that asks for an end. Clones are the same flag.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Asks for the end. There is no way back.
    pub fn cancel(&self) {
        self.0.store(true, Relaxed);
    }

    /// Whether the end was asked for.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Relaxed)
    }

    /// Fails with [`Message::Cancelled`] once the end was asked for.
    pub fn check(&self) -> Result<()> {
        if self.is_cancelled() {
            return Err(Message::Cancelled.into());
        }
        Ok(())
    }
}

/// How much is done and how much there is to do; clones are the same figures, to be read from
/// another thread. They grow while the work goes on, the totals while it is still being found out.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Figures>);

#[derive(Debug, Default)]
struct Figures {
    bytes_done: AtomicU64,
    bytes_total: AtomicU64,
    files_done: AtomicU64,
    files_total: AtomicU64,
}

/// What a [`Progress`] showed at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Bytes of file contents dealt with.
    pub bytes_done: u64,
    /// Bytes of file contents known of.
    pub bytes_total: u64,
    /// Files dealt with.
    pub files_done: u64,
    /// Files known of.
    pub files_total: u64,
}

impl Progress {
    /// The figures now.
    pub fn counts(&self) -> Counts {
        Counts {
            bytes_done: self.0.bytes_done.load(Relaxed),
            bytes_total: self.0.bytes_total.load(Relaxed),
            files_done: self.0.files_done.load(Relaxed),
            files_total: self.0.files_total.load(Relaxed),
        }
    }

    /// Adds to what there is to do.
    pub fn expect(&self, files: u64, bytes: u64) {
        self.0.files_total.fetch_add(files, Relaxed);
        self.0.bytes_total.fetch_add(bytes, Relaxed);
    }

    /// Adds to what is done.
    pub fn advance(&self, files: u64, bytes: u64) {
        self.0.files_done.fetch_add(files, Relaxed);
        self.0.bytes_done.fetch_add(bytes, Relaxed);
    }
}

/// What a long function is given so that it can be followed and stopped from another thread.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    /// Asks it to stop; it then fails with [`Message::Cancelled`].
    pub cancel: Cancel,
    /// How far it is.
    pub progress: Progress,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Without it, a person's stop would reach only the copy of the flag it was said to.
    #[test]
    fn a_clone_cancels_and_counts_for_all() {
        let watch = Watch::default();
        let other = watch.clone();
        assert!(watch.cancel.check().is_ok());
        other.cancel.cancel();
        other.progress.expect(2, 20);
        other.progress.advance(1, 5);
        assert_eq!(*watch.cancel.check().unwrap_err().message, Message::Cancelled);
        let counts = watch.progress.counts();
        assert_eq!(
            (counts.files_done, counts.files_total, counts.bytes_done, counts.bytes_total),
            (1, 2, 5, 20)
        );
    }
}
