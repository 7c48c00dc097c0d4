//! `series`: the numbers of a run over its steps, which its code logged, wrote or printed.
//!
//! It is one file that is only appended to: a line with the version, then blocks, each with a checksum.
//! `docs/src/formats.md` describes every byte. A block is read without the ones before it, apart from the names of the
//! series, so that damage costs what is in the damaged block.

mod block;
mod points;
mod read;
#[cfg(test)]
mod tests;
mod write;

use std::fmt;
use std::io;

use serde::{Deserialize, Serialize};

pub use points::{Figure, Series, Summary};
pub use read::{Damage, SeriesReader};
pub use write::SeriesWriter;

/// A value of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The step, as the code counts them; otherwise the number of the value in its series, from 0.
    pub step: i64,
    /// The time in seconds since 1970, UTC. The file has it in whole microseconds.
    pub time: f64,
    /// The value, which may be infinite or no number.
    pub value: f64,
}

/// Where the values of a series come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// What the code logged with MLflow.
    Mlflow,
    /// Event files of TensorBoard.
    Tensorboard,
    /// Files of Weights & Biases without a network.
    Wandb,
    /// Trackio's database.
    Trackio,
    /// `trainer_state.json` of Hugging Face's Trainer.
    Trainer,
    /// CSV files of Lightning or Keras.
    Csv,
    /// What the code printed.
    Printed,
    /// What the run used of the machine: of its events, and not in this file.
    Resources,
}

impl Source {
    /// Its name in JSON and CSV.
    pub fn word(self) -> &'static str {
        match self {
            Self::Mlflow => "mlflow",
            Self::Tensorboard => "tensorboard",
            Self::Wandb => "wandb",
            Self::Trackio => "trackio",
            Self::Trainer => "trainer",
            Self::Csv => "csv",
            Self::Printed => "printed",
            Self::Resources => "resources",
        }
    }
}

/// Points that are not in the file, by the reason. The file has these numbers, too; after a crash they are at least
/// eight ninths of the true ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Points of further series, when there were [`MOST_SERIES`] already.
    pub series: u64,
    /// Points for which there was no room below [`MOST_BYTES`].
    pub size: u64,
    /// Points that were measured while nothing could be written, when [`MOST_WAITING`] were waiting.
    pub disk: u64,
}

impl Dropped {
    /// How many points were dropped, for whichever reason.
    pub fn total(&self) -> u64 {
        self.series.saturating_add(self.size).saturating_add(self.disk)
    }
}

/// Why a file of series cannot be read or appended to.
#[derive(Debug)]
pub enum SeriesError {
    /// It begins with something else.
    Other,
    /// A newer version of the program wrote it, in the version of the format that is given.
    Newer(u32),
    /// The system refuses to read or write it.
    Io(io::Error),
}

impl fmt::Display for SeriesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other => f.write_str("it is not a file of series"),
            Self::Newer(version) => {
                write!(f, "it was written by a newer version of Trainyard (format {version})")
            }
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SeriesError {}

impl From<io::Error> for SeriesError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The most series in a file. Code that makes more has an error in a name.
pub const MOST_SERIES: usize = 10_000;
/// The longest part and the longest name of a series, in bytes. Longer ones are cut.
pub const LONGEST_NAME: usize = 250;
/// The largest file that is written and read, in bytes.
pub const MOST_BYTES: u64 = 512 << 20;
/// The most points that wait for a disk with room: 2 MiB of memory. As many may wait as bytes that were to be written
/// when the disk became full.
pub const MOST_WAITING: usize = 1 << 16;

/// The version of the format that is written, and the newest that is read.
const VERSION: u32 = 1;
/// What the first line begins with; the version and a newline follow.
const MAGIC: &[u8] = b"trainyard series ";
/// What is kept free below [`MOST_BYTES`] for names and for the numbers of dropped points, so that these always fit:
/// 10,000 definitions of at most 520 bytes each, and some hundred blocks of [`Dropped`].
const RESERVED: u64 = 8 << 20;
