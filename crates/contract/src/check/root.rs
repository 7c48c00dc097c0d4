//! Finds the root folder: AI Center requires exactly one that is not empty (contract §1).

use std::collections::BTreeSet;

use locales::Message;

use super::contents::is_nearly;
use super::names::shown;
use super::{Check, Entry, Report, Source, Step};

/// Finds the root folder and adds it to the report.
///
/// Ours: a zip with a `main.py` at the top is flat, whatever else is there. Without one, a zip with a file
/// beside the root folder is refused, as AI Center does. A folder instead of a zip is the root folder itself
/// if it has one of the two files that every package has.
pub(super) fn find(source: &Source, files: &[Entry], report: &mut Report) -> Step<()> {
    let mut folders = BTreeSet::new();
    let mut beside = BTreeSet::new();
    for file in files {
        match file.path.split_once('/') {
            Some((folder, _)) => folders.insert(folder),
            None => beside.insert(file.path.as_str()),
        };
    }
    // The canonical path has a name even if the path is ".".
    let path = match source {
        Source::Folder(path) => Some(path.canonicalize().unwrap_or_else(|_| path.clone())),
        Source::Zip(_) => None,
    };
    let has_file = beside.contains("main.py") || beside.contains("requirements.txt");
    let itself = path.as_ref().filter(|_| has_file || folders.len() != 1);
    let mut folders = folders.into_iter();
    match (itself, folders.next(), folders.next(), beside.first()) {
        (_, None, _, None) => return Err(Message::CheckPackageEmpty.into()),
        (Some(path), ..) => report.root = path.file_name().map(|name| name.to_string_lossy().into_owned()),
        (None, None, _, Some(_)) => {}
        (None, ..) if beside.iter().any(|file| is_nearly(file, "main.py")) => {}
        (None, Some(first), Some(second), _) => {
            let (first, second) = (shown(first), shown(second));
            return Err(Message::CheckRootsSeveral { first, second }.into());
        }
        (None, Some(folder), None, Some(file)) => {
            let (folder, file) = (shown(folder), shown(file));
            return Err(Message::CheckRootBeside { folder, file }.into());
        }
        (None, Some(folder), None, None) => {
            report.root = Some(folder.to_string());
            report.prefix = format!("{folder}/");
        }
    }
    report.folder = path.map(|path| match report.prefix.strip_suffix('/') {
        Some(inside) => path.join(inside),
        None => path,
    });
    report.checks.push(match &report.root {
        Some(root) => Check::pass(Message::CheckRoot { root: shown(root) }),
        None => Check::warning(Message::CheckRootFlat),
    });
    if let (Source::Zip(path), Some(root)) = (source, &report.root)
        && path.file_stem().is_none_or(|stem| stem != root.as_str())
    {
        let zip = shown(&path.file_name().unwrap_or_default().to_string_lossy());
        report.checks.push(Check::warning(Message::CheckZipName { zip, root: shown(root) }));
    }
    Ok(())
}
