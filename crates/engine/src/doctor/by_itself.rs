//! Checking now and then, without being asked: by whatever stays open, a little at a time.

use std::time::Duration;

use files::{Lock, Watch};
use jiff::{SignedDuration, Timestamp};
use locales::{Message, Result};
use serde::{Deserialize, Serialize};

use super::progress::ReadingFile;
use super::{Check, CheckUp};
use crate::parts::Doctor;
use crate::reads::Reads;
use crate::{LogEntry, LogKind};

/// How often the store is checked without being asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum CheckStore {
    /// Only when somebody asks for it.
    Off,
    /// Every week.
    Weekly,
    /// Every month, as disks and file systems are checked, since everything is read.
    #[default]
    Monthly,
}

impl CheckStore {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Off, Self::Weekly, Self::Monthly];

    /// The word for it in settings.
    pub fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
        }
    }

    fn every(self) -> Option<SignedDuration> {
        let days = |days: i64| SignedDuration::from_hours(24 * days);
        match self {
            Self::Off => None,
            Self::Weekly => Some(days(7)),
            Self::Monthly => Some(days(30)),
        }
    }
}

/// A check that was completed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastCheck {
    /// When.
    pub at: Timestamp,
    /// How many things were wrong and were not repaired.
    pub wrong: u64,
    /// How many findings there were, with what only takes space.
    pub found: u64,
}

/// How many bytes are read at a time.
const SLICE: u64 = 256 << 20;

/// The time between two slices, so that the disk is free for others most of the time.
pub(crate) const PAUSE: Duration = Duration::from_secs(20);

/// The lowest priority of a thread that others are to be preferred to.
const NICE: i32 = 19;

impl Doctor<'_> {
    /// The last check that was completed.
    pub fn last(&self) -> Option<LastCheck> {
        ReadingFile::load(self.0.home()).last().cloned()
    }

    /// Goes on with a check if one is due, unless another program does it. Returns what the check found if this was the
    /// end of it, which is then in ML Logs, too. This thread has a low priority from then on.
    pub(crate) fn slice(&self) -> Result<Option<CheckUp>> {
        let home = self.0.home();
        let Some(every) = self.0.settings().check_store.every().filter(|_| !home.is_read_only()) else {
            return Ok(None);
        };
        let Some(_alone) = Lock::try_exclusive(&home.checking())? else { return Ok(None) };
        let (mut reading, now) = (ReadingFile::load(home), self.0.timestamp());
        if reading.begun().is_none() {
            let had_since = reading.is_waiting();
            if now.duration_since(reading.unchecked_since(now)) < every {
                return if had_since { Ok(None) } else { reading.save(home).map(|()| None) };
            }
        }
        if reading.is_too_old(now) {
            reading.restart();
        }
        reading.begin(now);
        // Where it is refused, the slice is short all the same.
        let _ = rustix::process::setpriority_process(None, NICE);
        let watch = Watch::default();
        let mut check = Check::new(self.0, false, &watch);
        let is_read = check.read_part(&mut reading, SLICE);
        reading.save(home)?;
        if !is_read? {
            return Ok(None);
        }
        let up = check.conclude(&mut reading)?;
        self.log(&up);
        Ok(Some(up))
    }

    /// Adds to ML Logs what is wrong.
    fn log(&self, up: &CheckUp) {
        let Some(first) = up.findings.iter().find(|one| one.is_wrong() && !one.is_repaired()) else { return };
        let message = Message::LogStoreWrong { count: up.wrong() };
        let entry = LogEntry::new(self.0.timestamp(), LogKind::Error, None, message);
        self.0.append_log(&[LogEntry { failed: true, why: Some(first.message.clone()), ..entry }]);
    }
}
