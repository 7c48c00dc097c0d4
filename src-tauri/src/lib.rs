//! The window: a host of the API. It has dialogs, notifications and the window itself, and passes everything
//! else to the API.
//!
//! Decisions that another face of the program would have to repeat belong to the API, no training runs in
//! this process, and the engine does not know that there is a window. Closing or killing it stops no
//! training: runs are processes of their own.

mod closing;
mod desktop;
mod dialogs;
mod drag;
mod single;
mod task_bar;
mod webkit;
mod window;
mod zoom;

pub use engine::OWN_VARIABLES;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use api::{Answer, Api, Event, Refusal, Role, Session};
use engine::Engine;
use files::parallel;
use locales::{Failure, Language, Message, Result};
use tauri::Manager;
use tauri::ipc::{Channel, Response};
use tauri_plugin_window_state::StateFlags;

use crate::desktop::Desktop;
use crate::single::Start;
use crate::zoom::Zoom;

/// Runs the window until it is closed. A second one for the same store shows the first instead.
///
/// # Errors
/// When no window can be opened: no display, no WebKit, no threads left to start.
pub fn run() -> Result<(), Box<dyn std::error::Error>> {
    let home = home();
    if let Some(home) = &home {
        logs::write_below(home, "window");
    }
    let first = match home.as_deref().map(single::start) {
        Some(Ok(Start::Second)) => return Ok(()),
        Some(Ok(Start::First(instance))) => Some(instance),
        // The window shows what is wrong with the store.
        Some(Err(_)) | None => None,
    };
    let last_zoom = Zoom::of_last_time(home.as_deref());
    let (api, desktop) = (Api::default(), Arc::new(Desktop::default()));
    let opening = api.clone();
    // The store and WebKit are opened at the same time.
    parallel::start(move || opening.open(open(home)))?;
    let session = api.session(desktop.clone(), system_language());
    let remembered = StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED;
    tauri::Builder::default()
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(remembered).build())
        .manage(session.clone())
        .manage(last_zoom)
        .invoke_handler(tauri::generate_handler![call, subscribe, zoom])
        .setup(move |tauri| {
            let handle = tauri.handle().clone();
            desktop.shown_by(handle.clone(), session);
            window::make(&handle)?;
            if let Some(instance) = first {
                parallel::start(move || {
                    logs::restarting("listening for a second window", || {
                        single::listen(&instance, || window::to_front(&handle));
                    });
                })?;
            }
            api.start(Role::Window)?;
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}

/// Passes the page's commands to the session. Each has a thread, so that it may take as long as it needs.
#[tauri::command]
async fn call(
    session: tauri::State<'_, Session>,
    name: String,
    arguments: serde_json::Value,
) -> Result<Response, Refusal> {
    let session = session.inner().clone();
    let language = session.language();
    let called = tauri::async_runtime::spawn_blocking(move || session.call(&name, arguments));
    match called.await {
        Ok(answer) => answer.map(|answer| match answer {
            Answer::Json(text) => Response::new(text),
            Answer::Bytes(bytes) => Response::new(bytes),
        }),
        Err(error) => Err(Refusal::of(&Failure::because(Message::CommandFailed, error), language)),
    }
}

/// From now on, the page receives events through `channel`.
#[tauri::command]
fn subscribe(session: tauri::State<'_, Session>, channel: Channel<Event>) {
    let session = session.inner().clone();
    session.subscribe(move |event| channel.send(event).is_ok());
    tauri::async_runtime::spawn_blocking(move || session.reloaded());
}

/// Zooms the page by one step.
#[tauri::command]
async fn zoom(window: tauri::WebviewWindow, step: zoom::Step) -> Result<(), Refusal> {
    let language = window.state::<Session>().language();
    let refused = move |error| Refusal::of(&Failure::because(Message::CommandFailed, error), language);
    let change = move || window.state::<Zoom>().change(step, &window, &window.state::<Session>());
    tauri::async_runtime::spawn_blocking(change).await.flatten().map_err(refused)
}

/// The store's folder: `TRAINYARD_HOME`, or else `trainyard` in the platform's data folder.
fn home() -> Option<PathBuf> {
    let named = std::env::var_os("TRAINYARD_HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    named.or_else(|| Some(dirs::data_dir()?.join("trainyard")))
}

fn open(home: Option<PathBuf>) -> Result<Engine> {
    let home = home.ok_or(Message::HomeMissing)?;
    Engine::open(&home, beside("trainyard")?)
}

/// A program that ships beside this one.
fn beside(name: &str) -> Result<PathBuf> {
    let own = std::env::current_exe().map_err(|error| Failure::because(Message::ExecFailed, error))?;
    let path = own.parent().unwrap_or(Path::new("/")).join(name);
    if path.is_file() { Ok(path) } else { Err(Message::ProgramMissing { path: files::shown(&path) }.into()) }
}

fn system_language() -> Language {
    Language::from_environment(|name| std::env::var(name).ok())
}
