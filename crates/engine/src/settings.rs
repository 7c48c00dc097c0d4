//! Settings: one small file, because the index may not be the only place where something is stored.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use contract::{Field, FormError, ProjectId};
use locales::{Language, Message, Result};
use serde::{Deserialize, Serialize};

use crate::{CheckStore, Engine, Home};

/// What a person can set. A missing or unreadable file means the defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// How many runs may be Packaging or Running at the same time. Default: half the cores, at least 1.
    pub runs_at_once: u32,
    /// The uv to use. `None`: the one beside the program, or else the one on the PATH.
    pub uv: Option<PathBuf>,
    /// The package index that requirements come from. `None`: PyPI, or what uv's own settings say.
    pub index_url: Option<String>,
    /// Whether a package is only looked for in the first index that has it. pip takes the best version of all
    /// indexes.
    pub first_index: bool,
    /// The proxy for package indexes. `None`: the environment's.
    pub proxy: Option<String>,
    /// A PEM file of certificates to trust. `None`: the system's.
    pub ca_file: Option<PathBuf>,
    /// Whether the working copies of a run that failed stay in its directory.
    pub keep_failed: bool,
    /// How often the store is checked without being asked.
    pub check_store: CheckStore,
    /// The window's language. `None`: the system's.
    pub language: Option<Language>,
    /// The window's colours.
    pub theme: Theme,
    /// The window's zoom, in percent.
    pub zoom: u16,
    /// The window's current project. `None`: the first one.
    pub project: Option<ProjectId>,
    /// Whether the person has read that trainings continue when the window is closed.
    #[serde(rename = "told_closing")]
    pub closing_explained: bool,
}

impl files::Document for Settings {}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// The system's theme.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            runs_at_once: half_the_cores(),
            uv: None,
            index_url: None,
            first_index: false,
            proxy: None,
            ca_file: None,
            keep_failed: false,
            check_store: CheckStore::default(),
            language: None,
            theme: Theme::System,
            zoom: 100,
            project: None,
            closing_explained: false,
        }
    }
}

/// The rest is for the person's editor and browser.
fn half_the_cores() -> u32 {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    u32::try_from(cores / 2).unwrap_or(1).clamp(1, MOST_AT_ONCE)
}

/// A larger number is a typing mistake.
const MOST_AT_ONCE: u32 = 1000;

impl Settings {
    /// The names that [`Settings::set`] takes.
    pub const NAMES: [&str; 8] =
        ["runs-at-once", "uv", "index-url", "first-index", "proxy", "ca-file", "keep-failed", "check-store"];

    /// Sets one setting by its name, as the command line does. An empty value resets it.
    ///
    /// # Errors
    /// The name is unknown, or the setting cannot have this value.
    pub fn set(&mut self, name: &str, value: &str) -> Result<()> {
        let default = Self::default();
        let boolean = |default| match value {
            "" => Ok(default),
            _ => value.parse::<bool>().map_err(|_| Message::SettingNotBoolean { value: value.into() }),
        };
        let text = || Some(value.to_string()).filter(|text| !text.is_empty());
        // Runs have another working directory, in which a relative path would mean another file.
        let path = || text().map(|text| std::path::absolute(&text).unwrap_or_else(|_| text.into()));
        match name {
            "runs-at-once" if value.is_empty() => self.runs_at_once = default.runs_at_once,
            "runs-at-once" => self.runs_at_once = value.parse().map_err(|_| Self::runs_at_once_invalid())?,
            "uv" => self.uv = path(),
            "index-url" => self.index_url = text(),
            "first-index" => self.first_index = boolean(default.first_index)?,
            "proxy" => self.proxy = text(),
            "ca-file" => self.ca_file = path(),
            "keep-failed" => self.keep_failed = boolean(default.keep_failed)?,
            "check-store" if value.is_empty() => self.check_store = default.check_store,
            "check-store" => {
                let found = CheckStore::ALL.into_iter().find(|one| one.word() == value);
                self.check_store = found.ok_or(Message::SettingCheckStore { value: value.into() })?;
            }
            _ => return Err(Message::SettingUnknown { name: name.into() }.into()),
        }
        Ok(self.check()?)
    }

    /// Each setting by its name, with its value as [`Settings::set`] takes it. Empty: not set.
    pub fn values(&self) -> [(&'static str, String); 8] {
        let path = |path: &Option<PathBuf>| path.as_ref().map(|path| files::shown(path)).unwrap_or_default();
        [
            ("runs-at-once", self.runs_at_once.to_string()),
            ("uv", path(&self.uv)),
            ("index-url", self.index_url.clone().unwrap_or_default()),
            ("first-index", self.first_index.to_string()),
            ("proxy", self.proxy.clone().unwrap_or_default()),
            ("ca-file", path(&self.ca_file)),
            ("keep-failed", self.keep_failed.to_string()),
            ("check-store", self.check_store.word().into()),
        ]
    }

    /// Checks that all settings have possible values.
    ///
    /// # Errors
    /// Names the first setting that does not.
    pub fn check(&self) -> Result<(), FormError> {
        if !(1..=MOST_AT_ONCE).contains(&self.runs_at_once) {
            return Err(FormError::at(Field::RunsAtOnce, Self::runs_at_once_invalid()));
        }
        let is_url = |url: &str, schemes: &[&str]| {
            let rest = schemes.iter().find_map(|scheme| url.strip_prefix(scheme));
            rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
        };
        let not_index = |url: &&String| !is_url(url, &["https://", "http://", "file://"]);
        if let Some(value) = self.index_url.as_ref().filter(not_index) {
            return Err(FormError::at(Field::IndexUrl, Message::SettingNotIndex { value: value.clone() }));
        }
        let not_proxy = |url: &&String| !is_url(url, &["http://", "https://", "socks5://", "socks5h://"]);
        if let Some(value) = self.proxy.as_ref().filter(not_proxy) {
            return Err(FormError::at(Field::Proxy, Message::SettingNotProxy { value: value.clone() }));
        }
        let missing = |path: &Option<PathBuf>| {
            path.as_ref().filter(|path| !path.is_file()).map(|path| files::shown(path))
        };
        if let Some(path) = missing(&self.uv) {
            return Err(FormError::at(Field::Uv, Message::SettingUvMissing { path }));
        }
        if let Some(path) = missing(&self.ca_file) {
            return Err(FormError::at(Field::CaFile, Message::SettingCertificatesMissing { path }));
        }
        Ok(())
    }

    fn runs_at_once_invalid() -> Message {
        Message::SettingRunsAtOnce { most: MOST_AT_ONCE.into() }
    }

    /// The settings of the store in `home`.
    pub(crate) fn read(home: &Home) -> Self {
        files::document::read(&home.settings()).unwrap_or_default()
    }

    /// The settings of the store in a folder, for what cannot wait until the store is open.
    pub fn of_folder(home: &Path) -> Self {
        Self::read(&Home::at(home))
    }

    /// The environment variables that pass the settings to uv and pip. pip's are needed too, because the
    /// person's own settings for pip would override uv's variables.
    pub(crate) fn for_uv(&self) -> Vec<(&'static str, OsString)> {
        let mut variables = Vec::new();
        if let Some(url) = &self.index_url {
            variables.extend(["UV_DEFAULT_INDEX", "PIP_INDEX_URL"].map(|name| (name, url.into())));
        }
        if self.first_index {
            variables.push(("UV_INDEX_STRATEGY", "first-index".into()));
        }
        if let Some(proxy) = &self.proxy {
            let names = ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "PIP_PROXY"];
            variables.extend(names.map(|name| (name, proxy.into())));
        }
        if let Some(file) = &self.ca_file {
            variables.extend(["SSL_CERT_FILE", "PIP_CERT"].map(|name| (name, file.into())));
        }
        variables
    }
}

impl Engine {
    /// Saves `settings`, and starts the runs that they allow to start.
    ///
    /// # Errors
    /// A setting has an impossible value, or the file cannot be written.
    pub fn apply_settings(&self, settings: &Settings) -> Result<(), FormError> {
        self.save_settings(settings)?;
        Ok(self.queue().start_next()?)
    }

    /// Saves `settings` that do not affect which runs start. Waits for no lock.
    ///
    /// # Errors
    /// A setting has an impossible value, or the file cannot be written.
    pub fn save_settings(&self, settings: &Settings) -> Result<(), FormError> {
        settings.check()?;
        self.home().may_change()?;
        Ok(files::document::rewrite(&self.home().settings(), settings)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The documentation promises this for every setting, and three used to refuse it.
    #[test]
    fn an_empty_value_resets_any_setting() {
        let mut settings =
            Settings { runs_at_once: 7, first_index: true, keep_failed: true, ..Settings::default() };
        for name in Settings::NAMES {
            settings.set(name, "").unwrap();
        }
        assert_eq!(settings, Settings::default());
    }

    #[test]
    fn only_values_that_work_are_taken() {
        for (name, value) in [
            ("runs-at-once", "4"),
            ("proxy", "http://proxy:3128"),
            ("keep-failed", "true"),
            ("first-index", "true"),
        ] {
            let mut settings = Settings::default();
            settings.set(name, value).unwrap();
            assert!(settings.values().contains(&(name, value.to_string())), "{settings:?}");
            settings.check().unwrap();
        }
        for (name, value) in [
            ("runs-at-once", "0"),
            ("runs-at-once", "1001"),
            ("runs-at-once", "x"),
            ("uv", "/no/such/uv"),
            ("index-url", "pypi.org"),
            ("index-url", "https://"),
            ("proxy", "ftp://proxy"),
            ("ca-file", "/no/such/file"),
            ("keep-failed", "perhaps"),
            ("first-index", "second"),
            ("speed", "1"),
        ] {
            assert!(Settings::default().set(name, value).is_err(), "{name}={value}");
        }
    }

    /// A person would have to find the rule of their setting among those of all others, which are called as on
    /// the command line.
    #[test]
    fn a_refusal_is_about_its_own_setting() {
        let all = Settings::NAMES;
        for (name, value, field) in [
            ("runs-at-once", "0", Field::RunsAtOnce),
            ("uv", "/no/such/uv", Field::Uv),
            ("index-url", "pypi.org", Field::IndexUrl),
            ("proxy", "ftp://proxy", Field::Proxy),
            ("ca-file", "/no/such/file", Field::CaFile),
        ] {
            let mut settings = Settings::default();
            let refused = settings.set(name, value).unwrap_err();
            let at_field = settings.check().unwrap_err();
            assert_eq!((at_field.field, &at_field.failure), (Some(field), &refused));
            for language in [Language::English, Language::French] {
                let text = refused.render(language);
                let named = all.iter().find(|name| name.contains('-') && text.contains(**name));
                assert_eq!(named, None, "{text}");
            }
        }
    }

    /// A person who clears a field wants the default.
    #[test]
    fn an_empty_value_takes_a_setting_back() {
        let mut settings = Settings { proxy: Some("http://proxy".into()), ..Settings::default() };
        settings.set("proxy", "").unwrap();
        assert_eq!(settings, Settings::default());
    }
}
