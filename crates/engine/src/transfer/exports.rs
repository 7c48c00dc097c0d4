//! A run as one file, `.run.zip`, that another store imports with all that it shows.
//!
//! Under one root folder it holds what an ended run keeps in its directory, the version it made as
//! `package.zip`, and `manifest.json` with every file's digest. The same run gives the same bytes.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use contract::{RunId, Version};
use files::tree::{Kind, LeftOut, scan_inside};
use files::{Watch, atomic, digest, zip};
use locales::{Message, Result};
use rundir::Outcome;
use serde::{Deserialize, Serialize};

use super::Downloaded;
use crate::home::Staging;
use crate::logged::Logged;
use crate::parts::{Parts, Transfer};
use crate::reads::Reads;
use crate::{Run, datasets};

/// What an exported run is called at the end.
pub const EXPORT_ENDING: &str = ".run.zip";

/// The format this program writes, and the newest that it reads.
pub(crate) const FORMAT: u32 = 1;
pub(crate) const MANIFEST: &str = "manifest.json";
/// What may stand in an exported run beside the manifest.
pub(crate) const FILES: [&str; 10] = [
    "spec.json",
    "labels.json",
    "started",
    "outcome.json",
    "log",
    "log.idx",
    "events.jsonl",
    "requirements.lock",
    "_results.json",
    "package.zip",
];
/// The folders beside them.
pub(crate) const FOLDERS: [&str; 3] = ["artifacts", "data_directory", "test_data_directory"];

/// `manifest.json`: what an exported run consists of.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// See [`FORMAT`].
    pub(crate) format: u32,
    /// The version that the run made, in the store it comes from.
    pub(crate) made: Option<Version>,
    /// Every other file below the root folder, with its BLAKE3 in hexadecimal.
    pub(crate) files: BTreeMap<String, String>,
}

impl<S: Reads> Transfer<'_, S> {
    /// Exports an ended run to `output`, a new file, or a folder to put it in. A link among what the
    /// run left becomes the file that it leads to; one that leads out, or to a folder, is left out, and
    /// so is what cannot be read or has a name that no zip can hold.
    ///
    /// # Errors
    /// It has not ended; `output` is there already, or cannot be written.
    pub fn export_run(&self, id: &RunId, output: &Path, watch: &Watch) -> Result<Downloaded> {
        let row = self.0.runs().find_ended(id)?;
        let place = if output.is_dir() { output.join(export_name(&row)) } else { output.to_path_buf() };
        if place.exists() {
            return Err(Message::FileTaken { path: files::shown(&place) }.into());
        }
        let mut left_out = Vec::new();
        if self.0.runs().is_unpublished(id) {
            let why = Message::ExportWithoutVersion { id: id.to_string() }.into();
            left_out.push(LeftOut { path: "package".into(), why });
        }
        let mut contents = self.exported(&row, &mut left_out, watch)?;
        let mut manifest = Manifest { format: FORMAT, made: row.new_version, files: BTreeMap::new() };
        for (name, path) in contents.iter().filter(|(name, _)| !name.ends_with('/')) {
            watch.cancel.check()?;
            manifest.files.insert(name.clone(), digest::file(path)?);
        }
        let staging = Staging::for_place(self.0.home(), &place)?;
        let manifest_file = staging.path().join(MANIFEST);
        atomic::write_json(&manifest_file, &manifest)?;
        contents.push((MANIFEST.into(), manifest_file));
        for (name, _) in &mut contents {
            name.insert_str(0, &format!("run-{id}/"));
        }
        let packed = zip::pack_files(&contents, &place, watch)?;
        // What an import would refuse is refused here: later nobody may have the run any more.
        let unpacked = zip::Listed::open(&place).and_then(|listed| {
            Ok(contract::check_declared(listed.entries.len() as u64, listed.bytes(), packed.bytes)?)
        });
        if let Err(failure) = unpacked {
            // The failure that is reported is the one that made the removal necessary.
            fs::remove_file(&place).logged("remove an export that could not be imported");
            return Err(failure);
        }
        Ok(Downloaded { path: place, bytes: packed.bytes, left_out })
    }

    /// What is exported of a run: names as in its directory, `/` at a folder's end, and where that is.
    /// What cannot be is added to `left_out`.
    fn exported(
        &self,
        row: &Run,
        left_out: &mut Vec<LeftOut>,
        watch: &Watch,
    ) -> Result<Vec<(String, PathBuf)>> {
        let run = self.0.home().run(&row.id);
        // The code that wrote it is not trusted: a link in place of a file is none.
        let is_file = |path: &Path| path.symlink_metadata().is_ok_and(|about| about.is_file());
        let own = FILES.iter().map(|name| (name.to_string(), run.path().join(name)));
        let mut found: Vec<_> = own.filter(|(_, path)| is_file(path)).collect();
        if let Some(version) = row.new_version
            && !is_file(&run.package_zip())
            && let Some(made) = rundir::read::<Outcome>(&run.outcome())?.package
        {
            let zip = self.0.home().version_zip(&row.package, version);
            if zip.is_file() && digest::file(&zip)? == made.digest {
                found.push(("package.zip".into(), zip));
            }
        }
        for folder in FOLDERS {
            let root = run.path().join(folder);
            if !root.symlink_metadata().is_ok_and(|about| about.is_dir()) {
                continue;
            }
            let scan = scan_inside(&root, watch)?;
            found.push((format!("{folder}/"), root));
            let named: HashSet<&Path> = scan.left_out.iter().map(|one| one.path.as_path()).collect();
            for entry in &scan.entries {
                let path = scan.root.join(&entry.path);
                let is_folder = entry.kind == Kind::Folder;
                match zip::name(&entry.path) {
                    Some(name) if is_folder => found.push((format!("{folder}/{name}/"), path)),
                    Some(name) if path.is_file() => found.push((format!("{folder}/{name}"), path)),
                    _ if named.contains(entry.path.as_path()) => {}
                    _ => {
                        let why = Message::FileNotZipped { path: files::shown(&entry.path) }.into();
                        left_out.push(LeftOut { path: Path::new(folder).join(&entry.path), why });
                    }
                }
            }
            left_out.extend(datasets::below(Path::new(folder), scan.left_out));
        }
        Ok(found)
    }
}

/// What a run's export is called: as its pipeline, as far as that can be a file's name.
pub fn export_name(run: &Run) -> String {
    let legal = |c: char| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c };
    // A file's name has at most 255 bytes.
    let name: String = run.name.trim_start_matches('.').chars().map(legal).take(50).collect();
    let name = name.trim();
    if name.is_empty() { format!("run-{}{EXPORT_ENDING}", run.id) } else { format!("{name}{EXPORT_ENDING}") }
}
