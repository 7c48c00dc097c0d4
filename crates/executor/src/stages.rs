//! What a run does before the package's code: each stage is a function that runs in a thread, reports its
//! progress, and can be cancelled.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use contract::PipelineKind;
use environments::{Environment, Layer, PipSettings, Variables};
use files::tree::{self, SkippedFile};
use files::{Watch, digest, space, unwritable, zip};
use locales::{Failure, Message, Result};
use processes::Built;
use rundir::{DatasetRef, RunDir, RunEventKind, RunInputs, RunSpec};
use snapshots::{Digest, Manifest};

use crate::artifacts::OwnFolder;
use crate::data::{evaluation_folder, part_of};
use crate::python::{Directories, is_the_persons};
use crate::{FOR_UV, RUN_ID, UV, version};

/// Fails, before anything is written, if there is not enough space for everything that the run will copy: the
/// unpacked package (`needed`, in bytes), the data, and what is saved of it. Each stage checks its own part again,
/// since the environment and other programs use space in the meantime.
fn require_space(
    run: &RunDir,
    spec: &RunSpec,
    inputs: &RunInputs,
    mut needed: u64,
    watch: &Watch,
) -> Result<()> {
    // Scanning must not be shown as progress.
    let watch = Watch { cancel: watch.cancel.clone(), ..Watch::default() };
    let parameters = &spec.parameters;
    for (chosen, is_saved) in [
        (Chosen::input(spec, inputs), parameters.save_training_data()),
        (Chosen::evaluation(spec, inputs), parameters.save_test_data()),
    ] {
        if let Some(chosen) = chosen {
            let copy = match chosen.snapshot(run)? {
                Some(manifest) => manifest.totals().needed,
                None => tree::scan(&chosen.folder(run)?, &watch)?.needed,
            };
            // What is kept of a dataset in the store is there already.
            let is_copied_twice = is_saved && !chosen.is_copied(run);
            needed = needed.saturating_add(copy.saturating_mul(if is_copied_twice { 2 } else { 1 }));
        }
    }
    space::require(run.path(), needed)
}

/// A chosen dataset or a folder in it, with its path relative to the store.
#[derive(Clone, Copy)]
pub(crate) struct Chosen<'a> {
    pub(crate) dataset: &'a DatasetRef,
    pub(crate) path: &'a str,
    /// The newest state of the whole dataset.
    pub(crate) newest: Option<Digest>,
}

impl<'a> Chosen<'a> {
    pub(crate) fn input(spec: &'a RunSpec, inputs: &'a RunInputs) -> Option<Self> {
        let (dataset, path) = (spec.input.as_ref()?, inputs.input.as_ref()?);
        Some(Self { dataset, path, newest: inputs.input_state })
    }

    pub(crate) fn evaluation(spec: &'a RunSpec, inputs: &'a RunInputs) -> Option<Self> {
        let (dataset, path) = (spec.evaluation.as_ref()?, inputs.evaluation.as_ref()?);
        Some(Self { dataset, path, newest: inputs.evaluation_state })
    }

    /// Whether the store has a copy of the dataset, instead of a link to a folder of somebody else.
    pub(crate) fn is_copied(self, run: &RunDir) -> bool {
        let folder = run.store().join(self.path);
        let files = folder.ancestors().nth(self.dataset.folder.as_ref().components().count());
        files.is_some_and(|files| files.symlink_metadata().is_ok_and(|found| found.is_dir()))
    }

    /// What the code gets, if that is not what the folder holds now.
    ///
    /// # Errors
    /// Its list of files cannot be read.
    pub(crate) fn snapshot(self, run: &RunDir) -> Result<Option<Manifest>> {
        let read = |id: Digest| run.snapshots().manifest(&id);
        match (self.dataset.snapshot, self.dataset.state) {
            (Some(id), _) => read(id).map(Some),
            (None, Some(state)) => part_of(self, read(state.id)?).map(Some),
            (None, None) => Ok(None),
        }
    }

    /// The absolute path of the folder.
    pub(crate) fn folder(self, run: &RunDir) -> Result<PathBuf> {
        let (folder, name) = (run.store().join(self.path), self.dataset.name.to_string());
        if folder.is_dir() {
            return Ok(folder);
        }
        let path = self.dataset.folder.to_string();
        if path.is_empty() {
            // If the dataset is a link, the linked folder is missing.
            let path = files::shown(&fs::read_link(&folder).unwrap_or(folder));
            return Err(Message::DatasetGone { name, path }.into());
        }
        Err(Message::DataFolderMissing { name, path }.into())
    }
}

/// Unpacks the package, if it is still the chosen one and there is enough space. Returns its root folder.
pub(crate) fn unpack(run: &RunDir, spec: &RunSpec, inputs: &RunInputs, watch: &Watch) -> Result<PathBuf> {
    let archive = run.store().join(&inputs.package);
    if digest::file(&archive)? != spec.package.digest {
        return Err(Message::PackageChanged { path: files::shown(&archive) }.into());
    }
    let listed = zip::ZipListing::open(&archive)?;
    require_space(run, spec, inputs, listed.bytes(), watch)?;
    let (work, package) = (run.work(), run.work().package());
    fs::create_dir_all(work.path()).map_err(|error| unwritable(work.path(), error))?;
    listed.unpack(&package, &|_| true, watch)?;
    let unreadable =
        |error| Failure::because(Message::FileUnreadable { path: files::shown(&package) }, error);
    let mut folders = fs::read_dir(&package).map_err(unreadable)?;
    match folders.next() {
        Some(Ok(root)) if folders.next().is_none() => {
            version::unpacked(run, spec, &root.file_name().to_string_lossy(), &listed)?;
            Ok(root.path())
        }
        _ => Err(Message::PackageChanged { path: files::shown(&archive) }.into()),
    }
}

/// The environment variables for uv: the person's, and those of the settings.
pub(crate) fn variables_for_uv(spec: &RunSpec) -> Variables {
    let run_id = (RUN_ID.into(), spec.id.as_str().into());
    let persons = std::env::vars_os().filter(|(name, _)| is_the_persons(&name.to_string_lossy()));
    let for_uv = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.to_str()?.strip_prefix(FOR_UV)?.into(), value)));
    // Later variables override earlier ones with the same name.
    let variables: BTreeMap<OsString, OsString> = persons.chain(for_uv).chain([run_id]).collect();
    variables.into_iter().collect()
}

/// Finds or builds the environment. uv's output goes to `output`.
pub(crate) fn environment(
    run: &RunDir,
    spec: &RunSpec,
    package_root: &Path,
    (variables, wall): (&Variables, Option<&Built>),
    watch: &Watch,
    output: &OwnedFd,
) -> Result<Environment> {
    let output: File =
        output.try_clone().map_err(|error| Failure::because(Message::ExecFailed, error))?.into();
    let uv = std::env::var_os(UV).map(PathBuf::from);
    let recorded = spec.reproduces.as_ref();
    // A run of an older program has no lock; then the lists decide.
    let locked = recorded.and_then(|_| fs::read_to_string(run.requirements()).ok());
    let environment = environments::prepare(&environments::Request {
        package_root,
        python: recorded.and_then(|recorded| recorded.python).or(spec.package.python),
        as_of: spec.as_of.map(contract::AsOf::day),
        locked: locked.as_deref(),
        cache: &run.store().join("cache"),
        uv: uv.as_deref(),
        variables,
        wall,
        cancel: &watch.cancel,
        output: &output,
    })?;
    let unreadable =
        |error| Failure::because(Message::FileUnreadable { path: files::shown(&environment.lock) }, error);
    let lock = fs::read(&environment.lock).map_err(unreadable)?;
    fs::write(run.requirements(), lock).map_err(|error| unwritable(&run.requirements(), error))?;
    Ok(environment)
}

/// What is recorded about the environment.
pub(crate) fn environment_event(environment: &Environment) -> RunEventKind {
    // It was read a moment before; only people want to know the number.
    let lock = fs::read(&environment.lock).ok();
    let packages = lock.and_then(|lock| environments::locked(&String::from_utf8_lossy(&lock)).ok());
    RunEventKind::Environment {
        digest: environment.digest.clone(),
        found: environment.found,
        // No other implementation is used.
        python: Some(format!("CPython {}", environment.full_version)),
        packages: packages.map(|packages| packages.len() as u64),
    }
}

/// Makes the run's layer above the environment. pip gets the same settings as uv.
pub(crate) fn layer(run: &RunDir, environment: &Environment) -> Result<Layer> {
    let setting = |name: &str| std::env::var(format!("{FOR_UV}{name}")).ok();
    let (index, proxy) = (setting("UV_DEFAULT_INDEX"), setting("HTTPS_PROXY"));
    let settings = PipSettings { index, proxy, certificates: setting("SSL_CERT_FILE") };
    Layer::make(environment, &run.work().layer(), &run.layer_link(), settings)
}

/// How many files that could not be copied are named in the log.
const NAMED: usize = 100;

/// Messages for the log about files that could not be copied: first `about`, then the files.
pub(crate) fn left_out(about: Message, left_out: &[SkippedFile]) -> Vec<Message> {
    let count = left_out.len();
    let more = Message::LeftOutMore { count: count.saturating_sub(NAMED) as u64 };
    let named = left_out.iter().take(NAMED).map(|one| (*one.why.message).clone());
    let about = (count > 0).then_some(about).into_iter();
    about.chain(named).chain((count > NAMED).then_some(more)).collect()
}

/// Makes the directories whose paths the code gets (contract §3).
pub(crate) fn directories(run: &RunDir, spec: &RunSpec, package_root: PathBuf) -> Result<Directories> {
    let artifacts = run.work_path().join(spec.parameters.artifacts_directory());
    let own_artifacts = OwnFolder::of(run, spec, &package_root);
    let evaluation = evaluation_folder(run, spec);
    let data = if spec.kind == PipelineKind::Evaluation { evaluation.clone() } else { run.work().data() };
    let training = match spec.kind {
        PipelineKind::Full => run.work().split_folder(&spec.parameters.training_folder()),
        PipelineKind::Training | PipelineKind::Evaluation => data.clone(),
    };
    for folder in [&artifacts, &data, &training, &evaluation] {
        fs::create_dir_all(folder).map_err(|error| unwritable(folder, error))?;
    }
    Ok(Directories { package_root, own_artifacts, artifacts, data, training, evaluation })
}
