//! One block of a file, compressed apart from the others.
//!
//! Large files are cut into blocks that are compressed at the same time (as pigz does): each with
//! the 32 KiB before it as dictionary, so that next to nothing is lost at the seams, and each but
//! the last ended by a sync flush, so that their concatenation is one deflate stream.

use super::contents::Item;
use crate::folder::{shown, unreadable};
use flate2::{Compress, CompressError, Compression, FlushCompress, Status};
use locales::{Failure, Message, Result};
use std::io;
use std::os::unix::fs::FileExt;

/// The bytes of a file in one block. More would only need more memory.
pub const BLOCK: u64 = 1 << 20;
/// How far back deflate looks.
const WINDOW: u64 = 32 << 10;

/// Measured with zlib-rs on 100 MB of Python, CSV and float32 weights, beside Info-ZIP's level 6:
/// level 6 is 2 % larger on text (up to 5 % on CSV), level 7 is 2 % smaller, and 0.4 % smaller with
/// the weights, at nearly the speed of 6; 8 takes twice the time for another 1 %. zlib-rs because
/// it is plain Rust; libdeflate, which is faster on whole files, can neither be given a dictionary
/// nor flush, so it could not share one large file between cores.
const LEVEL: u32 = 7;
/// No block gets shorter than this part of it. A zip that unpacks to more than 200 times its size is
/// taken for a zip bomb (contract §1), here and elsewhere: a model of zeros, or a log that says one
/// thing again and again, must not be.
const SHORTEST: usize = 128;

/// A part of an item: the bytes from `start`, `length` of them.
#[derive(Clone, Copy)]
pub struct Part {
    pub item: usize,
    pub start: u64,
    pub length: u64,
}

/// A part as it goes into the zip.
pub struct Block {
    pub part: Part,
    pub crc: crc32fast::Hasher,
    /// Deflated; or as it is, if it is a whole file that deflating does not make shorter.
    pub data: Vec<u8>,
    pub stored: bool,
}

/// A worker's memory, used again for each block.
#[derive(Default)]
pub struct Deflater {
    buffer: Vec<u8>,
}

impl Deflater {
    /// Reads and compresses a part of `item`.
    pub fn block(&mut self, item: &Item, part: Part) -> Result<Block> {
        let before = part.start.min(WINDOW);
        let last = part.start + part.length == item.size;
        read(item, part.start - before, before + part.length, last, &mut self.buffer)?;
        let (dictionary, bytes) = self.buffer.split_at(before as usize);
        let mut crc = crc32fast::Hasher::new();
        crc.update(bytes);
        let flush = if last { FlushCompress::Finish } else { FlushCompress::Sync };
        let failed = |e| Failure::because(Message::FileUnreadable { path: shown(&item.source.path()) }, e);
        let mut data = deflate(dictionary, bytes, flush).map_err(failed)?;
        if data.len() < bytes.len() / SHORTEST {
            let (plain, rest) = bytes.split_at(bytes.len() / SHORTEST);
            let before = &self.buffer[..dictionary.len() + plain.len()];
            let dictionary = &before[before.len().saturating_sub(WINDOW as usize)..];
            data = as_stored(plain);
            data.extend(deflate(dictionary, rest, flush).map_err(failed)?);
        }
        let stored = part.start == 0 && last && data.len() >= bytes.len();
        if stored {
            data.clear();
            data.extend_from_slice(bytes);
        }
        Ok(Block { part, crc, data, stored })
    }
}

/// Bytes that are not compressed, at most 64 KiB, as a part of a deflate stream (RFC 1951, 3.2.4).
fn as_stored(bytes: &[u8]) -> Vec<u8> {
    let length = bytes.len() as u16;
    let mut data = vec![0];
    data.extend(length.to_le_bytes());
    data.extend((!length).to_le_bytes());
    data.extend(bytes);
    data
}

fn deflate(dictionary: &[u8], bytes: &[u8], flush: FlushCompress) -> Result<Vec<u8>, CompressError> {
    // A new one each time: one that is reset looks at what the block before left in its window
    // (zlib-rs hashes a byte beyond the end of a dictionary), and then the zip's bytes depend on
    // which thread happened to compress what.
    let mut compress = Compress::new(Compression::new(LEVEL), false);
    if !dictionary.is_empty() {
        compress.set_dictionary(dictionary)?;
    }
    let mut data = Vec::with_capacity(bytes.len() + bytes.len() / 1000 + 64);
    loop {
        let taken = compress.total_in() as usize;
        let status = compress.compress_vec(&bytes[taken..], &mut data, flush)?;
        let done = match flush {
            FlushCompress::Finish => status == Status::StreamEnd,
            // A flush is complete only if it left some of the room it was given.
            _ => compress.total_in() as usize == bytes.len() && data.len() < data.capacity(),
        };
        if done {
            return Ok(data);
        }
        data.reserve(bytes.len() / 2 + 64);
    }
}

/// Fills `buffer` with `length` bytes of the item from `start`. Fails if the file is not as long
/// any more as it was, also if it is longer.
fn read(item: &Item, start: u64, length: u64, to_the_end: bool, buffer: &mut Vec<u8>) -> Result<()> {
    let failed = |e: io::Error| unreadable(&item.source.path(), e);
    let file = item.source.open().map_err(failed)?;
    // One more than there should be, to see that there is not.
    let wanted = (length + u64::from(to_the_end)) as usize;
    buffer.resize(wanted, 0);
    let mut filled = 0;
    while filled < wanted {
        match file.read_at(&mut buffer[filled..], start + filled as u64) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(failed(e)),
        }
    }
    buffer.truncate(filled);
    if filled as u64 != length {
        return Err(changed(item));
    }
    Ok(())
}

/// The item as it is, for an entry that is stored: `each` is given it block by block.
pub fn as_it_is(item: &Item, mut each: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
    let mut buffer = Vec::new();
    let mut start = 0;
    while start < item.size {
        let length = BLOCK.min(item.size - start);
        read(item, start, length, start + length == item.size, &mut buffer)?;
        each(&buffer)?;
        start += length;
    }
    Ok(())
}

/// The failure of a file that is not what it was a moment ago.
pub fn changed(item: &Item) -> Failure {
    Message::FileChanged { path: shown(&item.source.path()) }.into()
}
