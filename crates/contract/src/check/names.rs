//! Names in a package: which are invalid, and which collide.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use locales::{Message, is_unseen};
use unicode_normalization::UnicodeNormalization;

/// How many files and folders a package may have. Folders without an entry count, too, since unpacking creates
/// them (contract §1).
pub(super) const MOST_ENTRIES: u64 = 200_000;
/// Longest path, in bytes. Ours: it leaves room for a store's own path on every system.
const LONGEST_PATH: usize = 1024;
/// Longest name, in bytes: the limit of Linux's file systems.
const LONGEST_NAME: usize = 255;

/// Refuses a path that could lead out of its folder, on this system or another one, or that cannot be a
/// file's name.
pub(super) fn legal(path: &str) -> Result<(), Message> {
    let name = || shown(path);
    if path.contains(char::is_control) {
        return Err(Message::CheckNameControl { name: name() });
    }
    if path.contains('\\') {
        return Err(Message::CheckNameBackslash { name: name() });
    }
    if leads_out(path) {
        return Err(Message::CheckNameOutside { name: name() });
    }
    let file = path.strip_suffix('/').unwrap_or(path);
    let nameless = |part: &str| part.is_empty() || part == "." || part.len() > LONGEST_NAME;
    if path.len() > LONGEST_PATH || file.split('/').any(nameless) {
        return Err(Message::CheckNameInvalid { name: name() });
    }
    Ok(())
}

/// Whether a path leads out of its folder, on this system or another one.
pub(super) fn leads_out(path: &str) -> bool {
    let drive = matches!(path.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    path.starts_with('/') || drive || path.split('/').any(|part| part == "..")
}

/// The name of a zip's entry without a leading `./`, which is not part of it.
pub(super) fn without_dot(mut path: &str) -> &str {
    while let Some(rest) = path.strip_prefix("./") {
        path = rest;
    }
    path
}

/// A name for use in a message: whatever it contains, on one line and not too long.
pub fn shown(name: &str) -> String {
    let mut shown = String::new();
    for c in name.chars().take(200) {
        if c.is_control() || is_unseen(c) { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    if name.chars().nth(200).is_some() {
        shown.push('…');
    }
    shown
}

/// The names so far, to find those that cannot be in the same folder.
#[derive(Default)]
pub(super) struct Names {
    /// The names by their folder's number and their case-folded form.
    known: HashMap<(usize, String), Name>,
}

struct Name {
    number: usize,
    written: Box<str>,
    is_folder: bool,
    /// Whether it has an entry, and is not only a part of other paths.
    named: bool,
}

impl Names {
    /// Adds a path that is [`legal`].
    pub(super) fn add(&mut self, path: &str, is_folder: bool) -> Result<(), Message> {
        let path = path.strip_suffix('/').unwrap_or(path);
        let (mut folder, mut end) = (0, 0);
        for part in path.split('/') {
            let start = end + usize::from(end > 0);
            end = start + part.len();
            let whole = end == path.len();
            let is_folder = is_folder || !whole;
            let number = self.known.len() + 1;
            let name = match self.known.entry((folder, folded(part))) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(_) if number as u64 > MOST_ENTRIES => {
                    return Err(Message::CheckTooMany { most: MOST_ENTRIES });
                }
                Entry::Vacant(free) => {
                    free.insert(Name { number, written: part.into(), is_folder, named: false })
                }
            };
            if *name.written != *part {
                let first = format!("{}{}", &path[..start], name.written);
                return Err(Message::CheckNameCase { first: shown(&first), second: shown(&path[..end]) });
            }
            if name.is_folder != is_folder {
                return Err(Message::CheckNameBoth { name: shown(&path[..end]) });
            }
            if whole && std::mem::replace(&mut name.named, true) {
                return Err(Message::CheckNameTwice { name: shown(path) });
            }
            folder = name.number;
        }
        Ok(())
    }
}

/// A name as the file systems of macOS and Windows compare it. Converting to upper case first also folds letters
/// with several lower-case forms (`ß` and `ss`, `ς` and `σ`), like Unicode's case folding.
fn folded(name: &str) -> String {
    name.nfc().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfc().collect()
}

#[cfg(test)]
mod tests {
    use std::path::{Component, Path};

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_that_one_folder_cannot_hold_together_are_found() {
        let clash = |paths: &[&str]| {
            let mut names = Names::default();
            paths.iter().find_map(|path| names.add(path, path.ends_with('/')).err()).map(|m| m.code())
        };
        assert_eq!(clash(&["a/b", "a/c", "a/", "ab", "é"]), None);
        assert_eq!(clash(&["a/b", "a/b"]), Some("check-name-twice"));
        assert_eq!(clash(&["a/", "a/"]), Some("check-name-twice"));
        assert_eq!(clash(&["a/b", "A/c"]), Some("check-name-case"));
        assert_eq!(clash(&["straße", "STRASSE"]), Some("check-name-case"));
        assert_eq!(clash(&["σ", "ς"]), Some("check-name-case"));
        assert_eq!(clash(&["é", "e\u{301}"]), Some("check-name-case"));
        assert_eq!(clash(&["a", "a/b"]), Some("check-name-both"));
        assert_eq!(clash(&["a/b", "a"]), Some("check-name-both"));
    }

    #[test]
    fn folders_that_only_paths_name_count_as_entries() {
        let mut names = Names::default();
        let refused = (0..300).find_map(|i| names.add(&format!("{i}{}", "/x".repeat(999)), false).err());
        assert_eq!(refused.map(|m| m.code()), Some("check-too-many"));
    }

    proptest! {
        #[test]
        fn a_legal_name_stays_inside_its_folder(path in "[a./\\\\:C\u{0}é ]{0,12}|\\PC{0,30}|.{0,30}") {
            if legal(&path).is_ok() {
                let joined = Path::new("/root").join(&path);
                prop_assert!(joined.starts_with("/root") && joined != Path::new("/root"));
                prop_assert!(Path::new(&path).components().all(|c| matches!(c, Component::Normal(_))));
                prop_assert!(Names::default().add(&path, path.ends_with('/')).is_ok());
            }
        }
    }
}
