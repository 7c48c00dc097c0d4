//! Files of a folder that could not be copied: they are named, and the others are copied.

use std::path::Path;

use files::tree::SkippedFile;
use locales::{Language, Message};

/// How many files are named in one sentence.
const NAMED: usize = 5;

/// A sentence with the names of a few skipped files, and why the first one was skipped. `None`: nothing was
/// skipped.
pub fn skipped_in_short(all: &[SkippedFile], language: Language) -> Option<String> {
    let first = all.first()?;
    let more = all.len().saturating_sub(NAMED) as u64;
    let names: Vec<_> = all.iter().take(NAMED).map(|one| files::shown(&one.path)).collect();
    let (count, names) = (all.len() as u64, names.join(", "));
    let text = Message::LeftOutNames { count, names, more }.render(language);
    Some(format!("{text} {}", first.why.render(language)))
}

/// The same files, with paths relative to the parent of `folder`.
pub(crate) fn below(folder: &Path, all: Vec<SkippedFile>) -> impl Iterator<Item = SkippedFile> {
    all.into_iter().map(move |one| SkippedFile { path: folder.join(one.path), ..one })
}
