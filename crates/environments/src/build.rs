//! The environment of a run: found in the cache, or built there.

use crate::bytecode;
use crate::digest::Digest;
use crate::install::{Install, say};
use crate::interpreters::{default, search, too_old};
use crate::layer;
use crate::list::{self, Lists};
use crate::lock::Lock as Installed;
use crate::probe::Interpreter;
use crate::protect::protect;
use crate::reason::Words;
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

/// Changes when environments are built in another way, so that older ones are not taken for it.
const FORMAT: u32 = 3;

/// The file in an environment that is written last. Its time is that of the last use.
pub(crate) const MARKER: &str = "environment.json";

/// The file in an environment that says what was installed.
const LOCK: &str = "requirements.lock";

/// Finds or builds the environment for a package's pipelines: what `requirements.txt` and
/// `train_requirements.txt` ask for, and nothing of the system's own packages.
///
/// Fails if the Python is not there and cannot be downloaded, if a list refers to what is not
/// there, if the requirements cannot be resolved or installed, and if it is cancelled. A failure
/// leaves nothing but the lock file.
pub fn prepare(request: &Request<'_>) -> Result<Environment> {
    request.cancel.check()?;
    let mut lists = list::read(request.package_root, request.variables, request.cancel)?;
    let mut settings = Settings::read(request.variables)?;
    lists.notes.extend(settings.leave_out_missing(&lists.root));
    prepared(request, &settings, &lists).map_err(|failure| settings.explain(failure))
}

fn prepared(request: &Request<'_>, settings: &Settings, lists: &Lists) -> Result<Environment> {
    let mut digest = Digest::default();
    // All lists that ask for nothing share one environment, whatever their comments say.
    if !lists.lists.is_empty() {
        digest = lists.digest.clone();
        settings.decide(&mut digest);
        digest.part("as of", request.as_of.map(|date| date.to_string()).unwrap_or_default());
    }
    let python = choose(request, settings, lists, &digest.clone().name())?;
    let place = Place::of(request, digest, &python)?;
    if let Some(environment) = place.found() {
        return Ok(environment);
    }
    std::fs::create_dir_all(&place.folder).map_err(|e| unwritable(&place.folder, e))?;
    let _lock = place.wait_for_lock(request.cancel)?;
    // Whoever held the lock may have built it.
    if let Some(environment) = place.found() {
        return Ok(environment);
    }
    place.clear_leftovers();
    place.build(request, settings, lists, python)
}

/// The interpreter to build on; uv fetches one that is missing, where the person lets it.
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
    // Not among the person's own programs: it is there for environments only.
    let arguments = ["python", "install", "--no-bin"].map(Some).into_iter().chain([version.as_deref()]);
    if let Err(words) = uv.run(arguments.flatten().map(AsRef::as_ref))? {
        return Err(Failure::because(*missing().message, words.reason()));
    }
    of_all(true).ok_or_else(missing)
}

fn too_old_message(old: &Interpreter) -> Message {
    Message::PythonTooOld { version: old.full.clone(), path: shown(&old.path) }
}

/// Where an environment is, or will be.
struct Place {
    /// `<cache>/envs`.
    folder: PathBuf,
    digest: String,
}

/// What [`MARKER`] holds.
#[derive(Serialize, Deserialize)]
struct Marker {
    format: u32,
    python: Interpreter,
}

/// Whether the environment with this marker was made as this program makes them.
pub(crate) fn is_current(marker: &Path) -> bool {
    let marker = std::fs::read(marker).ok().and_then(|text| serde_json::from_slice::<Marker>(&text).ok());
    marker.is_some_and(|marker| marker.format == FORMAT)
}

impl Place {
    /// `digest` is that of what is asked for.
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
        let marker: Marker = serde_json::from_slice(&std::fs::read(&path).ok()?).ok()?;
        let environment = self.environment(marker.python.version, true);
        if marker.format != FORMAT || !environment.python.is_file() {
            return None;
        }
        // The time is only informative: an environment that may not be changed can still be used.
        let _ = File::open(path).and_then(|marker| marker.set_modified(SystemTime::now()));
        Some(environment)
    }

    fn environment(&self, version: PythonVersion, found: bool) -> Environment {
        let root = self.root();
        Environment {
            python: root.join("bin/python"),
            version,
            lock: root.join(LOCK),
            root,
            digest: self.digest.clone(),
            found,
        }
    }

    fn lock_path(&self, digest: &str) -> PathBuf {
        self.folder.join(format!("{digest}.lock"))
    }

    /// Another run may be building the same; waiting for it can be cancelled.
    fn wait_for_lock(&self, cancel: &Cancel) -> Result<Lock> {
        loop {
            cancel.check()?;
            if let Some(lock) = Lock::try_exclusive(&self.lock_path(&self.digest))? {
                return Ok(lock);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Removes what builds have left behind that were killed. What cannot be removed stays for
    /// the next time.
    fn clear_leftovers(&self) {
        for entry in std::fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some((digest, _)) = name.split_once(".new-") else {
                continue;
            };
            let ours = digest == self.digest;
            let lock = if ours { None } else { Lock::try_exclusive(&self.lock_path(digest)).ok().flatten() };
            if ours || lock.is_some() {
                let _ = files::tree::remove(&entry.path());
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
        lists.notes.iter().chain(&settings.ignored()).for_each(|note| say(request, note));
        if request.python.is_none() {
            choice::say(request, &python);
        }
        // Dropped, it is removed.
        let staged = tempfile::Builder::new()
            .prefix(&format!("{}.new-", self.digest))
            .permissions(Permissions::from_mode(0o777))
            .tempdir_in(&self.folder)
            .map_err(|e| unwritable(&self.folder, e))?;
        self.fill(request, settings, &uv, staged.path(), lists, &python)?;
        layer::write_common(staged.path())?;
        bytecode::write(staged.path(), &python, request)?;
        let version = python.version;
        files::atomic::write_json(&staged.path().join(MARKER), &Marker { format: FORMAT, python })?;
        // After a power cut, a marker without the files before it would fail every run from then on.
        files::atomic::sync_tree(staged.path())?;
        protect(staged.path())?;
        request.cancel.check()?;
        let root = self.root();
        // One whose Python is gone.
        files::tree::remove(&root)?;
        std::fs::rename(staged.path(), &root).map_err(|e| unwritable(&root, e))?;
        let _ = staged.keep();
        Ok(self.environment(version, false))
    }

    /// Makes the environment in the empty folder `root`.
    fn fill(
        &self,
        request: &Request<'_>,
        settings: &Settings,
        uv: &Uv<'_>,
        root: &Path,
        lists: &Lists,
        python: &Interpreter,
    ) -> Result<()> {
        let place = shown(&self.folder);
        let arg = OsStr::new;
        let venv = ["venv", "--quiet", "--no-project", "--relocatable", "--python"].map(arg);
        let venv = [&venv[..], &[python.path.as_os_str(), root.as_os_str()]].concat();
        uv.run(venv)?.map_err(|words| words.failure(&place))?;
        let scratch = tempfile::tempdir_in(root).map_err(|e| unwritable(root, e))?;
        let seeds = Installed::read(seeds::seeds(python.version))?;
        let python = root.join("bin/python");
        let list = scratch.path().join("seeds.txt");
        // Those that were shipped are all that is needed.
        let head = if uv.seeds().is_some() { String::new() } else { settings.sources.head(&lists.root) };
        let text = head + &seeds.text();
        std::fs::write(&list, text).map_err(|e| unwritable(&list, e))?;
        plant(uv, &python, &list)?.map_err(|words| words.failure(&place))?;
        let installed = match lists.lists.is_empty() {
            true => seeds,
            false => {
                let (python, scratch) = (&*python, scratch.path());
                let lists = &markers::applying(request, settings, lists, python, scratch)?;
                Install { uv, request, settings, lists, python, scratch, seeds: &seeds }.run()?
            }
        };
        let lock = root.join(LOCK);
        std::fs::write(&lock, installed.kept()).map_err(|e| unwritable(&lock, e))
    }
}

/// Installs the seeds, which `list` names, for the environment's interpreter. From the wheels that were shipped
/// with the program, if there are any: no network is needed then, and no index can have others.
fn plant(uv: &Uv<'_>, python: &Path, list: &Path) -> Result<std::result::Result<(), Words>> {
    let install = ["pip", "install", "--quiet", "--no-deps", "--python"].map(OsStr::new);
    let install =
        [&install[..], &[python.as_os_str(), OsStr::new("--requirements"), list.as_os_str()]].concat();
    let Some(folder) = uv.seeds() else { return uv.run(install) };
    let from = ["--no-index", "--find-links"].map(OsStr::new);
    uv.run([&install[..], &from, &[folder.as_os_str()]].concat())
}
