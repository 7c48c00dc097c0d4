//! Files with holes: what was never written takes no room, and neither does a copy of it.

use crate::folder::{shown, unreadable, unwritable};
use locales::{Message, Result};
use rustix::fs::{SeekFrom, copy_file_range, fstat, seek};
use rustix::io::Errno;
use std::fs::File;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// Between two looks at whether to go on, in bytes.
const STEP: u64 = 8 << 20;
/// What is read at once where the system cannot copy by itself, in bytes.
const BUFFER: usize = 256 << 10;

/// How many of the `size` bytes of an open file hold data. A file system that knows of no holes
/// says that all do; so does one that cannot be asked.
pub fn data(file: &File, size: u64) -> u64 {
    let parts = parts(file, size).map(|part| part.map(|part| part.end - part.start));
    parts.sum::<rustix::io::Result<u64>>().unwrap_or(size)
}

/// The parts of a file of `size` bytes that hold data, in their order; between them are holes.
pub fn parts(file: &File, size: u64) -> impl Iterator<Item = rustix::io::Result<Range<u64>>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= size {
            return None;
        }
        let start = match seek(file, SeekFrom::Data(at)) {
            Ok(start) if start < size => start,
            // Nothing but a hole follows.
            Ok(_) | Err(Errno::NXIO) => return None,
            Err(Errno::INVAL) => at,
            Err(error) => {
                at = size;
                return Some(Err(error));
            }
        };
        at = seek(file, SeekFrom::Hole(start)).map_or(size, |end| end.min(size));
        Some(Ok(start..at))
    })
}

/// A file to copy and the empty one that becomes its copy.
pub struct FileCopy<'a> {
    pub source: &'a File,
    pub from: &'a Path,
    pub new: &'a File,
    pub to: &'a Path,
}

impl FileCopy<'_> {
    /// Copies a file of `size` bytes, its holes as holes. `passed` is called every few bytes, and may
    /// end it.
    ///
    /// # Errors
    /// What cannot be read or written; the file has another size, also at the end; those of `passed`.
    pub fn make(&self, size: u64, mut passed: impl FnMut(u64) -> Result<()>) -> Result<()> {
        self.new.set_len(size).map_err(|e| unwritable(self.to, e))?;
        let mut at = 0;
        for part in parts(self.source, size) {
            let part = part.map_err(|e| unreadable(self.from, e))?;
            passed(part.start - at)?;
            at = part.end;
            self.part(part, &mut passed)?;
        }
        passed(size - at)?;
        self.expect_size(size)
    }

    fn part(&self, part: Range<u64>, passed: &mut impl FnMut(u64) -> Result<()>) -> Result<()> {
        let (mut at, mut buffer) = (part.start, Vec::new());
        while at < part.end {
            let step = (part.end - at).min(STEP) as usize;
            let copied = if buffer.is_empty() {
                let (mut from, mut to) = (at, at);
                match copy_file_range(self.source, Some(&mut from), self.new, Some(&mut to), step) {
                    // Between file systems, or one that cannot.
                    Err(Errno::XDEV | Errno::INVAL | Errno::OPNOTSUPP | Errno::NOSYS) => {
                        buffer = vec![0; BUFFER];
                        continue;
                    }
                    Err(Errno::INTR) => continue,
                    copied => copied.map_err(|e| unwritable(self.to, e))?,
                }
            } else {
                let piece = &mut buffer[..step.min(BUFFER)];
                let read = match self.source.read_at(piece, at) {
                    Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
                    read => read.map_err(|e| unreadable(self.from, e))?,
                };
                self.new.write_all_at(&piece[..read], at).map_err(|e| unwritable(self.to, e))?;
                read
            };
            if copied == 0 {
                return Err(self.changed());
            }
            at += copied as u64;
            passed(copied as u64)?;
        }
        Ok(())
    }

    /// Fails unless the file has this size now.
    pub fn expect_size(&self, size: u64) -> Result<()> {
        let found = fstat(self.source).map_err(|e| unreadable(self.from, e))?;
        if found.st_size as u64 == size { Ok(()) } else { Err(self.changed()) }
    }

    pub fn changed(&self) -> locales::Failure {
        Message::FileChanged { path: shown(self.from) }.into()
    }
}
