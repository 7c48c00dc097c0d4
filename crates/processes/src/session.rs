//! A session of processes, by which those are found that have given up everything else: their parent, and their
//! environment.

use std::fs;

use rustix::process::{Pid, Signal, getpid, getsid, kill_process};
use serde::{Deserialize, Serialize};

use crate::Peer;
use crate::peer::log_unsent;
use crate::proc::{all, stat};

/// A session. The kernel gives its number to nobody else as long as a process is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The process id of its leader.
    pub id: i32,
    /// When the leader was started, in clock ticks since the machine was.
    pub began: u64,
    /// The id of that start of the machine.
    pub boot: String,
}

impl Session {
    /// The session of this process, if it leads it.
    pub fn own() -> Option<Self> {
        let own = getpid();
        let is_leader = getsid(None).is_ok_and(|session| session == own);
        let id = own.as_raw_pid();
        is_leader.then(|| Some(Self { id, began: stat(id)?.began, boot: boot()? })).flatten()
    }

    /// Lets its leader and the leader's parent continue, in case somebody has stopped them.
    pub fn resume(&self) {
        let Some(leader) = stat(self.id).filter(|_| self.is_ours()) else { return };
        for pid in [self.id, leader.parent].into_iter().filter_map(Pid::from_raw) {
            log_unsent(kill_process(pid, Signal::CONT), pid, Signal::CONT);
        }
    }

    /// Kills every process in it, until there is none left. Returns how many there were.
    pub fn kill(&self) -> usize {
        let mut killed = 0;
        while self.is_ours() {
            let is_in = |pid: i32| {
                stat(pid).is_some_and(|stat| {
                    stat.session == self.id && stat.began >= self.began && !stat.is_zombie
                })
            };
            let found: Vec<Peer> = all()
                .filter(|pid| is_in(*pid))
                .filter_map(|pid| Peer::open(Pid::from_raw(pid)?).ok().filter(|_| is_in(pid)))
                .collect();
            if found.is_empty() {
                break;
            }
            found.iter().for_each(Peer::kill);
            found.iter().for_each(Peer::wait);
            killed += found.len();
        }
        killed
    }

    /// Whether the number still means this session: the machine is up since then, and no other process has become
    /// its leader.
    fn is_ours(&self) -> bool {
        let leader = stat(self.id).filter(|leader| leader.session == self.id);
        boot().is_some_and(|boot| boot == self.boot) && leader.is_none_or(|leader| leader.began == self.began)
    }
}

fn boot() -> Option<String> {
    Some(fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?.trim().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Command, Stdio};

    /// A process without an environment would be left for ever, or a stranger killed in its place.
    #[test]
    fn only_processes_of_the_session_die() {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 600 & read x"]).env_clear().stdin(Stdio::piped());
        let mut leader = crate::in_own_session(&mut command).spawn().unwrap();
        let id = leader.id() as i32;
        let session = Session { id, began: stat(id).unwrap().began, boot: boot().unwrap() };
        for other in [
            Session { began: session.began + 1, ..session.clone() },
            Session { boot: String::new(), ..session.clone() },
        ] {
            assert_eq!(other.kill(), 0);
        }
        assert!(leader.try_wait().unwrap().is_none());
        assert!(session.kill() >= 1);
        assert!(!leader.wait().unwrap().success());
        assert_eq!(session.kill(), 0);
    }
}
