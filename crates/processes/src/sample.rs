//! What a tree uses.

use rustix::process::getpid;

use crate::proc::{descendants, stat};

/// What the descendants of this process use at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usage {
    /// Processor time in seconds: of those that live and of the children they have waited for.
    pub cpu: f64,
    /// Resident memory in bytes; what several share counts for each.
    pub memory: u64,
    /// How many live.
    pub processes: u32,
}

/// Measures the descendants of this process now. Costs a few system calls per process of the tree.
pub fn descendants_usage() -> Usage {
    let page = rustix::param::page_size() as u64;
    let tick = rustix::param::clock_ticks_per_second() as f64;
    let mut usage = Usage::default();
    for stat in descendants(getpid()).into_iter().filter_map(stat).filter(|stat| !stat.is_zombie) {
        usage.cpu += stat.ticks as f64 / tick;
        usage.memory += stat.pages * page;
        usage.processes += 1;
    }
    usage
}
