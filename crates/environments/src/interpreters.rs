//! Finds the Pythons of this machine.

use crate::probe::{Interpreter, probe};
use crate::variables::Variables;
use files::unwritable;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long a candidate may take to answer.
const LIMIT: Duration = Duration::from_secs(10);

/// The version of `pythons.json`; to be increased when its content changes its meaning.
const FORMAT: u32 = 2;

/// How many bytes are read of a file in which a version manager stores its choice.
const MOST: u64 = 1024 * 1024;

/// All CPythons from 3.8 on: first the person's default (`python3` as their `PATH` resolves it), then
/// the others, newest first. Each executable is listed once.
///
/// The answers are cached in `<cache>/pythons.json`, so that on a known machine no process is started.
pub fn interpreters(cache: &Path, variables: &Variables) -> Vec<Interpreter> {
    let found = search(cache, variables, false);
    if found.is_empty() { search(cache, variables, true) } else { found }
}

/// The CPythons older than 3.8, newest first.
pub(crate) fn too_old(cache: &Path, variables: &Variables) -> Vec<Interpreter> {
    let candidates = candidates(variables);
    let answers = answers(cache, variables, &candidates, false);
    let mut old: Vec<_> = answers.into_iter().flatten().filter(|found| !found.is_usable()).collect();
    old.sort_by_key(|found| std::cmp::Reverse(found.order));
    old.dedup_by(|one, other| one.path == other.path);
    old
}

/// [`interpreters`]; with `again`, candidates that failed before are tried again, since the machine may
/// just have been too busy for them to answer in time.
pub(crate) fn search(cache: &Path, variables: &Variables, again: bool) -> Vec<Interpreter> {
    let candidates = candidates(variables);
    let answers = usable(answers(cache, variables, &candidates, again));
    arrange(&candidates, answers, &variables.path())
}

/// The first of [`interpreters`] without a search for the others: on a machine that is not in the cache
/// yet, each candidate costs the start of a process, or of several if it is a shim.
pub(crate) fn default(cache: &Path, variables: &Variables) -> Option<Interpreter> {
    let path = variables.path();
    let named = ["python3", "python"].into_iter().flat_map(|name| path.iter().map(move |bin| bin.join(name)));
    let mut there = named.filter(|candidate| candidate.to_str().is_some() && candidate.is_file());
    there.find_map(|candidate| usable(answers(cache, variables, &[candidate], false)).pop().flatten())
}

fn usable(answers: Vec<Option<Interpreter>>) -> Vec<Option<Interpreter>> {
    answers.into_iter().map(|found| found.filter(Interpreter::is_usable)).collect()
}

/// The interpreter at `path`, if there is a usable one.
pub(crate) fn known(cache: &Path, variables: &Variables, path: &Path) -> Option<Interpreter> {
    if !path.is_file() {
        return None;
    }
    answers(cache, variables, &[path.to_path_buf()], false).pop().flatten()
}

/// The answer of each candidate: from the cache, or by running it.
fn answers(
    cache: &Path,
    variables: &Variables,
    candidates: &[PathBuf],
    again: bool,
) -> Vec<Option<Interpreter>> {
    /// Held while candidates are run: two searches at once would run each of them twice, and take twice as long.
    static RUNNING: Mutex<()> = Mutex::new(());
    let choices = choices(variables);
    let recall = |again| {
        let memory = Memory::load(cache);
        let (mut answers, mut unknown) = (Vec::new(), Vec::new());
        for (i, candidate) in candidates.iter().enumerate() {
            let stamp = stamp(candidate, &choices);
            let known = memory.recall(candidate, &stamp, again);
            if known.is_none() {
                unknown.push((i, stamp));
            }
            answers.push(known.flatten());
        }
        (memory, answers, unknown)
    };
    let (_, answers, unknown) = recall(again);
    if unknown.is_empty() {
        return answers;
    }
    let waiting = RUNNING.try_lock().is_err();
    let _running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    // The search that was waited for has just tried again what had failed.
    let (memory, mut answers, unknown) = recall(again && !waiting);
    if unknown.is_empty() {
        return answers;
    }
    let learnt = probe_all(candidates, unknown, variables);
    for (i, known) in &learnt {
        answers[*i] = known.found.clone();
    }
    memory.learn(learnt.into_iter().map(|(i, known)| (candidates[i].clone(), known)), cache);
    answers
}

/// Sorts the answers: the default first, the others newest first, each executable once.
fn arrange(candidates: &[PathBuf], answers: Vec<Option<Interpreter>>, path: &[PathBuf]) -> Vec<Interpreter> {
    let on_path = |name: &str| {
        let named =
            |c: &&PathBuf| c.ends_with(name) && c.parent().is_some_and(|bin| path.iter().any(|p| p == bin));
        candidates.iter().zip(&answers).filter(|(c, _)| named(c)).find_map(|(_, found)| found.clone())
    };
    let default = on_path("python3").or_else(|| on_path("python"));
    let mut others: Vec<_> = answers.into_iter().flatten().collect();
    others.sort_by_key(|found| std::cmp::Reverse(found.order));
    let mut arranged: Vec<Interpreter> = Vec::new();
    for found in default.into_iter().chain(others) {
        if arranged.iter().all(|known| known.path != found.path) {
            arranged.push(found);
        }
    }
    arranged
}

/// The paths that might be a Python, each once. Paths that are not UTF-8 are skipped, because
/// interpreters answer in JSON, which cannot contain them.
fn candidates(variables: &Variables) -> Vec<PathBuf> {
    let mut names = vec!["python3".to_string(), "python".into()];
    names.extend((3..=30).map(|minor| format!("python3.{minor}")));
    let mut folders = variables.path();
    folders.extend(["/usr/local/bin", "/usr/bin"].map(PathBuf::from));
    let mut found: Vec<PathBuf> =
        folders.iter().flat_map(|folder| names.iter().map(|name| folder.join(name))).collect();
    let homes = [
        variables.folder_or_home("PYENV_ROOT", ".pyenv").map(|root| root.join("versions")),
        variables.folder_or_home("UV_PYTHON_INSTALL_DIR", ".local/share/uv/python"),
        variables.folder("XDG_DATA_HOME").map(|data| data.join("uv/python")),
        Some("/opt".into()),
    ];
    for home in homes.iter().flatten() {
        let installed = std::fs::read_dir(home).into_iter().flatten().flatten();
        let mut installed: Vec<_> = installed.map(|entry| entry.path().join("bin/python3")).collect();
        installed.sort();
        found.append(&mut installed);
    }
    for distribution in ["miniconda3", "anaconda3", "miniforge3"] {
        found.extend(variables.folder("HOME").map(|home| home.join(distribution).join("bin/python3")));
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|path| path.to_str().is_some() && seen.insert(path.clone()) && path.is_file());
    found
}

/// What an answer depends on: the file behind the path and, if that is a version manager's shim (a
/// script, or a program with another name), also the person's choice of a version.
fn stamp(path: &Path, choices: &str) -> String {
    let (Ok(real), Ok(metadata)) = (path.canonicalize(), path.metadata()) else {
        return String::new();
    };
    let mut start = [0; 4];
    let binary =
        File::open(&real).and_then(|mut file| file.read_exact(&mut start)).is_ok() && &start == b"\x7fELF";
    let named = real.file_name().is_some_and(|name| name.to_string_lossy().starts_with("python"));
    let choices = if binary && named { "" } else { choices };
    format!("{} {} {choices}", real.display(), state(&metadata))
}

fn state(metadata: &Metadata) -> String {
    format!("{} {}.{}", metadata.len(), metadata.mtime(), metadata.mtime_nsec())
}

/// A digest of everything from which pyenv, asdf and mise choose a version for a shim that runs in `/`.
fn choices(variables: &Variables) -> String {
    let mut hash = blake3::Hasher::new();
    for name in ["PATH", "PYENV_VERSION", "ASDF_PYTHON_VERSION", "MISE_PYTHON_VERSION"] {
        hash.update(variables.get(name).unwrap_or_default().as_encoded_bytes());
        hash.update(b"\0");
    }
    let home = |file: &str| variables.folder("HOME").map(|home| home.join(file));
    let files = [
        variables.folder_or_home("PYENV_ROOT", ".pyenv").map(|root| root.join("version")),
        Some("/.python-version".into()),
        home(".tool-versions"),
        variables.folder_or_home("XDG_CONFIG_HOME", ".config").map(|folder| folder.join("mise/config.toml")),
    ];
    for file in files.iter().flatten() {
        hash.update(&files::read(file, MOST).unwrap_or_default()).update(b"\0");
    }
    hash.finalize().to_hex()[..16].to_string()
}

/// Runs several candidates at once, since each waits for a process, and a shim for several.
fn probe_all(
    candidates: &[PathBuf],
    unknown: Vec<(usize, String)>,
    variables: &Variables,
) -> Vec<(usize, CachedAnswer)> {
    let threads = std::thread::available_parallelism().map_or(2, |n| n.get()).min(8).min(unknown.len());
    let queue = Mutex::new(unknown.into_iter());
    let take = || queue.lock().ok()?.next();
    let work = || {
        let mut learnt = Vec::new();
        while let Some((i, stamp)) = take() {
            let found = probe(&candidates[i], variables, LIMIT);
            let real = found.as_ref().map(|found| self::stamp(&found.path, "")).unwrap_or_default();
            learnt.push((i, CachedAnswer { stamp, real, found }));
        }
        learnt
    };
    std::thread::scope(|scope| {
        // If no more threads can be started, the existing ones, including this one, do all the work.
        let start = |_| std::thread::Builder::new().spawn_scoped(scope, work).ok();
        let started: Vec<_> = (1..threads).map_while(start).collect();
        let mut learnt = work();
        learnt.extend(started.into_iter().flat_map(|thread| thread.join().unwrap_or_default()));
        learnt
    })
}

/// The answers of all candidates, as they are cached.
#[derive(Default, Serialize, Deserialize)]
struct Memory {
    format: u32,
    candidates: BTreeMap<PathBuf, CachedAnswer>,
}

#[derive(Serialize, Deserialize)]
struct CachedAnswer {
    /// [`stamp`] of the candidate, and of the executable that it leads to.
    stamp: String,
    real: String,
    /// `None` if it is not a CPython 3 or does not answer.
    found: Option<Interpreter>,
}

impl Memory {
    /// Starts empty if the file does not exist or cannot be read.
    fn load(cache: &Path) -> Self {
        let text = std::fs::read(cache.join("pythons.json")).unwrap_or_default();
        let memory: Self = serde_json::from_slice(&text).unwrap_or_default();
        if memory.format == FORMAT { memory } else { Self { format: FORMAT, ..Self::default() } }
    }

    /// The cached answer, if it is still valid.
    fn recall(&self, candidate: &Path, stamp: &str, again: bool) -> Option<Option<Interpreter>> {
        let known = self.candidates.get(candidate).filter(|known| known.stamp == stamp)?;
        match &known.found {
            Some(found) if crate::interpreters::stamp(&found.path, "") == known.real => {
                Some(Some(found.clone()))
            }
            None if !again => Some(None),
            _ => None,
        }
    }

    fn learn(mut self, answers: impl Iterator<Item = (PathBuf, CachedAnswer)>, cache: &Path) {
        self.candidates.retain(|path, _| path.exists());
        self.candidates.extend(answers);
        let path = cache.join("pythons.json");
        let saved = std::fs::create_dir_all(cache)
            .map_err(|cause| unwritable(cache, cause))
            .and_then(|()| files::atomic::write_json(&path, &self));
        if let Err(error) = saved {
            tracing::debug!(path = %path.display(), %error, "could not cache the interpreters");
        }
    }
}
