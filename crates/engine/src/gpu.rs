//! GPUs: how many there are, and which one a run gets.

use contract::Gpus;

/// The NVIDIA GPUs of this machine, as the driver lists them.
pub(crate) fn count() -> Gpus {
    let listed = std::fs::read_dir("/proc/driver/nvidia/gpus").into_iter().flatten().flatten().count();
    Gpus(u32::try_from(listed).unwrap_or(u32::MAX))
}

/// The GPU with the smallest number that is not `taken`; all taken: the least used one.
pub(crate) fn next(taken: &[u32], Gpus(count): Gpus) -> Option<u32> {
    (0..count).min_by_key(|gpu| taken.iter().filter(|other| *other == gpu).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_spread_over_the_gpus() {
        assert_eq!(next(&[], Gpus(2)), Some(0));
        assert_eq!(next(&[0], Gpus(2)), Some(1));
        assert_eq!(next(&[0, 1, 0], Gpus(2)), Some(1));
        assert_eq!(next(&[], Gpus(0)), None);
    }
}
