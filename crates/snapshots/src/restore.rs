//! Makes a folder of a snapshot.

use crate::blobs::Blobs;
use crate::work::{self, To, data_of, transfer};
use crate::{Blob, Content, Entry, Kind, Manifest, Snapshots, not_kept};
use files::beneath::Folder;
use files::tree::{Copied, discard, times};
use files::{Watch, folder_of, shown, space, unwritable};
use locales::{Message, Result};
use rustix::fs::{
    AtFlags, Mode, OFlags, fchmod, futimens, ioctl_ficlone, mkdirat, openat, symlinkat, utimensat,
};
use std::fs::File;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Which permissions [`Snapshots::restore`] gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Modes {
    /// As they were, except that no file runs as its owner or group.
    Exact,
    /// The same, but the owner may always read and write: for working copies.
    Writable,
}

impl Modes {
    fn file(self, mode: u32) -> Mode {
        Mode::from_raw_mode(mode & 0o777 | if self == Self::Writable { 0o600 } else { 0 })
    }

    fn folder(self, mode: u32) -> Mode {
        Mode::from_raw_mode(mode & 0o777 | if self == Self::Writable { 0o700 } else { 0 })
    }
}

/// How many files are looked up at a time: a manifest can list millions.
const BATCH: usize = 4096;

impl Snapshots {
    /// Makes the new folder `to` of a snapshot: clones where the file system can, else copies, never hard links. All
    /// contents are checked on the way. Whatever fails, nothing is left; after a kill, a part is. Nothing is synced:
    /// [`files::atomic::sync_tree`] does it once for all.
    ///
    /// # Errors
    /// `to` exists; [`Message::SnapshotFileMissing`], [`Message::SnapshotFileDamaged`]; no room; cancelled.
    pub fn restore(&self, manifest: &Manifest, to: &Path, modes: Modes, watch: &Watch) -> Result<Copied> {
        let totals = manifest.totals();
        watch.progress.expect(totals.files, totals.bytes);
        std::fs::create_dir(to).map_err(|e| unwritable(to, e))?;
        let restored = self.restore_into(manifest, to, modes, watch);
        if restored.is_err() {
            discard(to);
        }
        restored
    }

    fn restore_into(&self, manifest: &Manifest, to: &Path, modes: Modes, watch: &Watch) -> Result<Copied> {
        let totals = manifest.totals();
        let made = Folder::open(to).map_err(|e| unwritable(to, e))?;
        let blobs = Blobs::open(&self.blobs())?;
        let clones = AtomicBool::new(true);
        let restore = Restore { made: &made, blobs: &blobs, modes, watch, clones };
        restore.require_room(manifest)?;
        let mut batch = Vec::with_capacity(BATCH);
        for entry in manifest.entries() {
            watch.cancel.check()?;
            match entry.kind {
                Kind::File(_) => batch.push(entry),
                _ => restore.folder_or_link(&entry)?,
            }
            if batch.len() == BATCH {
                restore.files(&batch)?;
                batch.clear();
            }
        }
        restore.files(&batch)?;
        restore.close(manifest)?;
        let cloned = restore.clones.into_inner() && totals.files > 0;
        Ok(Copied { files: totals.files, bytes: totals.bytes, data: totals.data, cloned })
    }
}

struct Restore<'a> {
    made: &'a Folder,
    blobs: &'a Blobs,
    modes: Modes,
    watch: &'a Watch,
    clones: AtomicBool,
}

impl Restore<'_> {
    fn failed(&self, below: &Path, error: impl Into<std::io::Error>) -> locales::Failure {
        unwritable(&self.made.path().join(below), error)
    }

    /// Fails unless there is room for everything, or it can be cloned.
    fn require_room(&self, manifest: &Manifest) -> Result<()> {
        let first = manifest.files().find(|(_, content)| content.size > 0);
        let Some((path, content)) = first else { return Ok(()) };
        let blob = content.blobs.first().map(|blob| self.blobs.file(blob)).transpose()?.flatten();
        let blob = blob.ok_or_else(|| not_kept(&path))?;
        let trial = tempfile::tempfile_in(self.made.path()).map_err(|e| self.failed(Path::new(""), e))?;
        if ioctl_ficlone(&trial, &blob).is_ok() {
            return Ok(());
        }
        self.clones.store(false, Relaxed);
        space::require(folder_of(self.made.path()), manifest.totals().needed)
    }

    fn folder_or_link(&self, entry: &Entry) -> Result<()> {
        match &entry.kind {
            // What is in it is made first.
            Kind::Folder => mkdirat(self.made, &entry.path, Mode::RWXU),
            Kind::Link { target } => symlinkat(target, self.made, &entry.path).and_then(|()| {
                utimensat(self.made, &entry.path, &times(entry.modified), AtFlags::SYMLINK_NOFOLLOW)
            }),
            Kind::File(_) => Ok(()),
        }
        .map_err(|e| self.failed(&entry.path, e))
    }

    fn files(&self, files: &[Entry]) -> Result<()> {
        let size = |entry: &Entry| entry.content().map_or(0, |content| content.size);
        work::each(
            files,
            size,
            || (),
            |(), entry| match entry.content() {
                Some(content) => self.file(entry, content),
                None => Ok(()),
            },
        )
    }

    fn file(&self, entry: &Entry, content: &Content) -> Result<()> {
        self.watch.cancel.check()?;
        let (below, path) = (&entry.path, &self.made.path().join(&entry.path));
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        let opened = openat(self.made, below, flags, Mode::RUSR | Mode::WUSR);
        let new = File::from(opened.map_err(|e| unwritable(path, e))?);
        if content.data.is_some() {
            new.set_len(content.size).map_err(|e| unwritable(path, e))?;
        }
        let mut at = 0;
        for blob in &content.blobs {
            let to = To { file: &new, path, at, data: content.data.as_deref() };
            if self.blob(blob, content, below, to)? != blob.digest {
                return Err(Message::SnapshotFileDamaged { path: shown(below) }.into());
            }
            at += blob.length;
        }
        fchmod(&new, self.modes.file(entry.mode)).map_err(|e| unwritable(path, e))?;
        futimens(&new, &times(entry.modified)).map_err(|e| unwritable(path, e))?;
        self.watch.progress.advance(1, 0);
        Ok(())
    }

    /// Writes a blob, which may be all of the file. Returns its digest.
    fn blob(&self, blob: &Blob, content: &Content, below: &Path, to: To<'_>) -> Result<crate::Digest> {
        let kept = self.blobs.file(blob)?.ok_or_else(|| not_kept(below))?;
        if self.clones.load(Relaxed) && is_like(&kept, content) && ioctl_ficlone(to.file, &kept).is_ok() {
            return transfer(to.file, blob.length, to.path, None, self.watch);
        }
        transfer(&kept, blob.length, below, Some(to), self.watch)
    }

    /// Gives folders their times and permissions, from the inside out: what is made in one changes its time, and
    /// its permissions may keep others out.
    fn close(&self, manifest: &Manifest) -> Result<()> {
        let mut open: Vec<Entry> = Vec::new();
        for entry in manifest.entries() {
            while let Some(inner) = open.pop_if(|folder| !entry.path.starts_with(&folder.path)) {
                self.close_folder(&inner)?;
            }
            if entry.kind == Kind::Folder {
                open.push(entry);
            }
        }
        open.iter().rev().try_for_each(|folder| self.close_folder(folder))
    }

    fn close_folder(&self, folder: &Entry) -> Result<()> {
        let failed = |e| self.failed(&folder.path, e);
        let opened = self.made.folder(&folder.path).map_err(|e| self.failed(&folder.path, e))?;
        futimens(&opened, &times(folder.modified)).map_err(failed)?;
        fchmod(&opened, self.modes.folder(folder.mode)).map_err(failed)
    }
}

/// Whether a blob is all of a file and has the same holes: it may have come from one without.
fn is_like(kept: &File, content: &Content) -> bool {
    content.blobs.len() == 1 && (content.data.is_none() || data_of(kept, content.size) == content.data)
}
