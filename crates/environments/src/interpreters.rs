//! Which Pythons there are on this machine.

use crate::probe::{Interpreter, probe};
use crate::variables::Variables;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

/// How long a candidate may take to say what it is.
const LIMIT: Duration = Duration::from_secs(10);

/// Changes when what is remembered changes its meaning.
const FORMAT: u32 = 2;

/// The most bytes that a file has by which a version manager decides.
const MOST: u64 = 1024 * 1024;

/// All CPythons from 3.8 on that were found: first the person's default (`python3` as their `PATH`
/// resolves it), then newest first. Each executable is there once.
///
/// Answers are remembered in `<cache>/pythons.json`, so that a known machine starts no process.
///
/// Older ones that are there are not among them.
pub fn interpreters(cache: &Path, variables: &Variables) -> Vec<Interpreter> {
    let found = search(cache, variables, false);
    if found.is_empty() { search(cache, variables, true) } else { found }
}

/// The CPythons older than 3.8 that were found, newest first.
pub(crate) fn too_old(cache: &Path, variables: &Variables) -> Vec<Interpreter> {
    let candidates = candidates(variables);
    let answers = answers(cache, variables, &candidates, false);
    let mut old: Vec<_> = answers.into_iter().flatten().filter(|found| !found.is_usable()).collect();
    old.sort_by_key(|found| std::cmp::Reverse(found.order));
    old.dedup_by(|one, other| one.path == other.path);
    old
}

/// [`interpreters`]; with `again`, candidates that failed before are given another chance, since a
/// failure may have been a moment's (a machine too busy to answer).
pub(crate) fn search(cache: &Path, variables: &Variables, again: bool) -> Vec<Interpreter> {
    let candidates = candidates(variables);
    let answers = usable(answers(cache, variables, &candidates, again));
    arrange(&candidates, answers, &variables.path())
}

/// The person's default, as [`interpreters`] has it, without asking any other: on a machine that is
/// not known yet each costs the start of a process, and of a shim's several.
pub(crate) fn default(cache: &Path, variables: &Variables) -> Option<Interpreter> {
    let path = variables.path();
    let named = ["python3", "python"].into_iter().flat_map(|name| path.iter().map(move |bin| bin.join(name)));
    let mut there = named.filter(|candidate| candidate.to_str().is_some() && candidate.is_file());
    there.find_map(|candidate| usable(answers(cache, variables, &[candidate], false)).pop().flatten())
}

fn usable(answers: Vec<Option<Interpreter>>) -> Vec<Option<Interpreter>> {
    answers.into_iter().map(|found| found.filter(Interpreter::is_usable)).collect()
}

/// What the executable at `path` is, if it is there and can be used.
pub(crate) fn known(cache: &Path, variables: &Variables, path: &Path) -> Option<Interpreter> {
    if !path.is_file() {
        return None;
    }
    answers(cache, variables, &[path.to_path_buf()], false).pop().flatten()
}

/// What each candidate is: remembered, or asked now.
fn answers(
    cache: &Path,
    variables: &Variables,
    candidates: &[PathBuf],
    again: bool,
) -> Vec<Option<Interpreter>> {
    let memory = Memory::load(cache);
    let choices = choices(variables);
    let (mut answers, mut unknown) = (Vec::new(), Vec::new());
    for (i, candidate) in candidates.iter().enumerate() {
        let stamp = stamp(candidate, &choices);
        let known = memory.recall(candidate, &stamp, again);
        if known.is_none() {
            unknown.push((i, stamp));
        }
        answers.push(known.flatten());
    }
    if !unknown.is_empty() {
        let learnt = probe_all(candidates, unknown, variables);
        for (i, known) in &learnt {
            answers[*i] = known.found.clone();
        }
        memory.learn(learnt.into_iter().map(|(i, known)| (candidates[i].clone(), known)), cache);
    }
    answers
}

/// The default first, the others newest first, each executable once.
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

/// What might be a Python, each path once. Names that are no UTF-8 are left out: JSON, which is
/// what interpreters answer in, cannot hold them.
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

/// What an answer depends on: the file behind the name and, if that is a version shim (a script,
/// or a program of another name), also what the person has chosen for shims to lead to.
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

/// All that pyenv, asdf and mise decide by, for a shim that is run in `/`.
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

/// Asks several at once: each waits for a process, and shims for several.
fn probe_all(
    candidates: &[PathBuf],
    unknown: Vec<(usize, String)>,
    variables: &Variables,
) -> Vec<(usize, Known)> {
    let threads = std::thread::available_parallelism().map_or(2, |n| n.get()).min(8).min(unknown.len());
    let queue = Mutex::new(unknown.into_iter());
    let take = || queue.lock().ok()?.next();
    let work = || {
        let mut learnt = Vec::new();
        while let Some((i, stamp)) = take() {
            let found = probe(&candidates[i], variables, LIMIT);
            let real = found.as_ref().map(|found| self::stamp(&found.path, "")).unwrap_or_default();
            learnt.push((i, Known { stamp, real, found }));
        }
        learnt
    };
    std::thread::scope(|scope| {
        // Where no more threads can be started, those that were do it all, this one among them.
        let start = |_| std::thread::Builder::new().spawn_scoped(scope, work).ok();
        let started: Vec<_> = (1..threads).map_while(start).collect();
        let mut learnt = work();
        learnt.extend(started.into_iter().flat_map(|thread| thread.join().unwrap_or_default()));
        learnt
    })
}

/// What candidates answered.
#[derive(Default, Serialize, Deserialize)]
struct Memory {
    format: u32,
    candidates: BTreeMap<PathBuf, Known>,
}

#[derive(Serialize, Deserialize)]
struct Known {
    /// [`stamp`] of the candidate, and of the executable it led to.
    stamp: String,
    real: String,
    /// `None`: it is no CPython 3, or does not answer.
    found: Option<Interpreter>,
}

impl Memory {
    /// A memory that cannot be read is none.
    fn load(cache: &Path) -> Self {
        let text = std::fs::read(cache.join("pythons.json")).unwrap_or_default();
        let memory: Self = serde_json::from_slice(&text).unwrap_or_default();
        if memory.format == FORMAT { memory } else { Self { format: FORMAT, ..Self::default() } }
    }

    /// The answer, if it still holds.
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

    /// Where it cannot be kept, the next search only costs more.
    fn learn(mut self, answers: impl Iterator<Item = (PathBuf, Known)>, cache: &Path) {
        self.candidates.retain(|path, _| path.exists());
        self.candidates.extend(answers);
        if std::fs::create_dir_all(cache).is_ok() {
            let _ = files::atomic::write_json(&cache.join("pythons.json"), &self);
        }
    }
}
