//! The Python for lists that name none: the newest one here for which there are wheels of what
//! they pin, since old versions are not built for new Pythons.

use crate::interpreters::{default, known, search};
use crate::list::{Lists, Place, Requirement};
use crate::probe::Interpreter;
use crate::reason::Words;
use crate::request::Request;
use crate::settings::Settings;
use crate::uv::Uv;
use files::unwritable;
use locales::{Message, Result};

use std::ffi::OsString;
use std::path::Path;

/// How often what no Python has a wheel of is left out before the choice is given up.
const MOST_ROUNDS: usize = 4;

/// The interpreter for `lists`; `None` if it does not matter: nothing is pinned, or there is only
/// one. It is decided once and remembered under `digest`, so that a list keeps its Python, and
/// finding its environment again starts no process.
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
    let named: Vec<_> = asked().filter(|asked| matches!(asked.place, Place::Index(_))).collect();
    let Some(fits) = newest(settings, lists, &uv, &candidates, named)? else { return Ok(None) };
    let Some(python) = fits.cloned().or(default) else { return Ok(None) };
    // Its own path is asked for from now on. Where it cannot be kept, the next run decides again.
    known(request.cache, request.variables, &python.path);
    if let (Some(path), Ok(())) =
        (python.path.to_str(), std::fs::create_dir_all(request.cache.join("choices")))
    {
        let _ = files::atomic::write(&memory, path.as_bytes());
    }
    Ok(Some(python))
}

/// One interpreter of each minor version, newest first: the person's default, or the newest.
fn candidates(request: &Request<'_>, default: Option<&Interpreter>) -> Vec<Interpreter> {
    let mut all = search(request.cache, request.variables, false);
    all.sort_by_key(|python| (std::cmp::Reverse(python.version), Some(python) != default));
    all.dedup_by_key(|python| python.version);
    all
}

/// The first of `candidates` that has wheels of all that is `named`, but for what none has; outside:
/// `None` if that cannot be known now, inside: if there is no such.
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
                // Each attempt at an index that is out of reach takes long.
                Err(words) if words.failure("").message.code() != "requirements-unresolvable" => {
                    return Ok(None);
                }
                Err(words) => failures.push(words),
            }
        }
        let before = named.len();
        let is_to_blame = |asked: &Requirement| {
            asked.name().is_some_and(|name| failures.iter().all(|words| words.mention(&name)))
        };
        named.retain(|asked| !is_to_blame(asked));
        if named.is_empty() || named.len() == before {
            break;
        }
    }
    Ok(Some(None))
}

/// Asks uv, which knows of wheels, markers and indexes.
fn has_wheels(
    settings: &Settings,
    lists: &Lists,
    uv: &Uv<'_>,
    python: &Interpreter,
    named: &[&Requirement],
) -> Result<Result<(), Words>> {
    let sources = settings.of_all(lists).with_wheels_only();
    let text = named.iter().map(|asked| asked.text("file:") + "\n").collect::<String>();
    let unwritable = |cause| unwritable(&std::env::temp_dir(), cause);
    // For this user only: an index's address may hold a password.
    let list = tempfile::Builder::new().suffix(".txt").tempfile().map_err(unwritable)?;
    std::fs::write(list.path(), sources.head(&lists.root) + &text).map_err(unwritable)?;
    let mut arguments = uv.arguments(&["pip", "compile", "--quiet", "--no-deps"], &python.path, &sources);
    arguments.push(list.path().into());
    Ok(uv.try_quietly(arguments.iter().map(OsString::as_os_str))?.map(drop))
}

/// Says that another Python than the person's default was taken.
pub fn say(request: &Request<'_>, python: &Interpreter) {
    let default = default(request.cache, request.variables);
    if default.is_some_and(|default| default.version != python.version) {
        crate::install::say(request, &Message::PythonChosen { version: python.version.to_string() });
    }
}
