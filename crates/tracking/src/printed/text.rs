//! A text that is read from left to right.

use std::borrow::Cow;

/// What is left of a text. A copy of it is a place to come back to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a>(pub(super) &'a [u8]);

impl<'a> Cursor<'a> {
    pub(super) fn peek(self) -> Option<u8> {
        self.0.first().copied()
    }

    pub(super) fn is_at_end(self) -> bool {
        self.0.is_empty()
    }

    /// Goes past so many bytes.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.0 = self.0.get(bytes..).unwrap_or_default();
    }

    /// Goes past `text` if it comes next.
    pub(super) fn eat(&mut self, text: &[u8]) -> bool {
        self.0.strip_prefix(text).inspect(|rest| self.0 = rest).is_some()
    }

    /// Goes past all bytes that are `wanted`, and returns them.
    pub(super) fn take_while(&mut self, wanted: impl Fn(u8) -> bool) -> &'a [u8] {
        let end = self.0.iter().position(|byte| !wanted(*byte)).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(end);
        self.0 = rest;
        taken
    }

    /// Goes past spaces and tabs, and returns how many there were.
    pub(super) fn spaces(&mut self) -> usize {
        self.take_while(|byte| matches!(byte, b' ' | b'\t')).len()
    }

    /// Goes past the next `end` that is at most so many bytes away, and returns what is before it.
    pub(super) fn until(&mut self, end: u8, most: usize) -> Option<&'a [u8]> {
        let near = self.0.get(..most).unwrap_or(self.0);
        let (before, _) = near.split_at(memchr::memchr(end, near)?);
        self.skip(before.len() + 1);
        Some(before)
    }

    /// Goes past an integer without a sign that nothing else belongs to: not `1.5`, `1a` or `1,000`.
    pub(super) fn integer(&mut self) -> Option<i64> {
        let mut after = *self;
        let digits = after.take_while(|byte| byte.is_ascii_digit());
        (!digits.is_empty() && digits.len() <= 15 && after.is_after_number()).then_some(())?;
        *self = after;
        str::from_utf8(digits).ok()?.parse().ok()
    }

    /// Goes past a number that nothing else belongs to but a unit, perhaps.
    pub(super) fn number(&mut self) -> Option<f64> {
        let mut after = *self;
        let sign = if after.eat(b"-") { -1.0 } else { 1.0 };
        if sign > 0.0 {
            after.eat(b"+");
        }
        if after.peek().is_some_and(|byte| byte.is_ascii_alphabetic()) {
            let word = after.take_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            let is = |name: &str| word.eq_ignore_ascii_case(name.as_bytes());
            let value = if is("nan") {
                f64::NAN
            } else if is("inf") || is("infinity") {
                sign * f64::INFINITY
            } else {
                return None;
            };
            *self = after;
            return Some(value);
        }
        let from = after;
        let whole = after.take_while(|byte| byte.is_ascii_digit()).len();
        let mut fraction = 0;
        let mut dotted = after;
        if dotted.eat(b".") {
            fraction = dotted.take_while(|byte| byte.is_ascii_digit()).len();
            // `5.` at the end of a sentence is 5.
            if whole > 0 || fraction > 0 {
                after = dotted;
            }
        }
        if whole + fraction == 0 {
            return None;
        }
        let mut power = after;
        if power.eat(b"e") || power.eat(b"E") {
            let _ = power.eat(b"-") || power.eat(b"+");
            if !power.take_while(|byte| byte.is_ascii_digit()).is_empty() {
                after = power;
            }
        }
        let length = from.0.len() - after.0.len();
        let digits = from.0.get(..length).filter(|digits| digits.len() <= 40 && after.is_after_number())?;
        let value: f64 = str::from_utf8(digits).ok()?.parse().ok()?;
        *self = after;
        Some(sign * value)
    }

    /// Whether a number can end here: neither another part of a version, a date or an address follows, nor more digits
    /// of a number with commas.
    fn is_after_number(self) -> bool {
        !matches!(self.0, [b'.' | b',' | b':' | b'-', next, ..] if next.is_ascii_digit())
            && !matches!(self.peek(), Some(b'_' | b'0'..=b'9'))
    }
}

/// Whether `text` contains a digit.
pub(super) fn has_digit(text: &[u8]) -> bool {
    // In whole blocks: the compiler compares many bytes at a time then.
    text.chunks(64).any(|block| block.iter().fold(false, |found, byte| found | byte.is_ascii_digit()))
}

/// `text` without the colors and movements of a terminal, and without backspaces.
pub(super) fn plain(text: &[u8]) -> Cow<'_, [u8]> {
    const ESCAPE: u8 = 0x1b;
    if memchr::memchr2(ESCAPE, 8, text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = Cursor(text);
    while !rest.is_at_end() {
        plain.extend_from_slice(rest.take_while(|byte| byte != ESCAPE && byte != 8));
        if rest.eat(b"\x1b[") {
            rest.take_while(|byte| (0x20..0x40).contains(&byte));
        }
        rest.skip(1);
    }
    Cow::Owned(plain)
}
