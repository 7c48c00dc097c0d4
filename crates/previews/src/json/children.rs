//! The children of an array or an object, a page at a time.

use serde::{Deserialize, Serialize};

use super::scan::{Scan, Within};
use super::{JsonKind, KEY, MOST, SHOWN, Value, says, shown};
use crate::Unreadable;
use crate::bytes::Bytes;

/// How much of the file is read for a page, in bytes.
const REACH: u64 = 16 << 20;

/// Children of an array or an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Children {
    /// What they are the children of: an array or an object.
    pub of: JsonKind,
    /// Where that begins, in bytes of the file: with this, more of them are asked for.
    pub start: u64,
    /// The number of the first of them, from 0.
    pub first: u64,
    /// The children, at most as many as were asked for.
    pub values: Vec<Value>,
    /// The mark to ask for more with. There may be none left when that is done.
    pub next: Option<Mark>,
    /// Where the text stops being JSON, in bytes of the file, if it does.
    pub broken: Option<u64>,
}

/// Where children go on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Mark {
    /// The position in bytes of the file.
    pub at: u64,
    /// The number of the next child, from 0.
    pub index: u64,
    /// What is open there of the child before.
    pub within: Within,
}

/// Children of the value that begins at position `start`.
pub(crate) fn children(
    bytes: Bytes<'_>,
    start: u64,
    from: Option<Mark>,
    most: u32,
) -> Result<Children, Unreadable> {
    let (of, close) = match bytes.array(start)? {
        Some([b'{']) => (JsonKind::Object, b'}'),
        Some([b'[']) => (JsonKind::Array, b']'),
        _ => return Err(Unreadable::Unfitting),
    };
    let from = from.unwrap_or(Mark { at: start.saturating_add(1), ..Mark::default() });
    let mut page = Page { bytes, scan: Scan::new(bytes, from.at, REACH), close, values: Vec::new() };
    let (next, broken) = match page.fill(from, most.clamp(1, MOST) as usize)? {
        Stop::End => (None, None),
        // No page would ever come further.
        Stop::More(mark) if mark == from => (None, Some(mark.at)),
        Stop::More(mark) => (Some(mark), None),
        Stop::Broken(at) => (None, Some(at)),
    };
    Ok(Children { of, start, first: from.index, values: page.values, next, broken })
}

/// Why a page has no more children.
enum Stop {
    End,
    More(Mark),
    /// From this position on.
    Broken(u64),
}

struct Page<'a> {
    bytes: Bytes<'a>,
    scan: Scan<'a>,
    close: u8,
    values: Vec<Value>,
}

impl Page<'_> {
    fn fill(&mut self, from: Mark, most: usize) -> Result<Stop, Unreadable> {
        if let Some(within) = self.scan.skip(from.within)? {
            return Ok(self.stopped(Mark { at: self.scan.at(), within, ..from }));
        }
        let mut index = from.index;
        loop {
            let before = Mark { at: self.scan.at(), index, within: Within::default() };
            if self.values.len() >= most {
                return Ok(Stop::More(before));
            }
            let has_more =
                if index == 0 { self.scan.peek()? != Some(self.close) } else { self.scan.take(b',')? };
            if !has_more {
                let is_end = self.scan.take(self.close)?;
                return Ok(if is_end { Stop::End } else { self.stopped(before) });
            }
            let Some(key) = self.key()? else { return Ok(self.stopped(before)) };
            self.scan.peek()?;
            let start = self.scan.at();
            let open = self.scan.value()?;
            let (written, is_whole) = self.written(start, SHOWN)?;
            // A word or a number may go on where this has to stop.
            let is_marked = written.first().is_some_and(|first| b"{[\"".contains(first));
            if self.scan.is_out() && !is_marked {
                return Ok(Stop::More(before));
            }
            let Some(kind) = JsonKind::of(&written) else { return Ok(Stop::Broken(start)) };
            let (shown, cut) = shown(kind, &written, is_whole && open.is_none());
            let end = open.is_none().then(|| self.scan.at());
            self.values.push(Value { key, kind, shown, cut, start, end });
            index = index.saturating_add(1);
            if let Some(within) = open {
                return Ok(self.stopped(Mark { at: self.scan.at(), index, within }));
            }
        }
    }

    /// The next child's key, which a child of an array does not have; nothing if there should be one.
    fn key(&mut self) -> Result<Option<Option<String>>, Unreadable> {
        if self.close == b']' {
            return Ok(Some(None));
        }
        if self.scan.peek()? != Some(b'"') {
            return Ok(None);
        }
        let start = self.scan.at();
        if self.scan.value()?.is_some() {
            return Ok(None);
        }
        let (written, is_whole) = self.written(start, KEY)?;
        let key = says(&written, is_whole).0;
        Ok(self.scan.take(b':')?.then_some(Some(key)))
    }

    /// What was just passed, from `start`, at most `most` bytes of it, and whether that is all.
    fn written(&self, start: u64, most: usize) -> Result<(Vec<u8>, bool), Unreadable> {
        let length = usize::try_from(self.scan.at().saturating_sub(start)).unwrap_or(usize::MAX);
        Ok((self.bytes.read(start, length.min(most))?, length <= most))
    }

    /// What it means that nothing fits at this place: the end of what may be read, or of what is JSON.
    fn stopped(&self, mark: Mark) -> Stop {
        if self.scan.is_out() { Stop::More(mark) } else { Stop::Broken(self.scan.at()) }
    }
}
