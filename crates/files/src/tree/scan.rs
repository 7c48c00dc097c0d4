//! What a copy of a folder would hold, found out before anything is written.

use super::holes;
use super::links::{Leads, follow, relative};
use super::reach::Reach;
use crate::beneath::{Folder as OpenFolder, LONGEST, Source};
use crate::folder::{Listed, modified, shown, unreadable};
use crate::{Stamp, Watch};
use locales::{Failure, Message, Result};
use rustix::fs::{FileType, Stat, fstat, stat};
use std::collections::HashMap;
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;
use std::time::SystemTime;

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
    /// What else the file system said of it then; of what a link leads to if it was followed.
    pub stamp: Stamp,
    /// Where it is read beneath the folder that links must not leave, if a link led there.
    pub(crate) linked: Option<PathBuf>,
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
#[derive(Debug)]
pub struct Scan {
    /// The folder's real path.
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
    pub(crate) reach: Reach,
}

impl Scan {
    /// Where the file that an entry is, is read.
    pub fn source(&self, entry: &Entry) -> Source {
        self.reach.source(entry)
    }

    /// Where the file that an entry is, or leads to as a link in the folder, is read. `None`: it is a folder, or
    /// leads to none of the entries.
    pub fn sources(&self) -> impl Fn(&Entry) -> Option<Source> {
        let entries: HashMap<&Path, &Entry> = self.entries.iter().map(|one| (&*one.path, one)).collect();
        move |entry| {
            let mut path = entry.path.clone();
            // As many as the system follows.
            for _ in 0..40 {
                let entry = entries.get(&*path)?;
                match &entry.kind {
                    Kind::Folder => return None,
                    Kind::File { .. } => return Some(self.reach.source(entry)),
                    Kind::Link { target } => path = joined(path.parent()?, target)?,
                }
            }
            None
        }
    }
}

/// The path that `text` leads to from `folder`; `None`: out of the root of both.
fn joined(folder: &Path, text: &Path) -> Option<PathBuf> {
    let mut path = folder.to_path_buf();
    for part in text.components() {
        match part {
            Component::CurDir => {}
            Component::Normal(name) => path.push(name),
            Component::ParentDir if path.pop() => {}
            _ => return None,
        }
    }
    Some(path)
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
    let root = folder.canonicalize().map_err(|e| unreadable(folder, e))?;
    walk(Reach::Anywhere(root.clone()), root, None, None, watch)
}

/// The same for a folder whose writer is not trusted: a link that leaves it is left out, too, and nothing is
/// read through one.
///
/// # Errors
///
/// As [`scan()`].
pub fn scan_beneath(folder: OpenFolder, watch: &Watch) -> Result<Scan> {
    // Only to see where links lead: nothing is read by it.
    let root = folder.path().canonicalize().map_err(|e| unreadable(folder.path(), e))?;
    walk(Reach::beneath(folder, None), root.clone(), Some(root), None, watch)
}

/// The same for a folder in which others work meanwhile: what vanishes is left out without a word, and so is what
/// `includes` says no to, with everything in it. It is asked with paths relative to the folder.
///
/// # Errors
///
/// As [`scan()`], except that things may vanish.
pub fn scan_live(folder: OpenFolder, includes: &dyn Fn(&Path) -> bool, watch: &Watch) -> Result<Scan> {
    let root = folder.path().canonicalize().map_err(|e| unreadable(folder.path(), e))?;
    walk(Reach::beneath(folder, None), root.clone(), Some(root), Some(includes), watch)
}

/// The same for the folder `below` in `around`: a link that stays in `around` becomes what it leads to.
///
/// # Errors
///
/// As [`scan()`].
pub fn scan_within(around: OpenFolder, below: &Path, watch: &Watch) -> Result<Scan> {
    let real = around.path().canonicalize().map_err(|e| unreadable(around.path(), e))?;
    let root = real.join(below).canonicalize().map_err(|e| unreadable(&real.join(below), e))?;
    let below = root.strip_prefix(&real).map_err(|_| Message::FileVanished { path: shown(&root) })?;
    let folder = around.folder(below).map_err(|e| unreadable(&root, e))?;
    walk(Reach::beneath(folder, Some(around)), root, Some(real), None, watch)
}

/// `around`: what links must not leave; none: they may lead anywhere. `live`: what is included of a folder in which
/// things may vanish.
fn walk(
    reach: Reach,
    root: PathBuf,
    around: Option<PathBuf>,
    live: Option<&dyn Fn(&Path) -> bool>,
    watch: &Watch,
) -> Result<Scan> {
    let realm = Rc::new(Realm { root: root.clone(), place: PathBuf::new(), linked: None });
    let mut walk = Walk {
        scan: Scan {
            root,
            entries: Vec::new(),
            files: 0,
            bytes: 0,
            data: 0,
            needed: 0,
            skipped: Vec::new(),
            reach,
        },
        pending: Vec::new(),
        around,
        live,
        watch,
    };
    walk.enter(PathBuf::new(), None, realm, None)?;
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
    /// Where it is beneath the folder that links must not leave, if a link led there.
    linked: Option<PathBuf>,
}

impl Realm {
    /// The same of something in it.
    fn linked(&self, path: &Path) -> Option<PathBuf> {
        let (linked, inside) = (self.linked.as_ref()?, path.strip_prefix(&self.place).unwrap_or(path));
        // Joining an empty path would append a slash.
        Some(if inside.as_os_str().is_empty() { linked.clone() } else { linked.join(inside) })
    }
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
    live: Option<&'a dyn Fn(&Path) -> bool>,
    watch: &'a Watch,
}

impl Walk<'_> {
    fn visit(&mut self, folder: &Rc<Folder>, listed: &Listed) -> Result<()> {
        let path = folder.path.join(&listed.name);
        if self.live.is_some_and(|includes| !includes(&path)) {
            return Ok(());
        }
        if path.as_os_str().as_bytes().len() > LONGEST {
            let start: PathBuf = path.iter().take(8).collect();
            let why = Message::FileTooDeep { path: shown(&start.join("…")), most: LONGEST as u64 };
            self.skip(path, why.into());
            return Ok(());
        }
        match listed.kind() {
            FileType::RegularFile => self.file(path, &listed.stat, &folder.realm),
            FileType::Directory => {
                self.enter(path, Some(&listed.stat), folder.realm.clone(), Some(folder.clone()))
            }
            FileType::Symlink => self.link(path, &listed.stat, folder),
            _ => self.special(path),
        }
    }

    fn file(&mut self, path: PathBuf, stat: &Stat, realm: &Realm) -> Result<()> {
        let linked = realm.linked(&path);
        let (size, on_disk) = (stat.st_size as u64, stat.st_blocks as u64 * 512);
        // Asked of few.
        let may_have_holes = size > BLOCK && on_disk < size;
        let data = match self.scan.reach.look(&path, linked.as_deref(), may_have_holes) {
            Ok(file) => file.map_or(size, |file| holes::data(&file, size)),
            Err(error) => return self.unreadable(path, error),
        };
        self.scan.files += 1;
        self.scan.bytes += size;
        self.scan.data += data;
        self.scan.needed += data.next_multiple_of(BLOCK);
        self.watch.progress.expect(1, size);
        self.add(path, Kind::File { size, data }, stat, linked);
        Ok(())
    }

    /// `stat`: not of the first.
    fn enter(
        &mut self,
        path: PathBuf,
        stat: Option<&Stat>,
        realm: Rc<Realm>,
        up: Option<Rc<Folder>>,
    ) -> Result<()> {
        let linked = realm.linked(&path);
        let opened = self.scan.reach.folder(&path, linked.as_deref());
        let found = opened.and_then(|opened| Ok((fstat(&opened)?, opened.entries()?)));
        let (now, found) = match found {
            Err(error) if up.is_some() => return self.unreadable(path, error),
            found => found.map_err(|e| unreadable(&self.scan.root.join(&path), e))?,
        };
        let id = (now.st_dev, now.st_ino);
        let mut above = up.as_ref();
        while let Some(folder) = above {
            if folder.id == id {
                let target = relative(path.parent().unwrap_or(Path::new("")), &folder.path);
                self.add(path, Kind::Link { target }, &now, None);
                return Ok(());
            }
            above = folder.up.as_ref();
        }
        if let Some(stat) = stat {
            self.scan.needed += BLOCK;
            self.add(path.clone(), Kind::Folder, stat, linked);
        }
        let folder = Rc::new(Folder { up, id, path, realm });
        self.pending.extend(found.into_iter().rev().map(|listed| (folder.clone(), listed)));
        Ok(())
    }

    fn link(&mut self, path: PathBuf, itself: &Stat, folder: &Rc<Folder>) -> Result<()> {
        let source = self.scan.root.join(&path);
        let text = match self.scan.reach.read_link(&path, folder.realm.linked(&path).as_deref()) {
            Ok(text) => text,
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
                self.add(path, Kind::Link { target: text }, itself, None);
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
        let linked = self.around.as_ref().and_then(|around| real.strip_prefix(around).ok());
        let linked = linked.map(Path::to_path_buf);
        let found = match &linked {
            None => stat(&real).map_err(Into::into),
            Some(linked) => self.scan.reach.stat_linked(linked),
        };
        let found = match found {
            Ok(found) => found,
            Err(error) => return self.unreadable(path, error),
        };
        let realm = Realm { root: real, place: path.clone(), linked };
        match FileType::from_raw_mode(found.st_mode) {
            FileType::RegularFile => self.file(path, &found, &realm),
            FileType::Directory => self.enter(path, Some(&found), Rc::new(realm), Some(folder.clone())),
            _ => self.special(path),
        }
    }

    fn add(&mut self, path: PathBuf, kind: Kind, stat: &Stat, linked: Option<PathBuf>) {
        let (mode, modified, stamp) = (stat.st_mode & 0o7777, modified(stat), Stamp::of(stat));
        self.scan.entries.push(Entry { path, kind, mode, modified, stamp, linked });
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
            return if self.live.is_some() { Ok(()) } else { Err(why) };
        }
        self.skip(path, why);
        Ok(())
    }

    fn skip(&mut self, path: PathBuf, why: Failure) {
        self.scan.skipped.push(SkippedFile { path, why });
    }
}
