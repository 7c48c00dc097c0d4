//! `log` and `log.idx`: what the code wrote to stdout and stderr, and the index of its lines.
//!
//! `log.idx` consists of records of [`RECORD`] bytes, little-endian: an offset in `log`, the number of
//! newlines before it, and when it was written, in milliseconds since 1970. There is a record every
//! [`SPACING`] bytes or, if less is written, ten per second.

mod follow;
mod lines;
mod write;

pub use follow::LogReader;
pub use lines::{LogLines, is_well_indexed, log_end, log_lines};
pub use write::LogWriter;

/// The size of a record of `log.idx`, in bytes.
const RECORD: u64 = 24;
/// How many bytes of the log a record covers, and how many are read at a time.
const SPACING: usize = 64 * 1024;
