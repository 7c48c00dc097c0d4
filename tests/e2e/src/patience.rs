//! Waiting for something to be so.

use std::time::{Duration, Instant};

/// Longer than anything takes on a machine that is busy with other tests.
pub const LONGEST: Duration = Duration::from_secs(60);
/// Between two looks.
const OFTEN: Duration = Duration::from_millis(30);

/// Looks until there is an answer; none after [`LONGEST`].
pub fn until<T>(look: impl FnMut() -> Option<T>) -> Option<T> {
    within(LONGEST, look)
}

/// Looks until there is an answer; none after this long.
pub fn within<T>(longest: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let begun = Instant::now();
    loop {
        let found = look();
        if found.is_some() || begun.elapsed() > longest {
            return found;
        }
        std::thread::sleep(OFTEN);
    }
}
