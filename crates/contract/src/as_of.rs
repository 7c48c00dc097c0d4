//! "Resolve as of": the last day whose releases may be installed (contract §1, ours).

use std::fmt;
use std::str::FromStr;

use jiff::civil::{self, date};
use locales::{Failure, Message, Result};

use crate::text::as_text;

/// A day in UTC. Only what was released up to its end may be installed in an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AsOf(civil::Date);

impl AsOf {
    /// Before this day there was no package index, so that nothing could be installed.
    const FIRST: civil::Date = date(2003, 1, 1);
    /// The word that removes a version's date.
    const NONE: &str = "none";

    /// Parses what a person wrote: `2019-08-14`, or `none` or nothing for no date. A future day is refused,
    /// since nobody would notice that it has no effect until it is over.
    ///
    /// # Errors
    /// The text is not a day, or a day before there was a package index, or after `today`.
    pub fn read(text: &str, today: civil::Date) -> Result<Option<Self>> {
        let text = text.trim();
        if text.is_empty() || text.eq_ignore_ascii_case(Self::NONE) {
            return Ok(None);
        }
        let read: Self = text.parse()?;
        if read.0 > today { Err(invalid(text)) } else { Ok(Some(read)) }
    }

    /// The day, if a file can really be from then: clocks that are not set, and tools that write a fixed
    /// time into every zip, lead to days that are too early.
    pub fn believed(day: civil::Date, today: civil::Date) -> Option<Self> {
        (Self::FIRST..=today).contains(&day).then_some(Self(day))
    }

    /// The day itself.
    pub fn day(self) -> civil::Date {
        self.0
    }
}

impl fmt::Display for AsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for AsOf {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self> {
        // The parser also accepts other forms, which not everybody would read in the same way.
        let is_plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let day = text.parse().ok().filter(|day| is_plain && *day >= Self::FIRST);
        day.map(Self).ok_or_else(|| invalid(text))
    }
}

as_text!(AsOf);

fn invalid(text: &str) -> Failure {
    Message::AsOfInvalid { text: text.into() }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: civil::Date = date(2026, 11, 28);

    /// With a mistyped year, a package could not install anything, or would not be limited at all.
    #[test]
    fn a_day_is_written_in_one_way_and_lies_between_the_first_index_and_today() {
        for text in ["2019-08-14", " 2003-01-01 ", "2026-11-28"] {
            assert_eq!(AsOf::read(text, TODAY).unwrap().unwrap().to_string(), text.trim());
        }
        for text in [
            "2026-11-29",
            "2091-08-14",
            "2002-12-31",
            "0201-08-14",
            "2019-13-01",
            "2019-02-29",
            "20190814",
            "2019-8-14",
            "14.08.2019",
            "2019-08-14T00:00",
            "+002019-08-14",
            "yesterday",
        ] {
            let failure = AsOf::read(text, TODAY).unwrap_err();
            assert_eq!(failure.message.code(), "as-of-invalid", "{text}");
            assert!(failure.to_string().contains(text), "{failure}");
        }
    }

    #[test]
    fn a_date_can_be_taken_away() {
        for text in ["", "  ", "none", "None"] {
            assert_eq!(AsOf::read(text, TODAY).unwrap(), None, "{text:?}");
        }
    }

    /// A day in a file was right when it was written, whatever the clock shows now.
    #[test]
    fn in_a_file_it_is_text() {
        let json = "\"2099-01-01\"";
        let read: AsOf = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), json);
        assert!(serde_json::from_str::<AsOf>("\"1980-01-01\"").is_err());
    }
}
