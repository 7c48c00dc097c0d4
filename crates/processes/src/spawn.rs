//! What has to happen between fork and exec, which Rust can only say as `unsafe`.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, RawFd};
use std::os::unix::process::CommandExt;
use std::process::Command;

use rustix::io::FdFlags;
use rustix::process::{Pid, Signal};

/// The child gets a session of its own: no terminal and no closing of one reaches it.
pub fn in_own_session(command: &mut Command) -> &mut Command {
    // SAFETY: setsid is async-signal-safe, and nothing is allocated between fork and exec.
    #[expect(unsafe_code, reason = "the session must exist before the program starts")]
    unsafe {
        command.pre_exec(|| rustix::process::setsid().map(drop).map_err(io::Error::from))
    }
}

/// The child leads a process group of its own, inherits `channel` under its number, and is killed
/// by the kernel when the thread that spawns it dies, however that happens.
pub fn tied_to_parent<'a>(command: &'a mut Command, channel: BorrowedFd<'_>) -> &'a mut Command {
    let channel: RawFd = channel.as_raw_fd();
    let parent = rustix::process::getpid();
    command.process_group(0);
    // SAFETY: only async-signal-safe calls (prctl, getppid, fcntl) between fork and exec, nothing
    // is allocated; the caller's borrow keeps `channel` open until the command is gone or spawned,
    // and the child's copy of the table keeps it open after the fork.
    #[expect(unsafe_code, reason = "the tie must hold before the program starts")]
    unsafe {
        command.pre_exec(move || {
            rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
            // The parent may have died before the tie was made.
            if rustix::process::getppid() != Some(parent) {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            rustix::io::fcntl_setfd(BorrowedFd::borrow_raw(channel), FdFlags::empty())?;
            Ok(())
        })
    }
}

/// `Pid` of what was spawned: std speaks of `u32`.
pub(crate) fn pid_of(id: u32) -> Option<Pid> {
    Pid::from_raw(i32::try_from(id).ok()?)
}
