//! How two files differ: in their lines, cells, arrays or members, and otherwise in their bytes.
//!
//! Both are compared byte by byte first. Only if they differ, or if that takes too long, are they looked into as what
//! both of them are. What lies about its format is compared like anything else: no difference that is found inside of
//! two files replaces the one between their bytes, but only says more about it.

mod arrays;
mod bytes;
mod lines;
mod members;
mod rows;
mod table;
mod text;

use std::fs::File;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::arrays::Array;
use crate::bytes::Bytes;
use crate::recognise::{self, Found};
use crate::{Unreadable, models};

pub use arrays::{ArrayDifference, ArrayForm, ArraysDifference, ElementDifference, ElementsDifference};
pub use bytes::BytesDifference;
pub use lines::{DiffLine, lines};
pub use members::{MemberDifference, MembersDifference};
pub use table::{CellDifference, LargestDifference, TableDifference};
pub use text::TextDifference;

/// The longest time that can be asked for.
const LONGEST: Duration = Duration::from_secs(60);
/// How much is read at once, in bytes.
const PIECE: usize = 256 << 10;

/// How a file differs from another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "in", rename_all = "camelCase")]
pub enum FileDifference {
    /// In nothing: they have the same bytes.
    Nothing,
    /// In lines of text.
    Text(TextDifference),
    /// In cells of a table.
    Table(TableDifference),
    /// In elements of arrays or tensors.
    Arrays(ArraysDifference),
    /// In members of an archive.
    Members(MembersDifference),
    /// In bytes; nothing else can be said of them.
    Bytes(BytesDifference),
}

/// Two files that are compared.
#[derive(Clone, Copy)]
struct Both<'a> {
    before: Bytes<'a>,
    after: Bytes<'a>,
}

/// Compares two regular files that are open for reading, for about so many milliseconds at most: what was not compared by
/// then is said. `name` only says what their contents leave open, as in [`look`](crate::look).
///
/// # Errors
/// [`Unreadable::Io`]: the system does not read one of them.
pub fn compare(before: &File, after: &File, name: &str, millis: u64) -> Result<FileDifference, Unreadable> {
    let (time, now) = (Duration::from_millis(millis).min(LONGEST), Instant::now());
    let (both, end) = (Both { before: Bytes::of(before)?, after: Bytes::of(after)? }, now + time);
    // The other half is left for what is in them.
    let bytes = bytes::compare(both, now + time / 2)?;
    if bytes.is_none() {
        return Ok(FileDifference::Nothing);
    }
    match inside(both, name, &bytes, end) {
        Ok(Some(found)) => Ok(found),
        Err(Unreadable::Io { code }) => Err(Unreadable::Io { code }),
        // The file only begins like one of that format, or is too large.
        Ok(None) | Err(_) => Ok(FileDifference::Bytes(bytes)),
    }
}

/// How two files differ that are alike; nothing if they are not, or if no difference is found that way.
fn inside(
    both: Both<'_>,
    name: &str,
    bytes: &BytesDifference,
    end: Instant,
) -> Result<Option<FileDifference>, Unreadable> {
    let found = (recognise::found(both.before, name)?, recognise::found(both.after, name)?);
    let in_table = match &found {
        (Found::Table(before), Found::Table(after)) => table::in_text(both, before, after, end)?,
        (Found::Parquet, Found::Parquet) => table::in_parquet(both, end)?,
        _ => None,
    };
    if let Some(table) = in_table {
        return Ok(Some(FileDifference::Table(table)));
    }
    if found.0.is_text() && found.1.is_text() {
        return Ok(text::compare(both, bytes, end)?.map(FileDifference::Text));
    }
    let arrays = match &found {
        (Found::Npy, Found::Npy) => Some((vec![Array::npy()], vec![Array::npy()])),
        (Found::Npz(before), Found::Npz(after)) => Some((Array::npz(before), Array::npz(after))),
        (Found::Safetensors, Found::Safetensors) => {
            Some((Array::safetensors(both.before)?, Array::safetensors(both.after)?))
        }
        (Found::Onnx, Found::Onnx) => {
            let tensors = |bytes| models::initializers(bytes).map(Array::tensors);
            Some((tensors(both.before)?, tensors(both.after)?))
        }
        _ => None,
    };
    let in_arrays = arrays.map(|(before, after)| arrays::compare(both, before, after, end)).transpose()?;
    if let Some(arrays) = in_arrays.flatten() {
        return Ok(Some(FileDifference::Arrays(arrays)));
    }
    match (found.0.entries(), found.1.entries()) {
        (Some(before), Some(after)) => Ok(members::compare(before, after).map(FileDifference::Members)),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests;
