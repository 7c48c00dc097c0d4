//! Checks that every message of the catalogue is used: an unused one would be written and translated for nothing.
//! (The compiler finds unknown messages, and the build script those that a language lacks.)

use std::fs;
use std::path::Path;

/// The prefixes of ids that the window composes: for `t(`status-${word}`)` it is `status-`.
fn families(window: &str) -> Vec<&str> {
    let begins = window.match_indices("t(`").map(|(at, found)| &window[at + found.len()..]);
    begins.filter_map(|rest| rest.split_once("${")).map(|(family, _)| family).collect()
}

/// Adds the text of all files in `folder` with one of these extensions to `code`.
fn read(folder: &Path, endings: &[&str], code: &mut String) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            read(&path, endings, code);
        } else if path.extension().is_some_and(|ending| endings.iter().any(|known| ending == *known))
            // The generated list of all messages does not use them.
            && !path.ends_with("ipc/messages.ts")
        {
            code.push_str(&fs::read_to_string(&path).unwrap_or_default());
        }
    }
}

#[test]
fn every_message_is_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (mut code, mut window) = (String::new(), String::new());
    for folder in ["crates", "src-tauri/src"] {
        read(&root.join(folder), &["rs"], &mut code);
    }
    read(&root.join("ui/src"), &["ts", "svelte"], &mut window);
    let families = families(&window);
    let unused = locales::IDS.iter().copied().filter(|id| {
        let variant: String = id.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
        let by_program = code
            .match_indices(&format!("Message::{variant}"))
            .any(|(at, found)| !code[at + found.len()..].starts_with(|c: char| c.is_alphanumeric()));
        let by_window =
            window.contains(&format!("'{id}'")) || families.iter().any(|family| id.starts_with(family));
        !by_program && !by_window
    });
    let unused: Vec<_> = unused.collect();
    assert!(unused.is_empty(), "no code and no page shows these messages of locales/*.ftl: {unused:?}");
}
