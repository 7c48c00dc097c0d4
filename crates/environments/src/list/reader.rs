//! Reads lists and what they refer to: other lists, constraints, archives and projects.

use super::{List, Origin, Requirement, line, text, url};
use crate::digest::Digest;
use crate::variables::Variables;
use files::beneath::{self, Folder, Source};
use files::{Cancel, Watch, digest, shown, tree, unreadable};
use locales::{Message, Result};
use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The lists of a package. The second one is optional; pipelines need both.
const LISTS: [&str; 2] = ["requirements.txt", "train_requirements.txt"];

/// The largest size of all lists of a package together, in bytes: a hundred times that of long lists.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// How many lines all lists of a package may have together, without empty ones and comments: each needs some hundred
/// bytes of memory.
const MOST_LINES: u64 = 100_000;

/// The longest line with its variables expanded, in bytes: no real list comes near it.
const LONGEST_LINE: usize = 1024 * 1024;

/// How deeply lists may be nested.
const DEEPEST: usize = 50;

/// A package's lists, read.
#[derive(Clone)]
pub struct Lists {
    /// The lists that have requirements, in their order.
    pub lists: Vec<List>,
    /// The digest of the lists and everything that they refer to.
    pub digest: Digest,
    /// The package's folder, absolute.
    pub root: PathBuf,
    /// Messages about what is left out, like pip does.
    pub notes: Vec<Message>,
}

/// Reads the lists in the package's folder `root`.
///
/// Fails if a list cannot be read, if all are more than [`MOST_BYTES`] or [`MOST_LINES`], if pip would refuse a list,
/// if a list refers to something that does not exist, is not a file or folder, or is outside of the package by a
/// relative path; and if it is cancelled.
pub fn read(root: &Path, variables: &Variables, cancel: &Cancel) -> Result<Lists> {
    let root = root.canonicalize().map_err(|e| unreadable(root, e))?;
    let folder = Folder::open(&root).map_err(|e| unreadable(&root, e))?;
    let mut reader = Reader {
        root: &root,
        folder: Arc::new(folder),
        variables,
        cancel,
        list: List::default(),
        digest: Digest::default(),
        open: Vec::new(),
        seen: HashSet::new(),
        referred: HashSet::new(),
        left: MOST_BYTES,
        left_lines: MOST_LINES,
        notes: Vec::new(),
    };
    let mut lists = Vec::new();
    for file in LISTS {
        let path = root.join(file);
        if file == LISTS[1] && path.symlink_metadata().is_err() {
            continue;
        }
        reader.list.file = file;
        reader.seen.clear();
        reader.file(&path, false)?;
        lists.push(std::mem::take(&mut reader.list));
    }
    for list in &lists {
        // The lines themselves; what they refer to is in the digest by now.
        reader.digest.part("list", format!("{:?}", (list.file, &list.options, &list.remote)));
        reader.digest.part("asked", format!("{:?}", (&list.requirements, &list.constraints)));
    }
    let (digest, notes) = (reader.digest, reader.notes);
    lists.retain(|list| !list.is_empty());
    Ok(Lists { lists, digest, root, notes })
}

struct Reader<'a> {
    root: &'a Path,
    /// The root: what is in it is opened beneath it, whatever is swapped meanwhile.
    folder: Arc<Folder>,
    variables: &'a Variables,
    cancel: &'a Cancel,
    list: List,
    digest: Digest,
    /// The lists that are being read: each one refers to the next.
    open: Vec<PathBuf>,
    /// The lists that were read, and whether as constraints: they need not be read again.
    seen: HashSet<(PathBuf, bool)>,
    /// What is in the digest by now, and whether with the content of its files.
    referred: HashSet<(PathBuf, bool)>,
    /// How many bytes may still be read, including those from variables.
    left: u64,
    /// How many lines may still be read.
    left_lines: u64,
    notes: Vec<Message>,
}

/// A line of a list, for messages about it.
struct Position<'a> {
    file: &'a Path,
    line: u64,
}

/// What a reference leads to.
enum Found {
    File(PathBuf),
    Folder(PathBuf),
}

impl Reader<'_> {
    fn file(&mut self, path: &Path, constraints: bool) -> Result<()> {
        if !self.seen.insert((path.to_path_buf(), constraints)) {
            return Ok(());
        }
        let bytes = self.bytes(path)?;
        let text = text::decode(&bytes)
            .ok_or_else(|| Message::RequirementsNotText { file: shown(self.relative(path)) })?;
        drop(bytes);
        self.open.push(path.to_path_buf());
        for (number, text) in text::lines(&text) {
            self.cancel.check()?;
            let text = self.expand(text)?;
            let (requirement, mut options) = line(&text).map_err(|_| Message::RequirementLineUnreadable {
                file: shown(self.relative(path)),
                line: number,
                text: url::without_secrets(&text).chars().take(200).collect(),
            })?;
            let at = Position { file: path, line: number };
            // These apply to all packages, in whatever line they are.
            let formats = std::mem::take(&mut options.formats);
            if !formats.is_empty() {
                self.list.options.push(super::Options { formats, ..super::Options::default() });
            }
            match requirement {
                Some(requirement) => self.requirement(requirement, constraints, &at)?,
                None => self.options(options, &at)?,
            }
        }
        self.open.pop();
        Ok(())
    }

    /// The bytes of a list.
    fn bytes(&mut self, path: &Path) -> Result<Vec<u8>> {
        let opened = self.source(path).open().and_then(|file| match file.metadata()?.is_file() {
            true => beneath::content(&file, self.left),
            false => Err(io::ErrorKind::InvalidInput.into()),
        });
        let bytes = opened.map_err(|error| match error.kind() {
            io::ErrorKind::InvalidInput => {
                Message::RequirementsNotText { file: shown(self.relative(path)) }.into()
            }
            io::ErrorKind::FileTooLarge => Message::RequirementsTooLong { bytes: MOST_BYTES }.into(),
            _ => unreadable(path, error),
        })?;
        self.left -= bytes.len() as u64;
        Ok(bytes)
    }

    /// Where a file is read: what an absolute path names outside of the package is the person's own.
    fn source(&self, path: &Path) -> Source {
        match path.strip_prefix(self.root) {
            Ok(below) => Source::Beneath(self.folder.clone(), below.into()),
            Err(_) => Source::Path(path.into()),
        }
    }

    /// The digest of a folder with a project.
    fn project_digest(&self, path: &Path) -> Result<String> {
        let Ok(below) = path.strip_prefix(self.root) else { return digest::tree(path, self.cancel) };
        let around = self.folder.folder(Path::new("")).map_err(|e| unreadable(self.root, e))?;
        let watch = Watch { cancel: self.cancel.clone(), ..Watch::default() };
        digest::scanned(&tree::scan_within(around, below, &watch)?, self.cancel)
    }

    /// Expands the variables of a line.
    fn expand(&mut self, text: String) -> Result<String> {
        self.left_lines =
            self.left_lines.checked_sub(1).ok_or(Message::RequirementsTooMany { lines: MOST_LINES })?;
        let (before, left) = (text.len(), usize::try_from(self.left).unwrap_or(usize::MAX));
        let most = LONGEST_LINE.min(before.saturating_add(left));
        let text = text::expand(text, self.variables, most)
            .ok_or(Message::RequirementsTooLong { bytes: MOST_BYTES })?;
        self.left -= text.len().saturating_sub(before) as u64;
        Ok(text)
    }

    fn requirement(&mut self, requirement: Requirement, constraints: bool, at: &Position<'_>) -> Result<()> {
        if let Origin::Local { path, fragment, .. } = &requirement.origin {
            // Like pip: relative not to the list's folder, but to the working directory.
            let found = self.refer(self.root, path, at)?;
            let (Found::File(target) | Found::Folder(target)) = &found;
            let is_new = self.referred.insert((target.clone(), true));
            let content = match found {
                _ if !is_new => None,
                Found::File(found) => Some(digest::source(&self.source(&found), self.cancel)?),
                Found::Folder(found) => {
                    let is_project =
                        ["setup.py", "pyproject.toml"].iter().any(|name| found.join(name).is_file());
                    if !is_project && fragment.is_empty() {
                        let (file, line, reference) = self.reference(path, at);
                        return Err(Message::RequirementFolderEmpty { file, line, reference }.into());
                    }
                    Some(self.project_digest(&found)?)
                }
            };
            if let Some(content) = content {
                self.digest.part(path.as_os_str().as_encoded_bytes(), content);
            }
        }
        let target = if constraints { &mut self.list.constraints } else { &mut self.list.requirements };
        target.push(requirement);
        Ok(())
    }

    /// Reads a line that has only options. If it refers to a list, the other options are ignored, like by pip.
    fn options(&mut self, mut options: super::Options, at: &Position<'_>) -> Result<()> {
        let nested = options.requirements.first().map(|list| (list, false));
        if let Some((list, constraints)) = nested.or_else(|| Some((options.constraints.first()?, true))) {
            return self.nested(list, constraints, at);
        }
        if let Some(links) = options.find_links.first_mut() {
            match self.links(links, at)? {
                Some(url) => *links = url,
                None => {
                    let (file, line, reference) = self.reference(Path::new(links), at);
                    self.notes.push(Message::FindLinksMissing { file, line, reference });
                    options.find_links.clear();
                }
            }
        }
        self.list.options.push(options);
        Ok(())
    }

    fn nested(&mut self, list: &str, constraints: bool, at: &Position<'_>) -> Result<()> {
        let path = match url::path(list) {
            Some(path) => path,
            None if list.contains("://") => {
                let option = if constraints { "-c" } else { "-r" };
                self.list.remote.push(format!("{option} {list}"));
                return Ok(());
            }
            None => list.into(),
        };
        let folder = at.file.parent().unwrap_or(self.root);
        let (file, line, reference) = self.reference(&path, at);
        match self.refer(folder, &path, at)? {
            Found::Folder(_) => Err(Message::RequirementReferenceOdd { file, line, reference }.into()),
            Found::File(found) if self.open.contains(&found) || self.open.len() >= DEEPEST => {
                Err(Message::RequirementReferenceCircular { file, line, reference }.into())
            }
            Found::File(found) => self.file(&found, constraints),
        }
    }

    /// What `named` leads to from `folder`.
    fn refer(&self, folder: &Path, named: &Path, at: &Position<'_>) -> Result<Found> {
        let (file, line, reference) = self.reference(named, at);
        let Ok(path) = folder.join(named).canonicalize() else {
            return Err(Message::RequirementReferenceMissing { file, line, reference }.into());
        };
        if named.is_relative() && !path.starts_with(self.root) {
            return Err(Message::RequirementReferenceOutside { file, line, reference }.into());
        }
        match path.metadata() {
            Ok(about) if about.is_file() => Ok(Found::File(path)),
            Ok(about) if about.is_dir() => Ok(Found::Folder(path)),
            _ => Err(Message::RequirementReferenceOdd { file, line, reference }.into()),
        }
    }

    /// The URL of the argument of `--find-links`: a page, an archive, or a folder of archives, whose names
    /// and sizes become part of the digest. `None` if it does not exist.
    fn links(&mut self, links: &str, at: &Position<'_>) -> Result<Option<String>> {
        let named = match url::path(links) {
            Some(path) => path,
            None if links.contains("://") => return Ok(Some(links.into())),
            None => match (links.strip_prefix("~/"), self.variables.folder("HOME")) {
                (Some(rest), Some(home)) => home.join(rest),
                _ => links.into(),
            },
        };
        let beside = at.file.parent().unwrap_or(self.root);
        let folder = if beside.join(&named).exists() { beside } else { self.root };
        if !folder.join(&named).exists() {
            return Ok(None);
        }
        let (Found::File(path) | Found::Folder(path)) = self.refer(folder, &named, at)?;
        if self.referred.insert((path.clone(), false)) {
            self.digest.part(self.relative(&path).as_os_str().as_encoded_bytes(), listing(&path));
        }
        let scheme = if path.starts_with(self.root) { "file:" } else { "file://" };
        Ok(Some(format!("{scheme}{}", url::encode(self.relative(&path)))))
    }

    fn reference(&self, named: &Path, at: &Position<'_>) -> (String, u64, String) {
        (shown(self.relative(at.file)), at.line, shown(named))
    }

    /// `path` relative to the package, which is unpacked in another folder for each run.
    fn relative<'b>(&self, path: &'b Path) -> &'b Path {
        path.strip_prefix(self.root).unwrap_or(path)
    }
}

/// A digest of the names and sizes in a folder of archives.
pub fn listing(folder: &Path) -> Vec<u8> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut listed: Vec<_> =
        entries.map(|entry| (entry.file_name(), entry.metadata().map_or(0, |found| found.len()))).collect();
    listed.sort();
    let mut digest = blake3::Hasher::new();
    for (name, size) in listed {
        digest.update(name.as_encoded_bytes()).update(b"/").update(&size.to_le_bytes());
    }
    digest.finalize().as_bytes().to_vec()
}

#[cfg(test)]
mod tests;
