//! The GPUs and processor cores of this machine, and which of them a run gets.

use contract::{Gpus, Machine};

/// What this machine has now.
pub(crate) fn here() -> Machine {
    Machine { gpus: gpus(), cores: u32::try_from(processes::cpus().len()).unwrap_or(u32::MAX) }
}

/// The NVIDIA GPUs of this machine, as the driver counts them.
pub(crate) fn gpus() -> Gpus {
    Gpus(processes::gpus())
}

/// The GPU with the smallest number that is not `taken`.
pub(crate) fn free_gpu(taken: &[u32], Gpus(count): Gpus) -> Option<u32> {
    (0..count).find(|gpu| !taken.contains(gpu))
}

/// `count` of `cpus`, preferring those that are `taken` least often.
pub(crate) fn least_used(cpus: &[u32], taken: &[u32], count: u32) -> Vec<u32> {
    let mut chosen = cpus.to_vec();
    chosen.sort_by_key(|cpu| taken.iter().filter(|other| *other == cpu).count());
    chosen.truncate(count as usize);
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two trainings would fill the memory of one GPU while another one is idle.
    #[test]
    fn each_run_has_a_gpu_of_its_own() {
        assert_eq!(free_gpu(&[], Gpus(2)), Some(0));
        assert_eq!(free_gpu(&[0], Gpus(2)), Some(1));
        assert_eq!(free_gpu(&[1], Gpus(2)), Some(0));
        assert_eq!(free_gpu(&[0, 1], Gpus(2)), None);
        assert_eq!(free_gpu(&[], Gpus(0)), None);
    }

    /// Two runs of one core each would share one core, while the others are idle.
    #[test]
    fn runs_spread_over_the_cores() {
        assert_eq!(least_used(&[0, 1, 2, 3], &[], 1), [0]);
        assert_eq!(least_used(&[0, 1, 2, 3], &[0, 1], 2), [2, 3]);
        assert_eq!(least_used(&[0, 1], &[0, 0, 1], 1), [1]);
        assert_eq!(least_used(&[0, 1], &[0], 5), [1, 0]);
    }
}
