//! The files in a zip, listed folder by folder and read without unpacking the zip.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::{File, Metadata};
use std::io::{self, Seek};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use files::Watch;
use files::beneath::Kind;
use files::zip::{Entry, ZipListing};
use locales::{Message, Result};
use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};

use super::{missing, unreadable};

/// The zip that was opened last: a page asks for many folders of one.
#[derive(Debug, Default)]
pub(crate) struct LastZip(Mutex<Option<(Identity, Arc<Zip>)>>);

/// Identifies a file in its current state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Identity {
    file: (u64, u64),
    bytes: u64,
    changed: [(i64, i64); 2],
}

impl Identity {
    fn of(about: &Metadata) -> Self {
        let changed = [(about.mtime(), about.mtime_nsec()), (about.ctime(), about.ctime_nsec())];
        Self { file: (about.dev(), about.ino()), bytes: about.len(), changed }
    }
}

impl LastZip {
    /// Opens a zip, or takes it as it was opened before.
    pub(super) fn open(&self, path: &Path) -> Result<Arc<Zip>> {
        // Looked at before it is opened: if it is replaced in between, it is opened again the next time.
        let about = path.metadata().map_err(|error| files::unreadable(path, error))?;
        let identity = Identity::of(&about);
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, zip)) = last.as_ref().filter(|(known, _)| *known == identity) {
            return Ok(zip.clone());
        }
        // So that two of them are never in memory at once.
        *last = None;
        let zip = Arc::new(Zip::open(path)?);
        *last = Some((identity, zip.clone()));
        Ok(zip)
    }
}

/// An open zip.
pub(super) struct Zip {
    listing: ZipListing,
    /// The paths in it, in the order of their bytes, each with the number of its entry; that of a folder ends with a
    /// slash. What is in a folder is in one place, and folders need no entries, however deep they are.
    paths: Vec<(String, usize)>,
    /// The one folder that everything is in, with its slash; empty if there is none.
    root: String,
}

impl fmt::Debug for Zip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Zip").field("root", &self.root).finish_non_exhaustive()
    }
}

impl Zip {
    fn open(path: &Path) -> Result<Self> {
        let listing = ZipListing::open(path)?;
        let written = |(number, entry): (usize, &Entry)| {
            let slash = if entry.is_folder { "/" } else { "" };
            Some((format!("{}{slash}", entry.path.to_str()?), number))
        };
        let mut paths: Vec<_> = listing.entries.iter().enumerate().filter_map(written).collect();
        paths.sort_unstable();
        let top = |path: &(String, usize)| path.0.find('/').map(|slash| path.0[..=slash].to_owned());
        // The paths are sorted: if the first and the last begin with the same folder, all do.
        let (first, last) = (paths.first().and_then(top), paths.last().and_then(top));
        let root = last.filter(|last| first.as_ref() == Some(last)).unwrap_or_default();
        Ok(Self { listing, paths, root })
    }

    /// Its root folder.
    pub(super) fn root(self: &Arc<Self>) -> ZipFolder {
        ZipFolder { zip: self.clone(), path: self.root.clone() }
    }

    /// The bytes of the file at `path` in the root folder, as an open file in memory that nobody can change.
    ///
    /// # Errors
    /// There is no such file; it has more than `most` bytes ([`Message::PreviewTooLarge`]); it is damaged.
    pub(super) fn file(&self, path: &Path, most: u64) -> Result<File> {
        let entry = path.to_str().and_then(|path| self.entry(&format!("{}{path}", self.root)));
        let entry = entry.filter(|entry| !entry.is_folder).ok_or_else(|| missing(path))?;
        if entry.bytes > most {
            return Err(Message::PreviewTooLarge.into());
        }
        let failed = |error| unreadable(path, error);
        let mut file = in_memory().map_err(failed)?;
        self.listing.read_into(entry, &mut file)?;
        file.rewind().and_then(|()| seal(&file)).map_err(failed)?;
        Ok(file)
    }

    /// Unpacks files and folders of the root folder into the new folder `into`. Returns where the root folder is then.
    pub(super) fn unpack(&self, chosen: &[&Path], into: &Path, watch: &Watch) -> Result<PathBuf> {
        let chosen: HashSet<&Path> = chosen.iter().copied().collect();
        let is_chosen = |path: &Path| {
            let below = path.strip_prefix(&self.root).ok();
            below.is_some_and(|below| below.ancestors().any(|path| chosen.contains(path)))
        };
        self.listing.unpack(into, &is_chosen, watch)?;
        Ok(into.join(&self.root))
    }

    fn entry(&self, path: &str) -> Option<&Entry> {
        let at = self.paths.binary_search_by(|(known, _)| known.as_str().cmp(path)).ok()?;
        self.listing.entries.get(self.paths[at].1)
    }
}

fn in_memory() -> io::Result<File> {
    Ok(memfd_create("preview", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?.into())
}

fn seal(file: &File) -> io::Result<()> {
    Ok(fcntl_add_seals(file, SealFlags::WRITE | SealFlags::GROW | SealFlags::SHRINK | SealFlags::SEAL)?)
}

/// A folder of a zip.
#[derive(Clone, Debug)]
pub(super) struct ZipFolder {
    zip: Arc<Zip>,
    /// Its path in the zip, with a slash at the end; empty for the zip itself.
    path: String,
}

impl ZipFolder {
    /// A folder in it.
    pub(super) fn folder(&self, below: &Path) -> io::Result<Self> {
        let below = below.to_str().ok_or(io::ErrorKind::NotFound)?;
        let slash = if below.is_empty() { "" } else { "/" };
        let found = Self { zip: self.zip.clone(), path: format!("{}{below}{slash}", self.path) };
        if below.is_empty() || !found.paths().is_empty() {
            Ok(found)
        } else {
            Err(io::ErrorKind::NotFound.into())
        }
    }

    /// The names of what is in it with their kinds, in the order of their bytes.
    pub(super) fn names(&self) -> Vec<(Kind, OsString)> {
        let (mut names, mut rest) = (Vec::new(), self.paths());
        while let Some((path, _)) = rest.first() {
            let below = &path[self.path.len()..];
            let (kind, name) = match below.split_once('/') {
                Some((name, _)) => (Kind::Folder, name),
                None => (Kind::File, below),
            };
            let of_it = match kind {
                Kind::Folder => beginning(rest, &path[..=self.path.len() + name.len()]),
                _ => &rest[..1],
            };
            // Its own entry has no name in it.
            if !name.is_empty() {
                names.push((kind, name.into()));
            }
            rest = &rest[of_it.len()..];
        }
        names
    }

    /// The size of a file in it.
    pub(super) fn bytes(&self, name: &OsStr) -> Option<u64> {
        let entry = self.zip.entry(&format!("{}{}", self.path, name.to_str()?))?;
        Some(entry.bytes).filter(|_| !entry.is_folder)
    }

    /// All that is in it, in its folders too.
    fn paths(&self) -> &[(String, usize)] {
        let paths = &self.zip.paths;
        let before = paths.partition_point(|(path, _)| *path < self.path);
        beginning(&paths[before..], &self.path)
    }
}

/// The first of these paths, as long as they begin with `with`.
fn beginning<'a>(paths: &'a [(String, usize)], with: &str) -> &'a [(String, usize)] {
    &paths[..paths.partition_point(|(path, _)| path.starts_with(with))]
}

#[cfg(test)]
mod tests;
