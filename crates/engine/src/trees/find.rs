//! What is in all folders of a tree: counted, and found by name.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use contract::{DatasetName, FolderPath};
use files::beneath::{Folder, Kind};
use locales::Result;

use super::Tree;
use super::folder::{TreeEntry, entry};
use super::tree_folder::TreeFolder;
use crate::parts::{Parts, Trees};
use crate::reads::Reads;

/// What was found in a tree by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundFiles {
    /// How many there are.
    pub total: usize,
    /// Whether the tree has more entries than were looked at.
    pub is_cut: bool,
    /// The first of them in the order of their paths, with these paths.
    pub entries: Vec<(PathBuf, TreeEntry)>,
}

/// How many entries of a tree are looked at, at most.
const LOOKED_AT: usize = 2_000_000;

impl<S: Reads> Trees<'_, S> {
    /// The number of files in a tree, in all its folders; and whether there are more, since counting ends after
    /// `most` files, and after as many folders. What is neither a folder nor a file counts as a file.
    ///
    /// # Errors
    /// The run, dataset or folder does not exist, or cannot be read.
    pub fn count(&self, tree: &Tree, most: usize) -> Result<(usize, bool)> {
        if !self.exists(tree)? {
            return Ok((0, false));
        }
        let root = self.open_folder(tree, Path::new(""))?;
        let (mut files, mut folders) = (0, 0);
        walk(&root, |_, names| {
            folders += 1;
            files += names.iter().filter(|(kind, _)| *kind != Kind::Folder).count();
            files <= most && folders <= most
        });
        Ok((files.min(most), files > most || folders > most))
    }

    /// What in a tree has `text` in its name, whatever its case; the first `limit` of them.
    ///
    /// # Errors
    /// The run or dataset does not exist, or cannot be read.
    pub fn find(&self, tree: &Tree, text: &str, limit: usize) -> Result<FoundFiles> {
        let mut found = FoundFiles::default();
        if !self.exists(tree)? {
            return Ok(found);
        }
        let root = self.open_folder(tree, Path::new(""))?;
        let (text, mut seen) = (text.to_lowercase(), 0);
        let mut paths: Vec<(PathBuf, Kind)> = Vec::new();
        walk(&root, |path, names| {
            seen += names.len();
            let matching = names.into_iter().filter(|(_, name)| has_in_name(&text, name));
            paths.extend(matching.map(|(kind, name)| (path.join(name), kind)));
            seen < LOOKED_AT
        });
        (found.total, found.is_cut) = (paths.len(), seen >= LOOKED_AT);
        paths.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        found.entries = paths.iter().take(limit).filter_map(|(path, kind)| at(&root, path, *kind)).collect();
        Ok(found)
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
}

/// Whether `text`, which is in lower case, is in a name.
fn has_in_name(text: &str, name: &OsString) -> bool {
    let bytes = name.as_encoded_bytes();
    if text.is_ascii() && bytes.is_ascii() {
        let text = text.as_bytes();
        return text.is_empty() || bytes.windows(text.len()).any(|part| part.eq_ignore_ascii_case(text));
    }
    name.to_string_lossy().to_lowercase().contains(text)
}

/// The entry at a path, unless its folder has gone meanwhile.
fn at(root: &TreeFolder, path: &Path, kind: Kind) -> Option<(PathBuf, TreeEntry)> {
    let folder = root.folder(path.parent()?).ok()?;
    Some((path.into(), entry(&folder, kind, path.file_name()?)))
}

/// Everything below `root`, folder by folder: calls `visit` with the path of each folder and its entries until it
/// returns false. What cannot be read is left out: nothing in it could be shown either.
fn walk(root: &TreeFolder, mut visit: impl FnMut(&Path, Vec<(Kind, OsString)>) -> bool) {
    let mut paths = vec![PathBuf::new()];
    while let Some(path) = paths.pop() {
        let Ok(folder) = root.folder(&path) else { continue };
        let Ok(names) = folder.names() else { continue };
        let below = names.iter().filter(|(kind, _)| *kind == Kind::Folder);
        paths.extend(below.map(|(_, name)| path.join(name)));
        if !visit(&path, names) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

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

    /// A person would open twenty folders to find the one model.
    #[test]
    fn files_are_found_by_name_in_all_folders() {
        let folder = tempfile::tempdir().unwrap();
        let engine = crate::Engine::open(&folder.path().join("home"), "/no/program".into()).unwrap();
        let root = folder.path().join("tree");
        for path in ["b/c/d/Best Model.pt", "a/model.onnx", "a/notes.txt", "models/x", "É.csv"] {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "12345").unwrap();
        }
        symlink("/etc", root.join("a/model-link")).unwrap();
        let tree = Tree::Machine(root);
        let find = |text, limit| {
            let found = engine.trees().find(&tree, text, limit).unwrap();
            assert!(!found.is_cut);
            (
                found.total,
                found
                    .entries
                    .into_iter()
                    .map(|(path, _)| path.into_os_string().into_string().unwrap())
                    .collect::<Vec<_>>(),
            )
        };
        let all = ["a/model-link", "a/model.onnx", "b/c/d/Best Model.pt", "models"];
        assert_eq!(find("MODEL", 100), (4, all.map(String::from).to_vec()));
        assert_eq!(find("model", 2), (4, all[..2].iter().map(ToString::to_string).collect()));
        assert_eq!(find("é", 9), (1, vec!["É.csv".to_string()]));
        assert_eq!(find("passwd", 9).0, 0);
        let (_, entry) = engine.trees().find(&tree, "onnx", 1).unwrap().entries.remove(0);
        assert_eq!((entry.name.to_str().unwrap(), entry.bytes), ("model.onnx", Some(5)));
    }
}
