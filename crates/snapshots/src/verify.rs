//! Reads everything again, and says what is not what it was.

use crate::{Digest, NoDigest, Snapshots, listed_blobs, work};
use files::Watch;
use locales::{Message, Result};
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

/// How far [`Snapshots::verify`] is. Manifests come before blobs, both in the order of their digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// The last manifest that was read.
    Manifest(Digest),
    /// The last blob that was read.
    Blob(Digest),
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Manifest(id) => write!(f, "manifest {id}"),
            Self::Blob(digest) => write!(f, "blob {digest}"),
        }
    }
}

impl FromStr for Position {
    type Err = NoDigest;

    /// Only as it is displayed.
    fn from_str(text: &str) -> Result<Self, NoDigest> {
        match text.split_once(' ').ok_or(NoDigest)? {
            ("manifest", id) => id.parse().map(Self::Manifest),
            ("blob", digest) => digest.parse().map(Self::Blob),
            _ => Err(NoDigest),
        }
    }
}

/// What [`Snapshots::verify`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// What is wrong, in the order in which it was found.
    pub problems: Vec<Problem>,
    /// How many bytes of contents were read.
    pub read: u64,
    /// Where to go on, if it was cancelled before the end.
    pub next: Option<Position>,
}

/// The files that each blob is the content of, by snapshot and path.
pub type FilesOf = HashMap<Digest, Vec<(Digest, PathBuf)>>;

/// Something that is not what its name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A manifest that cannot be read.
    Manifest(Digest),
    /// A blob with other bytes, or that cannot be read.
    Blob {
        /// Its name.
        digest: Digest,
        /// The files that it is the content of, by snapshot and path: the first 100.
        files: Vec<(Digest, PathBuf)>,
    },
    /// A file that has no place among the blobs.
    Stray(PathBuf),
}

/// How many files are named for one damaged blob.
const MOST_FILES: usize = 100;
/// How many blobs are read between two positions, at most.
const BATCH: usize = 256;
/// How many bytes, unless one blob has more.
const BATCH_BYTES: u64 = 256 << 20;

impl Snapshots {
    /// Reads everything, or what comes after `from`, and compares it with its names. Once it is cancelled, it returns
    /// what it found so far, and where to go on; if that is `None`, nothing was read.
    ///
    /// That something is missing is no problem here: a snapshot may be recorded without its contents
    /// ([`Snapshots::missing`]).
    pub fn verify(&self, from: Option<Position>, watch: &Watch) -> Result<Verified> {
        self.verify_part(from, u64::MAX, watch)
    }

    /// The same, but it returns as if cancelled once about so many bytes were read, those of manifests included.
    ///
    /// # Errors
    /// Those of [`Snapshots::verify`].
    pub fn verify_part(&self, from: Option<Position>, most: u64, watch: &Watch) -> Result<Verified> {
        let mut verified = Verified { next: from, ..Verified::default() };
        let mut listed = 0;
        for id in self.ids()? {
            let here = Position::Manifest(id);
            if verified.next >= Some(here) {
                continue;
            }
            if watch.cancel.is_cancelled() {
                return self.named(verified);
            }
            match self.manifest(&id) {
                Ok(manifest) => listed += manifest.bytes().len() as u64,
                // Swept meanwhile.
                Err(e) if matches!(*e.message, Message::SnapshotMissing { .. }) => {}
                Err(_) => verified.problems.push(Problem::Manifest(id)),
            }
            verified.next = Some(here);
            if listed >= most {
                return self.named(verified);
            }
        }
        let (blobs, strays) = listed_blobs(&self.blobs())?;
        // They are found again by who goes on.
        verified.problems.extend(strays.into_iter().map(Problem::Stray));
        let begin = blobs.partition_point(|blob| verified.next >= Some(Position::Blob(*blob)));
        let mut rest = &blobs[begin..];
        while !rest.is_empty() {
            let batch = self.batch(rest);
            match self.verify_blobs(&batch, watch) {
                Ok((damaged, read)) => {
                    let problem = |digest| Problem::Blob { digest, files: Vec::new() };
                    verified.problems.extend(damaged.into_iter().map(problem));
                    verified.read += read;
                }
                Err(e) if *e.message == Message::Cancelled => return self.named(verified),
                Err(e) => return Err(e),
            }
            rest = &rest[batch.len()..];
            verified.next = batch.last().map(|(last, _)| Position::Blob(*last));
            if verified.read + listed >= most && !rest.is_empty() {
                return self.named(verified);
            }
        }
        verified.next = None;
        self.named(verified)
    }

    /// The first of these blobs that are read together, with their sizes.
    fn batch(&self, blobs: &[Digest]) -> Vec<(Digest, u64)> {
        let mut bytes = 0;
        let sized = blobs.iter().take(BATCH).map(|digest| {
            let size = self.blob_path(digest).symlink_metadata().map_or(0, |about| about.len());
            (*digest, size)
        });
        let fits = |(_, size): &(Digest, u64)| {
            let is_first = bytes == 0;
            bytes += size;
            is_first || bytes <= BATCH_BYTES
        };
        sized.take_while(fits).collect()
    }

    /// Returns which blobs are damaged, and how many bytes were read.
    fn verify_blobs(&self, sized: &[(Digest, u64)], watch: &Watch) -> Result<(BTreeSet<Digest>, u64)> {
        let damaged = Mutex::new(BTreeSet::new());
        work::each(
            sized,
            |(_, size)| *size,
            || (),
            |(), (digest, _)| {
                match work::is_intact(&self.blob_path(digest), digest, watch) {
                    Ok(true) => {}
                    Ok(false) => _ = damaged.lock().unwrap_or_else(PoisonError::into_inner).insert(*digest),
                    // Swept meanwhile.
                    Err(e) if matches!(*e.message, Message::FileVanished { .. }) => {}
                    Err(e) => return Err(e),
                }
                Ok(())
            },
        )?;
        let damaged = damaged.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok((damaged, sized.iter().map(|(_, size)| size).sum()))
    }

    /// Looks up which files the damaged blobs are the contents of.
    fn named(&self, mut verified: Verified) -> Result<Verified> {
        let damaged = verified.problems.iter().filter_map(|problem| match problem {
            Problem::Blob { digest, .. } => Some(*digest),
            _ => None,
        });
        let mut all = self.files_of(damaged)?;
        for problem in &mut verified.problems {
            if let Problem::Blob { digest, files } = problem {
                *files = all.remove(digest).unwrap_or_default();
            }
        }
        Ok(verified)
    }

    /// Which files these blobs are the contents of, by snapshot and path: the first 100 of each. Manifests that cannot be
    /// read are passed over.
    ///
    /// # Errors
    /// The manifests cannot be listed.
    pub fn files_of(&self, blobs: impl Iterator<Item = Digest>) -> Result<FilesOf> {
        let mut found: FilesOf = blobs.map(|digest| (digest, Vec::new())).collect();
        let ids = if found.is_empty() { Vec::new() } else { self.ids()? };
        for manifest in ids.iter().filter_map(|id| self.manifest(id).ok()) {
            for (path, content) in manifest.files() {
                for blob in &content.blobs {
                    if let Some(files) = found.get_mut(&blob.digest).filter(|files| files.len() < MOST_FILES)
                    {
                        files.push((manifest.id(), path.clone()));
                    }
                }
            }
        }
        Ok(found)
    }
}
