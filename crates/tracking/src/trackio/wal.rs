//! The log beside a database (`….db-wal`), which has the newest state of pages until they are written into it.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use crate::{Broken, Why};

/// The longest log that is read, in bytes. SQLite's own is begun again after 4 MB, unless a transaction is longer.
const LONGEST: u64 = 64 << 20;
/// The bytes of its header.
pub(super) const HEADER: usize = 32;
/// The bytes before the page in each of its frames.
const FRAME: usize = 24;
/// What a log begins with; the last bit says in which order the bytes of checksums are summed up.
const MAGIC: u32 = 0x377f_0682;
/// The version of its format.
const VERSION: u32 = 3_007_000;

/// Where the newest committed states of pages are in a log.
#[derive(Debug, Default)]
pub(super) struct Wal {
    /// Of the log that was read; all zero if there is none.
    header: [u8; HEADER],
    /// The end of the last transaction, in bytes, and the checksum until there.
    committed: (u64, Sum),
    /// Where a page begins, by its number.
    pages: HashMap<u32, u64>,
}

/// SQLite's checksum of a log.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Sum(u32, u32);

impl Sum {
    /// The checksum of what was summed up, and these bytes.
    fn and(self, bytes: &[u8], is_big_endian: bool) -> Self {
        let word = |word: &[u8; 4]| match is_big_endian {
            true => u32::from_be_bytes(*word),
            false => u32::from_le_bytes(*word),
        };
        let (words, _) = bytes.as_chunks::<4>();
        let (pairs, _) = words.as_chunks::<2>();
        pairs.iter().fold(self, |Self(one, other), [first, second]| {
            let one = one.wrapping_add(word(first)).wrapping_add(other);
            Self(one, other.wrapping_add(word(second)).wrapping_add(one))
        })
    }
}

/// The number that begins at this byte; 0 beyond the end.
fn number(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).copied().map_or(0, u32::from_be_bytes)
}

impl Wal {
    /// Reads the transactions that were committed since the last time to the log of a database with pages of `size`
    /// bytes. Without a log, or with one that was begun again, the earlier ones are forgotten.
    ///
    /// # Errors
    /// It is too long or cannot be read.
    pub(super) fn read_on(&mut self, log: Option<&File>, size: usize) -> Result<(), Broken> {
        let failed = Broken::unreadable(0);
        let length = log.map_or(Ok(0), |log| log.metadata().map(|about| about.len())).map_err(&failed)?;
        let header = header(log).map_err(&failed)?;
        let Some((log, length)) = log.zip(Some(length)).filter(|_| is_begun(&header, size)) else {
            *self = Self::default();
            return Ok(());
        };
        if length > LONGEST {
            return Err(Broken { at: 0, why: Why::TooLong });
        }
        if header != self.header {
            let sum = Sum(number(&header, 24), number(&header, 28));
            *self = Self { header, committed: (HEADER as u64, sum), pages: HashMap::new() };
        }
        let is_big_endian = number(&header, 0) != MAGIC;
        let (mut at, mut sum) = self.committed;
        let (mut frame, mut transaction) = (vec![0; FRAME + size], Vec::new());
        while at + frame.len() as u64 <= length {
            log.read_exact_at(&mut frame, at).map_err(Broken::unreadable(at))?;
            let Some((head, page)) = frame.split_at_checked(FRAME) else { break };
            sum = sum.and(head.get(..8).unwrap_or_default(), is_big_endian).and(page, is_big_endian);
            // What follows is not written yet, or is left of a log before this one.
            if head.get(8..16) != header.get(16..24) || Sum(number(head, 16), number(head, 20)) != sum {
                break;
            }
            transaction.push((number(head, 0), at + FRAME as u64));
            at += frame.len() as u64;
            // The last frame of a transaction says how many pages the database has then.
            if number(head, 4) != 0 {
                self.pages.extend(transaction.drain(..));
                self.committed = (at, sum);
            }
        }
        Ok(())
    }

    /// Where a page begins in the log, if it is in it.
    pub(super) fn page(&self, number: u32) -> Option<u64> {
        self.pages.get(&number).copied()
    }
}

/// What a log begins with; zeros if there is none or it is shorter.
pub(super) fn header(log: Option<&File>) -> io::Result<[u8; HEADER]> {
    let mut header = [0; HEADER];
    match log.map_or(Ok(()), |log| log.read_exact_at(&mut header, 0)) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok([0; HEADER]),
        read => read.map(|()| header),
    }
}

/// Whether this is the header of a log for pages of `size` bytes.
fn is_begun(header: &[u8; HEADER], size: usize) -> bool {
    let magic = number(header, 0);
    let sum = Sum::default().and(header.get(..24).unwrap_or_default(), magic != MAGIC);
    magic & !1 == MAGIC
        && number(header, 4) == VERSION
        && number(header, 8) as usize == size
        && sum == Sum(number(header, 24), number(header, 28))
}
