//! `log` and `log.idx`: what the code wrote to stdout and stderr, and where its lines are.
//!
//! `log.idx` holds records of [`RECORD`] bytes, little-endian: offset in `log`, number of newlines before
//! it, milliseconds since 1970 when it arrived; one every [`SPACING`] bytes or, if less comes in, ten a
//! second.

mod follow;
mod lines;
mod write;

pub use follow::LogReader;
pub use lines::{LogLines, is_well_indexed, log_end, log_lines};
pub use write::LogWriter;

/// A record of `log.idx`, in bytes.
const RECORD: u64 = 24;
/// The spacing of `log.idx`, and how much is read at a time, in bytes.
const SPACING: usize = 64 * 1024;
