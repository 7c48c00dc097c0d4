//! What happens between fork and exec. This may be the fork of a process with threads: nothing in this file
//! allocates, takes a lock, or panics.

use std::io;
use std::os::fd::OwnedFd;

use rustix::io::{Errno, Result, read, write};
use rustix::pipe::{PipeFlags, pipe_with};
use rustix::process::{
    DumpableBehavior, Signal, chdir, set_dumpable_behavior, set_parent_process_death_signal, setsid,
};

use super::calls::{
    block_signals, close_all_but, digits, drop_capabilities, end_as, fork, leave, signals, supervise, unmap,
    wait_for, write_file, write_maps,
};
use super::mounts::Mounts;
use super::{OUTER, Plan, Step, Strength};

/// Called in the child of `spawn`, which becomes `outer`. Returns only in the process that is to execute the
/// program, or with an error, after which nothing of this is left.
pub(super) fn enter(plan: &Plan) -> io::Result<()> {
    outer(plan).map_err(|(step, error)| {
        if let Some(report) = &plan.report {
            // If even this fails, it counts as a failure of the program.
            let _ = write(report, &[step as u8]);
        }
        error.into()
    })
}

type Done = std::result::Result<(), (Step, Errno)>;

fn at<T>(step: Step, done: Result<T>) -> std::result::Result<T, (Step, Errno)> {
    done.map_err(|error| (step, error))
}

/// The process that `spawn` returns. It sets what only a process outside can, and ends as the program does.
fn outer(plan: &Plan) -> Done {
    let ((go, start), (status, end)) =
        at(Step::Namespaces, (|| Ok((pipe_with(PipeFlags::CLOEXEC)?, pipe_with(PipeFlags::CLOEXEC)?)))())?;
    let mut namespaces = libc::CLONE_NEWUSER | libc::CLONE_NEWNS;
    if plan.strength == Strength::Full {
        namespaces |= libc::CLONE_NEWPID;
    }
    if plan.without_network {
        namespaces |= libc::CLONE_NEWNET;
    }
    let Some(init) = at(Step::Namespaces, fork(namespaces))? else {
        drop((start, status));
        return self::init(plan, go, &end);
    };
    drop((go, end));
    // Only a process with its rights outside can give root all users inside.
    if plan.is_root
        && let Err(error) = write_maps(init, plan)
    {
        // `init` reads the end of the pipe, and ends.
        return Err((Step::Users, error));
    }
    if let Err(error) = write(&start, &init.as_raw_nonzero().get().to_ne_bytes()) {
        return Err((Step::Namespaces, error));
    }
    // It is for `init`, which is in the same process group.
    block_signals(true);
    let _ = rustix::thread::set_name(OUTER);
    close_all_but([&start, &status]);
    let mut ended = [0; 4];
    // Not written if `init` was killed.
    let ended = matches!(read(&status, &mut ended), Ok(4)).then(|| i32::from_ne_bytes(ended));
    let killed = wait_for(init);
    end_as(ended.unwrap_or(killed))
}

/// The first process in the namespaces. When it ends, however that happens, the kernel kills all others there.
fn init(plan: &Plan, life: OwnedFd, end: &OwnedFd) -> Done {
    let mut pid = [0; 4];
    if read(&life, &mut pid) != Ok(4) {
        leave(1);
    }
    if !plan.is_root {
        // Required for a map of groups.
        at(Step::Users, write_file(c"/proc/self/setgroups", b"deny"))?;
        at(Step::Users, write_file(c"/proc/self/uid_map", &plan.users))?;
        at(Step::Users, write_file(c"/proc/self/gid_map", &plan.groups))?;
    }
    at(Step::Folders, plan.mounts.make())?;
    if plan.strength == Strength::Full {
        at(Step::Proc, Mounts::proc())?;
        // So that process ids differ between runs, as they do elsewhere: code makes names out of them.
        let _ =
            write_file(c"/proc/sys/kernel/ns_last_pid", digits(&mut [0; 12], i32::from_ne_bytes(pid) - 1));
    }
    block_signals(true);
    let (go, start) = at(Step::Program, pipe_with(PipeFlags::CLOEXEC))?;
    // Root could change its mounts. In a mount namespace below another user's they are locked.
    let locked = if plan.is_root { libc::CLONE_NEWUSER | libc::CLONE_NEWNS } else { 0 };
    let Some(program) = at(Step::Program, fork(locked))? else {
        drop((start, life));
        return self::program(plan, &go);
    };
    drop(go);
    if plan.is_root {
        at(Step::Program, write_maps(program, plan))?;
    }
    at(Step::Program, write(&start, &[1]))?;
    drop(start);
    let _ = rustix::thread::set_name(c"trainyard-init");
    let _ = drop_capabilities();
    // No process inside can look into this one or attach to it.
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    // Unless `outer` is killed before, of which the end of its pipe tells.
    let _ = set_parent_process_death_signal(Some(Signal::KILL));
    close_all_but([&life, end]);
    // The plan is in a heap.
    let (strength, unneeded) = (plan.strength, plan.unneeded);
    if let Some(signals) = signals() {
        // Each part of the code that is used again takes 64 KiB, so that as little as possible follows.
        unmap(&unneeded);
        if let Some(status) = supervise(program, &life, &signals, strength) {
            let _ = write(end, &status.to_ne_bytes());
        }
    }
    leave(0)
}

/// The process that executes the program.
fn program(plan: &Plan, go: &OwnedFd) -> Done {
    if read(go, &mut [0]) != Ok(1) {
        leave(1);
    }
    at(Step::Program, setsid())?;
    // The old one is still where it was before the mounts, and could be written.
    if let Some(directory) = &plan.directory {
        at(Step::Program, chdir(directory.as_c_str()))?;
    }
    if !plan.is_root {
        at(Step::Program, drop_capabilities())?;
    }
    if plan.strength == Strength::Files {
        at(Step::Program, set_parent_process_death_signal(Some(Signal::KILL)))?;
    }
    block_signals(false);
    if plan.report.is_some() {
        leave(0);
    }
    Ok(())
}
