//! Which elements of two arrays, or of the arrays of the same names in two files, differ.

use std::collections::BTreeMap;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::members::pairs;
use super::{Both, PIECE};
use crate::arrays::{Array, Stored};
use crate::bytes::fill;
use crate::{Unreadable, text};

/// The most arrays that are given.
const ARRAYS: usize = 200;
/// The most dimensions of a shape that are given.
const DIMENSIONS: usize = 64;
/// The longest value, in characters.
const VALUE: usize = 200;

/// Which arrays, or tensors, of two files differ.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ArraysDifference {
    /// At most 200, by their names.
    pub arrays: Vec<ArrayDifference>,
    /// How many differ besides these.
    pub more: u64,
    /// How many are the same.
    pub same: u64,
    /// How many were not compared, or only a part of them without a difference, because the time was over or they are
    /// broken.
    pub unread: u64,
}

/// An array that only one of two files has, or that differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ArrayDifference {
    /// Its name; none if it is the only one.
    pub name: Option<String>,
    /// What it was; none if it was not there.
    pub before: Option<ArrayForm>,
    /// What it is; none if it is not there.
    pub after: Option<ArrayForm>,
    /// Which elements differ; none if they cannot be compared one by one, because the arrays are of different forms, or
    /// because their elements have no fixed size.
    pub elements: Option<ElementsDifference>,
}

/// What an array is, without its elements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ArrayForm {
    /// What its elements are, in the words of the format: `<f8`, `F32`, `float`.
    pub dtype: String,
    /// How many elements it has in each dimension; at most 64.
    pub shape: Vec<u64>,
    /// Whether the elements of a column, not those of a row, follow each other.
    pub fortran: bool,
}

/// Which elements of an array differ. Elements are the same if their bytes are: a NaN is the same as itself, and 0 differs
/// from -0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ElementsDifference {
    /// How many of those that were compared differ.
    pub differing: u64,
    /// How many were compared: the first ones, if the time was over or a file is too short.
    pub compared: u64,
    /// How many there are, as the file says.
    pub total: u64,
    /// The first one that differs.
    pub first: ElementDifference,
    /// The largest absolute difference between two numbers that is finite, if there is one.
    pub largest: Option<f64>,
}

/// An element that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ElementDifference {
    /// Its index in each dimension, from 0; at most 64.
    pub index: Vec<u64>,
    /// What it was, at most 200 characters.
    pub before: String,
    /// What it is, at most 200 characters.
    pub after: String,
}

/// Compares arrays of two files until the time is over; nothing if no array differs.
pub(super) fn compare(
    both: Both<'_>,
    before: Vec<Array>,
    after: Vec<Array>,
    end: Instant,
) -> Result<Option<ArraysDifference>, Unreadable> {
    let mut found = ArraysDifference::default();
    let named = |arrays: Vec<Array>| -> BTreeMap<String, Array> {
        arrays.into_iter().map(|array| (array.name.clone(), array)).collect()
    };
    for (name, (before, after)) in pairs(named(before), named(after)) {
        let compared = match (&before, &after) {
            (Some(one), Some(other)) if one.is_same(other) => Compared::Same,
            _ if Instant::now() >= end => Compared::Unread,
            _ => array(both, before, after, end)?,
        };
        match compared {
            Compared::Same => found.same += 1,
            Compared::Unread => found.unread += 1,
            Compared::Differs(_) if found.arrays.len() >= ARRAYS => found.more += 1,
            Compared::Differs(different) => found
                .arrays
                .push(ArrayDifference { name: Some(name).filter(|name| !name.is_empty()), ..*different }),
        }
    }
    Ok(Some(found).filter(|found| !found.arrays.is_empty()))
}

/// What comparing two arrays came to.
enum Compared {
    Same,
    /// No difference was found, and not everything was compared.
    Unread,
    Differs(Box<ArrayDifference>),
}

/// Compares two arrays, of which there is at least one.
fn array(
    both: Both<'_>,
    before: Option<Array>,
    after: Option<Array>,
    end: Instant,
) -> Result<Compared, Unreadable> {
    let before = before.map(|array| array.open(both.before)).transpose()?;
    let after = after.map(|array| array.open(both.after)).transpose()?;
    if matches!(before, Some(None)) || matches!(after, Some(None)) {
        return Ok(Compared::Unread);
    }
    let (mut before, mut after) = (before.flatten(), after.flatten());
    let elements = match (&mut before, &mut after) {
        (Some(one), Some(other)) if one.is_like(other) => match elements(one, other, end)? {
            Walked { differing: 0, is_whole: true, .. } => return Ok(Compared::Same),
            Walked { differing: 0, .. } => return Ok(Compared::Unread),
            walked => one.elements.map(|(total, _)| walked.difference(total)),
        },
        _ => None,
    };
    let (before, after) = (before.as_ref().map(form), after.as_ref().map(form));
    Ok(Compared::Differs(Box::new(ArrayDifference { name: None, before, after, elements })))
}

fn form(stored: &Stored<'_>) -> ArrayForm {
    ArrayForm {
        dtype: stored.dtype.clone(),
        shape: stored.shape.iter().copied().take(DIMENSIONS).collect(),
        fortran: stored.fortran,
    }
}

/// What walking over the elements of two arrays came to.
#[derive(Default)]
struct Walked {
    differing: u64,
    compared: u64,
    /// Whether all of both were compared.
    is_whole: bool,
    first: ElementDifference,
    largest: Option<f64>,
}

impl Walked {
    fn difference(self, total: u64) -> ElementsDifference {
        let Self { differing, compared, first, largest, .. } = self;
        ElementsDifference { differing, compared, total, first, largest }
    }
}

/// Compares the elements of two arrays of the same form; or their bytes, if the elements have no fixed size.
fn elements(one: &mut Stored<'_>, other: &mut Stored<'_>, end: Instant) -> Result<Walked, Unreadable> {
    let size = one.elements.map_or(1, |(_, size)| size.max(1));
    let room = (PIECE / size).max(1) * size;
    let mut rooms = (vec![0; room], vec![0; room]);
    let mut walked = Walked::default();
    loop {
        let (read, also) = (fill(&mut one.data, &mut rooms.0)?, fill(&mut other.data, &mut rooms.1)?);
        let common = read.min(also);
        let whole = common - common % size;
        let (piece, others) =
            (rooms.0.get(..whole).unwrap_or_default(), rooms.1.get(..whole).unwrap_or_default());
        if piece != others {
            add_piece(&mut walked, one, size, piece, others);
        }
        walked.compared += (whole / size) as u64;
        if whole < room {
            let is_all = one.elements.is_none_or(|(total, _)| walked.compared == total);
            walked.is_whole = is_all && read == also;
            // Without elements, that one of them is longer is a difference, too.
            walked.differing += u64::from(one.elements.is_none() && read != also);
            return Ok(walked);
        }
        if Instant::now() >= end {
            return Ok(walked);
        }
    }
}

fn add_piece(walked: &mut Walked, form: &Stored<'_>, size: usize, piece: &[u8], others: &[u8]) {
    let pairs = piece.chunks_exact(size).zip(others.chunks_exact(size));
    for (place, (before, after)) in pairs.enumerate().filter(|(_, (before, after))| before != after) {
        if walked.differing == 0 {
            let shown = |bytes| text::cut(&form.value(bytes), VALUE).0.to_owned();
            let index = form.indices(walked.compared + place as u64);
            walked.first = ElementDifference { index, before: shown(before), after: shown(after) };
        }
        walked.differing += 1;
        if let Some(distance) = form.distance(before, after) {
            walked.largest = Some(walked.largest.map_or(distance, |largest| largest.max(distance)));
        }
    }
}
