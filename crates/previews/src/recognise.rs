//! What a file is: by its content, and by its name only where content leaves it open.

use crate::bytes::Bytes;
use crate::json::{self, Looks};
use crate::language::{Language, ends_in};
use crate::table::Dialect;
use crate::{Encoding, Unreadable};

/// How much of a file is read to recognise it, in bytes.
pub(crate) const HEAD: usize = 64 << 10;

/// What a file was recognised as.
#[derive(Debug)]
pub(crate) enum Found {
    /// A table in text.
    Table(Dialect),
    /// A JSON value that begins here.
    Json(u64),
    /// A JSON value in each line.
    Lines,
    /// Any other text.
    Text,
    /// Anything else.
    Bytes,
}

/// Recognises a file.
pub(crate) fn found(bytes: Bytes<'_>, name: &str) -> Result<Found, Unreadable> {
    let head = bytes.read(0, HEAD)?;
    let is_whole = head.len() as u64 == bytes.size();
    Ok(match Encoding::of(&head) {
        Some(encoding) => in_text(&head, is_whole, name, encoding),
        None => Found::Bytes,
    })
}

fn in_text(head: &[u8], is_whole: bool, name: &str, encoding: Encoding) -> Found {
    if matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be) {
        return Found::Text;
    }
    match json::looks(head, is_whole, name) {
        Some(Looks::Json(start)) => return Found::Json(start),
        Some(Looks::Lines) => return Found::Lines,
        None => {}
    }
    let is_named = ends_in(name, &["csv", "tsv", "tab", "psv"]);
    // A program or a letter may have as many commas in each of its lines as a table.
    let is_other = Language::of(name).is_some() || ends_in(name, &["log", "rst", "tex"]);
    let table = Dialect::sniff(head, is_whole, encoding, is_named).filter(|_| is_named || !is_other);
    table.map_or(Found::Text, Found::Table)
}
