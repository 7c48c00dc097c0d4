//! Reading `/proc`.
//!
//! The crate `procfs` reads it too, but opens each process's folder first and takes in all that a file says: a
//! look at all processes took nearly twice as long, in which more of those that fork and end at once are missed.

use std::fs;
use std::io::Read;

use rustix::process::Pid;

/// What `/proc/PID/stat` says, as far as it is needed.
pub(crate) struct Stat {
    pub parent: i32,
    /// The number of its session.
    pub session: i32,
    /// When it was started, in ticks since the machine was.
    pub began: u64,
    /// User and system time of the process and of the children it has waited for, in ticks.
    pub ticks: u64,
    /// Resident set, in pages.
    pub pages: u64,
    pub is_zombie: bool,
}

pub(crate) fn stat(pid: i32) -> Option<Stat> {
    let mut text = [0; 1024];
    let length = fs::File::open(format!("/proc/{pid}/stat")).ok()?.read(&mut text).ok()?;
    // The name, in brackets, may hold anything; the rest is numbers.
    let rest =
        std::str::from_utf8(&text[..length][text[..length].iter().rposition(|b| *b == b')')? + 2..]).ok()?;
    let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
    let number = |index: usize| fields.get(index)?.parse::<u64>().ok();
    Some(Stat {
        parent: fields.get(1)?.parse().ok()?,
        session: fields.get(3)?.parse().ok()?,
        began: number(19)?,
        ticks: number(11)? + number(12)? + number(13)? + number(14)?,
        pages: number(21)?,
        is_zombie: matches!(fields.first(), Some(&"Z" | &"X")),
    })
}

/// All processes below `root`, zombies included, parents before their children.
pub(crate) fn descendants(root: Pid) -> Vec<i32> {
    let mut found = Vec::new();
    each_descendant(root, |pid| found.push(pid));
    found
}

/// The same, each given to `see` before anything else is looked at.
pub(crate) fn each_descendant(root: Pid, mut see: impl FnMut(i32)) {
    let mut open = vec![root.as_raw_pid()];
    while let Some(pid) = open.pop() {
        let children = children_of(pid);
        children.iter().for_each(|child| see(*child));
        open.extend(children);
    }
}

/// The children of a process, zombies included.
pub(crate) fn children_of(pid: i32) -> Vec<i32> {
    children(pid).unwrap_or_else(|| children_by_scan(pid))
}

/// From `/proc/PID/task/*/children`, which costs as much as the tree is large, not the machine.
/// `None` where the kernel has no such file.
fn children(pid: i32) -> Option<Vec<i32>> {
    let mut found = Vec::new();
    let Ok(tasks) = fs::read_dir(format!("/proc/{pid}/task")) else { return Some(found) };
    for task in tasks.flatten() {
        match fs::read_to_string(task.path().join("children")) {
            Ok(pids) => found.extend(pids.split_ascii_whitespace().filter_map(|pid| pid.parse::<i32>().ok())),
            Err(_) if !std::path::Path::new("/proc/thread-self/children").exists() => return None,
            Err(_) => {}
        }
    }
    Some(found)
}

fn children_by_scan(parent: i32) -> Vec<i32> {
    all().filter(|pid| stat(*pid).is_some_and(|stat| stat.parent == parent)).collect()
}

/// How many processes were started on this machine since it booted.
pub(crate) fn started() -> Option<u64> {
    let text = fs::read_to_string("/proc/stat").ok()?;
    text.lines().find_map(|line| line.strip_prefix("processes ")?.parse().ok())
}

/// Every process of the machine that can be seen.
pub(crate) fn all() -> impl Iterator<Item = i32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_finding_children_agree() {
        let mut child = std::process::Command::new("sh")
            .args(["-c", "read x"])
            .stdin(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let (own, id) = (std::process::id() as i32, child.id() as i32);
        assert!(children(own).is_none_or(|found| found.contains(&id)));
        assert!(children_by_scan(own).contains(&id));
        assert_eq!(stat(id).unwrap().parent, own);
        drop(child.stdin.take());
        child.wait().unwrap();
    }
}
