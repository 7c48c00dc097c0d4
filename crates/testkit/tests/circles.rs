//! The files of a crate must not import each other in a circle: newcomers would not know which one to read first,
//! and none of them could be moved elsewhere. A folder counts as one file.
#![expect(clippy::unwrap_used, reason = "helpers of tests, outside of them too")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// For each file the other files that it imports.
type Needs = BTreeMap<String, BTreeSet<String>>;

/// The names that directly follow `prefix`, alone or in braces. Of a nested path only the first name counts.
fn named<'t>(text: &'t str, prefix: &'t str) -> impl Iterator<Item = String> + 't {
    text.split(prefix).skip(1).flat_map(|rest| {
        let Some(list) = rest.strip_prefix('{') else { return vec![first_name(rest)] };
        let (mut depth, mut parts) = (1, vec![String::new()]);
        for letter in list.chars() {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => {
                    parts.push(String::new());
                    continue;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
            parts.last_mut().unwrap().push(letter);
        }
        parts.iter().map(|part| first_name(part.trim_start())).collect()
    })
}

fn first_name(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

/// A file's text without comments and tests.
fn code(text: &str) -> String {
    let program = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let program = program.split("#[cfg(test)]\npub(crate) mod tests").next().unwrap();
    program.lines().map(|line| line.split("//").next().unwrap().to_string() + "\n").collect()
}

fn collect(path: &Path, into: &mut String) {
    if path.file_stem().is_some_and(|name| name == "tests") {
        return;
    }
    if path.is_file() {
        *into += &code(&fs::read_to_string(path).unwrap());
    } else {
        fs::read_dir(path).unwrap().for_each(|entry| collect(&entry.unwrap().path(), into));
    }
}

fn needs(source: &Path) -> Needs {
    let mut files = BTreeMap::<String, String>::new();
    for entry in fs::read_dir(source).unwrap().map(Result::unwrap) {
        let name = entry.path().file_stem().unwrap().to_string_lossy().into_owned();
        collect(&entry.path(), files.entry(name).or_default());
    }
    let root: String = ["lib", "main"].iter().filter_map(|name| files.remove(*name)).collect();
    // A name that the crate's root re-exports belongs to its file.
    let mut given = BTreeMap::new();
    for file in files.keys() {
        given.insert(file.clone(), file.clone());
        let prefix = format!("use {file}::");
        given.extend(named(&root, &prefix).map(|name| (name, file.clone())));
    }
    let needed = |file: &String, text: &String| {
        let all = named(text, "crate::").filter_map(|name| given.get(&name).cloned());
        all.filter(|other| other != file).collect()
    };
    files.iter().map(|(file, text)| (file.clone(), needed(file, text))).collect()
}

/// A path of imports that leads from a file back to itself, if there is one.
fn circle<'n>(needs: &'n Needs, way: &mut Vec<&'n str>, through: &mut BTreeSet<&'n str>) -> Option<String> {
    let here = *way.last()?;
    for next in &needs[here] {
        if let Some(at) = way.iter().position(|file| file == next) {
            return Some(format!("{} → {next}", way[at..].join(" → ")));
        }
        if through.insert(next) {
            way.push(next);
            let found = circle(needs, way, through);
            way.pop();
            if found.is_some() {
                return found;
            }
        }
    }
    None
}

fn any_circle(needs: &Needs) -> Option<String> {
    let mut through = BTreeSet::new();
    needs.keys().find_map(|file| circle(needs, &mut vec![file.as_str()], &mut through))
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for name in ["cli", "contract", "environments", "locales", "processes", "rundir", "store"] {
        let needs = needs(&crates.join(name).join("src"));
        assert!(needs.values().any(|others| !others.is_empty()) || name == "locales", "{name}: {needs:?}");
        assert_eq!(any_circle(&needs), None, "{name}");
    }
}

#[test]
fn a_circle_of_imports_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("lib.rs", "mod a;\nmod b;\nmod c;\npub use c::{Other, Thing};\n");
    write("a.rs", "use crate::{b::{x, y}, Nothing};\n");
    write("b.rs", "// crate::a\nfn f() { crate::Thing::new() }\n");
    write("c.rs", "#[cfg(test)]\nmod tests { use crate::a; }\n");
    assert_eq!(any_circle(&needs(folder.path())), None);
    write("c.rs", "use crate::a::z;\n");
    assert_eq!(any_circle(&needs(folder.path())), Some("a → b → c → a".into()));
}
