//! Whether a text is JSON, or JSON Lines.

use std::borrow::Cow;

use memchr::memmem;
use serde::de::IgnoredAny;
use serde_json::{Deserializer, Error, error::Category};

use crate::syntax::ends_in;

/// What a text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Looks {
    /// One array or object that begins at this position.
    Json(u64),
    /// An array or an object in each line.
    Lines,
}

/// What a text looks like that begins with `head`, and ends with it if it is whole.
pub(crate) fn looks(head: &[u8], is_whole: bool, name: &str) -> Option<Looks> {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let begin = text.trim_ascii_start();
    let start = (head.len() - begin.len()) as u64;
    let begin = &*with_usual_numbers(begin);
    if !matches!(begin.first(), Some(b'{' | b'[')) {
        return None;
    }
    let are_lines = ends_in(name, &["jsonl", "ndjson"]);
    let (value, used) = first(begin);
    if value.is_err() && !is_begun(begin, is_whole) {
        return None;
    }
    let rest = begin.get(used..).unwrap_or_default();
    let next = rest.trim_ascii_start();
    if are_lines {
        return Some(Looks::Lines);
    }
    if used == 0 || next.is_empty() {
        return Some(Looks::Json(start));
    }
    let is_in_next_line =
        rest.iter().take_while(|byte| byte.is_ascii_whitespace()).any(|byte| *byte == b'\n');
    let is_next =
        matches!(next.first(), Some(b'{' | b'[')) && (first(next).0.is_ok() || is_begun(next, is_whole));
    (is_in_next_line && is_next).then_some(Looks::Lines)
}

/// The text with other numbers of the same length in place of those that Python writes and JSON does not have.
fn with_usual_numbers(text: &[u8]) -> Cow<'_, [u8]> {
    let mut text = Cow::Borrowed(text);
    for (number, usual) in [(&b"NaN"[..], &b"100"[..]), (b"Infinity", b"10000000")] {
        let places: Vec<_> = memmem::find_iter(&text, number).collect();
        for at in places {
            text.to_mut().splice(at..at + number.len(), usual.iter().copied());
        }
    }
    text
}

/// Whether a text begins with a JSON value, and where that ends.
fn first(text: &[u8]) -> (Result<(), Error>, usize) {
    let mut values = Deserializer::from_slice(text).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => (Ok(()), values.byte_offset()),
        Some(Err(error)) => (Err(error), 0),
        None => (Ok(()), 0),
    }
}

/// Whether a text is the beginning of a JSON value that goes on after it.
fn is_begun(text: &[u8], is_whole: bool) -> bool {
    !is_whole && first(text).0.is_err_and(|error| error.classify() == Category::Eof)
}
