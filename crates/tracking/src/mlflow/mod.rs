//! A tracking endpoint that speaks MLflow's REST API, as its clients 2 and 3 use it. It lives in the executor of a run,
//! on the loopback interface, and gives what it gets to a [`Sink`].
//!
//! It never fails or slows a training: it answers with a full disk, too, and whatever a client sends or does not send
//! is bounded in size, number and time. What it knows, for the training to read back, is in memory and bounded:
//!
//! * 10,000 MLflow runs, of which the one that ended first is forgotten;
//! * 10,000 logged models, 1,000 experiments, and 1,000 registered models with 5,000 versions, of which the oldest are
//!   forgotten;
//! * about 100,000 values of metrics, 24 bytes each, of at most 10,000 metrics. Of a metric with too many values every
//!   second one of the older half is dropped, again and again: the newest are all there, the older the sparser;
//! * 16 MB of parameters, tags, descriptions, inputs and names of metrics.
//!
//! The sink still receives values beyond these limits, and [`Note::TooMuch`] once.
//!
//! Each request carries the run's token: as `Authorization: Bearer TOKEN`, or as the first name of its path
//! (`http://127.0.0.1:PORT/TOKEN`), which is how [`environment`] leads a training here.
//!
//! Files are written beneath `mlflow` in the folder of the run's artifacts: those of an MLflow run in the folder of its
//! name, those of a logged model in `models/NAME`. They are whole or not there.

mod artifacts;
mod calls;
mod connection;
mod environment;
mod experiments;
mod filter;
#[cfg(test)]
mod fuzz;
mod history;
mod json;
mod logging;
mod models;
mod page;
mod refusal;
mod registry;
mod room;
mod routes;
mod runs;
mod serve;
mod sink;
mod state;
mod tokens;
mod traces;
mod tree;

pub use environment::environment;
pub use serve::{Config, Endpoint, Stop, serve};
pub use sink::{Input, Model, Note, Run, Sink};
