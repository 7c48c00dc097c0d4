//! The values of a tensor (`TensorProto`).

use crate::wire::{Field, Malformed, fields, take_chunk, varint};

/// Types of values, as TensorFlow numbers them.
const FLOAT: u64 = 1;
const DOUBLE: u64 = 2;
const INT32: u64 = 3;
const INT64: u64 = 9;
const BFLOAT16: u64 = 14;
const HALF: u64 = 19;

/// Puts the numbers of a tensor into `numbers`, at most `most` of them. A tensor of another type has none.
pub(super) fn numbers(tensor: &[u8], most: usize, numbers: &mut Vec<f64>) -> Result<(), Malformed> {
    numbers.clear();
    let mut kind = 0;
    for field in fields(tensor) {
        match field? {
            (1, Field::Varint(dtype)) => kind = dtype,
            (4, Field::Bytes(mut content)) => {
                while numbers.len() < most && !content.is_empty() {
                    let Some(number) = raw(kind, &mut content) else { break };
                    numbers.push(number);
                }
            }
            // What is repeated may be written one by one, or in one field.
            (5..=7 | 10 | 13, Field::Bytes(mut packed)) => {
                while numbers.len() < most && !packed.is_empty() {
                    numbers.push(packed_one(kind, &mut packed).ok_or(Malformed)?);
                }
            }
            (5, Field::Fixed32(bits)) if numbers.len() < most => {
                numbers.push(f64::from(f32::from_bits(bits)))
            }
            (6, Field::Fixed64(bits)) if numbers.len() < most => numbers.push(f64::from_bits(bits)),
            (7 | 10 | 13, Field::Varint(number)) if numbers.len() < most => {
                numbers.extend(small(kind, number))
            }
            _ => {}
        }
    }
    Ok(())
}

/// The texts of a tensor, of which there may be any number.
pub(super) fn texts(tensor: &[u8]) -> impl Iterator<Item = Result<&[u8], Malformed>> {
    fields(tensor).filter_map(|field| match field {
        Ok((8, Field::Bytes(text))) => Some(Ok(text)),
        Ok(_) => None,
        Err(malformed) => Some(Err(malformed)),
    })
}

/// Takes a number from `tensor_content`, where each has as many bytes as its type.
fn raw(kind: u64, content: &mut &[u8]) -> Option<f64> {
    match kind {
        FLOAT => take_chunk(content).map(|bytes| f64::from(f32::from_le_bytes(bytes))),
        DOUBLE => take_chunk(content).map(f64::from_le_bytes),
        INT32 => take_chunk(content).map(|bytes| f64::from(i32::from_le_bytes(bytes))),
        INT64 => take_chunk(content).map(|bytes| i64::from_le_bytes(bytes) as f64),
        HALF | BFLOAT16 => small(kind, u64::from(u16::from_le_bytes(take_chunk(content)?))),
        _ => None,
    }
}

/// Takes a number from a field that holds all of them.
fn packed_one(kind: u64, packed: &mut &[u8]) -> Option<f64> {
    match kind {
        FLOAT | DOUBLE => raw(kind, packed),
        _ => small(kind, varint(packed)?),
    }
}

/// A number that is written as an integer.
fn small(kind: u64, number: u64) -> Option<f64> {
    match kind {
        INT32 | INT64 => Some(number.cast_signed() as f64),
        BFLOAT16 => Some(f64::from(f32::from_bits((number as u32) << 16))),
        HALF => Some(half(number as u16)),
        _ => None,
    }
}

/// The value of a number of 16 bits: a sign, five bits of exponent and ten of fraction.
fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 0 { 1.0 } else { -1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    sign * match exponent {
        0 => fraction * 2_f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1024.0 + fraction) * 2_f64.powi(exponent - 25),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The loss of a training in half precision would be another one.
    #[test]
    fn numbers_of_16_bits_are_read() {
        for (bits, value) in
            [(0x3c00, 1.0), (0xc000, -2.0), (0x3555, 0.333_251_953_125), (1, 5.960_464_477_539_063e-8)]
        {
            assert_eq!(half(bits), value, "{bits:x}");
        }
        assert_eq!(half(0x7c00), f64::INFINITY);
        assert!(half(0x7e00).is_nan());
        assert_eq!(small(BFLOAT16, 0x3f80), Some(1.0));
    }
}
