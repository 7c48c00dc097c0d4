//! What a file is: by its content, and by its name only where content leaves it open.

use memchr::memmem;

use crate::archive::{self, Entries};
use crate::bytes::Bytes;
use crate::images::{self, ImageFormat};
use crate::json::{self, Looks};
use crate::syntax::{Syntax, ends_in};
use crate::table::Dialect;
use crate::{Encoding, Unreadable, arrays, models, pickle};

/// How much of a file is read to recognise it, in bytes.
pub(crate) const HEAD: usize = 64 << 10;

/// What a file was recognised as.
#[derive(Debug)]
pub(crate) enum Found {
    /// A table in text.
    Table(Dialect),
    Parquet,
    /// A JSON value that begins here.
    Json(u64),
    /// A JSON value in each line.
    Lines,
    /// A JSON value that may be a notebook, and begins here.
    Notebook(u64),
    /// Any other text.
    Text,
    Image(ImageFormat),
    Pdf,
    /// Sound or a film of this type.
    Media(&'static str),
    Npy,
    Npz(Entries),
    Safetensors,
    Onnx,
    Keras(Entries),
    Hdf5,
    Zip(Entries),
    Tar,
    Gzip,
    Pickle,
    /// Anything else.
    Bytes,
}

impl Found {
    /// Whether it can be read as lines of text.
    pub(crate) fn is_text(&self) -> bool {
        match self {
            Self::Table(_) | Self::Json(_) | Self::Lines | Self::Notebook(_) | Self::Text => true,
            Self::Image(format) => *format == ImageFormat::Svg,
            _ => false,
        }
    }

    /// What is in it, if it is a zip.
    pub(crate) fn entries(&self) -> Option<&Entries> {
        match self {
            Self::Npz(entries) | Self::Keras(entries) | Self::Zip(entries) => Some(entries),
            _ => None,
        }
    }
}

/// Recognises a file.
pub(crate) fn found(bytes: Bytes<'_>, name: &str) -> Result<Found, Unreadable> {
    let head = bytes.read(0, HEAD)?;
    let is_whole = head.len() as u64 == bytes.size();
    if let Some(found) = by_mark(bytes, &head)? {
        return Ok(found);
    }
    if pickle::is_pickle(&head, ends_in(name, &["pkl", "pickle", "joblib"])) {
        return Ok(Found::Pickle);
    }
    Ok(match Encoding::of(&head) {
        Some(encoding) => in_text(&head, is_whole, name, encoding),
        None => in_bytes(bytes, &head, name)?,
    })
}

/// A file whose first bytes are those of its format and of no text.
fn by_mark(bytes: Bytes<'_>, head: &[u8]) -> Result<Option<Found>, Unreadable> {
    if let Some(format) = ImageFormat::of(head) {
        return Ok(Some(Found::Image(format)));
    }
    Ok(Some(match head {
        [b'%', b'P', b'D', b'F', b'-', ..] => Found::Pdf,
        [0x93, b'N', b'U', b'M', b'P', b'Y', ..] => Found::Npy,
        [0x89, b'H', b'D', b'F', b'\r', b'\n', 0x1a, b'\n', ..] => Found::Hdf5,
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => in_zip(archive::entries(bytes)?),
        [0x1f, 0x8b, 8, ..] => Found::Gzip,
        [b'P', b'A', b'R', b'1', ..] if ends_like(bytes, b"PAR1")? => Found::Parquet,
        _ if archive::is_tar(head) => Found::Tar,
        _ => return Ok(None),
    }))
}

/// Whether a file ends with these bytes.
fn ends_like(bytes: Bytes<'_>, end: &[u8; 4]) -> Result<bool, Unreadable> {
    Ok(bytes.array(bytes.size().saturating_sub(4))? == Some(*end))
}

/// What a zip is, by the names in it.
fn in_zip(entries: Entries) -> Found {
    let is_array = |entry: &archive::Entry| entry.name.ends_with(".npy");
    match () {
        () if models::is_keras(&entries.entries) => Found::Keras(entries),
        () if !entries.entries.is_empty() && entries.entries.iter().all(is_array) => Found::Npz(entries),
        () => Found::Zip(entries),
    }
}

/// A file that is no text, and has no mark that is long enough to be believed alone.
fn in_bytes(bytes: Bytes<'_>, head: &[u8], name: &str) -> Result<Found, Unreadable> {
    let media = || {
        infer::get(head).filter(|kind| ["audio/", "video/"].iter().any(|of| kind.mime_type().starts_with(of)))
    };
    Ok(match () {
        () if arrays::is_safetensors(head, bytes.size()) => Found::Safetensors,
        () if ends_in(name, &["onnx"]) || models::is_onnx(bytes)? => Found::Onnx,
        () => media().map_or(Found::Bytes, |kind| Found::Media(kind.mime_type())),
    })
}

fn in_text(head: &[u8], is_whole: bool, name: &str, encoding: Encoding) -> Found {
    if matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be) {
        return Found::Text;
    }
    if images::is_svg(head) {
        return Found::Image(ImageFormat::Svg);
    }
    match json::looks(head, is_whole, name) {
        Some(Looks::Json(start)) if memmem::find(head, b"\"cell_type\"").is_some() => {
            return Found::Notebook(start);
        }
        Some(Looks::Json(start)) => return Found::Json(start),
        Some(Looks::Lines) => return Found::Lines,
        None => {}
    }
    let is_named = ends_in(name, &["csv", "tsv", "tab", "psv"]);
    // A program or a letter may have as many commas in each of its lines as a table.
    let is_other = Syntax::of(name).is_some() || ends_in(name, &["log", "rst", "tex"]);
    let table = Dialect::sniff(head, is_whole, encoding, is_named).filter(|_| is_named || !is_other);
    table.map_or(Found::Text, Found::Table)
}
