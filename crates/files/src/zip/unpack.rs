//! A zip as a folder.

use super::contents::{LONGEST, is_executable};
use super::{Entry, ZipListing};
use crate::folder::{open_file, shown, unwritable};
use crate::tree::discard;
use crate::{Watch, parallel, space};
use locales::{Failure, Message, Result};
use std::collections::HashSet;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use zip::ZipArchive;
use zip::result::ZipError;

/// What [`unpack`] made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unpacked {
    /// Regular files.
    pub files: u64,
    /// Their sizes together, in bytes.
    pub bytes: u64,
}

/// Makes the new folder `into` and unpacks into it the entries of `zip_file` that `keep` says yes
/// to: [`ZipListing::open_some`], then [`ZipListing::unpack`].
///
/// # Errors
///
/// What these refuse.
pub fn unpack(
    zip_file: &Path,
    into: &Path,
    keep: &(dyn Fn(&Path) -> bool + Sync),
    watch: &Watch,
) -> Result<Unpacked> {
    ZipListing::open_some(zip_file, keep)?.unpack(into, &|_| true, watch)
}

impl ZipListing {
    /// Makes the new folder `into` and unpacks into it the entries that `keep` says yes to (it is asked
    /// with the names as they are in the zip, its root folder included).
    ///
    /// The zip is not trusted, whatever was checked before: all names were looked at before anything is
    /// written, and no entry can yield more than it declares. Files are readable by all and writable by
    /// the owner, whatever they were; what could be executed still can. Long rows of zeros become holes.
    ///
    /// # Errors
    ///
    /// An entry that is damaged, or longer than it declares; less room than the entries declare;
    /// cancelled. What was already unpacked is removed again. Also if `into` exists.
    pub fn unpack(
        &self,
        into: &Path,
        keep: &(dyn Fn(&Path) -> bool + Sync),
        watch: &Watch,
    ) -> Result<Unpacked> {
        let plan: Vec<&Entry> = self.entries.iter().filter(|entry| keep(&entry.path)).collect();
        self.unpack_planned(&plan, into, None, watch)
    }

    /// The same, and answers with the [digest](crate::digest::file()) of each
    /// file.
    ///
    /// # Errors
    ///
    /// As [`ZipListing::unpack`].
    pub fn unpack_digested(
        &self,
        into: &Path,
        keep: &(dyn Fn(&Path) -> bool + Sync),
        watch: &Watch,
    ) -> Result<Vec<(&Path, String)>> {
        let plan: Vec<&Entry> = self.entries.iter().filter(|entry| keep(&entry.path)).collect();
        let digests: Vec<OnceLock<blake3::Hash>> = plan.iter().map(|_| OnceLock::new()).collect();
        self.unpack_planned(&plan, into, Some(&digests), watch)?;
        let files = plan.iter().filter(|entry| !entry.is_folder).zip(digests);
        Ok(files.filter_map(|(entry, hash)| Some((&*entry.path, hash.get()?.to_hex().to_string()))).collect())
    }

    /// Puts the digest of the nth file at that place of `digests`.
    fn unpack_planned(
        &self,
        plan: &[&Entry],
        into: &Path,
        digests: Option<&[OnceLock<blake3::Hash>]>,
        watch: &Watch,
    ) -> Result<Unpacked> {
        let unpacked = Unpacked {
            files: plan.iter().filter(|entry| !entry.is_folder).count() as u64,
            bytes: plan.iter().map(|entry| entry.bytes).fold(0, u64::saturating_add),
        };
        space::require(into, unpacked.bytes)?;
        watch.progress.expect(unpacked.files, unpacked.bytes);
        make_folder(into)?;
        let done = fill(&self.archive, plan, &self.zip_file, into, digests, watch);
        if let Err(failure) = done {
            discard(into);
            return Err(failure);
        }
        Ok(unpacked)
    }
}

pub(super) fn open(zip_file: &Path) -> Result<ZipArchive<SharedFile>> {
    let unreadable = |e: &dyn std::fmt::Display| {
        Failure::because(Message::ZipUnreadable { path: shown(zip_file) }, e.to_string())
    };
    let mut file = open_file(zip_file, |e| unreadable(&e))?;
    let size = file.metadata().map_err(|e| unreadable(&e))?.len();
    let source = if size > SMALL {
        Source::File(file)
    } else {
        let mut bytes = Vec::with_capacity(size as usize);
        (&mut file).take(SMALL).read_to_end(&mut bytes).map_err(|e| unreadable(&e))?;
        Source::Memory(bytes)
    };
    ZipArchive::new(SharedFile { source: Arc::new(source), at: 0 }).map_err(|e| unreadable(&e))
}

/// The entries of a zip that `keep` says yes to, if all of them may be unpacked.
pub(super) fn plan(
    archive: &ZipArchive<SharedFile>,
    zip_file: &Path,
    keep: &dyn Fn(&Path) -> bool,
) -> Result<Vec<Entry>> {
    let mut plan = Vec::new();
    let mut seen = HashSet::new();
    for index in 0..archive.len() {
        let broken = |e: ZipError| Failure::because(Message::ZipUnreadable { path: shown(zip_file) }, e);
        let entry = archive.by_index_data(index).map_err(broken)?;
        let name = entry.name().map_err(broken)?;
        let mode = entry.unix_mode().unwrap_or(0);
        let plain = matches!(mode & 0o170000, 0 | 0o100000 | 0o040000);
        let path = plain_path(&name);
        if is_top(&name) || !keep(path.as_deref().unwrap_or(Path::new(&*name))) {
            continue;
        }
        let path = path.filter(|path| plain && !entry.encrypted() && seen.insert(path.clone()));
        let Some(path) = path else {
            let entry = shown(Path::new(name.as_ref()));
            return Err(Message::ZipEntryRefused { entry, path: shown(zip_file) }.into());
        };
        let is_folder = name.ends_with('/');
        let bytes = if is_folder { 0 } else { entry.size() };
        let executable = is_executable(mode);
        plan.push(Entry { path, is_folder, bytes, crc: entry.crc32(), executable, index });
    }
    Ok(plan)
}

/// Whether an entry is the folder that everything is unpacked into: `./`, as some tools write it.
fn is_top(name: &str) -> bool {
    name.starts_with("./") && name.ends_with('/') && name.split('/').all(|part| matches!(part, "" | "."))
}

/// What a zip made here calls a file, or nothing if it cannot hold the name: no UTF-8, a backslash, a
/// control character, or one so long that the folder which the zip is unpacked into has no room beside it.
pub fn name(path: &Path) -> Option<&str> {
    path.to_str().filter(|name| name.len() <= LONGEST && plain_path(name).is_some())
}

/// Bytes of a path: no system call on Linux takes a longer one.
const LONGEST_PATH: usize = 4096;

/// The name of an entry as a path that cannot lead anywhere but down, and that can be made.
pub(super) fn plain_path(name: &str) -> Option<PathBuf> {
    if name.len() > LONGEST_PATH
        || name.starts_with('/')
        || name.contains('\\')
        || name.chars().any(char::is_control)
    {
        return None;
    }
    let mut path = PathBuf::new();
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => return None,
            part => path.push(part),
        }
    }
    (!path.as_os_str().is_empty()).then_some(path)
}

fn fill(
    archive: &ZipArchive<SharedFile>,
    plan: &[&Entry],
    zip_file: &Path,
    into: &Path,
    digests: Option<&[OnceLock<blake3::Hash>]>,
    watch: &Watch,
) -> Result<()> {
    let mut made = HashSet::new();
    for entry in plan {
        let folder = if entry.is_folder { Some(entry.path.as_path()) } else { entry.path.parent() };
        for above in folder.into_iter().flat_map(Path::ancestors) {
            if !made.insert(above) {
                break;
            }
        }
    }
    let mut folders: Vec<&Path> = made.into_iter().filter(|path| !path.as_os_str().is_empty()).collect();
    folders.sort_unstable();
    for folder in folders {
        make_folder(&into.join(folder))?;
    }
    let files: Vec<&Entry> = plan.iter().copied().filter(|entry| !entry.is_folder).collect();
    let worker = || (archive.clone(), Vec::with_capacity(PIECE));
    parallel::each(files.len(), worker, |(archive, buffer), i| {
        let mut hasher = digests.map(|_| blake3::Hasher::new());
        unpack_file(archive, files[i], zip_file, into, buffer, hasher.as_mut(), watch)?;
        if let Some((digests, hasher)) = digests.zip(hasher) {
            // Each file is unpacked once.
            let _ = digests[i].set(hasher.finalize());
        }
        Ok(())
    })
}

fn make_folder(path: &Path) -> Result<()> {
    DirBuilder::new().mode(0o755).create(path).map_err(|e| unwritable(path, e))
}

/// What is read at once, in bytes. Where all of it is zero, the file gets a hole.
const PIECE: usize = 64 << 10;
static ZEROS: [u8; PIECE] = [0; PIECE];

fn unpack_file(
    archive: &mut ZipArchive<SharedFile>,
    entry: &Entry,
    zip_file: &Path,
    into: &Path,
    buffer: &mut Vec<u8>,
    mut hasher: Option<&mut blake3::Hasher>,
    watch: &Watch,
) -> Result<()> {
    let (named, path) = (shown(&entry.path), shown(zip_file));
    let broken = |e: &dyn std::fmt::Display| {
        Failure::because(Message::ZipEntryBroken { entry: named.clone(), path: path.clone() }, e.to_string())
    };
    let mut source = archive.by_index(entry.index).map_err(|e| broken(&e))?;
    let to = into.join(&entry.path);
    let new = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(if entry.executable { 0o755 } else { 0o644 })
        .open(&to)
        .map_err(|e| unwritable(&to, e))?;
    // Up to where it was read, and up to where it was written.
    let (mut at, mut written) = (0, 0);
    loop {
        watch.cancel.check()?;
        buffer.clear();
        // Also a CRC that does not fit.
        let read = (&mut source).take(PIECE as u64).read_to_end(buffer).map_err(|e| broken(&e))?;
        if read == 0 {
            break;
        }
        let end = at + read as u64;
        // The library says so first; this is what the disk is protected by all the same.
        if end > entry.bytes {
            return Err(broken(&io::Error::from(io::ErrorKind::InvalidData)));
        }
        // What is shorter saves nothing as a hole, and would look like one.
        if read < PIECE || buffer[..] != ZEROS[..] {
            new.write_all_at(buffer, at).map_err(|e| unwritable(&to, e))?;
            written = end;
        }
        if let Some(hasher) = &mut hasher {
            hasher.update(buffer);
        }
        at = end;
        watch.progress.advance(0, read as u64);
    }
    if at < entry.bytes {
        return Err(broken(&io::Error::from(io::ErrorKind::UnexpectedEof)));
    }
    if written < at {
        new.set_len(at).map_err(|e| unwritable(&to, e))?;
    }
    watch.progress.advance(1, 0);
    Ok(())
}

/// A zip that is not larger, in bytes, is read at once: each of its entries would take several reads of
/// a few bytes.
const SMALL: u64 = 1 << 20;

enum Source {
    File(File),
    Memory(Vec<u8>),
}

/// One zip that several threads read, each at a place of its own.
#[derive(Clone)]
pub(super) struct SharedFile {
    source: Arc<Source>,
    at: u64,
}

impl Read for SharedFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = match &*self.source {
            Source::File(file) => file.read_at(buffer, self.at)?,
            Source::Memory(bytes) => {
                let from = usize::try_from(self.at).map_or(bytes.len(), |at| at.min(bytes.len()));
                (&bytes[from..]).read(buffer)?
            }
        };
        self.at += n as u64;
        Ok(n)
    }
}

impl Seek for SharedFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (from, by) = match to {
            SeekFrom::Start(at) => (at, 0),
            SeekFrom::Current(by) => (self.at, by),
            SeekFrom::End(by) => match &*self.source {
                Source::File(file) => (file.metadata()?.len(), by),
                Source::Memory(bytes) => (bytes.len() as u64, by),
            },
        };
        self.at = from.checked_add_signed(by).ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}
