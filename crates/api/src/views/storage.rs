//! What takes disk space.

use engine::{Damaged as DamagedThing, DamagedKind, StoredThing};
use locales::Language;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::millis;

/// The kind of something that takes disk space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) enum StoredKind {
    Environment,
    Package,
    Dataset,
    Run,
}

/// Something that takes disk space.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Stored {
    kind: StoredKind,
    /// The id by which it is removed: a name, a digest, a run's id.
    id: String,
    /// Its name.
    name: String,
    /// The id of its project; null: it belongs to the store.
    project: Option<String>,
    project_name: Option<String>,
    bytes: u64,
    /// When it was last used.
    used: f64,
    /// Why it cannot be removed.
    blocked_by: Option<String>,
    /// An environment that no run uses any more.
    outdated: bool,
}

/// Something in the store that cannot be read.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Damaged {
    /// The unreadable file, by which the thing is removed and saved.
    path: String,
    kind: DamagedKind,
    name: String,
    /// What is wrong, in a sentence.
    text: String,
    /// Whether it can be removed. A damaged project can only be renamed.
    removable: bool,
}

impl Damaged {
    pub(crate) fn of(one: &DamagedThing, language: Language) -> Self {
        Self {
            path: one.path.clone(),
            kind: one.kind,
            name: one.name.clone(),
            text: one.render(language),
            removable: one.kind != DamagedKind::Project,
        }
    }
}

/// The total for a kind.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StoredSum {
    kind: StoredKind,
    count: usize,
    bytes: u64,
}

/// What takes disk space, the largest first; of runs only the largest ones.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StorageView {
    free_bytes: u64,
    sums: Vec<StoredSum>,
    stored: Vec<Stored>,
    /// The runs that are not in `stored`.
    smaller: StoredSum,
}

/// How many runs are shown. Smaller ones hardly matter to a person who needs space.
const RUNS: usize = 1000;

impl StorageView {
    /// The view of what [`engine::Storage::all`] returns.
    pub(crate) fn of(all: Vec<engine::Stored>, free_bytes: u64, language: Language) -> Self {
        use StoredKind::{Dataset, Environment, Package, Run};
        let mut sums = [Environment, Package, Dataset, Run].map(StoredSum::none);
        let (mut stored, mut smaller, mut runs) = (Vec::new(), StoredSum::none(Run), 0);
        for thing in all {
            let kind = StoredKind::of(&thing.thing);
            sums.iter_mut().filter(|sum| sum.kind == kind).for_each(|sum| sum.add(&thing));
            runs += usize::from(kind == Run);
            match kind == Run && runs > RUNS {
                true => smaller.add(&thing),
                false => stored.push(Stored::of(thing, language)),
            }
        }
        Self { free_bytes, sums: sums.into(), stored, smaller }
    }
}

impl StoredKind {
    fn of(thing: &StoredThing) -> Self {
        match thing {
            StoredThing::Environment(_) => Self::Environment,
            StoredThing::Package(_) => Self::Package,
            StoredThing::Dataset(_) => Self::Dataset,
            StoredThing::Run(..) => Self::Run,
        }
    }
}

impl StoredSum {
    fn none(kind: StoredKind) -> Self {
        Self { kind, count: 0, bytes: 0 }
    }

    fn add(&mut self, stored: &engine::Stored) {
        self.count += 1;
        self.bytes += stored.bytes;
    }
}

impl Stored {
    fn of(stored: engine::Stored, language: Language) -> Self {
        let kind = StoredKind::of(&stored.thing);
        let (id, name) = match stored.thing {
            StoredThing::Environment(digest) => (digest.clone(), digest),
            StoredThing::Package(name) => (name.to_string(), name.to_string()),
            StoredThing::Dataset(name) => (name.to_string(), name.to_string()),
            StoredThing::Run(id, name) => (id.to_string(), name),
        };
        let (used, outdated) = (millis(stored.used), stored.outdated);
        let blocked_by = stored.blocked_by.map(|blocked_by| blocked_by.render(language));
        let project = stored.project.map(|project| (project.id.to_string(), project.name.to_string()));
        let (project, project_name) = project.unzip();
        Self { kind, id, name, project, project_name, bytes: stored.bytes, used, blocked_by, outdated }
    }
}

#[cfg(test)]
mod tests {
    use contract::RunId;
    use jiff::Timestamp;

    use super::*;

    /// Many runs would make the page slow, or be missing from the totals.
    #[test]
    fn of_very_many_runs_the_largest_are_shown_and_all_are_added_up() {
        let used = Timestamp::UNIX_EPOCH;
        let stored = |thing, bytes| engine::Stored {
            thing,
            project: None,
            bytes,
            used,
            blocked_by: None,
            outdated: false,
        };
        let run = |n| stored(StoredThing::Run(RunId::from_random(n), "nightly".into()), 5000 - n);
        let mut all: Vec<engine::Stored> = (0..1200).map(run).collect();
        all.push(stored(StoredThing::Environment("0123456789abcdef".into()), 7));
        let view = StorageView::of(all, 1, Language::English);
        let sums = view.sums.iter().map(|sum| (sum.count, sum.bytes));
        assert_eq!(sums.collect::<Vec<_>>(), [(1, 7), (0, 0), (0, 0), (1200, (3801..=5000).sum())]);
        assert_eq!((view.smaller.count, view.smaller.bytes), (200, (3801..=4000).sum()));
        assert_eq!(view.stored.len(), 1001);
        assert_eq!(view.stored.last().map(|last| last.kind), Some(StoredKind::Environment));
    }
}
