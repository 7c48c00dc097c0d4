//! Which environments are in the cache.

use crate::build::{MARKER, is_current};
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
    /// An older program made it, in another way: no run takes it any more.
    pub outdated: bool,
}

/// The environments in `cache` that are complete.
pub fn kept(cache: &Path) -> Vec<Kept> {
    let entries = std::fs::read_dir(cache.join("envs")).into_iter().flatten().flatten();
    let kept = entries.filter_map(|entry| {
        // What is being built has no plain name.
        let digest = entry.file_name().into_string().ok().filter(|name| !name.contains('.'))?;
        let root = entry.path();
        // The marker carries the time of the last use.
        let marker = root.join(MARKER);
        let used = marker.metadata().and_then(|about| about.modified()).ok()?;
        Some(Kept { digest, root, used, outdated: !is_current(&marker) })
    });
    kept.collect()
}
