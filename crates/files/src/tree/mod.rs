//! Whole folders: what is in them, private copies, removal, the room they take.

mod copy;
mod holes;
mod links;
mod reach;
mod remove;
mod scan;

pub use copy::{Copied, copy, times};
pub(crate) use holes::FileCopy;
pub use holes::{data, parts};
pub(crate) use links::leads_nowhere;
pub use links::stays_by_its_text;
pub use remove::{Freed, Usage, discard, freed, remove, usage, would_free};
pub use scan::{Entry, Kind, Scan, SkippedFile, scan, scan_beneath, scan_live, scan_within};

#[cfg(test)]
mod tests;
