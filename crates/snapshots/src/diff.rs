//! How two folders differ.

use crate::{Entry, Kind, Manifest};
use serde::Serialize;
use std::cmp::Ordering;
use std::path::PathBuf;

/// How two folders differ at one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Relative to both.
    pub path: PathBuf,
    /// What became of it.
    pub change: Change,
}

/// What became of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Only the newer folder has it.
    Added,
    /// Only the older one has it.
    Removed,
    /// It is of another kind, or its content or its target is another.
    Changed,
    /// Only its permissions or its time are others.
    Attributes,
}

/// How many files, folders and links differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// [`Change::Added`].
    pub added: u64,
    /// [`Change::Removed`].
    pub removed: u64,
    /// [`Change::Changed`].
    pub changed: u64,
    /// [`Change::Attributes`].
    pub attributes: u64,
    /// Those without any difference.
    pub same: u64,
}

/// Compares two manifests: calls `each` with every difference, in the order of the paths. The manifest of a folder as it is
/// today comes from [`crate::Snapshots::describe`].
pub fn diff(older: &Manifest, newer: &Manifest, mut each: impl FnMut(Difference)) -> Differences {
    let mut count = Differences::default();
    let (mut older, mut newer) = (older.entries().peekable(), newer.entries().peekable());
    loop {
        let order = match (older.peek(), newer.peek()) {
            (Some(old), Some(new)) => old.path.cmp(&new.path),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return count,
        };
        let old = older.next_if(|_| order != Ordering::Greater);
        let new = newer.next_if(|_| order != Ordering::Less);
        let change = match (&old, &new) {
            (Some(old), Some(new)) => change(old, new),
            (Some(_), None) => Some(Change::Removed),
            (None, _) => Some(Change::Added),
        };
        *match change {
            None => &mut count.same,
            Some(Change::Added) => &mut count.added,
            Some(Change::Removed) => &mut count.removed,
            Some(Change::Changed) => &mut count.changed,
            Some(Change::Attributes) => &mut count.attributes,
        } += 1;
        if let (Some(change), Some(entry)) = (change, old.or(new)) {
            each(Difference { path: entry.path, change });
        }
    }
}

fn change(old: &Entry, new: &Entry) -> Option<Change> {
    let is_same = match (&old.kind, &new.kind) {
        // Where holes are is not content.
        (Kind::File(old), Kind::File(new)) => (old.size, old.digest) == (new.size, new.digest),
        (old, new) => old == new,
    };
    if !is_same {
        return Some(Change::Changed);
    }
    ((old.mode, old.modified) != (new.mode, new.modified)).then_some(Change::Attributes)
}
