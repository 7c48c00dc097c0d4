//! The field of a form that a refusal is about, as named by the check that refuses.

use locales::{Failure, Message};
use serde::Serialize;

/// A field of a form that a person fills in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "named as on the screen")]
pub enum Field {
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

/// Why a form was refused, and at which field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormError {
    /// The field; `None` if the refusal is not about a field.
    pub field: Option<Field>,
    /// The index of the parameter, if the refusal is about one, in the order they were entered.
    pub row: Option<usize>,
    /// What is wrong.
    pub failure: Failure,
}

impl FormError {
    /// A refusal about a field.
    pub fn at(field: Field, failure: impl Into<Failure>) -> Self {
        Self { field: Some(field), row: None, failure: failure.into() }
    }

    /// A refusal about one of the parameters.
    pub fn at_parameter(row: usize, failure: impl Into<Failure>) -> Self {
        Self { row: Some(row), ..Self::at(Field::Parameters, failure) }
    }
}

/// What is wrong with a form, collected so that a person sees all of it at once: only the first mistake
/// about a field, or about a parameter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mistakes(Vec<FormError>);

impl Mistakes {
    /// Adds a mistake.
    pub fn add(&mut self, error: FormError) {
        let is_known = |known: &FormError| (known.field, known.row) == (error.field, error.row);
        if !self.0.iter().any(is_known) {
            self.0.push(error);
        }
    }

    /// The value; `None` if it is a mistake instead, which is added.
    pub fn take<T>(&mut self, result: Result<T, impl Into<FormError>>) -> Option<T> {
        result.map_err(|refused| self.add(refused.into())).ok()
    }

    /// Refuses the form for its first mistake, if it has one.
    ///
    /// # Errors
    /// The first mistake.
    pub fn first(self) -> Result<(), FormError> {
        self.0.into_iter().next().map_or(Ok(()), Err)
    }
}

impl Extend<FormError> for Mistakes {
    fn extend<I: IntoIterator<Item = FormError>>(&mut self, errors: I) {
        errors.into_iter().for_each(|error| self.add(error));
    }
}

impl IntoIterator for Mistakes {
    type Item = FormError;
    type IntoIter = std::vec::IntoIter<FormError>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl From<Failure> for FormError {
    fn from(failure: Failure) -> Self {
        Self { field: None, row: None, failure }
    }
}

impl From<Message> for FormError {
    fn from(message: Message) -> Self {
        Failure::from(message).into()
    }
}

impl From<FormError> for Failure {
    fn from(error: FormError) -> Self {
        error.failure
    }
}

/// Adds to a failure the field of the form that it is about.
pub trait AtField<T> {
    /// Turns a failure into a refusal about `field`.
    ///
    /// # Errors
    /// The failure, if there is one.
    fn at(self, field: Field) -> Result<T, FormError>;
}

impl<T> AtField<T> for Result<T, Failure> {
    fn at(self, field: Field) -> Result<T, FormError> {
        self.map_err(|failure| FormError::at(field, failure))
    }
}
