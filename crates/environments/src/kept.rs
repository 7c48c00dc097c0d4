//! Which environments are in the cache.

use crate::build::MARKER;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// An environment in the cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its name.
    pub digest: String,
    /// Its folder.
    pub root: PathBuf,
    /// When a run used it last.
    pub used: SystemTime,
}

/// The environments in `cache` that are complete.
pub fn kept(cache: &Path) -> Vec<Kept> {
    let entries = std::fs::read_dir(cache.join("envs")).into_iter().flatten().flatten();
    let kept = entries.filter_map(|entry| {
        // What is being built has no plain name.
        let digest = entry.file_name().into_string().ok().filter(|name| !name.contains('.'))?;
        let root = entry.path();
        // The marker carries the time of the last use.
        let used = root.join(MARKER).metadata().and_then(|about| about.modified()).ok()?;
        Some(Kept { digest, root, used })
    });
    kept.collect()
}
