//! What only a host can do: dialogs, notifications, and the window itself.

use std::path::{Path, PathBuf};

use engine::Downloaded;
use locales::{Message, Result};

use crate::notification::Notification;
use crate::session::Session;
use crate::views::tree::Choice;

/// What only a host can do: dialogs, notifications, and the window itself.
pub trait Host: Send + Sync + 'static {
    /// Lets the person choose files or a folder. Empty: the person cancelled.
    ///
    /// # Errors
    /// This host has no dialog.
    fn choose(&self, session: &Session, what: Choice) -> Result<Vec<PathBuf>>;

    /// Lets `write` write a file or folder, called `name` unless the person chooses another name, and gives
    /// it to the person. `None`: the person cancelled.
    ///
    /// # Errors
    /// Those of `write`.
    fn save(
        &self,
        session: &Session,
        name: &str,
        write: &mut dyn FnMut(&Path) -> Result<Downloaded>,
    ) -> Result<Option<Saved>>;

    /// Notifies the person, unless they are looking at this face of the program.
    fn notify(&self, notification: Notification);

    /// Shows how far the runs in progress are, from 0 to 1, where the person sees it while they do something else.
    /// `None`: there are none, or that is not known.
    fn show_progress(&self, _done: Option<f64>) {}

    /// Whether it can show a folder in the system's file manager.
    fn shows_folders(&self) -> bool {
        false
    }

    /// Shows a folder in the system's file manager, or the one that a file is in.
    ///
    /// # Errors
    /// There is no file manager, or this host is not on the person's machine.
    fn show_folder(&self, path: &Path) -> Result<()> {
        Err(Message::FolderNotShown { path: files::shown(path) }.into())
    }

    /// Starts dragging files out of this face of the program, if it can and the pointer's button is still held down.
    fn drag(&self, _files: Vec<PathBuf>) {}

    /// Closes this face of the program; trainings continue.
    fn close(&self);
}

/// A saved file or folder.
#[derive(Clone, Debug)]
pub struct Saved {
    /// What was written, and where.
    pub downloaded: Downloaded,
    /// The address from which the page loads it, if it was not written to a path that the person chose.
    pub url: Option<String>,
}
