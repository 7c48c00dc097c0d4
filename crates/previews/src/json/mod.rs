//! JSON as a tree that is unfolded a level at a time, and JSON Lines: never parsed whole.
//!
//! A value is known by where it begins. To find the next one, a value is only skipped: its brackets are counted, so
//! that no nesting is too deep. Where that takes too long, a [`Mark`] says how far it came.

mod children;
mod lines;
mod looks;
mod scan;

use serde::{Deserialize, Serialize};

pub(crate) use children::children;
pub use children::{Children, Mark};
pub use lines::Lines;
pub(crate) use lines::lines;
pub(crate) use looks::{Looks, looks};
pub use scan::Within;

/// How many children are given at first.
pub(crate) const FIRST: u32 = 200;
/// The most children or lines that are given at once.
const MOST: u32 = 1_000;
/// How much of a key, and of a value that is not unfolded, is returned, in bytes.
const KEY: usize = 1_000;
const SHOWN: usize = 300;

/// A value in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Value {
    /// Its key, if it is in an object: at most 1,000 bytes.
    pub key: Option<String>,
    /// What it is.
    pub kind: JsonKind,
    /// How it begins: of a string, what it says; of anything else, how it is written.
    pub shown: String,
    /// Whether `shown` is only its beginning.
    pub cut: bool,
    /// Where it begins, in bytes of the file: with this its own children are asked for.
    pub start: u64,
    /// Where it ends, if that was found.
    pub end: Option<u64>,
}

/// What a JSON value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum JsonKind {
    /// An object.
    Object,
    /// An array.
    Array,
    /// A string.
    String,
    /// A number, `NaN` and `Infinity` of Python among them.
    Number,
    /// True or false.
    Bool,
    /// Null.
    Null,
}

impl JsonKind {
    /// What a value is that begins with these bytes: no word is cut in them.
    fn of(written: &[u8]) -> Option<Self> {
        const WORDS: [(&[u8], JsonKind); 5] = [
            (b"true", JsonKind::Bool),
            (b"false", JsonKind::Bool),
            (b"null", JsonKind::Null),
            (b"NaN", JsonKind::Number),
            (b"Infinity", JsonKind::Number),
        ];
        match written.first()? {
            b'{' => Some(Self::Object),
            b'[' => Some(Self::Array),
            b'"' => Some(Self::String),
            b'-' | b'0'..=b'9' => Some(Self::Number),
            _ => WORDS.iter().find(|(word, _)| *word == written).map(|(_, kind)| *kind),
        }
    }
}

/// What is shown of a value that begins with these bytes, and whether it is only its beginning.
fn shown(kind: JsonKind, begin: &[u8], is_whole: bool) -> (String, bool) {
    if kind == JsonKind::String {
        return says(begin, is_whole);
    }
    (String::from_utf8_lossy(begin).into_owned(), !is_whole)
}

/// What a string says that begins with these bytes, the first of which is its quote.
fn says(begin: &[u8], is_whole: bool) -> (String, bool) {
    if is_whole && let Ok(text) = serde_json::from_slice(begin) {
        return (text, false);
    }
    // An escape that is cut would make it none: without the last few bytes, it is one again.
    let ends = (0..=12).filter_map(|less| begin.get(..begin.len().checked_sub(less)?));
    let closed = ends.filter_map(|part| serde_json::from_slice(&[part, b"\""].concat()).ok()).next();
    let as_written = || String::from_utf8_lossy(begin.get(1..).unwrap_or_default()).into_owned();
    (closed.unwrap_or_else(as_written), true)
}

#[cfg(test)]
mod tests;
