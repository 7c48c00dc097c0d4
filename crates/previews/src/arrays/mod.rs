//! Arrays and tensors: their types and shapes, and their first values.

mod element;
mod numpy;
mod safetensors;
mod stored;

pub(crate) use element::Element;
pub use numpy::NumpyArray;
pub(crate) use numpy::{npy, npz};
pub use safetensors::{Tensor, Tensors, Values};
pub(crate) use safetensors::{is_safetensors, safetensors, values};
pub(crate) use stored::{Array, Stored};

/// How many values are given of an array.
const VALUES: usize = 100;
/// The largest element whose values are given, in bytes.
const ELEMENT: usize = 4 << 10;
/// The most dimensions that are given.
const DIMENSIONS: usize = 64;

/// How many elements a shape has, if that is a number at all.
fn count(shape: &[u64]) -> Option<u64> {
    shape.iter().try_fold(1_u64, |count, side| count.checked_mul(*side))
}

#[cfg(test)]
mod tests;
