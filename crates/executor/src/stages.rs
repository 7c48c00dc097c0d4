//! What a run does before and after the package's code: each stage a plain function that runs in a
//! thread and can be watched and cancelled.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use contract::PipelineKind;
use environments::{Environment, Layer, PipSettings};
use files::tree::{self, LeftOut};
use files::{Watch, digest, space, unwritable, zip};
use locales::{Failure, Message, Result};
use rundir::{DatasetRef, RunDir, RunInputs, RunSpec};

use crate::artifacts::OwnFolder;
use crate::python::{Directories, is_the_persons};
use crate::{FOR_UV, MARK, UV, version};

/// Makes sure, before anything is written, that there is room for all that the run will copy: the
/// package unpacked (`needed`, in bytes), the data, and what is kept of it. Each stage asks again for
/// its own part, since building an environment and other programs take room meanwhile.
fn room(run: &RunDir, spec: &RunSpec, inputs: &RunInputs, mut needed: u64, watch: &Watch) -> Result<()> {
    // Looking is no progress.
    let watch = Watch { cancel: watch.cancel.clone(), ..Watch::default() };
    let parameters = &spec.parameters;
    for (chosen, keeps) in [
        (Chosen::input(spec, inputs), parameters.save_training_data()),
        (Chosen::evaluation(spec, inputs), parameters.save_test_data()),
    ] {
        if let Some(chosen) = chosen {
            let scan = tree::scan(&chosen.folder(run)?, &watch)?;
            needed = needed.saturating_add(scan.needed.saturating_mul(if keeps { 2 } else { 1 }));
        }
    }
    space::require(run.path(), needed)
}

/// A dataset, or a folder in it, that was chosen, and where that is, relative to the store.
#[derive(Clone, Copy)]
struct Chosen<'a> {
    dataset: &'a DatasetRef,
    path: &'a str,
}

impl<'a> Chosen<'a> {
    fn input(spec: &'a RunSpec, inputs: &'a RunInputs) -> Option<Self> {
        Some(Self { dataset: spec.input.as_ref()?, path: inputs.input.as_ref()? })
    }

    fn evaluation(spec: &'a RunSpec, inputs: &'a RunInputs) -> Option<Self> {
        Some(Self { dataset: spec.evaluation.as_ref()?, path: inputs.evaluation.as_ref()? })
    }

    /// The folder itself.
    fn folder(self, run: &RunDir) -> Result<PathBuf> {
        let (folder, name) = (run.store().join(self.path), self.dataset.name.to_string());
        if folder.is_dir() {
            return Ok(folder);
        }
        let path = self.dataset.folder.to_string();
        if path.is_empty() {
            // Of a linked one it is the linked folder that is missing.
            let path = files::shown(&fs::read_link(&folder).unwrap_or(folder));
            return Err(Message::DatasetGone { name, path }.into());
        }
        Err(Message::DataFolderMissing { name, path }.into())
    }
}

/// Unpacks the package, if it still is the one that was chosen, and if the run has room. Answers with its root folder.
pub(crate) fn unpack(run: &RunDir, spec: &RunSpec, inputs: &RunInputs, watch: &Watch) -> Result<PathBuf> {
    let archive = run.store().join(&inputs.package);
    if digest::file(&archive)? != spec.package.digest {
        return Err(Message::PackageChanged { path: files::shown(&archive) }.into());
    }
    let listed = zip::Listed::open(&archive)?;
    room(run, spec, inputs, listed.bytes(), watch)?;
    listed.unpack(&run.package(), &|_| true, watch)?;
    let unreadable =
        |error| Failure::because(Message::FileUnreadable { path: files::shown(&run.package()) }, error);
    let mut folders = fs::read_dir(run.package()).map_err(unreadable)?;
    match folders.next() {
        Some(Ok(root)) if folders.next().is_none() => {
            version::unpacked(run, spec, &root.file_name().to_string_lossy(), &listed)?;
            Ok(root.path())
        }
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
        as_of: spec.as_of.map(contract::AsOf::day),
        cache: &run.store().join("cache"),
        uv: uv.as_deref(),
        variables: &variables,
        cancel: &watch.cancel,
        output: &output,
    })?;
    let unreadable =
        |error| Failure::because(Message::FileUnreadable { path: files::shown(&environment.lock) }, error);
    let lock = fs::read(&environment.lock).map_err(unreadable)?;
    fs::write(run.requirements(), lock).map_err(|error| unwritable(&run.requirements(), error))?;
    Ok(environment)
}

/// Makes the run's layer above the environment. pip gets the settings that uv gets.
pub(crate) fn layer(run: &RunDir, environment: &Environment) -> Result<Layer> {
    let setting = |name: &str| std::env::var(format!("{FOR_UV}{name}")).ok();
    let (index, proxy) = (setting("UV_DEFAULT_INDEX"), setting("HTTPS_PROXY"));
    let settings = PipSettings { index, proxy, certificates: setting("SSL_CERT_FILE") };
    Layer::make(environment, &run.layer(), &run.layer_link(), settings)
}

/// Makes the private copies of the data. In a full run the evaluation dataset takes the place of
/// what the input dataset holds where `evaluate` looks. Answers with what the log says of it.
pub(crate) fn data(run: &RunDir, spec: &RunSpec, inputs: &RunInputs, watch: &Watch) -> Result<Vec<Message>> {
    let parameters = &spec.parameters;
    let mut said = Vec::new();
    if let Some(input) = Chosen::input(spec, inputs) {
        let kept = parameters.save_training_data().then(|| run.saved_data());
        said.extend(bring_in(run, input, &run.data(), kept, watch)?);
    }
    let Some(evaluation) = Chosen::evaluation(spec, inputs) else { return Ok(said) };
    let place = evaluation_place(run, spec);
    let replaces = fs::read_dir(&place).is_ok_and(|mut entries| entries.next().is_some());
    tree::remove(&place)?;
    if let Some(above) = place.parent() {
        fs::create_dir_all(above).map_err(|error| unwritable(above, error))?;
    }
    said.extend(bring_in(run, evaluation, &place, None, watch)?);
    let name = evaluation.dataset.name.to_string();
    said.extend(replaces.then_some(Message::EvaluationDataInstead { name }));
    Ok(said)
}

/// How many files that could not be copied are named in the log.
const NAMED: usize = 100;

/// What the log says of what could not be copied, after `about`, which says of what.
pub(crate) fn left_out(about: Message, left_out: &[LeftOut]) -> Vec<Message> {
    let count = left_out.len();
    let more = Message::LeftOutMore { count: count.saturating_sub(NAMED) as u64 };
    let named = left_out.iter().take(NAMED).map(|one| (*one.why.message).clone());
    let about = (count > 0).then_some(about).into_iter();
    about.chain(named).chain((count > NAMED).then_some(more)).collect()
}

/// Where what `evaluate` gets is.
fn evaluation_place(run: &RunDir, spec: &RunSpec) -> PathBuf {
    match spec.kind {
        PipelineKind::Full => run.split_folder(&spec.parameters.test_folder()),
        PipelineKind::Training | PipelineKind::Evaluation => run.evaluation(),
    }
}

/// Makes the private copy of what was chosen and, if asked for, the copy that is kept, which is
/// made first: so it is exactly what was passed in. Answers with what the log says of what could not be copied.
fn bring_in(
    run: &RunDir,
    chosen: Chosen<'_>,
    place: &Path,
    kept: Option<PathBuf>,
    watch: &Watch,
) -> Result<Vec<Message>> {
    let scan = tree::scan(&chosen.folder(run)?, watch)?;
    let copies = if kept.is_some() { 2 } else { 1 };
    space::require(run.path(), scan.needed.saturating_mul(copies))?;
    tree::copy(&scan, place, watch)?;
    if let Some(kept) = kept {
        // Whole or not there: what lies under that name is taken for what was passed in.
        fs::rename(place, &kept).map_err(|error| unwritable(&kept, error))?;
        tree::copy(&tree::scan(&kept, watch)?, place, watch)?;
    }
    let (name, count) = (chosen.dataset.name.to_string(), scan.left_out.len() as u64);
    Ok(left_out(Message::DataLeftOut { name, count }, &scan.left_out))
}

/// Makes the directories that the code is told of (contract §3).
pub(crate) fn directories(run: &RunDir, spec: &RunSpec, package_root: PathBuf) -> Result<Directories> {
    let artifacts = run.path().join(spec.parameters.artifacts_directory());
    let own_artifacts = OwnFolder::of(run, spec, &package_root);
    let evaluation = evaluation_place(run, spec);
    let data = if spec.kind == PipelineKind::Evaluation { evaluation.clone() } else { run.data() };
    let training = match spec.kind {
        PipelineKind::Full => run.split_folder(&spec.parameters.training_folder()),
        PipelineKind::Training | PipelineKind::Evaluation => data.clone(),
    };
    for folder in [&artifacts, &data, &training, &evaluation] {
        fs::create_dir_all(folder).map_err(|error| unwritable(folder, error))?;
    }
    Ok(Directories { package_root, own_artifacts, artifacts, data, training, evaluation })
}
