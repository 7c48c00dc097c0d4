//! What takes disk.

use engine::{Damaged as DamagedThing, DamagedKind, Stored as Kept, StoredThing};
use locales::Language;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::millis;

/// What something is that takes disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) enum StoredKind {
    Environment,
    Package,
    Dataset,
    Run,
}

/// Something that takes disk.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Stored {
    kind: StoredKind,
    /// What it is removed by: a name, a digest, a run's id.
    id: String,
    /// What it is called.
    name: String,
    /// The id of the project that has it; null: it is the store's.
    project: Option<String>,
    project_name: Option<String>,
    bytes: u64,
    /// When it was used last.
    used: f64,
    /// Why it cannot be removed.
    needed: Option<String>,
    /// An environment that no run takes any more.
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

/// What all of a kind take together.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StoredSum {
    kind: StoredKind,
    count: usize,
    bytes: u64,
}

/// What takes disk, the largest first; of runs only the largest ones.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StorageView {
    free_bytes: u64,
    sums: Vec<StoredSum>,
    stored: Vec<Stored>,
    /// The runs that are not in `stored`.
    smaller: StoredSum,
}

/// How many runs are shown: somebody who wants room looks no further.
const RUNS: usize = 1000;

impl StorageView {
    /// Of what [`engine::Engine::storage`] answers.
    pub(crate) fn of(all: Vec<Kept>, free_bytes: u64, language: Language) -> Self {
        use StoredKind::{Dataset, Environment, Package, Run};
        let mut sums = [Environment, Package, Dataset, Run].map(StoredSum::none);
        let (mut stored, mut smaller, mut runs) = (Vec::new(), StoredSum::none(Run), 0);
        for kept in all {
            let kind = StoredKind::of(&kept.thing);
            sums.iter_mut().filter(|sum| sum.kind == kind).for_each(|sum| sum.add(&kept));
            runs += usize::from(kind == Run);
            match kind == Run && runs > RUNS {
                true => smaller.add(&kept),
                false => stored.push(Stored::of(kept, language)),
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

    fn add(&mut self, kept: &Kept) {
        self.count += 1;
        self.bytes += kept.bytes;
    }
}

impl Stored {
    fn of(kept: Kept, language: Language) -> Self {
        let kind = StoredKind::of(&kept.thing);
        let (id, name) = match kept.thing {
            StoredThing::Environment(digest) => (digest.clone(), digest),
            StoredThing::Package(name) => (name.to_string(), name.to_string()),
            StoredThing::Dataset(name) => (name.to_string(), name.to_string()),
            StoredThing::Run(id, name) => (id.to_string(), name),
        };
        let (used, outdated) = (millis(kept.used), kept.outdated);
        let needed = kept.needed.map(|needed| needed.render(language));
        let project = kept.project.map(|project| (project.id.to_string(), project.name.to_string()));
        let (project, project_name) = project.unzip();
        Self { kind, id, name, project, project_name, bytes: kept.bytes, used, needed, outdated }
    }
}

#[cfg(test)]
mod tests {
    use contract::RunId;
    use jiff::Timestamp;

    use super::*;

    /// Many runs would keep the window waiting, or be missing from what they take together.
    #[test]
    fn of_very_many_runs_the_largest_are_shown_and_all_are_added_up() {
        let used = Timestamp::UNIX_EPOCH;
        let stored = |thing, bytes| Kept { thing, project: None, bytes, used, needed: None, outdated: false };
        let run = |n| stored(StoredThing::Run(RunId::from_random(n), "nightly".into()), 5000 - n);
        let mut all: Vec<Kept> = (0..1200).map(run).collect();
        all.push(stored(StoredThing::Environment("0123456789abcdef".into()), 7));
        let view = StorageView::of(all, 1, Language::English);
        let sums = view.sums.iter().map(|sum| (sum.count, sum.bytes));
        assert_eq!(sums.collect::<Vec<_>>(), [(1, 7), (0, 0), (0, 0), (1200, (3801..=5000).sum())]);
        assert_eq!((view.smaller.count, view.smaller.bytes), (200, (3801..=4000).sum()));
        assert_eq!(view.stored.len(), 1001);
        assert_eq!(view.stored.last().map(|last| last.kind), Some(StoredKind::Environment));
    }
}
