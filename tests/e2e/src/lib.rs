//! The real window, and the same pages in a browser, driven as a person would: a program, a display and a
//! store of its own per test, clicks and keys through WebKit's own driver, native dialogs and drags through X.
//!
//! Nothing here sleeps for a fixed time: [`patience::until`] looks again until what a test waits
//! for is there. For tests only: it panics when something is not as a test needs it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test ends when its ground is missing")]

mod browser;
mod desktop;
mod display;
mod driver;
pub mod patience;
pub mod stores;
mod window;

pub use desktop::{Desktop, Shown};
pub use display::Display;
pub use window::{Face, Opening, Window};

use std::path::PathBuf;

use testkit::Store;

/// The folder that cargo builds the programs into.
fn built() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    let folder = program.parent().unwrap();
    // Tests are one folder further down than programs.
    if folder.ends_with("deps") { folder.parent().unwrap().into() } else { folder.into() }
}

/// The command line's program, which lies beside the window's.
pub fn trainyard() -> PathBuf {
    built().join("trainyard")
}

/// An empty store.
pub fn empty_store() -> Store {
    Store::new(trainyard())
}

/// A file for a picture of the window.
pub fn picture(name: &str) -> PathBuf {
    let folder = built().parent().unwrap().join("screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(format!("{name}.png"))
}
