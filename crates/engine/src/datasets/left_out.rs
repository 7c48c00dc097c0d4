//! What could not be taken of a folder: named, and not in the way of the rest.

use std::path::Path;

use files::tree::LeftOut;
use locales::{Language, Message};

/// How many are named in one sentence.
const NAMED: usize = 5;

/// What was left out, a few by their names, and why the first one was; none: nothing was.
pub fn left_out_in_short(all: &[LeftOut], language: Language) -> Option<String> {
    let first = all.first()?;
    let more = all.len().saturating_sub(NAMED) as u64;
    let names: Vec<_> = all.iter().take(NAMED).map(|one| files::shown(&one.path)).collect();
    let (count, names) = (all.len() as u64, names.join(", "));
    let said = Message::LeftOutNames { count, names, more }.render(language);
    Some(format!("{said} {}", first.why.render(language)))
}

/// The same things, as they are called from a folder above.
pub(crate) fn below(folder: &Path, all: Vec<LeftOut>) -> impl Iterator<Item = LeftOut> {
    all.into_iter().map(move |one| LeftOut { path: folder.join(one.path), ..one })
}
