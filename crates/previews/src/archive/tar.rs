//! Tars, by the headers before their entries, alone and packed with gzip.

use std::io::{self, BufReader, Read, Take};

use flate2::read::GzDecoder;

use super::{Archive, ArchiveEntry, ArchiveEntryKind, ArchiveFormat, Changed, ENTRIES, name};
use crate::Unreadable;
use crate::bytes::{Bytes, Skip};

/// The size of a header, of which everything in a tar is a multiple, in bytes.
const BLOCK: usize = 512;
/// How much of a packed tar is unpacked to find its entries, in bytes.
const UNPACKED: u64 = 32 << 20;
/// How much is read at once of a packed one, in bytes.
const BUFFER: usize = 64 << 10;
/// The longest entry that says something about the next one, in bytes.
const ABOUT: u64 = 64 << 10;

/// What is in a tar.
pub(crate) fn tar(bytes: Bytes<'_>) -> Result<Archive, Unreadable> {
    let (entries, is_whole) = walk(bytes.part(0, u64::MAX))?;
    Ok(Archive { format: ArchiveFormat::Tar, entries, total: None, cut: !is_whole, pickle: None })
}

/// What is in a file that is packed with gzip: the entries of a tar, or the one file.
pub(crate) fn tar_gz(bytes: Bytes<'_>) -> Result<Archive, Unreadable> {
    let unpacking = || GzDecoder::new(BufReader::with_capacity(BUFFER, bytes.part(0, u64::MAX)));
    let (mut gzip, mut first) = (unpacking(), Vec::new());
    // What cannot be unpacked has a name all the same.
    let _ = gzip.by_ref().take(BLOCK as u64).read_to_end(&mut first);
    if is_tar(&first) {
        let (entries, is_whole) = walk(Unpacking(unpacking().take(UNPACKED)))?;
        return Ok(Archive {
            format: ArchiveFormat::TarGz,
            entries,
            total: None,
            cut: !is_whole,
            pickle: None,
        });
    }
    let header = gzip.header();
    let entry = ArchiveEntry {
        name: header.and_then(|header| header.filename()).map(name).unwrap_or_default(),
        kind: ArchiveEntryKind::File,
        size: None,
        packed: Some(bytes.size()),
        changed: header.map(|header| i64::from(header.mtime())).filter(|at| *at > 0).map(Changed::Seconds),
    };
    Ok(Archive {
        format: ArchiveFormat::Gzip,
        entries: vec![entry],
        total: Some(1),
        cut: false,
        pickle: None,
    })
}

/// Whether a file that begins with these bytes is a tar.
pub(crate) fn is_tar(head: &[u8]) -> bool {
    head.first_chunk().is_some_and(is_header)
}

/// Something that is being unpacked.
struct Unpacking<R>(Take<R>);

impl<R: Read> Read for Unpacking<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into)
    }
}

impl<R: Read> Skip for Unpacking<R> {
    fn skip(&mut self, count: u64) -> io::Result<()> {
        io::copy(&mut self.by_ref().take(count), &mut io::sink()).map(|_| ())
    }
}

/// What the entries before one say about it.
#[derive(Default)]
struct About {
    name: Option<Vec<u8>>,
    size: Option<u64>,
}

/// The entries of a tar, and whether these are all.
fn walk(mut input: impl Skip) -> Result<(Vec<ArchiveEntry>, bool), Unreadable> {
    let (mut entries, mut about) = (Vec::new(), About::default());
    // An entry has a few headers at most.
    for _ in 0..4 * ENTRIES {
        let mut header = [0; BLOCK];
        if input.read_exact(&mut header).is_err() {
            return Ok((entries, false));
        }
        // An empty block is the end; anything else that is no header, too, but nobody meant it.
        if !is_header(&header) {
            return Ok((entries, header == [0; BLOCK]));
        }
        let (kind, size) = (header.get(156).copied().unwrap_or(0), number(&header, 124, 12));
        if matches!(kind, b'L' | b'x') {
            let said = padded(&mut input, size)?;
            match kind {
                b'L' => about.name = Some(until_zero(&said).to_vec()),
                _ => about.read(&said),
            }
            continue;
        }
        let said = std::mem::take(&mut about);
        let size = said.size.unwrap_or(size);
        // What a link or a folder says about its size has nothing after it.
        let kind = match kind {
            b'0' | 0 | b'7' => ArchiveEntryKind::File,
            b'1' | b'2' => ArchiveEntryKind::Link,
            b'5' => ArchiveEntryKind::Folder,
            _ => ArchiveEntryKind::Other,
        };
        if matches!(kind, ArchiveEntryKind::File | ArchiveEntryKind::Other)
            && input.skip(rounded(size)).is_err()
        {
            return Ok((entries, false));
        }
        if header.get(156) != Some(&b'g') {
            entries.push(ArchiveEntry {
                name: name(&said.name.unwrap_or_else(|| own_name(&header))),
                kind,
                size: Some(size),
                packed: None,
                changed: i64::try_from(number(&header, 136, 12)).ok().map(Changed::Seconds),
            });
        }
        if entries.len() >= ENTRIES {
            break;
        }
    }
    Ok((entries, false))
}

impl About {
    /// Reads records such as `18 path=some/name\n`.
    fn read(&mut self, mut records: &[u8]) {
        while let Some(space) = records.iter().position(|byte| *byte == b' ') {
            let length = std::str::from_utf8(records.get(..space).unwrap_or_default()).ok();
            let Some(length) = length.and_then(|text| text.parse().ok()).filter(|length| *length > space)
            else {
                return;
            };
            let (record, rest) = records.split_at_checked(length).unwrap_or((records, &[]));
            let record = record.get(space + 1..).unwrap_or_default().trim_ascii_end();
            if let Some(name) = record.strip_prefix(b"path=") {
                self.name = Some(name.to_vec());
            } else if let Some(size) = record.strip_prefix(b"size=") {
                self.size = std::str::from_utf8(size).ok().and_then(|size| size.parse().ok());
            }
            records = rest;
        }
    }
}

/// The data of an entry, if it is not too long, with what fills its last block passed.
fn padded(input: &mut impl Skip, size: u64) -> Result<Vec<u8>, Unreadable> {
    let mut data = Vec::new();
    let read = input.by_ref().take(size.min(ABOUT)).read_to_end(&mut data)?;
    input.skip(rounded(size).saturating_sub(read as u64))?;
    Ok(data)
}

fn rounded(size: u64) -> u64 {
    size.div_ceil(BLOCK as u64).saturating_mul(BLOCK as u64)
}

/// The name that is in a header itself.
fn own_name(header: &[u8; BLOCK]) -> Vec<u8> {
    let part = |from: usize, to: usize| until_zero(header.get(from..to).unwrap_or_default());
    let prefix = if part(257, 262) == b"ustar" { part(345, 500) } else { &[] };
    if prefix.is_empty() { part(0, 100).to_vec() } else { [prefix, b"/", part(0, 100)].concat() }
}

/// Whether a block is a header: the sum of its bytes, those of the sum itself as spaces, is what it says.
fn is_header(block: &[u8; BLOCK]) -> bool {
    let is_sum = |at: usize| (148..156).contains(&at);
    let sum: u64 =
        block.iter().enumerate().map(|(at, byte)| if is_sum(at) { 32 } else { u64::from(*byte) }).sum();
    number(block, 148, 8) == sum && block.first() != Some(&0)
}

/// A number of a header: in octal digits, or, if it is too large for those, in bytes.
fn number(header: &[u8; BLOCK], at: usize, length: usize) -> u64 {
    let field = header.get(at..at + length).unwrap_or_default();
    if field.first().is_some_and(|first| first & 0x80 != 0) {
        return field.last_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
    }
    let text = std::str::from_utf8(field).unwrap_or_default();
    u64::from_str_radix(text.trim_matches(['\0', ' ']), 8).unwrap_or(0)
}

fn until_zero(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == 0).next().unwrap_or_default()
}
