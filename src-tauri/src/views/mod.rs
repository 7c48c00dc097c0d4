//! What the window is shown: the engine's answers as plain values, in the window's language. Their
//! TypeScript is made from them. Times are milliseconds since 1970, sizes bytes.

pub(crate) mod compare;
pub(crate) mod form;
pub(crate) mod log;
pub(crate) mod packages;
pub(crate) mod project;
pub(crate) mod run;
pub(crate) mod run_list;
pub(crate) mod schedule;
pub(crate) mod settings;
pub(crate) mod storage;
pub(crate) mod tree;

use contract::FolderPath;
use jiff::Timestamp;
use locales::{Failure, Language, Message};
use serde::Serialize;
use ts_rs::TS;

/// Milliseconds since 1970.
pub(crate) fn millis(at: Timestamp) -> f64 {
    at.as_microsecond() as f64 / 1000.0
}

/// Why something was not done, in the window's language.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub(crate) struct Refusal {
    /// The message's id, for the window to tell refusals apart.
    code: &'static str,
    /// What happened, to which thing, what to do.
    text: String,
    /// The field of a form that it is about.
    field: Option<Field>,
    /// The parameter that it is about, from 0.
    row: Option<usize>,
}

/// A field of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Field {
    Name,
    Description,
    Type,
    Package,
    Version,
    AsOf,
    Dataset,
    Folder,
    EvaluationDataset,
    EvaluationFolder,
    Parameters,
    Gpu,
    Memory,
    Cores,
    Grace,
    At,
    Days,
    Time,
    Cron,
    Source,
    Python,
    Tags,
    Note,
    Since,
    RunsAtOnce,
    Uv,
    IndexUrl,
    Proxy,
    CaFile,
}

impl Refusal {
    pub(crate) fn of(failure: &Failure, language: Language) -> Self {
        let field = field(&failure.message);
        Self { code: failure.message.code(), text: failure.say(language), field, row: None }
    }

    /// The same, saying which of the parameters it is about.
    pub(crate) fn at(failure: &Failure, language: Language, names: &[String]) -> Self {
        let is_last = matches!(&*failure.message, Message::ParameterTwice { .. });
        let row = parameter(&failure.message).and_then(|name| {
            let mut found = names.iter().enumerate().filter(|(_, known)| known.replace('\0', "\\0") == name);
            if is_last { found.nth(1) } else { found.next() }
        });
        Self { row: row.map(|(row, _)| row), ..Self::of(failure, language) }
    }

    /// Whether it is about this dataset, or this folder in it; true if it is about no dataset at all.
    pub(crate) fn is_about(failure: &Failure, dataset: &str, folder: &str) -> bool {
        let is_folder = |path: &str| folder.parse().is_ok_and(|folder: FolderPath| folder.as_str() == path);
        match &*failure.message {
            Message::DatasetUnknown { name }
            | Message::DatasetNameInvalid { name }
            | Message::DatasetGone { name, .. }
            | Message::DataInTheWay { name, .. } => name == dataset,
            Message::FolderUnknown { name, path } => name == dataset && is_folder(path),
            Message::FolderPathInvalid { path } => path == folder,
            _ => true,
        }
    }

    /// The same about the evaluation dataset.
    pub(crate) fn of_evaluation(self) -> Self {
        let field = self.field.map(|field| match field {
            Field::Dataset => Field::EvaluationDataset,
            Field::Folder => Field::EvaluationFolder,
            field => field,
        });
        Self { field, ..self }
    }
}

/// The field of a form that a message is about.
fn field(message: &Message) -> Option<Field> {
    Some(match message {
        Message::RunNameEmpty
        | Message::RunNameInvalid { .. }
        | Message::ViewNameInvalid { .. }
        | Message::ViewTaken { .. }
        | Message::ProjectNameInvalid { .. }
        | Message::ProjectTaken { .. } => Field::Name,
        Message::DescriptionTooLong { .. } => Field::Description,
        Message::KindUnknown { .. } => Field::Type,
        Message::PackageNotChosen | Message::PackageUnknown { .. } | Message::PackageNameInvalid { .. } => {
            Field::Package
        }
        Message::VersionNotChosen
        | Message::VersionUnknown { .. }
        | Message::VersionInvalid { .. }
        | Message::KindUnsupported { .. } => Field::Version,
        Message::InputDatasetMissing
        | Message::DatasetUnknown { .. }
        | Message::DatasetNameInvalid { .. }
        | Message::DatasetGone { .. }
        | Message::DataInTheWay { .. }
        | Message::DatasetTaken { .. } => Field::Dataset,
        Message::EvaluationDatasetMissing => Field::EvaluationDataset,
        Message::FolderUnknown { .. } | Message::FolderPathInvalid { .. } => Field::Folder,
        Message::AsOfInvalid { .. } => Field::AsOf,
        Message::GpuMissing => Field::Gpu,
        Message::MemoryLimitInvalid { .. } => Field::Memory,
        Message::CoresInvalid { .. } | Message::CoresTooMany { .. } => Field::Cores,
        Message::GraceTooLong { .. } => Field::Grace,
        Message::AtInvalid { .. } | Message::AtPast { .. } => Field::At,
        Message::DaysMissing | Message::DayUnknown { .. } => Field::Days,
        Message::TimeInvalid { .. } => Field::Time,
        Message::CronInvalid { .. } | Message::CronNever { .. } => Field::Cron,
        Message::PythonVersionInvalid { .. } => Field::Python,
        Message::TagInvalid { .. } | Message::TagsTooMany { .. } => Field::Tags,
        Message::NoteInvalid { .. } => Field::Note,
        Message::SinceInvalid { .. } => Field::Since,
        Message::SettingInvalid { name, .. } => match name.as_str() {
            "runs-at-once" => Field::RunsAtOnce,
            "uv" => Field::Uv,
            "index-url" => Field::IndexUrl,
            "proxy" => Field::Proxy,
            "ca-file" => Field::CaFile,
            _ => return None,
        },
        Message::SourceMissing { .. }
        | Message::NotAFolder { .. }
        | Message::FolderHoldsStore { .. }
        | Message::SourceInStore { .. } => Field::Source,
        _ if parameter(message).is_some() => Field::Parameters,
        _ => return None,
    })
}

/// The parameter that a message is about; an empty name is one too.
fn parameter(message: &Message) -> Option<&str> {
    match message {
        Message::ParameterNameEmpty => Some(""),
        Message::ParameterNameInvalid { name }
        | Message::ParameterReserved { name }
        | Message::ParameterTwice { name }
        | Message::ParameterNotSecret { name }
        | Message::ParameterValueNul { name }
        | Message::ParameterNotFolder { name, .. }
        | Message::ParameterNotBoolean { name, .. } => Some(name),
        Message::EvaluationReplacesTraining => Some("test_data_directory"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The person would look for the mistake in the wrong row.
    #[test]
    fn a_parameter_is_pointed_at() {
        let names = ["a".to_string(), "PATH".into(), "a".into(), String::new()];
        let row = |message: Message| {
            let refusal = Refusal::at(&message.into(), Language::English, &names);
            assert_eq!(refusal.field, Some(Field::Parameters));
            refusal.row
        };
        assert_eq!(row(Message::ParameterReserved { name: "PATH".into() }), Some(1));
        assert_eq!(row(Message::ParameterTwice { name: "a".into() }), Some(2));
        assert_eq!(row(Message::ParameterNameEmpty), Some(3));
    }

    /// The person would correct the dataset that is right.
    #[test]
    fn of_two_datasets_the_wrong_one_is_pointed_at() {
        let unknown =
            |path: &str| Message::FolderUnknown { name: "customers".into(), path: path.into() }.into();
        let is_input = |folder: &str| Refusal::is_about(&unknown("2026/test"), "customers", folder);
        assert!(is_input("2026/test") && is_input("./2026//test/"));
        assert!(!is_input("") && !is_input("2026"));
        assert!(!Refusal::is_about(&unknown("2026"), "holdout", "2026"));
        let refusal = Refusal::of(&unknown("2026"), Language::English).of_evaluation();
        assert_eq!(refusal.field, Some(Field::EvaluationFolder));
    }
}
