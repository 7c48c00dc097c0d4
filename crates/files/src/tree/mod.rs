//! Whole folders: what is in them, private copies, removal, the room they take.

mod copy;
mod holes;
mod links;
mod reach;
mod remove;
mod scan;

pub use copy::{Copied, copy};
pub(crate) use holes::FileCopy;
pub use holes::data;
pub(crate) use links::leads_nowhere;
pub(crate) use remove::discard;
pub use remove::{Usage, remove, usage};
pub use scan::{Entry, Kind, Scan, SkippedFile, scan, scan_beneath, scan_within};

#[cfg(test)]
mod tests;
