//! JSON Lines: a value in each line.

use std::io::{BufRead, BufReader, Read};

use memchr::memchr;
use serde::{Deserialize, Serialize};

use super::{JsonKind, MOST, SHOWN, Value, shown};
use crate::Unreadable;
use crate::bytes::Bytes;

/// How much of the file is read for a page, in bytes.
const REACH: u64 = 16 << 20;
/// How much is read at once, in bytes.
const BUFFER: usize = 64 << 10;

/// Values of lines that follow each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Lines {
    /// The values. A line that holds none is a string, as it is written.
    pub values: Vec<Value>,
    /// The position to ask for more rows with, if there are any. It may be in a line that is too long to be read
    /// to its end: then the next page begins after it.
    pub next: Option<u64>,
}

/// The lines that begin at position `at` or after it.
pub(crate) fn lines(bytes: Bytes<'_>, at: u64) -> Result<Lines, Unreadable> {
    let mut input = BufReader::with_capacity(BUFFER, bytes.part(at, at.saturating_add(REACH)));
    let mut place = at;
    let is_begin = at == 0 || bytes.array(at - 1)? == Some([b'\n']);
    if !is_begin {
        place += read_line(&mut input)?.length;
    }
    let mut lines = Lines::default();
    while lines.values.len() < MOST as usize {
        let line = read_line(&mut input)?;
        let end = place.saturating_add(line.length);
        if line.length == 0 {
            break;
        }
        let is_whole = line.is_ended || end >= bytes.size();
        // The rest of a page is too short for this line, which the next one has room for.
        if !is_whole && !lines.values.is_empty() {
            break;
        }
        lines.values.extend(value(&line, place, is_whole));
        place = end;
    }
    lines.next = (place < bytes.size() && place > at).then_some(place);
    Ok(lines)
}

/// A line with its first bytes, its length with its end, and whether that was found.
#[derive(Default)]
struct Line {
    begin: Vec<u8>,
    length: u64,
    is_ended: bool,
}

fn read_line(input: &mut BufReader<impl Read>) -> Result<Line, Unreadable> {
    let mut line = Line::default();
    loop {
        let read = input.fill_buf()?;
        let end = memchr(b'\n', read);
        let taken = end.map_or(read.len(), |end| end + 1);
        let room = SHOWN.saturating_sub(line.begin.len());
        line.begin.extend(read.iter().take(taken.min(room)));
        line.length = line.length.saturating_add(taken as u64);
        line.is_ended = end.is_some();
        let is_over = read.is_empty();
        input.consume(taken);
        if line.is_ended || is_over {
            return Ok(line);
        }
    }
}

/// The value of a line that begins at position `at`, if it is not blank.
fn value(line: &Line, at: u64, is_whole: bool) -> Option<Value> {
    let is_whole = is_whole && line.begin.len() as u64 == line.length;
    let text = line.begin.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line.begin);
    let written = text.trim_ascii_start();
    let start = at.saturating_add((line.begin.len() - written.len()) as u64);
    let written = if is_whole { written.trim_ascii_end() } else { written };
    written.first()?;
    let (kind, (shown, cut)) = match JsonKind::of(written) {
        Some(kind) => (kind, shown(kind, written, is_whole)),
        None => (JsonKind::String, (String::from_utf8_lossy(written).into_owned(), !is_whole)),
    };
    Some(Value { key: None, kind, shown, cut, start, end: is_whole.then(|| start + written.len() as u64) })
}
