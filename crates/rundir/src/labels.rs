//! `labels.json`: what a person says of a run so that they find it again. It may change at any time,
//! whatever becomes of the run.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use locales::{Failure, Message};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use contract::{Field, FormError, as_text};

/// How many characters a tag may have.
const LONGEST_TAG: usize = 50;
/// How many characters a note may have.
const LONGEST_NOTE: usize = 10_000;
/// How many tags a run may have.
const MOST_TAGS: usize = 20;

/// A word or two that several runs have in common. No commas, so that lists of tags can be written
/// with commas between.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(String);

impl FromStr for Tag {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self, Failure> {
        let tag: String = text.trim().nfc().collect();
        if tag.is_empty() || tag.chars().count() > LONGEST_TAG || tag.contains(',') || has_controls(&tag) {
            return Err(Message::TagInvalid { tag: text.to_string(), longest: LONGEST_TAG as u64 }.into());
        }
        Ok(Self(tag))
    }
}

/// What a person wrote down about a run, in lines. May be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note(String);

impl FromStr for Note {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self, Failure> {
        let note = text.replace("\r\n", "\n").trim().to_string();
        if note.chars().count() > LONGEST_NOTE || note.split(['\n', '\t']).any(has_controls) {
            return Err(Message::NoteInvalid { longest: LONGEST_NOTE as u64 }.into());
        }
        Ok(Self(note))
    }
}

fn has_controls(text: &str) -> bool {
    text.contains(char::is_control)
}

macro_rules! plain_text {
    ($($type:ty),+) => {$(
        impl $type {
            /// It as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

plain_text!(Tag, Note);
as_text!(Tag, Note);

/// What a person says of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Labels {
    /// Its tags.
    pub tags: BTreeSet<Tag>,
    /// Their note about it.
    pub note: Note,
    /// Whether it stands before the others.
    pub pinned: bool,
}

impl files::Document for Labels {}

impl Labels {
    /// Takes tags away and adds others. One that is there already, or not there, is no mistake.
    ///
    /// # Errors
    /// Too many are left.
    pub fn tag(&mut self, add: &[Tag], remove: &[Tag]) -> Result<(), FormError> {
        self.tags.retain(|tag| !remove.contains(tag));
        self.tags.extend(add.iter().cloned());
        if self.tags.len() > MOST_TAGS {
            return Err(FormError::at(Field::Tags, Message::TagsTooMany { most: MOST_TAGS as u64 }));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(texts: impl IntoIterator<Item = String>) -> Vec<Tag> {
        texts.into_iter().map(|text| text.parse().unwrap()).collect()
    }

    /// Two tags that read the same would be two, or one would be taken for two.
    #[test]
    fn a_tag_is_short_and_has_no_comma() {
        assert_eq!(" best of 2026 ".parse::<Tag>().unwrap().as_str(), "best of 2026");
        assert_eq!("e\u{301}te\u{301}".parse::<Tag>().unwrap(), "été".parse().unwrap());
        assert!("é".repeat(50).parse::<Tag>().is_ok());
        for text in ["", "  ", "a,b", "a\nb", "a\0b", &"x".repeat(51)] {
            assert!(text.parse::<Tag>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_note_has_lines_and_an_end() {
        assert_eq!(" first\r\n\tsecond \n".parse::<Note>().unwrap().as_str(), "first\n\tsecond");
        assert!("x".repeat(10_000).parse::<Note>().is_ok());
        for text in ["a\0b", "\u{1b}[2J!", &"x".repeat(10_001)] {
            assert!(text.parse::<Note>().is_err(), "{text:?}");
        }
    }

    /// Of a change that is refused half would stay.
    #[test]
    fn a_run_has_only_so_many_tags() {
        let mut labels = Labels::default();
        labels.tag(&tags((0..20).map(|n| n.to_string())), &[]).unwrap();
        assert!(labels.clone().tag(&tags(["one more".into()]), &[]).is_err());
        labels.tag(&tags(["one more".into(), "3".into()]), &tags(["0".into(), "none".into()])).unwrap();
        assert_eq!(labels.tags.len(), 20);
    }

    /// What a person said of a run would be lost to a program that says more, or less.
    #[test]
    fn a_file_of_another_program_is_read() {
        let labels: Labels = serde_json::from_str(r#"{"tags": ["a"], "colour": "red"}"#).unwrap();
        assert_eq!(labels, Labels { tags: tags(["a".into()]).into_iter().collect(), ..Labels::default() });
        assert!(serde_json::from_str::<Labels>(r#"{"tags": ["a,b"]}"#).is_err());
    }
}
