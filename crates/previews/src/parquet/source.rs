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
        Ok(BufReader::with_capacity(BUFFER, From { source: self.clone(), at: start }))
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
