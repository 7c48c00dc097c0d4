//! What takes disk space.

use contract::PackageName;
use engine::{Damaged as DamagedThing, DamagedKind, Environment, StoredThing};
use jiff::Timestamp;
use locales::{Language, Message, Result};
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
    /// Contents that runs and datasets keep.
    Kept,
}

/// Something that takes disk space, as it is removed.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StoredId {
    kind: StoredKind,
    /// A name, a digest, a run's id.
    id: String,
    /// The id of its project; null: it belongs to the store.
    project: Option<String>,
}

/// Something that takes disk space.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Stored {
    kind: StoredKind,
    /// The id by which it is removed: a name, a digest, a run's id.
    id: String,
    /// Its name; for an environment, its Python and the packages that use it.
    name: String,
    /// The id of its project; null: it belongs to the store.
    project: Option<String>,
    project_name: Option<String>,
    bytes: u64,
    /// When it was last used.
    used: f64,
    /// Why it cannot be removed.
    blocked_by: Option<String>,
    /// The run or schedule that needs it, if that is another thing.
    needed_by: Option<NeededBy>,
    /// An environment that no run uses any more.
    outdated: bool,
}

/// A run or a schedule that needs something.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "is", rename_all = "camelCase")]
pub(crate) enum NeededBy {
    Run { id: String, name: String },
    Schedule { id: String, name: String },
}

/// Removed things.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub(crate) struct Removal {
    /// The argument for `restore_removed` and `forget_removed`. Null: the disk is so full that the files were
    /// deleted at once.
    pub(crate) undo: Option<u32>,
    /// The bytes that forgetting them frees.
    pub(crate) bytes: u64,
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

/// What is shown of the things that take disk space.
#[derive(Clone, Debug, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StorageQuery {
    /// Only what was not used for so many days; null: everything.
    unused_days: Option<u16>,
    /// Only this kind; null: every kind.
    kind: Option<StoredKind>,
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
    /// Of everything, whatever the query.
    sums: Vec<StoredSum>,
    stored: Vec<Stored>,
    /// The runs that match and are not in `stored`.
    smaller: SmallerRuns,
    /// How much of what matches can be removed.
    removable: Removable,
}

/// Runs that are not shown. They can be removed.
#[derive(Clone, Debug, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SmallerRuns {
    ids: Vec<String>,
    bytes: u64,
}

/// What can be removed.
#[derive(Clone, Copy, Debug, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Removable {
    count: usize,
    bytes: u64,
}

/// How many runs are shown. Smaller ones hardly matter to a person who needs space.
const RUNS: usize = 1000;

impl StorageView {
    /// What `query` matches of what [`engine::Storage::all`] returns.
    pub(crate) fn of(
        all: Vec<engine::Stored>,
        query: &StorageQuery,
        free_bytes: u64,
        language: Language,
    ) -> Self {
        use StoredKind::{Dataset, Environment, Kept, Package, Run};
        let mut sums = [Environment, Package, Dataset, Run, Kept].map(StoredSum::none);
        let (mut stored, mut smaller, mut runs) = (Vec::new(), SmallerRuns::default(), 0);
        let mut removable = Removable::default();
        for thing in all {
            let kind = StoredKind::of(&thing.thing);
            sums.iter_mut().filter(|sum| sum.kind == kind).for_each(|sum| sum.add(&thing));
            if !query.matches(kind, thing.used) {
                continue;
            }
            if thing.blocked_by.is_none() {
                removable.count += 1;
                removable.bytes += thing.bytes;
            }
            // Those that have not ended are few, and shown.
            let is_free_run = kind == Run && thing.blocked_by.is_none();
            runs += usize::from(is_free_run);
            match is_free_run && runs > RUNS {
                true => smaller.add(&thing),
                false => stored.push(Stored::of(thing, language)),
            }
        }
        Self { free_bytes, sums: sums.into(), stored, smaller, removable }
    }
}

impl StorageQuery {
    fn matches(&self, kind: StoredKind, used: Timestamp) -> bool {
        let is_old = |days: u16| Timestamp::now().duration_since(used).as_hours() >= 24 * i64::from(days);
        self.kind.is_none_or(|only| only == kind) && self.unused_days.is_none_or(is_old)
    }
}

impl SmallerRuns {
    fn add(&mut self, run: &engine::Stored) {
        if let StoredThing::Run(id, _) = &run.thing {
            self.ids.push(id.to_string());
            self.bytes += run.bytes;
        }
    }
}

impl StoredKind {
    fn of(thing: &StoredThing) -> Self {
        match thing {
            StoredThing::Environment(_) => Self::Environment,
            StoredThing::Package(_) => Self::Package,
            StoredThing::Dataset(_) => Self::Dataset,
            StoredThing::Run(..) => Self::Run,
            StoredThing::Kept => Self::Kept,
        }
    }
}

impl StoredId {
    /// The thing for the engine.
    pub(crate) fn read(self) -> Result<engine::Removable> {
        let project = || self.project.as_deref().unwrap_or_default().parse();
        Ok(match self.kind {
            StoredKind::Environment => engine::Removable::Environment(self.id),
            StoredKind::Package => engine::Removable::Package(project()?, self.id.parse()?, None),
            StoredKind::Dataset => engine::Removable::Dataset(project()?, self.id.parse()?),
            StoredKind::Run => engine::Removable::Run(self.id.parse()?),
            StoredKind::Kept => return Err(Message::KeptDataNeeded.into()),
        })
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
        let outdated =
            matches!(&stored.thing, StoredThing::Environment(environment) if environment.is_outdated());
        let (id, name) = match stored.thing {
            StoredThing::Environment(environment) => (environment.digest.clone(), called(&environment)),
            StoredThing::Package(name) => (name.to_string(), name.to_string()),
            StoredThing::Dataset(name) => (name.to_string(), name.to_string()),
            StoredThing::Run(id, name) => (id.to_string(), name),
            StoredThing::Kept => (String::new(), Message::StorageKeptOf.render(language)),
        };
        let blocked_by = stored.blocked_by.as_ref().map(|by| by.message.render(language));
        let needed_by = stored.blocked_by.and_then(|by| by.needed_by).map(Into::into);
        let project = stored.project.map(|project| (project.id.to_string(), project.name.to_string()));
        let (project, project_name) = project.unzip();
        Self {
            kind,
            id,
            name,
            project,
            project_name,
            bytes: stored.bytes,
            used: millis(stored.used),
            blocked_by,
            needed_by,
            outdated,
        }
    }
}

impl From<engine::NeededBy> for NeededBy {
    fn from(by: engine::NeededBy) -> Self {
        match by {
            engine::NeededBy::Run(id, name) => Self::Run { id: id.to_string(), name },
            engine::NeededBy::Schedule(id, name) => Self::Schedule { id: id.to_string(), name },
        }
    }
}

/// What a person calls an environment: "Python 3.11 · churn, fraud".
fn called(environment: &Environment) -> String {
    let python = environment.python.map(|python| format!(" {python}")).unwrap_or_default();
    let packages: Vec<_> = environment.packages.iter().map(PackageName::as_str).collect();
    match packages.is_empty() {
        true => format!("Python{python}"),
        false => format!("Python{python} · {}", packages.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use contract::RunId;

    use super::*;

    fn stored(thing: StoredThing, bytes: u64, used: Timestamp) -> engine::Stored {
        engine::Stored { thing, project: None, bytes, used, blocked_by: None }
    }

    fn environment(packages: &[&str]) -> StoredThing {
        let packages = packages.iter().map(|name| name.parse().unwrap()).collect();
        let python = Some("3.11".parse().unwrap());
        StoredThing::Environment(Environment { digest: "0123456789abcdef".into(), python, packages })
    }

    /// Many runs would make the page slow, be missing from the totals, or could not be removed.
    #[test]
    fn of_very_many_runs_the_largest_are_shown_and_all_are_added_up() {
        let run = |n| {
            stored(StoredThing::Run(RunId::from_random(n), "nightly".into()), 5000 - n, Timestamp::UNIX_EPOCH)
        };
        let mut all: Vec<engine::Stored> = (0..1200).map(run).collect();
        all.push(stored(environment(&["churn", "fraud"]), 7, Timestamp::UNIX_EPOCH));
        let view = StorageView::of(all, &StorageQuery::default(), 1, Language::English);
        let sums = view.sums.iter().map(|sum| (sum.count, sum.bytes));
        assert_eq!(sums.collect::<Vec<_>>(), [(1, 7), (0, 0), (0, 0), (1200, (3801..=5000).sum()), (0, 0)]);
        assert_eq!((view.smaller.ids.len(), view.smaller.bytes), (200, (3801..=4000).sum()));
        assert_eq!(view.removable.count, 1201);
        assert_eq!(view.stored.len(), 1001);
        let last = view.stored.last().map(|last| (last.kind, last.name.as_str()));
        assert_eq!(last, Some((StoredKind::Environment, "Python 3.11 · churn, fraud")));
    }

    /// A person would remove what was used last week, or what a run needs.
    #[test]
    fn only_what_was_not_used_for_long_is_shown_and_what_is_needed_is_not_counted() {
        let ago = |days: i64| Timestamp::now() - jiff::SignedDuration::from_hours(24 * days);
        let run = |n, days| stored(StoredThing::Run(RunId::from_random(n), "nightly".into()), n, ago(days));
        let blocked_by = Some(engine::BlockedBy {
            message: Message::EnvironmentInUse { digest: String::new(), run: "nightly".into() },
            needed_by: Some(engine::NeededBy::Run(RunId::from_random(1), "nightly".into())),
        });
        let all = vec![
            run(100, 31),
            engine::Stored { blocked_by, ..stored(environment(&[]), 50, ago(40)) },
            run(20, 29),
        ];
        let query = StorageQuery { unused_days: Some(30), kind: None };
        let view = StorageView::of(all, &query, 1, Language::English);
        assert_eq!(view.stored.iter().map(|one| one.bytes).collect::<Vec<_>>(), [100, 50]);
        assert_eq!((view.removable.count, view.removable.bytes), (1, 100));
        assert!(matches!(&view.stored[1].needed_by, Some(NeededBy::Run { name, .. }) if name == "nightly"));
        assert_eq!(view.sums[3].count, 2, "the bar shows everything");
    }
}
