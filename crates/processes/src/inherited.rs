//! What a process gets from the one that starts it, besides its environment variables: resource limits, the mask
//! of new files' permissions, the niceness.

use std::fmt;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::str::FromStr;

use rustix::fs::Mode;
use rustix::process::{
    Resource, Rlimit, getpriority_process, getrlimit, setpriority_process, setrlimit, umask,
};
use rustix::thread::{CapabilitySet, capabilities};

/// All limits, by the names of `limits.conf`.
const LIMITS: [(&str, Resource); 16] = [
    ("as", Resource::As),
    ("core", Resource::Core),
    ("cpu", Resource::Cpu),
    ("data", Resource::Data),
    ("fsize", Resource::Fsize),
    ("locks", Resource::Locks),
    ("memlock", Resource::Memlock),
    ("msgqueue", Resource::Msgqueue),
    ("nice", Resource::Nice),
    ("nofile", Resource::Nofile),
    ("nproc", Resource::Nproc),
    ("rss", Resource::Rss),
    ("rtprio", Resource::Rtprio),
    ("rttime", Resource::Rttime),
    ("sigpending", Resource::Sigpending),
    ("stack", Resource::Stack),
];

/// Limits, mask and niceness of a process. As a text: `umask=22 priority=0 nofile=1024:-`, where `-` is unlimited.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inherited {
    limits: Vec<(&'static str, Resource, Rlimit)>,
    mask: Option<Mode>,
    niceness: Option<i32>,
}

impl Inherited {
    /// Those of this process.
    pub fn of_this_process() -> Self {
        // The system call that returns the mask sets it, too, which another thread could notice.
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("Umask:"));
        Self {
            limits: LIMITS.map(|(name, resource)| (name, resource, getrlimit(resource))).to_vec(),
            mask: mask.and_then(octal),
            niceness: getpriority_process(None).ok(),
        }
    }

    /// Whether this process may give a child all of it.
    pub fn can_be_given(&self) -> bool {
        let own = capabilities(None).map_or(CapabilitySet::empty(), |sets| sets.effective);
        let is_within = |(_, resource, wanted): &(_, Resource, Rlimit)| {
            let highest = getrlimit(*resource).maximum;
            lower(wanted.maximum, highest) == wanted.maximum
        };
        // The limit on niceness is given as 20 less it.
        let nicest = getrlimit(Resource::Nice).current.map_or(i64::MIN, |limit| 20 - limit as i64);
        let is_kind =
            |wanted| getpriority_process(None).is_ok_and(|own| wanted >= own) || i64::from(wanted) >= nicest;
        (own.contains(CapabilitySet::SYS_RESOURCE) || self.limits.iter().all(is_within))
            && (own.contains(CapabilitySet::SYS_NICE) || self.niceness.is_none_or(is_kind))
    }

    /// The child, and all that it starts, gets these instead of this process's. What this process may not give it,
    /// such as a limit above its own highest one, it gets as far as possible.
    pub fn give(self, command: &mut Command) -> &mut Command {
        // SAFETY: only system calls (setrlimit, getrlimit, umask, setpriority) between fork and exec, and nothing
        // is allocated or freed.
        #[expect(unsafe_code, reason = "the child's program must find them as they will stay")]
        unsafe {
            command.pre_exec(move || {
                self.apply();
                Ok(())
            })
        }
    }

    fn apply(&self) {
        // While the limit on it may still be the higher one.
        let _ = self.niceness.map(|niceness| setpriority_process(None, niceness));
        self.mask.map(umask);
        for (_, resource, wanted) in &self.limits {
            if setrlimit(*resource, *wanted).is_err() {
                let highest = getrlimit(*resource).maximum;
                let within = |value| lower(value, highest);
                let possible = Rlimit { current: within(wanted.current), maximum: within(wanted.maximum) };
                // What is refused all the same stays as it is.
                let _ = setrlimit(*resource, possible);
            }
        }
    }
}

/// The lower of two limits; `None` is unlimited.
fn lower(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    one.into_iter().chain(other).min()
}

fn octal(text: &str) -> Option<Mode> {
    u32::from_str_radix(text.trim(), 8).ok().map(Mode::from_raw_mode)
}

impl fmt::Display for Inherited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = |value: Option<u64>| value.map_or("-".to_string(), |value| value.to_string());
        let mask = self.mask.map(|mask| format!("umask={:o}", mask.as_raw_mode()));
        let niceness = self.niceness.map(|niceness| format!("priority={niceness}"));
        let limits = self
            .limits
            .iter()
            .map(|(name, _, limit)| format!("{name}={}:{}", value(limit.current), value(limit.maximum)));
        f.write_str(&mask.into_iter().chain(niceness).chain(limits).collect::<Vec<_>>().join(" "))
    }
}

impl FromStr for Inherited {
    type Err = std::convert::Infallible;

    /// What is not understood is left out: the child keeps this process's.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let value = |text: &str| match text {
            "-" => Some(None),
            number => number.parse().ok().map(Some),
        };
        let mut read = Self::default();
        for (name, given) in text.split(' ').filter_map(|part| part.split_once('=')) {
            match name {
                "umask" => read.mask = octal(given),
                "priority" => read.niceness = given.parse().ok(),
                _ => {
                    let known = LIMITS.into_iter().find(|(known, _)| *known == name);
                    let limit = given.split_once(':').and_then(|(current, maximum)| {
                        Some(Rlimit { current: value(current)?, maximum: value(maximum)? })
                    });
                    read.limits
                        .extend(known.zip(limit).map(|((name, resource), limit)| (name, resource, limit)));
                }
            }
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Inherited {
        text.parse().unwrap()
    }

    /// What a child of this process says about itself, after `given` was given to it.
    fn child(given: &str) -> String {
        let mut command = Command::new("sh");
        command.args(["-c", "umask; ulimit -Sn; ulimit -Hn; nice"]);
        let output = read(given).give(&mut command).output().unwrap();
        String::from_utf8(output.stdout).unwrap().replace('\n', " ")
    }

    #[test]
    fn what_is_written_is_read() {
        let own = Inherited::of_this_process();
        assert_eq!(read(&own.to_string()), own);
        assert!(own.limits.len() == LIMITS.len() && own.mask.is_some() && own.niceness.is_some());
        assert_eq!(read("umask=9 priority=x nofile=1 colour=red: \u{0}"), Inherited::default());
    }

    /// A run would be refused files, or be slow, because of what another run was started with.
    #[test]
    fn a_child_gets_what_it_is_given_and_otherwise_as_much_as_possible() {
        assert!(
            Inherited::of_this_process().can_be_given() && read("priority=19 nofile=50:60").can_be_given()
        );
        assert_eq!(child("umask=27 priority=19 nofile=50:60"), "0027 50 60 19 ");
        let own = getrlimit(Resource::Nofile).maximum.unwrap();
        // More than the kernel allows, even root.
        assert_eq!(child("umask=22 priority=19 nofile=70:-"), format!("0022 70 {own} 19 "));
    }
}
