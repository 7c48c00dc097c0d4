//! What lineage connects.

use std::collections::BTreeSet;
use std::path::PathBuf;

use contract::{DatasetName, FolderPath, PackageName, PipelineKind, RunId, Status, Version};
use jiff::Timestamp;
use serde::Serialize;
use snapshots::Digest;

/// What lineage is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineageOf {
    /// Everything that was ever given of a dataset.
    Dataset(DatasetName),
    /// A file of a dataset, by its path in it.
    File(DatasetName, PathBuf),
    /// A version.
    Version(PackageName, Version),
    /// A run.
    Run(RunId),
}

/// Something that came from something, or that something came from.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A dataset or a folder of one, as it was.
    Data(DataNode),
    /// A run.
    Run(RunNode),
    /// A version.
    Version(VersionNode),
}

/// A dataset or a folder of one, as runs were given it.
#[derive(Clone, Debug, PartialEq)]
pub struct DataNode {
    /// The dataset.
    pub dataset: DatasetName,
    /// The folder in it.
    pub folder: FolderPath,
    /// The digest of names, kinds and contents. `None`: it was not recorded what was in it.
    pub content: Option<Digest>,
    /// The number of the dataset's state that it was. `None`: it is a folder, or none of the states that are known.
    pub state: Option<u32>,
    /// The snapshots with this content, which differ in times and permissions only.
    pub(super) snapshots: BTreeSet<Digest>,
    /// When the first run was created that was given it.
    pub first: Timestamp,
    /// The last one.
    pub last: Timestamp,
}

/// A run.
#[derive(Clone, Debug, PartialEq)]
pub struct RunNode {
    /// Its id.
    pub id: RunId,
    /// `None`: it was removed, and only the version that it made names it.
    pub about: Option<RunAbout>,
}

/// What is shown of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct RunAbout {
    /// Pipeline name.
    pub name: String,
    /// Pipeline type.
    pub kind: PipelineKind,
    /// Its status.
    pub status: Status,
    /// What `evaluate()` returned.
    pub score: Option<f64>,
    /// When it was created.
    pub created: Timestamp,
}

/// A version.
#[derive(Clone, Debug, PartialEq)]
pub struct VersionNode {
    /// The package.
    pub package: PackageName,
    /// Its number.
    pub version: Version,
    /// The BLAKE3 of its zip, hexadecimal. Empty if nothing says it.
    pub digest: String,
    /// Whether the store has it: it was not removed, and is not one of another store that only has the same name.
    pub is_here: bool,
}

/// How two things are connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum EdgeKind {
    /// The run was given the data as its input.
    Input,
    /// The run was given the data for `evaluate`.
    Evaluation,
    /// The run trained or evaluated the version.
    Package,
    /// The run made the version.
    Made,
}

/// On which side of what was asked for something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// It is what was asked for.
    Start,
    /// What was asked for is made of it.
    Above,
    /// What was asked for led to it.
    Below,
}

impl Node {
    /// What identifies it in a graph and in JSON: the same each time, as long as it is known.
    pub fn id(&self) -> String {
        match self {
            Self::Data(data) => {
                let folder = data.folder.as_str();
                let slash = if folder.is_empty() { "" } else { "/" };
                let content = data.content.map(|content| format!("@{content}")).unwrap_or_default();
                format!("data:{}{slash}{folder}{content}", data.dataset)
            }
            Self::Run(run) => format!("run:{}", run.id),
            Self::Version(one) if one.is_here => format!("version:{}@{}", one.package, one.version),
            Self::Version(one) => format!("version:{}@{}#{}", one.package, one.version, one.digest),
        }
    }
}
