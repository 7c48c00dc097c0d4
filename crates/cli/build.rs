//! Holds the catalogue against the code: a message that nobody says stops the build. (That one is
//! said which does not exist, the compiler finds; that a language lacks one, `crates/locales`.)

#![expect(clippy::expect_used, reason = "a build script stops the build by panicking")]

use std::fs;
use std::path::Path;

fn main() {
    let root = Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../..");
    let (mut code, mut window) = (String::new(), String::new());
    for folder in ["crates", "src-tauri/src"] {
        println!("cargo::rerun-if-changed={}", root.join(folder).display());
        read(&root.join(folder), &["rs"], &mut code);
    }
    println!("cargo::rerun-if-changed={}", root.join("ui/src").display());
    read(&root.join("ui/src"), &["ts", "svelte"], &mut window);
    let families = families(&window);
    let catalogue = root.join("locales/en.ftl");
    println!("cargo::rerun-if-changed={}", catalogue.display());
    let catalogue = fs::read_to_string(catalogue).expect("the catalogue is part of the source");
    for line in catalogue.lines() {
        let Some((id, _)) = line.split_once(" =") else { continue };
        if !id.starts_with(|c: char| c.is_ascii_lowercase()) {
            continue;
        }
        let variant: String = id.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
        let by_program = code
            .match_indices(&format!("Message::{variant}"))
            .any(|(at, found)| !code[at + found.len()..].starts_with(|c: char| c.is_alphanumeric()));
        let by_window =
            window.contains(&format!("'{id}'")) || families.iter().any(|family| id.starts_with(family));
        assert!(by_program || by_window, "locales/en.ftl: nobody says {id}");
    }
}

/// What ids begin with that the window puts together: of `t(`status-${word}`)` it is `status-`.
fn families(window: &str) -> Vec<&str> {
    let begins = window.match_indices("t(`").map(|(at, found)| &window[at + found.len()..]);
    begins.filter_map(|rest| rest.split_once("${")).map(|(family, _)| family).collect()
}

fn read(folder: &Path, endings: &[&str], code: &mut String) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        // The generated list of all messages says none of them.
        if path.is_dir() {
            read(&path, endings, code);
        } else if path.extension().is_some_and(|ending| endings.iter().any(|known| ending == *known))
            && !path.ends_with("ipc/messages.ts")
        {
            code.push_str(&fs::read_to_string(&path).unwrap_or_default());
        }
    }
}
