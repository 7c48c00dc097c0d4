//! What is in an archive, by the names in it: nothing is unpacked, but for the few bytes that another module asks for.

mod tar;
mod zip;

use serde::{Deserialize, Serialize};

pub(crate) use tar::{is_tar, tar, tar_gz};
pub(crate) use zip::{Entries, Entry, entries, read, unpacking, zip};

use crate::{Pickle, text};

/// The most entries that are given.
const ENTRIES: usize = 5_000;
/// The longest name, in characters.
const NAME: usize = 1_000;

/// What is in an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Archive {
    /// What kind of archive it is.
    pub format: ArchiveFormat,
    /// Its first entries, at most 5,000.
    pub entries: Vec<ArchiveEntry>,
    /// How many entries it says that it has, if it says so.
    pub total: Option<u64>,
    /// Whether there may be more entries than these: they are too many, too far in, or the archive breaks off.
    pub cut: bool,
    /// What the pickle in it names, if it is one of PyTorch's files.
    pub pickle: Option<Pickle>,
}

/// A kind of archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "they are names")]
pub enum ArchiveFormat {
    Zip,
    Tar,
    TarGz,
    /// One file, packed with gzip.
    Gzip,
}

/// An entry of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ArchiveEntry {
    /// Its name with the folders before it, as the archive has it: nothing to be trusted. At most 1,000 characters.
    pub name: String,
    /// What it is.
    pub kind: ArchiveEntryKind,
    /// Its size in bytes once it is unpacked, as the archive says, if it says so.
    pub size: Option<u64>,
    /// Its size in bytes as it is packed, if it is packed by itself.
    pub packed: Option<u64>,
    /// When it was last changed, if that is known.
    pub changed: Option<Changed>,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum ArchiveEntryKind {
    /// A folder.
    Folder,
    /// A file.
    File,
    /// A link, of either kind.
    Link,
    /// A pipe, a device, or something unknown.
    Other,
}

/// When something was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Changed {
    /// In seconds since 1970.
    Seconds(i64),
    /// On the clock of whoever packed it, as `2026-11-28T18:26:32`.
    Clock(String),
}

/// A name as it is returned.
fn name(bytes: &[u8]) -> String {
    text::cut(&String::from_utf8_lossy(bytes), NAME).0.to_owned()
}

#[cfg(test)]
mod tests;
