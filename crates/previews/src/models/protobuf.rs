//! The wire format of Protocol Buffers: fields with a number each, of which only the wanted ones are read.

use std::io;

use crate::bytes::{Forward, Skip};

/// The value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// A number.
    Number(u64),
    /// So many bytes, which are to be passed.
    Bytes(u64),
    /// A number of fixed length, which was passed.
    Fixed,
}

/// Walks over the fields of a message that begins here and ends at position `end`: `each` is given the number of a
/// field and its value, and may read from it. Whether the fields went on to the end; in any case, the message is
/// passed.
pub(super) fn message<S: Skip>(
    place: &mut Forward<S>,
    end: u64,
    mut each: impl FnMut(&mut Forward<S>, u64, Field) -> io::Result<()>,
) -> io::Result<bool> {
    let mut is_whole = true;
    while is_whole && place.at() < end {
        match field(place, end)? {
            Some((number, value)) => {
                let next = value.end(place.at());
                each(place, number, value)?;
                place.jump(next.saturating_sub(place.at()))?;
            }
            None => is_whole = false,
        }
    }
    place.jump(end.saturating_sub(place.at()))?;
    Ok(is_whole)
}

impl Field {
    /// Its number, if it is one.
    pub(super) fn number(self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Bytes(_) | Self::Fixed => None,
        }
    }

    /// Where it ends, if its bytes begin at position `at`.
    pub(super) fn end(self, at: u64) -> u64 {
        match self {
            Self::Bytes(length) => at.saturating_add(length),
            Self::Number(_) | Self::Fixed => at,
        }
    }
}

/// The next field of a message that ends at position `end`, with its number; nothing if there is none that ends by
/// then.
fn field<S: Skip>(place: &mut Forward<S>, end: u64) -> io::Result<Option<(u64, Field)>> {
    let Some(tag) = varint(place)? else { return Ok(None) };
    let field = match tag & 7 {
        0 => varint(place)?.map(Field::Number),
        1 => place.take(8, 8)?.map(|_| Field::Fixed),
        5 => place.take(4, 4)?.map(|_| Field::Fixed),
        2 => varint(place)?.map(Field::Bytes),
        _ => None,
    };
    let is_within = |field: &Field| tag >> 3 > 0 && field.end(place.at()) <= end;
    Ok(field.filter(is_within).map(|field| (tag >> 3, field)))
}

/// The text of a field, at most `most` bytes of it.
pub(super) fn text<S: Skip>(place: &mut Forward<S>, field: Field, most: usize) -> io::Result<String> {
    let Field::Bytes(length) = field else { return Ok(String::new()) };
    let bytes = place.take(length, most)?.unwrap_or_default();
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A number of seven bits in each byte, the lowest first.
pub(super) fn varint<S: Skip>(place: &mut Forward<S>) -> io::Result<Option<u64>> {
    let mut number = 0_u64;
    for shift in (0..70).step_by(7) {
        let Some(byte) = place.byte()? else { return Ok(None) };
        number |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        if byte & 0x80 == 0 {
            return Ok(Some(number));
        }
    }
    Ok(None)
}
