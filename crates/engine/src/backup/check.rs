//! Reads all backups in a folder.

use std::path::PathBuf;

use files::Watch;
use locales::{Message, Result};
use snapshots::{Digest, Problem, Snapshots};

use super::place::Place;

/// What the check of a folder with backups found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BackupCheck {
    /// How many backups it has, those with damage included.
    pub backups: u64,
    /// How many bytes of contents were read.
    pub read: u64,
    /// What is damaged.
    pub damage: Vec<BackupDamage>,
}

/// Something that is damaged in a folder with backups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupDamage {
    /// The file, relative to the folder.
    pub path: PathBuf,
    /// What that means.
    pub message: Message,
    /// Whether a repair moved it out of the way.
    pub is_set_aside: bool,
}

/// How many missing files of a backup are looked at, and how many files are named.
const MOST_MISSING: usize = 1000;
const NAMED: usize = 3;

pub(super) fn check(place: &Place, repairs: bool, watch: &Watch) -> Result<BackupCheck> {
    let (listed, snapshots) = (place.list()?, place.snapshots());
    let (blobs, bytes) = snapshots.extent()?;
    watch.progress.expect(blobs, bytes);
    let backups = (listed.backups.len() + listed.damaged.len()) as u64;
    let mut check =
        Checking { place, snapshots, repairs, found: BackupCheck { backups, ..BackupCheck::default() } };
    if !place.has_mark() {
        let path = files::shown(&place.mark());
        check.add(place.mark(), Message::BackupFileDamaged { path });
    }
    for failure in listed.damaged {
        check.add(place.path().join("backups"), *failure.message);
    }
    for backup in &listed.backups {
        watch.cancel.check()?;
        let at = backup.at.to_string();
        match check.snapshots.manifest(&backup.manifest) {
            Ok(manifest) => {
                let missing = check.snapshots.missing(&manifest, MOST_MISSING)?;
                if !missing.is_empty() {
                    let (count, files) = (missing.len() as u64, named(&missing));
                    let path = check.snapshots.manifest_path(&backup.manifest);
                    check.add(path, Message::BackupContentMissing { at, count, files });
                }
            }
            Err(_) => {
                let path = check.snapshots.manifest_path(&backup.manifest);
                let is_moved = check.set_aside(|taking| taking.set_aside_manifest(&backup.manifest))?;
                check.push(path, Message::BackupManifestDamaged { at }, is_moved);
            }
        }
    }
    let verified = check.snapshots.verify(None, watch)?;
    watch.cancel.check()?;
    check.found.read = verified.read;
    let is_listed = |id: &Digest| listed.backups.iter().any(|backup| backup.manifest == *id);
    for problem in verified.problems {
        match problem {
            // That of a backup was named.
            Problem::Manifest(id) if !is_listed(&id) => {
                let path = check.snapshots.manifest_path(&id);
                let is_moved = check.set_aside(|taking| taking.set_aside_manifest(&id))?;
                check.push(path, Message::SnapshotDamaged { id: id.to_string() }, is_moved);
            }
            Problem::Manifest(_) => {}
            Problem::Blob { digest, files } => {
                let path = check.snapshots.blob_path(&digest);
                let paths: Vec<PathBuf> = files.into_iter().map(|(_, path)| path).collect();
                let message =
                    Message::BackupContentDamaged { files: named(&paths), digest: digest.to_string() };
                let is_moved = check.set_aside(|taking| taking.set_aside(&digest))?;
                check.push(path, message, is_moved);
            }
            Problem::Stray(path) => {
                let shown = files::shown(&path);
                check.add(path, Message::DoctorStray { path: shown });
            }
        }
    }
    Ok(check.found)
}

struct Checking<'a> {
    place: &'a Place,
    snapshots: Snapshots,
    repairs: bool,
    found: BackupCheck,
}

impl Checking<'_> {
    fn add(&mut self, path: PathBuf, message: Message) {
        self.push(path, message, false);
    }

    fn push(&mut self, path: PathBuf, message: Message, is_set_aside: bool) {
        let path = path.strip_prefix(self.place.path()).map(PathBuf::from).unwrap_or(path);
        self.found.damage.push(BackupDamage { path, message, is_set_aside });
    }

    /// Moves something damaged out of the way, if a repair was asked for. Returns whether it was moved.
    fn set_aside(&self, moves: impl FnOnce(&snapshots::Taking<'_>) -> Result<()>) -> Result<bool> {
        if self.repairs {
            moves(&self.snapshots.taking()?)?;
        }
        Ok(self.repairs)
    }
}

/// The first paths, and an ellipsis if there are more.
fn named(paths: &[PathBuf]) -> String {
    let mut unique: Vec<String> = paths.iter().map(|path| files::shown(path)).collect();
    unique.dedup();
    let more = unique.len() > NAMED;
    unique.truncate(NAMED);
    unique.extend(more.then(|| "…".to_string()));
    unique.join(", ")
}
