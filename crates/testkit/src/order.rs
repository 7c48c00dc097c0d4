//! Checks that a store is in order: that what is listed is on the disk.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use serde_json::Value;

use crate::Store;

/// A file's inode, size and modification time in nanoseconds. A replaced or rewritten file differs in one.
pub(crate) type Identity = (u64, u64, i64);

/// The texts under `key` in a list of objects.
pub fn names(list: &Value, key: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|one| one[key].as_str().unwrap().to_string()).collect()
}

fn files(folder: &Path, ending: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap().flatten();
    let names = entries.map(|entry| entry.file_name().into_string().unwrap());
    names.filter_map(|name| name.strip_suffix(ending).map(str::to_string)).collect()
}

impl Store {
    /// Checks that exactly what is listed is on the disk, completely, and that nothing temporary is left. For stores
    /// whose only package is `trainer`, and whose datasets are `rows` and folders of CSV files.
    #[track_caller]
    pub fn assert_in_order(&self) {
        let versions = names(&self.json(["package", "show", "trainer"])["versions"], "version");
        let listed: BTreeSet<_> = versions.iter().cloned().collect();
        assert_eq!(listed.len(), versions.len(), "a number is there twice: {versions:?}");
        assert_eq!(listed, files(&self.home().join("packages/trainer"), ".zip"));
        for version in &versions {
            let zip = self.home().join(format!("packages/trainer/{version}.zip"));
            let found = zip.metadata().unwrap();
            let changed = found.mtime() * 1_000_000_000 + found.mtime_nsec();
            if !self.whole.borrow_mut().insert((zip.clone(), (found.ino(), found.len(), changed))) {
                continue;
            }
            let checked = self.json(["package".as_ref(), "check".as_ref(), zip.as_os_str()]);
            assert_eq!(checked["accepted"], true, "{version}: {checked}");
        }
        let datasets = self.json(["dataset", "list"]);
        let listed: BTreeSet<_> = names(&datasets, "name").into_iter().collect();
        assert_eq!(listed, files(&self.home().join("datasets"), ""));
        for dataset in datasets.as_array().unwrap() {
            let name = dataset["name"].as_str().unwrap();
            let there = files(&self.home().join("datasets").join(name).join("files"), ".csv").len() as u64;
            assert!(name == "rows" || dataset["files"] == there, "{there} files: {dataset}");
        }
        let listed: BTreeSet<_> = names(&self.json(["run", "list"]), "id").into_iter().collect();
        assert_eq!(listed, files(&self.home().join("runs"), ""));
        for folder in ["staging", "trash"] {
            let left = files(&self.home().join(folder), "");
            assert!(left.is_empty(), "{folder}: {left:?}");
        }
    }

    /// Deletes the index, and checks that it is the same after it was rebuilt from the files.
    #[track_caller]
    pub fn assert_index_as_files(&self) {
        let lists =
            || [["package", "list"], ["dataset", "list"], ["run", "list"]].map(|list| self.json(list));
        let before = lists();
        // SQLite's files beside it need not exist.
        for file in ["store.db", "store.db-wal", "store.db-shm"] {
            let _ = fs::remove_file(self.home().join(file));
        }
        assert_eq!(lists(), before, "the index differed from the files");
    }
}
