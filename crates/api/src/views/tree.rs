//! Files: browsed, looked at, chosen, saved.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use engine::{EntryKind, Tree as Browsed, TreeEntry};
use locales::{Language, Result};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is browsed: what a run left, a dataset, or a folder to choose from.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(tag = "of", rename_all = "camelCase")]
pub(crate) enum Tree {
    Artifacts {
        id: String,
    },
    Dataset {
        name: String,
    },
    /// A folder of the machine that Trainyard runs on, by its whole path.
    Machine {
        path: String,
    },
}

impl Tree {
    pub(crate) fn read(&self) -> Result<Browsed> {
        Ok(match self {
            Self::Artifacts { id } => Browsed::Artifacts(id.parse()?),
            Self::Dataset { name } => Browsed::Dataset(name.parse()?),
            Self::Machine { path } => Browsed::Machine(path.into()),
        })
    }
}

/// A part of a folder.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct Folder {
    /// How many things are in it.
    pub(crate) total: usize,
    pub(crate) entries: Vec<Entry>,
}

/// Something in a folder.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct Entry {
    name: String,
    kind: EntryKind,
    /// Of a file.
    bytes: Option<u64>,
    /// When it was last changed.
    changed: Option<f64>,
}

impl From<TreeEntry> for Entry {
    fn from(entry: TreeEntry) -> Self {
        let since = |at: std::time::SystemTime| Some(at.duration_since(UNIX_EPOCH).ok()?.as_millis() as f64);
        Self {
            name: entry.name,
            kind: entry.kind,
            bytes: entry.bytes,
            changed: entry.changed.and_then(since),
        }
    }
}

/// What the beginning of a file shows.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "as", rename_all = "camelCase")]
pub(crate) enum Preview {
    /// `cut`: there is more than this.
    Text {
        text: String,
        bytes: u64,
        cut: bool,
    },
    Image {
        mime: String,
        bytes: u64,
    },
    /// `why`: in words.
    None {
        why: String,
        bytes: u64,
    },
}

/// What a person is asked for.
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
    /// Its name without what comes after the last dot, of a file.
    name: String,
    /// It came from a browser, and goes when it was added.
    is_upload: bool,
}

impl Chosen {
    /// None: a path that is no UTF-8 text cannot come back from the window.
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
    /// What could not be taken of it, in a sentence.
    left_out: Option<String>,
    /// Where the page loads it from, if it was not written to a place of the person's.
    url: Option<String>,
}

impl Saved {
    pub(crate) fn of(saved: crate::host::Saved, language: Language) -> Self {
        let done = saved.downloaded;
        let left_out = engine::left_out_in_short(&done.left_out, language);
        // Where it waits for a page to load it is of no interest to a person.
        let named = saved.url.as_ref().and(done.path.file_name()).map(Path::new);
        let path = files::shown(named.unwrap_or(&done.path));
        Self { path, bytes: done.bytes, left_out, url: saved.url }
    }
}

/// An empty text is no path.
pub(crate) fn path(text: Option<String>) -> Option<PathBuf> {
    text.filter(|text| !text.is_empty()).map(PathBuf::from)
}
