//! Children that end when we say so, with all that they started, and whose output is bounded by
//! whoever hears it. What is the system's own stands here.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, ioctl_fionbio};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process_group, pidfd_open};
use std::io::{self, PipeReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};

/// How often [`run`] asks whether to go on, in nanoseconds: what a person does not notice.
const TICK: i64 = 50_000_000;

/// Which of a child's two streams is heard; another one goes to `/dev/null`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    Stdout,
    Stderr,
    Both,
}

/// Runs `command` to its end, giving what it writes to `stream` to `hear`. Once `go_on` says no,
/// the child and all of its process group are killed, and the answer is `None`.
pub fn run(
    command: &mut Command,
    stream: Stream,
    mut go_on: impl FnMut() -> bool,
    mut hear: impl FnMut(&[u8]),
) -> io::Result<Option<ExitStatus>> {
    let (mut pipe, writer) = io::pipe()?;
    ioctl_fionbio(&pipe, true)?;
    let (stdout, stderr) = match stream {
        Stream::Stdout => (writer.into(), Stdio::null()),
        Stream::Stderr => (Stdio::null(), writer.into()),
        Stream::Both => (writer.try_clone()?.into(), writer.into()),
    };
    command.stdin(Stdio::null()).stdout(stdout).stderr(stderr).process_group(0);
    let mut group = Group { leader: command.spawn()?, over: false };
    let ended = pidfd_open(Pid::from_child(&group.leader), PidfdFlags::empty())?;
    let mut open = true;
    while go_on() {
        let mut fds = [PollFd::new(&ended, PollFlags::IN), PollFd::new(&pipe, PollFlags::IN)];
        // A closed pipe would wake us for ever.
        let fds = if open { &mut fds[..] } else { &mut fds[..1] };
        match poll(fds, Some(&Timespec { tv_sec: 0, tv_nsec: TICK })) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(e) => return Err(e.into()),
        }
        let over = !fds[0].revents().is_empty();
        if over {
            // What a build backend left behind must not write on.
            group.kill();
        }
        open = open && drain(&mut pipe, over, &mut hear)?;
        if over {
            group.over = true;
            return group.leader.wait().map(Some);
        }
    }
    Ok(None)
}

/// Hears what is in the pipe now: one buffer, so that a flood cannot keep [`run`] from asking
/// whether to go on, or `all` that a pipe can hold, and no more, should something that escaped
/// from the group still write. `false` once nobody can write to it any more.
fn drain(pipe: &mut PipeReader, all: bool, hear: &mut impl FnMut(&[u8])) -> io::Result<bool> {
    let mut buffer = [0; 16 * 1024];
    for _ in 0..if all { 8 } else { 1 } {
        match pipe.read(&mut buffer) {
            Ok(0) => return Ok(false),
            Ok(n) => hear(&buffer[..n]),
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => break,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(true)
}

/// A child that leads a group; dropping it leaves nothing of the group.
struct Group {
    leader: Child,
    over: bool,
}

impl Group {
    /// The number cannot be another group's: the leader is not waited for until after this.
    fn kill(&self) {
        let _ = kill_process_group(Pid::from_child(&self.leader), Signal::KILL);
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if !self.over {
            self.kill();
            let _ = self.leader.wait();
        }
    }
}
