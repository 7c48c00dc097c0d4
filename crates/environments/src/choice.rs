//! Chooses the Python for lists that name none: the newest one on this machine for which the pinned
//! versions have wheels, since old versions are not built for new Pythons.

use crate::interpreters::{default, known, search};
use crate::list::{Lists, Origin, Requirement};
use crate::probe::Interpreter;
use crate::reason::OutputTail;
use crate::request::Request;
use crate::settings::Settings;
use crate::uv::Uv;
use files::unwritable;
use locales::{Message, Result};

use std::ffi::OsString;
use std::path::Path;

/// How often requirements without a wheel for any Python are dropped before giving up.
const MOST_ROUNDS: usize = 4;

/// The interpreter for `lists`; `None` if it does not matter, because nothing is pinned or there is
/// only one. The choice is saved under `digest`, so that a list keeps its Python, and no process is
/// started to find its environment again.
pub fn choose(
    request: &Request<'_>,
    settings: &Settings,
    lists: &Lists,
    digest: &str,
) -> Result<Option<Interpreter>> {
    let asked = || lists.lists.iter().flat_map(|list| &list.requirements);
    if asked().all(|requirement| requirement.pin().is_none()) {
        return Ok(None);
    }
    let memory = request.cache.join("choices").join(digest);
    if let Ok(path) = std::fs::read_to_string(&memory)
        && let Some(python) = known(request.cache, request.variables, Path::new(&path))
    {
        return Ok(Some(python));
    }
    let default = default(request.cache, request.variables);
    let candidates = candidates(request, default.as_ref());
    let (Ok(uv), 2..) = (Uv::find(request, settings), candidates.len()) else { return Ok(None) };
    let named: Vec<_> = asked().filter(|asked| matches!(asked.origin, Origin::Index(_))).collect();
    let Some(fits) = newest(settings, lists, &uv, &candidates, named)? else { return Ok(None) };
    let Some(python) = fits.cloned().or(default) else { return Ok(None) };
    // Caches the answer of the real executable, by whose path it is found from now on.
    known(request.cache, request.variables, &python.path);
    if let Some(path) = python.path.to_str()
        && let Err(error) = save(&memory, path)
    {
        // The next run chooses again.
        tracing::debug!(path = %memory.display(), %error, "could not save the choice of a Python");
    }
    Ok(Some(python))
}

fn save(memory: &Path, path: &str) -> Result<()> {
    if let Some(folder) = memory.parent() {
        std::fs::create_dir_all(folder).map_err(|e| unwritable(folder, e))?;
    }
    files::atomic::write(memory, path.as_bytes())
}

/// One interpreter of each minor version, newest first: the person's default, or the newest.
fn candidates(request: &Request<'_>, default: Option<&Interpreter>) -> Vec<Interpreter> {
    let mut all = search(request.cache, request.variables, false);
    all.sort_by_key(|python| (std::cmp::Reverse(python.version), Some(python) != default));
    all.dedup_by_key(|python| python.version);
    all
}

/// The first of `candidates` for which all of `named` have wheels, ignoring requirements that have
/// none for any candidate. The outer `None`: this cannot be found out now; the inner one: there is no
/// such candidate.
fn newest<'c>(
    settings: &Settings,
    lists: &Lists,
    uv: &Uv<'_>,
    candidates: &'c [Interpreter],
    mut named: Vec<&Requirement>,
) -> Result<Option<Option<&'c Interpreter>>> {
    for _ in 0..MOST_ROUNDS {
        let mut failures = Vec::new();
        for candidate in candidates {
            match has_wheels(settings, lists, uv, candidate, &named)? {
                Ok(()) => return Ok(Some(Some(candidate))),
                // Each attempt to reach the index takes long.
                Err(tail) if tail.failure("").message.code() != "requirements-unresolvable" => {
                    return Ok(None);
                }
                Err(tail) => failures.push(tail),
            }
        }
        let before = named.len();
        let is_to_blame = |asked: &Requirement| {
            asked.name().is_some_and(|name| failures.iter().all(|tail| tail.mentions(&name)))
        };
        named.retain(|asked| !is_to_blame(asked));
        if named.is_empty() || named.len() == before {
            break;
        }
    }
    Ok(Some(None))
}

/// Whether uv finds wheels of all of `named` for `python`.
fn has_wheels(
    settings: &Settings,
    lists: &Lists,
    uv: &Uv<'_>,
    python: &Interpreter,
    named: &[&Requirement],
) -> Result<Result<(), OutputTail>> {
    let sources = settings.of_all(lists).with_wheels_only();
    let text = named.iter().map(|asked| asked.text("file:") + "\n").collect::<String>();
    let unwritable = |cause| unwritable(&std::env::temp_dir(), cause);
    // Only for this user: an index's URL may contain a password.
    let list = tempfile::Builder::new().suffix(".txt").tempfile().map_err(unwritable)?;
    std::fs::write(list.path(), sources.head(&lists.root) + &text).map_err(unwritable)?;
    let mut arguments = uv.arguments(&["pip", "compile", "--quiet", "--no-deps"], &python.path, &sources);
    arguments.push(list.path().into());
    Ok(uv.try_quietly(arguments.iter().map(OsString::as_os_str))?.map(drop))
}

/// Logs that another Python than the person's default was chosen.
pub fn log(request: &Request<'_>, python: &Interpreter) {
    let default = default(request.cache, request.variables);
    if default.is_some_and(|default| default.version != python.version) {
        crate::install::log(request, &Message::PythonChosen { version: python.version.to_string() });
    }
}
