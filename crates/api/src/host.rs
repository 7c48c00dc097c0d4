//! What only a host can do for the person in front of it.

use std::path::{Path, PathBuf};

use engine::Downloaded;
use locales::Result;

use crate::notification::Notification;
use crate::session::Session;
use crate::views::tree::Choice;

/// What only a host can do for the person in front of it.
pub trait Host: Send + Sync + 'static {
    /// Asks for files or a folder. Empty: the person changed their mind.
    ///
    /// # Errors
    /// When this host cannot ask.
    fn choose(&self, session: &Session, what: Choice) -> Result<Vec<PathBuf>>;

    /// Has `write` write a file or folder, which is called `name` unless the person names it otherwise, and
    /// gives it to them. None: they changed their mind.
    ///
    /// # Errors
    /// Those of `write`.
    fn save(
        &self,
        session: &Session,
        name: &str,
        write: &mut dyn FnMut(&Path) -> Result<Downloaded>,
    ) -> Result<Option<Saved>>;

    /// Lets the person know of something, unless they are looking at this face of the program anyway.
    fn notify(&self, notification: Notification);

    /// Closes this face of the program; trainings go on.
    fn close(&self);
}

/// What was saved.
#[derive(Clone, Debug)]
pub struct Saved {
    /// What was written, and where.
    pub downloaded: Downloaded,
    /// The address that a page loads it from, where it was not written to a place of the person's.
    pub url: Option<String>,
}
