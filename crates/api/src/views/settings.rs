//! Settings, and the initial state of a page.

use engine::{CheckStore, Theme};
use locales::Language;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::project::ProjectRow;
use super::tree::path;

/// Everything that the page needs when it opens.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InitialState {
    /// The language in the settings, or else the system's.
    pub(crate) language: Language,
    pub(crate) theme: Theme,
    pub(crate) version: String,
    /// The store's folder.
    pub(crate) home: String,
    /// The person's home folder, where choosing a file begins.
    pub(crate) folder: String,
    /// The current project.
    pub(crate) project: ProjectRow,
    /// Whether a folder can be shown in the system's file manager.
    pub(crate) shows_folders: bool,
    /// Whether the project is empty.
    pub(crate) empty: bool,
    /// What the person should know about opening the store.
    pub(crate) notices: Vec<String>,
}

/// The settings. Null: the system's or the environment's value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Settings {
    language: Option<Language>,
    theme: Theme,
    runs_at_once: u32,
    uv: Option<String>,
    index_url: Option<String>,
    first_index: bool,
    proxy: Option<String>,
    ca_file: Option<String>,
    keep_failed: bool,
    check_store: CheckStore,
}

impl Settings {
    pub(crate) fn of(settings: &engine::Settings) -> Self {
        let text = |path: &Option<std::path::PathBuf>| path.as_ref().map(|path| path.display().to_string());
        Self {
            language: settings.language,
            theme: settings.theme,
            runs_at_once: settings.runs_at_once,
            uv: text(&settings.uv),
            index_url: settings.index_url.clone(),
            first_index: settings.first_index,
            proxy: settings.proxy.clone(),
            ca_file: text(&settings.ca_file),
            keep_failed: settings.keep_failed,
            check_store: settings.check_store,
        }
    }

    /// `known` with these values.
    pub(crate) fn applied_to(self, known: engine::Settings) -> engine::Settings {
        let text =
            |text: Option<String>| text.map(|text| text.trim().to_string()).filter(|text| !text.is_empty());
        engine::Settings {
            language: self.language,
            theme: self.theme,
            runs_at_once: self.runs_at_once,
            uv: path(self.uv),
            index_url: text(self.index_url),
            first_index: self.first_index,
            proxy: text(self.proxy),
            ca_file: path(self.ca_file),
            keep_failed: self.keep_failed,
            check_store: self.check_store,
            ..known
        }
    }
}

/// The settings, and what was found on this machine.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SettingsView {
    pub(crate) settings: Settings,
    /// The store's folder.
    pub(crate) home: String,
    pub(crate) free_bytes: u64,
    /// The uv that is used; null: none was found.
    pub(crate) uv_found: Option<String>,
    /// Why no uv was found.
    pub(crate) uv_missing: Option<String>,
    pub(crate) version: String,
}

/// A Python of this machine.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct Python {
    pub(crate) version: String,
    pub(crate) path: String,
}
