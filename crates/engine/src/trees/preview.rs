//! Previews of files in a tree.

use std::io;
use std::path::Path;

use files::beneath;
use locales::{Failure, Message, Result};
use previews::{Ask, Preview, Unreadable};

use super::{SHOWN, Tree, unreadable};
use crate::Engine;
use crate::previewer::Failed;

impl Engine {
    /// The answer to a question about a file of a tree, and the file's size in bytes.
    ///
    /// # Errors
    /// The file does not exist, or cannot be read, or has no such answer.
    pub fn preview(&self, tree: &Tree, path: &Path, ask: Ask) -> Result<(Preview, u64)> {
        let file = self.trees().open_file(tree, path)?;
        let bytes = file.metadata().map_err(|error| unreadable(path, error))?.len();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let preview = self.previewer().ask(file, &name, ask).map_err(|failed| refused(failed, path))?;
        Ok((preview, bytes))
    }

    /// All bytes of a file of a tree, for what a browser shows by itself: images, PDF, sound and films.
    ///
    /// # Errors
    /// The file does not exist, cannot be read, or is too large.
    pub fn file_bytes(&self, tree: &Tree, path: &Path) -> Result<Vec<u8>> {
        let file = self.trees().open_file(tree, path)?;
        beneath::content(&file, SHOWN).map_err(|error| match error.kind() {
            io::ErrorKind::FileTooLarge => Message::PreviewTooLarge.into(),
            _ => unreadable(path, error),
        })
    }
}

/// Why there is no preview of a file, or no comparison.
pub(crate) fn refused(failed: Failed, path: &Path) -> Failure {
    match failed {
        Failed::Unreadable(Unreadable::Io { code }) => {
            let error = code.map_or_else(|| io::ErrorKind::Other.into(), io::Error::from_raw_os_error);
            unreadable(path, error)
        }
        Failed::Unreadable(Unreadable::Broken { .. }) => Message::PreviewBroken.into(),
        Failed::Unreadable(Unreadable::TooLarge { .. }) => Message::PreviewTooLarge.into(),
        Failed::Unreadable(Unreadable::Unsupported { .. }) => Message::PreviewUnsupported.into(),
        Failed::Unreadable(Unreadable::Unfitting) => Message::PreviewChanged.into(),
        Failed::Slow => Message::PreviewSlow.into(),
        Failed::Died => Message::PreviewDied.into(),
        Failed::NotStarted(error) => Failure::because(Message::PreviewNotStarted, error),
    }
}
