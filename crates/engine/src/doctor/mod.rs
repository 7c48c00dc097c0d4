//! The doctor: checks everything in the store against everything else, says what is wrong, and repairs what can be
//! repaired without losing anything.
//!
//! Short checks (the index, documents, runs, environments, leftovers) are made each time. Reading the zips of versions
//! and the contents of snapshots may take hours: how far that got is remembered, and the next check goes on from there.
//! Trainings go on meanwhile. What looks wrong is looked at again once nobody changes the store, so that nothing is
//! reported that was only being written.

mod by_itself;
mod contents;
mod documents;
mod environments;
mod finding;
mod leftovers;
mod progress;
mod reading;
mod runs;
mod zips;

pub(crate) use by_itself::PAUSE;
pub use by_itself::{CheckStore, LastCheck};
pub use finding::{Finding, FindingCode, Repair};

use files::{Lock, Watch};
use locales::{Failure, Message, Result};
use rundir::Reason;

use self::progress::ReadingFile;
use crate::Engine;
use crate::parts::Doctor;
use crate::reads::Reads;

/// How the store is checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CheckOptions {
    /// Whether to repair what can be repaired.
    pub repairs: bool,
    /// Whether to read everything from the beginning, although an earlier check was interrupted.
    pub restarts: bool,
}

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CheckUp {
    /// What is wrong, or takes space for nothing.
    pub findings: Vec<Finding>,
    /// How many bytes of zips and contents were read, since the check was begun or resumed.
    pub read: u64,
}

impl CheckUp {
    /// How many things are wrong and were not repaired. What only takes space is not wrong.
    pub fn wrong(&self) -> u64 {
        self.findings.iter().filter(|one| one.is_wrong() && !one.is_repaired()).count() as u64
    }
}

/// How many bytes are read between two times at which the progress is saved.
const PART: u64 = 1 << 30;

impl Doctor<'_> {
    /// Checks the whole store. If it is cancelled or killed, the next check does not read again what this one has read.
    ///
    /// # Errors
    /// Cancelled; the store may only be read, and a repair was asked for; the files cannot be listed. What is wrong with
    /// the store is no error.
    pub fn check(&self, how: CheckOptions, watch: &Watch) -> Result<CheckUp> {
        let home = self.0.home();
        if how.repairs {
            home.may_change()?;
        }
        // As long as it is held, no program checks by itself. Two that were asked to may both do it.
        let _alone = Lock::try_exclusive(&home.checking()).ok();
        let mut reading = ReadingFile::load(home);
        if how.restarts || reading.is_too_old(self.0.timestamp()) {
            reading.restart();
        }
        reading.begin(self.0.timestamp());
        let mut check = Check::new(self.0, how.repairs, watch);
        check.expect()?;
        loop {
            let done = check.read_part(&mut reading, PART);
            if !home.is_read_only() {
                reading.save(home)?;
            }
            if done? {
                break;
            }
        }
        check.conclude(&mut reading)
    }

    /// When the check that would be resumed was begun; `None`: the next one begins from the beginning.
    pub fn interrupted(&self) -> Option<jiff::Timestamp> {
        let reading = ReadingFile::load(self.0.home());
        if reading.is_too_old(self.0.timestamp()) { None } else { reading.position().and(reading.begun()) }
    }
}

/// A check in progress.
struct Check<'a> {
    engine: &'a Engine,
    repairs: bool,
    watch: &'a Watch,
    /// The list of the files of a snapshot is lost: its contents look as if nothing needed them.
    has_lost_list: bool,
    up: CheckUp,
}

impl<'a> Check<'a> {
    fn new(engine: &'a Engine, repairs: bool, watch: &'a Watch) -> Self {
        Self { engine, repairs, watch, has_lost_list: false, up: CheckUp::default() }
    }

    /// Everything but the long reading, of which `reading` says what it found.
    fn conclude(mut self, reading: &mut ReadingFile) -> Result<CheckUp> {
        self.index_and_documents()?;
        self.runs()?;
        self.environments()?;
        self.zips(reading.damaged())?;
        self.contents(reading.damaged())?;
        self.leftovers()?;
        reading.complete(self.engine.timestamp(), &self.up);
        if !self.engine.home().is_read_only() {
            reading.save(self.engine.home())?;
        }
        Ok(self.up)
    }

    /// Adds something that cannot be repaired here, and says why, or what a person can do.
    fn found(&mut self, code: FindingCode, thing: String, message: impl Into<Reason>, way: Message) {
        self.add(code, thing, message.into(), Repair::Impossible(way.into()));
    }

    /// Adds something that `repair` repairs, if that is wanted. `will` and `did` say what it does.
    fn repairable(
        &mut self,
        code: FindingCode,
        thing: String,
        message: impl Into<Reason>,
        (will, did): (Message, Message),
        repair: impl FnOnce() -> Result<()>,
    ) {
        let state = match self.repairs.then(repair) {
            None => Repair::Possible(will.into()),
            Some(Ok(())) => Repair::Done(did.into()),
            Some(Err(failure)) => Repair::Impossible(failure.into()),
        };
        self.add(code, thing, message.into(), state);
    }

    fn add(&mut self, code: FindingCode, thing: String, message: Reason, repair: Repair) {
        self.up.findings.push(Finding { code, thing, message, repair });
    }

    /// Whether `is_wrong` still says so while nobody changes the store.
    fn is_settled(&self, is_wrong: impl FnOnce() -> bool) -> Result<bool> {
        if self.engine.home().is_read_only() {
            return Ok(is_wrong());
        }
        self.engine.change_store(|_| Ok::<_, Failure>(is_wrong()))
    }
}

#[cfg(test)]
mod tests;
