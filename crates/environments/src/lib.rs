//! The Pythons and the uv of this machine, and the Python environment a run is given: found in
//! the cache, or built there by uv.
//!
//! An environment is named by a digest of all that decides what is in it, built beside its place
//! under a lock and renamed into it, so that whoever finds it finds it whole; it can be deleted at
//! any time. Into this crate may come what knows of interpreters, requirement lists and uv.
//! Nothing that knows what a run, a store or a database is. The person's environment variables are
//! passed in, never read here. What is the system's own is in `process`.

mod build;
mod bytecode;
mod choice;
mod digest;
mod install;
mod interpreters;
mod kept;
mod layer;
mod list;
mod lock;
mod markers;
mod needs;
mod probe;
mod process;
mod protect;
mod reason;
mod request;
mod seeds;
mod settings;
mod uv;
mod uv_cache;
mod variables;
mod with_pip;

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;

pub use build::prepare;
pub use interpreters::interpreters;
pub use kept::{Kept, kept};
pub use layer::{Change, Layer, PipSettings};
pub use probe::Interpreter;
pub use request::{Environment, Request};
pub use uv::find_uv;
pub use variables::{Variables, misleads_python};
