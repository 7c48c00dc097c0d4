//! The pipeline form and what can be chosen in it.

use contract::{
    AsOf, AtField, DatasetName, Field, FolderPath, FormError, Isolation, Limits, ParameterValue, Parameters,
    PipelineKind, RunForm as Form,
};
use engine::ScheduleForm;
use jiff::Zoned;
use locales::{Message, Result};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Refusal;
use super::schedule::When;

/// An environment variable and its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) value: String,
}

impl From<&contract::Parameter> for Parameter {
    fn from(parameter: &contract::Parameter) -> Self {
        Self { name: parameter.name.clone(), value: parameter.value.shown().to_string() }
    }
}

/// The form as a person filled it in; fields without a choice are empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RunForm {
    pub(crate) name: String,
    pub(crate) kind: PipelineKind,
    pub(crate) package: String,
    pub(crate) version: String,
    /// The day that it resolves as of: `2019-08-14`.
    pub(crate) as_of: String,
    pub(crate) dataset: String,
    pub(crate) folder: String,
    pub(crate) evaluation_dataset: String,
    pub(crate) evaluation_folder: String,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) gpu: bool,
    /// The most memory it may use, as a person writes it: "4 GB".
    pub(crate) memory: String,
    /// How many processor cores its code may use.
    pub(crate) cores: String,
    pub(crate) grace_seconds: u32,
    /// `null`: as the package says.
    pub(crate) isolation: Option<Isolation>,
    pub(crate) when: When,
}

impl RunForm {
    /// A filled-in form with all its parameters.
    ///
    /// # Errors
    /// Its parameters are invalid.
    pub(crate) fn of(form: &Form, when: When) -> Result<Self> {
        let shown = |chosen: &Option<(DatasetName, FolderPath)>| {
            let (name, folder) = chosen.as_ref()?;
            Some((name.to_string(), folder.to_string()))
        };
        let (dataset, folder) = shown(&form.input).unwrap_or_default();
        let (evaluation_dataset, evaluation_folder) = shown(&form.evaluation).unwrap_or_default();
        let parameters = Parameters::filled(form.kind, &form.parameters)?.entered();
        Ok(Self {
            name: form.name.clone(),
            kind: form.kind,
            package: form.package.to_string(),
            version: form.version.to_string(),
            as_of: form.as_of.map(|day| day.to_string()).unwrap_or_default(),
            dataset,
            folder,
            evaluation_dataset,
            evaluation_folder,
            parameters: parameters.iter().map(Into::into).collect(),
            gpu: form.gpu,
            memory: form.limits.memory_text(),
            cores: form.limits.cores_text(),
            grace_seconds: form.grace_seconds,
            isolation: form.isolation,
            when,
        })
    }

    /// The same with its due times. `None`: now.
    ///
    /// # Errors
    /// As [`RunForm::read`]; a time is invalid.
    pub(crate) fn read_schedule(&self) -> Result<Option<ScheduleForm>, FormError> {
        let run = self.read()?;
        Ok(self.when.read()?.map(|when| ScheduleForm { run, when, missed: self.when.missed }))
    }

    /// The engine's form of it.
    ///
    /// # Errors
    /// A name or number is invalid.
    pub(crate) fn read(&self) -> Result<Form, FormError> {
        // In the form's order, so that the first wrong field is reported first.
        Form::check_name(&self.name)?;
        if self.package.is_empty() {
            return Err(FormError::at(Field::Package, Message::PackageNotChosen));
        }
        if self.version.is_empty() {
            return Err(FormError::at(Field::Version, Message::VersionNotChosen));
        }
        // What was chosen for another type stays in the form without being shown.
        let chosen = |name: &str, folder: &str, is_shown, fields: [Field; 2]| match name {
            name if is_shown && !name.is_empty() => {
                Ok::<_, FormError>(Some((name.parse().at(fields[0])?, folder.parse().at(fields[1])?)))
            }
            _ => Ok(None),
        };
        let parameter = |parameter: &Parameter| contract::Parameter {
            name: parameter.name.clone(),
            value: ParameterValue::Plain(parameter.value.clone()),
        };
        let (trains, evaluates) = (self.kind.trains(), self.kind.evaluates());
        let of_evaluation = [Field::EvaluationDataset, Field::EvaluationFolder];
        Ok(Form {
            name: self.name.clone(),
            kind: self.kind,
            package: self.package.parse().at(Field::Package)?,
            version: self.version.parse().at(Field::Version)?,
            as_of: AsOf::read(&self.as_of, Zoned::now().date()).at(Field::AsOf)?,
            input: chosen(&self.dataset, &self.folder, trains, [Field::Dataset, Field::Folder])?,
            evaluation: chosen(&self.evaluation_dataset, &self.evaluation_folder, evaluates, of_evaluation)?,
            parameters: self.parameters.iter().map(parameter).collect(),
            gpu: self.gpu,
            limits: Limits::read(&self.memory, &self.cores)?,
            grace_seconds: self.grace_seconds,
            isolation: self.isolation,
        })
    }
}

/// The source that a form is filled in from.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(tag = "from", rename_all = "camelCase")]
pub(crate) enum FormSource {
    Empty,
    Version { package: String, version: String },
    Dataset { dataset: String },
    Run { id: String },
    Schedule { id: String },
}

/// The result of checking a form.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct FormVerdict {
    pub(crate) refusal: Option<Refusal>,
    /// A sentence about what it will do; null if it is refused.
    pub(crate) sentence: Option<String>,
    /// The next due times, whatever else is wrong with the form.
    pub(crate) times: Vec<f64>,
}

/// The choices in the form.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Choices {
    pub(crate) kinds: Vec<KindChoice>,
    pub(crate) packages: Vec<PackageChoice>,
    pub(crate) datasets: Vec<DatasetChoice>,
    pub(crate) gpus: u32,
    /// Why no GPU can be chosen.
    pub(crate) gpu_missing: Option<String>,
}

/// A pipeline type.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct KindChoice {
    pub(crate) kind: PipelineKind,
    pub(crate) title: String,
    pub(crate) defaults: Vec<Parameter>,
}

/// A package with its versions, newest first.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PackageChoice {
    pub(crate) name: String,
    pub(crate) gpu_recommended: bool,
    pub(crate) versions: Vec<VersionChoice>,
}

/// A version, and which types it can run.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VersionChoice {
    pub(crate) version: String,
    /// The day that its runs resolve as of, unless the form names another; empty: none.
    pub(crate) as_of: String,
    pub(crate) kinds: Vec<KindVerdict>,
}

/// Whether a version can run a type.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct KindVerdict {
    pub(crate) kind: PipelineKind,
    /// Why it cannot; null: it can.
    pub(crate) refused: Option<String>,
}

/// A dataset.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct DatasetChoice {
    pub(crate) name: String,
    pub(crate) files: u64,
    pub(crate) bytes: u64,
}
