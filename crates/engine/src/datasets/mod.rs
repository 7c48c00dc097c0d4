//! Datasets: folders of files, copied or linked.

mod skipped;
mod states;
mod used;

pub(crate) use skipped::below;
pub use skipped::skipped_in_short;
pub use states::DatasetState;
pub(crate) use states::{DatasetStates, newest};

use std::fs;
use std::path::{Path, PathBuf};

use contract::{AtField, DatasetName, Field, FolderPath, FormError, ProjectId};
use files::tree::{self, SkippedFile};
use files::{Watch, atomic, document, space};
use jiff::Timestamp;
use locales::{Failure, Message, Result};
use serde::{Deserialize, Serialize};
use store::datasets::DatasetRow;

use crate::home::Staging;
use crate::logged::Logged;
use crate::parts::{Datasets, Parts};
use crate::reads::Reads;
use crate::{LogEntry, LogKind, LogSubject, Removable};

/// `dataset.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct DatasetFile {
    pub(crate) name: DatasetName,
    pub(crate) project: ProjectId,
    pub(crate) link: Option<String>,
    pub(crate) files: u64,
    pub(crate) bytes: u64,
    /// How many of the bytes hold data; older programs did not count them.
    #[serde(default)]
    pub(crate) data: Option<u64>,
    pub(crate) created: Timestamp,
}

impl files::Document for DatasetFile {}

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

/// A dataset that was added, or to which files were added.
#[derive(Clone, Debug)]
pub struct DatasetAdded {
    /// Its current row.
    pub row: DatasetRow,
    /// The files that could not be copied; if a folder was added to a dataset, with paths that begin with its
    /// name.
    pub skipped: Vec<SkippedFile>,
}

/// A file or folder of a dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatasetEntry {
    /// Relative to the dataset. Any legal name.
    pub path: PathBuf,
    /// Size in bytes. `None`: a folder or a link.
    pub bytes: Option<u64>,
    /// How many of the bytes hold data; the others are holes, which take no space.
    pub data: Option<u64>,
}

impl Datasets<'_> {
    /// Adds a folder as a dataset: a copy of its files, or with `link` the folder where it is.
    ///
    /// # Errors
    /// The name is taken; the folder is missing, does not fit on the disk, or changes while it is copied.
    /// Nothing is added then. Files that cannot be read are skipped, and named.
    pub fn add(
        &self,
        name: &DatasetName,
        folder: &Path,
        link: bool,
        watch: &Watch,
    ) -> Result<DatasetAdded, FormError> {
        let is_taken = || FormError::at(Field::Dataset, Message::DatasetTaken { name: name.to_string() });
        if self.0.home().dataset(name).exists() {
            return Err(is_taken());
        }
        let source = self.source_folder(folder).at(Field::Source)?;
        let scan = tree::scan(&source, watch)?;
        let staging = Staging::new(self.0.home())?;
        let prepared = staging.path().join("dataset");
        let files = prepared.join("files");
        let unwritable =
            |error| Failure::because(Message::FileUnwritable { path: files::shown(&prepared) }, error);
        if link && source.starts_with(self.0.home().path()) {
            // It would be deleted with the run or dataset that it is part of.
            return Err(FormError::at(Field::Source, Message::SourceInStore { path: files::shown(folder) }));
        }
        let link = if link { Some(utf8(&source)?) } else { None };
        if link.is_none() {
            space::require(self.0.home().path(), scan.needed)?;
        }
        fs::create_dir(&prepared).map_err(unwritable)?;
        let (created, snapshots) = (self.0.timestamp(), self.0.home().snapshots());
        let mut taking = None;
        if link.is_none() {
            tree::copy(&scan, &files, watch)?;
            // Until the dataset is there, nobody removes what its state needs.
            let taking = taking.insert(snapshots.taking()?);
            let source = self.0.home().relative(&self.0.home().dataset_files(name));
            states::begin(taking, (&prepared, &files), &source, created, watch)?;
        } else {
            std::os::unix::fs::symlink(&source, &files).map_err(unwritable)?;
        }
        let file = DatasetFile {
            name: name.clone(),
            project: self.0.project().clone(),
            link,
            files: scan.files,
            bytes: scan.bytes,
            data: Some(scan.data),
            created,
        };
        self.put_new(&prepared, file, scan.skipped, is_taken)
    }

    /// Puts a dataset that was `prepared` where it belongs.
    fn put_new<E: From<Failure>>(
        &self,
        prepared: &Path,
        file: DatasetFile,
        skipped: Vec<SkippedFile>,
        is_taken: impl FnOnce() -> E,
    ) -> Result<DatasetAdded, E> {
        document::write(&prepared.join("dataset.json"), &file)?;
        atomic::sync_tree(prepared)?;
        self.0.change(self.0.project(), |change| {
            if !change.put(prepared, &change.home().dataset(&file.name))? {
                return Err(is_taken());
            }
            change.rows(|tables| tables.put_dataset(&file.row()))?;
            change.log(self::added(&file));
            Ok(DatasetAdded { row: file.row(), skipped })
        })
    }

    /// Adds a file, or a folder's files, to the folder `into` of a dataset.
    ///
    /// # Errors
    /// The dataset does not exist, or is a link; the name is taken in the folder; what [`Datasets::add`]
    /// refuses. Nothing is added then.
    pub fn add_files(
        &self,
        name: &DatasetName,
        source: &Path,
        into: &FolderPath,
        watch: &Watch,
    ) -> Result<DatasetAdded> {
        let row = self.get(name)?;
        if row.link.is_some() {
            return Err(Message::DatasetLinked { name: name.to_string() }.into());
        }
        let real = self.source(source)?;
        // As with `cp`, a link provides the name, and its target the content.
        let file_name = source.file_name().or(real.file_name()).unwrap_or_default();
        let staging = Staging::new(self.0.home())?;
        let prepared = staging.path().join("added");
        let unwritable =
            |error| Failure::because(Message::FileUnwritable { path: files::shown(&prepared) }, error);
        let mut skipped = Vec::new();
        let added = if real.is_dir() {
            let scan = tree::scan(&real, watch)?;
            space::require(self.0.home().path(), scan.needed)?;
            let added = tree::copy(&scan, &prepared, watch)?;
            skipped.extend(below(Path::new(file_name), scan.skipped));
            added
        } else {
            let bytes = atomic::copy(&real, &prepared)?;
            let modified = real.metadata().and_then(|about| about.modified());
            let file = fs::File::open(&prepared).map_err(unwritable)?;
            modified.and_then(|time| file.set_modified(time)).map_err(unwritable)?;
            tree::Copied { files: 1, bytes, data: tree::data(&file, bytes), cloned: false }
        };
        atomic::sync_tree(staging.path())?;

        let added = self.0.change(self.0.project(), |change| {
            let folder = change.home().dataset_files(name).join(into);
            let target = folder.join(file_name);
            if !folder.is_dir() {
                let (name, path) = (name.to_string(), into.to_string());
                return Err(Message::FolderUnknown { name, path }.into());
            }
            let path = change.home().dataset_file(name);
            let mut file: DatasetFile = document::read(&path)?;
            if !change.put(&prepared, &target)? {
                return Err(Message::FileTaken { path: files::shown(&target) }.into());
            }
            file.data = Some(file.data.unwrap_or(file.bytes) + added.data);
            file.files += added.files;
            file.bytes += added.bytes;
            change.write(&path, &file)?;
            change.rows(|tables| tables.put_dataset(&file.row()))?;
            change.log(extended(change.timestamp(), name, added));
            Ok::<_, Failure>(DatasetAdded { row: file.row(), skipped })
        })?;
        // Only its contents, not its files, would be missing in this state.
        let watch = Watch { cancel: watch.cancel.clone(), ..Watch::default() };
        self.record_state(name, false, &watch).logged("record the new state of a dataset");
        Ok(added)
    }

    /// Removes a dataset; a linked folder itself stays. Returns how many bytes that freed.
    ///
    /// # Errors
    /// As [`Datasets::check_removal`].
    pub fn remove(&self, name: &DatasetName) -> Result<u64> {
        let removable = Removable::Dataset(self.0.project().clone(), name.clone());
        self.0.storage().remove(&[removable])?.delete()
    }
}

impl<S: Reads> Datasets<'_, S> {
    /// Checks that a dataset can be removed, and changes nothing.
    ///
    /// # Errors
    /// It does not exist; a run that has not ended, or a schedule, needs it.
    pub fn check_removal(&self, name: &DatasetName) -> Result<()> {
        self.get(name)?;
        let blocked_by = self.0.storage().dependents()?.dataset(name);
        blocked_by.map_or(Ok(()), |blocked_by| Err(blocked_by.into()))
    }

    /// All datasets of the project by name.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn all(&self) -> Result<Vec<DatasetRow>> {
        self.0.read(|tables| tables.datasets(self.0.project()))
    }

    /// One dataset.
    ///
    /// # Errors
    /// No dataset has this name.
    pub fn get(&self, name: &DatasetName) -> Result<DatasetRow> {
        let row = self.0.read(|tables| tables.dataset(self.0.project(), name))?;
        row.ok_or_else(|| Message::DatasetUnknown { name: name.to_string() }.into())
    }

    /// How many bytes of a dataset's files held data when they were last counted; the others are holes, which
    /// take no space.
    pub fn data(&self, row: &DatasetRow) -> u64 {
        let file = document::read::<DatasetFile>(&self.0.home().dataset_file(&row.name));
        file.ok().and_then(|file| file.data).unwrap_or(row.bytes)
    }

    /// The current contents of a dataset; folders before their contents.
    ///
    /// # Errors
    /// The dataset does not exist, or its folder cannot be read.
    pub fn entries(&self, name: &DatasetName, watch: &Watch) -> Result<Vec<DatasetEntry>> {
        self.get(name)?;
        let scan = tree::scan(&self.0.home().dataset_files(name), watch)?;
        let entry = |entry: tree::Entry| {
            let (bytes, data) = match entry.kind {
                tree::Kind::File { size, data } => (Some(size), Some(data)),
                tree::Kind::Folder | tree::Kind::Link { .. } => (None, None),
            };
            DatasetEntry { path: entry.path, bytes, data }
        };
        Ok(scan.entries.into_iter().map(entry).collect())
    }

    /// The path of a folder of a dataset, relative to the store.
    pub(crate) fn folder(&self, name: &DatasetName, folder: &FolderPath) -> Result<String> {
        self.get(name)?;
        let files = self.0.home().dataset_files(name);
        if !files.is_dir() {
            // For a linked dataset, the linked folder is what is missing.
            let path = files::shown(&std::fs::read_link(&files).unwrap_or(files));
            return Err(Message::DatasetGone { name: name.to_string(), path }.into());
        }
        let path = files.join(folder);
        if !path.is_dir() {
            let (name, path) = (name.to_string(), folder.to_string());
            return Err(Message::FolderUnknown { name, path }.into());
        }
        Ok(self.0.home().relative(&path).trim_end_matches('/').to_string())
    }

    /// The real path of `folder`, if it can be added as a dataset.
    fn source_folder(&self, folder: &Path) -> Result<PathBuf> {
        let source = self.source(folder)?;
        if !source.is_dir() {
            return Err(Message::NotAFolder { path: files::shown(folder) }.into());
        }
        Ok(source)
    }

    /// The real path of a file or folder, if it can be added: one that contains the store would be copied
    /// into itself.
    fn source(&self, path: &Path) -> Result<PathBuf> {
        let shown = || files::shown(path);
        let source = path.canonicalize().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Message::SourceMissing { path: shown() }.into(),
            _ => Failure::because(Message::FileUnreadable { path: shown() }, error),
        })?;
        if !source.is_dir() && !source.is_file() {
            return Err(Message::FileSpecial { path: shown() }.into());
        }
        if self.0.home().path().starts_with(&source) {
            return Err(Message::FolderHoldsStore { path: shown() }.into());
        }
        Ok(source)
    }
}

/// An entry of ML Logs about a dataset.
fn entry(at: Timestamp, name: &DatasetName, message: Message) -> LogEntry {
    LogEntry::new(at, LogKind::Dataset, Some(LogSubject::Dataset(name.clone())), message)
}

pub(crate) fn added(file: &DatasetFile) -> LogEntry {
    let (name, files, bytes) = (file.name.to_string(), file.files, file.bytes);
    entry(file.created, &file.name, Message::LogDatasetAdded { name, files, bytes })
}

fn extended(at: Timestamp, name: &DatasetName, added: tree::Copied) -> LogEntry {
    let tree::Copied { files, bytes, .. } = added;
    entry(at, name, Message::LogDatasetGrown { name: name.to_string(), files, bytes })
}

pub(crate) fn removed(at: Timestamp, name: &DatasetName) -> LogEntry {
    entry(at, name, Message::LogDatasetRemoved { name: name.to_string() })
}

pub(crate) fn restored(at: Timestamp, name: &DatasetName) -> LogEntry {
    entry(at, name, Message::LogDatasetRestored { name: name.to_string() })
}

fn utf8(path: &Path) -> Result<String> {
    path.to_str().map(str::to_string).ok_or_else(|| Message::LinkNotUtf8 { path: files::shown(path) }.into())
}
