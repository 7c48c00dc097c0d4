//! Reads everything again, and says what is not what it was.

use crate::{Digest, Snapshots, listed_blobs, work};
use files::Watch;
use locales::{Message, Result};
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// How far [`Snapshots::verify`] is. Manifests come before blobs, both in the order of their digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// The last manifest that was read.
    Manifest(Digest),
    /// The last blob that was read.
    Blob(Digest),
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
/// How many blobs are read between two positions.
const BATCH: usize = 256;

impl Snapshots {
    /// Reads everything, or what comes after `from`, and compares it with its names. Once it is cancelled, it returns
    /// what it found so far, and where to go on; if that is `None`, nothing was read.
    ///
    /// That something is missing is no problem here: a snapshot may be recorded without its contents
    /// ([`Snapshots::missing`]).
    pub fn verify(&self, from: Option<Position>, watch: &Watch) -> Result<Verified> {
        let mut verified = Verified { next: from, ..Verified::default() };
        for id in self.ids()? {
            let here = Position::Manifest(id);
            if verified.next >= Some(here) {
                continue;
            }
            if watch.cancel.is_cancelled() {
                return self.named(verified);
            }
            match self.manifest(&id) {
                Ok(_) => {}
                // Swept meanwhile.
                Err(e) if matches!(*e.message, Message::SnapshotMissing { .. }) => {}
                Err(_) => verified.problems.push(Problem::Manifest(id)),
            }
            verified.next = Some(here);
        }
        let (blobs, strays) = listed_blobs(&self.blobs())?;
        // They are found again by who goes on.
        verified.problems.extend(strays.into_iter().map(Problem::Stray));
        let begin = blobs.partition_point(|blob| verified.next >= Some(Position::Blob(*blob)));
        for batch in blobs[begin..].chunks(BATCH) {
            match self.verify_blobs(batch, watch) {
                Ok((damaged, read)) => {
                    let problem = |digest| Problem::Blob { digest, files: Vec::new() };
                    verified.problems.extend(damaged.into_iter().map(problem));
                    verified.read += read;
                }
                Err(e) if *e.message == Message::Cancelled => return self.named(verified),
                Err(e) => return Err(e),
            }
            verified.next = batch.last().map(|last| Position::Blob(*last));
        }
        verified.next = None;
        self.named(verified)
    }

    /// Returns which blobs are damaged, and how many bytes were read.
    fn verify_blobs(&self, blobs: &[Digest], watch: &Watch) -> Result<(BTreeSet<Digest>, u64)> {
        let path = |digest: &Digest| self.blobs().join(crate::blobs::name(digest));
        let size = |digest: &Digest| path(digest).symlink_metadata().map_or(0, |about| about.len());
        let sized: Vec<(Digest, u64)> = blobs.iter().map(|digest| (*digest, size(digest))).collect();
        let damaged = Mutex::new(BTreeSet::new());
        work::each(
            &sized,
            |(_, size)| *size,
            || (),
            |(), (digest, _)| {
                match work::is_intact(&path(digest), digest, watch) {
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
        let mut of_blob: HashMap<Digest, &mut Vec<(Digest, PathBuf)>> = HashMap::new();
        for problem in &mut verified.problems {
            if let Problem::Blob { digest, files } = problem {
                of_blob.insert(*digest, files);
            }
        }
        let ids = if of_blob.is_empty() { Vec::new() } else { self.ids()? };
        // What is wrong with manifests was said.
        for manifest in ids.iter().filter_map(|id| self.manifest(id).ok()) {
            for (path, content) in manifest.files() {
                for blob in &content.blobs {
                    if let Some(files) =
                        of_blob.get_mut(&blob.digest).filter(|files| files.len() < MOST_FILES)
                    {
                        files.push((manifest.id(), path.clone()));
                    }
                }
            }
        }
        Ok(verified)
    }
}
