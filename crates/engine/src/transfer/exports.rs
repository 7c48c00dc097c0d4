//! Exporting a run as one file, `.run.zip`, that another store can import completely.
//!
//! It has one root folder with the files of an ended run's directory, the version it made as `package.zip`,
//! and `manifest.json` with every file's digest. Exporting the same run again gives the same bytes.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use contract::{RunId, Version};
use files::beneath::{self, Folder, Source};
use files::tree::SkippedFile;
use files::{Watch, atomic, digest, zip};
use locales::{Message, Result};
use rundir::{Outcome, RunSnapshots};
use serde::{Deserialize, Serialize};

use super::Downloaded;
use super::chosen::add_folder;
use super::downloads::{make_zip, refuse_taken};
use crate::Run;
use crate::home::Staging;
use crate::parts::{Parts, Transfer};
use crate::reads::Reads;

/// The ending of an exported run's file name.
pub const EXPORT_ENDING: &str = ".run.zip";

/// The format this program writes, and the newest that it can read.
pub(crate) const FORMAT: u32 = 1;
pub(crate) const MANIFEST: &str = "manifest.json";
/// The files that an exported run may contain besides the manifest.
pub(crate) const FILES: [&str; 13] = [
    "spec.json",
    "labels.json",
    "started",
    "outcome.json",
    "log",
    "log.idx",
    "events.jsonl",
    "series",
    "logged.jsonl",
    "requirements.lock",
    "snapshots.json",
    "_results.json",
    "package.zip",
];
/// The folders that it may contain.
pub(crate) const FOLDERS: [&str; 4] = ["artifacts", "images", "data_directory", "test_data_directory"];

/// `manifest.json`: what an exported run consists of.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// See [`FORMAT`].
    pub(crate) format: u32,
    /// The version that the run made, in the store it comes from.
    pub(crate) made: Option<Version>,
    /// Every other file below the root folder, with its BLAKE3 digest in hexadecimal.
    pub(crate) files: BTreeMap<String, String>,
}

impl<S: Reads> Transfer<'_, S> {
    /// Exports an ended run to `output`, a file or an existing folder. A link among the run's files is replaced
    /// by the file it points to; a link that leads out of the run or to a folder is skipped, and so are files that
    /// cannot be read or whose name no zip can hold. `replaces`: an existing file may be replaced.
    ///
    /// # Errors
    /// The run has not ended; `output` exists and may not be replaced, is in the store, or cannot be written.
    pub fn export_run(&self, id: &RunId, output: &Path, replaces: bool, watch: &Watch) -> Result<Downloaded> {
        let row = self.0.runs().find_ended(id)?;
        let target = self.target(output, export_name(&row).as_ref())?;
        refuse_taken(&target, replaces)?;
        let mut skipped = Vec::new();
        if self.0.runs().is_unpublished(id) {
            let why = Message::ExportWithoutVersion { id: id.to_string() }.into();
            skipped.push(SkippedFile { path: "package".into(), why });
        }
        let staging = Staging::for_output(self.0.home(), &target)?;
        let mut contents = self.exported(&row, staging.path(), &mut skipped, watch)?;
        let mut manifest = Manifest { format: FORMAT, made: row.new_version, files: BTreeMap::new() };
        for (name, source) in contents.iter().filter(|(name, _)| !name.ends_with('/')) {
            watch.cancel.check()?;
            manifest.files.insert(name.clone(), digest::source(source, &watch.cancel)?);
        }
        let manifest_file = staging.path().join(MANIFEST);
        atomic::write_json(&manifest_file, &manifest)?;
        contents.push((MANIFEST.into(), Source::Path(manifest_file)));
        for (name, _) in &mut contents {
            name.insert_str(0, &format!("run-{id}/"));
        }
        let packed = make_zip(&target, replaces, |zip| {
            let packed = zip::pack_files(&contents, zip, watch)?;
            // What an import would refuse is refused here, because later the run may be gone.
            let listed = zip::ZipListing::open(zip)?;
            contract::check_declared(listed.entries.len() as u64, listed.bytes(), packed.bytes)?;
            Ok(packed)
        })?;
        Ok(Downloaded { path: target, bytes: packed.bytes, skipped })
    }

    /// The contents of an export: names as in the run's directory, with `/` at a folder's end, and where they
    /// are read: kept data in the folder `staging`. Files that cannot be exported are added to `skipped`.
    fn exported(
        &self,
        row: &Run,
        staging: &Path,
        skipped: &mut Vec<SkippedFile>,
        watch: &Watch,
    ) -> Result<Vec<(String, Source)>> {
        let run = self.0.home().run(&row.id);
        let opened = Folder::open(run.path()).map_err(|error| files::unreadable(run.path(), error))?;
        let opened = Arc::new(opened);
        let mut found = Vec::new();
        for name in FILES {
            match opened.file(Path::new(name)) {
                Ok(_) => found.push((name.to_string(), Source::Beneath(opened.clone(), name.into()))),
                // The code that wrote them is not trusted: a link in place of a file is not exported.
                Err(error) if beneath::is_absent(&error) => {}
                Err(error) => return Err(files::unreadable(&run.path().join(name), error)),
            }
        }
        if let Some(version) = row.new_version
            && !found.iter().any(|(name, _)| name == "package.zip")
            && let Some(made) = rundir::read::<Outcome>(&run.outcome())?.package
        {
            let zip = self.0.home().version_zip(&row.package, version);
            if zip.is_file() && digest::file(&zip)? == made.digest {
                found.push(("package.zip".into(), Source::Path(zip)));
            }
        }
        for name in FOLDERS {
            match opened.folder(Path::new(name)) {
                Ok(folder) => add_folder(Path::new(name), folder, &mut found, skipped, watch)?,
                Err(error) if beneath::is_absent(&error) => {
                    if let Some(folder) = self.kept_folder(row, name, staging, watch)? {
                        add_folder(Path::new(name), folder, &mut found, skipped, watch)?;
                    }
                }
                Err(error) => {
                    let why = files::unreadable(&run.path().join(name), error);
                    skipped.push(SkippedFile { path: name.into(), why });
                }
            }
        }
        Ok(found)
    }

    /// Copies the data that a run kept as `name` into `staging`, if it kept any.
    fn kept_folder(&self, row: &Run, name: &str, staging: &Path, watch: &Watch) -> Result<Option<Folder>> {
        let recorded = RunSnapshots::of(&self.0.home().run(&row.id))?;
        let snapshot = match name {
            "data_directory" => recorded.data_directory(row.kind),
            "test_data_directory" => recorded.test_data_directory(row.kind),
            _ => None,
        };
        let Some(snapshot) = snapshot else { return Ok(None) };
        let folder = staging.join(name);
        self.0.trees().open_kept(&snapshot.id)?.restore(Path::new(""), &folder, watch)?;
        Folder::open(&folder).map(Some).map_err(|error| files::unreadable(&folder, error))
    }
}

/// The file name of a run's export: its pipeline's name, as far as a file name allows.
pub fn export_name(run: &Run) -> String {
    let legal = |c: char| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c };
    // A file's name has at most 255 bytes.
    let name: String = run.name.trim_start_matches('.').chars().map(legal).take(50).collect();
    let name = name.trim();
    if name.is_empty() { format!("run-{}{EXPORT_ENDING}", run.id) } else { format!("{name}{EXPORT_ENDING}") }
}
