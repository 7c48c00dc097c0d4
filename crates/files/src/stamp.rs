//! What tells whether a file is still the one that was read.

use rustix::fs::Stat;
use std::time::{Duration, SystemTime};

/// A moment as file systems write it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// Since 1970, before it negative.
    pub seconds: i64,
    /// After that second, below a billion.
    pub nanoseconds: u32,
}

impl From<Moment> for SystemTime {
    fn from(moment: Moment) -> Self {
        let nanoseconds = Duration::from_nanos(moment.nanoseconds.into());
        match u64::try_from(moment.seconds) {
            Ok(seconds) => Self::UNIX_EPOCH + Duration::from_secs(seconds) + nanoseconds,
            Err(_) => Self::UNIX_EPOCH - Duration::from_secs(moment.seconds.unsigned_abs()) + nanoseconds,
        }
    }
}

impl From<SystemTime> for Moment {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => Self { seconds: after.as_secs() as i64, nanoseconds: after.subsec_nanos() },
            Err(before) => {
                let before = before.duration();
                let borrow = i64::from(before.subsec_nanos() > 0);
                let nanoseconds = (1_000_000_000 - before.subsec_nanos()) % 1_000_000_000;
                // A file can have the first second there is.
                let seconds = 0_i64.saturating_sub_unsigned(before.as_secs());
                Self { seconds: seconds.saturating_sub(borrow), nanoseconds }
            }
        }
    }
}

/// What the file system says of something without reading it. As long as all of it is the same, so is the content,
/// provided that it [`Stamp::is_settled`]: a second change at the same tick of the clock shows nowhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// The file system.
    pub device: u64,
    /// The file in it.
    pub inode: u64,
    /// In bytes.
    pub size: u64,
    /// When the content was changed, as far as nobody set another time.
    pub modified: Moment,
    /// When anything about it was changed, which nobody can set.
    pub changed: Moment,
}

/// Longer than a tick of any file system's clock.
const TICK: Duration = Duration::from_secs(2);

impl Stamp {
    /// From what the system answered.
    pub fn of(stat: &Stat) -> Self {
        let moment = |seconds, nanoseconds| Moment { seconds, nanoseconds };
        Self {
            device: stat.st_dev,
            inode: stat.st_ino,
            size: stat.st_size as u64,
            modified: moment(stat.st_mtime, stat.st_mtime_nsec as u32),
            changed: moment(stat.st_ctime, stat.st_ctime_nsec as u32),
        }
    }

    /// Whether every change after `now` gives another stamp: the last one was long enough before.
    pub fn is_settled(&self, now: SystemTime) -> bool {
        let last = SystemTime::from(self.modified.max(self.changed));
        last.checked_add(TICK).is_some_and(|over| over <= now)
    }
}
