//! The engine's clock, which a test can set.

use std::fmt;
use std::sync::Arc;

use jiff::{Timestamp, Zoned};

/// The time for everything that the engine decides or records: the machine's, unless a test provides another.
#[derive(Clone, Default)]
pub struct Clock(Option<Arc<dyn Fn() -> Zoned + Send + Sync>>);

impl Clock {
    /// A clock that returns what `now` returns.
    pub fn new(now: impl Fn() -> Zoned + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(now)))
    }

    /// The time in the person's time zone.
    #[expect(clippy::disallowed_methods, reason = "this is where the time comes from")]
    pub fn now(&self) -> Zoned {
        self.0.as_ref().map_or_else(Zoned::now, |now| now())
    }

    /// The same as a timestamp, which does not need the time zone.
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
