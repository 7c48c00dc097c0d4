//! The window: a thin shell over the engine. It hands the form in, shows what is there, and tells
//! the person what changed.
//!
//! Nothing is decided here that the command line would have to decide again, no training is run in
//! here, and nothing of the engine knows that there is a window. Closing it, or killing it, stops
//! no training: runs are processes of their own.

mod app;
mod border;
mod commands;
mod dialogs;
mod events;
mod notification;
mod single;
mod tutorial;
mod views;
mod webkit;
mod window;

pub use border::{bindings, messages};
pub use engine::OWN_VARIABLES;

use files::parallel;
use tauri_plugin_window_state::StateFlags;

use crate::app::App;
use crate::single::Start;

/// Runs the window until it is closed. A second one for the same store shows the first instead.
///
/// # Errors
/// When no window can be opened: no display, no WebKit, no threads left to start.
pub fn run() -> Result<(), Box<dyn std::error::Error>> {
    let home = app::home();
    let first = match home.as_deref().map(single::start) {
        Some(Ok(Start::Second)) => return Ok(()),
        Some(Ok(Start::First(place))) => Some(place),
        // What is wrong with the store is said in the window.
        Some(Err(_)) | None => None,
    };
    let app = App::default();
    let opening = app.clone();
    // The store and WebKit are opened at the same time.
    parallel::start(move || opening.open(home))?;
    let remembered = StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED;
    tauri::Builder::default()
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(remembered).build())
        .manage(app.clone())
        .invoke_handler(commands::handler())
        .setup(move |tauri| {
            let handle = tauri.handle().clone();
            app.shown_by(handle.clone());
            window::make(&handle)?;
            if let Some(place) = first {
                let handle = handle.clone();
                parallel::start(move || single::listen(&place, || window::to_front(&handle)))?;
            }
            let attending = app.clone();
            parallel::start(move || events::attend(&attending))?;
            parallel::start(move || events::watch(&app, &handle))?;
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}
