//! Lists what a run's code wrote. The code is not trusted: a link is shown as a link and never followed.

use std::path::{Path, PathBuf};

use contract::RunId;
use files::beneath::{self, Folder, Listed, Opened};
use files::tree;
use locales::Result;

use crate::parts::Runs;
use crate::reads::Reads;

/// A file or folder that a run wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Relative to the artifacts folder. Any legal name.
    pub path: PathBuf,
    /// Size in bytes. `None`: a folder or a link.
    pub bytes: Option<u64>,
    /// How much of that holds data: less if the file has holes.
    pub data: Option<u64>,
}

impl<S: Reads> Runs<'_, S> {
    /// The current artifacts of a run; folders before their contents, by name. A folder that cannot be read, or is
    /// deeper than a path can say, is listed without its contents, and keeps no other from being listed.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn artifacts(&self, id: &RunId) -> Result<Vec<Artifact>> {
        let mut found = Vec::new();
        let Some(root) = self.open_artifacts(id)? else { return Ok(found) };
        let entries = root.entries().map_err(|error| files::unreadable(root.path(), error))?;
        let below = |folder: &Path, entries: Vec<Listed>| {
            let entries = entries.into_iter().rev();
            entries.map(|listed| (folder.join(&listed.name), listed)).collect::<Vec<_>>()
        };
        let mut pending = below(Path::new(""), entries);
        while let Some((path, listed)) = pending.pop() {
            let bytes = listed.is_file().then_some(listed.bytes());
            // Most files have no holes, and need not be opened.
            let opened = bytes.filter(|bytes| listed.room() < *bytes).and_then(|_| root.file(&path).ok());
            let data = bytes.map(|bytes| opened.map_or(bytes, |file| tree::data(&file, bytes)));
            if listed.is_folder()
                && let Ok(entries) = root.folder(&path).and_then(|folder| folder.entries())
            {
                pending.extend(below(&path, entries));
            }
            found.push(Artifact { path, bytes, data });
        }
        Ok(found)
    }

    /// The open artifacts folder of a run; `None` if there is none, or something else in its place.
    pub(crate) fn open_artifacts(&self, id: &RunId) -> Result<Option<Folder>> {
        let path = self.artifacts_folder(id)?;
        match self.0.home().run(id).open(&path) {
            Ok(Opened::Folder(folder)) => Ok(Some(folder)),
            Ok(Opened::File(..)) => Ok(None),
            Err(error) if beneath::is_absent(&error) => Ok(None),
            Err(error) => Err(files::unreadable(&path, error)),
        }
    }

    /// The artifacts folder of a run.
    ///
    /// # Errors
    /// When its directory cannot be read.
    pub fn artifacts_folder(&self, id: &RunId) -> Result<PathBuf> {
        Ok(self.0.home().run(id).current_artifacts(&self.spec(id)?.parameters.artifacts_directory()))
    }
}
