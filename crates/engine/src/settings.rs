//! Settings: one small file, because nothing may be known to the index alone.

use std::ffi::OsString;
use std::path::PathBuf;

use contract::{Field, FormError, ProjectId};
use locales::{Language, Message, Result};
use serde::{Deserialize, Serialize};

use crate::{Engine, Home};

/// What a person can set. A missing or unreadable file means the defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// How many runs may be Packaging or Running at the same time [half the cores, at least 1].
    pub runs_at_once: u32,
    /// The uv to use; none: the one beside the program, else the one on the PATH.
    pub uv: Option<PathBuf>,
    /// The package index that requirements come from; none: PyPI, or what uv's own settings say.
    pub index_url: Option<String>,
    /// Whether a package comes from the first index that has it, and no other is asked. pip asks
    /// all of them for the best version.
    pub first_index: bool,
    /// The proxy on the way to it; none: the environment's.
    pub proxy: Option<String>,
    /// Certificates to trust on the way, a PEM file; none: the system's.
    pub ca_file: Option<PathBuf>,
    /// Whether the working copies of a run that failed stay in its directory.
    pub keep_failed: bool,
    /// The window's language; none: the system's.
    pub language: Option<Language>,
    /// The window's colours.
    pub theme: Theme,
    /// The project that the window works in; none: the first one.
    pub project: Option<ProjectId>,
    /// Whether the person was told that trainings go on when the window is closed.
    pub told_closing: bool,
}

impl files::Document for Settings {}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system has it.
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
            language: None,
            theme: Theme::System,
            project: None,
            told_closing: false,
        }
    }
}

/// What is left is for the person: their editor, their browser.
fn half_the_cores() -> u32 {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    u32::try_from(cores / 2).unwrap_or(1).clamp(1, MOST_AT_ONCE)
}

/// More than this is a slip of the finger.
const MOST_AT_ONCE: u32 = 1000;

impl Settings {
    /// The names that [`Settings::set`] takes.
    pub const NAMES: [&str; 7] =
        ["runs-at-once", "uv", "index-url", "first-index", "proxy", "ca-file", "keep-failed"];

    /// Sets one by its name, as the command line has it. An empty value takes a setting back.
    ///
    /// # Errors
    /// An unknown name, or a value that it cannot have.
    pub fn set(&mut self, name: &str, value: &str) -> Result<()> {
        let refused = || Message::SettingInvalid { name: name.into(), value: value.into() };
        let text = || Some(value.to_string()).filter(|text| !text.is_empty());
        // Runs work elsewhere: a relative path would lead to something else there.
        let path = || text().map(|text| std::path::absolute(&text).unwrap_or_else(|_| text.into()));
        match name {
            "runs-at-once" => self.runs_at_once = value.parse().map_err(|_| refused())?,
            "uv" => self.uv = path(),
            "index-url" => self.index_url = text(),
            "first-index" => self.first_index = value.parse().map_err(|_| refused())?,
            "proxy" => self.proxy = text(),
            "ca-file" => self.ca_file = path(),
            "keep-failed" => self.keep_failed = value.parse().map_err(|_| refused())?,
            _ => return Err(Message::SettingUnknown { name: name.into() }.into()),
        }
        Ok(self.check()?)
    }

    /// Each by its name, with its value as [`Settings::set`] takes it; empty: not set.
    pub fn values(&self) -> [(&'static str, String); 7] {
        let path = |path: &Option<PathBuf>| path.as_ref().map(|path| files::shown(path)).unwrap_or_default();
        [
            ("runs-at-once", self.runs_at_once.to_string()),
            ("uv", path(&self.uv)),
            ("index-url", self.index_url.clone().unwrap_or_default()),
            ("first-index", self.first_index.to_string()),
            ("proxy", self.proxy.clone().unwrap_or_default()),
            ("ca-file", path(&self.ca_file)),
            ("keep-failed", self.keep_failed.to_string()),
        ]
    }

    /// Whether these are settings that can work.
    ///
    /// # Errors
    /// The first that cannot, named.
    pub fn check(&self) -> Result<(), FormError> {
        let is_file = |path: &Option<PathBuf>| path.as_ref().is_none_or(|path| path.is_file());
        let is_url = |url: &Option<String>, schemes: &[&str]| {
            url.as_ref().is_none_or(|url| {
                let rest = schemes.iter().find_map(|scheme| url.strip_prefix(scheme));
                rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
            })
        };
        let sound = [
            (Some(Field::RunsAtOnce), (1..=MOST_AT_ONCE).contains(&self.runs_at_once)),
            (Some(Field::Uv), is_file(&self.uv)),
            (Some(Field::IndexUrl), is_url(&self.index_url, &["https://", "http://", "file://"])),
            (None, true),
            (Some(Field::Proxy), is_url(&self.proxy, &["http://", "https://", "socks5://", "socks5h://"])),
            (Some(Field::CaFile), is_file(&self.ca_file)),
            (None, true),
        ];
        match self.values().into_iter().zip(sound).find(|(_, (_, is_sound))| !is_sound) {
            Some(((name, value), (field, _))) => {
                let refused = Message::SettingInvalid { name: name.into(), value };
                Err(FormError { field, ..refused.into() })
            }
            None => Ok(()),
        }
    }

    /// Those of the store in `home`.
    pub(crate) fn read(home: &Home) -> Self {
        files::document::read(&home.settings()).unwrap_or_default()
    }

    /// The settings for uv and pip, as environment variables: the person's own settings for pip
    /// would count more than uv's variables alone.
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
    /// Keeps `settings`, and starts what may be started by them.
    ///
    /// # Errors
    /// When one of them cannot work, or they cannot be written.
    pub fn put_settings(&self, settings: &Settings) -> Result<(), FormError> {
        self.keep_settings(settings)?;
        Ok(self.queue().advance()?)
    }

    /// Keeps `settings` that let no other runs start, and waits for nobody.
    ///
    /// # Errors
    /// When one of them cannot work, or they cannot be written.
    pub fn keep_settings(&self, settings: &Settings) -> Result<(), FormError> {
        settings.check()?;
        self.home().may_change()?;
        Ok(files::document::rewrite(&self.home().settings(), settings)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    /// Who clears a field wants what was there before it was filled in.
    #[test]
    fn an_empty_value_takes_a_setting_back() {
        let mut settings = Settings { proxy: Some("http://proxy".into()), ..Settings::default() };
        settings.set("proxy", "").unwrap();
        assert_eq!(settings, Settings::default());
    }
}
