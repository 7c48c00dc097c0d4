//! Keeps other ways of reading a run's files out of the program: what a run's code could have written is opened by
//! `rundir` and `files::beneath` only, which follow no link and wait for nobody.
#![expect(clippy::unwrap_used, reason = "helpers of tests, outside of them too")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What opens, reads or follows a path, whatever is there.
const READS: [&str; 12] = [
    "fs::read",
    "fs::copy",
    "File::open",
    "File::options",
    "OpenOptions::new",
    ".canonicalize()",
    "files::read(",
    "document::read",
    "document::rewrite",
    "digest::file",
    "atomic::copy(",
    "tree::scan(",
];

/// Where that is right, how often, and what is read there: nothing of a run.
const ALLOWED: &[(&str, usize, &str)] = &[
    ("cli/src/exec.rs", 1, "where the run's directory is"),
    ("cli/src/serve.rs", 1, "the system"),
    ("engine/src/activity/mod.rs", 1, "ML Logs"),
    ("engine/src/backup/file.rs", 1, "backups"),
    ("engine/src/backup/mod.rs", 2, "names, when the store was last backed up"),
    ("engine/src/backup/place.rs", 7, "the folder with the backups"),
    ("engine/src/backup/restore.rs", 4, "names, datasets"),
    ("engine/src/change/entries.rs", 1, "ML Logs"),
    ("engine/src/change/lock.rs", 2, "the store's lock"),
    ("engine/src/change/missed.rs", 4, "names, datasets, schedules, projects"),
    ("engine/src/change/rebuild.rs", 4, "names, packages, datasets"),
    ("engine/src/change/reconcile.rs", 5, "names, the system"),
    ("engine/src/datasets/mod.rs", 9, "datasets, what a person adds"),
    ("engine/src/datasets/states.rs", 4, "datasets"),
    ("engine/src/doctor/contents.rs", 3, "names, datasets"),
    ("engine/src/doctor/documents.rs", 1, "names"),
    ("engine/src/doctor/leftovers.rs", 1, "names"),
    ("engine/src/doctor/progress.rs", 1, "how far the doctor is"),
    ("engine/src/doctor/runs.rs", 1, "names"),
    ("engine/src/doctor/zips.rs", 1, "versions"),
    ("engine/src/environ.rs", 3, "environment variables, which are hidden from runs"),
    ("engine/src/home/mod.rs", 2, "where the store is, and what would be saved in it"),
    ("engine/src/home/private.rs", 1, "names"),
    ("engine/src/home/staging.rs", 1, "names"),
    ("engine/src/lib.rs", 2, "settings, the queue"),
    ("engine/src/lineage/known.rs", 1, "versions"),
    ("engine/src/packages/about.rs", 1, "packages"),
    ("engine/src/packages/add.rs", 1, "what a person adds"),
    ("engine/src/packages/mod.rs", 4, "packages"),
    ("engine/src/projects/mod.rs", 1, "projects"),
    ("engine/src/queue/mod.rs", 1, "written before any code of the run is started"),
    ("engine/src/queue/order.rs", 2, "the queue"),
    ("engine/src/runs/chart_layouts.rs", 2, "the layouts of charts"),
    ("engine/src/runs/data.rs", 1, "datasets"),
    ("engine/src/runs/views.rs", 2, "saved views"),
    ("engine/src/schedules/mod.rs", 3, "schedules"),
    ("engine/src/settings.rs", 2, "settings"),
    ("engine/src/storage/damaged.rs", 1, "files outside of runs"),
    ("engine/src/storage/removal/snapshots.rs", 1, "names"),
    ("engine/src/transfer/exports.rs", 1, "the zip of a version"),
    ("engine/src/transfer/imports.rs", 2, "what a person imports"),
    ("engine/src/transfer/report.rs", 4, "the program's logs, settings, the system"),
    ("engine/src/trees/mod.rs", 2, "where a dataset's links lead"),
    ("server/src/browser.rs", 1, "what was made for a page to load"),
    ("server/src/uploads.rs", 1, "what a page sends"),
];

#[test]
fn a_runs_files_are_opened_in_one_way_only() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut found = BTreeMap::new();
    for name in ["engine", "api", "server", "cli"] {
        count(&crates.join(name).join("src"), crates, &mut found);
    }
    let allowed = ALLOWED.iter().map(|(file, count, _)| (PathBuf::from(file), *count)).collect();
    assert_eq!(
        found, allowed,
        "a run's files are opened by `rundir::open`, `rundir::read`, `RunDir::open` or `files::beneath`; if it is \
         something else that is read here, say so in `ALLOWED`"
    );
}

/// Counts the lines that read something in the Rust files of a folder, but for their tests.
fn count(folder: &Path, root: &Path, found: &mut BTreeMap<PathBuf, usize>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            count(&path, root, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let is_read = |line: &&str| {
                !line.trim_start().starts_with("//") && READS.iter().any(|read| line.contains(read))
            };
            let lines = code.lines().filter(is_read).count();
            if lines > 0 {
                found.insert(path.strip_prefix(root).unwrap().into(), lines);
            }
        }
    }
}
