//! Runs that another store exported. What is in such a file is not trusted: it is unpacked in
//! staging, held against its manifest and read as what it must be, before anything of the store
//! changes; then one rename makes it a run.
//!
//! Many are imported at once: unpacked on all cores, synced together, renamed under one lock.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use contract::{Imported, Labels, Outcome, Parameters, ProjectId, RunDir, RunId, RunSpec, Started};
use files::{Watch, atomic, digest, parallel, zip};
use jiff::Timestamp;
use locales::{Failure, Message, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use store::runs::RunRow;

use crate::exports::{FILES, FOLDERS, FORMAT, MANIFEST, Manifest};
use crate::home::Staging;
use crate::runs::{appeared, row};
use crate::{Engine, log};

/// A file that is read whole is not longer, in bytes.
const LONGEST: u64 = 64 << 20;

/// An exported run, unpacked and checked.
#[derive(Debug)]
struct Unpacked {
    dir: RunDir,
    spec: RunSpec,
    started: Option<Started>,
    outcome: Outcome,
    labels: Labels,
}

impl Engine {
    /// Imports exported runs. Answers for each file, in their order, with its run or with why it was
    /// refused: a file that is none, is damaged, or holds a run that is here already. The others are
    /// imported all the same.
    ///
    /// # Errors
    /// When the store cannot be written, or the work was stopped. A run is there whole or not at all.
    pub fn import_runs(&self, files: &[PathBuf], watch: &Watch) -> Result<Vec<Result<RunRow>>> {
        let staging = Staging::new(&self.home)?;
        let unpacked: Vec<OnceLock<Result<Unpacked>>> = files.iter().map(|_| OnceLock::new()).collect();
        parallel::each(
            files.len(),
            || (),
            |(), i| {
                let folder = staging.path().join(i.to_string());
                let _ = unpacked[i].set(unpack(&files[i], &folder, self.project(), watch));
                watch.cancel.check()
            },
        )?;
        atomic::sync_tree(staging.path())?;
        let unpacked = unpacked
            .into_iter()
            .map(|unpacked| unpacked.into_inner().unwrap_or_else(|| Err(Message::Cancelled.into())));
        self.adopt(unpacked.collect())
    }

    /// Makes what was unpacked runs of this store.
    fn adopt(&self, unpacked: Vec<Result<Unpacked>>) -> Result<Vec<Result<RunRow>>> {
        if unpacked.iter().all(Result::is_err) {
            return Ok(unpacked.into_iter().filter_map(Result::err).map(Err).collect());
        }
        let lock = self.lock_project()?;
        let waiting: HashSet<RunId> =
            self.all_schedules().into_iter().filter_map(|schedule| schedule.waiting).collect();
        lock.mark()?;
        let (mut imported, mut told) = (Vec::new(), Vec::new());
        for unpacked in unpacked {
            let adopted = match unpacked {
                Ok(mut unpacked) => self.free_place(&mut unpacked, &waiting)?.map(|place| (unpacked, place)),
                Err(failure) => Err(failure),
            };
            imported.push(match adopted {
                Ok((unpacked, place)) => {
                    fs::rename(unpacked.dir.path(), place.path()).map_err(|e| unwritable(place.path(), e))?;
                    told.push(appeared(&unpacked.spec).of(self.project()));
                    Ok(row(
                        &unpacked.spec,
                        unpacked.started.as_ref(),
                        Some(&unpacked.outcome),
                        None,
                        unpacked.labels,
                    ))
                }
                Err(failure) => Err(failure),
            });
        }
        atomic::sync_folder(&self.home.runs())?;
        self.write(|tables| imported.iter().flatten().try_for_each(|row| tables.put_run(row)))?;
        self.tell(&told);
        lock.unmark();
        Ok(imported)
    }

    /// Where a run will be: under its own id, or another if that is taken. Refused if it is here already.
    fn free_place(&self, unpacked: &mut Unpacked, waiting: &HashSet<RunId>) -> Result<Result<RunDir>> {
        let own = unpacked.spec.id.clone();
        // The second is always the same for the same run, so that its copy is found again.
        let hash = digest::file(&unpacked.dir.outcome())?;
        let other = RunId::from_random(u64::from_str_radix(&hash[..16], 16).unwrap_or_default());
        for id in [&own, &other] {
            let there = self.home.run(id);
            let spec = atomic::read_json::<RunSpec>(&there.spec());
            let outcome = atomic::read_json::<Outcome>(&there.outcome());
            if spec.is_ok_and(|spec| spec.original() == unpacked.spec.original())
                && outcome.is_ok_and(|outcome| outcome == unpacked.outcome)
            {
                return Ok(Err(Message::RunImportedAlready { id: id.to_string() }.into()));
            }
        }
        let is_free = |id: &RunId| !self.home.run(id).path().exists() && !waiting.contains(id);
        let id = [own, other].into_iter().find(is_free).unwrap_or_else(|| self.free_id());
        if id != unpacked.spec.id {
            unpacked.spec.id = id.clone();
            atomic::write_json(&unpacked.dir.spec(), &unpacked.spec)?;
        }
        Ok(Ok(self.home.run(&id)))
    }
}

/// Unpacks an exported run into the new folder `into` and checks all of it.
fn unpack(file: &Path, into: &Path, project: &ProjectId, watch: &Watch) -> Result<Unpacked> {
    let packed = file.metadata().map_err(|e| unreadable(file, e))?.len();
    let mut listed = zip::Listed::open(file)?;
    let bytes = listed.files.iter().fold(0u64, |sum, entry| sum.saturating_add(entry.bytes));
    contract::check_declared(listed.entries, bytes, packed)?;
    let found = listed.files.iter().find(|entry| is_manifest(&entry.path) && entry.bytes <= LONGEST);
    let found = found.cloned().ok_or_else(|| refused(file))?;
    let manifest = listed.read(&found)?;
    // The manifest is not unpacked only to be removed: where thousands of files were just deleted, a
    // file system takes long to make new ones.
    zip::unpack(file, into, &|path| !is_manifest(path), watch)?;
    let root = match &names(into)?[..] {
        [(root, true)] => into.join(root),
        _ => return Err(refused(file)),
    };
    let dir = RunDir::new(&root);
    /// What is read of a manifest of any format.
    #[derive(Deserialize)]
    struct Format {
        format: u32,
    }
    if parsed::<Format>(file, &manifest)?.format > FORMAT {
        return Err(Message::RunExportNewer { path: files::shown(file) }.into());
    }
    let manifest = parsed::<Manifest>(file, &manifest)?;
    hold_against(file, &root, &manifest)?;
    let mut spec = json::<RunSpec>(file, &dir.spec())?;
    Parameters::filled(spec.kind, &spec.parameters.entered())?;
    let outcome = json::<Outcome>(file, &dir.outcome())?;
    let started = dir.started().exists().then(|| json::<Started>(file, &dir.started())).transpose()?;
    let labels = dir.labels().exists().then(|| json::<Labels>(file, &dir.labels())).transpose()?;
    json::<serde_json::Value>(file, &dir.results())?;
    let made = outcome.package.as_ref().map(|made| &made.digest);
    let is_packed = manifest.files.get("package.zip").is_none_or(|digest| Some(digest) == made);
    if !is_packed || !log::is_well_indexed(&dir).map_err(|_| refused(file))? {
        return Err(refused(file));
    }
    spec = RunSpec { project: project.clone(), ..spec.original() };
    let name = file.file_name().map(|name| files::shown(Path::new(name))).unwrap_or_default();
    spec.imported =
        Some(Imported { file: name, at: Timestamp::now(), id: spec.id.clone(), made: manifest.made });
    write(&dir, &spec).map_err(|e| unwritable(&root, e))?;
    Ok(Unpacked { dir, spec, started, outcome, labels: labels.unwrap_or_default() })
}

/// Refuses what is not exactly what the manifest says, or has no place in a run.
fn hold_against(file: &Path, root: &Path, manifest: &Manifest) -> Result<()> {
    for (name, is_folder) in names(root)? {
        let known: &[&str] = if is_folder { &FOLDERS } else { &FILES };
        if !known.contains(&name.as_str()) {
            return Err(Message::RunExportStrange { path: files::shown(file), name }.into());
        }
    }
    let (mut left, mut folders) = (manifest.files.len(), vec![PathBuf::new()]);
    while let Some(below) = folders.pop() {
        for (name, is_folder) in names(&root.join(&below))? {
            let path = below.join(name);
            if is_folder {
                folders.push(path);
            } else {
                let entry = path.to_string_lossy();
                if manifest.files.get(entry.as_ref()) != Some(&digest::file(&root.join(&path))?) {
                    let entry = files::shown(&path);
                    return Err(Message::RunExportChanged { path: files::shown(file), entry }.into());
                }
                left -= 1;
            }
        }
    }
    if left == 0 { Ok(()) } else { Err(refused(file)) }
}

/// Syncs nothing: all are synced together.
fn write(dir: &RunDir, spec: &RunSpec) -> std::io::Result<()> {
    fs::create_dir_all(dir.path().join(spec.parameters.artifacts_directory()))?;
    fs::write(dir.spec(), serde_json::to_vec_pretty(spec)?)
}

/// What is in a folder, and whether it is one.
fn names(folder: &Path) -> Result<Vec<(String, bool)>> {
    let failed = |error| unreadable(folder, error);
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let is_folder = entry.file_type().map_err(failed)?.is_dir();
        names.push((entry.file_name().to_string_lossy().into_owned(), is_folder));
    }
    Ok(names)
}

/// Reads a part of the exported run `file`; what it may not be is that one's fault.
fn json<T: DeserializeOwned>(file: &Path, part: &Path) -> Result<T> {
    let is_short = part.metadata().is_ok_and(|about| about.len() <= LONGEST);
    let read = if is_short { fs::read(part).ok() } else { None };
    parsed(file, &read.ok_or_else(|| refused(file))?)
}

fn parsed<T: DeserializeOwned>(file: &Path, part: &[u8]) -> Result<T> {
    serde_json::from_slice(part).map_err(|error| {
        let path = files::shown(file);
        Failure::because(Message::RunExportInvalid { path }, error)
    })
}

fn is_manifest(path: &Path) -> bool {
    path.components().count() == 2 && path.ends_with(MANIFEST)
}

fn refused(file: &Path) -> Failure {
    Message::RunExportInvalid { path: files::shown(file) }.into()
}

fn unreadable(path: &Path, error: std::io::Error) -> Failure {
    Failure::because(Message::FileUnreadable { path: files::shown(path) }, error)
}

fn unwritable(path: &Path, error: std::io::Error) -> Failure {
    Failure::because(Message::FileUnwritable { path: files::shown(path) }, error)
}

/// The exported runs that a person means: files, and all that are in a folder by their ending.
///
/// # Errors
/// There is no such file, or none in the folder.
pub fn exports_in(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in paths {
        if !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let ends = |name: &str| name.ends_with(crate::exports::EXPORT_ENDING);
        let mut inside: Vec<PathBuf> = names(path)?
            .into_iter()
            .filter(|(name, is_folder)| !is_folder && ends(name))
            .map(|(name, _)| path.join(name))
            .collect();
        if inside.is_empty() {
            return Err(Message::RunExportsNone { path: files::shown(path) }.into());
        }
        inside.sort();
        found.append(&mut inside);
    }
    Ok(found)
}
