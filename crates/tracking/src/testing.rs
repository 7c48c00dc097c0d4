//! What tests of the readers have in common.

use std::fs::{self, File};
use std::io::Write;

use serde_json::Value;

use crate::{Found, Measured, What};

/// A point as it came: name, step, time, value.
pub(crate) type Came = (String, i64, f64, f64);

/// What a reader gave.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    pub(crate) points: Vec<Came>,
    /// Name, step and what it is, for parameters, ends, summaries and restarts.
    pub(crate) others: Vec<(String, i64, String)>,
}

impl Kept {
    pub(crate) fn take(&mut self, found: Found<'_>) {
        match found {
            Found::Measured(Measured { name, point, .. }) => {
                self.points.push((name.to_owned(), point.step, point.time, point.value));
            }
            Found::Other(other) => {
                let what = match other.what {
                    What::Parameter(text) | What::Summary(text) => text.to_owned(),
                    what => format!("{what:?}"),
                };
                self.others.push((other.name.to_owned(), other.step, what));
            }
        }
    }

    /// The steps and values of a series.
    pub(crate) fn series(&self, name: &str) -> Vec<(i64, f64)> {
        self.points.iter().filter(|point| point.0 == name).map(|point| (point.1, point.3)).collect()
    }

    /// The names of all series, sorted.
    pub(crate) fn names(&self) -> Vec<&str> {
        let mut names: Vec<_> = self.points.iter().map(|point| point.0.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// The path of a fixture.
pub(crate) fn fixture(name: &str) -> String {
    format!("{}/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn json(name: &str) -> Value {
    serde_json::from_slice(&fs::read(fixture(name)).unwrap()).unwrap()
}

/// A number, which is a text if it is not finite.
pub(crate) fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| value.as_str().unwrap().parse().unwrap())
}

/// Whether two numbers are the same, also if they are none.
pub(crate) fn is_same(one: f64, other: f64) -> bool {
    one.to_bits() == other.to_bits() || one.is_nan() && other.is_nan()
}

/// A file with these bytes, and a way to write more of them.
pub(crate) fn file(bytes: &[u8]) -> (File, File) {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut writer = file.reopen().unwrap();
    writer.write_all(bytes).unwrap();
    (file.into_file(), writer)
}
