//! `log` and `log.idx`: what the code wrote to stdout and stderr, and the index of its lines.
//!
//! `log.idx` consists of records of [`RECORD`] bytes, little-endian: an offset in `log`, the number of
//! newlines before it, and when it was written, in milliseconds since 1970. There is a record every
//! [`SPACING`] bytes or, if less is written, ten per second.

mod follow;
mod frames;
mod kind;
mod lines;
mod search;
mod terminal;
mod write;

pub use follow::LogReader;
pub use frames::{LibraryFrames, library_frames};
pub use kind::LineKind;
pub use lines::{LogLine, LogLines, is_well_indexed, log_end, log_line_at, log_lines};
pub use search::{LogMatch, LogPattern, search_log};
pub use terminal::{Color, Span, Style};
pub use write::LogWriter;

/// The size of a record of `log.idx`, in bytes.
const RECORD: u64 = 24;
/// How many bytes of the log a record covers, and how many are read at a time.
const SPACING: usize = 64 * 1024;
