//! Snapshots: what something needs is there, and is what it was.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use contract::RunId;
use files::{Watch, tree};
use locales::{Message, Result};
use rundir::{DatasetRef, RunSnapshots, RunSpec};
use snapshots::{Digest, FilesOf, Needed, Position, Snapshots};

use super::reading::STRAY;
use super::{Check, FindingCode};
use crate::datasets::DatasetStates;
use crate::parts::Parts;
use crate::reads::Reads;
use crate::storage::needed;

/// How many missing files of a snapshot are looked at.
const MOST_MISSING: usize = 1000;
/// How many files and runs are named.
const NAMED: usize = 3;

/// Who needs a snapshot, and where the same data may still be.
#[derive(Default)]
struct Users {
    /// The ids of runs and the folders of datasets.
    names: BTreeSet<String>,
    /// Whether the contents were to be kept. Those of a run in progress count as needed in any case.
    is_kept: bool,
    /// Folders of datasets.
    sources: BTreeSet<PathBuf>,
}

type UsersOf = HashMap<Digest, Users>;

impl Check<'_> {
    /// `damaged`: what the long reading found.
    pub(super) fn contents(&mut self, damaged: &BTreeSet<String>) -> Result<()> {
        let (home, users) = (self.engine.home(), self.users());
        let snapshots = home.snapshots();
        // Of what cannot be read, nothing is known.
        let needed = needed(home).unwrap_or_else(|_| needed_by(&users));
        let mut manifests: BTreeSet<(Digest, FindingCode)> = BTreeSet::new();
        let mut blobs: BTreeMap<Digest, FindingCode> = BTreeMap::new();
        for position in damaged.iter().filter_map(|text| text.parse::<Position>().ok()) {
            match position {
                Position::Manifest(id) if is_damaged(&snapshots, &id) => {
                    manifests.insert((id, FindingCode::ManifestDamaged));
                }
                Position::Blob(digest) if snapshots.blob_path(&digest).exists() => {
                    blobs.insert(digest, FindingCode::ContentDamaged);
                }
                _ => {}
            }
        }
        blobs.retain(|digest, _| !snapshots.is_intact(digest, &Watch::default()).unwrap_or(false));
        let mut files = snapshots.files_of(blobs.keys().copied())?;
        for id in needed.kept.iter().chain(&needed.recorded) {
            self.watch.cancel.check()?;
            match snapshots.manifest(id) {
                Ok(manifest) if needed.kept.contains(id) && users.get(id).is_none_or(|user| user.is_kept) => {
                    for (path, digest) in snapshots.missing_blobs(&manifest, MOST_MISSING)? {
                        blobs.entry(digest).or_insert(FindingCode::ContentMissing);
                        files.entry(digest).or_default().push((*id, path));
                    }
                }
                Err(e) if matches!(*e.message, Message::SnapshotMissing { .. }) => {
                    manifests.insert((*id, FindingCode::ManifestMissing));
                }
                _ => {}
            }
        }
        for (id, code) in manifests {
            self.manifest(&snapshots, &id, code, &users);
            self.has_lost_list |= needed.kept.contains(&id) && snapshots.manifest(&id).is_err();
        }
        // One that is in no list is needed by nothing, and is found as that.
        blobs.retain(|digest, _| files.get(digest).is_some_and(|of| !of.is_empty()));
        for (digest, code) in blobs {
            self.content(&snapshots, &digest, code, &files, &users);
        }
        for path in damaged.iter().filter_map(|text| text.strip_prefix(STRAY)) {
            if home.path().join(path).symlink_metadata().is_ok() {
                let message = Message::DoctorStray { path: path.into() };
                self.found(FindingCode::Stray, path.into(), message, Message::DoctorStrayWay);
            }
        }
        Ok(())
    }

    /// The runs and datasets that have each snapshot. What cannot be read is a finding.
    fn users(&mut self) -> UsersOf {
        let mut users = UsersOf::new();
        let runs = std::fs::read_dir(self.engine.home().runs()).into_iter().flatten().flatten();
        for id in runs.filter_map(|entry| entry.file_name().to_str()?.parse::<RunId>().ok()) {
            let run = self.engine.home().run(&id);
            let Ok(spec) = rundir::read::<RunSpec>(&run.spec()) else { continue };
            let known = self.read(&run.snapshots_file(), RunSnapshots::of(&run));
            let datasets = self.engine.reader().in_project(&spec.project);
            let folder = |dataset: &Option<DatasetRef>| {
                let dataset = dataset.as_ref()?;
                let folder = datasets.datasets().folder(&dataset.name, &dataset.folder).ok()?;
                Some(self.engine.home().path().join(folder))
            };
            let all = [
                (&known.input, &spec.input),
                (&known.evaluation, &spec.evaluation),
                (&known.evaluated, &spec.evaluation),
                (&known.evaluated, &spec.input),
            ];
            for (snapshot, dataset) in all {
                let Some(snapshot) = snapshot else { continue };
                let user = users.entry(snapshot.id).or_default();
                user.names.insert(id.to_string());
                user.is_kept |= snapshot.kept;
                user.sources.extend(folder(dataset));
            }
        }
        self.add_datasets(&mut users);
        users
    }

    /// Adds the states of datasets.
    fn add_datasets(&mut self, users: &mut UsersOf) {
        for project in self.engine.projects().all().unwrap_or_default() {
            let home = self.engine.home().in_project(&project.id);
            let datasets = std::fs::read_dir(home.datasets()).into_iter().flatten().flatten();
            for dataset in datasets.map(|entry| entry.path()) {
                let path = dataset.join(DatasetStates::NAME);
                for state in self.read(&path, DatasetStates::of(&dataset)).states {
                    let user = users.entry(state.id).or_default();
                    user.names.insert(home.relative(&dataset));
                    user.is_kept |= state.kept && !state.is_incomplete;
                    user.sources.insert(dataset.join("files"));
                }
            }
        }
    }

    /// What was read of a record, at this path, of what something needs.
    fn read<T: Default>(&mut self, path: &Path, record: Result<T>) -> T {
        record.unwrap_or_else(|failure| {
            let thing = self.engine.home().relative(path);
            self.found(FindingCode::DocumentDamaged, thing, failure, Message::DoctorRecordWay);
            T::default()
        })
    }

    fn manifest(&mut self, snapshots: &Snapshots, id: &Digest, code: FindingCode, users: &UsersOf) {
        let user = users.get(id);
        let runs = user.map(|user| named(user.names.iter().cloned())).unwrap_or_default();
        let message = match code {
            FindingCode::ManifestMissing => Message::DoctorManifestMissing { id: id.to_string(), runs },
            _ => Message::DoctorManifestDamaged { id: id.to_string(), runs },
        };
        let home = self.engine.home();
        let thing = home.relative(&snapshots.manifest_path(id));
        // The same data has the same list.
        let same = user.into_iter().flat_map(|user| &user.sources).find_map(|source| {
            let scan = tree::scan(source, &Watch::default()).ok()?;
            let described = snapshots.describe(&scan, &home.relative(source), &Watch::default()).ok()?;
            // The files of a dataset have lost the permissions that others may have had to write to them.
            let likely = [0, 0o200, 0o220, 0o222].into_iter();
            let mut all = likely.filter_map(|permissions| described.manifest.with_writing(permissions).ok());
            Some((source, all.find(|manifest| manifest.id() == *id)?))
        });
        let Some((source, manifest)) = same else {
            self.found(code, thing, message, Message::DoctorNoSameData);
            return;
        };
        self.repairable(code, thing, message, brought_back(&home.relative(source)), || {
            let taking = snapshots.taking()?;
            taking.set_aside_manifest(id)?;
            taking.write(&manifest)
        });
    }

    fn content(
        &mut self,
        snapshots: &Snapshots,
        digest: &Digest,
        code: FindingCode,
        files: &FilesOf,
        users: &UsersOf,
    ) {
        let of = files.get(digest).map_or(&[][..], Vec::as_slice);
        let (mut runs, mut places) = (BTreeSet::new(), BTreeSet::new());
        for (id, path) in of {
            let Some(user) = users.get(id) else { continue };
            runs.extend(user.names.iter().cloned());
            places.extend(user.sources.iter().map(|source| source.join(path)));
        }
        let names = named(of.iter().map(|(_, path)| files::shown(path)));
        let (digest_text, runs) = (digest.to_string(), named(runs.into_iter()));
        let message = match code {
            FindingCode::ContentMissing => {
                Message::DoctorContentMissing { digest: digest_text, files: names, runs }
            }
            _ => Message::DoctorContentDamaged { digest: digest_text, files: names, runs },
        };
        let home = self.engine.home();
        let thing = home.relative(&snapshots.blob_path(digest));
        let has_it = |place: &&PathBuf| {
            place.is_file()
                && snapshots::digest_of(place, &Watch::default()).is_ok_and(|found| found == *digest)
        };
        let Some(place) = places.iter().find(has_it) else {
            self.found(code, thing, message, Message::DoctorNoSameData);
            return;
        };
        self.repairable(
            code,
            thing,
            message,
            brought_back(&shown_in(home.path(), place)),
            || match snapshots.taking()?.bring_back(digest, place, &Watch::default())? {
                true => Ok(()),
                false => Err(Message::FileChanged { path: files::shown(place) }.into()),
            },
        );
    }
}

fn is_damaged(snapshots: &Snapshots, id: &Digest) -> bool {
    let read = snapshots.manifest(id);
    read.is_err_and(|failure| !matches!(*failure.message, Message::SnapshotMissing { .. }))
}

fn brought_back(from: &str) -> (Message, Message) {
    let from = from.to_string();
    (Message::DoctorWillBringBack { from: from.clone() }, Message::DoctorDidBringBack { from })
}

/// What these need.
fn needed_by(users: &UsersOf) -> Needed {
    let (kept, recorded): (Vec<_>, _) = users.iter().partition(|(_, user)| user.is_kept);
    let ids = |users: Vec<(&Digest, &Users)>| users.into_iter().map(|(id, _)| *id).collect();
    Needed { kept: ids(kept), recorded: ids(recorded) }
}

fn shown_in(home: &Path, path: &Path) -> String {
    files::shown(path.strip_prefix(home).unwrap_or(path))
}

/// The first names, and an ellipsis if there are more.
fn named(mut names: impl Iterator<Item = String>) -> String {
    let mut all: Vec<String> = names.by_ref().take(NAMED).collect();
    if names.next().is_some() {
        all.push("…".into());
    }
    all.join(", ")
}
