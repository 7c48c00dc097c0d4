//! The file that describes a backup.

use std::collections::HashSet;
use std::path::Path;

use contract::RunId;
use files::tree::SkippedFile;
use files::{Document, document};
use jiff::Timestamp;
use locales::{Message, Result};
use serde::{Deserialize, Serialize};
use snapshots::{Digest, Manifest};

use crate::Home;

/// A backup in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The moment that it is of.
    pub at: Timestamp,
    /// The path of the store when it was made.
    pub store: String,
    /// How many files it has.
    pub files: u64,
    /// Their sizes together, in bytes. Backups share what is the same.
    pub bytes: u64,
    /// The runs that were in progress, which are restored as interrupted.
    pub running: Vec<RunId>,
    /// How many files could not be read, and are missing.
    pub skipped: u64,
    pub(super) manifest: Digest,
    /// Of the file that describes it.
    pub(super) name: String,
}

/// The file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct BackupFile {
    at: Timestamp,
    /// The version of the program that made it.
    program: String,
    store: String,
    manifest: Digest,
    files: u64,
    bytes: u64,
    running: Vec<RunId>,
    #[serde(default)]
    skipped: u64,
}

impl Document for BackupFile {}

/// The longest such file, in bytes: millions of runs in progress would not fit.
const MOST_BYTES: u64 = 16 << 20;
/// How many digits of its own digest its name has.
const DIGITS: usize = 16;

impl BackupFile {
    pub(super) fn of(
        home: &Home,
        at: Timestamp,
        manifest: &Manifest,
        running: HashSet<RunId>,
        skipped: &[SkippedFile],
    ) -> Self {
        let mut running: Vec<RunId> = running.into_iter().collect();
        running.sort();
        Self {
            at,
            program: env!("CARGO_PKG_VERSION").into(),
            store: files::shown(home.path()),
            manifest: manifest.id(),
            files: manifest.totals().files,
            bytes: manifest.totals().bytes,
            running,
            skipped: skipped.len() as u64,
        }
    }

    /// Its bytes, and its name: the time, and the digest of the bytes, by which a changed one is recognized.
    pub(super) fn written(&self) -> Result<(Vec<u8>, String)> {
        let bytes = document::rewritten(Path::new("backup"), &[], self)?;
        let name = format!("{}-{}.json", self.at.strftime("%Y%m%dT%H%M%S.%3fZ"), digest(&bytes));
        Ok((bytes, name))
    }

    /// Reads the file at `path`.
    ///
    /// # Errors
    /// It cannot be read, is damaged, or was written by a newer version. The file is named.
    pub(super) fn read(path: &Path) -> Result<Backup> {
        let bytes = files::read(path, MOST_BYTES).map_err(|error| files::unreadable(path, error))?;
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if !name.ends_with(&format!("-{}.json", digest(&bytes))) {
            return Err(Message::BackupFileDamaged { path: files::shown(path) }.into());
        }
        let Self { at, store, manifest, files, bytes, running, skipped, .. } = document::parse(path, &bytes)?;
        Ok(Backup { at, store, files, bytes, running, skipped, manifest, name: name.into() })
    }
}

fn digest(bytes: &[u8]) -> String {
    files::digest::bytes(bytes)[..DIGITS].to_string()
}
