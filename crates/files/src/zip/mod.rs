//! Zips: made the same from the same files, and unpacked without trust.

mod container;
mod contents;
mod deflate;
mod pack;
mod unpack;

pub use pack::{Packed, pack};
pub use unpack::{Unpacked, unpack, unpacked_bytes};

#[cfg(test)]
mod tests;
