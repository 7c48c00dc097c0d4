//! Trees of files, browsed a folder at a time: artifacts and datasets. Neither is trusted: a link among artifacts,
//! and one that leads out of a dataset, is shown as a link and never followed.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use contract::{DatasetName, FolderPath, RunId};
use files::beneath::{self, Folder, Kind, Listed, Opened};
use locales::{Failure, Message, Result};
use serde::Serialize;

use crate::parts::{Parts, Trees};
use crate::reads::Reads;

/// A tree to browse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// The artifacts of a run.
    Artifacts(RunId),
    /// The files of a dataset.
    Dataset(DatasetName),
    /// A folder of this machine, for a person to choose from.
    Machine(PathBuf),
}

/// The kind of an entry in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// A folder.
    Folder,
    /// A file.
    File,
    /// A symbolic link, wherever it points.
    Link,
    /// A pipe, a socket or a device.
    Other,
}

/// An entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeEntry {
    /// Its name, with everything that is not UTF-8 replaced.
    pub name: String,
    /// What it is.
    pub kind: EntryKind,
    /// Size in bytes, if it is a file.
    pub bytes: Option<u64>,
    /// When it was last modified.
    pub changed: Option<SystemTime>,
}

/// The preview of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preview {
    /// Text.
    Text {
        /// At most 256 KiB of it.
        text: String,
        /// Whether there is more.
        cut: bool,
    },
    /// An image of this type, to be read with [`Trees::image`].
    Image(&'static str),
    /// An image that is too large to be shown.
    Large,
    /// Neither.
    Binary,
}

/// The largest part of a text that is shown, in bytes.
const TEXT: u64 = 256 * 1024;
/// The largest image that is shown, in bytes.
const IMAGE: u64 = 64 * 1024 * 1024;

impl<S: Reads> Trees<'_, S> {
    /// A folder of a tree: the number of its entries, and at most `limit` of them beginning with `offset`,
    /// folders first, by name. A folder that does not exist yet is empty.
    ///
    /// # Errors
    /// The run, dataset or folder does not exist, or cannot be read.
    pub fn folder(
        &self,
        tree: &Tree,
        path: &Path,
        offset: usize,
        limit: usize,
    ) -> Result<(usize, Vec<TreeEntry>)> {
        // A run creates its artifacts folder when it starts.
        let is_expected = matches!(tree, Tree::Artifacts(_)) && path.as_os_str().is_empty();
        if is_expected && self.root(tree)?.symlink_metadata().is_err() {
            return Ok((0, Vec::new()));
        }
        let Opened::Folder(folder) = self.open(tree, path)? else { return Err(missing(path)) };
        // Only names and types are read: a folder may hold 100,000 files.
        let mut all = folder.names().map_err(|error| files::unreadable(folder.path(), error))?;
        // Links and the rest are sorted among the files.
        all.sort_unstable_by(|(kind, name), (other, other_name)| {
            let by_kind = (*kind != Kind::Folder).cmp(&(*other != Kind::Folder));
            by_kind.then_with(|| parts(name).cmp(parts(other_name))).then_with(|| name.cmp(other_name))
        });
        let entry = |(kind, name): &(Kind, OsString)| entry(&folder, *kind, name);
        Ok((all.len(), all.iter().skip(offset).take(limit).map(entry).collect()))
    }

    /// The number of files in a tree, in all its folders; and whether there are more, since counting ends after
    /// `most` files, and after as many folders. What is neither a folder nor a file counts as a file.
    ///
    /// # Errors
    /// The run, dataset or folder does not exist, or cannot be read.
    pub fn count(&self, tree: &Tree, most: usize) -> Result<(usize, bool)> {
        if self.root(tree)?.symlink_metadata().is_err() {
            return Ok((0, false));
        }
        let Opened::Folder(root) = self.open(tree, Path::new(""))? else { return Ok((0, false)) };
        let (mut files, mut folders) = (0, vec![PathBuf::new()]);
        let mut read = 0;
        while let Some(path) = folders.pop() {
            if read == most {
                return Ok((files, true));
            }
            read += 1;
            // A folder that cannot be read has no files that could be shown either.
            let Ok(names) = root.folder(&path).and_then(|folder| folder.names()) else { continue };
            let below = names.iter().filter(|(kind, _)| *kind == Kind::Folder);
            folders.extend(below.map(|(_, name)| path.join(name)));
            files += names.iter().filter(|(kind, _)| *kind != Kind::Folder).count();
            if files > most {
                return Ok((most, true));
            }
        }
        Ok((files, false))
    }

    /// The folders of a dataset, by path, at most `most` of them.
    ///
    /// # Errors
    /// The dataset does not exist, or cannot be read.
    pub fn dataset_folders(&self, name: &DatasetName, most: usize) -> Result<Vec<String>> {
        self.0.datasets().get(name)?;
        let root = self.0.home().dataset_files(name);
        let root = Folder::open_named(&root).map_err(|error| files::unreadable(&root, error))?;
        let (mut found, mut open) = (Vec::new(), vec![PathBuf::new()]);
        while let Some(path) = open.pop() {
            let listed = root.folder(&path).and_then(|folder| folder.names());
            let mut inside: Vec<_> = listed
                .map_err(|error| files::unreadable(&root.path().join(&path), error))?
                .into_iter()
                .filter(|(kind, _)| *kind == Kind::Folder)
                .map(|(_, name)| path.join(name))
                .collect();
            // Reversed, because the last one is popped first.
            inside.sort_unstable_by(|a, b| b.cmp(a));
            let shown = path.to_str().filter(|text| !text.is_empty() && text.parse::<FolderPath>().is_ok());
            found.extend(shown.map(str::to_string));
            if found.len() >= most {
                break;
            }
            open.extend(inside);
        }
        Ok(found)
    }

    /// The preview of a file of a tree, and its size in bytes.
    ///
    /// # Errors
    /// The file does not exist, or cannot be read.
    pub fn preview(&self, tree: &Tree, path: &Path) -> Result<(Preview, u64)> {
        self.file(tree, path).map(|(_, preview, bytes)| (preview, bytes))
    }

    /// The bytes of an image of a tree.
    ///
    /// # Errors
    /// It is not an image, is too large, or cannot be read.
    pub fn image(&self, tree: &Tree, path: &Path) -> Result<Vec<u8>> {
        let (file, Preview::Image(_), _) = self.file(tree, path)? else {
            return Err(Message::FileNoImage { path: files::shown(path) }.into());
        };
        beneath::content(&file, IMAGE).map_err(|error| unreadable(path, error))
    }

    /// An open file of a tree with its preview and its size in bytes; it is to be read from its beginning.
    fn file(&self, tree: &Tree, path: &Path) -> Result<(File, Preview, u64)> {
        let Opened::File(mut file, _) = self.open(tree, path)? else { return Err(missing(path)) };
        let unreadable = |error| unreadable(path, error);
        let bytes = file.metadata().map_err(unreadable)?.len();
        let mut start = Vec::new();
        (&file).take(TEXT).read_to_end(&mut start).map_err(unreadable)?;
        file.rewind().map_err(unreadable)?;
        let preview = match image_type(&start, path) {
            Some(_) if bytes > IMAGE => Preview::Large,
            Some(mime) => Preview::Image(mime),
            None if start.contains(&0) => Preview::Binary,
            None => {
                let text = String::from_utf8_lossy(whole_letters(&start)).into_owned();
                Preview::Text { text, cut: bytes > start.len() as u64 }
            }
        };
        Ok((file, preview, bytes))
    }

    fn root(&self, tree: &Tree) -> Result<PathBuf> {
        match tree {
            Tree::Artifacts(id) => self.0.runs().artifacts_folder(id),
            Tree::Dataset(name) => {
                self.0.datasets().get(name)?;
                Ok(self.0.home().dataset_files(name))
            }
            Tree::Machine(folder) => Ok(folder.clone()),
        }
    }

    /// Opens a file or folder of a tree.
    fn open(&self, tree: &Tree, path: &Path) -> Result<Opened> {
        let root = self.root(tree)?;
        let opened = match tree {
            // The folder itself may have become a link that leads out of the run.
            Tree::Artifacts(id) => {
                let run = self.0.home().run(id);
                run.open(&root).and_then(|root| match root {
                    Opened::Folder(root) => root.open_any(path),
                    Opened::File(..) => Err(io::ErrorKind::InvalidInput.into()),
                })
            }
            Tree::Dataset(_) | Tree::Machine(_) => inside(&root, path),
        };
        opened
            .map_err(|error| if beneath::is_absent(&error) { missing(path) } else { unreadable(path, error) })
    }
}

/// Opens the file or folder `path` below `root`. A link is followed as long as it stays below `root`.
fn inside(root: &Path, path: &Path) -> io::Result<Opened> {
    let is_name = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    if !path.components().all(is_name) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let root = root.canonicalize()?;
    // Only to see where links lead: what is opened is opened through none.
    let real = root.join(path).canonicalize()?;
    let below = real.strip_prefix(&root).map_err(|_| io::ErrorKind::InvalidInput)?;
    Folder::open(&root)?.open_any(below)
}

fn missing(path: &Path) -> Failure {
    Message::SourceMissing { path: files::shown(path) }.into()
}

fn unreadable(path: &Path, error: io::Error) -> Failure {
    Failure::because(Message::FileUnreadable { path: files::shown(path) }, error)
}

fn entry(folder: &Folder, kind: Kind, name: &OsStr) -> TreeEntry {
    let about = folder.about(name).ok();
    TreeEntry {
        name: name.to_string_lossy().into_owned(),
        kind: match kind {
            Kind::Folder => EntryKind::Folder,
            Kind::File => EntryKind::File,
            Kind::Link => EntryKind::Link,
            Kind::Other => EntryKind::Other,
        },
        bytes: about.as_ref().filter(|about| about.is_file()).map(Listed::bytes),
        changed: about.map(|about| about.modified()),
    }
}

/// The parts of a name, to be compared as a person counts: a number by its value, so that row 2 is before row 10,
/// and everything else byte by byte.
fn parts(name: &OsStr) -> impl Iterator<Item = (u8, usize, &[u8])> {
    let parts = name.as_encoded_bytes().chunk_by(|one, next| one.is_ascii_digit() && next.is_ascii_digit());
    parts.map(|part| match part[0] {
        b'0'..=b'9' => {
            let zeros = part.iter().take_while(|digit| **digit == b'0').count();
            (b'0', part.len() - zeros, &part[zeros..])
        }
        byte => (byte, 0, &part[1..]),
    })
}

/// The types of images that every browser and WebKit can show, besides SVG, which is text.
const IMAGES: [&str; 5] = ["image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp"];

/// The type of an image, recognised by its first bytes, or by its name if it is text.
fn image_type(start: &[u8], path: &Path) -> Option<&'static str> {
    // Every image has a zero byte near its start; a text that begins like one ("BMI of all patients") has
    // none.
    if start.contains(&0) {
        return IMAGES.into_iter().find(|mime| infer::is_mime(start, mime));
    }
    path.extension().filter(|ending| ending.eq_ignore_ascii_case("svg")).map(|_| "image/svg+xml")
}

/// `bytes` without an incomplete character at their end.
fn whole_letters(bytes: &[u8]) -> &[u8] {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => &bytes[..error.valid_up_to()],
        _ => bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    /// A package from the internet could show itself the person's keys.
    #[test]
    fn nothing_outside_of_a_dataset_is_reached() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("files");
        fs::create_dir_all(root.join("plots")).unwrap();
        fs::write(folder.path().join("secret"), "x").unwrap();
        fs::write(root.join("plots/a.txt"), "x").unwrap();
        symlink("../secret", root.join("out")).unwrap();
        symlink("/etc", root.join("etc")).unwrap();
        symlink("plots/a.txt", root.join("in")).unwrap();
        symlink(root.join("plots"), root.join("absolute")).unwrap();
        let found = |path: &str| inside(&root, Path::new(path)).is_ok();
        for path in ["../secret", "out", "etc", "etc/passwd", "/etc/passwd", "plots/../../secret", "no"] {
            assert!(!found(path), "{path}");
        }
        assert!(found("in") && found("plots") && found("") && found("absolute/a.txt"));
    }

    /// A person would read that a run left 3 artifacts, and find 4.
    #[test]
    fn files_are_counted_in_all_folders() {
        let folder = tempfile::tempdir().unwrap();
        let engine = crate::Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        let tree = Tree::Machine(folder.path().join("artifacts"));
        let count = |most| engine.trees().count(&tree, most).unwrap();
        assert_eq!(count(10), (0, false));
        for path in ["report.txt", "plots/a.png", "plots/b.png", "plots/more/c.png", "empty/d/e/f.txt"] {
            let path = folder.path().join("artifacts").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        symlink("..", folder.path().join("artifacts/link")).unwrap();
        assert_eq!([count(10), count(6), count(5)], [(6, false), (6, false), (5, true)]);
        for n in 0..20 {
            fs::create_dir(folder.path().join(format!("artifacts/empty/{n}"))).unwrap();
        }
        assert!(count(10).1);
    }

    /// A person would look for epoch 2 right after epoch 1, and find epoch 10.
    #[test]
    fn names_are_listed_in_the_order_of_their_numbers() {
        let folder = tempfile::tempdir().unwrap();
        let engine = crate::Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        let root = folder.path().join("tree");
        let expected = ["row 9", "row 01", "row 1", "row 2.png", "row 2a", "row 10", "rowing", "é"];
        fs::create_dir_all(root.join(expected[0])).unwrap();
        expected[1..].iter().rev().for_each(|name| fs::write(root.join(name), "").unwrap());
        let (_, listed) = engine.trees().folder(&Tree::Machine(root), Path::new(""), 0, 100).unwrap();
        let names: Vec<_> = listed.into_iter().map(|entry| entry.name).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn images_are_known_by_how_they_begin() {
        let of = |start: &[u8], name: &str| image_type(start, Path::new(name));
        assert_eq!(of(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "x"), Some("image/png"));
        assert_eq!(of(b"RIFF\0\0\0\0WEBPVP8 ", "x"), Some("image/webp"));
        assert_eq!(of(b"<svg/>", "a.SVG"), Some("image/svg+xml"));
        assert_eq!(of(b"BMI of all patients", "notes.txt"), None);
        assert_eq!(of(b"GIF files of all patients", "notes.txt"), None);
        assert_eq!(of(b"a,b\n", "a.csv"), None);
        assert_eq!(of(b"PK\x03\x04\0\0", "a.svg"), None);
    }
}
