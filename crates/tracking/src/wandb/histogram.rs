//! W&B's histograms: objects of its own in a row of the history.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::items::{Item, Value};
use crate::Bin;
use crate::histogram::checked;

/// How many histograms of a row are given.
const HISTOGRAMS: usize = 1_000;
/// The longest JSON that is read, in bytes: that of 4,096 bins is shorter.
const LONGEST: usize = 256 << 10;
/// How far the fields of an object are from each other, at most. There are three of them.
const NEAR: usize = 4;

/// A histogram as W&B writes it.
#[derive(Deserialize)]
struct Object {
    /// How many values are in each bin.
    values: Vec<f64>,
    /// The edges of the bins, one more than there are values.
    bins: Vec<f64>,
}

/// Gives each histogram of a row with its name. Returns how many make no sense.
pub(super) fn histograms(row: &[Item<'_>], give: &mut dyn FnMut(&str, &[Bin])) -> u64 {
    let found = row.iter().enumerate().filter_map(|(place, item)| {
        let Value::Json(json) = item.value else { return None };
        // Newer clients write an item for each field of an object.
        match item.name.strip_suffix("._type") {
            Some(name) => (json == b"\"histogram\"").then(|| (name, of_fields(row, place, name))),
            None => is_histogram(json).then(|| (item.name.as_str(), parsed(json))),
        }
    });
    let mut left_out = 0;
    for (name, object) in found.take(HISTOGRAMS) {
        let mut bins = object.map(|object| object.bins()).unwrap_or_default();
        match checked(&mut bins, None) {
            Some(bins @ [_, ..]) => give(name, bins),
            _ => left_out += 1,
        }
    }
    left_out
}

/// Whether an object is a histogram.
fn is_histogram(json: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Kind<'a> {
        #[serde(rename = "_type")]
        kind: &'a str,
    }
    json.first() == Some(&b'{')
        && json.len() <= LONGEST
        && serde_json::from_slice::<Kind<'_>>(json).is_ok_and(|object| object.kind == "histogram")
}

/// The histogram of this name, whose type is at this place of the row.
fn of_fields(row: &[Item<'_>], place: usize, name: &str) -> Option<Object> {
    let near = row.get(place.saturating_sub(NEAR)..row.len().min(place + NEAR + 1))?;
    let numbers = |field: &str| {
        let is_it = |item: &&Item<'_>| {
            item.name.strip_prefix(name).and_then(|rest| rest.strip_prefix('.')) == Some(field)
        };
        match near.iter().find(is_it)?.value {
            Value::Json(json) => parsed(json),
            _ => None,
        }
    };
    Some(Object { values: numbers("values")?, bins: numbers("bins")? })
}

fn parsed<T: DeserializeOwned>(json: &[u8]) -> Option<T> {
    if json.len() > LONGEST { None } else { serde_json::from_slice(json).ok() }
}

impl Object {
    /// The bins; none if there are not as many as there should be.
    fn bins(&self) -> Vec<Bin> {
        if self.bins.len() != self.values.len() + 1 {
            return Vec::new();
        }
        let edges = self.bins.array_windows().zip(&self.values);
        edges.map(|(&[left, right], &count)| Bin { left, right, count }).collect()
    }
}
