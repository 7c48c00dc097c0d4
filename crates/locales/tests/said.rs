//! Holds the catalogue against the code: words that nobody says are written, translated and read for
//! nothing. (That one is said which does not exist, the compiler finds; that a language lacks one, the
//! build.)

use std::fs;
use std::path::Path;

/// What ids begin with that the window puts together: of `t(`status-${word}`)` it is `status-`.
fn families(window: &str) -> Vec<&str> {
    let begins = window.match_indices("t(`").map(|(at, found)| &window[at + found.len()..]);
    begins.filter_map(|rest| rest.split_once("${")).map(|(family, _)| family).collect()
}

/// The text of all files in `folder` with one of these endings.
fn read(folder: &Path, endings: &[&str], code: &mut String) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            read(&path, endings, code);
        } else if path.extension().is_some_and(|ending| endings.iter().any(|known| ending == *known))
            // The generated list of all messages says none of them.
            && !path.ends_with("ipc/messages.ts")
        {
            code.push_str(&fs::read_to_string(&path).unwrap_or_default());
        }
    }
}

#[test]
fn every_message_is_said_by_somebody() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (mut code, mut window) = (String::new(), String::new());
    for folder in ["crates", "src-tauri/src"] {
        read(&root.join(folder), &["rs"], &mut code);
    }
    read(&root.join("ui/src"), &["ts", "svelte"], &mut window);
    let families = families(&window);
    let unsaid = locales::IDS.iter().copied().filter(|id| {
        let variant: String = id.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
        let by_program = code
            .match_indices(&format!("Message::{variant}"))
            .any(|(at, found)| !code[at + found.len()..].starts_with(|c: char| c.is_alphanumeric()));
        let by_window =
            window.contains(&format!("'{id}'")) || families.iter().any(|family| id.starts_with(family));
        !by_program && !by_window
    });
    assert_eq!(unsaid.collect::<Vec<_>>(), [""; 0]);
}
