//! The API of Trainyard's faces: commands, views, events and refusals, for the window, the browser and tests.
//!
//! A host (the window's program, a server) opens the store ([`Api::open`]), creates a [`Session`] for each
//! page, passes the page's commands to it ([`Session::call`]), and the session's events to the page
//! ([`Session::subscribe`]). What only a host can do, such as showing a file dialog, is its [`Host`].
//!
//! Decisions that the command line would have to repeat belong to the engine, and nothing about windows, HTTP
//! or terminals belongs here.

mod api;
mod commands;
mod events;
mod follow;
#[cfg(test)]
mod fuzz;
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

/// A command's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// As JSON.
    Json(String),
    /// The bytes of an image.
    Bytes(Vec<u8>),
}
