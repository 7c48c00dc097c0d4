//! Finds a run's environment in the cache, or builds it there.

use crate::bytecode;
use crate::digest::Digest;
use crate::install::{Install, log};
use crate::interpreters::{default, search, too_old};
use crate::layer;
use crate::list::{self, Lists};
use crate::lock::Lock as Installed;
use crate::probe::Interpreter;
use crate::protect::protect;
use crate::reason::OutputTail;
use crate::request::{Environment, Request};
use crate::settings::Settings;
use crate::uv::Uv;
use crate::{choice, markers, seeds};
use contract::PythonVersion;
use files::{Cancel, Lock, shown, unwritable};
use locales::{Failure, Message, Result};
use serde::{Deserialize, Serialize};
use std::ffi::OsStr;
use std::fs::{File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// To be increased when environments are built differently, so that older ones are not used any more.
const FORMAT: u32 = 3;

/// The file that is written last into an environment. Its modification time is the environment's last use.
pub(crate) const MARKER: &str = "environment.json";

/// The file in an environment that lists what is installed.
pub(crate) const LOCK: &str = "requirements.lock";

/// Finds or builds the environment for a package's pipelines: with what `requirements.txt` and
/// `train_requirements.txt` ask for, and without the system's packages.
///
/// Fails if the Python does not exist and cannot be downloaded, if a list refers to a file that does
/// not exist, if the requirements cannot be resolved or installed, if a lock cannot be read, and if it is
/// cancelled. A failure leaves only the lock file behind.
pub fn prepare(request: &Request<'_>) -> Result<Environment> {
    request.cancel.check()?;
    let mut lists = list::read(request.package_root, request.variables, request.cancel)?;
    let mut settings = Settings::read(request.variables)?;
    lists.notes.extend(settings.leave_out_missing(&lists.root));
    prepared(request, &settings, &lists).map_err(|failure| settings.explain(failure))
}

fn prepared(request: &Request<'_>, settings: &Settings, lists: &Lists) -> Result<Environment> {
    let mut digest = Digest::default();
    // All lists without requirements share one environment, whatever their comments are.
    if !lists.lists.is_empty() {
        digest = lists.digest.clone();
        settings.decide(&mut digest);
        digest.part("as of", request.as_of.map(|date| date.to_string()).unwrap_or_default());
    }
    let python = choose(request, settings, lists, &digest.clone().name())?;
    let mut entry = CacheEntry::of(request, digest.clone(), &python)?;
    let mut found = entry.found();
    if let Some(locked) = request.locked {
        // The lists may have been resolved again since, to other versions.
        let has_them =
            |found: &Environment| std::fs::read(&found.lock).is_ok_and(|lock| lock == locked.as_bytes());
        found = found.filter(has_them);
        if found.is_none() {
            digest.part("locked", locked);
            entry = CacheEntry::of(request, digest, &python)?;
            found = entry.found();
        }
    }
    if let Some(environment) = found {
        return Ok(environment);
    }
    std::fs::create_dir_all(&entry.folder).map_err(|e| unwritable(&entry.folder, e))?;
    let _lock = entry.wait_for_lock(request.cancel)?;
    // The process that held the lock may have built it.
    if let Some(environment) = entry.found() {
        return Ok(environment);
    }
    entry.clear_leftovers();
    entry.build(request, settings, lists, python)
}

/// The interpreter for the environment; uv downloads a missing one if the person allows that.
fn choose(request: &Request<'_>, settings: &Settings, lists: &Lists, digest: &str) -> Result<Interpreter> {
    let asked = request.python.map(|version| version.max(PythonVersion::OLDEST));
    let is_too_old = asked != request.python;
    let fits = |found: &Interpreter| asked.is_none_or(|version| version == found.version);
    let of_all = |again| {
        let mut found = search(request.cache, request.variables, again).into_iter();
        if is_too_old { found.min_by_key(|found| found.version) } else { found.find(fits) }
    };
    let known = match request.python {
        None => match choice::choose(request, settings, lists, digest)? {
            None => default(request.cache, request.variables),
            chosen => chosen,
        },
        Some(_) => of_all(false),
    };
    let known = known.or_else(|| of_all(true));
    if let Some(python) = known {
        return Ok(python);
    }
    let missing = || {
        let old = too_old(request.cache, request.variables);
        let old = old.into_iter().find(|old| request.python.is_none_or(|version| version == old.version));
        match (asked, old) {
            (_, Some(old)) => Failure::from(too_old_message(&old)),
            (Some(version), None) => Message::PythonMissing { version: version.to_string() }.into(),
            (None, None) => Message::PythonNone.into(),
        }
    };
    let forbidden = request.variables.get("UV_PYTHON_DOWNLOADS").is_some_and(|value| value == "never");
    let uv = Uv::find(request, settings).map_err(|_| ());
    let Ok(uv) = uv.and_then(|uv| if forbidden { Err(()) } else { Ok(uv) }) else {
        return Err(missing());
    };
    let version = asked.map(|version| version.to_string());
    // It is for environments only, not one of the person's programs.
    let arguments = ["python", "install", "--no-bin"].map(Some).into_iter().chain([version.as_deref()]);
    if let Err(tail) = uv.run(arguments.flatten().map(AsRef::as_ref))? {
        return Err(Failure::because(*missing().message, tail.reason()));
    }
    of_all(true).ok_or_else(missing)
}

fn too_old_message(old: &Interpreter) -> Message {
    Message::PythonTooOld { version: old.full.clone(), path: shown(&old.path) }
}

/// Where an environment is, or will be, in the cache.
struct CacheEntry {
    /// `<cache>/envs`.
    folder: PathBuf,
    digest: String,
}

/// The content of [`MARKER`].
#[derive(Serialize, Deserialize)]
pub(crate) struct Marker {
    format: u32,
    pub(crate) python: Interpreter,
    /// The size of the environment on the disk, which does not change any more. Older programs did not measure it.
    #[serde(default)]
    pub(crate) bytes: Option<u64>,
}

impl Marker {
    /// The marker of an environment that was built as this program builds them.
    pub(crate) fn read(path: &Path) -> Option<Self> {
        let marker: Self = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
        (marker.format == FORMAT).then_some(marker)
    }
}

impl CacheEntry {
    /// `digest` is that of the lists and settings.
    fn of(request: &Request<'_>, mut digest: Digest, python: &Interpreter) -> Result<Self> {
        let folder =
            std::path::absolute(request.cache.join("envs")).map_err(|e| unwritable(request.cache, e))?;
        digest.part("format", FORMAT.to_le_bytes());
        digest.part("seeds", seeds::seeds(python.version));
        for part in [&python.full, &python.platform, &python.abi] {
            digest.part("python", part);
        }
        digest.part("executable", python.path.as_os_str().as_encoded_bytes());
        Ok(Self { folder, digest: digest.name() })
    }

    fn root(&self) -> PathBuf {
        self.folder.join(&self.digest)
    }

    /// The environment, if it is complete and its Python is still on the machine.
    fn found(&self) -> Option<Environment> {
        let root = self.root();
        let path = root.join(MARKER);
        let marker = Marker::read(&path)?;
        let environment = self.environment(&marker.python, true);
        if !environment.python.is_file() {
            return None;
        }
        // The time is informative only: a read-only environment can still be used.
        if let Err(error) = File::open(&path).and_then(|marker| marker.set_modified(SystemTime::now())) {
            tracing::debug!(path = %path.display(), %error, "could not record the environment's use");
        }
        Some(environment)
    }

    fn environment(&self, python: &Interpreter, found: bool) -> Environment {
        let root = self.root();
        Environment {
            python: root.join("bin/python"),
            version: python.version,
            full_version: python.full.clone(),
            lock: root.join(LOCK),
            root,
            digest: self.digest.clone(),
            found,
        }
    }

    fn lock_path(&self, digest: &str) -> PathBuf {
        self.folder.join(format!("{digest}.lock"))
    }

    /// Waits for another run that is building the same environment, until it is cancelled.
    fn wait_for_lock(&self, cancel: &Cancel) -> Result<Lock> {
        loop {
            cancel.check()?;
            if let Some(lock) = Lock::try_exclusive(&self.lock_path(&self.digest))? {
                return Ok(lock);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Removes what killed builds have left behind. What cannot be removed now is tried again by the
    /// next build.
    fn clear_leftovers(&self) {
        for entry in std::fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some((digest, _)) = name.split_once(".new-") else {
                continue;
            };
            let ours = digest == self.digest;
            let lock = if ours { None } else { Lock::try_exclusive(&self.lock_path(digest)).ok().flatten() };
            if (ours || lock.is_some())
                && let Err(error) = files::tree::remove(&entry.path())
            {
                let path = entry.path();
                tracing::warn!(path = %path.display(), %error, "could not remove an incomplete environment");
            }
        }
    }

    fn build(
        &self,
        request: &Request<'_>,
        settings: &Settings,
        lists: &Lists,
        python: Interpreter,
    ) -> Result<Environment> {
        let uv = Uv::find(request, settings)?;
        lists.notes.iter().chain(&settings.ignored()).for_each(|note| log(request, note));
        if request.python.is_none() {
            choice::log(request, &python);
        }
        // Removed when it is dropped.
        let staged = tempfile::Builder::new()
            .prefix(&format!("{}.new-", self.digest))
            .permissions(Permissions::from_mode(0o777))
            .tempdir_in(&self.folder)
            .map_err(|e| unwritable(&self.folder, e))?;
        self.fill(request, settings, &uv, staged.path(), lists, &python)?;
        layer::write_common(staged.path())?;
        bytecode::write(staged.path(), &python, request)?;
        let bytes = Some(files::tree::usage(staged.path())?.bytes);
        let marker = Marker { format: FORMAT, python, bytes };
        files::atomic::write_json(&staged.path().join(MARKER), &marker)?;
        // After a power failure, a marker without the other files would make every later run fail.
        files::atomic::sync_tree(staged.path())?;
        protect(staged.path())?;
        request.cancel.check()?;
        let root = self.root();
        // An environment whose Python was removed may be there.
        files::tree::remove(&root)?;
        std::fs::rename(staged.path(), &root).map_err(|e| unwritable(&root, e))?;
        // Nothing to remove any more: the folder has another name now.
        let _ = staged.keep();
        Ok(self.environment(&marker.python, false))
    }

    /// Builds the environment in the empty folder `root`.
    fn fill(
        &self,
        request: &Request<'_>,
        settings: &Settings,
        uv: &Uv<'_>,
        root: &Path,
        lists: &Lists,
        python: &Interpreter,
    ) -> Result<()> {
        let folder = shown(&self.folder);
        let arg = OsStr::new;
        let venv = ["venv", "--quiet", "--no-project", "--relocatable", "--python"].map(arg);
        let venv = [&venv[..], &[python.path.as_os_str(), root.as_os_str()]].concat();
        uv.run(venv)?.map_err(|tail| tail.failure(&folder))?;
        let scratch = tempfile::tempdir_in(root).map_err(|e| unwritable(root, e))?;
        let seeds = Installed::read(seeds::seeds(python.version))?;
        let python = root.join("bin/python");
        let list = scratch.path().join("seeds.txt");
        // With the shipped wheels no index is needed.
        let head = if uv.seeds().is_some() { String::new() } else { settings.sources.head(&lists.root) };
        let text = head + &seeds.text();
        std::fs::write(&list, text).map_err(|e| unwritable(&list, e))?;
        plant(uv, &python, &list)?.map_err(|tail| tail.failure(&folder))?;
        let install = |lists: &Lists| {
            let install = Install {
                uv,
                request,
                settings,
                lists,
                python: &python,
                scratch: scratch.path(),
                seeds: &seeds,
            };
            request.locked.map_or_else(|| install.run(), |locked| install.exactly(&Installed::read(locked)?))
        };
        let installed = match lists.lists.is_empty() && request.locked.is_none() {
            true => seeds.clone(),
            false => install(&markers::applying(request, settings, lists, &python, scratch.path())?)?,
        };
        let lock = root.join(LOCK);
        std::fs::write(&lock, installed.without_passwords()).map_err(|e| unwritable(&lock, e))
    }
}

/// Installs the seeds in `list` for the environment's interpreter. If wheels were shipped with the program, they are
/// installed from there: without a network, and without an index that could have other files.
fn plant(uv: &Uv<'_>, python: &Path, list: &Path) -> Result<std::result::Result<(), OutputTail>> {
    let install = ["pip", "install", "--quiet", "--no-deps", "--python"].map(OsStr::new);
    let install =
        [&install[..], &[python.as_os_str(), OsStr::new("--requirements"), list.as_os_str()]].concat();
    let Some(folder) = uv.seeds() else { return uv.run(install) };
    let from = ["--no-index", "--find-links"].map(OsStr::new);
    uv.run([&install[..], &from, &[folder.as_os_str()]].concat())
}
