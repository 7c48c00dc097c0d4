//! The files of a package, and the rows made from them.

use contract::{About, AsOf, PackageName, PipelineKind, ProjectId, PythonVersion, RunId, Version};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::packages::PackageRow;
use store::versions::VersionRow;

/// `package.json`: what all versions of a package have in common.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PackageFile {
    pub(crate) name: PackageName,
    pub(crate) project: ProjectId,
    pub(crate) created: Timestamp,
    #[serde(default)]
    pub(crate) about: About,
    /// When the whole package was removed. A package that is added under its name later continues its
    /// numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) removed: Option<Timestamp>,
}

impl files::Document for PackageFile {}

/// `1.0.json`: a version and its origin. It stays when the version is removed, so that its number is never
/// used again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct VersionFile {
    pub(crate) version: Version,
    pub(crate) made_by: Option<RunId>,
    pub(crate) made_from: Option<Version>,
    pub(crate) change_log: String,
    pub(crate) python: Option<PythonVersion>,
    /// The day that its runs resolve as of, unless the form names another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) as_of: Option<AsOf>,
    /// The day its newest file was modified, in the zip or folder it was added from: in its own zip all times
    /// are the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) newest: Option<AsOf>,
    pub(crate) pipelines: Vec<PipelineKind>,
    pub(crate) digest: String,
    pub(crate) bytes: u64,
    /// What `evaluate()` returned in the full run that made it.
    #[serde(default)]
    pub(crate) score: Option<f64>,
    pub(crate) created: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) removed: Option<Timestamp>,
}

impl files::Document for VersionFile {}

impl VersionFile {
    /// The file of a removed version of which nothing else is known. It reserves the number.
    pub(crate) fn removed(version: Version, at: Timestamp) -> Self {
        Self {
            version,
            made_by: None,
            made_from: None,
            change_log: String::new(),
            python: None,
            as_of: None,
            newest: None,
            pipelines: Vec::new(),
            digest: String::new(),
            bytes: 0,
            score: None,
            created: at,
            removed: Some(at),
        }
    }

    pub(crate) fn row(&self, project: &ProjectId, package: &PackageName) -> VersionRow {
        VersionRow {
            project: project.clone(),
            package: package.clone(),
            version: self.version,
            made_by: self.made_by.clone(),
            made_from: self.made_from,
            change_log: self.change_log.clone(),
            python: self.python,
            as_of: self.as_of,
            pipelines: self.pipelines.clone(),
            digest: self.digest.clone(),
            bytes: self.bytes,
            score: self.score,
            created: self.created,
        }
    }
}

impl PackageFile {
    pub(crate) fn row(&self) -> PackageRow {
        PackageRow { project: self.project.clone(), name: self.name.clone(), created: self.created }
    }
}
