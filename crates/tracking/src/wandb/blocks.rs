//! The framing of W&B's files: records in the log blocks of LevelDB, of which a record may take several.

use std::fs::File;
use std::os::unix::fs::FileExt;

use crate::found::REACH;
use crate::{Broken, Came, Why};

/// A block's length, in bytes. No piece of a record goes beyond the end of its block.
const BLOCK: u64 = 32 << 10;
/// What is before the data of a piece, in bytes: a checksum, a length and a kind.
const BEFORE: usize = 7;
/// What the file begins with, in the place of a first piece's header: a name, a number, and a version.
const BEGIN: [u8; BEFORE] = *b":W&B\xe1\xbe\0";
/// The longest record that is read, in bytes. A longer one is left out.
const RECORD: usize = 16 << 20;

/// The kinds of pieces.
const FULL: u8 = 1;
const FIRST: u8 = 2;
// 3 is a piece between the first and the last.
const LAST: u8 = 4;

/// The records of a file that grows.
#[derive(Debug)]
pub(super) struct Blocks {
    file: File,
    /// Where the next piece begins.
    at: u64,
    /// What has come of a record that is not whole.
    begun: Option<Vec<u8>>,
    /// How many records or blocks were left out because they are broken or too long.
    pub(super) left_out: u64,
}

/// What is at the beginning of some bytes of a block.
enum Next<'a> {
    Piece {
        kind: u8,
        data: &'a [u8],
    },
    /// Nothing more in this block.
    Nothing,
    /// Nothing that makes sense, so that the rest of the block is lost.
    Broken,
    /// A part of a piece.
    Part,
}

impl Blocks {
    pub(super) fn new(file: File) -> Self {
        Self { file, at: 0, begun: None, left_out: 0 }
    }

    /// Gives each record that is whole by now, until there are no more or it was enough for once.
    pub(super) fn read(&mut self, mut each: impl FnMut(&[u8])) -> Result<Came, Broken> {
        let size = self.file.metadata().map_err(Broken::unreadable(self.at))?.len();
        let end = size.min(self.at.saturating_add(REACH));
        let mut block = vec![0; if self.at < size { BLOCK as usize } else { 0 }];
        while self.at < end {
            let left = BLOCK - self.at % BLOCK;
            let length = self.fill(&mut block, left)?;
            let mut rest = block.get(..length).unwrap_or_default();
            if self.at == 0 {
                let Some((begin, after)) = rest.split_first_chunk() else { return Ok(Came::All) };
                if *begin != BEGIN {
                    return Err(Broken { at: 0, why: Why::Format });
                }
                (rest, self.at) = (after, BEFORE as u64);
            }
            let block_end = self.at + (BLOCK - self.at % BLOCK);
            loop {
                match next(rest, usize::try_from(block_end - self.at).unwrap_or_default()) {
                    Next::Piece { kind, data } => {
                        self.piece(kind, data, &mut each);
                        let length = BEFORE + data.len();
                        rest = rest.get(length..).unwrap_or_default();
                        self.at += length as u64;
                    }
                    Next::Part => return Ok(Came::All),
                    Next::Nothing => break,
                    Next::Broken => {
                        self.begun = None;
                        self.left_out += 1;
                        break;
                    }
                }
            }
            self.at = block_end;
        }
        Ok(if self.at < size { Came::More } else { Came::All })
    }

    /// Fills the buffer with so many bytes from here on, or fewer if there are no more. How many there are.
    fn fill(&self, block: &mut [u8], wanted: u64) -> Result<usize, Broken> {
        let wanted = usize::try_from(wanted).unwrap_or_default();
        let mut length = 0;
        while let Some(room) = block.get_mut(length..wanted)
            && !room.is_empty()
        {
            let at = self.at.saturating_add(length as u64);
            match self.file.read_at(room, at).map_err(Broken::unreadable(at))? {
                0 => break,
                read => length += read,
            }
        }
        Ok(length)
    }

    /// Adds a piece to what has come of a record, and gives the record if it is whole.
    fn piece(&mut self, kind: u8, data: &[u8], each: &mut impl FnMut(&[u8])) {
        match kind {
            FULL => {
                self.left_out += u64::from(self.begun.take().is_some());
                each(data);
            }
            FIRST => {
                self.left_out += u64::from(self.begun.is_some());
                self.begun = Some(data.to_vec());
            }
            // The beginning of the record was lost.
            _ if self.begun.is_none() => {}
            _ => {
                let mut record = self.begun.take().unwrap_or_default();
                if record.len() + data.len() > RECORD {
                    self.left_out += 1;
                    return;
                }
                record.extend_from_slice(data);
                if kind == LAST {
                    each(&record);
                } else {
                    self.begun = Some(record);
                }
            }
        }
    }
}

/// The piece at the beginning of `rest`, from where the block has `left` bytes, of which not all may be there yet.
fn next(rest: &[u8], left: usize) -> Next<'_> {
    // What is too short for a header is filled with zeros.
    if left < BEFORE {
        return Next::Nothing;
    }
    let Some((&[c0, c1, c2, c3, l0, l1, kind], rest)) = rest.split_first_chunk() else { return Next::Part };
    let length = usize::from(u16::from_le_bytes([l0, l1]));
    if !(FULL..=LAST).contains(&kind) || BEFORE + length > left {
        return Next::Broken;
    }
    let Some(data) = rest.get(..length) else { return Next::Part };
    let mut checksum = crc32fast::Hasher::new();
    checksum.update(&[kind]);
    checksum.update(data);
    if checksum.finalize() != u32::from_le_bytes([c0, c1, c2, c3]) {
        return Next::Broken;
    }
    Next::Piece { kind, data }
}
