//! Removing things, one or many, in a way that can be undone: their files move to the trash at once, and are
//! deleted when nobody can restore them any more.
//!
//! They are together in a folder of the trash whose lock is held by the process that can restore them. If
//! that process dies or ends, the next program deletes them.

mod item;
mod snapshots;
mod trash;
mod would_free;

pub(crate) use snapshots::{needed, sweep};
pub(crate) use trash::Trash;

use contract::{DatasetName, PackageName, ProjectId, RunId, ScheduleId, Version};
use files::tree;
use locales::{Failure, Result};

use self::item::Item;
use crate::Home;
use crate::change::Change;
use crate::home::Staging;
use crate::logged::Logged;
use crate::parts::Storage;
use crate::reads::Reads;

/// Something that can be removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Removable {
    /// A run that has ended, with everything in its directory; the version it made stays.
    Run(RunId),
    /// A version of a project's package, or all of them. Their numbers stay reserved.
    Package(ProjectId, PackageName, Option<Version>),
    /// A project's dataset; a linked folder itself stays.
    Dataset(ProjectId, DatasetName),
    /// A schedule; its runs stay.
    Schedule(ScheduleId),
    /// A Python environment, by its digest. A run that needs it builds it again.
    Environment(String),
}

/// Removed things. Dropping this deletes their files; until then [`Storage::restore`] can put them back.
#[derive(Debug)]
#[must_use]
pub struct Removed {
    items: Vec<Item>,
    trash: Trash,
    /// The bytes that were freed at once.
    freed: u64,
    home: Home,
}

impl Removed {
    /// Whether it can be restored. On a disk without any room the files were deleted at once.
    pub fn can_be_restored(&self) -> bool {
        self.trash.folder().is_some()
    }

    /// The bytes that deleting the files frees, or has freed.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn bytes(&self) -> Result<u64> {
        if !self.can_be_restored() {
            return Ok(self.freed);
        }
        self.trash.paths().map(|path| Ok(tree::usage(path)?.bytes)).sum()
    }

    /// Deletes the files, and of the snapshots what no other run needs. Returns how many bytes that freed.
    ///
    /// # Errors
    /// When a file cannot be deleted.
    pub fn delete(mut self) -> Result<u64> {
        let bytes = match self.can_be_restored() {
            true => self.trash.paths().map(|path| tree::freed(path)).sum::<Result<u64>>()?,
            false => self.freed,
        };
        self.trash.folder().map_or(Ok(()), tree::remove)?;
        let swept = self.sweep()?;
        self.items.clear();
        Ok(bytes + swept)
    }

    /// Removes the snapshots that only removed runs and datasets needed. Returns how many bytes that freed.
    fn sweep(&self) -> Result<u64> {
        let needs_some = |item: &Item| matches!(item, Item::Run(_) | Item::Dataset(_));
        if self.items.iter().any(needs_some) { sweep(&self.home) } else { Ok(0) }
    }

    /// Puts everything where it was, as far as an interrupted attempt has not done so already.
    fn put_back(&self, change: &Change<'_>) -> Result<()> {
        self.trash.put_back(change)?;
        self.items.iter().try_for_each(|item| item.write_documents(change))
    }
}

impl Drop for Removed {
    fn drop(&mut self) {
        if let Some(folder) = self.trash.folder() {
            tree::remove(folder).logged("delete removed files");
        }
        self.sweep().logged("remove snapshots that nobody needs");
    }
}

impl Storage<'_> {
    /// Removes things, all of them or none. As long as the returned value is held, they can be restored.
    ///
    /// # Errors
    /// One of them is unknown, or is needed by a run that has not ended or by a schedule.
    pub fn remove(&self, things: &[Removable]) -> Result<Removed> {
        // Without any room there can be no folder for them.
        let trash = Trash::new(Staging::in_trash(self.0.home()).ok());
        let mut gone = self.0.change_store::<_, Failure>(|change| {
            let items = things.iter().map(|thing| Item::find(change, thing)).collect::<Result<Vec<_>>>()?;
            let home = change.home().clone();
            let mut gone = Removed { items, trash, freed: 0, home };
            let Removed { items, trash, .. } = &mut gone;
            let moved = items.iter().try_for_each(|item| item.discard(change, trash));
            let all = moved.and_then(|()| {
                change.rows(|tables| items.iter().try_for_each(|item| item.delete_rows(tables)))
            });
            if let Err(failure) = all {
                // What was refused must stay as a whole. The store is dirty, so the index is rebuilt.
                let _ = gone.put_back(change);
                return Err(failure);
            }
            items.iter().for_each(|item| item.log_removal(change));
            Ok(gone)
        })?;
        if !gone.can_be_restored() {
            gone.freed = gone.trash.paths().map(|path| self.0.delete(path)).sum::<Result<u64>>()?;
        }
        Ok(gone)
    }

    /// Puts removed things back as they were.
    ///
    /// # Errors
    /// Something cannot be put back, in which case another attempt continues; its project or package was
    /// removed, or its name is taken.
    pub fn restore(&self, back: &Removed) -> Result<()> {
        self.0.change_store(|change| {
            back.items.iter().try_for_each(|item| item.check_place(change, &back.trash))?;
            back.put_back(change)?;
            change
                .rows(|tables| back.items.iter().try_for_each(|item| item.put_rows(change.home(), tables)))?;
            back.items.iter().for_each(|item| item.log_restoration(change));
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests;
