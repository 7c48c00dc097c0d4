//! Checks and backups of the store.

use engine::{BackedUp as BackupMade, CheckUp as Check, Engine, Finding as Found, FindingCode};
use locales::Language;
use serde::Serialize;
use ts_rs::TS;

use super::millis;

/// When the store was checked and backed up last.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Upkeep {
    /// When it was checked last; null: never.
    checked: Option<f64>,
    /// How many problems that check found and did not repair.
    wrong: u64,
    /// When the check was begun that the next one resumes; null: the next one reads everything.
    interrupted: Option<f64>,
    /// When it was backed up last, from this machine; null: never.
    backed_up: Option<f64>,
    /// The folder of that backup.
    backup_folder: Option<String>,
}

impl Upkeep {
    pub(crate) fn of(engine: &Engine) -> Self {
        let (check, backup) = (engine.doctor().last(), engine.backups().last());
        Self {
            checked: check.as_ref().map(|check| millis(check.at)),
            wrong: check.map_or(0, |check| check.wrong),
            interrupted: engine.doctor().interrupted().map(millis),
            backed_up: backup.as_ref().map(|backup| millis(backup.at)),
            backup_folder: backup.map(|backup| backup.folder.to_string_lossy().into_owned()),
        }
    }
}

/// What a check of the store found.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CheckUp {
    /// How many problems there are that were not repaired.
    wrong: u64,
    /// How many bytes of contents were read.
    read: u64,
    findings: Vec<Finding>,
}

/// Something that is wrong, or takes space for nothing.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Finding {
    code: FindingCode,
    /// What it is about: mostly a path relative to the store.
    thing: String,
    message: String,
    /// Whether something is wrong. Else it only takes space.
    wrong: bool,
    state: RepairState,
    /// What a repair would do or has done, or why nothing can be done.
    repair: String,
}

/// Whether something can be repaired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) enum RepairState {
    Possible,
    Done,
    Impossible,
}

impl CheckUp {
    pub(crate) fn of(check: &Check, language: Language) -> Self {
        let findings = check.findings.iter().map(|one| Finding::of(one, language)).collect();
        Self { wrong: check.wrong(), read: check.read, findings }
    }
}

impl Finding {
    fn of(found: &Found, language: Language) -> Self {
        Self {
            code: found.code,
            thing: found.thing.clone(),
            message: found.message.render(language),
            wrong: found.is_wrong(),
            state: match found.repair {
                engine::Repair::Possible(_) => RepairState::Possible,
                engine::Repair::Done(_) => RepairState::Done,
                engine::Repair::Impossible(_) => RepairState::Impossible,
            },
            repair: found.repair.reason().render(language),
        }
    }
}

/// A backup that was made.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BackedUp {
    files: u64,
    bytes: u64,
    /// How many bytes of contents were not in the folder before.
    added: u64,
    /// How many runs were in progress.
    running: usize,
    /// Why files are not in it.
    skipped: Vec<String>,
}

/// How many files that could not be read are named.
const NAMED: usize = 100;

impl BackedUp {
    pub(crate) fn of(made: &BackupMade, language: Language) -> Self {
        let skipped = made.skipped.iter().take(NAMED).map(|one| one.why.render(language));
        Self {
            files: made.backup.files,
            bytes: made.backup.bytes,
            added: made.added,
            running: made.backup.running.len(),
            skipped: skipped.collect(),
        }
    }
}
