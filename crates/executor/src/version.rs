//! The new version: what the package's folder holds after `save()`, as a zip.

use std::fs::{self, File};
use std::path::Path;

use files::{Watch, atomic, document, unwritable, zip};
use locales::{Message, Result};
use rundir::{PackedVersion, RunDir, RunSpec, Trained};

/// Keeps in mind what the version has to be told apart from: the package as it was unpacked.
pub(crate) fn unpacked(run: &RunDir, spec: &RunSpec, root: &str, listed: &zip::Listed) -> Result<()> {
    if !spec.kind.trains() {
        return Ok(());
    }
    let trained = Trained::of(root, listed.entries.iter().map(|entry| &*entry.path));
    let path = run.unpacked();
    // It is needed, and synced, at the end of the calls.
    fs::write(&path, document::rewritten(&path, &[], &trained)?).map_err(|error| unwritable(&path, error))
}

/// The calls were gone through: from here on nothing that they left is lost.
pub(crate) fn trained(run: &RunDir) -> Result<()> {
    let synced = File::open(run.unpacked()).and_then(|file| file.sync_all());
    synced.map_err(|error| unwritable(&run.unpacked(), error))?;
    atomic::rename_once(&run.unpacked(), &run.trained())
}

/// Packs the package's folder as `save()` left it, and makes sure that it is a package.
pub(crate) fn pack(run: &RunDir, watch: &Watch) -> Result<PackedVersion> {
    let trained: Trained = rundir::read(&run.trained())?;
    let package = run.package();
    let vanished = || Message::FileVanished { path: files::shown(&package.join(&trained.root)) };
    let root = trained.folder_in(&package).ok_or_else(vanished)?;
    // It may be all there is for a while.
    atomic::sync_tree(&root)?;
    let keep = |path: &Path| trained.includes(&root, path);
    let packed = zip::pack(&root, &trained.root, &run.package_zip(), &keep, watch)?;
    let pipelines = contract::check_made(&run.package_zip())?;
    let made =
        PackedVersion { digest: packed.digest, bytes: packed.bytes, pipelines, ..PackedVersion::default() };
    Ok(made.without(&packed.left_out))
}

/// What the log says of what the version does not hold.
pub(crate) fn left_out(made: &PackedVersion) -> Vec<Message> {
    let named = made.left_out.iter().map(|path| Message::LeftOutOfVersion { path: path.clone() });
    let more = made.left_out_count - made.left_out.len() as u64;
    named.chain((more > 0).then_some(Message::LeftOutMore { count: more })).collect()
}
