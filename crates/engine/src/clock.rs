//! What tells the time, so that a test can say what time it is.

use std::fmt;
use std::sync::Arc;

use jiff::{Timestamp, Zoned};

/// Tells the time of everything that the engine decides or records. Without a function of its own it is the
/// machine's.
#[derive(Clone, Default)]
pub struct Clock(Option<Arc<dyn Fn() -> Zoned + Send + Sync>>);

impl Clock {
    /// One that says what `now` answers.
    pub fn new(now: impl Fn() -> Zoned + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(now)))
    }

    /// The time, in the person's own zone.
    #[expect(clippy::disallowed_methods, reason = "this is where the time comes from")]
    pub fn now(&self) -> Zoned {
        self.0.as_ref().map_or_else(Zoned::now, |now| now())
    }

    /// The same as a moment, for which the machine need not know its zone.
    #[expect(clippy::disallowed_methods, reason = "this is where the time comes from")]
    pub fn timestamp(&self) -> Timestamp {
        self.0.as_ref().map_or_else(Timestamp::now, |now| now().timestamp())
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Clock")
    }
}
