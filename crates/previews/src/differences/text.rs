//! Where two texts differ: in which lines, or of long ones, in which line first.

use std::io::Read;
use std::time::Instant;

use memchr::{memchr, memchr_iter, memrchr};
use serde::{Deserialize, Serialize};

use super::{Both, BytesDifference, DiffLine, PIECE, lines};
use crate::bytes::{Bytes, fill};
use crate::recognise::HEAD;
use crate::{Encoding, Unreadable, text};

/// The longest texts of which all lines are compared, in bytes and in lines.
const LONG: u64 = 512 << 10;
const MANY: usize = 50_000;
/// The most lines that are given.
const LINES: usize = 5_000;
/// How much of a line that differs is given, in characters, and how much of that may be before the difference, in
/// bytes.
const SHOWN: usize = 1_000;
const BEFORE: u64 = 200;

/// Where two texts differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TextDifference {
    /// At most 5,000 lines: those that differ, with those around them.
    pub lines: Vec<DiffLine>,
    /// Whether further lines may differ.
    pub cut: bool,
    /// The number of the first line that differs, from 1, if the texts are too long for all lines to be compared. `lines`
    /// is then what either has in that line, at most 1,000 characters; `…` stands for what is before them.
    pub long: Option<u64>,
}

/// Compares two texts whose bytes differ like this; nothing if no line differs, or none is reached in time.
pub(super) fn compare(
    both: Both<'_>,
    bytes: &BytesDifference,
    end: Instant,
) -> Result<Option<TextDifference>, Unreadable> {
    if let Some(found) = all_lines(both)? {
        return Ok(Some(found).filter(|found| !found.lines.is_empty()));
    }
    let Some(first) = bytes.first else { return Ok(None) };
    let (encodings, both) = ((encoding(both.before)?, encoding(both.after)?), (both.before, both.after));
    // A line does not end with one byte in these.
    let is_wide = |encoding| matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be);
    if is_wide(encodings.0) || is_wide(encodings.1) {
        return Ok(None);
    }
    let Some((number, begin)) = line_of(both.0, first, end)? else { return Ok(None) };
    let before = line(both.0, encodings.0, begin, first)?.map(|text| DiffLine::Removed { text });
    let after = line(both.1, encodings.1, begin, first)?.map(|text| DiffLine::Added { text });
    Ok(Some(TextDifference {
        lines: before.into_iter().chain(after).collect(),
        cut: true,
        long: Some(number),
    }))
}

/// Compares all lines of two texts that are short enough.
fn all_lines(both: Both<'_>) -> Result<Option<TextDifference>, Unreadable> {
    let mut texts = Vec::new();
    for bytes in [both.before, both.after] {
        if bytes.size() > LONG {
            return Ok(None);
        }
        let read = bytes.read(0, LONG as usize)?;
        if memchr_iter(b'\n', &read).count() > MANY {
            return Ok(None);
        }
        let text = encoding(bytes)?.decode(&read).into_owned();
        texts.push(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text));
    }
    let [before, after] = &*texts else { return Ok(None) };
    let mut lines = lines(before, after, LINES + 1);
    let cut = lines.len() > LINES;
    lines.truncate(LINES);
    Ok(Some(TextDifference { lines, cut, long: None }))
}

fn encoding(bytes: Bytes<'_>) -> Result<Encoding, Unreadable> {
    Ok(Encoding::of(&bytes.read(0, HEAD)?).unwrap_or(Encoding::Utf8))
}

/// The number of the line that the byte at `place` is in, from 1, and the line's position.
fn line_of(bytes: Bytes<'_>, place: u64, end: Instant) -> Result<Option<(u64, u64)>, Unreadable> {
    let (mut part, mut room) = (bytes.part(0, place), vec![0; PIECE]);
    let (mut number, mut begin, mut at) = (1, 0, 0);
    while Instant::now() < end {
        let read = fill(&mut part, &mut room)?;
        let piece = room.get(..read).unwrap_or_default();
        number += memchr_iter(b'\n', piece).count() as u64;
        begin = memrchr(b'\n', piece).map_or(begin, |last| at + last as u64 + 1);
        at += read as u64;
        if read < PIECE {
            return Ok(Some((number, begin)));
        }
    }
    Ok(None)
}

/// The line that begins at `begin` and differs at `place`; nothing if there is none.
fn line(bytes: Bytes<'_>, encoding: Encoding, begin: u64, place: u64) -> Result<Option<String>, Unreadable> {
    let from = begin.max(place.saturating_sub(BEFORE));
    let mut read = Vec::new();
    bytes.part(from, from.saturating_add(4 * SHOWN as u64)).read_to_end(&mut read)?;
    if read.is_empty() && begin == place {
        return Ok(None);
    }
    let end = memchr(b'\n', &read).unwrap_or(read.len());
    let decoded = encoding.decode(read.get(..end).unwrap_or_default());
    let shown = text::cut(decoded.trim_end_matches('\r'), SHOWN).0;
    // The first character may be half of one.
    let shown = shown.trim_start_matches(char::REPLACEMENT_CHARACTER);
    Ok(Some(if from > begin { format!("…{shown}") } else { shown.to_owned() }))
}
