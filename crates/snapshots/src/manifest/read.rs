//! Reads a manifest. It may be damaged or forged: nothing is taken that could lead out of its folder, and nothing
//! is allocated before it is known that the bytes for it are there.

use super::numbers::{take, take_signed};
use super::write::BEGINNING;
use super::{Blob, Content, Entry, Kind, MOST_PARTS};
use crate::Digest;
use files::Moment;
use files::beneath::LONGEST;
use files::tree::stays_by_its_text;
use locales::Message;
use std::ffi::OsStr;
use std::ops::Range;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// What is wrong with a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is none.
    Damaged,
    /// It begins as one of a later format.
    Newer,
}

impl Wrong {
    /// Says it of the snapshot with this id.
    pub fn message(self, id: &Digest) -> Message {
        match self {
            Self::Damaged => Message::SnapshotDamaged { id: id.to_string() },
            Self::Newer => Message::SnapshotNewer { id: id.to_string() },
        }
    }
}

/// The longest name, in bytes.
const LONGEST_NAME: u64 = 255;

/// Reads one entry after the other.
pub struct Reader<'a> {
    rest: &'a [u8],
    /// The path of the entry before.
    path: Vec<u8>,
    /// Where each name in it ends.
    ends: Vec<usize>,
    /// How many of these are folders: all but the last, and the last one or not.
    folders: usize,
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Result<Self, Wrong> {
        match bytes.strip_prefix(BEGINNING) {
            Some(rest) => Ok(Self { rest, path: Vec::new(), ends: Vec::new(), folders: 0 }),
            None if is_newer(bytes) => Err(Wrong::Newer),
            None => Err(Wrong::Damaged),
        }
    }

    /// The next entry; `None`: that was the last one.
    pub fn next(&mut self) -> Result<Option<Entry>, Wrong> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        self.entry().map(Some).ok_or(Wrong::Damaged)
    }

    fn entry(&mut self) -> Option<Entry> {
        self.name()?;
        self.about()
    }

    /// Goes on to the next entry, as far as its name.
    fn name(&mut self) -> Option<()> {
        let depth = take(&mut self.rest)?;
        let name = self.text(LONGEST_NAME)?;
        self.step(usize::try_from(depth).ok()?, name)
    }

    /// What follows the name of an entry.
    fn about(&mut self) -> Option<Entry> {
        let (kind, modified, mode) = self.head()?;
        let kind = match kind {
            b'd' => Kind::Folder,
            b'f' => Kind::File(self.content()?),
            b'l' => Kind::Link { target: self.target()?.into() },
            _ => return None,
        };
        self.folders = self.ends.len() - usize::from(kind != Kind::Folder);
        let path = Path::new(OsStr::from_bytes(&self.path)).into();
        Some(Entry { path, kind, mode, modified: modified.into() })
    }

    /// The same without making anything of it.
    fn skip(&mut self) -> Option<()> {
        let (kind, ..) = self.head()?;
        match kind {
            b'd' => {}
            b'f' => drop(self.content()?),
            b'l' => drop(self.target()?),
            _ => return None,
        }
        self.folders = self.ends.len() - usize::from(kind != b'd');
        Some(())
    }

    fn head(&mut self) -> Option<(u8, Moment, u32)> {
        let (kind, rest) = self.rest.split_first()?;
        self.rest = rest;
        let mode = u32::try_from(take(&mut self.rest)?).ok().filter(|mode| *mode <= 0o7777)?;
        let seconds = take_signed(&mut self.rest)?;
        let nanoseconds = u32::try_from(take(&mut self.rest)?).ok().filter(|part| *part < 1_000_000_000)?;
        Some((*kind, Moment { seconds, nanoseconds }, mode))
    }

    /// Goes on to the entry `name` in the folder that is the entry before, or one that this is in.
    fn step(&mut self, depth: usize, name: &[u8]) -> Option<()> {
        let is_legal = !matches!(name, b"" | b"." | b"..") && !name.contains(&b'/') && !name.contains(&0);
        if depth > self.folders || !is_legal {
            return None;
        }
        let parent = depth.checked_sub(1).map_or(0, |above| self.ends[above]);
        let start = if depth == 0 { 0 } else { parent + 1 };
        // The one before in the same folder.
        if self.ends.get(depth).is_some_and(|end| name <= &self.path[start..*end]) {
            return None;
        }
        self.ends.truncate(depth);
        self.path.truncate(parent);
        if depth > 0 {
            self.path.push(b'/');
        }
        self.path.extend(name);
        self.ends.push(self.path.len());
        (self.path.len() <= LONGEST).then_some(())
    }

    fn content(&mut self) -> Option<Content> {
        let (size, count) = (take(&mut self.rest)?, take(&mut self.rest)?);
        let digest = self.digest()?;
        let blobs = match count {
            0 => return None,
            1 => vec![Blob { digest, length: size }],
            _ => self.blobs(size, count)?,
        };
        let data = match take(&mut self.rest)? {
            0 => None,
            count => Some(self.data(size, count - 1)?),
        };
        Some(Content { size, digest, data, blobs })
    }

    fn blobs(&mut self, size: u64, count: u64) -> Option<Vec<Blob>> {
        let (mut blobs, mut left) = (Vec::new(), size);
        for _ in 0..count {
            let blob = Blob { digest: self.digest()?, length: take(&mut self.rest)? };
            left = left.checked_sub(blob.length)?;
            blobs.push(blob);
        }
        (left == 0).then_some(blobs)
    }

    fn data(&mut self, size: u64, count: u64) -> Option<Vec<Range<u64>>> {
        if count > MOST_PARTS as u64 {
            return None;
        }
        let (mut parts, mut at) = (Vec::new(), 0_u64);
        for _ in 0..count {
            let start = at.checked_add(take(&mut self.rest)?)?;
            let end = start.checked_add(take(&mut self.rest)?)?;
            if end > size || start == end {
                return None;
            }
            parts.push(start..end);
            at = end;
        }
        Some(parts)
    }

    fn target(&mut self) -> Option<&'a Path> {
        let text = self.text(LONGEST as u64)?;
        let target = Path::new(OsStr::from_bytes(text));
        let folder = Path::new(OsStr::from_bytes(&self.path)).parent()?;
        let is_legal = !text.is_empty() && !text.contains(&0);
        (is_legal && stays_by_its_text(folder, target)).then_some(target)
    }

    fn digest(&mut self) -> Option<Digest> {
        let (digest, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(Digest(*digest))
    }

    fn text(&mut self, longest: u64) -> Option<&'a [u8]> {
        let length = take(&mut self.rest)?;
        if length > longest {
            return None;
        }
        let (text, rest) = self.rest.split_at_checked(length as usize)?;
        self.rest = rest;
        Some(text)
    }
}

/// What is at this path, of the bytes of a manifest.
pub fn find(bytes: &[u8], path: &Path) -> Result<Option<Entry>, Wrong> {
    let (mut reader, sought) = (Reader::new(bytes)?, path.as_os_str().as_bytes());
    while !reader.rest.is_empty() {
        reader.name().ok_or(Wrong::Damaged)?;
        if reader.path == sought {
            return reader.about().map(Some).ok_or(Wrong::Damaged);
        }
        reader.skip().ok_or(Wrong::Damaged)?;
    }
    Ok(None)
}

/// Whether these bytes begin as ours do, with a higher number.
fn is_newer(bytes: &[u8]) -> bool {
    let number =
        bytes.strip_prefix(b"trainyard snapshot ").and_then(|rest| rest.split(|b| *b == b'\n').next());
    let number = number.filter(|digits| digits.len() < 10).and_then(|digits| str::from_utf8(digits).ok());
    number.and_then(|digits| digits.parse().ok()).is_some_and(|number: u32| number > 1)
}
