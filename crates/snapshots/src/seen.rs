//! The stat cache: which digest a file had when it was read, so that it need not be read again while the file
//! system says that it is the same.

use crate::Digest;
use files::{Moment, Stamp};
use std::fs::Permissions;
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// What the file begins with. The number is that of the format.
const BEGINNING: &[u8] = b"trainyard stat cache 1\n";
/// How many files are remembered of one folder.
const MOST: usize = 2_000_000;
/// The bytes of a file's entry.
const ENTRY: usize = 80;
/// The bytes of the checksum at the end.
const CHECKSUM: usize = 32;

/// What is known of the files of one folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Sorted.
    files: Vec<(Stamp, Digest)>,
}

impl Seen {
    /// Reads a stat cache. If anything is wrong with it, nothing is known: all files are read once more.
    pub fn load(path: &Path) -> Self {
        let most = BEGINNING.len() + MOST * ENTRY + CHECKSUM;
        files::read(path, most as u64).ok().and_then(|bytes| Self::read(&bytes)).unwrap_or_default()
    }

    /// The same of its bytes; `None`: they are none.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (bytes, checksum) = bytes.split_last_chunk::<CHECKSUM>()?;
        if Digest::of(bytes).0 != *checksum {
            return None;
        }
        let (entries, rest) = bytes.strip_prefix(BEGINNING)?.as_chunks::<ENTRY>();
        let files: Vec<_> = entries.iter().map(entry).collect::<Option<_>>()?;
        (rest.is_empty() && files.is_sorted()).then_some(Self { files })
    }

    /// How many files are known.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// The digest of a file, if it is the one that was read.
    pub fn get(&self, stamp: &Stamp) -> Option<Digest> {
        let place = self.files.binary_search_by(|(seen, _)| seen.cmp(stamp)).ok()?;
        Some(self.files[place].1)
    }

    /// That these files had these digests when they were read.
    pub fn of(mut files: Vec<(Stamp, Digest)>) -> Self {
        files.truncate(MOST);
        files.sort_unstable();
        files.dedup();
        Self { files }
    }

    /// Replaces the file at `path`. It is not synced: a damaged one is none.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        let mut bytes = BEGINNING.to_vec();
        bytes.reserve_exact(self.files.len() * ENTRY + CHECKSUM);
        for (stamp, digest) in &self.files {
            for number in [stamp.device, stamp.inode, stamp.size] {
                bytes.extend(number.to_le_bytes());
            }
            for moment in [stamp.modified, stamp.changed] {
                bytes.extend(moment.seconds.to_le_bytes());
                bytes.extend(moment.nanoseconds.to_le_bytes());
            }
            bytes.extend(digest.0);
        }
        bytes.extend(Digest::of(&bytes).0);
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::Builder::new()
            .prefix(".writing-")
            .permissions(Permissions::from_mode(0o600))
            .tempfile_in(folder)?;
        file.write_all(&bytes)?;
        file.persist(path)?;
        Ok(())
    }
}

fn entry(bytes: &[u8; ENTRY]) -> Option<(Stamp, Digest)> {
    let number = |from: usize| Some(u64::from_le_bytes(*bytes[from..].first_chunk()?));
    let moment = |from: usize| {
        let nanoseconds = u32::from_le_bytes(*bytes[from + 8..].first_chunk()?);
        Some(Moment { seconds: number(from)?.cast_signed(), nanoseconds })
    };
    let stamp = Stamp {
        device: number(0)?,
        inode: number(8)?,
        size: number(16)?,
        modified: moment(24)?,
        changed: moment(36)?,
    };
    Some((stamp, Digest(*bytes[48..].first_chunk()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(inode: u64) -> Stamp {
        let modified = Moment { seconds: -1, nanoseconds: 999_999_999 };
        Stamp { device: 1 << 40, inode, size: u64::MAX, modified, changed: Moment::default() }
    }

    /// A dataset would be read again each time, or a file taken for another one.
    #[test]
    fn what_was_seen_is_known_again_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seen");
        let files: Vec<_> = (0..100).rev().map(|n| (stamp(n), Digest::of(&[n as u8]))).collect();
        Seen::of(files.clone()).save(&path).unwrap();
        let seen = Seen::load(&path);
        assert!(files.iter().all(|(stamp, digest)| seen.get(stamp) == Some(*digest)));
        let later = Moment { seconds: -1, nanoseconds: 0 };
        for other in [
            stamp(100),
            Stamp { device: 0, ..stamp(1) },
            Stamp { size: 0, ..stamp(1) },
            Stamp { modified: later, ..stamp(1) },
            Stamp { changed: later, ..stamp(1) },
        ] {
            assert_eq!(seen.get(&other), None, "{other:?}");
        }
        let bytes = std::fs::read(&path).unwrap();
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            assert!(Seen::read(&damaged).is_none(), "{at}");
        }
        assert!(Seen::read(&bytes[..bytes.len() - 1]).is_none());
        assert_eq!(Seen::load(&folder.path().join("none")), Seen::default());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
