//! A zip, looked into without unpacking it.

use std::io::{self, Read, Write};
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
    /// As [`ZipListing::read_into`].
    pub fn read(&self, file: &Entry) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.read_into(file, &mut bytes)?;
        Ok(bytes)
    }

    /// Writes the bytes of a file of it, no more than one beyond what it declares, into `into`.
    ///
    /// # Errors
    ///
    /// It is damaged, packed in a way that is not read here, or not as long as it declares; or `into` cannot be
    /// written to.
    pub fn read_into(&self, file: &Entry, into: &mut impl Write) -> Result<()> {
        let broken = |error: &dyn std::fmt::Display| {
            let (entry, path) = (shown(&file.path), shown(&self.zip_file));
            Failure::because(Message::ZipEntryBroken { entry, path }, error.to_string())
        };
        let mut archive = self.archive.clone();
        let entry = archive.by_index(file.index).map_err(|e| broken(&e))?;
        // One more than there should be, to see that there is not.
        let read = io::copy(&mut entry.take(file.bytes.saturating_add(1)), into).map_err(|e| broken(&e))?;
        match read == file.bytes {
            true => Ok(()),
            false => Err(broken(&io::Error::from(io::ErrorKind::InvalidData))),
        }
    }
}
