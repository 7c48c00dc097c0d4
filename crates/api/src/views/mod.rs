//! The types that commands answer: the engine's values as plain data, with texts in the page's language.
//! Their TypeScript is generated. Times are milliseconds since 1970, sizes are bytes.

pub(crate) mod charts;
pub(crate) mod compare;
pub(crate) mod compare_runs;
pub(crate) mod data;
pub(crate) mod form;
pub(crate) mod lineage;
pub(crate) mod log;
pub(crate) mod logged;
pub(crate) mod machine;
pub(crate) mod packages;
pub(crate) mod progress;
pub(crate) mod project;
pub(crate) mod report;
pub(crate) mod reproduction;
pub(crate) mod run;
pub(crate) mod run_list;
pub(crate) mod run_log;
pub(crate) mod run_table;
pub(crate) mod schedule;
pub(crate) mod sentence;
pub(crate) mod settings;
pub(crate) mod storage;
pub(crate) mod tree;
pub(crate) mod upkeep;

use contract::{Field, FormError};
use jiff::Timestamp;
use locales::{Failure, Language};
use serde::Serialize;
use ts_rs::TS;

/// Milliseconds since 1970.
pub(crate) fn millis(at: Timestamp) -> f64 {
    at.as_microsecond() as f64 / 1000.0
}

/// Why something was not done, in the page's language.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Refusal {
    /// The message's id, by which the page distinguishes refusals.
    code: &'static str,
    /// What happened, to what, and what to do.
    text: String,
    /// The field of a form that it is about.
    field: Option<Field>,
    /// The parameter that it is about, from 0.
    row: Option<usize>,
}

impl Refusal {
    /// The refusal for a failure.
    pub fn of(failure: &Failure, language: Language) -> Self {
        Self {
            code: failure.message.code(),
            text: failure.render_for_window(language),
            field: None,
            row: None,
        }
    }

    /// The refusal for an error in a form.
    pub(crate) fn of_form(error: &FormError, language: Language) -> Self {
        Self { field: error.field, row: error.row, ..Self::of(&error.failure, language) }
    }
}
