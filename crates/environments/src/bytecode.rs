//! The byte code of an environment, written when it is built: runs may not write into what they share, and
//! would compile what they import each time.
//!
//! Byte code is kept in the cache by its source and the Python it is for, so that the next environment with the
//! same package links it. What no environment links any more goes when the next one is built.

use crate::probe::Interpreter;
use crate::process::{Stream, run};
use crate::request::Request;
use crate::variables::misleads_python;
use files::{parallel, shown, unwritable};
use locales::{Failure, Message, Result};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

/// A source that is larger, in bytes, is data in the form of code; it is compiled if it is ever imported.
const LARGEST: u64 = 8 << 20;

/// How many sources are worth the start of one more Python.
const WORTH_A_START: usize = 50;

/// Writes the byte code of all that is in `root`, an environment for `python`, but for tests, which nobody imports,
/// and for pip, which is two thirds of a small environment and is used in a layer, where Python writes it.
/// Sources that cannot be compiled are left out; that a Python died over one, leaving out others, is said.
///
/// Fails if the sources cannot be read or byte code not be written, and if it is cancelled.
pub fn write(root: &Path, python: &Interpreter, request: &Request<'_>) -> Result<()> {
    let cache = request.cache.join("bytecode").join(format!("{}-{}", python.full, python.abi));
    fs::create_dir_all(&cache).map_err(|e| unwritable(&cache, e))?;
    let sources = sources(&root.join("lib").join(format!("python{}", python.version)).join("site-packages"))?;
    let missing = Mutex::new(Vec::new());
    parallel::each(
        sources.len(),
        || (),
        |(), i| {
            request.cancel.check()?;
            let source = Source::read(&sources[i], python, &cache)?;
            if !source.is_linked()? {
                missing.lock().unwrap_or_else(PoisonError::into_inner).push(source);
            }
            Ok(())
        },
    )?;
    let mut missing = missing.into_inner().unwrap_or_else(PoisonError::into_inner);
    let complete = compile(&mut missing, root, python, request)?;
    missing.iter().for_each(Source::keep);
    forget(&cache);
    if !complete {
        // If nobody reads the log any more, that must not end the build.
        let _ = writeln!(&mut &*request.output, "[trainyard] {}", Message::BytecodeIncomplete);
    }
    Ok(())
}

/// A source, and where its byte code belongs.
struct Source {
    path: PathBuf,
    bytes: usize,
    code: PathBuf,
    kept: PathBuf,
}

impl Source {
    fn read(path: &Path, python: &Interpreter, cache: &Path) -> Result<Self> {
        let unreadable = |e| Failure::because(Message::FileUnreadable { path: shown(path) }, e);
        let mut text = Vec::new();
        File::open(path).and_then(|file| file.take(LARGEST).read_to_end(&mut text)).map_err(unreadable)?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let tag = format!("{name}.cpython-{}{}.pyc", python.version.major, python.version.minor);
        Ok(Self {
            path: path.to_path_buf(),
            bytes: text.len(),
            code: path.with_file_name("__pycache__").join(tag),
            kept: cache.join(blake3::hash(&text).to_hex().as_str()),
        })
    }

    /// Links the byte code that is kept, if there is any.
    fn is_linked(&self) -> Result<bool> {
        if let Some(folder) = self.code.parent() {
            fs::create_dir_all(folder).map_err(|e| unwritable(folder, e))?;
        }
        // Not there, or linked as often as a file can be: compiled.
        Ok(fs::hard_link(&self.kept, &self.code).is_ok())
    }

    /// Keeps the byte code for the next environment, which otherwise takes longer to build.
    fn keep(&self) {
        let _ = fs::hard_link(&self.code, &self.kept);
    }
}

/// The sources that are compiled of those in `packages`.
fn sources(packages: &Path) -> Result<Vec<PathBuf>> {
    let (mut sources, mut folders) = (Vec::new(), vec![packages.to_path_buf()]);
    let left_out =
        |path: &Path| path.ends_with("tests") || path.ends_with("test") || path == packages.join("pip");
    while let Some(folder) = folders.pop() {
        let unreadable = |e| Failure::because(Message::FileUnreadable { path: shown(&folder) }, e);
        for entry in fs::read_dir(&folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(unreadable)?);
            let is_code = path.extension().is_some_and(|extension| extension == "py");
            if kind.is_dir() && !left_out(&path) {
                folders.push(path);
            } else if kind.is_file() && is_code && entry.metadata().map_err(unreadable)?.len() < LARGEST {
                sources.push(path);
            }
        }
    }
    Ok(sources)
}

/// Compiles `sources` on all cores, the work of each about the same. `root` is where the lists of them lie
/// meanwhile. Answers whether no Python died.
fn compile(sources: &mut [Source], root: &Path, python: &Interpreter, request: &Request<'_>) -> Result<bool> {
    let cores = std::thread::available_parallelism().map_or(1, |n| n.get());
    let workers = cores.min(sources.len().div_ceil(WORTH_A_START));
    sources.sort_by_key(|source| std::cmp::Reverse(source.bytes));
    let mut lists = Vec::new();
    for worker in 0..workers {
        let mut list = tempfile::NamedTempFile::new_in(root).map_err(|e| unwritable(root, e))?;
        for source in sources.iter().skip(worker).step_by(workers) {
            let line = [source.path.as_os_str().as_bytes(), b"\0"].concat();
            list.write_all(&line).map_err(|e| unwritable(list.path(), e))?;
        }
        lists.push(list);
    }
    let work = |list: &Path| {
        let mut command = Command::new(&python.path);
        command.args(["-I", "-S", "-W", "ignore", "-c", include_str!("compile.py")]).arg(list);
        command.env_clear().envs(request.variables.without(misleads_python)).current_dir("/");
        let ended = run(&mut command, Stream::Stderr, || !request.cancel.is_cancelled(), |_| {});
        ended.map(|ended| ended.is_some_and(|status| status.success()))
    };
    let complete = AtomicBool::new(true);
    parallel::each(
        lists.len(),
        || (),
        |(), i| {
            if !work(lists[i].path()).unwrap_or(false) {
                complete.store(false, Relaxed);
            }
            Ok(())
        },
    )?;
    request.cancel.check()?;
    Ok(complete.into_inner())
}

/// Removes what no environment links. What cannot be removed stays for the next time.
fn forget(cache: &Path) {
    for entry in fs::read_dir(cache).into_iter().flatten().flatten() {
        if entry.metadata().is_ok_and(|about| about.nlink() == 1) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
