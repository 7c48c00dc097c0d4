//! Contents of files, moved and hashed on all cores.

use crate::Digest;
use files::{Watch, digest, parallel, shown, unreadable, unwritable};
use locales::{Message, Result};
use std::fs::File;
use std::io::ErrorKind;
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

/// Reads the first `size` bytes of `from`, which messages call `name`, and writes them. Returns their digest: their
/// BLAKE3, unless most of them are a hole ([`sparse`]).
///
/// # Errors
/// What cannot be read or written; [`Message::FileChanged`]: it is shorter; cancelled.
pub fn transfer(from: &File, size: u64, name: &Path, to: Option<To<'_>>, watch: &Watch) -> Result<Digest> {
    if let Some(data) = data_of(from, size).filter(|data| is_sparse(size, data)) {
        return sparse(from, size, &data, name, to, watch);
    }
    let hash = digest::pieces(from, size, name, |piece, offset| {
        watch.cancel.check()?;
        to.map_or(Ok(()), |to| to.write(piece, offset))?;
        watch.progress.advance(0, piece.len() as u64);
        Ok(())
    })?;
    Ok(hash.into())
}

/// From so many bytes in holes on, holes are not read.
const HOLE: u64 = 1 << 30;
/// What is compared with zero at once where they are not read, in bytes.
const BLOCK: u64 = 64 << 10;

/// Whether a file has holes that would take minutes to read: a database that is mapped into memory may have a terabyte of
/// them.
fn is_sparse(size: u64, data: &[Range<u64>]) -> bool {
    let held: u64 = data.iter().map(|part| part.end - part.start).sum();
    size - held >= HOLE && held < size / 2
}

/// The same for a file most of which is a hole. Its digest is that of its size and of all blocks that are not zero, with
/// their numbers, so that it does not depend on how the file system lays them out.
fn sparse(
    from: &File,
    size: u64,
    data: &[Range<u64>],
    name: &Path,
    to: Option<To<'_>>,
    watch: &Watch,
) -> Result<Digest> {
    let mut hasher = blake3::Hasher::new_derive_key("trainyard snapshots: a file with holes, 1");
    hasher.update(&size.to_le_bytes());
    let (mut buffer, mut done) = (vec![0; BLOCK as usize], 0);
    for part in data {
        let first = (part.start / BLOCK).max(done);
        for number in first..part.end.div_ceil(BLOCK) {
            watch.cancel.check()?;
            let at = number * BLOCK;
            let block = &mut buffer[..(size - at).min(BLOCK) as usize];
            from.read_exact_at(block, at).map_err(|e| match e.kind() {
                ErrorKind::UnexpectedEof => Message::FileChanged { path: shown(name) }.into(),
                _ => unreadable(name, e),
            })?;
            if block.iter().any(|byte| *byte != 0) {
                hasher.update(&number.to_le_bytes()).update(block);
                to.map_or(Ok(()), |to| to.write(block, at))?;
            }
            done = number + 1;
        }
    }
    watch.progress.advance(0, size);
    Ok(hasher.finalize().into())
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
        Err(e) => Err(e),
        Ok(found) if found == *expected => Ok(true),
        // It may have lost its holes, in a copy of the store.
        Ok(_) if size >= HOLE && data_of(&file, size).is_none_or(|data| !is_sparse(size, &data)) => {
            Ok(sparse(&file, size, std::slice::from_ref(&(0..size)), path, None, watch)? == *expected)
        }
        Ok(_) => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A run on a database with a terabyte of holes would wait for an hour, or be told that its data has changed because
    /// another disk keeps it in other blocks.
    #[test]
    fn a_file_that_is_mostly_a_hole_has_a_digest_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let made = |name: &str, size: u64, parts: &[(u64, &[u8])]| {
            let file = File::create_new(folder.path().join(name)).unwrap();
            file.set_len(size).unwrap();
            parts.iter().for_each(|(at, bytes)| file.write_all_at(bytes, *at).unwrap());
            let file = File::open(folder.path().join(name)).unwrap();
            transfer(&file, size, Path::new(name), None, &Watch::default()).unwrap()
        };
        const SIZE: u64 = 1 << 40;
        let (first, last): (&[u8], &[u8]) = (b"first", b"last");
        let one = made("one", SIZE, &[(7, first), (SIZE - 4, last)]);
        // Zeros that are written are no other content.
        assert_eq!(made("other", SIZE, &[(0, &[0; 300_000]), (7, first), (SIZE - 4, last)]), one);
        for (name, size, at) in [("longer", SIZE + 1, SIZE - 4), ("moved", SIZE, SIZE - 5)] {
            assert_ne!(made(name, size, &[(7, first), (at, last)]), one, "{name}");
        }
        let intact = |expected| is_intact(&folder.path().join("one"), expected, &Watch::default()).unwrap();
        assert!(intact(&one) && !intact(&Digest::of(b"other")));
        let small = made("small", 3, &[]);
        assert_eq!(small, Digest::of(&[0; 3]));
    }
}
