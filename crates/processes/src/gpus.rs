//! NVIDIA's GPUs: how many there are, and what a tree uses of them.
//!
//! The driver's library is loaded when it is needed, and only then. A driver that hangs holds up whoever asks it, so
//! that a tree is measured in a thread of its own.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use nvml_wrapper::enums::device::UsedGpuMemory;
use nvml_wrapper::error::NvmlError;
use nvml_wrapper::{Device, Nvml};
use serde::{Deserialize, Serialize};

use crate::sample::descendants_pids;

/// How often a tree is measured.
const SAMPLE: Duration = Duration::from_secs(1);
/// A measurement that is older says nothing about now.
const OUTDATED: Duration = Duration::from_secs(3);

/// How many GPUs the driver counts. Without a driver there are none.
pub fn gpus() -> u32 {
    driver().and_then(|nvml| nvml.device_count().ok()).unwrap_or(0)
}

fn driver() -> Option<&'static Nvml> {
    static NVML: OnceLock<Nvml> = OnceLock::new();
    // The full name of the library: the short one only exists where programs are built for it. A missing
    // driver is not remembered, because it may be installed later.
    let opened = || Nvml::builder().lib_path("libnvidia-ml.so.1".as_ref()).init().ok();
    NVML.get().or_else(|| opened().map(|nvml| NVML.get_or_init(|| nvml)))
}

/// A GPU. Of what the driver does not say, nothing is known: texts are empty and numbers are 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Gpu {
    /// Its model: `NVIDIA A100-SXM4-80GB`.
    pub name: String,
    /// Its memory, in bytes.
    pub memory: u64,
    /// The version of the driver: `550.54.15`.
    pub driver: String,
}

/// What a tree uses of GPUs at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct GpuUsage {
    /// How busy its processes keep the GPUs, in hundredths of one. `None`: the driver does not say.
    pub own: Option<f64>,
    /// How busy all programs of the machine keep the GPUs that the tree uses, in hundredths of one. Only if the
    /// driver does not say what the tree's share is.
    pub all: Option<f64>,
    /// The memory of its processes, in bytes. `None`: the driver does not say.
    pub memory: Option<u64>,
}

/// Measures what the descendants of this process use of GPUs, for as long as it exists.
pub struct GpuMeter {
    known: Arc<Mutex<Known>>,
    /// The thread ends when this is dropped. Nobody waits for it: the driver may hang.
    _end: Sender<()>,
}

#[derive(Default)]
struct Known {
    gpu: Option<Gpu>,
    usage: Option<(Instant, GpuUsage)>,
}

impl GpuMeter {
    /// Begins to measure. `assigned` is the number of the GPU that the tree is meant to use.
    ///
    /// # Errors
    /// The system has no thread left.
    pub fn start(assigned: u32) -> io::Result<Self> {
        let known = Arc::new(Mutex::new(Known::default()));
        let (end, ended) = channel();
        let shared = Arc::clone(&known);
        let measure = move || {
            let Some(nvml) = driver() else { return };
            let set = |change: &dyn Fn(&mut Known)| {
                change(&mut shared.lock().unwrap_or_else(PoisonError::into_inner));
            };
            if let Ok(gpu) = described(nvml, assigned) {
                set(&|known| known.gpu = Some(gpu.clone()));
            }
            let mut share = Share::Unknown;
            let mut seen = HashMap::new();
            loop {
                let tree = descendants_pids().into_iter().filter_map(|pid| u32::try_from(pid).ok()).collect();
                let usage = added_up(&readings(nvml, assigned, &mut seen), &tree, &mut share);
                set(&|known| known.usage = Some((Instant::now(), usage)));
                if ended.recv_timeout(SAMPLE) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
            }
        };
        thread::Builder::new().name("gpus".into()).spawn(measure)?;
        Ok(Self { known, _end: end })
    }

    /// The assigned GPU, once the driver has described it; the first time that this is asked, and not again.
    pub fn described(&self) -> Option<Gpu> {
        self.known().gpu.take()
    }

    /// What was measured last.
    pub fn usage(&self) -> GpuUsage {
        let measured = self.known().usage.filter(|(at, _)| at.elapsed() < OUTDATED);
        measured.map(|(_, usage)| usage).unwrap_or_default()
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn described(nvml: &Nvml, number: u32) -> Result<Gpu, NvmlError> {
    let device = nvml.device_by_index(number)?;
    let memory = device.memory_info().map_or(0, |about| about.total);
    Ok(Gpu { name: device.name()?, memory, driver: nvml.sys_driver_version().unwrap_or_default() })
}

/// What the driver says of one GPU.
struct Reading {
    /// Whether the tree is meant to use it.
    is_assigned: bool,
    /// The memory of each process on it, in bytes.
    memory: HashMap<u32, Option<u64>>,
    /// How busy each process keeps it, in hundredths; of those that do nothing, it says nothing. `None`: this driver
    /// cannot say it.
    busy: Option<HashMap<u32, u32>>,
    /// How busy it is, in hundredths.
    all: Option<u32>,
}

/// `seen` has the time of the last sample of each GPU, by the driver's clock.
fn readings(nvml: &Nvml, assigned: u32, seen: &mut HashMap<u32, u64>) -> Vec<Reading> {
    let read = |number| {
        let device = nvml.device_by_index(number).ok()?;
        let processes = device.running_compute_processes().unwrap_or_default();
        let memory = processes.into_iter().map(|process| match process.used_gpu_memory {
            UsedGpuMemory::Used(bytes) => (process.pid, Some(bytes)),
            UsedGpuMemory::Unavailable => (process.pid, None),
        });
        Some(Reading {
            is_assigned: number == assigned,
            memory: memory.collect(),
            busy: busy(&device, seen.entry(number).or_default()),
            all: device.utilization_rates().ok().map(|rates| rates.gpu),
        })
    };
    (0..nvml.device_count().unwrap_or(0)).filter_map(read).collect()
}

fn busy(device: &Device<'_>, seen: &mut u64) -> Option<HashMap<u32, u32>> {
    let mut samples = match device.process_utilization_stats(*seen) {
        Ok(samples) => samples,
        // Nothing was done since then.
        Err(NvmlError::NotFound) => Vec::new(),
        Err(_) => return None,
    };
    // Of several samples of a process, the last one counts.
    samples.sort_by_key(|sample| sample.timestamp);
    *seen = samples.last().map_or(*seen, |sample| sample.timestamp);
    Some(samples.into_iter().map(|sample| (sample.pid, sample.sm_util)).collect())
}

/// Whether the driver tells what a tree uses from what others use. In a container and in WSL, it may name no process,
/// or by numbers of another system.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Share {
    /// Nothing has used a GPU yet.
    Unknown,
    /// It has named a process of the tree.
    Told,
    /// The GPU was busy, and no process of the tree was named.
    Untold,
}

/// What a tree of these processes uses.
fn added_up(readings: &[Reading], tree: &HashSet<u32>, share: &mut Share) -> GpuUsage {
    let is_of_tree = |reading: &Reading| reading.memory.keys().any(|pid| tree.contains(pid));
    let is_busy = |reading: &Reading| reading.is_assigned && reading.all.is_some_and(|all| all > 0);
    if readings.iter().any(is_of_tree) {
        *share = Share::Told;
    } else if *share == Share::Unknown && !tree.is_empty() && readings.iter().any(is_busy) {
        // Without a process in the tree there is none that the driver could have named.
        *share = Share::Untold;
    }
    let mut usage = GpuUsage::default();
    if *share == Share::Unknown {
        return usage;
    }
    for reading in readings.iter().filter(|reading| reading.is_assigned || is_of_tree(reading)) {
        match &reading.busy {
            Some(busy) if *share == Share::Told => {
                let own: u32 = busy.iter().filter(|(pid, _)| tree.contains(pid)).map(|(_, busy)| busy).sum();
                *usage.own.get_or_insert(0.0) += f64::from(own.min(100));
            }
            _ => {
                if let Some(all) = reading.all {
                    *usage.all.get_or_insert(0.0) += f64::from(all.min(100));
                }
            }
        }
        let of_tree = reading.memory.iter().filter(|(pid, _)| tree.contains(pid));
        for bytes in of_tree.filter_map(|(_, bytes)| *bytes) {
            *usage.memory.get_or_insert(0) += bytes;
        }
    }
    if *share == Share::Told && usage.memory.is_none() && readings.iter().all(|one| !is_of_tree(one)) {
        // Its processes have ended, or have given back what they had.
        usage.memory = Some(0);
    }
    usage
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(is_assigned: bool, memory: &[(u32, u64)], busy: Option<&[(u32, u32)]>, all: u32) -> Reading {
        Reading {
            is_assigned,
            memory: memory.iter().map(|(pid, bytes)| (*pid, Some(*bytes))).collect(),
            busy: busy.map(|busy| busy.iter().copied().collect()),
            all: Some(all),
        }
    }

    fn after(share: &mut Share, readings: &[Reading]) -> GpuUsage {
        added_up(readings, &HashSet::from([10, 11]), share)
    }

    const NOTHING: GpuUsage = GpuUsage { own: None, all: None, memory: None };

    /// A person would take what other programs do on the GPU for what the training does.
    #[test]
    fn what_other_programs_use_does_not_count() {
        let mut share = Share::Unknown;
        let found = after(
            &mut share,
            &[
                reading(true, &[(10, 100), (11, 20), (99, 5000)], Some(&[(10, 30), (11, 15), (99, 50)]), 95),
                // Another one, which it was not meant to use, and one that it does not use.
                reading(false, &[(11, 3)], Some(&[(11, 120)]), 100),
                reading(false, &[(99, 7)], Some(&[(99, 7)]), 7),
            ],
        );
        assert_eq!(found, GpuUsage { own: Some(145.0), all: None, memory: Some(123) });
        let idle = after(&mut share, &[reading(true, &[(99, 5000)], Some(&[]), 50)]);
        assert_eq!(idle, GpuUsage { own: Some(0.0), all: None, memory: Some(0) });
    }

    /// There would be a chart of a GPU that the training does not use, or none of the one that it uses.
    #[test]
    fn without_a_share_it_is_the_whole_gpu_from_when_it_is_busy() {
        let mut share = Share::Unknown;
        let of =
            |all| [reading(true, &[(4711, 10)], Some(&[(4711, all)]), all), reading(false, &[], None, 9)];
        assert_eq!(after(&mut share, &of(0)), NOTHING);
        let whole = |all| GpuUsage { all: Some(all), ..NOTHING };
        assert_eq!(after(&mut share, &of(60)), whole(60.0));
        assert_eq!(after(&mut share, &of(0)), whole(0.0));
    }

    /// While a run prepares its data, what others do on the GPU would be shown as if nobody knew the run's share.
    #[test]
    fn what_others_do_before_the_first_process_says_nothing_about_the_share() {
        let mut share = Share::Unknown;
        let others = [reading(true, &[(99, 7)], Some(&[(99, 60)]), 60)];
        assert_eq!(added_up(&others, &HashSet::new(), &mut share), NOTHING);
        let found =
            after(&mut share, &[reading(true, &[(10, 100), (99, 7)], Some(&[(10, 30), (99, 60)]), 90)]);
        assert_eq!(found, GpuUsage { own: Some(30.0), all: None, memory: Some(100) });
    }

    /// A driver for old GPUs says which processes there are, and not what each of them does.
    #[test]
    fn a_driver_that_knows_no_shares_of_time_may_know_those_of_memory() {
        let found = after(&mut Share::Unknown, &[reading(true, &[(10, 100), (99, 1)], None, 80)]);
        assert_eq!(found, GpuUsage { own: None, all: Some(80.0), memory: Some(100) });
    }
}
