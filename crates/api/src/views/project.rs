//! Projects.

use engine::Holds as ProjectHolds;
use serde::Serialize;
use ts_rs::TS;

/// A project.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProjectRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: String,
    /// Whether new runs keep their data by default.
    pub(crate) keeps_data: bool,
    /// How much it contains; null if that was not requested.
    pub(crate) holds: Option<Holds>,
}

/// How much a project contains.
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
    /// The current project.
    pub(crate) current: ProjectRow,
}

impl From<&engine::ProjectRow> for ProjectRow {
    fn from(row: &engine::ProjectRow) -> Self {
        let (id, name) = (row.id.to_string(), row.name.to_string());
        let (description, keeps_data) = (row.description.clone(), row.keeps_data);
        Self { id, name, description, keeps_data, holds: None }
    }
}

impl From<ProjectHolds> for Holds {
    fn from(holds: ProjectHolds) -> Self {
        let ProjectHolds { packages, datasets, runs } = holds;
        Self { packages, datasets, runs }
    }
}
