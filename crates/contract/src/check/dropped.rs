//! What an import leaves out (contract §1): caches, what tools leave behind, virtual environments.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::path::{Component, Path};

use locales::Message;

use super::Check;
use super::names::shown;

/// Left out at any depth.
const NAMES: [&str; 4] = ["__pycache__", ".git", "__MACOSX", ".DS_Store"];
/// What Python writes at the top of a virtual environment.
const MARK: &str = "pyvenv.cfg";
/// Somebody who made the environment in the package's own folder has this beside the mark.
const CODE: &str = "main.py";
/// So many environments are named.
const NAMED: usize = 5;

fn dropped_name(relative_path: &Path) -> Option<&'static str> {
    relative_path.components().find_map(|component| match component {
        Component::Normal(name) => NAMES.into_iter().find(|dropped| name == *dropped),
        _ => None,
    })
}

/// Whether an import leaves the file out for its name (contract §1): caches and what tools leave
/// behind, at any depth.
pub fn is_dropped(relative_path: &Path) -> bool {
    dropped_name(relative_path).is_some()
}

/// Whether the folder, or what a link leads to, is a virtual environment, which an import and a new
/// version leave out (contract §1).
pub fn is_environment(folder: &Path) -> bool {
    folder.join(MARK).is_file() && !folder.join(CODE).exists()
}

/// What is left out of one package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Dropped {
    names: BTreeSet<&'static str>,
    /// Virtual environments, `/` at the end; none lies in another.
    environments: BTreeSet<String>,
}

impl Dropped {
    /// Finds the virtual environments in a list of files.
    pub(super) fn among(paths: impl Iterator<Item = String>) -> Self {
        let (mut marked, mut code) = (BTreeSet::new(), BTreeSet::new());
        for path in paths {
            match path.rsplit_once('/') {
                Some((folder, MARK)) => marked.insert(format!("{folder}/")),
                Some((folder, CODE)) => code.insert(format!("{folder}/")),
                _ => false,
            };
        }
        let mut found = Self::default();
        for environment in marked.into_iter().filter(|folder| !code.contains(folder)) {
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

    /// Of those before it in their order only the last can be what the path lies in.
    fn is_in_environment(&self, folder: &str) -> bool {
        let mut before = self.environments.range::<str, _>((Bound::Unbounded, Bound::Included(folder)));
        before.next_back().is_some_and(|environment| folder.starts_with(environment))
    }

    /// The same, and keeps in mind what to say of it.
    pub(super) fn takes(&mut self, path: &Path) -> bool {
        self.names.extend(dropped_name(path));
        self.has(path)
    }

    /// Leaves out a virtual environment.
    pub(super) fn take_environment(&mut self, path: &str) {
        self.environments.insert(format!("{path}/"));
    }

    /// What is said of it.
    pub(super) fn checks(&self) -> Vec<Check> {
        let names: Vec<&str> = self.names.iter().copied().collect();
        let dropped = Check::pass(Message::CheckDropped { names: names.join(", ") });
        let count = self.environments.len() as u64;
        let named = self.environments.iter().take(NAMED).map(|path| shown(path.trim_end_matches('/')));
        let names = named.collect::<Vec<_>>().join(", ") + if count > NAMED as u64 { ", …" } else { "" };
        let environment = Check::warning(Message::CheckDroppedEnvironment { count, names });
        let said = [(!self.names.is_empty(), dropped), (count > 0, environment)];
        said.into_iter().filter_map(|(is_there, check)| is_there.then_some(check)).collect()
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
    fn an_environment_is_known_by_its_mark_and_the_package_is_none() {
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
