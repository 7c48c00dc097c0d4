//! What takes disk.

use engine::{Stored as Kept, StoredThing};
use locales::Language;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::millis;

/// What something is that takes disk.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) enum StoredKind {
    Environment,
    Package,
    Dataset,
    Run,
}

/// Something that takes disk.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Stored {
    kind: StoredKind,
    /// What it is removed by: a name, a digest, a run's id.
    id: String,
    /// What it is called.
    name: String,
    /// The id of the project that has it; null: it is the store's.
    project: Option<String>,
    project_name: Option<String>,
    bytes: u64,
    /// When it was used last.
    used: f64,
    /// Why it cannot be removed.
    needed: Option<String>,
}

/// All that takes disk, the largest first.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StorageView {
    pub(crate) free_bytes: u64,
    pub(crate) stored: Vec<Stored>,
}

impl Stored {
    pub(crate) fn of(kept: Kept, language: Language) -> Self {
        let (kind, id, name) = match kept.thing {
            StoredThing::Environment(digest) => (StoredKind::Environment, digest.clone(), digest),
            StoredThing::Package(name) => (StoredKind::Package, name.to_string(), name.to_string()),
            StoredThing::Dataset(name) => (StoredKind::Dataset, name.to_string(), name.to_string()),
            StoredThing::Run(id, name) => (StoredKind::Run, id.to_string(), name),
        };
        let needed = kept.needed.map(|needed| needed.say(language));
        let project = kept.project.map(|project| (project.id.to_string(), project.name.to_string()));
        let (project, project_name) = project.unzip();
        Self { kind, id, name, project, project_name, bytes: kept.bytes, used: millis(kept.used), needed }
    }
}
