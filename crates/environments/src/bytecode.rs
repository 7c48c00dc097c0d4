//! Writes the byte code of an environment when it is built: runs cannot write into a shared environment, and would
//! compile what they import each time.
//!
//! Byte code is cached by its source and Python, so that the next environment with the same package links it. Byte
//! code that no environment links any more is removed when the next one is built.

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

/// The largest source that is compiled here, in bytes. A larger one is data in the form of code, and is compiled if
/// it is ever imported.
const LARGEST: u64 = 8 << 20;

/// How many sources justify starting one more Python.
const WORTH_A_START: usize = 50;

/// Writes the byte code of the environment `root` for `python`, except for tests, which nobody imports, and for pip,
/// which is two thirds of a small environment and is used in a layer, where Python can write its byte code.
/// Sources that cannot be compiled are skipped; if a Python crashes, so that other sources are skipped too, the log
/// says so.
///
/// Fails if sources cannot be read or byte code cannot be written, and if it is cancelled.
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
    missing.iter().for_each(Source::link_into_cache);
    forget(&cache);
    if !complete {
        // A log that cannot be written must not end the build.
        let _ = writeln!(&mut &*request.output, "[trainyard] {}", Message::BytecodeIncomplete);
    }
    Ok(())
}

/// A source, and where its byte code is in the environment and in the cache.
struct Source {
    path: PathBuf,
    bytes: usize,
    code: PathBuf,
    cached: PathBuf,
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
            cached: cache.join(blake3::hash(&text).to_hex().as_str()),
        })
    }

    /// Links the cached byte code, if there is any.
    fn is_linked(&self) -> Result<bool> {
        if let Some(folder) = self.code.parent() {
            fs::create_dir_all(folder).map_err(|e| unwritable(folder, e))?;
        }
        // Fails if it is not cached, or has as many links as a file can have: then it is compiled.
        Ok(fs::hard_link(&self.cached, &self.code).is_ok())
    }

    fn link_into_cache(&self) {
        // Without it, the next environment only takes longer to build. Sources that could not be compiled,
        // and those that have the same content as another one, regularly fail here.
        let _ = fs::hard_link(&self.code, &self.cached);
    }
}

/// The sources in `packages` that are to be compiled.
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

/// Compiles `sources` on all cores, with about the same work for each. Temporary lists are written to `root`.
/// Returns whether no Python crashed.
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
        let ended =
            run(&mut command, request.wall, Stream::Stderr, || !request.cancel.is_cancelled(), |_| {});
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

/// Removes the byte code that no environment links. What cannot be removed now is tried again next time.
fn forget(cache: &Path) {
    for entry in fs::read_dir(cache).into_iter().flatten().flatten() {
        let is_unused = entry.metadata().is_ok_and(|about| about.nlink() == 1);
        if is_unused && let Err(error) = fs::remove_file(entry.path()) {
            tracing::debug!(path = %entry.path().display(), %error, "could not remove unused byte code");
        }
    }
}
