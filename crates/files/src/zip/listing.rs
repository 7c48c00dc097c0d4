//! A zip, looked into without unpacking it.

use std::io::Read;
use std::path::{Path, PathBuf};

use locales::{Failure, Message, Result};
use zip::ZipArchive;

use super::unpack::{SharedFile, open, plan};
use crate::folder::shown;

/// What is in a zip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Relative, of plain names only.
    pub path: PathBuf,
    /// Whether it is one, and no file.
    pub is_folder: bool,
    /// What it declares to be unpacked, in bytes.
    pub bytes: u64,
    /// The checksum it declares: of two zips that were made with care, files that differ differ here.
    pub crc: u32,
    /// Whether the file may be executed.
    pub(super) executable: bool,
    pub(super) index: usize,
}

/// An open zip and what is in it, in the zip's order.
pub struct ZipListing {
    pub(super) archive: ZipArchive<SharedFile>,
    pub(super) zip_file: PathBuf,
    /// Files and folders.
    pub entries: Vec<Entry>,
}

impl ZipListing {
    /// Lists a zip.
    ///
    /// # Errors
    ///
    /// Not a zip; an entry that is encrypted, a link or a device, there twice, or whose name leads out
    /// of the folder.
    pub fn open(zip_file: &Path) -> Result<Self> {
        Self::open_some(zip_file, &|_| true)
    }

    /// Lists of a zip what `keep` says yes to. Nothing else in it matters: what is not unpacked may be
    /// a link, or there twice.
    ///
    /// # Errors
    ///
    /// As [`ZipListing::open`].
    pub fn open_some(zip_file: &Path, keep: &dyn Fn(&Path) -> bool) -> Result<Self> {
        let archive = open(zip_file)?;
        let entries = plan(&archive, zip_file, keep)?;
        Ok(Self { archive, zip_file: zip_file.into(), entries })
    }

    /// The files in it.
    pub fn files(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.is_folder)
    }

    /// What its files declare to be together, unpacked, in bytes.
    pub fn bytes(&self) -> u64 {
        self.entries.iter().fold(0, |sum, entry| sum.saturating_add(entry.bytes))
    }

    /// Reads a file of it whole: one whose size was looked at.
    ///
    /// # Errors
    ///
    /// It is damaged, or longer than it declares.
    pub fn read(&mut self, file: &Entry) -> Result<Vec<u8>> {
        let broken = |error: &dyn std::fmt::Display| {
            let (entry, path) = (shown(&file.path), shown(&self.zip_file));
            Failure::because(Message::ZipEntryBroken { entry, path }, error.to_string())
        };
        let mut bytes = Vec::new();
        let entry = self.archive.by_index(file.index).map_err(|e| broken(&e))?;
        entry.take(file.bytes).read_to_end(&mut bytes).map_err(|e| broken(&e))?;
        Ok(bytes)
    }
}
