//! Arrays and tensors where they are stored, as streams of their elements.

use std::io::Read;

use super::element::Element;
use super::numpy::{HEADER, UNPACKED, header};
use super::safetensors::{element, safetensors};
use super::{DIMENSIONS, ELEMENT, Tensor, count};
use crate::Unreadable;
use crate::archive::{self, Entries, Entry};
use crate::bytes::{Bytes, fill};

/// How many bytes of an element of an unknown type are shown.
const SHOWN: usize = 16;

/// An array that a file says that it has.
#[derive(Clone, Debug)]
pub(crate) struct Array {
    /// Its name; empty if it is the only one.
    pub(crate) name: String,
    place: Place,
}

/// Where an array is.
#[derive(Clone, Debug)]
enum Place {
    /// The file is one.
    Whole,
    /// In a zip.
    Entry(Entry),
    /// In a part of the file, with elements of this kind.
    Tensor(Tensor, Option<Element>),
}

/// An array whose elements can be read, in the order of the file.
pub(crate) struct Stored<'a> {
    /// What its elements are, in the words of the format.
    pub(crate) dtype: String,
    /// How many elements it has in each dimension.
    pub(crate) shape: Vec<u64>,
    /// Whether the elements of a column, not those of a row, follow each other.
    pub(crate) fortran: bool,
    /// How many elements it has, and the size of each in bytes, if they all have the same.
    pub(crate) elements: Option<(u64, usize)>,
    /// The elements, and nothing else.
    pub(crate) data: Box<dyn Read + 'a>,
    element: Option<(Element, bool)>,
}

impl Array {
    /// The array of a `.npy`.
    pub(crate) fn npy() -> Self {
        Self { name: String::new(), place: Place::Whole }
    }

    /// The arrays of a `.npz` with these entries.
    pub(crate) fn npz(entries: &Entries) -> Vec<Self> {
        let named = |entry: &Entry| entry.name.strip_suffix(".npy").unwrap_or(&entry.name).to_owned();
        let array = |entry: &Entry| Self { name: named(entry), place: Place::Entry(entry.clone()) };
        entries.entries.iter().map(array).collect()
    }

    /// The tensors of a file of safetensors, at most 10,000.
    pub(crate) fn safetensors(bytes: Bytes<'_>) -> Result<Vec<Self>, Unreadable> {
        let tensors = safetensors(bytes)?.tensors.into_iter();
        Ok(Self::tensors(tensors.map(|tensor| {
            let element = element(&tensor.dtype);
            (tensor, element)
        })))
    }

    /// These tensors, with what their elements are if that is known.
    pub(crate) fn tensors(tensors: impl IntoIterator<Item = (Tensor, Option<Element>)>) -> Vec<Self> {
        let array = |(tensor, element): (Tensor, Option<Element>)| Self {
            name: tensor.name.clone(),
            place: Place::Tensor(tensor, element),
        };
        tensors.into_iter().map(array).collect()
    }

    /// Whether two arrays are the same, as their archives say; if they are in none, that is not known.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (&self.place, &other.place) {
            (Place::Entry(one), Place::Entry(other)) => one.is_same(other),
            _ => false,
        }
    }

    /// Opens it; nothing if it is broken, or packed in a way that is not read here.
    pub(crate) fn open<'a>(&self, bytes: Bytes<'a>) -> Result<Option<Stored<'a>>, Unreadable> {
        match &self.place {
            Place::Whole => {
                let head = bytes.read(0, HEADER)?;
                let all = Box::new(bytes.part(0, bytes.size()));
                numpy(&head, bytes.size(), all)
            }
            Place::Entry(entry) => {
                let Some(head) = archive::read(bytes, entry, UNPACKED)? else { return Ok(None) };
                let Some(all) = archive::unpacking(bytes, entry)? else { return Ok(None) };
                numpy(&head, entry.size, all)
            }
            Place::Tensor(tensor, element) => Ok(placed(bytes, tensor, *element)),
        }
    }
}

/// The array of a `.npy` of this size that begins with `head`, as a stream.
fn numpy<'a>(head: &[u8], size: u64, mut all: Box<dyn Read + 'a>) -> Result<Option<Stored<'a>>, Unreadable> {
    let Some(described) = header(head) else { return Ok(None) };
    let begin = head.len() - described.data.len();
    fill(&mut all, &mut vec![0; begin])?;
    let here = size.saturating_sub(begin as u64);
    let count = count(&described.shape);
    // Python objects are pickled, each to its own length.
    let has_objects = described.dtype.contains('O');
    let size = match described.element {
        Some((element, _)) => Some(element.size()),
        None => count.filter(|_| !has_objects).and_then(|count| size_of_each(here, count)),
    };
    let elements = count.zip(size);
    let length = elements.and_then(|(count, size)| count.checked_mul(size as u64)).unwrap_or(here);
    let data = Box::new(all.take(length));
    let (dtype, shape, element) = (described.dtype, described.shape, described.element);
    Ok(Some(Stored { dtype, shape, fortran: described.fortran, elements, data, element }))
}

/// A tensor as a stream, if it is where one can be.
fn placed<'a>(bytes: Bytes<'a>, tensor: &Tensor, element: Option<Element>) -> Option<Stored<'a>> {
    let length = tensor.range.1.checked_sub(tensor.range.0).filter(|_| tensor.sound)?;
    let count = count(&tensor.shape);
    let size = element.map(Element::size).or_else(|| size_of_each(length, count?));
    let elements = size.map(|size| (length / size.max(1) as u64, size));
    Some(Stored {
        dtype: tensor.dtype.clone(),
        shape: tensor.shape.clone(),
        fortran: false,
        elements,
        data: Box::new(bytes.part(tensor.range.0, tensor.range.1)),
        element: element.map(|element| (element, false)),
    })
}

/// The size of each of so many elements that take so many bytes together, if it is one.
fn size_of_each(bytes: u64, count: u64) -> Option<usize> {
    let size = bytes.checked_div(count).filter(|size| size * count == bytes)?;
    usize::try_from(size).ok().filter(|size| (1..=ELEMENT).contains(size))
}

impl Stored<'_> {
    /// Whether its elements can be compared with those of another one.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        (&self.dtype, &self.shape, self.fortran) == (&other.dtype, &other.shape, other.fortran)
            && self.elements == other.elements
    }

    /// An element as a person reads it.
    pub(crate) fn value(&self, bytes: &[u8]) -> String {
        match self.element {
            Some((element, is_big)) => element.value(bytes, is_big),
            None => {
                let digits: String = bytes.iter().take(SHOWN).map(|byte| format!("{byte:02x}")).collect();
                if bytes.len() > SHOWN { format!("0x{digits}…") } else { format!("0x{digits}") }
            }
        }
    }

    /// By how much two elements differ, if they are numbers whose difference is finite.
    pub(crate) fn distance(&self, one: &[u8], other: &[u8]) -> Option<f64> {
        self.element.and_then(|(element, is_big)| element.distance(one, other, is_big))
    }

    /// The indices of the element with this number in the order of the file, at most 64.
    pub(crate) fn indices(&self, mut number: u64) -> Vec<u64> {
        let mut indices = vec![0; self.shape.len()];
        let mut place = |(index, side): (&mut u64, &u64)| {
            *index = number.checked_rem(*side).unwrap_or(0);
            number = number.checked_div(*side).unwrap_or(0);
        };
        let sides = indices.iter_mut().zip(&self.shape);
        if self.fortran {
            sides.for_each(&mut place)
        } else {
            sides.rev().for_each(&mut place)
        }
        indices.truncate(DIMENSIONS);
        indices
    }
}
