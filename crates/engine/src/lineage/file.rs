//! Which of the data that runs were given had a file.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;

use contract::{DatasetName, RunId};
use files::beneath::{Folder, Opened, is_absent};
use files::{Watch, parallel, unreadable};
use locales::{Message, Result};
use rustix::io::Errno;
use snapshots::{Content, Digest, Entry, Kind, Snapshots};

use super::node::{DataNode, Node};
use super::web::{Number, Way, Web};
use crate::parts::Parts;
use crate::reads::Reads;

/// What lineage answers about a file, besides the graph.
#[derive(Clone, Debug)]
pub struct FileAnswer {
    /// Its path in the dataset.
    pub path: PathBuf,
    /// What it is in the dataset today.
    pub today: FileToday,
    /// The runs on the dataset that were given other folders, or when the file was not there.
    pub without: Vec<RunId>,
    /// The runs of which nobody knows whether they were given it.
    pub unknown: Vec<RunId>,
}

/// What a file of a dataset is today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileToday {
    /// It has this content.
    Content(Digest),
    /// It, or the dataset, does not exist any more.
    Gone,
    /// It is behind a link, and is not compared.
    Linked,
}

/// The content that a file had in data that runs were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileThen {
    /// The digest of its bytes; of a link, of the text of its target.
    pub digest: Digest,
    /// In bytes. `None`: it was a link.
    pub size: Option<u64>,
    /// Whether it has the same content today. `None`: that cannot be said.
    pub is_same: Option<bool>,
}

/// What is known of a file in some data.
#[derive(Clone, Copy, Debug)]
enum Found {
    Then(FileThen),
    Without,
    Unknown,
}

/// Looks for a file in all data of a dataset that runs were given: `starts`. Returns those with the file.
///
/// # Errors
/// The path leads out of the dataset or is that of a folder; nothing that is known ever had the file; the file of today
/// cannot be read; cancelled.
pub(super) fn look(
    reads: &impl Reads,
    web: &Web,
    starts: &[Number],
    (dataset, path): (&DatasetName, &Path),
    watch: &Watch,
) -> Result<(FileAnswer, Vec<(Number, FileThen)>)> {
    let path = plain(path)?;
    let today = today(reads, dataset, &path, watch)?;
    let found: Vec<OnceLock<Found>> = starts.iter().map(|_| OnceLock::new()).collect();
    let snapshots = reads.home().snapshots();
    parallel::each(
        starts.len(),
        || (),
        |(), i| {
            watch.cancel.check()?;
            let Node::Data(data) = web.get(starts[i]) else { return Ok(()) };
            let _ = found[i].set(find(&snapshots, data, &path, today));
            Ok(())
        },
    )?;
    let mut answer = FileAnswer { path, today, without: Vec::new(), unknown: Vec::new() };
    let mut with = Vec::new();
    for (number, found) in starts.iter().zip(found) {
        match found.into_inner().unwrap_or(Found::Unknown) {
            Found::Then(then) => with.push((*number, then)),
            Found::Without => answer.without.extend(runs(web, *number)),
            Found::Unknown => answer.unknown.extend(runs(web, *number)),
        }
    }
    if today == FileToday::Gone && with.is_empty() && answer.unknown.is_empty() {
        let (name, path) = (dataset.to_string(), files::shown(&answer.path));
        return Err(Message::LineageFileUnknown { name, path }.into());
    }
    // A run can be given two folders of a dataset.
    let seen: HashSet<RunId> = with.iter().flat_map(|(number, _)| runs(web, *number)).collect();
    for list in [&mut answer.without, &mut answer.unknown] {
        list.retain(|run| !seen.contains(run));
        list.sort_unstable();
        list.dedup();
    }
    answer.without.retain(|run| answer.unknown.binary_search(run).is_err());
    Ok((answer, with))
}

fn runs(web: &Web, data: Number) -> impl Iterator<Item = RunId> + '_ {
    web.next(data, Way::Below).iter().filter_map(|(number, _)| match web.get(*number) {
        Node::Run(run) => Some(run.id.clone()),
        _ => None,
    })
}

/// The path as manifests have it.
fn plain(path: &Path) -> Result<PathBuf> {
    let refused = || Message::LineageFileInvalid { path: files::shown(path) };
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Normal(part) => plain.push(part),
            Component::CurDir => {}
            _ => return Err(refused().into()),
        }
    }
    if plain.as_os_str().is_empty() { Err(refused().into()) } else { Ok(plain) }
}

fn today(reads: &impl Reads, dataset: &DatasetName, path: &Path, watch: &Watch) -> Result<FileToday> {
    let folder = reads.home().dataset_files(dataset);
    if reads.datasets().get(dataset).is_err() {
        return Ok(FileToday::Gone);
    }
    match Folder::open_named(&folder).and_then(|folder| folder.open_any(path)) {
        Ok(Opened::File(file, named)) => {
            let source = reads.home().relative(&folder);
            let digest = reads.home().snapshots().digest_of(&file, &named, &source, watch)?;
            Ok(FileToday::Content(digest))
        }
        Ok(Opened::Folder(_)) => Err(Message::LineageFileIsFolder { path: files::shown(path) }.into()),
        Err(error) => match Errno::from_io_error(&error) {
            Some(Errno::LOOP | Errno::XDEV) => Ok(FileToday::Linked),
            _ if is_absent(&error) => Ok(FileToday::Gone),
            _ => Err(unreadable(&folder.join(path), error)),
        },
    }
}

fn find(snapshots: &Snapshots, data: &DataNode, path: &Path, today: FileToday) -> Found {
    let Ok(path) = path.strip_prefix(&data.folder) else { return Found::Without };
    for id in &data.snapshots {
        match snapshots.find(id, path) {
            Ok(Some(Entry { kind: Kind::File(Content { size, digest, .. }), .. })) => {
                return Found::Then(FileThen { digest, size: Some(size), is_same: is_same(today, digest) });
            }
            Ok(Some(Entry { kind: Kind::Link { target }, .. })) => {
                let digest = Digest::of(target.as_os_str().as_encoded_bytes());
                return Found::Then(FileThen { digest, size: None, is_same: None });
            }
            Ok(_) => return Found::Without,
            // Another snapshot with this content can still say it.
            Err(error) => tracing::warn!(snapshot = %id, %error, "could not look for a file in a snapshot"),
        }
    }
    Found::Unknown
}

fn is_same(today: FileToday, then: Digest) -> Option<bool> {
    match today {
        FileToday::Content(now) => Some(now == then),
        FileToday::Gone => Some(false),
        FileToday::Linked => None,
    }
}
