//! Leave to take snapshots, and what comes of it.

use crate::blobs::{Blobs, Incoming};
use crate::manifest::MOST_BYTES;
use crate::take::Take;
use crate::work::{To, data_of, transfer};
use crate::{Digest, Manifest, Snapshots, work};
use files::beneath::Folder;
use files::tree::{Scan, SkippedFile};
use files::{Lock, Watch, atomic, unreadable, unwritable};
use locales::Result;
use std::fs;
use std::path::{Path, PathBuf};

/// Leave to take snapshots. While it lives, nothing is swept: it is dropped once the ids of what was taken are
/// where the caller of [`Snapshots::sweep`] finds them.
#[derive(Debug)]
pub struct Taking<'a> {
    snapshots: &'a Snapshots,
    _lock: Lock,
}

/// What a folder holds.
#[derive(Debug)]
pub struct Described {
    /// Its manifest.
    pub manifest: Manifest,
    /// Files that changed after the scan, in the order of the manifest, which says what was read of them.
    pub changed: Vec<PathBuf>,
    /// Files that [`Taking::keep_live`] could not read, in no order.
    pub skipped: Vec<SkippedFile>,
    /// How many bytes were read, because the stat cache did not know them.
    pub read: u64,
}

/// A snapshot that was taken.
#[derive(Debug)]
pub struct Taken {
    /// What it holds; [`Manifest::id`] is the snapshot's.
    pub described: Described,
    /// How many bytes of contents were not there before.
    pub added: u64,
}

impl Snapshots {
    /// Begins to take snapshots: waits for a sweep to end, and keeps others from beginning.
    pub fn taking(&self) -> Result<Taking<'_>> {
        let made = |path: PathBuf| fs::create_dir_all(&path).map_err(|e| unwritable(&path, e));
        if !self.blobs().is_dir() || !self.manifests().is_dir() {
            [self.blobs(), self.manifests(), self.incoming(), self.stat_caches()]
                .into_iter()
                .try_for_each(made)?;
            atomic::sync_folder(&self.folder)?;
        }
        made(self.incoming())?;
        made(self.stat_caches())?;
        Ok(Taking { snapshots: self, _lock: Lock::shared(&self.lock())? })
    }

    /// The manifest that a snapshot of this folder would have now. Only the stat cache of `source` is written, if it can
    /// be; see [`Taking::keep`].
    pub fn describe(&self, scan: &Scan, source: &str, watch: &Watch) -> Result<Described> {
        let seen = self.seen(source);
        let (described, _) = Take::new(scan, &seen, None, watch).finish(&seen, &self.blobs())?;
        Ok(described)
    }
}

impl Taking<'_> {
    /// Keeps what was scanned: the contents of its files and the manifest. All of it is synced. Room for it is
    /// required beforehand, unless files can be cloned. The progress goes on by the scan's files and bytes.
    ///
    /// `source` names the folder, such as `datasets/NAME`: what the stat cache says that was read under the same name, and
    /// was not changed since, is not read again. Files are read as the scan reaches them, so after
    /// [`files::tree::scan_beneath`] through no link. One that changed since the scan or while it was read is in
    /// [`Described::changed`], and the manifest says what was read of it, which is also what was kept.
    ///
    /// # Errors
    /// A file that vanished since the scan, or cannot be read; no room; cancelled. There is no manifest then.
    pub fn keep(&self, scan: &Scan, source: &str, watch: &Watch) -> Result<Taken> {
        let taken = self.keep_by(scan, source, watch, |take| take)?;
        self.write(&taken.described.manifest)?;
        Ok(taken)
    }

    /// The same of a folder in which others work: files that vanish meanwhile are left out, and so are those that cannot be
    /// read, which are in [`Described::skipped`]. The manifest is not kept: [`Taking::write`] does that, if this was not
    /// only to have less to do later.
    ///
    /// # Errors
    /// No room; cancelled.
    pub fn keep_live(&self, scan: &Scan, source: &str, watch: &Watch) -> Result<Taken> {
        self.keep_by(scan, source, watch, Take::live)
    }

    fn keep_by<'a>(
        &self,
        scan: &'a Scan,
        source: &str,
        watch: &'a Watch,
        how: impl FnOnce(Take<'a>) -> Take<'a>,
    ) -> Result<Taken> {
        let (seen, blobs) = (self.snapshots.seen(source), self.snapshots.blobs());
        let into = (Blobs::open(&blobs)?, Incoming::begin(&self.snapshots.incoming())?);
        let take = how(Take::new(scan, &seen, Some(into), watch));
        let (described, added) = take.finish(&seen, &blobs)?;
        Ok(Taken { described, added })
    }

    /// The same of a folder that belongs to whoever keeps it: where files cannot be cloned, they are not copied, but become
    /// blobs themselves, and nobody may write to them any more. So the contents are on the disk once, and no room is
    /// required. Files that a link led to are copied.
    ///
    /// What somebody writes to such a file all the same changes a blob, too: that is found out when the blob is used.
    ///
    /// The manifest is not kept: [`Taking::write`] does that, of this one or of [`Manifest::with_modes_of`] an earlier one.
    ///
    /// # Errors
    /// Those of [`Taking::keep`].
    pub fn adopt(&self, scan: &Scan, source: &str, watch: &Watch) -> Result<Taken> {
        let folder = Folder::open(&scan.root).map_err(|e| unreadable(&scan.root, e))?;
        self.keep_by(scan, source, watch, |take| take.sharing(folder))
    }

    /// The same without the contents: only the manifest. It is complete if they are there already.
    ///
    /// # Errors
    /// Those of [`Taking::keep`].
    pub fn record(&self, scan: &Scan, source: &str, watch: &Watch) -> Result<Described> {
        let described = self.snapshots.describe(scan, source, watch)?;
        self.write(&described.manifest)?;
        Ok(described)
    }

    /// Adds a manifest that [`Snapshots::describe`] made or that was read elsewhere, without contents.
    pub fn write(&self, manifest: &Manifest) -> Result<()> {
        let path = self.snapshots.manifest_path(&manifest.id());
        // One that is there may be damaged.
        if files::read(&path, MOST_BYTES).is_ok_and(|found| found == manifest.bytes()) {
            return Ok(());
        }
        atomic::write(&path, manifest.bytes())
    }

    /// Brings back the blob `digest` from a file that has this content: what is in its place is moved to `damaged/`.
    /// Returns whether the file has this content; if not, nothing changes.
    ///
    /// # Errors
    /// The file cannot be read; the blob cannot be written; cancelled.
    pub fn bring_back(&self, digest: &Digest, from: &Path, watch: &Watch) -> Result<bool> {
        let failed = |e| unreadable(from, e);
        let file = files::beneath::Source::Path(from.into()).open().map_err(failed)?;
        let size = file.metadata().map_err(failed)?.len();
        let incoming = Incoming::begin(&self.snapshots.incoming())?;
        let new = incoming.file()?;
        let data = data_of(&file, size);
        if data.is_some() {
            new.file.set_len(size).map_err(|e| unwritable(&new.path, e))?;
        }
        let to = To { file: &new.file, path: &new.path, at: 0, data: data.as_deref() };
        if transfer(&file, size, from, Some(to), watch)? != *digest {
            return Ok(false);
        }
        incoming.ready(&new, *digest);
        self.set_aside(digest)?;
        incoming.finish(&self.snapshots.blobs())?;
        Ok(true)
    }

    /// Moves a blob to `damaged/`, where nothing looks for it, so that the next snapshot of the same content brings it back.
    ///
    /// # Errors
    /// It cannot be moved.
    pub fn set_aside(&self, digest: &Digest) -> Result<()> {
        self.move_to_damaged(&self.snapshots.blobs().join(crate::blobs::name(digest)), digest)
    }

    /// The same of a manifest.
    ///
    /// # Errors
    /// It cannot be moved.
    pub fn set_aside_manifest(&self, id: &Digest) -> Result<()> {
        self.move_to_damaged(&self.snapshots.manifest_path(id), id)
    }

    fn move_to_damaged(&self, from: &Path, name: &Digest) -> Result<()> {
        let folder = self.snapshots.damaged();
        fs::create_dir_all(&folder).map_err(|e| unwritable(&folder, e))?;
        match fs::rename(from, folder.join(name.to_string())) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(unwritable(from, e)),
            _ => Ok(()),
        }
    }

    /// Removes a blob that is not what its name says, so that the next snapshot of the same file brings it back. Returns whether
    /// it was removed.
    pub fn remove_damaged(&self, digest: &Digest) -> Result<bool> {
        let path = self.snapshots.blobs().join(crate::blobs::name(digest));
        if work::is_intact(&path, digest, &Watch::default())? {
            return Ok(false);
        }
        files::tree::remove(&path)?;
        Ok(true)
    }
}
