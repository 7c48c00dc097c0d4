//! What tells the time, so that a test can say what time it is.

use std::fmt;
use std::sync::Arc;

use jiff::{Timestamp, Zoned};

/// Tells the time of everything that the engine decides or records.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Zoned + Send + Sync>);

impl Clock {
    /// One that says what `now` answers.
    pub fn new(now: impl Fn() -> Zoned + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The time, in the person's own zone.
    pub fn now(&self) -> Zoned {
        (self.0)()
    }

    /// The same as a moment.
    pub fn timestamp(&self) -> Timestamp {
        self.now().timestamp()
    }
}

/// The machine's.
impl Default for Clock {
    #[expect(clippy::disallowed_methods, reason = "this is where the time comes from")]
    fn default() -> Self {
        Self::new(Zoned::now)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Clock")
    }
}
