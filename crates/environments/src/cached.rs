//! Lists the environments in the cache.

use crate::build::{MARKER, is_current};
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
    /// Whether another version of the program built it, so that no run uses it any more.
    pub outdated: bool,
}

/// The complete environments in `cache`.
pub fn cached_environments(cache: &Path) -> Vec<CachedEnvironment> {
    let entries = std::fs::read_dir(cache.join("envs")).into_iter().flatten().flatten();
    let complete = entries.filter_map(|entry| {
        // Environments that are being built, and lock files, have a dot in their name.
        let digest = entry.file_name().into_string().ok().filter(|name| !name.contains('.'))?;
        let root = entry.path();
        // The marker's time is that of the last use.
        let marker = root.join(MARKER);
        let used = marker.metadata().and_then(|about| about.modified()).ok()?;
        Some(CachedEnvironment { digest, root, used, outdated: !is_current(&marker) })
    });
    complete.collect()
}
