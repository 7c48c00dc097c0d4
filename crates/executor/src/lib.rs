//! Takes ONE run directory from start to outcome.
//!
//! Two processes do it. The [`guard`] is tiny: it starts the executor and waits. The executor
//! ([`execute`]) prepares environment, package and data, runs the package's code, packs the new
//! version and writes `outcome.json`. Both adopt orphaned descendants and hold the run's lock,
//! which the training does not; if either dies, the other kills every descendant until there is
//! none. So a free lock means a dead tree.
//!
//! It knows the run's directory, the package and the dataset that `spec.json` names, and the cache
//! of environments beside them. No database, no other run, no queue may come in here: the directory
//! is what a cluster would be sent.

mod artifacts;
mod between;
mod channel;
mod execute;
mod guard;
mod job;
mod judge;
mod python;
mod stages;
mod stop;
mod supervisor;
mod version;

pub use execute::{Executed, execute};
pub use guard::{Taken, guard, take};

/// The variable in the environment of everything a run starts, set to the run's id, by which
/// leftovers are found when both guard and executor were killed.
pub const MARK: &str = "TRAINYARD_RUN";
/// The variable by which the program that starts a run tells where uv is, if Settings say so.
pub const UV: &str = "TRAINYARD_UV";

/// The beginning of the variables that are given to uv, without it: index, proxy and certificates as the
/// settings have them. Only the layer's pip gets them, in its configuration.
pub const FOR_UV: &str = "TRAINYARD_FOR_UV_";
