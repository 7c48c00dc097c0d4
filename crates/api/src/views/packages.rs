//! Packages, their versions and their check; datasets.

use contract::{
    About as PackageAbout, AsOf, AtField, Field, FormError, InputType, Isolation, MetricsFrom, PipelineKind,
    PythonVersion, Report as CheckReport, Verdict, Version,
};
use engine::{
    DatasetAdded, DatasetRow as Dataset, Engine, NewPackage as New, PackageRow as Package,
    VersionPoints as Points, VersionRow as VersionOf,
};
use jiff::Zoned;
use locales::{Language, Result};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::millis;
use super::run::RunRow;
use super::run_table::MetricColumn;

/// A package in the list.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct PackageRow {
    name: String,
    latest: Option<String>,
    versions: usize,
    /// The pipeline types that its latest version can run.
    kinds: Vec<PipelineKind>,
    bytes: u64,
    /// When the latest version was made.
    changed: f64,
}

impl PackageRow {
    /// `versions` are newest number first.
    pub(crate) fn of(package: &Package, versions: &[VersionOf]) -> Self {
        let latest = versions.first();
        let changed = versions.iter().map(|version| version.created).max().unwrap_or(package.created);
        Self {
            name: package.name.to_string(),
            latest: latest.map(|version| version.version.to_string()),
            versions: versions.len(),
            kinds: latest.map(|version| version.pipelines.clone()).unwrap_or_default(),
            bytes: versions.iter().map(|version| version.bytes).sum(),
            changed: millis(changed),
        }
    }
}

/// A package with its versions, newest number first.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct PackageDetails {
    pub(crate) name: String,
    pub(crate) created: f64,
    pub(crate) about: About,
    pub(crate) versions: Vec<VersionRow>,
}

/// The description of a package.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct About {
    description: String,
    input_type: InputType,
    input_description: String,
    output_description: String,
    gpu_recommended: bool,
    isolation: Isolation,
    metrics_from: MetricsFrom,
}

impl From<PackageAbout> for About {
    fn from(about: PackageAbout) -> Self {
        Self {
            description: about.description,
            input_type: about.input_type,
            input_description: about.input_description,
            output_description: about.output_description,
            gpu_recommended: about.gpu_recommended,
            isolation: about.isolation,
            metrics_from: about.metrics_from,
        }
    }
}

impl From<About> for PackageAbout {
    fn from(about: About) -> Self {
        Self {
            description: about.description,
            input_type: about.input_type,
            input_description: about.input_description,
            output_description: about.output_description,
            gpu_recommended: about.gpu_recommended,
            isolation: about.isolation,
            metrics_from: about.metrics_from,
        }
    }
}

/// What a person enters when they add a package; fields without a value are empty.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewPackage {
    name: String,
    change_log: String,
    /// `3.11`.
    python: String,
    /// The day that its runs resolve as of: `2019-08-14`.
    as_of: String,
    /// The package's description; null: it does not change.
    about: Option<About>,
}

impl NewPackage {
    /// The engine's form of it.
    ///
    /// # Errors
    /// The name, the Python version or the day is invalid.
    pub(crate) fn read(self) -> Result<New, FormError> {
        Ok(New {
            name: Some(self.name.trim().parse().at(Field::Package)?),
            change_log: self.change_log,
            python: python(&self.python)?,
            as_of: AsOf::read(&self.as_of, Zoned::now().date()).at(Field::AsOf)?,
            about: self.about.map(Into::into),
        })
    }
}

/// Parses a Python version. `None`: the text is empty.
///
/// # Errors
/// It is invalid.
pub(crate) fn python(text: &str) -> Result<Option<PythonVersion>, FormError> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::parse).transpose().at(Field::Python)
}

/// A version and its origin.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VersionRow {
    package: String,
    version: String,
    /// The run that made it; null: a person added it.
    made_by: Option<String>,
    /// The name of that run, unless it was removed.
    made_by_name: Option<String>,
    made_from: Option<String>,
    change_log: String,
    python: Option<String>,
    /// The day that its runs resolve as of.
    as_of: Option<String>,
    kinds: Vec<PipelineKind>,
    digest: String,
    bytes: u64,
    /// What `evaluate()` returned in the full run that made it.
    score: Option<f64>,
    created: f64,
}

impl VersionRow {
    /// The `engine` knows the run that made it, unless that was removed.
    pub(crate) fn of(row: &VersionOf, engine: &Engine) -> Self {
        let made_by = row.made_by.as_ref().and_then(|id| engine.runs().find(id.as_str()).ok());
        Self {
            made_by_name: made_by.map(|run| run.name.clone()),
            package: row.package.to_string(),
            version: row.version.to_string(),
            made_by: row.made_by.as_ref().map(ToString::to_string),
            made_from: row.made_from.map(|version| version.to_string()),
            change_log: row.change_log.clone(),
            python: row.python.map(|python| python.to_string()),
            as_of: row.as_of.map(|day| day.to_string()),
            kinds: row.pipelines.clone(),
            digest: row.digest.clone(),
            bytes: row.bytes,
            score: row.score,
            created: millis(row.created),
        }
    }
}

/// What was measured of the versions of a package.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct VersionPoints {
    /// All versions, lowest number first.
    versions: Vec<String>,
    /// By version; first the run that made it, then its evaluations.
    points: Vec<VersionPoint>,
    /// The metrics of these runs, with a value for each point.
    metrics: Vec<MetricColumn>,
}

/// What a run measured of a version.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
struct VersionPoint {
    version: String,
    run: String,
    /// Its name; null: it was removed.
    name: Option<String>,
    /// Of an evaluation, what it evaluated on; null: the run made the version.
    evaluated_on: Option<String>,
    score: Option<f64>,
}

impl From<Points> for VersionPoints {
    fn from(Points { versions, points, metrics }: Points) -> Self {
        Self {
            versions: versions.iter().map(ToString::to_string).collect(),
            points: points.into_iter().map(VersionPoint::of).collect(),
            metrics: metrics.into_iter().map(Into::into).collect(),
        }
    }
}

impl VersionPoint {
    fn of(point: engine::VersionPoint) -> Self {
        Self {
            version: point.version.to_string(),
            run: point.run.to_string(),
            name: point.name,
            evaluated_on: point.evaluated_on,
            score: point.score,
        }
    }
}

/// The result of checking a package.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct Report {
    accepted: bool,
    checks: Vec<Check>,
    kinds: Vec<PipelineKind>,
    /// The name that the package would get.
    name: String,
    /// The version that it would get under that name.
    version: String,
    files: u64,
    bytes: u64,
}

/// The result of one check.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct Check {
    verdict: Verdict,
    text: String,
    file: Option<String>,
    line: Option<u64>,
}

impl Report {
    pub(crate) fn of(report: &CheckReport, name: String, version: Version, language: Language) -> Self {
        let check = |check: &contract::Check| Check {
            verdict: check.verdict,
            text: check.message.render(language),
            file: check.file.clone(),
            line: check.line,
        };
        Self {
            accepted: report.is_accepted(),
            checks: report.checks.iter().map(check).collect(),
            kinds: report.pipelines.clone(),
            name,
            version: version.to_string(),
            files: report.files,
            bytes: report.bytes,
        }
    }
}

/// A dataset.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct DatasetRow {
    name: String,
    /// The folder outside the store that it links to.
    link: Option<String>,
    files: u64,
    bytes: u64,
    created: f64,
}

/// A dataset that was added.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AddedDataset {
    dataset: DatasetRow,
    /// A sentence about the files that could not be copied.
    skipped: Option<String>,
}

impl AddedDataset {
    pub(crate) fn of(added: &DatasetAdded, language: Language) -> Self {
        let skipped = engine::skipped_in_short(&added.skipped, language);
        Self { dataset: (&added.row).into(), skipped }
    }
}

impl From<&Dataset> for DatasetRow {
    fn from(row: &Dataset) -> Self {
        Self {
            name: row.name.to_string(),
            link: row.link.clone(),
            files: row.files,
            bytes: row.bytes,
            created: millis(row.created),
        }
    }
}

/// A dataset and the newest runs that used it.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DatasetDetails {
    pub(crate) dataset: DatasetRow,
    /// How many bytes of it hold data; the others are holes, which take no space.
    pub(crate) data: u64,
    pub(crate) used_by: Vec<RunRow>,
}
