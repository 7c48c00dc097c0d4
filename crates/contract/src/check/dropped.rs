//! What an import leaves out (contract §1): caches, leftovers of tools, virtual environments.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::path::{Component, Path};

use locales::Message;

use super::Check;
use super::names::shown;

/// The names that are left out at any depth.
const NAMES: [&str; 4] = ["__pycache__", ".git", "__MACOSX", ".DS_Store"];
/// The file that Python writes into the root of a virtual environment.
const VENV_FILE: &str = "pyvenv.cfg";
/// A folder with this file is a package, even if a virtual environment was made in it.
const CODE: &str = "main.py";
/// How many environments are named.
const NAMED: usize = 5;

fn dropped_name(relative_path: &Path) -> Option<&'static str> {
    relative_path.components().find_map(|component| match component {
        Component::Normal(name) => NAMES.into_iter().find(|dropped| name == *dropped),
        _ => None,
    })
}

/// Whether an import leaves a file out because of its path (contract §1): caches and leftovers of tools, at
/// any depth.
pub fn is_dropped(relative_path: &Path) -> bool {
    dropped_name(relative_path).is_some()
}

/// Whether the folder, or the target of a link, is a virtual environment, which imports and new versions
/// leave out (contract §1).
pub fn is_environment(folder: &Path) -> bool {
    folder.join(VENV_FILE).is_file() && !folder.join(CODE).exists()
}

/// What is left out of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Dropped {
    names: BTreeSet<&'static str>,
    /// Virtual environments, with `/` at the end; none is inside another.
    environments: BTreeSet<String>,
}

impl Dropped {
    /// Finds the virtual environments in a list of files.
    pub(super) fn among(paths: impl Iterator<Item = String>) -> Self {
        let (mut environments, mut code) = (BTreeSet::new(), BTreeSet::new());
        for path in paths {
            match path.rsplit_once('/') {
                Some((folder, VENV_FILE)) => environments.insert(format!("{folder}/")),
                Some((folder, CODE)) => code.insert(format!("{folder}/")),
                _ => false,
            };
        }
        let mut found = Self::default();
        for environment in environments.into_iter().filter(|folder| !code.contains(folder)) {
            if !found.is_in_environment(&environment) {
                found.environments.insert(environment);
            }
        }
        found
    }

    /// Whether the path is left out.
    pub(super) fn has(&self, path: &Path) -> bool {
        is_dropped(path) || path.to_str().is_some_and(|path| self.is_in_environment(&format!("{path}/")))
    }

    /// Whether `folder` is in a virtual environment. Only the last one that sorts before it can contain it.
    fn is_in_environment(&self, folder: &str) -> bool {
        let mut before = self.environments.range::<str, _>((Bound::Unbounded, Bound::Included(folder)));
        before.next_back().is_some_and(|environment| folder.starts_with(environment))
    }

    /// Like [`Dropped::has`], but also remembers the name for the report.
    pub(super) fn takes(&mut self, path: &Path) -> bool {
        self.names.extend(dropped_name(path));
        self.has(path)
    }

    /// Adds a virtual environment to what is left out.
    pub(super) fn take_environment(&mut self, path: &str) {
        self.environments.insert(format!("{path}/"));
    }

    /// The checks about what is left out.
    pub(super) fn checks(&self) -> Vec<Check> {
        let names: Vec<&str> = self.names.iter().copied().collect();
        let dropped = Check::pass(Message::CheckDropped { names: names.join(", ") });
        let count = self.environments.len() as u64;
        let named = self.environments.iter().take(NAMED).map(|path| shown(path.trim_end_matches('/')));
        let names = named.collect::<Vec<_>>().join(", ") + if count > NAMED as u64 { ", …" } else { "" };
        let environment = Check::warning(Message::CheckDroppedEnvironment { count, names });
        let checks = [(!self.names.is_empty(), dropped), (count > 0, environment)];
        checks.into_iter().filter_map(|(is_there, check)| is_there.then_some(check)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caches_and_tools_leavings_are_dropped_at_any_depth() {
        for path in ["__pycache__", "a/__pycache__/b.pyc", ".git/HEAD", "__MACOSX/._a", "a/.DS_Store"] {
            assert!(is_dropped(Path::new(path)), "{path}");
        }
        for path in ["main.py", ".gitignore", "a/git", "a.DS_Store", "pycache"] {
            assert!(!is_dropped(Path::new(path)), "{path}");
        }
    }

    #[test]
    fn a_virtual_environment_is_recognised_and_the_package_is_not_one() {
        let paths = [
            "churn/pyvenv.cfg",
            "churn/main.py",
            "churn/a/env/pyvenv.cfg",
            "churn/a/env/x/pyvenv.cfg",
            "churn/a/env-2/pyvenv.cfg",
            "pyvenv.cfg",
        ];
        let dropped = Dropped::among(paths.into_iter().map(String::from));
        for (path, has) in [
            ("churn/a/env", true),
            ("churn/a/env/lib/x.py", true),
            ("churn/a/env/x/y", true),
            ("churn/a/env-2/y", true),
            ("churn/a/environment", false),
            ("churn/main.py", false),
            ("main.py", false),
        ] {
            assert_eq!(dropped.has(Path::new(path)), has, "{path}");
        }
    }
}
