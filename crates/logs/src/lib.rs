//! The log that the program writes about itself: what went wrong in it, and where. What a training prints is in its
//! run's log (`rundir`), and what happened in a project is in ML Logs (`engine::activity`).
//!
//! Each process has one file under the store's `logs/`, made when there is something to write: most
//! commands make none. Nothing is written that a person would not hand to a stranger: no environment, no
//! parameter's value, no password of an index, no token. All crates
//! record with `tracing`, and only the programs say where that is written. Other crates come here for threads that
//! must be restarted after a panic, and for the places where tests make one.

mod file;
mod level;
mod panics;

use std::path::Path;

use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

pub use file::{FOLDER, MAX_BYTES, MAX_FILES};
pub use panics::{caught, restarting};

use crate::file::Sink;

/// Records what this process logs from now on, panics among it. It is held in memory until [`write_below`] says
/// where it goes. Only the first call of a process has an effect.
pub fn start() {
    let asked = std::env::var("TRAINYARD_LOG").unwrap_or_default();
    let (targets, misunderstood) = level::targets(&asked);
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(Sink);
    if tracing_subscriber::registry().with(lines).with(targets).try_init().is_err() {
        return;
    }
    panics::install();
    if misunderstood {
        tracing::warn!(value = ?asked, "TRAINYARD_LOG is not understood; try `debug`, or `engine=trace`");
    }
}

/// Writes the log below `store`, the folder of a store, into a file named after `program`. A store that does not
/// exist, or is read-only, gets none.
pub fn write_below(store: &Path, program: &'static str) {
    file::write_below(store, program);
}

/// Panics if `TRAINYARD_TEST_PANIC` names this `point`, the first time it is passed. Without the feature
/// `test-panics` it does nothing.
pub fn panic_point(point: &str) {
    #[cfg(feature = "test-panics")]
    panics::panic_point(point);
    #[cfg(not(feature = "test-panics"))]
    let _ = point;
}
