//! A zip, looked into without unpacking it.

use std::io::Read;
use std::path::{Path, PathBuf};

use locales::{Failure, Message, Result};
use zip::ZipArchive;

use super::unpack::{SharedFile, open, plan};
use crate::folder::shown;

/// A file in a zip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedFile {
    /// Relative, of plain names only.
    pub path: PathBuf,
    /// What it declares to be unpacked, in bytes.
    pub bytes: u64,
    /// The checksum it declares: of two zips that were made with care, files that differ differ here.
    pub crc: u32,
    index: usize,
}

/// An open zip and the files in it, in the zip's order.
pub struct Listed {
    archive: ZipArchive<SharedFile>,
    zip_file: PathBuf,
    /// How many entries it has, folders too.
    pub entries: u64,
    /// The files.
    pub files: Vec<ListedFile>,
}

impl Listed {
    /// Lists a zip.
    ///
    /// # Errors
    ///
    /// Not a zip; an entry that [`super::unpack`] refuses.
    pub fn open(zip_file: &Path) -> Result<Self> {
        let archive = open(zip_file)?;
        let plan = plan(&archive, zip_file, &|_| true)?;
        let entries = plan.len() as u64;
        let files = plan.into_iter().filter(|entry| !entry.folder).map(|entry| ListedFile {
            path: entry.path,
            bytes: entry.size,
            crc: entry.crc,
            index: entry.index,
        });
        let files = files.collect();
        Ok(Self { archive, zip_file: zip_file.into(), entries, files })
    }

    /// Reads a file of it whole: one whose size was looked at.
    ///
    /// # Errors
    ///
    /// It is damaged, or longer than it declares.
    pub fn read(&mut self, file: &ListedFile) -> Result<Vec<u8>> {
        let broken = |error: &dyn std::fmt::Display| {
            let (entry, path) = (shown(&file.path), shown(&self.zip_file));
            Failure::because(Message::ZipEntryBroken { entry, path }, error)
        };
        let mut bytes = Vec::new();
        let entry = self.archive.by_index(file.index).map_err(|e| broken(&e))?;
        entry.take(file.bytes).read_to_end(&mut bytes).map_err(|e| broken(&e))?;
        Ok(bytes)
    }
}
