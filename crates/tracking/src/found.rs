//! What the readers of files give, and why they stop.

use std::fmt;
use std::io;

use crate::{Measured, Source};

/// The longest name of a series, a parameter or a tag, in bytes. What has a longer one is left out.
pub(crate) const NAME: usize = 512;
/// The longest text that is given, in bytes. A longer one is cut.
pub(crate) const TEXT: usize = 64 << 10;
/// How much of a file is read at once, in bytes, before the caller has its turn again.
pub(crate) const REACH: u64 = 16 << 20;

/// Something that was found in a file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Found<'a> {
    /// A point of a series.
    Measured(Measured<'a>),
    /// Anything that is no single number.
    Other(Other<'a>),
}

/// Something that was logged but is not a point of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Other<'a> {
    /// Where it was found.
    pub source: Source,
    /// The part of the training that it belongs to, as in [`Measured`].
    pub part: &'a str,
    /// Its name, such as that of a parameter; empty if it has none.
    pub name: &'a str,
    /// The step at which it was logged.
    pub step: i64,
    /// When it was logged, in seconds since 1970, UTC; 0 if nothing says so.
    pub time: f64,
    /// What it is.
    pub what: What<'a>,
}

/// What was logged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What<'a> {
    /// An encoded image.
    Image {
        /// Its number among the images of this name and step, from 0.
        index: u32,
        /// Its width in pixels, as the writer says.
        width: u32,
        /// Its height in pixels, as the writer says.
        height: u32,
        /// Its bytes, mostly a PNG's; at most as many as a record may have.
        encoded: &'a [u8],
    },
    /// A text, or several of one value with an empty line between them.
    Text {
        /// The text, at most 64 KiB.
        text: &'a str,
        /// Whether the text was longer.
        cut: bool,
    },
    /// A histogram: at most 4,096 bins from the least to the greatest, which do not overlap. The first and the last one
    /// are not empty.
    Histogram(&'a [Bin]),
    /// A parameter of the training (`hparams`, W&B's `config`) as it is written, at most 64 KiB.
    Parameter(&'a str),
    /// A value that stands for the whole training, as W&B's `summary` has them, written as JSON. A later one of the
    /// same name replaces it.
    Summary(&'a str),
    /// The code said how the training ended.
    Ended(Ended),
    /// The code was started again: what was logged before with this step or a later one counts no more.
    Restarted,
}

/// A bin of a histogram.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// Its least value, which is finite.
    pub left: f64,
    /// Its greatest value, which is finite.
    pub right: f64,
    /// How many values are in it, which may be weighted; not negative.
    pub count: f64,
}

/// How a training ended, as its code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It succeeded.
    Succeeded,
    /// It failed.
    Failed,
}

/// How far a reader came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// To the end of what is in the file, apart from what is half-written.
    All,
    /// There is more in the file already: the reader wants to be called again.
    More,
}

/// Why a file is read no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Where the file is broken, in bytes.
    pub at: u64,
    /// What is wrong there.
    pub why: Why,
}

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The system does not give it.
    Unreadable(io::ErrorKind),
    /// The checksum of a record is wrong.
    Checksum,
    /// It is not of the format that its name promises.
    Format,
    /// It is longer than 64 MB.
    TooLong,
    /// It has more entries or columns than are read.
    TooMany,
}

impl fmt::Display for Broken {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at;
        match self.why {
            Why::Unreadable(kind) => write!(to, "the file cannot be read at byte {at}: {kind}"),
            Why::Checksum => write!(to, "the checksum of the record at byte {at} is wrong"),
            Why::Format => write!(to, "the file is not of the expected format at byte {at}"),
            Why::TooLong => write!(to, "the file is longer than 64 MB"),
            Why::TooMany => write!(to, "the file has more entries than are read, from byte {at} on"),
        }
    }
}

impl std::error::Error for Broken {}

impl Broken {
    /// A function that makes this of an error of the system.
    pub(crate) fn unreadable(at: u64) -> impl Fn(io::Error) -> Self {
        move |error| Self { at, why: Why::Unreadable(error.kind()) }
    }
}

/// As much of a text as is given of it, and whether that is not all.
pub(crate) fn cut(text: &[u8]) -> (std::borrow::Cow<'_, str>, bool) {
    let is_cut = text.len() > TEXT;
    let mut end = text.len().min(TEXT);
    // A character of several bytes is not cut in two.
    while is_cut && end > 0 && text.get(end).is_some_and(|byte| byte & 0xc0 == 0x80) {
        end -= 1;
    }
    (String::from_utf8_lossy(text.get(..end).unwrap_or_default()), is_cut)
}
