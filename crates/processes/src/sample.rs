//! What a tree uses.

use std::fs;

use rustix::process::{Pid, getpid};

use crate::disk::{Disk, disk};
use crate::proc::{children_of, descendants, stat};
use crate::wall::OUTER;

/// What the descendants of this process use at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usage {
    /// Processor time in seconds: of those that live and of the children they have waited for.
    pub cpu: f64,
    /// Resident memory in bytes; what several share counts for each.
    pub memory: u64,
    /// How many live.
    pub processes: u32,
    /// What was read from and written to disks.
    pub disk: Disk,
}

/// Measures the descendants of this process now. Costs a few system calls per process of the tree.
pub fn descendants_usage() -> Usage {
    let page = rustix::param::page_size() as u64;
    let tick = rustix::param::clock_ticks_per_second() as f64;
    let mut usage = Usage::default();
    let (own, inits) = measured();
    own.iter().chain(&inits).filter_map(|pid| disk(*pid)).for_each(|disk| usage.disk.add(disk));
    for stat in own.into_iter().filter_map(stat).filter(|stat| !stat.is_zombie) {
        usage.cpu += stat.ticks as f64 / tick;
        usage.memory += stat.pages * page;
        usage.processes += 1;
    }
    // What its orphans used counts for an init that has waited for them.
    usage.cpu += inits.into_iter().filter_map(stat).map(|init| init.ticks as f64 / tick).sum::<f64>();
    usage
}

/// Resident memory of the descendants of this process in bytes, where what several share counts
/// once. Slower than [`descendants_usage`]: the kernel goes through all their pages.
pub fn descendants_memory() -> u64 {
    let page = rustix::param::page_size() as u64;
    let counted = |pid| shared_out(pid).or_else(|| Some(stat(pid)?.pages * page));
    measured().0.into_iter().filter_map(counted).sum()
}

/// The ids of the descendants of this process, without those that only keep a wall.
pub(crate) fn descendants_pids() -> Vec<i32> {
    measured().0
}

/// The descendants of this process, without those that only keep a wall; and the inits among those.
fn measured() -> (Vec<i32>, Vec<i32>) {
    let (mut own, mut inits) = (Vec::new(), Vec::new());
    for child in children_of(getpid().as_raw_pid()) {
        if is_outer(child) {
            inits.extend(children_of(child));
        } else {
            own.push(child);
            own.extend(below(child));
        }
    }
    own.extend(inits.iter().flat_map(|init| below(*init)));
    (own, inits)
}

fn below(pid: i32) -> Vec<i32> {
    Pid::from_raw(pid).map_or_else(Vec::new, descendants)
}

/// Whether a child of this process is the outermost of a wall.
fn is_outer(pid: i32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/comm"))
        .is_ok_and(|name| name.trim_end() == OUTER.to_string_lossy())
}

/// A process's memory in bytes, with its part of what it shares.
fn shared_out(pid: i32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let kilobytes = text.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix(" kB"))?;
    Some(kilobytes.parse::<u64>().ok()? * 1024)
}
