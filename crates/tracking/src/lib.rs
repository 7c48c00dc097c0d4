//! The numbers of a training, as series: what its code logs (MLflow), what it writes into files (TensorBoard, W&B and
//! others), and what it prints. No package has to be changed for that.
//!
//! Everything that is read here was written by code that is not trusted: every reader has limits, and none of them
//! ever fails or slows a training. This crate knows neither the store nor the processes of a run; what it finds it
//! gives to whoever calls it, as [`Measured`].

mod found;
mod histogram;
mod json;
mod kind;
pub mod metrics_csv;
pub mod mlflow;
pub mod printed;
pub mod tensorboard;
#[cfg(test)]
mod testing;
pub mod thin;
pub mod trackio;
pub mod trainer_state;
pub mod wandb;
mod wire;

pub use found::{Bin, Broken, Came, Ended, Found, Other, What, Why};
pub use kind::{Kind, kind_of, part_of};
pub use rundir::series::{Point, Source};

/// A point that was found, and the series that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured<'a> {
    /// Where it was found.
    pub source: Source,
    /// The part of the training that it belongs to, if there are several: the name of an MLflow run, or the folder of
    /// an event file. Otherwise empty.
    pub part: &'a str,
    /// The name of the series, such as `val/loss`.
    pub name: &'a str,
    /// The point.
    pub point: Point,
}
