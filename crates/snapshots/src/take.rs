//! Takes a snapshot: looks at what was scanned, and brings in what is not there yet.

use crate::blobs::{Blobs, Incoming, New};
use crate::manifest::{MOST_ENTRIES, Writer, bounded};
use crate::seen::Seen;
use crate::work::{self, To, data_of, transfer};
use crate::{Blob, Content, Described, Digest, Manifest};
use files::beneath::Folder;
use files::tree::{Entry, Kind, Scan, SkippedFile};
use files::{Stamp, Watch, parallel, shown, space, unreadable};
use locales::{Message, Result};
use rustix::fs::{FileType, Mode, fchmod, fstat, ioctl_ficlone};
use std::collections::HashSet;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::SystemTime;

/// Files up to this size, in bytes, are hashed and written from one buffer.
const SMALL: u64 = 1 << 20;
/// How often a file is read that gets shorter meanwhile.
const TRIES: usize = 5;

/// A snapshot that is being taken.
pub struct Take<'a> {
    scan: &'a Scan,
    watch: &'a Watch,
    seen: Seen,
    /// Where contents are kept; `None`: they are not.
    into: Option<(Blobs, Incoming)>,
    /// The scanned folder, if its files may become blobs themselves.
    shared: Option<Folder>,
    clones: AtomicBool,
    /// What could not be read of a folder in which others work; `None`: nothing may be missing.
    skipped: Option<Mutex<Vec<SkippedFile>>>,
    /// The new blobs so far.
    claimed: Mutex<HashSet<Digest>>,
    added: AtomicU64,
    read: AtomicU64,
}

/// What is known of a file.
struct Found {
    content: Content,
    stamp: Stamp,
    /// Whether the stat cache may remember it.
    is_settled: bool,
    has_changed: bool,
}

impl<'a> Take<'a> {
    pub fn new(scan: &'a Scan, seen: &Path, into: Option<(Blobs, Incoming)>, watch: &'a Watch) -> Self {
        Self {
            scan,
            watch,
            seen: Seen::load(seen),
            clones: AtomicBool::new(into.is_some()),
            into,
            shared: None,
            skipped: None,
            claimed: Mutex::default(),
            added: AtomicU64::new(0),
            read: AtomicU64::new(0),
        }
    }

    /// Where files cannot be cloned, those in this folder, which is the scanned one, become blobs themselves.
    pub fn sharing(self, folder: Folder) -> Self {
        Self { shared: Some(folder), ..self }
    }

    /// Leaves out what has vanished since the scan, and what cannot be read.
    pub fn live(self) -> Self {
        Self { skipped: Some(Mutex::default()), ..self }
    }

    /// Describes what was scanned. Contents are at `blobs` then, if they are kept; how many bytes of them are new is the
    /// second result. `seen` is where the stat cache is.
    pub fn finish(self, seen: &Path, blobs: &Path) -> Result<(Described, u64)> {
        let entries = &self.scan.entries;
        if entries.len() as u64 > MOST_ENTRIES {
            return Err(Message::SnapshotTooLarge { most: MOST_ENTRIES }.into());
        }
        let found: Vec<OnceLock<Found>> = entries.iter().map(|_| OnceLock::new()).collect();
        // Each entry is visited once.
        let set = |i: usize, one| _ = found[i].set(one);
        parallel::each(
            entries.len(),
            || (),
            |(), i| {
                self.watch.cancel.check()?;
                let known = self.present(&entries[i], || self.known(&entries[i]))?;
                known.flatten().into_iter().for_each(|known| set(i, known));
                Ok(())
            },
        )?;
        let is_unread =
            |i: &usize| matches!(entries[*i].kind, Kind::File { .. }) && found[*i].get().is_none();
        let unread: Vec<usize> = (0..entries.len()).filter(is_unread).collect();
        self.require_room(&unread, blobs)?;
        work::each(
            &unread,
            |i| entries[*i].stamp.size,
            || vec![0; SMALL as usize],
            |buffer, i| {
                self.watch.cancel.check()?;
                let brought = self.present(&entries[*i], || self.bring(&entries[*i], buffer))?;
                brought.into_iter().for_each(|found| set(*i, found));
                Ok(())
            },
        )?;
        let found: Vec<_> = found.into_iter().map(OnceLock::into_inner).collect();
        let Self { scan, seen: known, into, added, read, skipped, .. } = self;
        if let Some((_, incoming)) = into {
            incoming.finish(blobs)?;
        }
        let skipped = skipped.map(|skipped| skipped.into_inner().unwrap_or_else(PoisonError::into_inner));
        let described = described(scan, &found, skipped, read.into_inner())?;
        remember(&known, &found, seen);
        Ok((described, added.into_inner()))
    }

    /// What `work` answers about a file; `None`: it is left out.
    fn present<T>(&self, entry: &Entry, work: impl FnOnce() -> Result<T>) -> Result<Option<T>> {
        match (work(), &self.skipped) {
            (Err(e), Some(_)) if matches!(*e.message, Message::FileVanished { .. }) => Ok(None),
            (Err(why), Some(skipped)) if matches!(*why.message, Message::FileUnreadable { .. }) => {
                let path = entry.path.clone();
                skipped.lock().unwrap_or_else(PoisonError::into_inner).push(SkippedFile { path, why });
                Ok(None)
            }
            (done, _) => done.map(Some),
        }
    }

    /// What is known of a file without reading it.
    fn known(&self, entry: &Entry) -> Result<Option<Found>> {
        let Kind::File { size, data } = entry.kind else { return Ok(None) };
        let Some(digest) = self.seen.get(&entry.stamp) else { return Ok(None) };
        if self.into.as_ref().is_some_and(|(blobs, _)| !blobs.has(&Blob { digest, length: size })) {
            return Ok(None);
        }
        let data = if data < size { data_of(&self.open(entry)?.0, size).map(bounded) } else { None };
        self.watch.progress.advance(1, size);
        let content = Content::one(digest, size, data);
        Ok(Some(Found { content, stamp: entry.stamp, is_settled: true, has_changed: false }))
    }

    /// Fails unless there is room for what will be read, or it can be cloned.
    fn require_room(&self, unread: &[usize], place: &Path) -> Result<()> {
        let Some((_, incoming)) = &self.into else { return Ok(()) };
        let first = match &self.skipped {
            None => unread.first().map(|i| self.open(&self.scan.entries[*i])).transpose()?,
            Some(_) => unread.iter().find_map(|i| self.open(&self.scan.entries[*i]).ok()),
        };
        let Some((first, _)) = first else { return Ok(()) };
        if let Some(clone) = self.cloned(&first, incoming)? {
            return incoming.discard(&clone);
        }
        if self.shared.is_some() {
            return Ok(());
        }
        let data = unread.iter().map(|i| match self.scan.entries[*i].kind {
            Kind::File { data, .. } => data.next_multiple_of(4096),
            _ => 0,
        });
        space::require(place, data.sum())
    }

    fn open(&self, entry: &Entry) -> Result<(File, Stamp)> {
        let path = self.scan.root.join(&entry.path);
        let file = self.scan.source(entry).open().map_err(|e| unreadable(&path, e))?;
        let stat = fstat(&file).map_err(|e| unreadable(&path, e))?;
        if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
            return Err(Message::FileSpecial { path: shown(&path) }.into());
        }
        Ok((file, Stamp::of(&stat)))
    }

    fn bring(&self, entry: &Entry, buffer: &mut [u8]) -> Result<Found> {
        let is_shorter = |e: &locales::Failure| matches!(*e.message, Message::FileChanged { .. });
        match self.share(entry, buffer) {
            Ok(Some(found)) => return Ok(found),
            Ok(None) => {}
            Err(e) if is_shorter(&e) => {}
            Err(e) => return Err(e),
        }
        for _ in 1..TRIES {
            match self.read(entry, buffer) {
                Err(e) if is_shorter(&e) => {}
                read => return read,
            }
        }
        self.read(entry, buffer)
    }

    /// Reads a file, and makes it a blob itself, which nobody may write to any more. `None`: that is impossible.
    fn share(&self, entry: &Entry, buffer: &mut [u8]) -> Result<Option<Found>> {
        let (Some(folder), Some((blobs, incoming))) = (&self.shared, &self.into) else { return Ok(None) };
        if self.clones.load(Relaxed) {
            return Ok(None);
        }
        // What a link leads to may be anything, and belong to anybody.
        let Ok(file) = folder.file(&entry.path) else { return Ok(None) };
        let (name, now) = (self.scan.root.join(&entry.path), SystemTime::now());
        let stamp = || fstat(&file).map(|stat| Stamp::of(&stat)).map_err(|e| unreadable(&name, e));
        let before = stamp()?;
        if differs(&before, &entry.stamp) {
            return Ok(None);
        }
        let digest = if before.size <= SMALL {
            let read =
                filled(&file, &mut buffer[..before.size as usize]).map_err(|e| unreadable(&name, e))?;
            self.watch.progress.advance(0, read as u64);
            Digest::of(&buffer[..read])
        } else {
            transfer(&file, before.size, &name, None, self.watch)?
        };
        let blob = Blob { digest, length: before.size };
        if !blobs.has(&blob) {
            let readable = Mode::from_raw_mode(entry.mode & 0o777 & !0o222);
            let Ok(new) = fchmod(&file, readable).and_then(|()| incoming.link(&file)) else {
                return Ok(None);
            };
            if differs(&before, &stamp()?) {
                incoming.discard(&new)?;
                return Ok(None);
            }
            self.keep(&new, &blob, incoming)?;
        }
        self.read.fetch_add(blob.length, Relaxed);
        self.watch.progress.advance(1, 0);
        let (after, has_changed) = (stamp()?, false);
        let data = matches!(entry.kind, Kind::File { size, data } if data < size);
        let data = if data { data_of(&file, before.size).map(bounded) } else { None };
        let content = Content::one(blob.digest, blob.length, data);
        // Its permissions have just been changed. A change of its content also changes a time that was long enough ago.
        let written = Stamp { changed: before.modified, ..before };
        let is_settled = !differs(&before, &after) && written.is_settled(now);
        Ok(Some(Found { content, stamp: after, is_settled, has_changed }))
    }

    /// Reads a file, and keeps what was read.
    fn read(&self, entry: &Entry, buffer: &mut [u8]) -> Result<Found> {
        let name = self.scan.root.join(&entry.path);
        let failed = |e| unreadable(&name, e);
        let now = SystemTime::now();
        let (file, before) = self.open(entry)?;
        // A clone does not change while it is read.
        let clone = match &self.into {
            Some((_, incoming)) => self.cloned(&file, incoming)?,
            None => None,
        };
        let from = clone.as_ref().map_or(&file, |clone| &clone.file);
        let size = if clone.is_some() {
            fstat(from).map_err(|e| failed(e.into()))?.st_size as u64
        } else {
            before.size
        };
        let may_have_holes = matches!(entry.kind, Kind::File { size, data } if data < size);
        let mut data = if may_have_holes { data_of(from, size) } else { None };
        let blob = if size <= SMALL {
            let length = filled(from, &mut buffer[..size as usize]).map_err(failed)?;
            data = data.map(|parts| clipped(parts, length as u64));
            self.keep_small(&buffer[..length], clone, data.as_deref())?
        } else {
            self.keep_large(clone, (&file, size, &name), data.as_deref())?
        };
        self.read.fetch_add(blob.length, Relaxed);
        self.watch.progress.advance(1, 0);
        let after = Stamp::of(&fstat(&file).map_err(|e| failed(e.into()))?);
        Ok(Found {
            content: Content::one(blob.digest, blob.length, data.map(bounded)),
            stamp: before,
            is_settled: before == after && before.is_settled(now),
            has_changed: differs(&before, &after) || differs(&before, &entry.stamp),
        })
    }

    /// A clone of a file, where the file system makes them.
    fn cloned(&self, file: &File, incoming: &Incoming) -> Result<Option<New>> {
        if !self.clones.load(Relaxed) {
            return Ok(None);
        }
        let new = incoming.file()?;
        if ioctl_ficlone(&new.file, file).is_ok() {
            return Ok(Some(new));
        }
        self.clones.store(false, Relaxed);
        incoming.discard(&new)?;
        Ok(None)
    }

    fn keep_small(
        &self,
        bytes: &[u8],
        clone: Option<New>,
        data: Option<&[std::ops::Range<u64>]>,
    ) -> Result<Blob> {
        let blob = Blob { digest: Digest::of(bytes), length: bytes.len() as u64 };
        self.watch.progress.advance(0, blob.length);
        let Some((_, incoming)) = &self.into else { return Ok(blob) };
        if clone.is_none() && self.claims(&blob) {
            let new = incoming.file()?;
            whole(&new, blob.length, data)?.write(bytes, 0)?;
            incoming.ready(&new, blob.digest);
        } else if let Some(clone) = clone {
            self.keep(&clone, &blob, incoming)?;
        }
        Ok(blob)
    }

    fn keep_large(
        &self,
        clone: Option<New>,
        (file, size, name): (&File, u64, &Path),
        data: Option<&[std::ops::Range<u64>]>,
    ) -> Result<Blob> {
        let new = match (&self.into, &clone) {
            (Some((_, incoming)), None) => Some(incoming.file()?),
            _ => None,
        };
        let to = new.as_ref().map(|new| whole(new, size, data)).transpose()?;
        let from = clone.as_ref().map_or(file, |clone| &clone.file);
        let digest = transfer(from, size, name, to, self.watch);
        if let (Some((_, incoming)), Some(new), Err(_)) = (&self.into, &new, &digest) {
            incoming.discard(new)?;
        }
        let blob = Blob { digest: digest?, length: size };
        if let (Some((_, incoming)), Some(new)) = (&self.into, clone.or(new)) {
            self.keep(&new, &blob, incoming)?;
        }
        Ok(blob)
    }

    /// Makes a file that holds it a blob, unless there is one.
    fn keep(&self, new: &New, blob: &Blob, incoming: &Incoming) -> Result<()> {
        if self.claims(blob) {
            incoming.ready(new, blob.digest);
            return Ok(());
        }
        incoming.discard(new)
    }

    /// Whether a blob is not there, and nobody else is making it.
    fn claims(&self, blob: &Blob) -> bool {
        let claims = self.into.as_ref().is_some_and(|(blobs, _)| !blobs.has(blob))
            && self.claimed.lock().unwrap_or_else(PoisonError::into_inner).insert(blob.digest);
        if claims {
            self.added.fetch_add(blob.length, Relaxed);
        }
        claims
    }
}

/// Whether the content of a file may be another one. A link to it, or other permissions, change only the time of the last
/// change of anything.
fn differs(one: &Stamp, other: &Stamp) -> bool {
    Stamp { changed: other.changed, ..*one } != *other
}

/// Where all of a new blob is written.
fn whole<'a>(new: &'a New, size: u64, data: Option<&'a [std::ops::Range<u64>]>) -> Result<To<'a>> {
    if data.is_some() {
        new.file.set_len(size).map_err(|e| files::unwritable(&new.path, e))?;
    }
    Ok(To { file: &new.file, path: &new.path, at: 0, data })
}

/// Reads until the buffer is full or the file ends. Returns how many bytes it was.
fn filled(file: &File, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read_at(&mut buffer[filled..], filled as u64) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(filled)
}

/// The parts of a file with data up to `end`.
fn clipped(parts: Vec<std::ops::Range<u64>>, end: u64) -> Vec<std::ops::Range<u64>> {
    parts.into_iter().map(|part| part.start..part.end.min(end)).filter(|part| !part.is_empty()).collect()
}

/// `skipped`: what was left out, which nothing may be if it is `None`.
fn described(
    scan: &Scan,
    found: &[Option<Found>],
    skipped: Option<Vec<SkippedFile>>,
    read: u64,
) -> Result<Described> {
    let (mut manifest, mut changed) = (Writer::new(), Vec::new());
    for (entry, found) in scan.entries.iter().zip(found) {
        let (path, mode, modified) = (&*entry.path, entry.mode, entry.stamp.modified);
        match (&entry.kind, found) {
            (Kind::Folder, _) => manifest.folder(path, mode, modified),
            (Kind::Link { target }, _) => manifest.link(path, mode, modified, target),
            (Kind::File { .. }, Some(found)) => {
                manifest.file(path, mode, found.stamp.modified, &found.content);
                if found.has_changed {
                    changed.push(entry.path.clone());
                }
            }
            (Kind::File { .. }, None) if skipped.is_some() => {}
            // All of them were read.
            (Kind::File { .. }, None) => return Err(Message::Cancelled.into()),
        }
    }
    let skipped = skipped.unwrap_or_default();
    Ok(Described { manifest: Manifest::read(manifest.finish())?, changed, skipped, read })
}

/// Replaces the stat cache if it would be another one. If that is impossible, files are read again next time.
fn remember(known: &Seen, found: &[Option<Found>], path: &Path) {
    let settled = found.iter().flatten().filter(|found| found.is_settled);
    let now = Seen::of(settled.map(|found| (found.stamp, found.content.digest)).collect());
    if now != *known
        && let Err(error) = now.save(path)
    {
        tracing::debug!(path = %path.display(), %error, "could not save the stat cache");
    }
}
