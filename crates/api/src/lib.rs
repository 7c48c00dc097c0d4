//! What a face of Trainyard can ask: commands, views, events and refusals, for the window, the browser and
//! tests alike.
//!
//! A host (the window's program, a server) opens the store ([`Api::open`]), makes a [`Session`] for each
//! page, and passes on what the page asks ([`Session::call`]) and what the session sends
//! ([`Session::subscribe`]). What only a host can do, such as asking for a file, is its [`Host`].
//!
//! Nothing is decided here that the command line would have to decide again, and nothing of a window, of HTTP
//! or of a terminal may enter.

mod api;
mod commands;
mod events;
mod follow;
mod host;
mod notification;
mod recorded;
mod session;
mod tutorial;
mod typescript;
mod views;

pub use api::{Api, Role};
pub use commands::bindings;
pub use events::Event;
pub use host::{Host, Saved};
pub use notification::Notification;
pub use session::Session;
pub use typescript::messages;
pub use views::Refusal;
pub use views::tree::{Choice, Chosen};

/// What a command answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// As JSON.
    Json(String),
    /// The bytes of an image.
    Bytes(Vec<u8>),
}
