//! Ending a tree to its last process.

use std::collections::HashSet;
use std::fs;

use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitOptions, getpid, kill_process, set_child_subreaper, wait};

use crate::Peer;
use crate::proc::{all, descendants, stat};

/// From now on every descendant that loses its parent, also one that called `setsid` or forked
/// twice, becomes a child of this process.
///
/// # Errors
/// When the kernel is older than 3.4.
pub fn adopt_orphans() -> std::io::Result<()> {
    Ok(set_child_subreaper(Some(getpid()))?)
}

/// Kills every descendant of this process and returns when there is none.
///
/// Only exact after [`adopt_orphans`]: then whoever loses its parent becomes a child here, and "no
/// child left to wait for" means that the tree is dead. Children of this process must not be waited
/// for elsewhere at the same time.
pub fn kill_descendants() {
    loop {
        strike_descendants();
        match wait(WaitOptions::empty()) {
            Err(Errno::CHILD) => return,
            _ => while let Ok(Some(_)) = wait(WaitOptions::NOHANG) {},
        }
    }
}

/// Sends SIGKILL to every descendant and waits for none, so that whoever started one can.
///
/// They are stopped first, until no new one turns up: a stopped process cannot fork away from the
/// kill, and as it does not wait for its children either, none of their numbers is given anew.
pub fn strike_descendants() {
    let mut stopped = HashSet::new();
    loop {
        let before = stopped.len();
        for pid in descendants(getpid()) {
            if stopped.insert(pid) {
                signal(pid, Signal::STOP);
            }
        }
        if stopped.len() == before {
            break;
        }
    }
    for pid in stopped {
        signal(pid, Signal::KILL);
    }
}

fn signal(pid: i32, signal: Signal) {
    // One that ended meanwhile needs none.
    let _ = Pid::from_raw(pid).map(|pid| kill_process(pid, signal));
}

/// Kills every process of the machine whose environment has the variable `name` set to `value`,
/// and returns when there is none left: the leftovers of a tree whose keepers are all dead.
/// Answers how many there were.
///
/// A process is held by a descriptor before its mark is read, so that no stranger who was given
/// its number is hit.
pub fn kill_marked(name: &str, value: &str) -> usize {
    let mark = format!("{name}={value}").into_bytes();
    let mut killed = HashSet::new();
    loop {
        let mut left = false;
        for pid in all() {
            if !is_marked(pid, &mark) || stat(pid).is_none_or(|stat| stat.is_zombie) {
                continue;
            }
            let Some(peer) = Pid::from_raw(pid).and_then(|pid| Peer::open(pid).ok()) else { continue };
            if is_marked(pid, &mark) {
                left = true;
                killed.insert(pid);
                peer.kill();
                // Readable once it is dead.
                let mut fds = [rustix::event::PollFd::new(&peer, rustix::event::PollFlags::IN)];
                let _ = rustix::event::poll(&mut fds, None);
            }
        }
        if !left {
            return killed.len();
        }
    }
}

fn is_marked(pid: i32, mark: &[u8]) -> bool {
    fs::read(format!("/proc/{pid}/environ"))
        .is_ok_and(|variables| variables.split(|byte| *byte == 0).any(|variable| variable == mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};

    /// A leftover with its mark is found and killed; one with another run's mark lives on.
    #[test]
    fn only_the_marked_die() {
        let start = |value: &str| {
            let mut child = Command::new("sh")
                .args(["-c", "echo up; read x"])
                .env("TRAINYARD_TEST_MARK", value)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            // The environment is the new one only after exec.
            BufReader::new(child.stdout.take().unwrap()).read_line(&mut String::new()).unwrap();
            child
        };
        let mark = format!("{}-end", std::process::id());
        let (mut marked, mut other) = (start(&mark), start(&format!("{mark}-other")));
        assert_eq!(kill_marked("TRAINYARD_TEST_MARK", &mark), 1);
        assert!(!marked.wait().unwrap().success());
        assert!(other.try_wait().unwrap().is_none());
        drop(other.stdin.take());
        assert!(other.wait().is_ok());
    }
}
