//! Finds processes that a test has left running.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::{Duration, Instant};

/// The ids and arguments of all processes, except zombies, that use `folder`: in their arguments, environment or
/// working directory, or because they have a file in it open.
pub fn leftovers(folder: &Path) -> Vec<(u32, String)> {
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let own = std::process::id();
    pids.filter(|pid| *pid != own && concerns(*pid, folder)).map(|pid| (pid, arguments(pid))).collect()
}

/// Waits until [`leftovers`] finds no process.
///
/// # Panics
/// Processes are still running after a time in which all should have ended.
#[track_caller]
pub fn wait_until_none_left(folder: &Path) {
    let begun = Instant::now();
    let mut empty = 0;
    // A run may start the next one, and end, while the processes are being listed: one empty list is not enough.
    while empty < 3 {
        let left = leftovers(folder);
        empty = if left.is_empty() { empty + 1 } else { 0 };
        assert!(begun.elapsed() < Duration::from_secs(20), "left running: {left:?}");
        std::thread::yield_now();
    }
}

fn concerns(pid: u32, folder: &Path) -> bool {
    let of = |name: &str| format!("/proc/{pid}/{name}");
    let is_zombie = fs::read_to_string(of("stat"))
        .map_or(true, |stat| stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('Z')));
    if is_zombie {
        return false;
    }
    let name = folder.as_os_str().as_bytes();
    let mentions =
        |file: &str| fs::read(of(file)).is_ok_and(|bytes| bytes.windows(name.len()).any(|part| part == name));
    let leads = |link: &Path| fs::read_link(link).is_ok_and(|target| target.starts_with(folder));
    let open = fs::read_dir(of("fd")).into_iter().flatten().flatten().any(|entry| leads(&entry.path()));
    mentions("cmdline") || mentions("environ") || leads(Path::new(&of("cwd"))) || open
}

fn arguments(pid: u32) -> String {
    let bytes = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    String::from_utf8_lossy(&bytes).replace('\0', " ").trim().to_string()
}
