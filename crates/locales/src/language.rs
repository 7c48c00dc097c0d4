//! The languages of the program.

use std::str::FromStr;
use unic_langid::{LanguageIdentifier, langid};

/// A language of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Language {
    /// English, which is also used for languages without a catalogue.
    #[default]
    #[serde(rename = "en")]
    English,
    /// French.
    #[serde(rename = "fr")]
    French,
}

impl Language {
    /// The language of a POSIX environment: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set
    /// decides, like for `setlocale`.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(variable)
            .find(|value| !value.is_empty())
            .and_then(|value| value.parse().ok())
            .unwrap_or_default()
    }

    pub(crate) fn id(self) -> LanguageIdentifier {
        match self {
            Self::English => langid!("en"),
            Self::French => langid!("fr"),
        }
    }
}

impl FromStr for Language {
    type Err = ();

    /// Parses `fr`, `fr_FR.UTF-8`, `en-GB` …, ignoring the country and what follows.
    fn from_str(tag: &str) -> Result<Self, ()> {
        match tag.split(['_', '-', '.', '@']).next() {
            Some("en") => Ok(Self::English),
            Some("fr") => Ok(Self::French),
            _ => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_set_variable_decides() {
        let env = |pairs: &'static [(&str, &str)]| {
            move |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| v.to_string())
        };
        let read = Language::from_environment;
        assert_eq!(read(env(&[("LANG", "fr_CA.UTF-8")])), Language::French);
        assert_eq!(read(env(&[("LC_ALL", "C"), ("LANG", "fr_FR")])), Language::English);
        assert_eq!(read(env(&[("LC_ALL", ""), ("LANG", "fr_FR")])), Language::French);
        assert_eq!(read(env(&[])), Language::English);
    }
}
