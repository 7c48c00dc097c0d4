//! Previews of files in a tree.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use files::beneath::{self, Opened};
use locales::{Message, Result};

use super::{Tree, missing, unreadable};
use crate::parts::Trees;
use crate::reads::Reads;

/// The preview of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preview {
    /// Text.
    Text {
        /// At most 256 KiB of it.
        text: String,
        /// Whether there is more.
        cut: bool,
    },
    /// An image of this type, to be read with [`Trees::image`].
    Image(&'static str),
    /// An image that is too large to be shown.
    Large,
    /// Neither.
    Binary,
}

/// The largest part of a text that is shown, in bytes.
const TEXT: u64 = 256 * 1024;
/// The largest image that is shown, in bytes.
const IMAGE: u64 = 64 * 1024 * 1024;

impl<S: Reads> Trees<'_, S> {
    /// The preview of a file of a tree, and its size in bytes.
    ///
    /// # Errors
    /// The file does not exist, or cannot be read.
    pub fn preview(&self, tree: &Tree, path: &Path) -> Result<(Preview, u64)> {
        self.file(tree, path).map(|(_, preview, bytes)| (preview, bytes))
    }

    /// The bytes of an image of a tree.
    ///
    /// # Errors
    /// It is not an image, is too large, or cannot be read.
    pub fn image(&self, tree: &Tree, path: &Path) -> Result<Vec<u8>> {
        let (file, Preview::Image(_), _) = self.file(tree, path)? else {
            return Err(Message::FileNoImage { path: files::shown(path) }.into());
        };
        beneath::content(&file, IMAGE).map_err(|error| unreadable(path, error))
    }

    /// An open file of a tree with its preview and its size in bytes; it is to be read from its beginning.
    fn file(&self, tree: &Tree, path: &Path) -> Result<(File, Preview, u64)> {
        let Opened::File(mut file, _) = self.open(tree, path)? else { return Err(missing(path)) };
        let unreadable = |error| unreadable(path, error);
        let bytes = file.metadata().map_err(unreadable)?.len();
        let mut start = Vec::new();
        (&file).take(TEXT).read_to_end(&mut start).map_err(unreadable)?;
        file.rewind().map_err(unreadable)?;
        let preview = match image_type(&start, path) {
            Some(_) if bytes > IMAGE => Preview::Large,
            Some(mime) => Preview::Image(mime),
            None if start.contains(&0) => Preview::Binary,
            None => {
                let text = String::from_utf8_lossy(whole_letters(&start)).into_owned();
                Preview::Text { text, cut: bytes > start.len() as u64 }
            }
        };
        Ok((file, preview, bytes))
    }
}

/// The types of images that every browser and WebKit can show, besides SVG, which is text.
const IMAGES: [&str; 5] = ["image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp"];

/// The type of an image, recognised by its first bytes, or by its name if it is text.
fn image_type(start: &[u8], path: &Path) -> Option<&'static str> {
    // Every image has a zero byte near its start; a text that begins like one ("BMI of all patients") has
    // none.
    if start.contains(&0) {
        return IMAGES.into_iter().find(|mime| infer::is_mime(start, mime));
    }
    path.extension().filter(|ending| ending.eq_ignore_ascii_case("svg")).map(|_| "image/svg+xml")
}

/// `bytes` without an incomplete character at their end.
fn whole_letters(bytes: &[u8]) -> &[u8] {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => &bytes[..error.valid_up_to()],
        _ => bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_known_by_how_they_begin() {
        let of = |start: &[u8], name: &str| image_type(start, Path::new(name));
        assert_eq!(of(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "x"), Some("image/png"));
        assert_eq!(of(b"RIFF\0\0\0\0WEBPVP8 ", "x"), Some("image/webp"));
        assert_eq!(of(b"<svg/>", "a.SVG"), Some("image/svg+xml"));
        assert_eq!(of(b"BMI of all patients", "notes.txt"), None);
        assert_eq!(of(b"GIF files of all patients", "notes.txt"), None);
        assert_eq!(of(b"a,b\n", "a.csv"), None);
        assert_eq!(of(b"PK\x03\x04\0\0", "a.svg"), None);
    }
}
