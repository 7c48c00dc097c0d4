//! The data that a run's code gets: working copies of the chosen datasets, and the snapshots that say what was in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use contract::PipelineKind;
use files::beneath::Folder;
use files::tree::{self, Entry, Scan, SkippedFile};
use files::{Stamp, Watch, space, unwritable};
use locales::{Message, Result};
use rundir::{RunDir, RunInputs, RunSnapshot, RunSnapshots, RunSpec};
use snapshots::{Change, Manifest, Modes, Snapshots, Taking, diff};

use crate::stages::{Chosen, left_out};

/// Makes the working copies of the data, and records what is in them. In a full run, the evaluation dataset replaces the
/// input dataset's folder for `evaluate`. Returns messages for the log.
pub(crate) fn bring_in(
    run: &RunDir,
    spec: &RunSpec,
    inputs: &RunInputs,
    watch: &Watch,
) -> Result<Vec<Message>> {
    let (snapshots, mut known) = (run.snapshots(), RunSnapshots::default());
    let mut data =
        Data { run, snapshots: &snapshots, taking: snapshots.taking(), watch, messages: Vec::new() };
    if let Some(input) = Chosen::input(spec, inputs) {
        let folder = run.work().data();
        let keeps = spec.parameters.save_training_data();
        known.input = match (input.snapshot(run)?, keeps) {
            (Some(manifest), _) => Some(data.restore(&manifest, &folder, keeps)?),
            (None, true) => Some(data.keep(input, &folder)?),
            (None, false) => data.copy(input, &folder)?,
        };
    }
    if let Some(evaluation) = Chosen::evaluation(spec, inputs) {
        let folder = evaluation_folder(run, spec);
        let replaces = fs::read_dir(&folder).is_ok_and(|mut entries| entries.next().is_some());
        tree::remove(&folder)?;
        if let Some(above) = folder.parent() {
            fs::create_dir_all(above).map_err(|error| unwritable(above, error))?;
        }
        known.evaluation = match evaluation.snapshot(run)? {
            Some(manifest) => Some(data.restore(&manifest, &folder, false)?),
            None => data.copy(evaluation, &folder)?,
        };
        let name = evaluation.dataset.name.to_string();
        data.messages.extend(replaces.then_some(Message::EvaluationDataInstead { name }));
    }
    // Before the lock on the snapshots is released, so that they count as needed.
    known.write(run)?;
    Ok(data.messages)
}

/// Keeps the folder that `evaluate` is about to get. Returns what could not be kept.
pub(crate) fn keep_evaluated(run: &RunDir, folder: &Path, watch: &Watch) -> Result<Vec<SkippedFile>> {
    let directory = run.path();
    let around = Folder::open(directory).map_err(|error| files::unreadable(directory, error))?;
    let scan = tree::scan_within(around, folder.strip_prefix(directory).unwrap_or(folder), watch)?;
    let (snapshots, mut known) = (run.snapshots(), RunSnapshots::of(run)?);
    let taking = snapshots.taking()?;
    let source = source_of(run);
    let taken = taking.keep(&scan, &source, watch);
    snapshots.forget(&source)?;
    known.evaluated = Some(RunSnapshot::of(&taken?.described.manifest, true));
    known.write(run)?;
    Ok(scan.skipped)
}

/// The folder with the data for `evaluate`.
pub(crate) fn evaluation_folder(run: &RunDir, spec: &RunSpec) -> PathBuf {
    match spec.kind {
        PipelineKind::Full => run.work().split_folder(&spec.parameters.test_folder()),
        PipelineKind::Training | PipelineKind::Evaluation => run.work().evaluation(),
    }
}

/// What names the run's own folders in the stat cache, in which they are only for a moment.
fn source_of(run: &RunDir) -> String {
    format!("runs/{}", run.path().file_name().unwrap_or_default().to_string_lossy())
}

/// How many files that changed are named in the log.
const NAMED: usize = 5;

struct Data<'a> {
    run: &'a RunDir,
    snapshots: &'a Snapshots,
    taking: Result<Taking<'a>>,
    watch: &'a Watch,
    /// For the log.
    messages: Vec<Message>,
}

impl Data<'_> {
    /// Keeps a dataset, and makes the working copy from what is kept, so that both are the same.
    fn keep(&mut self, chosen: Chosen<'_>, folder: &Path) -> Result<RunSnapshot> {
        let scan = tree::scan(&chosen.folder(self.run)?, self.watch)?;
        let taking = self.taking.as_ref().map_err(Clone::clone)?;
        let described = match chosen.is_copied(self.run) {
            true => taking.adopt(&scan, chosen.path, self.watch)?.described,
            false => taking.keep(&scan, chosen.path, self.watch)?.described,
        };
        let (manifest, changed) = (self.as_it_was(chosen, described.manifest)?, described.changed);
        taking.write(&manifest)?;
        self.snapshots.restore(&manifest, folder, Modes::Writable, self.watch)?;
        self.say(chosen, &scan, &changed);
        Ok(RunSnapshot::of(&manifest, true))
    }

    /// Makes the working copy of an earlier state.
    fn restore(&mut self, manifest: &Manifest, folder: &Path, is_kept: bool) -> Result<RunSnapshot> {
        let taking = self.taking.as_ref().map_err(Clone::clone)?;
        self.snapshots.restore(manifest, folder, Modes::Writable, self.watch)?;
        taking.write(manifest)?;
        Ok(RunSnapshot::of(manifest, is_kept))
    }

    /// The manifest of a dataset with the permissions that its files had when they were added.
    fn as_it_was(&self, chosen: Chosen<'_>, manifest: Manifest) -> Result<Manifest> {
        let newest = chosen.newest.map(|newest| self.snapshots.manifest(&newest));
        // If it cannot be read, the doctor says so, and only permissions are missing.
        let Some(Ok(newest)) = newest else { return Ok(manifest) };
        manifest.with_modes_of(&part_of(chosen, newest)?)
    }

    /// Makes the working copy of a dataset, and records what is in it. `None`: that could not be recorded, which is no
    /// reason to lose a training.
    fn copy(&mut self, chosen: Chosen<'_>, folder: &Path) -> Result<Option<RunSnapshot>> {
        let scan = tree::scan(&chosen.folder(self.run)?, self.watch)?;
        space::require(self.run.path(), scan.needed)?;
        tree::copy(&scan, folder, self.watch)?;
        let (snapshot, changed) = match self.record(chosen, &scan, folder) {
            Ok((snapshot, changed)) => (Some(snapshot), changed),
            Err(failure) => {
                self.watch.cancel.check()?;
                self.messages.extend([Message::DataNotRecorded, (*failure.message).clone()]);
                (None, Vec::new())
            }
        };
        self.say(chosen, &scan, &changed);
        Ok(snapshot)
    }

    /// Records what is in a copy of what was scanned `before`. If nothing has changed since, the files of the dataset tell
    /// that as well, of which most are known from earlier runs. Returns also what has changed.
    fn record(&self, chosen: Chosen<'_>, before: &Scan, copy: &Path) -> Result<(RunSnapshot, Vec<PathBuf>)> {
        let taking = self.taking.as_ref().map_err(Clone::clone)?;
        // Only the copy itself is shown as progress.
        let watch = Watch { cancel: self.watch.cancel.clone(), ..Watch::default() };
        let now = SystemTime::now();
        let after = tree::scan(&before.root, &watch)?;
        let mut changed = changes(before, &after);
        let mut known = None;
        if changed.is_empty() {
            let described = match chosen.is_copied(self.run) {
                true => taking.adopt(&after, chosen.path, &watch)?.described,
                false => self.snapshots.describe(&after, chosen.path, &watch)?,
            };
            changed = described.changed;
            let manifest = self.as_it_was(chosen, described.manifest)?;
            if changed.is_empty()
                && before.entries == after.entries
                && before.entries.iter().all(|entry| entry.stamp.is_settled(now))
            {
                taking.write(&manifest)?;
                return Ok((RunSnapshot::of(&manifest, false), changed));
            }
            known = Some(manifest);
        }
        let source = source_of(self.run);
        let described = self.snapshots.describe(&tree::scan(copy, &watch)?, &source, &watch);
        self.snapshots.forget(&source)?;
        let mut manifest = described?.manifest;
        // Of a file that was written at this very moment, only the content shows that it was written again.
        match known {
            Some(known) if known.content() == manifest.content() => manifest = known,
            Some(known) => {
                diff(&known, &manifest, |one| {
                    if one.change != Change::Attributes && !changed.contains(&one.path) {
                        changed.push(one.path);
                    }
                });
            }
            None => {}
        }
        taking.write(&manifest)?;
        Ok((RunSnapshot::of(&manifest, false), changed))
    }

    /// Adds messages about what could not be copied, and about what changed meanwhile.
    fn say(&mut self, chosen: Chosen<'_>, scan: &Scan, changed: &[PathBuf]) {
        let name = chosen.dataset.name.to_string();
        let count = scan.skipped.len() as u64;
        self.messages.extend(left_out(Message::DataLeftOut { name: name.clone(), count }, &scan.skipped));
        if !changed.is_empty() {
            let named = changed.iter().take(NAMED).map(|path| files::shown(path));
            let more = (changed.len() > NAMED).then(|| "…".to_string());
            let names = named.chain(more).collect::<Vec<_>>().join(", ");
            self.messages.push(Message::DataChangedMeanwhile { name, names });
        }
    }
}

/// The part of a dataset's manifest that is about the chosen folder.
pub(crate) fn part_of(chosen: Chosen<'_>, whole: Manifest) -> Result<Manifest> {
    let folder = &chosen.dataset.folder;
    if folder.is_whole() { Ok(whole) } else { whole.below(folder.as_ref()) }
}

/// What is not the same in two scans of a folder, in the order of the paths. That a file has got another name or other
/// permissions is no difference: another run may just have made it a part of a snapshot.
fn changes(before: &Scan, after: &Scan) -> Vec<PathBuf> {
    if before.entries == after.entries {
        return Vec::new();
    }
    let (before, after) = (by_path(before), by_path(after));
    let gone = before.keys().filter(|path| !after.contains_key(**path));
    let is_same = |one: &Entry, other: &Entry| {
        let changed = other.stamp.changed;
        (&one.kind, one.modified) == (&other.kind, other.modified)
            && Stamp { changed, ..one.stamp } == other.stamp
    };
    let is_known =
        |path: &Path, entry: &Entry| before.get(path).is_some_and(|earlier| is_same(earlier, entry));
    let changed = after.iter().filter(|(path, entry)| !is_known(path, entry)).map(|(path, _)| path);
    let all: BTreeSet<&&Path> = gone.chain(changed).collect();
    all.into_iter().map(|path| path.to_path_buf()).collect()
}

fn by_path(scan: &Scan) -> BTreeMap<&Path, &Entry> {
    scan.entries.iter().map(|entry| (entry.path.as_path(), entry)).collect()
}
