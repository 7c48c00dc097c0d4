//! `spec.json`: everything that was asked of a run. Written once, never changed.

use files::{Document, document};
use jiff::Timestamp;
use jiff::civil::DateTime;
use locales::Result;
use serde::{Deserialize, Serialize};

use contract::{
    AsOf, DatasetName, FolderPath, Isolation, Limits, MetricsFrom, PackageName, Parameters, PipelineKind,
    ProjectId, PythonVersion, RunForm, RunId, ScheduleId, Version,
};

use snapshots::Digest;

use crate::RunDir;

/// What a run is to do. All paths are relative to the store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunSpec {
    /// The run's id, also the name of its directory.
    pub id: RunId,
    /// The pipeline's name, for people.
    pub name: String,
    /// Pipeline type.
    pub kind: PipelineKind,
    /// The project it belongs to.
    pub project: ProjectId,
    /// The version that is trained or evaluated.
    pub package: PackageRef,
    /// Only releases up to the end of this day may be installed in its environment (contract §1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<AsOf>,
    /// Input dataset of training and full runs.
    pub input: Option<DatasetRef>,
    /// Evaluation dataset.
    pub evaluation: Option<DatasetRef>,
    /// All parameters, including defaults. Secrets are only references.
    pub parameters: Parameters,
    /// Whether a GPU was asked for.
    pub gpu: bool,
    /// Limits of its resources.
    #[serde(default)]
    pub limits: Limits,
    /// The grace period in seconds: the time between SIGTERM and SIGKILL.
    pub grace_seconds: u32,
    /// Whether its code runs behind a wall.
    #[serde(default, skip_serializing_if = "Isolation::is_on")]
    pub isolation: Isolation,
    /// From which sources its metrics are taken.
    #[serde(default, skip_serializing_if = "MetricsFrom::is_all")]
    pub metrics_from: MetricsFrom,
    /// Whether its working copies are kept if it fails.
    #[serde(default)]
    pub keep_failed: bool,
    /// The schedule that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<ScheduledBy>,
    /// The run that it reproduces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reproduces: Option<Reproduces>,
    /// When it was created.
    pub created: Timestamp,
    /// Where it came from, if another store made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported: Option<Imported>,
}

/// Its format is also that of the run's saved environment, which has no place for one.
impl Document for RunSpec {}

impl RunSpec {
    /// The spec for a form. The package's zip and digest, the paths and states of the data and the parameters are
    /// empty, and must be filled in before the run can be executed.
    pub fn of(form: &RunForm, id: RunId, project: &ProjectId, created: Timestamp) -> Self {
        let chosen = |chosen: &Option<(DatasetName, FolderPath)>| {
            let (name, folder) = chosen.clone()?;
            Some(DatasetRef { name, folder, path: String::new(), state: None, snapshot: None })
        };
        let (zip, digest) = (String::new(), String::new());
        Self {
            id,
            name: form.name.trim().to_string(),
            kind: form.kind,
            project: project.clone(),
            package: PackageRef {
                name: form.package.clone(),
                version: form.version,
                zip,
                digest,
                python: None,
            },
            as_of: form.as_of,
            input: chosen(&form.input),
            evaluation: chosen(&form.evaluation),
            parameters: Parameters::default(),
            gpu: form.gpu,
            limits: form.limits,
            grace_seconds: form.grace_seconds,
            isolation: form.isolation.unwrap_or_default(),
            metrics_from: MetricsFrom::default(),
            keep_failed: false,
            schedule: None,
            reproduces: None,
            created,
            imported: None,
        }
    }

    /// The spec as the store that made the run wrote it: the same for a run and all its copies elsewhere.
    pub fn original(&self) -> Self {
        let id = self.imported.as_ref().map_or(&self.id, |imported| &imported.id).clone();
        Self { id, project: ProjectId::default(), imported: None, ..self.clone() }
    }

    /// The form that asks for the same run again.
    pub fn form(&self) -> RunForm {
        let chosen = |dataset: &Option<DatasetRef>| {
            dataset.as_ref().map(|dataset| (dataset.name.clone(), dataset.folder.clone()))
        };
        let state = |dataset: &Option<DatasetRef>| Some(dataset.as_ref()?.state?.number);
        RunForm {
            name: self.name.clone(),
            kind: self.kind,
            package: self.package.name.clone(),
            version: self.package.version,
            as_of: self.as_of,
            input: chosen(&self.input),
            evaluation: chosen(&self.evaluation),
            input_state: state(&self.input),
            evaluation_state: state(&self.evaluation),
            parameters: self.parameters.entered(),
            gpu: self.gpu,
            limits: self.limits,
            grace_seconds: self.grace_seconds,
            isolation: Some(self.isolation).filter(|isolation| !isolation.is_on()),
        }
    }
}

/// `inputs.json`: the paths of a run's inputs, relative to the store. Written when the run is started and read
/// before any of the package's code runs, so that the executor does not need the store's index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunInputs {
    /// The package's zip.
    pub package: String,
    /// The folder of the input data.
    pub input: Option<String>,
    /// The folder of the evaluation data.
    pub evaluation: Option<String>,
    /// The newest state of the input dataset, as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_state: Option<Digest>,
    /// The newest state of the evaluation dataset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evaluation_state: Option<Digest>,
}

impl Document for RunInputs {}

impl RunInputs {
    /// Writes them for `run`, which is about to be started. They are not synced: after a power failure, the run
    /// has either ended or will be started again, with new ones.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn write(&self, run: &RunDir) -> Result<()> {
        let path = run.inputs();
        let written = document::rewritten(&path, &[], self)?;
        std::fs::write(&path, written).map_err(|error| files::unwritable(&path, error))
    }

    /// The inputs that a spec names.
    pub fn of(spec: &RunSpec) -> Self {
        let path = |chosen: &Option<DatasetRef>| chosen.as_ref().map(|chosen| chosen.path.clone());
        Self {
            package: spec.package.zip.clone(),
            input: path(&spec.input),
            evaluation: path(&spec.evaluation),
            input_state: None,
            evaluation_state: None,
        }
    }
}

/// The schedule that made a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduledBy {
    /// The schedule.
    pub id: ScheduleId,
    /// The due time for which it made the run; `None` if a person ran the schedule.
    pub due: Option<DateTime>,
}

/// The run that another one reproduces. Its `requirements.lock` is in the new run's directory from the beginning: its
/// environment is to have exactly these packages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reproduces {
    /// The run.
    pub run: RunId,
    /// The Python that it had. `None`: that is not known.
    pub python: Option<PythonVersion>,
}

/// Where a run of another store came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// The name of the file from which it was imported.
    pub file: String,
    /// When it was imported.
    pub at: Timestamp,
    /// Its id in the store that made it.
    pub id: RunId,
    /// The version that it made there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<Version>,
}

/// A version with the digest of its zip.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PackageRef {
    /// Package name.
    pub name: PackageName,
    /// Version.
    pub version: Version,
    /// Its zip, relative to the store.
    pub zip: String,
    /// The zip's BLAKE3, hexadecimal.
    pub digest: String,
    /// The Python that it requires, if it names one.
    pub python: Option<PythonVersion>,
}

/// A dataset, or a folder in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DatasetRef {
    /// Dataset name.
    pub name: DatasetName,
    /// The folder in it.
    pub folder: FolderPath,
    /// The path of that folder, relative to the store.
    pub path: String,
    /// The state that was asked for; `None`: what the dataset holds when the run is started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<StateRef>,
    /// The snapshot that the code gets in place of what the folder holds: of a run that reproduces another one, what that
    /// run was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<Digest>,
}

/// A state of a dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateRef {
    /// Its number.
    pub number: u32,
    /// The id of its snapshot.
    pub id: Digest,
}
