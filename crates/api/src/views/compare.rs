//! Two versions of a package, compared.

use std::path::Path;

use engine::{Comparison as Compared, Engine};
use serde::Serialize;
use ts_rs::TS;

use super::packages::VersionRow;

/// The differences between two versions.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct Comparison {
    before: VersionRow,
    after: VersionRow,
    /// Files that are only in one of them, or differ: the lists of requirements first.
    changes: Vec<FileChange>,
    /// The number of equal files.
    same: u64,
}

/// A file that differs; sizes in bytes, null if it does not exist.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct FileChange {
    path: String,
    before: Option<u64>,
    after: Option<u64>,
}

impl Comparison {
    /// The `engine` knows the runs that made the versions.
    pub(crate) fn of(mut found: Compared, engine: &Engine) -> Self {
        let is_other = |path: &Path| !engine::REQUIREMENTS.iter().any(|name| path == *name);
        found.changes.sort_by_key(|change| is_other(&change.path));
        Self {
            before: VersionRow::of(&found.before, engine),
            after: VersionRow::of(&found.after, engine),
            changes: found
                .changes
                .into_iter()
                .map(|change| FileChange {
                    path: change.path.to_string_lossy().into_owned(),
                    before: change.before,
                    after: change.after,
                })
                .collect(),
            same: found.same,
        }
    }
}
