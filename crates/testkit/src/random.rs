//! Chance that can be repeated.

use std::time::Duration;

/// A generator of numbers (SplitMix64) whose seed decides all of them.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The generator of this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    /// One of these.
    pub fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }

    /// Lets up to `longest` pass. For one purpose alone: to do something at a moment that nobody
    /// chose. What has to have happened before is waited for by other means.
    pub fn pause(&mut self, longest: Duration) {
        std::thread::sleep(Duration::from_micros(self.below(longest.as_micros() as u64)));
    }
}
