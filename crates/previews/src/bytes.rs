//! A file's bytes, read by position and never more of them than were asked for.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;

use crate::Unreadable;

/// An open file with the size that it had when it was first looked at. Reading moves no cursor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bytes<'a> {
    file: &'a File,
    size: u64,
}

impl<'a> Bytes<'a> {
    pub(crate) fn of(file: &'a File) -> Result<Self, Unreadable> {
        Ok(Self { file, size: file.metadata()?.len() })
    }

    /// The file itself, for what reads it in a way of its own.
    pub(crate) fn file(self) -> &'a File {
        self.file
    }

    /// Its size in bytes.
    pub(crate) fn size(self) -> u64 {
        self.size
    }

    /// At most `most` bytes from position `at`; fewer only where the file ends.
    pub(crate) fn read(self, at: u64, most: usize) -> Result<Vec<u8>, Unreadable> {
        let mut bytes = Vec::new();
        self.part(at, at.saturating_add(most as u64)).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The `N` bytes at position `at`, if the file has so many.
    pub(crate) fn array<const N: usize>(self, at: u64) -> Result<Option<[u8; N]>, Unreadable> {
        Ok(self.read(at, N)?.try_into().ok())
    }

    /// A part of the file as a stream.
    pub(crate) fn part(self, from: u64, to: u64) -> Part<'a> {
        Part { file: self.file, at: from, end: to.min(self.size) }
    }
}

/// What is left of a part of a file. Its positions are those of the file.
#[derive(Debug)]
pub(crate) struct Part<'a> {
    file: &'a File,
    at: u64,
    end: u64,
}

/// A stream that can leave out a part of what it gives.
pub(crate) trait Skip: Read {
    /// Leaves out so many of the next bytes, or all that there are.
    fn skip(&mut self, count: u64) -> io::Result<()>;
}

impl Skip for Part<'_> {
    fn skip(&mut self, count: u64) -> io::Result<()> {
        self.at = self.at.saturating_add(count);
        Ok(())
    }
}

impl Seek for Part<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.end.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

impl Skip for &[u8] {
    fn skip(&mut self, count: u64) -> io::Result<()> {
        *self = usize::try_from(count).ok().and_then(|count| self.get(count..)).unwrap_or_default();
        Ok(())
    }
}

impl Read for Part<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let most = into.len().min(left);
        // The system refuses positions that no file can have.
        if most == 0 {
            return Ok(0);
        }
        let read = self.file.read_at(into.get_mut(..most).unwrap_or_default(), self.at)?;
        self.at = self.at.saturating_add(read as u64);
        Ok(read)
    }
}

/// Fills `room` as far as there is something to read. What cannot be unpacked counts as the end.
pub(crate) fn fill(from: &mut impl Read, room: &mut [u8]) -> Result<usize, Unreadable> {
    let mut filled = 0;
    while let Some(rest) = room.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match from.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.raw_os_error().is_some() => return Err(error.into()),
            Err(_) => break,
        }
    }
    Ok(filled)
}

/// A place in a stream that moves forward, and reads a limited number of bytes.
pub(crate) struct Forward<S> {
    source: S,
    buffer: Vec<u8>,
    /// How much is read at once, in bytes.
    most: usize,
    used: usize,
    at: u64,
    left: u64,
}

impl<S: Read> Forward<S> {
    /// A place at the beginning of what `source` gives, which is called position `at`; it reads `reach` bytes
    /// altogether, and `most` at once.
    pub(crate) fn new(source: S, at: u64, reach: u64, most: usize) -> Self {
        Self { source, buffer: Vec::new(), most, used: 0, at, left: reach }
    }

    /// The position of the next byte.
    pub(crate) fn at(&self) -> u64 {
        self.at
    }

    /// Whether it can move no further because it may read no more.
    pub(crate) fn is_out(&self) -> bool {
        self.left == 0 && self.is_used()
    }

    /// Whether more must be read for the next byte.
    pub(crate) fn is_used(&self) -> bool {
        self.used >= self.buffer.len()
    }

    /// Lets it move no further than what is read.
    pub(crate) fn stop(&mut self) {
        self.left = 0;
    }

    /// What is read and not passed: nothing only at the end.
    pub(crate) fn rest(&mut self) -> io::Result<&[u8]> {
        if self.is_used() {
            self.buffer.resize(self.most.min(usize::try_from(self.left).unwrap_or(self.most)), 0);
            let read = self.source.read(&mut self.buffer)?;
            self.buffer.truncate(read);
            self.left = self.left.saturating_sub(read as u64);
            self.used = 0;
        }
        Ok(self.buffer.get(self.used..).unwrap_or_default())
    }

    /// Passes bytes of what is read.
    pub(crate) fn pass(&mut self, count: usize) {
        self.used = self.used.saturating_add(count);
        self.at = self.at.saturating_add(count as u64);
    }

    /// Passes a byte.
    pub(crate) fn byte(&mut self) -> io::Result<Option<u8>> {
        let next = self.rest()?.first().copied();
        self.pass(usize::from(next.is_some()));
        Ok(next)
    }
}

impl<S: Skip> Forward<S> {
    /// Passes any number of bytes, without reading them if the source can.
    pub(crate) fn jump(&mut self, count: u64) -> io::Result<()> {
        let read = self.buffer.len().saturating_sub(self.used) as u64;
        if let Some(beyond) = count.checked_sub(read) {
            self.buffer.clear();
            self.source.skip(beyond)?;
        }
        self.used = self.used.saturating_add(usize::try_from(count).unwrap_or(usize::MAX));
        self.at = self.at.saturating_add(count);
        Ok(())
    }

    /// Passes `count` bytes and gives the first `most` of them, if there are so many.
    pub(crate) fn take(&mut self, count: u64, most: usize) -> io::Result<Option<Vec<u8>>> {
        let wanted = usize::try_from(count).unwrap_or(usize::MAX).min(most);
        let mut taken = Vec::new();
        while taken.len() < wanted {
            let rest = self.rest()?;
            let step = rest.len().min(wanted - taken.len());
            taken.extend(rest.iter().take(step));
            if step == 0 {
                return Ok(None);
            }
            self.pass(step);
        }
        self.jump(count - wanted as u64)?;
        Ok(Some(taken))
    }
}
