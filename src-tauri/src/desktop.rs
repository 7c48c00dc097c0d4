//! What the desktop does for the person: dialogs, notifications, and the window itself.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use api::{Choice, Event, Host, Notification, Saved, Session};
use engine::Downloaded;
use files::parallel;
use locales::{Failure, Message, Result};
use tauri::{AppHandle, Manager};
use webkit2gtk::gio;
use webkit2gtk::gio::prelude::*;
use webkit2gtk::glib::variant::ToVariant;

use crate::{dialogs, drag, task_bar, window};

/// The desktop as a host of the API.
#[derive(Default)]
pub(crate) struct Desktop {
    shown: OnceLock<(AppHandle, Session)>,
    /// The percentage in the task bar.
    percent: Mutex<Option<u8>>,
}

impl Desktop {
    /// Sets the window and its session.
    pub(crate) fn shown_by(&self, handle: AppHandle, session: Session) {
        // There is one window in a process.
        let _ = self.shown.set((handle, session));
    }
}

/// Has the file manager show the folder of a file, with the file selected. Returns whether there is one that can.
/// <https://www.freedesktop.org/wiki/Specifications/file-manager-interface/>
fn is_shown_in_folder(file: &Path) -> bool {
    const NAME: &str = "org.freedesktop.FileManager1";
    /// In milliseconds: it may have to be started.
    const PATIENCE: i32 = 5000;
    let Ok(bus) = gio::bus_get_sync(gio::BusType::Session, gio::Cancellable::NONE) else { return false };
    // Losing the bus must not end the window.
    bus.set_exit_on_close(false);
    let items = (vec![gio::File::for_path(file).uri().to_string()], "").to_variant();
    let (flags, cancel) = (gio::DBusCallFlags::NONE, gio::Cancellable::NONE);
    let path = "/org/freedesktop/FileManager1";
    bus.call_sync(Some(NAME), path, NAME, "ShowItems", Some(&items), None, flags, PATIENCE, cancel).is_ok()
}

impl Host for Desktop {
    fn choose(&self, session: &Session, what: Choice) -> Result<Vec<PathBuf>> {
        dialogs::open(what, session.language())
    }

    fn save(
        &self,
        session: &Session,
        name: &str,
        write: &mut dyn FnMut(&Path) -> Result<Downloaded>,
    ) -> Result<Option<Saved>> {
        let path = dialogs::save(name, session.language())?;
        path.map(|path| Ok(Saved { downloaded: write(&path)?, url: None })).transpose()
    }

    /// Shows a notification, unless the window is in front. A click on it shows the run.
    fn notify(&self, of: Notification) {
        let Some((handle, session)) = self.shown.get().cloned() else { return };
        let is_in_front = handle.get_webview_window(window::LABEL).is_some_and(|window| {
            window.is_focused().unwrap_or(false) && !window.is_minimized().unwrap_or(false)
        });
        if is_in_front {
            return;
        }
        let mut notification = notify_rust::Notification::new();
        notification
            .appname("Trainyard")
            .icon("trainyard-desktop")
            .summary(&of.title)
            .body(&of.body)
            .action("default", &Message::NotificationShow.render(of.language));
        // The desktop may show it for any length of time.
        let waits = parallel::start(move || {
            let shown = match notification.show() {
                Ok(shown) => shown,
                // Without a desktop that shows notifications there is nothing to do.
                Err(error) => return tracing::debug!(%error, "could not show a notification"),
            };
            shown.wait_for_action(|action| {
                if action == "default" {
                    window::to_front(&handle);
                    session.send(Event::Show { id: of.id.clone() });
                }
            });
        });
        if let Err(failure) = waits {
            // The list also shows that the run ended.
            tracing::warn!(%failure, "could not show a notification");
        }
    }

    fn show_progress(&self, done: Option<f64>) {
        let now = done.map(|done| (done * 100.0) as u8);
        let mut percent = self.percent.lock().unwrap_or_else(PoisonError::into_inner);
        if *percent != now {
            *percent = now;
            task_bar::show(now);
        }
    }

    fn shows_folders(&self) -> bool {
        true
    }

    fn show_folder(&self, path: &Path) -> Result<()> {
        if path.is_file() && is_shown_in_folder(path) {
            return Ok(());
        }
        // Never the file itself: it could be a program.
        let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
        let not_shown = || Message::FolderNotShown { path: files::shown(folder) };
        open::that_detached(folder).map_err(|error| Failure::because(not_shown(), error))
    }

    fn drag(&self, files: Vec<PathBuf>) {
        if let Some((handle, _)) = self.shown.get()
            && let Some(window) = handle.get_webview_window(window::LABEL)
        {
            // It may already be closed.
            let _ = window.with_webview(move |view| drag::begin(&view.inner(), &files));
        }
    }

    fn close(&self) {
        if let Some((handle, _)) = self.shown.get()
            && let Some(window) = handle.get_webview_window(window::LABEL)
        {
            // It may already be closed.
            let _ = window.destroy();
        }
    }
}
