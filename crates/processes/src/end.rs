//! Ending a process tree completely.

use std::collections::HashSet;
use std::fs;

use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitOptions, getpid, kill_process, set_child_subreaper, wait, waitpid};

use crate::Peer;
use crate::peer::log_unsent;
use crate::proc::{all, children_of, each_descendant, started, stat};

/// From now on every descendant that loses its parent, also one that called `setsid` or forked
/// twice, becomes a child of this process.
///
/// # Errors
/// When the kernel is older than 3.4.
pub fn adopt_orphans() -> std::io::Result<()> {
    Ok(set_child_subreaper(Some(getpid()))?)
}

/// Waits for the children that have ended, but not for `own`, which another thread waits for: adopted ones
/// would stay in the machine's process table, which is finite.
pub fn reap_adopted(own: u32) {
    for pid in children_of(getpid().as_raw_pid()).into_iter().filter(|pid| *pid as u32 != own) {
        if let Some(pid) = Pid::from_raw(pid) {
            // A live child is waited for later.
            let _ = waitpid(Some(pid), WaitOptions::NOHANG);
        }
    }
}

/// Kills every descendant of this process and returns when there is none.
///
/// Only exact after [`adopt_orphans`]: then a process that loses its parent becomes a child of this one, and
/// "no child left to wait for" means that the tree is dead. Children of this process must not be waited for
/// elsewhere at the same time.
pub fn kill_descendants() {
    loop {
        for pid in stop_descendants() {
            signal(pid, Signal::KILL);
        }
        match wait(WaitOptions::empty()) {
            Err(Errno::CHILD) => return,
            _ => while let Ok(Some(_)) = wait(WaitOptions::NOHANG) {},
        }
    }
}

/// Stops every descendant, until no new one appears: a stopped process cannot fork before it is killed, and
/// as it does not wait for its children either, none of their numbers is reused.
///
/// Each is stopped as soon as it is seen, and the dead are waited for, since reading a long list of them
/// takes long: processes that fork and end at once would always be missed.
fn stop_descendants() -> HashSet<i32> {
    let mut stopped = HashSet::new();
    loop {
        while let Ok(Some((pid, _))) = wait(WaitOptions::NOHANG) {
            stopped.remove(&pid.as_raw_pid());
        }
        let mut is_over = true;
        each_descendant(getpid(), |pid| {
            if stopped.insert(pid) {
                signal(pid, Signal::STOP);
                is_over = false;
            }
        });
        if is_over {
            return stopped;
        }
    }
}

fn signal(pid: i32, signal: Signal) {
    if let Some(pid) = Pid::from_raw(pid) {
        log_unsent(kill_process(pid, signal), pid, signal);
    }
}

/// Kills every process of the machine whose environment has the variable `name` set to `value`, until there
/// are none left: the leftovers of a process tree whose guard and executor are dead. Returns how many there
/// were.
///
/// A process is held by a pidfd before its environment is read, so that no other process that gets its number
/// is killed.
pub fn kill_with_variable(name: &str, value: &str) -> usize {
    let variable = format!("{name}={value}").into_bytes();
    let mut killed = HashSet::new();
    let mut empty = 0;
    loop {
        let before = started();
        let mut dying = Vec::new();
        // The newest first: a process that only forks and ends would have ended before the others are read.
        let mut pids: Vec<i32> = all().collect();
        pids.sort_unstable_by_key(|pid| std::cmp::Reverse(*pid));
        for pid in pids {
            if !has_variable(pid, &variable) || stat(pid).is_none_or(|stat| stat.is_zombie) {
                continue;
            }
            let Some(peer) = Pid::from_raw(pid).and_then(|pid| Peer::open(pid).ok()) else { continue };
            if has_variable(pid, &variable) {
                peer.kill();
                killed.insert(pid);
                dying.push(peer);
            }
        }
        if dying.is_empty() {
            empty += 1;
            if empty == LOOKS || started() == before {
                return killed.len();
            }
            continue;
        }
        empty = 0;
        // Waited for only after all were killed, so that none has the time to fork.
        dying.iter().for_each(Peer::wait);
    }
}

/// How many searches in a row have to find nothing, on a machine that starts programs in the meantime: a
/// process that forks and ends at once can be missed by a single search.
const LOOKS: u32 = 200;

fn has_variable(pid: i32, variable: &[u8]) -> bool {
    fs::read(format!("/proc/{pid}/environ"))
        .is_ok_and(|variables| variables.split(|byte| *byte == 0).any(|found| found == variable))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};

    /// A leftover with the variable is found and killed; one with another value lives on.
    #[test]
    fn only_processes_with_the_variable_die() {
        let start = |value: &str| {
            let mut child = Command::new("sh")
                .args(["-c", "echo up; read x"])
                .env("TRAINYARD_TEST_RUN", value)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            // The environment only changes with exec.
            BufReader::new(child.stdout.take().unwrap()).read_line(&mut String::new()).unwrap();
            child
        };
        let value = format!("{}-end", std::process::id());
        let (mut leftover, mut other) = (start(&value), start(&format!("{value}-other")));
        assert_eq!(kill_with_variable("TRAINYARD_TEST_RUN", &value), 1);
        assert!(!leftover.wait().unwrap().success());
        assert!(other.try_wait().unwrap().is_none());
        drop(other.stdin.take());
        assert!(other.wait().is_ok());
    }
}
