//! `logged.jsonl`: what the code of a run logged besides numbers: parameters, tags, datasets, models, texts, histograms,
//! and which images there are of it in the folder `images`.
//!
//! One JSON object per line; a later one of the same thing replaces an earlier one. `docs/src/formats.md` describes the
//! fields.

mod read;
#[cfg(test)]
mod tests;
mod write;

use serde::{Deserialize, Serialize};

use crate::series::{LONGEST_NAME, Source};

pub use read::{image_path, read};
pub use write::LoggedWriter;

/// The format that is written, and the newest that is read.
const FORMAT: u64 = 1;
/// The most entries that are kept, apart from images and histograms.
pub const MOST_ENTRIES: usize = 10_000;
/// The most bytes of entries that are kept, apart from images and histograms.
pub const MOST_BYTES: usize = 1 << 20;
/// The longest value, in bytes. A longer one is cut.
pub const LONGEST_VALUE: usize = 4 << 10;
/// The longest text, in bytes. A longer one is cut.
pub const LONGEST_TEXT: usize = 16 << 10;
/// The most images of a run.
pub const MOST_IMAGES: usize = 2_000;
/// The most histograms of a run.
pub const MOST_HISTOGRAMS: usize = 2_000;
/// The most bins of a histogram.
pub const MOST_BINS: usize = 64;
/// The longest line that is read, in bytes: any that is written is shorter, even if all its characters are escaped.
const LONGEST_LINE: usize = 128 << 10;
/// The largest file that is written. One that would become larger is rewritten, without what was replaced.
const LARGEST: u64 = 4 << 20;

/// Something that was logged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Logged {
    /// Where it was found.
    pub source: Source,
    /// The part of the training that it belongs to, if there are several; otherwise empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub part: String,
    /// What it is.
    #[serde(flatten)]
    pub what: What,
}

/// What was logged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum What {
    /// A parameter.
    Parameter {
        /// Its name.
        name: String,
        /// Its value, as the code wrote it.
        value: String,
        /// Whether the value was longer.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        cut: bool,
    },
    /// A tag.
    Tag {
        /// Its name.
        name: String,
        /// Its value. `None`: the code removed the tag.
        value: Option<String>,
        /// Whether the value was longer.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        cut: bool,
    },
    /// A dataset that was used.
    Dataset {
        /// Its name.
        name: String,
        /// What identifies its content.
        digest: String,
        /// What kind of place it comes from, such as `local`.
        source_type: String,
        /// Where it comes from, mostly as JSON.
        place: String,
        /// What it was used for, such as `train`; may be empty.
        context: String,
    },
    /// A model.
    Model {
        /// Its id: `m-` and 32 hexadecimal digits.
        id: String,
        /// Its name.
        name: String,
        /// The folder of its files among the artifacts.
        path: String,
        /// Whether the code has said that it is complete.
        ready: bool,
    },
    /// A text. Of one that is logged at several steps, the last one is kept.
    Text {
        /// Its name.
        name: String,
        /// The step at which it was logged.
        step: i64,
        /// The text, mostly Markdown.
        text: String,
        /// Whether the text was longer.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        cut: bool,
    },
    /// An image at one step.
    Image {
        /// Its name.
        name: String,
        /// Its number among the images of this name and step, from 0.
        index: u32,
        /// The step at which it was logged.
        step: i64,
        /// The name of its file in the folder `images`.
        file: u32,
    },
    /// How values were distributed at one step.
    Histogram {
        /// Its name.
        name: String,
        /// The step at which it was logged.
        step: i64,
        /// The edges of its bins, in ascending order; one more than there are counts. Both are empty if the histogram
        /// of this step was removed.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        edges: Vec<f64>,
        /// How many values are in each bin, at most 64; may be weighted.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        counts: Vec<f64>,
    },
}

/// What tells one thing from others: a later entry with the same key replaces an earlier one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    kind: u8,
    part: String,
    name: String,
    source: Source,
    /// What else tells a dataset, an image or a histogram from others of its name.
    more: (String, i64),
}

impl Logged {
    fn key(&self) -> Key {
        let none = (String::new(), 0);
        let (kind, name, more) = match &self.what {
            What::Parameter { name, .. } => (0, name, none),
            What::Tag { name, .. } => (1, name, none),
            What::Dataset { name, digest, context, .. } => (2, name, (format!("{digest} {context}"), 0)),
            What::Model { id, name, .. } => (3, name, (id.clone(), 0)),
            What::Text { name, .. } => (4, name, none),
            What::Histogram { name, step, .. } => (6, name, (String::new(), *step)),
            What::Image { name, index, file, .. } => (5, name, (format!("{index:06}"), i64::from(*file))),
        };
        Key { kind, part: self.part.clone(), name: name.clone(), source: self.source, more }
    }

    /// Cuts what is too long.
    fn cut(&mut self) {
        shorten(&mut self.part, LONGEST_NAME);
        match &mut self.what {
            What::Parameter { name, value, cut } => {
                shorten(name, LONGEST_NAME);
                *cut |= shorten(value, LONGEST_VALUE);
            }
            What::Tag { name, value, cut } => {
                shorten(name, LONGEST_NAME);
                *cut |= value.as_mut().is_some_and(|value| shorten(value, LONGEST_VALUE));
            }
            What::Dataset { name, digest, source_type, place, context } => {
                for text in [name, digest, source_type, context] {
                    shorten(text, LONGEST_NAME);
                }
                shorten(place, LONGEST_VALUE);
            }
            What::Model { id, name, path, .. } => {
                for text in [id, name, path] {
                    shorten(text, LONGEST_NAME);
                }
            }
            What::Text { name, text, cut, .. } => {
                shorten(name, LONGEST_NAME);
                *cut |= shorten(text, LONGEST_TEXT);
            }
            What::Image { name, .. } | What::Histogram { name, .. } => _ = shorten(name, LONGEST_NAME),
        }
    }

    /// Whether there may be one for each step, of which whoever adds them keeps only so many.
    fn is_of_step(&self) -> bool {
        matches!(self.what, What::Image { .. } | What::Histogram { .. })
    }
}

/// Whether these are the bins of a histogram.
fn are_bins(edges: &[f64], counts: &[f64]) -> bool {
    let is_sound = |number: &f64| number.is_finite();
    (1..=MOST_BINS).contains(&counts.len())
        && edges.len() == counts.len() + 1
        && edges.is_sorted()
        && edges.iter().all(is_sound)
        && counts.iter().all(|count| is_sound(count) && *count >= 0.0)
}

/// Cuts a text to so many bytes, between two characters. Returns whether it was longer.
fn shorten(text: &mut String, most: usize) -> bool {
    let is_longer = text.len() > most;
    text.truncate(text.floor_char_boundary(most));
    is_longer
}
