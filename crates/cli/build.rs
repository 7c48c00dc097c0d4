//! Holds the catalogue against the code: a message that nobody says stops the build. (That one is
//! said which does not exist, the compiler finds; that a language lacks one, `crates/locales`.)

#![expect(clippy::expect_used, reason = "a build script stops the build by panicking")]

use std::fs;
use std::path::Path;

fn main() {
    let root = Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../..");
    let mut code = String::new();
    for folder in ["crates", "src-tauri"] {
        println!("cargo::rerun-if-changed={}", root.join(folder).display());
        read_rust(&root.join(folder), &mut code);
    }
    let catalogue = root.join("locales/en.ftl");
    println!("cargo::rerun-if-changed={}", catalogue.display());
    let catalogue = fs::read_to_string(catalogue).expect("the catalogue is part of the source");
    for line in catalogue.lines() {
        let Some((id, _)) = line.split_once(" =") else { continue };
        if !id.starts_with(|c: char| c.is_ascii_lowercase()) {
            continue;
        }
        let variant: String = id.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
        let said = code
            .match_indices(&format!("Message::{variant}"))
            .any(|(at, found)| !code[at + found.len()..].starts_with(|c: char| c.is_alphanumeric()));
        assert!(said, "locales/en.ftl: nobody says {id}");
    }
}

fn read_rust(folder: &Path, code: &mut String) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            read_rust(&path, code);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            code.push_str(&fs::read_to_string(&path).unwrap_or_default());
        }
    }
}
