//! The pipeline form and what can be chosen in it.

use std::str::FromStr;

use contract::{
    AsOf, AtField, DatasetName, Field, FolderPath, FormError, Isolation, Limits, Mistakes, PackageName,
    ParameterValue, Parameters, PipelineKind, RunForm as Form, Version,
};
use engine::ScheduleForm;
use jiff::Zoned;
use locales::{Failure, Message, Result};
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
    /// The number of the dataset's state; null: what it holds when the run is started.
    #[serde(default)]
    pub(crate) dataset_state: Option<u32>,
    pub(crate) evaluation_dataset: String,
    pub(crate) evaluation_folder: String,
    #[serde(default)]
    pub(crate) evaluation_dataset_state: Option<u32>,
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
            dataset_state: form.input_state,
            evaluation_dataset,
            evaluation_folder,
            evaluation_dataset_state: form.evaluation_state,
            parameters: parameters.iter().map(Into::into).collect(),
            gpu: form.gpu,
            memory: form.limits.memory_text(),
            cores: form.limits.cores_text(),
            grace_seconds: form.grace_seconds,
            isolation: form.isolation,
            when,
        })
    }

    /// The engine's form of it.
    ///
    /// # Errors
    /// The first of its mistakes.
    pub(crate) fn read(&self) -> Result<Form, FormError> {
        let (form, mistakes) = self.parse();
        mistakes.first().map(|()| form)
    }

    /// The same with its due times. `None`: now.
    ///
    /// # Errors
    /// The first of its mistakes.
    pub(crate) fn read_schedule(&self) -> Result<Option<ScheduleForm>, FormError> {
        let run = self.read()?;
        let (when, mistakes) = self.when.parse();
        mistakes.first()?;
        Ok(when.map(|when| ScheduleForm { run, when, missed: self.when.missed }))
    }

    /// The engine's form of it, and the names and numbers that are invalid. Valid ones replace them, so that
    /// the rest of the form can be checked, too.
    pub(crate) fn parse(&self) -> (Form, Mistakes) {
        let mut mistakes = Mistakes::default();
        mistakes.take(Form::check_name(&self.name));
        let package = mistakes.take(chosen(&self.package, Field::Package, Message::PackageNotChosen));
        let version = mistakes.take(chosen(&self.version, Field::Version, Message::VersionNotChosen));
        let as_of = mistakes.take(AsOf::read(&self.as_of, Zoned::now().date()).at(Field::AsOf));
        // What was chosen for another type stays in the form without being shown.
        let mut data = |name: &str, folder: &str, is_shown, fields: [Field; 2]| {
            let name = Some(name).filter(|name| is_shown && !name.is_empty())?;
            let name = mistakes.take(name.parse().at(fields[0]));
            let folder = mistakes.take(folder.parse().at(fields[1]));
            Some((name?, folder.unwrap_or_default()))
        };
        let input = data(&self.dataset, &self.folder, self.kind.trains(), [Field::Dataset, Field::Folder]);
        let evaluation = data(
            &self.evaluation_dataset,
            &self.evaluation_folder,
            self.kind.evaluates(),
            [Field::EvaluationDataset, Field::EvaluationFolder],
        );
        let limits = Limits {
            memory: mistakes.take(Limits::read_memory(&self.memory)).flatten(),
            cores: mistakes.take(Limits::read_cores(&self.cores)).flatten(),
        };
        let parameter = |parameter: &Parameter| contract::Parameter {
            name: parameter.name.clone(),
            value: ParameterValue::Plain(parameter.value.clone()),
        };
        let form = Form {
            name: self.name.clone(),
            kind: self.kind,
            package: package.unwrap_or_else(|| PackageName::suggested("")),
            version: version.unwrap_or_else(|| Version::uploaded_after(None)),
            as_of: as_of.flatten(),
            input_state: self.dataset_state.filter(|_| input.is_some()),
            evaluation_state: self.evaluation_dataset_state.filter(|_| evaluation.is_some()),
            input,
            evaluation,
            parameters: self.parameters.iter().map(parameter).collect(),
            gpu: self.gpu,
            limits,
            grace_seconds: self.grace_seconds,
            isolation: self.isolation,
        };
        (form, mistakes)
    }
}

/// Parses what was chosen; `missing`: nothing was.
fn chosen<T: FromStr<Err = Failure>>(text: &str, field: Field, missing: Message) -> Result<T, FormError> {
    if text.is_empty() { Err(FormError::at(field, missing)) } else { text.parse().at(field) }
}

/// The source that a form is filled in from.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(tag = "from", rename_all = "camelCase")]
pub(crate) enum FormSource {
    Empty,
    Version { package: String, version: String },
    Dataset { dataset: String, state: Option<u32> },
    Run { id: String },
    Schedule { id: String },
}

/// The result of checking a form.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct FormVerdict {
    /// Everything that is wrong with it.
    pub(crate) refusals: Vec<Refusal>,
    /// A sentence about what it will do; null if it is refused.
    pub(crate) sentence: Option<String>,
    /// The next due times, whatever else is wrong with the form.
    pub(crate) times: Vec<f64>,
}

/// A parameter that the form can add.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct SuggestedParameter {
    pub(crate) name: String,
    /// Its value in the last run that had it, or else the code's default; empty: unknown.
    pub(crate) value: String,
    /// Why it is suggested.
    pub(crate) why: String,
}

/// The choices in the form.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Choices {
    pub(crate) kinds: Vec<KindChoice>,
    pub(crate) packages: Vec<PackageChoice>,
    pub(crate) datasets: Vec<DatasetChoice>,
    /// Whether the project's runs keep their data by default.
    pub(crate) keeps_data: bool,
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
