//! What a run does before and after the package's code: each stage a plain function that runs in a
//! thread and can be watched and cancelled.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use contract::{Made, RunDir, RunSpec};
use environments::Environment;
use files::{Watch, atomic, digest, space, tree, zip};
use locales::{Failure, Message, Result};
use serde::de::DeserializeOwned;

use crate::python::{Directories, is_the_persons};
use crate::{FOR_UV, MARK, UV};

/// Unpacks the package, if it still is the one that was chosen. Answers with its root folder.
pub(crate) fn unpack(run: &RunDir, spec: &RunSpec, watch: &Watch) -> Result<PathBuf> {
    let archive = run.store().join(&spec.package.zip);
    if digest::file(&archive)? != spec.package.digest {
        return Err(Message::PackageChanged { path: files::shown(&archive) }.into());
    }
    zip::unpack(&archive, &run.package(), &|_| true, watch)?;
    let unreadable =
        |error| Failure::because(Message::FileUnreadable { path: files::shown(&run.package()) }, error);
    let mut folders = fs::read_dir(run.package()).map_err(unreadable)?;
    match folders.next() {
        Some(Ok(root)) if folders.next().is_none() => Ok(root.path()),
        _ => Err(Message::PackageChanged { path: files::shown(&archive) }.into()),
    }
}

/// Finds or builds the environment. What uv says goes to `output`.
pub(crate) fn environment(
    run: &RunDir,
    spec: &RunSpec,
    package_root: &Path,
    watch: &Watch,
    output: &OwnedFd,
) -> Result<Environment> {
    let output: File =
        output.try_clone().map_err(|error| Failure::because(Message::ExecFailed, error))?.into();
    let uv = std::env::var_os(UV).map(PathBuf::from);
    let mark = (MARK.into(), spec.id.as_str().into());
    let persons = std::env::vars_os().filter(|(name, _)| is_the_persons(&name.to_string_lossy()));
    let for_uv = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.to_str()?.strip_prefix(FOR_UV)?.into(), value)));
    // Of two with one name the last counts.
    let variables: BTreeMap<OsString, OsString> = persons.chain(for_uv).chain([mark]).collect();
    let variables = variables.into_iter().collect();
    let environment = environments::prepare(&environments::Request {
        package_root,
        python: spec.package.python,
        cache: &run.store().join("cache"),
        uv: uv.as_deref(),
        variables: &variables,
        cancel: &watch.cancel,
        output: &output,
    })?;
    let lock = fs::read(&environment.lock).unwrap_or_default();
    let unwritable =
        |error| Failure::because(Message::FileUnwritable { path: files::shown(&run.requirements()) }, error);
    fs::write(run.requirements(), lock).map_err(unwritable)?;
    Ok(environment)
}

/// Makes the private copy of the data and, if asked for, the copy that is kept, which is made
/// first: so it is exactly what was passed in.
pub(crate) fn data(run: &RunDir, spec: &RunSpec, watch: &Watch) -> Result<()> {
    let Some(input) = &spec.input else { return Ok(()) };
    let source = run.store().join(&input.path);
    if !source.is_dir() {
        let (name, path) = (input.name.to_string(), input.folder.to_string());
        return Err(Message::DataFolderMissing { name, path }.into());
    }
    let scan = tree::scan(&source, watch)?;
    if !spec.parameters.save_training_data() {
        space::require(run.path(), scan.needed)?;
        tree::copy(&scan, &run.data(), watch)?;
        return Ok(());
    }
    space::require(run.path(), scan.needed.saturating_mul(2))?;
    // Whole or not there: what lies under that name is taken for what was passed in.
    tree::copy(&scan, &run.data(), watch)?;
    fs::rename(run.data(), run.kept_training()).map_err(|error| {
        Failure::because(Message::FileUnwritable { path: files::shown(&run.kept_training()) }, error)
    })?;
    let kept = tree::scan(&run.kept_training(), watch)?;
    tree::copy(&kept, &run.data(), watch)?;
    Ok(())
}

/// Makes the directories that the code is told of.
pub(crate) fn directories(run: &RunDir, spec: &RunSpec, package_root: PathBuf) -> Result<Directories> {
    let artifacts = run.path().join(spec.parameters.artifacts_directory());
    let (data, evaluation) = (run.data(), run.evaluation());
    for folder in [&artifacts, &data, &evaluation] {
        fs::create_dir_all(folder).map_err(|error| {
            Failure::because(Message::FileUnwritable { path: files::shown(folder) }, error)
        })?;
    }
    Ok(Directories { package_root, artifacts, training: data.clone(), data, evaluation })
}

/// Packs the package's folder as `save()` left it, and makes sure that it is a package.
pub(crate) fn version(run: &RunDir, package_root: &Path, watch: &Watch) -> Result<(Made, Vec<PathBuf>)> {
    let root_name = package_root.file_name().unwrap_or_default().to_string_lossy();
    let packed =
        zip::pack(package_root, &root_name, &run.package_zip(), &|path| !contract::is_dropped(path), watch)?;
    let report = contract::check(&contract::Source::Zip(run.package_zip()), &contract::Facts::default())?;
    if let Some(check) = report.refused() {
        return Err(Message::ReasonVersionRefused { problem: check.message.to_string() }.into());
    }
    let made = Made { digest: packed.digest, bytes: packed.bytes, pipelines: report.pipelines };
    Ok((made, packed.left_out))
}

/// Reads one of the run's own files.
pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T> {
    atomic::read_json(path)
}
