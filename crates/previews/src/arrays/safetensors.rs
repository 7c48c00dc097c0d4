//! Safetensors: a JSON header with the type, shape and place of each tensor.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::element::Element;
use super::{DIMENSIONS, VALUES, count};
use crate::bytes::Bytes;
use crate::{Format, Unreadable, text};

/// The longest header, in bytes.
const HEADER: u64 = 8 << 20;
/// The most tensors, and pieces of metadata, that are given.
const TENSORS: usize = 10_000;
const METADATA: usize = 200;
/// The longest name, and the longest piece of metadata, in characters.
const NAME: usize = 300;
const SAID: usize = 2_000;

/// The tensors of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Tensors {
    /// At most 10,000 of them, in the order of the header.
    pub tensors: Vec<Tensor>,
    /// How many there are.
    pub total: u64,
    /// What the file says about itself, at most 200 entries.
    pub metadata: Vec<(String, String)>,
}

/// A tensor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Tensor {
    /// Its name, at most 300 characters.
    pub name: String,
    /// What its elements are, in the words of the format: `F32`.
    pub dtype: String,
    /// How many elements it has in each dimension; at most 64.
    pub shape: Vec<u64>,
    /// Where its elements are, in bytes of the file.
    pub range: (u64, u64),
    /// Whether they are where a tensor of this shape and size can be.
    pub sound: bool,
}

/// The first values of a tensor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Values {
    /// At most 100; none if the type of the elements is not known here.
    pub values: Vec<String>,
}

/// Whether a file of this size that begins with `head` is one.
pub(crate) fn is_safetensors(head: &[u8], size: u64) -> bool {
    let Some((length, rest)) = head.split_first_chunk() else { return false };
    let end = u64::from_le_bytes(*length).checked_add(8);
    rest.trim_ascii_start().first() == Some(&b'{') && end.is_some_and(|end| end >= 10 && end <= size)
}

/// The tensors of a file.
pub(crate) fn safetensors(bytes: Bytes<'_>) -> Result<Tensors, Unreadable> {
    let broken = Unreadable::Broken { what: Format::Safetensors };
    let length = u64::from_le_bytes(bytes.array(0)?.ok_or(broken)?);
    if length > HEADER {
        return Err(Unreadable::TooLarge { what: Format::Safetensors });
    }
    let header = bytes.read(8, usize::try_from(length).unwrap_or(0))?;
    let header: Header = serde_json::from_slice(&header).map_err(|_| broken)?;
    let begin = length.saturating_add(8);
    let tensors = header.tensors.into_iter().map(|(name, tensor)| tensor.placed(name, begin, bytes.size()));
    Ok(Tensors { tensors: tensors.collect(), total: header.total, metadata: header.metadata })
}

/// The first values of the tensor with this number in the list of all.
pub(crate) fn values(bytes: Bytes<'_>, of: u32) -> Result<Values, Unreadable> {
    let all = safetensors(bytes)?.tensors;
    let tensor = all.get(usize::try_from(of).unwrap_or(usize::MAX)).ok_or(Unreadable::Unfitting)?;
    let Some(element) = element(&tensor.dtype).filter(|_| tensor.sound) else {
        return Ok(Values { values: Vec::new() });
    };
    let here = tensor.range.1.saturating_sub(tensor.range.0);
    let most = usize::try_from(here).unwrap_or(usize::MAX).min(VALUES * element.size());
    Ok(Values { values: element.values(&bytes.read(tensor.range.0, most)?, false) })
}

/// What elements of this type are.
pub(super) fn element(dtype: &str) -> Option<Element> {
    Some(match dtype {
        "BOOL" => Element::Bool,
        "I8" => Element::Signed(1),
        "I16" => Element::Signed(2),
        "I32" => Element::Signed(4),
        "I64" => Element::Signed(8),
        "U8" => Element::Unsigned(1),
        "U16" => Element::Unsigned(2),
        "U32" => Element::Unsigned(4),
        "U64" => Element::Unsigned(8),
        "F16" => Element::Float(2),
        "BF16" => Element::Bfloat,
        "F32" => Element::Float(4),
        "F64" => Element::Float(8),
        _ => return None,
    })
}

/// A tensor as the header has it.
#[derive(Deserialize)]
struct Written {
    dtype: String,
    shape: Vec<u64>,
    data_offsets: (u64, u64),
}

impl Written {
    fn placed(self, name: String, begin: u64, size: u64) -> Tensor {
        let range = (begin.saturating_add(self.data_offsets.0), begin.saturating_add(self.data_offsets.1));
        let needed = element(&self.dtype)
            .map(|element| count(&self.shape).and_then(|count| count.checked_mul(element.size() as u64)));
        let here = range.1.checked_sub(range.0).filter(|_| range.1 <= size);
        let sound = here.is_some() && needed.is_none_or(|needed| needed == here);
        let dtype = text::cut(&self.dtype, NAME).0.to_owned();
        Tensor { name, dtype, shape: self.shape.into_iter().take(DIMENSIONS).collect(), range, sound }
    }
}

/// The header; only what is returned is kept.
#[derive(Default)]
struct Header {
    tensors: Vec<(String, Written)>,
    total: u64,
    metadata: Vec<(String, String)>,
}

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Reading)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Header;

    fn expecting(&self, into: &mut fmt::Formatter<'_>) -> fmt::Result {
        into.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Header, A::Error> {
        let mut header = Header::default();
        while let Some(name) = map.next_key::<String>()? {
            if name == "__metadata__" {
                let said = map.next_value::<BTreeMap<String, String>>()?.into_iter().take(METADATA);
                let short = |text: &str| text::cut(text, SAID).0.to_owned();
                header.metadata = said.map(|(key, value)| (short(&key), short(&value))).collect();
                continue;
            }
            header.total += 1;
            if header.tensors.len() < TENSORS {
                header.tensors.push((text::cut(&name, NAME).0.to_owned(), map.next_value()?));
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(header)
    }
}
