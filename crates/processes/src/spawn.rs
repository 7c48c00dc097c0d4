//! What has to happen between fork and exec, which Rust can only say as `unsafe`.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::Command;

use rustix::process::{Pid, Signal};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// The child gets a session of its own: no terminal and no closing of one reaches it.
pub fn in_own_session(command: &mut Command) -> &mut Command {
    // SAFETY: setsid is async-signal-safe, and nothing is allocated between fork and exec.
    #[expect(unsafe_code, reason = "the session must exist before the program starts")]
    unsafe {
        command.pre_exec(|| rustix::process::setsid().map(drop).map_err(io::Error::from))
    }
}

/// The child leads a process group of its own and is killed by the kernel when the thread that
/// spawns it dies, however that happens.
pub fn tied_to_parent(command: &mut Command) -> &mut Command {
    let parent = rustix::process::getpid();
    command.process_group(0);
    // SAFETY: only async-signal-safe calls (prctl, getppid) between fork and exec, and nothing is
    // allocated.
    #[expect(unsafe_code, reason = "the tie must hold before the program starts")]
    unsafe {
        command.pre_exec(move || {
            rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
            // The parent may have died before the tie was made.
            if rustix::process::getppid() != Some(parent) {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            Ok(())
        })
    }
}

/// The child, and all that it starts, gets these processor cores and no others.
pub fn on_cpus<'a>(command: &'a mut Command, cpus: &[u32]) -> &'a mut Command {
    let mut set = CpuSet::new();
    cpus.iter().map(|cpu| *cpu as usize).filter(|cpu| *cpu < CpuSet::MAX_CPU).for_each(|cpu| set.set(cpu));
    // SAFETY: one system call between fork and exec, on a set that was made before.
    #[expect(unsafe_code, reason = "the limit must hold before the program counts its cores")]
    unsafe {
        command.pre_exec(move || Ok(sched_setaffinity(None, &set)?))
    }
}

/// The processor cores that this process may use, by their numbers.
pub fn cpus() -> Vec<u32> {
    let all = 0..CpuSet::MAX_CPU as u32;
    match sched_getaffinity(None) {
        Ok(set) => all.filter(|cpu| set.is_set(*cpu as usize)).collect(),
        // A machine with more of them than the set has room for.
        Err(_) => all.take(std::thread::available_parallelism().map_or(1, std::num::NonZero::get)).collect(),
    }
}

/// `Pid` of what was spawned: std speaks of `u32`.
pub(crate) fn pid_of(id: u32) -> Option<Pid> {
    Pid::from_raw(i32::try_from(id).ok()?)
}
