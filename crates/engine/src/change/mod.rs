//! Changing the store: under its lock, marked while files and index differ, told in ML Logs.
//!
//! [`Engine::change`] is the one way to do it. Only the [`Change`] that it hands out writes rows of the
//! index and tells ML Logs. The first thing that is altered through it marks the store: should this
//! process die before the change is done, or the change fail half way, whoever takes the lock next rebuilds
//! the index from the files, and adds to ML Logs what is missing there (`missed.rs`). A change that is
//! refused before it alters anything leaves no mark.

mod entries;
mod index;
mod lock;
mod missed;
mod rebuild;
mod reconcile;

pub(crate) use index::Index;

use std::cell::{Cell, RefCell};
use std::fs;
use std::path::{Path, PathBuf};

use contract::ProjectId;
use files::{Document, atomic, document};
use locales::{Failure, Result};
use store::Writing;

use self::lock::StoreLock;
use crate::parts::Parts;
use crate::reads::{Reader, Reads};
use crate::{Engine, LogEntry};

/// A change of the store that is being made, in one project. Whatever takes the store's lock itself cannot
/// be called through it.
#[derive(Debug)]
pub struct Change<'a> {
    engine: Engine,
    held: &'a Held,
}

/// The store's lock, and what the change under it came to so far.
#[derive(Debug)]
struct Held {
    lock: StoreLock,
    is_marked: Cell<bool>,
    entries: RefCell<Vec<LogEntry>>,
}

impl Engine {
    /// Makes a change in a project.
    ///
    /// # Errors
    /// The project was removed, those of `change`, and when the lock cannot be had or the store not be
    /// marked.
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

    /// Makes a change that is not one project's alone, or for which the project need not be there any more.
    ///
    /// # Errors
    /// Those of `change`, and when the lock cannot be had or the store not be marked.
    pub(crate) fn change_store<T, E: From<Failure>>(
        &self,
        change: impl FnOnce(&Change<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let held = Held::new(self.lock_store()?);
        let value = change(&Change { engine: self.clone(), held: &held })?;
        let entries = held.entries.take();
        if !entries.is_empty() {
            entries::append(self.home(), &entries);
        }
        if held.is_marked.get() {
            held.lock.unmark();
        }
        Ok(value)
    }

    /// The store's lock. If its last holder died in the middle of a change, or could not finish it, the
    /// index is rebuilt from the files first.
    fn lock_store(&self) -> Result<StoreLock> {
        self.home().may_change()?;
        let lock = StoreLock::take(self.home(), self.is_aside())?;
        if !lock.is_marked() {
            return Ok(lock);
        }
        self.rebuild_under(lock)
    }

    /// Rebuilds the index from the files, and gives the lock back.
    fn rebuild_under(&self, lock: StoreLock) -> Result<StoreLock> {
        let held = Held::new(lock);
        rebuild::rebuild(self.reader(), Some(&Change { engine: self.clone(), held: &held }))?;
        // Also if there are none: a store without ML Logs is an older program's, and rebuilt at each start.
        entries::append(self.home(), &held.entries.take());
        held.lock.unmark();
        Ok(held.lock)
    }

    /// Fills the index of a store that may only be read from its files as they are.
    pub(crate) fn index_for_reading(&self) -> Result<()> {
        rebuild::rebuild(self.reader(), None)
    }

    /// Tells ML Logs of something that has changed nothing in the store.
    pub(crate) fn note(&self, entries: &[LogEntry]) {
        entries::append(self.home(), entries);
    }
}

impl Held {
    fn new(lock: StoreLock) -> Self {
        Self { lock, is_marked: Cell::default(), entries: RefCell::default() }
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
        Self { engine: self.engine.in_project(id), held: self.held }
    }

    /// The `trainyard` that executes runs.
    pub(crate) fn program(&self) -> &Path {
        self.engine.program()
    }

    /// Marks the store as changing. For who alters files in another way than through this change.
    ///
    /// # Errors
    /// When the mark cannot be written.
    pub(crate) fn mark(&self) -> Result<()> {
        if !self.held.is_marked.get() {
            self.held.lock.mark()?;
            self.held.is_marked.set(true);
        }
        Ok(())
    }

    /// Writes a document that the index tells of. What a newer program has added to it stays.
    ///
    /// # Errors
    /// When it cannot be written, or is a newer program's.
    pub(crate) fn write(&self, path: &Path, document: &impl Document) -> Result<()> {
        let written = document::rewriting(path, document)?;
        self.mark()?;
        atomic::write(path, &written)
    }

    /// The same for a document in a run's directory, which the run's code could have replaced.
    ///
    /// # Errors
    /// When it cannot be written, or is a newer program's.
    pub(crate) fn write_of_run(&self, path: &Path, document: &impl Document) -> Result<()> {
        let written = rundir::rewriting(path, document)?;
        self.mark()?;
        atomic::write(path, &written)
    }

    /// Moves what was prepared into its place, unless something is there: `false`.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub(crate) fn put(&self, prepared: &Path, place: &Path) -> Result<bool> {
        let was_marked = self.held.is_marked.get();
        self.mark()?;
        let is_put = atomic::rename_no_replace(prepared, place)?;
        if !is_put && !was_marked {
            // Nothing has changed.
            self.held.lock.unmark();
            self.held.is_marked.set(false);
        }
        Ok(is_put)
    }

    /// Moves `path`, if anything is there, out of sight, to be deleted in peace. Answers where it is now.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub(crate) fn discard(&self, path: &Path) -> Result<PathBuf> {
        self.mark()?;
        self.home().to_trash(path)
    }

    /// Renames what may have been renamed already.
    ///
    /// # Errors
    /// When it is there and cannot be renamed.
    pub(crate) fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        self.mark()?;
        match fs::rename(from, to) {
            Err(error) if from.symlink_metadata().is_ok() => Err(files::unwritable(from, error)),
            _ => Ok(()),
        }
    }

    /// Writes rows of what the change has altered.
    ///
    /// # Errors
    /// Those of `write`, and when the index cannot be written.
    pub(crate) fn rows<T>(&self, write: impl FnOnce(&Writing<'_>) -> Result<T>) -> Result<T> {
        self.mark()?;
        self.reader().index().write(write)
    }

    /// Writes rows of what a run's directory says already, or of a directory that is gone. Whoever reads
    /// asks the directory as well, so the store need not be marked.
    ///
    /// # Errors
    /// Those of `write`, and when the index cannot be written.
    pub(crate) fn catch_up<T>(&self, write: impl FnOnce(&Writing<'_>) -> Result<T>) -> Result<T> {
        self.reader().index().write(write)
    }

    /// Tells ML Logs of the change in its project, once it is done.
    pub(crate) fn log(&self, entry: LogEntry) {
        self.log_as_it_is(entry.of(self.project()));
    }

    /// The same for an entry that names its project.
    pub(crate) fn log_as_it_is(&self, entry: LogEntry) {
        self.held.entries.borrow_mut().push(entry);
    }
}

#[cfg(test)]
mod tests {
    use locales::Message;

    use super::*;
    use crate::{LogFilter, LogKind};

    /// A refusal would have everything read again, or half a change be taken for a whole one.
    #[test]
    fn what_failed_half_way_is_made_good_and_what_was_refused_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        let mark = || fs::read(engine.home().lock()).unwrap();
        let told = || engine.activity().page(&LogFilter::default(), 0, 10).unwrap().total;
        let entry = || LogEntry::new(engine.timestamp(), LogKind::Check, None, Message::Cancelled);
        let fails = |begins: bool| {
            engine.change_store(|change| {
                change.log(entry());
                let _ = fs::create_dir(engine.home().packages().join("taken"));
                let staged = engine.home().staging().join("new");
                fs::create_dir_all(&staged).unwrap();
                assert!(!change.put(&staged, &engine.home().packages().join("taken"))?, "it is taken");
                if begins {
                    change.mark()?;
                }
                Err::<(), _>(Failure::from(Message::Cancelled))
            })
        };
        assert!(fails(false).is_err());
        assert_eq!((mark(), told()), (b"-".to_vec(), 0));
        assert!(fails(true).is_err());
        assert_eq!((mark(), told()), (b"!".to_vec(), 0));
        engine
            .change_store(|change| {
                assert_eq!(mark(), b"-", "the index was rebuilt first");
                change.log(entry());
                Ok::<_, Failure>(())
            })
            .unwrap();
        assert_eq!((mark(), told()), (b"-".to_vec(), 1));
    }
}
