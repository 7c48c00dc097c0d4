//! Datasets: folders of files, copied in or linked to.

use std::fs;
use std::path::{Path, PathBuf};

use contract::{DatasetName, FolderPath, ProjectId};
use files::tree::{self, LeftOut};
use files::{Watch, atomic, space};
use jiff::Timestamp;
use locales::{Failure, Message, Result};
use serde::{Deserialize, Serialize};
use store::datasets::DatasetRow;

use crate::home::Staging;
use crate::{Engine, LogEntry, LogKind, LogSubject};

/// `dataset.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct DatasetFile {
    pub(crate) name: DatasetName,
    pub(crate) project: ProjectId,
    pub(crate) link: Option<String>,
    pub(crate) files: u64,
    pub(crate) bytes: u64,
    /// How many of the bytes hold data; older programs did not ask.
    #[serde(default)]
    pub(crate) data: Option<u64>,
    pub(crate) created: Timestamp,
}

impl DatasetFile {
    pub(crate) fn row(&self) -> DatasetRow {
        DatasetRow {
            project: self.project.clone(),
            name: self.name.clone(),
            link: self.link.clone(),
            files: self.files,
            bytes: self.bytes,
            created: self.created,
        }
    }
}

/// A dataset that was added, or got more files.
#[derive(Clone, Debug)]
pub struct DatasetAdded {
    /// As it is now.
    pub row: DatasetRow,
    /// What could not be taken; of a folder that was added to a dataset, beginning with its name.
    pub left_out: Vec<LeftOut>,
}

/// A file or folder of a dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatasetEntry {
    /// Relative to the dataset. Any legal name.
    pub path: PathBuf,
    /// Size in bytes; none: a folder or a link.
    pub bytes: Option<u64>,
    /// How many of the bytes hold data, the others being holes that take no room.
    pub data: Option<u64>,
}

impl Engine {
    /// Adds a folder as a dataset: a copy of its files, or with `link` the folder where it is.
    ///
    /// # Errors
    /// The name is taken; the folder is missing, does not fit on the disk, or changes while it is copied.
    /// Nothing is added then. What in it cannot be read is left out, and named.
    pub fn add_dataset(
        &self,
        name: &DatasetName,
        folder: &Path,
        link: bool,
        watch: &Watch,
    ) -> Result<DatasetAdded> {
        self.refuse_taken(name)?;
        let source = self.source_folder(folder)?;
        let scan = tree::scan(&source, watch)?;
        let staging = Staging::new(&self.home)?;
        let prepared = staging.path().join("dataset");
        let files = prepared.join("files");
        let unwritable =
            |error| Failure::because(Message::FileUnwritable { path: files::shown(&prepared) }, error);
        if link && source.starts_with(self.home.path()) {
            // It would go with the run, or the dataset, that it is a part of.
            return Err(Message::SourceInStore { path: files::shown(folder) }.into());
        }
        let link = if link { Some(utf8(&source)?) } else { None };
        if link.is_none() {
            space::require(self.home.path(), scan.needed)?;
        }
        fs::create_dir(&prepared).map_err(unwritable)?;
        if link.is_some() {
            std::os::unix::fs::symlink(&source, &files).map_err(unwritable)?;
        } else {
            tree::copy(&scan, &files, watch)?;
        }
        let file = DatasetFile {
            name: name.clone(),
            project: self.project().clone(),
            link,
            files: scan.files,
            bytes: scan.bytes,
            data: Some(scan.data),
            created: Timestamp::now(),
        };
        atomic::write_json(&prepared.join("dataset.json"), &file)?;
        atomic::sync_tree(&prepared)?;
        let lock = self.lock_project()?;
        lock.mark()?;
        if !atomic::rename_no_replace(&prepared, &self.home.dataset(name))? {
            lock.unmark();
            return Err(Message::DatasetTaken { name: name.to_string() }.into());
        }
        atomic::sync_folder(&self.home.datasets())?;
        self.write(|tables| tables.put_dataset(&file.row()))?;
        self.changed(&lock, self::added(&file));
        Ok(DatasetAdded { row: file.row(), left_out: scan.left_out })
    }

    /// Adds a file, or a folder's files, to the folder `into` of a dataset.
    ///
    /// # Errors
    /// There is no such dataset, or it is a link; something of that name is there already; what
    /// [`Engine::add_dataset`] refuses. Nothing is added then.
    pub fn add_to_dataset(
        &self,
        name: &DatasetName,
        source: &Path,
        into: &FolderPath,
        watch: &Watch,
    ) -> Result<DatasetAdded> {
        let row = self.dataset(name)?;
        if row.link.is_some() {
            return Err(Message::DatasetLinked { name: name.to_string() }.into());
        }
        let real = self.source(source)?;
        // As with `cp`, a link gives the name and what it leads to the content.
        let file_name = source.file_name().or(real.file_name()).unwrap_or_default();
        let staging = Staging::new(&self.home)?;
        let prepared = staging.path().join("added");
        let unwritable =
            |error| Failure::because(Message::FileUnwritable { path: files::shown(&prepared) }, error);
        let mut left_out = Vec::new();
        let added = if real.is_dir() {
            let scan = tree::scan(&real, watch)?;
            space::require(self.home.path(), scan.needed)?;
            let added = tree::copy(&scan, &prepared, watch)?;
            left_out.extend(crate::left_out::below(Path::new(file_name), scan.left_out));
            added
        } else {
            let bytes = atomic::copy(&real, &prepared)?;
            let modified = real.metadata().and_then(|about| about.modified());
            modified.and_then(|time| fs::File::open(&prepared)?.set_modified(time)).map_err(unwritable)?;
            tree::Copied { files: 1, bytes, data: tree::data(&prepared, bytes), cloned: false }
        };
        atomic::sync_tree(staging.path())?;

        let lock = self.lock_project()?;
        let folder = self.home.dataset_files(name).join(into);
        let place = folder.join(file_name);
        if !folder.is_dir() {
            let (name, path) = (name.to_string(), into.to_string());
            return Err(Message::FolderUnknown { name, path }.into());
        }
        lock.mark()?;
        if !atomic::rename_no_replace(&prepared, &place)? {
            lock.unmark();
            return Err(Message::FileTaken { path: files::shown(&place) }.into());
        }
        atomic::sync_folder(&folder)?;
        let mut file: DatasetFile = atomic::read_json(&self.dataset_file(name))?;
        file.data = Some(file.data.unwrap_or(file.bytes) + added.data);
        file.files += added.files;
        file.bytes += added.bytes;
        atomic::write_json(&self.dataset_file(name), &file)?;
        self.write(|tables| tables.put_dataset(&file.row()))?;
        self.changed(&lock, grown(name, added));
        Ok(DatasetAdded { row: file.row(), left_out })
    }

    /// All datasets of the project by name.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn datasets(&self) -> Result<Vec<DatasetRow>> {
        self.read(|tables| tables.datasets(self.project()))
    }

    /// One dataset.
    ///
    /// # Errors
    /// There is none of this name.
    pub fn dataset(&self, name: &DatasetName) -> Result<DatasetRow> {
        let row = self.read(|tables| tables.dataset(self.project(), name))?;
        row.ok_or_else(|| Message::DatasetUnknown { name: name.to_string() }.into())
    }

    /// How many bytes of a dataset's files held data when they were last counted, the others being holes,
    /// which take no room.
    pub fn dataset_data(&self, row: &DatasetRow) -> u64 {
        let file = atomic::read_json::<DatasetFile>(&self.dataset_file(&row.name));
        file.ok().and_then(|file| file.data).unwrap_or(row.bytes)
    }

    /// Everything in a dataset, as it is now; folders before what is in them.
    ///
    /// # Errors
    /// There is no such dataset, or its folder cannot be read.
    pub fn dataset_entries(&self, name: &DatasetName, watch: &Watch) -> Result<Vec<DatasetEntry>> {
        self.dataset(name)?;
        let scan = tree::scan(&self.home.dataset_files(name), watch)?;
        let entry = |entry: tree::Entry| {
            let (bytes, data) = match entry.kind {
                tree::Kind::File { size, data } => (Some(size), Some(data)),
                tree::Kind::Folder | tree::Kind::Link { .. } => (None, None),
            };
            DatasetEntry { path: entry.path, bytes, data }
        };
        Ok(scan.entries.into_iter().map(entry).collect())
    }

    /// Removes a dataset; a linked folder itself stays as it is. Answers how many bytes that freed.
    ///
    /// # Errors
    /// There is none; a run that has not ended, or a schedule, needs it.
    pub fn remove_dataset(&self, name: &DatasetName) -> Result<u64> {
        let lock = self.lock_store()?;
        self.dataset(name)?;
        if let Some(needed) = self.needs()?.dataset(name) {
            return Err(needed.into());
        }
        lock.mark()?;
        let gone = self.home.to_trash(&self.home.dataset(name))?;
        self.write(|tables| tables.delete_dataset(self.project(), name))?;
        self.changed(&lock, removed(name));
        drop(lock);
        self.delete(&gone)
    }

    /// Where a dataset's folder is in the store, relative to it.
    pub(crate) fn dataset_folder(&self, name: &DatasetName, folder: &FolderPath) -> Result<String> {
        self.dataset(name)?;
        let files = self.home.dataset_files(name);
        if !files.is_dir() {
            // Of a linked one it is the linked folder that is missing.
            let path = files::shown(&std::fs::read_link(&files).unwrap_or(files));
            return Err(Message::DatasetGone { name: name.to_string(), path }.into());
        }
        let path = files.join(folder);
        if !path.is_dir() {
            let (name, path) = (name.to_string(), folder.to_string());
            return Err(Message::FolderUnknown { name, path }.into());
        }
        Ok(self.home.relative(&path).trim_end_matches('/').to_string())
    }

    pub(crate) fn dataset_file(&self, name: &DatasetName) -> PathBuf {
        self.home.dataset(name).join("dataset.json")
    }

    fn refuse_taken(&self, name: &DatasetName) -> Result<()> {
        if self.home.dataset(name).exists() {
            return Err(Message::DatasetTaken { name: name.to_string() }.into());
        }
        Ok(())
    }

    /// The real folder behind `folder`, if it can be a dataset's.
    fn source_folder(&self, folder: &Path) -> Result<PathBuf> {
        let source = self.source(folder)?;
        if !source.is_dir() {
            return Err(Message::NotAFolder { path: files::shown(folder) }.into());
        }
        Ok(source)
    }

    /// The real file or folder at `path`, if it can be added: one that holds the store would be
    /// copied into itself.
    fn source(&self, path: &Path) -> Result<PathBuf> {
        let said = || files::shown(path);
        let source = path.canonicalize().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Message::SourceMissing { path: said() }.into(),
            _ => Failure::because(Message::FileUnreadable { path: said() }, error),
        })?;
        if !source.is_dir() && !source.is_file() {
            return Err(Message::FileSpecial { path: said() }.into());
        }
        if self.home.path().starts_with(&source) {
            return Err(Message::FolderHoldsStore { path: said() }.into());
        }
        Ok(source)
    }
}

/// What is told of a dataset.
fn entry(name: &DatasetName, said: Message) -> LogEntry {
    LogEntry::new(LogKind::Dataset, Some(LogSubject::Dataset(name.clone())), said)
}

pub(crate) fn added(file: &DatasetFile) -> LogEntry {
    let (name, files, bytes) = (file.name.to_string(), file.files, file.bytes);
    LogEntry { at: file.created, ..entry(&file.name, Message::LogDatasetAdded { name, files, bytes }) }
}

fn grown(name: &DatasetName, added: tree::Copied) -> LogEntry {
    let tree::Copied { files, bytes, .. } = added;
    entry(name, Message::LogDatasetGrown { name: name.to_string(), files, bytes })
}

pub(crate) fn removed(name: &DatasetName) -> LogEntry {
    entry(name, Message::LogDatasetRemoved { name: name.to_string() })
}

fn utf8(path: &Path) -> Result<String> {
    path.to_str().map(str::to_string).ok_or_else(|| Message::LinkNotUtf8 { path: files::shown(path) }.into())
}
