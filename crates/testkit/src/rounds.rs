//! Repeats tests, and reports which round failed.

use std::ops::Range;

/// How often a test is repeated: `few` times, or `many` times in a soak.
pub fn rounds(few: usize, many: usize) -> usize {
    if std::env::var_os("TRAINYARD_SOAK").is_some() { many } else { few }
}

/// The numbers of [`rounds`]. If a test fails in one of them, its number is printed.
pub fn each_round(few: usize, many: usize) -> impl Iterator<Item = usize> {
    Rounds { left: 0..rounds(few, many), now: None }
}

struct Rounds {
    left: Range<usize>,
    now: Option<usize>,
}

impl Iterator for Rounds {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        self.now = self.left.next();
        self.now
    }
}

impl Drop for Rounds {
    fn drop(&mut self) {
        if let Some(round) = self.now.filter(|_| std::thread::panicking()) {
            eprintln!("It was in round {round}.");
        }
    }
}

/// A text that is printed if the test fails before this is dropped.
#[derive(Debug)]
pub struct OnFailure(pub String);

impl Drop for OnFailure {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.0);
        }
    }
}
