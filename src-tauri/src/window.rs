//! The window itself: created, shown, closed, and files that are dropped on it.

use api::{Chosen, Event, Session};
use tauri::{
    AppHandle, DragDropEvent, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
};

use crate::closing;
use crate::zoom::Zoom;

/// Its label in Tauri.
pub(crate) const LABEL: &str = "main";

/// Creates the window and handles its events.
///
/// # Errors
/// There is no display, or no WebKit.
pub(crate) fn make(handle: &AppHandle) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(handle, LABEL, WebviewUrl::default())
        .title("Trainyard")
        .inner_size(1280.0, 800.0)
        .min_inner_size(720.0, 560.0)
        // The page says where the person is, and what is in progress.
        .on_document_title_changed(|window, title| {
            // A desktop that shows no titles loses nothing.
            let _ = window.set_title(&title);
        })
        // "Paste" in the menu of a text field reads it.
        .enable_clipboard_access()
        // Only the program's own pages are ever opened in it, and in a frame of theirs without any rights, what they
        // write there.
        .on_navigation(|url| {
            matches!(url.scheme(), "tauri" | "ipc") || url.as_str() == "about:srcdoc" || is_own(url)
        })
        .build()?;
    window.state::<Zoom>().restore(&window)?;
    window.with_webview(|view| crate::webkit::fit(&view.inner()))?;
    let shown = window.clone();
    window.on_window_event(move |event| match event {
        WindowEvent::DragDrop(event) => dragged(&shown, event),
        WindowEvent::CloseRequested { api, .. } if closing::explain(&shown.state::<Session>()) => {
            api.prevent_close();
        }
        _ => {}
    });
    Ok(())
}

/// Vite's address during development; otherwise only Tauri's own.
fn is_own(url: &tauri::Url) -> bool {
    matches!(url.host_str(), Some("tauri.localhost")) || (cfg!(dev) && url.host_str() == Some("localhost"))
}

fn dragged(window: &WebviewWindow, event: &DragDropEvent) {
    let session = window.state::<Session>();
    match event {
        DragDropEvent::Enter { .. } => {
            session.send(Event::Drag { over: true });
        }
        DragDropEvent::Leave => {
            session.send(Event::Drag { over: false });
        }
        DragDropEvent::Drop { paths, .. } => {
            session.send(Event::Drag { over: false });
            let chosen: Vec<Chosen> = paths.iter().filter_map(|path| Chosen::at(path)).collect();
            if !chosen.is_empty() {
                session.send(Event::Drop { chosen });
            }
        }
        _ => {}
    }
}

/// Brings the window to the front, unless it was closed.
pub(crate) fn to_front(handle: &AppHandle) -> bool {
    let Some(window) = handle.get_webview_window(LABEL) else { return false };
    // A window manager may refuse any of them; the window exists all the same.
    let _ = window.unminimize();
    let _ = window.show();
    let _ = window.set_focus();
    true
}
