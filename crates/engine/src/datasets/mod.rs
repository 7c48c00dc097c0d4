//! Datasets: folders of files, copied in or linked to.

mod left_out;

pub(crate) use left_out::below;
pub use left_out::left_out_in_short;

use std::fs;
use std::path::{Path, PathBuf};

use contract::{AtField, DatasetName, Field, FolderPath, FormError, ProjectId};
use files::tree::{self, LeftOut};
use files::{Watch, atomic, document, space};
use jiff::Timestamp;
use locales::{Failure, Message, Result};
use serde::{Deserialize, Serialize};
use store::datasets::DatasetRow;

use crate::home::Staging;
use crate::parts::{Datasets, Parts};
use crate::reads::Reads;
use crate::{LogEntry, LogKind, LogSubject};

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

impl Datasets<'_> {
    /// Adds a folder as a dataset: a copy of its files, or with `link` the folder where it is.
    ///
    /// # Errors
    /// The name is taken; the folder is missing, does not fit on the disk, or changes while it is copied.
    /// Nothing is added then. What in it cannot be read is left out, and named.
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
            // It would go with the run, or the dataset, that it is a part of.
            return Err(FormError::at(Field::Source, Message::SourceInStore { path: files::shown(folder) }));
        }
        let link = if link { Some(utf8(&source)?) } else { None };
        if link.is_none() {
            space::require(self.0.home().path(), scan.needed)?;
        }
        fs::create_dir(&prepared).map_err(unwritable)?;
        if link.is_some() {
            std::os::unix::fs::symlink(&source, &files).map_err(unwritable)?;
        } else {
            tree::copy(&scan, &files, watch)?;
        }
        let file = DatasetFile {
            name: name.clone(),
            project: self.0.project().clone(),
            link,
            files: scan.files,
            bytes: scan.bytes,
            data: Some(scan.data),
            created: self.0.timestamp(),
        };
        document::write(&prepared.join("dataset.json"), &file)?;
        atomic::sync_tree(&prepared)?;
        self.0.change(self.0.project(), |change| {
            if !change.put(&prepared, &change.home().dataset(name))? {
                return Err(is_taken());
            }
            change.rows(|tables| tables.put_dataset(&file.row()))?;
            change.log(self::added(&file));
            Ok(DatasetAdded { row: file.row(), left_out: scan.left_out })
        })
    }

    /// Adds a file, or a folder's files, to the folder `into` of a dataset.
    ///
    /// # Errors
    /// There is no such dataset, or it is a link; something of that name is there already; what
    /// [`Datasets::add`] refuses. Nothing is added then.
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
        // As with `cp`, a link gives the name and what it leads to the content.
        let file_name = source.file_name().or(real.file_name()).unwrap_or_default();
        let staging = Staging::new(self.0.home())?;
        let prepared = staging.path().join("added");
        let unwritable =
            |error| Failure::because(Message::FileUnwritable { path: files::shown(&prepared) }, error);
        let mut left_out = Vec::new();
        let added = if real.is_dir() {
            let scan = tree::scan(&real, watch)?;
            space::require(self.0.home().path(), scan.needed)?;
            let added = tree::copy(&scan, &prepared, watch)?;
            left_out.extend(below(Path::new(file_name), scan.left_out));
            added
        } else {
            let bytes = atomic::copy(&real, &prepared)?;
            let modified = real.metadata().and_then(|about| about.modified());
            modified.and_then(|time| fs::File::open(&prepared)?.set_modified(time)).map_err(unwritable)?;
            tree::Copied { files: 1, bytes, data: tree::data(&prepared, bytes), cloned: false }
        };
        atomic::sync_tree(staging.path())?;

        self.0.change(self.0.project(), |change| {
            let folder = change.home().dataset_files(name).join(into);
            let place = folder.join(file_name);
            if !folder.is_dir() {
                let (name, path) = (name.to_string(), into.to_string());
                return Err(Message::FolderUnknown { name, path }.into());
            }
            let path = change.home().dataset_file(name);
            let mut file: DatasetFile = document::read(&path)?;
            if !change.put(&prepared, &place)? {
                return Err(Message::FileTaken { path: files::shown(&place) }.into());
            }
            file.data = Some(file.data.unwrap_or(file.bytes) + added.data);
            file.files += added.files;
            file.bytes += added.bytes;
            change.write(&path, &file)?;
            change.rows(|tables| tables.put_dataset(&file.row()))?;
            change.log(grown(change.timestamp(), name, added));
            Ok(DatasetAdded { row: file.row(), left_out })
        })
    }

    /// Removes a dataset; a linked folder itself stays as it is. Returns how many bytes that freed.
    ///
    /// # Errors
    /// There is none; a run that has not ended, or a schedule, needs it.
    pub fn remove(&self, name: &DatasetName) -> Result<u64> {
        let gone = self.0.change::<_, Failure>(self.0.project(), |change| {
            change.datasets().get(name)?;
            if let Some(needed) = change.storage().needs()?.dataset(name) {
                return Err(needed.into());
            }
            let gone = change.discard(&change.home().dataset(name))?;
            change.rows(|tables| tables.delete_dataset(change.project(), name))?;
            change.log(removed(change.timestamp(), name));
            Ok(gone)
        })?;
        self.0.delete(&gone)
    }
}

impl<S: Reads> Datasets<'_, S> {
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
    /// There is none of this name.
    pub fn get(&self, name: &DatasetName) -> Result<DatasetRow> {
        let row = self.0.read(|tables| tables.dataset(self.0.project(), name))?;
        row.ok_or_else(|| Message::DatasetUnknown { name: name.to_string() }.into())
    }

    /// How many bytes of a dataset's files held data when they were last counted, the others being holes,
    /// which take no room.
    pub fn data(&self, row: &DatasetRow) -> u64 {
        let file = document::read::<DatasetFile>(&self.0.home().dataset_file(&row.name));
        file.ok().and_then(|file| file.data).unwrap_or(row.bytes)
    }

    /// Everything in a dataset, as it is now; folders before what is in them.
    ///
    /// # Errors
    /// There is no such dataset, or its folder cannot be read.
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

    /// Where a dataset's folder is in the store, relative to it.
    pub(crate) fn folder(&self, name: &DatasetName, folder: &FolderPath) -> Result<String> {
        self.get(name)?;
        let files = self.0.home().dataset_files(name);
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
        Ok(self.0.home().relative(&path).trim_end_matches('/').to_string())
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
        if self.0.home().path().starts_with(&source) {
            return Err(Message::FolderHoldsStore { path: said() }.into());
        }
        Ok(source)
    }
}

/// An entry of ML Logs about a dataset.
fn entry(at: Timestamp, name: &DatasetName, said: Message) -> LogEntry {
    LogEntry::new(at, LogKind::Dataset, Some(LogSubject::Dataset(name.clone())), said)
}

pub(crate) fn added(file: &DatasetFile) -> LogEntry {
    let (name, files, bytes) = (file.name.to_string(), file.files, file.bytes);
    entry(file.created, &file.name, Message::LogDatasetAdded { name, files, bytes })
}

fn grown(at: Timestamp, name: &DatasetName, added: tree::Copied) -> LogEntry {
    let tree::Copied { files, bytes, .. } = added;
    entry(at, name, Message::LogDatasetGrown { name: name.to_string(), files, bytes })
}

pub(crate) fn removed(at: Timestamp, name: &DatasetName) -> LogEntry {
    entry(at, name, Message::LogDatasetRemoved { name: name.to_string() })
}

fn utf8(path: &Path) -> Result<String> {
    path.to_str().map(str::to_string).ok_or_else(|| Message::LinkNotUtf8 { path: files::shown(path) }.into())
}
