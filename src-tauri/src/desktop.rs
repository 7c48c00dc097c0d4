//! What the desktop does for the person: dialogs, notifications, and the window itself.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use api::{Choice, Event, Host, Notification, Saved, Session};
use engine::Downloaded;
use files::parallel;
use locales::{Failure, Message, Result};
use tauri::{AppHandle, Manager};

use crate::{dialogs, window};

/// The desktop as a host of the API.
#[derive(Default)]
pub(crate) struct Desktop {
    shown: OnceLock<(AppHandle, Session)>,
}

impl Desktop {
    /// Sets the window and its session.
    pub(crate) fn shown_by(&self, handle: AppHandle, session: Session) {
        // There is one window in a process.
        let _ = self.shown.set((handle, session));
    }
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

    fn shows_folders(&self) -> bool {
        true
    }

    fn show_folder(&self, folder: &Path) -> Result<()> {
        let not_shown = || Message::FolderNotShown { path: files::shown(folder) };
        open::that_detached(folder).map_err(|error| Failure::because(not_shown(), error))
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
