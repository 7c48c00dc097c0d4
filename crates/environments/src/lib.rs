//! Python interpreters, uv, and the Python environments of runs: found in the cache, or built there
//! by uv.
//!
//! An environment's name is a digest of everything that decides its content. It is built under a lock
//! in a folder with another name and then renamed, so that an environment with its final name is
//! complete; it can be deleted at any time. This crate knows interpreters, requirement lists and uv,
//! but no runs, stores or databases. The person's environment variables are passed in, never read
//! here. Calls that only this operating system has are in `process`.

mod build;
mod bytecode;
mod cached;
mod choice;
mod digest;
mod install;
mod interpreters;
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
pub use cached::{CachedEnvironment, cached_environments, flawed_environments};
pub use interpreters::interpreters;
pub use layer::{Change, Layer, PipSettings};
pub use lock::locked;
pub use probe::Interpreter;
pub use request::{Environment, Request};
pub use uv::find_uv;
pub use uv_cache::folder as uv_cache;
pub use variables::{Variables, misleads_python};
