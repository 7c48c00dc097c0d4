//! Contents of files, moved and hashed on all cores.

use crate::Digest;
use files::{Watch, digest, parallel, unreadable, unwritable};
use locales::{Message, Result};
use std::fs::File;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// From this size on, in bytes, all cores read one file, one file after the other; below it, each reads one.
const LARGE: u64 = 16 << 20;

/// Calls `work` with all `items`, each thread with a state of its own. `size` says how many bytes an item has.
pub fn each<T: Sync, S>(
    items: &[T],
    size: impl Fn(&T) -> u64,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &T) -> Result<()> + Sync,
) -> Result<()> {
    let (large, small): (Vec<&T>, Vec<&T>) = items.iter().partition(|item| size(item) >= LARGE);
    if !large.is_empty() {
        let mut state = state();
        large.iter().try_for_each(|item| work(&mut state, item))?;
    }
    parallel::each(small.len(), state, |state, i| work(state, small[i]))
}

/// Where bytes are written.
#[derive(Clone, Copy)]
pub struct To<'a> {
    /// An empty file, or one that so far ends at `at`.
    pub file: &'a File,
    /// To name it by.
    pub path: &'a Path,
    /// The offset of the first byte.
    pub at: u64,
    /// Which parts of the file hold data, if it has holes.
    pub data: Option<&'a [Range<u64>]>,
}

impl To<'_> {
    /// Writes a piece of the bytes. What should be a hole but is none is written, too.
    pub fn write(&self, piece: &[u8], offset: u64) -> Result<()> {
        let at = self.at + offset;
        let failed = |e| unwritable(self.path, e);
        let Some(data) = self.data else { return self.file.write_all_at(piece, at).map_err(failed) };
        let (end, mut done) = (at + piece.len() as u64, at);
        let bytes = |part: Range<u64>| &piece[(part.start - at) as usize..(part.end - at) as usize];
        let gap = |part: Range<u64>| match bytes(part.clone()) {
            zeros if zeros.iter().all(|byte| *byte == 0) => Ok(()),
            other => self.file.write_all_at(other, part.start),
        };
        for part in &data[data.partition_point(|part| part.end <= at)..] {
            let part = part.start.max(at)..part.end.min(end);
            if part.is_empty() {
                break;
            }
            gap(done..part.start).map_err(failed)?;
            self.file.write_all_at(bytes(part.clone()), part.start).map_err(failed)?;
            done = part.end;
        }
        gap(done..end).map_err(failed)
    }
}

/// Reads the first `size` bytes of `from`, which messages call `name`, and writes them. Returns their digest.
///
/// # Errors
/// What cannot be read or written; [`Message::FileChanged`]: it is shorter; cancelled.
pub fn transfer(from: &File, size: u64, name: &Path, to: Option<To<'_>>, watch: &Watch) -> Result<Digest> {
    let hash = digest::pieces(from, size, name, |piece, offset| {
        watch.cancel.check()?;
        to.map_or(Ok(()), |to| to.write(piece, offset))?;
        watch.progress.advance(0, piece.len() as u64);
        Ok(())
    })?;
    Ok(hash.into())
}

/// The parts of an open file of `size` bytes that hold data.
pub fn data_of(file: &File, size: u64) -> Option<Vec<Range<u64>>> {
    // One that cannot be asked has no holes.
    let parts = files::tree::parts(file, size).collect::<Result<Vec<_>, _>>().ok()?;
    let is_dense = matches!(&parts[..], [all] if *all == (0..size));
    (!is_dense).then_some(parts)
}

/// Whether the file at `path` has this digest.
pub fn is_intact(path: &Path, expected: &Digest, watch: &Watch) -> Result<bool> {
    let file = files::beneath::Source::Path(path.into()).open().map_err(|e| unreadable(path, e))?;
    let size = file.metadata().map_err(|e| unreadable(path, e))?.len();
    match transfer(&file, size, path, None, watch) {
        // A disk that cannot read it any more; a file that somebody writes to.
        Err(e) if matches!(*e.message, Message::FileUnreadable { .. } | Message::FileChanged { .. }) => {
            Ok(false)
        }
        found => Ok(found? == *expected),
    }
}
