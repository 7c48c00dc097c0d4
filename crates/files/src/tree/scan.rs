//! What a copy of a folder would hold, found out before anything is written.

use super::holes;
use super::links::{Leads, follow, relative};
use crate::Watch;
use crate::folder::{Listed, list, shown, unreadable};
use locales::{Failure, Message, Result};
use rustix::fs::{Access, AtFlags, CWD, FileType, Stat, accessat, readlink, stat};
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, SystemTime};

/// Something in a scanned folder, as it will be in a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Relative to the folder. Any legal name: line breaks, bytes that are no UTF-8.
    pub path: PathBuf,
    /// What it is, links that leave the folder already replaced.
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
    File {
        /// In bytes.
        size: u64,
        /// How many of them hold data: the others are holes, which take no room.
        data: u64,
    },
    /// A symbolic link to something in the folder.
    Link {
        /// Always relative, to the folder that the link is in.
        target: PathBuf,
    },
}

/// What [`scan`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// The folder's real path; an entry is read from below it.
    pub root: PathBuf,
    /// Everything in the folder but itself; folders before what is in them, names by their bytes.
    pub entries: Vec<Entry>,
    /// How many regular files.
    pub files: u64,
    /// Their sizes together, in bytes.
    pub bytes: u64,
    /// How many of these bytes hold data, the others being holes.
    pub data: u64,
    /// The room a copy takes, in bytes: data rounded up to blocks, and the folders. To be asked
    /// for with [`crate::space::require`].
    pub needed: u64,
    /// What a copy has no content of, in the order of the entries.
    pub skipped: Vec<SkippedFile>,
}

/// Something whose content cannot be copied. A link to nothing that would be in the folder is in a copy
/// as it is; nothing else is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedFile {
    /// Relative to the folder.
    pub path: PathBuf,
    /// Why, in a sentence that names it.
    pub why: Failure,
}

/// The room that even a short file takes on the file systems in use.
const BLOCK: u64 = 4096;

/// Finds out what is in `folder` and counts it into the progress's totals.
///
/// Symbolic links by contract §3: one that stays in the folder stays a link, one that leaves it
/// becomes the file or folder it leads to, whose own links are treated the same way. Where that
/// leads back to a folder that it is in, the copy gets a link to that folder's copy, so it is
/// always finite. Hard links are separate files.
///
/// # Errors
///
/// When the folder itself cannot be read, or something in it vanishes meanwhile. What else cannot be
/// read, links to nothing, FIFOs, sockets and devices are in [`Scan::skipped`].
pub fn scan(folder: &Path, watch: &Watch) -> Result<Scan> {
    walk(folder, watch, None)
}

/// The same for a folder whose writer is not trusted: a link that leaves it is left out, too.
///
/// # Errors
///
/// As [`scan()`].
pub fn scan_inside(folder: &Path, watch: &Watch) -> Result<Scan> {
    scan_within(folder, folder, watch)
}

/// The same, but a link that stays in `around`, a folder with that one in it, becomes what it leads to.
///
/// # Errors
///
/// Names what cannot be read.
pub fn scan_within(folder: &Path, around: &Path, watch: &Watch) -> Result<Scan> {
    let around = around.canonicalize().map_err(|e| unreadable(around, e))?;
    walk(folder, watch, Some(around))
}

/// `around`: what links must not leave; none: they may lead anywhere.
fn walk(folder: &Path, watch: &Watch, around: Option<PathBuf>) -> Result<Scan> {
    let root = folder.canonicalize().map_err(|e| unreadable(folder, e))?;
    let itself = stat(&root).map_err(|e| unreadable(folder, e))?;
    let realm = Rc::new(Realm { root: root.clone(), place: PathBuf::new() });
    let mut walk = Walk {
        scan: Scan { root, entries: Vec::new(), files: 0, bytes: 0, data: 0, needed: 0, skipped: Vec::new() },
        pending: Vec::new(),
        around,
        watch,
    };
    walk.enter(PathBuf::new(), &itself, realm, None)?;
    while let Some((folder, listed)) = walk.pending.pop() {
        watch.cancel.check()?;
        walk.visit(&folder, &listed)?;
    }
    Ok(walk.scan)
}

/// A real folder that links must not leave: the scanned one, or one that a link led out to.
struct Realm {
    root: PathBuf,
    /// Where in the copy it is.
    place: PathBuf,
}

/// A folder on the way from the root to what is visited.
struct Folder {
    up: Option<Rc<Folder>>,
    id: (u64, u64),
    path: PathBuf,
    realm: Rc<Realm>,
}

struct Walk<'a> {
    scan: Scan,
    /// A stack instead of recursion: folders can be nested as deep as names can be written.
    pending: Vec<(Rc<Folder>, Listed)>,
    around: Option<PathBuf>,
    watch: &'a Watch,
}

impl Walk<'_> {
    fn visit(&mut self, folder: &Rc<Folder>, listed: &Listed) -> Result<()> {
        let path = folder.path.join(&listed.name);
        match listed.kind() {
            FileType::RegularFile => self.file(path, &listed.stat),
            FileType::Directory => self.enter(path, &listed.stat, folder.realm.clone(), Some(folder.clone())),
            FileType::Symlink => self.link(path, &listed.stat, folder),
            _ => self.special(path),
        }
    }

    fn file(&mut self, path: PathBuf, stat: &Stat) -> Result<()> {
        let source = self.scan.root.join(&path);
        if let Err(error) = accessat(CWD, &source, Access::READ_OK, AtFlags::empty()) {
            return self.unreadable(path, error);
        }
        let (size, on_disk) = (stat.st_size as u64, stat.st_blocks as u64 * 512);
        // Asked of few, as it means to open them.
        let data = if size > BLOCK && on_disk < size { holes::data(&source, size) } else { size };
        self.scan.files += 1;
        self.scan.bytes += size;
        self.scan.data += data;
        self.scan.needed += data.next_multiple_of(BLOCK);
        self.watch.progress.expect(1, size);
        self.add(path, Kind::File { size, data }, stat);
        Ok(())
    }

    fn enter(&mut self, path: PathBuf, stat: &Stat, realm: Rc<Realm>, up: Option<Rc<Folder>>) -> Result<()> {
        let id = (stat.st_dev, stat.st_ino);
        let mut above = up.as_ref();
        while let Some(folder) = above {
            if folder.id == id {
                let target = relative(path.parent().unwrap_or(Path::new("")), &folder.path);
                self.add(path, Kind::Link { target }, stat);
                return Ok(());
            }
            above = folder.up.as_ref();
        }
        let source = self.scan.root.join(&path);
        let found = match list(&source) {
            Err(error) if up.is_some() => return self.unreadable(path, error),
            found => found.map_err(|e| unreadable(&source, e))?,
        };
        if up.is_some() {
            self.scan.needed += BLOCK;
            self.add(path.clone(), Kind::Folder, stat);
        }
        let folder = Rc::new(Folder { up, id, path, realm });
        self.pending.extend(found.into_iter().rev().map(|listed| (folder.clone(), listed)));
        Ok(())
    }

    fn link(&mut self, path: PathBuf, itself: &Stat, folder: &Rc<Folder>) -> Result<()> {
        let source = self.scan.root.join(&path);
        let text = match readlink(&source, Vec::new()) {
            Ok(text) => PathBuf::from(std::ffi::OsString::from_vec(text.into_bytes())),
            Err(error) => return self.unreadable(path, error),
        };
        let realm = &folder.realm;
        let in_realm = folder.path.strip_prefix(&realm.place).unwrap_or(&folder.path);
        let leads = follow(&realm.root, in_realm, &text);
        let (shown_path, target) = (shown(&source), shown(&text));
        let real = match leads {
            Err(error) => return self.unreadable(path, error),
            Ok(Leads::Inside { text, exists }) => {
                if !exists {
                    let why = Message::FileLinkNowhere { path: shown_path, target };
                    self.skip(path.clone(), why.into());
                }
                self.add(path, Kind::Link { target: text }, itself);
                return Ok(());
            }
            Ok(Leads::Outside(real))
                if self.around.as_ref().is_none_or(|around| real.starts_with(around)) =>
            {
                real
            }
            Ok(Leads::Outside(_)) => {
                self.skip(path, Message::FileLinkOut { path: shown_path, target }.into());
                return Ok(());
            }
            Ok(Leads::Nowhere) => {
                self.skip(path, Message::FileLinkNowhere { path: shown_path, target }.into());
                return Ok(());
            }
        };
        let found = match stat(&real) {
            Ok(found) => found,
            Err(error) => return self.unreadable(path, error),
        };
        match FileType::from_raw_mode(found.st_mode) {
            FileType::RegularFile => self.file(path, &found),
            FileType::Directory => {
                let realm = Rc::new(Realm { root: real, place: path.clone() });
                self.enter(path, &found, realm, Some(folder.clone()))
            }
            _ => self.special(path),
        }
    }

    fn add(&mut self, path: PathBuf, kind: Kind, stat: &Stat) {
        self.scan.entries.push(Entry { path, kind, mode: stat.st_mode & 0o7777, modified: modified(stat) });
    }

    fn special(&mut self, path: PathBuf) -> Result<()> {
        let why = Message::FileSpecial { path: shown(&self.scan.root.join(&path)) };
        self.skip(path, why.into());
        Ok(())
    }

    /// One that has gone since its folder was read is a change, which the person must know of.
    fn unreadable(&mut self, path: PathBuf, error: impl Into<std::io::Error>) -> Result<()> {
        let why = unreadable(&self.scan.root.join(&path), error);
        if matches!(*why.message, Message::FileVanished { .. }) {
            return Err(why);
        }
        self.skip(path, why);
        Ok(())
    }

    fn skip(&mut self, path: PathBuf, why: Failure) {
        self.scan.skipped.push(SkippedFile { path, why });
    }
}

fn modified(stat: &Stat) -> SystemTime {
    let nanoseconds = Duration::from_nanos(stat.st_mtime_nsec);
    match u64::try_from(stat.st_mtime) {
        Ok(seconds) => SystemTime::UNIX_EPOCH + Duration::from_secs(seconds) + nanoseconds,
        Err(_) => SystemTime::UNIX_EPOCH - Duration::from_secs(stat.st_mtime.unsigned_abs()) + nanoseconds,
    }
}
