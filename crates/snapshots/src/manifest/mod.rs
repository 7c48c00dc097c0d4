//! The list of what is in a snapshot.

mod numbers;
mod read;
mod write;

use crate::Digest;
use files::digest::TreeHasher;
use locales::Result;
use read::{Reader, Wrong};
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

pub(crate) use read::find;
pub(crate) use write::{Writer, bounded};

/// The longest manifest that is read, in bytes.
pub(crate) const MOST_BYTES: u64 = 4 << 30;
/// How many folders, files and links a manifest may list.
pub(crate) const MOST_ENTRIES: u64 = 10_000_000;
/// How many data ranges are listed of a file with holes. If it has more, the last one extends to the end of its data.
const MOST_PARTS: usize = 1 << 16;

/// The list of what is in a snapshot. It takes the memory of its bytes, however it was forged.
#[derive(Clone, PartialEq, Eq)]
pub struct Manifest {
    id: Digest,
    content: Digest,
    totals: Totals,
    bytes: Vec<u8>,
}

/// How much is in a snapshot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Regular files.
    pub files: u64,
    /// Their sizes together, in bytes.
    pub bytes: u64,
    /// How many of these bytes hold data, the others being holes.
    pub data: u64,
    /// The room that a copy takes, in bytes.
    pub needed: u64,
}

/// Something in a snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Relative to the folder. Any legal name, but never out of the folder nor below a link.
    pub path: PathBuf,
    /// What it is.
    pub kind: Kind,
    /// The permission bits, as in `chmod`.
    pub mode: u32,
    /// When it was last changed.
    pub modified: SystemTime,
}

/// What an [`Entry`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A folder.
    Folder,
    /// A regular file.
    File(Content),
    /// A symbolic link.
    Link {
        /// Always relative, to the folder that the link is in, and never out of the snapshot.
        target: PathBuf,
    },
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// In bytes.
    pub size: u64,
    /// The digest of all of them.
    pub digest: Digest,
    /// The parts that hold data, if it has holes.
    pub data: Option<Vec<Range<u64>>>,
    /// What it is kept as, in this order: one blob so far.
    pub blobs: Vec<Blob>,
}

/// A part of a file's bytes that is kept under its digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blob {
    /// The digest of its bytes.
    pub digest: Digest,
    /// In bytes.
    pub length: u64,
}

impl Entry {
    /// What it holds, if it is a file.
    pub fn content(&self) -> Option<&Content> {
        match &self.kind {
            Kind::File(content) => Some(content),
            _ => None,
        }
    }

    /// Whether it is a folder.
    pub fn is_folder(&self) -> bool {
        matches!(self.kind, Kind::Folder)
    }
}

impl Content {
    /// A file that is one blob.
    pub(crate) fn one(digest: Digest, size: u64, data: Option<Vec<Range<u64>>>) -> Self {
        Self { size, digest, data, blobs: vec![Blob { digest, length: size }] }
    }

    /// How many of its bytes hold data.
    pub fn data_bytes(&self) -> u64 {
        let parts = self.data.as_ref().map(|parts| parts.iter().map(|part| part.end - part.start).sum());
        parts.unwrap_or(self.size)
    }
}

/// The room that even a short file takes on the file systems in use.
const BLOCK: u64 = 4096;

impl Manifest {
    /// Reads the bytes of a manifest, which anybody may have forged.
    ///
    /// # Errors
    /// [`locales::Message::SnapshotDamaged`], [`locales::Message::SnapshotNewer`].
    pub fn read(bytes: Vec<u8>) -> Result<Self> {
        let id = Digest::of(&bytes);
        let failed = |wrong: Wrong| wrong.message(&id);
        if bytes.len() as u64 > MOST_BYTES {
            return Err(failed(Wrong::Damaged).into());
        }
        let (mut content, mut totals, mut entries) = (TreeHasher::default(), Totals::default(), 0);
        let mut reader = Reader::new(&bytes).map_err(failed)?;
        while let Some(entry) = reader.next().map_err(failed)? {
            entries += 1;
            if entries > MOST_ENTRIES || totals.add(&entry.kind).is_none() {
                return Err(failed(Wrong::Damaged).into());
            }
            match &entry.kind {
                Kind::Folder => content.folder(&entry.path),
                Kind::File(file) => content.file(&entry.path, &file.digest.0),
                Kind::Link { target } => content.link(&entry.path, target),
            }
        }
        Ok(Self { id, content: content.finish().into(), totals, bytes })
    }

    /// The manifest of an empty folder.
    ///
    /// # Errors
    /// None: those of [`Manifest::read`] cannot happen.
    pub fn empty() -> Result<Self> {
        Self::read(Writer::new().finish())
    }

    /// The id of the snapshot: the digest of the manifest's bytes.
    pub fn id(&self) -> Digest {
        self.id
    }

    /// The digest of names, kinds, contents and link targets, but not of times and permissions. A folder with the same one, by
    /// [`files::digest::tree`], has the same content.
    pub fn content(&self) -> Digest {
        self.content
    }

    /// How much is in it.
    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// As it is on disk.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What is in it: folders before what is in them, names by their bytes. So are [`Path`]s ordered.
    pub fn entries(&self) -> impl Iterator<Item = Entry> + '_ {
        // It was read before, so that nothing can be wrong.
        let mut reader = Reader::new(&self.bytes).ok();
        std::iter::from_fn(move || reader.as_mut()?.next().ok().flatten())
    }

    /// The files of it: their paths and contents.
    pub fn files(&self) -> impl Iterator<Item = (PathBuf, Content)> + '_ {
        self.entries().filter_map(|entry| match entry.kind {
            Kind::File(content) => Some((entry.path, content)),
            _ => None,
        })
    }

    /// The manifest of a part of it: what `includes` says, and the folders that it is in.
    ///
    /// # Errors
    /// Those of [`Manifest::read`].
    pub fn part(&self, includes: impl Fn(&Path) -> bool) -> Result<Self> {
        let (mut part, mut above) = (Writer::new(), Vec::<Entry>::new());
        for entry in self.entries() {
            while above.pop_if(|folder| !entry.path.starts_with(&folder.path)).is_some() {}
            if includes(&entry.path) {
                above.drain(..).for_each(|folder| part.entry(&folder));
                part.entry(&entry);
            } else if entry.kind == Kind::Folder {
                above.push(entry);
            }
        }
        Self::read(part.finish())
    }

    /// The manifest of a folder in it.
    ///
    /// # Errors
    /// Those of [`Manifest::read`].
    pub fn below(&self, folder: &Path) -> Result<Self> {
        let mut inside = Writer::new();
        for mut entry in self.entries() {
            if let Some(path) =
                entry.path.strip_prefix(folder).ok().filter(|path| !path.as_os_str().is_empty())
            {
                entry.path = path.to_path_buf();
                inside.entry(&entry);
            }
        }
        Self::read(inside.finish())
    }

    /// The manifest of the same with the permissions that files had `before`, if they have the same content, and only lost the
    /// permission to be written to: as [`crate::Taking::adopt`] takes it.
    ///
    /// # Errors
    /// Those of [`Manifest::read`].
    pub fn with_modes_of(&self, before: &Self) -> Result<Self> {
        let (mut with, mut before) = (Writer::new(), before.entries().peekable());
        for mut entry in self.entries() {
            while before.next_if(|earlier| earlier.path < entry.path).is_some() {}
            if let Some(earlier) = before.next_if(|earlier| earlier.path == entry.path)
                && earlier.content().is_some()
                && earlier.content().map(|content| content.digest)
                    == entry.content().map(|content| content.digest)
                && earlier.mode & !0o222 == entry.mode
            {
                entry.mode = earlier.mode;
            }
            with.entry(&entry);
        }
        Self::read(with.finish())
    }

    /// The manifest of the same with these permissions added to those of every file that nobody may write to.
    ///
    /// # Errors
    /// Those of [`Manifest::read`].
    pub fn with_writing(&self, permissions: u32) -> Result<Self> {
        let mut with = Writer::new();
        for mut entry in self.entries() {
            if entry.content().is_some() && entry.mode & 0o222 == 0 {
                entry.mode |= permissions;
            }
            with.entry(&entry);
        }
        Self::read(with.finish())
    }

    /// What is at this path.
    pub fn find(&self, path: &Path) -> Option<Entry> {
        self.entries().find(|entry| entry.path == path)
    }
}

impl fmt::Debug for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.entries()).finish()
    }
}

impl Totals {
    /// `None`: no disk is that large.
    fn add(&mut self, kind: &Kind) -> Option<()> {
        let Kind::File(content) = kind else {
            self.needed = self.needed.checked_add(BLOCK)?;
            return Some(());
        };
        let data = content.data_bytes();
        self.files += 1;
        self.bytes = self.bytes.checked_add(content.size)?;
        self.data = self.data.checked_add(data)?;
        self.needed = self.needed.checked_add(data.checked_next_multiple_of(BLOCK)?)?;
        Some(())
    }
}

#[cfg(test)]
mod tests;
