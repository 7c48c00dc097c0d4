//! Lists what a run's code wrote. The code is not trusted: a link is shown as a link and never followed.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use contract::RunId;
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
    /// The current artifacts of a run; folders before their contents, by name.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn artifacts(&self, id: &RunId) -> Result<Vec<Artifact>> {
        let root = self.artifacts_folder(id)?;
        // The folder itself may have become a link that leads out of the run.
        if root.canonicalize().is_ok_and(|real| !real.starts_with(self.0.home().run(id).path())) {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        list(&root, Path::new(""), &mut found)?;
        Ok(found)
    }

    /// The artifacts folder of a run.
    ///
    /// # Errors
    /// When its directory cannot be read.
    pub fn artifacts_folder(&self, id: &RunId) -> Result<PathBuf> {
        Ok(self.0.home().run(id).current_artifacts(&self.spec(id)?.parameters.artifacts_directory()))
    }
}

fn list(root: &Path, below: &Path, found: &mut Vec<Artifact>) -> Result<()> {
    let folder = root.join(below);
    let mut entries: Vec<_> = match fs::read_dir(&folder) {
        Ok(entries) => entries.flatten().collect(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        // A folder that the code has made unreadable is listed itself, and does not prevent others from being
        // listed.
        Err(_) if !below.as_os_str().is_empty() => return Ok(()),
        Err(error) => return Err(files::unreadable(&folder, error)),
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = below.join(entry.file_name());
        // This is the metadata of a link itself, so no link is followed.
        let Ok(about) = entry.metadata() else { continue };
        let bytes = about.is_file().then_some(about.len());
        // Most files have no holes, and need not be opened.
        let may_have_holes = bytes.is_some_and(|bytes| about.blocks().saturating_mul(512) < bytes);
        let data = bytes.map(|bytes| if may_have_holes { tree::data(&entry.path(), bytes) } else { bytes });
        found.push(Artifact { path: path.clone(), bytes, data });
        if about.is_dir() {
            list(root, &path, found)?;
        }
    }
    Ok(())
}
