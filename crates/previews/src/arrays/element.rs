//! Numbers as arrays and tensors keep them.

/// What an array's elements are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Element {
    Bool,
    /// A signed integer of so many bytes.
    Signed(usize),
    /// An unsigned integer of so many bytes.
    Unsigned(usize),
    /// A floating-point number of 2, 4 or 8 bytes.
    Float(usize),
    /// The first half of a number of four bytes.
    Bfloat,
    /// Two floating-point numbers that take so many bytes together.
    Complex(usize),
    /// Bytes of text, filled up with zeros.
    Bytes(usize),
    /// Characters of four bytes each, filled up with zeros.
    Text(usize),
}

impl Element {
    /// The size of an element in bytes.
    pub(crate) fn size(self) -> usize {
        match self {
            Self::Bool => 1,
            Self::Bfloat => 2,
            Self::Signed(size)
            | Self::Unsigned(size)
            | Self::Float(size)
            | Self::Complex(size)
            | Self::Bytes(size) => size,
            Self::Text(characters) => characters.saturating_mul(4),
        }
    }

    /// The elements in these bytes.
    pub(super) fn values(self, bytes: &[u8], is_big: bool) -> Vec<String> {
        bytes.chunks_exact(self.size().max(1)).map(|bytes| self.value(bytes, is_big)).collect()
    }

    /// By how much two elements differ, if they are numbers whose difference is finite.
    pub(super) fn distance(self, one: &[u8], other: &[u8], is_big: bool) -> Option<f64> {
        let (one, other) = (bits(one, is_big), bits(other, is_big));
        match self {
            Self::Unsigned(_) => Some(one.abs_diff(other) as f64),
            Self::Signed(size) => Some(signed(one, size).abs_diff(signed(other, size)) as f64),
            Self::Float(size) => {
                Some((real(one, size) - real(other, size)).abs()).filter(|distance| distance.is_finite())
            }
            Self::Bfloat => {
                let distance = f64::from(bfloat(one)) - f64::from(bfloat(other));
                Some(distance.abs()).filter(|distance| distance.is_finite())
            }
            Self::Bool | Self::Complex(_) | Self::Bytes(_) | Self::Text(_) => None,
        }
    }

    pub(super) fn value(self, bytes: &[u8], is_big: bool) -> String {
        match self {
            Self::Bool => (bytes.first() != Some(&0)).to_string(),
            Self::Unsigned(_) => bits(bytes, is_big).to_string(),
            Self::Signed(size) => signed(bits(bytes, is_big), size).to_string(),
            Self::Float(_) => float(bytes, is_big),
            Self::Bfloat => bfloat(bits(bytes, is_big)).to_string(),
            Self::Complex(size) => {
                let (real, imaginary) = bytes.split_at_checked(size / 2).unwrap_or_default();
                let (real, imaginary) = (float(real, is_big), float(imaginary, is_big));
                let plus = if imaginary.starts_with('-') { "" } else { "+" };
                format!("{real}{plus}{imaginary}j")
            }
            Self::Bytes(_) => {
                let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
                String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned()
            }
            Self::Text(_) => {
                let points = bytes.chunks_exact(4).map(|point| bits(point, is_big) as u32);
                let letter = |point| char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER);
                points.map(letter).collect::<String>().trim_end_matches('\0').to_owned()
            }
        }
    }
}

/// At most eight bytes as a number.
fn bits(bytes: &[u8], is_big: bool) -> u64 {
    let add = |number: u64, byte: &u8| number.wrapping_shl(8) | u64::from(*byte);
    if is_big { bytes.iter().fold(0, add) } else { bytes.iter().rev().fold(0, add) }
}

fn signed(bits: u64, size: usize) -> i64 {
    let unused = 64_usize.saturating_sub(size.saturating_mul(8)) as u32;
    // The sign is brought to the front and back again.
    (bits.wrapping_shl(unused) as i64).wrapping_shr(unused)
}

fn bfloat(bits: u64) -> f32 {
    f32::from_bits((bits as u32).wrapping_shl(16))
}

/// A floating-point number of so many bytes.
fn real(bits: u64, size: usize) -> f64 {
    match size {
        2 => f64::from(half(bits as u16)),
        4 => f64::from(f32::from_bits(bits as u32)),
        _ => f64::from_bits(bits),
    }
}

fn float(bytes: &[u8], is_big: bool) -> String {
    let bits = bits(bytes, is_big);
    match bytes.len() {
        2 => half(bits as u16).to_string(),
        4 => f32::from_bits(bits as u32).to_string(),
        _ => f64::from_bits(bits).to_string(),
    }
}

/// A number of two bytes: a sign, five bits of exponent, ten of fraction.
fn half(bits: u16) -> f32 {
    let (sign, exponent, fraction) = (bits >> 15, bits >> 10 & 31, f32::from(bits & 0x3ff));
    let size = match exponent {
        0 => fraction * 2_f32.powi(-24),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        _ => (1.0 + fraction / 1024.0) * 2_f32.powi(i32::from(exponent) - 15),
    };
    if sign == 1 { -size } else { size }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A person would look for a mistake in the model that is one of the preview.
    #[test]
    fn elements_are_the_numbers_that_were_written() {
        for (element, bytes, value) in [
            (Element::Bool, vec![1], "true"),
            (Element::Signed(1), vec![0xff], "-1"),
            (Element::Signed(8), i64::MIN.to_le_bytes().into(), "-9223372036854775808"),
            (Element::Unsigned(8), u64::MAX.to_le_bytes().into(), "18446744073709551615"),
            (Element::Unsigned(2), vec![1, 2], "513"),
            (Element::Float(4), 0.1_f32.to_le_bytes().into(), "0.1"),
            (Element::Float(8), (-1e300_f64).to_le_bytes().into(), &(-1e300_f64).to_string()),
            (Element::Float(2), vec![0, 0xbe], "-1.5"),
            (Element::Float(2), vec![0xff, 0x7b], "65504"),
            (Element::Float(2), vec![1, 0], "0.000000059604645"),
            (Element::Float(2), vec![0, 0xfc], "-inf"),
            (Element::Bfloat, vec![0xc0, 0x3f], "1.5"),
            (Element::Complex(8), [1_f32.to_le_bytes(), (-2_f32).to_le_bytes()].concat(), "1-2j"),
            (Element::Bytes(4), b"ab\0\0".into(), "ab"),
            (Element::Text(2), vec![0xe9, 0, 0, 0, 0, 0, 0, 0], "é"),
        ] {
            assert_eq!(element.values(&bytes, false), [value], "{element:?}");
        }
        assert_eq!(Element::Signed(2).values(&[0xff, 0xfe, 0, 1, 9], true), ["-2", "1"]);
    }
}
