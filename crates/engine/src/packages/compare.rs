//! Comparing two versions of a package.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use contract::{PackageName, Version};
use files::zip::{Entry, ZipListing};
use locales::{Message, Result};
use previews::{DiffLine, lines};
use store::versions::VersionRow;

use crate::parts::Packages;
use crate::reads::Reads;

/// The files that list what a package needs.
pub const REQUIREMENTS: [&str; 2] = ["requirements.txt", "train_requirements.txt"];

/// The longest file whose lines are compared, in bytes.
const LONGEST: u64 = 512 << 10;
/// The differences between two versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The older version.
    pub before: VersionRow,
    /// The version it is compared with.
    pub after: VersionRow,
    /// Files that are only in one of them, or differ; sorted by path.
    pub changes: Vec<FileChange>,
    /// The number of equal files.
    pub same: u64,
}

/// A file that differs. It is in at least one of the versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Relative to the package's root folder.
    pub path: PathBuf,
    /// Its size before, in bytes.
    pub before: Option<u64>,
    /// Its size after, in bytes.
    pub after: Option<u64>,
}

impl<S: Reads> Packages<'_, S> {
    /// Compares two versions of a package.
    ///
    /// # Errors
    /// A version does not exist; a zip cannot be read.
    pub fn compare(&self, name: &PackageName, before: Version, after: Version) -> Result<Comparison> {
        let rows = (self.version(name, before)?, self.version(name, after)?);
        let (_, mut there) = self.listed(name, before)?;
        let (mut changes, mut same) = (Vec::new(), 0);
        for (path, file) in self.listed(name, after)?.1 {
            match there.remove(&path) {
                Some(old) if (old.bytes, old.crc) == (file.bytes, file.crc) => same += 1,
                old => changes.push(FileChange {
                    path,
                    before: old.map(|old| old.bytes),
                    after: Some(file.bytes),
                }),
            }
        }
        let gone = there.into_iter();
        changes.extend(gone.map(|(path, old)| FileChange { path, before: Some(old.bytes), after: None }));
        changes.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Comparison { before: rows.0, after: rows.1, changes, same })
    }

    /// Compares the lines of a file in two versions of a package. `None`: it is not text, or too long.
    ///
    /// # Errors
    /// A version does not exist, or neither has the file; a zip cannot be read.
    pub fn compare_file(
        &self,
        name: &PackageName,
        before: Version,
        after: Version,
        path: &Path,
    ) -> Result<Option<Vec<DiffLine>>> {
        let mut texts = Vec::new();
        for version in [before, after] {
            self.version(name, version)?;
            let (zip, mut files) = self.listed(name, version)?;
            texts.push(match files.remove(path) {
                Some(file) if file.bytes > LONGEST => return Ok(None),
                Some(file) => Some(zip.read(&file)?),
                None => None,
            });
        }
        if texts.iter().all(Option::is_none) {
            return Err(Message::FileVanished { path: files::shown(path) }.into());
        }
        let texts: Option<Vec<String>> =
            texts.into_iter().map(|text| String::from_utf8(text.unwrap_or_default()).ok()).collect();
        let texts = texts.filter(|texts| texts.iter().all(|text| !text.contains('\0')));
        Ok(texts.map(|texts| lines(&texts[0], &texts[1], usize::MAX)))
    }

    /// The files of a version by their path in its root folder, and its zip.
    pub(crate) fn listed(
        &self,
        name: &PackageName,
        version: Version,
    ) -> Result<(ZipListing, BTreeMap<PathBuf, Entry>)> {
        let zip = ZipListing::open(&self.0.home().version_zip(name, version))?;
        let in_root = |path: &Path| path.components().skip(1).collect::<PathBuf>();
        let files = zip.files().map(|file| (in_root(&file.path), file.clone())).collect();
        Ok((zip, files))
    }
}
