//! The files of what is being removed.

use std::path::{Path, PathBuf};

use locales::Result;

use crate::change::Change;
use crate::home::Staging;
use crate::reads::Reads;

/// Files and folders that were moved to the trash.
#[derive(Debug, Default)]
pub(crate) struct Trash {
    /// The folder of the trash from which they can be restored. `None`: nobody will.
    staging: Option<Staging>,
    /// The original path of each, and its path in the trash.
    moves: Vec<(PathBuf, PathBuf)>,
}

impl Trash {
    pub(super) fn new(staging: Option<Staging>) -> Self {
        Self { staging, moves: Vec::new() }
    }

    pub(super) fn folder(&self) -> Option<&Path> {
        self.staging.as_ref().map(Staging::path)
    }

    /// Moves `path` to the trash, if it exists.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub(crate) fn take(&mut self, change: &Change<'_>, path: &Path) -> Result<()> {
        if path.symlink_metadata().is_err() {
            return Ok(());
        }
        let gone = match self.folder() {
            Some(folder) => {
                let gone = folder.join(self.moves.len().to_string());
                change.rename(path, &gone)?;
                gone
            }
            None => change.discard(path)?,
        };
        self.moves.push((path.to_path_buf(), gone));
        Ok(())
    }

    /// The paths in the trash.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.moves.iter().map(|(_, gone)| gone)
    }

    /// Whether what was at `path` is in the trash while something else is there by now.
    pub(super) fn is_replaced(&self, path: &Path) -> bool {
        path.exists() && self.moves.iter().any(|(place, gone)| place == path && gone.exists())
    }

    /// Moves everything back, as far as an interrupted attempt has not done so already. An environment stays in
    /// the trash if a run has built it again.
    pub(super) fn put_back(&self, change: &Change<'_>) -> Result<()> {
        let cache = change.home().cache();
        let is_built_again = |place: &Path| place.starts_with(&cache) && place.exists();
        let mut moves = self.moves.iter().rev().filter(|(place, _)| !is_built_again(place));
        moves.try_for_each(|(place, gone)| change.rename(gone, place))
    }
}
