//! What a problem report contains.

use locales::Language;
use serde::Serialize;
use ts_rs::TS;

/// One file of a problem report.
#[derive(Serialize, TS)]
pub(crate) struct ReportPart {
    /// Its name.
    name: String,
    /// What is in it.
    about: String,
    /// Size in bytes.
    bytes: u64,
}

impl ReportPart {
    pub(crate) fn of(part: &engine::ReportPart, language: Language) -> Self {
        Self { name: part.name.clone(), about: part.about.render(language), bytes: part.bytes }
    }
}
