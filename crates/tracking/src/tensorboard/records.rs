//! The framing of event files: records with a length and two checksums (TFRecord).

use std::fs::File;
use std::os::unix::fs::FileExt;

use crate::found::REACH;
use crate::{Broken, Came, Why};

/// What is before the data of a record and after it, in bytes: a length, its checksum; the checksum of the data.
const BEFORE: usize = 12;
const AFTER: usize = 4;
/// The longest record that is read, in bytes. A longer one is passed.
const RECORD: u64 = 32 << 20;
/// How much is read at once, in bytes, if no record is longer.
const CHUNK: usize = 256 << 10;

/// The records of a file that grows.
#[derive(Debug)]
pub(super) struct Records {
    file: File,
    /// Where the next record begins.
    at: u64,
    /// How many records were passed because they are too long.
    pub(super) passed: u64,
}

/// A record.
pub(super) struct Record<'a> {
    /// Where its data begins in the file.
    pub(super) at: u64,
    pub(super) data: &'a [u8],
    checksum: u32,
}

/// What is at the beginning of some bytes.
enum Next<'a> {
    Record(Record<'a>),
    /// A part of a record that has so many bytes altogether, or more.
    Part(u64),
}

impl Records {
    pub(super) fn new(file: File) -> Self {
        Self { file, at: 0, passed: 0 }
    }

    /// Gives each record that is whole by now, until `each` says that the file is broken.
    pub(super) fn read(
        &mut self,
        mut each: impl FnMut(Record<'_>) -> Result<(), Broken>,
    ) -> Result<Came, Broken> {
        let size = self.file.metadata().map_err(Broken::unreadable(self.at))?.len();
        let end = size.min(self.at.saturating_add(REACH));
        let mut buffer = Vec::new();
        let mut wanted = CHUNK as u64;
        while self.at < end {
            let window = self.window(&mut buffer, wanted.min(size - self.at))?;
            let mut used = 0;
            let needed = loop {
                match next(window.get(used..).unwrap_or_default(), self.at + used as u64)? {
                    Next::Record(record) => {
                        used += BEFORE + record.data.len() + AFTER;
                        each(record)?;
                    }
                    Next::Part(length) => break length,
                }
            };
            self.at += used as u64;
            wanted = needed.max(CHUNK as u64);
            if needed > RECORD {
                self.at = self.at.saturating_add(needed);
                self.passed += 1;
                wanted = CHUNK as u64;
            } else if needed > size.saturating_sub(self.at) {
                return Ok(Came::All);
            }
        }
        Ok(if self.at < size { Came::More } else { Came::All })
    }

    /// So many bytes of the file from here on, or fewer if there are no more.
    fn window<'a>(&self, buffer: &'a mut Vec<u8>, wanted: u64) -> Result<&'a [u8], Broken> {
        let wanted = usize::try_from(wanted).unwrap_or(CHUNK);
        if buffer.len() < wanted {
            buffer.resize(wanted, 0);
        }
        let mut length = 0;
        while let Some(room) = buffer.get_mut(length..wanted)
            && !room.is_empty()
        {
            let at = self.at.saturating_add(length as u64);
            match self.file.read_at(room, at).map_err(Broken::unreadable(at))? {
                0 => break,
                read => length += read,
            }
        }
        Ok(buffer.get(..length).unwrap_or_default())
    }
}

/// The record at the beginning of `window`, which begins at position `at` of the file.
fn next(window: &[u8], at: u64) -> Result<Next<'_>, Broken> {
    let Some((&length_bytes, rest)) = window.split_first_chunk::<8>() else {
        return Ok(Next::Part(BEFORE as u64));
    };
    let Some((&checksum, rest)) = rest.split_first_chunk::<4>() else { return Ok(Next::Part(BEFORE as u64)) };
    if masked_crc32c(&length_bytes) != u32::from_le_bytes(checksum) {
        return Err(Broken { at, why: Why::Checksum });
    }
    let length = u64::from_le_bytes(length_bytes);
    let found = usize::try_from(length).ok().and_then(|length| {
        let (data, rest) = rest.split_at_checked(length)?;
        Some((data, rest.first_chunk::<4>()?))
    });
    Ok(match found {
        Some((data, &checksum)) => {
            Next::Record(Record { at: at + BEFORE as u64, data, checksum: u32::from_le_bytes(checksum) })
        }
        None => Next::Part(length.saturating_add((BEFORE + AFTER) as u64)),
    })
}

impl Record<'_> {
    /// Whether the data is what was written.
    pub(super) fn is_intact(&self) -> bool {
        masked_crc32c(self.data) == self.checksum
    }
}

/// The checksum of some bytes as TFRecord masks it. A table is enough: it is made of eight bytes of each record, and of
/// the others only when something is wrong.
pub(super) fn masked_crc32c(bytes: &[u8]) -> u32 {
    let crc = !bytes.iter().fold(!0_u32, |crc, byte| {
        let at = (crc as u8 ^ byte) as usize;
        (crc >> 8) ^ TABLE.get(at).copied().unwrap_or_default()
    });
    crc.rotate_right(15).wrapping_add(0xa282_ead8)
}

static TABLE: [u32; 256] = table();

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut at = 0;
    while at < table.len() {
        let mut crc = at as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = (crc >> 1) ^ if crc & 1 == 1 { 0x82f6_3b78 } else { 0 };
            bit += 1;
        }
        table[at] = crc;
        at += 1;
    }
    table
}
