//! Steps over JSON text.

use std::io;

use memchr::memchr2;
use serde::{Deserialize, Serialize};

use crate::bytes::{Bytes, Forward, Part};

/// How much is read at once, in bytes.
const BUFFER: usize = 64 << 10;

/// How far skipping a value came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Within {
    /// How many of its brackets are open.
    pub depth: u64,
    /// Whether it stopped in a string.
    pub string: bool,
    /// Whether it stopped in a string after a backslash.
    pub escaped: bool,
}

/// A place in JSON text that moves forward, for a limited number of bytes.
pub(super) struct Scan<'a>(Forward<Part<'a>>);

impl<'a> Scan<'a> {
    /// A place at position `at` that moves over `reach` bytes at most.
    pub(super) fn new(bytes: Bytes<'a>, at: u64, reach: u64) -> Self {
        Self(Forward::new(bytes.part(at, u64::MAX), at, reach, BUFFER))
    }

    /// The position of the next byte.
    pub(super) fn at(&self) -> u64 {
        self.0.at()
    }

    /// Whether it may move no further.
    pub(super) fn is_out(&self) -> bool {
        self.0.is_out()
    }

    /// The next byte that is no white space.
    pub(super) fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            let rest = self.0.rest()?;
            let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let (next, is_over) = (rest.get(blank).copied(), rest.is_empty());
            self.0.pass(blank);
            if next.is_some() || is_over {
                return Ok(next);
            }
        }
    }

    /// Passes this byte, if it is the next one that is no white space.
    pub(super) fn take(&mut self, byte: u8) -> io::Result<bool> {
        let is_next = self.peek()? == Some(byte);
        self.0.pass(usize::from(is_next));
        Ok(is_next)
    }

    /// Passes a value that begins here. Gives what is open where it had to stop, or nothing if the value ended.
    pub(super) fn value(&mut self) -> io::Result<Option<Within>> {
        let within = match self.peek()? {
            Some(b'"') => Within { string: true, ..Within::default() },
            Some(b'{' | b'[') => Within { depth: 1, ..Within::default() },
            _ => {
                self.scalar()?;
                return Ok(None);
            }
        };
        self.0.pass(1);
        self.skip(within)
    }

    /// Passes the rest of a value, of which this much is open already. Gives what is still open where it had to
    /// stop, or nothing if the value ended.
    pub(super) fn skip(&mut self, mut within: Within) -> io::Result<Option<Within>> {
        while within != Within::default() {
            let rest = self.0.rest()?;
            if rest.is_empty() {
                return Ok(Some(within));
            }
            let passed =
                if within.string { in_string(rest, &mut within) } else { outside(rest, &mut within) };
            self.0.pass(passed);
        }
        Ok(None)
    }

    /// Passes a number or a word.
    fn scalar(&mut self) -> io::Result<()> {
        loop {
            let rest = self.0.rest()?;
            let is_part = |byte: &&u8| !byte.is_ascii_whitespace() && !b",:[]{}\"".contains(byte);
            let passed = rest.iter().take_while(is_part).count();
            let is_end = passed < rest.len() || rest.is_empty();
            self.0.pass(passed);
            if is_end {
                return Ok(());
            }
        }
    }
}

/// How many bytes are within a string, with its quote if that is among them.
fn in_string(rest: &[u8], within: &mut Within) -> usize {
    let mut at = usize::from(std::mem::take(&mut within.escaped));
    while let Some(found) = memchr2(b'"', b'\\', rest.get(at..).unwrap_or_default()) {
        at += found;
        if rest.get(at) == Some(&b'"') {
            within.string = false;
            return at + 1;
        }
        // What is escaped may not be read yet.
        within.escaped = at + 1 >= rest.len();
        at += 2;
    }
    rest.len()
}

/// How many bytes there are up to the next string, or to the end of the value.
fn outside(rest: &[u8], within: &mut Within) -> usize {
    for (at, byte) in rest.iter().enumerate() {
        match byte {
            b'"' => {
                within.string = true;
                return at + 1;
            }
            b'{' | b'[' => within.depth = within.depth.saturating_add(1),
            b'}' | b']' => within.depth = within.depth.saturating_sub(1),
            _ => continue,
        }
        if within.depth == 0 {
            return at + 1;
        }
    }
    rest.len()
}
