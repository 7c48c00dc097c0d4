//! Decides which lines of the lists apply to a Python, by evaluating their markers with its pip.

use crate::list::{List, Lists, Options, Requirement};
use crate::process::{Stream, run};
use crate::request::Request;
use crate::settings::Settings;
use files::shown;
use locales::{Failure, Message, Result};
use std::path::Path;
use std::process::Command;

/// Prints `1` for each marker that is true, and `0` for each that is not. An invalid marker counts as
/// true, so that the installer reports what is wrong with the line.
const EVALUATE: &str = r#"
import json, sys
from pip._vendor.packaging.markers import Marker

def holds(text):
    try:
        return Marker(text).evaluate({"extra": ""})
    except Exception:
        return True

with open(sys.argv[1], encoding="utf-8") as file:
    print("".join("01"[holds(text)] for text in json.load(file)), end="")
"#;

/// The lists without the lines that do not apply to `python`, an environment's interpreter with pip. A
/// list may have a line with hashes for each Python, of which only one must count. Lists without hashes
/// are returned as they are.
pub fn applying(
    request: &Request<'_>,
    settings: &Settings,
    lists: &Lists,
    python: &Path,
    scratch: &Path,
) -> Result<Lists> {
    let mut lists = lists.clone();
    let all = |list: &List| list.requirements.iter().chain(&list.constraints).cloned().collect::<Vec<_>>();
    let lines: Vec<Requirement> = lists.lists.iter().flat_map(all).collect();
    let marked = lines.iter().map(|line| line.marker.as_str()).filter(|marker| !marker.is_empty());
    let marked: Vec<&str> = marked.collect();
    if marked.is_empty() || lines.iter().all(|line| line.hashes.is_empty()) {
        return Ok(lists);
    }
    let mut holds = evaluate(request, settings, &marked, python, scratch)?.into_iter();
    let mut is_meant = |line: &Requirement| line.marker.is_empty() || holds.next().unwrap_or(true);
    for list in &mut lists.lists {
        // Even a hash in a line that does not apply means that all requirements need one.
        let require_hashes = all(list).iter().any(|line| line.has_hash_option);
        list.options.push(Options { require_hashes, ..Options::default() });
        list.requirements.retain(&mut is_meant);
        list.constraints.retain(&mut is_meant);
    }
    lists.lists.retain(|list| !list.is_empty());
    Ok(lists)
}

/// Which of `markers` are true.
pub fn evaluate(
    request: &Request<'_>,
    settings: &Settings,
    markers: &[&str],
    python: &Path,
    scratch: &Path,
) -> Result<Vec<bool>> {
    let file = scratch.join("markers.json");
    files::atomic::write_json(&file, &markers)?;
    let mut command = Command::new(python);
    command.args(["-I", "-c", EVALUATE]).arg(&file);
    command.env_clear().envs(settings.for_pip(request.variables));
    let mut printed = Vec::new();
    let on_output =
        |bytes: &[u8]| printed.extend_from_slice(&bytes[..bytes.len().min(markers.len() - printed.len())]);
    let ended = run(&mut command, None, Stream::Stdout, || !request.cancel.is_cancelled(), on_output);
    let not_started = || Message::PythonNotStarted { path: shown(python) };
    let ended = ended.map_err(|e| Failure::because(not_started(), e))?.ok_or(Message::Cancelled)?;
    if !ended.success() || printed.len() != markers.len() {
        return Err(Failure::because(not_started(), ended.to_string()));
    }
    Ok(printed.iter().map(|&digit| digit == b'1').collect())
}
