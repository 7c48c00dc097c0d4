//! Which members of two archives differ, by their checksums and sizes: nothing is unpacked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::archive::{Entries, Entry};

/// The most members that are given.
const MEMBERS: usize = 500;

/// Which members of two archives differ, as the archives say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MembersDifference {
    /// At most 500, by their names.
    pub members: Vec<MemberDifference>,
    /// How many differ besides these.
    pub more: u64,
    /// How many are the same.
    pub same: u64,
    /// Whether an archive has so many members that not all were compared.
    pub cut: bool,
}

/// A member that only one of two archives has, or that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MemberDifference {
    /// Its name with the folders before it, at most 1,000 characters.
    pub name: String,
    /// Its size before, in bytes; none if it was not there.
    pub before: Option<u64>,
    /// Its size after, in bytes; none if it is not there.
    pub after: Option<u64>,
}

/// Compares what two zips say about their members; nothing if no member differs.
pub(super) fn compare(before: &Entries, after: &Entries) -> Option<MembersDifference> {
    let cut = before.is_cut() || after.is_cut();
    let mut found = MembersDifference { members: Vec::new(), more: 0, same: 0, cut };
    let named = |entries: &'_ Entries| -> BTreeMap<String, Entry> {
        entries.entries.iter().map(|entry| (entry.name.clone(), entry.clone())).collect()
    };
    for (name, (before, after)) in pairs(named(before), named(after)) {
        match (&before, &after) {
            (Some(one), Some(other)) if one.is_same(other) => found.same += 1,
            _ if found.members.len() < MEMBERS => found.members.push(MemberDifference {
                name,
                before: before.map(|entry| entry.size),
                after: after.map(|entry| entry.size),
            }),
            _ => found.more += 1,
        }
    }
    Some(found).filter(|found| !found.members.is_empty())
}

/// What has the same name in both, or in one of them.
pub(super) fn pairs<T>(
    before: BTreeMap<String, T>,
    mut after: BTreeMap<String, T>,
) -> BTreeMap<String, (Option<T>, Option<T>)> {
    let both = before.into_iter().map(|(name, one)| {
        let other = after.remove(&name);
        (name, (Some(one), other))
    });
    let mut both: BTreeMap<_, _> = both.collect();
    both.extend(after.into_iter().map(|(name, other)| (name, (None, Some(other)))));
    both
}
