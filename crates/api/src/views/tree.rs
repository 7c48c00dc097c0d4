//! Files: browsed, previewed, chosen, saved.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use engine::{EntryKind, Preview, SortBy, Tree as Browsed, TreeEntry, TreeOrder};
use jiff::Timestamp;
use locales::{Language, Result};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::millis;

/// The first of the 256 characters that stand for bytes which are not UTF-8. They are the last ones that there are, and
/// for private use.
const BYTES: u32 = 0x10_ff00;

/// A name or path as a page is given it: all of it, whatever its bytes are.
pub(crate) fn written(path: &OsStr) -> String {
    let byte = |byte: u8| char::from_u32(BYTES + u32::from(byte)).unwrap_or(char::REPLACEMENT_CHARACTER);
    let mut text = String::new();
    for chunk in path.as_encoded_bytes().utf8_chunks() {
        for letter in chunk.valid().chars() {
            // One that would be read as a byte is written as its own bytes.
            if u32::from(letter) >= BYTES {
                text.extend(letter.encode_utf8(&mut [0; 4]).bytes().map(byte));
            } else {
                text.push(letter);
            }
        }
        text.extend(chunk.invalid().iter().copied().map(byte));
    }
    text
}

/// The path that is [`written`] like this.
pub(crate) fn read_path(text: &str) -> PathBuf {
    let mut bytes = Vec::with_capacity(text.len());
    for letter in text.chars() {
        match u32::from(letter).checked_sub(BYTES).map(u8::try_from) {
            Some(Ok(byte)) => bytes.push(byte),
            _ => bytes.extend(letter.encode_utf8(&mut [0; 4]).bytes()),
        }
    }
    OsString::from_vec(bytes).into()
}

/// A tree to browse: a run's artifacts, the images that it logged or its data, a dataset, the files of a package's version, or a folder to choose from.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(tag = "of", rename_all = "camelCase")]
pub(crate) enum Tree {
    Artifacts {
        id: String,
    },
    Images {
        id: String,
    },
    Data {
        id: String,
    },
    Dataset {
        name: String,
    },
    Version {
        package: String,
        version: String,
    },
    /// A folder of the machine that Trainyard runs on, by its absolute path.
    Machine {
        path: String,
    },
}

impl Tree {
    pub(crate) fn read(&self) -> Result<Browsed> {
        Ok(match self {
            Self::Artifacts { id } => Browsed::Artifacts(id.parse()?),
            Self::Images { id } => Browsed::Images(id.parse()?),
            Self::Data { id } => Browsed::Data(id.parse()?),
            Self::Dataset { name } => Browsed::Dataset(name.parse()?),
            Self::Version { package, version } => Browsed::Version(package.parse()?, version.parse()?),
            Self::Machine { path } => Browsed::Machine(path.into()),
        })
    }
}

/// By what the entries of a folder are ordered; folders come first in any case.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FileColumn {
    Name,
    Size,
    Changed,
}

/// An order of the entries of a folder.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub(crate) struct FileOrder {
    by: FileColumn,
    descending: bool,
}

impl FileOrder {
    pub(crate) fn read(self) -> TreeOrder {
        let by = match self.by {
            FileColumn::Name => SortBy::Name,
            FileColumn::Size => SortBy::Size,
            FileColumn::Changed => SortBy::Changed,
        };
        TreeOrder { by, descending: self.descending }
    }
}

/// What was found in a tree by name.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct FoundFiles {
    /// How many there are.
    total: usize,
    /// Whether the tree has more entries than were looked at.
    cut: bool,
    /// The first of them, in the order of their paths.
    entries: Vec<FoundFile>,
}

/// A file or folder that was found.
#[derive(Clone, Debug, Serialize, TS)]
struct FoundFile {
    path: String,
    entry: Entry,
}

impl From<engine::FoundFiles> for FoundFiles {
    fn from(found: engine::FoundFiles) -> Self {
        let entries = found
            .entries
            .into_iter()
            .map(|(path, entry)| FoundFile { path: written(path.as_os_str()), entry: entry.into() });
        Self { total: found.total, cut: found.is_cut, entries: entries.collect() }
    }
}

/// A part of a folder.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct Folder {
    /// The number of its entries.
    pub(crate) total: usize,
    entries: Vec<Entry>,
}

impl From<(usize, Vec<TreeEntry>)> for Folder {
    fn from((total, entries): (usize, Vec<TreeEntry>)) -> Self {
        Self { total, entries: entries.into_iter().map(Entry::from).collect() }
    }
}

/// An entry of a folder.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct Entry {
    name: String,
    kind: EntryKind,
    /// Its size, if it is a file.
    bytes: Option<u64>,
    /// When it was last modified.
    changed: Option<f64>,
}

impl From<TreeEntry> for Entry {
    fn from(entry: TreeEntry) -> Self {
        // A file can have a time that no calendar has, with which the page could do nothing.
        let on_calendar = |at| Timestamp::try_from(at).ok().map(millis);
        Self {
            name: written(&entry.name),
            kind: entry.kind,
            bytes: entry.bytes,
            changed: entry.changed.and_then(on_calendar),
        }
    }
}

/// The preview of a file.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct Previewed {
    pub(crate) preview: Preview,
    /// The file's size.
    pub(crate) bytes: u64,
}

/// What the person is to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Choice {
    /// A package's zip.
    Package,
    /// A folder.
    Folder,
    /// Exported runs: one or more.
    Runs,
    /// The program uv.
    Uv,
    /// A file of certificates.
    Certificate,
}

/// Something that was chosen or dropped.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Chosen {
    path: String,
    is_folder: bool,
    /// Its name; a file's without the extension.
    name: String,
    /// It was uploaded by a browser, and is deleted once it was added.
    is_upload: bool,
}

impl Chosen {
    /// `None`: the path is not UTF-8 and could not be sent back by the page.
    pub fn at(path: &Path) -> Option<Self> {
        let is_folder = path.is_dir();
        let name = if is_folder { path.file_name() } else { path.file_stem() };
        Some(Self { path: path.to_str()?.into(), is_folder, name: name?.to_str()?.into(), is_upload: false })
    }
}

/// What was saved, and where.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Saved {
    path: String,
    bytes: u64,
    /// A sentence about the files that could not be copied.
    skipped: Option<String>,
    /// The address from which the page loads it, if it was not written to a path that the person chose.
    url: Option<String>,
}

impl Saved {
    pub(crate) fn of(saved: crate::host::Saved, language: Language) -> Self {
        let done = saved.downloaded;
        let skipped = engine::skipped_in_short(&done.skipped, language);
        // The temporary path from which a page loads it is of no interest to a person.
        let named = saved.url.as_ref().and(done.path.file_name()).map(Path::new);
        let path = files::shown(named.unwrap_or(&done.path));
        Self { path, bytes: done.bytes, skipped, url: saved.url }
    }
}

/// The path, unless the text is empty.
pub(crate) fn path(text: Option<String>) -> Option<PathBuf> {
    text.filter(|text| !text.is_empty()).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::ffi::OsStrExt;

    /// A file whose name comes from an old Windows could not be looked at or saved.
    #[test]
    fn names_of_any_bytes_come_back_as_they_were() {
        for bytes in
            [&b"\xe9t\xe9.csv"[..], "é \u{10ff41} \u{10ffff}".as_bytes(), b"\xff/\xfe\xff", b"plain", b""]
        {
            let text = written(OsStr::from_bytes(bytes));
            assert_eq!(read_path(&text).as_os_str().as_bytes(), bytes, "{text:?}");
        }
        assert_eq!(written(OsStr::new("données/a.csv")), "données/a.csv");
    }
}
