//! `labels.json`: tags, note and pin, by which a person finds a run again. They may change at any time,
//! also after the run's end.

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

/// A word or two that several runs have in common. Without commas, which separate tags in lists.
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

/// A person's note about a run. May be empty or have several lines.
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
            /// The text.
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

/// What a person attaches to a run to find it again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunTags {
    /// Its tags.
    pub tags: BTreeSet<Tag>,
    /// The person's note about it.
    pub note: Note,
    /// Whether it is listed before the other runs.
    pub pinned: bool,
}

impl files::Document for RunTags {}

impl RunTags {
    /// Removes tags and adds others. It is not an error to add an existing tag or to remove a missing one.
    ///
    /// # Errors
    /// There would be too many tags.
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

    /// Two tags that look the same would be different, or one would be read as two.
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

    /// Half of a refused change would be saved.
    #[test]
    fn a_run_has_only_so_many_tags() {
        let mut run_tags = RunTags::default();
        run_tags.tag(&tags((0..20).map(|n| n.to_string())), &[]).unwrap();
        assert!(run_tags.clone().tag(&tags(["one more".into()]), &[]).is_err());
        run_tags.tag(&tags(["one more".into(), "3".into()]), &tags(["0".into(), "none".into()])).unwrap();
        assert_eq!(run_tags.tags.len(), 20);
    }

    /// A person's tags would be lost to a program with more fields, or fewer.
    #[test]
    fn a_file_with_unknown_and_without_known_fields_is_read() {
        let run_tags: RunTags = serde_json::from_str(r#"{"tags": ["a"], "colour": "red"}"#).unwrap();
        assert_eq!(
            run_tags,
            RunTags { tags: tags(["a".into()]).into_iter().collect(), ..RunTags::default() }
        );
        assert!(serde_json::from_str::<RunTags>(r#"{"tags": ["a,b"]}"#).is_err());
    }
}
