//! Reads an untrusted zip: first its whole central directory, before anything of it is used, then every
//! file to its end.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use jiff::civil;
use locales::{Failure, Message};
use zip::read::{Config, ZipFileEntry};
use zip::result::ZipError;
// `ZipArchive` stores entries by name and reads all of them at once; only this reader shows duplicate
// names, and the number of entries before it reads them.
use zip::unstable::read::ZipIterable;
use zip::{CompressionMethod, ZipArchive};

use super::dropped::Dropped;
use super::names::{MOST_ENTRIES, Names, leads_out, legal, shown, without_dot};
use super::{Check, Entry, Package, Step, Stop};

/// The flags of an encrypted entry: plain encryption, strong encryption, or a masked header.
const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;

/// How many entries are listed: what an import leaves out, such as a virtual environment or `.git`, may
/// have more entries than a package.
const MOST_LISTED: u64 = 5 * MOST_ENTRIES;

/// A zip that has been listed.
pub(super) struct Archive {
    zip: ZipArchive<BufReader<File>>,
    files: Vec<Entry>,
    /// The index in `zip` of each file in `files`.
    indices: Vec<usize>,
    packed: u64,
    dropped: Dropped,
}

/// Lists the zip at `path`.
pub(super) fn open(path: &Path) -> Step<Archive> {
    let shown_path = || path.display().to_string();
    let unreadable = |error| Failure::because(Message::FileUnreadable { path: shown_path() }, error);
    let open = || File::open(path).map_err(unreadable);
    let mut start = Vec::new();
    open()?.take(4).read_to_end(&mut start).map_err(unreadable)?;
    if start.is_empty() {
        return Err(Message::CheckZipEmpty { path: shown_path() }.into());
    }
    let listing = ZipIterable::try_new(BufReader::new(open()?), Config::default());
    // Every zip begins with one of the format's signatures, or with a program that unpacks it.
    let mut listing = listing.map_err(|error| match refused(error) {
        Stop::Refused(_) if !start.starts_with(b"PK") => Message::CheckZipNot { path: shown_path() }.into(),
        stop => stop,
    })?;
    let count = listing.len();
    if count == 0 {
        return Err(Message::CheckZipEmpty { path: shown_path() }.into());
    }
    if count as u64 > MOST_LISTED {
        return Err(Message::CheckTooMany { most: MOST_ENTRIES }.into());
    }
    let (files, indices, packed, dropped) = list(&mut listing)?;
    let mut zip = ZipArchive::new(BufReader::new(open()?)).map_err(refused)?;
    if zip.len() != count {
        return Err(damaged("its directory reads in two ways"));
    }
    if zip.has_overlapping_entries().map_err(refused)? {
        return Err(Message::CheckZipOverlap.into());
    }
    Ok(Archive { zip, files, indices, packed, dropped })
}

/// Lists a zip that this program made, without checking its names.
pub(super) fn open_made(path: &Path) -> Step<Archive> {
    let unreadable =
        |error| Failure::because(Message::FileUnreadable { path: path.display().to_string() }, error);
    let zip = ZipArchive::new(BufReader::new(File::open(path).map_err(unreadable)?)).map_err(refused)?;
    let (mut files, mut indices) = (Vec::new(), Vec::new());
    for index in 0..zip.len() {
        let Some(name) = zip.name_for_index(index) else { continue };
        let path = name.map_err(refused)?.into_owned();
        if !path.ends_with('/') {
            files.push(Entry { path, size: 0 });
            indices.push(index);
        }
    }
    Ok(Archive { zip, files, indices, packed: 0, dropped: Dropped::default() })
}

type Listing = (Vec<Entry>, Vec<usize>, u64, Dropped);

fn list(listing: &mut ZipIterable<BufReader<File>>) -> Step<Listing> {
    let (mut files, mut indices, mut packed) = (Vec::new(), Vec::new(), 0u64);
    let mut names = Names::default();
    // This pass ends at an entry that cannot be read; the next one reports it.
    let entries = listing.files().map_err(refused)?.map_while(Result::ok);
    let named = entries.filter_map(|entry| Some(without_dot(&entry.name().ok()?).to_string()));
    let mut dropped = Dropped::among(named);
    let entries = listing.files().map_err(refused)?;
    for (index, entry) in entries.by_ref().enumerate() {
        let entry = entry.map_err(refused)?;
        let raw = entry.name_raw();
        // This flag declares a name to be UTF-8; without it, the name may be in an old code page.
        if entry.flags().as_u16() & 1 << 11 != 0 && std::str::from_utf8(raw).is_err() {
            return Err(Message::CheckNameInvalid { name: shown(&String::from_utf8_lossy(raw)) }.into());
        }
        let name = entry.name().map_err(refused)?;
        let path = without_dot(&name);
        if path.is_empty() && entry.is_dir() {
            continue;
        }
        let stop = |message| Stop::from(Check::fail(message).at(&shown(path), None));
        if dropped.takes(Path::new(path)) && !leads_out(path) {
            continue;
        }
        legal(path).map_err(stop)?;
        names.add(path, entry.is_dir()).map_err(stop)?;
        readable(&entry, &shown(path)).map_err(stop)?;
        if !entry.is_dir() {
            packed = packed.saturating_add(entry.compressed_size());
            files.push(Entry { path: path.to_string(), size: entry.size() });
            indices.push(index);
        }
    }
    // Readers that use the directory's size instead of the declared number would see more files.
    let mut next = [0; 4];
    if entries.reader_mut().read_exact(&mut next).is_ok() && next == *b"PK\x01\x02" {
        return Err(damaged("it holds more files than it declares"));
    }
    Ok((files, indices, packed, dropped))
}

/// Whether the entry is a file or folder that can be unpacked here.
fn readable(entry: &ZipFileEntry<'_>, name: &str) -> Result<(), Message> {
    let name = name.to_string();
    let encrypted = entry.flags().as_u16() & ENCRYPTED != 0 || entry.compression() == CompressionMethod::AES;
    if encrypted {
        return Err(Message::CheckZipEncrypted { name });
    }
    // The Unix file type is checked whatever system the zip is from, because some unpackers ignore the system.
    match entry.external_attributes() >> 28 {
        0 | 0o04 | 0o10 => {}
        0o12 => return Err(Message::CheckLink { name }),
        _ => return Err(Message::CheckSpecial { name }),
    }
    match entry.compression() {
        CompressionMethod::Stored | CompressionMethod::Deflated => Ok(()),
        _ => Err(Message::CheckZipMethod { name }),
    }
}

/// An error of the reader means that the zip is invalid, unless it comes from the operating system.
fn refused(error: ZipError) -> Stop {
    match error {
        // The operating system also refuses an offset beyond the largest possible file.
        ZipError::Io(error)
            if error.raw_os_error().is_some() && error.kind() != io::ErrorKind::InvalidInput =>
        {
            Failure::because(Message::CheckZipUnread, error).into()
        }
        error => damaged(&error.to_string()),
    }
}

fn damaged(cause: &str) -> Stop {
    Message::CheckZipDamaged { cause: cause.to_string() }.into()
}

fn entry_damaged(file: &Entry, cause: impl ToString) -> Stop {
    let name = shown(&file.path);
    Check::fail(Message::CheckEntryDamaged { name: name.clone(), cause: cause.to_string() })
        .at(&name, None)
        .into()
}

impl Package for Archive {
    fn files(&self) -> &[Entry] {
        &self.files
    }

    fn dropped(&self) -> &Dropped {
        &self.dropped
    }

    fn read(&mut self, path: &str, most: u64) -> Step<Vec<u8>> {
        let mut bytes = Vec::new();
        let found = self.files.iter().zip(&self.indices).find(|(file, _)| file.path == path);
        let index = found.map_or(usize::MAX, |(_, &index)| index);
        let file = self.zip.by_index(index).map_err(refused)?;
        file.take(most).read_to_end(&mut bytes).map_err(|error| refused(error.into()))?;
        Ok(bytes)
    }

    /// The days in a zip have no time zone: they are from the clock of the computer that made it.
    fn changed(&self) -> Vec<civil::Date> {
        let times =
            self.indices.iter().filter_map(|&index| self.zip.by_index_data(index).ok()?.last_modified());
        let days = times.map(|at| civil::Date::new(at.year() as i16, at.month() as i8, at.day() as i8));
        days.flatten().collect()
    }

    fn packed(&self) -> Option<u64> {
        Some(self.packed)
    }

    fn verify(&mut self) -> Step<()> {
        for (file, &index) in self.files.iter().zip(&self.indices) {
            let entry = self.zip.by_index(index).map_err(|error| entry_damaged(file, error))?;
            // One byte more than declared is enough to know that the declaration is wrong.
            match io::copy(&mut entry.take(file.size.saturating_add(1)), &mut io::sink()) {
                Ok(read) if read == file.size => {}
                Ok(_) => return Err(entry_damaged(file, "its size is not the declared one")),
                Err(error) => return Err(entry_damaged(file, error)),
            }
        }
        Ok(())
    }
}
