//! One large file, read and hashed by several threads.

use crate::folder::{shown, unreadable};
use crate::parallel;
use blake3::Hash;
use blake3::hazmat::{ChainingValue, HasherExt, Mode, merge_subtrees_non_root, merge_subtrees_root};
use locales::{Failure, Message, Result};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::OnceLock;

/// What is read at once, in bytes: a power of two, so that each piece is a subtree of BLAKE3's tree.
const PIECE: u64 = 256 << 10;

/// Reads the first `size` bytes of a file in pieces on all cores, and returns their BLAKE3. `each` is called with every
/// piece and its offset, from several threads and in any order; it may end it. Messages call the file `name`.
///
/// It is read, not mapped: a mapped file that is cut short meanwhile kills the process.
///
/// # Errors
/// What cannot be read; [`Message::FileChanged`]: it is shorter; those of `each`.
pub fn pieces(
    file: &File,
    size: u64,
    name: &Path,
    each: impl Fn(&[u8], u64) -> Result<()> + Sync,
) -> Result<Hash> {
    let read = |buffer: &mut [u8], number: u64| -> Result<usize> {
        let at = number * PIECE;
        let piece = &mut buffer[..(size - at).min(PIECE) as usize];
        file.read_exact_at(piece, at).map_err(|e| match e.kind() {
            io::ErrorKind::UnexpectedEof => Failure::from(Message::FileChanged { path: shown(name) }),
            _ => unreadable(name, e),
        })?;
        each(piece, at)?;
        Ok(piece.len())
    };
    let buffer = || vec![0; size.min(PIECE) as usize];
    if size <= PIECE {
        let mut buffer = buffer();
        read(&mut buffer, 0)?;
        return Ok(blake3::hash(&buffer));
    }
    let subtrees: Vec<OnceLock<ChainingValue>> = (0..size.div_ceil(PIECE)).map(|_| OnceLock::new()).collect();
    parallel::each(subtrees.len(), buffer, |buffer, number| {
        let length = read(buffer, number as u64)?;
        let mut subtree = blake3::Hasher::new();
        subtree.set_input_offset(number as u64 * PIECE).update(&buffer[..length]);
        // Each is visited once.
        let _ = subtrees[number].set(subtree.finalize_non_root());
        Ok(())
    })?;
    let values: Vec<_> = subtrees.into_iter().filter_map(OnceLock::into_inner).collect();
    let (left, right) = values.split_at(left(values.len()));
    Ok(merge_subtrees_root(&merged(left), &merged(right), Mode::Hash))
}

/// How many of these subtrees are left of the root: as many as there can be in a full tree, but not all.
fn left(count: usize) -> usize {
    count.next_power_of_two() / 2
}

fn merged(values: &[ChainingValue]) -> ChainingValue {
    match values {
        [one] => *one,
        _ => {
            let (left, right) = values.split_at(left(values.len()));
            merge_subtrees_non_root(&merged(left), &merged(right), Mode::Hash)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    /// The same large file would have one digest here and another one everywhere else.
    #[test]
    fn the_digest_of_pieces_is_that_of_the_whole() {
        let file = tempfile::tempfile().unwrap();
        let bytes: Vec<u8> = (0..(5 << 20) + 7_u32).map(|at| (at % 251) as u8 ^ (at >> 12) as u8).collect();
        file.write_all_at(&bytes, 0).unwrap();
        let piece = PIECE as usize;
        for size in [0, 1, piece - 1, piece, piece + 1, 2 * piece, 3 * piece, 4 * piece + 1025, bytes.len()] {
            let seen = Mutex::new(vec![0; size]);
            let hash = pieces(&file, size as u64, Path::new("x"), |piece, at| {
                seen.lock().unwrap()[at as usize..][..piece.len()].copy_from_slice(piece);
                Ok(())
            });
            assert_eq!(hash.unwrap(), blake3::hash(&bytes[..size]), "{size}");
            assert!(seen.into_inner().unwrap() == bytes[..size], "{size}");
        }
        let longer = pieces(&file, bytes.len() as u64 + 1, Path::new("x"), |_, _| Ok(())).unwrap_err();
        assert_eq!(*longer.message, Message::FileChanged { path: "x".into() });
    }
}
