//! Whether anything of a test still runs.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::{Duration, Instant};

/// The processes, zombies apart, that have to do with `folder`: it is in their arguments or their
/// environment, they work in it, or they have a file in it open. Each as its id and arguments.
pub fn leftovers(folder: &Path) -> Vec<(u32, String)> {
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let own = std::process::id();
    pids.filter(|pid| *pid != own && concerns(*pid, folder)).map(|pid| (pid, arguments(pid))).collect()
}

/// Waits until [`leftovers`] finds none.
///
/// # Panics
/// When some are still there after a time in which anything that ends has ended.
#[track_caller]
pub fn wait_until_none_left(folder: &Path) {
    let begun = Instant::now();
    let mut empty = 0;
    // A run that starts the next one can end behind a look that had not seen the next one yet.
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
    let said =
        |file: &str| fs::read(of(file)).is_ok_and(|bytes| bytes.windows(name.len()).any(|part| part == name));
    let leads = |link: &Path| fs::read_link(link).is_ok_and(|target| target.starts_with(folder));
    let open = fs::read_dir(of("fd")).into_iter().flatten().flatten().any(|entry| leads(&entry.path()));
    said("cmdline") || said("environ") || leads(Path::new(&of("cwd"))) || open
}

fn arguments(pid: u32) -> String {
    let bytes = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    String::from_utf8_lossy(&bytes).replace('\0', " ").trim().to_string()
}
