//! The field of a form that a refusal is about: whoever refuses says it.

use locales::{Failure, Message};
use serde::Serialize;

/// A field of a form that a person fills in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "they are called as they are on the screen")]
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

/// Why a form was refused, and where in it. One that is about no field says what else is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormError {
    /// The field.
    pub field: Option<Field>,
    /// Of parameters which one, from 0, in the order they were entered.
    pub row: Option<usize>,
    /// What is wrong.
    pub failure: Failure,
}

impl FormError {
    /// What is wrong with a field.
    pub fn at(field: Field, failure: impl Into<Failure>) -> Self {
        Self { field: Some(field), row: None, failure: failure.into() }
    }

    /// What is wrong with one of the parameters.
    pub fn at_parameter(row: usize, failure: impl Into<Failure>) -> Self {
        Self { row: Some(row), ..Self::at(Field::Parameters, failure) }
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

/// Says which field of a form a refusal is about.
pub trait AtField<T> {
    /// The same, about this field.
    ///
    /// # Errors
    /// It was refused.
    fn at(self, field: Field) -> Result<T, FormError>;
}

impl<T> AtField<T> for Result<T, Failure> {
    fn at(self, field: Field) -> Result<T, FormError> {
        self.map_err(|failure| FormError::at(field, failure))
    }
}
