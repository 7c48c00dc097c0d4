//! Lists the environments in the cache.

use crate::build::{LOCK, MARKER, Marker};
use contract::PythonVersion;
use files::tree;
use locales::Result;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// An environment in the cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CachedEnvironment {
    /// The name of the environment.
    pub digest: String,
    /// The folder of the environment.
    pub root: PathBuf,
    /// When a run used it last.
    pub used: SystemTime,
    /// Its Python. `None`: another version of the program built it, so that no run uses it any more.
    pub python: Option<PythonVersion>,
    /// Its size on the disk, as measured when it was built.
    bytes: Option<u64>,
}

impl CachedEnvironment {
    /// Its size on the disk, in bytes.
    ///
    /// # Errors
    /// When it cannot be measured.
    pub fn bytes(&self) -> Result<u64> {
        self.bytes.map_or_else(|| Ok(tree::usage(&self.root)?.bytes), Ok)
    }
}

/// The environments that lack what a complete one has, by their names, each with the first file that is missing. A run that
/// needs one builds it again, but nobody removes it.
pub fn flawed_environments(cache: &Path) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(cache.join("envs")).into_iter().flatten().flatten();
    let flawed = entries.filter_map(|entry| {
        let digest = entry.file_name().into_string().ok().filter(|name| !name.contains('.'))?;
        let needed = [MARKER, LOCK, "bin/python"];
        // A link counts by what it leads to: the Python that it was made with may have been removed.
        let missing = needed.into_iter().find(|name| !entry.path().join(name).exists())?;
        Some((digest, missing.to_string()))
    });
    flawed.collect()
}

/// The complete environments in `cache`.
pub fn cached_environments(cache: &Path) -> Vec<CachedEnvironment> {
    let entries = std::fs::read_dir(cache.join("envs")).into_iter().flatten().flatten();
    let complete = entries.filter_map(|entry| {
        // Environments that are being built, and lock files, have a dot in their name.
        let digest = entry.file_name().into_string().ok().filter(|name| !name.contains('.'))?;
        let root = entry.path();
        // The marker's time is that of the last use.
        let path = root.join(MARKER);
        let used = path.metadata().and_then(|about| about.modified()).ok()?;
        let marker = Marker::read(&path);
        let (python, bytes) = marker.map(|marker| (marker.python.version, marker.bytes)).unzip();
        Some(CachedEnvironment { digest, root, used, python, bytes: bytes.flatten() })
    });
    complete.collect()
}
