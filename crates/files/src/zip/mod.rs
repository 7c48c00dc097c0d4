//! Zips: made the same from the same files, and unpacked without trust.

mod container;
mod contents;
mod deflate;
mod listing;
mod pack;
mod unpack;

pub use listing::{Entry, ZipListing};
pub use pack::{Packed, pack, pack_files};
pub use unpack::{Unpacked, name, unpack};

#[cfg(test)]
mod tests;
