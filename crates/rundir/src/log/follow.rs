//! Reads the bytes of a log while it grows.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;

use crate::RunDir;
use crate::open::open;

/// Reads a log as it grows.
#[derive(Debug)]
pub struct LogReader {
    path: PathBuf,
    file: Option<File>,
    offset: u64,
}

impl LogReader {
    /// Reads the log of `run` from byte `offset` on. The log need not exist yet.
    pub fn new(run: &RunDir, offset: u64) -> Self {
        Self { path: run.log(), file: None, offset }
    }

    /// Reads the next bytes into `buffer`, and returns how many; 0 if there are no more yet.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.file.is_none() {
            let mut file = match open(&self.path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
                other => other?,
            };
            file.seek(SeekFrom::Start(self.offset))?;
            self.file = Some(file);
        }
        let length = self.file.as_mut().map_or(Ok(0), |file| file.read(buffer))?;
        self.offset += length as u64;
        Ok(length)
    }
}
