//! Version numbers: of packages, and of Python.

use std::fmt;
use std::str::FromStr;

use locales::{Failure, Message};

use crate::text::as_text;

/// A package version, `major.minor` (contract §1). A number is never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// Counts uploads, from 1.
    pub major: u32,
    /// Counts the versions that pipelines made from that upload; 0 is the upload itself.
    pub minor: u32,
}

impl Version {
    /// The version of an upload if `highest` is the highest major number ever used.
    pub fn uploaded_after(highest: Option<u32>) -> Self {
        Self { major: highest.map_or(1, |major| major + 1), minor: 0 }
    }

    /// The version that a pipeline with this one makes, if `highest` is the highest minor number ever used
    /// with its major number (contract §1: `M.(highest minor of M, plus one)`).
    pub fn trained_after(self, highest: u32) -> Self {
        Self { major: self.major, minor: highest.max(self.minor) + 1 }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl FromStr for Version {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self, Failure> {
        pair(text)
            .filter(|(major, _)| *major > 0)
            .map(|(major, minor)| Self { major, minor })
            .ok_or_else(|| Message::VersionInvalid { version: text.to_string() }.into())
    }
}

/// A version of Python, `major.minor`, as in a package's metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PythonVersion {
    /// Always 3 today.
    pub major: u32,
    /// From 8 to 14 today.
    pub minor: u32,
}

impl PythonVersion {
    /// The oldest version with which trainings can run here (contract §1).
    pub const OLDEST: Self = Self { major: 3, minor: 8 };
}

impl fmt::Display for PythonVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl FromStr for PythonVersion {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self, Failure> {
        let version = text.to_string();
        match pair(text) {
            Some((3, minor)) => Ok(Self { major: 3, minor }),
            Some(_) => Err(Message::PythonMajorUnknown { version }.into()),
            None => Err(Message::PythonVersionInvalid { version }.into()),
        }
    }
}

as_text!(Version, PythonVersion);

/// Two numbers separated by a dot, written exactly as they are printed.
fn pair(text: &str) -> Option<(u32, u32)> {
    let (left, right) = text.split_once('.')?;
    let number = |digits: &str| {
        let canonical = digits == "0" || !digits.starts_with('0');
        let digits_only = digits.bytes().all(|b| b.is_ascii_digit());
        (canonical && digits_only).then(|| digits.parse::<u32>().ok())?
    };
    // Less than the maximum, so that adding one never overflows.
    Some((number(left)?, number(right)?)).filter(|(l, r)| *l < u32::MAX && *r < u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_follow_the_contract() {
        let v = |text: &str| text.parse::<Version>().unwrap();
        assert_eq!(Version::uploaded_after(None), v("1.0"));
        assert_eq!(Version::uploaded_after(Some(1)), v("2.0"));
        assert_eq!(v("1.0").trained_after(0), v("1.1"));
        assert_eq!(v("1.0").trained_after(7), v("1.8"));
        assert_eq!(v("2.3").trained_after(1), v("2.4"));
    }

    #[test]
    fn what_is_not_a_version_is_refused() {
        for text in [
            "",
            "1",
            "1.",
            ".1",
            "0.1",
            "1.0.0",
            "01.0",
            "1.00",
            "+1.0",
            "1.-1",
            "1.4294967295",
            "v1.0",
            "1.0 ",
        ] {
            assert!(text.parse::<Version>().is_err(), "{text:?}");
        }
        let code = |text: &str| text.parse::<PythonVersion>().unwrap_err().message.code();
        for text in ["3", "3.x", "3.11.7"] {
            assert_eq!(code(text), "python-version-invalid", "{text:?}");
        }
        // It is written as it should be, so the person would look for the mistake in vain.
        for text in ["2.7", "9.9"] {
            assert_eq!(code(text), "python-major-unknown", "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_parses_prints_as_it_was_written(text in "[0-9.]{1,8}") {
            if let Ok(version) = text.parse::<Version>() {
                prop_assert_eq!(version.to_string(), text);
            }
        }

        #[test]
        fn versions_sort_as_numbers(a in 1u32..2000, b in 0u32..2000, c in 1u32..2000, d in 0u32..2000) {
            let (x, y) = (Version { major: a, minor: b }, Version { major: c, minor: d });
            prop_assert_eq!(x.cmp(&y), (a, b).cmp(&(c, d)));
            prop_assert!(x.trained_after(d) > x);
        }
    }
}
