//! Models: what goes in, what comes out, and how much is in between. Weights are jumped over.

mod keras;
mod onnx;
mod protobuf;

pub use keras::{Keras, Layer};
pub(crate) use keras::{is_keras, keras};
pub use onnx::{Dimension, Onnx, Port};
pub(crate) use onnx::{initializers, is_onnx, onnx};

#[cfg(test)]
mod tests;
