//! Settings: one small file, because nothing may be known to the index alone.

use std::path::PathBuf;

use locales::{Message, Result};
use serde::{Deserialize, Serialize};

use crate::Engine;

/// What a person can set. A missing or unreadable file means the defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// How many runs may be Packaging or Running at the same time.
    pub runs_at_once: u32,
    /// The uv to use; none: the one beside the program, else the one on the PATH.
    pub uv: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { runs_at_once: 1, uv: None }
    }
}

impl Settings {
    /// Sets one by its name, as the command line has it.
    ///
    /// # Errors
    /// An unknown name, or a value that it cannot have.
    pub fn set(&mut self, name: &str, value: &str) -> Result<()> {
        let refused = || Message::SettingInvalid { name: name.into(), value: value.into() };
        match name {
            "runs-at-once" => {
                self.runs_at_once =
                    value.parse().ok().filter(|n| (1..=1000).contains(n)).ok_or_else(refused)?;
            }
            "uv" if value.is_empty() => self.uv = None,
            "uv" => {
                let path = PathBuf::from(value);
                self.uv = Some(path.canonicalize().ok().filter(|path| path.is_file()).ok_or_else(refused)?);
            }
            _ => return Err(Message::SettingUnknown { name: name.into() }.into()),
        }
        Ok(())
    }
}

impl Engine {
    /// The settings now.
    pub fn settings(&self) -> Settings {
        files::atomic::read_json(&self.home.settings()).unwrap_or_default()
    }

    /// Keeps `settings`, and starts what may be started by them.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn put_settings(&self, settings: &Settings) -> Result<()> {
        files::atomic::write_json(&self.home.settings(), settings)?;
        self.advance()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_values_that_work_are_taken() {
        let mut settings = Settings::default();
        settings.set("runs-at-once", "4").unwrap();
        assert_eq!(settings.runs_at_once, 4);
        for (name, value) in
            [("runs-at-once", "0"), ("runs-at-once", "x"), ("uv", "/no/such/uv"), ("speed", "1")]
        {
            assert!(settings.set(name, value).is_err(), "{name}={value}");
        }
        assert_eq!(settings, Settings { runs_at_once: 4, uv: None });
    }
}
