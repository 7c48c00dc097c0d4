//! What only a host can do for the person in front of it.

use std::path::{Path, PathBuf};

use engine::Downloaded;
use locales::Result;

use crate::notification::Notification;
use crate::session::Session;
use crate::views::tree::Choice;

/// What only a host can do for the person in front of it.
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

    /// Closes this face of the program; trainings continue.
    fn close(&self);
}

/// What was saved.
#[derive(Clone, Debug)]
pub struct Saved {
    /// What was written, and where.
    pub downloaded: Downloaded,
    /// The address from which the page loads it, if it was not written to a path that the person chose.
    pub url: Option<String>,
}
