//! NumPy's `.npy` and `.npz`: a text that describes the array, and its elements.

use serde::{Deserialize, Serialize};

use super::element::Element;
use super::{DIMENSIONS, ELEMENT, VALUES, count};
use crate::archive::{self, Entry};
use crate::bytes::Bytes;
use crate::{Format, Unreadable, text};

/// The longest description, in bytes.
pub(super) const HEADER: usize = 256 << 10;
/// How many arrays of a `.npz` are looked into.
const ARRAYS: usize = 100;
/// How much of an array in a `.npz` is unpacked, in bytes.
pub(super) const UNPACKED: usize = 64 << 10;
/// The longest type of elements, in characters.
const TYPE: usize = 1_000;

/// An array.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct NumpyArray {
    /// Its name, if it is one of several.
    pub name: Option<String>,
    /// What its elements are, in NumPy's words: `<f8`.
    pub dtype: String,
    /// How many elements it has in each dimension; at most 64.
    pub shape: Vec<u64>,
    /// Whether the elements of a column, not those of a row, follow each other.
    pub fortran: bool,
    /// Its first values in the order of the file, at most 100; none if they are Python objects or records.
    pub values: Vec<String>,
    /// Whether the file is too short for the array that it describes.
    pub short: bool,
}

/// The array of a `.npy`.
pub(crate) fn npy(bytes: Bytes<'_>) -> Result<NumpyArray, Unreadable> {
    array(&bytes.read(0, HEADER)?, bytes.size(), None).ok_or(Unreadable::Broken { what: Format::Npy })
}

/// The arrays of a `.npz` with these entries: the first 100 that can be read.
pub(crate) fn npz(bytes: Bytes<'_>, entries: &[Entry]) -> Result<Vec<NumpyArray>, Unreadable> {
    let mut arrays = Vec::new();
    for entry in entries.iter().take(ARRAYS) {
        let name = entry.name.strip_suffix(".npy").unwrap_or(&entry.name);
        let head = archive::read(bytes, entry, UNPACKED)?;
        arrays.extend(head.and_then(|head| array(&head, entry.size, Some(name.to_owned()))));
    }
    if arrays.is_empty() { Err(Unreadable::Broken { what: Format::Npz }) } else { Ok(arrays) }
}

/// What the header of a `.npy` says.
pub(super) struct Header<'a> {
    pub(super) dtype: String,
    pub(super) shape: Vec<u64>,
    pub(super) fortran: bool,
    /// What the elements are, and whether their first byte is the highest, if they are of a type that is known here.
    pub(super) element: Option<(Element, bool)>,
    /// What follows the header.
    pub(super) data: &'a [u8],
}

/// The header of a `.npy` that begins with `head`.
pub(super) fn header(head: &[u8]) -> Option<Header<'_>> {
    let rest = head.strip_prefix(b"\x93NUMPY")?;
    let (version, rest) = rest.split_at_checked(2)?;
    let (length, rest) = match version.first()? {
        1 => {
            rest.split_first_chunk().map(|(length, rest)| (usize::from(u16::from_le_bytes(*length)), rest))?
        }
        _ => {
            let (length, rest) = rest.split_first_chunk()?;
            (usize::try_from(u32::from_le_bytes(*length)).ok()?, rest)
        }
    };
    let (text, data) = rest.split_at_checked(length)?;
    let text = String::from_utf8_lossy(text);
    let dtype = value_of(&text, "descr")?;
    let dtype = quoted(dtype).or_else(|| bracketed(dtype))?;
    Some(Header {
        dtype: text::cut(dtype, TYPE).0.to_owned(),
        shape: shape(value_of(&text, "shape")?)?,
        fortran: value_of(&text, "fortran_order")?.starts_with("True"),
        element: element(dtype).filter(|(element, _)| element.size() <= ELEMENT),
        data,
    })
}

/// The array of a `.npy` of this size that begins with `head`.
fn array(head: &[u8], size: u64, name: Option<String>) -> Option<NumpyArray> {
    let Header { dtype, shape, fortran, element, data } = header(head)?;
    let bytes = element.map_or(0, |(element, _)| element.size() as u64);
    let needed = count(&shape).and_then(|count| count.checked_mul(bytes));
    let here = size.saturating_sub((head.len() - data.len()) as u64);
    let shown = usize::try_from(count(&shape).unwrap_or(u64::MAX)).unwrap_or(VALUES).min(VALUES);
    let values = element.map(|(element, is_big)| {
        let end = shown.saturating_mul(element.size()).min(data.len());
        element.values(data.get(..end).unwrap_or_default(), is_big)
    });
    Some(NumpyArray {
        name,
        dtype,
        shape: shape.into_iter().take(DIMENSIONS).collect(),
        fortran,
        values: values.unwrap_or_default(),
        short: needed.is_none_or(|needed| needed > here),
    })
}

/// What follows a key of the description, which is a dictionary as Python writes it.
fn value_of<'a>(header: &'a str, key: &str) -> Option<&'a str> {
    let after = ['\'', '"'].iter().find_map(|quote| header.split_once(&format!("{quote}{key}{quote}")));
    Some(after?.1.trim_start().strip_prefix(':')?.trim_start())
}

fn quoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|first| matches!(first, '\'' | '"'))?;
    text.get(1..)?.split_once(quote).map(|(text, _)| text)
}

/// A list, with its brackets.
fn bracketed(text: &str) -> Option<&str> {
    let mut open = 0_u32;
    for (at, letter) in text.char_indices() {
        open = match letter {
            '[' => open.saturating_add(1),
            ']' => open.checked_sub(1)?,
            _ => open,
        };
        if open == 0 {
            return text.get(..=at).filter(|text| text.starts_with('['));
        }
    }
    None
}

/// A shape, such as `(3, 4)`, `(3,)` or `()`.
fn shape(text: &str) -> Option<Vec<u64>> {
    let (sides, _) = text.strip_prefix('(')?.split_once(')')?;
    let sides = sides.split(',').map(str::trim).filter(|side| !side.is_empty());
    sides.map(|side| side.trim_end_matches('L').parse().ok()).collect()
}

/// What elements of this type are, and whether their first byte is the highest.
fn element(dtype: &str) -> Option<(Element, bool)> {
    let rest = dtype.strip_prefix(['<', '>', '|', '=']).unwrap_or(dtype);
    let (kind, size) = rest.split_at_checked(1)?;
    // Of times, the unit is in brackets behind.
    let size: usize = size.split('[').next()?.parse().ok()?;
    let element = match (kind, size) {
        ("b", 1) => Element::Bool,
        ("i" | "m" | "M", 1 | 2 | 4 | 8) => Element::Signed(size),
        ("u", 1 | 2 | 4 | 8) => Element::Unsigned(size),
        ("f", 2 | 4 | 8) => Element::Float(size),
        ("c", 8 | 16) => Element::Complex(size),
        ("S" | "a", 1..) => Element::Bytes(size),
        ("U", 1..) => Element::Text(size),
        _ => return None,
    };
    Some((element, dtype.starts_with('>')))
}
