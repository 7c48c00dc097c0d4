//! Reproducible random numbers.

use std::time::Duration;

/// The variable with a seed that replaces the tests' own.
pub const SEED: &str = "TRAINYARD_SEED";

/// A generator of random numbers (SplitMix64). A test that fails prints the seed.
#[derive(Debug)]
pub struct Random {
    seed: u64,
    state: u64,
}

impl Random {
    /// A generator with this seed, or with the one in `TRAINYARD_SEED`.
    pub fn new(seed: u64) -> Self {
        let given = std::env::var(SEED).ok().map(|given| given.parse().unwrap());
        let seed = given.unwrap_or(seed);
        Self { seed, state: seed }
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    /// One of `choices`.
    pub fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }

    /// Sleeps for up to `longest`. Its only purpose is to do something at a random moment, never to wait for
    /// something.
    pub fn pause(&mut self, longest: Duration) {
        std::thread::sleep(Duration::from_micros(self.below(longest.as_micros() as u64)));
    }
}

impl Drop for Random {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("The seed was {}: {SEED} repeats it.", self.seed);
        }
    }
}
