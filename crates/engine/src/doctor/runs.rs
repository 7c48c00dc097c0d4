//! What the files of a run say about each other, and about its version.

use std::collections::HashMap;

use contract::{PackageName, ProjectId, RunId, Version};
use files::{atomic, beneath};
use locales::{Message, Result};
use rundir::{Outcome, RunSpec};
use serde_json::Value;

use super::{Check, FindingCode};
use crate::packages::VersionFile;
use crate::parts::Parts;
use crate::reads::Reads;
use crate::runs::expected_results;

/// The most bytes of a `_results.json`, which has all parameters of its run.
const MOST_BYTES: u64 = 64 << 20;

/// What versions say of themselves.
#[derive(Default)]
struct Versions {
    made_by: HashMap<RunId, VersionFile>,
    digests: HashMap<(ProjectId, PackageName, Version), String>,
}

impl Check<'_> {
    pub(super) fn runs(&mut self) -> Result<()> {
        let mut versions = Versions::default();
        for (home, name) in self.packages()? {
            let reader = self.engine.reader().in_project(home.project());
            for file in reader.packages().version_files(&name) {
                let key = (home.project().clone(), name.clone(), file.version);
                versions.digests.insert(key, file.digest.clone());
                if let Some(run) = file.made_by.clone() {
                    versions.made_by.insert(run, file);
                }
            }
        }
        let runs = std::fs::read_dir(self.engine.home().runs()).into_iter().flatten().flatten();
        for id in runs.filter_map(|entry| entry.file_name().to_str()?.parse::<RunId>().ok()) {
            self.watch.cancel.check()?;
            self.run(&id, &versions);
        }
        Ok(())
    }

    fn run(&mut self, id: &RunId, versions: &Versions) {
        let home = self.engine.home();
        let run = home.run(id);
        // What cannot be read is said elsewhere, and a run without results has not been finished.
        let (Ok(spec), Ok(outcome)) =
            (rundir::read::<RunSpec>(&run.spec()), rundir::read::<Outcome>(&run.outcome()))
        else {
            return;
        };
        if !run.results().exists() {
            return;
        }
        let made = versions.made_by.get(id).filter(|_| outcome.package.is_some() && spec.imported.is_none());
        self.compare_digests(id, &spec, &outcome, made, versions);
        let opened = rundir::open(&run.results());
        let bytes = opened.and_then(|file| beneath::content(&file, MOST_BYTES)).unwrap_or_default();
        let found: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        let expected = expected_results(home, &run, &spec, &outcome, made.map(|file| file.version));
        let wanted: Value = serde_json::from_str(&expected).unwrap_or_default();
        if said(&found, spec.imported.is_some()) == said(&wanted, spec.imported.is_some()) {
            return;
        }
        let message = Message::DoctorResultsDiffer { id: id.to_string() };
        let thing = home.relative(&run.results());
        if spec.imported.is_some() {
            self.found(FindingCode::ResultsDiffer, thing, message, Message::DoctorResultsImported);
            return;
        }
        let ways = (Message::DoctorWillRewrite, Message::DoctorDidRewrite);
        self.repairable(FindingCode::ResultsDiffer, thing, message, ways, || {
            // Whatever it was: somebody may want to know.
            atomic::rename(&run.results(), &run.results().with_extension("json.broken"))?;
            atomic::write(&run.results(), expected.as_bytes())
        });
    }

    /// Compares what a run recorded of the zips of its versions with what these say.
    fn compare_digests(
        &mut self,
        id: &RunId,
        spec: &RunSpec,
        outcome: &Outcome,
        made: Option<&VersionFile>,
        versions: &Versions,
    ) {
        let mut compare = |version: Version, recorded: &str, known: &str| {
            if recorded.is_empty() || known.is_empty() || recorded == known {
                return;
            }
            let (package, version) = (spec.package.name.to_string(), version.to_string());
            let message = Message::DoctorDigestsDiffer { id: id.to_string(), package, version };
            let thing = self.engine.home().relative(self.engine.home().run(id).path());
            self.found(FindingCode::DigestsDiffer, thing, message, Message::DoctorDigestsWay);
        };
        if let (Some(file), Some(packed)) = (made, &outcome.package) {
            compare(file.version, &packed.digest, &file.digest);
        }
        let key = (spec.project.clone(), spec.package.name.clone(), spec.package.version);
        // An imported run used a version of another store.
        if let Some(known) = versions.digests.get(&key).filter(|_| spec.imported.is_none()) {
            compare(spec.package.version, &spec.package.digest, known);
        }
    }
}

/// What `_results.json` says that follows from how the run ended.
fn said(results: &Value, is_imported: bool) -> Option<Vec<Value>> {
    let summary = results.get("run_summary")?;
    let outputs = summary.get("outputs")?;
    let mut said = vec![summary.get("start_at")?.clone(), summary.get("end_at")?.clone()];
    said.push(outputs.get("score").cloned().unwrap_or_default());
    if !is_imported {
        said.extend(["package", "version"].map(|name| outputs.get(name).cloned().unwrap_or_default()));
    }
    Some(said)
}
