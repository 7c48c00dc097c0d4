//! Everything that a project's lineage is made of, from the index, and from the files of what is not in it.

use std::collections::{BTreeSet, HashMap, HashSet};

use contract::{PackageName, RunId, Status, Version};
use files::document;
use locales::Result;
use store::run_lineage::LineageRun;
use store::versions::VersionRow;

use super::indexed::read_lineage;
use crate::Home;
use crate::packages::VersionFile;
use crate::reads::Reads;

/// A version that the store has, or had.
#[derive(Clone, Debug)]
pub(super) struct KnownVersion {
    pub(super) package: PackageName,
    pub(super) version: Version,
    /// The BLAKE3 of its zip. Empty if that is not known.
    pub(super) digest: String,
    /// The run that made it.
    pub(super) made_by: Option<RunId>,
    /// The version that this run trained.
    pub(super) made_from: Option<Version>,
    pub(super) is_removed: bool,
}

/// What is known of a project's runs and versions.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Oldest first. All of them have their lineage, unless their files cannot be read.
    pub(super) runs: Vec<LineageRun>,
    pub(super) versions: Vec<KnownVersion>,
}

impl Known {
    /// Reads it.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(super) fn read(reads: &impl Reads) -> Result<Self> {
        let (mut runs, rows) = reads
            .read(|tables| Ok((tables.lineage_runs(reads.project())?, tables.versions(reads.project())?)))?;
        for run in &mut runs {
            // What waits has been given nothing yet, and thousands may wait.
            if run.lineage.is_none() && run.status != Status::Queued {
                run.lineage = read_lineage(reads.home(), &run.id);
            }
        }
        let versions = rows.into_iter().map(KnownVersion::from).collect();
        let mut known = Self { runs, versions };
        known.add_removed(reads.home());
        Ok(known)
    }

    /// Adds the versions that were removed, as long as something was made from them: their files still say which run
    /// made them.
    fn add_removed(&mut self, home: &Home) {
        let mut seen: HashSet<(PackageName, Version)> =
            self.versions.iter().map(|one| (one.package.clone(), one.version)).collect();
        let named = self.runs.iter().flat_map(|run| {
            let made = run.new_version.map(|version| (run.package.clone(), version));
            [(run.package.clone(), run.version)].into_iter().chain(made)
        });
        let from = |one: &KnownVersion| Some((one.package.clone(), one.made_from?));
        let mut missing: BTreeSet<_> = named.chain(self.versions.iter().filter_map(from)).collect();
        while let Some((package, version)) = missing.pop_first() {
            if !seen.insert((package.clone(), version)) {
                continue;
            }
            let Ok(file) = document::read::<VersionFile>(&home.version_file(&package, version)) else {
                continue;
            };
            let removed = KnownVersion {
                package,
                version,
                digest: file.digest,
                made_by: file.made_by,
                made_from: file.made_from,
                is_removed: true,
            };
            missing.extend(from(&removed));
            self.versions.push(removed);
        }
    }

    /// The digest of each version that the store has or had.
    pub(super) fn digests(&self) -> HashMap<(&PackageName, Version), &str> {
        self.versions.iter().map(|one| ((&one.package, one.version), &*one.digest)).collect()
    }
}

impl From<VersionRow> for KnownVersion {
    fn from(row: VersionRow) -> Self {
        Self {
            package: row.package,
            version: row.version,
            digest: row.digest,
            made_by: row.made_by,
            made_from: row.made_from,
            is_removed: false,
        }
    }
}
