//! Importing runs that another store exported. Their files are not trusted: each is unpacked in staging,
//! verified against its manifest and parsed, before anything in the store changes; then one rename makes it a
//! run.
//!
//! Many can be imported at once: they are unpacked on all cores, synced together, and renamed under one lock.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use contract::{Parameters, ProjectId, RunId};
use files::{Document, Watch, atomic, digest, document, parallel, unreadable, unwritable, zip};
use jiff::Timestamp;
use locales::{Failure, Message, Result};
use rundir::{Imported, Outcome, RunDir, RunSnapshots, RunSpec, RunTags, Started};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use store::runs::RunRow;

use super::exports::{EXPORT_ENDING, FILES, FOLDERS, FORMAT, MANIFEST, Manifest};
use crate::Run;
use crate::change::Change;
use crate::home::Staging;
use crate::lineage::lineage_of;
use crate::parts::{Parts, Transfer};
use crate::reads::Reads;
use crate::runs::{appeared, indexed_metrics};

/// The largest file that is read into memory, in bytes.
const LONGEST: u64 = 64 << 20;
/// The files that are parsed; the rest is only copied.
const PARSED: [&str; 6] =
    ["spec.json", "started", "outcome.json", "labels.json", "snapshots.json", "_results.json"];

/// An exported run, unpacked and checked.
#[derive(Debug)]
struct Unpacked {
    dir: RunDir,
    spec: RunSpec,
    started: Option<Started>,
    outcome: Outcome,
    /// The first half of its digest.
    outcome_hash: u64,
    run_tags: RunTags,
}

impl Transfer<'_> {
    /// Imports exported runs. Returns for each file, in the same order, its run, or why it was refused: it is
    /// not an export, is damaged, or contains a run that is already here. The others are imported all the
    /// same.
    ///
    /// # Errors
    /// The store cannot be written, or the work was cancelled. Each run is imported completely or not at all.
    pub fn import_runs(&self, files: &[PathBuf], watch: &Watch) -> Result<Vec<Result<Run>>> {
        let (staging, now) = (Staging::new(self.0.home())?, self.0.timestamp());
        let unpacked: Vec<OnceLock<Result<Unpacked>>> = files.iter().map(|_| OnceLock::new()).collect();
        parallel::each(
            files.len(),
            || (),
            |(), i| {
                let folder = staging.path().join(i.to_string());
                let run = unpack(&files[i], &folder, self.0.project(), now, watch);
                if let Ok(run) = &run {
                    // Writes them into a file, since nothing is to wait for it later.
                    indexed_metrics(self.0.home(), &run.dir);
                }
                let _ = unpacked[i].set(run);
                watch.cancel.check()
            },
        )?;
        atomic::sync_tree(staging.path())?;
        let unpacked = unpacked
            .into_iter()
            .map(|unpacked| unpacked.into_inner().unwrap_or_else(|| Err(Message::Cancelled.into())));
        let unpacked: Vec<_> = unpacked.collect();
        if unpacked.iter().all(Result::is_err) {
            return Ok(unpacked.into_iter().filter_map(Result::err).map(Err).collect());
        }
        self.0.change(self.0.project(), |change| change.transfer().commit(unpacked))
    }
}

impl Transfer<'_, Change<'_>> {
    /// Turns what was unpacked into runs of this store.
    fn commit(&self, unpacked: Vec<Result<Unpacked>>) -> Result<Vec<Result<Run>>> {
        let change = self.0;
        let schedules = change.schedules().of_all_projects();
        let waiting: HashSet<RunId> = schedules.into_iter().filter_map(|schedule| schedule.waiting).collect();
        change.set_dirty()?;
        let mut imported = Vec::new();
        for unpacked in unpacked {
            let chosen = match unpacked {
                Ok(mut unpacked) => {
                    self.choose_directory(&mut unpacked, &waiting)?.map(|directory| (unpacked, directory))
                }
                Err(failure) => Err(failure),
            };
            imported.push(match chosen {
                Ok((unpacked, directory)) => {
                    fs::rename(unpacked.dir.path(), directory.path())
                        .map_err(|e| unwritable(directory.path(), e))?;
                    change.log(appeared(&unpacked.spec));
                    let Unpacked { spec, started, outcome, .. } = &unpacked;
                    let lineage = lineage_of(&directory, spec, Some(outcome));
                    let row =
                        RunRow::of(spec, started.as_ref(), Some(outcome), None, unpacked.run_tags.clone());
                    Ok((row, lineage))
                }
                Err(failure) => Err(failure),
            });
        }
        atomic::sync_folder(&change.home().runs())?;
        change.rows(|tables| {
            imported.iter().flatten().try_for_each(|(row, lineage)| {
                tables.put_run(row)?;
                tables.put_run_lineage(&row.id, lineage)?;
                let metrics = indexed_metrics(change.home(), &change.home().run(&row.id));
                tables.put_run_metrics(&row.id, &metrics)
            })
        })?;
        Ok(imported.into_iter().map(|done| done.map(|(row, _)| Run(row))).collect())
    }

    /// The directory for a run: that of its own id, or of another id if that is taken. Refused if the run is
    /// already here.
    fn choose_directory(&self, unpacked: &mut Unpacked, waiting: &HashSet<RunId>) -> Result<Result<RunDir>> {
        let own = unpacked.spec.id.clone();
        // The second id is always the same for the same run, so that its copy is recognised.
        let other = RunId::from_random(unpacked.outcome_hash);
        for id in [&own, &other] {
            let there = self.0.home().run(id);
            if !there.path().exists() {
                continue;
            }
            let spec = rundir::read::<RunSpec>(&there.spec());
            let outcome = rundir::read::<Outcome>(&there.outcome());
            if let Ok(spec) = spec
                && spec.original() == unpacked.spec.original()
                && outcome.is_ok_and(|outcome| outcome == unpacked.outcome)
            {
                return Ok(Err(self.here_already(&spec.project, id).into()));
            }
        }
        let is_free = |id: &RunId| !self.0.home().run(id).path().exists() && !waiting.contains(id);
        let id = [own, other].into_iter().find(is_free).unwrap_or_else(|| self.0.runs().free_id());
        if id != unpacked.spec.id {
            unpacked.spec.id = id.clone();
            document::rewrite(&unpacked.dir.spec(), &unpacked.spec)?;
        }
        Ok(Ok(self.0.home().run(&id)))
    }

    /// If the run is in another project, the message names that project.
    fn here_already(&self, project: &ProjectId, id: &RunId) -> Message {
        let id = id.to_string();
        let elsewhere = Some(project).filter(|project| *project != self.0.project());
        match elsewhere.and_then(|project| self.0.in_project(project).projects().current().ok()) {
            Some(project) => Message::RunImportedElsewhere { id, project: project.name.to_string() },
            None => Message::RunImportedAlready { id },
        }
    }
}

/// Unpacks an exported run into the new folder `into` and checks all of it.
fn unpack(file: &Path, into: &Path, project: &ProjectId, now: Timestamp, watch: &Watch) -> Result<Unpacked> {
    let packed = file.metadata().map_err(|e| unreadable(file, e))?.len();
    let listed = zip::ZipListing::open(file)?;
    contract::check_declared(listed.entries.len() as u64, listed.bytes(), packed)?;
    let first = listed.entries.first().and_then(|entry| entry.path.components().next());
    let root = first.map(|name| PathBuf::from(name.as_os_str())).ok_or_else(|| refused(file))?;
    let read = |name| {
        let found = listed.files().find(|entry| entry.path == root.join(name)).cloned();
        let Some(entry) = found else { return Ok(None) };
        if entry.bytes > LONGEST { Err(refused(file)) } else { listed.read(&entry).map(Some) }
    };
    let manifest = read(MANIFEST)?.ok_or_else(|| refused(file))?;
    /// The part of a manifest that is the same in every format.
    #[derive(Deserialize)]
    struct Format {
        format: u32,
    }
    if parsed::<Format>(file, &manifest)?.format > FORMAT {
        return Err(Message::RunExportNewer { path: files::shown(file) }.into());
    }
    let manifest = parsed::<Manifest>(file, &manifest)?;
    let mut texts = HashMap::new();
    for name in PARSED {
        texts.extend(read(name)?.map(|text| (name, text)));
    }
    check_names(file, &root, &listed)?;
    let is_copied = |path: &Path| !texts.keys().chain([&MANIFEST]).any(|name| path == root.join(name));
    let digests = listed.unpack_digested(into, &is_copied, watch)?;
    let copied =
        digests.iter().map(|(path, digest)| (path.strip_prefix(&root).unwrap_or(path), digest.clone()));
    let read = texts.iter().map(|(name, text)| (Path::new(*name), digest::bytes(text)));
    verify(file, &manifest, copied.chain(read))?;
    let text = |name: &str| texts.get(name).ok_or_else(|| refused(file));
    let mut spec = parse_document::<RunSpec>(file, text("spec.json")?)?;
    Parameters::filled(spec.kind, &spec.parameters.entered())?;
    let outcome = parse_document::<Outcome>(file, text("outcome.json")?)?;
    let started = texts.get("started").map(|text| parse_document::<Started>(file, text)).transpose()?;
    let run_tags = texts.get("labels.json").map(|text| parse_document::<RunTags>(file, text)).transpose()?;
    texts.get("snapshots.json").map(|text| parse_document::<RunSnapshots>(file, text)).transpose()?;
    parsed::<serde_json::Value>(file, text("_results.json")?)?;
    let dir = RunDir::new(into.join(&root));
    let made = outcome.package.as_ref().map(|made| &made.digest);
    let is_packed = manifest.files.get("package.zip").is_none_or(|digest| Some(digest) == made);
    if !is_packed || !rundir::is_well_indexed(&dir).map_err(|_| refused(file))? {
        return Err(refused(file));
    }
    spec = RunSpec { project: project.clone(), ..spec.original() };
    let name = file.file_name().map(|name| files::shown(Path::new(name))).unwrap_or_default();
    spec.imported = Some(Imported { file: name, at: now, id: spec.id.clone(), made: manifest.made });
    let outcome_hash = manifest.files.get("outcome.json").and_then(|digest| digest.get(..16));
    let outcome_hash = outcome_hash.and_then(|half| u64::from_str_radix(half, 16).ok()).unwrap_or_default();
    write(&dir, &spec, &texts)?;
    Ok(Unpacked { dir, spec, started, outcome, outcome_hash, run_tags: run_tags.unwrap_or_default() })
}

/// Refuses entries that are not in the folder `root`, or do not belong to a run.
fn check_names(file: &Path, root: &Path, listed: &zip::ZipListing) -> Result<()> {
    for entry in &listed.entries {
        let inside = entry.path.strip_prefix(root).map_err(|_| refused(file))?;
        let Some(name) = inside.components().next().map(|name| Path::new(name.as_os_str())) else {
            if entry.is_folder { continue } else { return Err(refused(file)) }
        };
        let is_file = !entry.is_folder && name == inside;
        let known: &[&str] = if is_file { &FILES } else { &FOLDERS };
        let is_manifest = is_file && name == Path::new(MANIFEST);
        if !is_manifest && !known.iter().any(|known| name == Path::new(known)) {
            let (path, name) = (files::shown(file), files::shown(name));
            return Err(Message::RunExportStrange { path, name }.into());
        }
    }
    Ok(())
}

/// Refuses files that do not match the manifest exactly.
fn verify<'a>(
    file: &Path,
    manifest: &Manifest,
    found: impl Iterator<Item = (&'a Path, String)>,
) -> Result<()> {
    let mut left = manifest.files.len();
    for (path, digest) in found {
        if path.to_str().and_then(|name| manifest.files.get(name)) != Some(&digest) {
            let entry = files::shown(path);
            return Err(Message::RunExportChanged { path: files::shown(file), entry }.into());
        }
        left -= 1;
    }
    if left == 0 { Ok(()) } else { Err(refused(file)) }
}

/// Writes the parsed files. They are synced later, all together.
fn write(dir: &RunDir, spec: &RunSpec, texts: &HashMap<&str, Vec<u8>>) -> Result<()> {
    let artifacts = dir.path().join(spec.parameters.artifacts_directory());
    fs::create_dir_all(&artifacts).map_err(|e| unwritable(&artifacts, e))?;
    for (name, text) in texts {
        let path = dir.path().join(name);
        let own = (path == dir.spec()).then(|| document::rewritten(&path, text, spec)).transpose()?;
        fs::write(&path, own.as_ref().unwrap_or(text)).map_err(|e| unwritable(&path, e))?;
    }
    Ok(())
}

/// The names in a folder, and whether each is a folder itself.
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

/// Parses a part of the exported run `file`, which is named in failures.
fn parsed<T: DeserializeOwned>(file: &Path, part: &[u8]) -> Result<T> {
    serde_json::from_slice(part).map_err(|error| {
        let path = files::shown(file);
        Failure::because(Message::RunExportInvalid { path }, error)
    })
}

/// The same for a document, which a newer program may have written.
fn parse_document<T: Document>(file: &Path, part: &[u8]) -> Result<T> {
    document::parse(file, part).map_err(|failure| {
        let path = files::shown(file);
        match *failure.message {
            Message::FileNewer { .. } => Message::RunExportNewer { path }.into(),
            _ => failure.with_message(Message::RunExportInvalid { path }),
        }
    })
}

fn refused(file: &Path) -> Failure {
    Message::RunExportInvalid { path: files::shown(file) }.into()
}

/// The exported runs that a person named: files, and the exports in folders.
///
/// # Errors
/// A folder cannot be read, or contains no exports.
pub fn exports_in(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in paths {
        if !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let ends = |name: &str| name.ends_with(EXPORT_ENDING);
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
