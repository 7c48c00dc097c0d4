//! What the doctor finds.

use rundir::Reason;
use serde::Serialize;

/// Something that is wrong in the store, or takes space for nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What kind of thing it is.
    pub code: FindingCode,
    /// What it is about: mostly a path relative to the store.
    pub thing: String,
    /// What is wrong.
    pub message: Reason,
    /// What becomes of it.
    pub repair: Repair,
}

impl Finding {
    /// Whether something is wrong. Else it only takes space.
    pub fn is_wrong(&self) -> bool {
        !matches!(self.code, FindingCode::Unneeded | FindingCode::Leftover | FindingCode::SetAside)
    }

    /// Whether it was repaired.
    pub fn is_repaired(&self) -> bool {
        matches!(self.repair, Repair::Done(_))
    }
}

/// Whether something can be repaired without losing anything.
#[derive(Clone, Debug, PartialEq)]
pub enum Repair {
    /// A repair would do this.
    Possible(Reason),
    /// This was done.
    Done(Reason),
    /// Nothing can be done here: why, or what a person can do.
    Impossible(Reason),
}

impl Repair {
    /// Its sentence.
    pub fn reason(&self) -> &Reason {
        match self {
            Self::Possible(reason) | Self::Done(reason) | Self::Impossible(reason) => reason,
        }
    }

    /// The word for it in JSON.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Possible(_) => "possible",
            Self::Done(_) => "done",
            Self::Impossible(_) => "impossible",
        }
    }
}

/// The kinds of findings, with the codes that stand for them in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum FindingCode {
    /// SQLite finds the index damaged.
    IndexDamaged,
    /// The index is not what the files give.
    IndexDiffers,
    /// A file that describes something cannot be read.
    DocumentDamaged,
    /// A version has no zip.
    ZipMissing,
    /// The zip of a version is not the one that was published.
    ZipDamaged,
    /// Two files have different digests of one zip.
    DigestsDiffer,
    /// The list of the files of a snapshot is damaged.
    ManifestDamaged,
    /// It is missing.
    ManifestMissing,
    /// The content of a kept file is damaged.
    ContentDamaged,
    /// It is missing.
    ContentMissing,
    /// A file among the contents that is none.
    Stray,
    /// `_results.json` is not what the run's outcome gives.
    ResultsDiffer,
    /// A Python environment is not complete.
    EnvironmentDamaged,
    /// Contents that nothing needs.
    Unneeded,
    /// What a killed program was making or removing.
    Leftover,
    /// Something damaged that an earlier repair moved out of the way.
    SetAside,
}

impl FindingCode {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::IndexDamaged,
        Self::IndexDiffers,
        Self::DocumentDamaged,
        Self::ZipMissing,
        Self::ZipDamaged,
        Self::DigestsDiffer,
        Self::ManifestDamaged,
        Self::ManifestMissing,
        Self::ContentDamaged,
        Self::ContentMissing,
        Self::Stray,
        Self::ResultsDiffer,
        Self::EnvironmentDamaged,
        Self::Unneeded,
        Self::Leftover,
        Self::SetAside,
    ];
}
