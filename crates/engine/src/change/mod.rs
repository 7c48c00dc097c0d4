//! Changing the store: under its lock, dirty while files and index differ, recorded in ML Logs.
//!
//! [`Engine::change`] is the only way to do it. Only the [`Change`] that it hands out can write rows of the
//! index and entries of ML Logs. Its first modification makes the store dirty: if this process dies before
//! the change is complete, or the change fails half way, the next holder of the lock rebuilds the index from
//! the files and adds the missing entries to ML Logs (`missed.rs`). A change that is refused before it
//! modifies anything leaves the store clean.

mod entries;
mod index;
mod lock;
mod missed;
mod rebuild;
mod reconcile;

pub(crate) use index::Index;
pub(crate) use lock::mark_dirty;

use std::cell::{Cell, RefCell};
use std::fs;
use std::path::{Path, PathBuf};

use contract::ProjectId;
use files::{Document, atomic, document};
use locales::{Failure, Result};
use store::{Database, RowDifference, Writing};

use self::lock::StoreLock;
use crate::logged::Logged;
use crate::parts::Parts;
use crate::reads::{Reader, Reads};
use crate::{Engine, LogEntry};

/// A change of the store in progress, in one project. It has no function that would take the store's lock a
/// second time.
#[derive(Debug)]
pub struct Change<'a> {
    engine: Engine,
    progress: &'a InProgress,
}

/// The store's lock, and what the change under it has done so far.
#[derive(Debug)]
struct InProgress {
    lock: StoreLock,
    is_dirty: Cell<bool>,
    entries: RefCell<Vec<LogEntry>>,
}

impl Engine {
    /// Makes a change in a project.
    ///
    /// # Errors
    /// The project was removed; the lock cannot be taken, or the store's state not be written; those of
    /// `change`.
    pub(crate) fn change<T, E: From<Failure>>(
        &self,
        project: &ProjectId,
        change: impl FnOnce(&Change<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.change_store(|store| {
            let own = store.in_project(project);
            own.projects().current()?;
            change(&own)
        })
    }

    /// Makes a change that concerns several projects, or one that may have been removed in the meantime.
    ///
    /// # Errors
    /// The lock cannot be taken, or the store's state not be written; those of `change`.
    pub(crate) fn change_store<T, E: From<Failure>>(
        &self,
        change: impl FnOnce(&Change<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let _span = tracing::error_span!("change", project = %self.project()).entered();
        let progress = InProgress::new(self.lock_store()?);
        let value = change(&Change { engine: self.clone(), progress: &progress })?;
        let entries = progress.entries.take();
        if !entries.is_empty() {
            entries::append(self.home(), &entries);
        }
        if progress.is_dirty.get() {
            progress.lock.clear_dirty();
        }
        Ok(value)
    }

    /// The store's lock. If its last holder died in the middle of a change, or could not finish it, the
    /// index is rebuilt from the files first.
    fn lock_store(&self) -> Result<StoreLock> {
        self.home().may_change()?;
        let lock = StoreLock::take(self.home(), self.is_index_in_memory())?;
        if !lock.is_dirty() {
            return Ok(lock);
        }
        self.rebuild_under(lock)
    }

    /// Rebuilds the index from the files, and returns the lock.
    fn rebuild_under(&self, lock: StoreLock) -> Result<StoreLock> {
        if let Some(path) = self.reader().index().reset_if_damaged()? {
            self.record_damaged_index(&path);
        }
        let progress = InProgress::new(lock);
        rebuild::rebuild(self.reader(), Some(&Change { engine: self.clone(), progress: &progress }))?;
        // Even if there are none: a store without ML Logs would be taken for an older program's and rebuilt
        // at each start.
        entries::append(self.home(), &progress.entries.take());
        progress.lock.clear_dirty();
        Ok(progress.lock)
    }

    /// Rebuilds the index, in which damaged pages were found, unless the holder of the store's lock is at it.
    pub(crate) fn repair_index(&self) {
        let taken = StoreLock::try_take(self.home(), self.is_index_in_memory());
        let repaired = taken.and_then(|lock| lock.map(|lock| self.rebuild_under(lock)).transpose());
        // The store is dirty: the next change tries again.
        repaired.logged("rebuild the damaged index");
    }

    /// Fills the index of a read-only store from its files as they are.
    pub(crate) fn index_for_reading(&self) -> Result<()> {
        rebuild::rebuild(self.reader(), None)
    }

    /// The index that the files would give now, in memory.
    pub(crate) fn fresh_index(&self) -> Result<Reader> {
        let fresh = self.reader().with_index(Index::new(Database::in_memory()?));
        rebuild::rebuild(&fresh, None)?;
        Ok(fresh)
    }

    /// The rows in which the index differs from the files, and the index that the files would give.
    pub(crate) fn index_differences(&self) -> Result<(Vec<RowDifference>, Reader)> {
        let compare = || {
            let fresh = self.fresh_index()?;
            Ok::<_, Failure>((self.reader().index().differences(fresh.index())?, fresh))
        };
        let found = compare()?;
        if found.0.is_empty() || self.home().is_read_only() {
            return Ok(found);
        }
        // It may have been in the middle of a change. Now nobody makes one.
        let _lock = self.lock_store()?;
        compare()
    }

    /// Makes the index again from the files.
    pub(crate) fn rebuild_index(&self) -> Result<()> {
        self.home().may_change()?;
        let lock = StoreLock::take(self.home(), self.is_index_in_memory())?;
        self.rebuild_under(lock).map(drop)
    }

    /// Adds entries to ML Logs about something that did not change the store.
    pub(crate) fn append_log(&self, entries: &[LogEntry]) {
        entries::append(self.home(), entries);
    }
}

impl InProgress {
    fn new(lock: StoreLock) -> Self {
        Self { lock, is_dirty: Cell::default(), entries: RefCell::default() }
    }
}

impl Reads for Change<'_> {
    fn reader(&self) -> &Reader {
        self.engine.reader()
    }
}

impl Change<'_> {
    /// The same change, in another project.
    pub(crate) fn in_project(&self, id: &ProjectId) -> Self {
        Self { engine: self.engine.in_project(id), progress: self.progress }
    }

    /// The `trainyard` that executes runs.
    pub(crate) fn program(&self) -> &Path {
        self.engine.program()
    }

    /// Makes the store dirty. Only needed before files are modified other than through this change.
    ///
    /// # Errors
    /// When the state cannot be written.
    pub(crate) fn set_dirty(&self) -> Result<()> {
        if !self.progress.is_dirty.get() {
            self.progress.lock.set_dirty()?;
            self.progress.is_dirty.set(true);
        }
        Ok(())
    }

    /// Writes a document that the index depends on. Fields that a newer program added to it stay.
    ///
    /// # Errors
    /// It cannot be written, or was written by a newer program.
    pub(crate) fn write(&self, path: &Path, document: &impl Document) -> Result<()> {
        let written = document::rewriting(path, document)?;
        self.set_dirty()?;
        atomic::write_private(path, &written)
    }

    /// The same for a document in a run's directory, which the run's code could have replaced.
    ///
    /// # Errors
    /// It cannot be written, or was written by a newer program.
    pub(crate) fn write_of_run(&self, path: &Path, document: &impl Document) -> Result<()> {
        let written = rundir::rewriting(path, document)?;
        self.set_dirty()?;
        atomic::write_private(path, &written)
    }

    /// Moves `prepared` to `target` and returns `true`, unless something exists there.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub(crate) fn put(&self, prepared: &Path, target: &Path) -> Result<bool> {
        let was_dirty = self.progress.is_dirty.get();
        self.set_dirty()?;
        let is_put = atomic::rename_no_replace(prepared, target)?;
        if !is_put && !was_dirty {
            // Nothing has changed.
            self.progress.lock.clear_dirty();
            self.progress.is_dirty.set(false);
        }
        Ok(is_put)
    }

    /// Moves `path` to the trash, if it exists, so that it can be deleted later. Returns its new path.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub(crate) fn discard(&self, path: &Path) -> Result<PathBuf> {
        self.set_dirty()?;
        self.home().to_trash(path)
    }

    /// Renames a file that an interrupted attempt may have renamed already.
    ///
    /// # Errors
    /// It exists and cannot be renamed.
    pub(crate) fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        self.set_dirty()?;
        match fs::rename(from, to) {
            Err(error) if from.symlink_metadata().is_ok() => Err(files::unwritable(from, error)),
            _ => Ok(()),
        }
    }

    /// Writes the rows of what this change has modified.
    ///
    /// # Errors
    /// Those of `write`, and when the index cannot be written.
    pub(crate) fn rows<T>(&self, write: impl FnOnce(&Writing<'_>) -> Result<T>) -> Result<T> {
        self.set_dirty()?;
        self.catch_up(write)
    }

    /// Writes rows that follow from what a run's directory already contains, or from its absence. Readers
    /// look at the directory as well, so the store does not become dirty.
    ///
    /// # Errors
    /// Those of `write`, and when the index cannot be written.
    pub(crate) fn catch_up<T>(&self, write: impl FnOnce(&Writing<'_>) -> Result<T>) -> Result<T> {
        self.reader().index().write(write).inspect_err(|failure| self.reader().notice_damage(failure))
    }

    /// Adds an entry to the ML Logs of the change's project when the change is complete.
    pub(crate) fn log(&self, entry: LogEntry) {
        self.log_in_own_project(entry.of(self.project()));
    }

    /// The same for an entry that already names its project.
    pub(crate) fn log_in_own_project(&self, entry: LogEntry) {
        self.progress.entries.borrow_mut().push(entry);
    }
}

#[cfg(test)]
mod tests {
    use locales::Message;

    use super::*;
    use crate::{LogFilter, LogKind};

    /// A refusal would cause everything to be read again, or half a change would be taken for a whole one.
    #[test]
    fn a_change_that_failed_half_way_is_repaired_and_a_refused_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        let lock_byte = || fs::read(engine.home().lock()).unwrap();
        let logged = || engine.activity().page(&LogFilter::default(), 0, 10).unwrap().total;
        let entry = || LogEntry::new(engine.timestamp(), LogKind::Check, None, Message::Cancelled);
        let fails = |begins: bool| {
            engine.change_store(|change| {
                change.log(entry());
                let _ = fs::create_dir(engine.home().packages().join("taken"));
                let staged = engine.home().staging().join("new");
                fs::create_dir_all(&staged).unwrap();
                assert!(!change.put(&staged, &engine.home().packages().join("taken"))?, "it is taken");
                if begins {
                    change.set_dirty()?;
                }
                Err::<(), _>(Failure::from(Message::Cancelled))
            })
        };
        assert!(fails(false).is_err());
        assert_eq!((lock_byte(), logged()), (b"-".to_vec(), 0));
        assert!(fails(true).is_err());
        assert_eq!((lock_byte(), logged()), (b"!".to_vec(), 0));
        engine
            .change_store(|change| {
                assert_eq!(lock_byte(), b"-", "the index was rebuilt first");
                change.log(entry());
                Ok::<_, Failure>(())
            })
            .unwrap();
        assert_eq!((lock_byte(), logged()), (b"-".to_vec(), 1));
    }
}
