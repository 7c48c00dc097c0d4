//! A file as the crate `parquet` wants to read it, with a limit to what it may read at once.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

/// The most bytes of a part that is read as a whole: the description of the file, or a page of a column.
const PART: usize = 16 << 20;
/// The largest page of a column once it is unpacked, in bytes.
const PAGE: u64 = 32 << 20;
/// How many bytes at most say how large a page is: two marks of a byte each, and two numbers.
const CLAIM: usize = 12;
/// How much is read at once of what is read as a stream, in bytes.
const BUFFER: usize = 4 << 10;

/// An open file. Reading moves no cursor.
#[derive(Clone)]
pub(super) struct Source {
    file: Arc<File>,
    size: u64,
}

/// Says that a part is longer than what is read.
#[derive(Debug)]
pub(super) struct TooLong;

impl std::fmt::Display for TooLong {
    fn fmt(&self, into: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        into.write_str("too long")
    }
}

impl std::error::Error for TooLong {}

impl Source {
    pub(super) fn of(file: &File) -> io::Result<Self> {
        let size = file.metadata()?.len();
        Ok(Self { file: Arc::new(file.try_clone()?), size })
    }
}

impl Length for Source {
    fn len(&self) -> u64 {
        self.size
    }
}

impl ChunkReader for Source {
    type T = BufReader<From>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        let from = || From { source: self.clone(), at: start };
        let mut begin = Vec::new();
        from().take(CLAIM as u64).read_to_end(&mut begin)?;
        // The crate makes room for a page before it looks at what is in it.
        if claimed(&begin).is_some_and(|size| size > PAGE) {
            return Err(ParquetError::External(Box::new(TooLong)));
        }
        Ok(BufReader::with_capacity(BUFFER, from()))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        if length > PART {
            return Err(ParquetError::External(Box::new(TooLong)));
        }
        let mut bytes = Vec::new();
        From { source: self.clone(), at: start }.take(length as u64).read_to_end(&mut bytes)?;
        if bytes.len() < length {
            return Err(ParquetError::EOF(String::new()));
        }
        Ok(bytes.into())
    }
}

/// How large a page says that it is unpacked, if these bytes begin its header: its first two fields are its kind and
/// this size, as numbers of 32 bits in Thrift's compact protocol.
fn claimed(bytes: &[u8]) -> Option<u64> {
    let (_, bytes) = number(bytes.strip_prefix(&[0x15])?)?;
    let (zigzag, _) = number(bytes.strip_prefix(&[0x15])?)?;
    // A negative size is refused by the crate.
    (zigzag & 1 == 0).then_some(zigzag >> 1)
}

/// A number of seven bits in each byte, the lowest first, and what is after it.
fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0;
    for (at, byte) in bytes.iter().take(5).enumerate() {
        number |= u64::from(byte & 0x7f) << (at * 7);
        if byte & 0x80 == 0 {
            return Some((number, bytes.get(at + 1..)?));
        }
    }
    None
}

/// The file from a position.
pub(super) struct From {
    source: Source,
    at: u64,
}

impl Read for From {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.source.file.read_at(into, self.at)?;
        self.at = self.at.saturating_add(read as u64);
        Ok(read)
    }
}
