//! The entries of one folder of a tree, in an order.

use std::cmp::Ordering;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::time::SystemTime;

use files::beneath::Kind;
use locales::{Message, Result};
use serde::Serialize;

use super::Tree;
use super::tree_folder::TreeFolder;
use crate::parts::Trees;
use crate::reads::Reads;

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
    /// Its name.
    pub name: OsString,
    /// What it is.
    pub kind: EntryKind,
    /// Size in bytes, if it is a file.
    pub bytes: Option<u64>,
    /// When it was last modified.
    pub changed: Option<SystemTime>,
}

/// By what the entries of a folder are ordered. Folders come first in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortBy {
    /// Their names, as a person counts: row 2 is before row 10.
    #[default]
    Name,
    /// Their sizes.
    Size,
    /// When they were last modified.
    Changed,
}

/// An order of the entries of a folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TreeOrder {
    /// What is compared; by name, what is equal.
    pub by: SortBy,
    /// The other way round.
    pub descending: bool,
}

impl<S: Reads> Trees<'_, S> {
    /// A folder of a tree: the number of its entries, and at most `limit` of them in this order beginning with
    /// `offset`. A folder that does not exist yet is empty.
    ///
    /// # Errors
    /// The run, dataset or folder does not exist, or cannot be read.
    pub fn folder(
        &self,
        tree: &Tree,
        path: &Path,
        order: TreeOrder,
        offset: usize,
        limit: usize,
    ) -> Result<(usize, Vec<TreeEntry>)> {
        self.listed(tree, path, order, offset, limit, |_| true)
    }

    /// The images in a folder, recognized by their extensions, in the same way.
    ///
    /// # Errors
    /// Those of [`Self::folder`].
    pub fn images(
        &self,
        tree: &Tree,
        path: &Path,
        order: TreeOrder,
        offset: usize,
        limit: usize,
    ) -> Result<(usize, Vec<TreeEntry>)> {
        self.listed(tree, path, order, offset, limit, |(kind, name)| *kind == Kind::File && is_image(name))
    }

    fn listed(
        &self,
        tree: &Tree,
        path: &Path,
        order: TreeOrder,
        offset: usize,
        limit: usize,
        is_listed: impl Fn(&(Kind, OsString)) -> bool,
    ) -> Result<(usize, Vec<TreeEntry>)> {
        let is_expected = matches!(tree, Tree::Artifacts(_) | Tree::Data(_)) && path.as_os_str().is_empty();
        if is_expected && !self.exists(tree)? {
            return Ok((0, Vec::new()));
        }
        let folder = self.open_folder(tree, path)?;
        let mut all = folder.names()?;
        all.retain(is_listed);
        sort(&folder, &mut all, order);
        let entry = |(kind, name): &(Kind, OsString)| entry(&folder, *kind, name);
        Ok((all.len(), all.iter().skip(offset).take(limit).map(entry).collect()))
    }

    /// The index of a file or folder among the entries of its folder in this order, from 0; `None` if it no longer
    /// exists.
    ///
    /// # Errors
    /// The run or dataset does not exist, or the folder cannot be read.
    pub fn index(&self, tree: &Tree, path: &Path, order: TreeOrder) -> Result<Option<usize>> {
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { return Ok(None) };
        let folder = match self.open_folder(tree, parent) {
            Ok(folder) => folder,
            Err(failure) if matches!(*failure.message, Message::SourceMissing { .. }) => return Ok(None),
            Err(failure) => return Err(failure),
        };
        let mut all = folder.names()?;
        sort(&folder, &mut all, order);
        Ok(all.iter().position(|(_, entry)| entry == name))
    }
}

/// Whether a name has the extension of an image.
fn is_image(name: &OsStr) -> bool {
    const ENDINGS: [&str; 7] = ["png", "jpg", "jpeg", "gif", "webp", "svg", "bmp"];
    let ending = Path::new(name).extension().unwrap_or_default();
    ENDINGS.iter().any(|image| ending.eq_ignore_ascii_case(image))
}

/// Sorts the entries of a folder. Only an order that is not by name asks for more than names and types: a folder may
/// hold 100,000 files.
fn sort(folder: &TreeFolder, entries: &mut [(Kind, OsString)], order: TreeOrder) {
    let by_name = |(_, name): &(Kind, OsString), (_, other): &(Kind, OsString)| {
        parts(name).cmp(parts(other)).then_with(|| name.cmp(other))
    };
    // Links and the rest are sorted among the files.
    let is_file = |(kind, _): &(Kind, OsString)| *kind != Kind::Folder;
    let directed = |ordering: Ordering| if order.descending { ordering.reverse() } else { ordering };
    if order.by == SortBy::Name {
        entries.sort_unstable_by(|one, other| {
            is_file(one).cmp(&is_file(other)).then_with(|| directed(by_name(one, other)))
        });
        return;
    }
    entries.sort_unstable_by(by_name);
    // What has vanished meanwhile is the smallest and oldest.
    entries.sort_by_cached_key(|(kind, name)| {
        let about = folder.about(name);
        let key = match order.by {
            SortBy::Size => (about.bytes, None),
            SortBy::Name | SortBy::Changed => (None, about.changed),
        };
        (*kind != Kind::Folder, Directed { key, descending: order.descending })
    });
}

/// Something to sort by, perhaps the other way round.
#[derive(PartialEq, Eq)]
struct Directed<K> {
    key: K,
    descending: bool,
}

impl<K: Ord> Ord for Directed<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        let ordering = self.key.cmp(&other.key);
        if self.descending { ordering.reverse() } else { ordering }
    }
}

impl<K: Ord> PartialOrd for Directed<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

pub(super) fn entry(folder: &TreeFolder, kind: Kind, name: &OsStr) -> TreeEntry {
    let about = folder.about(name);
    TreeEntry {
        name: name.into(),
        kind: match kind {
            Kind::Folder => EntryKind::Folder,
            Kind::File => EntryKind::File,
            Kind::Link => EntryKind::Link,
            Kind::Other => EntryKind::Other,
        },
        bytes: about.bytes,
        changed: about.changed,
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::time::Duration;

    /// A person would look for epoch 2 right after epoch 1, and find epoch 10.
    #[test]
    fn names_are_listed_in_the_order_of_their_numbers() {
        let folder = tempfile::tempdir().unwrap();
        let engine = crate::Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        let root = folder.path().join("tree");
        let expected = ["row 9", "row 01", "row 1", "row 2.png", "row 2a", "row 10", "rowing", "é"];
        fs::create_dir_all(root.join(expected[0])).unwrap();
        expected[1..].iter().rev().for_each(|name| fs::write(root.join(name), "").unwrap());
        let (_, listed) =
            engine.trees().folder(&Tree::Machine(root), Path::new(""), TreeOrder::default(), 0, 100).unwrap();
        let names: Vec<_> = listed.into_iter().map(|entry| entry.name.into_string().unwrap()).collect();
        assert_eq!(names, expected);
    }

    /// A person would read that the file they look at is gone, because others were written before it.
    #[test]
    fn a_file_is_found_again_wherever_it_is_in_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let engine = crate::Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        let root = folder.path().join("tree");
        fs::create_dir_all(root.join("plots")).unwrap();
        for name in ["1", "2", "10"] {
            fs::write(root.join("plots").join(name), "").unwrap();
        }
        let index = |path: &str, descending| {
            let order = TreeOrder { by: SortBy::Name, descending };
            engine.trees().index(&Tree::Machine(root.clone()), Path::new(path), order).unwrap()
        };
        assert_eq!([index("plots/2", false), index("plots/10", true)], [Some(1), Some(0)]);
        assert_eq!(index("plots", false), Some(0));
        for gone in ["plots/3", "no/3", "plots/2/3", "", ".."] {
            assert_eq!(index(gone, false), None, "{gone}");
        }
    }

    /// A person would see an empty tile for each of a folder's texts.
    #[test]
    fn the_images_of_a_folder_are_listed_alone() {
        let folder = tempfile::tempdir().unwrap();
        let engine = crate::Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        let root = folder.path().join("tree");
        fs::create_dir_all(root.join("1.png")).unwrap();
        let images = |offset| {
            let tree = Tree::Machine(root.clone());
            let (total, listed) =
                engine.trees().images(&tree, Path::new(""), TreeOrder::default(), offset, 1).unwrap();
            (total, listed.into_iter().map(|entry| entry.name.into_string().unwrap()).collect())
        };
        assert_eq!(images(0), (0, String::new()));
        for name in ["2.PNG", "10.jpeg", "png", "3.png.txt"] {
            fs::write(root.join(name), "").unwrap();
        }
        assert_eq!([images(0), images(1)], [(2, "2.PNG".into()), (2, "10.jpeg".into())]);
    }

    /// A person would look for the largest file among thousands.
    #[test]
    fn a_folder_is_ordered_by_size_and_time() {
        let folder = tempfile::tempdir().unwrap();
        let engine = crate::Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        let root = folder.path().join("tree");
        fs::create_dir_all(root.join("folder")).unwrap();
        for (name, bytes, changed) in [("a", 10, 3), ("b", 300, 1), ("c", 10, 2), ("d", 0, 4)] {
            fs::write(root.join(name), vec![b'x'; bytes]).unwrap();
            let file = fs::File::options().write(true).open(root.join(name)).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(changed)).unwrap();
        }
        let listed = |by, descending| -> String {
            let order = TreeOrder { by, descending };
            let tree = Tree::Machine(root.clone());
            let (_, listed) = engine.trees().folder(&tree, Path::new(""), order, 1, 100).unwrap();
            listed.into_iter().map(|entry| entry.name.into_string().unwrap()).collect()
        };
        assert_eq!(listed(SortBy::Size, false), "dacb");
        assert_eq!(listed(SortBy::Size, true), "bacd");
        assert_eq!(listed(SortBy::Changed, true), "dacb");
        assert_eq!(listed(SortBy::Name, true), "dcba");
    }
}
