//! The wire format of Protocol Buffers: fields with a number each, of a message that is in memory.

/// The bytes are not what a message can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// The value of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Field<'a> {
    /// A number of variable length.
    Varint(u64),
    /// Eight bytes, the lowest first.
    Fixed64(u64),
    /// Four bytes, the lowest first.
    Fixed32(u32),
    /// Bytes: a text, a message, or numbers one after another.
    Bytes(&'a [u8]),
}

/// The fields of a message, in the order in which they are written. After one that is malformed there are no more.
#[derive(Clone, Debug)]
pub(crate) struct Fields<'a> {
    rest: &'a [u8],
}

/// The fields of this message.
pub(crate) fn fields(message: &[u8]) -> Fields<'_> {
    Fields { rest: message }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, Field<'a>), Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let field = self.field().ok_or(Malformed);
        if field.is_err() {
            self.rest = &[];
        }
        Some(field)
    }
}

impl<'a> Fields<'a> {
    fn field(&mut self) -> Option<(u64, Field<'a>)> {
        let tag = varint(&mut self.rest)?;
        let value = match tag & 7 {
            0 => Field::Varint(varint(&mut self.rest)?),
            1 => Field::Fixed64(u64::from_le_bytes(take_chunk(&mut self.rest)?)),
            2 => {
                let length = usize::try_from(varint(&mut self.rest)?).ok()?;
                let (bytes, rest) = self.rest.split_at_checked(length)?;
                self.rest = rest;
                Field::Bytes(bytes)
            }
            5 => Field::Fixed32(u32::from_le_bytes(take_chunk(&mut self.rest)?)),
            // Groups, which nobody has written for many years.
            _ => return None,
        };
        (tag >> 3 > 0).then_some((tag >> 3, value))
    }
}

impl<'a> Field<'a> {
    /// A `double`, which has eight bytes.
    pub(crate) fn double(self) -> Result<f64, Malformed> {
        if let Self::Fixed64(bits) = self { Ok(f64::from_bits(bits)) } else { Err(Malformed) }
    }

    /// A `float`, which has four bytes.
    pub(crate) fn float(self) -> Result<f64, Malformed> {
        if let Self::Fixed32(bits) = self { Ok(f64::from(f32::from_bits(bits))) } else { Err(Malformed) }
    }

    /// An `int64`, `int32`, `bool` or an enumeration.
    pub(crate) fn integer(self) -> Result<i64, Malformed> {
        if let Self::Varint(number) = self { Ok(number.cast_signed()) } else { Err(Malformed) }
    }

    /// The bytes of a message or of `bytes`.
    pub(crate) fn bytes(self) -> Result<&'a [u8], Malformed> {
        if let Self::Bytes(bytes) = self { Ok(bytes) } else { Err(Malformed) }
    }

    /// A `string`.
    pub(crate) fn text(self) -> Result<&'a str, Malformed> {
        str::from_utf8(self.bytes()?).map_err(|_| Malformed)
    }
}

/// Takes a number of seven bits in each byte, the lowest first.
pub(crate) fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..70).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        number |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// Takes the next `N` bytes.
pub(crate) fn take_chunk<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (chunk, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*chunk)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A metric of a negative step, or of more than 127 events, would be read as another one.
    #[test]
    fn fields_are_what_was_written() {
        let message =
            [&[0x08, 0xac, 0x02, 0x12, 3][..], b"abc", &[0x1d, 0, 0, 0x80, 0x3f, 0x21], &[0; 8]].concat();
        let fields: Result<Vec<_>, _> = fields(&message).collect();
        assert_eq!(
            fields.unwrap(),
            [
                (1, Field::Varint(300)),
                (2, Field::Bytes(b"abc")),
                (3, Field::Fixed32(0x3f80_0000)),
                (4, Field::Fixed64(0))
            ]
        );
        let mut minus_one: &[u8] = &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1];
        assert_eq!(varint(&mut minus_one).map(u64::cast_signed), Some(-1));
    }

    /// A broken record would end the program.
    #[test]
    fn what_is_no_message_is_malformed_once() {
        for bytes in [
            &[0x08][..],
            &[0x12, 5, 1],
            &[0x0b],
            &[0x00, 0x00],
            &[0xff; 12],
            &[0x12, 0xff, 0xff, 0xff, 0xff, 0x0f],
        ] {
            assert_eq!(fields(bytes).collect::<Vec<_>>(), [Err(Malformed)], "{bytes:?}");
        }
    }
}
