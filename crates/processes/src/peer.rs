//! Another process, held by a descriptor, so that its number cannot come to mean a stranger.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, Signal, kill_process_group, pidfd_open, pidfd_send_signal};

/// A process that lives, or did when it was opened. The descriptor is readable once it is dead.
#[derive(Debug)]
pub struct Peer {
    pid: Pid,
    descriptor: OwnedFd,
}

impl Peer {
    /// A child that was spawned and not yet waited for.
    ///
    /// # Errors
    /// When the system has no pidfds (Linux before 5.3) or no descriptors left.
    pub fn child(child: &std::process::Child) -> io::Result<Self> {
        let pid = crate::spawn::pid_of(child.id()).ok_or(io::ErrorKind::NotFound)?;
        Self::open(pid)
    }

    /// The parent, if it still is the process numbered `expected`; `None` if that is dead.
    ///
    /// # Errors
    /// As [`Peer::child`].
    pub fn parent(expected: u32) -> io::Result<Option<Self>> {
        let Some(pid) = crate::spawn::pid_of(expected) else { return Ok(None) };
        let peer = match Self::open(pid) {
            Err(error) if error.raw_os_error() == Some(rustix::io::Errno::SRCH.raw_os_error()) => {
                return Ok(None);
            }
            other => other?,
        };
        // Asked after opening: a parent that died before would have made someone else ours.
        Ok((rustix::process::getppid() == Some(pid)).then_some(peer))
    }

    pub(crate) fn open(pid: Pid) -> io::Result<Self> {
        Ok(Self { pid, descriptor: pidfd_open(pid, PidfdFlags::empty())? })
    }

    /// Sends SIGTERM to the process group that this process leads.
    pub fn terminate_group(&self) {
        // The leader has not been waited for, so its number, and the group's, are still its own.
        log_unsent(kill_process_group(self.pid, Signal::TERM), self.pid, Signal::TERM);
    }

    /// Whether it has ended.
    pub fn is_dead(&self) -> bool {
        let mut fds = [PollFd::new(&self.descriptor, PollFlags::IN)];
        poll(&mut fds, Some(&Timespec::default())).is_ok_and(|ready| ready > 0)
    }

    /// Returns once it has ended.
    pub(crate) fn wait(&self) {
        while poll(&mut [PollFd::new(&self.descriptor, PollFlags::IN)], None) == Err(Errno::INTR) {}
    }

    /// Sends SIGKILL.
    pub fn kill(&self) {
        log_unsent(pidfd_send_signal(&self.descriptor, Signal::KILL), self.pid, Signal::KILL);
    }
}

/// Logs that a signal could not be sent. A process that has ended needs none.
pub(crate) fn log_unsent(sent: rustix::io::Result<()>, pid: Pid, signal: Signal) {
    if let Err(error) = sent
        && error != Errno::SRCH
    {
        let pid = pid.as_raw_pid();
        tracing::warn!(pid, ?signal, %error, "could not send a signal to a process");
    }
}

impl AsFd for Peer {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.descriptor.as_fd()
    }
}
