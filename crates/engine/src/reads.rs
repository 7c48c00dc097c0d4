//! Reading the store: what the engine, a change of the store and a plain reader have in common.

use std::sync::{Arc, Mutex};

use contract::ProjectId;
use jiff::{Timestamp, Zoned};
use locales::{Failure, Result};
use store::Tables;

use crate::activity::LogIndex;
use crate::change::{Index, mark_dirty};
use crate::trees::{LastKept, LastZip};
use crate::{Clock, Home, Settings};

/// A store, seen from one of its projects, for reading only.
#[derive(Clone, Debug)]
pub struct Reader {
    home: Home,
    index: Arc<Index>,
    log: Arc<Mutex<LogIndex>>,
    last_zip: Arc<LastZip>,
    last_kept: Arc<LastKept>,
    clock: Clock,
}

impl Reader {
    pub(crate) fn new(home: Home, index: Index, clock: Clock) -> Self {
        Self {
            home,
            index: Arc::new(index),
            log: Arc::default(),
            last_zip: Arc::default(),
            last_kept: Arc::default(),
            clock,
        }
    }

    /// The same store with another index.
    pub(crate) fn with_index(&self, index: Index) -> Self {
        Self { index: Arc::new(index), ..self.clone() }
    }

    /// The same store, seen from another project.
    pub(crate) fn in_project(&self, id: &ProjectId) -> Self {
        if self.home.project() == id {
            return self.clone();
        }
        // Each project has its own index of ML Logs.
        Self { home: self.home.in_project(id), log: Arc::default(), ..self.clone() }
    }

    /// Reads the index. If pages of it turn out to be damaged, the store is dirty, and the next holder of its lock
    /// rebuilds it.
    pub(crate) fn read_index<T>(&self, ask: impl FnOnce(&Tables<'_>) -> Result<T>) -> Result<T> {
        self.index.read(ask).inspect_err(|failure| self.notice_damage(failure))
    }

    /// Makes the store dirty if an operation failed because pages of the index are damaged.
    pub(crate) fn notice_damage(&self, failure: &Failure) {
        if store::is_damaged(failure) {
            mark_dirty(&self.home);
        }
    }

    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    pub(crate) fn log(&self) -> &Mutex<LogIndex> {
        &self.log
    }

    pub(crate) fn last_zip(&self) -> &LastZip {
        &self.last_zip
    }

    pub(crate) fn last_kept(&self) -> &LastKept {
        &self.last_kept
    }
}

/// Something through which the store can be read. A part of the engine offers its reading functions on every
/// reader, those that take the store's lock on [`crate::Engine`], and those for the holder of the lock on
/// `Change`.
pub trait Reads {
    /// The reader behind it.
    fn reader(&self) -> &Reader;

    /// The store's folder, which knows where everything is in it.
    fn home(&self) -> &Home {
        &self.reader().home
    }

    /// The id of the current project.
    fn project(&self) -> &ProjectId {
        self.home().project()
    }

    /// The time.
    fn now(&self) -> Zoned {
        self.reader().clock.now()
    }

    /// The time, as it is written to files.
    fn timestamp(&self) -> Timestamp {
        self.reader().clock.timestamp()
    }

    /// Reads the index: `ask` sees all tables in one consistent state.
    ///
    /// # Errors
    /// Those of `ask`, and when the index cannot be read.
    fn read<T>(&self, ask: impl FnOnce(&Tables<'_>) -> Result<T>) -> Result<T> {
        self.reader().read_index(ask)
    }

    /// The current settings.
    fn settings(&self) -> Settings {
        Settings::read(self.home())
    }
}

impl Reads for Reader {
    fn reader(&self) -> &Reader {
        self
    }
}
