//! The long reading: every byte of the zips of versions and of what snapshots keep.

use std::collections::BTreeMap;
use std::path::PathBuf;

use files::beneath::Source;
use files::zip::ZipListing;
use files::{Cancel, digest};
use locales::{Message, Result};
use snapshots::{Position, Problem};

use super::Check;
use super::progress::ReadingFile;
use crate::packages::VersionFile;
use crate::parts::Parts;
use crate::reads::Reads;

/// A version, and where it is.
pub(super) struct ZipOf {
    pub(super) package: String,
    pub(super) file: VersionFile,
    pub(super) path: PathBuf,
}

impl ZipOf {
    /// Whether the zip is what was published: by its digest, or else by the checksums of what is in it. `None`: it is
    /// not there.
    ///
    /// # Errors
    /// Cancelled.
    pub(super) fn is_intact(&self, cancel: &Cancel) -> Result<Option<bool>> {
        if !self.path.is_file() {
            return Ok(None);
        }
        let read = match self.file.digest.is_empty() {
            false => digest::source(&Source::Path(self.path.clone()), cancel)
                .map(|found| found == self.file.digest),
            true => unpacks(&self.path, cancel).map(|()| true),
        };
        match read {
            Err(failure) if *failure.message == Message::Cancelled => Err(failure),
            Err(failure) if matches!(*failure.message, Message::FileVanished { .. }) => Ok(None),
            read => Ok(Some(read.unwrap_or(false))),
        }
    }
}

/// Reads everything in a zip, as much as it declares.
fn unpacks(path: &std::path::Path, cancel: &Cancel) -> Result<()> {
    let zip = ZipListing::open(path)?;
    for file in zip.files() {
        cancel.check()?;
        zip.read_into(file, &mut std::io::sink())?;
    }
    Ok(())
}

impl Check<'_> {
    /// The versions that were not removed, by the paths of their zips in the store.
    pub(super) fn versions(&self) -> Result<BTreeMap<String, ZipOf>> {
        let mut versions = BTreeMap::new();
        for (home, name) in self.packages()? {
            let reader = self.engine.reader().in_project(home.project());
            for file in reader.packages().version_files(&name) {
                if file.removed.is_none() {
                    let path = home.version_zip(&name, file.version);
                    let package = name.to_string();
                    versions.insert(home.relative(&path), ZipOf { package, file, path });
                }
            }
        }
        Ok(versions)
    }

    /// Says how much there is to read.
    pub(super) fn expect(&self) -> Result<()> {
        let progress = &self.watch.progress;
        for zip in self.versions()?.values() {
            progress.expect(1, zip.path.metadata().map_or(0, |about| about.len()));
        }
        let (blobs, bytes) = self.engine.home().snapshots().extent()?;
        progress.expect(blobs, bytes);
        Ok(())
    }

    /// Reads about so many bytes more. Returns whether that was the rest.
    pub(super) fn read_part(&mut self, reading: &mut ReadingFile, most: u64) -> Result<bool> {
        let read = self.read_zips(reading, most)?;
        if read >= most {
            return Ok(false);
        }
        self.read_contents(reading, most - read)
    }

    fn read_zips(&mut self, reading: &mut ReadingFile, most: u64) -> Result<u64> {
        let Ok(last) = reading.zip() else { return Ok(0) };
        let (last, mut read) = (last.map(str::to_string), 0);
        for (path, zip) in self.versions()? {
            let bytes = zip.path.metadata().map_or(0, |about| about.len());
            if last.as_ref().is_none_or(|last| path > *last) {
                if read >= most {
                    return Ok(read);
                }
                let is_damaged = zip.is_intact(&self.watch.cancel)? == Some(false);
                reading.zip_read(path, is_damaged);
                read += bytes;
                self.up.read += bytes;
            }
            self.watch.progress.advance(1, bytes);
        }
        reading.zips_read();
        Ok(read)
    }

    fn read_contents(&mut self, reading: &mut ReadingFile, most: u64) -> Result<bool> {
        let snapshots = self.engine.home().snapshots();
        let from = reading.contents();
        let verified = snapshots.verify_part(from, most, self.watch)?;
        let damaged = verified.problems.iter().map(|problem| match problem {
            Problem::Manifest(id) => Position::Manifest(*id).to_string(),
            Problem::Blob { digest, .. } => Position::Blob(*digest).to_string(),
            Problem::Stray(path) => format!("{STRAY}{}", self.engine.home().relative(path)),
        });
        reading.contents_read(verified.next, damaged);
        self.up.read += verified.read;
        self.watch.cancel.check()?;
        Ok(verified.next.is_none())
    }
}

/// What the path of a file begins with that is none of the contents.
pub(super) const STRAY: &str = "stray ";
