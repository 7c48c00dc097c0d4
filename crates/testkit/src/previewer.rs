//! The process that makes previews, seen from outside.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Store;

/// The folder in `/proc` of the process that makes the previews of a store, if there is one.
///
/// # Panics
/// There are several.
pub fn previewer(store: &Store) -> Option<PathBuf> {
    // As the kernel writes it.
    let home = format!(" {} ", store.home().display().to_string().replace(' ', "\\040"));
    let is_it = |process: &PathBuf| {
        fs::read(process.join("cmdline")).is_ok_and(|line| line.starts_with(b"trainyard-preview\0"))
            && fs::read_to_string(process.join("mountinfo")).is_ok_and(|mounts| mounts.contains(&home))
    };
    let mut found = fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path()).filter(is_it);
    let process = found.next()?;
    assert_eq!(found.next(), None);
    Some(process)
}

/// The most memory that a process has had in use at once, in bytes; 0 if it has ended.
pub fn peak(process: &Path) -> u64 {
    let status = fs::read_to_string(process.join("status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) << 10
}
