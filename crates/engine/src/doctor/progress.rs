//! `cache/doctor.json`: how far the long reading is, and what the last check found. If it is deleted, the next check
//! begins from the beginning.

use std::collections::BTreeSet;

use files::document;
use jiff::{SignedDuration, Timestamp};
use locales::Result;
use serde::{Deserialize, Serialize};
use snapshots::Position;

use super::{CheckUp, LastCheck};
use crate::Home;

/// The file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct ReadingFile {
    /// When the check in progress was begun.
    begun: Option<Timestamp>,
    /// The path of the last zip that was read.
    zip: Option<String>,
    /// Whether all zips were read.
    zips_read: bool,
    /// How far the contents of snapshots were read.
    contents: Option<String>,
    /// What of it is damaged, by its path.
    damaged: BTreeSet<String>,
    /// The last check that was completed.
    last: Option<LastCheck>,
    /// When a program first wondered whether to check the store by itself.
    since: Option<Timestamp>,
}

impl files::Document for ReadingFile {}

/// What was read longer ago is read again.
const OLD: SignedDuration = SignedDuration::from_hours(24 * 30);

impl ReadingFile {
    pub(super) fn load(home: &Home) -> Self {
        document::read(&home.check()).unwrap_or_default()
    }

    pub(super) fn save(&self, home: &Home) -> Result<()> {
        document::write(&home.check(), self)
    }

    pub(super) fn restart(&mut self) {
        *self = Self { last: self.last.take(), since: self.since, ..Self::default() };
    }

    pub(super) fn begin(&mut self, now: Timestamp) {
        self.begun.get_or_insert(now);
    }

    pub(super) fn begun(&self) -> Option<Timestamp> {
        self.begun
    }

    pub(super) fn is_too_old(&self, now: Timestamp) -> bool {
        self.begun.is_some_and(|begun| now.duration_since(begun) > OLD || begun > now)
    }

    /// Something, if any part was read.
    pub(super) fn position(&self) -> Option<()> {
        (self.zip.is_some() || self.zips_read || self.contents.is_some()).then_some(())
    }

    /// The last zip that was read; `Err`: all of them were.
    pub(super) fn zip(&self) -> Result<Option<&str>, ()> {
        if self.zips_read { Err(()) } else { Ok(self.zip.as_deref()) }
    }

    pub(super) fn zip_read(&mut self, path: String, is_damaged: bool) {
        if is_damaged {
            self.damaged.insert(path.clone());
        }
        self.zip = Some(path);
    }

    pub(super) fn zips_read(&mut self) {
        self.zips_read = true;
    }

    pub(super) fn contents(&self) -> Option<Position> {
        self.contents.as_ref()?.parse().ok()
    }

    pub(super) fn contents_read(&mut self, next: Option<Position>, damaged: impl Iterator<Item = String>) {
        self.contents = next.map(|next| next.to_string());
        self.damaged.extend(damaged);
    }

    pub(super) fn damaged(&self) -> &BTreeSet<String> {
        &self.damaged
    }

    /// The next check begins from the beginning.
    pub(super) fn complete(&mut self, at: Timestamp, up: &CheckUp) {
        self.restart();
        self.last = Some(LastCheck { at, wrong: up.wrong(), found: up.findings.len() as u64 });
    }

    pub(super) fn last(&self) -> Option<&LastCheck> {
        self.last.as_ref()
    }

    /// Whether it is known since when the store has not been checked.
    pub(super) fn is_waiting(&self) -> bool {
        self.since.is_some() || self.last.is_some()
    }

    /// Since when the store has not been checked.
    pub(super) fn unchecked_since(&mut self, now: Timestamp) -> Timestamp {
        let first = *self.since.get_or_insert(now);
        self.last.as_ref().map_or(first, |last| last.at)
    }
}
