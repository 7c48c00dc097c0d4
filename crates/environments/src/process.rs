//! Child processes that can be ended at any time, together with all that they started. The caller
//! receives their output piece by piece, and bounds it.

use processes::Built;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, ioctl_fionbio};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process_group, pidfd_open};
use std::io::{self, PipeReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};

/// How often [`run`] checks whether to continue, in nanoseconds: a delay that a person does not notice.
const TICK: i64 = 50_000_000;

/// Which of a child's two streams is read; the other one goes to `/dev/null`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    Stdout,
    Stderr,
    Both,
}

/// Runs `command` to its end, behind `wall` if there is one, and passes what it writes to `stream` to `on_output`. Once `go_on`
/// returns false, the child's whole process group is killed, and the result is `None`.
pub fn run(
    command: &mut Command,
    wall: Option<&Built>,
    stream: Stream,
    mut go_on: impl FnMut() -> bool,
    mut on_output: impl FnMut(&[u8]),
) -> io::Result<Option<ExitStatus>> {
    let (mut pipe, writer) = io::pipe()?;
    ioctl_fionbio(&pipe, true)?;
    let (stdout, stderr) = match stream {
        Stream::Stdout => (writer.into(), Stdio::null()),
        Stream::Stderr => (Stdio::null(), writer.into()),
        Stream::Both => (writer.try_clone()?.into(), writer.into()),
    };
    command.stdin(Stdio::null()).stdout(stdout).stderr(stderr).process_group(0);
    if let Some(wall) = wall {
        wall.enclose(command)?;
    }
    let mut group = Group { leader: command.spawn()?, over: false };
    let ended = pidfd_open(Pid::from_child(&group.leader), PidfdFlags::empty())?;
    let mut open = true;
    while go_on() {
        let mut fds = [PollFd::new(&ended, PollFlags::IN), PollFd::new(&pipe, PollFlags::IN)];
        // A closed pipe would wake the loop again and again.
        let fds = if open { &mut fds[..] } else { &mut fds[..1] };
        match poll(fds, Some(&Timespec { tv_sec: 0, tv_nsec: TICK })) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(e) => return Err(e.into()),
        }
        let over = !fds[0].revents().is_empty();
        if over {
            // Processes that a build backend left behind must not continue to write.
            group.kill();
        }
        open = open && drain(&mut pipe, over, &mut on_output)?;
        if over {
            group.over = true;
            return group.leader.wait().map(Some);
        }
    }
    Ok(None)
}

/// Reads what is in the pipe now: one buffer, so that [`run`] can check whether to continue even
/// during a flood of output, or `all` that a pipe can hold, and no more, because a process that escaped
/// from the group may still write. Returns false once the pipe has no writer any more.
fn drain(pipe: &mut PipeReader, all: bool, on_output: &mut impl FnMut(&[u8])) -> io::Result<bool> {
    let mut buffer = [0; 16 * 1024];
    for _ in 0..if all { 8 } else { 1 } {
        match pipe.read(&mut buffer) {
            Ok(0) => return Ok(false),
            Ok(n) => on_output(&buffer[..n]),
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => break,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(true)
}

/// A child that leads a process group; dropping it kills the whole group.
struct Group {
    leader: Child,
    over: bool,
}

impl Group {
    /// The id cannot belong to another group yet: nobody waits for the leader before this.
    fn kill(&self) {
        // Fails only if no process of the group is left.
        let _ = kill_process_group(Pid::from_child(&self.leader), Signal::KILL);
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if !self.over {
            self.kill();
            // Fails only if somebody else has waited for the leader already.
            let _ = self.leader.wait();
        }
    }
}
