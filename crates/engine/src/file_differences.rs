//! How a file differs from what it was: from one state of a dataset to another one, and from what a run was given.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use contract::{DatasetName, FolderPath, RunId};
use files::Watch;
use locales::{Failure, Message, Result};
use previews::FileDifference;
use snapshots::{Digest, Entry};

use crate::trees::refused;
use crate::{Engine, GivenData, ReproducedPart, Tree};

impl Engine {
    /// How two open regular files differ, as far as is found out in about this time; what was not compared by then is said.
    /// They are read in the process that makes previews. `path` names both of them, and its ending says what their
    /// contents leave open.
    ///
    /// # Errors
    /// A file cannot be read, or the process fails.
    pub fn compare_files(
        &self,
        before: File,
        after: File,
        path: &Path,
        time: Duration,
    ) -> Result<FileDifference> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        self.comparer().compare((before, after), &name, time).map_err(|failed| refused(failed, path))
    }

    /// How a file of a dataset differs in the state `newer`, or today, from what it is in the state `older`.
    ///
    /// # Errors
    /// There is no such state; one of them does not have the file; [`Message::SnapshotFileMissing`]: its content is not
    /// kept; those of [`Engine::compare_files`].
    pub fn compare_state_file(
        &self,
        name: &DatasetName,
        (older, newer): (u32, Option<u32>),
        path: &Path,
        time: Duration,
        watch: &Watch,
    ) -> Result<FileDifference> {
        let whole = FolderPath::default();
        let of = |number| self.file_in(&self.datasets().state(name, number)?.id, (name, &whole), path, watch);
        let after = newer.map_or_else(|| self.file_today((name, &whole), path), of);
        let (before, after) = in_both(of(older), after, path)?;
        self.compare_files(before, after, path, time)
    }

    /// How a file of a dataset differs today from what a run was given. `path` is that below the folder that it was given.
    ///
    /// # Errors
    /// The run was given no such file, or the dataset does not have it today; [`Message::SnapshotFileMissing`]: its content is
    /// not kept, or nothing is known of what the run was given; those of [`Engine::compare_files`].
    pub fn compare_given_file(
        &self,
        given: &GivenData,
        path: &Path,
        time: Duration,
        watch: &Watch,
    ) -> Result<FileDifference> {
        let place = (&given.dataset, &given.folder);
        let unknown = || Message::SnapshotFileMissing { path: files::shown(path) };
        let id = given.snapshot.as_ref().ok_or_else(unknown)?.id;
        let (before, after) =
            in_both(self.file_in(&id, place, path, watch), self.file_today(place, path), path)?;
        self.compare_files(before, after, path, time)
    }

    /// How a file of a run that reproduces another one differs from that of its original. `path` is that in the
    /// [report](crate::Reproduction).
    ///
    /// # Errors
    /// The run reproduces none; one of the runs, or of their versions, was removed, or does not have the file; those of
    /// [`Engine::compare_files`].
    pub fn compare_reproduced_file(
        &self,
        id: &RunId,
        part: ReproducedPart,
        path: &Path,
        time: Duration,
    ) -> Result<FileDifference> {
        let of = |id: &RunId| {
            let run = self.runs().find(id.as_str())?;
            let tree = match part {
                ReproducedPart::Artifacts => Tree::Artifacts(id.clone()),
                ReproducedPart::Package => {
                    Tree::Version(run.package.clone(), run.new_version.ok_or_else(|| missing(path))?)
                }
            };
            self.in_project(&run.project).trees().open_file(&tree, path)
        };
        let (before, after) = in_both(of(&self.runs().reproduced(id)?), of(id), path)?;
        self.compare_files(before, after, path, time)
    }

    /// Opens a file of a snapshot that was taken of a folder of a dataset. If the snapshot does not keep it, the dataset may
    /// still have it.
    fn file_in(
        &self,
        id: &Digest,
        (name, folder): (&DatasetName, &FolderPath),
        path: &Path,
        watch: &Watch,
    ) -> Result<File> {
        let snapshots = self.home().snapshots();
        let entry = snapshots.find(id, path)?;
        let content = entry.as_ref().and_then(Entry::content).ok_or_else(|| missing(path))?;
        let kept = snapshots.file(path, content);
        let is_not_kept = |failure: &Failure| matches!(*failure.message, Message::SnapshotFileMissing { .. });
        if kept.as_ref().err().is_some_and(is_not_kept)
            && let Ok(today) = self.file_today((name, folder), path)
            && today.metadata().is_ok_and(|about| about.len() == content.size)
        {
            let source = self.home().relative(&self.home().dataset_files(name));
            if snapshots.digest_of(&today, path, &source, watch)? == content.digest {
                return Ok(today);
            }
        }
        kept
    }

    /// Opens a file that is in a folder of a dataset today.
    fn file_today(&self, (name, folder): (&DatasetName, &FolderPath), path: &Path) -> Result<File> {
        self.trees().open_file(&Tree::Dataset(name.clone()), &AsRef::<Path>::as_ref(folder).join(path))
    }
}

/// Both files, or which of them does not exist.
fn in_both(before: Result<File>, after: Result<File>, path: &Path) -> Result<(File, File)> {
    let is_missing = |file: &Result<File>| {
        file.as_ref().err().is_some_and(|failure| matches!(*failure.message, Message::SourceMissing { .. }))
    };
    let path = files::shown(path);
    match (is_missing(&before), is_missing(&after)) {
        (true, false) => Err(Message::FileNotBefore { path }.into()),
        (false, true) => Err(Message::FileNotAfter { path }.into()),
        _ => Ok((before?, after?)),
    }
}

fn missing(path: &Path) -> Failure {
    Message::SourceMissing { path: files::shown(path) }.into()
}
