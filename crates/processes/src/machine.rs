//! What kind of machine this is.

use std::fs::{self, File};
use std::io::Read;
use std::thread::available_parallelism;

use rustix::system::{sysinfo, uname};
use serde::{Deserialize, Serialize};

/// A machine, as a person would describe it. Of what the system does not say, nothing is known: texts are empty and
/// numbers are 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Machine {
    /// The model of its processor: `AMD EPYC 7B13`.
    pub cpu: String,
    /// How many logical processor cores it has.
    pub cores: u32,
    /// How many of them may be used, by affinity and by the limits of cgroups.
    pub usable: u32,
    /// Its memory, in bytes.
    pub memory: u64,
    /// Its system: `Debian GNU/Linux 12 (bookworm)`.
    pub system: String,
    /// Its kernel: `Linux 6.1.0-18-amd64 x86_64`.
    pub kernel: String,
}

impl Machine {
    /// This machine. Reads a few small files and takes less than a millisecond.
    pub fn here() -> Self {
        let (name, memory) = (uname(), sysinfo());
        let kernel = [name.sysname(), name.release(), name.machine()].map(|part| part.to_string_lossy());
        let usable = available_parallelism().map_or(0, |count| count.get() as u32);
        // Some architectures name no model.
        let cpu = cpu_model().unwrap_or_else(|| name.machine().to_string_lossy().into_owned());
        Self {
            cpu,
            cores: online_cores().unwrap_or(usable),
            usable,
            // The field is as wide as a machine word.
            #[expect(clippy::useless_conversion, reason = "it is narrower on 32-bit systems")]
            memory: u64::from(memory.totalram).saturating_mul(memory.mem_unit.into()),
            system: system_name(&fs::read_to_string("/etc/os-release").unwrap_or_default()),
            kernel: kernel.join(" "),
        }
    }
}

/// The model of the first processor. The file has an entry for each core, and the kernel needs a moment for each of
/// them, so that no more of it is read than a beginning.
fn cpu_model() -> Option<String> {
    let mut text = [0; 2048];
    let length = File::open("/proc/cpuinfo").ok()?.read(&mut text).ok()?;
    let text = String::from_utf8_lossy(&text[..length]);
    let name = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'))?.1;
    Some(name.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn online_cores() -> Option<u32> {
    counted(&fs::read_to_string("/sys/devices/system/cpu/online").ok()?)
}

/// How many numbers a list of them has, such as `0-3,8`.
fn counted(list: &str) -> Option<u32> {
    let count = |range: &str| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
        last.checked_sub(first)?.checked_add(1)
    };
    list.trim().split(',').map(count).sum()
}

/// What `/etc/os-release` calls the system.
fn system_name(about: &str) -> String {
    let name = about.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    name.map_or_else(|| std::env::consts::OS.into(), |name| name.trim_matches(['"', '\'']).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A person would compare runs by facts that are wrong, or that are missing on every machine.
    #[test]
    fn this_machine_is_described() {
        let here = Machine::here();
        assert!(!here.cpu.is_empty() && here.memory > 1 << 20, "{here:?}");
        assert!(here.usable >= 1 && here.usable <= here.cores, "{here:?}");
        assert!(here.kernel.starts_with("Linux "), "{here:?}");
    }

    #[test]
    fn cores_are_counted_by_their_ranges() {
        let counts = ["0\n", "0-7\n", "0-3,8,10-11\n", "", "7-0", "x"].map(counted);
        assert_eq!(counts, [Some(1), Some(8), Some(7), None, None, None]);
    }

    #[test]
    fn a_system_has_the_name_that_it_gives_itself() {
        let about = "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n";
        assert_eq!(system_name(about), "Debian GNU/Linux 12 (bookworm)");
        assert_eq!(system_name(""), "linux");
    }
}
