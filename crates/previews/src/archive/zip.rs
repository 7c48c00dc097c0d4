//! Zips, by the directory at their end.
//!
//! The crate `zip` reads the whole directory before it gives the first entry, however long it is.

use std::io::{BufReader, Read};

use flate2::read::DeflateDecoder;
use memchr::memmem::rfind_iter;

use super::{Archive, ArchiveEntry, ArchiveEntryKind, ArchiveFormat, Changed, ENTRIES, name};
use crate::bytes::{Bytes, Forward};
use crate::{Format, Unreadable, pickle};

/// How much of the directory is read, in bytes.
const REACH: u64 = 4 << 20;
/// How much is read at once, in bytes.
const BUFFER: usize = 64 << 10;
/// How much of PyTorch's pickle is unpacked, in bytes.
const PICKLE: usize = 16 << 20;
/// The length of the record at the end without its comment, and the longest comment.
const END: usize = 22;
const COMMENT: usize = 0xffff;
/// The lengths of the records before it in a large zip.
const LOCATOR: u64 = 20;

/// An entry of a zip.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) size: u64,
    /// The checksum of what it unpacks to, as the archive says.
    sum: u32,
    packed: u64,
    method: u16,
    is_encrypted: bool,
    header: u64,
    changed: Option<Changed>,
}

impl Entry {
    /// Whether two entries have the same content, as their archives say.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        (self.sum, self.size) == (other.sum, other.size)
    }
}

/// The entries of a zip.
#[derive(Debug)]
pub(crate) struct Entries {
    pub(crate) entries: Vec<Entry>,
    total: u64,
    cut: bool,
}

impl Entries {
    /// Whether there may be more than these.
    pub(crate) fn is_cut(&self) -> bool {
        self.cut
    }
}

/// Where a zip's directory is, and how many entries it has.
struct Directory {
    begin: u64,
    size: u64,
    total: u64,
    /// What is before the zip in its file, in bytes.
    before: u64,
}

/// What is in a zip with these entries.
pub(crate) fn zip(bytes: Bytes<'_>, listed: Entries) -> Result<Archive, Unreadable> {
    let torch = listed.entries.iter().find(|entry| entry.name.ends_with("/data.pkl"));
    let pickled = match torch {
        Some(entry) => read(bytes, entry, PICKLE)?,
        None => None,
    };
    let pickle = pickled.map(|pickled| pickle::in_memory(&pickled)).transpose()?;
    let shown = |entry: Entry| ArchiveEntry {
        kind: if entry.name.ends_with('/') { ArchiveEntryKind::Folder } else { ArchiveEntryKind::File },
        name: entry.name,
        size: Some(entry.size),
        packed: Some(entry.packed),
        changed: entry.changed,
    };
    let entries = listed.entries.into_iter().map(shown).collect();
    Ok(Archive { format: ArchiveFormat::Zip, entries, total: Some(listed.total), cut: listed.cut, pickle })
}

/// The first entries of a zip.
pub(crate) fn entries(bytes: Bytes<'_>) -> Result<Entries, Unreadable> {
    let broken = Unreadable::Broken { what: Format::Zip };
    let directory = directory(bytes)?.ok_or(broken)?;
    let end = directory.begin.saturating_add(directory.size);
    let mut place = Forward::new(bytes.part(directory.begin, end), directory.begin, REACH, BUFFER);
    let mut entries = Vec::new();
    while entries.len() < ENTRIES
        && let Some(header) = place.take(46, 46)?
        && header.starts_with(b"PK\x01\x02")
    {
        let (name, extra) =
            (place.take(length(&header, 28), COMMENT)?, place.take(length(&header, 30), COMMENT)?);
        let (Some(name), Some(extra)) = (name, extra) else { break };
        place.jump(length(&header, 32))?;
        entries.push(entry(&header, &name, &extra, directory.before));
    }
    if entries.is_empty() && directory.total > 0 {
        return Err(broken);
    }
    let cut = (entries.len() as u64) < directory.total || place.at() < end;
    Ok(Entries { entries, total: directory.total, cut })
}

/// The first `most` bytes of an entry, unpacked; nothing if it is packed in a way that is not read here.
pub(crate) fn read(bytes: Bytes<'_>, entry: &Entry, most: usize) -> Result<Option<Vec<u8>>, Unreadable> {
    let Some(unpacking) = unpacking(bytes, entry)? else { return Ok(None) };
    let mut unpacked = Vec::new();
    match (unpacking.take(most as u64).read_to_end(&mut unpacked), entry.method) {
        (Err(error), 0) => Err(error.into()),
        // What could be unpacked before an error is shown like the beginning of anything else.
        _ => Ok(Some(unpacked)),
    }
}

/// An entry as a stream of what it unpacks to, which may be any length; nothing if it is packed in a way that is not read
/// here.
pub(crate) fn unpacking<'a>(
    bytes: Bytes<'a>,
    entry: &Entry,
) -> Result<Option<Box<dyn Read + 'a>>, Unreadable> {
    let broken = Unreadable::Broken { what: Format::Zip };
    let header: [u8; 30] = bytes.array(entry.header)?.ok_or(broken)?;
    if !header.starts_with(b"PK\x03\x04") {
        return Err(broken);
    }
    let names = length(&header, 26) + length(&header, 28);
    let begin = entry.header.saturating_add(30 + names);
    let packed = bytes.part(begin, begin.saturating_add(entry.packed));
    Ok(match entry.method {
        _ if entry.is_encrypted => None,
        0 => Some(Box::new(packed)),
        8 => Some(Box::new(DeflateDecoder::new(BufReader::new(packed)))),
        _ => None,
    })
}

fn entry(header: &[u8], written: &[u8], extra: &[u8], before: u64) -> Entry {
    let mut entry = Entry {
        name: name(written),
        size: u64::from(four(header, 24)),
        sum: four(header, 16),
        packed: u64::from(four(header, 20)),
        method: two(header, 10),
        is_encrypted: two(header, 8) & 1 == 1,
        header: u64::from(four(header, 42)),
        changed: clock(two(header, 14), two(header, 12)),
    };
    // The three that do not fit into four bytes follow each other here.
    let mut wide = wide_numbers(extra);
    for number in [&mut entry.size, &mut entry.packed, &mut entry.header] {
        if *number == u64::from(u32::MAX) {
            *number = wide.next().unwrap_or(*number);
        }
    }
    entry.header = entry.header.saturating_add(before);
    entry
}

/// The numbers of eight bytes in an entry's extra fields.
fn wide_numbers(mut extra: &[u8]) -> impl Iterator<Item = u64> {
    let mut found: &[u8] = &[];
    while let Some(rest) = extra.get(4..) {
        let (field, next) = rest.split_at_checked(usize::from(two(extra, 2))).unwrap_or((rest, &[]));
        if two(extra, 0) == 1 {
            found = field;
        }
        extra = next;
    }
    found.chunks_exact(8).map(|number| eight(number, 0))
}

/// Finds the directory.
fn directory(bytes: Bytes<'_>) -> Result<Option<Directory>, Unreadable> {
    let tail_at = bytes.size().saturating_sub((END + COMMENT) as u64);
    let tail = bytes.read(tail_at, END + COMMENT)?;
    let is_end = |at: &usize| at.saturating_add(END + usize::from(two(&tail, at + 20))) <= tail.len();
    let Some(at) = rfind_iter(&tail, b"PK\x05\x06").find(is_end) else { return Ok(None) };
    let end = tail.get(at..).unwrap_or_default();
    let mut directory_end = tail_at.saturating_add(at as u64);
    let (mut total, mut size, mut begin) =
        (u64::from(two(end, 10)), u64::from(four(end, 12)), u64::from(four(end, 16)));
    if [total == 0xffff, size == u64::from(u32::MAX), begin == u64::from(u32::MAX)].contains(&true)
        && let Some(wide_at) = wide_end(bytes, directory_end)?
        && let Some(wide) = bytes.array::<56>(wide_at)?
        && wide.starts_with(b"PK\x06\x06")
    {
        (total, size, begin) = (eight(&wide, 32), eight(&wide, 40), eight(&wide, 48));
        directory_end = wide_at;
    }
    let real = directory_end.saturating_sub(size);
    let before = real.saturating_sub(begin);
    Ok(Some(Directory { begin: real, size, total, before }))
}

/// Where a large zip's own record at the end is.
fn wide_end(bytes: Bytes<'_>, end: u64) -> Result<Option<u64>, Unreadable> {
    let Some(at) = end.checked_sub(LOCATOR) else { return Ok(None) };
    let locator = bytes.array::<20>(at)?.filter(|locator| locator.starts_with(b"PK\x06\x07"));
    Ok(locator.map(|locator| eight(&locator, 8)))
}

/// A time of the clock, as MS-DOS wrote it.
fn clock(day: u16, time: u16) -> Option<Changed> {
    let (year, month, date) = (1980 + (day >> 9), day >> 5 & 15, day & 31);
    let (hour, minute, second) = (time >> 11, time >> 5 & 63, (time & 31) * 2);
    let is_time = (1..=12).contains(&month) && date > 0 && hour < 24 && minute < 60 && second < 60;
    let written = format!("{year}-{month:02}-{date:02}T{hour:02}:{minute:02}:{second:02}");
    is_time.then_some(Changed::Clock(written))
}

fn length(bytes: &[u8], at: usize) -> u64 {
    u64::from(two(bytes, at))
}

fn two(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes(number(bytes, at))
}

fn four(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(number(bytes, at))
}

fn eight(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(number(bytes, at))
}

/// The bytes of a number, or zero where there are none.
fn number<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).copied().unwrap_or([0; N])
}
