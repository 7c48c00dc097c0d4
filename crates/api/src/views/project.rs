//! Projects.

use engine::Holds as Held;
use serde::Serialize;
use ts_rs::TS;

/// A project.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct ProjectRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: String,
    /// How much it holds; null: that was not asked.
    pub(crate) holds: Option<Holds>,
}

/// How much a project holds.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub(crate) struct Holds {
    packages: u64,
    datasets: u64,
    runs: u64,
}

/// All projects by name.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct Projects {
    pub(crate) rows: Vec<ProjectRow>,
    /// The one that the window works in.
    pub(crate) current: ProjectRow,
}

impl From<&engine::ProjectRow> for ProjectRow {
    fn from(row: &engine::ProjectRow) -> Self {
        let (id, name) = (row.id.to_string(), row.name.to_string());
        Self { id, name, description: row.description.clone(), holds: None }
    }
}

impl From<Held> for Holds {
    fn from(held: Held) -> Self {
        let Held { packages, datasets, runs } = held;
        Self { packages, datasets, runs }
    }
}
