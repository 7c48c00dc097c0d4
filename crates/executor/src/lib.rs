//! Executes ONE run directory from start to outcome.
//!
//! Two processes do it. The [`guard`] is tiny: it starts the executor and waits. The executor
//! ([`execute`]) prepares environment, package and data, runs the package's code, packs the new
//! version and writes `outcome.json`. Both adopt orphaned descendants and hold the run's lock,
//! which the training does not; if either dies, the other kills every descendant until none is
//! left. So if the lock is free, all processes of the run are dead.
//!
//! This crate knows the run's directory, the package and the datasets that `spec.json` names, and the
//! cache of environments. It knows no database, no other run and no queue: the directory is what
//! would be sent to a cluster.

mod artifacts;
mod before_calls;
mod channel;
mod data;
mod execute;
mod guard;
mod job;
mod python;
mod stages;
mod stop;
mod supervisor;
mod tracker;
mod verdict;
mod version;
mod wall;

pub use execute::{Executed, execute};
pub use guard::{LockedRun, guard, take};

/// The variable with the run's id in the environment of all its processes, by which leftovers are
/// found if both guard and executor were killed.
pub const RUN_ID: &str = "TRAINYARD_RUN";
/// The variable with the path of uv for a run, if the settings have one.
pub const UV: &str = "TRAINYARD_UV";

/// The prefix of variables for uv, which gets them without it: index, proxy and certificates from the settings.
/// In the run's code, only the layer's pip gets them, in its configuration.
pub const FOR_UV: &str = "TRAINYARD_FOR_UV_";
