//! The bytes of a block: how they are written, and how they are read without believing them.

use super::{LONGEST_NAME, Point, Source};

/// How many bytes a block has before its payload: the length of the payload, the checksum, the kind.
pub(super) const HEAD: usize = 9;
/// The longest payload, in bytes.
pub(super) const LONGEST: usize = 1 << 20;
/// The most points in a block: with 29 bytes each and 12 for the series, no payload is longer than [`LONGEST`].
pub(super) const MOST_POINTS: usize = 1 << 13;

/// The kind of a block that gives a series its number.
pub(super) const DEFINITION: u8 = 1;
/// The kind of a block with points of any series.
pub(super) const POINTS: u8 = 2;
/// The kind of a block with how many points were dropped until then.
pub(super) const DROPPED: u8 = 3;

/// Appends a block of this kind.
pub(super) fn put_block(out: &mut Vec<u8>, kind: u8, payload: &[u8]) {
    out.extend((payload.len() as u32).to_le_bytes());
    out.extend(checksum(kind, payload).to_le_bytes());
    out.push(kind);
    out.extend(payload);
}

/// What a block says about itself before its payload.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    /// The length of the payload in bytes, which may be any number.
    pub length: usize,
    /// What [`checksum`] must yield.
    pub checksum: u32,
    /// One of the kinds above, or one that is not known yet.
    pub kind: u8,
}

impl Head {
    /// The head that `bytes` begin with, if they are long enough.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        let mut rest = Rest(bytes);
        let [length, checksum] = [rest.four()?, rest.four()?];
        Some(Self { length: usize::try_from(length).ok()?, checksum, kind: rest.byte()? })
    }
}

/// The checksum of a block: CRC-32 (as in zip) of the kind and the payload.
pub(super) fn checksum(kind: u8, payload: &[u8]) -> u32 {
    let mut crc = crc32fast::Hasher::new();
    crc.update(&[kind]);
    crc.update(payload);
    crc.finalize()
}

/// The bytes of a payload that were not read yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rest<'a>(pub &'a [u8]);

impl<'a> Rest<'a> {
    pub(super) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn four(&mut self) -> Option<u32> {
        let (first, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*first))
    }

    /// A number in LEB128: seven bits a byte, the lowest first.
    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for (shift, byte) in (0..64).step_by(7).zip(self.0) {
            number |= u64::from(byte & 0x7f) << shift;
            if *byte < 0x80 {
                self.take(shift / 7 + 1)?;
                return Some(number);
            }
        }
        None
    }

    /// A number with a sign: 0, -1, 1, -2 … are written as 0, 1, 2, 3 …
    fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// `count` bytes, at most eight, as the lowest ones of a number.
    fn low_bytes(&mut self, count: usize) -> Option<u64> {
        // Most often there are eight bytes, which are read at once.
        if let Some(eight) = self.0.first_chunk::<8>()
            && let Some(unused) = 8_usize.checked_sub(count)
        {
            self.take(count)?;
            let shift = unused as u32 * 8;
            return Some(
                u64::from_le_bytes(*eight).checked_shl(shift).unwrap_or(0).checked_shr(shift).unwrap_or(0),
            );
        }
        Some(self.take(count)?.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.number()?).ok().filter(|length| *length <= LONGEST_NAME)?;
        std::str::from_utf8(self.take(length)?).ok()
    }
}

/// Appends a number as [`Rest::number`] reads it.
pub(super) fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn put_signed(out: &mut Vec<u8>, number: i64) {
    put_number(out, (number << 1 ^ number >> 63) as u64);
}

/// What a series is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Definition<'a> {
    pub id: u64,
    pub source: Source,
    pub part: &'a str,
    pub name: &'a str,
}

impl<'a> Definition<'a> {
    /// The payload.
    pub(super) fn payload(self) -> Vec<u8> {
        let mut out = Vec::new();
        put_number(&mut out, self.id);
        out.push(code(self.source));
        for text in [self.part, self.name] {
            put_number(&mut out, text.len() as u64);
            out.extend(text.as_bytes());
        }
        out
    }

    /// What a payload says; `None` if it is damaged, or the source is one that is not known yet.
    pub(super) fn read(payload: &'a [u8]) -> Option<Self> {
        let mut rest = Rest(payload);
        let (id, code) = (rest.number()?, rest.byte()?);
        Some(Self { id, source: source(code)?, part: rest.text()?, name: rest.text()? })
    }
}

/// The number of a source in the file, which never changes.
pub(super) fn code(source: Source) -> u8 {
    match source {
        Source::Mlflow => 1,
        Source::Tensorboard => 2,
        Source::Wandb => 3,
        Source::Trackio => 4,
        Source::Trainer => 5,
        Source::Csv => 6,
        Source::Printed => 7,
        Source::Resources => 8,
    }
}

fn source(code: u8) -> Option<Source> {
    Some(match code {
        1 => Source::Mlflow,
        2 => Source::Tensorboard,
        3 => Source::Wandb,
        4 => Source::Trackio,
        5 => Source::Trainer,
        6 => Source::Csv,
        7 => Source::Printed,
        8 => Source::Resources,
        _ => return None,
    })
}

/// The point before the next one of a block, of whichever series: a point is written as what is different.
///
/// Points of several series that were logged together have the same step and almost the same time, and floating-point
/// numbers of a similar size begin with the same bits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Before {
    step: i64,
    micros: i64,
    bits: u64,
}

/// How a point's first byte says that the step is the one before, the next one, or given.
const SAME: u8 = 0;
const NEXT: u8 = 1;
const GIVEN: u8 = 2;

impl Before {
    /// Appends a point: a byte with, from the highest bit on, how the step is given (2 bits) and how many zero bytes
    /// the value's difference begins (3) and ends with (3); the step's difference, if it is given; that of the time;
    /// the other bytes of the value's.
    pub(super) fn write(&mut self, out: &mut Vec<u8>, point: &Point) {
        let now = Self { step: point.step, micros: micros(point.time), bits: point.value.to_bits() };
        let step = now.step.wrapping_sub(self.step);
        let bits = now.bits ^ self.bits;
        let leading = (bits.leading_zeros() / 8).min(7);
        let trailing = (bits.trailing_zeros() / 8).min(8 - leading);
        let how = match step {
            0 => SAME,
            1 => NEXT,
            _ => GIVEN,
        };
        out.push(how << 6 | (leading as u8) << 3 | trailing as u8);
        if how == GIVEN {
            put_signed(out, step);
        }
        put_signed(out, now.micros.wrapping_sub(self.micros));
        let value = (bits >> (trailing * 8)).to_le_bytes();
        out.extend(value.iter().take((8 - leading - trailing) as usize));
        *self = now;
    }

    /// Reads a point; `None` if it is damaged.
    #[inline(always)]
    pub(super) fn read(&mut self, rest: &mut Rest<'_>) -> Option<Point> {
        let first = rest.byte()?;
        let (leading, trailing) = (first >> 3 & 7, first & 7);
        let step = match first >> 6 {
            SAME => 0,
            NEXT => 1,
            GIVEN => rest.signed()?,
            _ => return None,
        };
        self.step = self.step.wrapping_add(step);
        self.micros = self.micros.wrapping_add(rest.signed()?);
        let count = 8_u8.checked_sub(leading)?.checked_sub(trailing)?;
        self.bits ^= rest.low_bytes(count.into())?.checked_shl(u32::from(trailing) * 8)?;
        let (step, value) = (self.step, f64::from_bits(self.bits));
        Some(Point { step, time: self.micros as f64 / 1e6, value })
    }
}

/// A time in whole microseconds. One that is no number becomes 0, one that is too far away the farthest.
fn micros(time: f64) -> i64 {
    (time * 1e6).round() as i64
}

/// The payload of a block of points, which are sorted by the numbers of their series.
///
/// For each series: twice the difference of its number from the one before, plus 1 if there is only one point;
/// otherwise how many there are; the points.
pub(super) fn points_payload(points: &[(u32, Point)]) -> Vec<u8> {
    let mut out = Vec::new();
    let (mut before, mut last) = (Before::default(), 0);
    for group in points.chunk_by(|a, b| a.0 == b.0) {
        let id = group.first().map_or(last, |(id, _)| *id);
        put_number(&mut out, u64::from(id.saturating_sub(last)) << 1 | u64::from(group.len() == 1));
        if group.len() != 1 {
            put_number(&mut out, group.len() as u64);
        }
        group.iter().for_each(|(_, point)| before.write(&mut out, point));
        last = id;
    }
    out
}

/// Reads the payload of a block of points.
#[derive(Debug)]
pub(super) struct Groups<'a> {
    rest: Rest<'a>,
    before: Before,
    id: u64,
}

impl<'a> Groups<'a> {
    pub(super) fn of(payload: &'a [u8]) -> Self {
        Self { rest: Rest(payload), before: Before::default(), id: 0 }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// The number of the next series, and how many points of it are said to follow.
    pub(super) fn series(&mut self) -> Option<(u64, u64)> {
        let head = self.rest.number()?;
        self.id = self.id.checked_add(head >> 1)?;
        let count = if head & 1 == 1 { 1 } else { self.rest.number()? };
        Some((self.id, count))
    }

    /// The next point of that series. Inline, since it takes twice as long if points go through memory.
    #[inline(always)]
    pub(super) fn point(&mut self) -> Option<Point> {
        self.before.read(&mut self.rest)
    }

    /// How many points the rest could hold: none is shorter than two bytes.
    pub(super) fn most(&self) -> usize {
        self.rest.0.len() / 2
    }
}
