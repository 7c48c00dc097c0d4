//! What of a folder goes into a zip, under which names.

use super::unpack::plain_path;
use crate::Watch;
use crate::beneath::Source;
use crate::folder::{list, shown, unreadable};
use crate::tree::leads_nowhere;
use locales::{Message, Result};
use rustix::fs::{FileType, Stat, stat};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// A future entry of the zip.
pub struct Item {
    /// In the zip: below the root name, `/` between names and at the end of a folder's.
    pub name: String,
    pub source: Source,
    /// In bytes; of a folder 0.
    pub size: u64,
    /// Whether its owner may execute the file.
    pub executable: bool,
}

/// What is taken into one zip at most: links to folders can make endlessly many of a few.
const MOST: usize = 2_000_000;

/// The longest name, in bytes: a path has at most 4,096, and that of the folder which the zip is unpacked
/// into must have room beside it.
pub const LONGEST: usize = 3000;

/// Whether a file of this mode, as `stat` tells it, may be executed by its owner.
pub fn is_executable(mode: u32) -> bool {
    mode & 0o100 != 0
}

/// Everything that goes into a zip, in the order of the names' bytes, and what cannot.
pub struct Contents {
    pub items: Vec<Item>,
    /// Relative to the folder.
    pub skipped: Vec<PathBuf>,
}

/// See [`super::pack`] for what is left out. Folders are listed only if nothing is in them.
pub fn collect(
    folder: &Path,
    root_name: &str,
    keep: &dyn Fn(&Path) -> bool,
    watch: &Watch,
) -> Result<Contents> {
    if plain_path(root_name).is_none() {
        return Err(Message::ZipNameRefused { path: shown(Path::new(root_name)) }.into());
    }
    let root = folder.canonicalize().map_err(|e| unreadable(folder, e))?;
    let itself = stat(&root).map_err(|e| unreadable(folder, e))?;
    let contents = Contents { items: Vec::new(), skipped: Vec::new() };
    let mut walk = Walk { root, root_name, keep, watch, contents, pending: Vec::new() };
    walk.enter(Path::new(""), &itself, None)?;
    while let Some(folder) = walk.pending.pop() {
        watch.cancel.check()?;
        walk.read(&folder)?;
    }
    let Contents { mut items, skipped } = walk.contents;
    items.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    // What is in a folder comes right after it.
    let mut following = String::new();
    for i in (0..items.len()).rev() {
        let name = items[i].name.clone();
        if name.ends_with('/') && following.starts_with(&name) {
            items[i].name.clear();
        }
        following = name;
    }
    items.retain(|item| !item.name.is_empty());
    Ok(Contents { items, skipped })
}

/// A folder to read, with those it is in.
struct Folder {
    up: Option<Rc<Folder>>,
    id: (u64, u64),
    path: PathBuf,
}

struct Walk<'a> {
    root: PathBuf,
    root_name: &'a str,
    keep: &'a dyn Fn(&Path) -> bool,
    watch: &'a Watch,
    contents: Contents,
    pending: Vec<Rc<Folder>>,
}

impl Walk<'_> {
    fn read(&mut self, folder: &Rc<Folder>) -> Result<()> {
        let source = self.root.join(&folder.path);
        for listed in list(&source).map_err(|e| unreadable(&source, e))? {
            let path = folder.path.join(&listed.name);
            if !(self.keep)(&path) {
                continue;
            }
            match listed.kind() {
                FileType::Symlink => self.link(path, folder)?,
                kind => self.visit(path, kind, &listed.stat, folder)?,
            }
        }
        Ok(())
    }

    fn visit(&mut self, path: PathBuf, kind: FileType, stat: &Stat, folder: &Rc<Folder>) -> Result<()> {
        match kind {
            FileType::RegularFile => {
                let size = stat.st_size as u64;
                if self.add(&path, "", size, is_executable(stat.st_mode))? {
                    self.watch.progress.expect(1, size);
                }
                Ok(())
            }
            FileType::Directory => self.enter(&path, stat, Some(folder.clone())),
            _ => self.skip(path),
        }
    }

    fn skip(&mut self, path: PathBuf) -> Result<()> {
        self.contents.skipped.push(path);
        self.limit()
    }

    fn link(&mut self, path: PathBuf, folder: &Rc<Folder>) -> Result<()> {
        let source = self.root.join(&path);
        let real = match source.canonicalize() {
            Ok(real) => real,
            Err(e) if leads_nowhere(&e) => return self.skip(path),
            Err(e) => return Err(unreadable(&source, e)),
        };
        let found = stat(&real).map_err(|e| unreadable(&source, e))?;
        let kind = FileType::from_raw_mode(found.st_mode);
        if kind == FileType::Directory && (!real.starts_with(&self.root) || is_in(folder, id(&found))) {
            return self.skip(path);
        }
        self.visit(path, kind, &found, folder)
    }

    fn enter(&mut self, path: &Path, stat: &Stat, up: Option<Rc<Folder>>) -> Result<()> {
        if self.add(path, "/", 0, false)? {
            self.pending.push(Rc::new(Folder { up, id: id(stat), path: path.into() }));
        }
        Ok(())
    }

    /// Takes it in; `false`: its name is none that a zip can hold.
    fn add(&mut self, path: &Path, end: &str, size: u64, executable: bool) -> Result<bool> {
        let Some(text) = path.to_str() else {
            self.skip(path.into())?;
            return Ok(false);
        };
        let between = if text.is_empty() { "" } else { "/" };
        let name = [self.root_name, between, text, end].concat();
        if name.len() > LONGEST || plain_path(&name).is_none() {
            self.skip(path.into())?;
            return Ok(false);
        }
        let source = Source::Path(self.root.join(path));
        self.contents.items.push(Item { name, source, size, executable });
        self.limit()?;
        Ok(true)
    }

    fn limit(&self) -> Result<()> {
        if self.contents.items.len() + self.contents.skipped.len() > MOST {
            return Err(Message::ZipTooMany { most: MOST as u64 }.into());
        }
        Ok(())
    }
}

fn id(stat: &Stat) -> (u64, u64) {
    (stat.st_dev, stat.st_ino)
}

/// Whether `folder` is, or is in, the one with this identity.
fn is_in(folder: &Rc<Folder>, id: (u64, u64)) -> bool {
    let mut above = Some(folder);
    while let Some(folder) = above {
        if folder.id == id {
            return true;
        }
        above = folder.up.as_ref();
    }
    false
}
