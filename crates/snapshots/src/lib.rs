//! Snapshots of folders, kept by content: whoever asks later gets every file as it was, and a second snapshot of
//! almost the same data takes almost no room.
//!
//! A snapshot is a *manifest*, the list of what was in the folder, and *blobs*, the contents of its files. Both are
//! named by the BLAKE3 of their bytes, so that the same data is the same snapshot, and a changed byte is found.
//! `docs/src/formats.md` describes the files.
//!
//! This crate knows only files: not what a run or a dataset is, nor which snapshots somebody needs.
//!
//! # Who may do what at the same time
//!
//! Whoever takes snapshots holds a shared lock ([`Taking`]) until it is written down who needs them; [`Snapshots::sweep`]
//! holds the lock alone, and only then asks what is needed. So nothing that was taken, or found to be there already, is
//! removed before it is known to be needed. Readers hold no lock: what is needed stays, and is never changed.
//!
//! A kill at any moment leaves at worst blobs and unfinished files that no manifest lists, which the next sweep
//! removes: blobs are on the disk before their manifest gets its name, and lose theirs after it has.

mod blobs;
mod diff;
mod digest;
mod manifest;
mod restore;
mod seen;
mod sweep;
mod take;
mod taking;
mod verify;
mod work;

pub use diff::{Change, Difference, Differences, diff};
pub use digest::{Digest, NoDigest};
pub use manifest::{Blob, Content, Entry, Kind, Manifest, Totals};
pub use restore::Modes;
pub use sweep::{Going, Needed, Swept};
pub use taking::{Described, Taken, Taking};
pub use verify::{FilesOf, Position, Problem, Verified};

use blobs::Blobs;
use files::{Stamp, Watch, unreadable};
use locales::{Message, Result};
use seen::Seen;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{ErrorKind, Seek};
use std::path::{Path, PathBuf};

/// From how many bytes on a file is looked up in the stat cache before it is read alone.
const LARGE: u64 = 8 << 20;

/// A folder with snapshots. All methods but [`Snapshots::taking`], [`Snapshots::describe`], [`Snapshots::sweep`] and
/// [`Snapshots::forget`] leave it as it is.
#[derive(Clone, Debug)]
pub struct Snapshots {
    folder: PathBuf,
}

impl Snapshots {
    /// Those in this folder, which need not be there yet.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.into() }
    }

    /// The ids of all manifests, sorted. [`Snapshots::is_complete`] says whether the contents were kept, too.
    pub fn ids(&self) -> Result<Vec<Digest>> {
        let mut ids: Vec<_> =
            names(&self.manifests())?.iter().filter_map(|name| name.to_str()?.parse().ok()).collect();
        ids.sort_unstable();
        Ok(ids)
    }

    /// Reads a manifest, and makes sure that it is the one that was written.
    ///
    /// # Errors
    /// [`Message::SnapshotMissing`], [`Message::SnapshotDamaged`], [`Message::SnapshotNewer`].
    pub fn manifest(&self, id: &Digest) -> Result<Manifest> {
        Manifest::read(self.manifest_bytes(id)?)
    }

    /// What is at this path of a snapshot. Only its manifest is read, as far as that, which takes a small part of the time of
    /// [`Snapshots::manifest`]. What follows in the manifest is not looked at.
    ///
    /// # Errors
    /// Those of [`Snapshots::manifest`].
    pub fn find(&self, id: &Digest, path: &Path) -> Result<Option<Entry>> {
        manifest::find(&self.manifest_bytes(id)?, path).map_err(|wrong| wrong.message(id).into())
    }

    /// The digest that an open file has in a snapshot. It is not read if the stat cache of `source` knows it. Messages call
    /// it `path`.
    ///
    /// # Errors
    /// It cannot be read, or gets shorter meanwhile; cancelled.
    pub fn digest_of(&self, file: &File, path: &Path, source: &str, watch: &Watch) -> Result<Digest> {
        let stat = rustix::fs::fstat(file).map_err(|e| unreadable(path, e))?;
        let stamp = Stamp::of(&stat);
        // Reading a short one takes less time than loading the cache.
        let seen = (stamp.size >= LARGE).then(|| Seen::load(&self.seen(source)).get(&stamp)).flatten();
        seen.map_or_else(|| work::transfer(file, stamp.size, path, None, watch), Ok)
    }

    /// The bytes of a manifest, which are those that were written.
    fn manifest_bytes(&self, id: &Digest) -> Result<Vec<u8>> {
        let path = self.manifest_path(id);
        let bytes = files::read(&path, manifest::MOST_BYTES).map_err(|e| match e.kind() {
            ErrorKind::NotFound => Message::SnapshotMissing { id: id.to_string() }.into(),
            ErrorKind::InvalidInput | ErrorKind::FileTooLarge => damaged(id),
            _ => unreadable(&path, e),
        })?;
        // Before it is looked at: what it says about itself may be damaged, too.
        if Digest::of(&bytes) != *id {
            return Err(damaged(id));
        }
        Ok(bytes)
    }

    /// Whether a snapshot has its manifest and all contents, by their names and sizes.
    ///
    /// # Errors
    /// Those of [`Snapshots::manifest`], except that a missing one is no error.
    pub fn is_complete(&self, id: &Digest) -> Result<bool> {
        match self.manifest(id) {
            Ok(manifest) => Ok(self.missing(&manifest, 1)?.is_empty()),
            Err(e) if matches!(*e.message, Message::SnapshotMissing { .. }) => Ok(false),
            Err(e) => Err(e),
        }
    }

    /// The first files of a manifest whose contents are not there, at most so many.
    pub fn missing(&self, manifest: &Manifest, most: usize) -> Result<Vec<PathBuf>> {
        Ok(self.missing_blobs(manifest, most)?.into_iter().map(|(path, _)| path).collect())
    }

    /// The same, each with the digest of the blob that is not there.
    pub fn missing_blobs(&self, manifest: &Manifest, most: usize) -> Result<Vec<(PathBuf, Digest)>> {
        let blobs = Blobs::open(&self.blobs())?;
        let lacking = |content: Content| content.blobs.into_iter().find(|blob| !blobs.has(blob));
        let missing = manifest.files().filter_map(|(path, content)| Some((path, lacking(content)?.digest)));
        Ok(missing.take(most).collect())
    }

    /// Opens the content of a file of a snapshot for reading. Whether it is still what it was is not found out here, but by
    /// [`Snapshots::restore`] and [`Snapshots::verify`]. Messages call it `path`.
    ///
    /// # Errors
    /// [`Message::SnapshotFileMissing`]: it was not kept.
    pub fn file(&self, path: &Path, content: &Content) -> Result<File> {
        let blobs = Blobs::open(&self.blobs())?;
        if let [one] = content.blobs[..] {
            return blobs.file(&one)?.ok_or_else(|| not_kept(path));
        }
        let failed = |e| unreadable(path, e);
        let mut whole = tempfile::tempfile().map_err(failed)?;
        for blob in &content.blobs {
            let mut part = blobs.file(blob)?.ok_or_else(|| not_kept(path))?;
            std::io::copy(&mut part, &mut whole).map_err(failed)?;
        }
        whole.rewind().map_err(failed)?;
        Ok(whole)
    }

    /// How many blobs there are, and their bytes together.
    ///
    /// # Errors
    /// They cannot be listed.
    pub fn extent(&self) -> Result<(u64, u64)> {
        let (blobs, _) = listed_blobs(&self.blobs())?;
        let size =
            |blob| self.blobs().join(blobs::name(blob)).symlink_metadata().map_or(0, |about| about.len());
        Ok((blobs.len() as u64, blobs.iter().map(size).sum()))
    }

    /// Where the blob of this digest is, or would be.
    pub fn blob_path(&self, digest: &Digest) -> PathBuf {
        self.blobs().join(blobs::name(digest))
    }

    /// Whether the blob of this digest is there and is what its name says.
    ///
    /// # Errors
    /// Cancelled.
    pub fn is_intact(&self, digest: &Digest, watch: &Watch) -> Result<bool> {
        match work::is_intact(&self.blob_path(digest), digest, watch) {
            Err(e) if matches!(*e.message, Message::FileVanished { .. }) => Ok(false),
            intact => intact,
        }
    }

    /// Removes the stat cache of a source.
    pub fn forget(&self, source: &str) -> Result<()> {
        files::tree::remove(&self.seen(source))
    }

    fn blobs(&self) -> PathBuf {
        self.folder.join("blobs")
    }

    fn manifests(&self) -> PathBuf {
        self.folder.join("manifests")
    }

    fn incoming(&self) -> PathBuf {
        self.folder.join("incoming")
    }

    fn stat_caches(&self) -> PathBuf {
        self.folder.join("seen")
    }

    /// Where what is not what its name says is moved to.
    fn damaged(&self) -> PathBuf {
        self.folder.join("damaged")
    }

    fn lock(&self) -> PathBuf {
        self.folder.join("lock")
    }

    /// Where the manifest of a snapshot is.
    pub fn manifest_path(&self, id: &Digest) -> PathBuf {
        self.manifests().join(id.to_string())
    }

    fn seen(&self, source: &str) -> PathBuf {
        self.stat_caches().join(Digest::of(source.as_bytes()).to_string())
    }
}

/// The digest that the blob of a file would have, wherever the file is.
///
/// # Errors
/// It cannot be read; cancelled.
pub fn digest_of(path: &Path, watch: &Watch) -> Result<Digest> {
    let file = files::beneath::Source::Path(path.into()).open().map_err(|e| unreadable(path, e))?;
    let size = file.metadata().map_err(|e| unreadable(path, e))?.len();
    work::transfer(&file, size, path, None, watch)
}

/// The names in a folder, in no order; none if it is not there.
fn names(folder: &Path) -> Result<Vec<std::ffi::OsString>> {
    let listed = files::beneath::Folder::open(folder).and_then(|opened| opened.names());
    match listed {
        Ok(names) => Ok(names.into_iter().map(|(_, name)| name).collect()),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(e) => Err(unreadable(folder, e)),
    }
}

/// The blobs in `blobs/`, sorted, and the paths of what else is there.
fn listed_blobs(folder: &Path) -> Result<(Vec<Digest>, Vec<PathBuf>)> {
    let (mut blobs, mut strays) = (Vec::new(), Vec::new());
    let mut folders = names(folder)?;
    folders.sort_unstable();
    for first in folders {
        let path = folder.join(&first);
        if first.len() != 2 || !path.is_dir() {
            strays.push(path);
            continue;
        }
        let digest = |rest: &OsStr| format!("{}{}", first.to_str()?, rest.to_str()?).parse().ok();
        for rest in names(&path)? {
            match digest(&rest) {
                Some(digest) => blobs.push(digest),
                None => strays.push(path.join(rest)),
            }
        }
    }
    blobs.sort_unstable();
    Ok((blobs, strays))
}

fn damaged(id: &Digest) -> locales::Failure {
    Message::SnapshotDamaged { id: id.to_string() }.into()
}

fn not_kept(path: &Path) -> locales::Failure {
    Message::SnapshotFileMissing { path: files::shown(path) }.into()
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;
