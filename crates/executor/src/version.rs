//! Packs the new version: a zip of the package's folder after `save()`.

use std::fs::{self, File};
use std::path::Path;

use files::{Watch, atomic, document, unwritable, zip};
use locales::{Message, Result};
use rundir::{PackedVersion, RunDir, RunSpec, Trained};

/// Records the package as it was unpacked, so that what installing it creates is not packed.
pub(crate) fn unpacked(run: &RunDir, spec: &RunSpec, root: &str, listed: &zip::ZipListing) -> Result<()> {
    if !spec.kind.trains() {
        return Ok(());
    }
    let trained = Trained::of(root, listed.entries.iter().map(|entry| &*entry.path));
    let path = run.unpacked();
    // It is not needed, and not synced, until the calls are made.
    fs::write(&path, document::rewritten(&path, &[], &trained)?).map_err(|error| unwritable(&path, error))
}

/// Records that all calls were made: from now on, the new version must not be lost.
pub(crate) fn trained(run: &RunDir) -> Result<()> {
    let synced = File::open(run.unpacked()).and_then(|file| file.sync_all());
    synced.map_err(|error| unwritable(&run.unpacked(), error))?;
    atomic::rename_once(&run.unpacked(), &run.trained())
}

/// Packs the package's folder as `save()` left it, and makes sure that it is a package.
pub(crate) fn pack(run: &RunDir, watch: &Watch) -> Result<PackedVersion> {
    let trained: Trained = rundir::read(&run.trained())?;
    let package = run.work().package();
    let vanished = || Message::FileVanished { path: files::shown(&package.join(&trained.root)) };
    let root = trained.folder_in(&package).ok_or_else(vanished)?;
    // If packing fails, this folder is all that is left of the training.
    atomic::sync_tree(&root)?;
    let include = |path: &Path| trained.includes(&root, path) && !run.hides(&root.join(path));
    let packed = zip::pack(&root, &trained.root, &run.package_zip(), &include, watch)?;
    let pipelines = contract::check_made(&run.package_zip())?;
    let made =
        PackedVersion { digest: packed.digest, bytes: packed.bytes, pipelines, ..PackedVersion::default() };
    Ok(made.without(&packed.skipped))
}

/// The messages for the log about what could not be packed.
pub(crate) fn left_out(made: &PackedVersion) -> Vec<Message> {
    let named = made.left_out.iter().map(|path| Message::LeftOutOfVersion { path: path.clone() });
    let more = made.left_out_count - made.left_out.len() as u64;
    named.chain((more > 0).then_some(Message::LeftOutMore { count: more })).collect()
}
